"""What a transaction holds and how far it has come; knows no client and sends nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any

from boto3_assist.dynamodb.config_objects import config_of
from boto3_assist.dynamodb.transactions.operations import AskedGet, AskedWrite, TransactionOperation
from boto3_assist.dynamodb.transactions.retrying import TransactionConfig
from boto3_assist.dynamodb.transactions.sending import Sending
from boto3_assist.errors import InvalidParameterError, describe

__all__ = ["TransactionContents", "checked_token"]

_MAX_TOKEN = 36
"""DynamoDB limit: characters of a client request token."""


class TransactionContents:
    """The operations of a transaction, and what became of it; see `Transaction`.

    Attributes:
        table_name: The table of operations that name none; the setting `app_table_name` when None.
        client_request_token: The caller's own token; None to have one made.
        config: How conflicts are fought.
        sending: The request as it is on its way; None before that, and after a cancellation.
    """

    def __init__(
        self,
        table_name: str | None = None,
        *,
        client_request_token: str | None = None,
        config: TransactionConfig | None = None,
    ) -> None:
        """Start without operations.

        Args:
            table_name: The table of operations that name none.
            client_request_token: By which DynamoDB knows the transaction for 10 minutes, 1 to 36
                characters; one is made when None.
            config: How conflicts are fought.
        """
        self.table_name = table_name
        self.client_request_token = checked_token(client_request_token)
        self.config = config_of(config, TransactionConfig)
        self.sending: Sending | None = None
        self._operations: list[TransactionOperation[Any]] = []
        self._is_done = False
        self._on_its_way = Lock()

    def __len__(self) -> int:
        """Count the operations."""
        return len(self._operations)

    def __repr__(self) -> str:
        """Show the operations, never a value."""
        return f"Transaction({', '.join(map(repr, self._operations))})"

    @property
    def operations(self) -> tuple[TransactionOperation[Any], ...]:
        """The operations, in order."""
        return tuple(self._operations)

    @property
    def is_done(self) -> bool:
        """Whether it has succeeded."""
        return self._is_done

    @property
    def is_read(self) -> bool:
        """Whether it reads; False of one that writes, or has no operations."""
        # The first tells: `_add` refuses one of the other kind.
        return bool(self._operations) and isinstance(self._operations[0].asked, AskedGet)

    @contextmanager
    def on_its_way(self, *, as_read: bool) -> Iterator[None]:
        """Hold it while it is sent: sent twice at once, it would be two transactions.

        Args:
            as_read: True where it is to read.

        Yields:
            Nothing.

        Raises:
            InvalidParameterError: When it has succeeded already, is of the other kind, or is being
                sent by another thread.
        """
        if not self._on_its_way.acquire(blocking=False):
            raise _refused(
                "the transaction is being sent by another thread",
                "one that is not on its way",
                "make a Transaction for each thread",
            )
        try:
            self._check_sendable(as_read)
            yield
        finally:
            self._on_its_way.release()

    def finish(self) -> None:
        """Note that it was carried out: from here on it is never sent again."""
        self._is_done, self.sending = True, None

    def succeed(self, outcomes: Sequence[Any]) -> None:
        """Keep what the operations gave.

        Args:
            outcomes: What each of them gave.
        """
        self.finish()
        for operation, outcome in zip(self._operations, outcomes):
            operation.succeed(outcome)

    def _check_sendable(self, as_read: bool) -> None:
        if self._is_done:
            raise _refused(
                "the transaction has been carried out already",
                "one that has not",
                "make another Transaction",
            )
        if self._operations and self.is_read != as_read:
            raise _refused(
                f"a transaction that {'writes' if as_read else 'reads'} was given",
                f"one that {'reads' if as_read else 'writes'}",
                f"pass it to {'transact_write_items' if as_read else 'transact_get_items'}",
            )

    def _add(self, asked: AskedWrite | AskedGet) -> TransactionOperation[Any]:
        if self._is_done or self.sending is not None or self._on_its_way.locked():
            raise _refused(
                "an operation was added to a transaction that was sent",
                "one that was not sent yet",
                "make another Transaction",
            )
        if self._operations and self.is_read != isinstance(asked, AskedGet):
            raise _refused(
                "a transaction was to read and to write",
                "one that does one of the two, as DynamoDB has it",
                "read by a transaction of its own, or put a condition on what is written",
            )
        table: object = asked.table_name
        if table is not None and not isinstance(table, str):
            raise _refused(
                f"table_name was given as {describe(table)}",
                "the name or ARN of a table, as text",
                "pass the name of a table, and a condition as condition_expression=…",
            )
        operation: TransactionOperation[Any] = TransactionOperation(asked)
        self._operations.append(operation)
        return operation


def checked_token(token: object) -> str | None:
    """Check a client request token.

    Args:
        token: What the caller gave, or None.

    Returns:
        The token, or None.

    Raises:
        InvalidParameterError: When DynamoDB would not take it.
    """
    if token is None or (isinstance(token, str) and 1 <= len(token) <= _MAX_TOKEN):
        return token
    raise _refused(
        f"client_request_token was given as {describe(token)}",
        f"text of 1 to {_MAX_TOKEN} characters",
        "pass str(uuid.uuid4()), or leave it out to have one made",
    )


def _refused(problem: str, expected: str, suggestion: str) -> InvalidParameterError:
    return InvalidParameterError(problem, details={"expected": expected, "suggestion": suggestion})
