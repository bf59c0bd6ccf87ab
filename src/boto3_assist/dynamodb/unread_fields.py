"""Fields that an instance lacks because they were not read; knows no schema."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from boto3_assist.dynamodb.instance_state import mark_partial, unread_fields
from boto3_assist.dynamodb.schema.marker import ModelMarker
from boto3_assist.errors import FieldNotReadError

__all__ = ["PartlyReadable", "leave_unread"]


class _Default:
    """The default of a field on its class, which instances that lack the field do not show."""

    def __init__(self, name: str, value: object) -> None:
        self._name = name
        self._value = value

    # Without `__set__`: what an instance has of its own comes first.
    def __get__(self, instance: object, owner: type | None = None) -> Any:
        if instance is not None:
            _refuse_unread(instance, self._name)
        return self._value


class PartlyReadable(ModelMarker):
    """A model of which an instance may lack fields that a projection left out."""

    # Hidden from type checkers: they would take every misspelt name for one that exists.
    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Say of a field that it was not read; asked only for what is not there."""
            if not name.startswith("_"):
                _refuse_unread(self, name)
            inherited = getattr(super(), "__getattr__", None)
            if inherited is not None:
                return inherited(name)
            # Raises what was raised before: a property may have failed with an error of its own.
            return object.__getattribute__(self, name)


def leave_unread(instance: Any, names: Iterable[str]) -> None:
    """Mark an instance as read in part, and take fields out that were not read.

    Args:
        instance: An instance of a model.
        names: Names of the fields; properties stay, as they give what the other fields tell.
    """
    unread = frozenset(names)
    mark_partial(instance, unread)
    given: set[str] = getattr(instance, "__pydantic_fields_set__", set())
    given -= unread
    for name in unread:
        try:
            object.__delattr__(instance, name)
        except AttributeError:
            # It never had the field, or a property shows it.
            pass
        _hide_default(type(instance), name)


def _hide_default(model: type, name: str) -> None:
    for base in model.__mro__:
        if name in vars(base):
            default = vars(base)[name]
            if not hasattr(type(default), "__get__"):
                type.__setattr__(base, name, _Default(name, default))
            return


def _refuse_unread(instance: object, name: str) -> None:
    if name in unread_fields(instance):
        model = type(instance).__name__
        raise FieldNotReadError(
            f"{name} of this {model} was not read",
            details={
                "model": model,
                "field": name,
                "expected": "a field that the projection names as a whole",
                "suggestion": "add it to the projection, or read the whole item by its key",
            },
        )
