"""The size of an item by DynamoDB's own rules; knows nothing of models or requests."""

from __future__ import annotations

import marshal
from typing import Any, Final

from boto3_assist.dynamodb.types import WireItem, WireValue

__all__ = ["MAX_ITEM_BYTES", "is_surely_small", "item_size"]

MAX_ITEM_BYTES: Final = 400 * 1024
"""DynamoDB limit: an item, names and values together, is at most 400 KB (409,600 bytes)."""

_CONTAINER_BYTES: Final = 3
_ELEMENT_BYTES: Final = 1


def item_size(item: WireItem) -> int:
    """Estimate what an item counts against the limit of 400 KB and as capacity.

    The rules are those of the Developer Guide, "DynamoDB item sizes and formats": names and text
    in UTF-8, numbers about one byte for two significant digits and one more (and one for a minus
    sign), raw bytes for binary, one byte for null and Boolean, and three bytes for a list or map
    beside one for each element in it.

    Args:
        item: Attribute name → wire value; binary content may be bytes or base64 text.

    Returns:
        Bytes; exact but for numbers, whose rule AWS itself calls approximate.

    Example:
        >>> item_size({"id": {"S": "abc"}})
        5
    """
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def is_surely_small(item: WireItem) -> bool:
    """Tell without a walk in Python whether an item is below DynamoDB's limit of 400 KB.

    What `marshal` writes is never shorter than `item_size`: names, text and bytes as they are and
    five bytes around each; a number's text, of which DynamoDB counts half and two bytes; two bytes
    at least around each map, and so around each wire value, of which DynamoDB counts one for what
    is in a list or map; five around a list, of which DynamoDB counts three.

    Args:
        item: Attribute name → wire value; binary content may be bytes or base64 text.

    Returns:
        True when it is; False when it may not be.

    Example:
        >>> is_surely_small({"id": {"S": "abc"}}), is_surely_small({"id": {"S": "a" * 409_600}})
        (True, False)
    """
    written: Any = item
    try:
        # The second version of the form, which does not abbreviate what it has written before.
        return len(marshal.dumps(written, 2)) <= MAX_ITEM_BYTES
    except ValueError:
        # Classes of the caller's own, or nested too deep for it.
        return False


def _value_size(value: WireValue) -> int:
    ((tag, content),) = value.items()
    if tag == "S":
        return len(content.encode())
    if tag == "N":
        return _number_size(content)
    if tag == "B":
        return _binary_size(content)
    if tag in ("BOOL", "NULL"):
        return 1
    return _collection_size(tag, content)


def _collection_size(tag: str, content: Any) -> int:
    if tag == "M":
        return _CONTAINER_BYTES + len(content) * _ELEMENT_BYTES + item_size(content)
    if tag == "L":
        elements = sum(_value_size(entry) for entry in content)
        return _CONTAINER_BYTES + len(content) * _ELEMENT_BYTES + elements
    if tag == "SS":
        return sum(len(member.encode()) for member in content)
    if tag == "NS":
        return sum(_number_size(member) for member in content)
    return sum(_binary_size(member) for member in content)


def _binary_size(content: bytes | str) -> int:
    # As text it is base64: three bytes for four characters, less the padding.
    if isinstance(content, str):
        return len(content) * 3 // 4 - content[-2:].count("=")
    return len(content)


def _number_size(text: str) -> int:
    mantissa = text.lower().partition("e")[0]
    digits = mantissa.lstrip("-").replace(".", "").strip("0")
    return (len(digits) + 1) // 2 + 1 + mantissa.startswith("-")
