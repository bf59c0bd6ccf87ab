"""How many items are to be read, as values with presets; sends nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeGuard

from boto3_assist.dynamodb.config_objects import Preset, check_alone, projection_paths
from boto3_assist.dynamodb.deadlines import Deadline
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import InvalidParameterError, describe

if TYPE_CHECKING:
    from boto3.dynamodb.conditions import ConditionBase
    from typing_extensions import Self

    from boto3_assist.dynamodb.expressions import Attribute, AttributePath, Condition

__all__ = ["QueryConfig", "ReadConfig", "ScanConfig"]

# DynamoDB limit: the parameter TotalSegments of Scan.
_MAX_SEGMENTS: Final = 1_000_000
_LONGEST: Final = timedelta(days=36_500)


@dataclass(frozen=True, kw_only=True)
class ReadConfig:
    """What queries and scans have in common; see `QueryConfig` and `ScanConfig`."""

    filter: Condition | ConditionBase | str | None = field(default=None, repr=False)
    limit: int | None = None
    page_size: int | None = None
    strongly_consistent: bool = False
    do_projections: bool = False
    projection: Iterable[str | AttributePath | Attribute] | None = None
    projection_expression: str | None = None
    expression_attribute_names: Mapping[str, str] | None = None
    expression_attribute_values: Mapping[str, AttributeValue] | None = field(
        default=None, repr=False
    )
    start_key: Mapping[str, AttributeValue] | None = field(default=None, repr=False)
    cursor: str | None = field(default=None, repr=False)
    cursor_lifetime: timedelta | None = None
    include_expired: bool = False
    return_consumed_capacity: str | None = None
    deadline: Deadline | None = None

    consistent = Preset("Read with strong consistency.", strongly_consistent=True)
    with_projections = Preset("Read the model's own attributes only.", do_projections=True)

    def __post_init__(self) -> None:
        """Check what was given.

        Raises:
            InvalidParameterError: When a value cannot be used, or two contradict each other.
        """
        for name in ("limit", "page_size"):
            check_count(name, getattr(self, name))
        check_alone(self, "start_key", "cursor")
        check_alone(self, "do_projections", "projection", "projection_expression")
        if self.projection is not None:
            object.__setattr__(self, "projection", projection_paths(self.projection))
        self._check_times()

    def _check_times(self) -> None:
        lifetime: object = self.cursor_lifetime
        is_time = isinstance(lifetime, timedelta) and timedelta(0) < lifetime <= _LONGEST
        if lifetime is not None and not is_time:
            raise InvalidParameterError(
                f"cursor_lifetime was given as {describe(lifetime)}",
                details={
                    "given": describe(lifetime),
                    "expected": "a timedelta above 0, of 100 years at most",
                    "suggestion": "pass None for cursors that can be used for ever",
                },
            )
        deadline: object = self.deadline
        if deadline is not None and not isinstance(deadline, Deadline):
            raise InvalidParameterError(
                f"deadline was given as {describe(deadline)}",
                details={
                    "given": describe(deadline),
                    "expected": "a Deadline",
                    "suggestion": "write Deadline.after(seconds)",
                },
            )


@dataclass(frozen=True, kw_only=True)
class QueryConfig(ReadConfig):
    """How a query reads: `query`, `query_pages`, `query_items` and `count` take it.

    Attributes:
        ascending: False for descending order of the sort key; None for the setting.
        filter: What items must fulfil to be given, a condition or its text. DynamoDB reads, and
            counts as capacity, what the key condition asks for, and filters then.
        limit: How many matches to give at most: items that are left after the filter, and after
            strays and expired ones are out. As many pages are read as that takes.
        page_size: How many items DynamoDB reads for one page at most, matches or not; None for
            pages of up to 1 MB, or as large as `limit` needs.
        strongly_consistent: True to see every write that succeeded before; not on a GSI.
        do_projections: True to read the models' own attributes only.
        projection: The paths of the attributes to read, as `attr` takes them, or fields
            (``Order.field("total")``).
        projection_expression: The same as one text in DynamoDB's syntax.
        expression_attribute_names: What ``#`` placeholders in texts of this call stand for.
        expression_attribute_values: What ``:`` placeholders in texts of this call stand for.
        start_key: `last_key` of the page before.
        cursor: The signed `cursor` of the page before, in place of its `last_key`.
        cursor_lifetime: How long the cursors of these pages can be used; None for ever.
        include_expired: True to give items of models too that have expired and that DynamoDB has
            not deleted yet.
        return_consumed_capacity: INDEXES, TOTAL or NONE; None for DynamoDB's default.
        deadline: When to stop; also a ``with`` block of it.

    Example:
        >>> QueryConfig.newest_first().consistent().ascending
        False
    """

    ascending: bool | None = None

    newest_first = Preset("Read in descending order of the sort key.", ascending=False)


@dataclass(frozen=True, kw_only=True)
class ScanConfig(ReadConfig):
    """How a scan reads: `scan`, `scan_pages`, `scan_items` and `count` take it.

    Attributes:
        total_segments: In how many segments the table is read; None for one.
        segment: The one of them to read, from 0; None to read all of them, in parallel.
        max_workers: How many segments are read at the same time, each by a thread that holds one
            page; None for all of them, up to the connections of the client.
        filter: What items must fulfil to be given; see `QueryConfig`.
        limit: How many matches to give at most; see `QueryConfig`. Not of a parallel scan.
        page_size: How many items DynamoDB reads for one page at most; see `QueryConfig`.
        strongly_consistent: True to see every write that succeeded before; not on a GSI.
        do_projections: True to read the models' own attributes only.
        projection: The paths of the attributes to read, as `attr` takes them, or fields
            (``Order.field("total")``).
        projection_expression: The same as one text in DynamoDB's syntax.
        expression_attribute_names: What ``#`` placeholders in texts of this call stand for.
        expression_attribute_values: What ``:`` placeholders in texts of this call stand for.
        start_key: `last_key` of the page before; not of a parallel scan.
        cursor: The signed `cursor` of the page before; of a parallel scan that of its iterator.
        cursor_lifetime: How long the cursors of these pages can be used; None for ever.
        include_expired: True to give items of models too that have expired.
        return_consumed_capacity: INDEXES, TOTAL or NONE; None for DynamoDB's default.
        deadline: When to stop; also a ``with`` block of it.

    Example:
        >>> ScanConfig.parallel(8).consistent().total_segments
        8
    """

    total_segments: int | None = None
    segment: int | None = None
    max_workers: int | None = None

    def __post_init__(self) -> None:
        """Check what was given.

        Raises:
            InvalidParameterError: When a value cannot be used, or two contradict each other.
        """
        super().__post_init__()
        check_count("total_segments", self.total_segments, _MAX_SEGMENTS)
        check_count("max_workers", self.max_workers)
        total = self.total_segments or 0
        segment: object = self.segment
        if segment is not None and not (_is_whole(segment) and 0 <= segment < total):
            raise InvalidParameterError(
                f"segment was given as {segment!r:.20} of {total} segments",
                details={
                    "given": describe(segment),
                    "expected": "a number from 0 to total_segments - 1",
                    "suggestion": "give total_segments with it",
                },
            )
        self._check_parallel()

    def _check_parallel(self) -> None:
        suggestions = {
            "start_key": "pass the cursor of the iterator, or scan one segment",
            "limit": "take as many from the iterator as are wanted: itertools.islice(items, 10)",
        }
        for name, suggestion in suggestions.items():
            if self.is_parallel and getattr(self, name) is not None:
                raise InvalidParameterError(
                    f"{name} came with a parallel scan",
                    details={
                        "given": describe(getattr(self, name)),
                        "expected": "a scan of one segment, or of the whole, for it",
                        "suggestion": suggestion,
                    },
                )

    @property
    def is_parallel(self) -> bool:
        """Whether all of several segments are read."""
        return self.total_segments is not None and self.segment is None

    @classmethod
    def parallel(cls, total_segments: int) -> Self:
        """Read several segments of the table at the same time.

        Args:
            total_segments: How many.

        Returns:
            The configuration.
        """
        return cls(total_segments=total_segments)


def check_count(name: str, count: object, most: int = 2**31 - 1) -> None:
    """Check a number of items, pages or segments.

    Args:
        name: What it is called.
        count: The number, or None.
        most: The largest that can be used.

    Raises:
        InvalidParameterError: When it is no whole number from 1 on.
    """
    if count is None or (_is_whole(count) and 1 <= count <= most):
        return
    raise InvalidParameterError(
        f"{name} was given as {count if _is_whole(count) else describe(count)}",
        details={
            "given": describe(count),
            "expected": f"a whole number from 1 to {most}, or None",
            "suggestion": f"leave {name} out for no limit",
        },
    )


def _is_whole(number: object) -> TypeGuard[int]:
    return isinstance(number, int) and not isinstance(number, bool)
