"""Until when calls may be made, as a value and as a context; knows no call."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from boto3_assist.dynamodb.blocks import DEADLINES
from boto3_assist.errors import DeadlineExceededError, InvalidParameterError, describe

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["Deadline"]

Seconds = float


class _LambdaContext(Protocol):
    """What AWS Lambda hands to a handler beside the event."""

    def get_remaining_time_in_millis(self) -> int:
        """Give the milliseconds that are left."""


@dataclass(frozen=True)
class Deadline:
    """A moment after which no call is begun.

    Inside ``with deadline:`` it holds for every verb of this thread or task: a call that would
    begin after it raises `DeadlineExceededError`, and one that begins shortly before it gets
    shorter timeouts. Of several deadlines the earliest counts.

    Attributes:
        at: The moment, by the clock.
        clock: Gives seconds that never go back.

    Example:
        >>> with Deadline.after(5) as deadline:
        ...     0 < deadline.remaining <= 5
        True
    """

    at: Seconds
    clock: Callable[[], Seconds] = field(default=time.monotonic, repr=False, compare=False)

    @classmethod
    def after(cls, seconds: Seconds, *, clock: Callable[[], Seconds] = time.monotonic) -> Self:
        """Set a deadline from now on.

        Args:
            seconds: How many seconds from now.
            clock: Gives seconds that never go back.

        Returns:
            The deadline.

        Raises:
            InvalidParameterError: When it is not a number of seconds.
        """
        given: object = seconds
        is_number = isinstance(given, (int, float)) and not isinstance(given, bool)
        # NaN is neither above nor below anything: such a deadline would never pass.
        if not is_number or seconds != seconds:
            raise InvalidParameterError(
                f"the seconds of a deadline were given as {describe(given)}",
                details={"given": describe(given), "expected": "a number of seconds"},
            )
        return cls(clock() + seconds, clock)

    @classmethod
    def of_lambda(
        cls,
        context: _LambdaContext,
        *,
        reserve_seconds: Seconds = 1.0,
        clock: Callable[[], Seconds] = time.monotonic,
    ) -> Self:
        """Set the deadline of a Lambda invocation.

        Args:
            context: The second argument of the handler.
            reserve_seconds: What to keep for the answer: the deadline is that much earlier.
            clock: Gives seconds that never go back.

        Returns:
            The deadline.
        """
        return cls.after(
            context.get_remaining_time_in_millis() / 1000 - reserve_seconds, clock=clock
        )

    @property
    def remaining(self) -> Seconds:
        """Seconds that are left; negative once it has passed."""
        return self.at - self.clock()

    def check(self, operation: str) -> Seconds:
        """Check that a call may begin.

        Args:
            operation: AWS's name of it, for the message.

        Returns:
            The seconds that are left.

        Raises:
            DeadlineExceededError: When the deadline has passed.
        """
        remaining = self.remaining
        if remaining <= 0:
            raise DeadlineExceededError(
                f"the deadline has passed; {operation} was not sent",
                details={
                    "operation": operation,
                    "given": f"a deadline that passed {-remaining:.3f} seconds ago",
                    "expected": "a call that begins before the deadline",
                    "suggestion": "go on from the error's cursor, or last_key, in another "
                    "invocation",
                },
            )
        return remaining

    def __enter__(self) -> Self:
        """Let it hold for the block."""
        DEADLINES.set((*DEADLINES.get(), self))
        return self

    def __exit__(self, *_: Any) -> None:
        """End the block."""
        # Not simply the last one: blocks of generators may end in another order.
        entered = list(DEADLINES.get())
        last = max(n for n, each in enumerate(entered) if each is self)
        DEADLINES.set((*entered[:last], *entered[last + 1 :]))
