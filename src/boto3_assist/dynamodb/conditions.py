"""Conditions on the keys of one index, and the expressions they become; knows no model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from boto3_assist.dynamodb.expressions import Condition, Placeholders, check_key_condition
from boto3_assist.dynamodb.expressions.boto3_conditions import check_boto3_text, taken_over
from boto3_assist.dynamodb.expressions.limits import check_expression
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import InvalidParameterError, describe

__all__ = ["Expression", "KeyCondition", "SortCondition", "SortOperator", "condition_expression"]

SortOperator = Literal["=", "begins_with", "BETWEEN", ">=", "<=", ">", "<"]


@dataclass(frozen=True)
class Expression:
    """An expression with what its placeholders stand for.

    Attributes:
        text: The expression, in DynamoDB's syntax.
        names: Placeholder such as ``#n0`` → attribute name.
        values: Placeholder such as ``:v0`` → Python value.
    """

    text: str
    names: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, AttributeValue] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class SortCondition:
    """What one sort key attribute must be.

    Attributes:
        operator: How it is compared; DynamoDB has no other way.
        operands: One value, or two for BETWEEN, both included.
        is_meant: Tells of a value in the range whether it was asked for; None when all are, as
            DynamoDB can say most ranges exactly.
    """

    operator: SortOperator
    operands: tuple[AttributeValue, ...] = field(repr=False)
    is_meant: Callable[[AttributeValue], bool] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class KeyCondition:
    """Which items of an index to read: one partition, and possibly a range of its sort keys.

    Attributes:
        partition: Partition key attribute → value; several in an index with native keys.
        sort: Sort key attribute → condition, in the index's order; empty for the whole partition.
            Only the last one may be another than equality.
    """

    partition: Mapping[str, AttributeValue] = field(repr=False)
    sort: Mapping[str, SortCondition] = field(default_factory=dict)

    def to_expression(self) -> Expression:
        """Write the condition as a key condition expression.

        Returns:
            The expression; its placeholders are ``#k0``, ``#k1`` … and ``:k0``, ``:k1`` ….
        """
        operators: list[SortOperator] = ["="] * len(self.partition)
        operands = list(self.partition.values())
        for condition in self.sort.values():
            operators.append(condition.operator)
            operands += condition.operands
        text, names, slots = _spelt(tuple(operators))
        attributes = (*self.partition, *self.sort)
        return Expression(text, dict(zip(names, attributes)), dict(zip(slots, operands)))

    def selects(self, item: Mapping[str, AttributeValue]) -> bool:
        """Tell whether an item that was read was asked for.

        Args:
            item: Attribute name → Python value.

        Returns:
            False for a stray: an item that lies in the range only because DynamoDB cannot be
            asked for less.

        Raises:
            InvalidParameterError: When a projection left out the sort key that tells.
        """
        for attribute, condition in self.sort.items():
            if condition.is_meant is None:
                continue
            if attribute not in item:
                raise InvalidParameterError(
                    f"the items lack {attribute!r}, which tells those that were asked for",
                    details={
                        "attribute": attribute,
                        "expected": "a projection with the sort key",
                        "suggestion": f"add {attribute} to the projection",
                    },
                )
            if not condition.is_meant(item[attribute]):
                return False
        return True


@lru_cache(maxsize=256)
def _spelt(operators: tuple[SortOperator, ...]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Give the text that asks by some operators, and its placeholders of names and values."""
    names: list[str] = []
    values: list[str] = []
    texts = []
    for operator in operators:
        names.append(f"#k{len(names)}")
        slots = [f":k{len(values) + n}" for n in range(2 if operator == "BETWEEN" else 1)]
        values += slots
        texts.append(_sort_text(names[-1], operator, slots))
    return " AND ".join(texts), tuple(names), tuple(values)


def _sort_text(name: str, operator: SortOperator, slots: list[str]) -> str:
    if operator == "begins_with":
        return f"begins_with({name}, {slots[0]})"
    if operator == "BETWEEN":
        return f"{name} BETWEEN {slots[0]} AND {slots[1]}"
    return f"{name} {operator} {slots[0]}"


def _text_expression(
    text: str, names: Mapping[str, str], values: Mapping[str, AttributeValue]
) -> Expression:
    if not text.strip():
        raise InvalidParameterError(
            "the condition is empty text",
            details={
                "expected": "an expression, or None for no condition",
                "suggestion": "leave it out, or write the condition",
            },
        )
    return Expression(text, names, values)


def _no_condition(given: object, is_key_condition: bool) -> InvalidParameterError:
    if is_key_condition:
        expected = "an index query of a model, a condition, one of boto3, or text"
        suggestion = "use Model.index.query(...)"
    else:
        expected, suggestion = "a condition, one of boto3, or text", 'write attr("name") == value'
    return InvalidParameterError(
        f"the condition was given as {describe(given)}",
        details={"given": describe(given), "expected": expected, "suggestion": suggestion},
    )


def condition_expression(
    condition: Any,
    *,
    is_key_condition: bool = False,
    names: Mapping[str, str] | None = None,
    values: Mapping[str, AttributeValue] | None = None,
) -> Expression:
    """Take a condition of the algebra, one of boto3, or text with its placeholders.

    Args:
        condition: What `attr` or a model's `field` was compared to, what boto3's `Key` and `Attr`
            build, or text in DynamoDB's syntax.
        is_key_condition: True where DynamoDB takes conditions on keys only.
        names: What the text's ``#`` placeholders stand for.
        values: What the text's ``:`` placeholders stand for, in Python values.

    Returns:
        The expression; placeholders that boto3 generates are ``#n0`` … and ``:v0`` …, but where
        the caller uses one of them; generated ones are never one of the caller's.

    Raises:
        InvalidParameterError: When it is neither, is on attributes where only keys can be used,
            or is longer than DynamoDB takes.
    """
    names, values = names or {}, values or {}
    if isinstance(condition, str):
        return _text_expression(condition, names, values)
    if not isinstance(condition, Condition):
        return _boto3_expression(condition, is_key_condition, names, values)
    if is_key_condition:
        check_key_condition(condition)
    placeholders = Placeholders(Expression("", names, values))
    text = check_expression(condition.to_expression(placeholders), "condition")
    return Expression(text, {**names, **placeholders.names}, {**values, **placeholders.values})


def _boto3_expression(
    condition: Any,
    is_key_condition: bool,
    names: Mapping[str, str],
    values: Mapping[str, AttributeValue],
) -> Expression:
    # A process that uses no boto3 condition does not pay for importing boto3's resource layer.
    from boto3.dynamodb.conditions import ConditionBase, ConditionExpressionBuilder
    from boto3.exceptions import DynamoDBNeedsKeyConditionError

    if not isinstance(condition, ConditionBase):
        raise _no_condition(condition, is_key_condition)
    try:
        built = ConditionExpressionBuilder().build_expression(condition, is_key_condition)
    except DynamoDBNeedsKeyConditionError:
        raise InvalidParameterError(
            "a condition on attributes was given where only one on keys can be used",
            details={
                "expected": "a condition made of boto3's Key alone",
                "suggestion": "replace Attr by Key",
            },
        ) from None
    built_names = built.attribute_name_placeholders
    built_values = built.attribute_value_placeholders
    if not built_names.keys().isdisjoint(names) or not built_values.keys().isdisjoint(values):
        return condition_expression(taken_over(condition), names=names, values=values)
    return Expression(
        check_expression(check_boto3_text(built.condition_expression), "condition"),
        {**built_names, **names},
        {**built_values, **values},
    )
