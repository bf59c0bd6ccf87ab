"""Models that are plain classes: fields are what `__init__` sets, and properties."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from boto3_assist.dynamodb.class_cache import ClassCache, own_members
from boto3_assist.dynamodb.schema.annotations import declared_types
from boto3_assist.dynamodb.schema.checked_style import TypedSchema
from boto3_assist.dynamodb.schema.exclusion import is_excluded_member, is_excluded_type
from boto3_assist.dynamodb.schema.field import Field
from boto3_assist.dynamodb.schema.nesting import Nesting
from boto3_assist.dynamodb.schema.typed import missing_fields

__all__ = [
    "PlainSchema",
    "blank_instance",
    "instance_names",
    "property_names",
    "public_slots",
    "required_parameters",
]


def instance_names(instance: object) -> tuple[str, ...]:
    """Name the public attributes that an instance has set, in the order they were set.

    Args:
        instance: An instance of a plain class.

    Returns:
        Names without a leading underscore; those of slots last.
    """
    names = tuple([name for name in vars(instance) if name[:1] != "_"])
    slots = public_slots(type(instance))
    return (*names, *(name for name in slots if hasattr(instance, name))) if slots else names


def _slots(model: type) -> tuple[str, ...]:
    members: dict[str, Any] = {}
    for base in reversed(model.__mro__):
        members |= own_members(base)
    return tuple(
        name
        for name, member in members.items()
        if inspect.ismemberdescriptor(member) and not name.startswith("_")
    )


public_slots = ClassCache(_slots)
"""Gives the names of the public slots of a class."""


def property_names(model: type) -> dict[str, property]:
    """Find the public properties that a class or its bases define.

    Args:
        model: A plain class.

    Returns:
        Name → property, sorted by name; neither indexes nor what can only be set.
    """
    found: dict[str, property] = {}
    for base in reversed(model.__mro__):
        for name, member in own_members(base).items():
            found.pop(name, None)
            is_readable = type(member) is property and member.fget is not None
            if is_readable and not name.startswith("_"):
                found[name] = member
    return dict(sorted(found.items()))


def blank_instance(model: type, values: Mapping[str, Any]) -> Any:
    """Call the constructor with what it cannot do without.

    Args:
        model: A plain class.
        values: Name → value; only required parameters of the constructor are taken from it.

    Returns:
        A new instance.

    Raises:
        ValidationError: When a required parameter is not among the values.
    """
    required = required_parameters(model)
    missing = [name for name in required if name not in values]
    if missing:
        raise missing_fields(model, missing)
    return model(**{name: values[name] for name in required})


def _required(model: type) -> list[str]:
    return [
        parameter.name
        for parameter in inspect.signature(model).parameters.values()
        if parameter.default is parameter.empty
        and parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
    ]


required_parameters = ClassCache(_required)
"""Gives the names of what the constructor of a class cannot do without."""


class PlainSchema(TypedSchema):
    """A plain class, seen with the attributes that one instance has."""

    def __init__(
        self,
        model: type,
        names: tuple[str, ...],
        properties: Mapping[str, property],
        nesting: Nesting,
    ) -> None:
        """Join the attributes of an instance and the properties of its class.

        Args:
            model: The class.
            names: Attributes that the instance has set.
            properties: Name → property of the class.
            nesting: Makes instances of nested models from maps, and maps from them.
        """
        declared = declared_types(model)
        fields: dict[str, Field] = {}
        for name in (*names, *properties):
            member, annotation = inspect.getattr_static(model, name, None), declared.get(name, Any)
            writable = name not in properties or properties[name].fset is not None
            stored = not (is_excluded_member(member) or is_excluded_type(annotation))
            fields[name] = Field(name, name, annotation, writable=writable, stored=stored)
        super().__init__(model, fields, nesting)
        self._none_by_default: frozenset[str] | None = None

    def build(self, values: Mapping[str, Any]) -> Any:
        """Call the constructor, then set the fields; see the base class."""
        instance = blank_instance(self.model, values)
        self.update(instance, values)
        return instance

    def convert(self, instance: Any, values: Mapping[str, Any]) -> dict[str, Any]:
        """Leave out what cannot be set; see the base class."""
        writable = {a: v for a, v in values.items() if self.by_attribute[a].writable}
        # What is None before may be None, whatever its annotation says.
        unset = {
            name: None
            for name, value in writable.items()
            if value is None and getattr(instance, name, ...) is None
        }
        given = {a: v for a, v in writable.items() if a not in unset}
        return {**unset, **super().convert(instance, given)}

    def absent_values(self, instance: Any) -> dict[str, Any]:
        """Ask an instance made with no more than it needs; see the base class."""
        required = required_parameters(self.model)
        try:
            blank = blank_instance(self.model, {n: getattr(instance, n) for n in required})
            names = [n for n, field in self.fields.items() if field.writable and n not in required]
            return {name: getattr(blank, name, None) for name in names}
        except Exception:
            # What the constructor sets, or a property gives, cannot be known.
            return {}

    def is_exempt(self, name: str, value: Any) -> bool:
        """Take None, which says that an attribute is not set; see the base class."""
        return value is None or not self.fields[name].writable

    def omits_none(self, attribute: str) -> bool:
        """Ask an instance made without values what it has there; see the base class."""
        if self._none_by_default is None:
            self._none_by_default = self._find_none_by_default()
        return attribute in self._none_by_default

    def _find_none_by_default(self) -> frozenset[str]:
        try:
            blank = blank_instance(self.model, {})
            return frozenset(name for name in self.fields if getattr(blank, name, None) is None)
        except Exception:
            # What the constructor would set cannot be known, so every None is stored.
            return frozenset()
