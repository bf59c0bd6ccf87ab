"""What a run of the reindexer came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from boto3_assist.dynamodb.walking.tallies import LEFT_ALONE, ItemReport
from boto3_assist.errors import OperationStoppedError

__all__ = ["ReindexReport"]


@dataclass(frozen=True)
class ReindexReport:
    """What became of the items that were read; of a dry run, what would become of them.

    Attributes:
        counts: Outcome → number of items: ``"read"`` of all, of which ``"unchanged"`` were as they
            should be, ``"updated"`` in place, ``"moved"`` to another primary key, ``"unknown"`` of
            no model that was given, ``"conflict"`` where another item has the new key,
            ``"failed"`` where the item does not fit its model, ``"contended"`` where other writers
            were always faster, ``"gone"`` deleted meanwhile.
        attributes: Attribute name → in how many items it changed.
        examples: A few items of each outcome, keys described and not shown.
        is_complete: True when everything was read.
        dry_run: True when nothing was written.
        stopped_by: The deadline or budget that ended it; None where none did.
    """

    counts: Mapping[str, int]
    attributes: Mapping[str, int]
    examples: tuple[ItemReport, ...]
    is_complete: bool
    dry_run: bool = False
    stopped_by: OperationStoppedError | None = field(default=None, repr=False)

    def count(self, *outcomes: str) -> int:
        """Count the items of some outcomes.

        Args:
            *outcomes: The outcomes.

        Returns:
            How many there are.
        """
        return sum(self.counts.get(outcome, 0) for outcome in outcomes)

    @property
    def changed(self) -> int:
        """How many items were written, or would be."""
        return self.count("updated", "moved")

    @property
    def left_alone(self) -> int:
        """How many items could not be changed that should have been."""
        return self.count(*LEFT_ALONE)
