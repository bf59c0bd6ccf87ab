"""Checks a token's header before any key is looked for; knows no key and no claim."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boto3_assist.errors import (
    TokenAlgorithmError,
    TokenCriticalHeaderError,
    TokenHeaderError,
    TokenKeyNotFoundError,
    describe,
)

__all__ = ["ALGORITHMS", "check_header"]

# Asymmetric only. Cognito signs with RS256; the others are the same scheme with a longer hash.
ALGORITHMS = ("RS256", "RS384", "RS512")

_TYPES = frozenset({"jwt", "at+jwt", "application/at+jwt", "application/jwt"})
_KEY_MEMBERS = ("jwk", "jku", "x5c", "x5u")


def check_header(header: Mapping[str, Any]) -> tuple[str, str]:
    """Check everything in a header that needs no key.

    Args:
        header: The members of the header.

    Returns:
        The algorithm and the id of the key.

    Raises:
        TokenAlgorithmError: When the algorithm is not one of `ALGORITHMS`.
        TokenCriticalHeaderError: When there is a ``crit``, as no extension is known here, or a
            ``b64``, which is only good in a ``crit`` (RFC 7797, section 6).
        TokenHeaderError: When the header brings a key or a certificate along, or its ``typ`` says
            that the token is no JWT.
        TokenKeyNotFoundError: When no key is named.
    """
    algorithm = header.get("alg")
    if algorithm not in ALGORITHMS:
        raise TokenAlgorithmError(
            "the token's algorithm is not allowed",
            details={"given": describe(algorithm), "expected": f"one of {', '.join(ALGORITHMS)}"},
        )
    if "crit" in header or "b64" in header:
        raise TokenCriticalHeaderError(
            "the token asks for an extension of JWS",
            details={"expected": "a header without crit and b64"},
        )
    _check_plain(header)
    key_id = header.get("kid")
    if not isinstance(key_id, str) or not key_id:
        raise TokenKeyNotFoundError(
            "the token names no key",
            details={"given": describe(key_id), "expected": "a kid in the header"},
        )
    return algorithm, key_id


def _check_plain(header: Mapping[str, Any]) -> None:
    if found := [name for name in _KEY_MEMBERS if name in header]:
        raise TokenHeaderError(
            "the token brings a key of its own along",
            details={"given": found, "expected": "a header that names one of the pool's keys"},
        )
    kind = header.get("typ", "JWT")
    if not isinstance(kind, str) or kind.lower() not in _TYPES:
        raise TokenHeaderError(
            "the token's header says that it is no JWT",
            details={"given": describe(kind), "expected": "no typ, or JWT or at+jwt"},
        )
