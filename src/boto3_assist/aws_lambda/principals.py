"""Who calls: from a verified token or from what API Gateway's authorizer found, nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from boto3_assist.errors import ConfigurationError, UnauthorizedError

if TYPE_CHECKING:
    from boto3_assist.cognito import VerifiedToken

__all__ = [
    "Principal",
    "acting_as",
    "authorizer_principal",
    "current_principal",
    "token_principal",
]

_GROUPS = "cognito:groups"


class _Claims(Mapping[str, Any]):
    """Claims that are read only; a `MappingProxyType` can be neither copied nor pickled."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"<{len(self)} claims>"


@dataclass(frozen=True)
class Principal:
    """Who calls. The repr shows what the caller may do, but neither who it is nor the claims.

    It can be copied and pickled, as middlewares do with what they pass on.

    Attributes:
        subject: The ``sub``: the user's id, or the app client's for a token without a user.
        username: The user's name in the pool, if it is known.
        client_id: The app client that the token was issued to, if it is known.
        groups: The groups that the user is in.
        scopes: The scopes of the access token.
        claims: All that is known, name → value. API Gateway's own authorizers turn every value
            into text.
    """

    subject: str = field(repr=False)
    username: str | None = field(default=None, repr=False)
    client_id: str | None = None
    groups: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    claims: Mapping[str, Any] = field(default_factory=dict, repr=False, hash=False)

    def __post_init__(self) -> None:
        """Make the claims read-only."""
        object.__setattr__(self, "claims", _Claims(self.claims))


_current: ContextVar[Principal | None] = ContextVar("boto3_assist_principal", default=None)


def current_principal() -> Principal:
    """Give who calls, inside of a handler that `require_auth` guards.

    Returns:
        The principal of the request that is being handled.

    Raises:
        ConfigurationError: When no `require_auth` stands before the code that asks.
    """
    principal = _current.get()
    if principal is None:
        raise ConfigurationError(
            "nobody has asked who calls",
            details={
                "expected": "code that runs inside of a handler with @require_auth",
                "suggestion": "decorate the handler, or give the route auth_middleware(…)",
            },
        )
    return principal


@contextmanager
def acting_as(principal: Principal) -> Iterator[Principal]:
    """Let `current_principal` give a principal inside a ``with`` block, as tests of routes do.

    Args:
        principal: Who calls.

    Yields:
        The same principal.

    Example:
        >>> with acting_as(Principal("u1")):
        ...     current_principal().subject
        'u1'
    """
    before = _current.set(principal)
    try:
        yield principal
    finally:
        _current.reset(before)


def token_principal(token: VerifiedToken) -> Principal:
    """Read a principal out of a token.

    Args:
        token: A token that was let in.

    Returns:
        Who it speaks for.
    """
    return Principal(
        token.subject, token.username, token.client_id, token.groups, token.scopes, token
    )


def authorizer_principal(event: Mapping[str, Any]) -> Principal:
    """Read what an authorizer of API Gateway has found out of a request's event.

    API Gateway writes the request's context itself, whatever the client sends. It is as good as
    the authorizer of the route.

    Args:
        event: The event of a REST API or of an HTTP API, payload 1.0 or 2.0.

    Returns:
        Who calls, as a Cognito or JWT authorizer or a Lambda authorizer says.

    Raises:
        UnauthorizedError: When no authorizer says who calls.
    """
    context = event.get("requestContext")
    found = context.get("authorizer") if isinstance(context, Mapping) else None
    if not isinstance(found, Mapping):
        raise _nobody()
    if isinstance(claims := found.get("claims"), Mapping):
        # REST APIs give no version; both kinds of API use this place.
        return _from_claims(claims, in_brackets=event.get("version") is not None)
    if isinstance(jwt := found.get("jwt"), Mapping) and isinstance(jwt.get("claims"), Mapping):
        return _from_claims(jwt["claims"], in_brackets=True)
    if isinstance(given := found.get("lambda"), Mapping):
        return _from_lambda(given)
    return _from_lambda(found)


def _from_claims(claims: Mapping[str, Any], *, in_brackets: bool) -> Principal:
    """What API Gateway verified itself; it turns lists into text."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject:
        raise _nobody()
    groups = claims.get(_GROUPS, "")
    return Principal(
        subject,
        _text(claims.get("username", claims.get("cognito:username"))),
        _text(claims.get("client_id", claims.get("aud"))),
        _listed(groups, in_brackets=in_brackets),
        tuple(str(claims.get("scope", "")).split()),
        claims,
    )


def _listed(value: object, *, in_brackets: bool) -> tuple[str, ...]:
    """HTTP APIs write ``[a b]`` and REST APIs ``a,b``."""
    if isinstance(value, list):
        return tuple(str(each) for each in value)
    text = str(value)
    if not in_brackets:
        return tuple(name for name in text.split(",") if name)
    if text.startswith("[") and text.endswith("]"):
        return tuple(text[1:-1].split())
    return (text,) if text else ()


def _from_lambda(context: Mapping[str, Any]) -> Principal:
    """What a Lambda authorizer returned as its context."""
    subject = context.get("sub") or context.get("principalId")
    if not isinstance(subject, str) or not subject:
        raise _nobody()
    return Principal(
        subject,
        _text(context.get("username")),
        _text(context.get("client_id")),
        _names(context.get("groups")),
        _names(context.get("scopes")),
        context,
    )


def _names(value: object) -> tuple[str, ...]:
    """Several names as a list or as JSON; a text that is no JSON list is one name."""
    if isinstance(value, str):
        try:
            parsed = json.loads(value)
        except (ValueError, RecursionError):
            parsed = None
        value = parsed if isinstance(parsed, list) else [value]
    if not isinstance(value, list):
        return ()
    return tuple(name for name in value if isinstance(name, str) and name)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _nobody() -> UnauthorizedError:
    return UnauthorizedError(
        "no authorizer of API Gateway says who calls",
        details={
            "expected": "a route with a Cognito, JWT or Lambda authorizer",
            "suggestion": "give the route an authorizer, or verify the token: "
            "require_auth(verifier=…)",
        },
    )
