"""Decides whether a token of Cognito is let in; fetches and decodes nothing itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from boto3_assist.cognito.tokens.compact import CompactToken, parse_compact
from boto3_assist.cognito.tokens.header import check_header
from boto3_assist.cognito.tokens.issuers import IssuerType, issuers_of, jwks_url_of
from boto3_assist.cognito.tokens.key_cache import KeyCache
from boto3_assist.cognito.tokens.key_source import JwksSource
from boto3_assist.cognito.tokens.rules import (
    TokenRules,
    TokenUse,
    check_groups,
    check_scopes,
    names_in,
)
from boto3_assist.cognito.tokens.verified_token import VerifiedToken
from boto3_assist.errors import (
    InvalidParameterError,
    JwksUnavailableError,
    TokenAlgorithmError,
    TokenCheckError,
    TokenIssuerError,
    TokenSignatureError,
    describe,
)

if TYPE_CHECKING:
    from boto3_assist.connections import SecretValue

__all__ = ["CognitoTokenVerifier"]


@dataclass(frozen=True)
class _Trust:
    """What a token of one issuer has to pass, and the keys it may be signed with."""

    user_pool_id: str
    keys: KeyCache
    rules: TokenRules
    groups: frozenset[str] | None
    scopes: frozenset[str] | None
    checks: tuple[Callable[[VerifiedToken], bool], ...]
    clock: Callable[[], float]


class CognitoTokenVerifier:
    """Verifies ID and access tokens of Cognito user pools.

    A verifier is for one user pool; `combine` makes one for several. It is safe to share among
    threads, and meant to be made once and kept, as it keeps the pool's public keys. Making one
    fetches nothing.

    A token is let in only if all of these hold; each has its own error class:

    - It has three parts of base64url, the first two JSON objects without members of one name.
    - The header asks for no extension, brings no key along and names a key; the algorithm is an
      asymmetric one and that of the key, which is a public one for signatures.
    - The issuer is one of the user pool's. It only selects among the configured ones.
    - The signature is good. No other claim is looked at before.
    - ``token_use``, the app client, ``exp``, ``nbf``, ``iat``, groups, scopes and the
      application's own checks.

    Example:
        >>> verifier = CognitoTokenVerifier(
        ...     "eu-west-1_AbCdEf123", client_id="1example23456789", token_use="access"
        ... )
        >>> verifier.verify("not a token")
        Traceback (most recent call last):
        ...
        boto3_assist.errors.tokens.TokenMalformedError: [TOKEN_MALFORMED] the token has not ...
    """

    def __init__(
        self,
        user_pool_id: str,
        *,
        client_id: str | Collection[str] | None,
        token_use: TokenUse | None,
        groups: str | Collection[str] | None = None,
        scopes: str | Collection[str] | None = None,
        checks: Sequence[Callable[[VerifiedToken], bool]] = (),
        leeway_seconds: float = 10.0,
        issuer_type: IssuerType | None = None,
        jwks: JwksSource | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Say which tokens are let in.

        Args:
            user_pool_id: Such as ``"eu-west-1_AbCdEf123"``.
            client_id: The app client that the token must be for, or several of which one will do;
                None, which has to be said, for any of the pool.
            token_use: ``"access"`` for an API, ``"id"`` for who the user is; None, which has to be
                said, for either.
            groups: A group that the user must be in, or several of which one will do.
            scopes: A scope that the token must have, or several of which one will do.
            checks: The application's own checks, made last. Only what gives True lets a token in.
            leeway_seconds: How far the clocks may be apart, 0 to 300.
            issuer_type: The form of the pool's issuer, ``"ORIGINAL"`` or ``"UPDATED"`` (for
                multi-region pools); None for either.
            jwks: Where the pool's keys come from, if not from the issuer's URL.
            clock: Gives the time in seconds since 1970.

        Raises:
            InvalidParameterError: When an argument is not of its kind.
        """
        source = _source_in(jwks)
        rules = TokenRules(token_use, names_in("client_id", client_id), leeway_seconds)
        caches: dict[str, KeyCache] = {}
        self._trusts: dict[str, _Trust] = {}
        for issuer in issuers_of(user_pool_id, issuer_type):
            url = source.url or jwks_url_of(issuer)
            if url not in caches:
                caches[url] = KeyCache(url, source, clock)
            self._trusts[issuer] = _Trust(
                user_pool_id=user_pool_id,
                keys=caches[url],
                rules=rules,
                groups=names_in("groups", groups),
                scopes=names_in("scopes", scopes),
                checks=_checks_in(checks),
                clock=clock,
            )

    @classmethod
    def combine(cls, *verifiers: CognitoTokenVerifier) -> CognitoTokenVerifier:
        """Make a verifier for several user pools, each with the rules of its own verifier.

        Args:
            *verifiers: One for each user pool. They share their keys with the new one.

        Returns:
            The verifier.

        Raises:
            InvalidParameterError: When there is none, two are for one issuer, or one is no
                verifier.
        """
        combined = cls.__new__(cls)
        combined._trusts = {}
        for verifier in verifiers:
            if not isinstance(verifier, CognitoTokenVerifier):
                raise InvalidParameterError(
                    f"a verifier was given as {describe(verifier)}",
                    details={
                        "given": describe(verifier),
                        "expected": "a CognitoTokenVerifier, and others as further arguments",
                    },
                )
            if combined._trusts.keys() & verifier._trusts.keys():
                raise InvalidParameterError(
                    "two verifiers are for one user pool",
                    details={
                        "expected": "one verifier for each user pool",
                        "suggestion": "use one that takes both, such as token_use=None",
                    },
                )
            combined._trusts.update(verifier._trusts)
        if not combined._trusts:
            raise InvalidParameterError(
                "no verifier was given", details={"expected": "one for each user pool"}
            )
        return combined

    def verify(
        self,
        token: str | SecretValue,
        *,
        groups: str | Collection[str] | None = None,
        scopes: str | Collection[str] | None = None,
    ) -> VerifiedToken:
        """Let a token in, or say why not.

        Args:
            token: The token alone, without ``Bearer``, as text or a `SecretStr`.
            groups: As for the verifier; both have to hold.
            scopes: As for the verifier; both have to hold.

        Returns:
            Its claims.

        Raises:
            TokenError: When it is refused; the class says by which check, in the order of
                `CognitoTokenVerifier`. No error holds the token.
            JwksUnavailableError: When the public keys cannot be had. That is no refusal.
            InvalidParameterError: When groups or scopes are empty or not of their kind.
        """
        needed_groups, needed_scopes = names_in("groups", groups), names_in("scopes", scopes)
        parsed = parse_compact(token if isinstance(token, str) else _revealed(token))
        trust = self._authenticate(parsed)
        claims = parsed.claims
        trust.rules.check(claims, trust.clock())
        for names in (trust.groups, needed_groups):
            if names is not None:
                check_groups(claims, names)
        for names in (trust.scopes, needed_scopes):
            if names is not None:
                check_scopes(claims, names)
        verified = VerifiedToken(trust.user_pool_id, claims)
        _run(trust.checks, verified)
        return verified

    def warm(self) -> None:
        """Fetch the public keys now, as in the init phase of a Lambda function.

        A pool has its keys when one of its issuers' URLs gave them, as a pool uses one of the two.

        Raises:
            JwksUnavailableError: When there is a pool whose keys cannot be had.
        """
        failures: dict[str, JwksUnavailableError] = {}
        warmed: set[str] = set()
        for trust in self._trusts.values():
            try:
                trust.keys.warm()
                warmed.add(trust.user_pool_id)
            except JwksUnavailableError as error:
                failures.setdefault(trust.user_pool_id, error)
        for user_pool_id, failure in failures.items():
            if user_pool_id not in warmed:
                raise failure

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(self._trusts)})"

    def _authenticate(self, parsed: CompactToken) -> _Trust:
        algorithm, key_id = check_header(parsed.header)
        issuer = parsed.claims.get("iss")
        trust = self._trusts.get(issuer) if isinstance(issuer, str) else None
        if trust is None:
            raise TokenIssuerError(
                "the token names no configured user pool as its issuer",
                details={"given": describe(issuer), "expected": list(self._trusts)},
            )
        key = trust.keys.key(key_id)
        if algorithm != key.algorithm:
            raise TokenAlgorithmError(
                "the token's algorithm is not that of its key",
                details={"given": algorithm, "expected": key.algorithm},
            )
        if not key.verifies(parsed.signing_input, parsed.signature):
            raise TokenSignatureError(
                "the token was not signed with the key that it names",
                details={"expected": "a token as the user pool issued it"},
            )
        return trust


