from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from boto3_assist.errors import InvalidParameterError
from boto3_assist.s3.presign.expiry import lifetime

NOW = datetime(2030, 1, 1, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("expires_in", "left", "seconds"),
    [
        (None, None, 3600),
        (None, 7200, 3600),
        (None, 600, 600),
        (None, 1, 1),
        (1, None, 1),
        (604800, None, 604800),
        (60.0, None, 60),
        (timedelta(minutes=5), None, 300),
        (600, 600, 600),
        (599, 600.9, 599),
    ],
)
def test_what_is_signed(expires_in: Any, left: float | None, seconds: int) -> None:
    end = None if left is None else NOW + timedelta(seconds=left)

    assert lifetime(expires_in, end, NOW) == seconds


@pytest.mark.parametrize(
    ("expires_in", "left"), [(601, 600), (601, 600.9), (None, 0), (None, -5), (1, 0), (3600, 3599)]
)
def test_nothing_outlives_the_credentials(expires_in: int | None, left: float) -> None:
    with pytest.raises(InvalidParameterError) as caught:
        lifetime(expires_in, NOW + timedelta(seconds=left), NOW)

    assert str(max(int(left), 0)) in caught.value.details["expected"]


@pytest.mark.parametrize(
    "expires_in",
    [
        0,
        -1,
        604801,
        1.5,
        True,
        "60",
        timedelta(days=8),
        timedelta(microseconds=1),
        float("nan"),
        float("inf"),
    ],
)
def test_what_is_no_duration_for_s3(expires_in: Any) -> None:
    with pytest.raises(InvalidParameterError):
        lifetime(expires_in, None, NOW)
