"""The deletion of what a query or a filter finds, as a job of segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from boto3_assist.dynamodb import BatchDelete, DynamoDB, WalkSource
from boto3_assist.dynamodb.conditions import Expression
from boto3_assist.dynamodb.requests import DeleteItem, Query, Scan
from boto3_assist.dynamodb.requests.updates import guard_condition
from boto3_assist.dynamodb.types import WireItem
from boto3_assist.dynamodb.walking import Tally
from boto3_assist.dynamodb.walking.enduring import enduring
from boto3_assist.dynamodb.walking.key_names import key_names_of
from boto3_assist.dynamodb.walking.rereading import key_in
from boto3_assist.dynamodb.walking.walks import walk_segment
from boto3_assist.dynamodb.write_conditions import beside
from boto3_assist.errors import ConditionalCheckFailedError, InvalidParameterError
from boto3_assist.jobs.plans import Connect, Segment
from boto3_assist.jobs.reports import SegmentReport

__all__ = ["PurgeJob"]


@dataclass(frozen=True)
class PurgeJob:
    """Deletes the items that a query or a filter finds.

    What a filter or an index found is deleted on condition that it still is what was asked for:
    what was changed meanwhile is kept, and counted as ``"kept"``.

    Attributes:
        source: The items.
        everything: True to delete all items of the table, where the source has neither a query
            nor a filter.
        dry_run: True to count what would be deleted, and to delete nothing.
        connect: Gives the service to use.
    """

    source: WalkSource
    everything: bool = False
    dry_run: bool = False
    connect: Connect = field(default=DynamoDB.from_pool, repr=False)

    def __post_init__(self) -> None:
        """Check that not all is deleted by an omission.

        Raises:
            InvalidParameterError: When nothing says which items.
        """
        if not self.everything and self.source.key is None and self.source.filter is None:
            raise InvalidParameterError(
                "a purge was given neither a query nor a filter",
                details={
                    "expected": "a query or a filter, or everything=True",
                    "suggestion": "say which items are to be deleted",
                },
            )

    def run(self, segment: Segment) -> SegmentReport:
        """Do one segment.

        Args:
            segment: The segment.

        Returns:
            How far it has come.

        Raises:
            Boto3AssistError: When the table cannot be read or written.
        """
        db = self.connect()
        if self.dry_run:
            segment = replace(segment, checkpoints=None)
        walk = segment.walk(db, self.source, "purge")
        names = key_names_of(db, self.source.table_name)
        request = self.source.plan(0, segment.total, db._now).request
        items = _Items(db, names, request, self.dry_run)
        return SegmentReport.of(walk_segment(walk, items.work, segment.tell))

    def finish(self, total: int) -> None:
        """Do nothing more.

        Args:
            total: How many segments there were.
        """


@dataclass(frozen=True)
class _Items:
    db: DynamoDB
    key_names: Sequence[str]
    request: Query | Scan
    dry_run: bool

    def work(self, items: Sequence[WireItem], tally: Tally) -> None:
        if self.dry_run:
            tally.counts["deleted"] += len(items)
        elif self.request.filter is None and self.request.index_name is None:
            deletes = [BatchDelete(key_in(item, self.key_names)) for item in items]
            self.db.batch_write_item(deletes, self.request.table_name, raise_on_error=True)
            tally.counts["deleted"] += len(items)
        else:
            for item in items:
                tally.counts[self._delete(item)] += 1

    def _delete(self, item: WireItem) -> str:
        key, condition = key_in(item, self.key_names), self._condition(item)
        request = DeleteItem(self.request.table_name, key, condition).to_request()
        try:
            enduring(self.db, lambda: self.db._send("delete_item", request, None))
        except ConditionalCheckFailedError as error:
            return "gone" if error.item is None else "kept"
        return "deleted"

    def _condition(self, item: WireItem) -> Expression | None:
        """Ask again what was asked of the item: an index shows what may be over."""
        asked = self.request.filter
        if self.request.index_name is None:
            return asked
        names = set(item)
        if isinstance(self.request, Query) and self.request.key_condition.names:
            names &= set(self.request.key_condition.names.values())
        guards = {name: item[name] for name in sorted(names - set(self.key_names))}
        unchanged = guard_condition(self.key_names[0], guards)
        return unchanged if asked is None else beside(unchanged, asked)
