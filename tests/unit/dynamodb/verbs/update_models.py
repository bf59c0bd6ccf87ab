"""Models whose partial updates differ, stored items of them, and requests in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, TypeVar

from pydantic import ConfigDict, computed_field

from boto3_assist.dynamodb import (
    DynamoDBIndex,
    DynamoDBKey,
    DynamoDBModel,
    DynamoDBModelBase,
    ItemConfig,
)
from boto3_assist.dynamodb.codec import encode_item
from tests.unit.dynamodb.canned import Answer

NOON = datetime(2026, 1, 2, 12, tzinfo=timezone.utc)
PLACED = datetime(2026, 1, 1, tzinfo=timezone.utc)

M = TypeVar("M", bound=DynamoDBModelBase)


class Order(DynamoDBModel):
    customer_id: str
    order_id: str
    status: str | None = "open"
    placed_at: datetime | None = None
    note: str | None = None
    address: dict[str, Any] = {}

    primary = DynamoDBIndex.primary(pk="customer#{customer_id}", sk="order#{order_id}")
    by_status = DynamoDBIndex("gsi1", pk="status#{status}", sk="placed#{placed_at}")


class Loose(Order):
    model_config = ConfigDict(extra="allow")


class Listed(DynamoDBModel):
    """Every item is in the index, whatever its attributes are."""

    item_id: str
    note: str = ""

    primary = DynamoDBIndex.primary(pk="item#{item_id}", sk="item")
    all = DynamoDBIndex("gsi1", pk="items", sk="item#{item_id}")


class Sharing(DynamoDBModel):
    """Two indexes with one partition key attribute."""

    item_id: str
    x: str | None = None
    y: str | None = None
    z: str | None = None

    primary = DynamoDBIndex.primary(pk="item#{item_id}", sk="item")
    by_y = DynamoDBIndex("gsi1", pk="x#{x}", sk="y#{y}")
    by_z = DynamoDBIndex("gsi2", pk="x#{x}", pk_attribute="gsi1_pk", sk="z#{z}")


class Named(DynamoDBModel):
    """What is stored under another name, and computed."""

    item_id: str
    first: str = ""
    last: str = ""

    primary = DynamoDBIndex.primary(pk="item#{item_id}", sk="item")

    @computed_field  # type: ignore[prop-decorator]  # mypy has no decorated properties
    @property
    def full_name(self) -> str:
        return f"{self.first} {self.last}"


@dataclass
class Doc(DynamoDBModelBase):
    doc_id: str
    text: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None
    version: int = 0

    primary = DynamoDBIndex.primary(pk="doc#{doc_id}", sk="doc")
    item_config = ItemConfig(
        entity_type="doc", created_at="created_at", updated_at="updated_at", version="version"
    )


class Counted(DynamoDBModel):
    """The version is an input of a key."""

    item_id: str
    note: str = ""
    version: int = 0

    primary = DynamoDBIndex.primary(pk="item#{item_id}", sk="item")
    by_version = DynamoDBIndex("gsi1", pk="items", sk="v#{version:04d}")
    item_config = ItemConfig(version="version")


class Lease(DynamoDBModel):
    lease_id: str
    owner: str = ""
    expires_at: int | None = None
    version: int = 0

    primary = DynamoDBIndex.primary(pk="lease#{lease_id}", sk="lease")
    item_config = ItemConfig(version="version", ttl="expires_at")


def split_name(item: dict[str, Any]) -> dict[str, Any]:
    first, last = item.pop("name").split()
    return {**item, "first": first, "last": last}


class Person(DynamoDBModel):
    """The first version of its items had one name."""

    person_id: str
    first: str = ""
    last: str = ""

    primary = DynamoDBIndex.primary(pk="person#{person_id}", sk="person")
    by_last = DynamoDBIndex("gsi1", pk="people", sk="last#{last}")
    item_config = ItemConfig(schema_version=2, upcasters={1: split_name})


class Opaque(DynamoDBModelBase):
    """A function makes a key and does not say of what."""

    def __init__(self, user_id: str | None = None, name: str | None = None) -> None:
        super().__init__()
        self.user_id = user_id
        self.name = name
        self.note = ""
        self.version = 0
        self.indexes.add_primary(DynamoDBIndex.primary(pk="user#{user_id}", sk="user"))
        self.indexes.add_secondary(
            DynamoDBIndex(
                "gsi1",
                DynamoDBKey("gsi1_pk", "users"),
                DynamoDBKey("gsi1_sk", lambda: f"name#{self.name}" if self.name else None),
            )
        )


class VersionedOpaque(Opaque):
    item_config = ItemConfig(version="version")


def stored(instance: DynamoDBModelBase, **attributes: Any) -> dict[str, Any]:
    """The item of an instance in wire form, with more attributes."""
    return {**instance.to_client_dictionary(), **dict(encode_item(attributes))}


def as_read(model: type[M], item: Mapping[str, Any]) -> M:
    """An instance as it was read from a table."""
    return model.map({"Item": item, "ResponseMetadata": {}})


def refusal(item: Mapping[str, Any] | None = None) -> Answer:
    """What DynamoDB answers where a condition fails, with the item that it failed on."""
    kind = "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"
    body = {"__type": kind, "message": "The conditional request failed"}
    return Answer(body | ({} if item is None else {"Item": item}), 400)


def in_words(request: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """What an update does, and on what conditions, with names and values in their places."""
    meanings: dict[str, str] = dict(request.get("ExpressionAttributeNames", {}))
    for placeholder, value in request.get("ExpressionAttributeValues", {}).items():
        ((_, content),) = value.items()
        meanings[placeholder] = repr(content)

    def said(text: str) -> str:
        return re.sub(r"[#:]\w+", lambda found: meanings[found[0]], text)

    sets, _, removes = request.get("UpdateExpression", "").partition("REMOVE ")
    actions = re.split(r", (?=#)", sets.removeprefix("SET ").strip())
    actions = [said(action) for action in actions if action]
    actions += [f"REMOVE {said(name)}" for name in removes.split(", ") if name]
    conditions = request.get("ConditionExpression", "").split(" AND ")
    return sorted(actions), [said(condition) for condition in conditions if condition]
