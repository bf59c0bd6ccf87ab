"""Times and versions of an instance, as a write sets them; sends nothing and asks no clock."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any, Final, TypeVar

from boto3_assist.dynamodb.conditions import Expression
from boto3_assist.dynamodb.item_expiry import aware, expiry_after, has_expired, seconds_of
from boto3_assist.dynamodb.life_fields import LifeField, check_kept_fields, kind_of, life_fields
from boto3_assist.dynamodb.schema import ModelMarker, ModelSchema, schema_of_instance
from boto3_assist.dynamodb.version_lock import current_version, version_lock
from boto3_assist.errors import ConfigurationError, ValidationError

__all__ = [
    "has_life",
    "has_passed",
    "next_version",
    "set_ttl",
    "settled",
    "stamp_value",
    "take_over",
    "version_condition",
    "with_values",
    "written_values",
]

M = TypeVar("M", bound=ModelMarker)

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=timezone.utc)


def stamp_value(schema: ModelSchema, field_name: str, now: datetime) -> datetime | int | str:
    """Give a time as the declared type of a field.

    Args:
        schema: The schema of the model.
        field_name: Name of a field that is declared as datetime, int or str.
        now: A datetime with a time zone.

    Returns:
        A datetime in UTC; whole seconds since 1970, what is less than one left out; or ISO 8601
        text in UTC with six digits of the second, which sorts as the time does.

    Raises:
        InvalidParameterError: When the time has no time zone.

    Example:
        >>> from dataclasses import dataclass
        >>> from boto3_assist.dynamodb import DynamoDBModelBase
        >>> from boto3_assist.dynamodb.schema import schema_of_class
        >>> @dataclass
        ... class Note(DynamoDBModelBase):
        ...     written_at: str | None = None
        >>> time = datetime(2024, 5, 1, tzinfo=timezone.utc)
        >>> stamp_value(schema_of_class(Note), "written_at", time)
        '2024-05-01T00:00:00.000000+00:00'
    """
    time = aware(now)
    kind = kind_of(schema.fields[field_name].annotation)
    if kind is int:
        return seconds_of(time)
    return time.isoformat(timespec="microseconds") if kind is str else time


def next_version(instance: ModelMarker) -> int:
    """Give the version that the next write of an instance has.

    Args:
        instance: An instance of a model that names a field for its version.

    Returns:
        One more than its version; 1 when it has none.

    Raises:
        ValidationError: When its version is no whole number from 0.
    """
    return (current_version(instance) or 0) + 1


def written_values(instance: ModelMarker, now: datetime) -> dict[str, Any]:
    """Give the fields that a write sets: the stamps, and the version.

    Args:
        instance: An instance of a model.
        now: The time of the write, with a time zone.

    Returns:
        Field name → value; empty for a model that keeps neither.

    Raises:
        ConfigurationError: When an instance of a plain class lacks a field that is declared.
        InvalidParameterError: When the time has no time zone.
        ValidationError: When the version of the instance is no whole number from 0.
    """
    fields, schema = life_fields(type(instance)), schema_of_instance(instance)
    if any(field.name not in schema.fields for field in fields.values()):
        # Of a plain class only its instances tell that.
        check_kept_fields(type(instance), schema.fields, schema.by_attribute)
    values: dict[str, Any] = {}
    for option in ("created_at", "updated_at"):
        field = fields.get(option)
        if field is None or (option == "created_at" and _has_value(instance, field)):
            continue
        values[field.name] = stamp_value(schema, field.name, now)
    if "version" in fields:
        values[fields["version"].name] = next_version(instance)
    return values


def has_life(item: object) -> bool:
    """Tell whether a write of something needs the time.

    Args:
        item: What a verb was given.

    Returns:
        True for an instance of a model that keeps times or versions.
    """
    return isinstance(item, ModelMarker) and bool(life_fields(type(item)))


def settled(instance: M, written: M, values: Mapping[str, Any]) -> M:
    """Give what was written to the caller, after the write has succeeded.

    Args:
        instance: What the caller gave to be written.
        written: The same, or the copy of it that was written.
        values: Field name → value that the copy was made with.

    Returns:
        The instance, which has the values now; if it is frozen, the copy.
    """
    if not values or schema_of_instance(instance).is_frozen:
        return written
    take_over(instance, values)
    return instance


def version_condition(instance: ModelMarker) -> Expression | None:
    """Give the condition under which an instance may be written over the stored item.

    Args:
        instance: An instance of a model.

    Returns:
        Of a new instance, that no item has its key; of one that was read, that the stored item
        has the version that it was read with. None when the model names no field for a version.

    Raises:
        KeyBuildError: When the instance has no primary index.
        ValidationError: When its version is no whole number from 0.
    """
    lock = version_lock(instance)
    return None if lock is None else lock.condition


def with_values(instance: M, values: Mapping[str, Any]) -> M:
    """Make a shallow copy of an instance with some fields set, whether or not it is frozen.

    Args:
        instance: An instance of a model.
        values: Field name → value of the declared type.

    Returns:
        The copy; it shares the values of all other fields with the instance.
    """
    changed = copy.copy(instance)
    take_over(changed, values)
    return changed


def take_over(instance: ModelMarker, values: Mapping[str, Any]) -> None:
    """Set fields of an instance to values that need no check, whether or not it is frozen.

    Args:
        instance: An instance of a model.
        values: Field name → value of the declared type.
    """
    schema_of_instance(instance).assign(instance, values, ())


def set_ttl(instance: ModelMarker, duration: int | timedelta, now: datetime) -> None:
    """Set the field that holds when an instance expires.

    Args:
        instance: An instance of a model.
        duration: Whole seconds, or a timedelta of whole seconds; from none to 100 years.
        now: A datetime with a time zone.

    Raises:
        ConfigurationError: When the model has no such field.
        InvalidParameterError: When the duration or the time cannot be used.
        ValidationError: When the instance is frozen.
    """
    field = _ttl_field(instance)
    seconds = expiry_after(duration, aware(now))
    if schema_of_instance(instance).is_frozen:
        raise ValidationError(
            f"{type(instance).__name__} is frozen, so its time of expiry cannot be set",
            details={
                "model": type(instance).__name__,
                "expected": "an instance that can be changed",
                "suggestion": f"make a new one with a value for {field.name!r}",
            },
        )
    is_time = field.kind is datetime
    take_over(instance, {field.name: _EPOCH + timedelta(seconds=seconds) if is_time else seconds})


def has_passed(instance: ModelMarker, now: datetime) -> bool:
    """Tell whether an instance has expired.

    Args:
        instance: An instance of a model.
        now: A datetime with a time zone.

    Returns:
        True when its time of expiry has passed; False when it has none.

    Raises:
        ConfigurationError: When the model has no field for it.
        InvalidParameterError: When the time has no time zone.
    """
    return has_expired(getattr(instance, _ttl_field(instance).name), aware(now))


def _has_value(instance: ModelMarker, field: LifeField) -> bool:
    return getattr(instance, field.name, None) is not None


def _ttl_field(instance: ModelMarker) -> LifeField:
    """Find the field that is declared, or a number ``ttl`` as the models of 0.x have it."""
    model, fields = type(instance), schema_of_instance(instance).fields
    declared = life_fields(model).get("ttl")
    if declared is not None and declared.name in fields:
        return declared
    if declared is None and "ttl" in fields and kind_of(fields["ttl"].annotation) in (int, Any):
        return LifeField("ttl", fields["ttl"].attribute, int)
    raise ConfigurationError(
        f"{model.__name__} has no field that says when it expires",
        details={
            "model": model.__name__,
            "expected": "ItemConfig(ttl=…) with the name of a field, or a field 'ttl: int | None'",
            "suggestion": "declare the field",
        },
    )
