"""One segment read page by page: each page is worked on, then a checkpoint is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from boto3_assist.dynamodb.client import DynamoDB
from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.types import WireItem
from boto3_assist.dynamodb.verbs.base import check_part
from boto3_assist.dynamodb.walking.checkpoints import Checkpoint, CheckpointStore, start_of
from boto3_assist.dynamodb.walking.enduring import enduring
from boto3_assist.dynamodb.walking.pacing import CapacityPacer, paced
from boto3_assist.dynamodb.walking.sources import WalkSource, segment_name
from boto3_assist.dynamodb.walking.tallies import Tally
from boto3_assist.dynamodb.walking.wire_json import normal_wire
from boto3_assist.errors import OperationStoppedError

__all__ = [
    "Page",
    "SegmentProgress",
    "SegmentWalk",
    "pacer_of",
    "pages_of",
    "shares_of",
    "walk_segment",
]


@dataclass(frozen=True)
class SegmentWalk:
    """What it takes to walk over one segment.

    Attributes:
        db: The service.
        source: Which items.
        segment: Which segment, from 0.
        total: How many segments there are.
        digest: What tells the work from others.
        checkpoints: Where to keep how far it has come; None to keep it nowhere.
        stop_after: How many items to read at most; None for all.
        pacer: What makes calls wait; None for nothing.
        label: Who asks, for the debug log.
    """

    db: DynamoDB
    source: WalkSource
    segment: int = 0
    total: int = 1
    digest: str = ""
    checkpoints: CheckpointStore | None = None
    stop_after: int | None = None
    pacer: CapacityPacer | None = field(default=None, repr=False)
    label: str | None = None

    @property
    def name(self) -> str:
        """The name of the segment."""
        return segment_name(self.segment, self.total)

    def checkpoint(self) -> Checkpoint:
        """Give where the walk starts.

        Returns:
            The checkpoint that was kept, or one from before the first page.

        Raises:
            CheckpointMismatchError: When the one that was kept belongs to other work.
        """
        return start_of(self.checkpoints, self.name, self.digest)

    def keep(self, checkpoint: Checkpoint) -> None:
        """Keep how far it has come.

        Args:
            checkpoint: How far.
        """
        if self.checkpoints is not None:
            self.checkpoints.save(self.name, checkpoint)


@dataclass(frozen=True)
class SegmentProgress:
    """How far a segment has come, and what became of its items.

    Attributes:
        segment: Which segment, from 0.
        total: How many segments there are.
        tally: What became of the items, those of earlier runs included.
        is_done: True when the whole segment was read.
        stopped_by: The deadline or budget that ended it before; None where none did.
    """

    segment: int
    total: int
    tally: Tally
    is_done: bool
    stopped_by: OperationStoppedError | None = None


@dataclass(frozen=True)
class Page:
    """The items of one page.

    Attributes:
        items: Those that were asked for, in wire form.
        position: The last key that was read, in wire form; None of the last page.
    """

    items: Sequence[WireItem] = field(repr=False)
    position: WireItem | None = field(repr=False)


Work = Callable[["Sequence[WireItem]", Tally], object]
"""Works on the items of a page, and counts what became of them."""

Report = Callable[[SegmentProgress], object]
"""Is told how far a segment has come, after each page."""


def walk_segment(walk: SegmentWalk, work: Work, report: Report | None = None) -> SegmentProgress:
    """Read a segment from where its checkpoint is, and work on each page.

    Args:
        walk: What to read.
        work: Works on the items of a page. It may be given the same items again, after the
            process has ended in the middle of a page.
        report: Is told how far it has come.

    Returns:
        How far it has come: not to the end when `stop_after`, a deadline or a budget ended it.

    Raises:
        Boto3AssistError: When a page cannot be read or worked on; the checkpoint is that of the
            page before.
    """
    checkpoint = walk.checkpoint()
    tally = Tally.from_json(checkpoint.notes.get("tally") or {})
    stopped_by: OperationStoppedError | None = None
    try:
        with paced(walk.pacer):
            for page in () if checkpoint.is_done else pages_of(walk, checkpoint.position):
                tally.counts["read"] += len(page.items)
                work(page.items, tally)
                is_done = page.position is None
                checkpoint = replace(checkpoint, position=page.position, is_done=is_done)
                checkpoint = _keep(walk, checkpoint, tally)
                if report is not None:
                    report(SegmentProgress(walk.segment, walk.total, tally.copy(), is_done))
    except OperationStoppedError as error:
        # What was done of a page counts; the rest of it is read again.
        checkpoint, stopped_by = _keep(walk, checkpoint, tally), error
    return SegmentProgress(walk.segment, walk.total, tally, checkpoint.is_done, stopped_by)


def _keep(walk: SegmentWalk, checkpoint: Checkpoint, tally: Tally) -> Checkpoint:
    if walk.checkpoints is None:
        return checkpoint
    kept = replace(checkpoint, notes={**checkpoint.notes, "tally": tally.to_json()})
    walk.keep(kept)
    return kept


def pages_of(walk: SegmentWalk, position: WireItem | None) -> Iterator[Page]:
    """Read the pages of a segment, without work and without checkpoints.

    Args:
        walk: What to read.
        position: The last key that was read before, in wire form; None for the beginning.

    Yields:
        The pages, to the end or as many as `stop_after` allows.

    Raises:
        Boto3AssistError: When a page cannot be read.
    """
    plan = walk.source.plan(walk.segment, walk.total, walk.db._now)
    parameters, left = plan.request.to_request(), walk.stop_after
    selects, store = plan.selects, walk.checkpoints
    while left is None or left > 0:
        request = dict(parameters)
        if position is not None:
            request["ExclusiveStartKey"] = normal_wire(position)
        limits = [limit for limit in (walk.source.page_size, left) if limit is not None]
        if limits:
            request["Limit"] = min(limits)
        response = enduring(walk.db, partial(walk.db._send, plan.method_name, request, walk.label))
        check_part(response, "Items", plan.method_name.capitalize())
        items: Sequence[WireItem] = response["Items"]
        if selects is not None:
            items = [item for item in items if selects(decode_item(item))]
        if store is not None:
            items = [item for item in items if not store.keeps(walk.source.table_name, item)]
        scanned = int(response.get("ScannedCount", len(response["Items"])))
        position = response.get("LastEvaluatedKey") or None
        yield Page(items, position)
        if position is None:
            return
        left = None if left is None else left - scanned


def pacer_of(
    db: DynamoDB, max_reads_per_second: float | None, max_writes_per_second: float | None
) -> CapacityPacer | None:
    """Give what makes the calls of a service wait, by its own clock.

    Args:
        db: The service.
        max_reads_per_second: Read units in a second; None for no limit.
        max_writes_per_second: Write units in a second; None for no limit.

    Returns:
        The pacer; None without a limit.
    """
    if max_reads_per_second is None and max_writes_per_second is None:
        return None
    return CapacityPacer(
        max_reads_per_second=max_reads_per_second,
        max_writes_per_second=max_writes_per_second,
        timer=db.timer,
        sleep=db.sleep,
    )


def shares_of(number: int | None, shares: int) -> list[int | None]:
    """Split a number of items among segments.

    Args:
        number: How many; None for no limit.
        shares: How many segments there are.

    Returns:
        A number for each of them; they add up.
    """
    if number is None:
        return [None] * shares
    each, rest = divmod(number, shares)
    return [each + (position < rest) for position in range(shares)]
