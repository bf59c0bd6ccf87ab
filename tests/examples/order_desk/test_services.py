from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from boto3_assist.dynamodb import DynamoDB
from boto3_assist.errors import TableNotFoundError
from boto3_assist.testing import AwsBackend, TableFactory
from examples.order_desk.models import Order, OrderLine
from examples.order_desk.services import OrderDesk

NOON = datetime(2026, 11, 1, 12, tzinfo=timezone.utc)


class Clock:
    now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(aws: AwsBackend, table_factory: TableFactory, clock: Clock) -> Iterator[OrderDesk]:
    table = table_factory(Order)
    prices = {"CUP": Decimal("7.50"), "POT": Decimal("24.05")}
    yield OrderDesk(DynamoDB.from_pool(), table.name, prices=prices, clock=clock)


def test_the_desk_names_the_prices(desk: OrderDesk) -> None:
    order = desk.place("7", "ann@example.com", [("CUP", 3), ("POT", 2)], order_id="1").data

    assert order.lines == [
        OrderLine(sku="CUP", quantity=3, unit_price=Decimal("7.50")),
        OrderLine(sku="POT", quantity=2, unit_price=Decimal("24.05")),
    ]
    assert (order.total, order.placed_at, order.status) == (Decimal("70.60"), NOON, "open")
    assert desk.order("7", "1").data == order


def test_an_order_is_placed_once(desk: OrderDesk) -> None:
    first = desk.place("7", "ann@example.com", [("CUP", 1)], order_id="1")
    again = desk.place("7", "ann@example.com", [("CUP", 9)], order_id="1")

    assert again.error_code == "ORDER_EXISTS"
    assert desk.order("7", "1").data == first.data


def test_the_latest_orders_of_a_customer_come_first(desk: OrderDesk, clock: Clock) -> None:
    for hours in range(3):
        clock.now = NOON + timedelta(hours=hours)
        assert desk.place("7", "ann@example.com", [("CUP", hours + 1)])
    assert desk.place("8", "bob@example.com", [("CUP", 1)])

    assert [order.lines[0].quantity for order in desk.orders("7").data] == [3, 2, 1]
    assert [order.lines[0].quantity for order in desk.open_orders().data] == [1, 2, 3, 1]


def test_a_cancelled_order_waits_no_more(desk: OrderDesk) -> None:
    desk.place("7", "ann@example.com", [("CUP", 1)], order_id="1")

    assert desk.cancel("7", "1").data.status == "cancelled"
    assert desk.cancel("7", "1").data.status == "cancelled"
    assert desk.open_orders().data == []
    assert desk.cancel("7", "2").error_code == "ORDER_NOT_FOUND"


def test_an_order_that_somebody_changed_is_not_cancelled(
    desk: OrderDesk, aws: AwsBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = desk.place("7", "ann@example.com", [("CUP", 1)], order_id="1")
    desk.cancel("7", "1")
    monkeypatch.setattr(desk, "order", lambda *_: seen)

    assert desk.cancel("7", "1").error_code == "ORDER_CHANGED"


def test_what_the_service_cannot_help_is_raised(aws: AwsBackend) -> None:
    with pytest.raises(TableNotFoundError):
        OrderDesk(DynamoDB.from_pool(), "absent").orders("7")
