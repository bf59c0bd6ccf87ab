from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from boto3_assist.errors import ValidationError
from boto3_assist.s3.lifecycle import (
    LifecycleConfiguration,
    LifecycleExpiration,
    LifecycleFilter,
    LifecycleRule,
    LifecycleTransition,
    NoncurrentExpiration,
    NoncurrentTransition,
)

WEEK = LifecycleExpiration(days=7)
ARCHIVE = LifecycleTransition("GLACIER", days=30)


@pytest.mark.parametrize(
    "make",
    [
        lambda: LifecycleRule(cast(["x"]), "a/", expiration=WEEK),
        lambda: LifecycleRule("x", "a/", expiration=cast(30)),
        lambda: LifecycleRule("x", "a/", expiration=cast(NoncurrentExpiration(30))),
        lambda: LifecycleRule("x", "a/", noncurrent_expiration=cast(WEEK)),
        lambda: LifecycleRule("x", cast(["a/"]), abort_incomplete_multipart_days=3),
        lambda: LifecycleRule("x", "a/", transitions=cast(ARCHIVE)),
        lambda: LifecycleRule("x", "a/", transitions=cast([WEEK])),
        lambda: LifecycleRule("x", "a/", transitions=cast("GLACIER")),
        lambda: LifecycleRule("x", "a/", noncurrent_transitions=cast([ARCHIVE])),
        lambda: LifecycleRule("x", "a/", expiration=WEEK, enabled=cast("no")),
        lambda: LifecycleFilter(cast(5)),
        lambda: LifecycleFilter(object_size_greater_than=cast("5")),
        lambda: LifecycleFilter(object_size_less_than=cast(1.5)),
        lambda: LifecycleFilter("a/").overlaps(cast("a/")),
        lambda: LifecycleConfiguration().diff(cast([LifecycleRule("x", expiration=WEEK)])),
        lambda: LifecycleFilter(tags=cast("a=b")),
        lambda: LifecycleFilter(tags={"a": cast(5)}),
        lambda: LifecycleTransition(cast(["GLACIER"]), days=30),
        lambda: LifecycleTransition("GLACIER", date=cast("2030-01-01")),
        lambda: LifecycleExpiration(date=cast(5)),
        lambda: LifecycleExpiration(expired_object_delete_marker=cast("yes")),
        lambda: NoncurrentTransition(cast(None), 30),
        lambda: LifecycleConfiguration(cast(LifecycleRule("x", expiration=WEEK))),
        lambda: LifecycleConfiguration(cast([WEEK])),
        lambda: LifecycleConfiguration(cast({"Rules": []})),
        lambda: LifecycleConfiguration().merge(cast(LifecycleRule("x", expiration=WEEK))),
        lambda: LifecycleConfiguration().merge(cast([5])),
    ],
)
def test_another_kind_of_argument_is_refused(make: Callable[[], object]) -> None:
    with pytest.raises(ValidationError) as caught:
        make()

    assert caught.value.details["given"] in caught.value.message


def cast(value: object) -> Any:
    """Hide from the type checker what it would refuse as well."""
    return value


def test_several_may_be_any_iterable() -> None:
    rule = LifecycleRule("x", "a/", transitions=iter([ARCHIVE]))

    assert rule.transitions == (ARCHIVE,)
    assert LifecycleConfiguration(iter([rule])).rules == (rule,)
