"""A long job as a plan of segments, each a value that runs anywhere; runs none itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from boto3_assist.dynamodb import DynamoDB
from boto3_assist.dynamodb.read_configs import check_count
from boto3_assist.dynamodb.walking import CapacityPacer, CheckpointStore, WalkSource
from boto3_assist.dynamodb.walking.pacing import check_rate
from boto3_assist.dynamodb.walking.walks import SegmentProgress, SegmentWalk, pacer_of, shares_of
from boto3_assist.jobs.reports import SegmentReport

__all__ = ["Connect", "Job", "Segment", "plan", "run"]

Connect = Callable[[], DynamoDB]
"""Gives the service to use, where a segment runs: it is pickled with the job, no connection is."""


class Job(Protocol):
    """What is to be done, as a picklable value."""

    def run(self, segment: Segment) -> SegmentReport:
        """Do one segment, from its checkpoint on; doing it twice comes to the same."""

    def finish(self, total: int) -> None:
        """Do what is to be done once every segment is complete."""


@dataclass(frozen=True)
class Segment:
    """One part of a job: a picklable value, done by `run` on any machine.

    Attributes:
        job: What is to be done.
        number: Which part, from 0.
        total: How many parts there are.
        checkpoints: Where to keep how far it has come; None for nowhere.
        stop_after: How many items to read at most; None for all.
        max_reads_per_second: Read units in a second, of this segment; None for no limit.
        max_writes_per_second: Write units in a second, of this segment; None for no limit.
        on_page: Told how far it has come, after each page, where it runs.
    """

    job: Job
    number: int = 0
    total: int = 1
    checkpoints: CheckpointStore | None = None
    stop_after: int | None = None
    max_reads_per_second: float | None = None
    max_writes_per_second: float | None = None
    on_page: Callable[[SegmentReport], object] | None = field(default=None, repr=False)

    def tell(self, progress: SegmentProgress) -> None:
        """Tell how far it has come.

        Args:
            progress: How far.
        """
        if self.on_page is not None:
            self.on_page(SegmentReport.of(progress))

    def walk(self, db: DynamoDB, source: WalkSource, *work: str) -> SegmentWalk:
        """Give the walk over the items of this segment.

        Args:
            db: The service.
            source: The items of the job.
            *work: What tells this work from others on the same items.

        Returns:
            The walk.

        Raises:
            Boto3AssistError: When the source cannot be used.
        """
        digest = source.digest(db._now, *work, total=self.total)
        return SegmentWalk(
            db,
            source,
            self.number,
            self.total,
            digest,
            self.checkpoints,
            self.stop_after,
            self.pacer(db),
        )

    def pacer(self, db: DynamoDB) -> CapacityPacer | None:
        """Give what makes calls wait for the rates of this segment.

        Args:
            db: The service.

        Returns:
            The pacer; None without a rate.
        """
        return pacer_of(db, self.max_reads_per_second, self.max_writes_per_second)


def plan(
    job: Job,
    total_segments: int = 1,
    *,
    concurrency: int | None = None,
    checkpoints: CheckpointStore | None = None,
    stop_after: int | None = None,
    max_reads_per_second: float | None = None,
    max_writes_per_second: float | None = None,
    on_page: Callable[[SegmentReport], object] | None = None,
) -> list[Segment]:
    """Split a job into segments.

    Args:
        job: What is to be done.
        total_segments: How many segments to make. It is part of what a checkpoint belongs to.
        concurrency: How many of them run at the same time, which share the rates; all when None.
        checkpoints: Where to keep how far each has come; where every worker can reach it.
        stop_after: How many items to read at most, in all segments together; None for all.
        max_reads_per_second: Read units in a second, of all together; None for no limit.
        max_writes_per_second: Write units in a second, of all together; None for no limit.
        on_page: Told how far a segment has come, after each page; it is called where the segment
            runs, so in other processes it must be picklable.

    Returns:
        The segments, in order.

    Raises:
        InvalidParameterError: When a number cannot be used.
    """
    for name, count in (("total_segments", total_segments), ("stop_after", stop_after)):
        check_count(name, count)
    check_count("concurrency", concurrency)
    check_rate("max_reads_per_second", max_reads_per_second)
    check_rate("max_writes_per_second", max_writes_per_second)
    at_once = min(concurrency or total_segments, total_segments)
    rates = [
        None if rate is None else rate / at_once
        for rate in (max_reads_per_second, max_writes_per_second)
    ]
    return [
        Segment(job, number, total_segments, checkpoints, share, rates[0], rates[1], on_page)
        for number, share in enumerate(shares_of(stop_after, total_segments))
    ]


def run(segment: Segment) -> SegmentReport:
    """Do one segment, from its checkpoint on.

    Args:
        segment: The segment.

    Returns:
        How far it has come; a deadline or a budget that holds here may end it before its end.

    Raises:
        Boto3AssistError: When it cannot go on; what was done is kept at its checkpoint.
    """
    if segment.stop_after == 0:
        return SegmentReport(segment.number, segment.total)
    return segment.job.run(segment)
