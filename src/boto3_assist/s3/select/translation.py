"""Turns a query of the subset into one for DuckDB over JSON lines; runs nothing.

Every text and number of the caller's goes as a parameter; no part of the caller's SQL is passed on.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, Protocol

from boto3_assist.s3.select.refusal import outside
from boto3_assist.s3.select.syntax import (
    Aggregate,
    All,
    Between,
    Cast,
    Column,
    Comparison,
    Condition,
    Constant,
    In,
    IsNull,
    Like,
    Not,
    Query,
    Value,
)

__all__ = ["Columns", "Statement", "translated_query"]

Kind = Literal["bool", "json", "number", "text"]


class Columns(Protocol):
    """Finds columns in a line."""

    @property
    def are_texts(self) -> bool:
        """Whether all columns are texts, rather than any JSON value."""

    def path_of(self, column: Column) -> str:
        """Write a column as DuckDB's JSONPath."""


_NUMBERS = "('BIGINT', 'DOUBLE', 'UBIGINT')"
_INTEGER = r"[+-]?[0-9]+"
_FLOAT = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
_LIMIT_64 = 2**63


@dataclass(frozen=True)
class Statement:
    """A statement for DuckDB over a table ``lines`` with one column ``json``.

    Attributes:
        select: What is selected, without the table.
        where: The condition; None for all lines.
        parameters: The values of the placeholders of both, in their order.
    """

    select: str
    where: str | None
    parameters: list[Any] = field(repr=False)


@dataclass(frozen=True)
class _Sql:
    text: str
    kind: Kind
    parameters: list[Any]


def translated_query(query: Query, columns: Columns) -> Statement:
    """Translate a query.

    Columns that are asked for as they are, are not selected: they are read from the line itself,
    which is the first thing selected of a query for single rows.

    Args:
        query: The query.
        columns: Finds columns.

    Returns:
        The statement.
    """
    selected: list[_Sql] = []
    for projection in query.projections or ():
        if isinstance(projection.value, Aggregate):
            selected.append(_aggregate(projection.value, columns))
        elif not isinstance(projection.value, Column):
            selected.append(_value(projection.value, columns))
    texts = [sql.text for sql in selected]
    if not query.is_aggregate:
        texts.insert(0, "json")
    parts, where = list(selected), None
    if query.where is not None:
        condition = _condition(query.where, columns, negated=False)
        parts.append(condition)
        where = condition.text
    return Statement(", ".join(texts), where, [each for part in parts for each in part.parameters])


def _aggregate(aggregate: Aggregate, columns: Columns) -> _Sql:
    if aggregate.value is None:
        return _Sql("count(*)", "number", [])
    value = _value(aggregate.value, columns)
    if aggregate.function == "COUNT":
        if value.kind == "json":
            value = _Sql(f"nullif(json_type({value.text}), 'NULL')", "text", value.parameters)
    else:
        value = _as_number(value)
    return _Sql(f"{aggregate.function.lower()}({value.text})", "number", value.parameters)


def _value(value: Value, columns: Columns) -> _Sql:
    if isinstance(value, Column):
        if columns.are_texts:
            return _Sql("json_extract_string(json, ?)", "text", [columns.path_of(value)])
        return _Sql("json_extract(json, ?)", "json", [columns.path_of(value)])
    if isinstance(value, Constant):
        return _constant(value)
    if isinstance(value, Cast):
        return _cast(value, columns)
    left = _as_number(_value(value.left, columns))
    right = _as_number(_value(value.right, columns))
    text = f"({left.text} {value.operator} {right.text})"
    return _Sql(text, "number", left.parameters + right.parameters)


def _constant(constant: Constant) -> _Sql:
    value = constant.value
    if isinstance(value, bool):
        return _Sql("?", "bool", [value])
    if isinstance(value, str):
        return _Sql("?", "text", [value])
    if isinstance(value, Decimal):
        return _Sql("?", "number", [float(value)])
    if not -_LIMIT_64 <= value < _LIMIT_64:
        raise outside("a whole number has more than 64 bits")
    return _Sql("CAST(? AS BIGINT)", "number", [value])


def _cast(cast: Cast, columns: Columns) -> _Sql:
    value = _value(cast.value, columns)
    if cast.type == "STRING":
        return _as_text(value)
    if cast.type == "BOOL":
        text = _as_text(value)
        # DuckDB takes 't' and 'yes' as well.
        guarded = f"regexp_full_match({text.text}, '(?i)true|false')"
        return _checked(text, guarded, "BOOLEAN", "bool")
    if value.kind == "number":
        if cast.type == "INT":
            raise outside("a number that is no text is cast to INT")
        return _Sql(f"CAST({value.text} AS DOUBLE)", "number", value.parameters)
    text = _as_text(value)
    pattern, kind = (_INTEGER, "BIGINT") if cast.type == "INT" else (_FLOAT, "DOUBLE")
    return _checked(text, f"regexp_full_match({text.text}, '{pattern}')", kind, "number")


def _checked(text: _Sql, check: str, type_name: str, kind: Kind) -> _Sql:
    """Cast what has the form for it, and fail with anything else but null, as S3 does."""
    # DuckDB rounds '12.5' to an integer; what is not allowed gets a form that it refuses.
    refused = f"CAST({text.text} || '?' AS {type_name})"
    good = f"CAST({text.text} AS {type_name})"
    return _Sql(f"CASE WHEN {check} THEN {good} ELSE {refused} END", kind, text.parameters * 3)


