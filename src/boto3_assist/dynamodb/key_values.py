"""The value of one key attribute, checked for what DynamoDB takes as a key; knows no index."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boto3_assist.dynamodb.codec import encode_value
from boto3_assist.dynamodb.instance_values import InstanceValues
from boto3_assist.dynamodb.key_template import DELIMITER
from boto3_assist.dynamodb.keys import DynamoDBKey, FieldReference
from boto3_assist.dynamodb.schema import plain_value
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import KeyBuildError, SerializationError, describe

__all__ = [
    "are_in_order",
    "check_key_value",
    "complete_key_value",
    "has_key_value",
    "key_value",
]


def key_value(key: DynamoDBKey, values: Mapping[str, object]) -> AttributeValue:
    """Make the value of a key attribute.

    Args:
        key: The declared key.
        values: Input name → value, possibly those of an instance.

    Returns:
        The value, or None when a function or an attribute gives none.

    Raises:
        KeyBuildError: When a template lacks an input, or a value does not fit.
    """
    if isinstance(key.source, FieldReference) and isinstance(values, InstanceValues):
        # The attribute itself is the key, so what is stored counts, not what the field holds.
        return values.stored(key.source.attribute)
    return key.resolve(values)


def has_key_value(key: DynamoDBKey, values: Mapping[str, object]) -> bool:
    """Tell whether the value of a key attribute can be made.

    Args:
        key: The declared key.
        values: Input name → value, possibly those of an instance.

    Returns:
        False when an input is missing, or a function or an attribute gives None.
    """
    if isinstance(key.source, FieldReference):
        return key_value(key, values) is not None
    return key.is_complete(values)


def complete_key_value(
    owner: str, key: DynamoDBKey, values: Mapping[str, object], *, is_primary: bool
) -> AttributeValue:
    """Make the value of a key attribute that must have one.

    Args:
        owner: Name of the model, for messages.
        key: The declared key.
        values: Input name → value, possibly those of an instance.
        is_primary: True for a key of the table itself, which identifies the item.

    Returns:
        The value, which DynamoDB takes as a key.

    Raises:
        KeyBuildError: When there is none, it is empty, or of a kind that is no key.
    """
    value = key_value(key, values)
    # `build_key` ends a key with the delimiter where a value is None: all such items would meet.
    is_unfinished = is_primary and callable(key.source) and str(value).endswith(DELIMITER)
    if value is None or is_unfinished:
        raise KeyBuildError(
            f"the key {key.attribute_name!r} of {owner} is not set"
            + (": its function gave a beginning only" if is_unfinished else ""),
            details={
                "model": owner,
                "attribute": key.attribute_name,
                "inputs": list(key.inputs or ()),
                "expected": "a value for every part of the key",
                "suggestion": "set the attributes that the key is built from",
            },
        )
    check_key_value(owner, key.attribute_name, value)
    return value


def check_key_value(owner: str, attribute: str, value: AttributeValue) -> None:
    """Check that DynamoDB takes a value as a key: text, a number or bytes, and not empty.

    Args:
        owner: Name of the model, for messages.
        attribute: Name of the key attribute.
        value: The value.

    Raises:
        KeyBuildError: When it does not.
    """
    if type(value) is str:
        fits = value != ""
    else:
        try:
            ((tag, content),) = encode_value(value, plain_value).items()
        except SerializationError:
            fits = False
        else:
            fits = tag in ("S", "N", "B") and len(content) > 0
    if not fits:
        raise KeyBuildError(
            f"the key {attribute!r} of {owner} cannot be {describe(value)}",
            details={
                "model": owner,
                "attribute": attribute,
                "given": describe(value),
                "expected": "text, a number or bytes, not empty",
                "suggestion": "correct the value; None keeps an item out of a secondary index",
            },
        )


def are_in_order(low: Any, high: Any) -> bool:
    """Tell whether two bounds make a range.

    Args:
        low: The lower bound.
        high: The upper bound.

    Returns:
        False when the lower one is above the other, or they cannot be compared.
    """
    try:
        return bool(low <= high)
    except (TypeError, ArithmeticError):
        return False
