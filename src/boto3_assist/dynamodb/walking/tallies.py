"""What became of many items: counts and some examples, in bounded memory; sends nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.errors import describe

__all__ = ["LEFT_ALONE", "ItemReport", "Tally", "redacted_key"]

LEFT_ALONE: Final = ("conflict", "contended", "failed")
"""Outcomes of items that could not be changed and should have been."""

_MAX_EXAMPLES: Final = 5
"""Examples that are kept of each outcome."""


@dataclass(frozen=True)
class ItemReport:
    """What became of one item, or would become of it.

    Attributes:
        outcome: What it was, such as ``"updated"``.
        key: Key attribute name → kind and length of its value; the value itself where values
            were asked for.
        model: Name of the class that the item belongs to; None where none is known.
        attributes: Names of the attributes that change.
        before: Attribute name → value that it had; empty unless values were asked for.
        after: Attribute name → value that it gets; empty unless values were asked for.
        error_code: The code of the error that stood in the way, if one did.
    """

    outcome: str
    key: Mapping[str, AttributeValue] = field(default_factory=dict)
    model: str | None = None
    attributes: tuple[str, ...] = ()
    before: Mapping[str, AttributeValue] = field(default_factory=dict, repr=False)
    after: Mapping[str, AttributeValue] = field(default_factory=dict, repr=False)
    error_code: str | None = None


def redacted_key(item: WireItem, names: Iterable[str]) -> dict[str, AttributeValue]:
    """Describe the key of an item without showing it.

    Args:
        item: The item in wire form.
        names: Names of its key attributes.

    Returns:
        Key attribute name → kind and length of its value.
    """
    key = decode_item({name: item[name] for name in names if name in item})
    return {name: describe(value) for name, value in key.items()}


class Tally:
    """Counts by outcome, counts by changed attribute, and a few examples of each outcome."""

    def __init__(self) -> None:
        """Start at nothing."""
        self.counts: Counter[str] = Counter()
        self.attributes: Counter[str] = Counter()
        self.examples: list[ItemReport] = []

    def add(self, report: ItemReport, *, is_example: bool = True) -> None:
        """Count one item.

        Args:
            report: What became of it.
            is_example: False for what is of no interest by itself.
        """
        self.counts[report.outcome] += 1
        self.attributes.update(report.attributes)
        if is_example:
            self._keep(report)

    def join(self, other: Tally) -> None:
        """Add what another tally has.

        Args:
            other: The tally of another segment.
        """
        self.counts.update(other.counts)
        self.attributes.update(other.attributes)
        for report in other.examples:
            self._keep(report)

    def copy(self) -> Tally:
        """Give one that stays as it is, for another thread to read.

        Returns:
            The copy.
        """
        copied = Tally()
        copied.join(self)
        return copied

    def to_json(self) -> dict[str, Any]:
        """Give it as data that JSON can hold; its examples must hold no values.

        Returns:
            The data.
        """
        return {
            "counts": dict(self.counts),
            "attributes": dict(self.attributes),
            "examples": [asdict(example) for example in self.examples],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Tally:
        """Make it from what `to_json` gave.

        Args:
            data: The data.

        Returns:
            The tally.
        """
        tally = cls()
        tally.counts.update(data.get("counts") or {})
        tally.attributes.update(data.get("attributes") or {})
        for example in data.get("examples") or ():
            tally._keep(ItemReport(**{**example, "attributes": tuple(example["attributes"])}))
        return tally

    def _keep(self, report: ItemReport) -> None:
        if sum(each.outcome == report.outcome for each in self.examples) < _MAX_EXAMPLES:
            self.examples.append(report)
