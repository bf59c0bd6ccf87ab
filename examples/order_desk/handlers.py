"""The HTTP API: events in, a call of a service, responses out; decides nothing about orders."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.logging import correlation_paths
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from boto3_assist.aws_lambda import (
    auth_middleware,
    current_principal,
    handle_cors,
    require_auth,
    resolver_response,
)
from boto3_assist.errors import Boto3AssistError
from boto3_assist.results import ServiceResult
from examples.order_desk.models import Order
from examples.order_desk.schemas import OrderInput, checked_id, parsed
from examples.order_desk.services import OrderDesk

__all__ = ["Handler", "create_api"]

Handler = Callable[[Mapping[str, Any], Any], dict[str, Any]]

_STATUSES = {"ORDER_CHANGED": 409, "ORDER_EXISTS": 409, "ORDER_NOT_FOUND": 404}
_STAFF = "staff"

logger = Logger(service="order-desk")
metrics = Metrics(namespace="OrderDesk", service="order-desk")


def create_api(desk: OrderDesk) -> Handler:
    """Make the handler of the HTTP API, whose routes are all behind an authorizer.

    Args:
        desk: Does what the requests ask for.

    Returns:
        The handler for an HTTP API with payload 2.0.
    """
    app = APIGatewayHttpResolver()
    _add_routes(app, desk)

    def failed(error: Boto3AssistError) -> Response[Any]:
        logger.error("a request failed", error=error.to_dict())
        return resolver_response(error, statuses=_STATUSES)

    app.exception_handler(Boto3AssistError)(failed)

    @logger.inject_lambda_context(correlation_id_path=correlation_paths.API_GATEWAY_HTTP)
    @handle_cors
    @require_auth(from_authorizer=True)
    @metrics.log_metrics
    def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
        metrics.add_metric(name="Requests", unit=MetricUnit.Count, value=1)
        return app.resolve(event, context)

    return handle


def _add_routes(app: APIGatewayHttpResolver, desk: OrderDesk) -> None:
    staff_only = auth_middleware(from_authorizer=True, groups=_STAFF)

    @app.post("/orders")
    def place() -> Response[Any]:
        order = parsed(OrderInput, _body_of(app.current_event))
        if not order:
            return _response(order)
        customer_id = current_principal().subject
        placed = desk.place(customer_id, order.data.email, order.data.articles)
        if placed:
            metrics.add_metric(name="OrdersPlaced", unit=MetricUnit.Count, value=1)
        return _response(placed, status=201)

    @app.get("/orders")
    def list_own() -> Response[Any]:
        return _response(desk.orders(current_principal().subject))

    @app.get("/orders/<order_id>")
    def show(order_id: str) -> Response[Any]:
        return _on_own(desk.order, order_id)

    @app.delete("/orders/<order_id>")
    def cancel(order_id: str) -> Response[Any]:
        return _on_own(desk.cancel, order_id)

    @app.get("/open-orders", middlewares=[staff_only])
    def list_open() -> Response[Any]:
        return _response(desk.open_orders())


def _on_own(act: Callable[[str, str], ServiceResult[Order]], order_id: str) -> Response[Any]:
    checked = checked_id(order_id)
    return _response(act(current_principal().subject, checked.data) if checked else checked)


def _body_of(event: APIGatewayProxyEventV2) -> str | bytes | None:
    # Bytes, as Powertools' decoded_body fails on what is no UTF-8.
    if event.body and event.is_base64_encoded:
        return base64.b64decode(event.body)
    return event.body


def _response(result: ServiceResult[Any], status: int = 200) -> Response[Any]:
    return resolver_response(result, status=status, statuses=_STATUSES)
