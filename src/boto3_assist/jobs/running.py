"""Segments of a job done by any executor: threads, processes, or machines; knows no job."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ThreadPoolExecutor,
    as_completed,
)
from contextvars import copy_context

from boto3_assist.dynamodb.walking.brakes import Brake
from boto3_assist.errors import JobInterruptedError
from boto3_assist.jobs.plans import Segment, run
from boto3_assist.jobs.reports import JobReport, SegmentReport

__all__ = ["run_all"]

Progress = Callable[[JobReport], object]
"""Is told what has come of the job, whenever a segment has ended."""


def run_all(
    segments: Sequence[Segment],
    executor: Executor | None = None,
    *,
    on_progress: Progress | None = None,
) -> JobReport:
    """Do all segments of a plan, and finish the job when all are complete.

    With checkpoints the same plan can be run again, after whatever ended it, and goes on where it
    was.

    Args:
        segments: The segments of one plan.
        executor: Runs them: a `ThreadPoolExecutor`, a `ProcessPoolExecutor`, what Dask's
            ``Client.get_executor()`` gives. Threads of its own when None, one for each segment
            and at most 32.
        on_progress: Is told what has come of the job, whenever a segment has ended.

    Returns:
        What has come of it.

    Raises:
        JobInterruptedError: When a worker process died, and the executor with it.
        Boto3AssistError: When a segment cannot go on; others that
            were begun end at their next call in threads of its own, else they are waited for.
    """
    if executor is not None:
        report = _run(segments, lambda segment: executor.submit(run, segment), on_progress)
    else:
        report = _run_in_threads(segments, on_progress)
    if segments and report.is_complete and len(report.segments) == segments[0].total:
        segments[0].job.finish(segments[0].total)
    return report


def _run_in_threads(segments: Sequence[Segment], on_progress: Progress | None) -> JobReport:
    brake = Brake()
    with ThreadPoolExecutor(min(32, max(1, len(segments))), "boto3-assist-job") as executor:
        try:
            with brake.deadline():
                return _run(
                    segments,
                    # Ledgers and deadlines of the caller hold for what its threads do.
                    lambda segment: executor.submit(copy_context().run, run, segment),
                    on_progress,
                    brake,
                )
        except BaseException:
            brake.pull()
            raise


Submit = Callable[[Segment], "Future[SegmentReport]"]


def _run(
    segments: Sequence[Segment],
    submit: Submit,
    on_progress: Progress | None,
    brake: Brake | None = None,
) -> JobReport:
    done: list[SegmentReport] = []
    error: BaseException | None = None
    futures: list[Future[SegmentReport]] = []
    try:
        futures = [submit(segment) for segment in segments]
        for future in as_completed(futures):
            if (problem := _problem(future)) is not None:
                # The first says why; the others are its consequences.
                error = error or problem
                if brake is not None:
                    brake.pull()
                for each in futures:
                    each.cancel()
                continue
            done.append(future.result())
            if on_progress is not None:
                on_progress(JobReport.of(done))
    except BrokenExecutor as broken:
        error = broken
    except BaseException:
        # What a callback raised, or an interrupt.
        for each in futures:
            each.cancel()
        raise
    if isinstance(error, BrokenExecutor):
        raise JobInterruptedError(
            f"a worker ended before its segment did; {len(done)} of {len(segments)} are done",
            details={
                "given": len(segments),
                "done": len(done),
                "expected": "workers that live as long as their segments",
                "suggestion": "run the plan again with a new executor: each segment goes on from "
                "its checkpoint",
            },
        ) from error
    if error is not None:
        raise error
    return JobReport.of(done)


def _problem(future: Future[SegmentReport]) -> BaseException | None:
    try:
        return future.exception()
    except CancelledError:
        # Of one that was canceled here there is an error already; else the executor gave it up.
        return BrokenExecutor("canceled")
