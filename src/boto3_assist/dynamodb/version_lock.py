"""The condition that guards a versioned item against lost updates; sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from boto3_assist.dynamodb.added_indexes import index_definitions
from boto3_assist.dynamodb.codec import decode_value
from boto3_assist.dynamodb.codec.numbers import whole_number
from boto3_assist.dynamodb.conditions import Expression
from boto3_assist.dynamodb.indexes import PRIMARY_INDEX
from boto3_assist.dynamodb.instance_state import stored_item
from boto3_assist.dynamodb.item_expiry import has_expired, seconds_of, ttl_attribute
from boto3_assist.dynamodb.life_fields import life_fields
from boto3_assist.dynamodb.schema import ModelMarker
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.errors import (
    AwsErrorFacts,
    ConditionalCheckFailedError,
    KeyBuildError,
    ValidationError,
    VersionConflictError,
    describe,
)

__all__ = ["VersionLock", "absence_or_expiry", "current_version", "version_lock"]


@dataclass(frozen=True)
class VersionLock:
    """What the stored item must be for an instance to take its place.

    Attributes:
        model: The class of the instance.
        key_attribute: Name of the partition key attribute.
        attribute: Name of the attribute that holds the version.
        given: The version of the instance; None when it has none.
        expects: ``"absent"`` of a new instance, ``"unversioned"`` of one that was read without a
            version, else ``"version"``.
        now: The time, at which an expired item counts as absent; None when none does.
        expiry: The time of expiry that the instance was read with; None when it had none. What
            took the place of an expired item has another, though it may have the same version.
    """

    model: type
    key_attribute: str
    attribute: str
    given: int | None
    expects: Literal["absent", "unversioned", "version"]
    now: datetime | None = None
    expiry: AttributeValue = None

    @property
    def condition(self) -> Expression:
        """The condition of a write."""
        if self.expects == "absent":
            return absence_or_expiry([self.key_attribute], self.model, self.now)
        if self.expects == "version":
            return self._as_read
        # An absent item has no version either: it was deleted, and must not come back.
        text = "attribute_exists(#pk) AND attribute_not_exists(#version)"
        return Expression(text, {"#pk": self.key_attribute, "#version": self.attribute})

    @property
    def deletion_condition(self) -> Expression | None:
        """The condition of a deletion, which an absent item does not stand in the way of."""
        if self.expects == "absent":
            return None
        if self.expects == "unversioned":
            return Expression("attribute_not_exists(#version)", {"#version": self.attribute})
        held = self._as_read
        text = f"attribute_not_exists(#pk) OR {held.text}"
        return Expression(text, {"#pk": self.key_attribute, **held.names}, held.values)

    @property
    def _as_read(self) -> Expression:
        text, names = "#version = :version", {"#version": self.attribute}
        values: dict[str, AttributeValue] = {":version": self.given}
        attribute = ttl_attribute(self.model)
        if self.expiry is None or attribute is None:
            return Expression(text, names, values)
        return Expression(
            f"{text} AND #ttl = :ttl",
            {**names, "#ttl": attribute},
            {**values, ":ttl": self.expiry},
        )

    def is_broken_by(self, item: Mapping[str, AttributeValue] | None) -> bool:
        """Tell whether it was this lock that a write failed at.

        Args:
            item: The item as it was stored then, in Python values; None when there was none.

        Returns:
            False when another condition of the write did not hold.
        """
        if self.expects == "absent":
            return item is not None and not self._has_expired(item)
        if item is None:
            return True
        if self.expects == "unversioned":
            return self.attribute in item
        return whole_number(item.get(self.attribute)) != self.given or self._is_of_other_life(item)

    def keeps_from_deletion(self, item: Mapping[str, AttributeValue] | None) -> bool:
        """Tell whether it was this lock that a deletion failed at.

        Args:
            item: The item as it was stored then, in Python values; None when there was none.

        Returns:
            False when another condition of the deletion did not hold.
        """
        return item is not None and self.expects != "absent" and self.is_broken_by(item)

    def _is_of_other_life(self, item: Mapping[str, AttributeValue]) -> bool:
        attribute = ttl_attribute(self.model)
        is_guarded = attribute is not None and self.expiry is not None
        return is_guarded and item.get(str(attribute)) != self.expiry

    def _has_expired(self, item: Mapping[str, AttributeValue]) -> bool:
        attribute = ttl_attribute(self.model)
        return (
            self.now is not None
            and attribute is not None
            and has_expired(item.get(attribute), self.now)
        )

    def conflict(self, error: ConditionalCheckFailedError) -> VersionConflictError:
        """Make the error that says that somebody else has written the item.

        Args:
            error: The failure of the write.

        Returns:
            The error, to raise.
        """
        stored = None if error.item is None else whole_number(error.item.get(self.attribute))
        facts = AwsErrorFacts(
            aws_code=error.aws_code,
            http_status=error.http_status,
            request_id=error.request_id,
            operation=error.operation,
            response=error.response,
        )
        return VersionConflictError(
            f"{self.model.__name__} {self._problem(error.item, stored)}",
            details={
                "model": self.model.__name__,
                "given_version": self.given,
                "stored_version": stored,
                "expected": _EXPECTED[self.expects],
                "suggestion": "read the item, make the change again, and save it",
            },
            item=error.item,
            given_version=self.given,
            stored_version=stored,
            **facts,
        )

    def _problem(self, item: Mapping[str, AttributeValue] | None, stored: int | None) -> str:
        if item is None:
            return f"of version {self.given} is not stored: it was deleted, or never saved"
        if self.expects == "absent":
            return "is new, but an item with its key is stored"
        if self.given is not None and stored == self.given:
            return f"of version {stored} is stored with another time of expiry: it was made anew"
        known = "no version" if stored is None else f"version {stored}"
        own = "no version" if self.given is None else f"version {self.given}"
        return f"is stored with {known}, and was to be written over {own}"


_EXPECTED = {
    "absent": "no item with this key, or a version in the instance",
    "unversioned": "the item as it was read, without a version",
    "version": "the version that the instance was read with",
}


def version_lock(instance: ModelMarker, now: datetime | None = None) -> VersionLock | None:
    """Give what guards a write of an instance.

    Args:
        instance: An instance of a model.
        now: The time, at which an expired item counts as absent; None when none does.

    Returns:
        The lock; None when the model names no field for a version.

    Raises:
        KeyBuildError: When the instance has no primary index.
        ValidationError: When the version of the instance is no whole number from 0.
    """
    model = type(instance)
    field = life_fields(model).get("version")
    if field is None:
        return None
    primary = index_definitions(instance).get(PRIMARY_INDEX)
    if primary is None:
        raise KeyBuildError(
            f"{model.__name__} has no primary index",
            details={
                "model": model.__name__,
                "expected": "primary = DynamoDBIndex.primary(pk=…, sk=…) on the class",
                "suggestion": "declare it, or add it with indexes.add_primary in __init__",
            },
        )
    given = current_version(instance)
    stored = stored_item(instance)
    expects: Literal["absent", "unversioned", "version"] = "version"
    if stored is None:
        # With a version of its own it stands for an item that somebody else has read.
        expects = "version" if given else "absent"
    elif field.attribute not in stored:
        expects = "unversioned"
    key_attribute = primary.partition_key.attribute_name
    expiry = _expiry_in(model, stored or {}) if expects == "version" else None
    return VersionLock(model, key_attribute, field.attribute, given, expects, now, expiry)


def _expiry_in(model: type, stored: WireItem) -> AttributeValue:
    """Give the time at which a stored item expires; None when it never does."""
    wire = stored.get(ttl_attribute(model) or "", {})
    return decode_value(wire) if "N" in wire else None


def current_version(instance: ModelMarker) -> int | None:
    """Give the version of an instance of a model that names a field for it.

    Args:
        instance: An instance of a model.

    Returns:
        The version; None when it has none.

    Raises:
        ValidationError: When it is no whole number from 0.
    """
    field = life_fields(type(instance))["version"]
    found: Any = getattr(instance, field.name, None)
    version = whole_number(found)
    if found is not None and (version is None or version < 0):
        raise ValidationError(
            f"the version {field.name!r} of {type(instance).__name__} is {describe(found)}",
            details={
                "model": type(instance).__name__,
                "field": field.name,
                "given": describe(found),
                "expected": "a whole number from 0, or None",
                "suggestion": "leave the version to the library: it is counted by each save",
            },
        )
    return version


def absence_or_expiry(
    attributes: list[str], model: type | None, now: datetime | None
) -> Expression:
    """Write that no item has a key, or only one that has expired and is not deleted yet.

    Args:
        attributes: The attributes of which none may exist; the first is the partition key.
        model: The class of the item, or None.
        now: The time by which an item has expired; None when that does not count.

    Returns:
        The condition.
    """
    names = {f"#pk{position or ''}": name for position, name in enumerate(attributes)}
    text = " AND ".join(f"attribute_not_exists({placeholder})" for placeholder in names)
    expiry = None if model is None or now is None else ttl_attribute(model)
    if expiry is None or now is None:
        return Expression(text, names)
    # What is no number is not less than one, so such an item is there for good.
    return Expression(
        f"({text} OR #ttl < :now)", {**names, "#ttl": expiry}, {":now": seconds_of(now)}
    )
