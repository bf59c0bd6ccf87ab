"""Schemas of classes and instances, compiled once; the one place that asks which style one is."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final, cast

from boto3_assist.dynamodb.class_cache import ClassCache
from boto3_assist.dynamodb.codec.refusal import MAX_DEPTH
from boto3_assist.dynamodb.instance_state import keep_unknown as keep_attributes
from boto3_assist.dynamodb.instance_state import unknown_attributes, unread_fields
from boto3_assist.dynamodb.schema.annotations import declared_types
from boto3_assist.dynamodb.schema.base import ModelSchema
from boto3_assist.dynamodb.schema.coercion import coerce
from boto3_assist.dynamodb.schema.dataclass_style import DataclassSchema
from boto3_assist.dynamodb.schema.marker import ModelMarker
from boto3_assist.dynamodb.schema.nesting import ROOT, is_root_model, too_deep
from boto3_assist.dynamodb.schema.plain_style import PlainSchema, instance_names, property_names
from boto3_assist.dynamodb.schema.scalars import is_binary_wrapper
from boto3_assist.errors import ValidationError

__all__ = [
    "coerced",
    "compile_schema",
    "declared_value",
    "dumped_as",
    "has_fixed_fields",
    "is_model_instance",
    "is_pydantic",
    "plain_value",
    "schema_of_class",
    "schema_of_instance",
    "stored_as",
]

# Most values are of these; whether another one is a model takes several questions.
_NEVER_MODELS: Final = frozenset(
    {str, int, float, bool, type(None), Decimal, bytes, datetime, date, time}
)

# A class whose attributes are named by data would otherwise keep a schema for each set of names.
_MAX_PLAIN_SCHEMAS: Final = 256


def is_pydantic(model: type) -> bool:
    """Tell whether a class is a Pydantic model; a dataclass that Pydantic validates is none.

    Args:
        model: A class.

    Returns:
        True for a subclass of `pydantic.BaseModel`.
    """
    return hasattr(model, "__pydantic_fields__") and hasattr(model, "model_validate")


def has_fixed_fields(model: type) -> bool:
    """Tell whether the fields belong to the class, not to each instance.

    Args:
        model: A model class.

    Returns:
        True for Pydantic models and dataclasses.
    """
    return is_pydantic(model) or dataclasses.is_dataclass(model)


def compile_schema(model: type) -> ModelSchema:
    """Compile the schema of a class whose fields are fixed, anew at each call.

    Args:
        model: A Pydantic model or a dataclass.

    Returns:
        Its schema.
    """
    if is_pydantic(model):
        # Plain and dataclass models must not pay for importing Pydantic.
        from boto3_assist.dynamodb.schema.pydantic_style import PydanticSchema

        return PydanticSchema(model, _NESTING)
    return DataclassSchema(model, _NESTING)


schema_of_class = ClassCache(compile_schema)


def _plain_schemas(_model: type) -> dict[tuple[str, ...], ModelSchema]:
    return {}


# Fields of a plain class belong to its instances: one schema for each set of attributes seen.
_schemas_of_plain_class = ClassCache(_plain_schemas)


def schema_of_instance(instance: Any) -> ModelSchema:
    """Give the schema that an instance is read by.

    Args:
        instance: An instance of a model.

    Returns:
        The schema of its class, or for a plain class of the attributes that it has, those among
        them that were not read.
    """
    model = type(instance)
    if has_fixed_fields(model):
        return schema_of_class(model)
    schemas = _schemas_of_plain_class(model)
    names = instance_names(instance)
    if unread := unread_fields(instance):
        names += tuple(sorted(unread.difference(names, property_names(model))))
    schema = schemas.get(names)
    if schema is None:
        if len(schemas) >= _MAX_PLAIN_SCHEMAS:
            schemas.clear()
        schema = schemas[names] = PlainSchema(model, names, property_names(model), _NESTING)
    return schema


def declared_value(model: type, name: str, value: object) -> object:
    """Convert a value to the declared type of a field, if that loses nothing.

    Args:
        model: A model class.
        name: Name of the field, or of its attribute in the item.
        value: The value; None is left as it is.

    Returns:
        The value, or an equal one of the declared type; as it is where no type is declared.

    Raises:
        Misfit: When it cannot be of that type without loss.
    """
    if value is None or not issubclass(model, ModelMarker):
        return value
    if not has_fixed_fields(model):
        return coerce(value, _declared_types_of_plain_class(model).get(name, Any), _NESTING)
    schema = schema_of_class(model)
    field = schema.fields.get(name) or schema.by_attribute.get(name)
    return value if field is None else schema.declared(field, value)


_declared_types_of_plain_class = ClassCache(declared_types)


def stored_as(value: object, annotation: Any) -> Any:
    """Give the value of a field as it is stored, held to its declared type.

    Args:
        value: The value.
        annotation: The declared type.

    Returns:
        The value, with dictionaries in place of models.

    Raises:
        Misfit: When it cannot be of that type without loss.
        SerializationError: When it is nested deeper than DynamoDB holds.
    """
    return _NESTING.plain(coerced(value, annotation), keep_unknown=True)


def dumped_as(value: object, annotation: Any) -> Any:
    """Give the value of a field as it is dumped, held to its declared type.

    Args:
        value: The value.
        annotation: The declared type.

    Returns:
        The value, with dictionaries of what they know in place of models.

    Raises:
        Misfit: When it cannot be of that type without loss.
        SerializationError: When it is nested deeper than DynamoDB holds.
    """
    return _NESTING.plain(coerced(value, annotation), keep_unknown=False)


def coerced(value: object, annotation: Any) -> object:
    """Convert a value to a type, if that loses nothing; limits and validators are not asked.

    Args:
        value: The value.
        annotation: The type.

    Returns:
        The value, or an equal one of the type.

    Raises:
        Misfit: When it cannot be of that type without loss.
    """
    return coerce(value, annotation, _NESTING)


def plain_value(value: object) -> object:
    """Turn a nested model, or a value of a library's own type, into what DynamoDB can hold.

    Args:
        value: A value that the codec does not know.

    Returns:
        A dictionary for a model or dataclass, plain content for wrappers, else the value itself.
    """
    if type(value) in _NEVER_MODELS:
        return value
    if is_model_instance(value):
        return _NESTING.plain(value, keep_unknown=True)
    if is_binary_wrapper(value) or hasattr(type(value), "get_secret_value"):
        wrapped: Any = value
        return wrapped.value if is_binary_wrapper(value) else wrapped.get_secret_value()
    return value


def is_model_instance(value: object) -> bool:
    """Tell whether a value has fields of its own: a model of any style, or a dataclass.

    Args:
        value: Any value.

    Returns:
        False for classes themselves.
    """
    is_class = isinstance(value, type)
    return not is_class and (has_fixed_fields(type(value)) or isinstance(value, ModelMarker))


class _StyleNesting:
    """Nested models of every style."""

    def build(self, model: type, values: Mapping[str, Any]) -> Any:
        if not has_fixed_fields(model):
            # Everything else that coerce() takes for a model has the marker, and so has `map`.
            return cast("type[ModelMarker]", model).map(values)
        schema = schema_of_class(model)
        instance = schema.build({k: v for k, v in values.items() if k in schema.by_attribute})
        known = schema.by_attribute.keys() | schema.extra_attributes()
        self.keep(instance, {k: v for k, v in values.items() if k not in known})
        return instance

    def keep(self, instance: object, unknown: Mapping[str, Any]) -> None:
        if not unknown:
            return
        if not hasattr(instance, "__dict__"):
            raise ValidationError(
                f"{type(instance).__name__} has slots, and no place for attributes it does not "
                f"know: {', '.join(map(repr, unknown))}",
                details={
                    "model": type(instance).__name__,
                    "unknown": list(unknown),
                    "expected": "a class that can keep them, so that a save does not lose them",
                    "suggestion": "declare the attributes, or leave slots=True out",
                },
            )
        keep_attributes(instance, unknown)

    def count_unknown(self, value: object) -> int:
        return len(unknown_attributes(value)) if hasattr(value, "__dict__") else 0

    def plain(self, value: Any, *, keep_unknown: bool) -> Any:
        return self._plain(value, keep_unknown, 0)

    def _plain(self, value: Any, keep: bool, depth: int) -> Any:
        if type(value) in _NEVER_MODELS:
            return value
        if isinstance(value, (set, bytearray)):
            return copy.copy(value)
        if not (isinstance(value, (dict, list, tuple)) or is_model_instance(value)):
            return value
        if depth > MAX_DEPTH:
            raise too_deep(value)
        if isinstance(value, dict):
            return {name: self._plain(entry, keep, depth + 1) for name, entry in value.items()}
        if isinstance(value, (list, tuple)):
            return [self._plain(entry, keep, depth + 1) for entry in value]
        entries = self._plain_model(value, keep, depth)
        return entries[ROOT] if is_root_model(type(value)) else entries

    def _plain_model(self, value: Any, keep: bool, depth: int) -> dict[str, Any]:
        schema = schema_of_instance(value)
        unknown = unknown_attributes(value) if keep and hasattr(value, "__dict__") else {}
        fields = schema.attribute_values(value, keep_unknown=keep)
        return {
            **{name: self._plain(entry, keep, depth + 1) for name, entry in unknown.items()},
            **{
                name: self._plain(entry, keep, depth + 1)
                for name, entry in fields.items()
                if not (keep and entry is None and schema.omits_none(name))
            },
        }


_NESTING: Final = _StyleNesting()
