"""What S3 reports, one class for each condition a caller handles; knows no botocore."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from boto3_assist.errors.aws import (
    AccessDeniedError,
    AwsConnectionError,
    AwsError,
    CredentialsError,
    ExpiredCredentialsError,
    LimitExceededError,
    RequestRejectedError,
    ResourceConflictError,
    ResourceNotFoundError,
    ResponseIntegrityError,
    ServiceUnavailableError,
    ThrottledError,
)
from boto3_assist.errors.base import ValidationError

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from boto3_assist.errors.aws import AwsErrorFacts

__all__ = [
    "S3AccessDeniedError",
    "S3BucketAlreadyExistsError",
    "S3BucketAlreadyOwnedByYouError",
    "S3BucketNotEmptyError",
    "S3BucketNotFoundError",
    "S3ChecksumMismatchError",
    "S3ConditionalConflictError",
    "S3ConnectionError",
    "S3CredentialsError",
    "S3DeleteFailure",
    "S3Error",
    "S3ExpiredCredentialsError",
    "S3InvalidRangeError",
    "S3LimitExceededError",
    "S3NotModifiedError",
    "S3ObjectArchivedError",
    "S3ObjectNotFoundError",
    "S3PartialDeleteError",
    "S3PreconditionFailedError",
    "S3RequestRejectedError",
    "S3ResourceConflictError",
    "S3ResourceNotFoundError",
    "S3ResponseIntegrityError",
    "S3SelectUnavailableError",
    "S3ServiceUnavailableError",
    "S3SourceChangedError",
    "S3ThrottledError",
    "S3UnsafeKeyError",
    "S3UploadNotFoundError",
    "S3VersionNotFoundError",
]


class S3Error(AwsError):
    """Any failure of an S3 call."""

    default_code = "S3_ERROR"


class S3AccessDeniedError(AccessDeniedError, S3Error):
    """S3 denied the identity access."""


class S3ConnectionError(AwsConnectionError, S3Error):
    """S3's endpoint was not reached, or the connection broke."""


class S3CredentialsError(CredentialsError, S3Error):
    """No credentials for S3, or S3 does not accept them."""


class S3ExpiredCredentialsError(ExpiredCredentialsError, S3CredentialsError):
    """The credentials given to S3 have expired."""


class S3LimitExceededError(LimitExceededError, S3Error):
    """A quota of S3 is used up."""


class S3RequestRejectedError(RequestRejectedError, S3Error):
    """S3 found the request wrong."""


class S3ResourceConflictError(ResourceConflictError, S3Error):
    """A resource of S3 exists already or is in use."""


class S3ResourceNotFoundError(ResourceNotFoundError, S3Error):
    """A resource of S3 does not exist."""


class S3ResponseIntegrityError(ResponseIntegrityError, S3Error):
    """S3's answer has a wrong checksum or cannot be read."""


class S3ServiceUnavailableError(ServiceUnavailableError, S3Error):
    """S3 failed on its own side."""


class S3ThrottledError(ThrottledError, S3Error):
    """S3 takes no more requests at this rate."""


class S3ObjectNotFoundError(S3ResourceNotFoundError):
    """No object has the key, or its current version is a delete marker.

    Also what a HEAD reports when the bucket does not exist: its answer has no text that would say
    which of the two is missing.
    """

    default_code = "S3_OBJECT_NOT_FOUND"


class S3VersionNotFoundError(S3ResourceNotFoundError):
    """The object has no version with this id, or it is a delete marker, which holds nothing."""

    default_code = "S3_VERSION_NOT_FOUND"


class S3BucketNotFoundError(S3ResourceNotFoundError):
    """The bucket does not exist."""

    default_code = "S3_BUCKET_NOT_FOUND"


class S3UploadNotFoundError(S3ResourceNotFoundError):
    """The multipart upload was completed or aborted, or never existed.

    Of a completion, ``details`` may have ``may_be_written``, as for `S3PreconditionFailedError`.
    """

    default_code = "S3_UPLOAD_NOT_FOUND"


