"""Sends chunks, several at a time, and again what is left; knows neither client nor items."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from dataclasses import dataclass, field
from threading import Thread, current_thread
from typing import Any, Final, Generic, Protocol, TypeVar

from boto3_assist.dynamodb.batching.backoff import full_jitter
from boto3_assist.dynamodb.batching.configs import BatchConfig
from boto3_assist.dynamodb.blocks import current_deadline
from boto3_assist.errors import (
    AwsConnectionError,
    AwsError,
    Boto3AssistError,
    DeadlineExceededError,
    DynamoDBThrottledError,
    ItemCollectionSizeLimitExceededError,
    OperationStoppedError,
    RequestRejectedError,
    ResponseIntegrityError,
    ServiceUnavailableError,
    ValidationError,
)

__all__ = ["BatchEngine", "Job", "Reply", "Surroundings", "is_of_one_chunk"]

E = TypeVar("E")

# After these nobody knows whether DynamoDB carried the request out.
_NO_ANSWER: Final = (AwsConnectionError, ResponseIntegrityError, ServiceUnavailableError)
# What is wrong with one chunk need not be wrong with another.
_OF_ONE_CHUNK: Final = (
    ItemCollectionSizeLimitExceededError,
    RequestRejectedError,
    ValidationError,
)


@dataclass(frozen=True)
class Reply(Generic[E]):
    """What an answer says of a chunk.

    Attributes:
        done: Entries that were processed.
        left: Those that were not, to be sent again.
        in_doubt: True where those may have been processed after all, by an attempt before.
        content: What the job takes from the answer.
    """

    done: Sequence[E]
    left: Sequence[E] = ()
    in_doubt: bool = False
    content: Any = field(default=None, repr=False)


class Job(Protocol[E]):
    """What is to be done; `send` is called in threads, everything else in the caller's.

    Attributes:
        operation: AWS's name of what sends a chunk.
        refused: Why an input cannot be sent, once there is one; `take` raises it.
    """

    operation: str
    refused: Boto3AssistError | None

    def take(self) -> Sequence[E] | None:
        """Give the next chunk, or None after the last one."""

    def may_begin(self, entries: Sequence[E], others: Iterable[Sequence[E]]) -> bool:
        """Tell whether a chunk may be sent before the others have been done."""

    def send(self, entries: Sequence[E]) -> Reply[E]:
        """Send a chunk once, and read the answer."""

    def settle(self, reply: Reply[E]) -> None:
        """Keep what was done."""

    def fail(self, entries: Sequence[E], error: BaseException, may_be_done: bool) -> None:
        """Keep what was not done, and why."""

    def hush(self) -> None:
        """Tell the caller of no more progress: what the caller did has ended the batch."""


@dataclass(frozen=True)
class Surroundings:
    """Time and chance.

    Attributes:
        timer: Gives seconds that never go back.
        sleep: Waits for so many seconds.
        random: Gives a number from 0 to 1.
    """

    timer: Callable[[], float]
    sleep: Callable[[float], object]
    random: Callable[[], float]


@dataclass(order=True)
class _Chunk(Generic[E]):
    """A chunk on its way, in the order in which chunks are due."""

    due: float
    number: int
    entries: Sequence[E] = field(compare=False)
    in_vain: int = field(default=0, compare=False)
    may_be_done: bool = field(default=False, compare=False)


class _Outcome(Future[Reply[E]]):
    """What came of a chunk that was sent in the caller's thread; nobody waits, so without locks."""

    def __init__(self, reply: Reply[E] | None, error: BaseException | None = None) -> None:
        self._reply: Any = reply
        self._error = error

    def exception(self, timeout: float | None = None) -> BaseException | None:
        return self._error

    def result(self, timeout: float | None = None) -> Reply[E]:
        found: Reply[E] = self._reply
        return found


