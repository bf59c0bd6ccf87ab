"""Times things side by side: A, B, A, B …, and the ratio of their medians."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from statistics import median

__all__ = ["ratio"]

_ROUNDS = 9
_SECONDS_A_ROUND = 0.15


def _calls_a_round(work: Callable[[], object]) -> int:
    work()
    started = time.process_time()
    calls = 0
    while time.process_time() - started < _SECONDS_A_ROUND:
        work()
        calls += 1
    return max(calls, 1)


def _seconds(work: Callable[[], object], calls: int) -> float:
    started = time.process_time()
    for _ in range(calls):
        work()
    return (time.process_time() - started) / calls


def ratio(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float]:
    """Compare the CPU time of two functions.

    Args:
        ours: Ours.
        theirs: What it is compared with.

    Returns:
        Median of ours divided by median of theirs, and the median of ours in microseconds.
    """
    calls_ours, calls_theirs = _calls_a_round(ours), _calls_a_round(theirs)
    times_ours, times_theirs = [], []
    gc.collect()
    for _ in range(_ROUNDS):
        times_ours.append(_seconds(ours, calls_ours))
        times_theirs.append(_seconds(theirs, calls_theirs))
    return median(times_ours) / median(times_theirs), median(times_ours) * 1e6
