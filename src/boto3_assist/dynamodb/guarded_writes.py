"""What writes one item or checks it, and what its refusal means; sends nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from boto3_assist.dynamodb.conditions import Expression
from boto3_assist.dynamodb.instance_state import keep_stored
from boto3_assist.dynamodb.item_expiry import is_expired_item, may_expire
from boto3_assist.dynamodb.item_life import has_life, settled, with_values, written_values
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.requests import ConditionCheck, DeleteItem, PutItem
from boto3_assist.dynamodb.targets import key_and_model, saved_item
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.dynamodb.version_lock import VersionLock, version_lock
from boto3_assist.dynamodb.write_conditions import (
    beside,
    delete_condition,
    given_condition,
    no_such_item,
    presence,
    put_condition,
)
from boto3_assist.dynamodb.write_configs import DeleteConfig, SaveConfig
from boto3_assist.errors import ConditionalCheckFailedError, DynamoDBError

__all__ = [
    "CallerCondition",
    "ItemCheck",
    "ItemDeletion",
    "ItemPut",
    "WriteGuard",
    "check_of",
    "deletion_of",
    "put_of",
]


@dataclass(frozen=True)
class CallerCondition:
    """What a caller asks of the stored item, as it was given.

    Attributes:
        condition: A condition, one of boto3, text, or None.
        names: What the text's ``#`` placeholders stand for.
        values: What its ``:`` placeholders stand for, in Python values.
    """

    condition: Any = field(default=None, repr=False)
    names: Mapping[str, str] | None = None
    values: Mapping[str, AttributeValue] | None = field(default=None, repr=False)

    def expression(self) -> Expression | None:
        """Give it as an expression; see `given_condition`.

        Returns:
            The condition, or None.
        """
        return given_condition(self.condition, self.names, self.values)


@dataclass(frozen=True)
class WriteGuard:
    """What of its own a write asks of the stored item, beside what the caller asks.

    Attributes:
        table_name: Name or ARN of the table.
        operation: AWS's name of the operation.
        lock: The version that an instance stands for, if any.
        must_exist: True where there must be an item.
        suggestion: What to do when there is none.
        model: The class of the item; None where none is known.
        now: The time at which an expired item counts as none; None where every item is one.
    """

    table_name: str
    operation: str
    lock: VersionLock | None = None
    must_exist: bool = False
    suggestion: str = ""
    model: type[Any] | None = None
    now: datetime | None = None

    def refusal(self, error: ConditionalCheckFailedError) -> DynamoDBError:
        """Tell what a failed condition means.

        Args:
            error: The failure; its item is in Python values.

        Returns:
            An `ItemNotFoundError`, a `VersionConflictError`, or the failure itself where it was
            the caller's condition that did not hold.
        """
        if self.must_exist and self._is_gone(error.item):
            return no_such_item(self.table_name, self.operation, self.suggestion)
        if self.lock is not None and self._breaks(self.lock, error.item):
            return self.lock.conflict(error)
        return error

    def _breaks(self, lock: VersionLock, item: Mapping[str, AttributeValue] | None) -> bool:
        is_deletion = self.operation == "DeleteItem"
        return lock.keeps_from_deletion(item) if is_deletion else lock.is_broken_by(item)

    def _is_gone(self, item: Mapping[str, AttributeValue] | None) -> bool:
        if item is None or self.model is None or self.now is None:
            return item is None
        return is_expired_item(self.model, item, self.now)


@dataclass(frozen=True)
class ItemPut:
    """An item to be written as a whole.

    Attributes:
        request: The request.
        guard: What it asks of the stored item.
        given: What the caller gave.
        written: The same, or a copy of it with what a write sets.
        values: What the write sets: field name → value.
    """

    request: PutItem
    guard: WriteGuard
    given: Any = field(repr=False)
    written: Any = field(repr=False)
    values: Mapping[str, Any] = field(repr=False)

    def settle(self, item: WireItem) -> Any:
        """Let the caller's instance be what was written, after the write has succeeded.

        Args:
            item: The item in wire form, as it was written.

        Returns:
            What the caller gave; if it is frozen, the copy that was written.
        """
        saved = settled(self.given, self.written, self.values)
        if isinstance(saved, DynamoDBModelBase):
            keep_stored(saved, item)
        return saved


@dataclass(frozen=True)
class ItemDeletion:
    """An item to be deleted.

    Attributes:
        request: The request.
        guard: What it asks of the stored item.
        model: The class of the item; None where none is known.
    """

    request: DeleteItem
    guard: WriteGuard
    model: type[Any] | None


@dataclass(frozen=True)
class ItemCheck:
    """An item that is to be as it is asked to be, and is left alone.

    Attributes:
        request: The request.
        guard: What it asks of the stored item.
        model: The class of the item; None where none is known.
    """

    request: ConditionCheck
    guard: WriteGuard
    model: type[Any] | None


def put_of(
    item: Any,
    table_name: str,
    config: SaveConfig,
    condition: CallerCondition,
    now: Callable[[], datetime],
) -> ItemPut:
    """Give what a save writes.

    Args:
        item: A model, or a dictionary of attribute name → Python value.
        table_name: Name or ARN of the table.
        config: How to save.
        condition: What the caller asks of the stored item.
        now: Gives a datetime with a time zone, for an instance that keeps stamps or a version.

    Returns:
        The write, with all keys of a model, its stamps and its next version.

    Raises:
        Boto3AssistError: When the item cannot be written.
    """
    time = now() if has_life(item) else None
    values = {} if time is None else written_values(item, time)
    written = with_values(item, values) if values else item
    lock = None if time is None else version_lock(item, time)
    saved = saved_item(written)
    joined = put_condition(
        written, condition.expression(), must_exist=config.must_exist, lock=lock, now=time
    )
    request = PutItem(table_name, saved, joined, config.return_values)
    suggestion = "save it without asking that it exists"
    model = type(written) if isinstance(written, DynamoDBModelBase) else None
    guard = WriteGuard(
        table_name, "PutItem", lock, config.must_exist is True, suggestion, model, time
    )
    return ItemPut(request, guard, item, written, values)


def deletion_of(
    key: Any,
    instance: DynamoDBModelBase | None,
    table_name: str,
    config: DeleteConfig,
    condition: CallerCondition,
) -> ItemDeletion:
    """Give what a deletion deletes.

    Args:
        key: A key made by a model's index, a dictionary, or None.
        instance: An instance that has the values of its primary key, or None.
        table_name: Name or ARN of the table.
        config: How to delete.
        condition: What the caller asks of the stored item.

    Returns:
        The deletion; of a versioned instance that was read, only of what it was read from.

    Raises:
        Boto3AssistError: When there is no key, or it cannot be used.
    """
    attributes, model = key_and_model(key, instance)
    lock = None if instance is None else version_lock(instance)
    joined = delete_condition(
        attributes, condition.expression(), must_exist=config.must_exist, lock=lock
    )
    request = DeleteItem(table_name, attributes, joined, config.return_values)
    suggestion = "delete it without asking that it exists"
    guard = WriteGuard(table_name, "DeleteItem", lock, config.must_exist, suggestion)
    return ItemDeletion(request, guard, model)


def check_of(
    key: Any,
    instance: DynamoDBModelBase | None,
    table_name: str,
    condition: CallerCondition,
    now: Callable[[], datetime],
) -> ItemCheck:
    """Give what a check asks.

    Args:
        key: A key made by a model's index, a dictionary, or None.
        instance: An instance that has the values of its primary key, or None.
        table_name: Name or ARN of the table.
        condition: What the caller asks of the stored item; by itself, that it exists and has not
            expired.
        now: Gives a datetime with a time zone, for a model whose items expire.

    Returns:
        The check; of a versioned instance that was read, that the item is as it was read.

    Raises:
        Boto3AssistError: When there is no key, or it cannot be used.
    """
    attributes, model = key_and_model(key, instance)
    lock = None if instance is None else version_lock(instance)
    if lock is not None and lock.expects == "absent":
        # It was not read, so there is nothing that the stored item would have to be.
        lock = None
    given = condition.expression()
    time = now() if model is not None and may_expire(model) else None
    joined = given if lock is None else beside(lock.condition, given)
    must_exist = joined is None
    if joined is None:
        joined = presence(next(iter(attributes)), model, time)
    suggestion = "leave the check out"
    guard = WriteGuard(table_name, "ConditionCheck", lock, must_exist, suggestion, model, time)
    return ItemCheck(ConditionCheck(table_name, attributes, joined), guard, model)
