"""Whether two wire values are one value to DynamoDB; knows nothing of models or keys."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from boto3_assist.dynamodb.codec.decoding import decode_value
from boto3_assist.dynamodb.types import WireValue

__all__ = ["is_same_value"]


def is_same_value(one: WireValue | None, other: WireValue | None) -> bool:
    """Tell whether two wire values are equal: sets in any order, numbers however written.

    Args:
        one: A value in wire form; None for an absent attribute.
        other: Another.

    Returns:
        True when DynamoDB cannot tell them apart.

    Example:
        >>> is_same_value({"NS": ["1", "2.50"]}, {"NS": ["2.5", "1"]})
        True
    """
    if one is None or other is None:
        return one is other
    ((tag, content),) = one.items()
    ((other_tag, other_content),) = other.items()
    return tag == other_tag and _is_same_content(tag, content, other_content)


def _is_same_content(tag: str, one: Any, other: Any) -> bool:
    if tag == "N":
        return one == other or Decimal(one) == Decimal(other)
    if tag == "NS":
        return set(map(Decimal, one)) == set(map(Decimal, other))
    if tag == "SS":
        return set(one) == set(other)
    if tag in ("B", "BS"):
        # Bytes, or their base64 text as it was on the wire.
        return bool(decode_value({tag: one}) == decode_value({tag: other}))
    if tag == "L":
        return len(one) == len(other) and all(map(is_same_value, one, other))
    if tag == "M":
        return _is_same_map(one, other)
    return bool(one == other)


def _is_same_map(one: Mapping[str, WireValue], other: Mapping[str, WireValue]) -> bool:
    return one.keys() == other.keys() and all(
        is_same_value(entry, other[name]) for name, entry in one.items()
    )
