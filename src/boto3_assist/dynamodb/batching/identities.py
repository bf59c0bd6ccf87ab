"""Which item a key in wire form names, as a value to compare; knows no table."""

from __future__ import annotations

import base64
from collections.abc import Hashable, Sequence
from decimal import Decimal

from boto3_assist.dynamodb.types import WireItem, WireValue

__all__ = ["identities_of", "identity_of"]


def identity_of(item: WireItem, names: Sequence[str]) -> tuple[Hashable, ...] | None:
    """Give what an item's key is equal to exactly when DynamoDB takes two keys for one.

    Args:
        item: An item, or a key, in wire form; binary content may be bytes or base64 text.
        names: Names of the key attributes.

    Returns:
        The values of the key; None when the item lacks one of its attributes.

    Example:
        >>> one = identity_of({"pk": {"S": "a"}, "sk": {"N": "1.0"}}, ["pk", "sk"])
        >>> one == identity_of({"pk": {"S": "a"}, "sk": {"N": "1"}, "n": {"S": "b"}}, ["pk", "sk"])
        True
    """
    try:
        return tuple([_part(item[name]) for name in names])
    except KeyError:
        return None


def identities_of(
    items: Sequence[WireItem], names: Sequence[str]
) -> list[tuple[Hashable, ...] | None]:
    """Give `identity_of` each of many items.

    Args:
        items: Items, or keys, in wire form.
        names: Names of the key attributes.

    Returns:
        The values of the key of each; None for one that lacks an attribute of it.
    """
    if len(names) != 2:
        return [identity_of(item, names) for item in items]
    partition, sort = names
    try:
        # Most keys are two texts.
        return [
            (one["S"], other["S"]) if len(one) == len(other) == 1 else identity_of(item, names)
            for item in items
            for one, other in ((item[partition], item[sort]),)
        ]
    except KeyError:
        return [identity_of(item, names) for item in items]


def _part(value: WireValue) -> Hashable:
    """Give text, a number or bytes, of which no two kinds are ever equal."""
    ((tag, content),) = value.items()
    if tag == "S":
        text: str = content
        return text
    if tag == "N":
        return Decimal(content)
    if tag == "B":
        return base64.b64decode(content) if isinstance(content, str) else bytes(content)
    # No key: DynamoDB says so.
    return repr((tag, content)).encode()
