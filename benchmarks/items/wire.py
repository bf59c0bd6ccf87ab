"""The two items as DynamoDB holds them, and what it answers with them; knows no models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.items.by_hand import order_to_wire
from benchmarks.items.values import order_values, user_keys, user_values
from boto3_assist.dynamodb.types import WireItem

__all__ = ["ORDERS", "USERS", "order_item", "responses", "user_item"]

ORDERS = "shop"
"""The table of the orders."""

USERS = "people"
"""The table of the users."""


def order_item(number: int) -> WireItem:
    """Give an order.

    Args:
        number: Distinguishes it.

    Returns:
        Attribute name → wire value.
    """
    return order_to_wire(order_values(number))


def user_item(number: int) -> WireItem:
    """Give a user.

    Args:
        number: Distinguishes it.

    Returns:
        Attribute name → wire value.
    """
    values = user_values(number)
    return {name: {"S": value} for name, value in {**values, **user_keys(values)}.items()}


def responses(table_name: str, items: Sequence[WireItem]) -> dict[str, dict[str, Any]]:
    """Give what DynamoDB answers with.

    Args:
        table_name: Name of the table.
        items: Its items.

    Returns:
        AWS's name of an operation → body of the response.
    """
    return {
        "GetItem": {"Item": items[0]},
        "PutItem": {},
        "Query": {"Items": items, "Count": len(items), "ScannedCount": len(items)},
        "BatchGetItem": {"Responses": {table_name: items}, "UnprocessedKeys": {}},
    }
