"""The engine on a job whose answers a test makes up."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pytest

from boto3_assist.dynamodb import Deadline
from boto3_assist.dynamodb.batching.configs import BatchConfig
from boto3_assist.dynamodb.batching.engine import BatchEngine, Reply, Surroundings
from boto3_assist.errors import (
    Boto3AssistError,
    DeadlineExceededError,
    DynamoDBAccessDeniedError,
    DynamoDBConnectionError,
    DynamoDBRequestRejectedError,
    DynamoDBServiceUnavailableError,
    DynamoDBThrottledError,
    OperationStoppedError,
)
from tests.fault_table import VirtualTime

Answer = Callable[[Sequence[int], int], Reply[int]]


class Numbers:
    """Chunks of numbers; an answer is a function of a chunk and how often it was sent."""

    operation = "BatchWriteItem"

    def __init__(self, chunks: Iterable[list[int]], answer: Answer) -> None:
        self.chunks = iter(chunks)
        self.answer = answer
        self.sent: list[list[int]] = []
        self.done: list[int] = []
        self.failed: dict[int, tuple[BaseException, bool]] = {}
        self.on_settle: Callable[[], None] = lambda: None
        self.on_fail: Callable[[], None] = lambda: None
        self.refused: Boto3AssistError | None = None
        self.hushed = False
        self.lock = threading.Lock()

    def take(self) -> list[int] | None:
        return next(self.chunks, None)

    def may_begin(self, entries: Sequence[int], others: Iterable[Sequence[int]]) -> bool:
        return not any(set(entries) & set(other) for other in others)

    def send(self, entries: Sequence[int]) -> Reply[int]:
        with self.lock:
            self.sent.append(list(entries))
            times = sum(bool(set(each) & set(entries)) for each in self.sent)
        return self.answer(entries, times)

    def settle(self, reply: Reply[int]) -> None:
        self.done += reply.done
        if not self.hushed:
            self.on_settle()

    def fail(self, entries: Sequence[int], error: BaseException, may_be_done: bool) -> None:
        assert not self.failed.keys() & set(entries)
        self.failed.update(dict.fromkeys(entries, (error, may_be_done)))
        self.on_fail()

    def hush(self) -> None:
        self.hushed = True


def all_done(entries: Sequence[int], times: int) -> Reply[int]:
    return Reply(entries)


def failing(error: BaseException, *numbers: int, times: int = 10**6) -> Answer:
    """Answer chunks with one of some numbers by an error, so many times."""

    def answer(entries: Sequence[int], sent: int) -> Reply[int]:
        if set(numbers) & set(entries) and sent <= times:
            raise error
        return Reply(entries)

    return answer


def tens(count: int) -> Iterator[list[int]]:
    return ([10 * n, 10 * n + 1] for n in range(count))


def engine(
    job: Numbers, time: VirtualTime | None = None, workers: int = 1, **fields: Any
) -> BatchEngine[int]:
    time = time or VirtualTime()
    surroundings = Surroundings(time.timer, time.sleep, lambda: 1.0)
    return BatchEngine(job, BatchConfig(**fields), surroundings, workers)


WORKERS = pytest.mark.parametrize("workers", [1, 4])
THROTTLED = DynamoDBThrottledError("slow down")
REJECTED = DynamoDBRequestRejectedError("no")


@WORKERS
def test_everything_is_done_in_order_of_what_is_taken(workers: int) -> None:
    job = Numbers(tens(7), all_done)

    engine(job, workers=workers).run()

    assert sorted(job.done) == sorted(n for chunk in tens(7) for n in chunk)
    assert len(job.sent) == 7
    if workers == 1:
        assert job.sent == list(tens(7))


@WORKERS
def test_what_is_left_is_sent_alone_after_a_wait(workers: int) -> None:
    time = VirtualTime()
    job = Numbers(
        tens(3), lambda chunk, times: Reply(chunk[:1], chunk[1:]) if times == 1 else Reply(chunk)
    )

    engine(job, time, workers).run()

    assert sorted(job.done) == [0, 1, 10, 11, 20, 21]
    assert sorted(job.sent) == [[0, 1], [1], [10, 11], [11], [20, 21], [21]]
    assert time.slept == pytest.approx([0.1] * len(time.slept))
    assert time.slept


def test_waits_double_while_nothing_is_done_and_begin_anew_when_something_is() -> None:
    time = VirtualTime()

    def answer(chunk: Sequence[int], times: int) -> Reply[int]:
        return Reply(chunk[:1], chunk[1:]) if times in (4, 7) else Reply([], chunk)

    job = Numbers([[1, 2, 3]], answer)

    engine(job, time, max_attempts=4).run()

    assert time.slept == pytest.approx([0.1, 0.2, 0.4] * 3)
    assert job.done == [1, 2]
    assert isinstance(job.failed[3][0], DynamoDBThrottledError)
    assert not job.failed[3][1]


@WORKERS
def test_a_chunk_that_fails_for_good_keeps_no_other_from_being_done(workers: int) -> None:
    job = Numbers(tens(6), failing(REJECTED, 20))
    run = engine(job, workers=workers)

    run.run()

    assert sorted(job.done) == [0, 1, 10, 11, 30, 31, 40, 41, 50, 51]
    assert job.failed == {20: (REJECTED, False), 21: (REJECTED, False)}
    assert run.stopped_by is None
    assert job.sent.count([20, 21]) == 1


@pytest.mark.parametrize("error", [THROTTLED, DynamoDBConnectionError("cut")])
def test_what_may_succeed_later_is_sent_again_so_often(error: Boto3AssistError) -> None:
    job = Numbers(tens(3), failing(error, 10, times=9))
    engine(job).run()
    assert sorted(job.done) == [0, 1, 10, 11, 20, 21]

    job = Numbers(tens(3), failing(error, 10, times=10))
    engine(job).run()
    assert sorted(job.done) == [0, 1, 20, 21]
    assert job.sent.count([10, 11]) == 10


@pytest.mark.parametrize(
    ("error", "may_be_done"),
    [
        (THROTTLED, False),
        (REJECTED, False),
        (DynamoDBConnectionError("cut"), True),
        (DynamoDBServiceUnavailableError("500"), True),
        (DynamoDBThrottledError("slow down", details={"attempts": 1}), False),
        (DynamoDBThrottledError("slow down", details={"attempts": 2}), True),
    ],
)
def test_of_what_had_no_answer_it_is_not_known_whether_it_was_done(
    error: Boto3AssistError, may_be_done: bool
) -> None:
    job = Numbers([[1]], failing(error, 1))

    engine(job).run()

    assert job.failed == {1: (error, may_be_done)}


def test_a_doubt_stays_whatever_comes_after() -> None:
    def answer(chunk: Sequence[int], times: int) -> Reply[int]:
        raise DynamoDBConnectionError("cut") if times == 1 else THROTTLED

    job = Numbers([[1]], answer)

    engine(job).run()

    assert job.failed == {1: (THROTTLED, True)}


@WORKERS
def test_what_concerns_every_chunk_ends_it(workers: int) -> None:
    error = DynamoDBAccessDeniedError("no")
    job = Numbers(tens(99), failing(error, 20))
    run = engine(job, workers=workers)

    run.run()

    assert run.stopped_by is error
    assert job.failed.keys() == {20, 21}
    assert len(job.sent) < 3 + 2 * workers
    assert len(job.done) == 2 * (len(job.sent) - 1)


def test_after_some_failed_chunks_in_a_row_no_other_is_tried() -> None:
    job = Numbers(tens(9), failing(REJECTED, 10, 20, 40, 50, 60))
    run = engine(job)

    run.run()

    assert run.stopped_by is REJECTED
    assert job.sent == [list(chunk) for chunk in tens(7)]
    assert sorted(job.done) == [0, 1, 30, 31]


def test_all_are_tried_where_that_is_asked_for() -> None:
    job = Numbers(tens(9), failing(REJECTED, *range(0, 80, 10)))

    engine(job, give_up_after=None).run()

    assert job.done == [80, 81]
    assert len(job.failed) == 16


@WORKERS
def test_no_more_chunks_are_taken_than_there_are_workers(workers: int) -> None:
    taken = 0

    def chunks() -> Iterator[list[int]]:
        nonlocal taken
        for number in range(40):
            taken += 1
            yield [number]

    job = Numbers(chunks(), all_done)
    job.on_settle = lambda: most.append(taken - len(job.done))
    most: list[int] = []

    engine(job, workers=workers).run()

    # One more is on its way while the answer of another is settled.
    assert max(most) <= workers + 3
    assert len(job.done) == 40


def test_a_throttled_table_is_asked_for_no_other_chunk() -> None:
    job = Numbers(tens(3), failing(THROTTLED, 0, times=3))

    engine(job).run()

    assert job.sent == [[0, 1]] * 4 + [[10, 11], [20, 21]]


def test_a_chunk_waits_for_one_that_it_is_to_come_after() -> None:
    sent: list[tuple[int, ...]] = []
    gate = threading.Event()

    def answer(chunk: Sequence[int], times: int) -> Reply[int]:
        if 7 not in chunk:
            gate.set()
        elif times == 1:
            assert gate.wait(10)
        sent.append(tuple(chunk))
        return Reply(chunk)

    job = Numbers([[1, 7], [2], [3], [7, 4], [5]], answer)

    engine(job, workers=3).run()

    assert sent.index((1, 7)) < sent.index((7, 4))
    assert len(sent) == 5


@WORKERS
def test_an_error_of_the_caller_ends_it_after_what_is_under_way(workers: int) -> None:
    job = Numbers(tens(50), all_done)

    def settled() -> None:
        if len(job.done) >= 6:
            raise LookupError

    job.on_settle = settled
    with pytest.raises(LookupError):
        engine(job, workers=workers).run()

    assert sorted(job.done) == sorted(n for chunk in job.sent for n in chunk)
    assert len(job.sent) <= 3 + workers
    assert job.hushed


@pytest.mark.parametrize(
    ("failure", "may_be_done"),
    [(THROTTLED, False), (DynamoDBConnectionError("cut"), True), (OSError(), True)],
)
@pytest.mark.parametrize("in_doubt", [False, True])
def test_what_fails_under_way_while_the_caller_ends_it_is_accounted_for(
    failure: Exception, may_be_done: bool, in_doubt: bool
) -> None:
    has_ended = threading.Event()

    def answer(chunk: Sequence[int], times: int) -> Reply[int]:
        if 0 in chunk:
            return Reply(chunk)
        assert has_ended.wait(10)
        if 10 in chunk:
            raise failure
        return Reply(chunk[:1], chunk[1:], in_doubt=in_doubt)

    job = Numbers(tens(9), answer)

    def settled() -> None:
        has_ended.set()
        raise LookupError

    job.on_settle = settled
    with pytest.raises(LookupError) as caught:
        engine(job, workers=3).run()

    assert (
        job.failed.items()
        >= {
            10: (failure, may_be_done),
            11: (failure, may_be_done),
            21: (caught.value, in_doubt),
        }.items()
    )
    assert sorted([*job.done, *job.failed]) == sorted(n for chunk in job.sent for n in chunk)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(), LookupError()])
@WORKERS
def test_an_interrupt_in_a_call_leaves_that_call_in_doubt(
    workers: int, error: BaseException
) -> None:
    job = Numbers(tens(50), failing(error, 20))

    with pytest.raises(type(error)):
        engine(job, workers=workers).run()

    assert job.failed == {20: (error, True), 21: (error, True)}
    assert sorted([*job.done, 20, 21]) == sorted(n for chunk in job.sent for n in chunk)


def test_what_a_thread_sends_that_an_interrupt_came_upon_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    has_begun, is_wound_up, never = threading.Event(), threading.Event(), threading.Event()
    ended: list[int] = []
    start = threading.Thread.start

    def interrupted_start(thread: threading.Thread) -> None:
        start(thread)
        assert has_begun.wait(10)
        raise KeyboardInterrupt

    def answer(chunk: Sequence[int], times: int) -> Reply[int]:
        has_begun.set()
        assert is_wound_up.wait(10)
        never.wait(0.05)
        ended.extend(chunk)
        return Reply(chunk)

    class Job(Numbers):
        def hush(self) -> None:
            is_wound_up.set()

    monkeypatch.setattr(threading.Thread, "start", interrupted_start)
    with pytest.raises(KeyboardInterrupt):
        engine(Job(tens(9), answer), workers=3).run()

    assert ended == [0, 1]


def test_an_interrupt_while_it_waits_keeps_account_of_what_waits() -> None:
    time = VirtualTime()

    def sleep(seconds: float) -> None:
        raise KeyboardInterrupt

    time.sleep = sleep  # type: ignore[method-assign]  # one that is interrupted
    job = Numbers(tens(3), failing(THROTTLED, 0))
    with pytest.raises(KeyboardInterrupt):
        engine(job, time).run()

    assert job.failed.keys() == {0, 1}
    assert [may_be_done for _, may_be_done in job.failed.values()] == [False, False]


@WORKERS
def test_an_input_that_cannot_be_taken_ends_it(workers: int) -> None:
    def chunks() -> Iterator[list[int]]:
        yield from tens(3)
        job.refused = REJECTED
        raise REJECTED

    job = Numbers(chunks(), all_done)
    run = engine(job, workers=workers)

    run.run()

    assert run.stopped_by is REJECTED
    assert sorted(job.done) == [0, 1, 10, 11, 20, 21]


@WORKERS
def test_what_the_caller_raises_while_inputs_are_taken_is_raised(workers: int) -> None:
    def chunks() -> Iterator[list[int]]:
        yield from tens(3)
        raise REJECTED

    job = Numbers(chunks(), all_done)

    with pytest.raises(DynamoDBRequestRejectedError) as caught:
        engine(job, workers=workers).run()

    assert caught.value is REJECTED
    assert sorted(job.done) == [0, 1, 10, 11, 20, 21]


@WORKERS
def test_cancelling_begins_nothing_more(workers: int) -> None:
    cancel = threading.Event()
    job = Numbers(tens(50), all_done)
    job.on_settle = cancel.set
    run = engine(job, workers=workers, cancel=cancel)

    run.run()

    assert type(run.stopped_by) is OperationStoppedError
    assert not job.failed
    assert sorted(job.done) == sorted(n for chunk in job.sent for n in chunk)
    assert len(job.sent) <= 1 + 2 * workers


def test_cancelling_ends_a_wait() -> None:
    class Canceled:
        waited: list[float] = []

        def is_set(self) -> bool:
            return bool(self.waited)

        def wait(self, timeout: float) -> None:
            self.waited.append(timeout)

    job = Numbers(tens(2), failing(THROTTLED, 0))
    run = engine(job, cancel=Canceled())

    run.run()

    assert Canceled.waited == [0.1]
    assert job.sent == [[0, 1]]
    assert job.failed.keys() == {0, 1}
    assert isinstance(run.stopped_by, OperationStoppedError)


@WORKERS
def test_no_wait_is_begun_that_ends_after_the_deadline(workers: int) -> None:
    time = VirtualTime()
    job = Numbers(tens(1), failing(THROTTLED, 0))
    run = engine(job, time, workers)

    with Deadline.after(1.0, clock=time.timer):
        run.run()

    assert isinstance(run.stopped_by, DeadlineExceededError)
    assert time.slept == pytest.approx([0.1, 0.2, 0.4])
    assert job.failed == {0: (THROTTLED, False), 1: (THROTTLED, False)}


def test_what_is_left_after_it_has_stopped_is_not_sent_again() -> None:
    has_stopped = threading.Event()

    def answer(chunk: Sequence[int], times: int) -> Reply[int]:
        if 0 in chunk:
            raise DynamoDBAccessDeniedError("no")
        assert has_stopped.wait(10)
        return Reply(chunk[:1], chunk[1:])

    job = Numbers(tens(2), answer)
    job.on_fail = has_stopped.set

    engine(job, workers=2).run()

    assert sorted(job.sent) == [[0, 1], [10, 11]]
    assert job.done == [10]
    assert isinstance(job.failed[11][0], DynamoDBThrottledError)
