"""Values as the field of a model stores them, to compare with or to set; reads no item."""

from __future__ import annotations

import typing
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from boto3_assist.dynamodb.expressions.values import Part
from boto3_assist.dynamodb.item_expiry import stored_expiry
from boto3_assist.dynamodb.item_writing import plain
from boto3_assist.dynamodb.key_types import arms_of
from boto3_assist.dynamodb.life_fields import life_fields
from boto3_assist.dynamodb.schema import Field, ModelMarker, coerced, schema_of_class
from boto3_assist.dynamodb.schema.scalars import Misfit
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import ValidationError, describe

__all__ = ["FieldType", "stored_part"]


@dataclass(frozen=True)
class FieldType:
    """A field and the class that it belongs to.

    Attributes:
        model: The class.
        field: The field.
    """

    model: type
    field: Field


def stored_part(
    name: str,
    field: FieldType | None,
    annotations: Sequence[Any],
    value: AttributeValue,
    part: Part,
) -> AttributeValue:
    """Give a value as a field, or an entry inside one, stores it.

    Args:
        name: What it is called in messages.
        field: The field; None for an entry of a list or a map.
        annotations: The types that it may have.
        value: What the caller gave.
        part: What of the field the value stands for. What is to be stored has to be valid; what is
            only compared with must be of the type.

    Returns:
        A value that is written as one of the field is.

    Raises:
        ValidationError: When it is of another type, or none that the model takes.
    """
    if part == "beginning":
        return value
    if part == "member":
        annotations = [each for kind in annotations for each in _members(kind)] or [Any]
        return plain(_of_type(name, None, annotations, value))
    if value is None:
        _check_none(name, field)
    if part == "stored" and field is not None:
        return _written(name, field, _valid(name, field, value))
    if value is None:
        return None
    made = _of_type(name, field, annotations, value)
    return plain(made) if field is None else _written(name, field, made)


def _members(annotation: Any) -> list[Any]:
    """Find the types of what a set or list holds; of text that is text."""
    found: list[Any] = []
    for arm in arms_of(annotation):
        base, arguments = typing.get_origin(arm) or arm, typing.get_args(arm)
        if not isinstance(base, type) or issubclass(base, (str, bytes)):
            found.append(Any)
        elif issubclass(base, (AbstractSet, Sequence)):
            found += [each for each in arguments if each is not Ellipsis] or [Any]
    return found


def _of_type(
    name: str, field: FieldType | None, annotations: Sequence[Any], value: AttributeValue
) -> Any:
    misfits = []
    for annotation in annotations:
        try:
            return coerced(value, annotation)
        except Misfit as misfit:
            misfits.append(misfit.expected)
    if field is None:
        raise _misfit(name, value, " or ".join(misfits))
    # A type of Pydantic's own, which only Pydantic converts to.
    return _valid(name, field, value)


def _valid(name: str, field: FieldType, value: AttributeValue) -> Any:
    try:
        return schema_of_class(field.model).declared(field.field, value)
    except Misfit as misfit:
        raise _misfit(name, value, misfit.expected) from None


def _written(name: str, field: FieldType, value: Any) -> AttributeValue:
    model = field.model
    if issubclass(model, ModelMarker):
        expiry = life_fields(model).get("ttl")
        if expiry is not None and expiry.name == field.field.name:
            return stored_expiry(model, value)
    if not hasattr(model, "__pydantic_fields__") or not hasattr(model, "model_construct"):
        return plain(value)
    return _serialised(name, field, value)


def _serialised(name: str, field: FieldType, value: Any) -> AttributeValue:
    """Ask the serialiser of a Pydantic model's field, as it is asked for an instance."""
    # Models that do not use Pydantic must not pay for importing it.
    from pydantic_core import PydanticSerializationError

    from boto3_assist.dynamodb.schema.pydantic_storing import storable

    model: Any = field.model
    instance = model.model_construct(_fields_set={field.field.name})
    # Not even defaults: the item may hold something else.
    vars(instance).clear()
    vars(instance)[field.field.name] = value
    try:
        dumped = instance.model_dump(by_alias=True, include={field.field.name}, warnings=False)
    except PydanticSerializationError:
        # Its text may hold values.
        raise ValidationError(
            f"what {name} is stored as cannot be told from its value alone",
            details={
                "path": name,
                "expected": "a serialiser that reads no other field of the model",
                "suggestion": "write attr(...) with the value as it is stored, or change an "
                "instance and update_item_partial it",
            },
        ) from None
    is_own = isinstance(dumped, dict) and field.field.attribute in dumped
    try:
        return storable(dumped[field.field.attribute] if is_own else value)
    except Misfit as misfit:
        raise _misfit(name, value, misfit.expected) from None


def _check_none(name: str, field: FieldType | None) -> None:
    if field is not None and schema_of_class(field.model).omits_none(field.field.attribute):
        raise ValidationError(
            f"{name} is absent from the items where it is None",
            details={
                "path": name,
                "expected": "a value, or what says that the attribute is absent",
                "suggestion": "write .not_exists() in a condition, .remove(...) in an update",
            },
        )


def _misfit(name: str, value: object, expected: str) -> ValidationError:
    return ValidationError(
        f"{name} cannot be {describe(value)}",
        details={
            "path": name,
            "given": describe(value),
            "expected": expected,
            "suggestion": "give a value of the type that the field is declared with, or write "
            "attr(...) for values of another type",
        },
    )
