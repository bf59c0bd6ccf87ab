"""What a call did to the lifecycle rules of a bucket; sends nothing."""

from __future__ import annotations

from dataclasses import dataclass

from boto3_assist.s3.lifecycle.configuration import LifecycleConfiguration, LifecycleOverlap
from boto3_assist.s3.lifecycle.diffs import LifecycleDiff

__all__ = ["LifecycleChange"]


@dataclass(frozen=True)
class LifecycleChange:
    """What a call did, or would do, to the lifecycle rules of a bucket.

    Attributes:
        diff: From the rules that the bucket had to those that it was to have.
        wanted: The rules that it was to have.
        stored: The rules that S3 gave when asked afterwards; None when nothing was sent.
    """

    diff: LifecycleDiff
    wanted: LifecycleConfiguration
    stored: LifecycleConfiguration | None = None

    @property
    def is_confirmed(self) -> bool:
        """Whether S3 gave back what was wanted.

        S3 may take minutes to show a change everywhere, and fills in what was left to it. True
        when nothing had to be sent.
        """
        if self.stored is None:
            return self.diff.is_empty
        size = self.wanted.transition_default_minimum_object_size
        missing = self.wanted.diff(self.stored)
        return missing.is_empty or (size is None and self.wanted.by_id == self.stored.by_id)

    @property
    def overlaps(self) -> list[LifecycleOverlap]:
        """The pairs of rules, of those wanted, that can meet at one object."""
        return self.wanted.overlaps()
