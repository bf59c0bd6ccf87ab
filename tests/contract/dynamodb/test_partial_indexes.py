"""Indexes that hold a part of each item, on moto and again on a server over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from boto3.dynamodb.conditions import Key

from boto3_assist.dynamodb import (
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBTable,
    ItemConfig,
    QueryConfig,
    ScanConfig,
)
from boto3_assist.errors import (
    FieldNotReadError,
    InvalidParameterError,
    KeyBuildError,
    ValidationError,
)
from boto3_assist.testing import TableFactory

NOW = datetime(2026, 11, 1, tzinfo=timezone.utc)


class Order(DynamoDBModel):
    customer_id: str
    number: int
    status: str = "open"
    total: Decimal = Decimal(0)
    note: str | None = "none"
    ends_at: datetime | None = None
    version: int = 0

    item_config = ItemConfig(entity_type="order", ttl="ends_at", version="version")
    primary = DynamoDBIndex.primary(pk="customer#{customer_id}", sk="order#{number:04d}")
    keys = DynamoDBIndex(
        "gsi1", pk="status#{status}", sk="order#{number:04d}", projection="KEYS_ONLY"
    )
    some = DynamoDBIndex(
        "gsi2",
        pk="state#{status}",
        sk="order#{number:04d}",
        projection=["customer_id", "number", "total"],
    )


@pytest.fixture
def table(db: DynamoDB, table_factory: TableFactory) -> Iterator[DynamoDBTable]:
    db.clock = lambda: NOW
    table = table_factory(Order, db=db)
    for number in range(4):
        ends_at = NOW + timedelta(hours=1 if number else -1)
        db.save(
            Order(customer_id="7", number=number, total=Decimal(number), ends_at=ends_at),
            table.name,
        )
    yield table


KEYS = Order.keys.query(status="open")
SOME = Order.some.query(status="open")


@pytest.mark.parametrize("query", [KEYS, SOME])
def test_fields_that_the_index_does_not_hold_are_unread(
    db: DynamoDB, table: DynamoDBTable, query: Any
) -> None:
    results = [
        db.query(query, table.name).data,
        list(db.query_items(query, table.name, config=QueryConfig(page_size=1))),
        db.query(query, table.name, limit=9).data,
        db.scan(table.name, model=getattr(Order, "keys" if query is KEYS else "some")).data,
    ]

    for orders in results:
        # One has expired, which the index holds because it has to be known.
        assert len(orders) == 3
        for order in orders:
            assert order.version == 1
            for name in ("note", "status"):
                with pytest.raises(FieldNotReadError):
                    getattr(order, name)
            with pytest.raises(ValidationError):
                db.save(order, table.name)


def test_fields_that_it_holds_are_read(db: DynamoDB, table: DynamoDBTable) -> None:
    order = db.query(SOME, table.name).data[0]

    assert (order.customer_id, order.number, order.total) == ("7", 1, Decimal(1))
    with pytest.raises(FieldNotReadError):
        db.query(KEYS, table.name).data[0].number


def test_items_by_hand_are_partial_for_a_model_that_declares_the_index(
    db: DynamoDB, table: DynamoDBTable
) -> None:
    found = db.query(Key("gsi1_pk").eq("status#open"), table.name, index_name="gsi1")
    under = db.query(Order.some.query(status="open", number=1).self_and_descendants(), table.name)

    for order in (*found.to_list(Order), *under.to_list(Order)):
        with pytest.raises(FieldNotReadError):
            order.note


def test_an_update_writes_what_changed_where_the_key_is_known(
    db: DynamoDB, table: DynamoDBTable
) -> None:
    by_some, by_keys = db.query(SOME, table.name).data[0], db.query(KEYS, table.name).data[0]
    by_some.note = by_keys.note = "late"

    db.update_item_partial(by_some, table.name)
    with pytest.raises(KeyBuildError, match="customer_id"):
        db.update_item_partial(by_keys, table.name)

    stored = db.get(by_some, table.name).unwrap()
    assert (stored.note, stored.total, stored.status, stored.version) == (
        "late",
        Decimal(1),
        "open",
        2,
    )
    assert db.query(Order.keys.query(status="open"), table.name).count == 3


def test_what_tells_the_key_gives_the_item(db: DynamoDB, table: DynamoDBTable) -> None:
    page = db.query(KEYS, table.name)

    keys = [Order.primary.key(**Order.primary.parse(item)) for item in page["Items"]]

    assert [db.get(key, table.name).unwrap().note for key in keys] == ["none"] * 3


def test_counts_and_projections(db: DynamoDB, table: DynamoDBTable) -> None:
    assert (db.count(KEYS, table.name), db.count(SOME, table.name)) == (3, 3)
    assert db.count(Order.keys, table.name) == 3
    whole = QueryConfig.with_projections()
    assert db.query(SOME, table.name, config=whole).data[0].total == 1
    part = db.query(SOME, table.name, config=QueryConfig(projection=["total"])).data[0]
    with pytest.raises(FieldNotReadError):
        part.number


@pytest.mark.parametrize(
    "fields",
    [
        {"projection": ["note"]},
        {"projection": ["total", "note.x"]},
        {"projection_expression": "note"},
        {"filter": Order.field("note") == "none"},
        {"filter": "#n = :n", "expression_attribute_names": {"#n": "note"}}
        | {"expression_attribute_values": {":n": 1}},
        {"strongly_consistent": True},
    ],
)
def test_what_the_index_cannot_give_is_refused_before_anything_is_sent(
    db: DynamoDB, table: DynamoDBTable, fields: dict[str, Any]
) -> None:
    with pytest.raises(InvalidParameterError):
        db.query(SOME, table.name, config=QueryConfig(**fields))
    with pytest.raises(InvalidParameterError):
        db.scan(table.name, model=Order.some, config=ScanConfig(**fields))


def test_a_filter_asks_for_what_it_holds(db: DynamoDB, table: DynamoDBTable) -> None:
    config = QueryConfig(filter=Order.field("total") > 1)

    assert [order.number for order in db.query(SOME, table.name, config=config).data] == [2, 3]
