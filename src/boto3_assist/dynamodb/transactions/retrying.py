"""How long a conflict of transactions is fought, as a value; knows no call and no clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from boto3_assist.errors import InvalidParameterError, describe

__all__ = ["TOKEN_SECONDS", "TransactionConfig"]

TOKEN_SECONDS: Final = 600.0
"""DynamoDB rule: a client request token is known for 10 minutes."""


@dataclass(frozen=True)
class TransactionConfig:
    """How often, and for how long, a transaction is sent again that met another request.

    That is done where every reason is a conflict with another request or a throttle, so that the
    same transaction may succeed a moment later. What botocore repeats by itself is one attempt.

    Attributes:
        max_attempts: How often it is sent at most; at least 1.
        max_seconds: No attempt begins later than so many seconds after the first, at most 600. A
            `Deadline` that holds where the call is made may be earlier.

    Example:
        >>> TransactionConfig.once()
        TransactionConfig(max_attempts=1, max_seconds=30.0)
    """

    max_attempts: int = 8
    max_seconds: float = 30.0

    def __post_init__(self) -> None:
        """Check what was given.

        Raises:
            InvalidParameterError: When a value is not one of those that can be used.
        """
        attempts, seconds = self.max_attempts, self.max_seconds
        if type(attempts) is not int or attempts < 1:
            raise _refused("max_attempts", attempts, "a whole number from 1")
        # Not NaN, of which no comparison is true.
        if type(seconds) not in (int, float) or not 0 <= seconds <= TOKEN_SECONDS:
            raise _refused("max_seconds", seconds, f"a number from 0 to {TOKEN_SECONDS:g}")

    @classmethod
    def once(cls) -> TransactionConfig:
        """Send it once, whatever it is canceled for.

        Returns:
            The configuration.
        """
        return cls(max_attempts=1)


def _refused(name: str, given: object, expected: str) -> InvalidParameterError:
    shown = given if type(given) in (int, float) else describe(given)
    return InvalidParameterError(
        f"{name} was given as {shown}",
        details={
            "given": shown,
            "expected": expected,
            "suggestion": "leave it out for the default",
        },
    )
