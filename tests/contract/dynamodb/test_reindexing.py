"""The reindexer, on moto and again on a server over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from boto3_assist.dynamodb import (
    Deadline,
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBModelBase,
    DynamoDBReindexer,
    DynamoDBTable,
    FileCheckpoints,
    ItemConfig,
    ReindexConfig,
    TableCheckpoints,
    attr,
    capacity_ledger,
)
from boto3_assist.dynamodb.walking import CheckpointStore, ItemReport
from boto3_assist.errors import (
    CheckpointMismatchError,
    InvalidParameterError,
    ItemNotFoundError,
    PrimaryKeyChangeError,
    TargetKeyTakenError,
)
from boto3_assist.testing import AwsBackend, TableFactory

NOW = datetime(2026, 11, 1, tzinfo=timezone.utc)


class Order(DynamoDBModel):
    order_id: str
    status: str = "open"
    note: str | None = None

    primary = DynamoDBIndex.primary(pk="order#{order_id}", sk="order")
    by_status = DynamoDBIndex("gsi1", pk="status#{status}", sk="order#{order_id}")


class Visit(DynamoDBModel):
    """Stored under another key, and in another form, than it is declared with today."""

    site: str
    number: int
    first_name: str = ""
    version: int = 0
    updated_at: datetime | None = None

    item_config = ItemConfig(
        entity_type="visit",
        schema_version=2,
        upcasters={1: lambda item: {**item, "first_name": item["name"].split()[0]}},
        version="version",
        updated_at="updated_at",
    )
    primary = DynamoDBIndex.primary(pk="site#{site}", sk="visit#{number}")


@dataclass
class Stock(DynamoDBModelBase):
    """Counts nothing and keeps no type; only its whole item tells that it is as it was read."""

    part: str
    shelf: str
    amount: int = 0

    primary = DynamoDBIndex.primary(pk="part#{part}", sk="shelf#{shelf}")


MODELS = (Order, Visit, Stock)


@pytest.fixture
def table(db: DynamoDB, table_factory: TableFactory) -> DynamoDBTable:
    db.clock = lambda: NOW
    db.sleep = lambda seconds: None
    return table_factory(*MODELS, db=db)


@pytest.fixture
def reindexer(db: DynamoDB, table: DynamoDBTable) -> DynamoDBReindexer:
    return DynamoDBReindexer(table.name, models=MODELS, db=db)


@pytest.fixture
def workers(aws_backend: AwsBackend) -> int | None:
    """One on moto, whose transactions copy tables that another thread may be writing."""
    return None if aws_backend.name == "server" else 1


def fill(db: DynamoDB, table: DynamoDBTable) -> None:
    for n in range(12):
        db.save({"pk": f"order#{n}", "sk": "order", "order_id": str(n), "extra": [n]}, table.name)
        visit = {"site": "a", "number": n, "name": f"Ada {n}", "version": 3, "entity_type": "visit"}
        db.save({"pk": f"visit#{n}", "sk": "a", **visit}, table.name)
        db.save(Stock(str(n), "1", n), table.name)
    db.save({"pk": "stranger", "sk": "1", "gsi1_pk": "x", "gsi1_sk": "y"}, table.name)


def contents(db: DynamoDB, table: DynamoDBTable) -> dict[tuple[Any, Any], Any]:
    return {(item["pk"], item["sk"]): item for item in db.scan_items(table.name)}


def expected() -> dict[tuple[Any, Any], Any]:
    items: list[dict[str, Any]] = [{"pk": "stranger", "sk": "1", "gsi1_pk": "x", "gsi1_sk": "y"}]
    for n in range(12):
        order = {"pk": f"order#{n}", "sk": "order", "order_id": str(n), "extra": [n]}
        items.append({**order, "gsi1_pk": "status#open", "gsi1_sk": f"order#{n}"})
        visit = {"site": "a", "number": n, "name": f"Ada {n}", "version": 4, "first_name": "Ada"}
        life = {"entity_type": "visit", "schema_version": 2, "updated_at": NOW.isoformat()}
        items.append({"pk": "site#a", "sk": f"visit#{n}", **visit, **life})
        stock = {"pk": f"part#{n}", "sk": "shelf#1", "part": str(n), "shelf": "1", "amount": n}
        items.append(stock)
    return {(item["pk"], item["sk"]): item for item in items}


def without_times(items: dict[tuple[Any, Any], Any]) -> dict[tuple[Any, Any], Any]:
    return {
        key: {n: v for n, v in each.items() if n != "updated_at"} for key, each in items.items()
    }


@pytest.mark.parametrize("segments", [1, 3])
def test_items_get_the_keys_and_the_form_of_today(
    db: DynamoDB,
    table: DynamoDBTable,
    reindexer: DynamoDBReindexer,
    workers: int | None,
    segments: int,
) -> None:
    fill(db, table)
    config = ReindexConfig(total_segments=segments, page_size=5, max_workers=workers)

    report = reindexer.run(config)
    again = reindexer.run(config)

    assert without_times(contents(db, table)) == without_times(expected())
    assert report.is_complete
    assert report.counts["updated"] == report.counts["moved"] == 12
    assert report.attributes["gsi1_pk"] == 12
    assert report.left_alone == 0
    assert again.counts == {"read": 37, "unchanged": 36, "unknown": 1}
    assert db.get(Visit.primary.key(site="a", number=1), table.name).unwrap().updated_at == NOW


@pytest.mark.parametrize("store", [None, "file"])
def test_b7_a_dry_run_writes_nothing(
    db: DynamoDB,
    table: DynamoDBTable,
    reindexer: DynamoDBReindexer,
    tmp_path: Path,
    store: str | None,
) -> None:
    fill(db, table)
    before = contents(db, table)
    told: list[ItemReport] = []

    report = reindexer.run(
        ReindexConfig(
            dry_run=True,
            checkpoints=FileCheckpoints(tmp_path) if store else None,
            on_item=told.append,
        )
    )

    assert contents(db, table) == before
    assert list(tmp_path.iterdir()) == []
    assert (report.dry_run, report.changed) == (True, 24)
    orders = [each for each in told if each.model == "Order"]
    assert {each.attributes for each in orders} == {("gsi1_pk", "gsi1_sk")}
    assert not any(each.before or each.after for each in told)
    assert "order#" not in repr(told) + repr(report)


def test_a_dry_run_shows_values_when_asked(
    db: DynamoDB, table: DynamoDBTable, reindexer: DynamoDBReindexer
) -> None:
    db.save({"pk": "order#1", "sk": "order", "order_id": "1", "gsi1_pk": "old"}, table.name)

    report = reindexer.run(ReindexConfig(dry_run=True, show_values=True))

    assert report.examples == (
        ItemReport(
            "updated",
            {"pk": "order#1", "sk": "order"},
            "Order",
            ("gsi1_pk", "gsi1_sk"),
            {"gsi1_pk": "old"},
            {"gsi1_pk": "status#open", "gsi1_sk": "order#1"},
        ),
    )


def test_keys_of_an_index_that_an_item_left_are_removed(db: DynamoDB, table: DynamoDBTable) -> None:
    class Task(DynamoDBModel):
        task_id: str
        owner: str | None = None

        primary = DynamoDBIndex.primary(pk="task#{task_id}", sk="task")
        by_owner = DynamoDBIndex("gsi1", pk="owner#{owner}", sk="task#{task_id}")

    stale = {"pk": "task#1", "sk": "task", "task_id": "1", "gsi1_pk": "owner#x", "gsi1_sk": "z"}
    db.save(stale, table.name)

    DynamoDBReindexer(table.name, models=[Task], db=db).run()

    assert list(contents(db, table).values()) == [{"pk": "task#1", "sk": "task", "task_id": "1"}]


def test_items_that_cannot_be_changed_are_counted_and_left_alone(
    db: DynamoDB, table: DynamoDBTable, reindexer: DynamoDBReindexer
) -> None:
    visit = {"site": "a", "number": 1, "name": "Ada L", "entity_type": "visit"}
    db.save({"pk": "old", "sk": "1", **visit}, table.name)
    db.save({"pk": "site#a", "sk": "visit#1", "entity_type": "another"}, table.name)
    db.save({"pk": "order#1", "sk": "order", "order_id": {"no": "text"}}, table.name)
    before = contents(db, table)

    report = reindexer.run()

    assert contents(db, table) == before
    assert (report.count("conflict"), report.count("failed"), report.count("unknown")) == (1, 1, 1)
    codes = {each.outcome: each.error_code for each in report.examples}
    assert codes == {
        "conflict": "TARGET_KEY_TAKEN",
        "failed": "VALIDATION_ERROR",
        "unknown": None,
    }


def test_a_query_an_index_and_a_filter_say_which_items(
    db: DynamoDB, table: DynamoDBTable, reindexer: DynamoDBReindexer
) -> None:
    for n in range(4):
        item = {"pk": f"order#{n}", "sk": "order", "order_id": str(n), "status": "paid"}
        db.save({**item, "gsi1_pk": "old", "gsi1_sk": str(n)}, table.name)

    one = reindexer.run(key=Order.primary.query(order_id="0"))
    two = reindexer.run(filter=attr("order_id") == "1")
    rest = reindexer.run(index_name="gsi1")

    assert (one.changed, two.changed, rest.changed) == (1, 1, 2)
    assert db.count(Order.by_status.query(status="paid"), table.name) == 4


@pytest.mark.parametrize("kind", ["file", "table"])
def test_it_goes_on_from_its_checkpoints(
    db: DynamoDB,
    table: DynamoDBTable,
    reindexer: DynamoDBReindexer,
    tmp_path: Path,
    workers: int | None,
    kind: str,
) -> None:
    fill(db, table)
    in_table = TableCheckpoints(table.name, "keys of today")
    store: CheckpointStore = FileCheckpoints(tmp_path) if kind == "file" else in_table
    config = ReindexConfig(
        checkpoints=store, stop_after=10, page_size=3, total_segments=2, max_workers=workers
    )

    runs = [reindexer.run(config)]
    while not runs[-1].is_complete:
        runs.append(reindexer.run(config))

    items = contents(db, table)
    own = [key for key in items if str(key[0]).startswith("checkpoint#")]
    for key in own:
        del items[key]
    assert len(own) == (0 if kind == "file" else 2)
    assert without_times(items) == without_times(expected())
    assert runs[0].counts["read"] <= 10
    assert (runs[-1].counts["updated"], runs[-1].counts["moved"]) == (12, 12)
    with pytest.raises(CheckpointMismatchError):
        DynamoDBReindexer(table.name, models=[Order], db=db).run(config)


def test_a_deadline_ends_it_between_two_calls(
    db: DynamoDB, table: DynamoDBTable, reindexer: DynamoDBReindexer, tmp_path: Path
) -> None:
    fill(db, table)
    config = ReindexConfig(checkpoints=FileCheckpoints(tmp_path), page_size=10)
    ticks = iter(range(10_000))

    with Deadline(15, lambda: next(ticks)):
        stopped = reindexer.run(config)
    done = reindexer.run(config)

    assert not stopped.is_complete
    assert stopped.stopped_by is not None
    assert 0 < stopped.changed < 24
    assert done.is_complete
    assert done.changed == 24
    assert without_times(contents(db, table)) == without_times(expected())


def test_a_rate_is_kept(db: DynamoDB, table: DynamoDBTable, reindexer: DynamoDBReindexer) -> None:
    fill(db, table)
    now = 0.0

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    db.timer, db.sleep = lambda: now, sleep
    with capacity_ledger() as ledger:
        reindexer.run(ReindexConfig(max_writes_per_second=5))
    if ledger.write_units < 36:
        pytest.skip("this server does not say what each write consumes")

    # A second's worth was saved up at the start, and the debt of the last call was not waited for.
    assert now == pytest.approx(ledger.write_units / 5, abs=2)


def test_b6_an_item_whose_key_stays_is_never_deleted(
    db: DynamoDB, table: DynamoDBTable, reindexer: DynamoDBReindexer
) -> None:
    key = {"pk": "order#1", "sk": "order"}
    db.save({**key, "order_id": "1", "extra": 1}, table.name)
    order = db.get(Order.primary.key(order_id="1"), table.name).unwrap()

    report = reindexer.reindex_item(key, order, inplace=False)

    stored = db.get(key, table_name=table.name).data
    assert report.outcome == "updated"
    assert stored is not None
    assert (stored["gsi1_pk"], stored["extra"]) == ("status#open", 1)


def test_b8_keys_change_in_place(
    db: DynamoDB, table: DynamoDBTable, reindexer: DynamoDBReindexer
) -> None:
    key = {"pk": "order#1", "sk": "order"}
    db.save({**key, "order_id": "1"}, table.name)

    planned = reindexer.reindex_item(key, Order(order_id="1"), dry_run=True)
    assert (db.get(key, table_name=table.name).data or {}).keys() == {"pk", "sk", "order_id"}
    done = reindexer.reindex_item(key, Order(order_id="1"))
    again = reindexer.reindex_item(key, Order(order_id="1"))

    assert (planned.outcome, done.outcome, again.outcome) == ("updated", "updated", "unchanged")
    assert db.count(Order.by_status.query(status="open"), table.name) == 1


@pytest.mark.parametrize("leave", [False, True])
def test_one_item_moves(
    db: DynamoDB, table: DynamoDBTable, reindexer: DynamoDBReindexer, leave: bool
) -> None:
    key = {"pk": "orders", "sk": "1"}
    db.save({**key, "order_id": "1", "status": "paid"}, table.name)
    order = Order(order_id="1", status="paid")

    with pytest.raises(PrimaryKeyChangeError):
        reindexer.reindex_item(key, order)
    report = reindexer.reindex_item(key, order, inplace=False, leave_original_record=leave)

    assert report.outcome == ("copied" if leave else "moved")
    assert (("orders", "1") in contents(db, table)) is leave
    assert db.get(Order.primary.key(order_id="1"), table.name).data == order
    with pytest.raises(TargetKeyTakenError if leave else ItemNotFoundError):
        reindexer.reindex_item(key, order, inplace=False)


def test_values_are_shown_of_dry_runs_only() -> None:
    with pytest.raises(InvalidParameterError):
        ReindexConfig(show_values=True)
