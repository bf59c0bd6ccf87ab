"""Instances of models from items; knows nothing of keys' values and sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from boto3_assist.dynamodb.added_indexes import index_definitions
from boto3_assist.dynamodb.instance_state import (
    is_partial,
    keep_stored,
    keep_unknown,
    mark_partial,
    unknown_attributes,
)
from boto3_assist.dynamodb.item_keys import key_attribute_names
from boto3_assist.dynamodb.mapping import ItemHolder, ItemSource, attributes_of, wire_item_of
from boto3_assist.dynamodb.schema import (
    ModelMarker,
    ModelSchema,
    has_fixed_fields,
    schema_of_class,
    schema_of_instance,
)
from boto3_assist.dynamodb.schema.plain_style import blank_instance
from boto3_assist.dynamodb.types import AttributeValue

__all__ = ["build_model", "change_model", "new_model"]

M = TypeVar("M", bound=ModelMarker)


def build_model(model: type[M], item: Mapping[str, AttributeValue]) -> M:
    """Make an instance from an item; attributes that the model does not know are kept.

    Args:
        model: A model class.
        item: Attribute name → Python value.

    Returns:
        The instance.

    Raises:
        ValidationError: When the item does not fit the model.
    """
    if has_fixed_fields(model):
        schema = schema_of_class(model)
        instance: M = schema.build(_known(schema, item))
    else:
        instance = blank_instance(model, item)
        schema = schema_of_instance(instance)
        schema.update(instance, _known(schema, item))
    _keep_unknown(instance, schema, item)
    return instance


def new_model(model: type[M], source: ItemSource) -> M:
    """Make an instance from what a caller gives to `map` on a class.

    Args:
        model: A model class.
        source: A dictionary, a result, a response of boto3, or another model.

    Returns:
        The instance.

    Raises:
        ValidationError: When the item does not fit the model.
    """
    instance = build_model(model, _item_of(source))
    _keep_origin(instance, source)
    return instance


def change_model(instance: M, source: ItemSource) -> M:
    """Change an instance to what a caller gives to its `map`.

    Args:
        instance: An instance of a model.
        source: A dictionary, a result, a response of boto3, or another model.

    Returns:
        The same instance.

    Raises:
        ValidationError: When a value does not fit its field; then nothing is changed.
    """
    item = _item_of(source)
    schema = schema_of_instance(instance)
    schema.update(instance, _known(schema, item))
    _keep_unknown(instance, schema, item)
    _keep_origin(instance, source)
    return instance


def _keep_origin(instance: ModelMarker, source: ItemSource) -> None:
    if _is_partial_source(source):
        mark_partial(instance)
    if (stored := wire_item_of(source)) is not None:
        keep_stored(instance, stored)


def _is_partial_source(source: ItemSource) -> bool:
    if isinstance(source, ModelMarker):
        return is_partial(source)
    return isinstance(source, ItemHolder) and source.holds_partial_item


def _item_of(source: ItemSource) -> Mapping[str, AttributeValue]:
    item = attributes_of(source)
    return {**unknown_attributes(source), **item} if isinstance(source, ModelMarker) else item


def _known(schema: ModelSchema, item: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name in schema.by_attribute}


def _keep_unknown(instance: ModelMarker, schema: ModelSchema, item: Mapping[str, Any]) -> None:
    known = (
        schema.by_attribute.keys()
        | schema.extra_attributes()
        | key_attribute_names(index_definitions(instance))
    )
    keep_unknown(instance, {name: value for name, value in item.items() if name not in known})