class S3PreconditionFailedError(S3Error):
    """A condition of the call, such as ``if_match``, does not hold; nothing was read or written.

    Unless ``details`` has ``may_be_written``: then botocore sent a write again, whose first answer
    was lost or was a failure, and the condition may have failed by what the first request wrote.
    """

    default_code = "S3_PRECONDITION_FAILED"


class S3NotModifiedError(S3PreconditionFailedError):
    """The object is still the one that the condition of a read excludes (HTTP 304)."""

    default_code = "S3_NOT_MODIFIED"


class S3ConditionalConflictError(S3Error):
    """Another write of the same object or bucket was under way; nothing was written.

    Unless ``details`` has ``may_be_written``, as for `S3PreconditionFailedError`.
    """

    default_code = "S3_CONDITIONAL_CONFLICT"
    default_retryable = True


class S3BucketNotEmptyError(S3ResourceConflictError):
    """The bucket still holds objects, versions or delete markers."""

    default_code = "S3_BUCKET_NOT_EMPTY"


class S3BucketAlreadyExistsError(S3ResourceConflictError):
    """Another account has a bucket of this name: names are shared by all accounts."""

    default_code = "S3_BUCKET_ALREADY_EXISTS"


class S3BucketAlreadyOwnedByYouError(S3ResourceConflictError):
    """The account has a bucket of this name already."""

    default_code = "S3_BUCKET_ALREADY_OWNED_BY_YOU"


class S3ObjectArchivedError(S3ResourceConflictError):
    """The object lies in an archive and has to be restored before it is read or copied."""

    default_code = "S3_OBJECT_ARCHIVED"


class S3InvalidRangeError(S3RequestRejectedError):
    """The range of bytes begins after the end of the object."""

    default_code = "S3_INVALID_RANGE"


class S3ChecksumMismatchError(S3ResponseIntegrityError):
    """Bytes changed on their way: what arrived does not have the checksum of what was sent."""

    default_code = "S3_CHECKSUM_MISMATCH"


class S3SelectUnavailableError(S3Error):
    """The server does not offer S3 Select, which AWS has closed to new customers."""

    default_code = "S3_SELECT_UNAVAILABLE"


class S3SourceChangedError(S3Error):
    """What is being read, a file or an object, changed while it was read."""

    default_code = "S3_SOURCE_CHANGED"


class S3UnsafeKeyError(S3Error, ValidationError):
    """A key names a path outside the directory that it was to be written to, or no file at all."""

    default_code = "S3_UNSAFE_KEY"


@dataclass(frozen=True)
class S3DeleteFailure:
    """Why one object of many was not deleted.

    Attributes:
        key: The key; not in the repr.
        version_id: The version that was to be deleted; None for the current one.
        code: S3's code, such as ``AccessDenied``.
        message: S3's text, with what may be a value cut out.
    """

    key: str = field(repr=False)
    version_id: str | None = None
    code: str | None = None
    message: str | None = None


class S3PartialDeleteError(S3Error):
    """Some of many objects were not deleted; the others were.

    Attributes:
        failures: One `S3DeleteFailure` for each object that is still there; the keys are
            kept out of `message` and `details`.

    Example:
        >>> failure = S3DeleteFailure("reports/a.txt", code="AccessDenied")
        >>> S3PartialDeleteError("1 of 2", failures=[failure]).failures[0].key
        'reports/a.txt'
    """

    default_code = "S3_PARTIAL_DELETE"

    def __init__(
        self,
        message: str,
        error_code: str | None = None,
        details: Mapping[str, object] | None = None,
        *,
        failures: Iterable[S3DeleteFailure] = (),
        **facts: Unpack[AwsErrorFacts],
    ) -> None:
        """Keep the failures beside what every `AwsError` has.

        Args:
            message: What happened and what was given.
            error_code: A code of the caller's own; the class's code when None.
            details: Facts for programs and the keys ``expected`` and ``suggestion``.
            failures: One for each object that was not deleted.
            **facts: What is known of the answer; see `AwsErrorFacts`.
        """
        super().__init__(message, error_code, details, **facts)
        self.failures = tuple(failures)
