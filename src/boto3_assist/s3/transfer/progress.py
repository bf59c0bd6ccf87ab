"""Counts the bytes of one transfer and tells its caller; knows no request."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from boto3_assist.s3.transfer.settings import ProgressCallback

__all__ = ["Progress"]


class Progress:
    """A subscriber of s3transfer that sums up what is told of the bytes moved.

    Attributes:
        failure: What the caller's function raised first; None as long as it raised nothing.
    """

    def __init__(self, callback: ProgressCallback | None, total: int | None) -> None:
        """Start at zero.

        Args:
            callback: The caller's function; None counts for nobody.
            total: The bytes in all; None when nobody knows.
        """
        self.failure: Exception | None = None
        self._callback = callback
        self._total = total
        self._done = 0
        self._lock = threading.Lock()

    def on_progress(self, future: Any, bytes_transferred: int, **_: Any) -> None:
        """Take s3transfer's count, which is negative where it sends something again.

        Args:
            future: The transfer, which ends when the caller's function raises something: raised
                from here, it would pass for a broken connection, or keep a file open.
            bytes_transferred: The bytes since the last call.
        """
        self._count(bytes_transferred)
        if self.failure is not None:
            future.cancel()

    def add(self, count: int) -> None:
        """Count bytes that s3transfer does not move.

        Args:
            count: How many more are done.
        """
        self._count(count)
        self.check()

    def check(self) -> None:
        """Raise what the caller's function has raised.

        Raises:
            Exception: What it raised, if it did.
        """
        if self.failure is not None:
            raise self.failure

    def _count(self, count: int) -> None:
        if self._callback is None:
            return
        with self._lock:
            self._done += count
            if self.failure is not None:
                return
            try:
                self._callback(self._done, self._total)
            except Exception as error:
                self.failure = error
