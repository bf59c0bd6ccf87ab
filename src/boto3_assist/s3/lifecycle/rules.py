"""Lifecycle rules as values, to and from boto3's form; what S3 forbids is checked elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from boto3_assist.errors import InvalidParameterError, describe
from boto3_assist.s3.lifecycle.arguments import checked, checked_optional, checked_several
from boto3_assist.s3.lifecycle.filters import LifecycleFilter

__all__ = [
    "LifecycleExpiration",
    "LifecycleRule",
    "LifecycleTransition",
    "NoncurrentExpiration",
    "NoncurrentTransition",
    "TransitionClass",
]

TransitionClass = Literal[
    "STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"
]


def _day(value: dt.date | None) -> dt.date | None:
    """Take a datetime for its day, which it must be the first moment of: S3 knows only days."""
    checked_optional("a date of a lifecycle rule", value, dt.date)
    if not isinstance(value, dt.datetime):
        return value
    if value.tzinfo is None or value.astimezone(dt.timezone.utc).time() != dt.time():
        raise InvalidParameterError(
            "a date of a lifecycle rule was given as a datetime that is not midnight in UTC",
            details={
                "given": describe(value),
                "expected": "a datetime.date, or a datetime at midnight with the time zone UTC",
            },
        )
    return value.astimezone(dt.timezone.utc).date()


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.timezone.utc)


def _given(**members: Any) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


@dataclass(frozen=True)
class LifecycleTransition:
    """Moves current objects to another storage class.

    Attributes:
        storage_class: The class to move to.
        days: After so many days from the creation of the object.
        date: Or from this day on, in UTC.
    """

    storage_class: TransitionClass
    days: int | None = None
    date: dt.date | None = None

    def __post_init__(self) -> None:
        """Take a datetime for its day."""
        checked("storage_class", self.storage_class, str)
        object.__setattr__(self, "date", _day(self.date))

    def to_request(self) -> dict[str, Any]:
        """Give the transition as boto3 takes it.

        Returns:
            A member of ``Transitions``.
        """
        when = None if self.date is None else _midnight(self.date)
        return _given(StorageClass=self.storage_class, Days=self.days, Date=when)


@dataclass(frozen=True)
class LifecycleExpiration:
    """Deletes current objects; in a bucket with versions it adds a delete marker.

    Attributes:
        days: After so many days from the creation of the object.
        date: Or from this day on, in UTC.
        expired_object_delete_marker: Or only removes delete markers that no version is left of.
    """

    days: int | None = None
    date: dt.date | None = None
    expired_object_delete_marker: bool = False

    def __post_init__(self) -> None:
        """Take a datetime for its day."""
        checked("expired_object_delete_marker", self.expired_object_delete_marker, bool)
        object.__setattr__(self, "date", _day(self.date))

    def to_request(self) -> dict[str, Any]:
        """Give the expiration as boto3 takes it.

        Returns:
            The member ``Expiration``.
        """
        when = None if self.date is None else _midnight(self.date)
        marker = True if self.expired_object_delete_marker else None
        return _given(Days=self.days, Date=when, ExpiredObjectDeleteMarker=marker)


@dataclass(frozen=True)
class NoncurrentTransition:
    """Moves versions that are not the current one to another storage class.

    Attributes:
        storage_class: The class to move to.
        days: After so many days from when the version was replaced.
        newer_versions: So many of the newest noncurrent versions stay where they are.
    """

    storage_class: TransitionClass
    days: int
    newer_versions: int | None = None

    def __post_init__(self) -> None:
        """Refuse what is no name of a class."""
        checked("storage_class", self.storage_class, str)

    def to_request(self) -> dict[str, Any]:
        """Give the transition as boto3 takes it.

        Returns:
            A member of ``NoncurrentVersionTransitions``.
        """
        return _given(
            StorageClass=self.storage_class,
            NoncurrentDays=self.days,
            NewerNoncurrentVersions=self.newer_versions,
        )


@dataclass(frozen=True)
class NoncurrentExpiration:
    """Deletes versions that are not the current one, for good.

    Attributes:
        days: After so many days from when the version was replaced.
        newer_versions: So many of the newest noncurrent versions are kept.
    """

    days: int
    newer_versions: int | None = None

    def to_request(self) -> dict[str, Any]:
        """Give the expiration as boto3 takes it.

        Returns:
            The member ``NoncurrentVersionExpiration``.
        """
        return _given(NoncurrentDays=self.days, NewerNoncurrentVersions=self.newer_versions)


@dataclass(frozen=True, init=False)
class LifecycleRule:
    """What S3 does by itself with some of the objects of a bucket.

    Attributes:
        id: The rule's name, unique in the bucket; rules are merged and compared by it.
        filter: Which objects it is for.
        enabled: Whether S3 follows the rule.
        transitions: Where current objects move to, in the order in which it happens.
        expiration: When current objects are deleted.
        noncurrent_transitions: Where other versions move to, in the order in which it happens.
        noncurrent_expiration: When other versions are deleted.
        abort_incomplete_multipart_days: After so many days from their start, unfinished
            multipart uploads are aborted.

    Example:
        >>> rule = LifecycleRule(
        ...     "logs",
        ...     "logs/",
        ...     transitions=[LifecycleTransition("STANDARD_IA", days=30)],
        ...     expiration=LifecycleExpiration(days=365),
        ... )
        >>> rule.to_request()["Expiration"]
        {'Days': 365}
    """

    id: str
    filter: LifecycleFilter
    enabled: bool
    transitions: tuple[LifecycleTransition, ...]
    expiration: LifecycleExpiration | None
    noncurrent_transitions: tuple[NoncurrentTransition, ...]
    noncurrent_expiration: NoncurrentExpiration | None
    abort_incomplete_multipart_days: int | None

    def __init__(
        self,
        id: str,
        filter: LifecycleFilter | str = "",
        *,
        enabled: bool = True,
        transitions: Iterable[LifecycleTransition] = (),
        expiration: LifecycleExpiration | None = None,
        noncurrent_transitions: Iterable[NoncurrentTransition] = (),
        noncurrent_expiration: NoncurrentExpiration | None = None,
        abort_incomplete_multipart_days: int | None = None,
    ) -> None:
        """Keep the parts; `LifecycleConfiguration.check` tells what S3 forbids.

        Args:
            id: The rule's name, unique in the bucket.
            filter: Which objects it is for; a text is a prefix.
            enabled: Whether S3 follows the rule.
            transitions: Where current objects move to.
            expiration: When current objects are deleted.
            noncurrent_transitions: Where other versions move to.
            noncurrent_expiration: When other versions are deleted.
            abort_incomplete_multipart_days: After so many days from their start, unfinished
                multipart uploads are aborted.
        """
        current = checked_several("transitions", transitions, LifecycleTransition)
        others = checked_several(
            "noncurrent_transitions", noncurrent_transitions, NoncurrentTransition
        )
        matched = LifecycleFilter(filter) if isinstance(filter, str) else filter
        parts = {
            "id": checked("id", id, str),
            "filter": checked("filter", matched, LifecycleFilter, "pass a prefix as one text"),
            "enabled": checked("enabled", enabled, bool),
            "transitions": tuple(sorted(current, key=_moment)),
            "expiration": checked_optional("expiration", expiration, LifecycleExpiration),
            "noncurrent_transitions": tuple(sorted(others, key=_moment)),
            "noncurrent_expiration": checked_optional(
                "noncurrent_expiration", noncurrent_expiration, NoncurrentExpiration
            ),
            "abort_incomplete_multipart_days": abort_incomplete_multipart_days,
        }
        for name, value in parts.items():
            object.__setattr__(self, name, value)

    @property
    def actions(self) -> dict[str, Any]:
        """What the rule does, as boto3 takes it: the name of the action → its parts."""
        days = self.abort_incomplete_multipart_days
        requests: dict[str, Any] = {
            "Expiration": self.expiration and self.expiration.to_request(),
            "Transitions": [each.to_request() for each in self.transitions],
            "NoncurrentVersionTransitions": [
                each.to_request() for each in self.noncurrent_transitions
            ],
            "NoncurrentVersionExpiration": self.noncurrent_expiration
            and self.noncurrent_expiration.to_request(),
            "AbortIncompleteMultipartUpload": (
                None if days is None else {"DaysAfterInitiation": days}
            ),
        }
        return {name: request for name, request in requests.items() if request}

    def to_request(self) -> dict[str, Any]:
        """Give the rule as boto3 takes it.

        Returns:
            A member of ``Rules``.
        """
        return {
            "ID": self.id,
            "Filter": self.filter.to_request(),
            "Status": "Enabled" if self.enabled else "Disabled",
            **self.actions,
        }


def _moment(transition: LifecycleTransition | NoncurrentTransition) -> tuple[bool, int]:
    """Order transitions by when they happen, those by date after those by days."""
    day = getattr(transition, "date", None)
    if isinstance(day, dt.date):
        return True, day.toordinal()
    # A wrong kind of days is for the check to report.
    return False, transition.days if isinstance(transition.days, int) else 0
