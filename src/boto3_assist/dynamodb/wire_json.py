"""The bodies of requests and responses as JSON, the same with orjson and without it; sends nothing.

orjson, of the extra `fast`, is tried first. What it refuses, or would read or write otherwise than
the standard library does, the standard library decides.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any, Final

from boto3_assist.dynamodb.types import WireItem

_fast: Any = None
try:
    import orjson as _fast
except ImportError:
    # An extra; the standard library does without it.
    pass

__all__ = ["body_of", "item_in", "object_in"]

# Among them a response has nothing but wire values, whose numbers are text.
_ITEM_PARTS: Final = frozenset(
    {
        *("Attributes", "CancellationReasons", "Item", "Items", "LastEvaluatedKey"),
        *("Responses", "UnprocessedItems", "UnprocessedKeys"),
    }
)
# Above it orjson reads a whole number as a float.
_MAX_EXACT: Final = 2.0**53
_PLAIN_KINDS: Final = frozenset({str, bool, int, dict, list})
_NULLS: Final = (b":null", b",null", b"[null")


def body_of(params: Mapping[str, Any]) -> bytes:
    """Write the parameters of a request.

    Args:
        params: The parameters, values in wire form; binary content is bytes.

    Returns:
        JSON in UTF-8, without a space between its tokens.

    Raises:
        TypeError: When a value cannot be written.
        ValueError: When a number is none, or text holds a lone surrogate.
    """
    if _fast is not None and all(type(part) in _PLAIN_KINDS for part in params.values()):
        try:
            body: bytes = _fast.dumps(params, default=_base64_text, option=_OPTIONS)
        except TypeError:
            return _ENCODER.encode(params).encode()
        # NaN, which the standard library refuses.
        if not any(null in body for null in _NULLS):
            return body
    return _ENCODER.encode(params).encode()


def object_in(body: bytes) -> dict[str, Any] | None:
    """Read the body of a response.

    Args:
        body: What was received.

    Returns:
        The JSON object, or None when it is none.
    """
    if _fast is not None:
        try:
            parsed: Any = _fast.loads(body)
        except ValueError:
            return _object_in(body)
        if not isinstance(parsed, dict):
            return None
        others = (part for name, part in parsed.items() if name not in _ITEM_PARTS)
        return _object_in(body) if any(map(_is_large, others)) else parsed
    return _object_in(body)


def item_in(text: str) -> WireItem:
    """Read an item of a response.

    Args:
        text: A JSON object that is known to be one, of wire values.

    Returns:
        The item in wire form.
    """
    if _fast is not None:
        try:
            item: WireItem = _fast.loads(text)
            return item
        except ValueError:
            # Such as a lone surrogate.
            pass
    item = json.loads(text)
    return item


def _object_in(body: bytes) -> dict[str, Any] | None:
    try:
        parsed = json.loads(body.decode())
    except (ValueError, RecursionError):
        return None
    return parsed if isinstance(parsed, dict) else None


def _is_large(part: Any) -> bool:
    if isinstance(part, float):
        return not -_MAX_EXACT < part < _MAX_EXACT
    if isinstance(part, dict):
        return any(map(_is_large, part.values()))
    return isinstance(part, list) and any(map(_is_large, part))


def _base64_text(content: Any) -> str:
    # What is no binary is a TypeError.
    return base64.b64encode(content).decode("ascii")


# Made once: it takes longer to make than a small request to write.
_ENCODER: Final = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_base64_text
)
_OPTIONS: Final = (
    0 if _fast is None else _fast.OPT_PASSTHROUGH_DATACLASS | _fast.OPT_PASSTHROUGH_DATETIME
)
