"""Finds the columns of a query in the lines of an object; knows no engine."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

from boto3_assist.s3.select.refusal import outside
from boto3_assist.s3.select.syntax import Column, Query

__all__ = ["Cells", "CsvColumns", "JsonColumns", "as_dictionary", "as_fields", "row_reader"]

_MISSING: Any = object()
# They mean something in a JSONPath, even in quotes.
_NOT_IN_PATHS = frozenset('"\\\\*')


@dataclass(frozen=True)
class JsonColumns:
    """Paths into lines that are JSON values.

    Attributes:
        are_texts: Whether all columns are texts: no, they are any JSON value.
    """

    are_texts: ClassVar[bool] = False

    def path_of(self, column: Column) -> str:
        """Write a column as DuckDB's JSONPath.

        Args:
            column: The column.

        Returns:
            The path.

        Raises:
            InvalidParameterError: When a name cannot be written so.
        """
        if any(_NOT_IN_PATHS & set(name.text) for name in column.path):
            raise outside("a name has quotes, backslashes or asterisks")
        return "$" + "".join(f'."{name.text}"' for name in column.path)

    def value(self, line: Any, column: Column) -> Any:
        """Find a column in a line.

        Args:
            line: The value of the line.
            column: The column.

        Returns:
            What is there; a mark for nothing.
        """
        for name in column.path:
            if not isinstance(line, dict) or name.text not in line:
                return _MISSING
            line = line[name.text]
        return line

    def everything(self, line: Any) -> dict[str, Any]:
        """Give a line as a row.

        Args:
            line: The value of the line.

        Returns:
            Itself, if it is an object.
        """
        return line if isinstance(line, dict) else {"_1": line}


@dataclass(frozen=True)
class CsvColumns:
    """Fields of lines that are lists of texts.

    Attributes:
        are_texts: Whether all columns are texts: yes.
        names: The names of the header; None where there is none to be used.
    """

    are_texts: ClassVar[bool] = True

    names: Sequence[str] | None = field(repr=False)

    def path_of(self, column: Column) -> str:
        """Write a column as DuckDB's JSONPath.

        Args:
            column: The column.

        Returns:
            The path.

        Raises:
            InvalidParameterError: When there is no such column, or more than one.
        """
        return f"$[{self._index(column)}]"

    def value(self, line: list[str], column: Column) -> Any:
        """Find a column in a line.

        Args:
            line: The fields of the line.
            column: The column.

        Returns:
            What is there; a mark for nothing.
        """
        index = self._index(column)
        return line[index] if index < len(line) else _MISSING

    def everything(self, line: list[str]) -> dict[str, Any]:
        """Give a line as a row.

        Args:
            line: The fields of the line.

        Returns:
            The names of the columns → the fields.
        """
        names = list(self.names or ())
        names += [f"_{number}" for number in range(len(names) + 1, len(line) + 1)]
        return dict(zip(names, line))

    def _index(self, column: Column) -> int:
        if len(column.path) > 1:
            raise outside("a field of CSV has no parts")
        name = column.path[0]
        names = list(self.names or ())
        if not name.quoted:
            names, wanted = [each.upper() for each in names], name.text.upper()
        else:
            wanted = name.text
        if names.count(wanted) == 1:
            return names.index(wanted)
        number = name.text.removeprefix("_")
        if wanted not in names and number != name.text and number.isdecimal() and int(number):
            return int(number) - 1
        raise outside("the header has no such column, or has it more than once")


Cells = list[tuple[str, Any]]
"""The names of what was asked for, with the values; `_MISSING` where a line has nothing."""


def row_reader(
    query: Query, columns: JsonColumns | CsvColumns
) -> Callable[[tuple[Any, ...]], Cells]:
    """Say how to make rows of what DuckDB gives for a query.

    Args:
        query: The query.
        columns: Finds columns.

    Returns:
        Takes what DuckDB gives, and makes it names and values, for `as_dictionary` and `as_fields`.

    Raises:
        InvalidParameterError: When a column cannot be found.
    """
    projections = query.projections or ()
    for each in projections:
        if isinstance(each.value, Column):
            columns.path_of(each.value)

    def read(found: tuple[Any, ...]) -> Cells:
        computed = iter(found if query.is_aggregate else found[1:])
        line: Any = None if query.is_aggregate else json.loads(found[0], parse_float=Decimal)
        if query.projections is None:
            return list(columns.everything(line).items())
        cells: Cells = []
        for number, each in enumerate(projections, 1):
            if isinstance(each.value, Column):
                name = each.name or each.value.path[-1].text
                cells.append((name, columns.value(line, each.value)))
            else:
                cells.append((each.name or f"_{number}", _exact(next(computed))))
        return cells

    return read


def as_dictionary(cells: Cells) -> dict[str, Any]:
    """Make a row of JSON.

    Args:
        cells: Names and values.

    Returns:
        The names → the values; what is not there is left out, as S3 does it.
    """
    return {name: value for name, value in cells if value is not _MISSING}


def as_fields(cells: Cells) -> list[str]:
    """Make a row of CSV.

    Args:
        cells: Names and values.

    Returns:
        The values as texts, the empty one for what is not there.
    """
    return [_field_of(value) for _, value in cells]


def _field_of(value: Any) -> str:
    if value is None or value is _MISSING:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return str(value)


def _exact(value: Any) -> Any:
    """Give a float as the number that it stands for, whole ones as int."""
    if not isinstance(value, float):
        return value
    return int(value) if value.is_integer() else Decimal(repr(value))
