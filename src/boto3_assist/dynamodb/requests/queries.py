"""Requests for many items of one partition: built purely."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from boto3_assist.dynamodb.codec import encode_item
from boto3_assist.dynamodb.conditions import Expression
from boto3_assist.dynamodb.requests.items import expression_parameters
from boto3_assist.dynamodb.requests.projections import Projection
from boto3_assist.dynamodb.schema import plain_value
from boto3_assist.dynamodb.types import AttributeValue

__all__ = ["Query"]


@dataclass(frozen=True)
class Query:
    """Read one page of the items of a partition, in the order of the sort key.

    Attributes:
        table_name: Name or ARN of the table.
        key_condition: Which items to read.
        index_name: Name of the secondary index; None for the table itself.
        ascending: False for descending order of the sort key.
        strongly_consistent: True to see every write that succeeded before; not on a GSI.
        projection: The attributes to return; None for all.
        start_key: Where the page before ended: key attribute name → Python value.
        limit: How many items to read at most; None for a page of up to 1 MB.
    """

    table_name: str
    key_condition: Expression = field(repr=False)
    index_name: str | None = None
    ascending: bool = True
    strongly_consistent: bool = False
    projection: Projection | None = None
    start_key: Mapping[str, AttributeValue] | None = field(default=None, repr=False)
    limit: int | None = None

    def to_request(self) -> dict[str, Any]:
        """Build the parameters of ``client.query``.

        Returns:
            The parameters, values in wire form.
        """
        request: dict[str, Any] = {
            "TableName": self.table_name,
            "KeyConditionExpression": self.key_condition.text,
            "ScanIndexForward": self.ascending,
        }
        if self.index_name is not None:
            request["IndexName"] = self.index_name
        if self.strongly_consistent:
            request["ConsistentRead"] = True
        if self.projection is not None:
            request["ProjectionExpression"] = self.projection.text
        if self.start_key is not None:
            request["ExclusiveStartKey"] = encode_item(self.start_key, plain_value)
        if self.limit is not None:
            request["Limit"] = self.limit
        return request | expression_parameters(self.key_condition, self.projection)
