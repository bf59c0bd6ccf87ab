"""How items are reindexed, as a value; sends nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.read_configs import check_count
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.dynamodb.walking.checkpoints import CheckpointStore
from boto3_assist.dynamodb.walking.tallies import ItemReport, Tally
from boto3_assist.errors import InvalidParameterError

__all__ = ["ReindexConfig"]

ModelOf = Callable[[Mapping[str, AttributeValue]], type[DynamoDBModelBase] | None]
"""Says which model an item belongs to; None where it is to be left alone."""


@dataclass(frozen=True, kw_only=True)
class ReindexConfig:
    """How `DynamoDBReindexer.run` goes about it.

    Attributes:
        dry_run: True to find what would change, and to write nothing, no checkpoints either.
        show_values: True to have keys and values in the reports of a dry run.
        total_segments: In how many segments the table or index is read, each by a thread.
        max_workers: How many threads work at the same time; None for one for each segment.
        page_size: How many items are read at a time, and done between two checkpoints at most.
        max_reads_per_second: Read units in a second; None for no limit.
        max_writes_per_second: Write units in a second, those of indexes included; None for no
            limit.
        checkpoints: Where to keep how far it has come, to go on from there; None for nowhere.
        stop_after: How many items to read at most; None for all.
        strongly_consistent: True to see every write that succeeded before; not on a GSI.
        max_attempts: How often one item is tried that other writers change meanwhile.
        model_of: Says which model an item belongs to, where neither its entity type nor the form
            of its primary key does.
        on_item: Told of each item that changes, or cannot be changed; called by several threads.
        on_progress: Told of the counts after each page; called by one thread at a time.
    """

    dry_run: bool = False
    show_values: bool = False
    total_segments: int = 1
    max_workers: int | None = None
    page_size: int | None = None
    max_reads_per_second: float | None = None
    max_writes_per_second: float | None = None
    checkpoints: CheckpointStore | None = None
    stop_after: int | None = None
    strongly_consistent: bool = False
    max_attempts: int = 10
    model_of: ModelOf | None = field(default=None, repr=False)
    on_item: Callable[[ItemReport], object] | None = field(default=None, repr=False)
    on_progress: Callable[[Tally], object] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Check what was given.

        Raises:
            InvalidParameterError: When a value cannot be used, or two contradict each other.
        """
        for name in ("max_workers", "page_size", "stop_after"):
            check_count(name, getattr(self, name))
        check_count("total_segments", self.total_segments, 1_000_000)
        check_count("max_attempts", self.max_attempts)
        if self.show_values and not self.dry_run:
            raise InvalidParameterError(
                "show_values was given without dry_run",
                details={
                    "expected": "values in the reports of a dry run only",
                    "suggestion": "add dry_run=True, or leave show_values out",
                },
            )
