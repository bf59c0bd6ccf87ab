"""What Cognito reports, of its users and in common with other services; knows no botocore."""

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
    "AliasExistsError",
    "AuthenticationError",
    "CodeDeliveryError",
    "CodeMismatchError",
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
    "ExpiredCodeError",
    "GroupExistsError",
    "InvalidPasswordError",
    "MfaMethodNotFoundError",
    "PasswordResetRequiredError",
    "PasswordReuseError",
    "RefreshTokenReuseError",
    "TooManyFailedAttemptsError",
    "TriggerFailedError",
    "TriggerRefusedError",
    "UserNotConfirmedError",
    "UserNotFoundError",
    "UsernameExistsError",
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


class AuthenticationError(CognitoError):
    """Cognito did not let the user in: a wrong password, a disabled user, a dead token or session.

    Cognito tells no more of the reason than its text does, lest the answer help to guess.
    """

    default_code = "AUTHENTICATION_FAILED"


class PasswordResetRequiredError(AuthenticationError):
    """The password was reset: the user has to set a new one with the code that was sent."""

    default_code = "PASSWORD_RESET_REQUIRED"


class RefreshTokenReuseError(AuthenticationError):
    """A refresh token was used after it had been rotated out; it may have been stolen."""

    default_code = "REFRESH_TOKEN_REUSED"


class UserNotConfirmedError(AuthenticationError):
    """The user signed up, but has not confirmed it yet."""

    default_code = "USER_NOT_CONFIRMED"


class UserNotFoundError(CognitoResourceNotFoundError):
    """The pool has no such user."""

    default_code = "USER_NOT_FOUND"


class MfaMethodNotFoundError(CognitoResourceNotFoundError):
    """The user or the pool has no such second factor."""

    default_code = "MFA_METHOD_NOT_FOUND"


class AliasExistsError(CognitoResourceConflictError):
    """Another user has this e-mail address or telephone number as an alias."""

    default_code = "ALIAS_EXISTS"


class GroupExistsError(CognitoResourceConflictError):
    """The pool has a group of this name already."""

    default_code = "GROUP_EXISTS"


class UsernameExistsError(CognitoResourceConflictError):
    """The pool has a user of this name already."""

    default_code = "USERNAME_EXISTS"


class InvalidPasswordError(CognitoError):
    """The password does not meet the pool's policy."""

    default_code = "INVALID_PASSWORD"


class PasswordReuseError(InvalidPasswordError):
    """The user had this password before, and the pool's policy remembers it."""

    default_code = "PASSWORD_REUSED"


class CodeMismatchError(CognitoError):
    """The code is not the one that was sent, or that the authenticator shows."""

    default_code = "CODE_MISMATCH"


class ExpiredCodeError(CognitoError):
    """The code was right once and has expired."""

    default_code = "EXPIRED_CODE"


class CodeDeliveryError(CognitoError):
    """Cognito could not send a message with a code."""

    default_code = "CODE_DELIVERY_FAILED"


class TooManyFailedAttemptsError(CognitoError):
    """The user failed too often; Cognito takes no further attempt for a while."""

    default_code = "TOO_MANY_FAILED_ATTEMPTS"


class TriggerRefusedError(CognitoError):
    """A Lambda trigger of the pool refused what was asked."""

    default_code = "TRIGGER_REFUSED"


class TriggerFailedError(CognitoError):
    """A Lambda trigger of the pool failed, could not be called, or answered wrongly."""

    default_code = "TRIGGER_FAILED"
