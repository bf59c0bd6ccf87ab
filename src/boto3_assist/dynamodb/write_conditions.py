"""The conditions of a write, joined so that their placeholders cannot clash; sends nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from boto3_assist.dynamodb.conditions import Expression, condition_expression
from boto3_assist.dynamodb.expressions.conditions import enclosed
from boto3_assist.dynamodb.expressions.placeholders import (
    PLACEHOLDER,
    check_meanings,
    check_placeholders,
    placeholders_in,
)
from boto3_assist.dynamodb.item_config import item_config_of
from boto3_assist.dynamodb.item_expiry import seconds_of, ttl_attribute
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.schema.scalars import is_binary_wrapper
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.dynamodb.version_lock import VersionLock, absence_or_expiry
from boto3_assist.errors import InvalidParameterError, ItemNotFoundError

__all__ = [
    "beside",
    "condition_beside",
    "delete_condition",
    "given_condition",
    "living_condition",
    "no_such_item",
    "presence",
    "put_condition",
]

# DynamoDB limit: an expression has at most 300 operators and 4 KB.
_MAX_CANDIDATES: Final = 100


def put_condition(
    item: object,
    given: Expression | None,
    *,
    must_exist: bool | None = None,
    lock: VersionLock | None = None,
    now: datetime | None = None,
) -> Expression | None:
    """Give the condition of a save.

    Args:
        item: What is saved, whose partition key attribute an absence is tested on.
        given: The caller's condition, which must hold beside the others, or None.
        must_exist: True to write only if an item has this key, False only if none has, None
            either way.
        lock: What guards the version, if anything.
        now: The time at which an expired item counts as absent; None when none does.

    Returns:
        The condition, or None.

    Raises:
        InvalidParameterError: When a dictionary has nothing that can be a key.
    """
    own = [] if lock is None else [lock.condition]
    if must_exist is not None:
        asked = _presence_of(item, now) if must_exist else _absence_of(item, now)
        # A new instance with a version asks for the same absence.
        own += [] if asked in own else [asked]
    return _joined(own, given)


def delete_condition(
    key: Mapping[str, AttributeValue],
    given: Expression | None,
    *,
    must_exist: bool,
    lock: VersionLock | None,
) -> Expression | None:
    """Give the condition of a deletion.

    Args:
        key: Key attribute name → Python value.
        given: The caller's condition, or None.
        must_exist: True to refuse the deletion of what is not there.
        lock: What guards the version, if anything.

    Returns:
        The condition, or None.
    """
    own = [] if lock is None or lock.deletion_condition is None else [lock.deletion_condition]
    if must_exist:
        own.append(presence(next(iter(key))))
    return _joined(own, given)


def given_condition(
    condition: Any, names: Mapping[str, str] | None, values: Mapping[str, AttributeValue] | None
) -> Expression | None:
    """Give the condition that a caller gave.

    Args:
        condition: A condition, one of boto3, text, or None.
        names: What the text's ``#`` placeholders stand for.
        values: What the text's ``:`` placeholders stand for.

    Returns:
        The condition, or None.

    Raises:
        InvalidParameterError: When it cannot be used, or its placeholders are not those that have
            a meaning.
    """
    check_meanings(names, values)
    if condition is not None:
        found = condition_expression(condition, names=names, values=values)
        check_placeholders({*(names or {}), *(values or {})}, found)
        return found
    if names or values:
        raise InvalidParameterError(
            "placeholders were given without a condition",
            details={
                "expected": "condition_expression with its names and values",
                "suggestion": "pass the condition, or leave the placeholders out",
            },
        )
    return None


def living_condition(model: type, now: datetime, given: Expression | None) -> Expression | None:
    """Give the condition that an item is one that a read by the key of its model would find.

    Args:
        model: A model class.
        now: The time by which an item has expired.
        given: The caller's condition, which must hold as well, or None.

    Returns:
        The condition; None where nothing is asked: every item is one.
    """
    config = item_config_of(model)
    own = []
    if (expiry := ttl_attribute(model)) is not None:
        own.append(_not_expired(expiry, now))
    if config.entity_type is not None:
        own.append(
            Expression(
                # Without a type it may be older than the declaration.
                "(attribute_not_exists(#type) OR #type = :type)",
                {"#type": str(config.entity_type_attribute)},
                {":type": config.entity_type},
            )
        )
    return _joined(own, given)


def presence(
    key_attribute: str, model: type | None = None, now: datetime | None = None
) -> Expression:
    """Write that there is an item, and that it has not expired.

    Args:
        key_attribute: Name of an attribute of its key.
        model: The class of the item, or None.
        now: The time by which an item has expired; None when that does not count.

    Returns:
        The condition.
    """
    exists = Expression("attribute_exists(#pk)", {"#pk": key_attribute})
    expiry = None if model is None or now is None else ttl_attribute(model)
    if expiry is None or now is None:
        return exists
    living = _not_expired(expiry, now)
    return Expression(
        f"{exists.text} AND {living.text}", {**exists.names, **living.names}, living.values
    )


def _not_expired(expiry: str, now: datetime) -> Expression:
    # What has no time of expiry, or none that is a number, is not less than one.
    return Expression("NOT (#ttl < :now)", {"#ttl": expiry}, {":now": seconds_of(now)})


def _joined(own: Iterable[Expression], given: Expression | None) -> Expression | None:
    """Join the library's own conditions, one after the other, with the caller's."""
    for part in own:
        given = beside(part, given)
    return given


def condition_beside(text: Expression, condition: Any) -> Expression | None:
    """Give a caller's condition whose placeholders are not those of another text.

    Args:
        text: The other text; what it defines a condition that is text uses, too.
        condition: A condition, one of boto3, text, or None.

    Returns:
        The condition, or None.

    Raises:
        InvalidParameterError: When it cannot be used.
    """
    if condition is None:
        return None
    return condition_expression(condition, names=text.names, values=text.values)


def no_such_item(table_name: str, operation: str, suggestion: str) -> ItemNotFoundError:
    """Make the error that says that a write was to an item that is not there.

    Args:
        table_name: Name or ARN of the table.
        operation: AWS's name of the operation.
        suggestion: What to do.

    Returns:
        The error, to raise.
    """
    return ItemNotFoundError(
        f"the table {table_name!r} has no item with this key",
        details={
            "table": table_name,
            "operation": operation,
            "expected": "an item with this key",
            "suggestion": suggestion,
        },
        operation=operation,
    )


def beside(own: Expression, given: Expression | None) -> Expression:
    """Join a condition of the library's own with another one, which may be anybody's.

    Args:
        own: The condition whose placeholders give way.
        given: The other condition, which stays as it is, or None.

    Returns:
        Both, of which both must hold; without another one that of the library alone.

    Example:
        >>> own = Expression("#version = :version", {"#version": "v"}, {":version": 2})
        >>> both = beside(own, Expression("#version > :v", {"#version": "w"}, {":v": 1}))
        >>> both.text, both.names
        ('#version_ = :version AND (#version > :v)', {'#version_': 'v', '#version': 'w'})
    """
    if given is None:
        return own
    # Those in the text too: what the caller forgot to define must not mean something of ours.
    taken = placeholders_in(given)
    renamed: dict[str, str] = {}
    for placeholder in (*own.names, *own.values):
        renamed[placeholder] = placeholder
        while renamed[placeholder] in taken:
            renamed[placeholder] += "_"
    text = PLACEHOLDER.sub(lambda found: renamed[found[0]], own.text)
    if " OR " in text:
        text = enclosed(text)
    return Expression(
        f"{text} AND {enclosed(given.text)}",
        {**{renamed[name]: meaning for name, meaning in own.names.items()}, **given.names},
        {**{renamed[name]: meaning for name, meaning in own.values.items()}, **given.values},
    )


def _absence_of(item: object, now: datetime | None) -> Expression:
    """Write that no item has this key, whatever the key attributes of the table are."""
    if isinstance(item, DynamoDBModelBase):
        return absence_or_expiry(list(item.primary_key())[:1], type(item), now)
    return absence_or_expiry(_key_candidates(item, "fail_if_exists", "not_exists"), None, None)


def _presence_of(item: object, now: datetime | None) -> Expression:
    """Write that an item has this key, and has not expired."""
    if not isinstance(item, DynamoDBModelBase):
        attributes = _key_candidates(item, "must_exist", "exists")
        names = {f"#pk{position or ''}": name for position, name in enumerate(attributes)}
        return Expression(" OR ".join(f"attribute_exists({each})" for each in names), names)
    return presence(next(iter(item.primary_key())), type(item), now)


def _key_candidates(item: object, option: str, method: str) -> list[str]:
    # The key is among the attributes, and a stored item with this key has its attributes.
    entries = item.items() if isinstance(item, Mapping) else ()
    names = [name for name, value in entries if _may_be_key(value)]
    if not 1 <= len(names) <= _MAX_CANDIDATES:
        raise InvalidParameterError(
            f"{option} needs the key, which may be any of {len(names)} attributes",
            details={
                "expected": f"a model, or a dictionary with 1 to {_MAX_CANDIDATES} attributes that "
                "are text, numbers or bytes",
                "suggestion": f'pass condition_expression=attr("<partition key>").{method}()',
            },
        )
    return names


def _may_be_key(value: object) -> bool:
    kinds = (str, int, float, Decimal, bytes, bytearray, memoryview)
    is_scalar = isinstance(value, kinds) or is_binary_wrapper(value)
    return is_scalar and not isinstance(value, bool)
