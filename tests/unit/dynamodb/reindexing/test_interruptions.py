"""A reindexer that ends before or after any of its calls, and goes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from boto3_assist.dynamodb import (
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBReindexer,
    DynamoDBTable,
    FileCheckpoints,
    ItemConfig,
    ReindexConfig,
)
from boto3_assist.dynamodb.blocks import current_deadline
from boto3_assist.errors import (
    DynamoDBConnectionError,
    DynamoDBThrottledError,
    TableNotFoundError,
)
from boto3_assist.testing import TableFactory


class Killed(BaseException):
    """Ends a process in the middle of what it does."""


class Ticket(DynamoDBModel):
    ticket_id: str
    project: str
    state: str = "open"

    item_config = ItemConfig(entity_type="ticket")
    primary = DynamoDBIndex.primary(pk="project#{project}", sk="ticket#{ticket_id}")


class Task(DynamoDBModel):
    task_id: str
    state: str = "open"

    primary = DynamoDBIndex.primary(pk="task#{task_id}", sk="task")
    by_state = DynamoDBIndex("gsi1", pk="state#{state}", sk="{task_id}")


MODELS = (Ticket, Task)


class Mortal(DynamoDB):
    """Calls a function around every call."""

    around: Callable[[str, Callable[[], Any]], Any] = staticmethod(lambda name, call: call())

    def _send(
        self,
        method_name: str,
        request: Mapping[str, Any],
        source: str | None,
        item_hook: Any = None,
    ) -> Any:
        return self.around(
            method_name, lambda: super(Mortal, self)._send(method_name, request, source, item_hook)
        )


@pytest.fixture
def db(aws: object) -> Mortal:
    db = Mortal.from_pool()
    db.sleep = lambda seconds: None
    return db


@pytest.fixture
def table(db: Mortal, table_factory: TableFactory) -> DynamoDBTable:
    return table_factory(*MODELS, db=db)


def fill(table: DynamoDBTable) -> None:
    db = DynamoDB.from_pool()
    for n in range(3):
        ticket = {"ticket_id": str(n), "project": "p", "entity_type": "ticket", "extra": n}
        db.save({"pk": f"ticket#{n}", "sk": "v1", **ticket}, table.name)
        db.save({"pk": f"task#{n}", "sk": "task", "task_id": str(n), "extra": n}, table.name)


def contents(table: DynamoDBTable) -> list[dict[str, Any]]:
    items = DynamoDB.from_pool().scan_items(table.name)
    return sorted(items, key=lambda item: (str(item["pk"]), str(item["sk"])))


def as_today(states: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    for n in range(3):
        ticket = {"ticket_id": str(n), "project": "p", "entity_type": "ticket", "extra": n}
        ticket |= {"pk": "project#p", "sk": f"ticket#{n}"}
        items.append({**ticket, "state": (states or {}).get(f"ticket#{n}", "open")})
        task = {"pk": f"task#{n}", "sk": "task", "task_id": str(n), "extra": n, "gsi1_sk": str(n)}
        state = (states or {}).get(f"task#{n}")
        items.append(
            {**task, "gsi1_pk": f"state#{state or 'open'}"} | ({"state": state} if state else {})
        )
    return sorted(items, key=lambda item: (item["pk"], item["sk"]))


def wipe(table: DynamoDBTable) -> None:
    db = DynamoDB.from_pool()
    for item in contents(table):
        db.delete(primary_key={"pk": item["pk"], "sk": item["sk"]}, table_name=table.name)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_ended_at_any_call_nothing_is_lost_or_doubled(
    db: Mortal, table: DynamoDBTable, tmp_path: Path, moment: str
) -> None:
    for last in count(1):
        fill(table)
        config = ReindexConfig(checkpoints=FileCheckpoints(tmp_path / str(last)), page_size=2)
        calls = count(1)

        def around(_: str, call: Callable[[], Any]) -> Any:
            if next(calls) != last:
                return call()
            if moment == "after":
                call()
            raise Killed

        db.around = around
        try:
            DynamoDBReindexer(table.name, models=MODELS, db=db).run(config)
            break
        except Killed:
            db.around = lambda name, call: call()
        report = DynamoDBReindexer(table.name, models=MODELS, db=db).run(config)

        assert report.is_complete
        assert contents(table) == as_today()
        wipe(table)
    assert last > 9


def test_what_others_write_between_the_read_and_the_write_is_kept(
    db: Mortal, table: DynamoDBTable
) -> None:
    fill(table)
    other = DynamoDB.from_pool()
    states: dict[str, str] = {}

    def around(name: str, call: Callable[[], Any]) -> Any:
        if name in ("transact_write_items", "update_item") and len(states) < 6:
            kind = "ticket" if name == "transact_write_items" else "task"
            number = sum(each.startswith(kind) for each in states)
            if number < 3:
                # What the first write of each kind relies on changes under its hands.
                key = {"pk": f"{kind}#{number}", "sk": "v1" if kind == "ticket" else "task"}
                states[key["pk"]] = "done"
                other.update_item_partial(key, table.name, changes={"state": "done"})
        return call()

    db.around = around
    report = DynamoDBReindexer(table.name, models=MODELS, db=db).run()

    assert contents(table) == as_today(states)
    assert report.changed == 6
    assert len(states) == 6


def test_an_item_that_is_always_changed_is_counted(db: Mortal, table: DynamoDBTable) -> None:
    item = {"pk": "task#1", "sk": "task", "task_id": "1"}
    db.save(item, table.name)
    numbers = count()

    def around(name: str, call: Callable[[], Any]) -> Any:
        if name == "update_item":
            DynamoDB.from_pool().save({**item, "state": str(next(numbers))}, table.name)
        return call()

    db.around = around
    report = DynamoDBReindexer(table.name, models=MODELS, db=db).run(ReindexConfig(max_attempts=4))

    assert report.counts == {"read": 1, "contended": 1}
    assert next(numbers) == 4
    assert "gsi1_pk" not in contents(table)[0]


def test_an_item_that_is_deleted_meanwhile_does_not_come_back(
    db: Mortal, table: DynamoDBTable
) -> None:
    fill(table)

    def around(name: str, call: Callable[[], Any]) -> Any:
        if name in ("transact_write_items", "update_item"):
            wipe(table)
        return call()

    db.around = around
    report = DynamoDBReindexer(table.name, models=MODELS, db=db).run()

    assert contents(table) == []
    assert (report.changed, report.count("gone")) == (0, 6)


def test_throttles_are_waited_out(db: Mortal, table: DynamoDBTable) -> None:
    fill(table)
    waits: list[float] = []
    db.sleep, db.random = waits.append, lambda: 1.0

    def around(name: str, call: Callable[[], Any]) -> Any:
        # For ten seconds of waits.
        if name == "update_item" and sum(waits) < 10:
            raise DynamoDBThrottledError("slow down")
        return call()

    db.around = around
    report = DynamoDBReindexer(table.name, models=MODELS, db=db).run()

    assert report.changed == 6
    assert contents(table) == as_today()
    assert waits[:3] == [0.1, 0.2, 0.4]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_connections_that_break_are_no_loss(db: Mortal, table: DynamoDBTable, moment: str) -> None:
    fill(table)
    calls = count()

    def around(_: str, call: Callable[[], Any]) -> Any:
        # Every second call breaks off, and nobody knows whether it was carried out.
        if next(calls) % 2:
            return call()
        if moment == "after":
            call()
        raise DynamoDBConnectionError("cut")

    db.around = around
    report = DynamoDBReindexer(table.name, models=MODELS, db=db).run()

    assert report.is_complete
    assert report.left_alone == 0
    assert contents(table) == as_today()


def test_segments_stop_when_one_cannot_go_on(db: Mortal) -> None:
    most, pages = 1_000_000, count(1)

    class Endless(Mortal):
        def _send(
            self,
            method_name: str,
            request: Mapping[str, Any],
            source: str | None,
            item_hook: Any = None,
        ) -> Any:
            deadline = current_deadline()
            assert deadline is not None
            deadline.check("Scan")
            if request["Segment"] == 1:
                raise TableNotFoundError("no table")
            last = {} if next(pages) >= most else {"LastEvaluatedKey": {"pk": {"S": "a"}}}
            return {"Items": [], "ScannedCount": 0, **last}

    reindexer = DynamoDBReindexer("tickets", models=MODELS, db=Endless.from_pool())
    with pytest.raises(TableNotFoundError):
        reindexer.run(ReindexConfig(total_segments=2, max_workers=2))

    assert next(pages) < most


def test_items_of_an_index_are_read_as_a_whole(db: Mortal, table_factory: TableFactory) -> None:
    class Visitor(DynamoDBModel):
        visitor_id: str
        name: str

        primary = DynamoDBIndex.primary(pk="visitor#{visitor_id}", sk="visitor")
        by_kind = DynamoDBIndex("gsi1", pk="visitor", projection="KEYS_ONLY")
        by_name = DynamoDBIndex("gsi2", pk="name#{name}")

    table = table_factory(Visitor, db=db)
    item = {"pk": "visitor#1", "sk": "visitor", "visitor_id": "1", "name": "Ada"}
    db.save({**item, "gsi1_pk": "visitor"}, table.name)

    report = DynamoDBReindexer(table.name, models=[Visitor], db=db).run(index_name="gsi1")

    assert report.counts == {"read": 1, "updated": 1}
    assert contents(table) == [{**item, "gsi1_pk": "visitor", "gsi2_pk": "name#Ada"}]
