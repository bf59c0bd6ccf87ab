"""How long to wait before something is sent again; waits for nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

__all__ = ["full_jitter"]

# Seconds. The longest wait is that of botocore's own retries.
_FIRST: Final = 0.1
_LONGEST: Final = 20.0


def full_jitter(attempt: int, random: Callable[[], float]) -> float:
    """Give the wait after an attempt that was in vain: exponential backoff with full jitter.

    AWS recommends it for unprocessed items and throttled requests (Architecture Blog,
    "Exponential Backoff And Jitter").

    Args:
        attempt: How many attempts there were, from 1.
        random: Gives a number from 0 to 1.

    Returns:
        Seconds, anything from 0 to twice as many as after the attempt before, at most 20.

    Example:
        >>> [full_jitter(attempt, lambda: 1.0) for attempt in (1, 2, 3, 99)]
        [0.1, 0.2, 0.4, 20.0]
    """
    return random() * min(_LONGEST, _FIRST * 2.0 ** min(attempt - 1, 30))
