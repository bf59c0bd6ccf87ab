from __future__ import annotations

import pytest

from boto3_assist.errors import ValidationError
from boto3_assist.s3.lifecycle import (
    LifecycleConfiguration,
    LifecycleDiff,
    LifecycleExpiration,
    LifecycleFilter,
    LifecycleOverlap,
    LifecycleRule,
    LifecycleRuleChange,
)


def rule(rule_id: str, prefix: str = "", days: int = 1, *, enabled: bool = True) -> LifecycleRule:
    expiration = LifecycleExpiration(days=days)
    return LifecycleRule(rule_id, prefix, expiration=expiration, enabled=enabled)


def codes(configuration: LifecycleConfiguration, *, allow_overlaps: bool = True) -> list[str]:
    return [each.code for each in configuration.problems(allow_overlaps=allow_overlaps)]


def test_a_thousand_rules_and_no_more() -> None:
    rules = [rule(f"r{number}", f"{number:04}/") for number in range(1001)]

    assert codes(LifecycleConfiguration(rules[:1000])) == []
    assert codes(LifecycleConfiguration(rules)) == ["TOO_MANY_RULES"]
    assert codes(LifecycleConfiguration()) == ["NO_RULES"]


def test_ids_are_unique() -> None:
    configuration = LifecycleConfiguration([rule("a", "x"), rule("a", "y")])

    assert codes(configuration) == ["ID_TWICE"]


def test_overlaps_are_reported_and_refused_only_when_asked() -> None:
    configuration = LifecycleConfiguration([rule("all"), rule("logs", "logs/")])

    assert configuration.overlaps() == [
        LifecycleOverlap("all", "logs", ("Expiration",), same_filter=False)
    ]
    assert configuration.check() is configuration
    assert codes(configuration, allow_overlaps=False) == ["OVERLAPPING_FILTERS"]


def test_the_same_filter_and_action_twice_is_refused() -> None:
    configuration = LifecycleConfiguration([rule("a", "logs/", 1), rule("b", "logs/", 2)])

    assert codes(configuration) == ["SAME_FILTER"]
    assert configuration.overlaps()[0].same_filter


@pytest.mark.parametrize(
    "other",
    [
        rule("b", enabled=False),
        LifecycleRule("b", abort_incomplete_multipart_days=1),
        LifecycleRule("b", LifecycleFilter("elsewhere"), expiration=None),
    ],
)
def test_what_does_not_overlap(other: LifecycleRule) -> None:
    assert LifecycleConfiguration([rule("a"), other]).overlaps() == []


def test_merging_is_by_id_and_keeps_the_rest() -> None:
    kept = LifecycleConfiguration([rule("a"), rule("b")], "varies_by_storage_class")

    merged = kept.merge([rule("c"), rule("a", days=5), rule("c", days=9)])

    assert merged.rules == (rule("a", days=5), rule("b"), rule("c", days=9))
    assert merged.transition_default_minimum_object_size == "varies_by_storage_class"
    assert merged.without("a", "unknown").rules == (rule("b"), rule("c", days=9))


def test_a_diff_names_what_changes() -> None:
    before = LifecycleConfiguration([rule("a"), rule("b"), rule("c")])
    after = LifecycleConfiguration(
        [rule("c", days=2), rule("a"), rule("d")], "all_storage_classes_128K"
    )

    diff = before.diff(after)

    assert diff == LifecycleDiff(
        (rule("d"),),
        (rule("b"),),
        (LifecycleRuleChange(rule("c"), rule("c", days=2)),),
        (None, "all_storage_classes_128K"),
    )
    assert str(diff) == (
        "+ d\n- b\n~ c\n~ minimum object size: default to all_storage_classes_128K"
    )
    assert diff.inverse() == after.diff(before)


def test_a_diff_is_true_where_there_is_one() -> None:
    before = LifecycleConfiguration([rule("a")])

    assert before.diff(before.merge([rule("b")]))
    assert not before.diff(before)


def test_the_order_of_rules_makes_no_difference() -> None:
    one = LifecycleConfiguration([rule("a"), rule("b")])

    assert one.diff(LifecycleConfiguration([rule("b"), rule("a")])).is_empty


def test_a_check_tells_all_problems_and_shortens_the_message() -> None:
    configuration = LifecycleConfiguration([rule(f"r{n}", f"{n}/", days=0) for n in range(5)])

    with pytest.raises(ValidationError) as caught:
        configuration.check()

    assert caught.value.error_code == "LIFECYCLE_INVALID"
    assert [each["rule_id"] for each in caught.value.details["problems"]] == [
        "r0",
        "r1",
        "r2",
        "r3",
        "r4",
    ]
    assert {each["code"] for each in caught.value.details["problems"]} == {"DAYS_RANGE"}
    assert "and 2 more" in caught.value.message


def test_what_boto3_takes_and_gives() -> None:
    configuration = LifecycleConfiguration([rule("a")], "varies_by_storage_class")

    request = configuration.to_request()

    assert request["TransitionDefaultMinimumObjectSize"] == "varies_by_storage_class"
    read = LifecycleConfiguration.from_response(
        {
            **request["LifecycleConfiguration"],
            "TransitionDefaultMinimumObjectSize": "varies_by_storage_class",
        }
    )
    assert read == configuration
    assert (
        "TransitionDefaultMinimumObjectSize" not in LifecycleConfiguration([rule("a")]).to_request()
    )


def test_rules_without_ids_of_their_own_are_not_lost_when_others_are_merged() -> None:
    nameless = [
        LifecycleRule("", prefix, expiration=LifecycleExpiration(days=7)) for prefix in ("a/", "b/")
    ]
    new = LifecycleRule("new", "c/", expiration=LifecycleExpiration(days=7))

    merged = LifecycleConfiguration(nameless).merge([new])

    assert merged.rules == (*nameless, new)
    assert "ID_TWICE" in {problem.code for problem in merged.problems()}
