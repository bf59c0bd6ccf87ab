"""Reads headers of the HTTP requests in Lambda's events, of any payload; trusts none of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from boto3_assist.errors import InvalidParameterError, UnauthorizedError, describe

__all__ = ["bearer_token", "check_event", "header_values", "method_of", "token_in"]

# RFC 6750, section 2.1; the scheme's case does not matter (RFC 9110, section 11.1).
_BEARER = re.compile(r"bearer +(?P<token>[A-Za-z0-9._~+/-]+=*)", re.ASCII | re.IGNORECASE)


def check_event(event: object) -> None:
    """Refuse what cannot be an event of a request, as a handler that is called by hand may get.

    Args:
        event: What was given.

    Raises:
        InvalidParameterError: When it is no mapping.
    """
    if not isinstance(event, Mapping):
        raise InvalidParameterError(
            f"the event was given as {describe(event)}",
            details={
                "given": describe(event),
                "expected": "the event of a request, as Lambda gives it to the handler",
            },
        )


def method_of(event: Mapping[str, Any]) -> str:
    """Give the method of a request.

    Args:
        event: The event of a REST API, an HTTP API, a function URL or a load balancer.

    Returns:
        Such as ``"GET"``; empty for what is no event of a request.
    """
    http = _mapping(_mapping(event.get("requestContext")).get("http"))
    # Payload 2.0 has it in its context, all others on top.
    return str(http.get("method") or event.get("httpMethod") or "")


def header_values(event: Mapping[str, Any], name: str) -> list[str]:
    """Give the values of a header, which no client sends twice by accident.

    Args:
        event: The event of a REST API, an HTTP API, a function URL or a load balancer.
        name: The name of the header, in any case.

    Returns:
        One for each time that it came, as far as the payload tells: payload 2.0 joins them by
        commas.
    """
    # REST APIs give both forms, of which `headers` has only the last of several values.
    given = _mapping(event.get("multiValueHeaders")) or _mapping(event.get("headers"))
    wanted = name.lower()
    values: list[str] = []
    for key, value in given.items():
        if str(key).lower() == wanted:
            values += [str(each) for each in (value if isinstance(value, list) else [value])]
    return values


def bearer_token(event: Mapping[str, Any]) -> str:
    """Take the bearer token out of a request's ``Authorization`` header; verify nothing.

    Args:
        event: The event of a REST API, an HTTP API, a function URL or a load balancer.

    Returns:
        The token alone.

    Raises:
        UnauthorizedError: When there is no such header, or more than one, or it has another form.
    """
    values = header_values(event, "Authorization")
    if len(values) > 1:
        raise _malformed(f"came {len(values)} times")
    return token_in(values[0] if values else None)


def token_in(credentials: object) -> str:
    """Take the bearer token out of the value of an ``Authorization`` header; verify nothing.

    Args:
        credentials: The value, such as ``"Bearer eyJ…"``.

    Returns:
        The token alone.

    Raises:
        UnauthorizedError: When there is none, or it has another form.

    Example:
        >>> token_in("bearer abc.def.ghi")
        'abc.def.ghi'
    """
    if credentials is None or credentials == "":
        raise _malformed("is missing")
    match = _BEARER.fullmatch(credentials.strip(" \t")) if isinstance(credentials, str) else None
    if match is None:
        raise _malformed(f"was given as {describe(credentials)} of another form")
    return match["token"]


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _malformed(problem: str) -> UnauthorizedError:
    return UnauthorizedError(
        f"the Authorization header {problem}",
        details={
            "expected": "one Authorization header with Bearer and a token",
            "suggestion": "send Authorization: Bearer <token>",
        },
    )
