"""The one way to give the items of a table the keys that their models have today."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from boto3_assist.dynamodb.client import DynamoDB
from boto3_assist.dynamodb.indexes import declared_indexes
from boto3_assist.dynamodb.item_config import item_config_of
from boto3_assist.dynamodb.key_template import KeyTemplate
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.reindexing.configs import ReindexConfig
from boto3_assist.dynamodb.reindexing.item_writing import ItemReindexer
from boto3_assist.dynamodb.reindexing.reports import ReindexReport
from boto3_assist.dynamodb.reindexing.single_items import reindex_single_item
from boto3_assist.dynamodb.schema import check_models
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.dynamodb.verbs.reading_many import connections_of
from boto3_assist.dynamodb.walking.brakes import Brake
from boto3_assist.dynamodb.walking.key_names import key_names_of
from boto3_assist.dynamodb.walking.sources import WalkSource
from boto3_assist.dynamodb.walking.tallies import ItemReport, Tally
from boto3_assist.dynamodb.walking.walks import (
    SegmentProgress,
    SegmentWalk,
    pacer_of,
    shares_of,
    walk_segment,
)

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from boto3_assist.service import ConnectionOptions

__all__ = ["DynamoDBReindexer"]


class DynamoDBReindexer:
    """Gives stored items the keys, and the form, that their models have today.

    An item whose secondary keys change is updated in place; one whose primary key changes is
    moved in one transaction; one that upcasters change is written as a whole. Every write is on
    condition that the item is as it was read, else it is read again. Items of no model that was
    given are left alone. Run again, it changes nothing.

    Example:
        >>> from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModel, DynamoDBTable
        >>> class Ticket(DynamoDBModel):
        ...     ticket_id: str
        ...     state: str
        ...     primary = DynamoDBIndex.primary(pk="ticket#{ticket_id}", sk="ticket")
        ...     by_state = DynamoDBIndex("gsi1", pk="state#{state}", sk="ticket#{ticket_id}")
        >>> db = DynamoDB.from_pool()
        >>> DynamoDBTable("tickets", models=[Ticket], db=db).create()
        >>> item = {"pk": "ticket#1", "sk": "ticket", "ticket_id": "1", "state": "new"}
        >>> _ = db.save(item, "tickets")
        >>> reindexer = DynamoDBReindexer("tickets", models=[Ticket], db=db)
        >>> reindexer.run(ReindexConfig(dry_run=True)).attributes
        {'gsi1_pk': 1, 'gsi1_sk': 1}
        >>> reindexer.run().changed, reindexer.run().changed
        (1, 0)
    """

    def __init__(
        self,
        table_name: str | None = None,
        *,
        models: Sequence[type[DynamoDBModelBase]] = (),
        db: DynamoDB | None = None,
        **connection: Unpack[ConnectionOptions],
    ) -> None:
        """Say whose items are changed; nothing is sent.

        Args:
            table_name: Name or ARN of the table; the setting `app_table_name` when None.
            models: The classes whose items are changed.
            db: The service; one from the pool when None.
            **connection: How that one connects; see `DynamoDB.from_pool`.

        Raises:
            InvalidParameterError: When the models are not model classes.
            MissingParameterError: When no table is named.
        """
        self.models = tuple(models)
        if self.models:
            check_models(self.models)
        self.db = DynamoDB.from_pool(**connection) if db is None else db
        self.table_name = self.db._table_name(table_name)

    def run(
        self,
        config: ReindexConfig | None = None,
        *,
        index_name: str | None = None,
        key: Any = None,
        filter: Any = None,
    ) -> ReindexReport:
        """Reindex the items of the table, of an index, or of a query.

        With checkpoints it goes on where an earlier run of the same work ended, however it ended. A
        page that was not finished is worked on again, which changes nothing more.

        Args:
            config: How to go about it.
            index_name: The index to read the items of; None or ``"primary"`` for the table.
            key: A query as `DynamoDB.query` takes it, for the items of one partition.
            filter: What items must fulfil, a condition of `attr` or boto3.

        Returns:
            What became of the items.

        Raises:
            CheckpointMismatchError: When the checkpoints are those of other work.
            Boto3AssistError: When the table cannot be read or written. Items that cannot be
                changed raise nothing: they are counted.
        """
        how = config or ReindexConfig()
        source = WalkSource(
            self.table_name, index_name, key, filter, how.page_size, how.strongly_consistent
        )
        joined = _Progress(how)
        walk = self._walk(source, how)
        shares = shares_of(how.stop_after, how.total_segments)
        walks = [replace(walk, segment=n, stop_after=share) for n, share in enumerate(shares)]
        items = self._items(source, how)
        workers = how.max_workers or min(len(walks), connections_of(self.db.client))
        if len(walks) == 1:
            joined.take(walk_segment(walks[0], items.work, joined.take))
            return joined.report()
        brake, futures = Brake(), list[Future[SegmentProgress]]()
        with ThreadPoolExecutor(min(workers, len(walks)), "boto3-assist-reindex") as executor:
            try:
                with brake.deadline():
                    # Ledgers and deadlines of the caller hold for what is done on its behalf.
                    futures = [
                        executor.submit(
                            copy_context().run, walk_segment, walk, items.work, joined.take
                        )
                        for walk in walks
                    ]
                wait(futures, return_when=FIRST_EXCEPTION)
            finally:
                # Where one cannot go on, or the caller is interrupted, the others end soon.
                if not all(each.done() for each in futures):
                    brake.pull()
        for future in futures:
            joined.take(future.result())
        return joined.report()

    def segment(
        self,
        source: WalkSource,
        config: ReindexConfig,
        segment: int = 0,
        report: Callable[[SegmentProgress], object] | None = None,
    ) -> SegmentProgress:
        """Reindex one segment of a plan, as a job of several machines does.

        Args:
            source: The items.
            config: How to go about it; its `stop_after` and rates are those of this segment.
            segment: Which of the `total_segments`, from 0.
            report: Told how far it has come, after each page.

        Returns:
            How far it has come.

        Raises:
            Boto3AssistError: As in `run`.
        """
        walk = replace(self._walk(source, config), segment=segment)
        return walk_segment(walk, self._items(source, config).work, report)

    def reindex_item(
        self,
        original_primary_key: Mapping[str, AttributeValue],
        model: DynamoDBModelBase,
        *,
        dry_run: bool = False,
        inplace: bool = True,
        leave_original_record: bool = False,
        service_cls: Any = None,
    ) -> ItemReport:
        """Give one item the keys of an instance.

        Args:
            original_primary_key: Key attribute name → value, of the item as it is stored.
            model: An instance with the values of the item, from which the keys are made.
            dry_run: True to find what would change, and to write nothing.
            inplace: True to change secondary keys only; a primary key that changes is refused
                then. False to move the item in one transaction.
            leave_original_record: True to keep the item under its old key too.
            service_cls: Not used; taken for code written for 0.x.

        Returns:
            What became of the item.

        Raises:
            ItemNotFoundError: When there is no such item.
            PrimaryKeyChangeError: When the primary key changes and `inplace` is True.
            TargetKeyTakenError: When another item has the new key; nothing was written.
            WriteConflictError: When the item was changed by another writer each time.
            Boto3AssistError: When the item cannot be read or written.
        """
        return reindex_single_item(
            self.db,
            self.table_name,
            dict(original_primary_key),
            model,
            dry_run=dry_run,
            inplace=inplace,
            leave_original_record=leave_original_record,
        )

    def _walk(self, source: WalkSource, config: ReindexConfig) -> SegmentWalk:
        total = config.total_segments
        digest = source.digest(self.db._now, "reindex", *map(_form_of, self.models), total=total)
        return SegmentWalk(
            self.db,
            source,
            total=total,
            digest=digest,
            checkpoints=None if config.dry_run else config.checkpoints,
            stop_after=config.stop_after,
            pacer=pacer_of(self.db, config.max_reads_per_second, config.max_writes_per_second),
        )

    def _items(self, source: WalkSource, config: ReindexConfig) -> ItemReindexer:
        names = key_names_of(self.db, self.table_name, self.models)
        plan = source.plan(0, config.total_segments, self.db._now)
        reads_anew = plan.request.index_name is not None
        return ItemReindexer(
            self.db, self.table_name, self.models, names, config, reads_anew=reads_anew
        )


def _form_of(model: type[DynamoDBModelBase]) -> str:
    """Tell a model, and the keys and the form that it has today: others are other work."""
    keys = [
        f"{name} {key.attribute_name}={_source_text(key.source)}"
        for name, index in sorted(declared_indexes(model).items())
        for key in index.declared_keys
    ]
    version = item_config_of(model).schema_version
    return "\n".join([f"{model.__module__}.{model.__qualname__} {version}", *keys])


def _source_text(source: object) -> str:
    if isinstance(source, KeyTemplate):
        return f"{source.source} {source.escaped}"
    return str(getattr(source, "__qualname__", ""))


class _Progress:
    """What all segments have come to so far."""

    def __init__(self, config: ReindexConfig) -> None:
        self._config = config
        self._lock = threading.Lock()
        self._segments: dict[int, SegmentProgress] = {}

    def take(self, progress: SegmentProgress) -> None:
        with self._lock:
            self._segments[progress.segment] = progress
            if self._config.on_progress is not None:
                self._config.on_progress(self._joined())

    def report(self) -> ReindexReport:
        joined = self._joined()
        segments = self._segments.values()
        all_done = len(segments) == self._config.total_segments
        return ReindexReport(
            dict(joined.counts),
            dict(sorted(joined.attributes.items())),
            tuple(joined.examples),
            all_done and all(each.is_done for each in segments),
            self._config.dry_run,
            next((each.stopped_by for each in segments if each.stopped_by), None),
        )

    def _joined(self) -> Tally:
        joined = Tally()
        for _, each in sorted(self._segments.items()):
            joined.join(each.tally)
        return joined
