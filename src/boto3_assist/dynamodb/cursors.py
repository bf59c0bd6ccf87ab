"""Where a page ended, as text that a client may keep: signed, bound to its query, not secret.

A cursor is ``1.<payload>.<signature>``, of characters that need no escape in a URL. The payload is
JSON in base64; the signature, HMAC-SHA-256, covers the text of version and payload.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final

from boto3_assist.config import MIN_SIGNING_KEY, get_settings
from boto3_assist.dynamodb.codec import decode_item, encode_item
from boto3_assist.dynamodb.conditions import Expression
from boto3_assist.dynamodb.expressions.placeholders import PLACEHOLDER
from boto3_assist.dynamodb.schema import plain_value
from boto3_assist.dynamodb.types import WireItem
from boto3_assist.errors import (
    ConfigurationError,
    CursorExpiredError,
    CursorForeignError,
    CursorTamperedError,
    InvalidParameterError,
    describe,
)

__all__ = ["CursorScope", "Position", "Sealer", "can_seal", "opened"]

Position = WireItem | list[Any]
"""The last key of a page, or of a parallel scan one entry for each segment: its last key, True
when the segment is done, or None when it has not begun."""

_VERSION: Final = "1"
_DIGEST_BYTES: Final = 16


@dataclass(frozen=True)
class CursorScope:
    """What a cursor belongs to: table, index and key condition, whatever its placeholders.

    Attributes:
        table_name: Name or ARN of the table, as the call has it.
        index_name: Name of the index; None for the table itself.
        condition: The key condition; None of a scan.
        segments: Of a scan in segments: the segment, or None for all, and their number.
    """

    table_name: str
    index_name: str | None
    condition: Expression | None
    segments: tuple[int | None, int] | None = None

    @cached_property
    def digest(self) -> str:
        """A digest of what is read, in base64; most reads make no cursor and need none."""
        asked = None if self.condition is None else _spelt_out(self.condition)
        parts = [self.table_name, self.index_name, asked, self.segments]
        return _base64(hashlib.sha256(_json(parts)).digest()[:_DIGEST_BYTES])


@dataclass(frozen=True)
class Sealer:
    """Makes cursors of one read.

    Attributes:
        scope: What they belong to.
        expires_at: Until when they can be used, in seconds since 1970; None for ever.
    """

    scope: CursorScope
    expires_at: int | None = None

    @classmethod
    def until(cls, scope: CursorScope, now: datetime, lifetime: timedelta | None) -> Sealer:
        """Let cursors be used for some time.

        Args:
            scope: What they belong to.
            now: A datetime with a time zone.
            lifetime: How long; None for ever.

        Returns:
            The sealer.
        """
        return cls(scope, None if lifetime is None else math.ceil((now + lifetime).timestamp()))

    def seal(self, position: Position) -> str:
        """Make the cursor of a position.

        Args:
            position: Where the page ended.

        Returns:
            The cursor, of the characters ``A-Z a-z 0-9 - _ .`` alone.

        Raises:
            ConfigurationError: When no key signs cursors.
        """
        payload: dict[str, Any] = {"s": self.scope.digest, "p": position}
        if self.expires_at is not None:
            payload["e"] = self.expires_at
        text = f"{_VERSION}.{_base64(_json(payload))}"
        return f"{text}.{_signature(_keys()[0], text)}"


def can_seal() -> bool:
    """Tell whether a key signs cursors.

    Returns:
        False when the setting `cursor_signing_key` is not set.
    """
    return get_settings().cursor_signing_key is not None


def opened(cursor: object, scope: CursorScope, now: datetime) -> Position:
    """Give the position that a cursor holds.

    Args:
        cursor: What a client brought back.
        scope: What is about to be read.
        now: A datetime with a time zone.

    Returns:
        The position.

    Raises:
        ConfigurationError: When no key signs cursors.
        CursorTamperedError: When no key in force has signed it as it is.
        CursorExpiredError: When it was to be used until a time that has passed.
        CursorForeignError: When it belongs to another table, index or key condition.
        InvalidParameterError: When it is not text.
    """
    if not isinstance(cursor, str):
        raise InvalidParameterError(
            f"the cursor was given as {describe(cursor)}",
            details={
                "given": describe(cursor),
                "expected": "the cursor of a page, as text; None for the first page",
                "suggestion": "pass cursor=page.cursor; a last_key goes into start_key",
            },
        )
    payload = _verified(cursor)
    expires_at = payload.get("e")
    if expires_at is not None and now.timestamp() >= expires_at:
        raise CursorExpiredError(
            "the cursor has expired",
            details={
                "expected": "a cursor within its lifetime",
                "suggestion": "start again from the first page",
            },
        )
    if payload["s"] != scope.digest:
        raise CursorForeignError(
            "the cursor was made by another read",
            details={
                "expected": "a cursor of the same table, index and key condition, and of a scan "
                "of the same segments",
                "suggestion": "use a cursor with the very query whose page it came with",
            },
        )
    position = payload["p"]
    if isinstance(position, list):
        return [_key(each) if isinstance(each, dict) else each for each in position]
    return _key(position)


def _spelt_out(condition: Expression) -> str:
    """Put what placeholders stand for in their places: what they are called is no matter."""
    meanings = {**condition.names, **encode_item(condition.values, plain_value)}

    def meaning(found: re.Match[str]) -> str:
        return _json(meanings[found[0]]).decode() if found[0] in meanings else found[0]

    return PLACEHOLDER.sub(meaning, condition.text)


def _verified(cursor: str) -> Mapping[str, Any]:
    keys = _keys()
    text, _, signature = cursor.rpartition(".")
    given = signature.encode("utf-8", "surrogatepass")
    # Every key is tried, whichever fits, and texts are compared: base64 has several for one value.
    valid = [hmac.compare_digest(_signature(key, text).encode(), given) for key in keys]
    version, _, payload = text.partition(".")
    if not any(valid) or version != _VERSION:
        raise CursorTamperedError(
            "the cursor is not as it was signed, or none at all",
            details={
                "given": describe(cursor),
                "expected": "a cursor that one of the keys in force has signed",
                "suggestion": "start again from the first page; if keys were changed, keep the old "
                "ones behind the new one in cursor_signing_key while its cursors are about",
            },
        )
    verified: Mapping[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return verified


def _keys() -> Sequence[bytes]:
    secret = get_settings().cursor_signing_key
    if secret is None:
        raise ConfigurationError(
            "no key signs cursors",
            details={
                "expected": "the setting cursor_signing_key",
                "suggestion": "set BOTO3_ASSIST_CURSOR_SIGNING_KEY to a random text of "
                f"{MIN_SIGNING_KEY} characters or more, the same in every process; or use "
                "last_key and start_key",
            },
        )
    return [key.strip().encode() for key in secret.get_secret_value().split(",")]


def _signature(key: bytes, text: str) -> str:
    message = text.encode("utf-8", "surrogatepass")
    return _base64(hmac.new(key, message, hashlib.sha256).digest())


def _key(wire: WireItem) -> WireItem:
    return encode_item(decode_item(wire, convert_decimals=False), plain_value)


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def _json(value: Any) -> bytes:
    text = json.dumps(
        value, ensure_ascii=True, separators=(",", ":"), sort_keys=True, default=_base64_text
    )
    return text.encode()


def _base64_text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