def _source_in(jwks: object) -> JwksSource:
    if jwks is None:
        return JwksSource()
    if not isinstance(jwks, JwksSource):
        raise InvalidParameterError(
            f"jwks was given as {describe(jwks)}",
            details={
                "given": describe(jwks),
                "expected": "a JwksSource",
                "suggestion": "use JwksSource(preloaded=…)",
            },
        )
    return jwks


def _checks_in(checks: object) -> tuple[Callable[[VerifiedToken], bool], ...]:
    if not isinstance(checks, Sequence) or not all(callable(check) for check in checks):
        raise InvalidParameterError(
            f"checks was given as {describe(checks)}",
            details={
                "given": describe(checks),
                "expected": "a list of functions that take the verified token",
            },
        )
    return tuple(checks)


def _run(checks: tuple[Callable[[VerifiedToken], bool], ...], verified: VerifiedToken) -> None:
    for check in checks:
        allowed: object = check(verified)
        if allowed is not True:
            name = getattr(check, "__name__", type(check).__name__)
            raise TokenCheckError(
                f"the check {name} did not let the token in",
                details={"given": describe(allowed), "expected": "True"},
            )


def _revealed(token: Any) -> object:
    reveal = getattr(token, "get_secret_value", None)
    return reveal() if callable(reveal) else token
