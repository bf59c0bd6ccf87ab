"""The verb that writes one whole item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, overload

from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.dynamodb.verbs.base import DynamoDBVerbs
from boto3_assist.errors import InvalidParameterError, describe

if TYPE_CHECKING:
    from boto3.dynamodb.conditions import ConditionBase

    from boto3_assist.dynamodb.expressions import Condition
    from boto3_assist.dynamodb.write_configs import SaveConfig

__all__ = ["SaveVerb"]

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
        condition_expression: Condition | ConditionBase | str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        *,
        config: SaveConfig | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[M]: ...
    @overload
    def save(
        self,
        item: Mapping[str, AttributeValue],
        table_name: str | None = None,
        source: str | None = None,
        fail_if_exists: bool = False,
        condition_expression: Condition | ConditionBase | str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        *,
        config: SaveConfig | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[dict[str, AttributeValue]]: ...
    def save(
        self,
        item: Any,
        table_name: str | None = None,
        source: str | None = None,
        fail_if_exists: bool = False,
        condition_expression: Condition | ConditionBase | str | None = None,
        expression_attribute_names: Mapping[str, str] | None = None,
        expression_attribute_values: Mapping[str, AttributeValue] | None = None,
        *,
        config: SaveConfig | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[Any]:
        """Write one whole item (PutItem).

        A model with an `ItemConfig` gets its stamps and its next version, once the write has
        succeeded; with a version it is written only over what it was read from. A new one is
        written only if no item has its key.

        Args:
            item: A model, written with all its keys, or a dictionary of attribute name → Python
                value, written as it is.
            table_name: Name or ARN of the table; the setting `app_table_name` when None.
            source: Who asks, for the debug log.
            fail_if_exists: True to write only if no item has this key, or one that has expired by
                the model's ``ItemConfig(ttl=…)``.
            condition_expression: What the stored item must fulfil, beside `fail_if_exists`: a
                condition, one of boto3, or text.
            expression_attribute_names: What ``#`` placeholders of the condition stand for.
            expression_attribute_values: What ``:`` placeholders stand for, in Python values.
            config: How to save.
            raise_on_error: False for a result that holds the error; None for the setting.

        Returns:
            A result whose data is the model, or the dictionary, that was written; of a frozen
            model that keeps stamps or a version, a new instance with them.

        Raises:
            ItemNotFoundError: When the item must exist and does not.
            VersionConflictError: When somebody else has written the item since it was read.
            Boto3AssistError: When the item cannot be written or the condition does not hold.
        """

        def put() -> DynamoDBResult[Any]:
            from boto3_assist.dynamodb.guarded_writes import CallerCondition, put_of
            from boto3_assist.dynamodb.write_configs import save_config

            how = save_config(config, fail_if_exists)
            _check_source(source)
            condition = CallerCondition(
                condition_expression, expression_attribute_names, expression_attribute_values
            )
            write = put_of(item, self._table_name(table_name), how, condition, self._now)
            parameters = write.request.to_request()
            response = self._send_guarded("put_item", parameters, source, write.guard)
            return DynamoDBResult.success_result(write.settle(parameters["Item"]), response)

        return self._outcome(put, raise_on_error)


def _check_source(source: object) -> None:
    # It stands third, where a condition might be put: the save would go unconditionally.
    if source is not None and not isinstance(source, str):
        raise InvalidParameterError(
            f"source was given as {describe(source)}",
            details={
                "given": describe(source),
                "expected": "text for the debug log, or None",
                "suggestion": "name the argument: condition_expression=…, fail_if_exists=…",
            },
        )
