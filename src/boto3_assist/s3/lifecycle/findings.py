"""What S3 forbids in one lifecycle rule, each rule of S3's a function; sends nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import get_args

from boto3_assist.s3.lifecycle.rules import (
    LifecycleRule,
    LifecycleTransition,
    NoncurrentTransition,
    TransitionClass,
)

__all__ = ["LifecycleProblem", "problems_in"]

_MAX_ID_LENGTH = 255
_MAX_PREFIX_BYTES = 1024
_MAX_TAG_KEY_LENGTH = 128
_MAX_TAG_VALUE_LENGTH = 256
_MAX_OBJECT_BYTES = 50 * 1024**4
_MAX_NEWER_VERSIONS = 100
_MAX_DAYS = 2**31 - 1

_INFREQUENT_ACCESS = ("STANDARD_IA", "ONEZONE_IA")
_INFREQUENT_ACCESS_DAYS = 30

# S3's "Supported lifecycle transitions": the waterfall, from a class to those below it.
_BELOW: dict[str, frozenset[str]] = {
    "STANDARD_IA": frozenset(
        {"INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"}
    ),
    "INTELLIGENT_TIERING": frozenset({"ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"}),
    "ONEZONE_IA": frozenset({"GLACIER", "DEEP_ARCHIVE"}),
    "GLACIER_IR": frozenset({"GLACIER", "DEEP_ARCHIVE"}),
    "GLACIER": frozenset({"DEEP_ARCHIVE"}),
    "DEEP_ARCHIVE": frozenset(),
}


@dataclass(frozen=True)
class LifecycleProblem:
    """Something in a configuration that S3 forbids.

    Attributes:
        rule_id: The rule; None for the configuration as a whole.
        code: A stable name of what is wrong, such as ``"TRANSITION_TOO_EARLY"``.
        message: What was given and what S3 takes.
    """

    rule_id: str | None
    code: str
    message: str

    def __str__(self) -> str:
        """Name the rule before the message."""
        return self.message if self.rule_id is None else f"rule {self.rule_id!r}: {self.message}"


_Finding = tuple[str, str]


def problems_in(rule: LifecycleRule) -> list[LifecycleProblem]:
    """Find what S3 forbids in a rule.

    Args:
        rule: The rule.

    Returns:
        All of it, in the order of the rule's parts; empty when S3 takes the rule.
    """
    checks = (_identity, _filter, _actions, _expiration, _transitions, _noncurrent, _multipart)
    return [
        LifecycleProblem(rule.id, code, message)
        for check in checks
        for code, message in check(rule)
    ]


def _identity(rule: LifecycleRule) -> Iterator[_Finding]:
    if not isinstance(rule.id, str) or not 1 <= len(rule.id) <= _MAX_ID_LENGTH:
        yield "ID_LENGTH", f"the id must be a text of 1 to {_MAX_ID_LENGTH} characters"


def _filter(rule: LifecycleRule) -> Iterator[_Finding]:
    given = rule.filter
    if len(given.prefix.encode()) > _MAX_PREFIX_BYTES:
        yield "PREFIX_LENGTH", f"the prefix has more than {_MAX_PREFIX_BYTES} bytes"
    for key, value in given.tags.items():
        if not 1 <= len(key) <= _MAX_TAG_KEY_LENGTH or len(value) > _MAX_TAG_VALUE_LENGTH:
            yield "TAG_LENGTH", (
                f"a tag's key must have 1 to {_MAX_TAG_KEY_LENGTH} characters, "
                f"its value at most {_MAX_TAG_VALUE_LENGTH}"
            )
    above, below = given.object_size_greater_than, given.object_size_less_than
    for size in (above, below):
        if size is not None and not _is_integer(size, 0, _MAX_OBJECT_BYTES):
            yield "SIZE_RANGE", "a size must be a whole number of bytes, up to S3's largest object"
            return
    if above is not None and below is not None and above >= below:
        yield "SIZE_RANGE", "object_size_greater_than must be less than object_size_less_than"


def _actions(rule: LifecycleRule) -> Iterator[_Finding]:
    if not rule.actions:
        yield "NO_ACTION", "it does nothing: S3 wants at least one action"


def _expiration(rule: LifecycleRule) -> Iterator[_Finding]:
    expiration = rule.expiration
    if expiration is None:
        return
    given = [expiration.days is not None, expiration.date is not None]
    if sum(given) + expiration.expired_object_delete_marker != 1:
        yield "EXPIRATION_FORM", (
            "the expiration must have days, a date or expired_object_delete_marker: one of them"
        )
    if expiration.days is not None and not _is_integer(expiration.days, 1, _MAX_DAYS):
        yield "DAYS_RANGE", "the days of the expiration must be a positive integer"
    if expiration.expired_object_delete_marker and rule.filter.tags:
        yield "TAGS_NOT_ALLOWED", "delete markers have no tags to filter by"


def _transitions(rule: LifecycleRule) -> Iterator[_Finding]:
    transitions, expiration = rule.transitions, rule.expiration
    yield from _classes(transitions)
    for each in transitions:
        if (each.days is None) == (each.date is None):
            yield "TRANSITION_FORM", f"the move to {each.storage_class} must have days or a date"
    timed = [each for each in (*transitions, expiration) if each is not None]
    by_date = {each.date is not None for each in timed if (each.days, each.date) != (None, None)}
    if len(by_date) > 1:
        yield "DAYS_AND_DATES", "S3 takes days or dates in the actions of a rule, not both"
        return
    yield from _sequence(transitions)
    ends = None if expiration is None else _moment(expiration.days, expiration.date)
    starts = [_moment(each.days, each.date) for each in transitions]
    if ends is not None and any(start is not None and start >= ends for start in starts):
        yield "EXPIRATION_TOO_EARLY", "the expiration must come after every transition"


def _noncurrent(rule: LifecycleRule) -> Iterator[_Finding]:
    transitions, expiration = rule.noncurrent_transitions, rule.noncurrent_expiration
    yield from _classes(transitions)
    yield from _sequence(transitions)
    kept = [each.newer_versions for each in transitions]
    for newer in (*kept, expiration and expiration.newer_versions):
        if newer is not None and not _is_integer(newer, 1, _MAX_NEWER_VERSIONS):
            yield "NEWER_VERSIONS_RANGE", f"newer_versions must be 1 to {_MAX_NEWER_VERSIONS}"
    if expiration is None:
        return
    if not _is_integer(expiration.days, 1, _MAX_DAYS):
        yield "DAYS_RANGE", "the days of the noncurrent expiration must be a positive integer"
        return
    if any(_is_integer(each.days, expiration.days, _MAX_DAYS) for each in transitions):
        yield "EXPIRATION_TOO_EARLY", (
            "the noncurrent expiration must come after every noncurrent transition"
        )


def _multipart(rule: LifecycleRule) -> Iterator[_Finding]:
    days, given = rule.abort_incomplete_multipart_days, rule.filter
    if days is None:
        return
    if not _is_integer(days, 1, _MAX_DAYS):
        yield "DAYS_RANGE", "abort_incomplete_multipart_days must be a positive integer"
    if given.tags:
        yield "TAGS_NOT_ALLOWED", "unfinished uploads have no tags to filter by"
    if (given.object_size_greater_than, given.object_size_less_than) != (None, None):
        yield "SIZES_NOT_ALLOWED", "unfinished uploads have no size to filter by"


def _classes(
    transitions: Sequence[LifecycleTransition | NoncurrentTransition],
) -> Iterator[_Finding]:
    for each in transitions:
        if each.storage_class not in get_args(TransitionClass):
            yield "STORAGE_CLASS", f"S3 moves nothing to {each.storage_class!r}"
    for each in transitions:
        least = _INFREQUENT_ACCESS_DAYS if each.storage_class in _INFREQUENT_ACCESS else 0
        if each.days is None:
            continue
        if not _is_integer(each.days, 0, _MAX_DAYS):
            yield "DAYS_RANGE", f"the days until {each.storage_class} must be 0 or more, an integer"
        elif each.days < least:
            yield "TRANSITION_TOO_EARLY", (
                f"{each.days} days until {each.storage_class}, S3 takes {least} or more"
            )
    classes = [each.storage_class for each in transitions]
    if len(set(classes)) < len(classes):
        yield "CLASS_TWICE", "a storage class is moved to twice"


def _sequence(
    transitions: Sequence[LifecycleTransition | NoncurrentTransition],
) -> Iterator[_Finding]:
    for earlier, later in pairwise(transitions):
        if earlier.storage_class == later.storage_class:
            continue
        if later.storage_class not in _BELOW.get(earlier.storage_class, frozenset(_BELOW)):
            yield "TRANSITION_ORDER", (
                f"S3 does not move objects from {earlier.storage_class} to {later.storage_class}"
            )
        start = _moment(earlier.days, getattr(earlier, "date", None))
        end = _moment(later.days, getattr(later, "date", None))
        gap = _INFREQUENT_ACCESS_DAYS if earlier.storage_class in _INFREQUENT_ACCESS else 1
        if start is not None and end is not None and end - start < gap:
            yield "TRANSITION_TOO_EARLY", (
                f"{end - start} days from {earlier.storage_class} to {later.storage_class}, "
                f"S3 takes {gap} or more"
            )


def _moment(days: int | None, date: dt.date | None) -> int | None:
    """Give a number of days that can be compared within one rule; None where there is none."""
    if days is not None:
        return days if isinstance(days, int) else None
    return None if date is None else date.toordinal()


def _is_integer(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
