"""The verb that deletes one item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, overload

from boto3_assist.config import get_settings
from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.model_key import ModelKey
from boto3_assist.dynamodb.reading import read_model
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.dynamodb.verbs.base import DynamoDBVerbs

if TYPE_CHECKING:
    from boto3.dynamodb.conditions import ConditionBase

    from boto3_assist.dynamodb.expressions import Condition
    from boto3_assist.dynamodb.write_configs import DeleteConfig

__all__ = ["DeleteVerb"]

M = TypeVar("M", bound=DynamoDBModelBase)
T = TypeVar("T")


class DeleteVerb(DynamoDBVerbs):
    """Deletes one item."""

    @overload
    def delete(
        self,
        primary_key: ModelKey[T],
        table_name: str | None = None,
        *,
        source: str | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        config: DeleteConfig,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[T | None]: ...
    @overload
    def delete(
        self,
        primary_key: M,
        table_name: str | None = None,
        *,
        source: str | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        config: DeleteConfig,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[M | None]: ...
    @overload
    def delete(
        self,
        primary_key: Mapping[str, AttributeValue],
        table_name: str | None = None,
        *,
        source: str | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        config: DeleteConfig,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[dict[str, AttributeValue] | None]: ...
    @overload
    def delete(
        self,
        primary_key: None = None,
        table_name: str | None = None,
        *,
        model: M,
        source: str | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        config: DeleteConfig,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[M | None]: ...
    @overload
    def delete(
        self,
        primary_key: ModelKey[Any] | DynamoDBModelBase | Mapping[str, AttributeValue],
        table_name: str | None = None,
        *,
        source: str | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        config: None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[None]: ...
    @overload
    def delete(
        self,
        primary_key: None = None,
        table_name: str | None = None,
        *,
        model: DynamoDBModelBase,
        source: str | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        config: None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[None]: ...
    def delete(
        self,
        primary_key: Any = None,
        table_name: str | None = None,
        *,
        model: DynamoDBModelBase | None = None,
        source: str | None = None,
        condition_expression: Condition | ConditionBase | str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        config: DeleteConfig | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[Any]:
        """Delete one item by its primary key (DeleteItem); an absent item is no failure.

        An instance of a model with a version that was read, or saved, is deleted only if nobody
        else has written the item since.

        Args:
            primary_key: A key made by a model's index, an instance that has the values of its
                primary key, or a dictionary of key attribute name → Python value.
            table_name: Name or ARN of the table; the setting `app_table_name` when None.
            model: An instance, in place of `primary_key`.
            source: Who asks, for the debug log.
            condition_expression: What the stored item must fulfil: a condition, one of boto3, or
                text.
            expression_attribute_names: What ``#`` placeholders of the text stand for.
            expression_attribute_values: What ``:`` placeholders stand for, in Python values.
            config: How to delete.
            raise_on_error: False for a result that holds the error; None for the setting.

        Returns:
            A result without data, its `success` tells the outcome; with ``return_values="ALL_OLD"``
            its data is the item that was deleted, or None.

        Raises:
            ItemNotFoundError: When the item must exist and does not.
            VersionConflictError: When somebody else has written the item since it was read.
            Boto3AssistError: When the key cannot be used or the item cannot be deleted.
        """

        def remove() -> DynamoDBResult[Any]:
            from boto3_assist.dynamodb.config_objects import config_of
            from boto3_assist.dynamodb.guarded_writes import CallerCondition, deletion_of
            from boto3_assist.dynamodb.write_configs import DeleteConfig

            how = config_of(config, DeleteConfig)
            key, instance = primary_key, model
            if isinstance(key, DynamoDBModelBase) and instance is None:
                key, instance = None, key
            condition = CallerCondition(
                condition_expression, expression_attribute_names, expression_attribute_values
            )
            deletion = deletion_of(key, instance, self._table_name(table_name), how, condition)
            parameters = deletion.request.to_request()
            response = self._send_guarded("delete_item", parameters, source, deletion.guard)
            return _deleted(response, deletion.model)

        return self._outcome(remove, raise_on_error)


def _deleted(response: Mapping[str, Any], target: type[Any] | None) -> DynamoDBResult[Any]:
    convert = get_settings().dynamodb_convert_decimals
    result = DynamoDBResult[Any](None, response, convert_decimals=convert)
    wire = response.get("Attributes")
    if not wire:
        return result
    item = result["Attributes"]
    data = item if target is None else read_model(target, decode_item(wire), wire)
    return DynamoDBResult.success_result(data, response, convert_decimals=convert)
