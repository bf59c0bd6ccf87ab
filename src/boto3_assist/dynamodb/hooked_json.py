"""Reads the items of a large response one at a time, so that only one of them is there as maps."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from json.decoder import JSONDecoder
from typing import Any, Final

from boto3_assist.dynamodb.received_items import ItemHook, ReceivedItems
from boto3_assist.dynamodb.wire_json import object_in

__all__ = ["hooked_object_in", "is_worth_it"]

_Reader = Callable[[str, int], tuple[Any, int]]

# Reads the value that begins at a place of a text, and tells where it ends.
_read: _Reader = JSONDecoder().raw_decode
_WHITE_SPACE: Final[Callable[..., Any]] = re.compile("[ \t\n\r]*").match
_NEXT: Final = (",{", "]")
# Measured: less than that is faster read at once. In bytes, and maps in the first bytes.
_LARGE: Final = 64 * 1024
_SAMPLE: Final = 16 * 1024
_MANY_NESTED: Final = 16
_NONE: Final[Mapping[str, _Reader]] = {}


def is_worth_it(body: bytes, hook: ItemHook) -> bool:
    """Tell whether there are so many maps that the garbage collector would come upon them.

    It takes no notice of a map of plain values: a flat item is one map to it, however many
    attributes it has.

    Args:
        body: What was received.
        hook: What it may be read with.

    Returns:
        False for a body that is faster read at once.
    """
    if hook.always:
        return True
    return len(body) >= _LARGE and body.count(b'{"M":', 0, _SAMPLE) >= _MANY_NESTED


def hooked_object_in(body: bytes, hook: ItemHook) -> dict[str, Any] | None:
    """Read the body of a response to Query, Scan or BatchGetItem.

    Args:
        body: What was received.
        hook: Is given each item.

    Returns:
        The JSON object with `ReceivedItems` for each list of items; as `object_in` reads it where
        it is not built as such a response.

    Raises:
        ValueError: Or whatever the hook raised.
    """
    items = _ItemReader(hook)
    tables = partial(_read_object, readers=_NONE, others=items)
    readers: dict[str, _Reader] = {"Items": items, "Responses": tables}
    try:
        text = body.decode()
        parsed, end = _read_object(text, _begin(text, 0), readers, _read)
    except (IndexError, RecursionError, ValueError):
        if items.is_taking:
            raise
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


class _ItemReader:
    """Reads lists of items.

    Attributes:
        is_taking: Whether the hook has an item: what is raised then is not for the text.
    """

    def __init__(self, hook: ItemHook) -> None:
        """Read nothing yet.

        Args:
            hook: Is given each item.
        """
        self.is_taking = False
        self._hook = hook

    def __call__(self, text: str, start: int) -> tuple[ReceivedItems, int]:
        """Read a list that begins at a place of a text, and tell where it ends."""
        texts: list[str] = []
        made: list[Any] = []
        take = self._hook.take
        position = _after(text, start, "[")
        while text[position] != "]":
            if texts:
                position = _after(text, position, ",")
            item, end = _read(text, position)
            if not isinstance(item, dict):
                raise ValueError("{")
            texts.append(item_text := text[position:end])
            self.is_taking = True
            made.append(take(item, item_text))
            self.is_taking = False
            position = end if text.startswith(_NEXT, end) else _begin(text, end)
        return ReceivedItems(texts, made, self._hook), position + 1


def _after(text: str, position: int, character: str) -> int:
    """Tell where something begins behind a character that has to be there."""
    if text[position] != character:
        raise ValueError(character)
    return _begin(text, position + 1)


def _begin(text: str, position: int) -> int:
    """Tell where something begins that may have white space before it."""
    end: int = _WHITE_SPACE(text, position).end()
    return end
