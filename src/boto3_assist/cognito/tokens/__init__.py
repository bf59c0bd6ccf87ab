"""Verifies tokens of Cognito user pools; needs the extra `cognito`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from boto3_assist.cognito.tokens.fetching import fetch_jwks
    from boto3_assist.cognito.tokens.issuers import IssuerType
    from boto3_assist.cognito.tokens.key_source import JwksSource
    from boto3_assist.cognito.tokens.rules import TokenUse
    from boto3_assist.cognito.tokens.verified_token import VerifiedToken
    from boto3_assist.cognito.tokens.verifier import CognitoTokenVerifier

__all__ = [
    "CognitoTokenVerifier",
    "IssuerType",
    "JwksSource",
    "TokenUse",
    "VerifiedToken",
    "fetch_jwks",
]

_HOMES = {
    "CognitoTokenVerifier": "verifier",
    "IssuerType": "issuers",
    "JwksSource": "key_source",
    "TokenUse": "rules",
    "VerifiedToken": "verified_token",
    "fetch_jwks": "fetching",
}


def __getattr__(name: str) -> Any:
    # Names are found when asked for: rules and claims must not need what the verifier does.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
