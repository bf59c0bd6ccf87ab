from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any, cast

import pytest

from boto3_assist.aws_lambda import http_response
from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModel, DynamoDBModelBase
from boto3_assist.errors import (
    DynamoDBThrottledError,
    InvalidParameterError,
    ServiceError,
    TableNotFoundError,
)
from boto3_assist.results import ServiceResult


class Order(DynamoDBModel):
    order_id: str
    total: Decimal
    placed_at: datetime

    primary = DynamoDBIndex.primary(pk="order#{order_id}", sk="order")


class Plain(DynamoDBModelBase):
    def __init__(self) -> None:
        self.name = "Ann"
        super().__init__()


@dataclass
class Report:
    rows: int


def success(data: Any, **options: Any) -> dict[str, Any]:
    return http_response(ServiceResult.success_result(data), **options)


def test_data_becomes_json_without_losing_a_digit() -> None:
    placed_at = datetime(2026, 11, 1, 9, 30, tzinfo=timezone.utc)
    order = Order(order_id="7", total=Decimal("19.90"), placed_at=placed_at)

    response = success([order], status=201, headers={"location": "/orders/7"})

    assert json.loads(response["body"]) == [
        {"order_id": "7", "total": "19.90", "placed_at": "2026-11-01T09:30:00Z"}
    ]
    assert (response["statusCode"], response["isBase64Encoded"]) == (201, False)
    assert response["headers"] == {"content-type": "application/json", "location": "/orders/7"}


@pytest.mark.parametrize(
    ("data", "body"),
    [
        ({"a": Decimal("1.0")}, '{"a":"1.0"}'),
        (Report(3), '{"rows":3}'),
        (Plain(), '{"name":"Ann"}'),
        (b"\xff\xfe", '"__4="'),
        (float("nan"), '"NaN"'),
        (0, "0"),
        ("", '""'),
        ([], "[]"),
        ("é", '"é"'),
    ],
)
def test_kinds_of_data(data: object, body: str) -> None:
    assert success(data)["body"] == body


@pytest.mark.parametrize(("status", "sent"), [(200, 204), (202, 202)])
def test_no_data_has_no_body(status: int, sent: int) -> None:
    response = success(None, status=status)

    assert response["statusCode"] == sent
    assert (response["body"], response["headers"]) == ("", {})


def test_data_that_json_cannot_hold_is_refused() -> None:
    with pytest.raises(InvalidParameterError):
        success({"it": object()})
    with pytest.raises(InvalidParameterError):
        success(float)


def test_a_refusal_of_the_service_is_shown_whole() -> None:
    result = ServiceResult.error_result(
        "only 3 are left", error_code="OUT_OF_STOCK", details={"left": 3}
    )

    response = http_response(result, statuses={"OUT_OF_STOCK": 409})

    assert response["statusCode"] == 409
    assert json.loads(response["body"]) == {
        "error_code": "OUT_OF_STOCK",
        "message": "only 3 are left",
        "details": {"left": 3},
    }


@pytest.mark.parametrize(
    ("error", "status", "code", "message"),
    [
        (TableNotFoundError("table app-prod"), 500, "TABLE_NOT_FOUND", "Internal Server Error"),
        (DynamoDBThrottledError("table app-prod"), 503, "THROTTLED", "Service Unavailable"),
        (InvalidParameterError("limit"), 400, "INVALID_PARAMETER", "Bad Request"),
    ],
)
def test_of_other_errors_only_the_code_is_shown(
    error: Any, status: int, code: str, message: str
) -> None:
    for result in (error, ServiceResult.from_error(error)):
        response = http_response(result)

        assert response["statusCode"] == status
        assert json.loads(response["body"]) == {"error_code": code, "message": message}


def test_a_status_without_a_name() -> None:
    response = http_response(TableNotFoundError("no"), statuses={"TABLE_NOT_FOUND": 599})

    assert (response["statusCode"], json.loads(response["body"])["message"]) == (599, "Error")


def test_headers_go_along_with_errors() -> None:
    response = http_response(ServiceError("no"), headers={"retry-after": "5"})

    assert response["headers"]["retry-after"] == "5"


@pytest.mark.parametrize("result", [None, {"data": 1}, ValueError("no"), "ok"])
def test_what_is_no_result_is_refused(result: object) -> None:
    with pytest.raises(InvalidParameterError):
        http_response(cast(Any, result))
