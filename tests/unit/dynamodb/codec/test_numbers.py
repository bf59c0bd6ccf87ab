from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Any

import pytest

from boto3_assist.dynamodb.codec.numbers import (
    is_number_text,
    number_from_text,
    number_to_text,
    to_native_number,
    whole_number,
)

NINES = int("9" * 38)


class ShoutingFloat(float):
    def __repr__(self) -> str:
        return f"ShoutingFloat({float.__repr__(self)})"


class ShoutingInt(int):
    def __repr__(self) -> str:
        return "ShoutingInt()"

    __str__ = __repr__


class ShoutingDecimal(Decimal):
    def __str__(self) -> str:
        return "ShoutingDecimal()"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-7, "-7"),
        (True, "1"),
        (NINES, "9" * 38),
        (-NINES, "-" + "9" * 38),
        (10**125, "1E+125"),
        (-(10**125), "-1E+125"),
        (0.1, "0.1"),
        (-0.0, "0"),
        (1e22, "1E+22"),
        (1e-130, "1E-130"),
        (Decimal("-0.00"), "0"),
        (Decimal("0E+999999"), "0"),
        (Decimal("1.50"), "1.50"),
        (Decimal("9." + "9" * 37 + "E+125"), "9." + "9" * 37 + "E+125"),
        (Decimal("1E-130"), "1E-130"),
        (Decimal("-1.0" + "0" * 60), "-1E+0"),
        (Decimal(10**50), "1E+50"),
        (Decimal("12" + "0" * 60), "12E+60"),
        (ShoutingFloat(1.5), "1.5"),
        (ShoutingInt(5), "5"),
        (ShoutingDecimal("1.5"), "1.5"),
    ],
)
def test_a_number_is_written_as_text_that_reads_back(
    value: int | float | Decimal, text: str
) -> None:
    assert number_to_text(value) == text
    assert number_from_text(text, convert=False) == Decimal(text)


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("-Infinity"),
        int("1" * 39),
        10**126,
        -(10**126),
        Decimal("1" * 39),
        Decimal("1" * 40 + "E+99999999999"),
        Decimal("1E+126"),
        Decimal("9.9E-131"),
        5e-324,
        1.7976931348623157e308,
    ],
)
def test_b13_a_number_that_does_not_fit_is_refused_and_not_shown(value: float | Decimal) -> None:
    with pytest.raises(ValueError) as caught:
        number_to_text(value)
    assert "11111" not in str(caught.value)


def test_the_callers_decimal_context_changes_nothing() -> None:
    value = Decimal("1." + "3" * 37)
    with localcontext() as context:
        context.prec = 3
        text = number_to_text(value)
        read = number_from_text(text, convert=True)
    assert (text, read) == (str(value), value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5),
        ("5.0", 5),
        ("-0", 0),
        ("0E+999", 0),
        ("1" + "0" * 125, 10**125),
        (str(10**37 + 1), 10**37 + 1),
        ("0.1", 0.1),
        ("1E-130", 1e-130),
        ("19.99", 19.99),
        ("+5", 5),
        (".5", 0.5),
    ],
)
def test_a_number_is_native_where_that_is_the_same_number(text: str, value: float) -> None:
    read = number_from_text(text, convert=True)
    assert (read, type(read)) == (value, type(value))
    exact = number_from_text(text, convert=False)
    assert type(exact) is Decimal
    assert exact == Decimal(text)


@pytest.mark.parametrize(
    "text", ["12345678901234567890.123456789012345678", "0.10000000000000000555", "1E-130"]
)
def test_b12_a_fraction_is_a_float_only_where_that_is_the_same_number(text: str) -> None:
    read = number_from_text(text, convert=True)
    assert isinstance(read, float) == (text == "1E-130")
    assert Decimal(str(read)) == Decimal(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "NaN", "Infinity", "-inf", "sNaN", "abc", "1 ", " 1", "1_0", "1e", "--1", "."),
        *("٣", "１", "0x1", "1E+9999999999", "1E-9999999999", "1E+126", "1E-131", "1" * 39),
        *("1\n", "1,5", "1E+5.0"),
    ],
)
def test_b13_text_that_is_no_number_of_dynamodb_is_refused_and_not_shown(text: str) -> None:
    with pytest.raises(ValueError) as caught:
        number_from_text(text, convert=True)
    assert not text.strip(". -") or text not in str(caught.value)


def test_whole_numbers() -> None:
    whole: list[Any] = [
        0,
        -7,
        2**70,
        3.0,
        -0.0,
        Decimal("5.00"),
        Decimal("1E+125"),
        Decimal("9" * 38),
    ]
    others = [
        *(True, "1", None, [1], 0.5, float("inf"), float("nan"), Decimal("0.1")),
        *(Decimal(f"1.{'1' * 37}"), Decimal("NaN"), Decimal("sNaN"), Decimal("-Infinity")),
        *(Decimal("1E+126"), Decimal("1E+999999999")),
    ]

    assert [whole_number(value) for value in whole] == [int(value) for value in whole]
    assert {type(whole_number(value)) for value in whole} == {int}
    assert {whole_number(value) for value in others} == {None}


def test_only_plain_ascii_is_the_text_of_a_number() -> None:
    assert [t for t in ("1", "-1.5", "1E+3", "1.", "1_0", "NaN", "٣") if is_number_text(t)] == [
        *("1", "-1.5", "1E+3", "1.")
    ]


def test_a_whole_decimal_becomes_an_int_of_any_size() -> None:
    assert to_native_number(Decimal("1E+125")) == 10**125
    assert type(to_native_number(Decimal("3.00"))) is int


def test_an_int_too_long_for_python_to_print_is_refused() -> None:
    with pytest.raises(ValueError, match="magnitude"):
        number_to_text(10**5000)


def test_a_number_that_dynamodb_does_not_hold_is_not_made_an_int() -> None:
    # As an int, its digits would not fit into memory.
    huge = Decimal("1E+999999999")

    assert to_native_number(huge) is huge
