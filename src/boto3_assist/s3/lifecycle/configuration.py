"""All lifecycle rules of a bucket: merged, compared and checked as S3 checks them, offline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Literal

from boto3_assist.errors import ValidationError
from boto3_assist.s3.lifecycle.arguments import checked, checked_several
from boto3_assist.s3.lifecycle.diffs import LifecycleDiff, diff_rules
from boto3_assist.s3.lifecycle.findings import LifecycleProblem, problems_in
from boto3_assist.s3.lifecycle.reading import read_rule
from boto3_assist.s3.lifecycle.rules import LifecycleRule

__all__ = ["LifecycleConfiguration", "LifecycleOverlap", "MinimumObjectSize"]

MinimumObjectSize = Literal["all_storage_classes_128K", "varies_by_storage_class"]

_MAX_RULES = 1000
_PROBLEMS_IN_MESSAGE = 3


@dataclass(frozen=True)
class LifecycleOverlap:
    """Two enabled rules that do the same kind of thing and can meet at one object.

    S3 then does what costs least: the earlier expiration, the cheaper class ("How Amazon S3 handles
    conflicts in lifecycle configurations").

    Attributes:
        first: The id of the one.
        second: The id of the other.
        actions: What both do, by boto3's names, such as ``("Expiration",)``.
        same_filter: Whether the two are for the very same objects.
    """

    first: str
    second: str
    actions: tuple[str, ...]
    same_filter: bool


@dataclass(frozen=True, init=False)
class LifecycleConfiguration:
    """The lifecycle rules of a bucket.

    Attributes:
        rules: The rules.
        transition_default_minimum_object_size: Which small objects stay where they are; S3's own
            default when None.

    Example:
        >>> from boto3_assist.s3.lifecycle import LifecycleExpiration
        >>> kept = LifecycleConfiguration([LifecycleRule("tmp", "tmp/", expiration=None)])
        >>> kept.problems()[0].code
        'NO_ACTION'
        >>> week = LifecycleRule("tmp", "tmp/", expiration=LifecycleExpiration(days=7))
        >>> kept.merge([week]).check().diff(kept).changed[0].after == kept.rules[0]
        True
    """

    rules: tuple[LifecycleRule, ...]
    transition_default_minimum_object_size: MinimumObjectSize | None

    def __init__(
        self,
        rules: Iterable[LifecycleRule] = (),
        transition_default_minimum_object_size: MinimumObjectSize | None = None,
    ) -> None:
        """Keep the rules.

        Args:
            rules: The rules.
            transition_default_minimum_object_size: Which small objects stay where they are.
        """
        object.__setattr__(self, "rules", checked_several("rules", rules, LifecycleRule))
        size = transition_default_minimum_object_size
        object.__setattr__(self, "transition_default_minimum_object_size", size)

    def __iter__(self) -> Iterator[LifecycleRule]:
        """Go through the rules."""
        return iter(self.rules)

    @property
    def by_id(self) -> dict[str, LifecycleRule]:
        """The rules by their ids."""
        return {rule.id: rule for rule in self.rules}

    def problems(self, *, allow_overlaps: bool = True) -> list[LifecycleProblem]:
        """Find what S3 forbids.

        Args:
            allow_overlaps: Whether two rules may do the same kind of thing to one object, as S3
                allows it. For the very same objects it is a problem in any case.

        Returns:
            All of it; empty when S3 takes the rules.
        """
        found = list(self._problems_of_all())
        for rule in self.rules:
            found += problems_in(rule)
        for overlap in self.overlaps():
            actions = ", ".join(overlap.actions)
            if overlap.same_filter:
                text = f"{overlap.first!r} has the same filter and action ({actions})"
                found.append(LifecycleProblem(overlap.second, "SAME_FILTER", text))
            elif not allow_overlaps:
                text = f"its filter overlaps that of {overlap.first!r} ({actions})"
                found.append(LifecycleProblem(overlap.second, "OVERLAPPING_FILTERS", text))
        return found

    def check(self, *, allow_overlaps: bool = True) -> LifecycleConfiguration:
        """Refuse what S3 forbids.

        Args:
            allow_overlaps: As for `problems`.

        Returns:
            The configuration itself.

        Raises:
            ValidationError: With all problems in its details.
        """
        problems = self.problems(allow_overlaps=allow_overlaps)
        if not problems:
            return self
        texts = [str(problem) for problem in problems[:_PROBLEMS_IN_MESSAGE]]
        if len(problems) > _PROBLEMS_IN_MESSAGE:
            texts.append(f"and {len(problems) - _PROBLEMS_IN_MESSAGE} more")
        raise ValidationError(
            f"the lifecycle rules were not sent: {'; '.join(texts)}",
            "LIFECYCLE_INVALID",
            {
                "problems": [
                    {"rule_id": each.rule_id, "code": each.code, "message": each.message}
                    for each in problems
                ],
                "expected": "rules that S3 takes",
            },
        )

    def overlaps(self) -> list[LifecycleOverlap]:
        """Find the enabled rules that do the same kind of thing and can meet at one object.

        Returns:
            Each pair once.
        """
        enabled = [(rule, rule.actions.keys()) for rule in self.rules if rule.enabled]
        return [
            LifecycleOverlap(
                first.id, second.id, tuple(sorted(shared)), first.filter == second.filter
            )
            for (first, actions), (second, others) in combinations(enabled, 2)
            if (shared := actions & others) and first.filter.overlaps(second.filter)
        ]

    def merge(self, rules: Iterable[LifecycleRule]) -> LifecycleConfiguration:
        """Replace the rules of the same ids, and add the others at the end.

        Args:
            rules: The rules; of several with one id the last one counts.

        Returns:
            A new configuration.
        """
        given = {each.id: each for each in checked_several("rules", rules, LifecycleRule)}
        # Two rules of one id, which S3 does not give, both stay and are a problem to `check`.
        kept = [given.pop(rule.id, rule) for rule in self.rules]
        return replace(self, rules=(*kept, *given.values()))

    def without(self, *rule_ids: str) -> LifecycleConfiguration:
        """Leave rules out.

        Args:
            *rule_ids: Their ids; those of no rule are no error.

        Returns:
            A new configuration.
        """
        return replace(self, rules=tuple(rule for rule in self.rules if rule.id not in rule_ids))

    def diff(self, other: LifecycleConfiguration) -> LifecycleDiff:
        """Say what to change to get from this configuration to another.

        Args:
            other: The other one.

        Returns:
            The difference; the order of rules means nothing to S3 and makes none.
        """
        checked("other", other, LifecycleConfiguration, "put rules into a LifecycleConfiguration")
        return diff_rules(
            self.by_id,
            other.by_id,
            self.transition_default_minimum_object_size,
            other.transition_default_minimum_object_size,
        )

    def to_request(self) -> dict[str, Any]:
        """Give what boto3's ``put_bucket_lifecycle_configuration`` takes beside the bucket.

        Returns:
            Its keyword arguments.
        """
        request: dict[str, Any] = {
            "LifecycleConfiguration": {"Rules": [rule.to_request() for rule in self.rules]}
        }
        if self.transition_default_minimum_object_size is not None:
            size = self.transition_default_minimum_object_size
            request["TransitionDefaultMinimumObjectSize"] = size
        return request

    @classmethod
    def from_response(cls, response: Mapping[str, Any]) -> LifecycleConfiguration:
        """Read what boto3's ``get_bucket_lifecycle_configuration`` gives.

        Args:
            response: The response.

        Returns:
            The configuration.
        """
        rules = [read_rule(rule) for rule in response.get("Rules", [])]
        return cls(rules, response.get("TransitionDefaultMinimumObjectSize"))

    def _problems_of_all(self) -> Iterator[LifecycleProblem]:
        if not self.rules:
            yield LifecycleProblem(None, "NO_RULES", "S3 takes 1 rule or more; delete them instead")
        if len(self.rules) > _MAX_RULES:
            text = f"{len(self.rules)} rules, S3 takes {_MAX_RULES} at most"
            yield LifecycleProblem(None, "TOO_MANY_RULES", text)
        for rule_id, count in Counter(rule.id for rule in self.rules).items():
            if count > 1:
                yield LifecycleProblem(rule_id, "ID_TWICE", f"{count} rules have this id")
