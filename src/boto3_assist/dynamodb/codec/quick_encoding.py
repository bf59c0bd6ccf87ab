"""The quick way from Python values to wire form; what is unusual it leaves to the plain way.

Every function here gives what `encoding` gives for the same input, or raises one of `SURPRISES`,
whatever is wrong or only rare; then `encoding` decides, and makes the error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from boto3_assist.dynamodb.codec.numbers import MAX_DIGITS, number_to_text
from boto3_assist.dynamodb.codec.quick_decoding import Surprise
from boto3_assist.dynamodb.codec.refusal import MAX_DEPTH

__all__ = [
    "quick_datetime",
    "quick_decimal",
    "quick_entries",
    "quick_float",
    "quick_value",
]

_UTC: Final = timezone.utc
_MINUTE: Final = timedelta(minutes=1)
_BOUND: Final = 10**MAX_DIGITS
_LOWEST: Final = -_BOUND
_SET_TAGS: Final[Mapping[type, str]] = {
    str: "SS",
    int: "NS",
    Decimal: "NS",
    bytes: "BS",
}


def quick_value(value: Any, depth: int) -> dict[str, Any]:
    """Write one value.

    Args:
        value: A value.
        depth: The lists and maps around it.

    Returns:
        One entry, type descriptor → content.
    """
    kind = type(value)
    if kind is str:
        if not value.isascii():
            value.encode()
        return {"S": value}
    return _WRITERS[kind](value, depth)


def quick_entries(entries: Mapping[str, Any], depth: int) -> dict[str, dict[str, Any]]:
    """Write the entries of an item or a map.

    Args:
        entries: A dictionary: attribute name → Python value.
        depth: The lists and maps around them.

    Returns:
        Attribute name → wire value.

    Raises:
        Surprise: When the plain way has to look at it.
    """
    wire: dict[str, dict[str, Any]] = {}
    for name, value in entries.items():
        if type(name) is not str:
            raise Surprise
        if not name.isascii():
            name.encode()
        kind = type(value)
        # Most values are of these three, and a call costs more than the rest.
        if kind is str:
            if not value.isascii():
                value.encode()
            wire[name] = {"S": value}
        elif kind is Decimal:
            wire[name] = {"N": quick_decimal(value)}
        elif kind is int:
            wire[name] = {"N": str(value) if _LOWEST < value < _BOUND else number_to_text(value)}
        else:
            wire[name] = _WRITERS[kind](value, depth)
    return wire


def quick_float(value: float) -> str:
    """Write the text of a float.

    Args:
        value: The number.

    Returns:
        The text.
    """
    text = repr(value)
    # Of NaN and infinities the names have an n.
    if value and "e" not in text and "n" not in text:
        return text
    return number_to_text(value)


def quick_decimal(value: Decimal) -> str:
    """Write the text of a Decimal.

    Args:
        value: The number.

    Returns:
        The text.
    """
    text = str(value)
    # Most of them; every zero, NaN and infinity begins otherwise.
    if text[0] in "123456789" and "E" not in text and len(text) <= MAX_DIGITS:
        return text
    # The letters are those of exponents, infinities and NaN.
    if "E" in text or "n" in text or "N" in text or len(text) > MAX_DIGITS or not value:
        return number_to_text(value)
    return text


def quick_datetime(value: datetime) -> str:
    """Write the text of a datetime.

    Args:
        value: The time.

    Returns:
        ISO 8601 text.

    Raises:
        Surprise: When its offset has seconds.
    """
    if value.tzinfo is not _UTC and value.tzinfo is not None:
        offset = value.utcoffset()
        if offset is not None and offset % _MINUTE:
            raise Surprise
    return value.isoformat()


def _int(value: int, _depth: int) -> dict[str, Any]:
    return {"N": str(value) if _LOWEST < value < _BOUND else number_to_text(value)}


def _decimal(value: Decimal, _depth: int) -> dict[str, Any]:
    return {"N": quick_decimal(value)}


def _map(value: Any, depth: int) -> dict[str, Any]:
    if depth >= MAX_DEPTH:
        raise Surprise
    return {"M": quick_entries(value, depth + 1)}


def _list(value: Any, depth: int) -> dict[str, Any]:
    if depth >= MAX_DEPTH:
        raise Surprise
    depth += 1
    return {"L": [quick_value(entry, depth) for entry in value]}


def _set(value: Any, depth: int) -> dict[str, Any]:
    kinds = set(map(type, value))
    # Of several kinds, and of none, the plain way knows more; floats may be written alike.
    if len(kinds) != 1:
        raise Surprise
    tag = _SET_TAGS[kinds.pop()]
    if tag == "BS":
        return {tag: list(value)}
    contents = [content for member in value for content in quick_value(member, depth).values()]
    return {tag: contents}


_WRITERS: Final[Mapping[type, Callable[[Any, int], dict[str, Any]]]] = {
    str: quick_value,
    bool: lambda value, _depth: {"BOOL": value},
    type(None): lambda _value, _depth: {"NULL": True},
    int: _int,
    float: lambda value, _depth: {"N": quick_float(value)},
    Decimal: _decimal,
    dict: _map,
    list: _list,
    tuple: _list,
    set: _set,
    frozenset: _set,
    bytes: lambda value, _depth: {"B": value},
    datetime: lambda value, _depth: {"S": quick_datetime(value)},
    date: lambda value, _depth: {"S": value.isoformat()},
    UUID: lambda value, _depth: {"S": str(value)},
}
