"""Which items are walked over, as a value that can be sent to another process; sends nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from boto3_assist.dynamodb.read_configs import QueryConfig, ScanConfig
from boto3_assist.dynamodb.read_plans import ReadPlan, query_plan, scan_plan
from boto3_assist.dynamodb.walking.wire_json import json_text
from boto3_assist.errors import InvalidParameterError

__all__ = ["WalkSource", "segment_name"]


@dataclass(frozen=True)
class WalkSource:
    """The items of a table, of an index or of a query.

    Attributes:
        table_name: Name or ARN of the table.
        index_name: Name of a secondary index; None for the table itself, or what `key` says.
        key: A query of a model's index, a condition of boto3; None to scan.
        filter: What items must fulfil, a condition; None for all.
        page_size: How many items DynamoDB reads for one page at most; None for up to 1 MB.
        strongly_consistent: True to see every write that succeeded before; not on a GSI.
    """

    table_name: str
    index_name: str | None = None
    key: Any = field(default=None, repr=False)
    filter: Any = field(default=None, repr=False)
    page_size: int | None = None
    strongly_consistent: bool = False

    def plan(self, segment: int, total: int, now: Callable[[], datetime]) -> ReadPlan:
        """Plan to read one segment.

        Args:
            segment: Which one, from 0.
            total: How many there are.
            now: Gives a datetime with a time zone.

        Returns:
            The plan.

        Raises:
            InvalidParameterError: When a query is to be read in several segments.
            Boto3AssistError: When the key or the filter cannot be used.
        """
        if self.key is None:
            scan = ScanConfig(
                filter=self.filter,
                strongly_consistent=self.strongly_consistent,
                total_segments=total if total > 1 else None,
                segment=segment if total > 1 else None,
            )
            return scan_plan(None, self.table_name, self.index_name, scan, now)
        if total > 1:
            raise InvalidParameterError(
                f"a query was to be read in {total} segments",
                details={
                    "given": total,
                    "expected": "one segment: DynamoDB reads a partition in order",
                    "suggestion": "leave total_segments out, or scan",
                },
            )
        query = QueryConfig(filter=self.filter, strongly_consistent=self.strongly_consistent)
        return query_plan(self.key, self.table_name, self.index_name, query, now)

    def digest(self, now: Callable[[], datetime], *parts: str, total: int = 1) -> str:
        """Tell this work from others.

        Args:
            now: Gives a datetime with a time zone.
            *parts: What else tells the work from others.
            total: How many segments there are.

        Returns:
            A digest, from which no value can be read.

        Raises:
            Boto3AssistError: When the key or the filter cannot be used.
        """
        request = self.plan(0, total, now).request.to_request()
        text = json_text({"request": request, "parts": parts, "total": total})
        return hashlib.sha256(text.encode()).hexdigest()


def segment_name(segment: int, total: int) -> str:
    """Name a segment, for its checkpoint and its files.

    Args:
        segment: Which one, from 0.
        total: How many there are.

    Returns:
        A name that sorts as the number does, such as ``"segment-0003-of-0008"``.
    """
    width = max(4, len(str(total)))
    return f"segment-{segment:0{width}}-of-{total:0{width}}"
