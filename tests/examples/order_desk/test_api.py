"""The whole way: sign-in at the server's user pool, authorizer, handler, service, table."""

from __future__ import annotations

from typing import Any

import pytest

from examples.order_desk.gateway import Request
from examples.order_desk.surroundings import ORIGIN, Surroundings
from tests.examples.order_desk.conftest import Call, Reply

pytestmark = pytest.mark.integration

TWO_CUPS = {"email": "ann@example.com", "lines": [{"sku": "CUP-BLUE", "quantity": 2}]}


def test_an_order_from_placing_to_cancelling(call: Call) -> None:
    placed = call("POST", "/orders", "ann", body=TWO_CUPS)
    order = placed.body

    assert placed.status == 201
    assert (order["status"], order["total"], order["email"]) == ("open", "15.00", "ann@example.com")
    assert order["lines"] == [{"sku": "CUP-BLUE", "quantity": 2, "unit_price": "7.50"}]

    path = f"/orders/{order['order_id']}"
    assert call("GET", path, "ann").body == order
    assert call("GET", "/orders", "ann").body == [order]
    assert call("GET", "/open-orders", "bob").body == [order]

    cancelled = call("DELETE", path, "ann")
    assert (cancelled.status, cancelled.body) == (200, {**order, "status": "cancelled"})
    assert call("GET", "/open-orders", "bob").body == []
    assert call("DELETE", path, "ann").status == 200


def test_nobody_sees_the_orders_of_others(call: Call) -> None:
    order = call("POST", "/orders", "ann", body=TWO_CUPS).body
    path = f"/orders/{order['order_id']}"

    for method in ("GET", "DELETE"):
        reply = call(method, path, "bob")
        assert (reply.status, reply.body["error_code"]) == (404, "ORDER_NOT_FOUND")
    assert call("GET", "/orders", "bob").body == []
    assert call("GET", path, "ann").body["status"] == "open"


def test_only_staff_lists_the_orders_of_all(call: Call) -> None:
    reply = call("GET", "/open-orders", "ann")

    assert (reply.status, reply.body["error_code"]) == (403, "TOKEN_GROUP_REFUSED")


@pytest.mark.parametrize(
    ("body", "field", "problem"),
    [
        ({**TWO_CUPS, "email": "ann"}, "email", "value_error"),
        ({**TWO_CUPS, "customer_id": "bob"}, "customer_id", "extra_forbidden"),
        ({**TWO_CUPS, "status": "cancelled"}, "status", "extra_forbidden"),
        ({**TWO_CUPS, "lines": []}, "lines", "too_short"),
        (
            {**TWO_CUPS, "lines": [{"sku": "POT-1L", "quantity": 1, "unit_price": "0.01"}]},
            "lines.0.unit_price",
            "extra_forbidden",
        ),
        (
            {**TWO_CUPS, "lines": [{"sku": "CUP-BLUE", "quantity": 0}]},
            "lines.0.quantity",
            "greater_than_equal",
        ),
        (
            {**TWO_CUPS, "lines": [{"sku": "CUP-BLUE", "quantity": True}]},
            "lines.0.quantity",
            "int_type",
        ),
        ([], "", "model_type"),
    ],
)
def test_input_is_checked_before_it_becomes_a_model(
    call: Call, body: object, field: str, problem: str
) -> None:
    reply = call("POST", "/orders", "ann", body=body)

    assert (reply.status, reply.body["error_code"]) == (400, "INVALID_ORDER")
    assert reply.body["details"]["problems"] == [{"field": field, "problem": problem}]
    assert call("GET", "/orders", "ann").body == []


def test_a_body_that_is_no_text_is_refused(call: Call, surroundings: Surroundings) -> None:
    token = surroundings.sign_in("ann").access_token.get_secret_value()
    request = Request("POST", "/orders", {"Authorization": f"Bearer {token}"}, b"\xff\xfe")

    reply = Reply(surroundings.gateway.respond(request))

    assert (reply.status, reply.body["error_code"]) == (400, "INVALID_ORDER")


@pytest.mark.parametrize("order_id", ["x" * 3000, "a%20b", "%C3%A4", "a%23b"])
def test_an_id_that_no_order_has_is_not_found(call: Call, order_id: str) -> None:
    for method in ("GET", "DELETE"):
        reply = call(method, f"/orders/{order_id}", "ann")
        assert (reply.status, reply.body["error_code"]) == (404, "ORDER_NOT_FOUND")


def test_the_service_refuses_what_it_does_not_sell(call: Call) -> None:
    body = {**TWO_CUPS, "lines": [{"sku": "TEA", "quantity": 1}]}

    reply = call("POST", "/orders", "ann", body=body)

    assert (reply.status, reply.body["error_code"]) == (400, "UNKNOWN_ARTICLE")
    assert reply.body["details"] == {"articles": ["TEA"]}


def refusal(reply: Reply) -> tuple[int, Any]:
    return reply.status, reply.body


def test_who_does_not_get_past_the_authorizer(call: Call, surroundings: Surroundings) -> None:
    tokens = surroundings.sign_in("ann")
    access = tokens.access_token.get_secret_value()
    head, body, signature = access.split(".")

    assert refusal(call("GET", "/orders")) == (401, {"message": "Unauthorized"})
    assert refusal(call("GET", "/orders", token="abc")) == (401, {"message": "Unauthorized"})
    other = "B" if signature[9] == "A" else "A"
    forged = f"{head}.{body}.{signature[:9]}{other}{signature[10:]}"
    assert refusal(call("GET", "/orders", token=forged)) == (403, {"message": "Forbidden"})
    identity = tokens.id_token.get_secret_value()
    assert refusal(call("GET", "/orders", token=identity)) == (403, {"message": "Forbidden"})
    assert call("GET", "/orders", token=access).status == 200


def test_the_shops_pages_may_call_it_and_others_not(call: Call, surroundings: Surroundings) -> None:
    def preflight(origin: str) -> Reply:
        headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        return Reply(surroundings.gateway.respond(Request("OPTIONS", "/orders", headers)))

    name = "access-control-allow-origin"
    assert preflight(ORIGIN).headers[name] == ORIGIN
    assert name not in preflight("https://elsewhere.example").headers
    assert call("GET", "/orders", "ann").headers[name] == ORIGIN
    assert call("GET", "/open-orders", "ann").headers[name] == ORIGIN


def test_a_route_that_is_not_there(call: Call) -> None:
    assert call("GET", "/secrets", "ann").status == 404


def test_a_failure_of_the_table_is_not_shown(call: Call, surroundings: Surroundings) -> None:
    surroundings.desk._table_name = "absent"

    reply = call("GET", "/orders", "ann")

    assert refusal(reply) == (
        500,
        {"error_code": "TABLE_NOT_FOUND", "message": "Internal Server Error"},
    )
