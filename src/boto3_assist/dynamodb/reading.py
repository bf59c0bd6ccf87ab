"""Items to models: which class an item belongs to, and an instance of it; sends nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Any, TypeVar

from boto3_assist.dynamodb.indexes import PRIMARY_INDEX, declared_indexes
from boto3_assist.dynamodb.instance_state import keep_stored, mark_partial
from boto3_assist.dynamodb.item_building import build_model
from boto3_assist.dynamodb.key_template import KeyTemplate
from boto3_assist.dynamodb.schema import ModelMarker
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.errors import ModelMappingError

__all__ = ["read_collection", "read_model"]

T = TypeVar("T")


def read_model(
    model: type[T],
    item: Mapping[str, AttributeValue],
    stored: WireItem | None = None,
    *,
    partial: bool = False,
) -> T:
    """Read an item as a model.

    Args:
        model: A model class.
        item: Attribute name → Python value.
        stored: The item in wire form, as the table holds it; None when it was not read from one.
        partial: True when only some attributes were read, so that saving would lose the others.

    Returns:
        An instance.

    Raises:
        ValidationError: When the item does not fit the model.
    """
    as_model: Any = model
    if not issubclass(model, ModelMarker):
        mapped: T = as_model.map(item)
        return mapped
    # Not `map`, which takes an item with an attribute ResponseMetadata for a response.
    instance: T = build_model(as_model, item)
    if partial:
        mark_partial(instance)
    if stored is not None:
        keep_stored(instance, stored)
    return instance


def read_collection(
    models: Sequence[type[Any]],
    items: Sequence[Mapping[str, AttributeValue]],
    stored: Sequence[WireItem] | None = None,
    *,
    partial: bool,
) -> list[Any]:
    """Read each item as the one model whose primary key it has.

    Args:
        models: The classes whose items may be among them. Of a single one, items whose keys have
            other segments are left out: a sort key may begin as that of another model does.
        items: Items of Python values.
        stored: The same items in wire form, in the same order; None when they are not known.
        partial: True when only some attributes were read.

    Returns:
        An instance for each item, in their order.

    Raises:
        ModelMappingError: When no model of several, or more than one, has keys of an item's form.
        ValidationError: When an item does not fit its model.
    """
    both = zip(items, repeat(None) if stored is None else stored)
    if len(models) == 1:
        model = models[0]
        return [
            read_model(model, item, wire, partial=partial)
            for item, wire in both
            if _may_have_keys_of(model, item)
        ]
    return [read_model(_owner(models, item), item, wire, partial=partial) for item, wire in both]


def _owner(models: Sequence[type[Any]], item: Mapping[str, AttributeValue]) -> type[Any]:
    owners = [model for model in models if _has_keys_of(model, item)]
    if len(owners) == 1:
        return owners[0]
    names = ", ".join(model.__name__ for model in owners or models)
    problem = f"fits more than one of {names}" if owners else f"fits none of {names}"
    raise ModelMappingError(
        f"the primary key of an item {problem}",
        details={
            "models": [model.__name__ for model in models],
            "expected": "one model whose primary key templates built the item's key",
            "suggestion": "name every model of the collection, with distinct templates",
        },
    )


def _has_keys_of(model: type[Any], item: Mapping[str, AttributeValue]) -> bool:
    templates = _primary_templates(model)
    return templates is not None and all(
        template.matches(item.get(attribute)) for attribute, template in templates.items()
    )


def _may_have_keys_of(model: type[Any], item: Mapping[str, AttributeValue]) -> bool:
    # A projection may leave the key out, and keys made by functions tell nothing. Only the shape
    # counts: a key that was written without escapes must not make its item disappear.
    return all(
        attribute not in item or template.has_shape_of(item[attribute])
        for attribute, template in (_primary_templates(model) or {}).items()
    )


def _primary_templates(model: type[Any]) -> Mapping[str, KeyTemplate] | None:
    primary = declared_indexes(model).get(PRIMARY_INDEX)
    if primary is None:
        return None
    keys = primary.declared_keys
    return {k.attribute_name: k.source for k in keys if isinstance(k.source, KeyTemplate)}
