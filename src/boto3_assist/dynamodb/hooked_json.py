"""Reads the items of a large response one at a time, so that only one of them is there as maps."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from json.decoder import JSONDecoder
from typing import Any, Final

from boto3_assist.dynamodb.received_items import ItemHook, ReceivedItem, ReceivedItems
from boto3_assist.dynamodb.wire_json import object_in

__all__ = ["hooked_object_in"]

_Reader = Callable[[str, int], tuple[Any, int]]

# Reads the value that begins at a place of a text, and tells where it ends.
_read: _Reader = JSONDecoder().raw_decode
_WHITE_SPACE: Final[Callable[..., Any]] = re.compile("[ \t\n\r]*").match
_NONE: Final[Mapping[str, _Reader]] = {}


def hooked_object_in(body: bytes, hook: ItemHook) -> dict[str, Any] | None:
    """Read the body of a response to Query, Scan or BatchGetItem.

    Args:
        body: What was received.
        hook: Is given each item.

    Returns:
        The JSON object with `ReceivedItems` for each list of items; as `object_in` reads it where
        it is small, or is not built as such a response.
    """
    if len(body) < hook.from_bytes:
        return object_in(body)
    items = partial(_read_items, hook=hook)
    tables = partial(_read_object, readers=_NONE, others=items)
    readers: dict[str, _Reader] = {"Items": items, "Responses": tables}
    try:
        text = body.decode()
        parsed, end = _read_object(text, _begin(text, 0), readers, _read)
    except (IndexError, RecursionError, ValueError):
        return object_in(body)
    return parsed if _begin(text, end) == len(text) else object_in(body)


def _read_object(
    text: str, start: int, readers: Mapping[str, _Reader], others: _Reader
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
        found[name], end = readers.get(name, others)(text, position)
        position = _begin(text, end)
    return found, position + 1


def _read_items(text: str, start: int, hook: ItemHook) -> tuple[ReceivedItems, int]:
    """Read a list of items."""
    taken: list[ReceivedItem] = []
    take = hook.take
    position = _after(text, start, "[")
    while text[position] != "]":
        if taken:
            position = _after(text, position, ",")
        item, end = _read(text, position)
        if not isinstance(item, dict):
            raise ValueError("{")
        taken.append(take(item, text[position:end]))
        position = _begin(text, end)
    return ReceivedItems([each.kept for each in taken], taken), position + 1


def _after(text: str, position: int, character: str) -> int:
    """Tell where something begins behind a character that has to be there."""
    if text[position] != character:
        raise ValueError(character)
    return _begin(text, position + 1)


def _begin(text: str, position: int) -> int:
    """Tell where something begins that may have white space before it."""
    end: int = _WHITE_SPACE(text, position).end()
    return end
