"""Numbers to and from DynamoDB's text form, exactly; knows nothing of items or models.

DynamoDB holds 38 significant digits with a magnitude from 1E-130 to 9.99…E+125 (Developer
Guide, "Supported data types and naming rules", section "Number").
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Final

__all__ = [
    "MAX_DIGITS",
    "is_number_text",
    "number_from_text",
    "number_to_text",
    "to_native_number",
    "whole_number",
]

MAX_DIGITS: Final = 38
MAX_EXPONENT: Final = 125
MIN_EXPONENT: Final = -130

# 10**126 needs 419 bits: beyond it, the decimal text of an int is not even worth making.
_MAX_BITS: Final = 419

# `Decimal` would also read "NaN", " 1 ", "1_0" and the digits of every script.
_NUMBER: Final = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,9})?")


def whole_number(value: object) -> int | None:
    """Give a value as a whole number, where it is one.

    Args:
        value: A Python value of any type.

    Returns:
        The number; None for a fraction, for what DynamoDB holds no number so large as, and for
        what is no number.

    Example:
        >>> whole_number(Decimal("2.0")), whole_number(2.5), whole_number(True), whole_number("2")
        (2, None, None, None)
    """
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    if isinstance(value, Decimal):
        # Not by a remainder: of more than 28 digits there is none.
        is_held = value.is_finite() and value.adjusted() <= MAX_EXPONENT
        return int(value) if is_held and value == value.to_integral_value() else None
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else None


def is_number_text(text: str) -> bool:
    """Tell whether a text is a decimal number, in ASCII and with nothing around it.

    Args:
        text: Any text.

    Returns:
        True for text such as ``"-1.5"`` or ``"1E+3"``.
    """
    return _NUMBER.fullmatch(text) is not None


def number_to_text(value: int | float | Decimal) -> str:
    """Write a number as DynamoDB's wire text, or refuse it.

    Args:
        value: Any number; a float stands for its shortest repr.

    Returns:
        Text that `number_from_text` reads back as an equal number.

    Raises:
        ValueError: When DynamoDB cannot hold the number exactly; the text says why and shows no
            digit of it.
    """
    if isinstance(value, int):
        return _int_text(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("NaN and infinities do not exist in DynamoDB")
        # The number of a subclass, such as numpy's, not what its repr says around it.
        value = Decimal(float.__repr__(value))
    return _decimal_text(value)


def _int_text(value: int) -> str:
    if value.bit_length() > _MAX_BITS:
        raise ValueError(f"its magnitude is above 9.9E+{MAX_EXPONENT}")
    text = int.__repr__(value)
    if len(text) > MAX_DIGITS:
        return _decimal_text(Decimal(value))
    return text


def _decimal_text(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError("NaN and infinities do not exist in DynamoDB")
    if not value:
        return "0"
    if not MIN_EXPONENT <= value.adjusted() <= MAX_EXPONENT:
        raise ValueError(
            f"its magnitude is outside 1E{MIN_EXPONENT} to 9.9E+{MAX_EXPONENT}",
        )
    sign, digits, exponent = value.as_tuple()
    text = "".join(map(str, digits))
    if len(text) <= MAX_DIGITS:
        return Decimal.__str__(value)
    significant = text.strip("0")
    if len(significant) > MAX_DIGITS:
        raise ValueError(f"it has more than {MAX_DIGITS} significant digits")
    shift = int(exponent) + len(text) - len(text.rstrip("0"))
    return f"{'-' if sign else ''}{significant}E{shift:+d}"


def number_from_text(text: str, *, convert: bool) -> int | float | Decimal:
    """Read DynamoDB's number text without losing a digit.

    Args:
        text: The content of a wire value of type N.
        convert: True for native numbers (see `to_native_number`), False for `Decimal` always.

    Returns:
        A number equal to the one stored.

    Raises:
        ValueError: When the text is not a number that DynamoDB can hold.
    """
    is_short = len(text) <= MAX_DIGITS
    if convert and is_short and text.isascii() and text.isdigit():
        return int(text)
    if not is_number_text(text):
        raise ValueError("the stored number cannot be read")
    number = Decimal(text)
    if not is_short or "e" in text.lower():
        # Only then can it be out of range, or have digits too many.
        _decimal_text(number)
    if not number:
        number = Decimal(0)
    return to_native_number(number) if convert else number


def to_native_number(number: Decimal) -> int | float | Decimal:
    """Give an integral number as int and a fraction as float where that is the same number.

    Args:
        number: A finite number.

    Returns:
        An int, a float whose shortest repr is that very number, or the `Decimal` itself.
    """
    if number.adjusted() > MAX_EXPONENT:
        # Not one of DynamoDB's; as an int it may not fit into memory.
        return number
    integral = int(number)
    if integral == number:
        return integral
    native = float(number)
    return native if Decimal(repr(native)) == number else number
