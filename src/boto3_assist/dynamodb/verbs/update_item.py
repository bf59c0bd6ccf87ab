"""The verb that updates one item by steps, or by a text in DynamoDB's syntax."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar, overload

from boto3_assist.dynamodb.added_indexes import added_indexes
from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.entity_types import class_to_read
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.model_key import ModelKey
from boto3_assist.dynamodb.reading import read_model
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.dynamodb.schema import schema_of_class
from boto3_assist.dynamodb.targets import key_and_model
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.dynamodb.verbs.base import check_part
from boto3_assist.dynamodb.verbs.update import UpdateVerb
from boto3_assist.errors import ConditionalCheckFailedError

if TYPE_CHECKING:
    from boto3.dynamodb.conditions import ConditionBase

    from boto3_assist.dynamodb.expressions import Condition, Update
    from boto3_assist.dynamodb.guarded_writes import CallerCondition
    from boto3_assist.dynamodb.partial_update import PartialUpdate
    from boto3_assist.dynamodb.requests import UpdateItem
    from boto3_assist.dynamodb.typed_updates import Stamps
    from boto3_assist.dynamodb.update_calls import PlannedUpdate, UnreadUpdate, UpdateCall
    from boto3_assist.dynamodb.update_config import UpdateConfig
    from boto3_assist.dynamodb.version_lock import VersionLock

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
            from boto3_assist.dynamodb.expressions.placeholders import check_meanings
            from boto3_assist.dynamodb.guarded_writes import CallerCondition
            from boto3_assist.dynamodb.typed_updates import check_order
            from boto3_assist.dynamodb.update_calls import UpdateCall
            from boto3_assist.dynamodb.update_targets import update_config

            how = update_config(config, return_values)
            check_order(table_name, key)
            check_meanings(expression_attribute_names, expression_attribute_values)
            condition = CallerCondition(
                condition_expression, expression_attribute_names, expression_attribute_values
            )
            if config is None:
                how = replace(how, upsert=isinstance(key, Mapping))
            call = UpdateCall(self._table_name(table_name), None, how, source)
            if isinstance(key, DynamoDBModelBase):
                return self._update_held(key, update_expression, condition, call)
            call, planned = self._item_update(key, update_expression, condition, call)
            model = key.model if isinstance(key, ModelKey) else None
            return _result(model, call, self._response_to(planned, call))

        return self._outcome(update, raise_on_error)

    def _update_held(
        self, held: M, update: Any, condition: CallerCondition, call: UpdateCall
    ) -> DynamoDBResult[M]:
        from boto3_assist.dynamodb.refreshing import brought_up_to_date, check_nothing_unwritten
        from boto3_assist.dynamodb.typed_updates import check_returns_new

        check_returns_new(type(held), call.config)
        check_nothing_unwritten(held)
        call = replace(call, config=call.config.returning_new())
        call, planned = self._item_update(None, update, condition, call, held)
        response = self._response_to(planned, call)
        check_part(response, "Attributes", "UpdateItem", dict)
        return call.result(brought_up_to_date(held, response["Attributes"]), response)

    def _response_to(
        self, planned: PlannedUpdate[Any] | UnreadUpdate, call: UpdateCall
    ) -> Mapping[str, Any]:
        from boto3_assist.dynamodb.update_calls import PlannedUpdate

        if isinstance(planned, PlannedUpdate):
            return self._carry_out(planned, call)[1]
        try:
            return self._send_unread(planned, call)
        except ConditionalCheckFailedError as error:
            if planned.model is not None and error.item is not None:
                class_to_read(planned.model, error.item)
            raise

    def _item_update(
        self,
        key: Any,
        update: Any,
        condition: CallerCondition,
        call: UpdateCall,
        held: M | None = None,
    ) -> tuple[UpdateCall, PlannedUpdate[Any] | UnreadUpdate]:
        """Plan an update by steps, or by text; where keys follow from it, the item is read first.

        The call is given with its condition, whose placeholders may be those of the text.
        """
        from boto3_assist.dynamodb.expressions.placeholders import check_placeholders
        from boto3_assist.dynamodb.requests import UpdateItemByText
        from boto3_assist.dynamodb.typed_updates import (
            Stamps,
            check_key_untouched,
            check_no_upsert,
            checked_update,
            text_update,
        )
        from boto3_assist.dynamodb.update_calls import UnreadUpdate
        from boto3_assist.dynamodb.write_conditions import condition_beside

        attributes, model = key_and_model(key, held)
        how = call.config
        if model is None and isinstance(update, str):
            text = text_update(update, condition.names, condition.values)
            given = condition_beside(text, condition.condition)
            check_placeholders({*text.names, *text.values}, text, *filter(None, [given]))
            must_exist, returned = not how.upsert, how.return_values
            request = UpdateItemByText(
                call.table_name, attributes, text, given, must_exist, returned
            )
            return replace(call, condition=given), UnreadUpdate(request)
        steps = checked_update(update, model)
        call = replace(call, condition=condition.expression())
        if model is None:
            check_key_untouched(attributes, steps)
            return call, UnreadUpdate(_steps_request(attributes, steps, Stamps(), call))
        check_no_upsert(model, how)
        return self._model_update(ModelKey(model, attributes), steps, call, held)

    def _model_update(
        self, key: ModelKey[M], steps: Update, call: UpdateCall, held: M | None
    ) -> tuple[UpdateCall, PlannedUpdate[M] | UnreadUpdate]:
        from boto3_assist.dynamodb.refreshing import lock_as_read
        from boto3_assist.dynamodb.typed_updates import needs_item, split_update
        from boto3_assist.dynamodb.update_calls import PlannedUpdate

        now, model = self._now(), key.model
        lock = None if held is None else lock_as_read(held)
        has_own_indexes = held is not None and added_indexes(held) is not None
        if not has_own_indexes and not needs_item(model, steps):
            split = split_update(None, model, steps)
            return _unread_update(key, split.steps, now, call, lock)

        def changed(stored: WireItem | None) -> tuple[M, PartialUpdate]:
            from boto3_assist.dynamodb.instance_updates import stepwise_update
            from boto3_assist.dynamodb.refreshing import read_again
            from boto3_assist.dynamodb.typed_updates import check_not_older
            from boto3_assist.dynamodb.update_calls import living_item

            item = living_item(model, stored, now, call)
            instance = (
                read_model(model, decode_item(item), item)
                if held is None
                else read_again(held, item)
            )
            split = split_update(instance, type(instance), steps)
            check_not_older(instance, split)
            return instance, stepwise_update(instance, split.changes, split.steps, now, lock)

        return call, PlannedUpdate(changed, *changed(self._read_stored(key.attributes, call)))


def _unread_update(
    key: ModelKey[Any], steps: Update, now: datetime, call: UpdateCall, lock: VersionLock | None
) -> tuple[UpdateCall, UnreadUpdate]:
    from boto3_assist.dynamodb.typed_updates import stamps_of
    from boto3_assist.dynamodb.update_calls import UnreadUpdate
    from boto3_assist.dynamodb.write_conditions import beside, living_condition

    model, stamps = key.model, stamps_of(schema_of_class(key.model), now)
    condition = call.condition if lock is None else beside(lock.condition, call.condition)
    call = replace(call, condition=living_condition(model, now, condition))
    request = _steps_request(key.attributes, steps, stamps, call)
    return call, UnreadUpdate(request, model, lock, now)


def _steps_request(key: Key, steps: Update, stamps: Stamps, call: UpdateCall) -> UpdateItem:
    from boto3_assist.dynamodb.requests import UpdateItem

    return UpdateItem(
        call.table_name,
        key,
        stamps.values,
        counted=stamps.counted,
        condition=call.condition,
        must_exist=not call.config.upsert,
        return_values=call.config.return_values,
        steps=steps,
    )


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
