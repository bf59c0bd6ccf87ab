"""Merging into what was read, on moto and again on a server over HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel, Field

from boto3_assist.dynamodb import (
    CLEAR_FIELD,
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBModelBase,
    DynamoDBTable,
)
from boto3_assist.errors import SerializationError, ValidationError
from boto3_assist.testing import TableFactory


class Line(BaseModel):
    sku: str
    count: int = Field(1, ge=1)


class Order(DynamoDBModel):
    order_id: str
    status: str | None = "open"
    total: Decimal = Field(Decimal(0), ge=0)
    options: dict[str, Any] = {}
    line: Line | None = None
    secret: str = Field("", exclude=True)
    primary = DynamoDBIndex.primary(pk="order#{order_id}", sk="order")
    by_status = DynamoDBIndex("gsi1", pk="status#{status}")


@dataclass
class Note(DynamoDBModelBase):
    note_id: str
    options: dict[str, Any] = field(default_factory=dict)
    line: Line | None = None
    primary = DynamoDBIndex.primary(pk="note#{note_id}", sk="note")


@pytest.fixture
def table(db: DynamoDB, table_factory: TableFactory) -> DynamoDBTable:
    return table_factory(Order, Note, db=db)


def stored(table: DynamoDBTable, key: Any) -> dict[str, Any]:
    return dict(table.db.get(dict(key.attributes), table.name).unwrap())


def test_what_was_read_is_merged_and_saved_without_loss(db: DynamoDB, table: DynamoDBTable) -> None:
    order = Order(order_id="7", options={"a": 1, "b": {"x": {"s"}}}, line=Line(sku="q"))
    item = {**order.to_resource_dictionary(), "legacy": {"n": Decimal("1.10")}, "secret": "kept"}
    db.save(item, table.name)
    key = Order.primary.key(order_id="7")

    read = db.get(key, table.name).unwrap()
    read.merge(
        {
            "status": CLEAR_FIELD,
            "total": 5,
            "options": {"a": CLEAR_FIELD, "b": {"y": b"z"}},
            "line": {"count": 3},
            "legacy": {"m": 2},
            "secret": "new",
        }
    )
    db.save(read, table.name)

    assert stored(table, key) == {
        **item,
        "status": "open",
        "total": 5,
        "options": {"b": {"x": {"s"}, "y": b"z"}},
        "line": {"sku": "q", "count": 3},
        "legacy": {"n": 1.1, "m": 2},
    }


def test_s5_what_the_model_does_not_take_is_not_written(db: DynamoDB, table: DynamoDBTable) -> None:
    order = Order(order_id="7", total=Decimal(1), line=Line(sku="q"))
    db.save(order, table.name)
    before = stored(table, Order.primary.key(order_id="7"))

    order.total = Decimal(-1)
    with pytest.raises(ValidationError, match="total"):
        db.save(order, table.name)
    order.total = Decimal(1)
    assert order.line is not None
    order.line.count = 0
    with pytest.raises(ValidationError, match=r"line\.count"):
        db.save(order, table.name)
    note = Note("1", line=Line(sku="q"))
    note.line = order.line
    with pytest.raises(ValidationError, match="count"):
        db.save(note, table.name)

    assert stored(table, Order.primary.key(order_id="7")) == before
    assert db.get(Note.primary.key(note_id="1"), table.name).data is None


def test_b21_clear_field_is_never_written(db: DynamoDB, table: DynamoDBTable) -> None:
    items: list[Any] = [
        {"pk": "1", "sk": "1", "a": CLEAR_FIELD},
        {"pk": "1", "sk": "1", "a": [{"b": CLEAR_FIELD}]},
        Note("1", {"a": CLEAR_FIELD}),
        Order(order_id="1", options={"a": CLEAR_FIELD}),
    ]
    for item in items:
        with pytest.raises(SerializationError, match="CLEAR_FIELD"):
            db.save(item, table.name)

    assert table.db.client.scan(TableName=table.name)["Count"] == 0
