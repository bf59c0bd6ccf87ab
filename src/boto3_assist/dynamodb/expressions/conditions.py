"""Conditions as values, joined by ``&``, ``|`` and ``~``; knows no attribute and no model."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Protocol

from boto3_assist.dynamodb.expressions.limits import check_operators
from boto3_assist.dynamodb.expressions.placeholders import Placeholders, ShownPlaceholders
from boto3_assist.errors import InvalidParameterError, describe

if TYPE_CHECKING:
    from boto3.dynamodb.conditions import ConditionBase

__all__ = [
    "All",
    "Between",
    "Comparator",
    "Comparison",
    "Condition",
    "Function",
    "FunctionName",
    "Membership",
    "Negation",
    "Operand",
    "Some",
    "condition_of",
    "enclosed",
]

Comparator = Literal["=", "<>", "<", "<=", ">", ">="]

FunctionName = Literal[
    "attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains"
]


class Operand(Protocol):
    """What stands in a condition: a path, the size of what it leads to, or a value."""

    @property
    def operators(self) -> int:
        """How many functions it calls."""

    def to_expression(self, placeholders: Placeholders, /) -> str:
        """Write it for an expression.

        Args:
            placeholders: Takes the names and values.

        Returns:
            The text, which holds nothing but placeholders, positions and functions.
        """


class Condition(ABC):
    """What an item must fulfil, to be written, deleted or read.

    Conditions are made by comparing what `attr` or a model's `field` gives, and joined by ``&``
    (both), ``|`` (one of them) and ``~`` (not); conditions of boto3 can be joined with them.

    Example:
        >>> from boto3_assist.dynamodb import attr
        >>> (attr("total") > 100) & ~attr("tags").contains("test")
        <Condition: #total > :v0 AND NOT contains(#tags, :v1)>
    """

    @property
    @abstractmethod
    def operators(self) -> int:
        """How many operators and functions it has; DynamoDB takes 300."""

    @abstractmethod
    def to_expression(self, placeholders: Placeholders) -> str:
        """Write the condition in DynamoDB's syntax.

        Args:
            placeholders: Takes the names and values.

        Returns:
            The text; names and values are in it as placeholders alone.
        """

    def __and__(self, other: Condition | ConditionBase) -> Condition:
        return All(_joined(All, self, other))

    def __rand__(self, other: Condition | ConditionBase) -> Condition:
        return All(_joined(All, other, self))

    def __or__(self, other: Condition | ConditionBase) -> Condition:
        return Some(_joined(Some, self, other))

    def __ror__(self, other: Condition | ConditionBase) -> Condition:
        return Some(_joined(Some, other, self))

    def __invert__(self) -> Condition:
        return Negation(self)

    def __bool__(self) -> bool:
        # Else `a and b` would be b alone.
        raise InvalidParameterError(
            "a condition was taken for true or false",
            details={
                "expected": "conditions joined by &, | and ~, each comparison in parentheses",
                "suggestion": "write (a > 1) & (a < 9), not `a > 1 and a < 9` or `1 < a < 9`",
            },
        )

    def __repr__(self) -> str:
        """Show the condition with the names of attributes, never a value."""
        return f"<Condition: {self.to_expression(ShownPlaceholders())}>"


@dataclass(frozen=True, repr=False, eq=False)
class Comparison(Condition):
    """One operand compared with another.

    Attributes:
        left: What is compared.
        comparator: How.
        right: What with.
    """

    left: Operand
    comparator: Comparator
    right: Operand

    @cached_property
    def operators(self) -> int:
        """How many operators and functions it has; see the base class."""
        return 1 + self.left.operators + self.right.operators

    def to_expression(self, placeholders: Placeholders) -> str:
        """Write the comparison; see the base class."""
        left = self.left.to_expression(placeholders)
        return f"{left} {self.comparator} {self.right.to_expression(placeholders)}"


@dataclass(frozen=True, repr=False, eq=False)
class Between(Condition):
    """An operand in a range.

    Attributes:
        operand: What is compared.
        low: The lowest value.
        high: The highest value.
    """

    operand: Operand
    low: Operand
    high: Operand

    @cached_property
    def operators(self) -> int:
        """How many operators and functions it has; see the base class."""
        return 1 + self.operand.operators + self.low.operators + self.high.operators

    def to_expression(self, placeholders: Placeholders) -> str:
        """Write the range; see the base class."""
        parts = (each.to_expression(placeholders) for each in (self.operand, self.low, self.high))
        return "{} BETWEEN {} AND {}".format(*parts)


@dataclass(frozen=True, repr=False, eq=False)
class Membership(Condition):
    """An operand that is one of some values.

    Attributes:
        operand: What is compared.
        choices: What it may be.
    """

    operand: Operand
    choices: tuple[Operand, ...]

    @cached_property
    def operators(self) -> int:
        """How many operators and functions it has; see the base class."""
        return 1 + self.operand.operators + sum(each.operators for each in self.choices)

    def to_expression(self, placeholders: Placeholders) -> str:
        """Write the choices; see the base class."""
        operand = self.operand.to_expression(placeholders)
        choices = ", ".join(each.to_expression(placeholders) for each in self.choices)
        return f"{operand} IN ({choices})"


@dataclass(frozen=True, repr=False, eq=False)
class Function(Condition):
    """A function of DynamoDB's that is true or false.

    Attributes:
        name: Its name.
        operands: What it is called with.
    """

    name: FunctionName
    operands: tuple[Operand, ...]

    @cached_property
    def operators(self) -> int:
        """How many operators and functions it has; see the base class."""
        return 1 + sum(each.operators for each in self.operands)

    def to_expression(self, placeholders: Placeholders) -> str:
        """Write the call; see the base class."""
        operands = ", ".join(each.to_expression(placeholders) for each in self.operands)
        return f"{self.name}({operands})"


@dataclass(frozen=True, repr=False, eq=False)
class _Joined(Condition):
    """Several conditions joined by one word, so that the text needs no parentheses in it."""

    parts: tuple[Condition, ...]

    def __post_init__(self) -> None:
        check_operators(self.operators, "condition")

    @cached_property
    def operators(self) -> int:
        """How many operators and functions it has; see the base class."""
        return len(self.parts) - 1 + sum(each.operators for each in self.parts)

    def _written(self, word: str, placeholders: Placeholders) -> str:
        texts = []
        for each in self.parts:
            text = each.to_expression(placeholders)
            is_simple = isinstance(each, (Comparison, Membership, Function, Negation))
            texts.append(text if is_simple else enclosed(text))
        return f" {word} ".join(texts)


class All(_Joined):
    """Conditions that must all hold.

    Attributes:
        parts: The conditions, two or more.
    """

    def to_expression(self, placeholders: Placeholders) -> str:
        """Write the conditions; see the base class."""
        return self._written("AND", placeholders)


class Some(_Joined):
    """Conditions of which one must hold.

    Attributes:
        parts: The conditions, two or more.
    """

    def to_expression(self, placeholders: Placeholders) -> str:
        """Write the conditions; see the base class."""
        return self._written("OR", placeholders)


@dataclass(frozen=True, repr=False, eq=False)
class Negation(Condition):
    """A condition that must not hold.

    Attributes:
        part: The condition.
    """

    part: Condition

    def __post_init__(self) -> None:
        """Check the number of operators."""
        check_operators(self.operators, "condition")

    @cached_property
    def operators(self) -> int:
        """How many operators and functions it has; see the base class."""
        return 1 + self.part.operators

    def to_expression(self, placeholders: Placeholders) -> str:
        """Write the condition; see the base class."""
        text = self.part.to_expression(placeholders)
        return f"NOT {text if isinstance(self.part, Function) else enclosed(text)}"

    def __invert__(self) -> Condition:
        return self.part


def enclosed(text: str) -> str:
    """Put parentheses around an expression, unless it has them.

    Args:
        text: An expression.

    Returns:
        The expression in one pair of parentheses: DynamoDB refuses a second one as redundant.

    Example:
        >>> enclosed("a = :a"), enclosed("(a = :a)"), enclosed("(a) OR (b)")
        ('(a = :a)', '(a = :a)', '((a) OR (b))')
    """
    text = text.strip()
    depth = 0
    for position, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if depth <= 0 and position < len(text) - 1:
            return f"({text})"
    return text if text.startswith("(") and depth == 0 else f"({text})"


def condition_of(given: object) -> Condition:
    """Give a condition of the algebra.

    Args:
        given: One of them, or a condition of boto3's `Key` and `Attr`.

    Returns:
        The condition.

    Raises:
        InvalidParameterError: When it is neither.
    """
    if isinstance(given, Condition):
        return given
    # Here: it imports this module, and boto3's resource layer when it is first used.
    from boto3_assist.dynamodb.expressions.boto3_conditions import is_boto3_condition, taken_over

    if is_boto3_condition(given):
        return taken_over(given)
    raise InvalidParameterError(
        f"a condition was given as {describe(given)}",
        details={
            "given": describe(given),
            "expected": "a condition made of attr(...) or of a model's field(...), or one of boto3",
            "suggestion": 'write attr("name") == value, or .exists() of a flag that stands alone',
        },
    )


def _joined(kind: type[_Joined], *given: object) -> tuple[Condition, ...]:
    parts: list[Condition] = []
    for each in map(condition_of, given):
        parts += each.parts if isinstance(each, kind) else (each,)
    return tuple(parts)
