"""What a batch of PartiQL statements reports of those that failed; knows no botocore."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from boto3_assist.errors.aws import AwsErrorFacts
from boto3_assist.errors.dynamodb import DynamoDBError

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from boto3_assist.errors.cancellation import CancellationReason

__all__ = ["BatchStatementError"]


class BatchStatementError(DynamoDBError):
    """Some statements of a batch failed; the others were carried out.

    Attributes:
        failures: One `CancellationReason` for each statement that failed, in the caller's order.
        items: For each statement the item that it read, or None; kept out of `message`.

    Example:
        >>> from boto3_assist.errors import CancellationReason
        >>> failure = CancellationReason(1, "DuplicateItem")
        >>> error = BatchStatementError("1 of 2 failed", failures=[failure], items=[None, None])
        >>> [each.position for each in error.failures]
        [1]
    """

    default_code = "BATCH_STATEMENT_FAILED"

    def __init__(
        self,
        message: str,
        error_code: str | None = None,
        details: Mapping[str, object] | None = None,
        *,
        failures: Iterable[CancellationReason] = (),
        items: Iterable[Mapping[str, Any] | None] = (),
        **facts: Unpack[AwsErrorFacts],
    ) -> None:
        """Keep the failures beside what every `AwsError` has.

        Args:
            message: What happened and what was given.
            error_code: A code of the caller's own; the class's code when None.
            details: Facts for programs and the keys ``expected`` and ``suggestion``.
            failures: One for each statement that failed, in the caller's order.
            items: For each statement the item that it read, or None.
            **facts: What is known of the answer; see `AwsErrorFacts`.
        """
        super().__init__(message, error_code, details, **facts)
        self.failures = list(failures)
        self.items = list(items)
