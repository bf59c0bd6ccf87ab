"""Copies of values as they are stored, in Python values; what is unusual is left to `plain`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from boto3_assist.dynamodb.codec.quick_decoding import Surprise
from boto3_assist.dynamodb.codec.refusal import MAX_DEPTH

__all__ = ["quick_copies", "quick_copy"]

_IMMUTABLE: Final = frozenset(
    {str, bool, type(None), int, float, Decimal, bytes, datetime, date, time, UUID}
)


def quick_copy(value: Any, depth: int) -> Any:
    """Copy one value.

    Args:
        value: A value.
        depth: The lists and maps around it.

    Returns:
        An equal value that shares no list, map or set with it; a list in place of a tuple.
    """
    kind = type(value)
    return value if kind in _IMMUTABLE else _COPIERS[kind](value, depth)


def quick_copies(entries: Mapping[str, Any], depth: int) -> dict[str, Any]:
    """Copy the entries of a map.

    Args:
        entries: A dictionary.
        depth: The lists and maps around them.

    Returns:
        Name → value.

    Raises:
        Surprise: When a name is no text.
    """
    copies = {}
    for name, value in entries.items():
        if type(name) is not str:
            raise Surprise
        kind = type(value)
        copies[name] = value if kind in _IMMUTABLE else _COPIERS[kind](value, depth)
    return copies


def _map(value: Any, depth: int) -> dict[str, Any]:
    if depth >= MAX_DEPTH:
        raise Surprise
    return quick_copies(value, depth + 1)


def _list(value: Any, depth: int) -> list[Any]:
    if depth >= MAX_DEPTH:
        raise Surprise
    depth += 1
    return [quick_copy(entry, depth) for entry in value]


_COPIERS: Final[Mapping[type, Callable[[Any, int], Any]]] = {
    dict: _map,
    list: _list,
    tuple: _list,
    set: lambda value, _depth: set(value),
}
