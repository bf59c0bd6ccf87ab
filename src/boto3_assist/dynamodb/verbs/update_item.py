"""The verb that updates one item by steps, or by a text in DynamoDB's syntax."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar, overload

from boto3_assist.dynamodb.added_indexes import added_indexes
from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.conditions import Expression
from boto3_assist.dynamodb.entity_types import class_to_read
from boto3_assist.dynamodb.expressions import Update
from boto3_assist.dynamodb.index_query import ModelKey
from boto3_assist.dynamodb.instance_updates import stepwise_update
from boto3_assist.dynamodb.item_expiry import is_expired_item
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.partial_update import PartialUpdate
from boto3_assist.dynamodb.reading import read_model
from boto3_assist.dynamodb.refreshing import (
    brought_up_to_date,
    check_nothing_unwritten,
    lock_as_read,
    read_again,
)
from boto3_assist.dynamodb.requests import UpdateItem, UpdateItemByText
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.dynamodb.schema import schema_of_class
from boto3_assist.dynamodb.targets import key_and_model
from boto3_assist.dynamodb.typed_updates import (
    Stamps,
    check_key_untouched,
    check_no_upsert,
    check_not_older,
    check_order,
    check_returns_new,
    checked_update,
    needs_item,
    split_update,
    stamps_of,
    text_update,
)
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.dynamodb.update_config import UpdateConfig
from boto3_assist.dynamodb.update_targets import update_config
from boto3_assist.dynamodb.verbs.base import check_part
from boto3_assist.dynamodb.verbs.update import UpdateVerb
from boto3_assist.dynamodb.verbs.update_calls import UpdateCall, living_item, not_found
from boto3_assist.dynamodb.version_lock import VersionLock
from boto3_assist.dynamodb.write_conditions import (
    beside,
    check_meanings,
    check_placeholders,
    condition_beside,
    given_condition,
    living_condition,
)
from boto3_assist.errors import ConditionalCheckFailedError

if TYPE_CHECKING:
    from boto3.dynamodb.conditions import ConditionBase

    from boto3_assist.dynamodb.expressions import Condition

__all__ = ["UpdateItemVerb"]

M = TypeVar("M", bound=DynamoDBModelBase)
Key = Mapping[str, AttributeValue]


class UpdateItemVerb(UpdateVerb):
    """Updates one item by steps, or by a text."""

    @overload
    def update_item(
        self,
        table_name: str | None = None,
        *,
        key: ModelKey[M],
        update_expression: Update,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        return_values: str | None = None,
        source: str | None = None,
        config: UpdateConfig | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[M | None]: ...
    @overload
    def update_item(
        self,
        table_name: str | None,
        key: ModelKey[M],
        update_expression: Update,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        return_values: str | None = None,
        source: str | None = None,
        *,
        config: UpdateConfig | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[M | None]: ...
    @overload
    def update_item(
        self,
        table_name: str | None = None,
        *,
        key: M,
        update_expression: Update,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        return_values: str | None = None,
        source: str | None = None,
        config: UpdateConfig | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[M]: ...
    @overload
    def update_item(
        self,
        table_name: str | None,
        key: M,
        update_expression: Update,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        return_values: str | None = None,
        source: str | None = None,
        *,
        config: UpdateConfig | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[M]: ...
    @overload
    def update_item(
        self,
        table_name: str | None = None,
        *,
        key: Key,
        update_expression: Update | str,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        return_values: str | None = None,
        source: str | None = None,
        config: UpdateConfig | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[dict[str, AttributeValue] | None]: ...
    @overload
    def update_item(
        self,
        table_name: str | None,
        key: Key,
        update_expression: Update | str,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        return_values: str | None = None,
        source: str | None = None,
        *,
        config: UpdateConfig | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[dict[str, AttributeValue] | None]: ...
    def update_item(
        self,
        table_name: str | None = None,
        key: Any = None,
        update_expression: Any = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        return_values: str | None = None,
        source: str | None = None,
        *,
        config: UpdateConfig | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[Any]:
        """Do something to attributes of one item, without reading it where that is possible.

        By a key of a model the names and values of an `Update` are checked against the model's
        fields, the stamp of the change and the version are written, and every index key stays
        true: what a key is made of can be set or removed, for which the item is read first, and
        nothing else can be done to it. A dictionary as the key keeps no index true, nor does text.

        Args:
            table_name: Name or ARN of the table; the setting `app_table_name` when None.
            key: A key made by a model's index; an instance that has no changes of its own, which
                becomes what the item is afterwards, and whose version, if it has one, must be the
                stored one; or a dictionary of key attribute name → value.
            update_expression: The steps; with a dictionary as the key also text in DynamoDB's
                syntax.
            expression_attribute_values: What ``:`` placeholders of texts stand for.
            expression_attribute_names: What ``#`` placeholders of texts stand for.
            condition_expression: What the stored item must fulfil: a condition, one of boto3, or
                text.
            return_values: As the field of `UpdateConfig`; with an instance only ALL_NEW.
            source: Who asks, for the debug log.
            config: How to update. Of a model the item must exist; by a dictionary it is made when
                there is none, unless the configuration says otherwise.
            raise_on_error: False for a result that holds the error; None for the setting.

        Returns:
            A result whose data is what `return_values` asked for: by a dictionary the attributes,
            by a key of a model an instance for ALL_OLD and ALL_NEW, else None. With an instance it
            is that instance; of a frozen class another one. The attributes are at
            ``result["Attributes"]``, too.

        Raises:
            ItemNotFoundError: When the item must exist and does not, or has expired.
            VersionConflictError: When somebody else has written the item since an instance was
                read.
            Boto3AssistError: When the item cannot be updated; then nothing was written. What comes
                back and does not fit its model raises after the update.
        """

        def update() -> DynamoDBResult[Any]:
            how = update_config(config, return_values)
            check_order(table_name, key)
            check_meanings(expression_attribute_names, expression_attribute_values)
            held = key if isinstance(key, DynamoDBModelBase) else None
            attributes, model = key_and_model(None if held is not None else key, held)
            table = self._table_name(table_name)
            names, values = expression_attribute_names, expression_attribute_values
            if model is None and config is None:
                how = replace(how, upsert=True)
            if model is None and isinstance(update_expression, str):
                text = text_update(update_expression, names, values)
                condition = condition_beside(text, condition_expression)
                check_placeholders({*text.names, *text.values}, text, *filter(None, [condition]))
                call = UpdateCall(table, condition, how, source)
                return self._update_by_text(attributes, text, call)
            steps = checked_update(update_expression, model)
            call = UpdateCall(
                table, given_condition(condition_expression, names, values), how, source
            )
            if model is None:
                check_key_untouched(attributes, steps)
                return _result(None, call, self._send_steps(attributes, steps, Stamps(), call))
            check_no_upsert(model, how)
            if held is not None:
                return self._update_held(held, steps, call)
            response = self._update_model(ModelKey(model, attributes), steps, call)
            return _result(model, call, response)

        return self._outcome(update, raise_on_error)

    def _update_by_text(self, key: Key, text: Expression, call: UpdateCall) -> DynamoDBResult[Any]:
        request = UpdateItemByText(
            call.table_name,
            key,
            text,
            call.condition,
            not call.config.upsert,
            call.config.return_values,
        )
        return _result(None, call, self._send_update(request, call))

    def _update_held(self, held: M, steps: Update, call: UpdateCall) -> DynamoDBResult[M]:
        model = type(held)
        check_returns_new(model, call.config)
        check_nothing_unwritten(held)
        call = replace(call, config=call.config.returning_new())
        key = ModelKey(model, held.primary_key())
        response = self._update_model(key, steps, call, held)
        check_part(response, "Attributes", "UpdateItem", dict)
        return call.result(brought_up_to_date(held, response["Attributes"]), response)

    def _update_model(
        self, key: ModelKey[M], steps: Update, call: UpdateCall, held: M | None = None
    ) -> Mapping[str, Any]:
        now, model = self._now(), key.model
        lock = None if held is None else lock_as_read(held)
        has_own_indexes = held is not None and added_indexes(held) is not None
        if not has_own_indexes and not needs_item(model, steps):
            split = split_update(None, model, steps)
            return self._update_unread(key, split.steps, now, call, lock)

        def changed(stored: WireItem | None) -> tuple[M, PartialUpdate]:
            item = living_item(model, stored, now, call)
            instance = (
                read_model(model, decode_item(item), item)
                if held is None
                else read_again(held, item)
            )
            split = split_update(instance, type(instance), steps)
            check_not_older(instance, split)
            return instance, stepwise_update(instance, split.changes, split.steps, now, lock)

        first = changed(self._read_stored(key.attributes, call))
        return self._carry_out(changed, first, call)[1]

    def _update_unread(
        self,
        key: ModelKey[M],
        steps: Update,
        now: datetime,
        call: UpdateCall,
        lock: VersionLock | None,
    ) -> Mapping[str, Any]:
        model, stamps = key.model, stamps_of(schema_of_class(key.model), now)
        condition = call.condition
        if lock is not None:
            own = lock.condition
            condition = own if condition is None else beside(own, condition)
        call = replace(call, condition=living_condition(model, now, condition))
        try:
            return self._send_steps(key.attributes, steps, stamps, call)
        except ConditionalCheckFailedError as error:
            if error.item is not None:
                if is_expired_item(model, error.item, now):
                    raise not_found(call) from error
                class_to_read(model, error.item)
                if lock is not None and lock.is_broken_by(error.item):
                    raise lock.conflict(error) from error
            raise

    def _send_steps(
        self, key: Key, steps: Update, stamps: Stamps, call: UpdateCall
    ) -> Mapping[str, Any]:
        request = UpdateItem(
            call.table_name,
            key,
            stamps.values,
            counted=stamps.counted,
            condition=call.condition,
            must_exist=not call.config.upsert,
            return_values=call.config.return_values,
            steps=steps,
        )
        return self._send_update(request, call)


def _result(
    model: type[Any] | None, call: UpdateCall, response: Mapping[str, Any]
) -> DynamoDBResult[Any]:
    result = call.result(None, response)
    wire = response.get("Attributes")
    if not wire:
        return result
    if model is None:
        return call.result(result["Attributes"], response)
    if call.config.return_values.startswith("UPDATED"):
        # Some attributes are no instance.
        return result
    return call.result(read_model(model, decode_item(wire), wire), response)
