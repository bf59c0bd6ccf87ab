"""Merging and comparing lifecycle rules are inverse to each other; nothing of a rule is lost."""

from __future__ import annotations

import datetime as dt
from typing import get_args

from botocore.session import get_session
from botocore.validate import ParamValidator
from hypothesis import given, settings
from hypothesis import strategies as st

from boto3_assist.s3.lifecycle import (
    LifecycleConfiguration,
    LifecycleDiff,
    LifecycleExpiration,
    LifecycleFilter,
    LifecycleRule,
    LifecycleTransition,
    MinimumObjectSize,
    NoncurrentExpiration,
    NoncurrentTransition,
    TransitionClass,
)

CLASSES = st.sampled_from(get_args(TransitionClass))
DAYS = st.integers(0, 400)
SIZES = st.none() | st.integers(0, 1000)
DATES = st.dates(dt.date(2024, 1, 1), dt.date(2040, 1, 1))
TAGS = st.dictionaries(st.sampled_from("tuv"), st.sampled_from(["", "1", "2"]), max_size=2)
FILTERS = st.builds(LifecycleFilter, st.sampled_from(["", "a", "a/", "b/"]), TAGS, SIZES, SIZES)
TRANSITIONS = st.builds(LifecycleTransition, CLASSES, days=DAYS) | st.builds(
    LifecycleTransition, CLASSES, date=DATES
)
EXPIRATIONS = st.one_of(
    st.builds(LifecycleExpiration, days=DAYS),
    st.builds(LifecycleExpiration, date=DATES),
    st.just(LifecycleExpiration(expired_object_delete_marker=True)),
)
VERSIONS = st.none() | st.integers(1, 100)
RULES = st.builds(
    LifecycleRule,
    st.sampled_from("pqrs"),
    FILTERS,
    enabled=st.booleans(),
    transitions=st.lists(TRANSITIONS, max_size=2),
    expiration=st.none() | EXPIRATIONS,
    noncurrent_transitions=st.lists(
        st.builds(NoncurrentTransition, CLASSES, DAYS, VERSIONS), max_size=2
    ),
    noncurrent_expiration=st.none() | st.builds(NoncurrentExpiration, DAYS, VERSIONS),
    abort_incomplete_multipart_days=st.none() | DAYS,
)
CONFIGURATIONS = st.builds(
    LifecycleConfiguration,
    st.lists(RULES, max_size=4, unique_by=lambda rule: rule.id),
    st.none() | st.sampled_from(get_args(MinimumObjectSize)),
)
SHAPE = get_session().get_service_model("s3").shape_for("PutBucketLifecycleConfigurationRequest")


def applied(diff: LifecycleDiff, to: LifecycleConfiguration) -> LifecycleConfiguration:
    size = to.transition_default_minimum_object_size
    if diff.minimum_object_size is not None:
        assert diff.minimum_object_size[0] == size
        size = diff.minimum_object_size[1]  # type: ignore[assignment]  # one of the two words
    changed = [change.after for change in diff.changed]
    kept = to.without(*(rule.id for rule in diff.removed)).merge([*changed, *diff.added])
    return LifecycleConfiguration(kept.rules, size)


@settings(max_examples=60)
@given(CONFIGURATIONS, CONFIGURATIONS)
def test_a_diff_leads_there_and_its_inverse_back(
    before: LifecycleConfiguration, after: LifecycleConfiguration
) -> None:
    diff = before.diff(after)

    assert applied(diff, before).diff(after).is_empty
    assert applied(diff.inverse(), after).diff(before).is_empty
    assert diff.inverse() == after.diff(before)
    assert diff.is_empty == (
        before.by_id == after.by_id
        and before.transition_default_minimum_object_size
        == after.transition_default_minimum_object_size
    )


@settings(max_examples=60)
@given(CONFIGURATIONS, CONFIGURATIONS)
def test_merging_adds_and_replaces_and_can_be_taken_back(
    base: LifecycleConfiguration, more: LifecycleConfiguration
) -> None:
    merged = base.merge(more)

    diff = base.diff(merged)
    assert diff.removed == ()
    assert merged.by_id == {**base.by_id, **more.by_id}
    assert merged.merge(more) == merged
    back = merged.without(*(rule.id for rule in diff.added))
    assert back.merge(change.before for change in diff.changed).diff(base).is_empty


@settings(max_examples=60)
@given(CONFIGURATIONS)
def test_nothing_is_lost_on_the_way_to_boto3_and_back(
    configuration: LifecycleConfiguration,
) -> None:
    request = configuration.to_request()

    assert not ParamValidator().validate({"Bucket": "b", **request}, SHAPE).has_errors()
    size = {k: v for k, v in request.items() if k == "TransitionDefaultMinimumObjectSize"}
    response = {**request["LifecycleConfiguration"], **size}
    assert LifecycleConfiguration.from_response(response) == configuration


@settings(max_examples=60)
@given(FILTERS, FILTERS, st.sampled_from(["a", "a/x", "b/x", "c"]), TAGS, st.integers(0, 1001))
def test_filters_that_both_match_an_object_overlap(
    first: LifecycleFilter, second: LifecycleFilter, key: str, tags: dict[str, str], size: int
) -> None:
    def matches(each: LifecycleFilter) -> bool:
        above, below = each.object_size_greater_than, each.object_size_less_than
        return (
            key.startswith(each.prefix)
            and each.tags.items() <= tags.items()
            and (above is None or size > above)
            and (below is None or size < below)
        )

    assert first.overlaps(second) == second.overlaps(first)
    if matches(first) and matches(second):
        assert first.overlaps(second)
