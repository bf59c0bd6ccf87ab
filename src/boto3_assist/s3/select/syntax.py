"""The parts of a query of the subset that runs without S3; knows neither text nor engine."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

__all__ = [
    "Aggregate",
    "All",
    "Arithmetic",
    "Between",
    "Cast",
    "Column",
    "Comparison",
    "Condition",
    "Constant",
    "In",
    "IsNull",
    "Like",
    "Name",
    "Not",
    "Projection",
    "Query",
    "Value",
]


@dataclass(frozen=True)
class Name:
    """A name as it is written; only quoted ones are exact."""

    text: str
    quoted: bool = False


@dataclass(frozen=True)
class Column:
    """A column, or a path into a JSON value."""

    path: tuple[Name, ...]


@dataclass(frozen=True)
class Constant:
    """A literal."""

    value: str | int | Decimal | bool


@dataclass(frozen=True)
class Cast:
    """A value as another type."""

    value: Value
    type: Literal["BOOL", "FLOAT", "INT", "STRING"]


@dataclass(frozen=True)
class Arithmetic:
    """A sum, a difference or a product."""

    operator: Literal["+", "-", "*"]
    left: Value
    right: Value


Value = Column | Constant | Cast | Arithmetic


@dataclass(frozen=True)
class Comparison:
    """Two values compared."""

    operator: Literal["=", "<>", "<", "<=", ">", ">="]
    left: Value
    right: Value


@dataclass(frozen=True)
class Like:
    """A text against a pattern."""

    value: Value
    pattern: str
    escape: str | None


@dataclass(frozen=True)
class In:
    """A value among constants."""

    value: Value
    constants: tuple[Constant, ...]


@dataclass(frozen=True)
class Between:
    """A value in a range with both its ends."""

    value: Value
    low: Value
    high: Value


@dataclass(frozen=True)
class IsNull:
    """A value that is null, or not there at all."""

    value: Value


@dataclass(frozen=True)
class Not:
    """What does not hold."""

    condition: Condition


@dataclass(frozen=True)
class All:
    """Conditions of which all hold, or of which one does."""

    operator: Literal["AND", "OR"]
    conditions: tuple[Condition, ...]


Condition = Comparison | Like | In | Between | IsNull | Not | All


@dataclass(frozen=True)
class Aggregate:
    """A figure over all rows; `value` is None for ``COUNT(*)``."""

    function: Literal["AVG", "COUNT", "MAX", "MIN", "SUM"]
    value: Value | None


@dataclass(frozen=True)
class Projection:
    """One of the things asked for, and its name if it was given one."""

    value: Value | Aggregate
    name: str | None = None


@dataclass(frozen=True)
class Query:
    """A query; `projections` is None for ``*``."""

    projections: tuple[Projection, ...] | None
    where: Condition | None = None
    limit: int | None = None

    @property
    def is_aggregate(self) -> bool:
        """Whether it asks for figures over all rows."""
        return any(isinstance(each.value, Aggregate) for each in self.projections or ())
