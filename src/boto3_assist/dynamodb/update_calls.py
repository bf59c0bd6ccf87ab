"""What the attempts of one update have in common, and what its refusal means; sends nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from boto3_assist.config import get_settings
from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.conditions import Expression
from boto3_assist.dynamodb.index_changes import UpdatePlan
from boto3_assist.dynamodb.item_expiry import is_expired_item, may_expire
from boto3_assist.dynamodb.partial_update import PartialUpdate, is_as_planned
from boto3_assist.dynamodb.requests import UpdateItem, UpdateItemByText
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.dynamodb.types import WireItem
from boto3_assist.dynamodb.update_config import UpdateConfig
from boto3_assist.dynamodb.version_lock import VersionLock
from boto3_assist.dynamodb.write_conditions import no_such_item
from boto3_assist.errors import (
    ConditionalCheckFailedError,
    DynamoDBError,
    ItemNotFoundError,
    WriteConflictError,
)

__all__ = [
    "PlannedUpdate",
    "UnreadUpdate",
    "UpdateCall",
    "check_refusal",
    "gave_up",
    "living_item",
    "not_found",
]

T = TypeVar("T")


@dataclass(frozen=True)
class PlannedUpdate(Generic[T]):
    """A partial update of an item as it is taken to be, and how it goes on where it is not so.

    Attributes:
        changed: Gives the same for an item as it was found to be, in wire form, or for none.
        instance: An instance of the item.
        update: What is to be done.
    """

    changed: Callable[[WireItem | None], tuple[T, PartialUpdate]] = field(repr=False)
    instance: T = field(repr=False)
    update: PartialUpdate

    def on(self, item: WireItem | None) -> PlannedUpdate[T]:
        """Give the same update of an item as it was found to be.

        Args:
            item: The whole item in wire form; None when there is none.

        Returns:
            The update.
        """
        return PlannedUpdate(self.changed, *self.changed(item))

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to write."""
        return bool(self.update.changes or self.update.steps)


@dataclass(frozen=True)
class UpdateCall:
    """What every attempt of one call has in common.

    Attributes:
        table_name: Name or ARN of the table.
        condition: What the caller asks of the stored item.
        config: How to update.
        source: Who asks.
    """

    table_name: str
    condition: Expression | None
    config: UpdateConfig
    source: str | None

    def request(self, update: PartialUpdate, plan: UpdatePlan) -> UpdateItem:
        """Make the request of one attempt.

        Args:
            update: What is to be done.
            plan: What that writes.

        Returns:
            The request.
        """
        return UpdateItem(
            self.table_name,
            update.key,
            plan.values,
            plan.removed,
            initial=update.initial,
            counted=update.counted,
            guards=plan.guards,
            condition=self.condition,
            must_exist=update.must_exist,
            return_values=self.config.return_values,
            steps=update.steps,
        )

    def result(self, data: T, response: Mapping[str, Any]) -> DynamoDBResult[T]:
        """Make the result of the call.

        Args:
            data: What it is to hold.
            response: DynamoDB's response.

        Returns:
            The result.
        """
        return DynamoDBResult.success_result(
            data,
            response,
            convert_decimals=get_settings().dynamodb_convert_decimals,
            partial=self.config.return_values.startswith("UPDATED"),
        )


@dataclass(frozen=True)
class UnreadUpdate:
    """An update that relies on nothing that was read.

    Attributes:
        request: The request.
        model: The class of the item; None where none is known.
        lock: The version that an instance stands for, if any.
        now: The time at which an expired item counts as none; None where every item is one.
    """

    request: UpdateItem | UpdateItemByText
    model: type[Any] | None = None
    lock: VersionLock | None = None
    now: datetime | None = None

    def refusal(
        self, error: ConditionalCheckFailedError, call: UpdateCall, *, is_absent: bool
    ) -> DynamoDBError:
        """Tell what a failed condition means.

        Args:
            error: The failure; its item is in Python values.
            call: The call.
            is_absent: True when there is no item.

        Returns:
            An `ItemNotFoundError`, a `VersionConflictError`, or the failure itself where it was
            the caller's condition that did not hold, or the item is of another entity type.
        """
        if is_absent:
            return not_found(call) if self.request.must_exist else error
        if error.item is None or self.model is None:
            return error
        if self.now is not None and is_expired_item(self.model, error.item, self.now):
            return not_found(call)
        if self.lock is not None and self.lock.is_broken_by(error.item):
            return self.lock.conflict(error)
        return error


def check_refusal(
    update: PartialUpdate,
    plan: UpdatePlan,
    found: WireItem | None,
    error: ConditionalCheckFailedError,
    call: UpdateCall,
) -> None:
    """Raise where it was not another writer of what keys are made of that made an update fail.

    Args:
        update: What was to be done.
        plan: What that would have written.
        found: The item as it was then, in wire form; None when there was none.
        error: The failure, with the same item in Python values.
        call: The call.

    Raises:
        ItemNotFoundError: When there is no item to update.
        VersionConflictError: When somebody else has written the item since it was read.
        ConditionalCheckFailedError: When the caller's condition does not hold.
    """
    if found is None and update.new_item is None:
        raise not_found(call) from error
    if update.lock is not None and update.lock.is_broken_by(error.item):
        raise update.lock.conflict(error) from error
    if call.condition is not None and is_as_planned(update, plan, found):
        raise error


def living_item(model: type, stored: WireItem | None, now: datetime, call: UpdateCall) -> WireItem:
    """Check that there is an item for an update by the key of a model, as a read would find it.

    Args:
        model: The class of the item.
        stored: The item in wire form; None when there is none.
        now: The time of the update.
        call: The call.

    Returns:
        The item.

    Raises:
        ItemNotFoundError: When there is none, or it has expired.
    """
    if stored is None or (may_expire(model) and is_expired_item(model, decode_item(stored), now)):
        raise not_found(call)
    return stored


def not_found(call: UpdateCall) -> ItemNotFoundError:
    """Make the error that says that there is no item to update.

    Args:
        call: The call.

    Returns:
        The error, to raise.
    """
    suggestion = (
        "pass an instance made by hand or read as a whole: nothing else tells a new item"
        if call.config.upsert
        else "save a new item, or pass config=UpdateConfig(upsert=True) with an instance"
    )
    return no_such_item(call.table_name, "UpdateItem", suggestion)


def gave_up(call: UpdateCall) -> WriteConflictError:
    """Make the error that says that other writers were faster each time.

    Args:
        call: The call.

    Returns:
        The error, to raise.
    """
    return WriteConflictError(
        f"other writers changed what the keys are made of {call.config.max_attempts} times in a "
        f"row (table {call.table_name!r}); nothing was written",
        details={
            "table": call.table_name,
            "attempts": call.config.max_attempts,
            "expected": "an item that does not change between the read and the write",
            "suggestion": "try again later, or raise UpdateConfig.max_attempts",
        },
        operation="UpdateItem",
    )
