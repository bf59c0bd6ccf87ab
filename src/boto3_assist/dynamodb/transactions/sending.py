"""One logical transaction on its way: what is sent, by which token, since when; sends nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from boto3_assist.dynamodb.requests import TransactWriteItems, WriteRequest
from boto3_assist.dynamodb.requests.transactions import action_of
from boto3_assist.dynamodb.transactions.cancellation import (
    CONDITION,
    TRANSIENT,
    Sent,
    canceled_error,
)
from boto3_assist.dynamodb.transactions.preflight import check_items
from boto3_assist.dynamodb.transactions.retrying import TOKEN_SECONDS
from boto3_assist.dynamodb.transactions.writes import Write
from boto3_assist.dynamodb.types import WireItem
from boto3_assist.errors import (
    TransactionCanceledError,
    TransactionTokenExpiredError,
    WriteConflictError,
)

__all__ = ["Sending"]


class Sending:
    """The writes of one transaction, made into one request that stays as it is.

    Sent again, by whomever, it is the same request with the same token: DynamoDB carries it out
    once. Only what was canceled, so that nothing was written, is made anew.

    Attributes:
        request: The parameters of ``client.transact_write_items``; empty when there is nothing
            to write.
        is_pending: True when it may have been carried out without an answer.
    """

    def __init__(
        self,
        writes: Sequence[Write],
        token: str | None = None,
        *,
        return_consumed_capacity: str | None = None,
        return_item_collection_metrics: str | None = None,
    ) -> None:
        """Make the request, and check it.

        Args:
            writes: The caller's operations, in order.
            token: The caller's own token; None to make one.
            return_consumed_capacity: INDEXES, TOTAL or NONE; None for DynamoDB's default.
            return_item_collection_metrics: SIZE or NONE; None for DynamoDB's default.

        Raises:
            Boto3AssistError: When DynamoDB would refuse it.
        """
        self._own_token = token
        self._capacity = return_consumed_capacity
        self._metrics = return_item_collection_metrics
        self.is_pending = False
        self._make(writes)

    def _make(self, writes: Sequence[Write]) -> None:
        """Make a request of them, with another token: that of what was canceled is for nothing."""
        self._begun: tuple[float, datetime] | None = None
        self._writes = list(writes)
        self._sent: list[Sent] = []
        requests: list[WriteRequest] = []
        for position, each in enumerate(writes):
            if each.request is not None:
                requests.append(each.request)
                action = action_of(each.request)
                self._sent.append(Sent(position, action, each.model, each.refusal))
        self.request: Mapping[str, Any] = {}
        if writes and not requests:
            return
        token = self._own_token or str(uuid4())
        request = TransactWriteItems(requests, token, self._capacity, self._metrics).to_request()
        keys = [writes[sent.position].key_names for sent in self._sent]
        check_items(request["TransactItems"], keys)
        self.request = request

    def begin(self, timer: float, now: datetime) -> float:
        """Note that an attempt begins, and check that the token is still known.

        Args:
            timer: Seconds that never go back.
            now: The time.

        Returns:
            For how many seconds it still is.

        Raises:
            TransactionTokenExpiredError: When the first attempt was too long ago: DynamoDB would
                take this one for another transaction.
        """
        passed = self._passed(timer, now)
        if passed >= TOKEN_SECONDS and not self.is_pending:
            # It was canceled meanwhile, so it may well be another transaction.
            self._make(self._writes)
            passed = self._passed(timer, now)
        if passed >= TOKEN_SECONDS:
            raise TransactionTokenExpiredError(
                f"the transaction was first sent {passed:.0f} seconds ago, and was not sent again",
                details={
                    "given": round(passed),
                    "expected": f"less than {TOKEN_SECONDS:g} seconds, for which DynamoDB knows "
                    "the token of a transaction",
                    "suggestion": "read the items to see whether it was carried out, then make a "
                    "new transaction",
                },
                operation="TransactWriteItems",
            )
        return TOKEN_SECONDS - passed

    def _passed(self, timer: float, now: datetime) -> float:
        if self._begun is None:
            self._begun = (timer, now)
        # A timer may stand still while a machine sleeps, and a clock may be set.
        return max(timer - self._begun[0], (now - self._begun[1]).total_seconds())

    def canceled(self, error: TransactionCanceledError) -> TransactionCanceledError:
        """Tell a cancellation, and plan anew the updates that relied on what has changed since.

        Args:
            error: The cancellation as DynamoDB tells it.

        Returns:
            The error, to raise; retryable where the transaction as it is now may succeed.
        """
        self.is_pending = False
        told = canceled_error(error, self._sent, len(self._writes))
        found = {sent.position: reason.item for sent, reason in zip(self._sent, error.reasons)}
        writes = self._planned_anew(told, found)
        if writes is not None:
            self._make(writes)
            told.retryable = True
        return told

    def _planned_anew(
        self, error: TransactionCanceledError, found: Mapping[int, WireItem | None]
    ) -> list[Write] | None:
        if self._own_token is not None:
            return None
        writes, stale = list(self._writes), False
        for each in error.failures:
            plan_on = self._writes[each.position].on
            if each.code == CONDITION and isinstance(each.error, WriteConflictError) and plan_on:
                writes[each.position], stale = plan_on(found[each.position]), True
            elif each.code not in TRANSIENT:
                return None
        return writes if stale else None

    def settle(self) -> list[Any]:
        """Let the callers' instances be what was written, after the transaction has succeeded.

        Returns:
            What each of the caller's operations gives.
        """
        parameters: dict[int, Mapping[str, Any]] = {
            sent.position: item[sent.operation]
            for sent, item in zip(self._sent, self.request.get("TransactItems", ()))
        }
        return [each.settle(parameters.get(n, {})) for n, each in enumerate(self._writes)]
