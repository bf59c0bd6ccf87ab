"""Conditions on the sort key of one instance, named as boto3 names them; builds no expression."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from boto3_assist.dynamodb.key_values import are_in_order
from boto3_assist.dynamodb.keys import FieldReference
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import KeyBuildError

if TYPE_CHECKING:
    from boto3_assist.dynamodb.model_index import BoundIndex

__all__ = ["SortComparison", "check_bounds", "sort_comparisons"]

_CONDITIONS: Final = ("begins_with", "between", "eq", "gt", "gte", "lt", "lte")


class SortComparison(NamedTuple):
    """How one sort key attribute is compared, by the name of a method of boto3's `Key`."""

    attribute: str
    condition: str
    operands: tuple[AttributeValue, ...]


def check_bounds(condition: str, low: object, high: object) -> None:
    """Check that a condition exists and has the bounds that it needs.

    Args:
        condition: Its name.
        low: The lower bound of between, or None.
        high: The upper bound of between, or None.

    Raises:
        KeyBuildError: When it does not exist, or bounds are missing or superfluous.
    """
    if condition not in _CONDITIONS:
        problem = f"the sort key condition {condition!r} does not exist"
    elif condition == "between" and (low is None or high is None):
        problem = "between needs low_value and high_value"
    elif condition != "between" and (low is not None or high is not None):
        problem = f"{condition} takes no low_value or high_value"
    else:
        return
    raise KeyBuildError(
        problem,
        details={
            "condition": condition,
            "expected": f"one of {', '.join(_CONDITIONS)}; both bounds for between only",
            "suggestion": "correct the condition: it would otherwise read the whole partition",
        },
    )


def sort_comparisons(
    index: BoundIndex[Any], condition: str, low: object, high: object
) -> list[SortComparison]:
    """Give how the sort key of an instance is compared.

    Args:
        index: The index, bound to the instance.
        condition: How the last sort key attribute with a value is compared.
        low: The lower bound of between.
        high: The upper bound of between.

    Returns:
        A comparison for each sort key attribute that has one; none for the whole partition.

    Raises:
        KeyBuildError: When the instance lacks the value that the condition needs.
    """
    values = index.sort_values()
    if condition == "between":
        return _between(index, values, low, high)
    if not values:
        # Everything begins with nothing; other conditions without a value would read it all.
        if condition == "begins_with":
            return []
        raise _unusable(index, condition, "a sort key with a value for every part")
    *equal, (attribute, value) = values.items()
    if condition == "begins_with" and isinstance(value, (int, float, Decimal)):
        raise _unusable(index, condition, "text or bytes, not a number")
    if condition != "begins_with" and not index.definition.is_native and not index.is_complete:
        raise _unusable(index, condition, "a sort key with a value for every part")
    return [*_equalities(equal), SortComparison(attribute, condition, (value,))]


def _between(
    index: BoundIndex[Any], values: dict[str, AttributeValue], low: object, high: object
) -> list[SortComparison]:
    free = [key for key in index.definition.sort_keys if key.attribute_name not in values]
    equal, bounds = list(values.items()), (low, high)
    if free and isinstance(free[0].source, FieldReference):
        attribute = free[0].attribute_name
    elif not free and equal and isinstance(equal[-1][1], str) and not index.definition.is_native:
        attribute, start = equal.pop()
        bounds = (f"{start}{low}", f"{start}{high}")
    elif free:
        attribute, bounds = free[0].attribute_name, (f"{low}", f"{high}")
    else:
        raise _unusable(index, "between", "text, or no value in the sort key's attribute")
    if not are_in_order(*bounds):
        raise _unusable(index, "between", "low_value not above high_value, both of one kind")
    return [*_equalities(equal), SortComparison(attribute, "between", bounds)]


def _equalities(values: list[tuple[str, AttributeValue]]) -> list[SortComparison]:
    return [SortComparison(attribute, "eq", (value,)) for attribute, value in values]


def _unusable(index: BoundIndex[Any], condition: str, expected: str) -> KeyBuildError:
    return KeyBuildError(
        f"the condition {condition!r} cannot be used on the index {index.name!r} of this "
        f"{index.model.__name__}",
        details={
            "model": index.model.__name__,
            "index": index.name,
            "condition": condition,
            "expected": expected,
            "suggestion": "set the attributes of the sort key, or use another condition",
        },
    )
