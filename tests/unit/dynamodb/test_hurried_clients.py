from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from boto3_assist.dynamodb.hurried_clients import pace_within

SECONDS = st.floats(0.05, 400, allow_nan=False)


def config(attempts: int | None, connect: float, read: float) -> Any:
    retries = {"mode": "standard"} | ({} if attempts is None else {"total_max_attempts": attempts})
    return SimpleNamespace(retries=retries, connect_timeout=connect, read_timeout=read)


@given(st.none() | st.integers(1, 12), SECONDS, SECONDS, st.floats(0.5, 2000))
def test_every_attempt_and_pause_together_are_over_in_time(
    attempts: int | None, connect: float, read: float, seconds: float
) -> None:
    own = config(attempts, connect, read)

    pace = pace_within(own, seconds)

    tried = attempts or 3
    if pace is None:
        # By botocore: a random part of 1, 2, 4 … seconds, of 20 at most.
        pauses = sum(min(2**n, 20) for n in range(tried - 1))
        assert tried * (connect + read) + pauses <= seconds
    else:
        assert pace.longest <= seconds * 1.000001
        assert 1 <= pace.attempts <= tried
        assert pace.connect_timeout <= connect
        assert pace.read_timeout <= read


@given(st.floats(-5, 0.5))
def test_what_is_hardly_left_is_half_a_second(seconds: float) -> None:
    pace = pace_within(config(3, 60, 60), seconds)

    assert pace is not None
    assert (pace.attempts, pace.longest) == (1, 0.5)


def test_however_many_times_are_left_there_are_few_paces() -> None:
    paces = {pace_within(config(3, 60, 60), tenths / 10) for tenths in range(5000)}

    assert len(paces) == 7
