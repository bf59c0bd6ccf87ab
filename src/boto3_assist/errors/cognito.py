"""What Cognito reports in common with other services; knows no botocore."""

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
    "CognitoAccessDeniedError",
    "CognitoConnectionError",
    "CognitoCredentialsError",
    "CognitoError",
    "CognitoExpiredCredentialsError",
    "CognitoLimitExceededError",
    "CognitoRequestRejectedError",
    "CognitoResourceConflictError",
    "CognitoResourceNotFoundError",
    "CognitoResponseIntegrityError",
    "CognitoServiceUnavailableError",
    "CognitoThrottledError",
]


class CognitoError(AwsError):
    """Any failure of a Cognito call."""

    default_code = "COGNITO_ERROR"


class CognitoAccessDeniedError(AccessDeniedError, CognitoError):
    """Cognito denied the identity access."""


class CognitoConnectionError(AwsConnectionError, CognitoError):
    """Cognito's endpoint was not reached, or the connection broke."""


class CognitoCredentialsError(CredentialsError, CognitoError):
    """No credentials for Cognito, or Cognito does not accept them."""


class CognitoExpiredCredentialsError(ExpiredCredentialsError, CognitoCredentialsError):
    """The credentials given to Cognito have expired."""


class CognitoLimitExceededError(LimitExceededError, CognitoError):
    """A quota of Cognito is used up."""


class CognitoRequestRejectedError(RequestRejectedError, CognitoError):
    """Cognito found the request wrong."""


class CognitoResourceConflictError(ResourceConflictError, CognitoError):
    """A resource of Cognito exists already or is in use."""


class CognitoResourceNotFoundError(ResourceNotFoundError, CognitoError):
    """A resource of Cognito does not exist."""


class CognitoResponseIntegrityError(ResponseIntegrityError, CognitoError):
    """Cognito's answer has a wrong checksum or cannot be read."""


class CognitoServiceUnavailableError(ServiceUnavailableError, CognitoError):
    """Cognito failed on its own side."""


class CognitoThrottledError(ThrottledError, CognitoError):
    """Cognito takes no more requests at this rate."""
