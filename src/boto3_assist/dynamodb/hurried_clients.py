"""Timeouts and attempts of a client for calls that must be over soon; makes and calls no client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from botocore.config import Config

__all__ = ["Pace", "pace_within"]

Seconds = float

# In few steps, so that a pool keeps few clients however many different times are left.
_STEPS: Final = (60.0, 20.0, 8.0, 3.0, 1.0, 0.5)
# What botocore's standard mode does unless told otherwise: attempts, and the longest pause.
_ATTEMPTS: Final = 3
_LONGEST_PAUSE: Final = 20.0
# An attempt that is given less is hardly worth one that is given up for it.
_WORTHWHILE: Final = 1.0


@dataclass(frozen=True)
class Pace:
    """How often a call is tried, and how long each attempt waits.

    Attributes:
        attempts: The first one included.
        mode: botocore's name of the manner of retrying.
        connect_timeout: For a connection, in seconds.
        read_timeout: For the next part of the response, in seconds.
    """

    attempts: int
    mode: str
    connect_timeout: Seconds
    read_timeout: Seconds

    @property
    def longest(self) -> Seconds:
        """How long a call takes whose every attempt waits to the end, the pauses included."""
        each = self.connect_timeout + self.read_timeout
        return self.attempts * each + _pauses(self.attempts)

    def applied_to(self, config: Config | None) -> Config:
        """Make the options of a client.

        Args:
            config: The options that it has otherwise.

        Returns:
            The options.
        """
        from botocore.config import Config

        # The mode is the client's own, so one that botocore knows.
        retries: Any = {"total_max_attempts": self.attempts, "mode": self.mode}
        own = Config(
            connect_timeout=self.connect_timeout, read_timeout=self.read_timeout, retries=retries
        )
        return own if config is None else config.merge(own)


def pace_within(config: Any, seconds: Seconds) -> Pace | None:
    """Give the pace by which a call is over in time, whatever keeps it waiting.

    Fewer attempts are made where there is no time for all, and no attempt waits longer than the
    client's own would.

    Args:
        config: The options of the client that would send, as botocore completed them.
        seconds: How long is left.

    Returns:
        The pace, of at least half a second; None where that of the client is fast enough.
    """
    retries = getattr(config, "retries", None) or {}
    attempts = max(1, retries.get("total_max_attempts", _ATTEMPTS))
    mode = retries.get("mode", "standard")
    own = Pace(attempts, mode, config.connect_timeout, config.read_timeout)
    if own.longest <= seconds:
        return None
    step = next((step for step in _STEPS if step <= seconds), _STEPS[-1])
    wanted = min(_WORTHWHILE, own.connect_timeout + own.read_timeout)
    fitting = (n for n in range(attempts, 1, -1) if (step - _pauses(n)) / n >= wanted)
    attempts = next(fitting, 1)
    # An attempt may wait for the connection and for the response after it.
    half = (step - _pauses(attempts)) / attempts / 2
    return Pace(attempts, mode, min(half, own.connect_timeout), min(half, own.read_timeout))


def _pauses(attempts: int) -> Seconds:
    """Give the longest pauses of the standard mode between so many attempts, together."""
    return sum(min(2.0**n, _LONGEST_PAUSE) for n in range(attempts - 1))
