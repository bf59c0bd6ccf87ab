"""The difference of two sets of lifecycle rules, by their ids; checks no rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from boto3_assist.s3.lifecycle.rules import LifecycleRule

__all__ = ["LifecycleDiff", "LifecycleRuleChange", "diff_rules"]


@dataclass(frozen=True)
class LifecycleRuleChange:
    """A rule that is different in two configurations.

    Attributes:
        before: As it was.
        after: As it is to be.
    """

    before: LifecycleRule
    after: LifecycleRule


@dataclass(frozen=True)
class LifecycleDiff:
    """What to change to get from one configuration to another, by the ids of the rules.

    It is true where there is something to change.

    Attributes:
        added: Rules with new ids.
        removed: Rules whose ids are no more.
        changed: Rules of the same id that are different.
        minimum_object_size: The setting before and after; None where it does not change.
    """

    added: tuple[LifecycleRule, ...] = ()
    removed: tuple[LifecycleRule, ...] = ()
    changed: tuple[LifecycleRuleChange, ...] = ()
    minimum_object_size: tuple[str | None, str | None] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be changed."""
        return self == LifecycleDiff()

    def __bool__(self) -> bool:
        """Whether something is to be changed."""
        return not self.is_empty

    def inverse(self) -> LifecycleDiff:
        """Give the way back.

        Returns:
            What to change to get from the other configuration to the one.
        """
        return LifecycleDiff(
            self.removed,
            self.added,
            tuple(LifecycleRuleChange(each.after, each.before) for each in self.changed),
            self.minimum_object_size and self.minimum_object_size[::-1],
        )

    def __str__(self) -> str:
        """List the ids, one change a line: ``+ new``, ``- removed``, ``~ changed``."""
        signs = [
            *(("+", rule) for rule in self.added),
            *(("-", rule) for rule in self.removed),
            *(("~", change.after) for change in self.changed),
        ]
        lines = [f"{sign} {rule.id}" for sign, rule in signs]
        if self.minimum_object_size is not None:
            before, after = self.minimum_object_size
            lines.append(f"~ minimum object size: {before or 'default'} to {after or 'default'}")
        return "\n".join(lines)


def diff_rules(
    before: Mapping[str, LifecycleRule],
    after: Mapping[str, LifecycleRule],
    size_before: str | None = None,
    size_after: str | None = None,
) -> LifecycleDiff:
    """Compare rules by their ids.

    Args:
        before: The rules by id, as they are.
        after: The rules by id, as they are to be.
        size_before: The setting of the minimum object size as it is.
        size_after: The same as it is to be.

    Returns:
        The difference.
    """
    return LifecycleDiff(
        tuple(after[rule_id] for rule_id in sorted(after.keys() - before.keys())),
        tuple(before[rule_id] for rule_id in sorted(before.keys() - after.keys())),
        tuple(
            LifecycleRuleChange(before[rule_id], after[rule_id])
            for rule_id in sorted(before.keys() & after.keys())
            if before[rule_id] != after[rule_id]
        ),
        None if size_before == size_after else (size_before, size_after),
    )
