"""Requests for many items, of one partition or of a whole table: built purely."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from boto3_assist.dynamodb.codec import encode_item
from boto3_assist.dynamodb.conditions import Expression
from boto3_assist.dynamodb.requests.items import expression_parameters
from boto3_assist.dynamodb.requests.projections import Projection
from boto3_assist.dynamodb.schema import plain_value
from boto3_assist.dynamodb.types import AttributeValue

__all__ = ["Query", "Scan"]


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
        filter: What items must fulfil to be returned, if anything.
        select: COUNT for the number of items alone; None for the items.
        return_consumed_capacity: INDEXES, TOTAL or NONE; None for DynamoDB's default.
    """

    table_name: str
    key_condition: Expression = field(repr=False)
    index_name: str | None = None
    ascending: bool = True
    strongly_consistent: bool = False
    projection: Projection | None = None
    start_key: Mapping[str, AttributeValue] | None = field(default=None, repr=False)
    limit: int | None = None
    filter: Expression | None = field(default=None, repr=False)
    select: Literal["COUNT"] | None = None
    return_consumed_capacity: str | None = None

    def to_request(self) -> dict[str, Any]:
        """Build the parameters of ``client.query``.

        Returns:
            The parameters, values in wire form.
        """
        return {
            "TableName": self.table_name,
            "KeyConditionExpression": self.key_condition.text,
            "ScanIndexForward": self.ascending,
            **_common_parameters(self),
            **expression_parameters(self.key_condition, self.filter, self.projection),
        }


@dataclass(frozen=True)
class Scan:
    """Read one page of the items of a table or index, in no order.

    Attributes:
        table_name: Name or ARN of the table.
        index_name: Name of the secondary index; None for the table itself.
        segment: Which of the segments to read, from 0; None for the whole.
        total_segments: How many segments there are; None for the whole.
        strongly_consistent: True to see every write that succeeded before; not on a GSI.
        projection: The attributes to return; None for all.
        start_key: Where the page before ended: key attribute name → Python value.
        limit: How many items to read at most; None for a page of up to 1 MB.
        filter: What items must fulfil to be returned, if anything.
        select: COUNT for the number of items alone; None for the items.
        return_consumed_capacity: INDEXES, TOTAL or NONE; None for DynamoDB's default.
    """

    table_name: str
    index_name: str | None = None
    segment: int | None = None
    total_segments: int | None = None
    strongly_consistent: bool = False
    projection: Projection | None = None
    start_key: Mapping[str, AttributeValue] | None = field(default=None, repr=False)
    limit: int | None = None
    filter: Expression | None = field(default=None, repr=False)
    select: Literal["COUNT"] | None = None
    return_consumed_capacity: str | None = None

    def to_request(self) -> dict[str, Any]:
        """Build the parameters of ``client.scan``.

        Returns:
            The parameters, values in wire form.
        """
        request: dict[str, Any] = {"TableName": self.table_name}
        if self.total_segments is not None:
            request["Segment"] = self.segment
            request["TotalSegments"] = self.total_segments
        return {
            **request,
            **_common_parameters(self),
            **expression_parameters(self.filter, self.projection),
        }


def _common_parameters(request: Query | Scan) -> dict[str, Any]:
    start, projection, condition = request.start_key, request.projection, request.filter
    parameters = {
        "IndexName": request.index_name,
        "ConsistentRead": True if request.strongly_consistent else None,
        "FilterExpression": None if condition is None else condition.text,
        "ProjectionExpression": None if projection is None else projection.text,
        "Select": request.select,
        "ExclusiveStartKey": None if start is None else encode_item(start, plain_value),
        "Limit": request.limit,
        "ReturnConsumedCapacity": request.return_consumed_capacity,
    }
    return {name: part for name, part in parameters.items() if part is not None}
