"""What an application's own services and authorizers refuse; knows no AWS and no HTTP status."""

from __future__ import annotations

from boto3_assist.errors.base import Boto3AssistError

__all__ = ["ServiceError", "UnauthorizedError"]


class ServiceError(Boto3AssistError):
    """A service of the application refuses what it was asked for; the message is for the caller."""

    default_code = "SERVICE_ERROR"


class UnauthorizedError(Boto3AssistError):
    """A request comes without credentials, or with some that are not of the form asked for.

    As text it is ``Unauthorized`` and nothing else: API Gateway answers 401 to an authorizer that
    fails with exactly this text, and 500 to any other. `message` says what is wrong.

    Example:
        >>> str(UnauthorizedError("there is no Authorization header"))
        'Unauthorized'
    """

    default_code = "UNAUTHORIZED"

    def __str__(self) -> str:
        """Give the one text that API Gateway answers 401 to."""
        return "Unauthorized"
