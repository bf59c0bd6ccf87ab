"""Reads the items of a response one at a time: as maps, all of them at once take much memory.

Python's garbage collector looks at maps again and again while they become more. Of a response that
is read item by item there is never more than one item as maps.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from json.decoder import JSONDecoder
from typing import Any, Final

from boto3_assist.dynamodb.types import WireItem
from boto3_assist.dynamodb.wire_json import object_in

__all__ = ["ItemHook", "hooked_object_in"]

ItemHook = Callable[[WireItem, str], Any]
"""Is given an item in wire form and its text in the response; gives what is kept in its place."""

_Reader = Callable[[str, int], tuple[Any, int]]

# Reads the value that begins at a place of a text, and tells where it ends.
_read: _Reader = JSONDecoder().raw_decode
_WHITE_SPACE: Final[Callable[..., Any]] = re.compile("[ \t\n\r]*").match


def hooked_object_in(body: bytes, item_hook: ItemHook) -> dict[str, Any] | None:
    """Read the body of a response to BatchGetItem.

    Args:
        body: What was received.
        item_hook: Is given each item.

    Returns:
        The JSON object with what the hook gave, in lists, for the items; as `object_in` reads it
        where it is not built as a response to BatchGetItem.
    """
    of_table = partial(_read_list, item_hook=item_hook)
    responses = partial(_read_object, reader_of=lambda _table: of_table)
    readers: dict[str, _Reader] = {"Responses": responses}
    try:
        text = body.decode()
        parsed, end = _read_object(text, _begin(text, 0), lambda name: readers.get(name, _read))
    except (IndexError, RecursionError, ValueError):
        return object_in(body)
    return parsed if _begin(text, end) == len(text) else object_in(body)


def _read_object(
    text: str, start: int, reader_of: Callable[[str], _Reader]
) -> tuple[dict[str, Any], int]:
    """Read an object whose members have readers of their own."""
    found: dict[str, Any] = {}
    position = _after(text, start, "{")
    while text[position] != "}":
        if found:
            position = _after(text, position, ",")
        if text[position] != '"':
            raise ValueError('"')
        name, end = _read(text, position)
        position = _after(text, _begin(text, end), ":")
        found[name], end = reader_of(name)(text, position)
        position = _begin(text, end)
    return found, position + 1


def _read_list(text: str, start: int, item_hook: ItemHook) -> tuple[list[Any], int]:
    """Read a list of items."""
    found: list[Any] = []
    position = _after(text, start, "[")
    while text[position] != "]":
        if found:
            position = _after(text, position, ",")
        item, end = _read(text, position)
        if not isinstance(item, dict):
            raise ValueError("{")
        found.append(item_hook(item, text[position:end]))
        position = _begin(text, end)
    return found, position + 1


def _after(text: str, position: int, character: str) -> int:
    """Tell where something begins behind a character that has to be there."""
    if text[position] != character:
        raise ValueError(character)
    return _begin(text, position + 1)


def _begin(text: str, position: int) -> int:
    """Tell where something begins that may have white space before it."""
    end: int = _WHITE_SPACE(text, position).end()
    return end
