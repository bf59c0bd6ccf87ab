"""Pages, iterators, limits, scans and counts, on moto and again on a server over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from boto3.dynamodb.conditions import Attr, Key
from pydantic import SecretStr

from boto3_assist.config import override_config
from boto3_assist.dynamodb import (
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBModelBase,
    DynamoDBTable,
    ItemConfig,
    QueryConfig,
    ScanConfig,
    attr,
    capacity_ledger,
)
from boto3_assist.errors import (
    CapacityBudgetExceededError,
    CursorForeignError,
    CursorTamperedError,
    InvalidParameterError,
)
from boto3_assist.testing import AwsBackend, TableFactory

NOW = datetime(2026, 11, 1, tzinfo=timezone.utc)


class Order(DynamoDBModel):
    customer_id: str
    number: int
    status: str = "open"
    note: str | None = None

    primary = DynamoDBIndex.primary(pk="customer#{customer_id}", sk="order#{number:04d}")
    by_status = DynamoDBIndex("gsi1", pk="status#{status}", sk="order#{number:04d}")


@dataclass
class Visit(DynamoDBModelBase):
    customer_id: str
    number: int
    ends_at: datetime | None = None

    item_config = ItemConfig(entity_type="visit", ttl="ends_at")
    primary = DynamoDBIndex.primary(pk="customer#{customer_id}", sk="order#{number:04d}#visit")


ORDERS = [
    Order(customer_id="1", number=n, status="paid" if n % 10 == 0 else "open") for n in range(25)
]
VISITS = [Visit("1", n, NOW + timedelta(days=1 if n % 2 else -1)) for n in range(4)]
ALL = Order.primary.query(customer_id="1")
PAID = attr("status") == "paid"


@pytest.fixture
def table(db: DynamoDB, table_factory: TableFactory) -> Iterator[DynamoDBTable]:
    db.clock = lambda: NOW
    table = table_factory(Order, Visit, db=db)
    for model in (*ORDERS, *VISITS):
        db.save(model, table.name)
    with override_config(cursor_signing_key=SecretStr("k" * 32)):
        yield table


def numbers(orders: Any) -> list[int]:
    return [order.number for order in orders]


@pytest.mark.parametrize("page_size", [None, 1, 7, 29, 1000])
def test_d4_the_pages_of_a_query_hold_each_item_once(
    db: DynamoDB, table: DynamoDBTable, page_size: int | None
) -> None:
    config = QueryConfig(page_size=page_size)

    pages = list(db.query_pages(ALL, table.name, config=config))
    items = list(db.query_items(ALL, table.name, config=config))

    assert items == [order for page in pages for order in page.data] == ORDERS
    assert all(page.scanned_count in range((page_size or 1000) + 1) for page in pages)
    assert pages[-1].last_key is None is pages[-1].cursor


@pytest.mark.parametrize("page_size", [None, 1, 3, 40])
@pytest.mark.parametrize("limit", [1, 2, 3, 100])
@pytest.mark.parametrize("projection", [None, ("number", "customer_id", "status")])
def test_a_limit_is_of_matches_and_the_next_page_goes_on_behind_the_last(
    db: DynamoDB,
    table: DynamoDBTable,
    page_size: int | None,
    limit: int,
    projection: tuple[str, ...] | None,
) -> None:
    found: list[list[int]] = []
    cursor = None
    while True:
        config = QueryConfig(
            filter=PAID, limit=limit, page_size=page_size, cursor=cursor, projection=projection
        )
        page = db.query(ALL, table.name, config=config)
        found.append(numbers(page.data))
        assert page.count == len(page.data) <= limit
        cursor = page.cursor
        if cursor is None:
            break

    assert [number for each in found for number in each] == [0, 10, 20]
    assert [len(each) for each in found[: 3 // limit]] == [limit] * (3 // limit)


def test_a_limit_counts_neither_what_has_expired_nor_other_models(
    db: DynamoDB, table: DynamoDBTable
) -> None:
    visits = Visit.primary.query(customer_id="1")

    first = db.query(visits, table.name, config=QueryConfig(limit=1))
    rest = db.query(visits, table.name, config=QueryConfig(limit=9, cursor=first.cursor))
    every = db.query(visits, table.name, config=QueryConfig(limit=9, include_expired=True))
    newest = db.query(ALL, table.name, config=QueryConfig(limit=2, ascending=False))

    found = [numbers(each.data) for each in (first, rest, every)]
    assert found == [[1], [3], [0, 1, 2, 3]]
    assert numbers(newest.data) == [24, 23]


def test_dictionaries_read_with_a_limit_have_what_was_projected_and_no_more(
    db: DynamoDB, table: DynamoDBTable
) -> None:
    config = QueryConfig(filter=PAID, limit=2, projection=["number"])

    found = list(db.query_items(Key("pk").eq("customer#1"), table.name, config=config))

    assert found == [{"number": 0}, {"number": 10}]


@pytest.mark.parametrize(
    "filter_",
    [
        PAID,
        Attr("status").eq("paid"),
        Order.field("status") == "paid",
        PAID & attr("number").gte(0),
    ],
)
def test_d4_filters_of_each_kind(db: DynamoDB, table: DynamoDBTable, filter_: Any) -> None:
    in_text = QueryConfig(
        filter="#k0 = :k0",
        expression_attribute_names={"#k0": "status"},
        expression_attribute_values={":k0": "paid"},
    )

    by_model = db.query(ALL, table.name, config=QueryConfig(filter=filter_))
    scanned = db.scan(table.name, model=Order, config=ScanConfig(filter=filter_))

    assert numbers(by_model.data) == [0, 10, 20] == sorted(numbers(scanned.data))
    assert numbers(db.query(ALL, table.name, config=in_text).data) == [0, 10, 20]


def test_d4_scans_of_a_table_an_index_a_model_and_several(
    db: DynamoDB, table: DynamoDBTable
) -> None:
    everything = db.scan(table.name)
    by_index = db.scan(table.name, model=Order.by_status)
    both = db.scan(table.name, model=[Order, Visit], config=ScanConfig(include_expired=True))

    assert everything.count == len(ORDERS) + len(VISITS) == len(everything.data)
    assert sorted(numbers(by_index.data)) == numbers(ORDERS)
    assert sorted(numbers(db.scan(table.name, model=Order).data)) == numbers(ORDERS)
    assert sorted(numbers(db.scan(table.name, model=Visit).data)) == [1, 3]
    assert {type(each) for each in both.data} == {Order, Visit}
    assert len(both.data) == everything.count


@pytest.mark.parametrize("segments", [1, 3, 40])
@pytest.mark.parametrize("workers", [None, 1, 2])
def test_a_parallel_scan_gives_each_item_once(
    db: DynamoDB, table: DynamoDBTable, segments: int, workers: int | None
) -> None:
    config = ScanConfig(total_segments=segments, max_workers=workers, page_size=2)

    items = list(db.scan_items(table.name, model=Order, config=config))

    assert sorted(numbers(items)) == numbers(ORDERS)


def test_the_segments_of_a_scan_join_to_the_whole(db: DynamoDB, table: DynamoDBTable) -> None:
    configs = [ScanConfig(total_segments=3, segment=n, page_size=2) for n in range(3)]

    parts = [numbers(db.scan_items(table.name, model=Order, config=each)) for each in configs]

    assert sorted(n for part in parts for n in part) == numbers(ORDERS)


def test_a_parallel_scan_goes_on_from_its_cursor(db: DynamoDB, table: DynamoDBTable) -> None:
    found: list[int] = []
    cursor = None
    rounds = 0
    while True:
        config = ScanConfig(total_segments=3, page_size=2, cursor=cursor)
        with db.scan_pages(table.name, model=Order, config=config) as pages:
            found += numbers(next(pages).data)
            cursor = pages.cursor
        rounds += 1
        if cursor is None:
            break

    assert sorted(found) == numbers(ORDERS)
    assert rounds >= 3
    with pytest.raises(CursorForeignError):
        db.scan_pages(table.name, config=ScanConfig(total_segments=4, cursor=config.cursor))


def test_d4_counts(db: DynamoDB, table: DynamoDBTable) -> None:
    paid = QueryConfig(filter=PAID)

    assert db.count(ALL, table.name) == 25
    assert db.count(ALL, table.name, config=QueryConfig(page_size=3)) == 25
    assert db.count(ALL, table.name, config=paid) == 3
    assert db.count(ALL, table.name, config=QueryConfig(filter=PAID, limit=2)) == 2
    assert db.count(Visit.primary.query(customer_id="1"), table.name) == 2
    assert db.count(Order.by_status.query(status="paid"), table.name) == 3
    assert db.count(Key("pk").eq("customer#1"), table.name, config=paid) == 3
    assert db.count(Key("pk").eq("customer#1"), table.name) == 29
    assert db.count(table_name=table.name) == 29
    assert db.count(Visit, table.name) == 2
    assert db.count(Order.by_status, table.name) == 25
    assert db.count([Order, Visit], table.name, config=ScanConfig.parallel(3)) == 27
    assert db.count(Key("gsi1_pk").eq("status#paid"), table.name, index_name="gsi1") == 3


def test_whether_an_item_exists(db: DynamoDB, table: DynamoDBTable) -> None:
    assert db.exists(Order.primary.key(customer_id="1", number=3), table.name)
    assert not db.exists(Order.primary.key(customer_id="1", number=33), table.name)
    assert db.exists({"pk": "customer#1", "sk": "order#0003"}, table.name)
    assert db.exists(model=ORDERS[0], table_name=table.name)
    assert not db.exists(model=VISITS[0], table_name=table.name)
    assert db.exists(model=VISITS[1], table_name=table.name)


def test_strong_consistency_and_projections_of_models(db: DynamoDB, table: DynamoDBTable) -> None:
    config = QueryConfig.consistent().newest_first().with_projections()

    page = db.query(ALL, table.name, config=config)

    assert page.data == ORDERS[::-1]
    assert "gsi1_pk" not in page["Items"][0]


def test_d10_nested_projections_of_dictionaries(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    if aws_backend.name == "moto":
        pytest.skip("moto takes no position behind a placeholder in a projection")
    item = {"pk": "a", "sk": "b", "order": {"first.name": "Ann", "size": [1, 2]}, "x-y": 1, "c": 2}
    db.save(item, table.name)
    config = QueryConfig(projection=['order."first.name"', "order.size[1]", "x-y"])

    found = db.query(Key("pk").eq("a"), table.name, config=config).data

    assert found == [{"order": {"first.name": "Ann", "size": [2]}, "x-y": 1}]


def test_a_cursor_belongs_to_its_query(db: DynamoDB, table: DynamoDBTable) -> None:
    cursor = db.query(ALL, table.name, limit=2).cursor
    other = Order.primary.query(customer_id="2")
    assert cursor is not None

    page = db.query(ALL, table.name, config=QueryConfig(cursor=cursor, limit=2))
    assert numbers(page.data) == [2, 3]
    for key, name in [(other, table.name), (ALL.gte(number=1), table.name), (ALL, "other")]:
        with pytest.raises(CursorForeignError):
            db.query(key, name, config=QueryConfig(cursor=cursor))
    with pytest.raises(CursorForeignError):
        db.scan(table.name, config=ScanConfig(cursor=cursor))
    with pytest.raises(CursorTamperedError):
        db.query(ALL, table.name, config=QueryConfig(cursor=cursor[:-1]))


def test_a_budget_stops_an_iteration_which_goes_on_from_the_errors_cursor(
    db: DynamoDB, table: DynamoDBTable
) -> None:
    found: list[int] = []
    cursor = None
    stops = 0
    while True:
        config = QueryConfig(page_size=4, cursor=cursor)
        try:
            with capacity_ledger(max_read_units=1):
                for order in db.query_items(ALL, table.name, config=config):
                    found.append(order.number)
            break
        except CapacityBudgetExceededError as error:
            stops += 1
            cursor = error.cursor
            assert cursor is not None

    assert found == numbers(ORDERS)
    assert stops > 1


def test_the_ledger_is_the_sum_of_the_pages(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    with capacity_ledger() as ledger:
        pages = list(db.query_pages(ALL, table.name, config=QueryConfig(page_size=5)))
        scanned = list(db.scan_pages(table.name, config=ScanConfig(page_size=5)))
        db.save(ORDERS[0], table.name)

    units = [page.consumed_capacity["CapacityUnits"] for page in (*pages, *scanned)]
    assert ledger.read_units == sum(units) > 0
    assert ledger.write_units > 0
    assert (ledger.calls, ledger.unmetered_calls) == (len(units) + 1, 0)
    assert sum(use.read_units for use in ledger.by_table.values()) == ledger.read_units


@pytest.mark.parametrize(
    ("call", "config"),
    [
        ("scan", ScanConfig.parallel(2)),
        ("scan", QueryConfig()),
        ("scan_items", QueryConfig()),
    ],
)
def test_a_config_that_does_not_fit_the_verb(
    db: DynamoDB, table: DynamoDBTable, call: str, config: Any
) -> None:
    with pytest.raises(InvalidParameterError):
        getattr(db, call)(table.name, config=config)
