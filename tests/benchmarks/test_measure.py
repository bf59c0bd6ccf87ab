from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

import pytest

from benchmarks.measure import Stopwatch, Work, figures, repeat_in_threads


class Machine:
    """A clock that moves by what is done, and slows down when told."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pace = 1.0
        self.done: list[str] = []

    def work(self, name: str, seconds: float) -> Work:
        def do() -> None:
            self.now += seconds * self.pace
            self.done.append(name)

        return do

    def stopwatch(self, rounds: int) -> Stopwatch:
        return Stopwatch(rounds, seconds=1, clock=lambda: self.now)


def test_all_are_measured_in_turn() -> None:
    machine = Machine()
    works = {"a": machine.work("a", 1), "b": machine.work("b", 3)}

    found = machine.stopwatch(3).compare(works, "a")

    assert machine.done[-6:] == ["a", "b"] * 3
    assert found == {"a": (1, 1), "b": (3, 3)}


def test_short_work_is_repeated_within_a_measurement() -> None:
    machine = Machine()

    times = machine.stopwatch(2).rounds_of({"a": machine.work("a", 0.001)})

    assert times["a"] == pytest.approx([0.001, 0.001])
    assert len(machine.done) > 1000


def test_what_slows_a_whole_round_does_not_count() -> None:
    times = {"a": [1.0, 9.0, 1.0], "b": [2.0, 18.0, 2.0], "c": [4.0, 4.0, 4.0]}

    found = figures(times, "a")

    assert [found[name].ratio for name in "abc"] == [1, 2, 4]
    assert found["b"].seconds == 2


def test_threads_share_the_calls() -> None:
    threads: Counter[int] = Counter()
    together = threading.Barrier(4, timeout=10)

    def work() -> None:
        together.wait()
        threads[threading.get_ident()] += 1

    repeat_in_threads(4)(work, 8)

    assert list(threads.values()) == [2, 2, 2, 2]


@pytest.mark.parametrize(
    "measure",
    [lambda work: repeat_in_threads(2)(work, 2), lambda work: Stopwatch(1).compare({"": work}, "")],
    ids=["threads", "one"],
)
def test_an_error_of_what_is_measured_is_raised(measure: Callable[[Work], object]) -> None:
    def fail() -> None:
        raise RuntimeError("fails")

    with pytest.raises(RuntimeError):
        measure(fail)
