"""The verb that updates one item by steps, or by a text in DynamoDB's syntax."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar, overload

from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.conditions import Expression
from boto3_assist.dynamodb.expressions import Update
from boto3_assist.dynamodb.index_query import ModelKey
from boto3_assist.dynamodb.instance_updates import instance_update
from boto3_assist.dynamodb.merge_strategies import MergeStrategy
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.partial_update import PartialUpdate
from boto3_assist.dynamodb.reading import read_model
from boto3_assist.dynamodb.requests import UpdateItem, UpdateItemByText
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.dynamodb.schema import schema_of_class
from boto3_assist.dynamodb.typed_updates import (
    Stamps,
    check_key_untouched,
    check_no_upsert,
    check_not_older,
    checked_update,
    needs_item,
    split_update,
    stamps_of,
    text_update,
    updated_key,
)
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.dynamodb.update_config import UpdateConfig
from boto3_assist.dynamodb.update_targets import update_config
from boto3_assist.dynamodb.verbs.update import UpdateCall, UpdateVerb, not_found
from boto3_assist.dynamodb.write_conditions import condition_beside, given_condition

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
            key: A key made by a model's index, or a dictionary of key attribute name → value.
            update_expression: The steps; with a dictionary as the key also text in DynamoDB's
                syntax.
            expression_attribute_values: What ``:`` placeholders of texts stand for.
            expression_attribute_names: What ``#`` placeholders of texts stand for.
            condition_expression: What the stored item must fulfil: a condition, one of boto3, or
                text.
            return_values: As the field of `UpdateConfig`.
            source: Who asks, for the debug log.
            config: How to update. Of a model the item must exist; by a dictionary it is made when
                there is none, unless the configuration says otherwise.
            raise_on_error: False for a result that holds the error; None for the setting.

        Returns:
            A result whose data is what `return_values` asked for: by a dictionary the attributes,
            by a key of a model the instance for ALL_OLD and ALL_NEW, else None. The attributes
            are at ``result["Attributes"]``, too.

        Raises:
            ItemNotFoundError: When the item must exist and does not.
            Boto3AssistError: When the item cannot be updated; then nothing was written.
        """

        def update() -> DynamoDBResult[Any]:
            how = update_config(config, return_values)
            attributes, model = updated_key(key)
            table = self._table_name(table_name)
            names, values = expression_attribute_names, expression_attribute_values
            if model is None and config is None:
                how = replace(how, upsert=True)
            if model is None and isinstance(update_expression, str):
                text = text_update(update_expression, names, values)
                condition = condition_beside(text, condition_expression)
                call = UpdateCall(table, condition, how, source)
                return self._update_by_text(attributes, text, call)
            steps = checked_update(update_expression, model)
            condition = given_condition(condition_expression, names, values)
            call = UpdateCall(table, condition, how, source)
            if model is None:
                check_key_untouched(attributes, steps)
                return _result(None, call, self._send_steps(attributes, steps, Stamps(), call))
            check_no_upsert(model, how)
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

    def _update_model(self, key: ModelKey[M], steps: Update, call: UpdateCall) -> Mapping[str, Any]:
        now, model = self.clock(), key.model
        if not needs_item(model, steps):
            split = split_update(None, model, steps)
            stamps = stamps_of(schema_of_class(model), now)
            return self._send_steps(key.attributes, split.steps, stamps, call)

        def changed(stored: WireItem | None) -> tuple[M, PartialUpdate]:
            if stored is None:
                raise not_found(call)
            instance = read_model(model, decode_item(stored), stored)
            split = split_update(instance, type(instance), steps)
            check_not_older(instance, split)
            instance.merge(split.changes, MergeStrategy.UPDATES_WIN)
            # Written whether it differs or not: the condition is to be asked in any case.
            return instance, instance_update(
                instance, split.changes, (), now, upsert=False, locked=False, steps=split.steps
            )

        first = changed(self._read_stored(key.attributes, call))
        return self._carry_out(changed, first, call)[1]

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
