"""What it takes to give an item another primary key; knows no client and sends nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.conditions import Expression
from boto3_assist.dynamodb.instance_state import is_partial, stored_item
from boto3_assist.dynamodb.item_expiry import ttl_attribute
from boto3_assist.dynamodb.item_life import with_values, written_values
from boto3_assist.dynamodb.item_writing import item_of, primary_key_of
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.partial_update import version_attribute
from boto3_assist.dynamodb.requests import DeleteItem, PutItem
from boto3_assist.dynamodb.requests.updates import Guards, guard_condition
from boto3_assist.dynamodb.schema import schema_of_instance
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.errors import InvalidParameterError, ValidationError

__all__ = ["Move", "guards_of_all", "move_of"]

M = TypeVar("M", bound=DynamoDBModelBase)


@dataclass(frozen=True)
class Move(Generic[M]):
    """An item's way from one primary key to another.

    Attributes:
        after: The instance as it is written under the new key.
        values: What the write sets in it: field name → value.
        old_key: The key of the stored item.
        unchanged: The condition that the stored item is still as it was read.
        item: The item as it is written.
    """

    after: M = field(repr=False)
    values: Mapping[str, object] = field(repr=False)
    old_key: Mapping[str, AttributeValue] = field(repr=False)
    unchanged: Expression = field(repr=False)
    item: Mapping[str, AttributeValue] = field(repr=False)

    def requests(self, table_name: str) -> tuple[PutItem, DeleteItem]:
        """Make the two requests of one transaction.

        Args:
            table_name: Name or ARN of the table.

        Returns:
            The new item, if none has its key, and the end of the old one, if it is still as it was
            read.
        """
        absent = Expression("attribute_not_exists(#pk)", {"#pk": next(iter(self.old_key))})
        return (
            PutItem(table_name, self.item, absent),
            DeleteItem(table_name, self.old_key, self.unchanged),
        )


def move_of(instance: M, now: datetime) -> Move[M]:
    """Find how an instance that was read gets to the primary key that it has now.

    Args:
        instance: An instance that was read from the table as a whole, and changed.
        now: The time of the write.

    Returns:
        The move.

    Raises:
        ValidationError: When it was not read, or in part only.
        InvalidParameterError: When its primary key is the one that it was read with.
        KeyBuildError: When its primary key is not complete.
    """
    stored = stored_item(instance)
    model = type(instance).__name__
    if stored is None or is_partial(instance):
        lack = ", so where it is to be moved from is not known" if stored is None else " as a whole"
        raise ValidationError(
            f"this {model} was not read from the table{lack}",
            details={
                "model": model,
                "expected": "an instance that was read without a projection, then changed",
                "suggestion": "get the item by its old key, change it, and move that",
            },
        )
    new_key = primary_key_of(instance)
    old_key = decode_item({name: stored[name] for name in new_key})
    if old_key == new_key:
        raise InvalidParameterError(
            f"this {model} has the primary key that it was read with",
            details={
                "model": model,
                "expected": "an instance with another primary key than its stored item",
                "suggestion": "use save or update_item_partial where the key stays",
            },
        )
    values = written_values(instance, now)
    after = with_values(instance, values)
    item = item_of(after, include_indexes=True, include_none=False)
    unchanged = guard_condition(next(iter(old_key)), _guards(instance, stored, old_key))
    return Move(after, values, old_key, unchanged, item)


def guards_of_all(
    instance: DynamoDBModelBase, stored: WireItem, key: Collection[str]
) -> dict[str, Any]:
    """Give all that an item was read with, and what its model knows and it lacked.

    Args:
        instance: An instance that was read.
        stored: Its item in wire form.
        key: Names of the attributes of its primary key.

    Returns:
        Attribute name → stored value in wire form; None for one that was not there, which another
        writer may have added.
    """
    fields = schema_of_instance(instance).fields.values()
    known = {each.attribute for each in fields if each.stored}
    return {name: stored.get(name) for name in sorted((stored.keys() | known) - set(key))}


def _guards(instance: DynamoDBModelBase, stored: WireItem, key: Collection[str]) -> Guards:
    version = version_attribute(type(instance))
    # Who wrote an item without a version may write it again without one.
    if version is None or version not in stored:
        return guards_of_all(instance, stored, key)
    # Of what took the place of an expired item the version may be the same.
    names = {version, ttl_attribute(type(instance)) or version} & stored.keys()
    return {name: stored[name] for name in sorted(names)}
