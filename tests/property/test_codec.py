from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, DecimalException
from typing import Any

import pytest
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from hypothesis import example, given
from hypothesis import strategies as st

from boto3_assist.dynamodb.codec import decode_item, decode_value, encode_item, encode_value
from boto3_assist.dynamodb.schema import plain_value
from boto3_assist.errors import SerializationError
from tests.property.values import decimals, documents, items, numbers, texts


def is_same(left: Any, right: Any) -> bool:
    """Equal, and bool only where bool is, in every place."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(is_same(left[k], right[k]) for k in left)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(is_same, left, right))
    if isinstance(left, set) and isinstance(right, set):
        return set(map(exact, left)) == set(map(exact, right))
    return bool(exact(left) == exact(right))


def exact(value: Any) -> Any:
    return Decimal(repr(value)) if isinstance(value, float) else value


@given(items(documents()), st.booleans())
def test_what_is_written_reads_back(item: dict[str, Any], convert: bool) -> None:
    wire = encode_item(item)
    assert is_same(decode_item(wire, convert_decimals=convert), item)


@given(items(documents()))
def test_what_is_read_is_written_again_as_the_same_values(item: dict[str, Any]) -> None:
    wire = encode_item(item)
    again = encode_item(decode_item(wire))
    assert is_same(decode_item(again, convert_decimals=False), decode_item(wire))


@given(items(documents()))
def test_the_wire_form_is_json_but_for_bytes(item: dict[str, Any]) -> None:
    json.dumps(encode_item(item), default=bytes.hex)


@given(items(documents()))
def test_what_boto3_writes_is_written_alike(item: dict[str, Any]) -> None:
    try:
        theirs = {name: TypeSerializer().serialize(value) for name, value in item.items()}
    except Exception:  # what boto3 refuses, such as a float, is not compared
        return
    assert comparable(encode_item(item)) == comparable(theirs)


@given(items(documents()))
def test_what_boto3_reads_is_read_alike(item: dict[str, Any]) -> None:
    wire = encode_item(item)
    read: Any = TypeDeserializer().deserialize
    try:
        theirs = {name: read(value) for name, value in wire.items()}
    except DecimalException:  # boto3 reads less than DynamoDB holds, near 1E-130
        return
    ours = decode_item(wire, convert_decimals=False)
    assert is_same(ours, decode_item(encode_item(theirs, plain_value), convert_decimals=False))


@given(st.lists(st.booleans(), max_size=32), documents())
def test_what_is_nested_to_the_limit_is_as_boto3_has_it(levels: list[bool], leaf: Any) -> None:
    value = leaf if not isinstance(leaf, (dict, list)) else "leaf"
    for is_map in levels:
        value = {"in": value, "beside": True} if is_map else [value, None]
    wire = encode_value(value)
    try:
        theirs = TypeSerializer().serialize(value)
        back = TypeDeserializer().deserialize(theirs)
    except Exception:  # what boto3 refuses, such as a float, is not compared
        return

    assert comparable(wire) == comparable(theirs)
    ours = decode_value(wire, convert_decimals=False)
    assert is_same(ours, decode_value(encode_value(back, plain_value), convert_decimals=False))


@given(st.lists(st.booleans(), min_size=33, max_size=40))
def test_what_is_nested_deeper_is_refused(levels: list[bool]) -> None:
    value: Any = "leaf"
    wire: Any = {"S": "leaf"}
    for is_map in levels:
        value = {"in": value} if is_map else [value]
        wire = {"M": {"in": wire}} if is_map else {"L": [wire]}

    with pytest.raises(SerializationError):
        encode_value(value)
    with pytest.raises(SerializationError):
        decode_value(wire)


def comparable(wire: Any) -> Any:
    """Wire values with numbers by value, binary as bytes and sets without an order."""
    if isinstance(wire, list):
        return [comparable(entry) for entry in wire]
    if not isinstance(wire, dict):
        return wire
    readers: dict[str, Callable[[Any], Any]] = {
        "N": Decimal,
        "B": bytes_of,
        "SS": frozenset,
        "NS": lambda members: frozenset(map(Decimal, members)),
        "BS": lambda members: frozenset(map(bytes_of, members)),
    }
    if len(wire) == 1:
        ((tag, content),) = wire.items()
        if tag in readers and not isinstance(content, dict):
            return {tag: readers[tag](content)}
    return {name: comparable(entry) for name, entry in wire.items()}


def bytes_of(content: Any) -> bytes:
    return bytes(getattr(content, "value", content))


@given(numbers())
@example(10**37 + 1)
@example(Decimal("12345678901234567890.123456789012345678"))
@example(-0.0)
def test_b12_b13_a_number_is_the_same_after_a_round_trip(number: int | float | Decimal) -> None:
    assert is_same(decode_value(encode_value(number)), number)


@given(st.floats(allow_nan=True, allow_infinity=True) | st.decimals() | st.integers())
def test_any_number_is_written_exactly_or_refused(number: Any) -> None:
    try:
        wire = encode_value(number)
    except SerializationError:
        return
    assert is_same(decode_value(wire, convert_decimals=False), number)


@given(st.sets(decimals(), min_size=1) | st.sets(texts(), min_size=1))
def test_b15_sets_keep_their_members(members: set[Any]) -> None:
    assert decode_value(encode_value(members), convert_decimals=False) == members


@given(st.datetimes() | st.dates() | st.times() | st.uuids())
def test_moments_and_ids_are_written_as_text_that_names_them(value: Any) -> None:
    text = decode_value(encode_value(value))
    assert isinstance(text, str)
    if isinstance(value, (date, time, datetime)):
        assert type(value).fromisoformat(text) == value
    else:
        assert type(value)(text) == value


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)
tags = st.sampled_from(["S", "N", "B", "SS", "NS", "BS", "BOOL", "NULL", "L", "M", "X"])


@given(st.dictionaries(st.text(max_size=3), st.dictionaries(tags, json_values, max_size=2)))
def test_any_response_is_read_or_refused_by_a_typed_error(response: dict[str, Any]) -> None:
    try:
        decode_item(response)
    except SerializationError as error:
        assert error.details["expected"]


@given(st.text())
def test_any_text_is_written_or_refused(text: str) -> None:
    try:
        wire = encode_value({text: text})
    except SerializationError:
        with pytest.raises(UnicodeEncodeError):
            text.encode()
    else:
        assert decode_value(wire) == {text: text}
