"""What an item can be read from: a dictionary, a result, a response of boto3, or a model."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from boto3_assist.config import get_settings
from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.codec.item_view import ItemView
from boto3_assist.dynamodb.codec.numbers import to_native_number
from boto3_assist.dynamodb.schema import ModelMarker, schema_of_instance
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.errors import ItemNotFoundError, ValidationError, describe

__all__ = [
    "ItemHolder",
    "ItemSource",
    "attributes_of",
    "is_response",
    "unseen_item_of",
    "wire_item_of",
]

ItemSource = Mapping[str, Any] | ModelMarker
"""A dictionary of attributes, a `DynamoDBResult`, a raw response of boto3, or another model."""

_PARTS_OF_RESPONSE = frozenset({"ConsumedCapacity", "Item"})
_TYPE_DESCRIPTORS = frozenset({"S", "N", "B", "SS", "NS", "BS", "BOOL", "NULL", "L", "M"})


class ItemHolder(ABC):
    """What an operation gave back, and `map` takes for the item in it."""

    @property
    @abstractmethod
    def holds_partial_item(self) -> bool:
        """Whether only some attributes of the item were read."""

    @property
    @abstractmethod
    def attributes_read_whole(self) -> frozenset[str] | None:
        """Names of the attributes that were read as a whole; None for all."""

    @abstractmethod
    def held_item(self) -> Mapping[str, Any] | ModelMarker | None:
        """Give the item.

        Returns:
            Attribute name → Python value, a model, or None when there is no item.
        """

    @abstractmethod
    def held_wire_item(self) -> WireItem | None:
        """Give the item as the table held it when it was read.

        Returns:
            The item in wire form, or None when it was not read from the table.
        """

    @abstractmethod
    def unseen_item(self) -> ItemView | None:
        """Give the whole item as DynamoDB sent it, as long as nobody can have changed it.

        Returns:
            A view of the item; None where `held_item` has to tell what it is now.
        """


def unseen_item_of(source: ItemSource) -> ItemView | None:
    """Find an item that may be in wire form, in what a caller gives to `map`, without a look at it.

    Args:
        source: As for `attributes_of`.

    Returns:
        A view of what stands for the item; None when `attributes_of` has to find it.
    """
    if isinstance(source, ItemHolder):
        return source.unseen_item()
    if type(source) is not dict or not is_response(source):
        return None
    item = source.get("Item")
    if not isinstance(item, dict) or not item:
        return None
    return ItemView(item, convert_decimals=get_settings().dynamodb_convert_decimals)


def attributes_of(source: ItemSource) -> dict[str, AttributeValue]:
    """Find the item in what a caller gives to `map`.

    Args:
        source: A dictionary of attributes, a result or raw response that holds one item, or
            another model.

    Returns:
        Attribute name → Python value.

    Raises:
        ItemNotFoundError: When a result or response holds no item.
        ValidationError: When the source is none of these.
    """
    if isinstance(source, ModelMarker):
        return schema_of_instance(source).stored(source)
    if isinstance(source, ItemHolder):
        held = source.held_item()
        if held is None:
            raise _no_item()
        return attributes_of(held) if isinstance(held, ModelMarker) else dict(held)
    if not isinstance(source, Mapping):
        raise ValidationError(
            f"an item cannot be read from {describe(source)}",
            details={
                "given": describe(source),
                "expected": "a dictionary, a DynamoDBResult, a response of boto3, or a model",
                "suggestion": "pass one of these",
            },
        )
    if not is_response(source):
        return dict(source)
    item = source.get("Item")
    if not isinstance(item, Mapping):
        raise _no_item()
    return _read(item)


def wire_item_of(source: ItemSource) -> WireItem | None:
    """Find the item as the table held it, in what a caller gives to `map`.

    Args:
        source: As for `attributes_of`.

    Returns:
        The item in wire form; None when the source does not tell.
    """
    if isinstance(source, ItemHolder):
        return source.held_wire_item()
    if isinstance(source, ModelMarker) or not is_response(source):
        return None
    item = source.get("Item")
    return item if isinstance(item, Mapping) and _is_wire_form(item) else None


def _no_item() -> ItemNotFoundError:
    return ItemNotFoundError(
        "the response holds no item",
        details={
            "expected": "a response of get, with an item",
            "suggestion": "test the result first; map the entries of Items one by one",
        },
    )


def is_response(source: Mapping[str, Any]) -> bool:
    """Tell a raw response of boto3 from a dictionary of attributes.

    Args:
        source: A mapping.

    Returns:
        True when it is shaped as a response for one item is.
    """
    if isinstance(source.get("ResponseMetadata"), Mapping):
        return True
    # Without metadata, as stubs of tests give it: an item has a key, and a key is never a map.
    return isinstance(source.get("Item"), Mapping) and source.keys() <= _PARTS_OF_RESPONSE


def _read(item: Mapping[str, Any]) -> dict[str, AttributeValue]:
    convert = get_settings().dynamodb_convert_decimals
    if _is_wire_form(item):
        return decode_item(item, convert_decimals=convert)
    return {name: _native(value) if convert else value for name, value in item.items()}


def _native(value: AttributeValue) -> AttributeValue:
    """Read the numbers of boto3's resources, which are all of type Decimal."""
    if isinstance(value, Decimal):
        return to_native_number(value) if value.is_finite() else value
    if isinstance(value, dict):
        return {name: _native(entry) for name, entry in value.items()}
    if isinstance(value, (list, set)):
        return type(value)(map(_native, value))
    return value


def _is_wire_form(item: Mapping[str, Any]) -> bool:
    # An item has a key, and a key is never a map: so an item of Python values is never taken for
    # one in wire form, however its maps look.
    return bool(item) and all(
        isinstance(value, Mapping) and len(value) == 1 and value.keys() <= _TYPE_DESCRIPTORS
        for value in item.values()
    )
