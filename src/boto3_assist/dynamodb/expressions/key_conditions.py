"""Which conditions can choose the items that a query reads; knows no index."""

from __future__ import annotations

from boto3_assist.dynamodb.expressions.attributes import Attribute
from boto3_assist.dynamodb.expressions.boto3_conditions import is_taken_over
from boto3_assist.dynamodb.expressions.conditions import (
    All,
    Between,
    Comparison,
    Condition,
    Function,
    Operand,
)
from boto3_assist.dynamodb.expressions.values import Value
from boto3_assist.errors import InvalidParameterError

__all__ = ["check_key_condition"]


def check_key_condition(condition: Condition) -> None:
    """Check that DynamoDB takes a condition for the keys of a query; which they are it knows.

    Args:
        condition: The condition.

    Raises:
        InvalidParameterError: When it has anything but comparisons of whole attributes with
            values, BETWEEN and begins_with, joined by ``&``.
    """
    parts = condition.parts if isinstance(condition, All) else (condition,)
    if not all(map(_is_for_keys, parts)):
        raise InvalidParameterError(
            "the condition cannot choose the items of a query",
            details={
                "expected": "comparisons of key attributes with values by ==, <, <=, >, >=, "
                "between or begins_with, joined by &",
                "suggestion": "ask the rest of it of what was read, as a filter",
            },
        )


def _is_for_keys(condition: Condition) -> bool:
    if is_taken_over(condition):
        return True
    if isinstance(condition, Comparison):
        operands: tuple[Operand, ...] = (condition.left, condition.right)
        return condition.comparator != "<>" and _are_for_keys(*operands)
    if isinstance(condition, Between):
        return _are_for_keys(condition.operand, condition.low, condition.high)
    if isinstance(condition, Function):
        return condition.name == "begins_with" and _are_for_keys(*condition.operands)
    return False


def _are_for_keys(key: Operand, *values: Operand) -> bool:
    is_whole = isinstance(key, Attribute) and key.path.is_whole
    return is_whole and all(isinstance(each, Value) for each in values)
