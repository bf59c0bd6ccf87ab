from __future__ import annotations

import uuid
from collections import OrderedDict, namedtuple
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum, IntFlag
from types import MappingProxyType
from typing import Any

import pytest
from boto3.dynamodb.types import Binary

from boto3_assist.dynamodb.codec import encode_item, encode_value
from boto3_assist.dynamodb.codec.refusal import MAX_DEPTH
from boto3_assist.dynamodb.schema import plain_value
from boto3_assist.errors import SerializationError

SECRET = "top-secret-value"
SURROGATE = f"{SECRET}\ud800"


class Status(str, Enum):
    OPEN = "open"


class Level(IntEnum):
    HIGH = 3


class Colour(Enum):
    RED = "red"
    PAIR = ("a", 1)


class Mask(IntFlag):
    A = 1
    B = 2


class Code(str):
    def __str__(self) -> str:
        return "another text"


class Number(Enum):
    ONE = Decimal("1.0")


class Frozen(Mapping[str, Any]):
    def __getitem__(self, name: str) -> Any:
        return {"a": 1}[name]

    def __iter__(self) -> Iterator[str]:
        return iter(["a"])

    def __len__(self) -> int:
        return 1


Point = namedtuple("Point", "x y")
INSTANT = datetime(2024, 5, 6, 7, 8, 9, 10, tzinfo=timezone(timedelta(hours=5)))
ID = uuid.UUID("12345678-1234-5678-1234-567812345678")


@pytest.mark.parametrize(
    ("value", "wire"),
    [
        ("", {"S": ""}),
        ("x😀", {"S": "x😀"}),
        (True, {"BOOL": True}),
        (False, {"BOOL": False}),
        (None, {"NULL": True}),
        (3, {"N": "3"}),
        (b"", {"B": b""}),
        (bytearray(b"ab"), {"B": b"ab"}),
        (memoryview(b"abcd")[::2], {"B": b"ac"}),
        ([], {"L": []}),
        ({}, {"M": {}}),
        ((1, "a"), {"L": [{"N": "1"}, {"S": "a"}]}),
        (Point(1, 2), {"L": [{"N": "1"}, {"N": "2"}]}),
        (OrderedDict(a=1), {"M": {"a": {"N": "1"}}}),
        (MappingProxyType({"a": 1}), {"M": {"a": {"N": "1"}}}),
        (Frozen(), {"M": {"a": {"N": "1"}}}),
        ({"a"}, {"SS": ["a"]}),
        (frozenset({1.5}), {"NS": ["1.5"]}),
        ({b"a"}, {"BS": [b"a"]}),
        ({""}, {"SS": [""]}),
        ({ID}, {"SS": [str(ID)]}),
        (Status.OPEN, {"S": "open"}),
        (Level.HIGH, {"N": "3"}),
        (Mask.A | Mask.B, {"N": "3"}),
        (Colour.RED, {"S": "red"}),
        (Colour.PAIR, {"L": [{"S": "a"}, {"N": "1"}]}),
        (Code("own"), {"S": "own"}),
        (INSTANT, {"S": "2024-05-06T07:08:09.000010+05:00"}),
        (
            INSTANT.astimezone(timezone(timedelta(seconds=561))),
            {"S": "2024-05-06T02:08:09.000010+00:00"},
        ),
        (datetime(2024, 5, 6), {"S": "2024-05-06T00:00:00"}),
        (date(2024, 5, 6), {"S": "2024-05-06"}),
        (time(7, 8), {"S": "07:08:00"}),
        (ID, {"S": str(ID)}),
        ({Status.OPEN: 1}, {"M": {"open": {"N": "1"}}}),
        ({Code("own"): 1}, {"M": {"own": {"N": "1"}}}),
        ({"": 1, "a.b[0]": 2}, {"M": {"": {"N": "1"}, "a.b[0]": {"N": "2"}}}),
    ],
)
def test_b14_b15_a_value_is_written_in_its_wire_form(value: Any, wire: Any) -> None:
    written = encode_value(value)
    assert written == wire
    ((_, content),) = written.items()
    assert type(content) in (str, bool, bytes, list, dict)


