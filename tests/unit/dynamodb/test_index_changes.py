from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModelBase, ItemConfig
from boto3_assist.dynamodb.index_changes import (
    StoredItem,
    plan_creation,
    plan_update,
    primary_inputs,
)
from boto3_assist.dynamodb.partial_changes import Changes
from boto3_assist.errors import KeyBuildError, PrimaryKeyChangeError


@dataclass
class Task(DynamoDBModelBase):
    """Its indexes depend on: the primary key; attributes; one shared by two; one as it is."""

    team: str = "t"
    task_id: str = "1"
    state: str | None = None
    owner: str | None = None
    rank: int | None = None
    size: int | None = None

    primary = DynamoDBIndex.primary(pk="team#{team}", sk="task#{task_id}")
    all = DynamoDBIndex("all", pk="tasks", sk="{task_id}")
    by_owner = DynamoDBIndex("own", pk="{owner}", sk="{state}")
    by_state = DynamoDBIndex("st", pk="{state}", pk_attribute="own_sk")
    by_rank = DynamoDBIndex("rank", pk_attribute="rank", sk="{team}")
    by_size = DynamoDBIndex("size", pk="team#{team}", pk_attribute="pk", sk_attribute="size")


@dataclass
class LockedTask(Task):
    version: int = 0
    item_config = ItemConfig(version="version")


WHOLE = StoredItem({"state": {"S": "new"}, "owner": {"S": "ann"}, "rank": {"N": "1"}}, True)
PART = StoredItem({"state": {"S": "new"}}, False)


def a_task(**values: Any) -> Task:
    return Task(**{"state": "new", "owner": "ann", "rank": 1, **values})


@pytest.mark.parametrize(
    ("task", "changes", "values", "removed", "guards"),
    [
        # No index depends on it; no synthesised attribute either.
        (a_task(size=3), Changes({"size": 3}), {}, set(), {}),
        (
            a_task(state="done"),
            Changes({"state": "done"}),
            {"own_pk": "ann", "own_sk": "done"},
            set(),
            {"owner": {"S": "ann"}},
        ),
        (
            a_task(owner=None),
            Changes(removed=frozenset({"owner"})),
            # Shared with an index that has all its inputs.
            {"own_sk": "new"},
            {"own_pk"},
            {"state": {"S": "new"}},
        ),
        (
            a_task(state=None),
            Changes(removed=frozenset({"state"})),
            {},
            {"own_pk", "own_sk"},
            {"owner": {"S": "ann"}},
        ),
        (a_task(rank=2), Changes({"rank": 2}), {"rank_sk": "t"}, set(), {}),
        # Its own attribute goes, the synthesised one with it.
        (a_task(rank=None), Changes(removed=frozenset({"rank"})), {}, {"rank_sk"}, {}),
    ],
)
def test_what_follows_from_a_change_and_what_it_relies_on(
    task: Task,
    changes: Changes,
    values: dict[str, Any],
    removed: set[str],
    guards: dict[str, Any],
) -> None:
    plan = plan_update(task, changes, WHOLE)

    assert plan.values == {**changes.values, **values}
    assert plan.removed == changes.removed | removed
    assert plan.guards == guards


def test_an_input_that_is_absent_must_still_be() -> None:
    task = Task(state="new")
    plan = plan_update(task, Changes({"state": "new"}), StoredItem({}, True))

    assert plan.guards == {"owner": None}
    assert plan.removed == {"own_pk"}


@pytest.mark.parametrize("name", ["team", "task_id"])
@pytest.mark.parametrize("is_removed", [True, False])
def test_an_input_of_the_primary_key_does_not_change(name: str, is_removed: bool) -> None:
    gone, values = frozenset({name} if is_removed else ()), {} if is_removed else {name: "x"}
    with pytest.raises(PrimaryKeyChangeError) as caught:
        plan_update(a_task(), Changes(values, gone), WHOLE)
    assert caught.value.details["attributes"] == [name]
    assert "move" in caught.value.details["suggestion"]


def test_what_was_read_in_part_must_hold_every_input() -> None:
    plan = plan_update(a_task(owner="bob"), Changes({"owner": "bob"}), PART)
    assert plan.guards == {"state": {"S": "new"}}

    with pytest.raises(KeyBuildError) as caught:
        plan_update(a_task(state="x"), Changes({"state": "x"}), PART)
    assert caught.value.details["unknown"] == ["owner"]
    assert caught.value.details["indexes"] == ["own", "st"]


def test_a_version_that_is_known_is_relied_on_whatever_changes() -> None:
    whole = StoredItem({**WHOLE.item, "version": {"N": "4"}}, True)
    changes = Changes({"size": 1, "version": 5})

    assert plan_update(LockedTask(version=5), changes, whole).guards == {"version": {"N": "4"}}
    # Not of an item that nobody has read.
    unread = StoredItem({}, False)
    assert plan_update(LockedTask(), Changes({"size": 1}), unread).guards == {}


def test_an_item_that_may_be_new_gets_the_keys_that_each_item_has() -> None:
    unread, changes = StoredItem({}, False), Changes({"size": 1})

    plan = plan_update(Task(size=1), changes, unread, may_be_new=True)
    assert plan.values == {"size": 1, "all_pk": "tasks", "all_sk": "1"}
    with pytest.raises(KeyBuildError) as caught:
        plan_update(Task(size=1, rank=1), changes, unread, may_be_new=True)
    assert caught.value.details["unknown"] == ["rank"]


def test_an_input_that_is_counted_on_is_not_known() -> None:
    @dataclass
    class Counter(DynamoDBModelBase):
        counter_id: str = "1"
        count: int = 0

        primary = DynamoDBIndex.primary(pk="{counter_id}")
        by_count = DynamoDBIndex("gsi1", pk="counters", sk="{count:06d}")

    with pytest.raises(KeyBuildError) as caught:
        plan_update(Counter(), Changes({"x": 1}), StoredItem({}, False), counted=["count"])
    assert caught.value.details["unknown"] == ["count"]


def test_a_new_item_is_written_whole_where_there_is_none() -> None:
    plan = plan_creation(a_task(), frozenset({"size"}))

    assert plan.guards == {"pk": None}
    assert plan.removed == {"size"}
    assert plan.values == {
        "team": "t",
        "task_id": "1",
        "state": "new",
        "owner": "ann",
        "rank": 1,
        "all_pk": "tasks",
        "all_sk": "1",
        "own_pk": "ann",
        "own_sk": "new",
        "rank_sk": "t",
    }


def test_the_inputs_of_the_primary_key_are_attributes() -> None:
    assert primary_inputs(a_task()) == {"team", "task_id"}


def test_nothing_of_an_item_is_shown() -> None:
    plan = plan_update(a_task(state="secret"), Changes({"state": "secret"}), WHOLE)
    shown = repr((plan, WHOLE, Changes({"state": "secret"})))
    assert "secret" not in shown and "ann" not in shown
