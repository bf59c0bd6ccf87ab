"""Makes HTTP responses of results and errors; says nothing that the application did not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from boto3_assist.aws_lambda.statuses import check_statuses, status_for
from boto3_assist.errors import (
    Boto3AssistError,
    InvalidParameterError,
    ServiceError,
    describe,
)
from boto3_assist.results import ServiceResult

__all__ = ["HttpReply", "error_reply", "http_response", "reply_to"]

_JSON = "application/json"


@dataclass(frozen=True)
class HttpReply:
    """A response before it takes the form that the function's caller wants.

    Attributes:
        status: The HTTP status.
        body: The JSON text; empty for none.
        headers: Name → value, without the content type.
    """

    status: int
    body: str = field(default="", repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def content_type(self) -> str | None:
        """The type of the body, if there is one."""
        return _JSON if self.body else None

    def to_dict(self) -> dict[str, Any]:
        """Give the form that API Gateway, function URLs and load balancers take.

        Returns:
            Status, headers and body.
        """
        content = {} if self.content_type is None else {"content-type": self.content_type}
        return {
            "statusCode": self.status,
            "headers": {**content, **self.headers},
            "body": self.body,
            "isBase64Encoded": False,
        }


def http_response(
    result: ServiceResult[Any] | Boto3AssistError,
    *,
    status: int = HTTPStatus.OK,
    statuses: Mapping[str, int] | None = None,
    headers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Make the HTTP response that tells a client the outcome.

    Data becomes JSON by Pydantic: models, dataclasses, dates and sets are taken, a `Decimal`
    becomes text with all its digits. Of a failure the body has ``error_code`` and ``message``, and
    for a `ServiceError` ``details`` if it has any. The messages of all other errors are for logs;
    the client is told the name of the status.

    Args:
        result: The outcome of a service, or an error.
        status: The status of a success; 204 stands for 200 where there is no data.
        statuses: The application's statuses by error code, such as ``{"ORDER_NOT_FOUND": 404}``.
        headers: Headers to send along.

    Returns:
        The form that API Gateway takes in every payload.

    Raises:
        InvalidParameterError: When it is neither, or one of the statuses is none of an error.

    Example:
        >>> result = ServiceResult.error_result("no such order", error_code="ORDER_NOT_FOUND")
        >>> response = http_response(result, statuses={"ORDER_NOT_FOUND": 404})
        >>> response["statusCode"], response["body"]
        (404, '{"error_code":"ORDER_NOT_FOUND","message":"no such order"}')
    """
    return reply_to(result, status=status, statuses=statuses, headers=headers).to_dict()


def reply_to(
    result: ServiceResult[Any] | Boto3AssistError,
    *,
    status: int = HTTPStatus.OK,
    statuses: Mapping[str, int] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpReply:
    """Make a reply of an outcome; see `http_response`.

    Args:
        result: The outcome of a service, or an error.
        status: The status of a success.
        statuses: The application's statuses by error code.
        headers: Headers to send along.

    Returns:
        The reply.

    Raises:
        InvalidParameterError: When it is neither, or one of the statuses is none of an error.
    """
    if not isinstance(result, (ServiceResult, Boto3AssistError)):
        raise InvalidParameterError(
            f"the result was given as {describe(result)}",
            details={
                "given": describe(result),
                "expected": "a ServiceResult or a Boto3AssistError",
            },
        )
    own = check_statuses(statuses or {})
    error = result.error if isinstance(result, ServiceResult) else result
    if error is not None:
        return error_reply(error, status_for(error, own), headers)
    data = result.data if isinstance(result, ServiceResult) else None
    if data is None:
        empty = HTTPStatus.NO_CONTENT if status == HTTPStatus.OK else status
        return HttpReply(int(empty), headers=headers or {})
    return HttpReply(int(status), _json(data), headers or {})


def error_reply(
    error: Boto3AssistError, status: int, headers: Mapping[str, str] | None = None
) -> HttpReply:
    """Make a reply of an error.

    Args:
        error: The error.
        status: The status to tell it by.
        headers: Headers to send along.

    Returns:
        The reply.
    """
    content: dict[str, Any] = {"error_code": error.error_code, "message": error.message}
    if not isinstance(error, ServiceError):
        # The others name tables and roles, which are nobody's business.
        content["message"] = HTTPStatus(status).phrase if status in _KNOWN else "Error"
    elif error.details:
        content["details"] = error.details
    return HttpReply(status, _json(content), headers or {})


_KNOWN = frozenset(int(status) for status in HTTPStatus)


def _json(data: object) -> str:
    # Pydantic's JSON is loaded by the first response: importing handlers need not pay for it.
    from pydantic_core import PydanticSerializationError, to_json

    try:
        text = to_json(data, bytes_mode="base64", inf_nan_mode="strings", fallback=_plain)
    except PydanticSerializationError:
        problem = InvalidParameterError(
            f"the data of a result is {describe(data)} that JSON cannot hold",
            details={"given": describe(data), "expected": "models, or what JSON can hold"},
        )
    else:
        return text.decode()
    # Raised outside the handler: Pydantic's error may show a value.
    raise problem


def _plain(value: object) -> object:
    """Models of the library that are not Pydantic's."""
    to_dictionary = getattr(value, "to_dictionary", None)
    if not callable(to_dictionary):
        raise TypeError(f"not JSON: {describe(value)}")
    return to_dictionary()
