"""What a user's authenticator shows."""

from __future__ import annotations

import base64
import hmac
import time

from pydantic import SecretStr


def code_of(secret: SecretStr, steps: int = 0) -> str:
    """The six digits that an authenticator shows some half minutes from now (RFC 6238)."""
    text = secret.get_secret_value()
    key = base64.b32decode(text + "=" * (-len(text) % 8), casefold=True)
    moment = int(time.time()) // 30 + steps
    digest = hmac.digest(key, moment.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def wrong_code(secret: SecretStr) -> str:
    """Six digits that it does not show around now."""
    shown = {code_of(secret, steps) for steps in range(-5, 6)}
    return next(code for number in range(12) if (code := f"{number:06}") not in shown)
