"""Runs the transfers of a synchronisation side by side, and adds up their progress."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed

from boto3_assist.s3.sync.plans import SyncReport
from boto3_assist.s3.transfer.settings import ProgressCallback

__all__ = ["WORKERS", "run_transfers"]

WORKERS = 8
"""How many files are looked at or transferred at a time."""


class _Sum:
    """Adds up the progress of many files; tells it one call at a time."""

    def __init__(self, callback: ProgressCallback, total: int) -> None:
        self._callback = callback
        self._total = total
        self._done: dict[str, int] = {}
        self._lock = threading.Lock()

    def of(self, name: str) -> ProgressCallback:
        def tell(done: int, _: int | None) -> None:
            with self._lock:
                self._done[name] = done
                self._callback(sum(self._done.values()), self._total)

        return tell


def run_transfers(
    report: SyncReport,
    transfer: Callable[[str, ProgressCallback | None], object],
    progress: ProgressCallback | None,
) -> None:
    """Transfer what a plan says; after the first failure nothing more is begun.

    Args:
        report: The plan.
        transfer: Moves the file of a name and tells its progress.
        progress: Is told of the bytes of all files together.

    Raises:
        BaseException: What the first transfer that failed raised.
    """
    summed = None if progress is None else _Sum(progress, report.bytes_transferred)
    with ThreadPoolExecutor(WORKERS) as pool:
        futures = [
            pool.submit(transfer, action.name, None if summed is None else summed.of(action.name))
            for action in report.transferred
        ]
        try:
            for future in as_completed(futures):
                future.result()
        except BaseException:
            for future in futures:
                future.cancel()
            raise
