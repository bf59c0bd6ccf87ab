"""A limit on the capacity that calls consume in a second; waits before a call, makes none."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from boto3_assist.dynamodb.blocks import current_deadline
from boto3_assist.dynamodb.capacity import CapacityLedger, metering
from boto3_assist.errors import InvalidParameterError, describe

__all__ = ["CapacityPacer", "check_rate", "paced"]


class _Bucket:
    """Units to spend: so many come in a second, and a second's worth can be saved up."""

    def __init__(self, rate: float, now: float) -> None:
        self._rate = rate
        self._units = rate
        self._at = now

    def spend(self, units: float, now: float) -> None:
        self._fill(now)
        self._units -= units

    def seconds_to_wait(self, now: float) -> float:
        self._fill(now)
        # What a call consumes is known afterwards only, so the debt of the last one is paid first.
        return 0.0 if self._units > 0 else (1e-3 - self._units) / self._rate

    def _fill(self, now: float) -> None:
        self._units = min(self._rate, self._units + max(0.0, now - self._at) * self._rate)
        self._at = max(self._at, now)


class CapacityPacer(CapacityLedger):
    """A ledger that makes calls wait so that a rate of consumed capacity is kept on average.

    Threads may share it, and then share the rate. It counts what DynamoDB says was consumed, the
    writes of secondary indexes included.

    Attributes:
        max_reads_per_second: Read units in a second; None for no limit.
        max_writes_per_second: Write units in a second; None for no limit.
    """

    def __init__(
        self,
        *,
        max_reads_per_second: float | None = None,
        max_writes_per_second: float | None = None,
        timer: Callable[[], float] = time.perf_counter,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        """Start with a second's worth of units.

        Args:
            max_reads_per_second: Read units in a second; None for no limit.
            max_writes_per_second: Write units in a second; None for no limit.
            timer: Gives seconds that never go back.
            sleep: Waits for so many seconds.

        Raises:
            InvalidParameterError: When a rate is not a positive number.
        """
        super().__init__()
        self.max_reads_per_second = max_reads_per_second
        self.max_writes_per_second = max_writes_per_second
        self._timer, self._sleep = timer, sleep
        self._pacing = threading.Lock()
        now = timer()
        self._reads = _bucket("max_reads_per_second", max_reads_per_second, now)
        self._writes = _bucket("max_writes_per_second", max_writes_per_second, now)

    def check(self, operation: str, request: Mapping[str, Any]) -> None:
        """Wait until a call may be sent.

        Args:
            operation: AWS's name of it.
            request: Its parameters.

        Raises:
            DeadlineExceededError: When the deadline that holds here passes before.
        """
        while (seconds := self._seconds_to_wait()) > 0:
            deadline = current_deadline()
            if deadline is not None:
                seconds = min(seconds, max(0.0, deadline.remaining))
            self._sleep(seconds)
            if deadline is not None:
                deadline.check(operation)

    def record(
        self, operation: str, request: Mapping[str, Any], response: Mapping[str, Any]
    ) -> None:
        """Take what a call consumed from what may be spent.

        Args:
            operation: AWS's name of it.
            request: Its parameters.
            response: Its response.
        """
        with self._pacing:
            before = self.total
            super().record(operation, request, response)
            after, now = self.total, self._timer()
            if self._reads is not None:
                self._reads.spend(after.read_units - before.read_units, now)
            if self._writes is not None:
                self._writes.spend(after.write_units - before.write_units, now)

    def _seconds_to_wait(self) -> float:
        with self._pacing:
            now = self._timer()
            buckets = (self._reads, self._writes)
            return max((each.seconds_to_wait(now) for each in buckets if each), default=0.0)


def paced(pacer: CapacityPacer | None) -> AbstractContextManager[None]:
    """Let a pacer hold for a ``with`` block.

    Args:
        pacer: The pacer; None for no limit.

    Returns:
        The context of the block.
    """
    return nullcontext() if pacer is None else metering(pacer)


def check_rate(name: str, rate: object) -> None:
    """Check a rate.

    Args:
        name: The name of the parameter.
        rate: Capacity units in a second; None for no limit.

    Raises:
        InvalidParameterError: When it is not a positive number.
    """
    if rate is None:
        return
    if isinstance(rate, bool) or not isinstance(rate, (int, float)) or not rate > 0:
        raise InvalidParameterError(
            f"{name} was given as {describe(rate)}",
            details={
                "given": describe(rate),
                "expected": "a number of capacity units above 0, or None for no limit",
            },
        )


def _bucket(name: str, rate: float | None, now: float) -> _Bucket | None:
    check_rate(name, rate)
    return None if rate is None else _Bucket(float(rate), now)
