"""Items to models: which class an item belongs to, and an instance of it; sends nothing."""

from __future__ import annotations

from collections.abc import Mapping, MutableSequence, Sequence
from itertools import repeat
from typing import Any, NoReturn, TypeVar

from boto3_assist.dynamodb.class_cache import ClassCache
from boto3_assist.dynamodb.codec.item_view import ItemView
from boto3_assist.dynamodb.compiled import LEFT, Reader, quick_reader, read_quickly
from boto3_assist.dynamodb.entity_types import class_of_item, is_of_other_type
from boto3_assist.dynamodb.indexes import PRIMARY_INDEX, declared_indexes
from boto3_assist.dynamodb.instance_state import is_partial, keep_stored, mark_partial
from boto3_assist.dynamodb.item_building import build_model
from boto3_assist.dynamodb.item_config import item_config_of
from boto3_assist.dynamodb.key_template import KeyTemplate
from boto3_assist.dynamodb.schema import ModelMarker
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.errors import ModelMappingError, SerializationError

__all__ = [
    "owners_of",
    "read_collection",
    "read_model",
    "read_owned",
    "reader_of",
    "viewed_item",
    "viewed_items",
]

T = TypeVar("T")


def read_model(
    model: type[T],
    item: Mapping[str, AttributeValue],
    stored: WireItem | None = None,
    *,
    partial: bool = False,
    read_whole: frozenset[str] | None = None,
) -> T:
    """Read an item as a model.

    Args:
        model: A model class.
        item: Attribute name → Python value.
        stored: The item in wire form, as the table holds it; None when it was not read from one.
        partial: True when only some attributes were read, so that saving would lose the others.
        read_whole: Names of the attributes that were read as a whole; None for all.

    Returns:
        An instance, of the class or of the subclass whose entity type the item has.

    Raises:
        ModelMappingError: When the item is of another entity type, or its schema version cannot
            be read.
        ValidationError: When the item does not fit the model.
    """
    as_model: Any = model
    if isinstance(item, ItemView):
        if stored is item.wire and not partial and issubclass(model, ModelMarker):
            quick = read_quickly(as_model, stored, convert_decimals=item.convert_decimals)
            if quick is not None:
                read: T = quick
                return read
        item = item.decoded()
    if not issubclass(model, ModelMarker):
        mapped: T = as_model.map(item)
        return mapped
    # Not `map`, which takes an item with an attribute ResponseMetadata for a response.
    is_stored = stored is not None
    instance: T = build_model(as_model, item, is_stored=is_stored, read_whole=read_whole)
    if partial and not is_partial(instance):
        mark_partial(instance)
    if stored is not None:
        keep_stored(instance, stored)
    return instance


def viewed_item(response: Mapping[str, Any], convert_decimals: bool) -> ItemView | None:
    """Look at the item of a response, to make a model of it.

    Args:
        response: The response to a read of one item.
        convert_decimals: How numbers are read; see `decode_value`.

    Returns:
        The item; None when there is none.

    Raises:
        SerializationError: When what stands in its place is no item.
    """
    item = response.get("Item")
    if type(item) is dict:
        return ItemView(item, convert_decimals=convert_decimals)
    return viewed_items([item], convert_decimals)[0] if "Item" in response else None


def viewed_items(items: object, convert_decimals: bool) -> list[ItemView]:
    """Look at the items of a response, to make models of them.

    Args:
        items: What the response has as its items.
        convert_decimals: How numbers are read; see `decode_value`.

    Returns:
        A view of each item.

    Raises:
        SerializationError: When they are no items.
    """
    # Nearly always dictionaries, which take no look at what a Mapping is.
    if not isinstance(items, MutableSequence) or not all(
        type(item) is dict or isinstance(item, Mapping) for item in items
    ):
        raise SerializationError(
            "what stands for items in the response is not what DynamoDB sends",
            details={
                "expected": "items as maps of attribute name to wire value",
                "suggestion": "repeat the call; a proxy that changes bodies may be in the way",
            },
        )
    return [ItemView(item, convert_decimals=convert_decimals) for item in items]


def owners_of(
    models: Sequence[type[Any]],
    items: Sequence[Mapping[str, AttributeValue]],
    *,
    among_others: bool = False,
) -> list[type[Any] | None]:
    """Find the model that each item is to be read as.

    Args:
        models: The classes whose items may be among them.
        items: Items of Python values.
        among_others: True where items of other models are to be expected, as in a table.

    Returns:
        A class for each item: the one whose entity type it has, else the one whose primary key
        it has. Of a single model, None for items that belong to another one: by their type, or
        because their keys have other segments, as a sort key may begin like another model's.
        Of several, None where none fits, if that is to be expected.

    Raises:
        ModelMappingError: When no model of several, or more than one, fits an item.
    """
    if len(models) == 1:
        model = models[0]
        if item_config_of(model).entity_type is None and not type.__subclasses__(model):
            # Of most models; then an item tells nothing but its keys.
            return _of_plain_model(model, items)
        return [_single_owner(model, item) for item in items]
    return [_owner(models, item, among_others) for item in items]


def read_collection(
    models: Sequence[type[Any]],
    items: Sequence[Mapping[str, AttributeValue]],
    stored: Sequence[WireItem] | None = None,
    *,
    partial: bool,
) -> list[Any]:
    """Read each item as the one model that it belongs to; see `owners_of`.

    Args:
        models: The classes whose items may be among them.
        items: Items of Python values.
        stored: The same items in wire form, in the same order; None when they are not known.
        partial: True when only some attributes were read.

    Returns:
        An instance for each item, in their order, without those that belong to no model.

    Raises:
        ModelMappingError: When no model of several, or more than one, fits an item.
        ValidationError: When an item does not fit its model.
    """
    return read_owned(owners_of(models, items), items, stored, partial=partial)


