"""What every verb needs: the one way to send a request and to report its outcome."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, MutableSequence
from datetime import datetime, timezone
from functools import lru_cache
from random import random
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from boto3_assist.config import get_settings
from boto3_assist.connections.call import call
from boto3_assist.dynamodb.blocks import current_deadline, current_ledgers
from boto3_assist.dynamodb.call_records import CALLS, call_record, log_call
from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.item_expiry import aware
from boto3_assist.dynamodb.model_index import ModelIndex
from boto3_assist.dynamodb.result import DynamoDBResult
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

    from boto3_assist.dynamodb.capacity import CapacityLedger
    from boto3_assist.dynamodb.guarded_writes import WriteGuard
    from boto3_assist.dynamodb.hurried_clients import Pace
    from boto3_assist.dynamodb.received_items import ItemHook

__all__ = ["DynamoDBVerbs", "check_part"]

T = TypeVar("T")


def _utc_now() -> datetime:
    return datetime.now(timezone.utc)


class DynamoDBVerbs(Service):
    """The base of the verbs of DynamoDB.

    Attributes:
        clock: Gives the time, with a time zone, for stamps and for what has expired. Tests set
            one of their own: ``db.clock = lambda: some_time``.
        timer: Gives seconds that never go back, for the log and for waits.
        sleep: Waits for so many seconds before something is sent again.
        random: Gives a number from 0 to 1, so that those that wait do not wait in step.
    """

    service_name: ClassVar[str] = "dynamodb"
    clock: Callable[[], datetime] = staticmethod(_utc_now)
    timer: Callable[[], float] = staticmethod(time.perf_counter)
    sleep: Callable[[float], object] = staticmethod(time.sleep)
    random: Callable[[], float] = staticmethod(random)
    # The clients of deadlines that are near, and the client that they stand in for.
    _hurried: tuple[dict[Pace, Any], Any] = ({}, None)

    if TYPE_CHECKING:

        @property
        def client(self) -> DynamoDBClient:
            """The boto3 client that sends."""

    @staticmethod
    def _prepare(client: Any) -> None:
        install(client)

    def _send(
        self,
        method_name: str,
        request: Mapping[str, Any],
        source: str | None,
        item_hook: ItemHook | None = None,
    ) -> Mapping[str, Any]:
        """Send one request, within the budgets and deadlines that hold here, and log the call."""
        operation = _operation(method_name)
        client: Any = self.client
        if (deadline := current_deadline()) is not None:
            client = self._client_within(deadline.check(operation))
        ledgers = current_ledgers() and self._ledgers_of(operation)
        if ledgers:
            for ledger in ledgers:
                ledger.check(operation, request)
            # A token stands for one request, to the letter: what has one asks by itself.
            if operation != "TransactWriteItems" or "ClientRequestToken" not in request:
                request = {**request, "ReturnConsumedCapacity": "INDEXES"}
        response = self._logged(client, method_name, operation, request, source, item_hook)
        for ledger in ledgers:
            ledger.record(operation, request, response)
        return response

    @staticmethod
    def _ledgers_of(operation: str) -> tuple[CapacityLedger, ...]:
        from boto3_assist.dynamodb.capacity import is_metered

        return current_ledgers() if is_metered(operation) else ()

    def _logged(
        self,
        client: Any,
        method_name: str,
        operation: str,
        request: Mapping[str, Any],
        source: str | None,
        item_hook: ItemHook | None,
    ) -> Mapping[str, Any]:
        if not CALLS.isEnabledFor(logging.DEBUG):
            return self._received(client, method_name, request, item_hook)
        outcome: Mapping[str, Any] | BaseException = {}
        started = self.timer()
        try:
            outcome = self._received(client, method_name, request, item_hook)
            return outcome
        except BaseException as error:
            outcome = error
            raise
        finally:
            passed = (self.timer() - started) * 1000
            log_call(call_record(operation, request, outcome, milliseconds=passed, source=source))

    def _received(
        self,
        client: Any,
        method_name: str,
        request: Mapping[str, Any],
        item_hook: ItemHook | None,
    ) -> Mapping[str, Any]:
        parameters = marked(request, item_hook)
        try:
            response: Mapping[str, Any] = call(
                getattr(client, method_name), parameters, service=self.service_name
            )
        except ConditionalCheckFailedError as error:
            if error.item is not None:
                convert = get_settings().dynamodb_convert_decimals
                error.item = decode_item(error.item, convert_decimals=convert)
            raise
        return response

    def _client_within(self, seconds: float) -> Any:
        """Give a client whose calls are over when so many seconds have passed."""
        from boto3_assist.dynamodb.hurried_clients import pace_within

        client = self.client
        # A client of the caller's own keeps the timeouts that it was given.
        if self._pool is None:
            return client
        pace = pace_within(client.meta.config, seconds)
        if pace is None:
            return client
        # Asking the pool takes longer than the rest of a call's preparation: once for each pace.
        hurried, of = self._hurried
        if of is not client:
            hurried, of = self._hurried = ({}, client)
        if pace not in hurried:
            hurried[pace] = self._client_of(pace.applied_to(self._config))
        return hurried[pace]

    def _send_guarded(
        self, method_name: str, request: Mapping[str, Any], source: str | None, guard: WriteGuard
    ) -> Mapping[str, Any]:
        """Send a write, and tell which of its conditions it was that did not hold."""
        try:
            return self._send(method_name, request, source)
        except ConditionalCheckFailedError as error:
            refusal = guard.refusal(error)
            if refusal is error:
                raise
            raise refusal from error

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
                    "suggestion": (
                        "name the model, model=…, and pass the table's name as text"
                        if isinstance(table_name, (type, ModelIndex))
                        else "pass the name as text, of a DynamoDBTable table.name"
                    ),
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


@lru_cache(maxsize=64)
def _operation(method_name: str) -> str:
    """Give AWS's name of the operation of a client's method."""
    return "".join(map(str.capitalize, method_name.split("_")))


def check_part(
    response: Mapping[str, Any], name: str, operation: str, kind: type[object] = list
) -> None:
    """Check that a response has a part as DynamoDB sends it, if only an empty list.

    Args:
        response: The response.
        name: Name of the part.
        operation: AWS's name of the operation.
        kind: What the part is.

    Raises:
        DynamoDBResponseIntegrityError: When it has no such part.
    """
    # What is a list, or will be one when somebody looks at it.
    kind_of_part = MutableSequence if kind is list else kind
    if not isinstance(response.get(name), kind_of_part):
        from boto3_assist.dynamodb.received_items import with_lists

        raise DynamoDBResponseIntegrityError(
            f"the response to {operation} has no {kind.__name__} of {name}",
            details={
                "operation": operation,
                "expected": f"a {kind.__name__} at {name}, as DynamoDB sends it",
                "suggestion": "repeat the call; a proxy that changes bodies may be in the way",
            },
            operation=operation,
            response=with_lists(response),
        )
