from __future__ import annotations

from typing import Any

import pytest

from boto3_assist.dynamodb.deadlines import Deadline
from boto3_assist.dynamodb.walking import CapacityPacer
from boto3_assist.errors import DeadlineExceededError, InvalidParameterError


class Time:
    """Time that passes while one sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    def timer(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def answer(units: float) -> dict[str, Any]:
    return {"ConsumedCapacity": {"TableName": "t", "CapacityUnits": units}}


@pytest.mark.parametrize("units", [0.5, 1, 30, 128])
@pytest.mark.parametrize("operation", ["Scan", "UpdateItem"])
def test_a_rate_is_kept_on_average(operation: str, units: float) -> None:
    time = Time()
    pacer = CapacityPacer(
        max_reads_per_second=20, max_writes_per_second=20, timer=time.timer, sleep=time.sleep
    )

    for _ in range(200):
        pacer.check(operation, {})
        pacer.record(operation, {}, answer(units))

    # One second's worth was there to begin with, and the debt of the last call is still to be paid.
    assert time.now - 100 == pytest.approx((200 - 1) * units / 20 - 1, abs=units / 20 + 0.2)
    assert pacer.total.read_units + pacer.total.write_units == 200 * units


def test_what_is_not_limited_does_not_wait() -> None:
    time = Time()
    pacer = CapacityPacer(max_reads_per_second=1, timer=time.timer, sleep=time.sleep)

    for _ in range(9):
        pacer.check("UpdateItem", {})
        pacer.record("UpdateItem", {}, answer(50))

    assert time.now == 100


def test_no_more_than_a_second_is_saved_up() -> None:
    time = Time()
    pacer = CapacityPacer(max_writes_per_second=10, timer=time.timer, sleep=time.sleep)
    time.now += 3600

    for _ in range(3):
        pacer.check("PutItem", {})
        pacer.record("PutItem", {}, answer(10))

    assert time.now - 3700 == pytest.approx(1, abs=0.01)


def test_a_deadline_ends_a_wait() -> None:
    time = Time()
    pacer = CapacityPacer(max_writes_per_second=1, timer=time.timer, sleep=time.sleep)
    pacer.record("PutItem", {}, answer(100))

    with pytest.raises(DeadlineExceededError), Deadline.after(3, clock=time.timer):
        pacer.check("PutItem", {})

    assert time.now == 103


@pytest.mark.parametrize("rate", [0, -1, True, "10", float("nan")])
def test_a_rate_is_a_positive_number(rate: Any) -> None:
    with pytest.raises(InvalidParameterError):
        CapacityPacer(max_reads_per_second=rate)
