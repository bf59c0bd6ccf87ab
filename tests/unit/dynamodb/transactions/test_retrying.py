from __future__ import annotations

import math
from typing import Any

import pytest

from boto3_assist.dynamodb import TransactionConfig
from boto3_assist.errors import InvalidParameterError


@pytest.mark.parametrize(
    "given",
    [
        {"max_attempts": 0},
        {"max_attempts": True},
        {"max_attempts": 1.5},
        {"max_attempts": "3"},
        {"max_seconds": -1},
        {"max_seconds": math.nan},
        {"max_seconds": 601},
        {"max_seconds": True},
        {"max_seconds": None},
    ],
)
def test_what_cannot_be_used_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(InvalidParameterError) as caught:
        TransactionConfig(**given)
    assert next(iter(given)) in caught.value.message


def test_bounds_are_included() -> None:
    assert TransactionConfig(1, 0) == TransactionConfig(max_attempts=1, max_seconds=0.0)
    assert TransactionConfig(max_seconds=600).max_seconds == 600
