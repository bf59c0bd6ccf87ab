"""The values of key attributes, checked for what DynamoDB takes as a key; builds no condition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from boto3_assist.dynamodb.codec import encode_value
from boto3_assist.dynamodb.instance_values import InstanceValues
from boto3_assist.dynamodb.key_template import DELIMITER
from boto3_assist.dynamodb.keys import DynamoDBKey, FieldReference
from boto3_assist.dynamodb.schema import plain_value
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import KeyBuildError, SerializationError, describe

if TYPE_CHECKING:
    from boto3_assist.dynamodb.indexes import DynamoDBIndex

__all__ = [
    "MAX_PARTITION_KEY_BYTES",
    "MAX_SORT_KEY_BYTES",
    "are_in_order",
    "check_key_value",
    "has_key_value",
    "index_key",
    "key_value",
    "sort_key_value",
]

# DynamoDB limits ("Partition keys and sort keys" in the quotas of its developer guide), of the
# table and of every index; text counts in UTF-8.
MAX_PARTITION_KEY_BYTES: Final = 2048
MAX_SORT_KEY_BYTES: Final = 1024

_UTC_OFFSET: Final = timedelta(0)


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
    value = key.resolve(values)
    if isinstance(key.source, FieldReference) and isinstance(value, datetime):
        # What is asked for is a moment, and stored moments are in UTC: see `check_key_value`.
        return _in_utc(value)
    return value


def _in_utc(value: datetime) -> datetime:
    try:
        return value if value.utcoffset() is None else value.astimezone(timezone.utc)
    except OverflowError:
        # Outside the years that Python has in UTC; refused as every time in another zone.
        return value


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


def index_key(
    owner: str,
    index: DynamoDBIndex,
    values: Mapping[str, object],
    *,
    include_sort_keys: bool = True,
) -> dict[str, AttributeValue]:
    """Make the key attributes of an index, all of which must have a value.

    Args:
        owner: Name of the model, for messages.
        index: The declared index.
        values: Input name → value, possibly those of an instance.
        include_sort_keys: False for the partition alone.

    Returns:
        Key attribute name → value, which DynamoDB takes as a key.

    Raises:
        KeyBuildError: When a value is missing, empty, too long, or of a kind that is no key.
    """
    if isinstance(values, InstanceValues):
        values = values.snapshot()
    is_primary = index.is_primary
    # An index without a partition key is told by the name that is missing.
    made = {
        key.attribute_name: _complete_value(owner, key, values, MAX_PARTITION_KEY_BYTES, is_primary)
        for key in index.partition_keys or (index.partition_key,)
    }
    for key in index.sort_keys if include_sort_keys else ():
        made[key.attribute_name] = _complete_value(
            owner, key, values, MAX_SORT_KEY_BYTES, is_primary
        )
    return made


def sort_key_value(owner: str, key: DynamoDBKey, values: Mapping[str, object]) -> AttributeValue:
    """Make the value of one sort key attribute, to compare others with.

    Args:
        owner: Name of the model, for messages.
        key: The declared key.
        values: Input name → value.

    Returns:
        The value, which DynamoDB takes as a key.

    Raises:
        KeyBuildError: When there is none, it is empty, too long, or of a kind that is no key.
    """
    return _complete_value(owner, key, values, MAX_SORT_KEY_BYTES, is_primary=False)


def _complete_value(
    owner: str,
    key: DynamoDBKey,
    values: Mapping[str, object],
    max_bytes: int,
    is_primary: bool,
) -> AttributeValue:
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
    check_key_value(owner, key.attribute_name, value, max_bytes)
    return value


def check_key_value(owner: str, attribute: str, value: AttributeValue, max_bytes: int) -> None:
    """Check that DynamoDB takes a value as a key: text, a number or bytes, not empty or too long.

    A time is stored as text with its own offset, so as a key it must be in UTC: one moment would
    otherwise be several keys, and keys would not sort as moments do.

    Args:
        owner: Name of the model, for messages.
        attribute: Name of the key attribute.
        value: The value.
        max_bytes: How long it may be: `MAX_PARTITION_KEY_BYTES` or `MAX_SORT_KEY_BYTES`.

    Raises:
        KeyBuildError: When it does not.
    """
    if isinstance(value, datetime) and value.utcoffset() != _UTC_OFFSET:
        raise _not_utc(owner, attribute)
    if type(value) is str:
        # Most keys: a character has at most four bytes, so most need not be counted.
        length = (
            len(value)
            if 4 * len(value) <= max_bytes
            else len(value.encode("utf-8", "surrogatepass"))
        )
    else:
        length = _length(value)
    if 0 < length <= max_bytes:
        return
    is_long = length > max_bytes
    given = f"{length} bytes" if is_long else describe(value)
    raise KeyBuildError(
        f"the key {attribute!r} of {owner} cannot be {given}" + (" long" if is_long else ""),
        details={
            "model": owner,
            "attribute": attribute,
            "given": given,
            "expected": f"text, a number or bytes, of 1 to {max_bytes} bytes",
            "suggestion": (
                "build the key from shorter values, such as a hash of a long one"
                if is_long
                else "correct the value; None keeps an item out of a secondary index"
            ),
        },
    )


def _not_utc(owner: str, attribute: str) -> KeyBuildError:
    return KeyBuildError(
        f"the key {attribute!r} of {owner} cannot be a datetime that is not in UTC",
        details={
            "model": owner,
            "attribute": attribute,
            "expected": "a datetime with the time zone UTC, where it is the key as it is",
            "suggestion": "convert it with astimezone(timezone.utc), or build the key by a "
            "template, which does so",
        },
    )


def _length(value: AttributeValue) -> int:
    """Count the bytes of a value; 0 for what is no key."""
    try:
        ((tag, content),) = encode_value(value, plain_value).items()
    except SerializationError:
        return 0
    if tag == "S":
        return len(content.encode())
    return len(content) if tag in ("N", "B") else 0


def are_in_order(low: AttributeValue, high: AttributeValue) -> bool:
    """Tell whether two values that DynamoDB takes as keys make a range, as it sorts them.

    Args:
        low: The lower bound.
        high: The upper bound.

    Returns:
        False when the lower one is above the other, or they are of two kinds.
    """
    try:
        ((low_tag, low_content),) = encode_value(low, plain_value).items()
        ((high_tag, high_content),) = encode_value(high, plain_value).items()
    except SerializationError:
        return False
    if low_tag != high_tag:
        return False
    if low_tag == "N":
        return Decimal(low_content) <= Decimal(high_content)
    # Python sorts text by its code points, which is the order of its UTF-8.
    return bool(low_content <= high_content)
