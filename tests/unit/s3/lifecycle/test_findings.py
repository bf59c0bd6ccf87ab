from __future__ import annotations

import datetime as dt
from itertools import permutations
from typing import Any

import pytest

from boto3_assist.s3.lifecycle import (
    LifecycleExpiration,
    LifecycleFilter,
    LifecycleRule,
    LifecycleTransition,
    NoncurrentExpiration,
    NoncurrentTransition,
)
from boto3_assist.s3.lifecycle.findings import problems_in

DAY = dt.date(2030, 1, 1)
KEPT = {"expiration": LifecycleExpiration(days=400)}


def moves(*steps: tuple[Any, Any]) -> dict[str, Any]:
    return {
        "transitions": [
            (
                LifecycleTransition(storage_class, date=when)
                if isinstance(when, dt.date)
                else LifecycleTransition(storage_class, days=when)
            )
            for storage_class, when in steps
        ]
    }


def noncurrent(*steps: tuple[Any, ...], **parts: Any) -> dict[str, Any]:
    return {"noncurrent_transitions": [NoncurrentTransition(*step) for step in steps], **parts}


def codes(rule: LifecycleRule) -> list[str]:
    return [problem.code for problem in problems_in(rule)]


@pytest.mark.parametrize(
    "parts",
    [
        KEPT,
        {"filter": LifecycleFilter(tags={"a": "b"}), **KEPT},
        {"filter": LifecycleFilter("p" * 1024, {"k" * 128: "v" * 256}, 0, 50 * 1024**4), **KEPT},
        {"expiration": LifecycleExpiration(days=1)},
        {"expiration": LifecycleExpiration(date=DAY)},
        {"expiration": LifecycleExpiration(expired_object_delete_marker=True)},
        moves(("STANDARD_IA", 30)),
        moves(("INTELLIGENT_TIERING", 0)),
        moves(("GLACIER", 0)),
        moves(("STANDARD_IA", 30), ("ONEZONE_IA", 60), ("GLACIER", 90), ("DEEP_ARCHIVE", 91)),
        moves(("STANDARD_IA", 30), ("INTELLIGENT_TIERING", 60), ("GLACIER_IR", 61)),
        {**moves(("GLACIER", 10)), "expiration": LifecycleExpiration(days=11)},
        {
            **moves(("STANDARD_IA", DAY), ("GLACIER", DAY + dt.timedelta(30))),
            "expiration": LifecycleExpiration(date=DAY + dt.timedelta(31)),
        },
        # A delete marker's expiration has no time that could clash.
        {
            **moves(("GLACIER", DAY)),
            "expiration": LifecycleExpiration(expired_object_delete_marker=True),
        },
        noncurrent(("STANDARD_IA", 30, 100), ("GLACIER", 60)),
        noncurrent(noncurrent_expiration=NoncurrentExpiration(1, 1)),
        noncurrent(("GLACIER", 0), noncurrent_expiration=NoncurrentExpiration(1)),
        {"abort_incomplete_multipart_days": 1},
        {"abort_incomplete_multipart_days": 7, "filter": LifecycleFilter("uploads/")},
    ],
)
def test_what_s3_takes(parts: dict[str, Any]) -> None:
    assert codes(LifecycleRule("r" * 255, **parts)) == []


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"id": "", **KEPT}, ["ID_LENGTH"]),
        ({"id": "r" * 256, **KEPT}, ["ID_LENGTH"]),
        ({}, ["NO_ACTION"]),
        ({"filter": LifecycleFilter("ä" * 513), **KEPT}, ["PREFIX_LENGTH"]),
        ({"filter": LifecycleFilter(tags={"": ""}), **KEPT}, ["TAG_LENGTH"]),
        ({"filter": LifecycleFilter(tags={"k": "v" * 257}), **KEPT}, ["TAG_LENGTH"]),
        ({"filter": LifecycleFilter("", {}, -1), **KEPT}, ["SIZE_RANGE"]),
        ({"filter": LifecycleFilter("", {}, 5, 5), **KEPT}, ["SIZE_RANGE"]),
        ({"filter": LifecycleFilter("", {}, None, 51 * 1024**4), **KEPT}, ["SIZE_RANGE"]),
        ({"expiration": LifecycleExpiration()}, ["NO_ACTION", "EXPIRATION_FORM"]),
        ({"expiration": LifecycleExpiration(days=0)}, ["DAYS_RANGE"]),
        ({"expiration": LifecycleExpiration(days=True)}, ["DAYS_RANGE"]),
        ({"expiration": LifecycleExpiration(days=1, date=DAY)}, ["EXPIRATION_FORM"]),
        (
            {"expiration": LifecycleExpiration(days=1, expired_object_delete_marker=True)},
            ["EXPIRATION_FORM"],
        ),
        (
            {
                "expiration": LifecycleExpiration(expired_object_delete_marker=True),
                "filter": LifecycleFilter(tags={"a": "b"}),
            },
            ["TAGS_NOT_ALLOWED"],
        ),
        (moves(("STANDARD", 30)), ["STORAGE_CLASS"]),
        (moves(("STANDARD_IA", None)), ["TRANSITION_FORM"]),
        (moves(("STANDARD_IA", 29)), ["TRANSITION_TOO_EARLY"]),
        (moves(("ONEZONE_IA", 0)), ["TRANSITION_TOO_EARLY"]),
        (moves(("GLACIER", -1)), ["DAYS_RANGE"]),
        (moves(("GLACIER", "9")), ["DAYS_RANGE"]),
        (moves(("GLACIER", 2**31)), ["DAYS_RANGE"]),
        (moves(("GLACIER", 1), ("GLACIER", 2)), ["CLASS_TWICE"]),
        (moves(("STANDARD_IA", 30), ("GLACIER", 59)), ["TRANSITION_TOO_EARLY"]),
        (moves(("STANDARD_IA", 30), ("ONEZONE_IA", 40)), ["TRANSITION_TOO_EARLY"]),
        (moves(("GLACIER", 5), ("DEEP_ARCHIVE", 5)), ["TRANSITION_TOO_EARLY"]),
        (moves(("GLACIER", 1), ("STANDARD_IA", 31)), ["TRANSITION_ORDER"]),
        (moves(("DEEP_ARCHIVE", 1), ("GLACIER", 2)), ["TRANSITION_ORDER"]),
        (moves(("INTELLIGENT_TIERING", 0), ("STANDARD_IA", 30)), ["TRANSITION_ORDER"]),
        (moves(("ONEZONE_IA", 30), ("GLACIER_IR", 60)), ["TRANSITION_ORDER"]),
        (moves(("ONEZONE_IA", 30), ("INTELLIGENT_TIERING", 60)), ["TRANSITION_ORDER"]),
        (moves(("STANDARD_IA", 30), ("GLACIER", DAY)), ["DAYS_AND_DATES"]),
        ({**moves(("GLACIER", DAY)), **KEPT}, ["DAYS_AND_DATES"]),
        ({**moves(("GLACIER", 400)), **KEPT}, ["EXPIRATION_TOO_EARLY"]),
        (
            {**moves(("GLACIER", DAY)), "expiration": LifecycleExpiration(date=DAY)},
            ["EXPIRATION_TOO_EARLY"],
        ),
        (
            moves(("STANDARD_IA", DAY), ("GLACIER", DAY + dt.timedelta(29))),
            ["TRANSITION_TOO_EARLY"],
        ),
        (noncurrent(("STANDARD_IA", 29)), ["TRANSITION_TOO_EARLY"]),
        (noncurrent(("GLACIER", 1, 0)), ["NEWER_VERSIONS_RANGE"]),
        (noncurrent(("GLACIER", 1), ("STANDARD_IA", 31)), ["TRANSITION_ORDER"]),
        (noncurrent(noncurrent_expiration=NoncurrentExpiration(0)), ["DAYS_RANGE"]),
        (noncurrent(noncurrent_expiration=NoncurrentExpiration(1, 101)), ["NEWER_VERSIONS_RANGE"]),
        (
            noncurrent(("GLACIER", 9), noncurrent_expiration=NoncurrentExpiration(9)),
            ["EXPIRATION_TOO_EARLY"],
        ),
        ({"abort_incomplete_multipart_days": 0}, ["DAYS_RANGE"]),
        (
            {"abort_incomplete_multipart_days": 1, "filter": LifecycleFilter(tags={"a": "b"})},
            ["TAGS_NOT_ALLOWED"],
        ),
        (
            {"abort_incomplete_multipart_days": 1, "filter": LifecycleFilter("", {}, 5)},
            ["SIZES_NOT_ALLOWED"],
        ),
    ],
)
def test_what_s3_forbids(parts: dict[str, Any], expected: list[str]) -> None:
    rule = LifecycleRule(**{"id": "r", **parts})

    assert codes(rule) == expected
    assert all(problem.rule_id == rule.id for problem in problems_in(rule))


