from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest
from boto3.dynamodb.types import Binary

from boto3_assist.config import override_config
from boto3_assist.dynamodb import DynamoDBModelBase, DynamoDBResult
from boto3_assist.dynamodb.compiled import read_quickly
from boto3_assist.dynamodb.instance_state import stored_item
from boto3_assist.dynamodb.mapping import attributes_of, unseen_item_of
from boto3_assist.errors import ItemNotFoundError, SerializationError, ValidationError

METADATA = {"HTTPStatusCode": 200}
WIRE = {"pk": {"S": "a"}, "n": {"N": "5"}, "f": {"N": "0.5"}, "m": {"M": {"S": {"S": "x"}}}}
VALUES = {"pk": "a", "n": 5, "f": 0.5, "m": {"S": "x"}}


@dataclass
class Note(DynamoDBModelBase):
    note_id: str
    text: str | None = None
    parts: list[Any] | None = None


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ({}, {}),
        ({"a": 1, "m": {"S": "x"}}, {"a": 1, "m": {"S": "x"}}),
        (OrderedDict(a=1), {"a": 1}),
        (MappingProxyType({"a": 1}), {"a": 1}),
        ({"Item": WIRE, "ResponseMetadata": METADATA}, VALUES),
        ({"Item": WIRE}, VALUES),
        ({"Item": WIRE, "ConsumedCapacity": {}}, VALUES),
        ({"Item": VALUES, "ResponseMetadata": METADATA}, VALUES),
        ({"Item": {}, "ResponseMetadata": METADATA}, {}),
        ({"Item": {"a": 1}, "pk": "x"}, {"Item": {"a": 1}, "pk": "x"}),
        ({"Item": "x"}, {"Item": "x"}),
        ({"ResponseMetadata": "x", "pk": "a"}, {"ResponseMetadata": "x", "pk": "a"}),
        (Note("7", "x"), {"note_id": "7", "text": "x"}),
        (DynamoDBResult(None, {"Item": WIRE, "ResponseMetadata": METADATA}), VALUES),
    ],
)
def test_an_item_is_found_in_what_is_given(source: Any, expected: dict[str, Any]) -> None:
    found = attributes_of(source)
    assert found == expected
    assert type(found) is dict
    assert found is not source


def resource_response() -> dict[str, Any]:
    item = {
        "pk": "a",
        "whole": Decimal(5),
        "part": [Decimal("0.5"), {"x": Decimal("1E+30")}],
        "exact": Decimal("0." + "1" * 30),
        "set": {Decimal(1)},
        "raw": Binary(b"x"),
        "nan": Decimal("NaN"),
    }
    return {"Item": item, "ResponseMetadata": METADATA}


def test_numbers_of_boto3s_resources_are_read_as_the_setting_says() -> None:
    found = attributes_of(resource_response())
    assert [type(found[name]) for name in ("whole", "exact")] == [int, Decimal]
    assert found["part"] == [0.5, {"x": 10**30}]
    assert type(found["part"][0]) is float
    assert {type(number) for number in found["set"]} == {int}
    assert found["raw"] == Binary(b"x")
    assert found["nan"].is_nan()
    with override_config(dynamodb_convert_decimals=False):
        found = attributes_of(resource_response())
        assert type(found["whole"]) is type(found["part"][0]) is Decimal
        wire = attributes_of({"Item": WIRE, "ResponseMetadata": METADATA})
        assert type(wire["n"]) is Decimal


@dataclass
class Anything(DynamoDBModelBase):
    raw: Any = None
    numbers: Any = None


def test_d12_what_a_model_holds_is_plain_whatever_the_response_was() -> None:
    item = {"raw": Binary(b"x"), "numbers": {Decimal(1), Decimal("2.5")}, "more": [Binary(b"y")]}
    wire = {"raw": {"B": b"x"}, "numbers": {"NS": ["1", "2.5"]}, "more": {"L": [{"B": b"y"}]}}

    sources: list[Any] = [
        {"Item": item, "ResponseMetadata": METADATA},
        {"Item": wire, "ResponseMetadata": METADATA},
        DynamoDBResult(None, {"Item": wire, "ResponseMetadata": METADATA}),
    ]
    for source in sources:
        read = Anything.map(source)
        assert (type(read.raw), read.raw) == (bytes, b"x")
        assert {type(number) for number in read.numbers} == {int, float}
        (more,) = read.to_resource_dictionary(include_indexes=False)["more"]
        assert (type(more), more) == (bytes, b"y")


