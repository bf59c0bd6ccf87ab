"""Python values to DynamoDB's wire form; knows nothing of models or keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import Any, Final
from uuid import UUID

from boto3_assist._sentinels import CLEAR_FIELD
from boto3_assist.dynamodb.codec.numbers import number_to_text
from boto3_assist.dynamodb.codec.quick_decoding import SURPRISES
from boto3_assist.dynamodb.codec.quick_encoding import quick_entries, quick_value
from boto3_assist.dynamodb.codec.refusal import Unfit, descend, refuse
from boto3_assist.dynamodb.types import AttributeValue, WireItem

__all__ = ["Default", "encode_item", "encode_item_plainly", "encode_value"]

_MINUTE: Final = timedelta(minutes=1)

Default = Callable[[object], object]
"""Turns a value of a class the codec does not know into one it does, else returns it as it is."""


def encode_value(value: AttributeValue, default: Default | None = None) -> dict[str, Any]:
    """Write one Python value in DynamoDB's wire form.

    Args:
        value: A value DynamoDB can hold, or a date, time, UUID or Enum member, which are written
            as ISO 8601 text, text, and their value.
        default: Asked for a stand-in when the class of a value is not known.

    Returns:
        One entry, type descriptor → content, such as ``{"N": "12"}``; binary content is bytes.

    Raises:
        SerializationError: When DynamoDB cannot hold the value; names the path to it.

    Example:
        >>> encode_value({"qty": 2})
        {'M': {'qty': {'N': '2'}}}
    """
    try:
        return quick_value(value, 0)
    except SURPRISES:
        return _encode_plainly(value, default)


def _encode_plainly(value: AttributeValue, default: Default | None) -> dict[str, Any]:
    try:
        return _encode(value, default, 0)
    except Unfit as error:
        refuse(error, "write", "convert it before it is saved")


def encode_item(item: Mapping[str, AttributeValue], default: Default | None = None) -> WireItem:
    """Write an item, or a key, in DynamoDB's wire form.

    Args:
        item: Attribute name → Python value.
        default: Asked for a stand-in when the class of a value is not known.

    Returns:
        Attribute name → wire value.

    Raises:
        SerializationError: When DynamoDB cannot hold a value; names the path to it.
    """
    try:
        return quick_entries(item, 0)
    except SURPRISES:
        return encode_item_plainly(item, default)


def encode_item_plainly(
    item: Mapping[str, AttributeValue], default: Default | None = None
) -> WireItem:
    """Write an item step by step: what the quick way has to agree with, and its way out.

    Args:
        item: Attribute name → Python value.
        default: Asked for a stand-in when the class of a value is not known.

    Returns:
        Attribute name → wire value.

    Raises:
        SerializationError: When DynamoDB cannot hold a value; names the path to it.
    """
    try:
        return _encode_entries(item, default, 0)
    except Unfit as error:
        refuse(error, "write", "convert it before it is saved")


def _encode(value: AttributeValue, default: Default | None, depth: int) -> dict[str, Any]:
    encoder = _ENCODERS.get(type(value))
    if encoder is None:
        encoder = next((e for kind, e in _ENCODERS_OF_SUBCLASSES if isinstance(value, kind)), None)
    if encoder is not None:
        return encoder(value, default, depth)
    if value is CLEAR_FIELD:
        raise Unfit("CLEAR_FIELD stands for no value", value, "a value; merge takes CLEAR_FIELD")
    stand_in = value if default is None else default(value)
    if stand_in is value:
        raise Unfit(
            "DynamoDB has no type for it",
            value,
            "str, int, float, Decimal, bool, None, bytes, set, list, dict, date, time, UUID, Enum",
        )
    return _encode(stand_in, default, depth)


def _encode_text(value: str, _default: Default | None, _depth: int) -> dict[str, Any]:
    _check_text(value)
    return {"S": value if type(value) is str else str.__str__(value)}


def _check_text(value: str) -> None:
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise Unfit("it holds a lone surrogate", value, "text that UTF-8 can hold") from None


def _encode_bool(value: bool, _default: Default | None, _depth: int) -> dict[str, Any]:
    return {"BOOL": value}


def _encode_null(_value: None, _default: Default | None, _depth: int) -> dict[str, Any]:
    return {"NULL": True}


def _encode_number(
    value: int | float | Decimal, _default: Default | None, _depth: int
) -> dict[str, Any]:
    return {"N": _number_text(value)}


def _number_text(value: int | float | Decimal) -> str:
    try:
        return number_to_text(value)
    except ValueError as error:
        raise Unfit(str(error), value, "a finite number of at most 38 digits") from None


def _encode_binary(
    value: bytes | bytearray | memoryview, _default: Default | None, _depth: int
) -> dict[str, Any]:
    return {"B": bytes(value)}


def _encode_iso(value: date | time, _default: Default | None, _depth: int) -> dict[str, Any]:
    return {"S": value.isoformat()}


def _encode_datetime(value: datetime, default: Default | None, depth: int) -> dict[str, Any]:
    offset = value.utcoffset()
    if offset is not None and offset % _MINUTE:
        # ISO 8601 has no seconds in an offset, and most readers refuse them.
        value = value.astimezone(timezone.utc)
    return _encode_iso(value, default, depth)


def _encode_uuid(value: UUID, _default: Default | None, _depth: int) -> dict[str, Any]:
    return {"S": str(value)}


def _encode_enum(value: Enum, default: Default | None, depth: int) -> dict[str, Any]:
    return _encode(value.value, default, depth)


def _encode_list(
    value: list[AttributeValue] | tuple[AttributeValue, ...], default: Default | None, depth: int
) -> dict[str, Any]:
    inner = descend(value, depth)
    content = []
    for position, entry in enumerate(value):
        try:
            content.append(_encode(entry, default, inner))
        except Unfit as error:
            raise error.within(f"[{position}]")
    return {"L": content}


def _encode_map(
    value: Mapping[str, AttributeValue], default: Default | None, depth: int
) -> dict[str, Any]:
    return {"M": _encode_entries(value, default, descend(value, depth))}


def _encode_entries(
    entries: Mapping[str, AttributeValue], default: Default | None, depth: int
) -> dict[str, dict[str, Any]]:
    wire: dict[str, dict[str, Any]] = {}
    for name, value in entries.items():
        text = name if type(name) is str else _name_text(name)
        _check_text(text)
        if text in wire:
            raise Unfit("two of its names are written alike", entries, "distinct names")
        try:
            wire[text] = _encode(value, default, depth)
        except Unfit as error:
            raise error.within(f".{text}")
    return wire


def _name_text(name: object) -> str:
    text = name.value if isinstance(name, Enum) else name
    if not isinstance(text, str):
        raise Unfit("a name in a map is not text", name, "attribute names of type str")
    return str.__str__(text)


def _encode_set(
    value: set[Any] | frozenset[Any], default: Default | None, depth: int
) -> dict[str, Any]:
    expected = "a set with members, all str, all numbers or all bytes"
    if not value:
        raise Unfit("DynamoDB has no empty set", value, f"None, or {expected}")
    members = [_encode(member, default, depth) for member in value]
    tags = {tag for member in members for tag in member}
    tag = tags.pop()
    if tags or tag not in ("S", "N", "B"):
        raise Unfit("its members are not of one kind that a set can hold", value, expected)
    contents = [member[tag] for member in members]
    # DynamoDB compares numbers, not their texts.
    distinct = set(map(Decimal, contents)) if tag == "N" else set(contents)
    if len(distinct) < len(contents):
        raise Unfit("two of its members are written alike", value, expected)
    return {f"{tag}S": contents}


_Encoder = Callable[[Any, "Default | None", int], dict[str, Any]]

_ENCODERS: Final[dict[type, _Encoder]] = {
    str: _encode_text,
    bool: _encode_bool,
    type(None): _encode_null,
    int: _encode_number,
    float: _encode_number,
    Decimal: _encode_number,
    dict: _encode_map,
    list: _encode_list,
    tuple: _encode_list,
    set: _encode_set,
    frozenset: _encode_set,
    bytes: _encode_binary,
    bytearray: _encode_binary,
    memoryview: _encode_binary,
    datetime: _encode_datetime,
    date: _encode_iso,
    time: _encode_iso,
    UUID: _encode_uuid,
}

# Enum comes first: `class Status(str, Enum)` is a str too.
_ENCODERS_OF_SUBCLASSES: Final[tuple[tuple[Any, _Encoder], ...]] = (
    (Enum, _encode_enum),
    (str, _encode_text),
    ((int, float, Decimal), _encode_number),
    (Mapping, _encode_map),
    ((list, tuple), _encode_list),
    ((set, frozenset), _encode_set),
    ((bytes, bytearray, memoryview), _encode_binary),
    (datetime, _encode_datetime),
    ((date, time), _encode_iso),
    (UUID, _encode_uuid),
)
