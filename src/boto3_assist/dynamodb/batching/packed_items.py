"""Items of a large read, put by as text: as maps they are most of its memory; sends nothing.

Python's garbage collector walks maps again and again while they become more, and nobody looks at
most of them: they are there for a partial update, and for the response.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from boto3_assist.dynamodb.batching.asked_keys import KeyProjection
from boto3_assist.dynamodb.batching.identities import identities_of, identity_of
from boto3_assist.dynamodb.hooked_json import ItemHook
from boto3_assist.dynamodb.instance_state import STORED, Carried
from boto3_assist.dynamodb.types import WireItem
from boto3_assist.dynamodb.wire_json import body_of, item_in

__all__ = ["KeptItem", "PackedResponse", "items_told_of", "kept_item", "pack_stored", "packing"]

KeptItem = WireItem | str
"""An item in wire form, as maps or as JSON."""


class _ToldItem(NamedTuple):
    """What is kept of an item of a response: what its key is equal to, and the item."""

    identity: Hashable
    item: KeptItem


def packing(names: Sequence[str], what: KeyProjection) -> ItemHook:
    """Make the hook that puts the items of a response by.

    Args:
        names: Names of the key attributes.
        what: What is read of the items.

    Returns:
        A hook, for the request.
    """
    return partial(_pack, names, what)


def _pack(names: Sequence[str], what: KeyProjection, item: WireItem, text: str) -> _ToldItem:
    asked_for = body_of(what.cut(item)).decode() if what.added else text
    return _ToldItem(identity_of(item, names), asked_for)


def items_told_of(
    response: Mapping[str, Any], names: Sequence[str], what: KeyProjection
) -> tuple[Iterable[Hashable], Iterable[KeptItem]]:
    """Give the items of a response, whether or not they were put by.

    Args:
        response: The response to BatchGetItem.
        names: Names of the key attributes.
        what: What is read of the items.

    Returns:
        What the key of each is equal to, and the items with what was asked for.
    """
    # Under the name or the ARN of the table, whichever was not asked by, too.
    told = [item for part in response["Responses"].values() for item in part]
    if told and type(told[0]) is _ToldItem:
        return [each.identity for each in told], [each.item for each in told]
    return identities_of(told, names), map(what.cut, told) if what.added else told


def kept_item(kept: KeptItem) -> WireItem:
    """Give an item that may have been put by.

    Args:
        kept: The item.

    Returns:
        The item in wire form.
    """
    return item_in(kept) if isinstance(kept, str) else kept


class _PackedItem(Carried):
    """The item that an instance was read from, put by; copies and pickles carry it as maps."""

    __slots__ = ("_content",)

    def __init__(self, content: str) -> None:
        self._content = content

    @property
    def value(self) -> WireItem:
        """The item in wire form."""
        return kept_item(self._content)

    def __reduce__(self) -> tuple[Any, ...]:
        return Carried, (self.value,)


def pack_stored(instance: object, item: WireItem, kept: KeptItem) -> None:
    """Let an instance keep the item that it was read from as text.

    Args:
        instance: An instance that was just read, or anything else.
        item: The item.
        kept: The same, put by.
    """
    # Not by `__dict__`, which an instance has none of until somebody asks for it.
    carried = getattr(instance, STORED, None)
    if isinstance(kept, str) and isinstance(carried, Carried) and carried.value is item:
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
