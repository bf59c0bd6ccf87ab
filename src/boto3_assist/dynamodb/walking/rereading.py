"""The key of an item that was read, and the item read again by it; knows no model."""

from __future__ import annotations

from collections.abc import Iterable

from boto3_assist.dynamodb.client import DynamoDB
from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.requests import GetItem
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.dynamodb.walking.enduring import MAX_ATTEMPTS, enduring

__all__ = ["key_in", "reread"]


def key_in(item: WireItem, names: Iterable[str]) -> dict[str, AttributeValue]:
    """Give the primary key of an item.

    Args:
        item: The item in wire form.
        names: Names of the key attributes.

    Returns:
        Key attribute name → Python value, numbers as Decimal.
    """
    return decode_item({name: item[name] for name in names}, convert_decimals=False)


def reread(
    db: DynamoDB,
    table_name: str,
    item: WireItem,
    names: Iterable[str],
    max_attempts: int = MAX_ATTEMPTS,
) -> WireItem | None:
    """Read an item again, with strong consistency (GetItem).

    Args:
        db: The service.
        table_name: Name or ARN of the table.
        item: The item in wire form, as it was read before; of an index maybe a part of it.
        names: Names of the key attributes.
        max_attempts: How often it is asked for, on top of what botocore repeats by itself.

    Returns:
        The whole item in wire form as it is now; None when it is gone.

    Raises:
        Boto3AssistError: When it cannot be read.
    """
    request = GetItem(table_name, key_in(item, names), strongly_consistent=True).to_request()
    response = enduring(db, lambda: db._send("get_item", request, None), max_attempts)
    found: WireItem | None = response.get("Item")
    return found
