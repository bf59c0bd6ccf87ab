"""The exact requests that bring an item to today's keys and form."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import Field, computed_field

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModel, ItemConfig
from boto3_assist.dynamodb.codec import decode_item, encode_item
from boto3_assist.dynamodb.reading import read_model
from boto3_assist.dynamodb.reindexing.item_changes import ItemChange, change_of, unchanged_guards
from boto3_assist.errors import InvalidParameterError

NOW = datetime(2026, 11, 1, tzinfo=timezone.utc)
KEY = {"pk": "doc#1", "sk": "doc"}


class Doc(DynamoDBModel):
    doc_id: str
    kind: str = "text"
    note: str | None = None

    primary = DynamoDBIndex.primary(pk="doc#{doc_id}", sk="doc")
    by_kind = DynamoDBIndex("gsi1", pk="kind#{kind}", sk="doc#{doc_id}")


class Versioned(Doc):
    version: int = 0
    ends_at: int | None = None

    item_config = ItemConfig(version="version", ttl="ends_at")


class Shouting(Doc):
    """Has an attribute that follows from any of its fields."""

    @computed_field  # type: ignore[prop-decorator]  # as Pydantic's documentation has it
    @property
    def loud(self) -> str:
        return self.kind.upper()


class Tagged(Doc):
    tag: UUID = Field(default_factory=uuid4)

    by_kind = DynamoDBIndex("gsi1", pk="tag#{tag}", sk="doc#{doc_id}")


class Grown(Doc):
    item_config = ItemConfig(
        schema_version=2, upcasters={1: lambda item: {"note": item.pop("remark"), **item}}
    )


class GrownVersioned(Versioned):
    item_config = ItemConfig(
        version="version",
        schema_version=2,
        upcasters={1: lambda item: {"note": item.pop("remark"), **item}},
    )


class Moved(Doc):
    primary = DynamoDBIndex.primary(pk="moved#{doc_id}", sk="doc")


class MovedVersioned(Versioned):
    primary = DynamoDBIndex.primary(pk="moved#{doc_id}", sk="doc")


def change(model: type[Any], item: dict[str, Any]) -> ItemChange | None:
    return change_of(read_model(model, item, encode_item(item)), "docs", NOW)


def condition(request: dict[str, Any]) -> set[str]:
    """The parts of a condition, with names and values in the place of their placeholders."""
    text = str(request["ConditionExpression"])
    values = decode_item(request.get("ExpressionAttributeValues", {}))
    for placeholder, name in sorted(request["ExpressionAttributeNames"].items(), reverse=True):
        text = text.replace(placeholder, name)
    for placeholder, value in sorted(values.items(), reverse=True):
        text = text.replace(placeholder, repr(value))
    return set(text.split(" AND "))


def test_an_upcast_item_without_its_version_relies_on_everything() -> None:
    found = change(GrownVersioned, {**KEY, "doc_id": "1", "remark": "r"})

    assert found is not None
    assert found.update is not None
    assert condition(found.update.to_request()) == {
        "attribute_exists(pk)",
        "attribute_not_exists(ends_at)",
        "attribute_not_exists(kind)",
        "attribute_not_exists(note)",
        "attribute_not_exists(schema_version)",
        "attribute_not_exists(version)",
        "doc_id = '1'",
        "remark = 'r'",
    }


@pytest.mark.parametrize(
    ("model", "stored", "relied_on"),
    [
        # Of keys alone: what they are made of, and what they were.
        (Doc, {"kind": "a", "note": "n", "extra": 1}, {"kind = 'a'", "doc_id = '1'"}),
        (Doc, {}, {"attribute_not_exists(kind)", "doc_id = '1'"}),
        (Versioned, {"kind": "a", "version": 4}, {"kind = 'a'", "doc_id = '1'"}),
        # Of what a property makes: everything, or the version.
        (
            Shouting,
            {"kind": "a", "loud": "A", "extra": 1},
            {
                "kind = 'a'",
                "doc_id = '1'",
                "extra = 1",
                "loud = 'A'",
                "attribute_not_exists(note)",
            },
        ),
    ],
)
def test_keys_are_written_on_condition_of_what_they_are_made_of(
    model: type[Any], stored: dict[str, Any], relied_on: set[str]
) -> None:
    found = change(model, {**KEY, "doc_id": "1", **stored, "gsi1_pk": "old"})

    assert found is not None
    assert found.update is not None
    request = found.update.to_request()
    always = {"attribute_exists(pk)", "gsi1_pk = 'old'"}
    if model is not Shouting:
        always.add("attribute_not_exists(gsi1_sk)")
    assert condition(request) == relied_on | always
    assert found.update.values.keys() == {"gsi1_pk", "gsi1_sk"}
    assert found.attributes == ("gsi1_pk", "gsi1_sk")


def test_a_default_that_is_made_anew_each_time_is_stored_with_its_key() -> None:
    found = change(Tagged, {**KEY, "doc_id": "1", "kind": "a"})

    assert found is not None
    assert found.update is not None
    assert found.update.values["gsi1_pk"] == f"tag#{found.update.values['tag']}"
    assert change(Tagged, decode_item(found.after)) is None


def test_an_upcast_item_relies_on_everything() -> None:
    found = change(Grown, {**KEY, "doc_id": "1", "remark": "r", "x": 1})

    assert found is not None
    assert found.update is not None
    request = found.update.to_request()
    assert found.update.removed == ["remark"]
    assert condition(request) == {
        "attribute_exists(pk)",
        "attribute_not_exists(kind)",
        "attribute_not_exists(note)",
        "attribute_not_exists(schema_version)",
        "doc_id = '1'",
        "remark = 'r'",
        "x = 1",
    }
    assert change(Grown, decode_item(found.after)) is None


@pytest.mark.parametrize(
    ("model", "stored", "relied_on"),
    [
        (
            Moved,
            {"kind": "a", "x": 1},
            {"attribute_exists(pk)", "doc_id = '1'", "kind = 'a'", "x = 1"}
            | {"attribute_not_exists(note)"},
        ),
        (
            MovedVersioned,
            {"kind": "a", "version": 4, "ends_at": 9},
            {"attribute_exists(pk)", "version = 4", "ends_at = 9"},
        ),
        # A program that knows of no version may write it meanwhile.
        (
            MovedVersioned,
            {"kind": "a"},
            {"attribute_exists(pk)", "doc_id = '1'", "kind = 'a'", "attribute_not_exists(note)"}
            | {"attribute_not_exists(version)", "attribute_not_exists(ends_at)"},
        ),
    ],
)
def test_a_move_is_a_put_and_a_deletion_each_with_a_condition(
    model: type[Any], stored: dict[str, Any], relied_on: set[str]
) -> None:
    found = change(model, {**KEY, "doc_id": "1", **stored})

    assert found is not None
    assert found.move is not None
    put, delete = (each.to_request() for each in found.move)
    assert put["Item"]["pk"] == {"S": "moved#1"}
    assert condition(put) == {"attribute_not_exists(pk)"}
    assert delete["Key"] == encode_item(KEY)
    assert condition(delete) == relied_on


def test_more_attributes_than_one_condition_holds() -> None:
    many = {f"a{n}": n for n in range(200)}

    assert change(Doc, {**KEY, "doc_id": "1", **many}) is not None
    with pytest.raises(InvalidParameterError):
        change(Moved, {**KEY, "doc_id": "1", **many})


def test_what_tells_that_an_item_is_unchanged() -> None:
    plain = {**KEY, "doc_id": "1"}
    versioned = {**plain, "version": 2}

    assert unchanged_guards(read_model(Doc, plain, encode_item(plain))) == {
        "doc_id": {"S": "1"},
        "kind": None,
        "note": None,
    }
    assert unchanged_guards(read_model(Versioned, versioned, encode_item(versioned))) == {
        "version": {"N": "2"}
    }
