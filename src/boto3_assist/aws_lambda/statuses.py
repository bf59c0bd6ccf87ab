"""The table from errors to HTTP statuses; knows no event and no response."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from boto3_assist import errors
from boto3_assist.errors import AwsError, Boto3AssistError, InvalidParameterError, describe

__all__ = ["check_statuses", "status_for"]

_STATUSES: Mapping[type[Boto3AssistError], HTTPStatus] = {
    errors.AuthenticationError: HTTPStatus.UNAUTHORIZED,
    errors.CodeDeliveryError: HTTPStatus.BAD_REQUEST,
    errors.CodeMismatchError: HTTPStatus.BAD_REQUEST,
    # What Cognito answers to one user's too many attempts.
    errors.CognitoLimitExceededError: HTTPStatus.TOO_MANY_REQUESTS,
    errors.CognitoResourceConflictError: HTTPStatus.CONFLICT,
    errors.ConditionalCheckFailedError: HTTPStatus.CONFLICT,
    errors.DuplicateItemError: HTTPStatus.CONFLICT,
    errors.ExpiredCodeError: HTTPStatus.BAD_REQUEST,
    errors.InvalidPasswordError: HTTPStatus.BAD_REQUEST,
    errors.ItemNotFoundError: HTTPStatus.NOT_FOUND,
    errors.ItemSizeExceededError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.JwksUnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.S3ObjectNotFoundError: HTTPStatus.NOT_FOUND,
    errors.S3PreconditionFailedError: HTTPStatus.PRECONDITION_FAILED,
    errors.ServiceError: HTTPStatus.BAD_REQUEST,
    errors.TokenError: HTTPStatus.UNAUTHORIZED,
    errors.TokenGroupError: HTTPStatus.FORBIDDEN,
    errors.TokenScopeError: HTTPStatus.FORBIDDEN,
    errors.TooManyFailedAttemptsError: HTTPStatus.TOO_MANY_REQUESTS,
    errors.TransactionCanceledError: HTTPStatus.CONFLICT,
    errors.TriggerRefusedError: HTTPStatus.BAD_REQUEST,
    errors.UnauthorizedError: HTTPStatus.UNAUTHORIZED,
    errors.UserNotFoundError: HTTPStatus.NOT_FOUND,
    errors.ValidationError: HTTPStatus.BAD_REQUEST,
    errors.WriteConflictError: HTTPStatus.CONFLICT,
}


def status_for(error: Boto3AssistError, statuses: Mapping[str, int] | None = None) -> int:
    """Give the HTTP status that tells a client of an error.

    What the client can do nothing about is 503 if the same request may succeed later, and 500
    otherwise: missing permissions of the function itself are not the client's.

    Args:
        error: The error.
        statuses: The application's own, by error code; they win.

    Returns:
        The status, 400 to 599.

    Example:
        >>> from boto3_assist.errors import ServiceError
        >>> error = ServiceError("no such order", "ORDER_NOT_FOUND")
        >>> status_for(error), status_for(error, {"ORDER_NOT_FOUND": 404})
        (400, 404)
    """
    own = (statuses or {}).get(error.error_code)
    if own is not None:
        return int(own)
    if isinstance(error, AwsError) and error.retryable:
        return int(HTTPStatus.SERVICE_UNAVAILABLE)
    known = (_STATUSES[cls] for cls in type(error).__mro__ if cls in _STATUSES)
    return int(next(known, HTTPStatus.INTERNAL_SERVER_ERROR))


def check_statuses(statuses: Mapping[str, int]) -> Mapping[str, int]:
    """Refuse statuses that tell of no error.

    Args:
        statuses: Statuses by error code.

    Returns:
        A copy.

    Raises:
        InvalidParameterError: When one is none of 400 to 599.
    """
    for code, status in statuses.items():
        if not (isinstance(status, int) and 400 <= status <= 599):
            given = str(status) if isinstance(status, int) else describe(status)
            raise InvalidParameterError(
                f"the status for {code} was given as {given}",
                details={"given": given, "expected": "400 to 599"},
            )
    return dict(statuses)
