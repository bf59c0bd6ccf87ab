"""What the table holds: orders and the keys they are found by; decides and sends nothing."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModel

__all__ = ["Order", "OrderLine", "OrderStatus", "Price"]


def _with_cents(price: Decimal) -> Decimal:
    # DynamoDB keeps the number and not the zeros at its end.
    return price.quantize(Decimal("0.01"))


OrderStatus = Literal["open", "cancelled"]
Price = Annotated[Decimal, AfterValidator(_with_cents)]


class OrderLine(BaseModel):
    """Some pieces of one article."""

    sku: str
    quantity: int
    unit_price: Price


class Order(DynamoDBModel):
    """An order of a customer.

    The ids of orders begin with the time, so that those of a customer are in order of time.
    """

    customer_id: str
    order_id: str
    email: str
    placed_at: datetime
    status: OrderStatus = "open"
    lines: list[OrderLine]
    total: Price

    primary = DynamoDBIndex.primary(pk="customer#{customer_id}", sk="order#{order_id}")
    by_status = DynamoDBIndex("gsi1", pk="order-status#{status}", sk="placed#{placed_at}")
