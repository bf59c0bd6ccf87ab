"""Takes a token in compact form apart (RFC 7515, section 3.1); trusts nothing that is in it."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from typing import Any

from boto3_assist.cognito.tokens.strict_json import load_object
from boto3_assist.errors import TokenMalformedError, TokenTooLargeError, describe

__all__ = ["MAX_TOKEN_LENGTH", "CompactToken", "decode_base64url", "parse_compact"]

# Far above what fits into the headers that API Gateway (10,240 bytes) and load balancers
# (16 K for a line) let through.
MAX_TOKEN_LENGTH = 16_384

_BASE64URL = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, repr=False)
class CompactToken:
    """The parts of a token, of which none is verified.

    Attributes:
        header: The JSON object in the first part.
        claims: The JSON object in the second part.
        signing_input: The bytes that the signature is for.
        signature: The bytes of the signature.
    """

    header: dict[str, Any]
    claims: dict[str, Any]
    signing_input: bytes
    signature: bytes


def parse_compact(token: object) -> CompactToken:
    """Take a token apart.

    Args:
        token: What was sent as a token.

    Returns:
        Its parts.

    Raises:
        TokenTooLargeError: When it has more than `MAX_TOKEN_LENGTH` characters.
        TokenMalformedError: When it is not text in three parts of canonical base64url, of which
            the first two are JSON objects whose members have different names.
    """
    if not isinstance(token, str):
        raise _malformed(f"a token was given as {describe(token)}")
    if len(token) > MAX_TOKEN_LENGTH:
        raise TokenTooLargeError(
            f"the token has {len(token)} characters",
            details={"given": len(token), "expected": f"at most {MAX_TOKEN_LENGTH} characters"},
        )
    parts = token.split(".")
    if len(parts) != 3:
        raise _malformed("the token has not three parts")
    header, claims, signature = (decode_base64url(part) for part in parts)
    if header is None or claims is None or signature is None:
        raise _malformed("a part of the token is not base64url")
    header_object, claims_object = load_object(header), load_object(claims)
    if header_object is None or claims_object is None:
        raise _malformed("a part of the token is not a JSON object with unique members")
    signing_input = f"{parts[0]}.{parts[1]}".encode("ascii")
    return CompactToken(header_object, claims_object, signing_input, signature)


def decode_base64url(text: str) -> bytes | None:
    """Decode base64url in its one canonical spelling: no padding, no stray characters or bits.

    Args:
        text: The encoded bytes, at least one.

    Returns:
        The bytes; None when the text is spelled in any other way.

    Example:
        >>> decode_base64url("ZWNobw"), decode_base64url("ZWNobw=="), decode_base64url("ZWNobx")
        (b'echo', None, None)
    """
    if not _BASE64URL.fullmatch(text) or len(text) % 4 == 1:
        return None
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    canonical = base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
    return data if canonical == text else None


def _malformed(message: str) -> TokenMalformedError:
    return TokenMalformedError(
        message,
        details={
            "expected": "three parts of base64url with dots between them, two of them JSON objects",
            "suggestion": "give the token alone, without the word Bearer",
        },
    )
