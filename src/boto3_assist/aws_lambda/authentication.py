"""Guards handlers: lets a request in whose caller is known and may do this; sends nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar, cast, overload

from boto3_assist.aws_lambda.headers import bearer_token, check_event
from boto3_assist.aws_lambda.principals import (
    Principal,
    acting_as,
    authorizer_principal,
    token_principal,
)
from boto3_assist.aws_lambda.requirements import Requirements
from boto3_assist.aws_lambda.responses import HttpReply, error_reply
from boto3_assist.aws_lambda.statuses import status_for
from boto3_assist.aws_lambda.verification import (
    TokenVerifier,
    check_verifier,
    verifier_or_default,
)
from boto3_assist.errors import (
    Boto3AssistError,
    InvalidParameterError,
    JwksUnavailableError,
    TokenError,
    TokenGroupError,
    TokenScopeError,
    UnauthorizedError,
)

__all__ = ["Guard", "require_auth"]

H = TypeVar("H", bound=Callable[..., Any])

_logger = logging.getLogger("boto3_assist.aws_lambda")


@dataclass(frozen=True)
class Guard:
    """Finds out who calls, in one of two ways, and whether that is enough.

    Attributes:
        verifier: Verifies the token of the request; None for one made from the settings.
        requirements: What the caller needs.
        from_authorizer: Whether API Gateway's authorizer says who calls, in place of a token.
    """

    verifier: TokenVerifier | None
    requirements: Requirements
    from_authorizer: bool

    @classmethod
    def of(
        cls,
        verifier: TokenVerifier | None,
        groups: str | Collection[str] | None,
        scopes: str | Collection[str] | None,
        from_authorizer: bool,
    ) -> Guard:
        """Make a guard of the arguments of `require_auth`.

        Args:
            verifier: As for `require_auth`.
            groups: As for `require_auth`.
            scopes: As for `require_auth`.
            from_authorizer: As for `require_auth`.

        Returns:
            The guard.

        Raises:
            InvalidParameterError: When the arguments contradict each other or one is not of its
                kind.
        """
        check_verifier(verifier)
        if from_authorizer and verifier is not None:
            raise InvalidParameterError(
                "a verifier was given together with from_authorizer=True",
                details={"expected": "one way to find out who calls"},
            )
        return cls(verifier, Requirements.of(groups, scopes), from_authorizer)

    def admit(self, event: Mapping[str, Any]) -> Principal:
        """Let a request in.

        Args:
            event: The event of the request.

        Returns:
            Who calls.

        Raises:
            UnauthorizedError: When nothing, or nothing well-formed, says who calls.
            TokenError: When the token is refused, or the caller lacks a group or a scope.
            JwksUnavailableError: When nobody knows whether the token is good.
            ConfigurationError: When the verifier is to come from the settings and they are unset
                or malformed.
        """
        check_event(event)
        if self.from_authorizer:
            principal = authorizer_principal(event)
        else:
            verifier = verifier_or_default(self.verifier)
            principal = token_principal(verifier.verify(bearer_token(event)))
        self.requirements.check(principal)
        return principal

    def principal_or_reply(self, event: Mapping[str, Any]) -> Principal | HttpReply:
        """Let a request in, or make the reply that turns it away.

        Args:
            event: The event of the request.

        Returns:
            Who calls, or the reply: 401 by RFC 6750 for a token that is missing or refused, 403
            for a caller who lacks a group or a scope, 503 for keys that cannot be had.

        Raises:
            ConfigurationError: When the verifier is to come from the settings and they are unset
                or malformed.
        """
        try:
            return self.admit(event)
        except JwksUnavailableError as error:
            _logger.error("nobody can be let in: %s", error)
            return error_reply(error, status_for(error))
        except (TokenError, UnauthorizedError) as error:
            _logger.info("refused: %s", error.error_code)
            challenge = {"www-authenticate": _challenge(error)}
            return error_reply(error, status_for(error), challenge)


def _challenge(error: Boto3AssistError) -> str:
    # RFC 6750, section 3.1: no error where there were no credentials.
    if isinstance(error, UnauthorizedError):
        return "Bearer"
    insufficient = isinstance(error, (TokenGroupError, TokenScopeError))
    return f'Bearer error="{"insufficient_scope" if insufficient else "invalid_token"}"'


@overload
def require_auth(handler: H) -> H: ...


@overload
def require_auth(
    *,
    verifier: TokenVerifier | None = None,
    groups: str | Collection[str] | None = None,
    scopes: str | Collection[str] | None = None,
    from_authorizer: bool = False,
) -> Callable[[H], H]: ...


def require_auth(
    handler: H | None = None,
    *,
    verifier: TokenVerifier | None = None,
    groups: str | Collection[str] | None = None,
    scopes: str | Collection[str] | None = None,
    from_authorizer: bool = False,
) -> H | Callable[[H], H]:
    """Let only known callers reach a Lambda handler, which asks `current_principal` for them.

    Who calls is read from the token of the ``Authorization`` header once it is verified, or, with
    `from_authorizer`, from what API Gateway's authorizer found: from one of the two, and never
    from a token that nobody verified. The handler is called with the event as it came.

    A request is turned away with 401 when its token is missing or refused, with 403 when the
    caller lacks a group or a scope, and with 503 when the user pool's keys cannot be had.

    Bare, ``@require_auth`` verifies by the settings ``cognito_user_pool_id``,
    ``cognito_client_id`` and ``cognito_token_use``; the first request raises `ConfigurationError`
    when they are unset or malformed.

    Args:
        handler: The handler of a REST API, an HTTP API (payload 1.0 or 2.0), a function URL or a
            load balancer.
        verifier: A `CognitoTokenVerifier`; None for one made from the settings.
        groups: A group that the caller must be in, or several of which one will do.
        scopes: A scope that the caller must have, or several of which one will do.
        from_authorizer: Whether the route has an authorizer of API Gateway that is trusted.

    Returns:
        The handler with its guard.

    Raises:
        InvalidParameterError: When the arguments contradict each other or one is not of its kind.

    Example:
        >>> @require_auth(from_authorizer=True, groups="staff")
        ... def handler(event, context):
        ...     return {"statusCode": 200}
        >>> authorizer = {"sub": "u1", "groups": '["staff"]'}
        >>> handler({"requestContext": {"authorizer": {"lambda": authorizer}}}, None)
        {'statusCode': 200}
        >>> handler({}, None)["statusCode"]
        401
    """
    guard = Guard.of(verifier, groups, scopes, from_authorizer)

    def decorate(inner: H) -> H:
        if not callable(inner):
            raise InvalidParameterError(
                "require_auth was given no handler",
                details={"suggestion": "name the arguments: @require_auth(verifier=…)"},
            )

        @wraps(inner)
        def guarded(
            event: Mapping[str, Any], context: Any = None, *args: Any, **options: Any
        ) -> Any:
            found = guard.principal_or_reply(event)
            if isinstance(found, HttpReply):
                return found.to_dict()
            with acting_as(found):
                return inner(event, context, *args, **options)

        return cast(H, guarded)

    return decorate if handler is None else decorate(handler)
