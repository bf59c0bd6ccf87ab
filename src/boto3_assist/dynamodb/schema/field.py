"""What the library knows of one field of a model; knows nothing of a style of class."""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["Field"]


class Field(NamedTuple):
    """One field of a model.

    Attributes:
        name: Name of the attribute on the instance.
        attribute: Name of the attribute in the item.
        annotation: The declared type; `Any` when none is declared.
        none_by_default: True when an absent attribute reads as None, so None need not be stored.
        writable: False for a read-only property: stored, never set from an item.
        stored: False for what is marked as excluded: set from an item, never stored.
    """

    name: str
    attribute: str
    annotation: Any = Any
    none_by_default: bool = False
    writable: bool = True
    stored: bool = True
