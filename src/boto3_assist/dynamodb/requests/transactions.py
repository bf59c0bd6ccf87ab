"""The requests that write or read several items at once: built purely, in the client's form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from boto3_assist.dynamodb.conditions import Expression
from boto3_assist.dynamodb.requests.item_writes import DeleteItem, PutItem
from boto3_assist.dynamodb.requests.items import GetItem
from boto3_assist.dynamodb.requests.updates import UpdateItem, UpdateItemByText
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import InvalidParameterError

__all__ = ["ConditionCheck", "TransactGetItems", "TransactWriteItems", "WriteRequest", "action_of"]

_MAX_ACTIONS: Final = 100
"""DynamoDB limit: 100 actions per transaction."""


@dataclass(frozen=True)
class ConditionCheck:
    """Make a transaction depend on an item that it does not write.

    Attributes:
        table_name: Name or ARN of the table.
        key: Key attribute name → Python value.
        condition: What the stored item must fulfil.
    """

    table_name: str
    key: Mapping[str, AttributeValue] = field(repr=False)
    condition: Expression = field(repr=False)

    def to_request(self) -> dict[str, Any]:
        """Build the parameters of one ``ConditionCheck``.

        Returns:
            The parameters, values in wire form.
        """
        # Of the form of a deletion: a key, and a condition.
        return DeleteItem(self.table_name, self.key, self.condition).to_request()


WriteRequest = PutItem | UpdateItem | UpdateItemByText | DeleteItem | ConditionCheck

_ACTIONS: Final[Mapping[type, str]] = {
    ConditionCheck: "ConditionCheck",
    DeleteItem: "Delete",
    PutItem: "Put",
    UpdateItem: "Update",
    UpdateItemByText: "Update",
}


def action_of(request: WriteRequest) -> str:
    """Name what a request is in a transaction.

    Args:
        request: The request.

    Returns:
        ``"Put"``, ``"Update"``, ``"Delete"`` or ``"ConditionCheck"``.
    """
    return _ACTIONS[type(request)]


@dataclass(frozen=True)
class TransactWriteItems:
    """Write several items, all of them or none.

    Attributes:
        operations: What to write and to check, in order; 1 to 100.
        client_request_token: By which the service knows a request that is sent again.
        return_consumed_capacity: INDEXES, TOTAL or NONE; None for DynamoDB's default.
        return_item_collection_metrics: SIZE or NONE; None for DynamoDB's default.
    """

    operations: Sequence[WriteRequest]
    client_request_token: str | None = None
    return_consumed_capacity: str | None = None
    return_item_collection_metrics: str | None = None

    def to_request(self) -> dict[str, Any]:
        """Build the parameters of ``client.transact_write_items``.

        Returns:
            The parameters, values in wire form.

        Raises:
            InvalidParameterError: When there are no operations, or more than DynamoDB takes.
        """
        _check_number(len(self.operations))
        request: dict[str, Any] = {
            "TransactItems": [{action_of(each): each.to_request()} for each in self.operations]
        }
        options = {
            "ClientRequestToken": self.client_request_token,
            "ReturnConsumedCapacity": self.return_consumed_capacity,
            "ReturnItemCollectionMetrics": self.return_item_collection_metrics,
        }
        return request | {name: value for name, value in options.items() if value is not None}


@dataclass(frozen=True)
class TransactGetItems:
    """Read several items as they are at one moment.

    Attributes:
        gets: What to read, in order; 1 to 100.
        return_consumed_capacity: INDEXES, TOTAL or NONE; None for DynamoDB's default.
    """

    gets: Sequence[GetItem]
    return_consumed_capacity: str | None = None

    def to_request(self) -> dict[str, Any]:
        """Build the parameters of ``client.transact_get_items``.

        Returns:
            The parameters, values in wire form.

        Raises:
            InvalidParameterError: When there are no keys, or more than DynamoDB takes.
        """
        _check_number(len(self.gets))
        request: dict[str, Any] = {
            "TransactItems": [{"Get": each.to_request()} for each in self.gets]
        }
        if self.return_consumed_capacity is not None:
            request["ReturnConsumedCapacity"] = self.return_consumed_capacity
        return request


def _check_number(given: int) -> None:
    if not 1 <= given <= _MAX_ACTIONS:
        raise InvalidParameterError(
            f"a transaction was given {given or 'no'} operations",
            details={
                "given": given,
                "expected": f"1 to {_MAX_ACTIONS} operations",
                "suggestion": (
                    "split it, if its parts may happen one without the other"
                    if given
                    else "add an operation, or send no transaction"
                ),
            },
        )
