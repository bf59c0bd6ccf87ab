"""What a token must say to be let in; knows no signature and no key."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from boto3_assist.cognito.tokens.key_source import check_seconds
from boto3_assist.errors import (
    InvalidParameterError,
    TokenClaimError,
    TokenClientError,
    TokenExpiredError,
    TokenGroupError,
    TokenIssuedAtError,
    TokenNotYetValidError,
    TokenScopeError,
    TokenUseError,
    describe,
)

__all__ = ["TokenRules", "TokenUse", "check_groups", "check_scopes", "names_in"]

TokenUse = Literal["access", "id"]

CLIENT_CLAIMS: dict[str, str] = {"access": "client_id", "id": "aud"}
USERNAME_CLAIMS: dict[str, str] = {"access": "username", "id": "cognito:username"}
GROUPS_CLAIM = "cognito:groups"

# The end of the year 9999, beyond which Python has no dates.
_LAST_MOMENT = 253_402_300_799
_MAX_LEEWAY_SECONDS = 300.0


@dataclass(frozen=True)
class TokenRules:
    """The checks of claims, made in this order once the signature is known to be good.

    Attributes:
        token_use: ``"access"`` or ``"id"``; None for either.
        client_ids: The app clients of which one must be the token's; None for any.
        leeway_seconds: How far the clocks may be apart.
    """

    token_use: TokenUse | None
    client_ids: frozenset[str] | None
    leeway_seconds: float

    def __post_init__(self) -> None:
        """Check the rules themselves.

        Raises:
            InvalidParameterError: When one is not of its kind.
        """
        if self.token_use not in (None, *CLIENT_CLAIMS):
            raise InvalidParameterError(
                f"token_use was given as {describe(self.token_use)}",
                details={
                    "given": describe(self.token_use),
                    "expected": '"access" or "id", or None for either',
                },
            )
        check_seconds("leeway_seconds", self.leeway_seconds, most=_MAX_LEEWAY_SECONDS)

    def check(self, claims: Mapping[str, Any], now: float) -> None:
        """Check the claims of a token whose signature is good.

        Args:
            claims: Name → value.
            now: The time in seconds since 1970.

        Raises:
            TokenUseError: When it is not of the expected use, or of one that no API takes.
            TokenClientError: When it was issued to another app client.
            TokenExpiredError: When its time is over.
            TokenNotYetValidError: When its time has not begun.
            TokenIssuedAtError: When it was issued in the future.
            TokenClaimError: When a claim is missing or is not of its type.
        """
        use = claims.get("token_use")
        if use not in tuple(CLIENT_CLAIMS) or self.token_use not in (None, use):
            known = isinstance(use, str) and use in CLIENT_CLAIMS
            details = {
                "given": use if known else describe(use),
                "expected": self.token_use or "access or id",
            }
            if known:
                details["suggestion"] = f"send the {self.token_use} token, not the {use} token"
            raise TokenUseError("the token is not for this use", details=details)
        self._check_client(claims, CLIENT_CLAIMS[use])
        self._check_time(claims, now)
        _check_types(claims)

    def _check_client(self, claims: Mapping[str, Any], name: str) -> None:
        if self.client_ids is None:
            return
        client = claims.get(name)
        if not isinstance(client, str) or client not in self.client_ids:
            count = len(self.client_ids)
            raise TokenClientError(
                f"the token's {name} is not an expected app client",
                details={
                    "given": describe(client),
                    "expected": (
                        f"one of {count} app clients" if count > 1 else "the one app client"
                    ),
                    "suggestion": "check the client_id of the verifier, or the setting "
                    "cognito_client_id, against the app client that signed the user in",
                },
            )

    def _check_time(self, claims: Mapping[str, Any], now: float) -> None:
        # Each is asked as what must hold, so that a clock that says NaN lets nobody in.
        if not now - self.leeway_seconds < _moment(claims, "exp"):
            raise TokenExpiredError(
                "the token has expired",
                details={"expected": "exp in the future", "suggestion": "refresh the tokens"},
            )
        latest = now + self.leeway_seconds
        if "nbf" in claims and not _moment(claims, "nbf") <= latest:
            raise TokenNotYetValidError(
                "the token is not valid yet",
                details={"expected": "nbf in the past", "suggestion": "compare the clocks"},
            )
        if not _moment(claims, "iat") <= latest:
            raise TokenIssuedAtError(
                "the token says that it was issued in the future",
                details={"expected": "iat in the past", "suggestion": "compare the clocks"},
            )


def check_groups(claims: Mapping[str, Any], groups: Collection[str]) -> None:
    """Check that the user is in one of the groups.

    Args:
        claims: Name → value, with types as `TokenRules.check` leaves them.
        groups: The names of the groups, exactly.

    Raises:
        TokenGroupError: When the user is in none of them.
    """
    if not set(groups) & set(claims.get(GROUPS_CLAIM, ())):
        raise TokenGroupError(
            "the user is in none of the groups that may do this",
            details={"expected": f"one of the groups {', '.join(sorted(groups))}"},
        )


def check_scopes(claims: Mapping[str, Any], scopes: Collection[str]) -> None:
    """Check that the token has one of the scopes.

    Args:
        claims: Name → value, with types as `TokenRules.check` leaves them.
        scopes: The scopes, such as ``"orders/read"``, exactly.

    Raises:
        TokenScopeError: When it has none of them, as an ID token never has.
    """
    if not set(scopes) & set(claims.get("scope", "").split(" ")):
        raise TokenScopeError(
            "the token has none of the scopes that may do this",
            details={"expected": f"one of the scopes {', '.join(sorted(scopes))}"},
        )


def names_in(parameter: str, value: str | Collection[str] | None) -> frozenset[str] | None:
    """Take one name or several.

    Args:
        parameter: The name of the argument.
        value: What was given for it.

    Returns:
        The names, at least one; None when None was given.

    Raises:
        InvalidParameterError: When it is neither text nor a collection of texts, or has no name
            in it, which might be meant to skip a check: only None does.
    """
    if value is None:
        return None
    names = [value] if isinstance(value, str) else value
    is_collection = isinstance(names, Collection) and not isinstance(names, (bytes, Mapping))
    if not is_collection or not names or not all(isinstance(n, str) and n for n in names):
        raise InvalidParameterError(
            f"{parameter} was given as {describe(value)}",
            details={
                "given": describe(value),
                "expected": "a name, or several of which one will do",
                "suggestion": "give None to skip the check",
            },
        )
    return frozenset(names)


def _moment(claims: Mapping[str, Any], name: str) -> int:
    value = claims.get(name)
    if type(value) is not int or not 0 <= value <= _LAST_MOMENT:
        raise _wrong_claim(name, value, "whole seconds since 1970")
    return value


def _check_types(claims: Mapping[str, Any]) -> None:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject:
        raise _wrong_claim("sub", subject, "text")
    groups = claims.get(GROUPS_CLAIM, [])
    if not isinstance(groups, list) or not all(isinstance(group, str) for group in groups):
        raise _wrong_claim(GROUPS_CLAIM, groups, "a list of texts")
    # The aud of an access token names a resource server, of which this knows nothing.
    for name in (CLIENT_CLAIMS[claims["token_use"]], "scope", *USERNAME_CLAIMS.values()):
        if not isinstance(claims.get(name, ""), str):
            raise _wrong_claim(name, claims[name], "text")


def _wrong_claim(name: str, value: object, expected: str) -> TokenClaimError:
    return TokenClaimError(
        f"the token's {name} is {'missing' if value is None else describe(value)}",
        details={"claim": name, "given": describe(value), "expected": expected},
    )
