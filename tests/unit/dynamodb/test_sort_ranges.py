from __future__ import annotations

from typing import Any

import pytest

from boto3_assist.dynamodb.conditions import SortCondition
from boto3_assist.dynamodb.key_template import KeyTemplate
from boto3_assist.dynamodb.sort_ranges import (
    Comparison,
    attribute_range,
    self_and_descendants,
    template_range,
)


@pytest.mark.parametrize(
    ("comparison", "values", "operator"),
    [
        ("between", (1, 2), "BETWEEN"),
        ("gt", (1,), ">"),
        ("gte", (1,), ">="),
        ("lt", (1,), "<"),
        ("lte", (1,), "<="),
    ],
)
def test_an_attribute_is_compared_as_it_is(
    comparison: Comparison, values: tuple[int, ...], operator: Any
) -> None:
    assert attribute_range(comparison, values) == SortCondition(operator, values)


@pytest.mark.parametrize(
    ("before", "end"),
    [
        ("a", "b"),
        ("a#", "a$"),
        ("\ud7ff", "\ue000"),
        ("a\U0010ffff", "b"),
        ("a#\U0010ffff\U0010ffff", "a$"),
    ],
)
def test_a_range_ends_above_all_that_begin_as_it_does(before: str, end: str) -> None:
    template = KeyTemplate.compile(f"{before}{{name}}")

    condition = template_range(template, {}, "name", "gte", ("x",))

    assert condition.operands == (f"{before}x", end)
    for last in ("\U0010ffff", "\U0010ffff" * 9):
        assert f"{before}x".encode() <= template.build({"name": last}).encode() < end.encode()


def test_a_range_that_nothing_is_above_has_one_end() -> None:
    template = KeyTemplate.compile("\U0010ffff{name}")

    assert template_range(template, {}, "name", "gt", ("x",)) == SortCondition(
        ">", ("\U0010ffffx",)
    )


@pytest.mark.parametrize(
    ("key", "is_meant"),
    [
        ("order#1", True),
        ("order#1#", True),
        ("order#1#line#2", True),
        ("order#1 ", False),
        ("order#1!#line#2", False),
        ("order#1$", False),
    ],
)
def test_a_family_is_a_key_and_what_stands_under_it(key: str, is_meant: bool) -> None:
    template = KeyTemplate.compile("order#{order}#line#{line}")

    condition = self_and_descendants(template, {"order": "1"})

    assert condition.is_meant is not None
    assert condition.is_meant(key) is is_meant
    low, high = condition.operands
    assert low <= key <= high


def test_what_a_condition_holds_is_not_shown() -> None:
    template = KeyTemplate.compile("order#{order}#{line}")
    family = self_and_descendants(template, {"order": "secret"})
    above = template_range(template, {"order": "secret"}, "line", "gt", ("secret",))

    assert "secret" not in f"{family!r}{family.is_meant!r}{above!r}{above.is_meant!r}"
