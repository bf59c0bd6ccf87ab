"""Pages of all segments of a table, read by threads, a page ahead of what is wanted."""

from __future__ import annotations

import weakref
from collections import deque
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from datetime import datetime
from typing import Any, Generic, TypeVar

from boto3_assist.dynamodb.cursors import can_seal
from boto3_assist.dynamodb.paging import ClosableIterator, PageIterator, Send
from boto3_assist.dynamodb.read_plans import ReadPlan, segments_of
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.errors import OperationStoppedError

__all__ = ["ParallelPageIterator"]

T = TypeVar("T")


class ParallelPageIterator(ClosableIterator[DynamoDBResult[list[T]]], Generic[T]):
    """The pages of a parallel scan, in the order in which they arrive.

    No more pages are held, or on their way, than there are workers: who takes them slowly slows
    the scan down. When a page cannot be read, the error is raised, the other segments go on, and
    a later ``next()`` asks for the same page again. Who leaves it before its end closes it.
    """

    def __init__(
        self, plan: ReadPlan, send: Send, now: Callable[[], datetime], workers: int
    ) -> None:
        """Start before the first page; nothing is sent.

        Args:
            plan: What is asked.
            send: Sends the parameters of one page and gives the response.
            now: Gives a datetime with a time zone, for what may have expired.
            workers: How many segments are read at the same time.
        """
        self._plan = plan
        self._now = now
        segments = segments_of(plan)
        self._workers = min(workers, len(segments))
        # What a cursor holds: where the pages end that were given, not those that were read.
        self._positions: list[Any] = [
            True if segment is None else segment.start for segment in segments
        ]
        self._waiting: deque[tuple[int, PageIterator[T]]] = deque(
            (n, PageIterator(segment, send, now))
            for n, segment in enumerate(segments)
            if segment is not None
        )
        self._under_way: dict[Future[DynamoDBResult[list[T]]], tuple[int, PageIterator[T]]] = {}
        self._executor = ThreadPoolExecutor(self._workers, "boto3-assist-scan")
        # An iterator that is dropped takes its threads with it.
        self._finalizer = weakref.finalize(
            self, self._executor.shutdown, wait=False, cancel_futures=True
        )

    @property
    def cursor(self) -> str | None:
        """Where the pages that were given ended, in each segment; None after the last.

        Raises:
            ConfigurationError: When no key signs cursors; see the setting `cursor_signing_key`.
        """
        if all(position is True for position in self._positions):
            return None
        return self._plan.sealer(self._now).seal(self._positions)

    def __next__(self) -> DynamoDBResult[list[T]]:
        """Give the page that arrives next.

        Returns:
            The page; its own `last_key` is that of its segment.

        Raises:
            StopIteration: After the last page of every segment.
            Boto3AssistError: When a page cannot be read.
        """
        self._begin()
        if not self._under_way:
            self.close()
            raise StopIteration
        future = self._arrived()
        segment, reader = self._under_way.pop(future)
        try:
            page = future.result()
        except BaseException as error:
            self._waiting.append((segment, reader))
            self._locate(error)
            raise
        if reader._position is None:
            self._positions[segment] = True
        else:
            self._positions[segment] = reader._position
            self._waiting.append((segment, reader))
        # The next pages are read while the caller has this one.
        self._begin()
        return page

    def close(self) -> None:
        """Give no more pages, and read none; those on their way are dropped."""
        self._waiting.clear()
        self._under_way.clear()
        self._finalizer()

    def _begin(self) -> None:
        while self._waiting and len(self._under_way) < self._workers:
            segment, reader = self._waiting.popleft()
            # Ledgers and deadlines of the caller hold for what is read on its behalf.
            future = self._executor.submit(copy_context().run, reader.__next__)
            self._under_way[future] = (segment, reader)

    def _arrived(self) -> Future[DynamoDBResult[list[T]]]:
        done, _ = wait(self._under_way, return_when=FIRST_COMPLETED)
        return next(future for future in self._under_way if future in done)

    def _locate(self, error: BaseException) -> None:
        if isinstance(error, OperationStoppedError):
            error.last_key = None
            error.cursor = self.cursor if can_seal() else None
