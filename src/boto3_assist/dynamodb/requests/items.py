"""The request that reads one item, and the placeholders of any: built purely."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from boto3_assist.dynamodb.codec import encode_item
from boto3_assist.dynamodb.requests.projections import Projection
from boto3_assist.dynamodb.schema import plain_value
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import InvalidParameterError

if TYPE_CHECKING:
    from boto3_assist.dynamodb.conditions import Expression

__all__ = ["GetItem", "expression_parameters"]


def expression_parameters(*parts: Expression | Projection | None) -> dict[str, Any]:
    """Join the placeholders of the expressions of one request.

    Args:
        *parts: The expressions; None is passed over.

    Returns:
        ``ExpressionAttributeNames`` and ``ExpressionAttributeValues``, each only if not empty.

    Raises:
        InvalidParameterError: When one placeholder stands for two things.
    """
    names: dict[str, str] = {}
    values: dict[str, AttributeValue] = {}
    for part in parts:
        if part is not None:
            _add_placeholders(names, part.names)
            if not isinstance(part, Projection):
                _add_placeholders(values, part.values)
    parameters: dict[str, Any] = {}
    if names:
        parameters["ExpressionAttributeNames"] = names
    if values:
        parameters["ExpressionAttributeValues"] = encode_item(values, plain_value)
    return parameters


def _add_placeholders(known: dict[str, Any], more: Mapping[str, Any]) -> None:
    clashes = known and sorted(
        name for name in more if name in known and not _same(known[name], more[name])
    )
    if clashes:
        raise InvalidParameterError(
            f"the placeholders {', '.join(clashes)} stand for two things in one request",
            details={
                "placeholders": clashes,
                "expected": "one meaning for each placeholder; #k0, #p0, :k0 … are generated",
                "suggestion": "give the expression other placeholders",
            },
        )
    known.update(more)


def _same(one: object, other: object) -> bool:
    # 1 and True are equal, and two attribute values.
    return one is other or (type(one) is type(other) and one == other)


@dataclass(frozen=True)
class GetItem:
    """Read one item by its primary key.

    Attributes:
        table_name: Name or ARN of the table.
        key: Key attribute name → Python value.
        strongly_consistent: True to see every write that succeeded before.
        projection: The attributes to return; None for all.
        return_consumed_capacity: INDEXES, TOTAL or NONE; None for DynamoDB's default.
    """

    table_name: str
    key: Mapping[str, AttributeValue] = field(repr=False)
    strongly_consistent: bool = False
    projection: Projection | None = None
    return_consumed_capacity: str | None = None

    def to_request(self) -> dict[str, Any]:
        """Build the parameters of ``client.get_item``.

        Returns:
            The parameters, values in wire form.
        """
        request: dict[str, Any] = {
            "TableName": self.table_name,
            "Key": encode_item(self.key, plain_value),
        }
        if self.strongly_consistent:
            request["ConsistentRead"] = True
        if self.return_consumed_capacity is not None:
            request["ReturnConsumedCapacity"] = self.return_consumed_capacity
        if self.projection is None:
            return request
        request["ProjectionExpression"] = self.projection.text
        return request | expression_parameters(self.projection)
