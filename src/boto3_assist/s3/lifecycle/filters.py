"""Which objects a lifecycle rule is for; knows no action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from boto3_assist.s3.lifecycle.arguments import checked, checked_optional
from boto3_assist.s3.requests.options import check_texts

__all__ = ["LifecycleFilter"]


@dataclass(frozen=True)
class LifecycleFilter:
    """Which objects a rule is for: those that meet all that is given; all objects by default.

    Attributes:
        prefix: The beginning of the keys.
        tags: The tags that an object must have, among others, key → value.
        object_size_greater_than: In bytes; an object of exactly this size does not match. 0 beside
            other conditions is none: S3 fills it in by itself.
        object_size_less_than: In bytes; an object of exactly this size does not match.

    Example:
        >>> LifecycleFilter("logs/").to_request()
        {'Prefix': 'logs/'}
    """

    prefix: str = ""
    tags: Mapping[str, str] = field(default_factory=dict, hash=False)
    object_size_greater_than: int | None = None
    object_size_less_than: int | None = None

    def __post_init__(self) -> None:
        """Take S3's form of a size that was not given for what it is."""
        checked("prefix", self.prefix, str)
        check_texts("tags", self.tags)
        checked_optional("object_size_greater_than", self.object_size_greater_than, int)
        checked_optional("object_size_less_than", self.object_size_less_than, int)
        others = self.prefix or self.tags or self.object_size_less_than is not None
        if self.object_size_greater_than == 0 and others:
            object.__setattr__(self, "object_size_greater_than", None)

    def to_request(self) -> dict[str, Any]:
        """Give the filter as boto3 takes it.

        Returns:
            A dictionary with exactly one member, as S3 wants it.
        """
        tags = [{"Key": key, "Value": value} for key, value in self.tags.items()]
        sizes = {
            "ObjectSizeGreaterThan": self.object_size_greater_than,
            "ObjectSizeLessThan": self.object_size_less_than,
        }
        given: dict[str, Any] = {name: size for name, size in sizes.items() if size is not None}
        if self.prefix or not (given or tags):
            given["Prefix"] = self.prefix
        if len(given) + len(tags) == 1:
            return given or {"Tag": tags[0]}
        return {"And": {**given, "Tags": tags} if tags else given}

    def overlaps(self, other: LifecycleFilter) -> bool:
        """Say whether one object can match both filters.

        Args:
            other: The other filter.

        Returns:
            False only when no object can.
        """
        checked("other", other, LifecycleFilter)
        if not (self.prefix.startswith(other.prefix) or other.prefix.startswith(self.prefix)):
            return False
        if any(other.tags.get(key, value) != value for key, value in self.tags.items()):
            return False
        above = max(self.object_size_greater_than or 0, other.object_size_greater_than or 0)
        limits = [self.object_size_less_than, other.object_size_less_than]
        below = min((limit for limit in limits if limit is not None), default=None)
        least = 0 if self._has_no_minimum and other._has_no_minimum else above + 1
        return below is None or least < below

    @property
    def _has_no_minimum(self) -> bool:
        return self.object_size_greater_than is None
