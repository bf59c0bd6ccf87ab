"""The names by which updates and filters of `merge` call attributes; knows no value."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from boto3_assist.dynamodb.added_indexes import index_definitions
from boto3_assist.dynamodb.instance_state import cleared_attributes, undeclared_attributes
from boto3_assist.dynamodb.item_keys import key_attribute_names
from boto3_assist.dynamodb.life_fields import kept_attributes
from boto3_assist.dynamodb.schema import ModelMarker, ModelSchema
from boto3_assist.errors import InvalidParameterError, ValidationError, describe

__all__ = ["check_settable", "filtered", "made_among", "resolved"]


def resolved(schema: ModelSchema, updates: Mapping[str, Any]) -> dict[str, Any]:
    """Give updates by the names of attributes.

    Args:
        schema: The fields of the class.
        updates: Name → value; a name is that of an attribute, else that of a field.

    Returns:
        Attribute name → value; a name that the class does not know as it is.

    Raises:
        ValidationError: When an attribute is named twice.
    """
    made: dict[str, Any] = {}
    for name, value in updates.items():
        attribute = _attribute(schema, name)
        if attribute in made:
            raise ValidationError(
                f"{attribute!r} of {schema.model.__name__} is named twice",
                details={
                    "model": schema.model.__name__,
                    "attribute": attribute,
                    "expected": "one value for each field",
                    "suggestion": "name it as a field or as an attribute, not as both",
                },
            )
        made[attribute] = value
    return made


def _attribute(schema: ModelSchema, name: str) -> str:
    if name in schema.by_attribute or name not in schema.fields:
        return name
    return schema.fields[name].attribute


def made_among(instance: Any, schema: ModelSchema, attributes: Iterable[str]) -> AbstractSet[str]:
    """Name those of some attributes that are made of the fields and the class: nobody sets them.

    Args:
        instance: An instance of a model, or of a class that is nested in one.
        schema: Its fields.
        attributes: Names of attributes.

    Returns:
        Names of key attributes, of computed fields, and of what an `ItemConfig` adds.
    """
    kept = kept_attributes(type(instance)) if isinstance(instance, ModelMarker) else {}
    asked = {name for name in attributes if name in kept or not _is_writable(schema, name)}
    return asked and asked & _made_attributes(instance, schema)


def _is_writable(schema: ModelSchema, attribute: str) -> bool:
    field = schema.by_attribute.get(attribute)
    return field is not None and field.writable


def _made_attributes(instance: Any, schema: ModelSchema) -> set[str]:
    made = _read_only(schema)
    if isinstance(instance, ModelMarker):
        keys = key_attribute_names(index_definitions(instance)) - schema.by_attribute.keys()
        made |= keys | kept_attributes(type(instance)).keys()
    return made


def _read_only(schema: ModelSchema) -> set[str]:
    fields = schema.fields.values()
    return {field.attribute for field in fields if not field.writable} | schema.extra_attributes()


def check_settable(instance: Any, schema: ModelSchema, attributes: Collection[str]) -> None:
    """Check that a caller may name attributes as updates.

    Args:
        instance: An instance of a model, or of a class that is nested in one.
        schema: Its fields.
        attributes: Names of attributes.

    Raises:
        ValidationError: When one is read-only, or no attribute that the instance has.
    """
    if all(_is_writable(schema, attribute) for attribute in attributes):
        # Of most updates; then nothing else is to be looked at.
        return
    model = schema.model.__name__
    if derived := sorted(_read_only(schema) & set(attributes)):
        raise ValidationError(
            f"{', '.join(derived)} of {model} cannot be set",
            details={
                "model": model,
                "attributes": derived,
                "expected": "fields that are no read-only properties",
                "suggestion": "set what they are made of",
            },
        )
    if getattr(instance, "__pydantic_extra__", None) is not None:
        # With extra="allow" a model takes any name.
        return
    if unknown := sorted(map(str, set(attributes) - _known(instance, schema))):
        raise ValidationError(
            f"{model} does not know {', '.join(map(repr, unknown))}",
            details={
                "model": model,
                "unknown": unknown,
                "expected": f"one of {', '.join(sorted(schema.by_attribute)) or 'no attribute'}",
                "suggestion": "correct the name, or declare the attribute",
            },
        )


def _known(instance: Any, schema: ModelSchema) -> set[str]:
    kept = undeclared_attributes(instance).keys() | cleared_attributes(instance)
    return schema.by_attribute.keys() | _made_attributes(instance, schema) | kept


def filtered(
    instance: Any,
    schema: ModelSchema,
    updates: Mapping[str, Any],
    include: Iterable[str] | None,
    exclude: Iterable[str] | None,
) -> dict[str, Any]:
    """Leave out of updates what a caller does not want merged.

    Args:
        instance: An instance of a model.
        schema: Its fields.
        updates: Name → value.
        include: Names of fields or attributes that are wanted alone; all when None.
        exclude: Names of fields or attributes that are not wanted.

    Returns:
        Name → value.

    Raises:
        InvalidParameterError: When a filter names what the model does not know.
    """
    if include is None and exclude is None:
        return dict(updates)
    wanted = _names(instance, schema, "include_fields", include)
    unwanted = _names(instance, schema, "exclude_fields", exclude) or frozenset()
    return {
        name: value
        for name, value in updates.items()
        if (wanted is None or _attribute(schema, name) in wanted)
        and _attribute(schema, name) not in unwanted
    }


def _names(
    instance: Any, schema: ModelSchema, parameter: str, names: Iterable[str] | None
) -> frozenset[str] | None:
    if names is None:
        return None
    if isinstance(names, (str, bytes)) or not isinstance(names, Iterable):
        raise InvalidParameterError(
            f"{parameter} was given as {describe(names)}",
            details={
                "given": describe(names),
                "expected": "a list of names",
                "suggestion": f'write {parameter}=["…"]',
            },
        )
    attributes = frozenset(_attribute(schema, name) for name in names)
    if unknown := sorted(map(str, attributes - _known(instance, schema))):
        raise InvalidParameterError(
            f"{parameter} names {', '.join(map(repr, unknown))}, which {schema.model.__name__} "
            "does not know",
            details={
                "model": schema.model.__name__,
                "unknown": unknown,
                "expected": f"some of {', '.join(sorted(schema.by_attribute))}",
                "suggestion": "correct the names",
            },
        )
    return attributes
