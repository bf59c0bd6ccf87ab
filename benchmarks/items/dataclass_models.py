"""The order and the user as dataclasses, which must not load Pydantic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModelBase

__all__ = ["Order", "User"]


@dataclass
class Order(DynamoDBModelBase):
    """An order."""

    customer_id: str
    order_id: str
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
    by_time = DynamoDBIndex("gsi1", pk="customer#{customer_id}", sk="placed#{placed_at}")


@dataclass
class User(DynamoDBModelBase):
    """A user."""

    tenant_id: str
    user_id: str
    name: str

    primary = DynamoDBIndex.primary(pk="tenant#{tenant_id}", sk="user#{user_id}")
