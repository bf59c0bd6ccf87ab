from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest

from boto3_assist.dynamodb.codec import decode_item, decode_value
from boto3_assist.dynamodb.codec.refusal import MAX_DEPTH
from boto3_assist.errors import SerializationError


@pytest.mark.parametrize(
    ("wire", "value"),
    [
        ({"S": "x"}, "x"),
        ({"N": "5"}, 5),
        ({"N": "1.5"}, 1.5),
        ({"BOOL": False}, False),
        ({"NULL": True}, None),
        ({"B": b"ab"}, b"ab"),
        ({"B": bytearray(b"ab")}, b"ab"),
        ({"B": "YWI="}, b"ab"),
        ({"B": ""}, b""),
        ({"SS": ["a", "b"]}, {"a", "b"}),
        ({"NS": ["1", "2.5"]}, {1, 2.5}),
        ({"BS": [b"a", "Yg=="]}, {b"a", b"b"}),
        ({"L": []}, []),
        ({"M": {"a": {"L": [{"N": "1"}]}}}, {"a": [1]}),
        (MappingProxyType({"M": MappingProxyType({"a": {"S": ""}})}), {"a": ""}),
    ],
)
def test_b15_a_wire_value_is_read(wire: Any, value: Any) -> None:
    read = decode_value(wire)
    assert read == value
    assert type(read) is type(value)


def test_with_conversion_off_every_number_is_a_decimal() -> None:
    item: Any = {"n": {"N": "5"}, "s": {"NS": ["1"]}, "l": {"L": [{"M": {"x": {"N": "1.5"}}}]}}
    read = decode_item(item, convert_decimals=False)
    assert read == {"n": 5, "s": {1}, "l": [{"x": 1.5}]}
    assert type(read["n"]) is type(read["l"][0]["x"]) is Decimal
    assert {type(number) for number in read["s"]} == {Decimal}


@pytest.mark.parametrize(
    ("wire", "path"),
    [
        (None, "a"),
        ("S", "a"),
        ([], "a"),
        ({}, "a"),
        ({"S": "secret", "N": "1"}, "a"),
        ({"X": "secret"}, "a"),
        ({None: "secret"}, "a"),
        ({"S": 5}, "a"),
        ({"S": None}, "a"),
        ({"N": 5}, "a"),
        ({"N": "secret"}, "a"),
        ({"N": "NaN"}, "a"),
        ({"N": " 1"}, "a"),
        ({"N": "1_0"}, "a"),
        ({"N": "1E+9999999999"}, "a"),
        ({"BOOL": "true"}, "a"),
        ({"BOOL": 1}, "a"),
        ({"NULL": "secret"}, "a"),
        ({"B": 5}, "a"),
        ({"B": "secret!"}, "a"),
        ({"B": "sécret"}, "a"),
        ({"B": "YW I="}, "a"),
        ({"L": {"S": "secret"}}, "a"),
        ({"L": [{"S": "x"}, {"N": "secret"}]}, "a[1]"),
        ({"M": [["secret"]]}, "a"),
        ({"M": {"x": {"L": [{"Z": "secret"}]}}}, "a.x[0]"),
        ({"SS": "secret"}, "a"),
        ({"SS": [1]}, "a"),
        ({"SS": [["secret"]]}, "a"),
        ({"NS": ["secret"]}, "a"),
        ({"NS": [5]}, "a"),
        ({"NS": [[]]}, "a"),
        ({"BS": [5]}, "a"),
        ({"BS": ["secret!"]}, "a"),
    ],
)
def test_a_malformed_wire_value_is_refused_by_its_path_and_never_shown(
    wire: Any, path: str
) -> None:
    with pytest.raises(SerializationError) as caught:
        decode_item({"a": wire})
    assert caught.value.details["path"] == path
    assert "ecret" not in f"{caught.value!r}{caught.value}{caught.value.to_dict()}"


def test_values_nest_as_deep_as_dynamodb_allows_and_no_deeper() -> None:
    wire: dict[str, Any] = {"S": "x"}
    for _ in range(MAX_DEPTH):
        wire = {"L": [wire]}
    assert decode_value(wire)
    with pytest.raises(SerializationError, match="nested too deep"):
        decode_value({"M": {"a": wire}})


def test_a_wire_value_that_holds_itself_is_refused() -> None:
    wire: dict[str, Any] = {"M": {}}
    wire["M"]["self"] = wire
    with pytest.raises(SerializationError, match="nested too deep"):
        decode_value(wire)
