"""Items as boto3's resource gives them, in wire form; what is unusual is left to the plain way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from boto3_assist.dynamodb.codec.quick_decoding import SURPRISES, Surprise
from boto3_assist.dynamodb.codec.quick_encoding import quick_decimal
from boto3_assist.dynamodb.codec.refusal import MAX_DEPTH
from boto3_assist.dynamodb.types import WireItem

__all__ = ["wire_of_resource_item"]


def wire_of_resource_item(item: Mapping[str, Any]) -> WireItem | None:
    """Give an item of Python values the form in which compiled functions read it.

    Args:
        item: A dictionary of what boto3's resource makes of wire values: numbers are of type
            Decimal. Whole numbers of type int are taken as well, as tests write them.

    Returns:
        The item in wire form, which reads as native numbers as the values do; None where that is
        not sure.
    """
    try:
        return _entries(item, 0)
    except SURPRISES:
        return None


def _entries(entries: Mapping[str, Any], depth: int) -> dict[str, dict[str, Any]]:
    wire: dict[str, dict[str, Any]] = {}
    for name, value in entries.items():
        if type(name) is not str:
            raise Surprise
        kind = type(value)
        wire[name] = {"S": value} if kind is str else _WRITERS[kind](value, depth)
    return wire


def _value(value: Any, depth: int) -> dict[str, Any]:
    return _WRITERS[type(value)](value, depth)


def _map(value: Any, depth: int) -> dict[str, Any]:
    if depth >= MAX_DEPTH:
        raise Surprise
    return {"M": _entries(value, depth + 1)}


def _list(value: Any, depth: int) -> dict[str, Any]:
    if depth >= MAX_DEPTH:
        raise Surprise
    depth += 1
    return {"L": [_value(entry, depth) for entry in value]}


def _set(value: Any, _depth: int) -> dict[str, Any]:
    kinds = set(map(type, value))
    if kinds == {str}:
        return {"SS": list(value)}
    if kinds == {Decimal}:
        return {"NS": list(map(quick_decimal, value))}
    raise Surprise


_WRITERS: Final[Mapping[type, Callable[[Any, int], dict[str, Any]]]] = {
    str: lambda value, _depth: {"S": value},
    Decimal: lambda value, _depth: {"N": quick_decimal(value)},
    int: lambda value, _depth: {"N": quick_decimal(Decimal(value))},
    bool: lambda value, _depth: {"BOOL": value},
    type(None): lambda _value, _depth: {"NULL": True},
    bytes: lambda value, _depth: {"B": value},
    dict: _map,
    list: _list,
    set: _set,
}
