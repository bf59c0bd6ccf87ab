"""What jobs make of items that other writers change between the read and the write."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from boto3_assist.dynamodb import (
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBTable,
    WalkSource,
    attr,
)
from boto3_assist.errors import (
    DynamoDBConnectionError,
    DynamoDBError,
    DynamoDBThrottledError,
    InvalidParameterError,
    TableNotFoundError,
)
from boto3_assist.jobs import BackfillJob, ExportJob, ImportJob, Job, PurgeJob, plan, run
from boto3_assist.jobs.files import files_at
from boto3_assist.s3 import S3
from boto3_assist.testing import TableFactory
from tests.contract.jobs.models import Person, set_initials

ADA = {"pk": "person#1", "sk": "person", "person_id": "1", "name": "Ada"}


class Watched(DynamoDB):
    """Calls a function before every call."""

    before: Callable[[str], object] = staticmethod(lambda name: None)

    def _send(
        self,
        method_name: str,
        request: Mapping[str, Any],
        source: str | None,
        item_hook: Any = None,
    ) -> Any:
        self.before(method_name)
        return super()._send(method_name, request, source, item_hook)


@pytest.fixture
def db(aws: object) -> Watched:
    db = Watched.from_pool()
    db.sleep = lambda seconds: None
    return db


@pytest.fixture
def table(db: Watched, table_factory: TableFactory) -> DynamoDBTable:
    table = table_factory(Person, db=db)
    db.save(ADA, table.name)
    return table


def other(table: DynamoDBTable, item: dict[str, Any] | None) -> None:
    """Another writer, who writes an item, or deletes it."""
    db = DynamoDB.from_pool()
    key = {"pk": ADA["pk"], "sk": ADA["sk"]}
    if item is None:
        db.delete(primary_key=key, table_name=table.name)
    else:
        db.save(item, table.name)


@pytest.mark.parametrize(
    ("after", "outcome"), [({**ADA, "name": "Grace"}, "kept"), (None, "gone"), (ADA, "deleted")]
)
def test_a_purge_keeps_what_was_changed_meanwhile(
    db: Watched, table: DynamoDBTable, after: dict[str, Any] | None, outcome: str
) -> None:
    db.before = lambda name: other(table, after) if name == "delete_item" else None
    source = WalkSource(table.name, filter=attr("name") == "Ada")

    report = run(plan(PurgeJob(source, connect=lambda: db))[0])

    assert report.counts == {"read": 1, outcome: 1}
    left = [after] if outcome == "kept" else []
    assert list(DynamoDB.from_pool().scan_items(table.name)) == left


@pytest.mark.parametrize(("initials", "outcome"), [("A", "deleted"), ("B", "kept"), (None, "kept")])
@pytest.mark.parametrize("name", ["Ada", "Ben"])
def test_a_purge_asks_again_what_an_index_said(
    db: Watched, table: DynamoDBTable, initials: str | None, name: str, outcome: str
) -> None:
    db.save(Person(person_id="1", name="Ada", initials="A"), table.name)
    after = Person(person_id="1", name=name, initials=initials)
    db.before = lambda method: (
        DynamoDB.from_pool().save(after, table.name) if method == "delete_item" else None
    )
    source = WalkSource(table.name, key=Person.by_initials.query(initials="A"))

    assert run(plan(PurgeJob(source, connect=lambda: db))[0]).counts == {"read": 1, outcome: 1}


@pytest.mark.parametrize(
    ("after", "outcome"), [({**ADA, "name": "Grace Hopper"}, "contended"), (None, "gone")]
)
def test_a_backfill_gives_up_what_always_changes(
    db: Watched, table: DynamoDBTable, after: dict[str, Any] | None, outcome: str
) -> None:
    numbers = iter(range(100))

    def before(name: str) -> None:
        if name == "update_item":
            other(table, None if after is None else {**after, "n": next(numbers)})

    db.before = before
    job = BackfillJob(WalkSource(table.name), set_initials, (Person,), lambda: db)

    assert run(plan(job)[0]).counts == {"read": 1, outcome: 1}


def test_a_backfill_of_dictionaries_keeps_what_others_added(
    db: Watched, table: DynamoDBTable
) -> None:
    def count(item: dict[str, Any]) -> dict[str, Any] | None:
        return {"n": 1} if "n" not in item else None

    db.before = lambda name: other(table, {**ADA, "n": 7}) if name == "update_item" else None
    job = BackfillJob(WalkSource(table.name), count, connect=lambda: db)

    assert run(plan(job)[0]).counts == {"read": 1, "unchanged": 1}
    assert list(DynamoDB.from_pool().scan_items(table.name)) == [{**ADA, "n": 7}]


def test_a_backfill_of_an_index_sees_whole_items(db: Watched, table_factory: TableFactory) -> None:
    class Visitor(DynamoDBModel):
        visitor_id: str
        name: str
        primary = DynamoDBIndex.primary(pk="visitor#{visitor_id}", sk="visitor")
        by_kind = DynamoDBIndex("gsi1", pk="visitor", projection="KEYS_ONLY")

    table = table_factory(Visitor, db=db)
    db.save(Visitor(visitor_id="1", name="Ada"), table.name)
    seen: list[Any] = []
    job = BackfillJob(WalkSource(table.name, "gsi1"), seen.append, connect=lambda: db)

    assert run(plan(job)[0]).counts == {"read": 1, "unchanged": 1}
    assert [item["name"] for item in seen] == ["Ada"]


def test_a_backfill_counts_what_does_not_fit(db: Watched, table: DynamoDBTable) -> None:
    db.save({"pk": "person#2", "sk": "person", "person_id": "2"}, table.name)
    job = BackfillJob(WalkSource(table.name), set_initials, (Person,), lambda: db)

    report = run(plan(job)[0])

    assert report.counts == {"read": 2, "updated": 1, "failed": 1}
    assert [each.error_code for each in report.examples] == ["VALIDATION_ERROR"]


@pytest.mark.parametrize("error", [DynamoDBThrottledError, DynamoDBConnectionError])
def test_throttles_and_connections_that_break_are_waited_out(
    db: Watched, table: DynamoDBTable, tmp_path: Path, error: type[DynamoDBError]
) -> None:
    source, folder = WalkSource(table.name, filter=attr("name") == "Ada"), str(tmp_path / "to")
    failed: Counter[str] = Counter()

    def before(name: str) -> None:
        # Of each operation the first nine calls.
        failed[name] += 1
        if failed[name] < 10:
            raise error("no")

    def done(job: Job) -> dict[str, int]:
        failed.clear()
        db.before = before
        report = run(plan(job)[0])
        db.before = lambda name: None
        job.finish(1)
        return dict(report.counts)

    def connect() -> DynamoDB:
        return db

    backfilled = done(BackfillJob(source, set_initials, (Person,), connect))
    exported = done(ExportJob(source, folder, connect=connect))
    purged = done(PurgeJob(source, connect=connect))
    restored = done(ImportJob(folder, table.name, "keep", (Person,), connect))

    assert (backfilled["updated"], exported["exported"]) == (1, 1)
    assert (purged["deleted"], restored["written"]) == (1, 1)
    (item,) = DynamoDB.from_pool().scan_items(table.name)
    assert (item["pk"], item["initials"]) == (ADA["pk"], "A")


def test_an_export_that_fails_leaves_no_part(
    db: Watched, table: DynamoDBTable, tmp_path: Path
) -> None:
    db.save({**ADA, "pk": "person#2"}, table.name)
    calls: list[str] = []

    def before(name: str) -> None:
        calls.append(name)
        if calls.count("scan") == 2:
            raise TableNotFoundError("gone")

    db.before = before
    source = WalkSource(table.name, page_size=1)
    with pytest.raises(TableNotFoundError):
        run(plan(ExportJob(source, str(tmp_path), connect=lambda: db))[0])

    assert list(tmp_path.rglob("*")) == []


def test_a_file_is_on_the_disk_before_it_has_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = files_at(str(tmp_path), S3.from_pool)
    written = tmp_path / ".part-1"
    written.write_text("x")

    def fail(descriptor: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        files.put("data/a.json", written)

    assert files.names() == []


def test_a_place_in_s3_has_a_bucket() -> None:
    with pytest.raises(InvalidParameterError):
        files_at("s3://", S3.from_pool)
