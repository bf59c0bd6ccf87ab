"""The error of a batch that was not done as a whole; sends nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from boto3_assist.dynamodb.batching.engine import is_of_one_chunk
from boto3_assist.dynamodb.batching.reports import BatchReport
from boto3_assist.errors import (
    AwsError,
    BatchGetIncompleteError,
    BatchIncompleteError,
    BatchWriteIncompleteError,
    Boto3AssistError,
    OperationStoppedError,
)

__all__ = ["incompletion"]

_SHOWN: Final = 20
_CLASSES: Final[Mapping[str, type[BatchIncompleteError]]] = {
    "BatchGetItem": BatchGetIncompleteError,
    "BatchWriteItem": BatchWriteIncompleteError,
}


def incompletion(
    report: BatchReport,
    stopped_by: Boto3AssistError | None,
    operation: str,
    table_name: str,
) -> Boto3AssistError | None:
    """Give what is to be raised for a batch.

    Args:
        report: What became of its inputs.
        stopped_by: What ended it before its end, or None.
        operation: AWS's name of the operation.
        table_name: Name or ARN of the table.

    Returns:
        None when everything was done. Where a limit of the caller's own ended it, or nothing was
        done because of one error, that error, with the report as its `partial`. Else a
        `BatchIncompleteError` that has the report.
    """
    if report.is_complete:
        return None
    if isinstance(stopped_by, OperationStoppedError):
        stopped_by.partial = report
        # A ledger and a deadline advise loops over pages.
        stopped_by.details["suggestion"] = "go on later with what the error's partial has in left"
        return stopped_by
    if stopped_by is not None and not report.done and _is_cause_of_all(stopped_by, report):
        setattr(stopped_by, "partial", report)
        return stopped_by
    failed, done = len(report.failures), "read" if operation == "BatchGetItem" else "written"
    codes = Counter(_code(failure.error) for failure in report.failures)
    reasons = ", ".join(f"{code} ({count})" for code, count in codes.most_common())
    left = "" if report.all_taken else f"; the iterator was left after {report.taken}"
    retryable = all(getattr(each.error, "retryable", False) for each in report.failures)
    first = next((f.error for f in report.failures if isinstance(f.error, AwsError)), AwsError(""))
    error = _CLASSES[operation](
        f"{failed} of {report.taken} items were not {done}: {reasons}{left}",
        details={
            "operation": operation,
            "table": table_name,
            "done": report.done,
            "not_done": failed,
            "may_be_done": sum(failure.may_be_done for failure in report.failures),
            "reasons": dict(codes),
            "positions": [failure.position for failure in report.failures[:_SHOWN]],
            "expected": "a batch of which everything can be done",
            "suggestion": (
                "repeat with error.report.left"
                if retryable
                else "see error.report.failures; mend what their errors tell of, and repeat with "
                "error.report.left"
            ),
        },
        report=report,
        operation=operation,
        aws_code=first.aws_code,
        http_status=first.http_status,
        request_id=first.request_id,
        retryable=retryable,
    )
    error.__cause__ = stopped_by or (report.failures[0].error if report.failures else None)
    return error


def _is_cause_of_all(error: Boto3AssistError, report: BatchReport) -> bool:
    # Several chunks that were under way each have an error of their own.
    kind = None if is_of_one_chunk(error) else type(error)
    return all(
        (each.error is error or type(each.error) is kind) and not each.may_be_done
        for each in report.failures
    )


def _code(error: BaseException) -> str:
    return error.error_code if isinstance(error, Boto3AssistError) else type(error).__name__
