"""Why a token is refused, one class for each check; knows no cryptography and no network."""

from __future__ import annotations

from boto3_assist.errors.base import Boto3AssistError

__all__ = [
    "JwksUnavailableError",
    "TokenAlgorithmError",
    "TokenCheckError",
    "TokenClaimError",
    "TokenClientError",
    "TokenCriticalHeaderError",
    "TokenError",
    "TokenExpiredError",
    "TokenGroupError",
    "TokenHeaderError",
    "TokenIssuedAtError",
    "TokenIssuerError",
    "TokenKeyNotFoundError",
    "TokenKeyUnusableError",
    "TokenMalformedError",
    "TokenNotYetValidError",
    "TokenScopeError",
    "TokenSignatureError",
    "TokenTooLargeError",
    "TokenUseError",
]


class JwksUnavailableError(Boto3AssistError):
    """The public keys of a user pool cannot be had, so nobody knows whether the token is good.

    It is no `TokenError`: the fault is not the caller's, who may be asked to come again.
    """

    default_code = "JWKS_UNAVAILABLE"


class TokenError(Boto3AssistError):
    """A token is refused; the class below says by which check. None holds the token."""

    default_code = "TOKEN_VALIDATION_FAILED"


class TokenTooLargeError(TokenError):
    """The token is longer than any that a user pool issues for an HTTP header."""

    default_code = "TOKEN_TOO_LARGE"


class TokenMalformedError(TokenError):
    """The token is not three base64url parts of which two are JSON objects."""

    default_code = "TOKEN_MALFORMED"


class TokenHeaderError(TokenError):
    """The token's header brings a key along, or says that it is something other than a JWT."""

    default_code = "TOKEN_HEADER_REFUSED"


class TokenCriticalHeaderError(TokenError):
    """The token's header asks for an extension that must be understood, and is not."""

    default_code = "TOKEN_CRITICAL_HEADER"


class TokenAlgorithmError(TokenError):
    """The token's algorithm is not allowed, or is not that of the key."""

    default_code = "TOKEN_ALGORITHM_REFUSED"


class TokenIssuerError(TokenError):
    """The token names none of the configured user pools as its issuer."""

    default_code = "TOKEN_ISSUER_REFUSED"


class TokenKeyNotFoundError(TokenError):
    """The token names no key, or none of its user pool."""

    default_code = "TOKEN_KEY_NOT_FOUND"


class TokenKeyUnusableError(TokenError):
    """The key that the token names is not one for verifying signatures."""

    default_code = "TOKEN_KEY_UNUSABLE"


class TokenSignatureError(TokenError):
    """The token was not signed with the key that it names, or was changed since."""

    default_code = "TOKEN_SIGNATURE_INVALID"


class TokenClaimError(TokenError):
    """A claim that every token of Cognito has is missing, or a claim is not of its type."""

    default_code = "TOKEN_CLAIM_INVALID"


class TokenUseError(TokenError):
    """The token is an ID token where an access token was expected, or the other way round."""

    default_code = "TOKEN_USE_REFUSED"


class TokenClientError(TokenError):
    """The token was issued to an app client that is not among the expected ones."""

    default_code = "TOKEN_CLIENT_REFUSED"


class TokenExpiredError(TokenError):
    """The token's time is over."""

    default_code = "TOKEN_EXPIRED"


class TokenNotYetValidError(TokenError):
    """The token's time has not begun."""

    default_code = "TOKEN_NOT_YET_VALID"


class TokenIssuedAtError(TokenError):
    """The token says that it was issued in the future."""

    default_code = "TOKEN_ISSUED_IN_FUTURE"


class TokenGroupError(TokenError):
    """The user is in none of the groups, one of which is needed."""

    default_code = "TOKEN_GROUP_REFUSED"


class TokenScopeError(TokenError):
    """The token has none of the scopes, one of which is needed."""

    default_code = "TOKEN_SCOPE_REFUSED"


class TokenCheckError(TokenError):
    """A check of the application's own did not let the token in."""

    default_code = "TOKEN_CHECK_REFUSED"
