"""Conversions between values and the text they have inside a key; knows nothing of templates.

Every conversion has an inverse. Those that promise an order keep it: the texts sort, byte by byte
as DynamoDB sorts them, as the values do.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timezone
from decimal import Decimal
from enum import Enum
from typing import Final, NamedTuple
from uuid import UUID

from boto3_assist.dynamodb.codec.numbers import number_to_text, to_native_number
from boto3_assist.errors import KeyBuildError, describe

__all__ = ["KeyFormat", "escape", "key_format", "unescape"]

_FIXED_WIDTH: Final = re.compile(r"0([1-9][0-9]?)d")
# Of ordered text: what sorts up to the delimiter or looks like an escape, as one that sorts above.
_LOW_TEXT: Final = {code: f"${code:02d}" for code in range(ord("$") + 1)}
_LOW_ESCAPE: Final = re.compile(r"\$([0-2][0-9]|3[0-6])")
_ORDERED_TEXT: Final = r"(?:[^\x00-$]|\$(?:[0-2][0-9]|3[0-6]))*"
_EXPONENT_BIAS: Final = 500
_NINES: Final = str.maketrans("0123456789", "9876543210")
# Above every digit, so that of two negative numbers the one with the longer mantissa sorts first.
_NEGATIVE_END: Final = "~"
_ORDERED_NUMBER: Final = (
    "0"
    "|1(?:3[7-9]|[45][0-9]|6[01]|62(?=[0-5]))[0-9][1-9](?:[0-9]{0,36}[1-9])?"
    "|-(?:6[0-2]|[45][0-9]|3[89]|37(?=[4-9]))[0-9][0-8](?:[0-9]{0,36}[0-8])?~"
)


class KeyFormat(NamedTuple):
    """One conversion of a value to text inside a key and back.

    Attributes:
        spec: How a template asks for it, the part behind the colon.
        write: Value → text; raises ValueError for a value that does not fit.
        read: Text → value; raises ValueError for text it did not write.
        pattern: A regular expression that matches the texts it writes, and no others.
        keeps_prefixes: True when the text of a beginning is the beginning of the text.
    """

    spec: str
    write: Callable[[object], str]
    read: Callable[[str], object]
    pattern: str
    keeps_prefixes: bool = False

    def keeps_order(self, value: object, *, is_last: bool) -> bool:
        """Tell whether keys sort as values of this kind do.

        Args:
            value: One of the values.
            is_last: True when nothing follows in the key.

        Returns:
            False where the text of a value sorts otherwise than the value, or what follows it in
            the key can come between two values.
        """
        if self.spec:
            return True
        value = _without_enum(value)
        if isinstance(value, (date, UUID, bool)):
            return True
        return is_last and isinstance(value, str)


def escape(text: str) -> str:
    """Percent-escape the delimiter and the escape character, so that no value can end a segment.

    Args:
        text: The text of one value.

    Returns:
        The text with ``%`` as ``%25`` and ``#`` as ``%23``; distinct texts stay distinct, and
        the escape of a prefix is a prefix of the escape.
    """
    return text.replace("%", "%25").replace("#", "%23")


def unescape(text: str) -> str:
    """Undo `escape`.

    Args:
        text: What `escape` gave.

    Returns:
        The text before it was escaped.
    """
    return text.replace("%23", "#").replace("%25", "%")


def key_format(spec: str) -> KeyFormat:
    """Find the conversion that a template names.

    ====================  ============================================  ======================
    in the template       takes                                         order kept for
    ====================  ============================================  ======================
    ``{name}``            str, int, Decimal, bool, UUID, date, aware    UUIDs, dates, aware
                          datetime (as UTC, fixed width)                datetimes; text at the
                                                                        end of the template
    ``{name:text}``       str                                           text, wherever it stands
    ``{name:010d}``       whole number from 0, of at most that many     those numbers
                          digits
    ``{name:number}``     int or Decimal of either sign, 38 digits      those numbers
    ====================  ============================================  ======================

    An Enum member is taken as its value. Order is that of the characters' code points. In text
    without a format ``#`` is written ``%23`` and so sorts behind ``$``; everything else at the
    end of a template sorts as the text does. ``{name:text}`` writes the characters up to ``$`` in
    three: ``a b`` as ``a$32b``.

    Args:
        spec: The part behind the colon in ``{name:spec}``, or ``""``.

    Returns:
        The conversion.

    Raises:
        KeyBuildError: When no conversion has that name.
    """
    if spec == "":
        return KeyFormat(spec, _write_text, lambda text: text, "(?s:.*)", keeps_prefixes=True)
    if spec == "text":
        return KeyFormat(
            spec, _write_ordered_text, _read_ordered_text, _ORDERED_TEXT, keeps_prefixes=True
        )
    if spec == "number":
        return KeyFormat(spec, _write_ordered_number, _read_ordered_number, _ORDERED_NUMBER)
    if match := _FIXED_WIDTH.fullmatch(spec):
        return _fixed_width(spec, int(match.group(1)))
    raise KeyBuildError(
        f"the key format {spec!r} does not exist",
        details={
            "given": spec,
            "expected": "no format, 'text', a fixed width such as '010d', or 'number'",
            "suggestion": "use one of these behind the colon in the template",
        },
    )


def _write_text(value: object) -> str:
    if type(value) is str and value.isascii():
        # Most values.
        return value
    value = _without_enum(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _checked_text(value)
    if isinstance(value, (int, Decimal)):
        return _plain_number(value)
    if isinstance(value, datetime):
        return _utc_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise ValueError(f"{describe(value)} has no text for a key")


def _without_enum(value: object) -> object:
    while isinstance(value, Enum):
        value = value.value
    return value


def _checked_text(value: str) -> str:
    text = str.__str__(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("the text holds a lone surrogate") from None
    return text


def _write_ordered_text(value: object) -> str:
    value = _without_enum(value)
    if not isinstance(value, str):
        raise ValueError(f"ordered text is a str, not {describe(value)}")
    return _checked_text(value).translate(_LOW_TEXT)


def _read_ordered_text(text: str) -> str:
    if re.fullmatch(_ORDERED_TEXT, text) is None:
        raise ValueError("the text is not an ordered text")
    return _LOW_ESCAPE.sub(lambda match: chr(int(match[1])), text)


def _plain_number(value: int | Decimal) -> str:
    # Equal numbers must give one key: 1.50 and 1.5 are equal, 10**50 and 1E+50 too.
    number = Decimal(number_to_text(value))
    if not number:
        return "0"
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _utc_text(value: datetime) -> str:
    if value.utcoffset() is None:
        raise ValueError("a datetime without a time zone names no moment (set tzinfo)")
    try:
        utc = value.astimezone(timezone.utc).replace(tzinfo=None)
    except OverflowError:
        raise ValueError("in UTC the datetime is outside the years 1 to 9999") from None
    return utc.isoformat(timespec="microseconds") + "Z"


def _fixed_width(spec: str, width: int) -> KeyFormat:
    def write(value: object) -> str:
        value = _without_enum(value)
        if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
            raise ValueError(f"a fixed width takes a whole number, not {describe(value)}")
        if isinstance(value, Decimal) and not value.is_finite():
            raise ValueError("a fixed width takes a whole number, not NaN or an infinity")
        if not 0 <= value < 10**width or value != int(value):
            raise ValueError(f"the number is not a whole one from 0 of at most {width} digits")
        return f"{int(value):0{width}d}"

    def read(text: str) -> int:
        if len(text) != width or not (text.isascii() and text.isdigit()):
            raise ValueError(f"the text is not {width} digits")
        return int(text)

    return KeyFormat(spec, write, read, f"[0-9]{{{width}}}")


def _write_ordered_number(value: object) -> str:
    value = _without_enum(value)
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise ValueError(f"an ordered number is an int or a Decimal, not {describe(value)}")
    number = Decimal(number_to_text(value))
    if not number:
        return "0"
    exponent = f"{number.adjusted() + _EXPONENT_BIAS:03d}"
    mantissa = "".join(map(str, number.as_tuple().digits)).rstrip("0")
    if number > 0:
        return f"1{exponent}{mantissa}"
    return f"-{(exponent + mantissa).translate(_NINES)}{_NEGATIVE_END}"


def _read_ordered_number(text: str) -> object:
    if re.fullmatch(_ORDERED_NUMBER, text) is None:
        raise ValueError("the text is not an ordered number")
    if text == "0":
        return 0
    is_negative = text.startswith("-")
    body = text[1:].removesuffix(_NEGATIVE_END).translate(_NINES) if is_negative else text[1:]
    exponent, mantissa = int(body[:3]) - _EXPONENT_BIAS, body[3:]
    number = Decimal(f"{'-' if is_negative else ''}{mantissa}E{exponent - len(mantissa) + 1}")
    native = to_native_number(number)
    return native if isinstance(native, int) else number
