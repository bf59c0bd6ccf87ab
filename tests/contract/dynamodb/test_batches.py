"""Batches, on moto and again on a server over HTTP."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from boto3_assist.dynamodb import (
    BatchDelete,
    BatchGetConfig,
    BatchWriteConfig,
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBModelBase,
    DynamoDBTable,
    ItemConfig,
    capacity_ledger,
)
from boto3_assist.errors import (
    CapacityBudgetExceededError,
    InvalidParameterError,
    TableNotFoundError,
)
from boto3_assist.testing import TableFactory

NOW = datetime(2026, 11, 1, tzinfo=timezone.utc)


class Order(DynamoDBModel):
    customer_id: str
    number: int
    status: str = "open"
    total: Decimal = Decimal(0)

    primary = DynamoDBIndex.primary(pk="customer#{customer_id}", sk="order#{number:04d}")
    by_status = DynamoDBIndex("gsi1", pk="status#{status}", sk="order#{number:04d}")


@dataclass
class Visit(DynamoDBModelBase):
    number: int
    ends_at: datetime | None = None
    updated_at: datetime | None = None

    item_config = ItemConfig(entity_type="visit", ttl="ends_at", updated_at="updated_at")
    primary = DynamoDBIndex.primary(pk="visit#{number}", sk="visit")


class Counter(DynamoDBModel):
    counter_id: int
    region: bytes
    count: int = 0

    primary = DynamoDBIndex.primary(pk_attribute="counter_id", sk_attribute="region")


@pytest.fixture
def table(db: DynamoDB, table_factory: TableFactory) -> DynamoDBTable:
    db.clock = lambda: NOW
    return table_factory(Order, Visit, db=db)


def orders(count: int) -> list[Order]:
    return [Order(customer_id="1", number=n, total=Decimal(n) / 4) for n in range(count)]


def keys(*numbers: int) -> list[Any]:
    return [Order.primary.key(customer_id="1", number=number) for number in numbers]


@pytest.mark.parametrize("workers", [1, 4])
def test_many_are_written_read_and_deleted(
    db: DynamoDB, table: DynamoDBTable, workers: int
) -> None:
    written = db.batch_write_item(orders(230), table.name, max_workers=workers)
    read = db.batch_get_item(keys(*range(240, -1, -1)), table.name, max_workers=workers)
    opened = db.count(Order.by_status.query(status="open"), table.name)
    deleted = db.batch_write_item(
        keys(*range(100)), table.name, operation="delete", max_workers=workers
    )
    rest = db.batch_get_item(keys(99, 100), table.name, config=BatchGetConfig.consistent())

    assert written["ProcessedCount"] == 230
    assert read.data == [None] * 11 + orders(230)[::-1]
    assert opened == 230
    assert deleted.data.done == 100
    assert rest.data == [None, orders(101)[100]]


def test_dictionaries_as_0x_has_them(db: DynamoDB, table: DynamoDBTable) -> None:
    items = [{"pk": "a", "sk": str(n), "price": n + 0.5, "tags": {"x"}} for n in range(60)]

    written = db.batch_write_item(items, table.name)
    result = db.batch_get_item(
        [{"pk": "a", "sk": str(n)} for n in (59, 7, 99)],
        table.name,
        projection_expression="price",
        consistent_read=True,
    )

    assert (written["ProcessedCount"], written["UnprocessedItems"]) == (60, [])
    assert result["Items"] == [{"price": 59.5}, {"price": 7.5}]
    assert (result["Count"], result["UnprocessedKeys"]) == (2, [])


@pytest.mark.parametrize("given", [list, iter])
def test_two_of_one_key(db: DynamoDB, table: DynamoDBTable, given: Any) -> None:
    items = [{"pk": "a", "sk": str(n % 40), "n": n} for n in range(70)]

    with pytest.raises(InvalidParameterError):
        db.batch_write_item(items, table.name)
    result = db.batch_write_item(given(items), table.name, config=BatchWriteConfig.keep_last())

    assert len(result.data.superseded) <= 30
    found = db.batch_get_item([{"pk": "a", "sk": str(n)} for n in range(40)], table.name)
    assert [item and item["n"] for item in found.data] == [
        n + 40 if n < 30 else n for n in range(40)
    ]


def test_numbers_and_bytes_as_keys(db: DynamoDB, table_factory: TableFactory) -> None:
    table = table_factory(Counter, db=db)
    counters = [Counter(counter_id=n, region=bytes([n]), count=n) for n in range(1, 60)]

    db.batch_write_item(counters, table.name)
    found = db.batch_get_item(
        [*counters, {"counter_id": Decimal("7.0"), "region": b"\x07"}], table.name
    )

    assert found.data[:-1] == counters
    assert found.data[-1] == {"counter_id": 7, "region": b"\x07", "count": 7}


def test_types_stamps_and_expiry_are_as_in_save_and_get(db: DynamoDB, table: DynamoDBTable) -> None:
    visits = [Visit(n, NOW + timedelta(hours=1 if n else -1)) for n in range(3)]

    db.batch_write_item(visits, table.name)
    found = db.batch_get_item([Visit.primary.key(number=n) for n in range(3)], table.name)
    saved = db.get(Visit.primary.key(number=1), table.name)

    assert [visit.updated_at for visit in visits] == [NOW] * 3
    assert found.data == [None, visits[1], visits[2]]
    assert saved.data == visits[1]


def test_puts_deletions_and_partial_updates_follow_one_another(
    db: DynamoDB, table: DynamoDBTable
) -> None:
    first, second, third = orders(3)
    db.batch_write_item([first, second], table.name)
    first.status = "paid"
    db.update_item_partial(first, table.name)

    db.batch_write_item([BatchDelete(second), third], table.name)

    assert db.batch_get_item(keys(0, 1, 2), table.name).data == [first, None, third]


def test_the_ledger_meters_each_request_of_a_batch(db: DynamoDB, table: DynamoDBTable) -> None:
    with capacity_ledger() as ledger:
        db.batch_write_item(orders(30), table.name, parallel=True)
        db.batch_get_item(keys(*range(30)), table.name)

    assert ledger.calls == 3
    assert ledger.unmetered_calls or (ledger.write_units > 0 and ledger.read_units > 0)


def test_a_budget_ends_it_before_the_next_chunk(db: DynamoDB, table: DynamoDBTable) -> None:
    with capacity_ledger() as first:
        db.batch_write_item(orders(25), table.name)
    if first.unmetered_calls:
        pytest.skip("this server does not say what a batch consumes")

    with pytest.raises(CapacityBudgetExceededError) as caught:
        with capacity_ledger(max_write_units=first.write_units + 1) as ledger:
            db.batch_write_item(orders(120), table.name)

    report = caught.value.partial
    assert report.done == 50
    assert report.left == orders(120)[50:]
    assert ledger.calls == 2
    db.batch_write_item(report.left, table.name)
    assert None not in db.batch_get_item(keys(*range(120)), table.name).data


def test_a_missing_table(db: DynamoDB, table: DynamoDBTable) -> None:
    with pytest.raises(TableNotFoundError):
        db.batch_write_item(orders(30), "no-such-table")
    with pytest.raises(TableNotFoundError):
        db.batch_get_item(keys(1), "no-such-table")


def test_a_large_answer_comes_in_parts(db: DynamoDB, table: DynamoDBTable) -> None:
    items = [{"pk": "big", "sk": str(n), "content": "x" * 380_000} for n in range(50)]
    db.batch_write_item(items, table.name)

    found = db.batch_get_item([{"pk": "big", "sk": str(n)} for n in range(50)], table.name)

    assert [item and len(item["content"]) for item in found.data] == [380_000] * 50


def test_a_batch_canceled_from_another_thread(db: DynamoDB, table: DynamoDBTable) -> None:
    cancel = threading.Event()
    cancel.set()

    result = db.batch_write_item(
        orders(30), table.name, config=BatchWriteConfig(cancel=cancel), raise_on_error=False
    )

    assert not result.success
    assert db.batch_get_item(keys(0), table.name).data == [None]
