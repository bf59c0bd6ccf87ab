"""Items of a response as the text that was received: maps of them are made when somebody looks.

As maps, items take several times their size, and Python's garbage collector walks all of them again
and again while they become more. Mostly nobody looks: they are there for a partial update, and for
who asks the result for the response.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableSequence, Sequence
from dataclasses import dataclass
from typing import Any, Final, overload

from boto3_assist.dynamodb.instance_state import STORED, Carried
from boto3_assist.dynamodb.types import WireItem
from boto3_assist.dynamodb.wire_json import item_in

__all__ = [
    "UNREAD",
    "ItemHook",
    "KeptItem",
    "Raised",
    "ReceivedItems",
    "StoredText",
    "item_list",
    "keep_text",
    "kept_items",
    "wire_item",
    "with_lists",
]

UNREAD: Final = object()
"""What was made of an item that the plain way has to read."""


class Raised:
    """What user code raised when something was made of an item, to be raised after the call.

    Attributes:
        error: The error; botocore's own would be taken for that of the request.
    """

    __slots__ = ("error",)

    def __init__(self, error: Exception) -> None:
        """Keep an error.

        Args:
            error: The error.
        """
        self.error = error


KeptItem = WireItem | str
"""An item in wire form, as maps or as JSON."""


@dataclass(frozen=True, eq=False)
class ItemHook:
    """What a large response is read with, item by item.

    Attributes:
        take: Is given each item in wire form and its text, and gives what is made of it. It may be
            called again for the same item, when a request is repeated, and never for a response
            that came another way, such as that of a Stubber. What it raises is taken for an error
            of the call; see `Raised`.
        always: False to leave small responses, and such of flat items, to be read at once, which
            is faster.
    """

    take: Callable[[WireItem, str], Any]
    always: bool = False


class ReceivedItems(MutableSequence[WireItem]):
    """A list of items in wire form, which are made when the first of them is looked at."""

    def __init__(
        self,
        kept: Iterable[KeptItem],
        made: Sequence[Any] | None = None,
        hook: ItemHook | None = None,
    ) -> None:
        """Keep items.

        Args:
            kept: The items.
            made: What a hook made of each.
            hook: The hook.
        """
        self._unopened: list[KeptItem] = [*kept]
        self._made = made
        self._hook = hook

    @property
    def kept(self) -> Sequence[KeptItem]:
        """The items as they are kept now."""
        kept: Sequence[KeptItem] = vars(self).get("_opened", self._unopened)
        return kept

    def is_of(self, hook: ItemHook | None) -> bool:
        """Tell whether a hook has made something of the items as they are.

        Args:
            hook: The hook; a handler may give a response again that it has kept from another call.

        Returns:
            False where it was another one, or somebody may have changed an item.
        """
        return hook is self._hook and vars(self).get("_made") is not None

    def take_made(self) -> Sequence[Any] | None:
        """Hand over what was made of the items, once.

        Returns:
            What was made of each; None where somebody has it, or may have changed an item.
        """
        # In one step: threads may share a response.
        made: Sequence[Any] | None = vars(self).pop("_made", None)
        return made

    def _open(self) -> list[WireItem]:
        opened: list[WireItem] | None = vars(self).get("_opened")
        if opened is None:
            # Of two threads that open it, both get the list of the first.
            opened = vars(self).setdefault("_opened", [*map(wire_item, self._unopened)])
            self._made, self._unopened = None, []
        return opened

    def __eq__(self, other: object) -> bool:
        return bool(self._open() == _opened(other))

    def __repr__(self) -> str:
        """Show how many there are, never a value."""
        return f"ReceivedItems({len(self)})"

    def __len__(self) -> int:
        """Count the items."""
        return len(self.kept)

    def __add__(self, other: Any) -> list[WireItem]:
        """Join it with another list."""
        return [*self._open(), *_opened(other)]

    def __radd__(self, other: list[Any]) -> list[Any]:
        """Join another list with it."""
        return [*other, *self._open()]

    @overload
    def __getitem__(self, index: int) -> WireItem: ...

    @overload
    def __getitem__(self, index: slice) -> list[WireItem]: ...

    def __getitem__(self, index: int | slice) -> WireItem | list[WireItem]:
        """Give an item, or some."""
        return self._open()[index]

    def __setitem__(self, index: Any, item: Any) -> None:
        """Put an item, or some, in the place of others."""
        self._open()[index] = item

    def __delitem__(self, index: int | slice) -> None:
        """Take an item, or some, out."""
        del self._open()[index]

    def insert(self, index: int, value: WireItem) -> None:
        """Put an item in.

        Args:
            index: Its place.
            value: The item.
        """
        self._open().insert(index, value)

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle the items as a list."""
        return list, ([*self._open()],)


def _opened(other: Any) -> Any:
    return other._open() if isinstance(other, ReceivedItems) else other


def with_lists(response: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give a response to who may not know `ReceivedItems`.

    Args:
        response: The response to Query, Scan or BatchGetItem.

    Returns:
        The same with lists.
    """
    lists: dict[str, Any] = {
        name: [*part] for name, part in response.items() if isinstance(part, ReceivedItems)
    }
    tables = response.get("Responses")
    if isinstance(tables, dict):
        lists["Responses"] = with_lists(tables)
    return {**response, **lists}


def item_list(kept: Sequence[KeptItem]) -> Sequence[Any]:
    """Make the list of items of a response.

    Args:
        kept: The items.

    Returns:
        The items in wire form, as soon as somebody looks at them.
    """
    return ReceivedItems(kept) if any(isinstance(each, str) for each in kept) else kept


def kept_items(items: Sequence[Any]) -> Sequence[KeptItem]:
    """Give the items of a list without looking at them.

    Args:
        items: A list of items in wire form.

    Returns:
        The items as they are kept.
    """
    return items.kept if isinstance(items, ReceivedItems) else items


def wire_item(kept: KeptItem) -> WireItem:
    """Give an item that is kept.

    Args:
        kept: The item.

    Returns:
        The item in wire form.
    """
    return item_in(kept) if isinstance(kept, str) else kept


class StoredText(Carried):
    """The item that an instance was read from, as text; copies and pickles carry it as maps."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        """Keep an item.

        Args:
            text: The item as JSON.
        """
        self._text = text

    @property
    def value(self) -> WireItem:
        """The item in wire form."""
        return item_in(self._text)

    def __reduce__(self) -> tuple[Any, ...]:
        """Carry the item as maps."""
        return Carried, (self.value,)


def keep_text(made: object, item: WireItem, text: str) -> None:
    """Let an instance keep the item that it was read from as text.

    Args:
        made: An instance that was just read, or anything else.
        item: The item.
        text: The same as text.
    """
    carried = getattr(made, "__dict__", {}).get(STORED)
    if isinstance(carried, Carried) and carried.value is item:
        # Past `__setattr__`, as it was put there.
        object.__setattr__(made, STORED, StoredText(text))
