"""Joins the edge with the resolvers of Powertools for AWS Lambda; needs the extra `lambda`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from boto3_assist.aws_lambda.authentication import Guard
from boto3_assist.aws_lambda.principals import acting_as
from boto3_assist.aws_lambda.responses import HttpReply, reply_to
from boto3_assist.aws_lambda.verification import TokenVerifier
from boto3_assist.errors import Boto3AssistError, ConfigurationError
from boto3_assist.results import ServiceResult

if TYPE_CHECKING:
    from aws_lambda_powertools.event_handler import ApiGatewayResolver, Response

__all__ = ["auth_middleware", "resolver_response"]


def auth_middleware(
    *,
    verifier: TokenVerifier | None = None,
    groups: str | Collection[str] | None = None,
    scopes: str | Collection[str] | None = None,
    from_authorizer: bool = False,
) -> Callable[[ApiGatewayResolver, Callable[..., Response[Any]]], Response[Any]]:
    """Guard single routes of a resolver as `require_auth` guards a whole handler.

    Args:
        verifier: As for `require_auth`.
        groups: As for `require_auth`.
        scopes: As for `require_auth`.
        from_authorizer: As for `require_auth`.

    Returns:
        A middleware, for the ``middlewares`` of a route or for ``app.use``.

    Raises:
        InvalidParameterError: When the arguments contradict each other or one is not of its kind.

    Example:
        >>> from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
        >>> from boto3_assist.aws_lambda import current_principal
        >>> app = APIGatewayHttpResolver()
        >>> @app.get("/me", middlewares=[auth_middleware(from_authorizer=True)])
        ... def who() -> dict[str, str]:
        ...     return {"sub": current_principal().subject}
    """
    guard = Guard.of(verifier, groups, scopes, from_authorizer)

    def middleware(
        app: ApiGatewayResolver, next_middleware: Callable[..., Response[Any]]
    ) -> Response[Any]:
        found = guard.principal_or_reply(app.current_event)
        if isinstance(found, HttpReply):
            return _response(found)
        with acting_as(found):
            return next_middleware(app)

    return middleware


def resolver_response(
    result: ServiceResult[Any] | Boto3AssistError,
    *,
    status: int = HTTPStatus.OK,
    statuses: Mapping[str, int] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response[Any]:
    """Make the response that a route of a resolver returns; see `http_response`.

    Args:
        result: The outcome of a service, or an error, such as one that an exception handler of
            the resolver is given.
        status: The status of a success; 204 stands for 200 where there is no data.
        statuses: The application's statuses by error code.
        headers: Headers to send along.

    Returns:
        Powertools' response.

    Raises:
        InvalidParameterError: When it is neither, or one of the statuses is none of an error.
        ConfigurationError: When Powertools is not installed.
    """
    return _response(reply_to(result, status=status, statuses=statuses, headers=headers))


def _response(reply: HttpReply) -> Response[Any]:
    try:
        from aws_lambda_powertools.event_handler import Response
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            "Powertools for AWS Lambda is missing, which a resolver's response needs",
            details={
                "expected": "the extra `lambda`",
                "suggestion": "pip install 'boto3-assist[lambda]', or use http_response",
            },
        ) from error
    return Response(
        status_code=reply.status,
        content_type=reply.content_type,
        body=reply.body or None,
        headers=dict(reply.headers),
    )
