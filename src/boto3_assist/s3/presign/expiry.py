"""How long a signature may be good for: S3's limit, and the life of what signs it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from boto3_assist.connections.call import translated
from boto3_assist.errors import InvalidParameterError, describe

__all__ = ["Duration", "credentials_expiry", "lifetime"]

Duration = int | timedelta
"""Seconds, or a `datetime.timedelta`."""

_DEFAULT_SECONDS = 3600
_MAX_SECONDS = 7 * 24 * 3600


def credentials_expiry(client: Any) -> datetime | None:
    """Find out when the credentials of a client end, renewing them first if that is due.

    Args:
        client: A boto3 client.

    Returns:
        The moment, with its time zone; None where botocore does not know it: a long-lived key
        has no end, and a session token that was given as it is does not tell its own.
    """
    find = getattr(client, "_get_credentials", None)
    with translated("s3"):
        credentials: Any = None if find is None else find()
        if hasattr(credentials, "get_frozen_credentials"):
            credentials.get_frozen_credentials()
    # botocore tells it in no other way.
    expiry = getattr(credentials, "_expiry_time", None)
    return expiry if isinstance(expiry, datetime) else None


def lifetime(
    expires_in: Duration | None, credentials_end: datetime | None, now: datetime | None = None
) -> int:
    """Decide how long a signature is good for.

    Args:
        expires_in: What the caller wants; None for an hour, or less if the credentials end sooner.
        credentials_end: When the credentials end, if that is known.
        now: The present moment.

    Returns:
        The seconds.

    Raises:
        InvalidParameterError: When it is no duration from 1 second to 7 days (S3's limit for
            Signature Version 4), or goes beyond the end of the credentials.
    """
    seconds = _seconds(expires_in)
    if credentials_end is None:
        return _DEFAULT_SECONDS if seconds is None else seconds
    left = int((credentials_end - (now or datetime.now(timezone.utc))).total_seconds())
    if seconds is None and left >= 1:
        return min(_DEFAULT_SECONDS, left)
    if seconds is None or seconds > left:
        raise InvalidParameterError(
            "the signature would outlive the credentials that sign it, and fail before its time",
            details={
                "given": f"{seconds or _DEFAULT_SECONDS} seconds",
                "expected": f"at most {max(left, 0)} seconds, which the credentials have left",
                "suggestion": "leave expires_in out for as long as they allow, or assume the role "
                "for longer (assume_role_duration_seconds)",
            },
        )
    return seconds


def _seconds(expires_in: Duration | None) -> int | None:
    if expires_in is None:
        return None
    value = expires_in.total_seconds() if isinstance(expires_in, timedelta) else expires_in
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if is_number and 1 <= value <= _MAX_SECONDS and value == int(value):
        return int(value)
    raise InvalidParameterError(
        f"expires_in was given as {value if is_number else describe(expires_in)}",
        details={
            "given": describe(expires_in),
            "expected": f"whole seconds from 1 to {_MAX_SECONDS} (7 days), or a timedelta",
        },
    )
