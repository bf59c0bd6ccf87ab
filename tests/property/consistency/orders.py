"""One entity in the three styles of model, with an index of every kind that can go stale."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import computed_field

from boto3_assist.dynamodb import (
    DynamoDBIndex,
    DynamoDBKey,
    DynamoDBModel,
    DynamoDBModelBase,
    ItemConfig,
)


def _primary() -> DynamoDBIndex:
    return DynamoDBIndex.primary(pk="customer#{customer_id}", sk="order#{order_id}")


def _by_status() -> DynamoDBIndex:
    return DynamoDBIndex("gsi1", pk="status#{status}", sk="placed#{placed_at}")


def _by_region() -> DynamoDBIndex:
    return DynamoDBIndex("gsi2", pk="region#{region}", sk="status#{status}#total#{total:number}")


def _by_email() -> DynamoDBIndex:
    return DynamoDBIndex("gsi3", pk="email#{email}")


def _by_category() -> DynamoDBIndex:
    return DynamoDBIndex("gsi4", pk_attribute="category", sk="score#{score:010d}")


def _by_total() -> DynamoDBIndex:
    """A local index: it shares the partition key of the table."""
    return DynamoDBIndex(
        "lsi1", pk="customer#{customer_id}", pk_attribute="pk", sk="total#{total:number}"
    )


def _by_sender() -> DynamoDBIndex:
    """An attribute of the order's own, as it is."""
    return DynamoDBIndex("gsi5", pk_attribute="email")


def _by_score() -> DynamoDBIndex:
    """It shares its partition key with another index."""
    return DynamoDBIndex(
        "gsi6", pk="status#{status}", pk_attribute="gsi1_pk", sk="score#{score:010d}"
    )


def _by_id() -> DynamoDBIndex:
    """Every order is in it, whatever its attributes are."""
    return DynamoDBIndex("gsi8", pk="orders", sk="{order_id}")


class PydanticOrder(DynamoDBModel):
    customer_id: str
    order_id: str
    status: str | None = None
    placed_at: datetime | None = None
    region: str | None = None
    total: Decimal | None = None
    email: str | None = None
    category: str | None = None
    score: int | None = None
    expires_at: int | None = None
    note: str = ""
    tags: list[str] = []

    primary = _primary()
    by_status = _by_status()
    by_region = _by_region()
    by_email = _by_email()
    by_category = _by_category()
    by_total = _by_total()
    by_sender = _by_sender()
    by_score = _by_score()
    by_id = _by_id()


@dataclass
class DataclassOrder(DynamoDBModelBase):
    customer_id: str
    order_id: str
    status: str | None = None
    placed_at: datetime | None = None
    region: str | None = None
    total: Decimal | None = None
    email: str | None = None
    category: str | None = None
    score: int | None = None
    expires_at: int | None = None
    note: str = ""

    primary = _primary()
    by_status = _by_status()
    by_region = _by_region()
    by_email = _by_email()
    by_category = _by_category()
    by_total = _by_total()
    by_sender = _by_sender()
    by_score = _by_score()
    by_id = _by_id()


class VersionedOrder(DynamoDBModel):
    customer_id: str
    order_id: str
    status: str | None = None
    placed_at: datetime | None = None
    region: str | None = None
    total: Decimal | None = None
    email: str | None = None
    category: str | None = None
    score: int | None = None
    expires_at: int | None = None
    note: str = ""
    version: int = 0

    primary = _primary()
    by_status = _by_status()
    by_region = _by_region()
    by_email = _by_email()
    by_category = _by_category()
    by_total = _by_total()
    by_sender = _by_sender()
    by_score = _by_score()
    by_id = _by_id()
    item_config = ItemConfig(version="version", ttl="expires_at")


class PlainOrder(DynamoDBModelBase):
    """The style of version 0.x: attributes and functions as keys, in the constructor."""

    placed_at: datetime | None
    total: Decimal | None

    def __init__(self, customer_id: str | None = None, order_id: str | None = None) -> None:
        super().__init__()
        self.customer_id = customer_id
        self.order_id = order_id
        self.status: str | None = None
        self.placed_at = None
        self.region: str | None = None
        self.total = None
        self.email: str | None = None
        self.category: str | None = None
        self.score: int | None = None
        self.expires_at: int | None = None
        self.note = ""
        self.indexes.add_primary(_primary())
        for index in (_by_region(), _by_category(), _by_total(), _by_sender(), _by_id()):
            self.indexes.add_secondary(index)
        self.indexes.add_secondary(
            DynamoDBIndex("gsi1", _key("gsi1_pk", self._status, "status"), _placed())
        )
        self.indexes.add_secondary(DynamoDBIndex("gsi3", _key("gsi3_pk", self._email, "email")))
        self.indexes.add_secondary(
            DynamoDBIndex("gsi6", _key("gsi1_pk", self._status, "status"), _by_score().sort_key)
        )

    def _status(self) -> str | None:
        return None if self.status is None else f"status#{self.status}"

    def _email(self) -> str | None:
        return None if self.email is None else f"email#{self.email}"


def _key(attribute: str, function: Any, *depends_on: str) -> DynamoDBKey:
    return DynamoDBKey(attribute, function, depends_on=depends_on)


def _placed() -> DynamoDBKey:
    return DynamoDBIndex("gsi1", pk="unused", sk="placed#{placed_at}").sort_key


class DerivedOrder(PydanticOrder):
    """A computed field is stored too: it follows from fields that an update may not write."""

    @computed_field  # type: ignore[prop-decorator]  # mypy has no decorated properties
    @property
    def title(self) -> str:
        return f"{self.status}: {self.note}"


class TitledOrder(PlainOrder):
    """A property makes a key."""

    @property
    def title(self) -> str:
        return f"{self.status}: {self.note}"

    by_title = DynamoDBIndex("gsi7", pk="titles", sk="{title}")
