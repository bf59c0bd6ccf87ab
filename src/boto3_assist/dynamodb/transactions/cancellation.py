"""Why a transaction was canceled, for each of the caller's operations; sends nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from boto3_assist.config import get_settings
from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.transactions.writes import Refusal, as_it_is
from boto3_assist.errors import (
    AwsErrorFacts,
    CancellationReason,
    ConditionalCheckFailedError,
    DynamoDBError,
    DynamoDBRequestRejectedError,
    DynamoDBThrottledError,
    ItemCollectionSizeLimitExceededError,
    TransactionCanceledError,
    TransactionConflictError,
)

__all__ = ["CONDITION", "TRANSIENT", "Sent", "canceled_error"]

CONDITION: Final = "ConditionalCheckFailed"
"""The code of an operation whose condition does not hold."""

TRANSIENT: Final = frozenset(
    {"ProvisionedThroughputExceeded", "ThrottlingError", "TransactionConflict"}
)
"""The codes of reasons for which the same transaction may succeed a moment later."""

_CLASSES: Final[dict[str, type[DynamoDBError]]] = {
    CONDITION: ConditionalCheckFailedError,
    "ItemCollectionSizeLimitExceeded": ItemCollectionSizeLimitExceededError,
    "ProvisionedThroughputExceeded": DynamoDBThrottledError,
    "ThrottlingError": DynamoDBThrottledError,
    "TransactionConflict": TransactionConflictError,
    "ValidationError": DynamoDBRequestRejectedError,
}
_FAILURES_IN_MESSAGE: Final = 5


@dataclass(frozen=True)
class Sent:
    """What was sent of one of the caller's operations.

    Attributes:
        position: Its place among the caller's.
        operation: DynamoDB's name of it, such as ``"Put"``.
        model: The class of the item; None where none is known.
        refusal: Tells what a failed condition means.
    """

    position: int
    operation: str
    model: type[Any] | None
    refusal: Refusal = as_it_is


def canceled_error(
    error: TransactionCanceledError, sent: Sequence[Sent], number: int
) -> TransactionCanceledError:
    """Tell a cancellation by the caller's operations.

    Args:
        error: The cancellation as DynamoDB tells it: a reason for each operation that was sent.
        sent: These operations, in the order in which they were sent.
        number: How many operations the caller gave: what changes nothing is not sent.

    Returns:
        The error, to raise, with a reason for each of the caller's operations; each failure has
        the error that the verb for one item would have raised.
    """
    reasons = [CancellationReason(position) for position in range(number)]
    for each, reason in zip(sent, error.reasons):
        reasons[each.position] = _typed_reason(each, reason, error)
    failures = [reason for reason in reasons if reason.code is not None]
    shown = [f"{_label(each)}: {_error_code(each)}" for each in failures[:_FAILURES_IN_MESSAGE]]
    if len(failures) > len(shown):
        shown.append(f"and {len(failures) - len(shown)} more")
    return TransactionCanceledError(
        f"the transaction was canceled as a whole; {', '.join(shown) or 'no reason was given'}",
        details={
            **error.details,
            "reasons": [_told(each) for each in failures],
            "expected": "a transaction of which every operation can be done",
            "suggestion": "look at error.failures: each has its operation, error and stored item",
        },
        reasons=reasons,
        **_facts(error) | {"retryable": error.retryable},
    )


def _typed_reason(
    sent: Sent, reason: CancellationReason, error: TransactionCanceledError
) -> CancellationReason:
    found = reason.item
    convert = get_settings().dynamodb_convert_decimals
    item = None if found is None else decode_item(found, convert_decimals=convert)
    reason = replace(
        reason,
        position=sent.position,
        item=item,
        model=sent.model,
        operation=sent.operation,
    )
    if reason.code is None:
        return reason
    kind = _CLASSES.get(reason.code, DynamoDBError)
    problem = f"operation {_label(reason)} was refused with {reason.code}"
    details = {
        "position": sent.position,
        "operation": sent.operation,
        "expected": "an operation that can be done",
        "suggestion": "see the reason's message, code and item",
    }
    if issubclass(kind, ConditionalCheckFailedError):
        failed = kind(problem, details=details, item=item, **_facts(error))
        typed: DynamoDBError = sent.refusal(failed, found)
    else:
        typed = kind(problem, details=details, **_facts(error))
    return replace(reason, error=typed)


def _facts(error: TransactionCanceledError) -> AwsErrorFacts:
    return AwsErrorFacts(
        aws_code=error.aws_code,
        http_status=error.http_status,
        request_id=error.request_id,
        operation=error.operation,
        response=error.response,
    )


def _label(reason: CancellationReason) -> str:
    of_model = "" if reason.model is None else f" of {reason.model.__name__}"
    return f"{reason.position} ({reason.operation}{of_model})"


def _error_code(reason: CancellationReason) -> str:
    return str(reason.code) if reason.error is None else reason.error.error_code


def _told(reason: CancellationReason) -> dict[str, object]:
    return {
        "position": reason.position,
        "operation": reason.operation,
        "model": None if reason.model is None else reason.model.__name__,
        "code": reason.code,
        "error_code": _error_code(reason),
        "message": reason.message,
    }