def test_b16_nested_values_are_written_once() -> None:
    assert encode_value({"a": 1, "l": [None]}) == {
        "M": {"a": {"N": "1"}, "l": {"L": [{"NULL": True}]}}
    }


def test_b14_boto3s_binary_is_written_as_its_bytes() -> None:
    assert encode_item({"b": Binary(b"ab"), "l": [Binary(b"c")]}, plain_value) == {
        "b": {"B": b"ab"},
        "l": {"L": [{"B": b"c"}]},
    }


class Opaque:
    def __repr__(self) -> str:
        return SECRET


@pytest.mark.parametrize(
    ("value", "path"),
    [
        (float("nan"), "a"),
        ([1, float("-inf")], "a[1]"),
        (Decimal("NaN"), "a"),
        (int("7" * 39), "a"),
        (set(), "a"),
        (frozenset(), "a"),
        ({SECRET, 1}, "a"),
        ({True}, "a"),
        ({1, False}, "a"),
        ({None}, "a"),
        ({(1, 2)}, "a"),
        ({Code("x"), Colour.RED, "red"}, "a"),
        ({1, Number.ONE}, "a"),
        ({float("nan")}, "a"),
        ({SURROGATE}, "a"),
        (SURROGATE, "a"),
        ({"m": [{"x": SURROGATE}]}, "a.m[0].x"),
        ({SURROGATE: 1}, "a"),
        ({1: SECRET}, "a"),
        ({None: SECRET}, "a"),
        ({b"x": SECRET}, "a"),
        ({Level.HIGH: SECRET}, "a"),
        ({Status.OPEN: 1, "open": SECRET, Colour.RED: 2, "red": 3}, "a"),
        (Opaque(), "a"),
        ([object], "a[0]"),
        (timedelta(1), "a"),
        (1 + 2j, "a"),
        (range(3), "a"),
        ({"x": iter([SECRET])}, "a.x"),
    ],
)
def test_what_dynamodb_cannot_hold_is_refused_by_its_path_and_never_shown(
    value: Any, path: str
) -> None:
    with pytest.raises(SerializationError) as caught:
        encode_item({"a": value})
    assert caught.value.details["path"] == path
    assert caught.value.details.keys() >= {"expected", "given", "suggestion"}
    assert SECRET not in f"{caught.value!r}{caught.value}{caught.value.to_dict()}"
    assert "7777" not in str(caught.value)


def nested(levels: int) -> Any:
    value: Any = "x"
    for level in range(levels):
        value = [value] if level % 2 else {"m": value}
    return value


def test_values_nest_as_deep_as_dynamodb_allows_and_no_deeper() -> None:
    assert encode_value(nested(MAX_DEPTH))
    with pytest.raises(SerializationError, match="nested too deep"):
        encode_value(nested(MAX_DEPTH + 1))


def test_a_container_that_holds_itself_is_refused() -> None:
    in_list: list[Any] = []
    in_list.append(in_list)
    in_map: dict[str, Any] = {}
    in_map["self"] = in_map
    for value in (in_list, in_map):
        with pytest.raises(SerializationError, match="nested too deep"):
            encode_item({"a": value})


def test_a_stand_in_is_asked_for_only_where_the_class_is_unknown() -> None:
    asked: list[object] = []

    def default(value: object) -> object:
        asked.append(value)
        return "stand-in"

    opaque = Opaque()
    assert encode_item({"a": 1, "b": [opaque], "c": {opaque}}, default) == {
        "a": {"N": "1"},
        "b": {"L": [{"S": "stand-in"}]},
        "c": {"SS": ["stand-in"]},
    }
    assert asked == [opaque, opaque]
