"""What a segment of a job, and a whole job, has come to; values that can be sent on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from boto3_assist.dynamodb.walking import ItemReport, Tally
from boto3_assist.dynamodb.walking.tallies import LEFT_ALONE
from boto3_assist.dynamodb.walking.walks import SegmentProgress

__all__ = ["JobReport", "SegmentReport"]


@dataclass(frozen=True)
class SegmentReport:
    """How far one segment has come.

    Attributes:
        number: Which segment, from 0.
        total: How many segments there are.
        counts: Outcome → number of items, those of earlier runs included.
        attributes: Attribute name → in how many items it changed.
        examples: A few items of each outcome, keys described and not shown.
        is_complete: True when the whole segment is done.
        stopped_by: The code of the error that ended it before: a deadline or a budget.
    """

    number: int
    total: int
    counts: Mapping[str, int] = field(default_factory=dict)
    attributes: Mapping[str, int] = field(default_factory=dict)
    examples: tuple[ItemReport, ...] = ()
    is_complete: bool = False
    stopped_by: str | None = None

    @classmethod
    def of(cls, progress: SegmentProgress) -> SegmentReport:
        """Make it from what a walk gives.

        Args:
            progress: How far the walk has come.

        Returns:
            The report.
        """
        tally, stopped_by = progress.tally, progress.stopped_by
        return cls(
            progress.segment,
            progress.total,
            dict(tally.counts),
            dict(tally.attributes),
            tuple(tally.examples),
            progress.is_done,
            None if stopped_by is None else stopped_by.error_code,
        )


@dataclass(frozen=True)
class JobReport:
    """What all segments have come to.

    Attributes:
        segments: The report of each segment, in their order.
    """

    segments: tuple[SegmentReport, ...]

    @property
    def is_complete(self) -> bool:
        """True when every segment is done."""
        return all(each.is_complete for each in self.segments)

    @property
    def counts(self) -> dict[str, int]:
        """Outcome → number of items."""
        return dict(self._joined().counts)

    @property
    def attributes(self) -> dict[str, int]:
        """Attribute name → in how many items it changed."""
        return dict(sorted(self._joined().attributes.items()))

    @property
    def examples(self) -> tuple[ItemReport, ...]:
        """A few items of each outcome."""
        return tuple(self._joined().examples)

    @property
    def failed(self) -> int:
        """How many items could not be done."""
        counts = self._joined().counts
        return sum(counts[outcome] for outcome in LEFT_ALONE)

    @classmethod
    def of(cls, segments: Iterable[SegmentReport]) -> JobReport:
        """Put the reports of segments in order.

        Args:
            segments: The reports.

        Returns:
            The report of the job.
        """
        return cls(tuple(sorted(segments, key=lambda each: each.number)))

    def _joined(self) -> Tally:
        joined = Tally()
        for each in self.segments:
            part = Tally()
            part.counts.update(each.counts)
            part.attributes.update(each.attributes)
            part.examples = list(each.examples)
            joined.join(part)
        return joined