def _as_text(value: _Sql) -> _Sql:
    if value.kind == "text":
        return value
    if value.kind != "json":
        raise outside("a number or a condition is used as a text")
    # ->> gives a JSON text without its quotes, and null for a JSON null.
    return _Sql(f"json_extract_string({value.text}, '$')", "text", value.parameters)


def _as_number(value: _Sql) -> _Sql:
    if value.kind == "number":
        return value
    if value.kind != "json":
        raise outside("a text is used as a number without CAST")
    return _of_type(value, _NUMBERS, "DOUBLE", "number")


def _of_type(value: _Sql, json_types: str, type_name: str, kind: Kind) -> _Sql:
    """Take a JSON value for what it is compared with; null if it is something else."""
    text = f"json_extract_string({value.text}, '$')"
    cast = text if type_name == "VARCHAR" else f"CAST({text} AS {type_name})"
    check = f"json_type({value.text}) IN {json_types}"
    return _Sql(f"CASE WHEN {check} THEN {cast} END", kind, value.parameters * 2)


def _condition(condition: Condition, columns: Columns, *, negated: bool) -> _Sql:
    if isinstance(condition, Not):
        return _condition(condition.condition, columns, negated=not negated)
    if isinstance(condition, All):
        return _all(condition, columns, negated=negated)
    sql = _test(condition, columns)
    return _Sql(f"(NOT {sql.text})", "bool", sql.parameters) if negated else sql


def _all(condition: All, columns: Columns, *, negated: bool) -> _Sql:
    """Join conditions so that a later one is looked at only if it still matters.

    ``CAST`` fails for what it cannot cast, and DuckDB is free to look at any condition first. As
    negations are moved inwards, what is neither true nor false counts as false everywhere.
    """
    parts = [_condition(each, columns, negated=negated) for each in condition.conditions]
    joined = parts[-1]
    is_and = (condition.operator == "AND") is not negated
    for part in reversed(parts[:-1]):
        then, otherwise = (joined.text, "FALSE") if is_and else ("TRUE", joined.text)
        text = f"(CASE WHEN {part.text} THEN {then} ELSE {otherwise} END)"
        joined = _Sql(text, "bool", part.parameters + joined.parameters)
    return joined


def _test(condition: Comparison | Like | In | Between | IsNull, columns: Columns) -> _Sql:
    if isinstance(condition, Comparison):
        left, right = _alike(
            _value(condition.left, columns), _value(condition.right, columns), condition.operator
        )
        text = f"({left.text} {condition.operator} {right.text})"
        return _Sql(text, "bool", left.parameters + right.parameters)
    if isinstance(condition, IsNull):
        value = _value(condition.value, columns)
        if value.kind == "json":
            text = f"coalesce(json_type({value.text}) = 'NULL', TRUE)"
            return _Sql(text, "bool", value.parameters)
        return _Sql(f"({value.text} IS NULL)", "bool", value.parameters)
    if isinstance(condition, Like):
        return _like(condition, columns)
    if isinstance(condition, Between):
        value = _value(condition.value, columns)
        above, low = _alike(value, _value(condition.low, columns), ">=")
        below, high = _alike(value, _value(condition.high, columns), "<=")
        text = f"(({above.text} >= {low.text}) AND ({below.text} <= {high.text}))"
        sides = (above, low, below, high)
        return _Sql(text, "bool", [each for side in sides for each in side.parameters])
    return _in(condition, columns)


def _in(condition: In, columns: Columns) -> _Sql:
    constants = [_constant(each) for each in condition.constants]
    if len({each.kind for each in constants}) > 1:
        raise outside("IN has constants of different kinds")
    value, _ = _alike(_value(condition.value, columns), constants[0], "=")
    text = f"({value.text} IN ({', '.join(each.text for each in constants)}))"
    parameters = [each for constant in constants for each in constant.parameters]
    return _Sql(text, "bool", value.parameters + parameters)


def _like(condition: Like, columns: Columns) -> _Sql:
    value = _value(condition.value, columns)
    if value.kind == "json":
        value = _of_type(value, "('VARCHAR')", "VARCHAR", "text")
    elif value.kind != "text":
        raise outside("LIKE is used on something that is no text")
    escape = "" if condition.escape is None else " ESCAPE ?"
    parameters = [condition.pattern, *([] if condition.escape is None else [condition.escape])]
    return _Sql(f"({value.text} LIKE ?{escape})", "bool", value.parameters + parameters)


def _alike(left: _Sql, right: _Sql, operator: str) -> tuple[_Sql, _Sql]:
    """Bring both sides of a comparison to one kind; only that of a JSON value is open."""
    kinds = {left.kind, right.kind} - {"json"}
    if len(kinds) != 1:
        raise outside("values of different or unknown kinds are compared; CAST says the kind")
    [kind] = kinds
    if kind == "bool" and operator not in ("=", "<>"):
        raise outside("truth values are compared by their size")
    types = {
        "bool": ("('BOOLEAN')", "BOOLEAN"),
        "number": (_NUMBERS, "DOUBLE"),
        "text": ("('VARCHAR')", "VARCHAR"),
    }
    json_types, type_name = types[kind]
    both = [
        _of_type(side, json_types, type_name, kind) if side.kind == "json" else side
        for side in (left, right)
    ]
    return both[0], both[1]
