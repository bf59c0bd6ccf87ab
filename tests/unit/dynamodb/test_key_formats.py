from __future__ import annotations

import re
import uuid
from datetime import date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Any

import pytest

from boto3_assist.dynamodb.key_formats import escape, key_format, unescape
from boto3_assist.errors import KeyBuildError

ID = uuid.UUID("12345678-1234-5678-1234-567812345678")
NINES = Decimal("9" * 38)


class Status(Enum):
    OPEN = "open"
    NUMBER = 7


class Level(IntEnum):
    HIGH = 3


class NoOffset(tzinfo):
    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        return None

    dst = utcoffset

    def tzname(self, moment: datetime | None) -> str | None:
        return None


def east(hours: int) -> timezone:
    return timezone(timedelta(hours=hours))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("AbC#%", "AbC#%"),
        ("", ""),
        (7, "7"),
        (-7, "-7"),
        (True, "true"),
        (False, "false"),
        (10**50, "1" + "0" * 50),
        (Decimal("1E+50"), "1" + "0" * 50),
        (Decimal("1.50"), "1.5"),
        (Decimal("-0.0"), "0"),
        (Decimal("100"), "100"),
        (Decimal("1E-3"), "0.001"),
        (ID, str(ID)),
        (Status.OPEN, "open"),
        (Level.HIGH, "3"),
        (date(2024, 5, 6), "2024-05-06"),
        (datetime(2024, 5, 6, 7, tzinfo=timezone.utc), "2024-05-06T07:00:00.000000Z"),
    ],
)
def test_a_value_without_a_format_is_its_text(value: object, text: str) -> None:
    assert key_format("").write(value) == text


def test_b26_aware_datetimes_are_converted_to_utc_and_have_one_width() -> None:
    moments = [
        datetime(2024, 1, 1, 3, 4, 5, tzinfo=east(5)),
        datetime(2023, 12, 31, 22, 4, 5, tzinfo=timezone.utc),
        datetime(2023, 12, 31, 12, 4, 5, tzinfo=east(-10)),
    ]
    assert {key_format("").write(moment) for moment in moments} == {"2023-12-31T22:04:05.000000Z"}
    early = datetime(1, 1, 2, tzinfo=timezone.utc)
    assert len(key_format("").write(early)) == len("2023-12-31T22:04:05.000000Z")


