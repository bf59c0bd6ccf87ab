"""When items expire: as a number of seconds in the item, as the field's type on the instance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Final

from boto3_assist.dynamodb.codec.numbers import whole_number
from boto3_assist.dynamodb.item_config import item_config_of
from boto3_assist.dynamodb.life_fields import LifeField, life_fields
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import InvalidParameterError, ValidationError, describe

__all__ = [
    "aware",
    "expiry_after",
    "has_expired",
    "is_expired_item",
    "may_expire",
    "read_expiry",
    "seconds_of",
    "stored_expiry",
    "ttl_attribute",
]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=timezone.utc)
_SECOND: Final = timedelta(seconds=1)
# The last second of the year 9999; a number of milliseconds of today is beyond it.
_LAST_SECOND: Final = 253_402_300_799
_LONGEST: Final = timedelta(days=36_525)


def aware(now: datetime) -> datetime:
    """Check that a time tells its zone.

    Args:
        now: The time.

    Returns:
        The same time in UTC.

    Raises:
        InvalidParameterError: When it is no datetime with a time zone.
    """
    if isinstance(now, datetime) and now.utcoffset() is not None:
        return now.astimezone(timezone.utc)
    given = "a datetime without a time zone" if isinstance(now, datetime) else describe(now)
    raise InvalidParameterError(
        f"the time now was given as {given}",
        details={
            "expected": "a datetime with a time zone",
            "suggestion": "write datetime.now(timezone.utc)",
        },
    )


def seconds_of(now: datetime) -> int:
    """Give a time as whole seconds since 1970, what is less than one left out.

    Args:
        now: A datetime with a time zone.

    Returns:
        Seconds since the start of 1970 in UTC.
    """
    return (now - _EPOCH) // _SECOND


def has_expired(expiry: AttributeValue, now: datetime) -> bool:
    """Tell whether a time of expiry has passed, by DynamoDB's rule.

    DynamoDB: an item is expired when the number of seconds in its TTL attribute is less than the
    current time (API reference of UpdateTimeToLive); what is no number never expires. What
    expired more than five years ago DynamoDB does not delete, but expired it is all the same.

    Args:
        expiry: The value of the attribute or the field.
        now: A datetime with a time zone.

    Returns:
        True from the first whole second after it.

    Example:
        >>> now = datetime(2024, 5, 1, 12, 0, 0, tzinfo=timezone.utc)
        >>> has_expired(seconds_of(now), now), has_expired(seconds_of(now) - 1, now)
        (False, True)
    """
    if isinstance(expiry, datetime):
        return expiry.utcoffset() is not None and seconds_of(expiry) < seconds_of(now)
    is_number = isinstance(expiry, (int, float, Decimal)) and not isinstance(expiry, bool)
    return is_number and bool(expiry < seconds_of(now))


def may_expire(model: type) -> bool:
    """Tell whether a model declares when its items expire.

    Args:
        model: A model class.

    Returns:
        True when it names a field for it.
    """
    return item_config_of(model).ttl is not None


def ttl_attribute(model: type) -> str | None:
    """Name the attribute that holds when an item of a model expires.

    Args:
        model: A model class.

    Returns:
        Name of the attribute in the item, or None when items do not expire.
    """
    return life_fields(model)["ttl"].attribute if may_expire(model) else None


def is_expired_item(model: type, item: Mapping[str, AttributeValue], now: datetime) -> bool:
    """Tell whether a stored item has expired.

    Args:
        model: The class that the item belongs to.
        item: Attribute name → Python value.
        now: A datetime with a time zone.

    Returns:
        True when the model declares a time of expiry and it has passed.
    """
    attribute = ttl_attribute(model)
    return attribute is not None and has_expired(item.get(attribute), now)


def stored_expiry(model: type, value: AttributeValue) -> int | None:
    """Turn the value of a field into what DynamoDB's TTL takes.

    Args:
        model: The class, for messages.
        value: A datetime with a time zone, a whole number of seconds since 1970, or None.

    Returns:
        Whole seconds since 1970, or None.

    Raises:
        ValidationError: When it is none of these: a fraction of a second would be lost, and
            DynamoDB would never delete an item with anything but a number.
    """
    if value is None:
        return None
    seconds: int | None = None
    if isinstance(value, datetime):
        if value.utcoffset() is not None and not (value - _EPOCH) % _SECOND:
            seconds = seconds_of(value)
    else:
        seconds = whole_number(value)
    if seconds is None or not 0 <= seconds <= _LAST_SECOND:
        raise _no_expiry(model, value)
    return seconds


def read_expiry(model: type, field: LifeField, value: AttributeValue) -> AttributeValue:
    """Turn what an item holds into a value of the field's type.

    Args:
        model: The class, for messages.
        field: The field.
        value: The value in the item.

    Returns:
        For a field declared as datetime, a number of seconds as a datetime in UTC; everything
        else as it is.

    Raises:
        ValidationError: When the number is no whole second that a datetime can be.
    """
    is_number = isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)
    if field.kind is not datetime or not is_number:
        return value
    seconds = stored_expiry(model, value)
    return None if seconds is None else _EPOCH + seconds * _SECOND


def expiry_after(duration: int | timedelta, now: datetime) -> int:
    """Give the time of expiry that is a duration away.

    Args:
        duration: Whole seconds, or a timedelta of whole seconds; from none to 100 years.
        now: A datetime with a time zone.

    Returns:
        Whole seconds since 1970.

    Raises:
        InvalidParameterError: When the duration is something else.
    """
    seconds: int | None = None
    if isinstance(duration, timedelta) and not duration % _SECOND:
        seconds = duration // _SECOND
    elif isinstance(duration, int) and not isinstance(duration, bool):
        seconds = duration
    if seconds is None or not 0 <= seconds <= _LONGEST // _SECOND:
        raise InvalidParameterError(
            f"the duration was given as {describe(duration)}",
            details={
                "given": describe(duration),
                "expected": "whole seconds as an int or a timedelta, from 0 to 100 years",
                "suggestion": "give seconds, not milliseconds and not a time of expiry",
            },
        )
    return seconds_of(now) + seconds


def _no_expiry(model: type, value: object) -> ValidationError:
    given = describe(value)
    if isinstance(value, datetime):
        has_zone = value.utcoffset() is not None
        given = "a datetime with a part of a second" if has_zone else "a datetime without a zone"
    return ValidationError(
        f"the time of expiry of {model.__name__} cannot be {given}",
        details={
            "model": model.__name__,
            "field": item_config_of(model).ttl,
            "given": given,
            "expected": "a datetime with a time zone in whole seconds, or a whole number of "
            "seconds since 1970, up to the year 9999",
            "suggestion": "use set_ttl_from_duration(...), or datetime.replace(microsecond=0); "
            "divide milliseconds by 1000",
        },
    )
