"""What an instance carries beside its fields; knows neither its schema nor its keys."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from boto3_assist.dynamodb.types import AttributeValue, WireItem

__all__ = [
    "ADDED_INDEXES",
    "PARTIAL",
    "STORED",
    "UNKNOWN",
    "Carried",
    "carried",
    "carry",
    "cleared_attributes",
    "copy_of",
    "forget_stored",
    "forget_unknown",
    "is_partial",
    "keep_stored",
    "keep_unknown",
    "keep_unstored",
    "lacking_fields",
    "mark_cleared",
    "mark_partial",
    "reduction_with_carried",
    "restore",
    "restore_after_assignment",
    "stored_item",
    "undeclared_attributes",
    "unknown_attributes",
    "unmark_cleared",
    "unread_fields",
]

# Names in an instance's dictionary; the underscore keeps them out of its fields.
ADDED_INDEXES: Final = "_boto3_assist_indexes"
UNKNOWN: Final = "_boto3_assist_unknown"
PARTIAL: Final = "_boto3_assist_partial"
STORED: Final = "_boto3_assist_stored"
_CLEARED: Final = "_boto3_assist_cleared"
_NAMES: Final = (ADDED_INDEXES, UNKNOWN, PARTIAL, STORED, _CLEARED)


class Carried:
    """What is carried; the class tells it from an attribute of an item that has its name.

    Attributes:
        value: What is carried.
    """

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        """Keep what is carried.

        Args:
            value: What is carried.
        """
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Carried) and bool(self.value == other.value)


def carried(instance: object, name: str) -> Any:
    """Give what an instance carries under a name.

    Args:
        instance: An instance of a model.
        name: The name.

    Returns:
        What was kept by `carry`, or None.
    """
    restore(instance)
    # A nested class with slots carries nothing.
    found: Carried | None = getattr(instance, "__dict__", {}).get(name)
    return None if found is None else found.value


def carry(instance: object, name: str, value: object) -> None:
    """Let an instance carry something; it goes with it into copies and pickles.

    Args:
        instance: An instance of a model.
        name: The name.
        value: What to carry.
    """
    # Past `__setattr__`: frozen classes and Pydantic refuse names that are not fields.
    object.__setattr__(instance, name, Carried(value))


def restore(instance: object) -> None:
    """Take back what Pydantic made extra values of, before they are read as such.

    Args:
        instance: An instance of a model.
    """
    # An assignment that is validated, with extra="allow", moves all that is not a field there.
    extra = _pydantic_extra(instance)
    if extra:
        for name in _NAMES:
            if isinstance(extra.get(name), Carried):
                object.__setattr__(instance, name, extra.pop(name))


def restore_after_assignment(model: Any) -> None:
    """Let instances take back at each assignment what Pydantic makes extra values of.

    Between the two it would be in what they show: their `repr`, `model_dump` and `model_extra`.

    Args:
        model: A Pydantic model that knows its configuration.
    """
    config = model.model_config
    if not config.get("validate_assignment") or config.get("extra") != "allow":
        return
    assign = model.__setattr__

    def assign_and_restore(instance: object, name: str, value: object) -> None:
        assign(instance, name, value)
        restore(instance)

    type.__setattr__(model, "__setattr__", assign_and_restore)


def _pydantic_extra(instance: object) -> dict[str, Any] | None:
    # Of the class first: what an instance of another class lacks takes long to look for.
    if not hasattr(type(instance), "__pydantic_extra__"):
        return None
    extra: dict[str, Any] | None = getattr(instance, "__pydantic_extra__", None)
    return extra


def unknown_attributes(instance: object) -> Mapping[str, AttributeValue]:
    """Give the attributes that an instance was read with and that its model does not know.

    Args:
        instance: An instance of a model.

    Returns:
        Attribute name → Python value.
    """
    found: Mapping[str, AttributeValue] = carried(instance, UNKNOWN) or {}
    return found


def keep_unknown(instance: object, attributes: Mapping[str, AttributeValue]) -> None:
    """Let an instance keep attributes that its model does not know, to be written back.

    Args:
        instance: An instance of a model.
        attributes: Attribute name → Python value.
    """
    extra = _pydantic_extra(instance)
    if extra is not None:
        # A Pydantic model with extra="allow" has a place of its own for them.
        extra.update(attributes)
    elif attributes:
        carry(instance, UNKNOWN, {**unknown_attributes(instance), **attributes})


def keep_unstored(instance: object, attributes: Mapping[str, AttributeValue]) -> None:
    """Let an instance keep attributes whose fields it never stores, to be written back as read.

    Args:
        instance: An instance of a model.
        attributes: Attribute name → Python value.
    """
    if attributes:
        carry(instance, UNKNOWN, {**unknown_attributes(instance), **attributes})


def undeclared_attributes(instance: object) -> Mapping[str, AttributeValue]:
    """Give the attributes that an instance has beside its fields, wherever it keeps them.

    Args:
        instance: An instance of any class that models can be nested as.

    Returns:
        Attribute name → Python value.
    """
    unknown = unknown_attributes(instance)
    return {**unknown, **(_pydantic_extra(instance) or {})}


def forget_unknown(instance: object, names: Iterable[str]) -> None:
    """Let an instance forget attributes that its model does not know.

    Args:
        instance: An instance of a model.
        names: Names of attributes; those that it does not have are no matter.
    """
    forgotten = set(names)
    extra = _pydantic_extra(instance) or {}
    for name in forgotten & extra.keys():
        del extra[name]
    unknown = unknown_attributes(instance)
    if forgotten & unknown.keys():
        kept = {name: value for name, value in unknown.items() if name not in forgotten}
        carry(instance, UNKNOWN, kept)


class _Cleared(NamedTuple):
    """What an attribute was cleared to: the field, None of an unknown one, and its value then."""

    field: str | None
    value: Any


def mark_cleared(instance: object, fields: Mapping[str, str | None]) -> None:
    """Let an instance remember attributes that its item is to have no more.

    Args:
        instance: An instance of a model, whose fields are what absent attributes read as.
        fields: Attribute name → field name, or None for an attribute that the model does not know.
    """
    if not fields:
        return
    marks = {
        # A copy: a list that is the default can be added to.
        attribute: _Cleared(name, copy_of(getattr(instance, name)) if name else None)
        for attribute, name in fields.items()
    }
    carry(instance, _CLEARED, {**_marks(instance), **marks})


def copy_of(value: Any) -> Any:
    """Copy a value with all that is in it.

    Args:
        value: Any value of a field.

    Returns:
        The copy; the value itself where it cannot be copied, such as a view of a dictionary.
    """
    try:
        return copy.deepcopy(value)
    except Exception:
        # What a class of the user's own does when it is copied.
        return value


def unmark_cleared(instance: object, attributes: Iterable[str]) -> None:
    """Let an instance forget that attributes were cleared, because they have values again.

    Args:
        instance: An instance of a model.
        attributes: Names of attributes; those that were not cleared are no matter.
    """
    marks = _marks(instance)
    if marks and not marks.keys().isdisjoint(again := set(attributes)):
        carry(instance, _CLEARED, {a: mark for a, mark in marks.items() if a not in again})


def cleared_attributes(instance: object) -> frozenset[str]:
    """Name the attributes that were cleared and have had no other value since.

    Args:
        instance: An instance of a model.

    Returns:
        Names of attributes that a partial update removes from the item.
    """
    return frozenset(
        attribute
        for attribute, mark in _marks(instance).items()
        if mark.field is None or getattr(instance, mark.field, None) == mark.value
    )


def _marks(instance: object) -> Mapping[str, _Cleared]:
    found: Mapping[str, _Cleared] = carried(instance, _CLEARED) or {}
    return found


def mark_partial(instance: object, unread: frozenset[str] = frozenset()) -> None:
    """Mark an instance that was read by a projection: saving it would lose attributes.

    Args:
        instance: An instance of a model.
        unread: Names of the fields that were not read.
    """
    carry(instance, PARTIAL, unread)


def unread_fields(instance: object) -> frozenset[str]:
    """Name the fields that an instance lacks because a projection left them out.

    Args:
        instance: An instance of a model.

    Returns:
        Names of fields; those that were set since are among them.
    """
    found: frozenset[str] | None = carried(instance, PARTIAL)
    return found or frozenset()


def lacking_fields(instance: object) -> frozenset[str]:
    """Name the fields that an instance lacks because they were not read, nor set since.

    Args:
        instance: An instance of a model.

    Returns:
        Names of fields, which raise when they are asked for.
    """
    return frozenset(name for name in unread_fields(instance) if not hasattr(instance, name))


def is_partial(instance: object) -> bool:
    """Tell whether an instance was read by a projection.

    Args:
        instance: An instance of a model.

    Returns:
        True when attributes of the stored item may be missing from it.
    """
    return carried(instance, PARTIAL) is not None


def keep_stored(instance: object, item: WireItem) -> None:
    """Let an instance remember the item as it was read or written last.

    Args:
        instance: An instance of a model.
        item: The item in wire form, which shares nothing with the values of the instance.
    """
    carry(instance, STORED, item)
    if marks := _marks(instance):
        unmark_cleared(instance, marks)


def forget_stored(instance: object) -> None:
    """Let an instance that was just made forget the item that it was made of.

    Args:
        instance: An instance of a model.
    """
    vars(instance).pop(STORED, None)


def stored_item(instance: object) -> WireItem | None:
    """Give the item as an instance was read from the table, or written to it, last.

    Args:
        instance: An instance of a model.

    Returns:
        The item in wire form; None of an instance that was neither.
    """
    found: WireItem | None = carried(instance, STORED)
    return found


def reduction_with_carried(instance: object, reduction: tuple[Any, ...]) -> tuple[Any, ...]:
    """Let copies and pickles of an instance carry what it carries, whatever its class copies.

    Args:
        instance: An instance of a model.
        reduction: What `object.__reduce_ex__` gives for it.

    Returns:
        The reduction, to be given in its place.
    """
    kept = {name: vars(instance)[name] for name in _NAMES if name in vars(instance)}
    function, arguments, *rest = reduction
    return (_made_with, (kept, function, *arguments), *rest) if kept else reduction


def _made_with(kept: Mapping[str, Any], function: Callable[..., Any], *arguments: Any) -> Any:
    instance = function(*arguments)
    vars(instance).update(kept)
    return instance
