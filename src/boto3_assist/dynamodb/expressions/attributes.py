"""Attributes as operands, whose comparisons are conditions; knows no model."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from boto3_assist.dynamodb.codec import encode_value
from boto3_assist.dynamodb.expressions.conditions import (
    Between,
    Comparator,
    Comparison,
    Condition,
    Function,
    Membership,
    Operand,
)
from boto3_assist.dynamodb.expressions.limits import MAX_IN_OPERANDS
from boto3_assist.dynamodb.expressions.paths import AttributePath, path_of
from boto3_assist.dynamodb.expressions.values import Converter, Part, Value, unconverted
from boto3_assist.dynamodb.schema import plain_value
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import InvalidParameterError, describe

if TYPE_CHECKING:
    from boto3_assist.dynamodb.expressions.placeholders import Placeholders

__all__ = ["Attribute", "AttributeType", "Size", "attr"]

AttributeType = Literal["S", "N", "B", "BOOL", "NULL", "L", "M", "SS", "NS", "BS"]

_TYPES: Final[tuple[str, ...]] = get_args(AttributeType)
_ORDERED: Final = ("S", "N", "B")
_WITH_BEGINNINGS: Final = ("S", "B")


class _Compared(ABC):
    """What can be compared; its comparisons are conditions."""

    operators: int = 0

    @abstractmethod
    def to_expression(self, placeholders: Placeholders) -> str:
        """Write the operand for an expression.

        Args:
            placeholders: Takes the names.

        Returns:
            The text, of placeholders and positions.
        """

    @abstractmethod
    def _operand(self, given: Any, types: tuple[str, ...] = (), part: Part = "whole") -> Operand:
        """Take what it is compared with."""

    def _compared(self, comparator: Comparator, other: Any) -> Condition:
        types = () if comparator in ("=", "<>") else _ORDERED
        return Comparison(self, comparator, self._operand(other, types))

    def __eq__(self, other: Any) -> Condition:  # type: ignore[override]  # a condition, not a bool
        return self._compared("=", other)

    def __ne__(self, other: Any) -> Condition:  # type: ignore[override]  # a condition, not a bool
        return self._compared("<>", other)

    def __lt__(self, other: Any) -> Condition:
        return self._compared("<", other)

    def __le__(self, other: Any) -> Condition:
        return self._compared("<=", other)

    def __gt__(self, other: Any) -> Condition:
        return self._compared(">", other)

    def __ge__(self, other: Any) -> Condition:
        return self._compared(">=", other)

    # Equal ones cannot be found by it, as what compares them is a condition.
    __hash__ = object.__hash__

    # Hidden from type checkers, which refuse what is refused here.
    if not TYPE_CHECKING:

        def __bool__(self) -> bool:
            raise self._no_condition()

        def __and__(self, _other: object) -> Condition:
            raise self._no_condition()

        __rand__ = __or__ = __ror__ = __and__

        def __invert__(self) -> Condition:
            raise self._no_condition()

    def _no_condition(self) -> InvalidParameterError:
        return InvalidParameterError(
            "an attribute, or its size, was taken for a condition",
            details={
                "expected": "a comparison, in parentheses beside & and |, or .exists()",
                "suggestion": "write (a == 1) & (b == 2); & binds closer than ==",
            },
        )

    def eq(self, value: AttributeValue) -> Condition:
        """Be equal: the same as ``==``.

        Args:
            value: A Python value, or another attribute.

        Returns:
            The condition.
        """
        return self._compared("=", value)

    def ne(self, value: AttributeValue) -> Condition:
        """Be another value, or absent: the same as ``!=``.

        Args:
            value: A Python value, or another attribute.

        Returns:
            The condition.
        """
        return self._compared("<>", value)

    def lt(self, value: AttributeValue) -> Condition:
        """Be less: the same as ``<``.

        Args:
            value: Text, a number or bytes, or another attribute.

        Returns:
            The condition.
        """
        return self._compared("<", value)

    def lte(self, value: AttributeValue) -> Condition:
        """Be less or equal: the same as ``<=``.

        Args:
            value: Text, a number or bytes, or another attribute.

        Returns:
            The condition.
        """
        return self._compared("<=", value)

    def gt(self, value: AttributeValue) -> Condition:
        """Be greater: the same as ``>``.

        Args:
            value: Text, a number or bytes, or another attribute.

        Returns:
            The condition.
        """
        return self._compared(">", value)

    def gte(self, value: AttributeValue) -> Condition:
        """Be greater or equal: the same as ``>=``.

        Args:
            value: Text, a number or bytes, or another attribute.

        Returns:
            The condition.
        """
        return self._compared(">=", value)

    def between(self, low: AttributeValue, high: AttributeValue) -> Condition:
        """Lie in a range, both ends included (BETWEEN).

        Args:
            low: The lowest: text, a number or bytes, or another attribute.
            high: The highest, of the same kind.

        Returns:
            The condition.
        """
        return Between(self, self._operand(low, _ORDERED), self._operand(high, _ORDERED))

    def is_in(self, values: Iterable[AttributeValue]) -> Condition:
        """Be one of some values (IN).

        Args:
            values: 1 to 100 Python values, or other attributes.

        Returns:
            The condition.

        Raises:
            InvalidParameterError: When there are none, more, or a text in place of a list.
        """
        choices = [values] if isinstance(values, (str, bytes)) else list(values)
        if isinstance(values, (str, bytes)) or not 1 <= len(choices) <= MAX_IN_OPERANDS:
            raise InvalidParameterError(
                f"is_in was given {describe(values)}",
                details={
                    "given": describe(values),
                    "expected": f"a list of 1 to {MAX_IN_OPERANDS} values",
                    "suggestion": "write is_in([...]); join several by | where there are more",
                },
            )
        return Membership(self, tuple(map(self._operand, choices)))


@dataclass(frozen=True, eq=False)
class Attribute(_Compared):
    """An attribute of an item, or an entry inside one, that conditions and updates are about.

    `attr` makes one of a path, a model's `field` one that is checked against the model's fields.

    Attributes:
        path: The way to it.
        convert: Gives a value as the attribute stores it.
    """

    path: AttributePath
    convert: Converter = field(default=unconverted, repr=False)

    def to_expression(self, placeholders: Placeholders) -> str:
        """Write the path; see `AttributePath.to_expression`.

        Args:
            placeholders: Takes the names.

        Returns:
            The text, such as ``#u0[0].#u1``.
        """
        return self.path.to_expression(placeholders)

    def exists(self) -> Condition:
        """Be there, whatever it holds (attribute_exists).

        Returns:
            The condition.
        """
        return Function("attribute_exists", (self,))

    def not_exists(self) -> Condition:
        """Be absent (attribute_not_exists).

        Returns:
            The condition.
        """
        return Function("attribute_not_exists", (self,))

    def attribute_type(self, kind: AttributeType) -> Condition:
        """Be of a type (attribute_type).

        Args:
            kind: S, N, B, BOOL, NULL, L, M, SS, NS or BS.

        Returns:
            The condition.

        Raises:
            InvalidParameterError: When it is none of these.
        """
        if kind not in _TYPES:
            raise InvalidParameterError(
                f"attribute_type was given {describe(kind)}",
                details={
                    "given": describe(kind),
                    "expected": f"one of {', '.join(_TYPES)}",
                    "suggestion": "use DynamoDB's names of types",
                },
            )
        return Function("attribute_type", (self, Value(kind)))

    def begins_with(self, beginning: AttributeValue) -> Condition:
        """Begin with text or bytes (begins_with).

        Args:
            beginning: Text or bytes, or another attribute.

        Returns:
            The condition.
        """
        operand = self._operand(beginning, _WITH_BEGINNINGS, "beginning")
        return Function("begins_with", (self, operand))

    def contains(self, member: AttributeValue) -> Condition:
        """Hold text inside its text, or a member of its set or list (contains).

        Args:
            member: Text inside the text, or one value that the set or list holds, or another
                attribute.

        Returns:
            The condition.
        """
        return Function("contains", (self, self._operand(member, part="member")))

    def size(self) -> Size:
        """Give its size, to be compared (size).

        Returns:
            Of text its length in characters, of binary in bytes, of a set, list or map the number
            of its entries; of others DynamoDB gives none, so that the condition does not hold.
        """
        return Size(self)

    def _operand(self, given: Any, types: tuple[str, ...] = (), part: Part = "whole") -> Operand:
        if isinstance(given, _Compared):
            return given
        return _checked(self.convert(given, part), types, str(self.path))


@dataclass(frozen=True, eq=False)
class Size(_Compared):
    """The size of what an attribute holds.

    Attributes:
        attribute: The attribute.
    """

    attribute: Attribute
    operators: int = field(default=1, init=False, repr=False)

    def to_expression(self, placeholders: Placeholders) -> str:
        """Write the function; see the base class.

        Args:
            placeholders: Takes the names.

        Returns:
            The text, such as ``size(#u0)``.
        """
        return f"size({self.attribute.to_expression(placeholders)})"

    def _operand(self, given: Any, types: tuple[str, ...] = (), part: Part = "whole") -> Operand:
        return given if isinstance(given, _Compared) else _checked(given, ("N",), str(self))

    def __str__(self) -> str:
        """Show what it is of."""
        return f"size({self.attribute.path})"


def attr(path: str | AttributePath) -> Attribute:
    """Name an attribute of an item, or an entry inside one, to make conditions and updates.

    Args:
        path: Such as ``"total"`` or ``"lines[0].qty"``: names with dots between them and positions
            in brackets. A name may hold anything; one with a dot, a bracket or a double quote is
            written in double quotes. Or an `AttributePath`.

    Returns:
        The attribute.

    Raises:
        InvalidParameterError: When it is no path.

    Example:
        >>> attr("lines[0].qty") >= 2
        <Condition: #lines[0].#qty >= :v0>
        >>> attr("first-name").begins_with("A") | attr('"a.b"').not_exists()
        <Condition: begins_with(#first-name, :v0) OR attribute_not_exists(#a.b)>
    """
    return Attribute(path_of(path))


def _checked(value: AttributeValue, types: tuple[str, ...], what: str) -> Value:
    """Refuse what DynamoDB would: a value that it cannot hold, or of a type without an order."""
    (kind,) = encode_value(value, plain_value)
    if types and kind not in types:
        raise InvalidParameterError(
            f"{what} cannot be compared with {describe(value)} in this way",
            details={
                "given": describe(value),
                "expected": f"a value that DynamoDB stores as one of the types {', '.join(types)}",
                "suggestion": "compare for equality, or with text, a number or bytes",
            },
        )
    return Value(value)
