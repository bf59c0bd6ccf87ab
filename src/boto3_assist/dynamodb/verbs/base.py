"""What every verb needs: the one way to send a request and to report its outcome."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from boto3_assist.config import get_settings
from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.item_expiry import aware
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.dynamodb.version_lock import VersionLock
from boto3_assist.dynamodb.wire import install, marked
from boto3_assist.errors import (
    Boto3AssistError,
    ConditionalCheckFailedError,
    DynamoDBResponseIntegrityError,
    InvalidParameterError,
    MissingParameterError,
    describe,
)
from boto3_assist.service import Service

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

__all__ = ["DynamoDBVerbs", "check_part"]

_logger = logging.getLogger("boto3_assist.dynamodb")

T = TypeVar("T")


def _utc_now() -> datetime:
    return datetime.now(timezone.utc)


class DynamoDBVerbs(Service):
    """The base of the verbs of DynamoDB.

    Attributes:
        clock: Gives the time, with a time zone, for stamps and for what has expired. Tests set
            one of their own: ``db.clock = lambda: some_time``.
    """

    service_name: ClassVar[str] = "dynamodb"
    clock: Callable[[], datetime] = staticmethod(_utc_now)

    if TYPE_CHECKING:

        @property
        def client(self) -> DynamoDBClient:
            """The boto3 client that sends."""

    @staticmethod
    def _prepare(client: Any) -> None:
        install(client)

    def _send(
        self, method_name: str, request: Mapping[str, Any], source: str | None
    ) -> Mapping[str, Any]:
        # As reprs: a line break in a name must not make a line of its own.
        _logger.debug("%s %r (%r)", method_name, request.get("TableName", ""), source or "-")
        try:
            response: Mapping[str, Any] = self._call(method_name, marked(request))
        except ConditionalCheckFailedError as error:
            if error.item is not None:
                convert = get_settings().dynamodb_convert_decimals
                error.item = decode_item(error.item, convert_decimals=convert)
            raise
        return response

    def _send_locked(
        self,
        method_name: str,
        request: Mapping[str, Any],
        source: str | None,
        lock: VersionLock | None,
    ) -> Mapping[str, Any]:
        """Send a write, and tell a conflict of versions from another condition that failed."""
        try:
            return self._send(method_name, request, source)
        except ConditionalCheckFailedError as error:
            if lock is not None and lock.is_broken_by(error.item):
                raise lock.conflict(error) from error
            raise

    def _now(self) -> datetime:
        return aware(self.clock())

    def _outcome(
        self, operation: Callable[[], DynamoDBResult[T]], raise_on_error: bool | None
    ) -> DynamoDBResult[T]:
        if self.raise_on_error if raise_on_error is None else raise_on_error:
            return operation()
        try:
            return operation()
        except Boto3AssistError as error:
            return DynamoDBResult.error_result(error)

    def _table_name(self, given: str | None) -> str:
        table_name: object = get_settings().app_table_name if given is None else given
        if table_name is not None and not isinstance(table_name, str):
            raise InvalidParameterError(
                f"table_name was given as {describe(table_name)}",
                details={
                    "given": describe(table_name),
                    "expected": "the name or ARN of a table, as text",
                    "suggestion": "of a DynamoDBTable, pass its name",
                },
            )
        # Not the setting's for "": it may come from a variable that should have named another.
        if not table_name:
            raise MissingParameterError(
                "no table was named" if table_name is None else "the name of the table is empty",
                details={
                    "expected": "table_name, or the setting app_table_name",
                    "suggestion": "pass table_name=…, or set BOTO3_ASSIST_APP_TABLE_NAME",
                },
            )
        return table_name


def check_part(response: Mapping[str, Any], name: str, operation: str) -> None:
    """Check that a response has a part that DynamoDB always sends, if only an empty list.

    Args:
        response: The response.
        name: Name of the part.
        operation: AWS's name of the operation.

    Raises:
        DynamoDBResponseIntegrityError: When it has no such list.
    """
    if not isinstance(response.get(name), list):
        raise DynamoDBResponseIntegrityError(
            f"the response to {operation} has no list of {name}",
            details={
                "operation": operation,
                "expected": f"a list at {name}, which DynamoDB always sends",
                "suggestion": "repeat the call; a proxy that changes bodies may be in the way",
            },
            operation=operation,
            response=response,
        )
