"""How transactions are sent, and sent again where they met another request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from boto3_assist.dynamodb.blocks import current_deadline
from boto3_assist.dynamodb.verbs.base import DynamoDBVerbs
from boto3_assist.errors import (
    DynamoDBRequestRejectedError,
    OperationStoppedError,
    TransactionCanceledError,
    TransactionInProgressError,
    ValidationError,
)

if TYPE_CHECKING:
    from boto3_assist.dynamodb.transactions.retrying import TransactionConfig
    from boto3_assist.dynamodb.transactions.sending import Sending

__all__ = ["TransactingVerbs"]

T = TypeVar("T")


class TransactingVerbs(DynamoDBVerbs):
    """Sends transactions."""

    def _transact(
        self, sending: Sending, config: TransactionConfig, source: str | None
    ) -> Mapping[str, Any]:
        """Send what writes; every attempt that is the same request has the same token."""
        from boto3_assist.dynamodb.deadlines import Deadline

        def attempt() -> Mapping[str, Any]:
            if not sending.request:
                return {}
            left = sending.begin(self.timer(), self._now())
            try:
                # boto3's own attempts are to be over, too, while the token is known.
                with Deadline.after(left, clock=self.timer):
                    return self._send("transact_write_items", sending.request, source)
            except TransactionCanceledError as error:
                raise sending.canceled(error) from error
            except (DynamoDBRequestRejectedError, OperationStoppedError, ValidationError):
                # It was not sent, or not taken.
                raise
            except BaseException:
                sending.is_pending = True
                raise

        return self._despite_conflicts(attempt, config)

    def _despite_conflicts(self, attempt: Callable[[], T], config: TransactionConfig) -> T:
        """Try again where a conflict or a throttle was all that stood in the way."""
        from boto3_assist.dynamodb.batching.backoff import full_jitter
        from boto3_assist.dynamodb.deadlines import Deadline

        until = Deadline.after(config.max_seconds, clock=self.timer)
        number = 0
        while True:
            number += 1
            try:
                return attempt()
            except (TransactionCanceledError, TransactionInProgressError) as error:
                wait = full_jitter(number, self.random)
                deadlines = [each for each in (until, current_deadline()) if each is not None]
                # Rather the reason now than only a deadline that has passed later.
                is_too_late = any(each.remaining <= wait for each in deadlines)
                if not error.retryable or number >= config.max_attempts or is_too_late:
                    raise
                self.sleep(wait)
