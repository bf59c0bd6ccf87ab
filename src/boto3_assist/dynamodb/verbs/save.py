"""The verb that writes one whole item."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar, overload

from boto3_assist.dynamodb.instance_state import keep_stored
from boto3_assist.dynamodb.item_expiry import is_expired_item
from boto3_assist.dynamodb.item_life import has_life, settled, with_values, written_values
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.requests import PutItem
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.dynamodb.targets import saved_item
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.dynamodb.verbs.base import DynamoDBVerbs
from boto3_assist.dynamodb.version_lock import version_lock
from boto3_assist.dynamodb.write_conditions import no_such_item, put_condition
from boto3_assist.dynamodb.write_configs import SaveConfig, save_config
from boto3_assist.errors import ConditionalCheckFailedError, InvalidParameterError, describe

if TYPE_CHECKING:
    from boto3.dynamodb.conditions import ConditionBase

    from boto3_assist.dynamodb.expressions import Condition

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
            how = save_config(config, fail_if_exists)
            _check_source(source)
            now = self._now() if has_life(item) else None
            values = {} if now is None else written_values(item, now)
            written = with_values(item, values) if values else item
            lock = None if now is None else version_lock(item, now)
            request = PutItem(
                self._table_name(table_name),
                saved_item(written),
                put_condition(
                    written,
                    how.must_exist is False,
                    condition_expression,
                    expression_attribute_names,
                    expression_attribute_values,
                    must_exist=how.must_exist is True,
                    lock=lock,
                    now=now,
                ),
                how.return_values,
            )
            parameters = request.to_request()
            try:
                response = self._send_locked("put_item", parameters, source, lock)
            except ConditionalCheckFailedError as error:
                if how.must_exist and _is_gone(written, error.item, now):
                    suggestion = "save it without SaveConfig(must_exist=True)"
                    raise no_such_item(request.table_name, "PutItem", suggestion) from error
                raise
            saved = settled(item, written, values)
            if isinstance(saved, DynamoDBModelBase):
                keep_stored(saved, parameters["Item"])
            return DynamoDBResult.success_result(saved, response)

        return self._outcome(put, raise_on_error)


def _is_gone(
    written: object, stored: Mapping[str, AttributeValue] | None, now: datetime | None
) -> bool:
    """Tell whether there was no item, or one that counts as none as it has expired."""
    if stored is None or now is None:
        return stored is None
    return is_expired_item(type(written), stored, now)


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
