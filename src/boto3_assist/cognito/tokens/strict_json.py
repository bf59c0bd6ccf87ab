"""Reads JSON objects that mean one thing to every reader; knows nothing of tokens."""

from __future__ import annotations

import json
import math
from typing import Any

__all__ = ["load_object"]

# How deep Python itself reads differs between its versions.
_MAX_DEPTH = 64


def load_object(data: bytes) -> dict[str, Any] | None:
    """Read a JSON object strictly.

    Readers differ in which of two members with one name they take, and in what they make of
    numbers and characters that JSON does not have. So all of these are refused.

    Args:
        data: The object as UTF-8.

    Returns:
        The object; None when it is anything else, has two members of one name, a number that is
        not finite, or half of a surrogate pair, or is nested more than 64 deep.

    Example:
        >>> load_object(b'{"a": 1}')
        {'a': 1}
        >>> load_object(b'{"a": 1, "a": 2}') is None
        True
    """
    # None in place of an error: Python's own errors hold the text that they could not read.
    try:
        text = data.decode("utf-8")
        value = json.loads(
            text, object_pairs_hook=_unique, parse_float=_finite, parse_constant=_finite
        )
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and _is_within(_MAX_DEPTH, value) else None


def _unique(members: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(members)
    if len(value) != len(members):
        raise ValueError("two members have one name")
    return value


def _is_within(depth: int, value: Any) -> bool:
    if not isinstance(value, (dict, list)):
        return True
    inner = value.values() if isinstance(value, dict) else value
    return depth > 0 and all(_is_within(depth - 1, entry) for entry in inner)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("a number is not finite")
    return number
