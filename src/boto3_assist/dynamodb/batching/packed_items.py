"""Items of a large read, put by as bytes: as maps they are most of its memory; knows no answer.

Python's garbage collector walks maps again and again while they become more, and nobody looks at
most of them: they are there for a partial update, and for the response.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from boto3_assist.dynamodb.instance_state import STORED, Carried
from boto3_assist.dynamodb.types import WireItem

__all__ = ["KeptItem", "PackedResponse", "kept_item", "pack", "pack_stored"]

KeptItem = WireItem | bytes
"""An item in wire form, as maps or put by."""


def pack(item: WireItem) -> KeptItem:
    """Put an item by.

    Args:
        item: The item in wire form.

    Returns:
        What `kept_item` makes an equal item of; the item itself where it holds classes of the
        caller's own.
    """
    content: Any = item
    try:
        return marshal.dumps(content)
    except ValueError:
        return item


def kept_item(kept: KeptItem) -> WireItem:
    """Give an item that may have been put by.

    Args:
        kept: What `pack` gave.

    Returns:
        The item in wire form.
    """
    if isinstance(kept, bytes):
        item: WireItem = marshal.loads(kept)  # nosec B302  # bytes of this process
        return item
    return kept


class _PackedItem(Carried):
    """The item that an instance was read from, put by; copies and pickles carry it as maps."""

    __slots__ = ("_content",)

    def __init__(self, content: bytes) -> None:
        self._content = content

    @property
    def value(self) -> WireItem:
        """The item in wire form."""
        return kept_item(self._content)

    def __reduce__(self) -> tuple[Any, ...]:
        return Carried, (self.value,)


def pack_stored(instance: object, item: WireItem, kept: KeptItem) -> None:
    """Let an instance keep the item that it was read from as bytes.

    Args:
        instance: An instance that was just read, or anything else.
        item: The item.
        kept: The same, put by.
    """
    # Not by `__dict__`, which an instance has none of until somebody asks for it.
    carried = getattr(instance, STORED, None)
    if isinstance(kept, bytes) and isinstance(carried, Carried) and carried.value is item:
        # Past `__setattr__`, as it was put there.
        object.__setattr__(instance, STORED, _PackedItem(kept))


class PackedResponse(Mapping[str, Any]):
    """A response whose items are made when they are asked for."""

    def __init__(self, items: Sequence[KeptItem], others: Mapping[str, Any]) -> None:
        """Keep the parts.

        Args:
            items: The items, put by.
            others: The other parts.
        """
        self._kept = items
        self._parts = {"Items": None, **others}

    def __getitem__(self, name: str) -> Any:
        """Give a part."""
        if name == "Items" and self._parts[name] is None:
            self._parts[name] = [kept_item(each) for each in self._kept]
        return self._parts[name]

    def __iter__(self) -> Iterator[str]:
        """Name the parts."""
        return iter(self._parts)

    def __len__(self) -> int:
        """Count the parts."""
        return len(self._parts)

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle the items as maps."""
        return dict, (dict(self),)
