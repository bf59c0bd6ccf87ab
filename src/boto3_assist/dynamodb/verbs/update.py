"""The verb that changes attributes of one item, with the keys that follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar, overload

from boto3_assist.config import get_settings
from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.conditions import Expression
from boto3_assist.dynamodb.expressions import Update
from boto3_assist.dynamodb.index_changes import StoredItem, UpdatePlan
from boto3_assist.dynamodb.index_query import ModelKey
from boto3_assist.dynamodb.instance_state import stored_item
from boto3_assist.dynamodb.merge_strategies import MergeStrategy
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.partial_update import PartialUpdate, is_as_planned, taken_over
from boto3_assist.dynamodb.reading import read_model
from boto3_assist.dynamodb.requests import GetItem, UpdateItem
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.dynamodb.update_config import UpdateConfig
from boto3_assist.dynamodb.update_targets import (
    check_arguments,
    dictionary_update,
    instance_update,
    update_config,
)
from boto3_assist.dynamodb.verbs.base import DynamoDBVerbs
from boto3_assist.dynamodb.version_lock import VersionLock, version_lock
from boto3_assist.dynamodb.write_conditions import given_condition, no_such_item
from boto3_assist.errors import ConditionalCheckFailedError, ItemNotFoundError, WriteConflictError

if TYPE_CHECKING:
    from boto3.dynamodb.conditions import ConditionBase

    from boto3_assist.dynamodb.expressions import Condition

__all__ = ["UpdateCall", "UpdateVerb"]

M = TypeVar("M", bound=DynamoDBModelBase)
T = TypeVar("T")


class UpdateVerb(DynamoDBVerbs):
    """Changes attributes of one item."""

    @overload
    def update_item_partial(
        self,
        item: M,
        table_name: str | None = None,
        fields_to_clear: Iterable[str] | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        return_values: str | None = None,
        source: str | None = None,
        *,
        fields: Iterable[str] | None = None,
        config: UpdateConfig | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[M]: ...
    @overload
    def update_item_partial(
        self,
        item: ModelKey[M],
        table_name: str | None = None,
        fields_to_clear: Iterable[str] | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        return_values: str | None = None,
        source: str | None = None,
        *,
        changes: Mapping[str, Any],
        config: UpdateConfig | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[M]: ...
    @overload
    def update_item_partial(
        self,
        item: Mapping[str, AttributeValue],
        table_name: str | None = None,
        fields_to_clear: Iterable[str] | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        return_values: str | None = None,
        source: str | None = None,
        *,
        changes: Mapping[str, AttributeValue] | None = None,
        config: UpdateConfig | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[dict[str, AttributeValue] | None]: ...
    def update_item_partial(
        self,
        item: Any,
        table_name: str | None = None,
        fields_to_clear: Iterable[str] | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        return_values: str | None = None,
        source: str | None = None,
        *,
        changes: Mapping[str, Any] | None = None,
        fields: Iterable[str] | None = None,
        config: UpdateConfig | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[Any]:
        """Change some attributes of one item and leave the others as they are (UpdateItem).

        Of a model every index key that depends on a changed attribute is made anew, or removed
        where it loses an input, on the condition that what it is made of beside the change is
        still what was read. Where another writer was faster, the keys are made of what that one
        wrote, and the update is sent again.

        Args:
            item: An instance that was read: what changed since is written. An instance made by
                hand: what was given to it. A key made by a model's index, with `changes`. Or a
                dictionary, which keeps no index true: the key, with `changes`, or the key among
                what is to change.
            table_name: Name or ARN of the table; the setting `app_table_name` when None.
            fields_to_clear: Names of fields whose attributes are removed.
            condition_expression: What the stored item must fulfil: a condition, one of boto3, or
                text.
            expression_attribute_names: What ``#`` placeholders of the condition stand for.
            expression_attribute_values: What ``:`` placeholders stand for, in Python values.
            return_values: As the field of `UpdateConfig`.
            source: Who asks, for the debug log.
            changes: Field name → value for a key; `CLEAR_FIELD` removes.
            fields: Names of the fields of an instance to write, changed or not.
            config: How to update.
            raise_on_error: False for a result that holds the error; None for the setting.

        Returns:
            A result whose data is the instance, with its new version and stamps; of a dictionary
            the attributes that `return_values` asked for, or None.

        Raises:
            Boto3AssistError: When the item cannot be updated; then nothing was written.
        """

        def update() -> DynamoDBResult[Any]:
            how = update_config(config, return_values)
            check_arguments(item, changes, fields)
            table = self._table_name(table_name)
            condition = given_condition(
                condition_expression, expression_attribute_names, expression_attribute_values
            )
            call = UpdateCall(table, condition, how, source)
            cleared = fields_to_clear or ()
            if isinstance(item, Mapping):
                return self._update_dictionary(item, changes, cleared, call)
            is_key = isinstance(item, ModelKey)
            instance = self._changed(item, changes or {}, call) if is_key else item
            partial = instance_update(
                instance, fields, cleared, self.clock(), upsert=how.upsert, locked=not is_key
            )
            return self._update_instance(instance, partial, call, locked=not is_key)

        return self._outcome(update, raise_on_error)

    def _changed(self, key: ModelKey[M], changes: Mapping[str, Any], call: UpdateCall) -> M:
        """Read the item of a key and merge changes into it."""
        stored = self._read_stored(key.attributes, call)
        if stored is None:
            raise _not_found(call)
        instance = read_model(key.model, decode_item(stored), stored)
        instance.merge(changes, MergeStrategy.UPDATES_WIN)
        return instance

    def _update_dictionary(
        self,
        item: Mapping[str, AttributeValue],
        changes: Mapping[str, AttributeValue] | None,
        names_to_clear: Iterable[str],
        call: UpdateCall,
    ) -> DynamoDBResult[Any]:
        key, found = dictionary_update(item, changes, names_to_clear, call.config)
        request = UpdateItem(
            call.table_name,
            key,
            found.values,
            found.removed,
            condition=call.condition,
            must_exist=not call.config.upsert,
            return_values=call.config.return_values,
        )
        try:
            response = self._send("update_item", request.to_request(), call.source)
        except ConditionalCheckFailedError as error:
            if error.item is None and call.condition is None:
                raise _not_found(call) from error
            raise
        result = call.result(None, response)
        return call.result(result.get("Attributes"), response)

    def _update_instance(
        self, instance: M, update: PartialUpdate, call: UpdateCall, *, locked: bool
    ) -> DynamoDBResult[M]:
        if not update.changes:
            return call.result(instance, {})
        carried_out, plan, response = self._carry_out(instance, update, call, locked=locked)
        return call.result(taken_over(instance, carried_out, plan), response)

    def _carry_out(
        self, instance: DynamoDBModelBase, update: PartialUpdate, call: UpdateCall, *, locked: bool
    ) -> tuple[PartialUpdate, UpdatePlan, Mapping[str, Any]]:
        """Send an update, anew where another writer has changed what its keys are made of."""
        if call.config.read_first and not update.stored.is_complete:
            update = self._with_stored(update, call)
        for _ in range(call.config.max_attempts):
            plan = update.plan()
            request = call.request(update, plan)
            try:
                response = self._send("update_item", request.to_request(), call.source)
            except ConditionalCheckFailedError as error:
                lock = version_lock(instance) if locked and stored_item(instance) else None
                update = self._after_conflict(update, plan, call, error, lock)
                continue
            return update, plan, response
        raise _gave_up(call)

    def _with_stored(self, update: PartialUpdate, call: UpdateCall) -> PartialUpdate:
        stored = self._read_stored(update.key, call)
        if stored is not None:
            return update.on(stored)
        if not call.config.upsert:
            raise _not_found(call)
        return replace(update, stored=StoredItem({}, is_complete=True))

    def _after_conflict(
        self,
        update: PartialUpdate,
        plan: UpdatePlan,
        call: UpdateCall,
        error: ConditionalCheckFailedError,
        lock: VersionLock | None,
    ) -> PartialUpdate:
        """Plan anew on the item as it is, unless the refusal was for another reason."""
        refused_on = (error.response or {}).get("Item")
        stored = refused_on or self._read_stored(update.key, call)
        if stored is None:
            raise _not_found(call) from error
        error.item = decode_item(stored, convert_decimals=get_settings().dynamodb_convert_decimals)
        if lock is not None and lock.is_broken_by(error.item):
            raise lock.conflict(error) from error
        if is_as_planned(plan, stored):
            raise error
        return update.on(stored)

    def _read_stored(self, key: Mapping[str, AttributeValue], call: UpdateCall) -> WireItem | None:
        request = GetItem(call.table_name, key, strongly_consistent=True)
        response = self._send("get_item", request.to_request(), call.source)
        item: WireItem | None = response.get("Item")
        return item


@dataclass(frozen=True)
class UpdateCall:
    """What every attempt of one call has in common.

    Attributes:
        table_name: Name or ARN of the table.
        condition: What the caller asks of the stored item.
        config: How to update.
        source: Who asks.
        steps: What is done beside what the update of an instance does.
    """

    table_name: str
    condition: Expression | None
    config: UpdateConfig
    source: str | None
    steps: Update = Update()

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
            update.initial,
            update.counted,
            plan.guards,
            self.condition,
            not self.config.upsert,
            self.config.return_values,
            self.steps,
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


def _not_found(call: UpdateCall) -> ItemNotFoundError:
    suggestion = "save a new item, or pass config=UpdateConfig(upsert=True)"
    return no_such_item(call.table_name, "UpdateItem", suggestion)


def _gave_up(call: UpdateCall) -> WriteConflictError:
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
