"""Requests for many items of a table: built purely, in the form that the client's methods take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from boto3_assist.dynamodb.requests.items import expression_parameters
from boto3_assist.dynamodb.requests.projections import Projection
from boto3_assist.dynamodb.types import WireItem, WireValue

__all__ = ["MAX_KEYS", "MAX_REQUEST_BYTES", "MAX_WRITES", "BatchGetItem", "BatchWriteItem"]

MAX_KEYS: Final = 100
"""DynamoDB limit: keys in one BatchGetItem."""

MAX_WRITES: Final = 25
"""DynamoDB limit: requests in one BatchWriteItem."""

MAX_REQUEST_BYTES: Final = 16 * 1024 * 1024
"""DynamoDB limit: a BatchWriteItem has at most 16 MB, as it goes over the network."""


@dataclass(frozen=True)
class BatchGetItem:
    """Read items by their primary keys.

    Attributes:
        table_name: Name or ARN of the table.
        keys: The keys in wire form, no two alike.
        strongly_consistent: True to see every write that succeeded before.
        projection: The attributes to return; None for all.
    """

    table_name: str
    keys: Sequence[WireItem] = field(repr=False)
    strongly_consistent: bool = False
    projection: Projection | None = None

    def to_request(self) -> dict[str, Any]:
        """Build the parameters of ``client.batch_get_item``.

        Returns:
            The parameters, values in wire form.
        """
        asked: dict[str, Any] = {"Keys": list(self.keys)}
        if self.strongly_consistent:
            asked["ConsistentRead"] = True
        if self.projection is not None:
            asked["ProjectionExpression"] = self.projection.text
        asked.update(expression_parameters(self.projection))
        return {"RequestItems": {self.table_name: asked}}


@dataclass(frozen=True)
class BatchWriteItem:
    """Write and delete whole items, each for itself and without a condition.

    Attributes:
        table_name: Name or ARN of the table.
        writes: ``{"PutRequest": {"Item": …}}`` or ``{"DeleteRequest": {"Key": …}}``, in wire form,
            no two of one key.
    """

    table_name: str
    writes: Sequence[WireValue] = field(repr=False)

    def to_request(self) -> dict[str, Any]:
        """Build the parameters of ``client.batch_write_item``.

        Returns:
            The parameters, values in wire form.
        """
        return {"RequestItems": {self.table_name: list(self.writes)}}
