from __future__ import annotations

import datetime as dt
import pickle
from typing import Any, get_args

import botocore.session
import pytest

from boto3_assist.errors import InvalidParameterError, ValidationError
from boto3_assist.s3.lifecycle import (
    LifecycleExpiration,
    LifecycleFilter,
    LifecycleRule,
    LifecycleTransition,
    MinimumObjectSize,
    NoncurrentExpiration,
    NoncurrentTransition,
    TransitionClass,
)
from boto3_assist.s3.lifecycle.reading import read_rule

DAY = dt.date(2030, 1, 1)
MIDNIGHT = dt.datetime(2030, 1, 1, tzinfo=dt.timezone.utc)
SHAPES: Any = botocore.session.get_session().get_service_model("s3")

FULL = LifecycleRule(
    "all",
    LifecycleFilter("logs/", {"team": "a", "kind": "b"}, 100, 1000),
    enabled=False,
    transitions=[LifecycleTransition("GLACIER", date=DAY)],
    expiration=LifecycleExpiration(date=dt.date(2031, 1, 1)),
    noncurrent_transitions=[NoncurrentTransition("STANDARD_IA", 30, 3)],
    noncurrent_expiration=NoncurrentExpiration(90, 5),
    abort_incomplete_multipart_days=7,
)
REQUEST: dict[str, Any] = {
    "ID": "all",
    "Filter": {
        "And": {
            "Prefix": "logs/",
            "Tags": [{"Key": "team", "Value": "a"}, {"Key": "kind", "Value": "b"}],
            "ObjectSizeGreaterThan": 100,
            "ObjectSizeLessThan": 1000,
        }
    },
    "Status": "Disabled",
    "Transitions": [{"StorageClass": "GLACIER", "Date": MIDNIGHT}],
    "Expiration": {"Date": dt.datetime(2031, 1, 1, tzinfo=dt.timezone.utc)},
    "NoncurrentVersionTransitions": [
        {"StorageClass": "STANDARD_IA", "NoncurrentDays": 30, "NewerNoncurrentVersions": 3}
    ],
    "NoncurrentVersionExpiration": {"NoncurrentDays": 90, "NewerNoncurrentVersions": 5},
    "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
}


def test_a_rule_as_boto3_takes_it() -> None:
    assert FULL.to_request() == REQUEST
    assert read_rule(REQUEST) == FULL


@pytest.mark.parametrize(
    ("given", "request_part"),
    [
        (LifecycleFilter(), {"Prefix": ""}),
        (LifecycleFilter("a/"), {"Prefix": "a/"}),
        (LifecycleFilter(tags={"a": "b"}), {"Tag": {"Key": "a", "Value": "b"}}),
        (LifecycleFilter("", {}, 5), {"ObjectSizeGreaterThan": 5}),
        (LifecycleFilter("", {}, None, 5), {"ObjectSizeLessThan": 5}),
        (
            LifecycleFilter("", {}, 1, 5),
            {"And": {"ObjectSizeGreaterThan": 1, "ObjectSizeLessThan": 5}},
        ),
        (
            LifecycleFilter("a", {"b": "c"}),
            {"And": {"Prefix": "a", "Tags": [{"Key": "b", "Value": "c"}]}},
        ),
        (
            LifecycleFilter("", {"b": "c", "d": ""}),
            {"And": {"Tags": [{"Key": "b", "Value": "c"}, {"Key": "d", "Value": ""}]}},
        ),
    ],
)
def test_a_filter_has_one_member(given: LifecycleFilter, request_part: dict[str, Any]) -> None:
    assert given.to_request() == request_part
    assert read_rule({"ID": "r", "Filter": request_part, "Status": "Enabled"}).filter == given


def test_a_prefix_of_the_first_version_becomes_a_filter() -> None:
    rule = read_rule({"ID": "r", "Prefix": "a/", "Status": "Enabled", "Expiration": {"Days": 1}})

    assert rule == LifecycleRule("r", "a/", expiration=LifecycleExpiration(days=1))


@pytest.mark.parametrize("filter_part", [{}, None])
def test_an_empty_filter_is_for_all(filter_part: object) -> None:
    assert read_rule({"ID": "r", "Filter": filter_part, "Status": "Enabled"}).filter == (
        LifecycleFilter()
    )


def test_a_size_that_s3_filled_in_is_none() -> None:
    filled_in = {"And": {"Prefix": "a/", "Tags": [], "ObjectSizeGreaterThan": 0}}

    rule = read_rule({"ID": "r", "Filter": filled_in, "Status": "Enabled"})

    assert rule.filter == LifecycleFilter("a/", {}, 0) == LifecycleFilter("a/")
    assert LifecycleFilter("", {}, 0).to_request() == {"ObjectSizeGreaterThan": 0}


