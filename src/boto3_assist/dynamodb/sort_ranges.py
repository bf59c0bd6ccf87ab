"""Ranges of sort keys: what is sent for them, and which of what comes back is meant; no query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple, TypeAlias

from boto3_assist.dynamodb.conditions import SortCondition, SortOperator
from boto3_assist.dynamodb.key_template import DELIMITER, KeyTemplate
from boto3_assist.dynamodb.types import AttributeValue

__all__ = ["Comparison", "attribute_range", "self_and_descendants", "template_range"]

Comparison: TypeAlias = Literal["between", "gt", "gte", "lt", "lte"]

_OPERATORS: Final[Mapping[Comparison, SortOperator]] = {
    "between": "BETWEEN",
    "gt": ">",
    "gte": ">=",
    "lt": "<",
    "lte": "<=",
}


# The least character that sorts behind what follows a key and the delimiter.
_BEHIND_DELIMITER: Final = chr(ord(DELIMITER) + 1)


@dataclass(frozen=True)
class _OtherThan:
    """Tells all values but the ends that a range includes though they were not asked for."""

    ends: frozenset[AttributeValue] = field(repr=False)

    def __call__(self, value: AttributeValue) -> bool:
        return value not in self.ends


@dataclass(frozen=True)
class _Family:
    """Tells a key and what stands under it from keys that merely begin with its text."""

    root: str = field(repr=False)

    def __call__(self, value: AttributeValue) -> bool:
        return value == self.root or str(value).startswith(f"{self.root}{DELIMITER}")


class _End(NamedTuple):
    """One end of a range of texts, and whether it is in the range."""

    text: str
    is_included: bool


def attribute_range(comparison: Comparison, values: tuple[AttributeValue, ...]) -> SortCondition:
    """Give the condition on an attribute that is the key as it is.

    Args:
        comparison: How it is compared.
        values: With one value, or two for between.

    Returns:
        The condition, which DynamoDB decides by the attribute's own type.
    """
    return SortCondition(_OPERATORS[comparison], values)


def template_range(
    template: KeyTemplate,
    leading: Mapping[str, object],
    name: str,
    comparison: Comparison,
    values: tuple[object, ...],
) -> SortCondition:
    """Give the condition on keys of a template of which one input lies in a range.

    The range stays among the keys that begin with the leading inputs. DynamoDB knows no range
    that leaves out one of its ends: what lies exactly there is told apart when it is read.

    Args:
        template: The template, which keeps the order of such values.
        leading: Values for the inputs before this one.
        name: Name of the input.
        comparison: How it is compared.
        values: With one value, or two for between.

    Returns:
        The condition.

    Raises:
        KeyBuildError: When a value does not fit the template.
    """
    prefix = template.prefix(leading)
    first, last = _keys_of_value(template, {**leading, name: values[0]})
    low, high = _End(prefix, True), _above(prefix)
    if comparison == "between":
        low, high = first, _keys_of_value(template, {**leading, name: values[1]})[1]
    elif comparison == "gte":
        low = first
    elif comparison == "gt":
        low = _End(last.text, not last.is_included)
    elif comparison == "lte":
        high = last
    else:
        high = _End(first.text, False)
    return _condition(low, high)


def self_and_descendants(template: KeyTemplate, inputs: Mapping[str, object]) -> SortCondition:
    """Give the condition on the key that some inputs make, and all keys under it.

    Args:
        template: The template.
        inputs: Values for a leading run of its inputs.

    Returns:
        The condition. Between the key and what stands under it lie keys with a character that
        sorts below the delimiter; they are told apart when they are read.

    Raises:
        KeyBuildError: When the inputs are none, or do not lead the key.
    """
    root = template.part(inputs)
    return SortCondition("BETWEEN", (root, root + _BEHIND_DELIMITER), _Family(root))


def _keys_of_value(template: KeyTemplate, values: Mapping[str, object]) -> tuple[_End, _End]:
    """Give the ends of the keys that begin with some inputs: of one key when all are given."""
    first = _End(template.prefix(values), True)
    is_one_key = len(values) == len(template.inputs)
    return first, first if is_one_key else _above(first.text) or first


def _above(prefix: str) -> _End | None:
    """Give the least text above all that begin with a prefix; None when nothing is above."""
    for position in range(len(prefix) - 1, -1, -1):
        code = ord(prefix[position]) + 1
        if code <= 0x10FFFF:
            # UTF-8 holds no surrogates.
            following = "\ue000" if 0xD800 <= code <= 0xDFFF else chr(code)
            return _End(prefix[:position] + following, False)
    return None


def _condition(low: _End, high: _End | None) -> SortCondition:
    if high is None:
        return SortCondition(">=" if low.is_included else ">", (low.text,))
    if not low.text:
        # DynamoDB takes no empty text; all keys are above it.
        return SortCondition("<=" if high.is_included else "<", (high.text,))
    ends = frozenset(end.text for end in (low, high) if not end.is_included)
    return SortCondition("BETWEEN", (low.text, high.text), _OtherThan(ends) if ends else None)
