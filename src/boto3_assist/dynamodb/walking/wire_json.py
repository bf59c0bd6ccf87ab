"""Items in wire form as JSON text, and back; knows no model."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from boto3_assist.dynamodb.codec import decode_item, encode_item
from boto3_assist.dynamodb.types import WireItem

__all__ = ["json_text", "normal_wire"]


def json_text(value: Mapping[str, Any]) -> str:
    """Write something that holds items in wire form as JSON, as DynamoDB's export does.

    Args:
        value: What is written; binary content may be bytes, or base64 text already.

    Returns:
        One line of text; binary content is base64.
    """
    return json.dumps(value, default=_base64_text, separators=(",", ":"), ensure_ascii=False)


def normal_wire(item: Mapping[str, Any]) -> WireItem:
    """Give an item or key in the wire form that a client takes: binary content is bytes.

    Args:
        item: Attribute name → wire value; binary content may be base64 text.

    Returns:
        The same in wire form.

    Raises:
        SerializationError: When it is not in wire form.
    """
    return encode_item(decode_item(item, convert_decimals=False))


def _base64_text(value: object) -> str:
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode()
    raise TypeError(f"{type(value).__name__} is no wire value")