def test_a_response_without_an_item_is_told_apart_from_an_empty_item() -> None:
    for source in ({"ResponseMetadata": METADATA}, {"ResponseMetadata": METADATA, "Items": []}):
        with pytest.raises(ItemNotFoundError, match="holds no item"):
            attributes_of(source)


@pytest.mark.parametrize("source", [None, "secret", 5, [("a", 1)], object(), Note])
def test_what_is_no_source_is_refused_and_not_shown(source: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        attributes_of(source)
    assert "secret" not in str(caught.value)


def test_a_damaged_response_is_refused() -> None:
    with pytest.raises(SerializationError):
        attributes_of({"Item": {"pk": {"S": 5}}, "ResponseMetadata": METADATA})


def test_a_failed_result_raises_its_own_error() -> None:
    failure = ValidationError("failed")
    with pytest.raises(ValidationError, match="failed"):
        attributes_of(DynamoDBResult.error_result(failure))


@pytest.mark.parametrize(
    "source",
    [
        {},
        WIRE,
        {"Item": {}},
        {"Item": "x", "ResponseMetadata": METADATA},
        {"ResponseMetadata": METADATA},
        MappingProxyType({"Item": WIRE}),
        Note("7"),
        DynamoDBResult(None, {"ResponseMetadata": METADATA}),
        DynamoDBResult(None, {"Item": WIRE}, partial=True),
        DynamoDBResult(None, {"Item": WIRE}, read_whole=frozenset({"pk"})),
        DynamoDBResult(None, {"Items": [WIRE]}),
        DynamoDBResult.error_result(ItemNotFoundError("none")),
    ],
)
def test_what_has_no_whole_item_of_its_own_is_looked_at(source: Any) -> None:
    assert unseen_item_of(source) is None


def test_an_item_that_was_not_looked_at_is_viewed() -> None:
    result: DynamoDBResult[None] = DynamoDBResult(None, {"Item": WIRE}, convert_decimals=False)
    with override_config(dynamodb_convert_decimals=False):
        found = unseen_item_of({"Item": WIRE})
    views = [found, unseen_item_of(result), unseen_item_of({"Item": WIRE})]

    assert all(view is not None and view.wire is WIRE for view in views)
    assert [view and view.convert_decimals for view in views] == [False, False, True]
    assert result["Item"]["pk"] == "a"
    assert unseen_item_of(result) is None


@pytest.mark.parametrize("unknown", [{}, {"unknown": {"N": "1"}}])
def test_an_image_of_a_stream_is_read_as_a_response_is(unknown: dict[str, Any]) -> None:
    image = {"note_id": {"S": "7"}, "parts": {"L": [{"B": "AAE="}]}, **unknown}

    note = Note.map({"Item": image})
    quick = read_quickly(Note, image, convert_decimals=True)

    assert note == Note("7", parts=[b"\0\1"])
    # The function compiled for the class reads it, but for what the class does not know.
    assert quick == (None if unknown else note)
    assert stored_item(note) == image


def test_what_was_changed_in_a_result_is_mapped() -> None:
    item = {"note_id": {"S": "7"}, "text": {"S": "x"}}
    result: DynamoDBResult[None] = DynamoDBResult(None, {"Item": item})
    first = Note.map(result)

    result["Item"]["text"] = "changed"

    assert (first.text, Note.map(result).text) == ("x", "changed")


def test_what_a_resource_gives_is_mapped_and_not_taken_for_what_the_table_holds() -> None:
    item = {"note_id": "7", "parts": [Decimal(5), Decimal("1.50")]}
    note = Note.map({"Item": item, "ResponseMetadata": METADATA})

    assert note == Note("7", parts=[5, 1.5])
    assert stored_item(note) is None
    with override_config(dynamodb_convert_decimals=False):
        exact = Note.map({"Item": item, "ResponseMetadata": METADATA})
    assert exact.parts is not None and list(map(type, exact.parts)) == [Decimal, Decimal]
