from __future__ import annotations

from enum import Enum
from typing import Any

import pytest

from boto3_assist.dynamodb.expressions.paths import AttributePath, path_of
from boto3_assist.dynamodb.expressions.placeholders import Placeholders
from boto3_assist.errors import InvalidParameterError


class Name(str, Enum):
    TOTAL = "total"


@pytest.mark.parametrize(
    ("text", "segments", "expression"),
    [
        ("total", ("total",), "#u0"),
        ("a.b", ("a", "b"), "#u0.#u1"),
        ("a.a", ("a", "a"), "#u0.#u0"),
        ("lines[0].qty", ("lines", 0, "qty"), "#u0[0].#u1"),
        ("m[10][2]", ("m", 10, 2), "#u0[10][2]"),
        ("first-name", ("first-name",), "#u0"),
        ("first name", ("first name",), "#u0"),
        ("size", ("size",), "#u0"),
        ("#n", ("#n",), "#u0"),
        (":v", (":v",), "#u0"),
        ("a = b OR 1", ("a = b OR 1",), "#u0"),
        ('"a.b"', ("a.b",), "#u0"),
        ('"a.b".c', ("a.b", "c"), "#u0.#u1"),
        ('a."b[0]"[1]', ("a", "b[0]", 1), "#u0.#u1[1]"),
        ('"say ""hi"""', ('say "hi"',), "#u0"),
        ("größe.Ⅷ", ("größe", "Ⅷ"), "#u0.#u1"),
    ],
)
def test_a_text_is_read_and_written(text: str, segments: Any, expression: str) -> None:
    path = AttributePath.parse(text)
    placeholders = Placeholders()

    assert path.segments == segments
    assert path.to_expression(placeholders) == expression
    assert set(placeholders.names.values()) == {s for s in segments if isinstance(s, str)}
    assert AttributePath.parse(str(path)) == path
    assert AttributePath.of(*segments) == path_of(text) == path_of(path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "a.",
        ".a",
        "a..b",
        "[0]",
        "a[",
        "a[]",
        "a[x]",
        "a[-1]",
        "a[01]",
        "a[1]b",
        "a.[1]",
        "a]b",
        'a"b',
        '"a',
        '""',
        '"a"b',
        "a[٣]",
        "a\ud800",
        ".".join("a" * 34),
    ],
)
def test_what_is_no_path_is_refused(text: str) -> None:
    with pytest.raises(InvalidParameterError):
        AttributePath.parse(text)


@pytest.mark.parametrize(
    "segments", [(), (0,), ("a", -1), ("a", True), ("a", ""), ("a", None), (b"a",), ("a",) * 34]
)
def test_segments_that_are_none_are_refused(segments: Any) -> None:
    with pytest.raises(InvalidParameterError):
        AttributePath.of(*segments)


@pytest.mark.parametrize("given", [None, 5, b"a", ["a"]])
def test_what_is_not_text_is_refused(given: Any) -> None:
    with pytest.raises(InvalidParameterError):
        path_of(given)


def test_a_member_of_an_enum_is_its_text() -> None:
    path = AttributePath.of(Name.TOTAL)

    assert type(path.segments[0]) is str
    assert path.attribute == "total"


def test_the_error_does_not_repeat_the_text() -> None:
    with pytest.raises(InvalidParameterError) as caught:
        AttributePath.parse("secret..secret")

    assert "secret" not in f"{caught.value} {caught.value.details}"


@pytest.mark.parametrize(
    ("one", "other", "is_overlap"),
    [
        ("a", "a", True),
        ("a", "a.b", True),
        ("a.b[0]", "a.b", True),
        ("a.b", "a.c", False),
        ("a[0]", "a[1]", False),
        ("a", "b", False),
        ('"a.b"', "a.b", False),
        ("a[0]", 'a."0"', False),
    ],
)
def test_overlaps(one: str, other: str, is_overlap: bool) -> None:
    first, second = AttributePath.parse(one), AttributePath.parse(other)

    assert first.overlaps(second) is second.overlaps(first) is is_overlap


@pytest.mark.parametrize("step", [".b", "[0]"])
def test_a_path_leads_32_levels_down_and_no_further(step: str) -> None:
    assert len(AttributePath.parse("a" + step * 32).segments) == 33

    with pytest.raises(InvalidParameterError, match="more than 32 levels"):
        AttributePath.parse("a" + step * 33)
