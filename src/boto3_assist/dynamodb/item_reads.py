"""What one item that was read, or was not there, means to who asked for it; sends nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from boto3_assist.dynamodb.entity_types import class_of_item
from boto3_assist.dynamodb.item_expiry import is_expired_item, may_expire
from boto3_assist.dynamodb.requests import GetItem
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import ItemNotFoundError

__all__ = ["absent_item", "is_answer", "is_expired_for"]


def is_answer(part: object) -> bool:
    """Tell whether a part of a response can be DynamoDB's answer about one item.

    Args:
        part: What stands in the list of answers.

    Returns:
        True for a map whose item and error are maps, where it has them.
    """
    return isinstance(part, Mapping) and all(
        part.get(name) is None or isinstance(part[name], Mapping) for name in ("Item", "Error")
    )


def is_expired_for(
    model: type[Any] | None, item: Mapping[str, AttributeValue], now: Callable[[], datetime]
) -> bool:
    """Tell whether an item is none for a model, because it has expired.

    Args:
        model: The class that asks, or None.
        item: Attribute name → Python value.
        now: Gives a datetime with a time zone; asked only of what may expire.

    Returns:
        True when it has, by the class that the item is of.
    """
    if model is None or not (may_expire(model) or type.__subclasses__(model)):
        return False
    target = class_of_item(model, item) or model
    return may_expire(target) and is_expired_item(target, item, now())


def absent_item(
    request: GetItem, response: Mapping[str, Any], operation: str = "GetItem"
) -> ItemNotFoundError:
    """Make the error that says that an item that must exist does not.

    Args:
        request: What was asked.
        response: The response.
        operation: AWS's name of the operation.

    Returns:
        The error, to raise.
    """
    return ItemNotFoundError(
        f"the table {request.table_name!r} has no item with this key",
        details={
            "table": request.table_name,
            "key_attributes": sorted(request.key),
            "expected": "an item, because must_exist was set",
            "suggestion": "leave must_exist out where the item may be absent",
        },
        operation=operation,
        response=response,
    )
