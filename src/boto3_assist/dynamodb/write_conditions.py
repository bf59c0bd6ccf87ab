"""The conditions of a write, joined so that their placeholders cannot clash; sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from boto3_assist.dynamodb.conditions import Expression, condition_expression
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.requests.placeholders import PLACEHOLDER, placeholders_in
from boto3_assist.dynamodb.schema.scalars import is_binary_wrapper
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.dynamodb.version_lock import VersionLock, absence_or_expiry
from boto3_assist.errors import InvalidParameterError

__all__ = ["beside", "put_condition"]

# DynamoDB limit: an expression has at most 300 operators and 4 KB.
_MAX_ABSENT: Final = 100


def put_condition(
    item: object,
    fail_if_exists: bool,
    condition: Any,
    names: Mapping[str, str] | None,
    values: Mapping[str, AttributeValue] | None,
    *,
    lock: VersionLock | None = None,
    now: datetime | None = None,
) -> Expression | None:
    """Give the condition of a save.

    Args:
        item: What is saved, whose partition key attribute an absence is tested on.
        fail_if_exists: True to write only if no item has this key.
        condition: Text or a condition of boto3, which must hold beside the others.
        names: What the text's ``#`` placeholders stand for.
        values: What the text's ``:`` placeholders stand for.
        lock: What guards the version, if anything.
        now: The time at which an expired item counts as absent; None when none does.

    Returns:
        The condition, or None.

    Raises:
        InvalidParameterError: When the condition cannot be used, placeholders come without one,
            or a dictionary has nothing that can be a key.
    """
    if condition is None and (names or values):
        raise InvalidParameterError(
            "placeholders were given without a condition",
            details={
                "expected": "condition_expression with its names and values",
                "suggestion": "pass the condition, or leave the placeholders out",
            },
        )
    joined = None
    if condition is not None:
        joined = condition_expression(condition, names=names, values=values)
    own = [] if lock is None else [lock.condition]
    if fail_if_exists and (absence := _absence_of(item, now)) not in own:
        own.append(absence)
    for part in own:
        joined = part if joined is None else beside(part, joined)
    return joined


def beside(own: Expression, given: Expression) -> Expression:
    """Join a condition of the library's own with another one, which may be anybody's.

    Args:
        own: The condition whose placeholders give way.
        given: The other condition, which stays as it is.

    Returns:
        Both, of which both must hold.

    Example:
        >>> own = Expression("#version = :version", {"#version": "v"}, {":version": 2})
        >>> both = beside(own, Expression("#version > :v", {"#version": "w"}, {":v": 1}))
        >>> both.text, both.names
        ('#version_ = :version AND (#version > :v)', {'#version_': 'v', '#version': 'w'})
    """
    # Those in the text too: what the caller forgot to define must not mean something of ours.
    taken = placeholders_in(given)
    renamed: dict[str, str] = {}
    for placeholder in (*own.names, *own.values):
        renamed[placeholder] = placeholder
        while renamed[placeholder] in taken:
            renamed[placeholder] += "_"
    text = PLACEHOLDER.sub(lambda found: renamed[found[0]], own.text)
    return Expression(
        f"{text} AND ({given.text})",
        {**{renamed[name]: meaning for name, meaning in own.names.items()}, **given.names},
        {**{renamed[name]: meaning for name, meaning in own.values.items()}, **given.values},
    )


def _absence_of(item: object, now: datetime | None) -> Expression:
    """Write that no item has this key, whatever the key attributes of the table are."""
    if isinstance(item, DynamoDBModelBase):
        return absence_or_expiry(list(item.primary_key())[:1], type(item), now)
    # The key is among the attributes, and a stored item with this key has its attributes.
    entries = item.items() if isinstance(item, Mapping) else ()
    names = [name for name, value in entries if _may_be_key(value)]
    if not 1 <= len(names) <= _MAX_ABSENT:
        raise InvalidParameterError(
            f"fail_if_exists needs the key, which may be any of {len(names)} attributes",
            details={
                "expected": f"a model, or a dictionary with 1 to {_MAX_ABSENT} attributes that are "
                "text, numbers or bytes",
                "suggestion": 'pass condition_expression=Attr("<partition key>").not_exists()',
            },
        )
    return absence_or_expiry(names, None, None)


def _may_be_key(value: object) -> bool:
    kinds = (str, int, float, Decimal, bytes, bytearray, memoryview)
    is_scalar = isinstance(value, kinds) or is_binary_wrapper(value)
    return is_scalar and not isinstance(value, bool)
