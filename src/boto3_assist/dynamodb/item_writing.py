"""Items from instances of models, with their keys; sends nothing."""

from __future__ import annotations

from typing import Any
from weakref import WeakSet

from boto3_assist.dynamodb.added_indexes import added_indexes, index_definitions
from boto3_assist.dynamodb.class_cache import ClassCache
from boto3_assist.dynamodb.codec import encode_item
from boto3_assist.dynamodb.compiled import value_quickly, write_quickly
from boto3_assist.dynamodb.instance_state import restore, undeclared_attributes, unknown_attributes
from boto3_assist.dynamodb.instance_values import InstanceValues
from boto3_assist.dynamodb.item_keys import (
    check_model_inputs,
    key_attribute_names,
    key_attributes,
    primary_key,
)
from boto3_assist.dynamodb.life_fields import check_kept_fields
from boto3_assist.dynamodb.schema import ModelMarker, ModelSchema, plain_value, schema_of_instance
from boto3_assist.dynamodb.schema.owning import owned
from boto3_assist.dynamodb.stored_form import written_form
from boto3_assist.dynamodb.types import AttributeValue, WireItem

__all__ = [
    "check_keys",
    "checked_key_inputs",
    "dumped",
    "item_of",
    "item_plainly",
    "plain",
    "primary_key_of",
    "wire_item_of_instance",
]


def item_of(
    instance: ModelMarker, *, include_indexes: bool, include_none: bool
) -> dict[str, AttributeValue]:
    """Give the item of an instance as it is stored, in Python values.

    Args:
        instance: An instance of a model.
        include_indexes: False to leave out the key attributes.
        include_none: True to give every None, False those only that must be stored because an
            absent attribute would read as something else.

    Returns:
        Attribute name → Python value: attributes that the model does not know but was read with,
        its fields, what its `ItemConfig` adds, and its keys.

    Raises:
        KeyBuildError: When the primary key is incomplete.
        ValidationError: When a field cannot be stored as it is.
    """
    if include_indexes and not include_none:
        quick = value_quickly(instance, check_keys)
        if quick is not None:
            return quick
    return item_plainly(instance, include_indexes=include_indexes, include_none=include_none)


def item_plainly(
    instance: ModelMarker, *, include_indexes: bool, include_none: bool
) -> dict[str, AttributeValue]:
    """Give the item of an instance step by step: what the compiled functions have to agree with.

    Args:
        instance: An instance of a model.
        include_indexes: As for `item_of`.
        include_none: As for `item_of`.

    Returns:
        Attribute name → Python value.

    Raises:
        KeyBuildError: When the primary key is incomplete.
        ValidationError: When a field cannot be stored as it is.
    """
    # First, so that a key that is not set is told as that, not as a field of a wrong type.
    keys: dict[str, AttributeValue] = _key_attributes(instance) if include_indexes else {}
    schema = schema_of_instance(instance)
    unknown = {name: owned(value) for name, value in unknown_attributes(instance).items()}
    fields = schema.stored(instance, include_none=include_none)
    known = {name: plain(value) for name, value in fields.items()}
    item = {**unknown, **written_form(type(instance), known)}
    if undeclared_attributes(instance):
        # Keys are made of the fields alone: none that was read for an index added since, and none
        # that Pydantic took for an extra value.
        names = key_attribute_names(index_definitions(instance))
        for name in names - schema.by_attribute.keys():
            item.pop(name, None)
    if include_indexes:
        for index in index_definitions(instance).values():
            for key in index.declared_keys:
                # A key attribute cannot be NULL: without a value the item is not in the index.
                if item.get(key.attribute_name, "") is None:
                    del item[key.attribute_name]
    return item | keys


def dumped(instance: ModelMarker) -> dict[str, Any]:
    """Give the values of the fields of an instance, None among them.

    Args:
        instance: An instance of a model.

    Returns:
        Attribute name → Python value; nested models are dictionaries of what they know.

    Raises:
        ValidationError: When a value does not fit its field.
    """
    restore(instance)
    return schema_of_instance(instance).dump(instance)


def wire_item_of_instance(instance: ModelMarker) -> WireItem:
    """Give the item of an instance as it is stored, with its keys, in wire form.

    Args:
        instance: An instance of a model.

    Returns:
        Attribute name → wire value; it shares no list or map with the instance.

    Raises:
        KeyBuildError: When the primary key is incomplete.
        SerializationError: When DynamoDB cannot hold a value.
        ValidationError: When a field cannot be stored as it is.
    """
    quick = write_quickly(instance, check_keys)
    if quick is not None:
        return quick
    item = item_plainly(instance, include_indexes=True, include_none=False)
    return encode_item(item, plain_value)


def primary_key_of(instance: ModelMarker) -> dict[str, AttributeValue]:
    """Give the primary key of an instance.

    Args:
        instance: An instance of a model.

    Returns:
        Key attribute name → value, complete.

    Raises:
        KeyBuildError: When there is no primary index, or a part of its key has no value.
    """
    definitions = index_definitions(instance)
    return primary_key(type(instance).__name__, definitions, checked_key_inputs(instance))


def checked_key_inputs(instance: ModelMarker) -> InstanceValues:
    """Give the values that keys are built from.

    Args:
        instance: An instance of a model.

    Returns:
        Field name → value, read when asked for.

    Raises:
        ConfigurationError: When a template names an attribute that the instance lacks.
    """
    values = InstanceValues(instance)
    check_keys(instance, values.schema)
    return values


def plain(value: Any) -> Any:
    """Turn nested models and wrappers inside a value into what DynamoDB can hold.

    Args:
        value: The value of a field.

    Returns:
        The value, with dictionaries and lists in place of models and tuples.
    """
    if isinstance(value, dict):
        return {name: plain(entry) for name, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    stand_in = plain_value(value)
    return value if stand_in is value else plain(stand_in)


def _key_attributes(instance: ModelMarker) -> dict[str, AttributeValue]:
    definitions = index_definitions(instance)
    return key_attributes(type(instance).__name__, definitions, checked_key_inputs(instance))


def _checked_schemas(_model: type) -> WeakSet[ModelSchema]:
    # Weak: the schemas of a plain class come and go with the attributes of its instances.
    return WeakSet()


_checked_schemas_of = ClassCache(_checked_schemas)


def check_keys(instance: ModelMarker, schema: ModelSchema) -> None:
    """Check once what was not known yet when the class was made, or the indexes were added.

    Args:
        instance: An instance of a model.
        schema: Its fields.

    Raises:
        ConfigurationError: When keys or the `ItemConfig` name what the instance lacks, or write
            over one of its attributes.
    """
    model, added = type(instance), added_indexes(instance)
    checked = _checked_schemas_of(model)
    if added is not None or schema not in checked:
        indexes = index_definitions(instance)
        check_model_inputs(model.__name__, indexes, schema)
        check_kept_fields(model, schema.fields, schema.by_attribute)
        if added is None:
            checked.add(schema)
