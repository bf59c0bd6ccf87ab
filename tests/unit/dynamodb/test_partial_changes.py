from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

import pytest
from pydantic import Field

from boto3_assist.dynamodb import CLEAR_FIELD, DynamoDBIndex, DynamoDBModel, DynamoDBModelBase
from boto3_assist.dynamodb.instance_state import mark_partial, stored_item
from boto3_assist.dynamodb.partial_changes import (
    Changes,
    changes_since,
    chosen_changes,
    generated_defaults,
    given_changes,
    rebuilt,
)
from boto3_assist.errors import SerializationError, ValidationError
from tests.unit.dynamodb.verbs.update_models import as_read


class Note(DynamoDBModel):
    note_id: str = Field(default="1", serialization_alias="noteId")
    text: str | None = None
    tone: str | None = "plain"
    tags: set[str] = Field(default_factory=set)
    parts: dict[str, Any] = {}

    primary = DynamoDBIndex.primary(pk="note#{note_id}")


@dataclass
class Memo(DynamoDBModelBase):
    memo_id: str = "1"
    text: str | None = None
    tone: str | None = "plain"
    tags: list[str] = field(default_factory=list)

    primary = DynamoDBIndex.primary(pk="memo#{memo_id}")


ITEM: dict[str, Any] = {"pk": {"S": "note#1"}, "noteId": {"S": "1"}, "text": {"S": "a"}}


def a_note(**changes: Any) -> Note:
    note = as_read(Note, ITEM)
    for name, value in changes.items():
        setattr(note, name, value)
    return note


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Changes()),
        ({"text": "b"}, Changes({"text": "b"})),
        ({"text": None}, Changes(removed=frozenset({"text"}))),
        # An absent attribute would read as its default.
        ({"tone": None}, Changes({"tone": None})),
        # A default that the item never had is no change, whoever sets it.
        ({"tone": "plain"}, Changes()),
        ({"tags": {"x"}}, Changes({"tags": {"x"}})),
        ({"note_id": "2"}, Changes({"noteId": "2"})),
    ],
)
def test_what_differs_from_what_was_read(changes: dict[str, Any], expected: Changes) -> None:
    assert changes_since(a_note(**changes), ITEM) == expected


def test_a_set_in_another_order_is_no_change() -> None:
    item = {**ITEM, "tags": {"SS": ["b", "a"]}}
    note = as_read(Note, item)
    note.tags = {"a", "b"}
    assert not changes_since(note, item)
    note.tags.add("c")
    assert changes_since(note, item) == Changes({"tags": {"a", "b", "c"}})
    # DynamoDB has no empty set, and no attribute would be something else to another model.
    note.tags.clear()
    with pytest.raises(SerializationError, match="tags"):
        changes_since(note, item)


def test_what_was_cleared_is_removed_though_it_was_not_read() -> None:
    note = a_note()
    note.merge({"tone": CLEAR_FIELD})
    assert changes_since(note, ITEM) == Changes(removed=frozenset({"tone"}))
    note.tone = "loud"
    assert changes_since(note, ITEM) == Changes({"tone": "loud"})
    loud = as_read(Note, {**ITEM, "tone": {"S": "loud"}})
    loud.merge({"tone": CLEAR_FIELD})
    assert changes_since(loud, stored_item(loud) or {}) == Changes(removed=frozenset({"tone"}))


def test_a_default_made_anew_each_time_is_no_change() -> None:
    numbers = itertools.count()

    class Numbered(DynamoDBModel):
        note_id: str
        number: int = Field(default_factory=lambda: next(numbers))

        primary = DynamoDBIndex.primary(pk="note#{note_id}")

    item = {"pk": {"S": "note#1"}, "note_id": {"S": "1"}}
    note = as_read(Numbered, item)
    assert not changes_since(note, item)
    assert generated_defaults(note, item, {"number"}) == {"number"}
    assert generated_defaults(note, item, set()) == frozenset()
    note.number = 99
    assert changes_since(note, item) == Changes({"number": 99})


def test_of_an_instance_made_by_hand_what_was_given_counts() -> None:
    assert given_changes(Note(text="a", tone="plain")) == Changes({"text": "a", "tone": "plain"})
    # What a dataclass was given cannot be told from its defaults.
    assert given_changes(Memo("1", text="a", tone="plain")) == Changes({"text": "a"})
    memo = Memo(text="a")
    memo.merge({"tone": CLEAR_FIELD})
    assert given_changes(memo) == Changes({"text": "a"}, frozenset({"tone"}))


def test_chosen_fields_are_written_changed_or_not() -> None:
    note = a_note(tone="loud")
    chosen = chosen_changes(note, ["text", "noteId"], ITEM)
    assert chosen == Changes({"text": "a", "noteId": "1"})
    note.merge({"tone": CLEAR_FIELD, "text": CLEAR_FIELD})
    assert chosen_changes(note, ["tone", "text"], ITEM).removed == {"tone", "text"}


class TestReadInPart:
    def part(self, **attributes: Any) -> Note:
        note = as_read(Note, {**ITEM, **attributes})
        mark_partial(note)
        return note

    def test_a_default_is_not_chosen_but_a_value_is(self) -> None:
        note = self.part()
        with pytest.raises(ValidationError, match="tone"):
            chosen_changes(note, ["tone"], ITEM)
        note.tone = "loud"
        assert chosen_changes(note, ["tone"], ITEM) == Changes({"tone": "loud"})

    def test_an_attribute_can_be_cleared_unread(self) -> None:
        note = self.part()
        note.merge({"tone": CLEAR_FIELD})
        assert chosen_changes(note, ["tone"], ITEM) == Changes(removed=frozenset({"tone"}))

    @pytest.mark.parametrize("parts", [{"M": {"a": {"S": "x"}}}, {"M": {"l": {"L": []}}}])
    def test_a_map_is_not_written(self, parts: Any) -> None:
        note = self.part(parts=parts)
        note.parts["b"] = 1
        item = stored_item(note) or {}
        with pytest.raises(ValidationError, match="parts"):
            changes_since(note, item)
        with pytest.raises(ValidationError, match="parts"):
            chosen_changes(note, ["parts"], item)
        note.text = "b"
        assert chosen_changes(note, ["text"], item) == Changes({"text": "b"})


def test_changes_of_changes() -> None:
    changes = Changes({"a": 1, "b": 2}, frozenset({"c", "d"}))

    # An attribute is either written or removed, or DynamoDB refuses the request.
    assert changes.writing({"c": 3}) == Changes({"a": 1, "b": 2, "c": 3}, frozenset({"d"}))
    assert changes.without(["a", "c", None]) == Changes({"b": 2}, frozenset({"d"}))
    assert changes.removing(["e"]).removed == {"c", "d", "e"}
    assert changes.applied_to({"a": 0, "c": 0, "x": 0}) == {"a": 1, "b": 2, "x": 0}
    assert changes.attributes == {"a", "b", "c", "d"}
    assert changes and not Changes()


def test_an_instance_made_again_has_the_indexes_that_were_added() -> None:
    memo = Memo(text="a")
    memo.indexes.add_secondary(DynamoDBIndex("gsi1", pk="{text}"))

    again = rebuilt(memo, {"memo_id": "2", "text": "b"})
    assert again.to_resource_dictionary()["gsi1_pk"] == "b"
    assert memo.to_resource_dictionary()["gsi1_pk"] == "a"
