"""The quick way from wire form to Python values; what is unusual it leaves to the plain way.

Every function here gives what `decoding` gives for the same input, or raises one of `SURPRISES`,
whatever is wrong or only rare; then `decoding` decides, and makes the error.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, NamedTuple

from boto3_assist.dynamodb.codec.numbers import MAX_DIGITS, number_from_text
from boto3_assist.dynamodb.codec.refusal import MAX_DEPTH

__all__ = ["SURPRISES", "QuickDecoders", "Surprise", "quick_decoders"]


class Surprise(Exception):
    """A value that is left to the plain way."""


SURPRISES: Final = (
    Surprise,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What the quick way raises for what it does not know; nothing else is meant by them."""


class QuickDecoders(NamedTuple):
    """The quick decoders for one reading of numbers.

    Attributes:
        value: Wire value and depth → Python value.
        entries: Attribute name → wire value, and depth → attribute name → Python value.
        number: Content of a number → Python value.
        binary: Content of binary → bytes.
    """

    value: Callable[[Any, int], Any]
    entries: Callable[[Any, int], dict[str, Any]]
    number: Callable[[Any], Any]
    binary: Callable[[Any], bytes]


def _native(text: str) -> int | float | Decimal:
    if text.isdigit() and text.isascii() and len(text) <= MAX_DIGITS:
        return int(text)
    number = float(text)
    # The shortest repr is the text itself: the same number, in the form that Python writes.
    # Above the bound the repr has an exponent; infinities and NaN are not below it.
    if -1e15 < number < 1e15 and repr(number) == text and not number.is_integer():
        return number
    return number_from_text(text, convert=True)


def _exact(text: str) -> int | float | Decimal:
    digits = text.replace(".", "", 1)
    if digits.isdigit() and digits.isascii() and len(digits) <= MAX_DIGITS:
        number = Decimal(text)
        return number if number else Decimal(0)
    return number_from_text(text, convert=False)


def _binary(content: Any) -> bytes:
    kind = type(content)
    if kind is bytes:
        return bytes(content)
    if kind is str:
        return base64.b64decode(content, validate=True)
    raise Surprise


def _boolean(content: Any, _depth: int) -> bool:
    if content is True or content is False:
        return content
    raise Surprise


def _null(content: Any, _depth: int) -> None:
    if content is not True and content is not False:
        raise Surprise


def _texts(content: Any, _depth: int) -> set[str]:
    if type(content) is not list or any(type(member) is not str for member in content):
        raise Surprise
    return set(content)


def _binaries(content: Any, _depth: int) -> set[bytes]:
    if type(content) is not list:
        raise Surprise
    return set(map(_binary, content))


_ALIKE: Final[dict[str, Callable[[Any, int], Any]]] = {
    "BOOL": _boolean,
    "NULL": _null,
    "B": lambda content, _depth: _binary(content),
    "SS": _texts,
    "BS": _binaries,
}


def _make(number: Callable[[Any], Any]) -> QuickDecoders:
    def value(wire: Any, depth: int) -> Any:
        if len(wire) != 1:
            raise Surprise
        # Asking for the two usual types takes less time than taking the entry apart.
        if "S" in wire:
            content = wire["S"]
            if type(content) is not str:
                raise Surprise
            return content
        if "N" in wire:
            return number(wire["N"])
        if "M" in wire and depth < MAX_DEPTH:
            return entries(wire["M"], depth + 1)
        ((tag, content),) = wire.items()
        return others[tag](content, depth)

    def entries(content: Any, depth: int) -> dict[str, Any]:
        values = {}
        for name, wire in content.items():
            if len(wire) != 1:
                raise Surprise
            if "S" in wire:
                inner = wire["S"]
                if type(inner) is not str:
                    raise Surprise
                values[name] = inner
            elif "N" in wire:
                values[name] = number(wire["N"])
            else:
                values[name] = value(wire, depth)
        return values

    def list_(content: Any, depth: int) -> list[Any]:
        if depth >= MAX_DEPTH or type(content) is not list:
            raise Surprise
        depth += 1
        return [value(wire, depth) for wire in content]

    def numbers(content: Any, _depth: int) -> set[Any]:
        if type(content) is not list:
            raise Surprise
        return set(map(number, content))

    others: dict[str, Callable[[Any, int], Any]] = {
        "L": list_,
        "NS": numbers,
        **_ALIKE,
    }
    return QuickDecoders(value, entries, number, _binary)


_NATIVE: Final = _make(_native)
_EXACT: Final = _make(_exact)


def quick_decoders(*, convert_decimals: bool) -> QuickDecoders:
    """Give the quick decoders for a way of reading numbers.

    Args:
        convert_decimals: As for `decode_value`.

    Returns:
        The functions.
    """
    return _NATIVE if convert_decimals else _EXACT
