from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from boto3_assist.dynamodb.batching.backoff import full_jitter


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_a_wait_is_anything_up_to_a_bound_that_doubles_to_20_seconds(
    attempt: int, chance: float
) -> None:
    bound = min(20.0, 0.1 * 2 ** min(attempt - 1, 60))

    assert full_jitter(attempt, lambda: chance) == chance * bound
