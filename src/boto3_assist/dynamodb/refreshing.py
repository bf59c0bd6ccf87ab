"""Instances that steps are done to, and what those make of them; sends nothing."""

from __future__ import annotations

from typing import TypeVar

from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.index_changes import primary_inputs
from boto3_assist.dynamodb.instance_state import (
    forget_unknown,
    is_partial,
    keep_stored,
    keep_unknown,
    stored_item,
    undeclared_attributes,
)
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.partial_changes import changes_since, given_changes, rebuilt
from boto3_assist.dynamodb.partial_update import version_attribute
from boto3_assist.dynamodb.reading import read_model
from boto3_assist.dynamodb.schema import schema_of_instance
from boto3_assist.dynamodb.types import WireItem
from boto3_assist.dynamodb.version_lock import VersionLock, version_lock
from boto3_assist.errors import ValidationError

__all__ = ["brought_up_to_date", "check_nothing_unwritten", "lock_as_read", "read_again"]

M = TypeVar("M", bound=DynamoDBModelBase)


def check_nothing_unwritten(instance: DynamoDBModelBase) -> None:
    """Check that nothing is lost when an instance becomes what is stored.

    Args:
        instance: An instance of a model, read from the table or made by hand.

    Raises:
        ValidationError: When it was changed since it was read, was made by hand with more than
            its key, or was read in part.
    """
    model, stored = type(instance), stored_item(instance)
    if is_partial(instance):
        problem, names = "was read in part", []
    else:
        changes = given_changes(instance) if stored is None else changes_since(instance, stored)
        own = {*primary_inputs(instance), version_attribute(model)} if stored is None else set()
        names = sorted(changes.attributes - own)
        problem = f"has changes that are not written, of {', '.join(names)}"
    if names or is_partial(instance):
        raise ValidationError(
            f"this {model.__name__} {problem}, and the update would put the stored item in its "
            "place",
            details={
                "model": model.__name__,
                "attributes": names,
                "expected": "an instance that is as it was read, or has its key alone",
                "suggestion": "write the changes first by update_item_partial, or pass "
                f"{model.__name__}.primary.key(...), which no instance follows",
            },
        )


def lock_as_read(instance: DynamoDBModelBase) -> VersionLock | None:
    """Give what guards the version of an instance that stands for an item as it was read.

    Args:
        instance: An instance of a model.

    Returns:
        The lock; None of a model without versions, or of a new instance.
    """
    lock = version_lock(instance)
    return None if lock is None or lock.expects == "absent" else lock


def read_again(instance: M, stored: WireItem) -> M:
    """Make an instance of the item as it is stored, with the indexes that an instance has.

    Args:
        instance: An instance of a model.
        stored: The item in wire form.

    Returns:
        Another instance, of the class or of the subclass that the item is of.

    Raises:
        ModelMappingError: When the item is of another entity type.
        ValidationError: When the item does not fit the model.
    """
    made = rebuilt(instance, decode_item(stored), is_stored=True)
    keep_stored(made, stored)
    return made


def brought_up_to_date(instance: M, stored: WireItem) -> M:
    """Let an instance be the item that an update has left.

    Args:
        instance: An instance of a model.
        stored: The item in wire form.

    Returns:
        The instance; of a frozen class, or where the item is of a subclass, another one.

    Raises:
        ModelMappingError: When the item is of another entity type.
        ValidationError: When the item does not fit the model.
    """
    fresh = read_model(type(instance), decode_item(stored), stored)
    schema = schema_of_instance(fresh)
    if schema.is_frozen or type(fresh) is not type(instance):
        return fresh
    derived = schema.extra_attributes()
    fields = [f for f in schema.fields.values() if f.stored and f.attribute not in derived]
    values = {field.name: getattr(fresh, field.name) for field in fields}
    schema.assign(instance, values, schema.by_attribute.keys() - stored.keys())
    forget_unknown(instance, undeclared_attributes(instance))
    keep_unknown(instance, undeclared_attributes(fresh))
    keep_stored(instance, stored)
    return instance
