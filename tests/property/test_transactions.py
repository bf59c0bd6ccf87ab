"""Any transaction: it does what its operations do one by one, or nothing at all."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from boto3_assist.dynamodb import (
    CLEAR_FIELD,
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBTable,
    ItemConfig,
    ScanConfig,
    Transaction,
    Update,
    attr,
)
from boto3_assist.dynamodb.instance_state import stored_item
from boto3_assist.errors import (
    ConditionalCheckFailedError,
    DynamoDBError,
    KeyBuildError,
    TransactionCanceledError,
)

NOON = datetime(2026, 1, 2, 12, tzinfo=timezone.utc)


class Task(DynamoDBModel):
    task_id: str
    status: str | None = "open"
    owner: str | None = None
    size: int = 0
    created_at: datetime | None = None
    updated_at: datetime | None = None
    version: int | None = None

    primary = DynamoDBIndex.primary(pk="task#{task_id}", sk="task")
    by_status = DynamoDBIndex("gsi1", pk="status#{status}", sk="owner#{owner}")
    item_config = ItemConfig(created_at="created_at", updated_at="updated_at", version="version")


class Label(DynamoDBModel):
    """Without a version: others may write it between its read and its write."""

    task_id: str
    status: str | None = "open"
    owner: str | None = None
    size: int = 0

    primary = DynamoDBIndex.primary(pk="label#{task_id}", sk="label")
    by_status = DynamoDBIndex("gsi1", pk="status#{status}", sk="owner#{owner}")


MODELS: dict[str, Any] = {"task": Task, "label": Label}
IDS = ("1", "2", "3")
VALUES = {
    "status": st.sampled_from([None, "open", "done", "a#b"]),
    "owner": st.sampled_from([None, "ann", "bob"]),
    "size": st.integers(0, 2),
}
changes = st.sets(st.sampled_from(sorted(VALUES)), max_size=3).flatmap(
    lambda names: st.fixed_dictionaries({name: VALUES[name] for name in sorted(names)})
)
items = st.tuples(st.sampled_from(sorted(MODELS)), st.sampled_from(IDS))
conditions = st.sampled_from([None, attr("size") < 2, attr("status").exists()])
operations = st.dictionaries(
    items,
    st.tuples(
        st.sampled_from(
            ["put", "create", "update", "change", "increment", "steps", "delete", "check"]
        ),
        changes,
        conditions,
    ),
    min_size=1,
    max_size=4,
)


class Writer:
    """A table with some items, and instances that were read from it, of which some are stale."""

    def __init__(self, db: DynamoDB, before: dict[Any, Any], later: dict[Any, Any]) -> None:
        self.db = db
        self.table = DynamoDBTable(f"tasks-{uuid4().hex}", models=[Task], db=db)
        self.table.create()
        self.instances: dict[Any, Any] = {}
        for (kind, task_id), values in before.items():
            made = MODELS[kind](task_id=task_id, **values)
            self.instances[kind, task_id] = db.save(made, self.table.name).data
        for item, values in later.items():
            if item in before:
                self.db.update_item_partial(self.key(item), self.table.name, changes=values)

    def key(self, item: tuple[str, str]) -> Any:
        return MODELS[item[0]].primary.key(task_id=item[1])

    def instance(self, item: tuple[str, str], values: dict[str, Any]) -> Any:
        found = self.instances.get(item) or MODELS[item[0]](task_id=item[1])
        for name, value in values.items():
            setattr(found, name, value)
        self.instances[item] = found
        return found

    def stored(self) -> list[dict[str, Any]]:
        found = self.db.scan_items(table_name=self.table.name)
        return sorted(found, key=lambda item: str(item["pk"]))

    def remembered(self) -> dict[Any, Any]:
        return {
            item: (each.model_dump(), stored_item(each)) for item, each in self.instances.items()
        }


def alone(writer: Writer, item: Any, kind: str, values: dict[str, Any], condition: Any) -> None:
    """One operation by the verb for one item."""
    db, table = writer.db, writer.table.name
    if kind == "put":
        db.save(writer.instance(item, values), table, condition_expression=condition)
    elif kind == "create":
        db.save(writer.instance(item, values), table, None, True, condition)
    elif kind == "update":
        found = writer.instance(item, values | {"size": 7})
        db.update_item_partial(found, table, condition_expression=condition)
    elif kind == "change":
        given = {n: CLEAR_FIELD if v is None else v for n, v in values.items()} | {"size": 5}
        key = writer.key(item)
        db.update_item_partial(key, table, changes=given, condition_expression=condition)
    elif kind == "increment":
        steps = Update().increment("size", 2)
        db.update_item(table, writer.key(item), steps, condition_expression=condition)
    elif kind == "steps":
        db.update_item(table, writer.key(item), steps_of(values), condition_expression=condition)
    elif kind == "delete":
        db.delete(model=writer.instance(item, {}), table_name=table, condition_expression=condition)
    else:
        config = ScanConfig(filter=attr("pk").exists() if condition is None else condition)
        found = [each["pk"] for each in db.scan_items(table_name=table, config=config)]
        if writer.key(item).attributes["pk"] not in found:
            raise ConditionalCheckFailedError("the item is not as it is asked to be")


def together(
    tx: Transaction, writer: Writer, item: Any, kind: str, values: dict[str, Any], condition: Any
) -> None:
    """The same as part of a transaction."""
    if kind in ("put", "create"):
        found = writer.instance(item, values)
        tx.put(found, condition_expression=condition, if_not_exists=kind == "create")
    elif kind == "update":
        tx.update(writer.instance(item, values | {"size": 7}), condition_expression=condition)
    elif kind == "change":
        given = {n: CLEAR_FIELD if v is None else v for n, v in values.items()} | {"size": 5}
        tx.update(writer.key(item), changes=given, condition_expression=condition)
    elif kind == "increment":
        steps = Update().increment("size", 2)
        tx.update(writer.key(item), steps, condition_expression=condition)
    elif kind == "steps":
        tx.update(writer.key(item), steps_of(values), condition_expression=condition)
    elif kind == "delete":
        tx.delete(writer.instance(item, {}), condition_expression=condition)
    else:
        tx.check(writer.key(item), condition)


def steps_of(values: dict[str, Any]) -> Update:
    update = Update().set("size", 9)
    for name, value in values.items():
        if name != "size":
            update = update.remove(name) if value is None else update.set(name, value)
    return update


@pytest.mark.slow
@pytest.mark.usefixtures("aws")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.dictionaries(items, changes, max_size=5),
    later=st.dictionaries(items, changes.filter(bool), max_size=2),
    asked=operations,
)
def test_it_does_what_its_operations_do_alone_or_nothing(
    before: dict[Any, Any], later: dict[Any, Any], asked: dict[Any, Any]
) -> None:
    db = DynamoDB.from_pool()
    db.clock = lambda: NOON
    one, other = Writer(db, before, later), Writer(db, before, later)
    failures = 0
    for item, (kind, values, condition) in asked.items():
        try:
            alone(one, item, kind, values, condition)
        except (DynamoDBError, KeyBuildError):
            failures += 1
    tx = Transaction(other.table.name)
    for item, (kind, values, condition) in asked.items():
        together(tx, other, item, kind, values, condition)
    stored, remembered = other.stored(), other.remembered()

    result = db.transact_write_items(tx, raise_on_error=False)

    assert result.success == (failures == 0), result.error
    assert other.stored() == (stored if failures else one.stored())
    assert other.remembered() == (remembered if failures else one.remembered())
    if isinstance(result.error, TransactionCanceledError):
        # A verb alone reads again what others have changed; a transaction that is refused for
        # another reason tells of it.
        stale = {
            place
            for place, ((model, task_id), (kind, *_)) in enumerate(asked.items())
            if kind == "update" and model == "label" and (model, task_id) in later
        }
        told = {each.position for each in result.error.failures}
        assert failures and len(told - stale) <= failures
        assert len(result.error.reasons) == len(asked)
