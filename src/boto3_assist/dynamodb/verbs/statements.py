"""The verbs that run PartiQL statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from boto3_assist.config import get_settings
from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.item_reads import is_answer
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.dynamodb.verbs.base import DynamoDBVerbs, check_part
from boto3_assist.errors import (
    DynamoDBResponseIntegrityError,
    InvalidParameterError,
    TransactionCanceledError,
)

if TYPE_CHECKING:
    from boto3_assist.dynamodb.requests.statements import Statement, StatementConfig
    from boto3_assist.errors import BatchStatementError, CancellationReason

__all__ = ["StatementVerbs"]

Item = dict[str, AttributeValue]


class StatementVerbs(DynamoDBVerbs):
    """Runs PartiQL statements, which keep no index true: a statement knows no model."""

    def execute_statement(
        self,
        statement: Statement | str,
        parameters: Sequence[AttributeValue] | None = None,
        source: str | None = None,
        *,
        config: StatementConfig | None = None,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[list[Item]]:
        """Run one PartiQL statement (ExecuteStatement).

        Args:
            statement: The statement, or its text.
            parameters: A Python value for each ``?`` of a text, in order.
            source: Who asks, for the debug log.
            config: How to read: how many items, and after which page.
            raise_on_error: False for a result that holds the error; None for the setting.

        Returns:
            A result whose data is the list of items: one page of those that a SELECT reads, or
            what the RETURNING of a write asks for. `to_list` reads them as models; a page follows
            while ``result.get("NextToken")`` is there.

        Raises:
            Boto3AssistError: When the statement cannot be used or fails.
        """

        def run() -> DynamoDBResult[list[Item]]:
            from boto3_assist.dynamodb.config_objects import config_of
            from boto3_assist.dynamodb.requests.statements import ExecuteStatement, StatementConfig

            request = ExecuteStatement(
                _statement(statement, parameters), config_of(config, StatementConfig)
            )
            response = self._send("execute_statement", request.to_request(), source)
            # A write without RETURNING has none on some servers.
            response = {"Items": [], **response}
            convert = get_settings().dynamodb_convert_decimals
            result = DynamoDBResult[Any](None, response, convert_decimals=convert)
            items = result["Items"]
            whole = request.statement.attributes_read_whole(items)
            return DynamoDBResult.success_result(
                items,
                response,
                convert_decimals=convert,
                partial=whole is not None,
                read_whole=whole,
            )

        return self._outcome(run, raise_on_error)

    def batch_execute_statement(
        self,
        statements: Iterable[Statement | str],
        source: str | None = None,
        *,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[list[Item | None]]:
        """Run 1 to 25 PartiQL statements, each for itself (BatchExecuteStatement).

        Args:
            statements: The statements, each about one item; all SELECTs or all writes.
            source: Who asks, for the debug log.
            raise_on_error: False for a result that holds the error; None for the setting.

        Returns:
            A result whose data has, for each statement, the item that it read, or None.

        Raises:
            BatchStatementError: When some statements failed; it has the items of the others.
            Boto3AssistError: When the batch cannot be used or fails as a whole.
        """

        def run() -> DynamoDBResult[list[Item | None]]:
            from boto3_assist.dynamodb.requests.statements import BatchExecuteStatement

            request = BatchExecuteStatement([_statement(each, None) for each in statements])
            response = self._send("batch_execute_statement", request.to_request(), source)
            check_part(response, "Responses", "BatchExecuteStatement")
            items = _items(response, "BatchExecuteStatement")
            if failures := list(_failures(response)):
                raise _failed(failures, items, response)
            return _result(request.statements, items, response)

        return self._outcome(run, raise_on_error)

    def execute_transaction(
        self,
        statements: Iterable[Statement | str],
        client_request_token: str | None = None,
        source: str | None = None,
        *,
        raise_on_error: bool | None = None,
    ) -> DynamoDBResult[list[Item | None]]:
        """Run 1 to 100 PartiQL statements, all of them or none (ExecuteTransaction).

        Args:
            statements: The statements, each about one item; all SELECTs or all writes.
            client_request_token: By which a repetition of the same transaction is known for 10
                minutes; one is made when None.
            source: Who asks, for the debug log.
            raise_on_error: False for a result that holds the error; None for the setting.

        Returns:
            A result whose data has, for each statement, the item that it read, or None.

        Raises:
            TransactionCanceledError: When one of them cannot be done; then none was. It has the
                reason of each statement in the caller's order.
            Boto3AssistError: When the transaction cannot be used or fails.
        """

        def run() -> DynamoDBResult[list[Item | None]]:
            from boto3_assist.dynamodb.requests.statements import ExecuteTransaction

            request = ExecuteTransaction(
                [_statement(each, None) for each in statements], client_request_token
            )
            try:
                response = self._send("execute_transaction", request.to_request(), source)
            except TransactionCanceledError as error:
                error.reasons = [replace(e, item=_decoded(e.item)) for e in error.reasons]
                raise
            items = _items({"Responses": [], **response}, "ExecuteTransaction")
            return _result(request.statements, items, response)

        return self._outcome(run, raise_on_error)


def _statement(given: Statement | str, parameters: Sequence[AttributeValue] | None) -> Statement:
    from boto3_assist.dynamodb.requests.statements import Statement

    if not isinstance(given, Statement):
        return Statement(given, () if parameters is None else parameters)
    if parameters is not None:
        raise InvalidParameterError(
            "parameters came together with a Statement, which has its own",
            details={
                "expected": "a Statement, or a text with its parameters",
                "suggestion": "leave the parameters out",
            },
        )
    return given


def _result(
    statements: Sequence[Statement], items: list[Item | None], response: Mapping[str, Any]
) -> DynamoDBResult[list[Item | None]]:
    found = [each.attributes_read_whole([item or {}]) for each, item in zip(statements, items)]
    parts = [whole for whole in found if whole is not None]
    whole = frozenset.intersection(*parts) if parts else None
    return DynamoDBResult.success_result(
        items, response, partial=whole is not None, read_whole=whole
    )


def _items(response: Mapping[str, Any], operation: str) -> list[Item | None]:
    if not all(map(is_answer, response["Responses"])):
        raise DynamoDBResponseIntegrityError(
            f"an answer in the response to {operation} is not built as DynamoDB builds it",
            details={
                "operation": operation,
                "expected": "for each statement a map, with an item or an error as maps",
                "suggestion": "look at the items: it is not known whether the statements were done",
            },
            operation=operation,
            response=response,
        )
    return [_decoded(each.get("Item")) for each in response["Responses"]]


def _decoded(item: WireItem | None) -> Item | None:
    convert = get_settings().dynamodb_convert_decimals
    return None if item is None else decode_item(item, convert_decimals=convert)


def _failures(response: Mapping[str, Any]) -> Iterator[CancellationReason]:
    from boto3_assist.connections.redaction import redact_text
    from boto3_assist.errors import CancellationReason

    for position, each in enumerate(response["Responses"]):
        if error := each.get("Error"):
            text = redact_text(str(error.get("Message") or ""))
            item = _decoded(error.get("Item"))
            yield CancellationReason(position, error.get("Code"), text, item)


def _failed(
    failures: list[CancellationReason], items: list[Item | None], response: Mapping[str, Any]
) -> BatchStatementError:
    from boto3_assist.errors import BatchStatementError

    shown = ", ".join(f"{each.position} ({each.code})" for each in failures)
    return BatchStatementError(
        f"{len(failures)} of {len(items)} statements failed: {shown}",
        details={
            "failures": [{"position": f.position, "code": f.code} for f in failures],
            "expected": "a batch of which every statement succeeds",
            "suggestion": "look at error.failures; the other statements were carried out",
        },
        failures=failures,
        items=items,
        operation="BatchExecuteStatement",
        response=response,
    )
