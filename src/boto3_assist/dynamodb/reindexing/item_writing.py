"""One item after the other brought to today's keys and form, each on condition of what was read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from boto3_assist.dynamodb.blocks import current_ledgers
from boto3_assist.dynamodb.client import DynamoDB
from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.reading import read_model
from boto3_assist.dynamodb.reindexing.configs import ReindexConfig
from boto3_assist.dynamodb.reindexing.item_changes import ItemChange, change_of
from boto3_assist.dynamodb.reindexing.ownership import owner_among
from boto3_assist.dynamodb.requests import ConditionCheck, DeleteItem
from boto3_assist.dynamodb.requests.item_writes import check_item_size
from boto3_assist.dynamodb.transactions.cancellation import CONDITION
from boto3_assist.dynamodb.transactions.retrying import TransactionConfig
from boto3_assist.dynamodb.transactions.sending import Sending
from boto3_assist.dynamodb.transactions.writes import Write
from boto3_assist.dynamodb.types import WireItem
from boto3_assist.dynamodb.walking.enduring import enduring, pause
from boto3_assist.dynamodb.walking.rereading import reread
from boto3_assist.dynamodb.walking.tallies import ItemReport, Tally, redacted_key
from boto3_assist.errors import (
    Boto3AssistError,
    ConditionalCheckFailedError,
    DynamoDBRequestRejectedError,
    ItemCollectionSizeLimitExceededError,
    TargetKeyTakenError,
    TransactionCanceledError,
)

__all__ = ["REFUSED", "ItemReindexer"]

T = TypeVar("T")

REFUSED = (DynamoDBRequestRejectedError, ItemCollectionSizeLimitExceededError)
"""What DynamoDB says of one item that it does not take."""

_DULL = frozenset({"gone", "unchanged"})
"""Outcomes of which nobody wants an example."""


class ItemReindexer:
    """Brings the items of a table to the keys and the form that their models have today."""

    def __init__(
        self,
        db: DynamoDB,
        table_name: str,
        models: Sequence[type[Any]],
        key_names: Sequence[str],
        config: ReindexConfig,
        *,
        reads_anew: bool = False,
    ) -> None:
        """Say how.

        Args:
            db: The service.
            table_name: Name or ARN of the table.
            models: The classes whose items are changed.
            key_names: Names of the attributes of the table's primary key.
            config: How to go about it.
            reads_anew: True where items come from an index, so that they may lack attributes.
        """
        self._db = db
        self._table_name = table_name
        self._models = models
        self._key_names = key_names
        self._config = config
        self._reads_anew = reads_anew

    def work(self, items: Sequence[WireItem], tally: Tally) -> None:
        """Bring the items of a page to today's form.

        Args:
            items: The items in wire form, as they were read.
            tally: Counts what became of them.

        Raises:
            Boto3AssistError: When DynamoDB cannot be called; an item that cannot be changed is
                counted only.
        """
        for item in items:
            report = self.reindex(item)
            tally.add(report, is_example=report.outcome not in _DULL)
            if self._config.on_item is not None and report.outcome not in _DULL:
                self._config.on_item(report)

    def reindex(self, item: WireItem) -> ItemReport:
        """Bring one item to today's form.

        Args:
            item: The item in wire form, as it was read.

        Returns:
            What became of it.

        Raises:
            Boto3AssistError: When DynamoDB cannot be called.
        """
        read = item
        found: WireItem | None = self._read(item) if self._reads_anew else item
        model, key = None, redacted_key(read, self._key_names)
        for attempt in range(1, self._config.max_attempts + 1):
            if found is None:
                return ItemReport("gone", key, model)
            owner = self._owner(found)
            if owner is None:
                return ItemReport("unknown", key)
            model = owner.__name__
            try:
                change = self._change(owner, found)
            except Boto3AssistError as error:
                return ItemReport("failed", key, model, error_code=error.error_code)
            if change is None:
                return ItemReport("unchanged", key, model)
            if self._config.dry_run:
                return change.report(show_values=self._config.show_values)
            try:
                if self.write(change):
                    return change.report()
            except TargetKeyTakenError as error:
                return replace(change.report("conflict"), error_code=error.error_code)
            except REFUSED as error:
                # Such as a key of an index that is too long: the others are to be done.
                return replace(change.report("failed"), error_code=error.error_code)
            # Another writer was faster: what it wrote is the item now.
            pause(self._db, attempt)
            found = self._read(read)
        return ItemReport("contended", key, model)

    def write(self, change: ItemChange, *, keeps_original: bool = False) -> bool:
        """Write a change.

        Args:
            change: The change.
            keeps_original: True to leave an item that gets another primary key where it is, too.

        Returns:
            False where the item is not what it was any more; nothing was written then.

        Raises:
            TargetKeyTakenError: When another item has the new key; nothing was written.
            Boto3AssistError: When DynamoDB cannot be called.
        """
        if change.update is not None:
            request = change.update.to_request()
            try:
                self._enduring(lambda: self._db._send("update_item", request, None))
            except ConditionalCheckFailedError:
                return False
            return True
        return self._move(change, keeps_original)

    def _owner(self, item: WireItem) -> type[Any] | None:
        decoded = decode_item(item)
        if self._config.model_of is not None:
            return self._config.model_of(decoded)
        return owner_among(self._models, decoded)

    def _change(self, model: type[Any], item: WireItem) -> ItemChange | None:
        instance: Any = read_model(model, decode_item(item), item)
        change = change_of(instance, self._table_name, self._db._now())
        if change is not None:
            # What DynamoDB would refuse is known before anything is sent.
            check_item_size(self._table_name, change.after)
            if change.update is not None:
                change.update.to_request()
        return change

    def _read(self, item: WireItem) -> WireItem | None:
        attempts = self._config.max_attempts
        return reread(self._db, self._table_name, item, self._key_names, attempts)

    def _move(self, change: ItemChange, keeps_original: bool) -> bool:
        assert change.move is not None  # nosec B101  # a change is the one or the other
        put, delete = change.move
        old: DeleteItem | ConditionCheck = delete
        if keeps_original and delete.condition is not None:
            old = ConditionCheck(delete.table_name, delete.key, delete.condition)
        names = tuple(change.key)
        sending = Sending(
            [Write(put, change.model, names), Write(old, change.model, names)],
            return_consumed_capacity="INDEXES" if current_ledgers() else None,
        )
        try:
            # With the same token: a lost answer is not a second move.
            self._enduring(lambda: self._db._transact(sending, TransactionConfig(), None))
        except TransactionCanceledError as error:
            refused = {each.position for each in error.failures if each.code == CONDITION}
            if not refused:
                raise next((e.error for e in error.failures if isinstance(e.error, REFUSED)), error)
            if 1 in refused:
                return False
            raise TargetKeyTakenError(
                f"the new primary key of an item of {change.model.__name__} is another item's",
                details={
                    "model": change.model.__name__,
                    "expected": "a primary key that no item has",
                    "suggestion": "look at both items; one of them may be an older copy",
                },
                operation="TransactWriteItems",
            ) from error
        return True

    def _enduring(self, call: Callable[[], T]) -> T:
        return enduring(self._db, call, self._config.max_attempts)