class BatchEngine(Generic[E]):
    """One run of a job.

    No more chunks are held than there are workers: one that waits to be sent again keeps its
    place, so that a table that is throttled is asked for less.

    Attributes:
        stopped_by: Why no more chunks were begun; None while they are.
    """

    def __init__(
        self, job: Job[E], config: BatchConfig, surroundings: Surroundings, workers: int
    ) -> None:
        """Start with nothing sent.

        Args:
            job: What is to be done.
            config: How.
            surroundings: Time and chance.
            workers: How many chunks may be under way at the same time.
        """
        self.stopped_by: Boto3AssistError | None = None
        self._job = job
        self._config = config
        self._surroundings = surroundings
        self._workers = workers
        self._executor: ThreadPoolExecutor | None = None
        self._threads: list[Thread] = []
        self._next: _Chunk[E] | None = None
        self._waiting: list[_Chunk[E]] = []
        self._under_way: dict[Future[Reply[E]], _Chunk[E]] = {}
        self._arrived: deque[Reply[E]] = deque()
        self._begun = 0
        self._failed_in_a_row = 0

    def run(self) -> None:
        """Do the job; when it ends, by whatever, nothing is under way.

        Raises:
            BaseException: What came out of the job that is no error of the library, or out of its
                `settle`, such as an interrupt of the program.
        """
        if self._workers > 1:
            self._executor = ThreadPoolExecutor(
                self._workers,
                "boto3-assist-batch",
                initializer=lambda: self._threads.append(current_thread()),
            )
        try:
            self._begin()
            while self._under_way or self._waiting:
                self._await()
                if self._executor is not None:
                    # None of the workers is to idle while the answer of one is read.
                    self._begin()
                self._settle()
                self._begin()
        except BaseException as error:
            self._wind_up(error)
            raise
        finally:
            if self._executor is not None:
                self._executor.shutdown(cancel_futures=True)
                for thread in self._threads:
                    # The pool does not know of one that an interrupt came upon while it started.
                    thread.join()

    def _begin(self) -> None:
        """Send what is due, and as many new chunks as there is room for."""
        self._check_cancel()
        now = self._surroundings.timer()
        while self._waiting and self._waiting[0].due <= now and self.stopped_by is None:
            self._submit(heapq.heappop(self._waiting))
        while self.stopped_by is None and self._has_room():
            chunk = self._next or self._taken()
            if chunk is None:
                return
            others = [each.entries for each in (*self._under_way.values(), *self._waiting)]
            if not self._job.may_begin(chunk.entries, others):
                self._next = chunk
                return
            self._next = None
            self._submit(chunk)

    def _has_room(self) -> bool:
        return len(self._under_way) + len(self._waiting) < self._workers

    def _taken(self) -> _Chunk[E] | None:
        try:
            entries = self._job.take()
        except Boto3AssistError as error:
            if error is not self._job.refused:
                # Out of an iterator or a callback of the caller's own.
                raise
            self._stop(error)
            return None
        self._begun += 1
        return None if entries is None else _Chunk(0.0, self._begun, entries)

    def _submit(self, chunk: _Chunk[E]) -> None:
        if self._executor is not None:
            # Ledgers and deadlines of the caller hold for what is sent on its behalf.
            send = copy_context().run
            future = self._executor.submit(send, self._job.send, chunk.entries)
            self._under_way[future] = chunk
            return
        try:
            outcome = _Outcome(self._job.send(chunk.entries))
        except Exception as error:
            outcome = _Outcome(None, error)
        except BaseException as error:
            # An interrupt in the middle of a call.
            self._job.fail(chunk.entries, error, True)
            raise
        self._under_way[outcome] = chunk

    def _await(self) -> None:
        """Wait until an answer is there, or a chunk is due."""
        seconds: float | None = None
        if self._waiting:
            seconds = max(0.0, self._waiting[0].due - self._surroundings.timer())
        if self._under_way:
            done = {*self._under_way}
            if self._executor is not None:
                done, _ = wait(done, seconds, FIRST_COMPLETED)
            for future in done:
                self._receive(future, self._under_way.pop(future))
        elif seconds:
            cancel = self._config.cancel
            pause = self._surroundings.sleep if cancel is None else cancel.wait
            pause(seconds)
            # Waited for is waited for, whatever a clock makes of it.
            self._waiting[0].due = self._surroundings.timer()

    def _receive(self, future: Future[Reply[E]], chunk: _Chunk[E]) -> None:
        error = future.exception()
        if error is None:
            self._arrived.append(reply := future.result())
            chunk.entries = reply.left
            chunk.may_be_done |= reply.in_doubt
            if reply.done:
                self._failed_in_a_row = chunk.in_vain = 0
            if reply.left:
                self._send_later(chunk, self._unprocessed(len(reply.left)))
            return
        chunk.may_be_done |= _leaves_doubt(error)
        if isinstance(error, AwsError) and error.retryable:
            self._send_later(chunk, error)
        elif isinstance(error, Boto3AssistError):
            self._give_up(chunk, error)
        else:
            self._job.fail(chunk.entries, error, chunk.may_be_done)
            raise error

    def _send_later(self, chunk: _Chunk[E], error: AwsError) -> None:
        chunk.in_vain += 1
        if self.stopped_by is not None:
            self._job.fail(chunk.entries, error, chunk.may_be_done)
            return
        if chunk.in_vain >= self._config.max_attempts:
            self._give_up(chunk, error)
            return
        delay = full_jitter(chunk.in_vain, self._surroundings.random)
        deadline = current_deadline()
        if deadline is not None and deadline.remaining <= delay:
            self._job.fail(chunk.entries, error, chunk.may_be_done)
            self._stop(_too_late(self._job.operation))
            return
        chunk.due = self._surroundings.timer() + delay
        heapq.heappush(self._waiting, chunk)

    def _give_up(self, chunk: _Chunk[E], error: Boto3AssistError) -> None:
        self._job.fail(chunk.entries, error, chunk.may_be_done)
        self._failed_in_a_row += 1
        most = self._config.give_up_after
        if not is_of_one_chunk(error) or (most is not None and self._failed_in_a_row >= most):
            self._stop(error)

    def _stop(self, error: Boto3AssistError) -> None:
        """Begin nothing more; what is under way goes on."""
        if self.stopped_by is not None:
            return
        self.stopped_by = error
        for chunk in [*self._waiting, *([self._next] if self._next else [])]:
            self._job.fail(chunk.entries, error, chunk.may_be_done)
        self._waiting, self._next = [], None

    def _settle(self) -> None:
        while self._arrived:
            self._job.settle(self._arrived.popleft())

    def _wind_up(self, error: BaseException) -> None:
        """Wait for what is under way, and keep account of it."""
        self._job.hush()
        for future, chunk in self._under_way.items():
            failure = future.exception()
            if failure is None:
                self._arrived.append(reply := future.result())
                self._job.fail(reply.left, error, chunk.may_be_done or reply.in_doubt)
            else:
                in_doubt = chunk.may_be_done or _leaves_doubt(failure)
                self._job.fail(chunk.entries, failure, in_doubt)
        self._under_way = {}
        for chunk in [*self._waiting, *([self._next] if self._next else [])]:
            self._job.fail(chunk.entries, error, chunk.may_be_done)
        self._waiting, self._next = [], None
        self._settle()

    def _check_cancel(self) -> None:
        cancel = self._config.cancel
        if self.stopped_by is None and cancel is not None and cancel.is_set():
            self._stop(
                OperationStoppedError(
                    f"the batch was canceled; {self._job.operation} was not sent again",
                    details={
                        "operation": self._job.operation,
                        "expected": "a cancel event that is not set",
                        "suggestion": "go on with what the error's partial has in left",
                    },
                )
            )

    def _unprocessed(self, count: int) -> DynamoDBThrottledError:
        operation = self._job.operation
        return DynamoDBThrottledError(
            f"{operation} left {count} entries of a chunk unprocessed",
            details={
                "operation": operation,
                "given": count,
                "expected": "a table with capacity for them",
                "suggestion": "repeat them later; look at the table's capacity and hot partitions",
            },
            operation=operation,
        )


def is_of_one_chunk(error: Boto3AssistError) -> bool:
    """Tell whether another chunk may go well where one failed.

    Args:
        error: Why it failed.

    Returns:
        False for what concerns all of them, such as missing permissions.
    """
    return isinstance(error, _OF_ONE_CHUNK) or (isinstance(error, AwsError) and error.retryable)


def _leaves_doubt(error: BaseException) -> bool:
    """Tell whether a request that failed may have been carried out."""
    if not isinstance(error, Boto3AssistError) or isinstance(error, _NO_ANSWER):
        return True
    # botocore tells of its last attempt only; of one before, the answer may have been lost.
    attempts = error.details.get("attempts")
    return isinstance(attempts, int) and attempts > 1


def _too_late(operation: str) -> DeadlineExceededError:
    return DeadlineExceededError(
        f"the deadline comes before {operation} is to be sent again",
        details={
            "operation": operation,
            "expected": "time to wait for capacity",
            "suggestion": "go on in another invocation with what the error's partial has in left",
        },
    )