@pytest.mark.parametrize(
    ("spec", "value"),
    [
        ("", None),
        ("", 1.5),
        ("", b"x"),
        ("", ["x"]),
        ("", "secret\ud800"),
        ("", datetime(2024, 1, 1)),
        ("", datetime(2024, 1, 1, tzinfo=NoOffset())),
        ("", datetime(1, 1, 1, tzinfo=east(5))),
        ("", datetime(9999, 12, 31, 23, tzinfo=east(-5))),
        ("", Decimal("NaN")),
        ("", int("1" * 39)),
        ("03d", -1),
        ("03d", 1000),
        ("03d", True),
        ("03d", "7"),
        ("03d", 7.0),
        ("03d", None),
        ("03d", Decimal("1.5")),
        ("03d", Decimal("NaN")),
        ("03d", Decimal("1E+999999")),
        ("number", True),
        ("number", 1.5),
        ("number", "7"),
        ("number", None),
        ("number", Decimal("Infinity")),
        ("number", Decimal("sNaN")),
        ("number", int("1" * 39)),
        ("number", 10**126),
        ("number", Decimal("1E-131")),
        ("text", 7),
        ("text", True),
        ("text", None),
        ("text", Status.NUMBER),
        ("text", b"x"),
        ("text", "secret\ud800"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_and_not_shown(spec: str, value: object) -> None:
    with pytest.raises(ValueError) as caught:
        key_format(spec).write(value)
    assert "secret" not in str(caught.value)
    assert "1111" not in str(caught.value)


@pytest.mark.parametrize(
    ("spec", "value", "text"),
    [
        ("03d", 0, "000"),
        ("03d", 999, "999"),
        ("05d", Decimal("42.0"), "00042"),
        ("05d", Level.HIGH, "00003"),
        ("05d", Status.NUMBER, "00007"),
        ("050d", 10**49, "1" + "0" * 49),
        ("number", 0, "0"),
        ("number", Decimal("-0.00"), "0"),
        ("number", 1, "15001"),
        ("number", Decimal("1.0"), "15001"),
        ("number", 100, "15021"),
        ("number", -1, "-4998~"),
        ("number", Level.HIGH, "15003"),
        ("text", "", ""),
        ("text", "a b#c$d%e", "a$32b$35c$36d%e"),
        ("text", "\x00\t\x1f~é\U0010ffff", "$00$09$31~é\U0010ffff"),
        ("text", Status.OPEN, "open"),
    ],
)
def test_a_value_is_written_in_its_format(spec: str, value: Any, text: str) -> None:
    form = key_format(spec)
    assert form.write(value) == text
    assert form.read(text) == (value.value if isinstance(value, Enum) else value)
    assert re.fullmatch(form.pattern, text)


def test_numbers_sort_by_their_bytes_as_they_do_by_value() -> None:
    write = key_format("number").write
    numbers: list[int | Decimal] = [
        *(-(10**125), -NINES, -100, -15, Decimal("-1.55"), Decimal("-1.5"), -1, Decimal("-1E-130")),
        *(0, Decimal("1E-130"), Decimal("0.1"), 1, Decimal("1.5"), Decimal("1.55"), 2, 10, NINES),
        10**125,
    ]
    keys = [f"{write(number)}#z".encode() for number in numbers]
    assert keys == sorted(keys)


@pytest.mark.parametrize(
    ("spec", "text"),
    [
        *[("03d", text) for text in ("", "12", "1234", "-12", "٠٠٧", "1_0", "00x", "007\n")],
        *[("number", text) for text in ("", "1", "-", "5", "1500", "15000", "150010", "1369" "1")],
        *[("number", text) for text in ("16261", "-4998", "4998~", "-4999~", "-49989~", "-3738~")],
        *[("text", text) for text in ("a b", "#", "$", "$3", "$37", "$99", "$3x", "a\n", "$٣٢")],
        *[("number", text) for text in ("1٥001", "15001 ", "1500" + "1" * 39, "15001\n", "-6308~")],
    ],
)
def test_text_that_a_format_did_not_write_is_not_read(spec: str, text: str) -> None:
    form = key_format(spec)
    with pytest.raises(ValueError, match="the text is not"):
        form.read(text)
    assert re.fullmatch(form.pattern, text) is None


@pytest.mark.parametrize("spec", ["d", "0d", "00d", "0100d", "10d", "5", "s", ">5", "numbers", " "])
def test_a_format_that_does_not_exist_is_refused(spec: str) -> None:
    with pytest.raises(KeyBuildError, match="does not exist") as caught:
        key_format(spec)
    assert caught.value.details["given"] == spec


@pytest.mark.parametrize(
    ("text", "escaped"),
    [("a#b", "a%23b"), ("100%", "100%25"), ("%23", "%2523"), ("%2523", "%252523"), ("", "")],
)
def test_a7_the_delimiter_and_the_escape_are_escaped(text: str, escaped: str) -> None:
    assert escape(text) == escaped
    assert unescape(escaped) == text


def test_ordered_text_sorts_before_anything_that_follows_it() -> None:
    write = key_format("text").write
    texts = ["", "\x00", " ", "#", "#a", "$", "$$", "%", "a", "a\x00", "a#", "a$", "a%", "ab", "é"]
    keys = [f"{escape(write(text))}#z".encode() for text in texts]
    assert texts == sorted(texts)
    assert keys == sorted(keys)


@pytest.mark.parametrize(
    ("spec", "value", "in_the_middle", "at_the_end"),
    [
        ("", "a", False, True),
        ("", Status.OPEN, False, True),
        ("", 7, False, False),
        ("", Decimal(7), False, False),
        ("", Status.NUMBER, False, False),
        ("", True, True, True),
        ("", ID, True, True),
        ("", date(2024, 5, 6), True, True),
        ("", datetime(2024, 5, 6, tzinfo=timezone.utc), True, True),
        ("", None, False, False),
        ("text", "a", True, True),
        ("010d", 7, True, True),
        ("number", 7, True, True),
    ],
)
def test_a_format_tells_whether_it_keeps_the_order(
    spec: str, value: object, in_the_middle: bool, at_the_end: bool
) -> None:
    form = key_format(spec)
    assert form.keeps_order(value, is_last=False) is in_the_middle
    assert form.keeps_order(value, is_last=True) is at_the_end
