"""Requests that write one whole item: built purely, in the form that the client's methods take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from boto3_assist.dynamodb.codec import MAX_ITEM_BYTES, encode_item, is_surely_small, item_size
from boto3_assist.dynamodb.codec.item_view import ItemView
from boto3_assist.dynamodb.expressions.limits import check_expression
from boto3_assist.dynamodb.requests.items import expression_parameters
from boto3_assist.dynamodb.schema import plain_value
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.errors import ItemSizeExceededError

if TYPE_CHECKING:
    from boto3_assist.dynamodb.conditions import Expression

__all__ = ["DeleteItem", "PutItem", "check_item_size"]


def check_item_size(table_name: str, item: WireItem) -> None:
    """Check that DynamoDB takes an item of this size.

    Args:
        table_name: Name or ARN of the table.
        item: The item in wire form.

    Raises:
        ItemSizeExceededError: When the item is over DynamoDB's limit of 400 KB.
    """
    if is_surely_small(item):
        return
    size = item_size(item)
    if size > MAX_ITEM_BYTES:
        raise ItemSizeExceededError(
            f"the item for {table_name!r} has {size} bytes",
            details={
                "given": size,
                "expected": f"at most {MAX_ITEM_BYTES} bytes, names and values together",
                "suggestion": "split the item, or store large content in S3",
            },
        )


@dataclass(frozen=True)
class PutItem:
    """Write one whole item.

    Attributes:
        table_name: Name or ARN of the table.
        item: Attribute name → Python value.
        condition: What the stored item must fulfil, if anything.
        return_values: NONE, or ALL_OLD for the item that was there before.
    """

    table_name: str
    item: Mapping[str, AttributeValue] = field(repr=False)
    condition: Expression | None = field(default=None, repr=False)
    return_values: str = "NONE"

    def to_request(self) -> dict[str, Any]:
        """Build the parameters of ``client.put_item``.

        Returns:
            The parameters, values in wire form.

        Raises:
            ItemSizeExceededError: When the item is over DynamoDB's limit of 400 KB.
        """
        given = self.item
        item = given.wire if isinstance(given, ItemView) else encode_item(given, plain_value)
        check_item_size(self.table_name, item)
        request: dict[str, Any] = {"TableName": self.table_name, "Item": item}
        if self.return_values != "NONE":
            request["ReturnValues"] = self.return_values
        return request | _condition_parameters(self.condition)


@dataclass(frozen=True)
class DeleteItem:
    """Delete one item by its primary key; deleting what is not there succeeds.

    Attributes:
        table_name: Name or ARN of the table.
        key: Key attribute name → Python value.
        condition: What the stored item must fulfil, if anything.
        return_values: NONE, or ALL_OLD for the item that was deleted.
    """

    table_name: str
    key: Mapping[str, AttributeValue] = field(repr=False)
    condition: Expression | None = field(default=None, repr=False)
    return_values: str = "NONE"

    def to_request(self) -> dict[str, Any]:
        """Build the parameters of ``client.delete_item``.

        Returns:
            The parameters, values in wire form.
        """
        request: dict[str, Any] = {
            "TableName": self.table_name,
            "Key": encode_item(self.key, plain_value),
        }
        if self.return_values != "NONE":
            request["ReturnValues"] = self.return_values
        return request | _condition_parameters(self.condition)


def _condition_parameters(condition: Expression | None) -> dict[str, Any]:
    if condition is None:
        return {}
    return {
        "ConditionExpression": check_expression(condition.text, "condition"),
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        **expression_parameters(condition),
    }
