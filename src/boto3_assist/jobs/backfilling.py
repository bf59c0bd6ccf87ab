"""A function applied to every item, as a job of segments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from boto3_assist.dynamodb import DynamoDB, DynamoDBModelBase, WalkSource
from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.partial_changes import changes_since
from boto3_assist.dynamodb.reading import read_model
from boto3_assist.dynamodb.reindexing.item_changes import unchanged_guards
from boto3_assist.dynamodb.reindexing.item_writing import REFUSED
from boto3_assist.dynamodb.reindexing.ownership import owner_among
from boto3_assist.dynamodb.requests.updates import Guards, guard_condition
from boto3_assist.dynamodb.schema import check_models
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.dynamodb.walking import ItemReport, Tally
from boto3_assist.dynamodb.walking.enduring import MAX_ATTEMPTS, enduring, pause
from boto3_assist.dynamodb.walking.key_names import key_names_of
from boto3_assist.dynamodb.walking.rereading import key_in, reread
from boto3_assist.dynamodb.walking.tallies import redacted_key
from boto3_assist.dynamodb.walking.walks import walk_segment
from boto3_assist.errors import (
    AwsError,
    Boto3AssistError,
    ConditionalCheckFailedError,
    ItemNotFoundError,
    OperationStoppedError,
)
from boto3_assist.jobs.plans import Connect, Segment
from boto3_assist.jobs.reports import SegmentReport

__all__ = ["BackfillJob"]

_DULL: Final = frozenset({"gone", "unchanged", "updated"})


@dataclass(frozen=True)
class BackfillJob:
    """Applies a function to each item, and writes what it changed (UpdateItem).

    Each write is on condition that the item is as the function saw it; else it is read again, and
    the function called again. An item may be given to it twice, also after an interruption: what
    it makes of its own result must be the same. Items of no model that was given are left alone.

    Attributes:
        source: The items.
        function: Changes the instance that it is given. Without models it is given a dictionary,
            and gives the attributes to change, `CLEAR_FIELD` to remove one, or None. A function of
            a module, so that it can be pickled.
        models: The classes whose items are changed; none for dictionaries.
        connect: Gives the service to use.
    """

    source: WalkSource
    function: Callable[[Any], Any]
    models: tuple[type[DynamoDBModelBase], ...] = ()
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
        db = self.connect()
        # A partial function has no name of its own.
        named = getattr(self.function, "func", self.function)
        name = f"{named.__module__}.{getattr(named, '__qualname__', type(named).__qualname__)}"
        models = (f"{each.__module__}.{each.__qualname__}" for each in self.models)
        walk = segment.walk(db, self.source, "backfill", name, *models)
        names = key_names_of(db, self.source.table_name, self.models)
        reads_anew = self.source.plan(0, segment.total, db._now).request.index_name is not None
        items = _Items(self, db, names, reads_anew)
        return SegmentReport.of(walk_segment(walk, items.work, segment.tell))

    def finish(self, total: int) -> None:
        """Do nothing more.

        Args:
            total: How many segments there were.
        """


class _Items:
    def __init__(
        self, job: BackfillJob, db: DynamoDB, key_names: Sequence[str], reads_anew: bool
    ) -> None:
        self._job = job
        self._db = db
        self._table = job.source.table_name
        self._key_names = key_names
        self._reads_anew = reads_anew

    def work(self, items: Sequence[WireItem], tally: Tally) -> None:
        for item in items:
            report = self._backfill(item)
            tally.add(report, is_example=report.outcome not in _DULL)

    def _backfill(self, read: WireItem) -> ItemReport:
        key = redacted_key(read, self._key_names)
        item: WireItem | None = self._read(read) if self._reads_anew else read
        for attempt in range(1, MAX_ATTEMPTS + 1):
            if item is None:
                return ItemReport("gone", key)
            found = item
            try:
                outcome = enduring(self._db, lambda: self._outcome(found))
                return ItemReport(outcome, key)
            except (ConditionalCheckFailedError, ItemNotFoundError):
                pause(self._db, attempt)
                item = self._read(read)
            except REFUSED as error:
                return ItemReport("failed", key, error_code=error.error_code)
            except (AwsError, OperationStoppedError):
                raise
            except Boto3AssistError as error:
                # The item does not fit its model, or what the function made of it does not.
                return ItemReport("failed", key, error_code=error.error_code)
        return ItemReport("contended", key)

    def _outcome(self, wire: WireItem) -> str:
        item = decode_item(wire)
        if not self._job.models:
            return self._change_dictionary(item, wire)
        owner = owner_among(self._job.models, item)
        if owner is None:
            return "unknown"
        instance: DynamoDBModelBase = read_model(owner, item, wire)
        guards = unchanged_guards(instance)
        key = instance.primary_key()
        self._job.function(instance)
        if not changes_since(instance, wire):
            return "unchanged"
        self._update(instance, None, next(iter(key)), guards)
        return "updated"

    def _change_dictionary(self, item: dict[str, AttributeValue], wire: WireItem) -> str:
        changes = self._job.function(item)
        if not changes:
            return "unchanged"
        key = key_in(wire, self._key_names)
        guards = {name: each for name, each in wire.items() if name not in key}
        absent = {name: None for name in changes if name not in wire}
        self._update(key, changes, self._key_names[0], {**guards, **absent})
        return "updated"

    def _update(self, item: Any, changes: Any, partition_key: str, guards: Guards) -> None:
        unchanged = guard_condition(partition_key, guards)
        self._db.update_item_partial(
            item,
            self._table,
            condition_expression=unchanged.text,
            expression_attribute_names=unchanged.names,
            expression_attribute_values=unchanged.values,
            changes=changes,
            raise_on_error=True,
        )

    def _read(self, item: WireItem) -> WireItem | None:
        return reread(self._db, self._table, item, self._key_names)
