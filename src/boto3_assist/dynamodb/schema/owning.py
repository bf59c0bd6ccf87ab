"""Copies of values that share no list, map or set with what a caller keeps; knows no model."""

from __future__ import annotations

import copy
from collections import deque
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from boto3_assist._sentinels import CLEAR_FIELD
from boto3_assist.dynamodb.codec.refusal import MAX_DEPTH
from boto3_assist.dynamodb.schema.scalars import Misfit, is_binary_wrapper
from boto3_assist.errors import describe

__all__ = ["owned", "owned_update"]

_IMMUTABLE: Final = frozenset(
    {str, int, float, bool, type(None), Decimal, bytes, datetime, date, time, UUID}
)


def owned(value: Any) -> Any:
    """Copy the containers of a value; what is in them and is none, such as a model, stays itself.

    Args:
        value: A value that a caller gave.

    Returns:
        An equal value; bytes in place of boto3's wrapper around them.

    Raises:
        Misfit: When it is nested deeper than DynamoDB holds, or holds `CLEAR_FIELD`.

    Example:
        >>> tags = ["a"]
        >>> kept = owned({"tags": tags})
        >>> tags.append("b")
        >>> kept
        {'tags': ['a']}
    """
    return _owned(value, 0, clears=False)


def owned_update(value: Any) -> Any:
    """Copy the containers of a value that is to be the whole of a field; see `owned`.

    Args:
        value: A value that a caller gave to `merge`.

    Returns:
        An equal value, without the entries of maps that are `CLEAR_FIELD`.

    Raises:
        Misfit: When it is nested deeper than DynamoDB holds, or holds `CLEAR_FIELD` elsewhere than
            as an entry of a map.
    """
    return _owned(value, 0, clears=True)


def _owned(value: Any, depth: int, *, clears: bool) -> Any:
    kind = type(value)
    if kind in _IMMUTABLE:
        return value
    if value is CLEAR_FIELD:
        raise Misfit("a value; CLEAR_FIELD is for fields and entries of maps, given to merge")
    if is_binary_wrapper(value):
        return bytes(value.value)
    if not isinstance(value, (dict, list, tuple, set, frozenset, deque, bytearray)):
        return value
    if depth >= MAX_DEPTH:
        raise Misfit(f"at most {MAX_DEPTH} levels of nesting, DynamoDB's limit")
    if isinstance(value, dict):
        return _owned_map(value, depth, clears=clears)
    if isinstance(value, bytearray):
        return copy.copy(value)
    entries = [
        entry if type(entry) in _IMMUTABLE else _step(f"[{i}]", entry, depth, clears=clears)
        for i, entry in enumerate(value)
    ]
    return entries if kind is list else _of_kind(value, entries)


def _of_kind(value: Any, entries: list[Any]) -> Any:
    if isinstance(value, list):
        made = copy.copy(value)
        made[:] = entries
        return made
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*entries)
    if type(value) in (tuple, set, frozenset):
        return type(value)(entries)
    if isinstance(value, deque):
        return deque(entries, value.maxlen)
    # A class of the caller's own, whose constructor may take anything; its members cannot change.
    return copy.copy(value)


def _owned_map(value: Mapping[Any, Any], depth: int, *, clears: bool) -> Any:
    entries = {
        name: (
            entry if type(entry) in _IMMUTABLE else _step(f".{name}", entry, depth, clears=clears)
        )
        for name, entry in value.items()
        if not (clears and entry is CLEAR_FIELD)
    }
    if type(value) is dict:
        return entries
    made: Any = copy.copy(value)
    made.clear()
    made.update(entries)
    return made


def _step(step: str, value: Any, depth: int, *, clears: bool) -> Any:
    try:
        return _owned(value, depth + 1, clears=clears)
    except Misfit as misfit:
        if misfit.given is None:
            misfit.given = describe(value)
        misfit.steps.append(step)
        raise
