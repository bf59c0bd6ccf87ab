"""Models in the three styles, on one table and on tables of other shapes."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModel, DynamoDBModelBase


class Order(DynamoDBModel):
    customer_id: str
    order_id: str
    status: str = "open"
    total: Decimal = Decimal(0)

    primary = DynamoDBIndex.primary(pk="customer#{customer_id}", sk="order#{order_id}")
    by_status = DynamoDBIndex("gsi1", pk="status#{status}", sk="order#{order_id}")


@dataclass
class Note(DynamoDBModelBase):
    note_id: str | None = None
    text: str = ""
    tags: list[str] = field(default_factory=list)

    primary = DynamoDBIndex.primary(pk="note#{note_id}")


class User(DynamoDBModelBase):
    def __init__(self, user_id: str | None = None, name: str | None = None) -> None:
        super().__init__()
        self.user_id = user_id
        self.name = name

    primary = DynamoDBIndex.primary(
        pk="user#{user_id}", sk="user", pk_attribute="PK", sk_attribute="SK"
    )
