"""Finds botocore's exception inside those of s3transfer; makes no error of the library."""

from __future__ import annotations

from boto3 import exceptions as boto3_errors
from botocore.exceptions import BotoCoreError, ClientError, ResponseStreamingError
from s3transfer import exceptions as s3transfer_errors

__all__ = ["is_changed_source", "is_transfer_failure", "underlying"]

_FAILURES = (
    boto3_errors.RetriesExceededError,
    boto3_errors.S3TransferFailedError,
    boto3_errors.S3UploadFailedError,
    s3transfer_errors.RetriesExceededError,
    s3transfer_errors.S3CopyFailedError,
    s3transfer_errors.S3DownloadFailedError,
    s3transfer_errors.S3UploadFailedError,
    s3transfer_errors.S3ValidationError,
)
_SOURCE_FAILURES = (
    s3transfer_errors.S3CopyFailedError,
    s3transfer_errors.S3DownloadFailedError,
)


def is_transfer_failure(error: BaseException) -> bool:
    """Tell whether an exception is one by which s3transfer or boto3 reports a failed transfer.

    Their texts show keys and paths.

    Args:
        error: What was raised.

    Returns:
        Whether it is one of them.
    """
    return isinstance(error, _FAILURES)


def is_changed_source(error: BaseException) -> bool:
    """Tell whether a transfer ended because its object was replaced under way.

    s3transfer reads the parts on the condition that the object's ETag stays the same.

    Args:
        error: What was raised.

    Returns:
        Whether a part found another ETag.
    """
    if not isinstance(error, _SOURCE_FAILURES):
        return False
    inner = error.__cause__ or error.__context__
    return isinstance(inner, ClientError) and (
        inner.response.get("Error", {}).get("Code") == "PreconditionFailed"
    )


def underlying(error: Exception) -> Exception:
    """Give the exception that a failed transfer wraps.

    Args:
        error: What was raised.

    Returns:
        botocore's exception; the given one itself when it wraps none.
    """
    inner: object = error
    while isinstance(inner, _FAILURES):
        wrapped = getattr(inner, "last_exception", None) or inner.__cause__ or inner.__context__
        if isinstance(wrapped, OSError):
            # A body that broke off ends in Python's own words: a reset, a timeout of the socket.
            return ResponseStreamingError(error=wrapped)
        inner = wrapped
    return inner if isinstance(inner, (BotoCoreError, ClientError)) else error
