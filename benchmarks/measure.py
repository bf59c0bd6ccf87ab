"""Times things in turn (A, B, C, A, B, C …) and gives ratios; knows nothing of what they are."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import NamedTuple

__all__ = ["Figure", "Stopwatch", "Work", "figures", "repeat", "repeat_in_threads"]

Work = Callable[[], object]


class Figure(NamedTuple):
    """How something compares with the reference of its column.

    Attributes:
        ratio: The median over the rounds of its time divided by that of the reference.
        seconds: The median of its own time for one call; None where time is not what is measured.
    """

    ratio: float
    seconds: float | None = None


def repeat(work: Work, calls: int) -> None:
    """Call something many times.

    Args:
        work: What to call.
        calls: How many times.
    """
    for _ in range(calls):
        work()


def repeat_in_threads(threads: int) -> Callable[[Work, int], None]:
    """Make a function that calls something many times from several threads.

    Args:
        threads: How many threads, each of which makes its share of the calls.

    Returns:
        A function to use as `Stopwatch.repeat`. At least one call is made by each thread.
    """
    executor = ThreadPoolExecutor(threads)

    def spread(work: Work, calls: int) -> None:
        share = max(1, calls // threads)
        # A list, so that an error of a thread is raised here.
        list(executor.map(partial(repeat, work), [share] * threads))

    return spread


@dataclass(frozen=True)
class Stopwatch:
    """How times are taken.

    Attributes:
        rounds: How often each is measured, in turn with the others.
        seconds: How long one measurement takes, about.
        clock: Gives seconds: CPU time where nothing is waited for, else wall time.
        repeat: Makes a number of calls.
        least_calls: How many calls a measurement has at least.
    """

    rounds: int = 9
    seconds: float = 0.1
    clock: Callable[[], float] = time.process_time
    repeat: Callable[[Work, int], None] = repeat
    least_calls: int = 1

    def rounds_of(self, works: Mapping[str, Work]) -> dict[str, list[float]]:
        """Measure several things in turn.

        Args:
            works: Name → what to measure.

        Returns:
            Name → seconds for one call, of each round.
        """
        calls = {name: self._calls(work) for name, work in works.items()}
        times: dict[str, list[float]] = {name: [] for name in works}
        for _ in range(self.rounds):
            for name, work in works.items():
                gc.collect()
                times[name].append(self._time(work, calls[name]) / calls[name])
        return times

    def compare(self, works: Mapping[str, Work], reference: str) -> dict[str, Figure]:
        """Measure several things in turn, and relate them to one of them.

        Args:
            works: Name → what to measure.
            reference: The name of what the others are compared with.

        Returns:
            Name → its figure.
        """
        return figures(self.rounds_of(works), reference)

    def _calls(self, work: Work) -> int:
        calls = self.least_calls
        # The first time also fills caches.
        self._time(work, calls)
        while (spent := self._time(work, calls)) < self.seconds / 2:
            calls *= 2 if spent <= 0 else max(2, min(10, int(self.seconds / spent)))
        return calls

    def _time(self, work: Work, calls: int) -> float:
        started = self.clock()
        self.repeat(work, calls)
        return self.clock() - started


def figures(times: Mapping[str, list[float]], reference: str) -> dict[str, Figure]:
    """Relate times to one of them, round by round: what slows a whole round does not count.

    Args:
        times: Name → the times of each round.
        reference: The name of what the others are compared with.

    Returns:
        Name → its figure.
    """
    base = times[reference]
    return {
        name: Figure(median(a / b for a, b in zip(own, base)), median(own))
        for name, own in times.items()
    }
