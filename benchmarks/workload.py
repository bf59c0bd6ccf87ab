"""The item that is measured: an order of about 1.6 KB, as a model and in wire form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModelBase

__all__ = ["Order", "order"]

_TIME = datetime(2026, 11, 1, 9, 30, 15, 123456, tzinfo=timezone.utc)


@dataclass
class Order(DynamoDBModelBase):
    """An order with eleven attributes of its own and four key attributes."""

    customer_id: str
    order_id: str
    status: str
    total: Decimal
    tax: Decimal
    revision: int
    is_gift: bool
    placed_at: datetime
    changed_at: datetime
    tags: set[str]
    address: dict[str, Any]
    lines: list[dict[str, Any]]

    primary = DynamoDBIndex.primary(pk="customer#{customer_id}", sk="order#{order_id}")
    by_status = DynamoDBIndex("gsi1", pk="order-status#{status}", sk="placed#{placed_at}")


def order(number: int) -> Order:
    """Make an order.

    Args:
        number: Distinguishes it.

    Returns:
        The order.
    """
    return Order(
        customer_id="customer-0001",
        order_id=f"order-{number:08d}",
        status="open",
        total=Decimal("1234.56"),
        tax=Decimal("197.11"),
        revision=number,
        is_gift=False,
        placed_at=_TIME,
        changed_at=_TIME,
        tags={"web", "express", "insured"},
        address={
            "street": "1 Long Street",
            "city": "Paris",
            "country": "FR",
            "latitude": Decimal("48.85341"),
            "longitude": Decimal("2.3488"),
        },
        lines=[
            {
                "sku": f"sku-{line:05d}",
                "title": "A thing with a title of some length",
                "quantity": line,
                "price": Decimal("12.34"),
            }
            for line in range(1, 6)
        ],
    )
