"""What any AWS service can report, whichever service it is; knows no service and no botocore."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict

from boto3_assist.errors.base import Boto3AssistError

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = [
    "AccessDeniedError",
    "AwsConnectionError",
    "AwsError",
    "AwsErrorFacts",
    "CredentialsError",
    "ExpiredCredentialsError",
    "LimitExceededError",
    "RequestRejectedError",
    "ResourceConflictError",
    "ResourceNotFoundError",
    "ResponseIntegrityError",
    "ServiceUnavailableError",
    "ThrottledError",
]


class AwsErrorFacts(TypedDict, total=False):
    """The keyword arguments that every `AwsError` takes.

    Attributes:
        aws_code: AWS's own code, such as ``ThrottlingException``; None without an answer.
        http_status: The status of the answer; None without an answer.
        request_id: AWS's id of the request, which its support asks for.
        operation: AWS's name of the operation, such as ``PutItem``.
        retryable: Whether the same call may succeed later; the class's default when None.
        response: botocore's parsed response, unredacted.
    """

    aws_code: str | None
    http_status: int | None
    request_id: str | None
    operation: str | None
    retryable: bool | None
    response: Mapping[str, Any] | None


class AwsError(Boto3AssistError):
    """AWS refused a call, or the call did not get to AWS and back.

    Attributes:
        default_retryable: What `retryable` is unless the raiser knows better.
        aws_code: AWS's own code, such as ``ThrottlingException``; None without an answer.
        http_status: The status of the answer; None without an answer.
        request_id: AWS's id of the request, which its support asks for.
        operation: AWS's name of the operation, such as ``PutItem``.
        retryable: Whether the same call may succeed later. It does not say that a write was
            not carried out: after a lost connection nobody knows.
        response: botocore's parsed response, unredacted; it may hold item values.

    Example:
        >>> error = AwsError("refused", aws_code="InvalidAction", http_status=400)
        >>> error.aws_code, error.retryable
        ('InvalidAction', False)
    """

    default_code = "AWS_ERROR"
    default_retryable: ClassVar[bool] = False

    def __init__(
        self,
        message: str,
        error_code: str | None = None,
        details: Mapping[str, object] | None = None,
        **facts: Unpack[AwsErrorFacts],
    ) -> None:
        """Keep the message and what is known of AWS's answer.

        Args:
            message: What happened and what was given.
            error_code: A code of the caller's own; the class's code when None.
            details: Facts for programs and the keys ``expected`` and ``suggestion``.
            **facts: What is known of the answer; see `AwsErrorFacts`.

        Raises:
            TypeError: If a keyword is not one of `AwsErrorFacts`.
        """
        super().__init__(message, error_code, details)
        if unknown := facts.keys() - AwsErrorFacts.__annotations__.keys():
            raise TypeError(f"{type(self).__name__} does not take {sorted(unknown)}")
        self.aws_code = facts.get("aws_code")
        self.http_status = facts.get("http_status")
        self.request_id = facts.get("request_id")
        self.operation = facts.get("operation")
        retryable = facts.get("retryable")
        self.retryable: bool = self.default_retryable if retryable is None else retryable
        self.response = facts.get("response")


class AccessDeniedError(AwsError):
    """The identity is known, but no policy allows it the operation on the resource."""

    default_code = "ACCESS_DENIED"


class AwsConnectionError(AwsError):
    """The endpoint was not reached, or the connection broke before the whole answer came.

    Of a write that broke off it is not known whether AWS carried it out.
    """

    default_code = "AWS_CONNECTION_ERROR"
    default_retryable = True


class CredentialsError(AwsError):
    """Credentials are missing, incomplete, unknown to AWS, or do not fit the signature."""

    default_code = "AWS_CREDENTIALS_ERROR"


class ExpiredCredentialsError(CredentialsError):
    """Credentials were valid once and have expired."""

    default_code = "EXPIRED_CREDENTIALS"


class LimitExceededError(AwsError):
    """A quota of the account or of a resource is used up."""

    default_code = "LIMIT_EXCEEDED"


class RequestRejectedError(AwsError):
    """The service found the request itself wrong: its syntax, a parameter, an expression."""

    default_code = "REQUEST_REJECTED"


class ResourceConflictError(AwsError):
    """A resource exists already, or is in use or in a state that the operation does not allow."""

    default_code = "RESOURCE_CONFLICT"


class ResourceNotFoundError(AwsError):
    """A resource that the operation names does not exist in this account and region."""

    default_code = "RESOURCE_NOT_FOUND"


class ResponseIntegrityError(AwsError):
    """An answer came, but its checksum is wrong or its body cannot be read.

    Of a write it is not known from the answer whether AWS carried it out.
    """

    default_code = "RESPONSE_INTEGRITY_ERROR"
    default_retryable = True


class ServiceUnavailableError(AwsError):
    """The service failed on its own side (HTTP 5xx)."""

    default_code = "SERVICE_UNAVAILABLE"
    default_retryable = True


class ThrottledError(AwsError):
    """The service took no more requests at this rate."""

    default_code = "THROTTLED"
    default_retryable = True
