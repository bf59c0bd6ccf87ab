from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import pytest

from boto3_assist.dynamodb.blocks import current_deadline
from boto3_assist.errors import DeadlineExceededError, TableNotFoundError
from boto3_assist.jobs import JobReport, Segment, SegmentReport, plan, run_all


@dataclass(frozen=True)
class Steps:
    """A job of a function for each segment."""

    steps: tuple[Callable[[], bool], ...]
    finished: list[int] = field(default_factory=list)

    def run(self, segment: Segment) -> SegmentReport:
        is_done = self.steps[segment.number]()
        counts = {"read": segment.number + 1}
        return SegmentReport(segment.number, segment.total, counts, is_complete=is_done)

    def finish(self, total: int) -> None:
        self.finished.append(total)


def fail() -> bool:
    raise TableNotFoundError("no table")


def work_until_stopped() -> bool:
    """Go on making calls, for ever if nothing stops them."""
    deadline = current_deadline()
    assert deadline is not None
    try:
        while True:
            deadline.check("Scan")
    except DeadlineExceededError:
        return False


def test_a_job_is_finished_when_all_segments_are_complete() -> None:
    told: list[JobReport] = []
    job = Steps((lambda: True,) * 3)

    report = run_all(plan(job, 3), on_progress=told.append)

    assert (report.is_complete, report.counts, job.finished) == (True, {"read": 6}, [3])
    assert [len(each.segments) for each in told] == [1, 2, 3]


def test_a_job_is_not_finished_before() -> None:
    job = Steps((lambda: True, lambda: False))

    assert not run_all(plan(job, 2)).is_complete
    assert run_all(plan(job, 2)[:1]).is_complete
    assert job.finished == []


def test_segments_stop_when_one_cannot_go_on() -> None:
    job = Steps((work_until_stopped, fail, work_until_stopped))

    with pytest.raises(TableNotFoundError):
        run_all(plan(job, 3))

    assert job.finished == []


def test_segments_stop_when_the_caller_is_interrupted() -> None:
    def interrupt(_: JobReport) -> None:
        raise KeyboardInterrupt

    job = Steps((work_until_stopped, lambda: True))

    with pytest.raises(KeyboardInterrupt):
        run_all(plan(job, 2), on_progress=interrupt)


def test_what_has_not_begun_on_an_executor_is_canceled() -> None:
    begun, is_over = Event(), Event()

    def begin() -> bool:
        begun.set()
        return True

    job = Steps((lambda: True, begin, begin))

    class Busy(ThreadPoolExecutor):
        """Does the first call at once; its thread is busy until the last one is canceled."""

        def submit(self, *call: Any, **named: Any) -> Any:
            number = call[1].number
            if number == 0:
                failed: Future[SegmentReport] = Future()
                failed.set_exception(TableNotFoundError("no table"))
                return failed
            future = super().submit(*call, **named)
            if number == 2:
                future.add_done_callback(lambda _: is_over.set())
            return future

    with Busy(1) as executor, pytest.raises(TableNotFoundError):
        ThreadPoolExecutor.submit(executor, is_over.wait, 10)
        run_all(plan(job, 3), executor)

    assert not begun.is_set()


def test_nothing_to_do() -> None:
    report = run_all([])

    assert (report.segments, report.counts) == ((), {})
