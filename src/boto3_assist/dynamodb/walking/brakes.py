"""A stop for threads that walk: their next call is not begun."""

from __future__ import annotations

import math
from typing import Final

from boto3_assist.dynamodb.deadlines import Deadline

__all__ = ["Brake"]

_NEVER: Final = 1e12
"""Seconds: far enough that no client is made to hurry."""


class Brake:
    """Stops work in other threads, which end as at a deadline: between two calls.

    Example:
        >>> brake = Brake()
        >>> deadline = brake.deadline()
        >>> deadline.remaining > 0
        True
        >>> brake.pull()
        >>> deadline.remaining > 0
        False
    """

    def __init__(self) -> None:
        """Let work go on."""
        self._now = 0.0

    def deadline(self) -> Deadline:
        """Give the deadline to work within.

        Returns:
            A deadline that has passed once the brake is pulled.
        """
        return Deadline(_NEVER, lambda: self._now)

    def pull(self) -> None:
        """Let no call begin from now on."""
        self._now = math.inf
