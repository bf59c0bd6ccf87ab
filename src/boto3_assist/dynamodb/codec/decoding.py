"""DynamoDB's wire form to Python values; knows nothing of models or keys."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from boto3_assist.dynamodb.codec.numbers import number_from_text
from boto3_assist.dynamodb.codec.quick_decoding import SURPRISES, quick_decoders
from boto3_assist.dynamodb.codec.refusal import Unfit, descend, refuse
from boto3_assist.dynamodb.types import AttributeValue, WireItem, WireValue

__all__ = ["decode_item", "decode_item_plainly", "decode_value"]


def decode_value(wire: WireValue, *, convert_decimals: bool = True) -> AttributeValue:
    """Read one value in DynamoDB's wire form.

    Args:
        wire: One entry, type descriptor → content; binary content may be bytes or base64 text.
        convert_decimals: True: an integral number becomes an int, a fraction a float where that
            is the same number, else a Decimal. False: every number is a Decimal.

    Returns:
        The Python value; sets are `set`, binary is `bytes`.

    Raises:
        SerializationError: When the wire value is malformed; names the path to it.

    Example:
        >>> decode_value({"M": {"qty": {"N": "2"}}})
        {'qty': 2}
    """
    quick = quick_decoders(convert_decimals=convert_decimals)
    try:
        return quick.value(wire, 0)
    except SURPRISES:
        return _decode_plainly(wire, convert_decimals)


def _decode_plainly(wire: WireValue, convert: bool) -> AttributeValue:
    try:
        return _decode(wire, convert, 0)
    except Unfit as error:
        refuse(error, "read", "the response may be damaged; read the item again")


def decode_item(wire: WireItem, *, convert_decimals: bool = True) -> dict[str, AttributeValue]:
    """Read an item, or a key, in DynamoDB's wire form.

    Args:
        wire: Attribute name → wire value.
        convert_decimals: As for `decode_value`.

    Returns:
        Attribute name → Python value.

    Raises:
        SerializationError: When a wire value is malformed; names the path to it.
    """
    quick = quick_decoders(convert_decimals=convert_decimals)
    try:
        return quick.entries(wire, 0)
    except SURPRISES:
        return decode_item_plainly(wire, convert_decimals=convert_decimals)


def decode_item_plainly(wire: WireItem, *, convert_decimals: bool) -> dict[str, AttributeValue]:
    """Read an item step by step: what the quick way has to agree with, and its way out.

    Args:
        wire: Attribute name → wire value.
        convert_decimals: As for `decode_value`.

    Returns:
        Attribute name → Python value.

    Raises:
        SerializationError: When a wire value is malformed; names the path to it.
    """
    try:
        return _decode_entries(wire, convert_decimals, 0)
    except Unfit as error:
        refuse(error, "read", "the response may be damaged; read the item again")


_EXPECTED: Final = "one type descriptor of S, N, B, SS, NS, BS, BOOL, NULL, L, M with its content"


def _decode(wire: object, convert: bool, depth: int) -> AttributeValue:
    # What JSON gives is a dict; asking the abstract class takes longer than the rest.
    if not isinstance(wire, (dict, Mapping)) or len(wire) != 1:
        raise Unfit("it is not a wire value", wire, _EXPECTED)
    ((tag, content),) = wire.items()
    decoder = _DECODERS.get(tag)
    if decoder is None:
        raise Unfit("its type descriptor is unknown", wire, _EXPECTED)
    kinds, decode = decoder
    if not isinstance(content, kinds):
        raise Unfit("its content does not fit its type descriptor", content, _EXPECTED)
    return decode(content, convert, depth)


def _decode_as_is(content: AttributeValue, _convert: bool, _depth: int) -> AttributeValue:
    return content


def _decode_null(_content: bool, _convert: bool, _depth: int) -> None:
    return None


def _decode_number(content: str, convert: bool, _depth: int) -> int | float | Decimal:
    try:
        return number_from_text(content, convert=convert)
    except ValueError as error:
        raise Unfit(str(error), content, "a finite number of at most 38 digits") from None


def _decode_binary(content: str | bytes | bytearray, _convert: bool, _depth: int) -> bytes:
    if not isinstance(content, str):
        return bytes(content)
    try:
        return base64.b64decode(content, validate=True)
    except ValueError:
        raise Unfit("its binary content is not base64", content, "base64 text") from None


def _decode_list(content: list[WireValue], convert: bool, depth: int) -> list[AttributeValue]:
    inner = descend(content, depth)
    values = []
    for position, entry in enumerate(content):
        try:
            values.append(_decode(entry, convert, inner))
        except Unfit as error:
            raise error.within(f"[{position}]")
    return values


def _decode_map(content: WireItem, convert: bool, depth: int) -> dict[str, AttributeValue]:
    return _decode_entries(content, convert, descend(content, depth))


def _decode_entries(content: WireItem, convert: bool, depth: int) -> dict[str, AttributeValue]:
    values = {}
    for name, entry in content.items():
        try:
            values[name] = _decode(entry, convert, depth)
        except Unfit as error:
            raise error.within(f".{name}")
    return values


def _decode_set(tag: str) -> _Decoder:
    def decode(content: list[Any], convert: bool, depth: int) -> set[AttributeValue]:
        return {_decode({tag: member}, convert, depth) for member in content}

    return decode


_Decoder = Callable[[Any, bool, int], AttributeValue]

_BINARY_CONTENT: Final = (str, bytes, bytearray)

_DECODERS: Final[dict[str, tuple[Any, _Decoder]]] = {
    "S": (str, _decode_as_is),
    "N": (str, _decode_number),
    "BOOL": (bool, _decode_as_is),
    "NULL": (bool, _decode_null),
    "M": ((dict, Mapping), _decode_map),
    "L": (list, _decode_list),
    "SS": (list, _decode_set("S")),
    "NS": (list, _decode_set("N")),
    "B": (_BINARY_CONTENT, _decode_binary),
    "BS": (list, _decode_set("B")),
}
