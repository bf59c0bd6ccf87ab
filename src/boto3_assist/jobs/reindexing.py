"""Reindexing as a job of segments."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from boto3_assist.dynamodb import (
    DynamoDB,
    DynamoDBModelBase,
    DynamoDBReindexer,
    ReindexConfig,
    WalkSource,
)
from boto3_assist.dynamodb.schema import check_models
from boto3_assist.jobs.plans import Connect, Segment
from boto3_assist.jobs.reports import SegmentReport

__all__ = ["ReindexJob"]


@dataclass(frozen=True)
class ReindexJob:
    """Gives items the keys and the form that their models have today; see `DynamoDBReindexer`.

    Attributes:
        source: The items.
        models: The classes whose items are changed.
        config: How to go about it; what a segment has of its own is not read from it.
        connect: Gives the service to use.
    """

    source: WalkSource
    models: tuple[type[DynamoDBModelBase], ...]
    config: ReindexConfig = ReindexConfig()
    connect: Connect = field(default=DynamoDB.from_pool, repr=False)

    def __post_init__(self) -> None:
        """Check what was given.

        Raises:
            InvalidParameterError: When `models` are no model classes.
        """
        check_models(self.models)

    def run(self, segment: Segment) -> SegmentReport:
        """Do one segment.

        Args:
            segment: The segment.

        Returns:
            How far it has come.

        Raises:
            Boto3AssistError: When the table cannot be read or written.
        """
        config = replace(
            self.config,
            total_segments=segment.total,
            checkpoints=segment.checkpoints,
            stop_after=segment.stop_after,
            max_reads_per_second=segment.max_reads_per_second,
            max_writes_per_second=segment.max_writes_per_second,
        )
        reindexer = DynamoDBReindexer(self.source.table_name, models=self.models, db=self.connect())
        progress = reindexer.segment(self.source, config, segment.number, segment.tell)
        return SegmentReport.of(progress)

    def finish(self, total: int) -> None:
        """Do nothing more.

        Args:
            total: How many segments there were.
        """
