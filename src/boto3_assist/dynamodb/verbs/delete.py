"""The verb that deletes one item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, overload

from boto3_assist.dynamodb.index_query import ModelKey
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.requests import DeleteItem
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.dynamodb.targets import key_and_model
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.dynamodb.verbs.base import DynamoDBVerbs
from boto3_assist.dynamodb.version_lock import version_lock

__all__ = ["DeleteVerb"]

T = TypeVar("T")


class DeleteVerb(DynamoDBVerbs):
    """Deletes one item."""

    @overload
    def delete(
        self,
        *,
        primary_key: ModelKey[T] | Mapping[str, AttributeValue],
        table_name: str | None = None,
        source: str | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[None]: ...
    @overload
    def delete(
        self,
        *,
        model: DynamoDBModelBase,
        table_name: str | None = None,
        source: str | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[None]: ...
    def delete(
        self,
        *,
        primary_key: ModelKey[Any] | Mapping[str, AttributeValue] | None = None,
        table_name: str | None = None,
        model: DynamoDBModelBase | None = None,
        source: str | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[None]:
        """Delete one item by its primary key (DeleteItem); an absent item is no failure.

        An instance of a model with a version that was read, or saved, is deleted only if nobody
        else has written the item since.

        Args:
            primary_key: A key made by a model's index, or a dictionary of key attribute name →
                Python value.
            table_name: Name or ARN of the table; the setting `app_table_name` when None.
            model: An instance that has the values of its primary key, in place of `primary_key`.
            source: Who asks, for the debug log.
            raise_on_error: False for a result that holds the error; None for the setting.

        Returns:
            A result without data; its `success` tells the outcome.

        Raises:
            VersionConflictError: When somebody else has written the item since it was read.
            Boto3AssistError: When the key cannot be used or the item cannot be deleted.
        """

        def remove() -> DynamoDBResult[None]:
            attributes, _ = key_and_model(primary_key, model)
            lock = None if model is None else version_lock(model)
            condition = None if lock is None else lock.deletion_condition
            request = DeleteItem(self._table_name(table_name), attributes, condition)
            response = self._send_locked("delete_item", request.to_request(), source, lock)
            return DynamoDBResult.success_result(None, response)

        return self._outcome(remove, raise_on_error)
