"""One item given the keys of an instance, as code written for 0.x asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boto3_assist.dynamodb.client import DynamoDB
from boto3_assist.dynamodb.codec import decode_item, encode_item
from boto3_assist.dynamodb.instance_state import keep_stored, stored_item
from boto3_assist.dynamodb.item_life import with_values
from boto3_assist.dynamodb.item_writing import primary_key_of
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.partial_changes import rebuilt
from boto3_assist.dynamodb.reindexing.configs import ReindexConfig
from boto3_assist.dynamodb.reindexing.item_changes import ItemChange, change_of
from boto3_assist.dynamodb.reindexing.item_writing import ItemReindexer
from boto3_assist.dynamodb.requests import GetItem
from boto3_assist.dynamodb.schema import plain_value
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.dynamodb.walking.enduring import pause
from boto3_assist.dynamodb.walking.tallies import ItemReport, redacted_key
from boto3_assist.errors import ItemNotFoundError, PrimaryKeyChangeError, WriteConflictError

__all__ = ["reindex_single_item"]


def reindex_single_item(
    db: DynamoDB,
    table_name: str,
    key: Mapping[str, AttributeValue],
    model: DynamoDBModelBase,
    *,
    dry_run: bool,
    inplace: bool,
    leave_original_record: bool,
) -> ItemReport:
    """Give one item the keys of an instance.

    Args:
        db: The service.
        table_name: Name or ARN of the table.
        key: Key attribute name → value, of the item as it is stored.
        model: An instance with the values of the item.
        dry_run: True to write nothing.
        inplace: True to change secondary keys only.
        leave_original_record: True to keep the item under its old key too.

    Returns:
        What became of the item.

    Raises:
        ItemNotFoundError: When there is no such item.
        PrimaryKeyChangeError: When the primary key changes and `inplace` is True.
        WriteConflictError: When other writers were always faster.
    """
    stays = primary_key_of(model) == dict(key)
    if inplace and not stays:
        raise _key_changes(model)
    config = ReindexConfig()
    items = ItemReindexer(db, table_name, [type(model)], list(key), config)
    # Values of the caller's own may not be written over others than those that it has read.
    read = None if stays else stored_item(model)
    attempts = config.max_attempts if read is None else 1
    for attempt in range(1, attempts + 1):
        stored = read or _stored(db, table_name, key, model)
        instance = _instance(model, stored, stays)
        change = change_of(instance, table_name, db._now())
        if change is None:
            return ItemReport("unchanged", redacted_key(stored, key), type(model).__name__)
        if dry_run:
            return change.report()
        if items.write(change, keeps_original=leave_original_record):
            return _told(change, leave_original_record)
        if attempt < attempts:
            pause(db, attempt)
    raise WriteConflictError(
        f"other writers changed an item of {type(model).__name__} each time",
        details={
            "table": table_name,
            "attempts": attempts,
            "expected": "an item that does not change between the read and the write",
            "suggestion": "get the item again, and try again",
        },
        operation="UpdateItem",
    )


def _instance(model: DynamoDBModelBase, stored: WireItem, stays: bool) -> DynamoDBModelBase:
    """Give what is written: of an item that stays, its own values; else those of the caller's."""
    # The caller's instance stays as it is.
    instance = (
        rebuilt(model, decode_item(stored), is_stored=True) if stays else with_values(model, {})
    )
    keep_stored(instance, stored)
    return instance


def _told(change: ItemChange, keeps_original: bool) -> ItemReport:
    return change.report("copied" if keeps_original and change.move is not None else None)


def _stored(
    db: DynamoDB, table_name: str, key: Mapping[str, AttributeValue], model: DynamoDBModelBase
) -> WireItem:
    request = GetItem(table_name, key, strongly_consistent=True).to_request()
    response: Mapping[str, Any] = db._send("get_item", request, None)
    stored: WireItem | None = response.get("Item")
    if stored is not None:
        return stored
    raise ItemNotFoundError(
        f"there is no item of {type(model).__name__} to reindex",
        details={
            "table": table_name,
            "given": redacted_key(encode_item(key, plain_value), key),
            "expected": "the primary key of a stored item",
            "suggestion": "check original_primary_key",
        },
        operation="GetItem",
    )


def _key_changes(model: DynamoDBModelBase) -> PrimaryKeyChangeError:
    return PrimaryKeyChangeError(
        f"the primary key of an item of {type(model).__name__} would change in place",
        details={
            "model": type(model).__name__,
            "expected": "the primary key that the item has",
            "suggestion": "pass inplace=False to move the item in one transaction",
        },
    )
