"""Counts the bytes of one transfer and tells its caller; knows no request."""

from __future__ import annotations

import threading
from concurrent.futures import CancelledError
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
        self.failure: BaseException | None = None
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
        self.count(bytes_transferred)
        if self.failure is not None:
            future.cancel()

    def add(self, count: int) -> None:
        """Count bytes in a task of s3transfer that it does not count itself, or end the task.

        Args:
            count: How many more are done.

        Raises:
            CancelledError: When the caller's function has raised something.
        """
        self.count(count)
        if self.failure is not None:
            # An Exception in any case, which ends a task of s3transfer; `check` tells the cause.
            raise CancelledError

    def check(self) -> None:
        """Raise what the caller's function has raised.

        Raises:
            BaseException: What it raised, if it did.
        """
        if self.failure is not None:
            raise self.failure

    def count(self, count: int) -> None:
        """Count bytes, and keep what the caller's function raises for `check`.

        Args:
            count: How many more are done; negative where something is sent again.
        """
        if self._callback is None:
            return
        with self._lock:
            self._done += count
            if self.failure is not None:
                return
            try:
                self._callback(self._done, self._total)
            except BaseException as error:
                # Also what ends a program: in a thread of s3transfer it would end nothing, and the
                # transfer would wait for the thread for ever.
                self.failure = error
