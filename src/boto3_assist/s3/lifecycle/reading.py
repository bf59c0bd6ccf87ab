"""Reads lifecycle rules as boto3 gives them; refuses what it would not write back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from boto3_assist.errors import ValidationError
from boto3_assist.s3.lifecycle.filters import LifecycleFilter
from boto3_assist.s3.lifecycle.rules import (
    LifecycleExpiration,
    LifecycleRule,
    LifecycleTransition,
    NoncurrentExpiration,
    NoncurrentTransition,
)

__all__ = ["read_rule"]

_FILTER = frozenset({"Prefix", "Tag", "ObjectSizeGreaterThan", "ObjectSizeLessThan", "And"})
_EXPIRATION = frozenset({"Date", "Days", "ExpiredObjectDeleteMarker"})
_AND = frozenset({"Prefix", "Tags", "ObjectSizeGreaterThan", "ObjectSizeLessThan"})
_RULE = frozenset(
    {
        "AbortIncompleteMultipartUpload",
        "Expiration",
        "Filter",
        "ID",
        "NoncurrentVersionExpiration",
        "NoncurrentVersionTransitions",
        "Prefix",
        "Status",
        "Transitions",
    }
)


def read_rule(raw: Mapping[str, Any]) -> LifecycleRule:
    """Read a rule of ``Rules``.

    The prefix of rules of the first version, which stands outside of a filter, becomes a filter:
    S3 takes no such prefix together with rules that have filters.

    Args:
        raw: The rule as boto3 gives or takes it.

    Returns:
        The rule.

    Raises:
        ValidationError: When it has members that are not known here and would be lost.
    """
    _known(raw, _RULE, "rule")
    abort = _known(raw.get("AbortIncompleteMultipartUpload"), {"DaysAfterInitiation"}, "abort")
    noncurrent = raw.get("NoncurrentVersionExpiration")
    expiration = _known(raw.get("Expiration"), _EXPIRATION, "expiration")
    return LifecycleRule(
        raw.get("ID", ""),
        _filter(raw["Filter"]) if raw.get("Filter") else LifecycleFilter(raw.get("Prefix") or ""),
        enabled=raw.get("Status") == "Enabled",
        transitions=[_transition(each) for each in raw.get("Transitions", [])],
        # "ExpiredObjectDeleteMarker: false" alone is an expiration that does nothing.
        expiration=_expiration(expiration) if _is_said(expiration) else None,
        noncurrent_transitions=[
            _noncurrent_transition(each) for each in raw.get("NoncurrentVersionTransitions", [])
        ],
        noncurrent_expiration=None if noncurrent is None else _noncurrent_expiration(noncurrent),
        abort_incomplete_multipart_days=abort.get("DaysAfterInitiation"),
    )


def _filter(raw: Mapping[str, Any]) -> LifecycleFilter:
    _known(raw, _FILTER, "filter")
    parts = _known(raw["And"], _AND, "filter") if raw.get("And") else raw
    tags = [*parts.get("Tags", []), *([parts["Tag"]] if parts.get("Tag") else [])]
    return LifecycleFilter(
        parts.get("Prefix") or "",
        {tag["Key"]: tag["Value"] for tag in tags},
        parts.get("ObjectSizeGreaterThan"),
        parts.get("ObjectSizeLessThan"),
    )


def _transition(raw: Mapping[str, Any]) -> LifecycleTransition:
    _known(raw, {"Date", "Days", "StorageClass"}, "transition")
    return LifecycleTransition(raw["StorageClass"], raw.get("Days"), _day(raw.get("Date")))


def _expiration(raw: Mapping[str, Any]) -> LifecycleExpiration:
    marker = bool(raw.get("ExpiredObjectDeleteMarker"))
    return LifecycleExpiration(raw.get("Days"), _day(raw.get("Date")), marker)


def _is_said(raw: Mapping[str, Any]) -> bool:
    return any(value is not None and value is not False for value in raw.values())


def _noncurrent_transition(raw: Mapping[str, Any]) -> NoncurrentTransition:
    _known(raw, {"NewerNoncurrentVersions", "NoncurrentDays", "StorageClass"}, "transition")
    newer = raw.get("NewerNoncurrentVersions")
    return NoncurrentTransition(raw["StorageClass"], raw["NoncurrentDays"], newer)


def _noncurrent_expiration(raw: Mapping[str, Any]) -> NoncurrentExpiration:
    _known(raw, {"NewerNoncurrentVersions", "NoncurrentDays"}, "expiration")
    return NoncurrentExpiration(raw["NoncurrentDays"], raw.get("NewerNoncurrentVersions"))


def _day(moment: dt.datetime | None) -> dt.date | None:
    return None if moment is None else moment.astimezone(dt.timezone.utc).date()


def _known(
    raw: Mapping[str, Any] | None, members: set[str] | frozenset[str], what: str
) -> Mapping[str, Any]:
    unknown = sorted((raw or {}).keys() - members)
    if unknown:
        raise ValidationError(
            f"a lifecycle {what} has members that are not known here: {', '.join(unknown)}",
            "LIFECYCLE_MEMBER_UNKNOWN",
            {
                "given": unknown,
                "expected": sorted(members),
                "suggestion": "change this bucket's rules with boto3 alone: written back from "
                "here they would lose these members",
            },
        )
    return raw or {}
