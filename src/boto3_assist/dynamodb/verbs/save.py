"""The verb that writes one whole item."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, overload

from boto3_assist.config import get_settings
from boto3_assist.dynamodb.codec import item_size
from boto3_assist.dynamodb.instance_state import keep_stored
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.requests import PutItem
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.dynamodb.targets import put_condition, saved_item
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.dynamodb.verbs.base import DynamoDBVerbs

if TYPE_CHECKING:
    from boto3.dynamodb.conditions import ConditionBase

__all__ = ["SaveVerb"]

_logger = logging.getLogger("boto3_assist.dynamodb")

M = TypeVar("M", bound=DynamoDBModelBase)


class SaveVerb(DynamoDBVerbs):
    """Writes one whole item."""

    @overload
    def save(
        self,
        item: M,
        table_name: str | None = None,
        source: str | None = None,
        fail_if_exists: bool = False,
        condition_expression: str | ConditionBase | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        *,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[M]: ...
    @overload
    def save(
        self,
        item: Mapping[str, AttributeValue],
        table_name: str | None = None,
        source: str | None = None,
        fail_if_exists: bool = False,
        condition_expression: str | ConditionBase | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        *,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[dict[str, AttributeValue]]: ...
    def save(
        self,
        item: Any,
        table_name: str | None = None,
        source: str | None = None,
        fail_if_exists: bool = False,
        condition_expression: str | ConditionBase | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        *,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[Any]:
        """Write one whole item (PutItem).

        Args:
            item: A model, written with all its keys, or a dictionary of attribute name → Python
                value, written as it is.
            table_name: Name or ARN of the table; the setting `app_table_name` when None.
            source: Who asks, for the debug log.
            fail_if_exists: True to write only if no item has this key.
            condition_expression: What the stored item must fulfil, beside `fail_if_exists`.
            expression_attribute_names: What ``#`` placeholders of the condition stand for.
            expression_attribute_values: What ``:`` placeholders stand for, in Python values.
            raise_on_error: False for a result that holds the error; None for the setting.

        Returns:
            A result whose data is the model, or the dictionary, that was written.

        Raises:
            Boto3AssistError: When the item cannot be written or the condition does not hold.
        """

        def put() -> DynamoDBResult[Any]:
            request = PutItem(
                self._table_name(table_name),
                saved_item(item),
                put_condition(
                    item,
                    fail_if_exists,
                    condition_expression,
                    expression_attribute_names,
                    expression_attribute_values,
                ),
            )
            parameters = request.to_request()
            self._log_size(parameters)
            response = self._send("put_item", parameters, source)
            if isinstance(item, DynamoDBModelBase):
                keep_stored(item, parameters["Item"])
            return DynamoDBResult.success_result(item, response)

        return self._outcome(put, raise_on_error)

    @staticmethod
    def _log_size(parameters: Mapping[str, Any]) -> None:
        if get_settings().log_dynamodb_item_size and _logger.isEnabledFor(logging.DEBUG):
            size = item_size(parameters["Item"])
            _logger.debug("put_item %s: %d bytes", parameters["TableName"], size)
