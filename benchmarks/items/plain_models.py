"""The order and the user as plain classes, which must not load Pydantic."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModelBase

__all__ = ["Order", "User"]


class Order(DynamoDBModelBase):
    """An order."""

    customer_id: str | None
    order_id: str | None
    total: Decimal | None
    tax: Decimal | None
    revision: int | None
    is_gift: bool | None
    placed_at: datetime | None
    changed_at: datetime | None
    tags: set[str] | None
    address: dict[str, Any] | None
    lines: list[dict[str, Any]] | None

    primary = DynamoDBIndex.primary(pk="customer#{customer_id}", sk="order#{order_id}")
    by_time = DynamoDBIndex("gsi1", pk="customer#{customer_id}", sk="placed#{placed_at}")

    def __init__(
        self,
        customer_id: str | None = None,
        order_id: str | None = None,
        total: Decimal | None = None,
        tax: Decimal | None = None,
        revision: int | None = None,
        is_gift: bool | None = None,
        placed_at: datetime | None = None,
        changed_at: datetime | None = None,
        tags: set[str] | None = None,
        address: dict[str, Any] | None = None,
        lines: list[dict[str, Any]] | None = None,
    ) -> None:
        super().__init__()
        self.customer_id = customer_id
        self.order_id = order_id
        self.total = total
        self.tax = tax
        self.revision = revision
        self.is_gift = is_gift
        self.placed_at = placed_at
        self.changed_at = changed_at
        self.tags = tags
        self.address = address
        self.lines = lines


class User(DynamoDBModelBase):
    """A user."""

    tenant_id: str | None
    user_id: str | None
    name: str | None

    primary = DynamoDBIndex.primary(pk="tenant#{tenant_id}", sk="user#{user_id}")

    def __init__(
        self,
        tenant_id: str | None = None,
        user_id: str | None = None,
        name: str | None = None,
    ) -> None:
        super().__init__()
        self.tenant_id = tenant_id
        self.user_id = user_id
        self.name = name