def read_owned(
    owners: Sequence[type[Any] | None],
    items: Sequence[Mapping[str, AttributeValue]],
    stored: Sequence[WireItem] | None = None,
    *,
    partial: bool,
    read_whole: frozenset[str] | None = None,
) -> list[Any]:
    """Read each item as the class that it belongs to.

    Args:
        owners: A class for each item, or None to leave it out.
        items: Items of Python values.
        stored: The same items in wire form, in the same order; None when they are not known.
        partial: True when only some attributes were read.
        read_whole: Names of the attributes that were read as a whole; None for all.

    Returns:
        The instances, in the order of the items.

    Raises:
        ModelMappingError: When the schema version of an item cannot be read.
        ValidationError: When an item does not fit its model.
    """
    wires = repeat(None) if stored is None else stored
    readers: dict[type[Any], Any] = {}
    made = []
    for owner, item, wire in zip(owners, items, wires):
        if owner is None:
            continue
        if not partial and isinstance(item, ItemView) and wire is item.wire:
            if owner not in readers:
                readers[owner] = reader_of(owner, convert_decimals=item.convert_decimals)
            try:
                made.append(readers[owner](wire))
                continue
            except LEFT:
                pass
        made.append(read_model(owner, item, wire, partial=partial, read_whole=read_whole))
    return made


def reader_of(model: type[Any], *, convert_decimals: bool) -> Reader:
    """Give the function that reads many items that belong to a class.

    Args:
        model: The class.
        convert_decimals: How numbers are read where no type is declared; see `decode_value`.

    Returns:
        A function that raises one of `LEFT` for an item that `read_model` has to read.
    """
    found = None
    if issubclass(model, ModelMarker):
        found = quick_reader(model, convert_decimals=convert_decimals)
    return _no_reader if found is None else found


def _no_reader(_wire: WireItem, _stored: object = None, /) -> NoReturn:
    raise LookupError


def _single_owner(model: type[Any], item: Mapping[str, AttributeValue]) -> type[Any] | None:
    if is_of_other_type(model, item):
        return None
    owner = class_of_item(model, item) or model
    return owner if _may_have_keys_of(owner, item) else None


def _owner(
    models: Sequence[type[Any]], item: Mapping[str, AttributeValue], among_others: bool
) -> type[Any] | None:
    typed = {owner: None for model in models if (owner := class_of_item(model, item))}
    # A base and its subclass may both be named; the item is of the subclass only.
    fitting = [each for each in typed if not any(_is_below(other, each) for other in typed)]
    if not fitting:
        # Older than the declaration of the type, or of a model that declares none.
        fitting = [model for model in models if not is_of_other_type(model, item)]
    owners = fitting if typed and len(fitting) == 1 else _with_keys_of(fitting, item)
    if len(owners) == 1:
        return owners[0]
    if not owners and among_others:
        return None
    names = ", ".join(model.__name__ for model in owners or models)
    problem = f"fits more than one of {names}" if owners else f"fits none of {names}"
    raise ModelMappingError(
        f"the primary key of an item {problem}",
        details={
            "models": [model.__name__ for model in models],
            "expected": "one model whose entity type or primary key templates the item has",
            "suggestion": "name every model of the collection, with distinct entity types or "
            "templates",
        },
    )


def _is_below(model: type[Any], base: type[Any]) -> bool:
    return model is not base and issubclass(model, base)


def _with_keys_of(
    models: Sequence[type[Any]], item: Mapping[str, AttributeValue]
) -> list[type[Any]]:
    return [model for model in models if _has_keys_of(model, item)]


def _has_keys_of(model: type[Any], item: Mapping[str, AttributeValue]) -> bool:
    return PRIMARY_INDEX in declared_indexes(model) and all(
        template.matches(item.get(attribute))
        for attribute, template in _primary_templates(model).items()
    )


def _of_plain_model(
    model: type[Any], items: Sequence[Mapping[str, AttributeValue]]
) -> list[type[Any] | None]:
    """Give `_may_have_keys_of` for many items, whose keys are looked at in wire form."""
    owners: list[type[Any] | None] = [model] * len(items)
    for attribute, template in _primary_templates(model).items():
        has_shape = template.shape_test()
        # Items of one page mostly have one partition key.
        last, fits = "", False
        for position, item in enumerate(items):
            if type(item) is ItemView:
                wire = item.wire.get(attribute)
                text = wire.get("S") if type(wire) is dict else None
                if text and type(text) is str:
                    if text != last:
                        last, fits = text, bool(has_shape(text))
                    if not fits:
                        owners[position] = None
                    continue
            if attribute in item and not template.has_shape_of(item[attribute]):
                owners[position] = None
    return owners


def _may_have_keys_of(model: type[Any], item: Mapping[str, AttributeValue]) -> bool:
    # A projection may leave the key out, and keys made by functions tell nothing. Only the shape
    # counts: a key that was written without escapes must not make its item disappear.
    for attribute, template in _primary_templates(model).items():
        if attribute in item and not template.has_shape_of(item[attribute]):
            return False
    return True


def _templates_of_primary(model: type[Any]) -> Mapping[str, KeyTemplate]:
    primary = declared_indexes(model).get(PRIMARY_INDEX)
    keys = () if primary is None else primary.declared_keys
    return {k.attribute_name: k.source for k in keys if isinstance(k.source, KeyTemplate)}


_primary_templates = ClassCache(_templates_of_primary)
