"""Verifies tokens of Cognito user pools; needs the extra `cognito`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boto3_assist._lazy import lazy_names

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

# Rules and claims must not need what the verifier does.
__getattr__, __dir__ = lazy_names(__name__, _HOMES)
