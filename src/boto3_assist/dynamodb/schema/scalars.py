"""Single values to declared types where nothing is lost; knows nothing of containers or models."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum, Flag
from typing import Any, Final, TypeVar
from uuid import UUID

from boto3_assist.dynamodb.codec.numbers import MAX_EXPONENT, is_number_text
from boto3_assist.errors import ValidationError

__all__ = [
    "SCALARS",
    "Misfit",
    "has_lost_fraction",
    "is_binary_wrapper",
    "misfit_inside",
    "to_enum",
    "to_subclass",
]

V = TypeVar("V")

# Python keeps microseconds and drops what is finer without a word.
_FINER_THAN_MICROSECONDS: Final = re.compile(r"[.,][0-9]{6}0*[1-9]")


class Misfit(Exception):
    """A value does not fit its declared type without loss.

    Attributes:
        expected: What would fit, in words.
        given: The kind of the value; None until the way to it is known.
        steps: The way to the value inside the field, outermost last.
    """

    def __init__(self, expected: str) -> None:
        """Keep what was expected; the value itself is not kept.

        Args:
            expected: What would fit, in words.
        """
        super().__init__(expected)
        self.expected = expected
        self.given: str | None = None
        self.steps: list[str] = []


def misfit_inside(error: ValidationError) -> Misfit | None:
    """Tell what does not fit a nested model as what does not fit the field that it is in.

    Args:
        error: What the nested model was refused with.

    Returns:
        A misfit to raise, or None when the error is not about fields.
    """
    problems = error.details.get("fields") or [
        {"field": name, "given": "nothing", "expected": "a value"}
        for name in error.details.get("missing", ())
    ]
    if not problems:
        return None
    misfit = Misfit("; ".join(f"{p['field']}: {p['expected']}" for p in problems))
    if len(problems) == 1:
        misfit = Misfit(problems[0]["expected"])
        misfit.given = problems[0]["given"]
        misfit.steps.append(f".{problems[0]['field']}")
    return misfit


def is_binary_wrapper(value: object) -> bool:
    """Tell whether a value is boto3's wrapper around bytes, without importing boto3.

    Args:
        value: Any value.

    Returns:
        True for `boto3.dynamodb.types.Binary`.
    """
    kind = type(value)
    return kind.__name__ == "Binary" and kind.__module__ == "boto3.dynamodb.types"


def has_lost_fraction(text: str) -> bool:
    """Tell whether a time's text says more than a Python datetime can hold.

    Args:
        text: The text of a time.

    Returns:
        True when its fraction of a second is finer than microseconds.
    """
    return _FINER_THAN_MICROSECONDS.search(text) is not None


def to_enum(value: Any, kind: type[Enum]) -> Enum:
    """Find the member that is stored as a value.

    Args:
        value: A member, or what a member is stored as.
        kind: The class of the members.

    Returns:
        The member.

    Raises:
        Misfit: When no member is stored so.
    """
    if isinstance(value, kind):
        return value
    if isinstance(value, Decimal) and value.is_snan():
        # It refuses to be compared.
        raise Misfit(f"a value of {kind.__name__}")
    for is_stored_as in (_is_same, _is_equal):
        for member in kind:
            if is_stored_as(value, member.value):
                return member
    if issubclass(kind, Flag) and isinstance(value, (int, Decimal)):
        try:
            return kind(_to_int(value))
        except (Misfit, ValueError):
            pass
    raise Misfit(f"a value of {kind.__name__}") from None


def _is_same(value: Any, content: object) -> bool:
    return bool(value == content) and isinstance(value, bool) == isinstance(content, bool)


def _is_equal(value: Any, content: object) -> bool:
    if isinstance(content, tuple):
        return isinstance(value, list) and tuple(value) == content
    converter = SCALARS.get(type(content))
    try:
        return converter is not None and bool(converter(value) == content)
    except Misfit:
        return False


def to_subclass(value: Any, kind: Any) -> Any:
    """Convert to a user's subclass of a class that a single value has.

    Args:
        value: A Python value.
        kind: Such as ``class UserId(str)``.

    Returns:
        An equal instance of the class.

    Raises:
        Misfit: When the value is not one of the base class, or the class refuses it.
    """
    if isinstance(value, kind):
        return value
    base = next(base for base in kind.__mro__ if base in SCALARS)
    plain = SCALARS[base](value)
    made: Any = None
    try:
        if issubclass(kind, (date, time)):
            made = kind.fromisoformat(plain.isoformat())
        else:
            made = kind(str(plain) if base is UUID else plain)
    except Exception:
        # Whatever the user's class raises, it may hold the value.
        raise Misfit(kind.__name__) from None
    if isinstance(made, kind) and made == plain:
        return made
    raise Misfit(kind.__name__)


def _to_bool(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise Misfit("bool")


def _to_int(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    # A float stands for its shortest repr, which above 2**53 can be another whole number.
    if (
        isinstance(value, float)
        and value.is_integer()
        and int(value) == Decimal(float.__repr__(value))
    ):
        return int(value)
    # The exponent first: the int of a short text such as 1E+999999999 would fill the memory.
    if isinstance(value, Decimal) and value.is_finite() and value.adjusted() <= MAX_EXPONENT:
        if value == int(value):
            return int(value)
    if isinstance(value, str) and len(value) <= MAX_EXPONENT and is_number_text(value):
        if value.lstrip("-").isdigit() and str(int(value)) == value:
            return int(value)
    raise Misfit("int")


def _to_float(value: Any) -> float:
    if isinstance(value, float):
        return value
    is_number = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    if is_number or (isinstance(value, str) and is_number_text(value)):
        try:
            number = float(value)
        except (ValueError, OverflowError):
            raise Misfit("a number that float holds exactly") from None
        if Decimal(repr(number)) == Decimal(value):
            return number
    raise Misfit("a number that float holds exactly")


def _to_decimal(value: Any) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, float):
        number = Decimal(float.__repr__(value))
    elif isinstance(value, int) and not isinstance(value, bool):
        number = Decimal(value)
    elif isinstance(value, str) and is_number_text(value):
        number = Decimal(value)
    else:
        raise Misfit("Decimal")
    if not number.is_finite():
        raise Misfit("a finite Decimal")
    return number


def _to_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise Misfit("str")


def _to_bytes(value: Any) -> bytes:
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    if is_binary_wrapper(value):
        return bytes(value.value)
    raise Misfit("bytes")


def _to_bytearray(value: Any) -> bytearray:
    return value if isinstance(value, bytearray) else bytearray(_to_bytes(value))


def _to_datetime(value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    return _from_time_text(value, datetime.fromisoformat, "an ISO 8601 date and time")


def _to_date(value: Any) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    return _from_text(value, date.fromisoformat, "an ISO 8601 date")


def _to_time(value: Any) -> time:
    return (
        value if isinstance(value, time) else _from_time_text(value, time.fromisoformat, "a time")
    )


def _to_uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else _from_text(value, UUID, "a UUID")


def _from_time_text(value: Any, read: Callable[[str], V], expected: str) -> V:
    if isinstance(value, str) and has_lost_fraction(value):
        raise Misfit(f"{expected}, in microseconds at the finest")
    # Python 3.10 does not read the Z that ISO 8601 writes for UTC.
    if isinstance(value, str) and value.endswith("Z"):
        value = f"{value[:-1]}+00:00"
    return _from_text(value, read, expected)


def _from_text(value: Any, read: Callable[[str], V], expected: str) -> V:
    if isinstance(value, str):
        try:
            return read(value)
        except ValueError:
            raise Misfit(expected) from None
    raise Misfit(expected)


def _to_none(value: Any) -> None:
    if value is not None:
        raise Misfit("None")


SCALARS: Final[dict[type, Callable[[Any], Any]]] = {
    bool: _to_bool,
    int: _to_int,
    float: _to_float,
    Decimal: _to_decimal,
    str: _to_text,
    bytes: _to_bytes,
    bytearray: _to_bytearray,
    datetime: _to_datetime,
    date: _to_date,
    time: _to_time,
    UUID: _to_uuid,
    type(None): _to_none,
}
"""Class → function that converts a value to it, or raises `Misfit`."""
