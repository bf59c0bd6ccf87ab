"""What a batch reports that could not be carried out as a whole; knows no botocore."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from boto3_assist.errors.aws import AwsErrorFacts
from boto3_assist.errors.dynamodb import DynamoDBError

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from boto3_assist.dynamodb.batching.reports import BatchReport

__all__ = ["BatchGetIncompleteError", "BatchIncompleteError", "BatchWriteIncompleteError"]


class BatchIncompleteError(DynamoDBError):
    """Something of a batch could not be done; the rest was.

    Attributes:
        report: What was done, what was not and why; kept out of `message` and `details`, because
            it holds what the caller gave.

    Example:
        >>> error = BatchIncompleteError("3 of 40 items were not written")
        >>> error.report is None, error.result is None
        (True, True)
    """

    default_code = "BATCH_INCOMPLETE"

    def __init__(
        self,
        message: str,
        error_code: str | None = None,
        details: Mapping[str, object] | None = None,
        *,
        report: BatchReport | None = None,
        **facts: Unpack[AwsErrorFacts],
    ) -> None:
        """Keep the report beside what every `AwsError` has.

        Args:
            message: What happened and what was given.
            error_code: A code of the caller's own; the class's code when None.
            details: Facts for programs and the keys ``expected`` and ``suggestion``.
            report: What was done and what was not.
            **facts: What is known of the answer; see `AwsErrorFacts`.
        """
        super().__init__(message, error_code, details, **facts)
        # Only what `DynamoDB` raises is seen outside, and that has one.
        self.report: BatchReport = report  # type: ignore[assignment]  # None of one made by hand

    @property
    def result(self) -> Any:
        """What the call would have returned, with what was done; also at ``report.result``."""
        return None if self.report is None else self.report.result


class BatchGetIncompleteError(BatchIncompleteError):
    """Some items of a batch could not be read; `result` has the others, in the order of the keys.

    In ``result.data`` a key that could not be asked has None as an absent item has;
    ``report.failures`` tells which those are.
    """

    default_code = "BATCH_GET_INCOMPLETE"


class BatchWriteIncompleteError(BatchIncompleteError):
    """Some items of a batch were not written, or not deleted; the others were.

    Of some failures it is not known whether DynamoDB carried them out after all, as after a
    connection that broke: their `may_be_done` is true.
    """

    default_code = "BATCH_WRITE_INCOMPLETE"