# "Supported transitions" of S3's user guide: from a class to which others nothing ever moves up.
ALLOWED = {
    "STANDARD_IA": "INTELLIGENT_TIERING ONEZONE_IA GLACIER_IR GLACIER DEEP_ARCHIVE",
    "INTELLIGENT_TIERING": "ONEZONE_IA GLACIER_IR GLACIER DEEP_ARCHIVE",
    "GLACIER_IR": "GLACIER DEEP_ARCHIVE",
    "ONEZONE_IA": "GLACIER DEEP_ARCHIVE",
    "GLACIER": "DEEP_ARCHIVE",
    "DEEP_ARCHIVE": "",
}


@pytest.mark.parametrize(("first", "second"), list(permutations(ALLOWED, 2)))
def test_every_move_from_class_to_class(first: str, second: str) -> None:
    parts = moves((first, 100), (second, 200))

    expected = [] if second in ALLOWED[first].split() else ["TRANSITION_ORDER"]
    assert codes(LifecycleRule("rule", **parts)) == expected


def test_all_problems_are_found_and_read_well() -> None:
    rule = LifecycleRule(
        "logs", **moves(("STANDARD_IA", 10)), expiration=LifecycleExpiration(days=0)
    )

    assert [str(problem) for problem in problems_in(rule)] == [
        "rule 'logs': the days of the expiration must be a positive integer",
        "rule 'logs': 10 days until STANDARD_IA, S3 takes 30 or more",
        "rule 'logs': the expiration must come after every transition",
    ]
