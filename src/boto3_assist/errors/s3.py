"""What S3 reports in common with other services; knows no botocore."""

from __future__ import annotations

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

__all__ = [
    "S3AccessDeniedError",
    "S3ConnectionError",
    "S3CredentialsError",
    "S3Error",
    "S3ExpiredCredentialsError",
    "S3LimitExceededError",
    "S3RequestRejectedError",
    "S3ResourceConflictError",
    "S3ResourceNotFoundError",
    "S3ResponseIntegrityError",
    "S3ServiceUnavailableError",
    "S3ThrottledError",
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