def test_an_expiration_that_does_nothing_is_none() -> None:
    raw = {"ID": "r", "Status": "Enabled", "Expiration": {"ExpiredObjectDeleteMarker": False}}

    assert read_rule(raw).expiration is None


def test_an_expiration_at_once_is_one() -> None:
    raw = {"ID": "r", "Status": "Enabled", "Expiration": {"Days": 0}}

    assert read_rule(raw).expiration == LifecycleExpiration(days=0)


def test_transitions_are_in_the_order_in_which_they_happen() -> None:
    later, sooner = LifecycleTransition("GLACIER", 90), LifecycleTransition("STANDARD_IA", 30)

    assert LifecycleRule("r", transitions=[later, sooner]).transitions == (sooner, later)


@pytest.mark.parametrize(
    "moment", [MIDNIGHT, MIDNIGHT.astimezone(dt.timezone(dt.timedelta(hours=5)))]
)
def test_midnight_in_utc_is_a_day(moment: dt.datetime) -> None:
    assert LifecycleTransition("GLACIER", date=moment).date == DAY
    assert LifecycleExpiration(date=moment).date == DAY


@pytest.mark.parametrize(
    "moment",
    [
        dt.datetime(2030, 1, 1),
        MIDNIGHT.replace(second=1),
        dt.datetime(2030, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=5))),
    ],
)
def test_another_moment_is_none(moment: dt.datetime) -> None:
    with pytest.raises(InvalidParameterError):
        LifecycleExpiration(date=moment)


def test_a_member_that_is_not_known_is_not_lost() -> None:
    for raw in (
        {**REQUEST, "Colour": "blue"},
        {**REQUEST, "Filter": {"Colour": "blue"}},
        {**REQUEST, "Filter": {"And": {"Colour": "blue"}}},
        {**REQUEST, "Expiration": {"Colour": "blue"}},
        {**REQUEST, "Transitions": [{"Colour": "blue"}]},
        {**REQUEST, "NoncurrentVersionExpiration": {"Colour": "blue"}},
        {**REQUEST, "NoncurrentVersionTransitions": [{"Colour": "blue"}]},
        {**REQUEST, "AbortIncompleteMultipartUpload": {"Colour": "blue"}},
    ):
        with pytest.raises(ValidationError) as caught:
            read_rule(raw)
        assert caught.value.error_code == "LIFECYCLE_MEMBER_UNKNOWN"


def sample(shape: Any) -> Any:
    """Make a value that has every member of a shape of botocore's."""
    if shape.type_name == "structure":
        return {name: sample(member) for name, member in shape.members.items()}
    if shape.type_name == "list":
        return [sample(shape.member)]
    if shape.type_name == "string":
        return shape.enum[0] if shape.enum else "text"
    return MIDNIGHT if shape.type_name == "timestamp" else 1


def test_every_member_of_botocores_model_is_known() -> None:
    read_rule(sample(SHAPES.shape_for("LifecycleRule")))


def test_the_choices_are_those_of_botocores_model() -> None:
    assert set(get_args(TransitionClass)) == set(SHAPES.shape_for("TransitionStorageClass").enum)
    assert set(get_args(MinimumObjectSize)) == set(
        SHAPES.shape_for("TransitionDefaultMinimumObjectSize").enum
    )


def test_a_rule_is_a_value() -> None:
    assert pickle.loads(pickle.dumps(FULL)) == FULL
    assert hash(FULL) == hash(read_rule(REQUEST))
    with pytest.raises(AttributeError):
        FULL.id = "other"  # type: ignore[misc]  # what is refused


@pytest.mark.parametrize(
    ("first", "second", "overlap"),
    [
        (LifecycleFilter(), LifecycleFilter("a"), True),
        (LifecycleFilter("a/b"), LifecycleFilter("a/"), True),
        (LifecycleFilter("a/"), LifecycleFilter("b/"), False),
        (LifecycleFilter("a/"), LifecycleFilter("a"), True),
        (LifecycleFilter(tags={"t": "1"}), LifecycleFilter(tags={"t": "2"}), False),
        (LifecycleFilter(tags={"t": "1"}), LifecycleFilter(tags={"u": "2"}), True),
        (LifecycleFilter(tags={"t": "1"}), LifecycleFilter("a"), True),
        (LifecycleFilter("", {}, None, 10), LifecycleFilter("", {}, 10), False),
        (LifecycleFilter("", {}, None, 10), LifecycleFilter("", {}, 9), False),
        (LifecycleFilter("", {}, None, 11), LifecycleFilter("", {}, 9), True),
        (LifecycleFilter("", {}, None, 1), LifecycleFilter(), True),
        (LifecycleFilter("", {}, None, 1), LifecycleFilter("", {}, 0), False),
    ],
)
def test_overlapping_filters(
    first: LifecycleFilter, second: LifecycleFilter, overlap: bool
) -> None:
    assert first.overlaps(second) is overlap
    assert second.overlaps(first) is overlap
    assert first.overlaps(first)
