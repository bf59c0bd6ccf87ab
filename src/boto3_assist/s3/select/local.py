"""Runs a query of the subset by DuckDB, which sees one file and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

from boto3_assist.errors import ConfigurationError, ValidationError
from boto3_assist.s3.select.columns import Cells, row_reader
from boto3_assist.s3.select.formats import SelectInput
from boto3_assist.s3.select.parsing import parse_query
from boto3_assist.s3.select.preparation import Lines, check_input, prepared
from boto3_assist.s3.select.results import SelectResult
from boto3_assist.s3.select.translation import Statement, translated_query

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["is_installed", "require", "run_locally"]

Row = TypeVar("Row")

_ROWS_AT_A_TIME = 1000


def is_installed() -> bool:
    """Say whether DuckDB is there.

    Returns:
        False where the extra `select` is not installed.
    """
    from importlib.util import find_spec

    return find_spec("duckdb") is not None


def require() -> None:
    """Refuse to go on without DuckDB.

    Raises:
        ConfigurationError: When it is not installed.
    """
    if not is_installed():
        raise ConfigurationError(
            "the module 'duckdb' is missing, which queries without S3 Select need",
            details={
                "expected": "the extra `select`",
                "suggestion": "pip install 'boto3-assist[select]'",
            },
        )


def run_locally(
    expression: str,
    given: SelectInput,
    shaped: Callable[[Cells], Row],
    download: Callable[[Path], object],
) -> SelectResult[Row]:
    """Run a query over a temporary copy of an object.

    Args:
        expression: The query.
        given: The format of the object.
        shaped: Makes a row of names and values.
        download: Writes the object, verified, to a path.

    Returns:
        The rows; closing the result removes the copy.

    Raises:
        InvalidParameterError: When query or format are not in the subset; nothing is downloaded
            then, unless it takes the header of the object to tell.
        ValidationError: When the object is not in that format.
    """
    query = parse_query(expression)
    check_input(given)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="boto3-assist-select-")))
        source = folder / "object"
        download(source)
        lines = prepared(source, given)
        statement = translated_query(query, lines.columns)
        read = row_reader(query, lines.columns)
        connection = stack.enter_context(_confined(lines, folder))
        found = _found(connection, statement, query.limit)
        close = stack.pop_all().close
    return SelectResult(lambda _: (shaped(read(each)) for each in found), "duckdb", close)


def _found(
    connection: DuckDBPyConnection, statement: Statement, limit: int | None
) -> Iterator[tuple[Any, ...]]:
    # Put together of the library's own words alone; the caller's values are parameters.
    words = ["SELECT", statement.select, "FROM lines"]
    if statement.where is not None:
        words += ["WHERE", statement.where]
    if limit is not None:
        words += ["LIMIT", str(limit)]
    with _failures():
        cursor = connection.execute(" ".join(words), statement.parameters)
        while found := cursor.fetchmany(_ROWS_AT_A_TIME):
            yield from found


@contextmanager
def _failures() -> Iterator[None]:
    """Report what DuckDB fails at, without its text, which may quote the data."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        raise ValidationError(
            f"the query failed on the content of the object ({type(error).__name__})",
            "S3_SELECT_FAILED",
            {
                "expected": "lines in the given format, and texts that CAST can take",
                "suggestion": "look at the values that are cast, and at the format of the lines",
            },
        ) from None


def _confined(lines: Lines, folder: Path) -> DuckDBPyConnection:
    """Open a database that can read one file, and cannot be talked out of it."""
    import duckdb

    connection = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "temp_directory": str(folder / "spilled"),
        },
    )
    path = str(lines.path).replace("'", "''")
    options = f"format = 'newline_delimited', compression = '{lines.compression}'"
    reader = f"read_json_objects('{path}', {options})"
    try:
        with _failures():
            connection.execute(f"SET allowed_paths = ['{path}']")
            connection.execute("SET enable_external_access = false")
            connection.execute(" ".join(["CREATE VIEW lines AS SELECT json FROM", reader]))
            connection.execute("SET lock_configuration = true")
    except BaseException:
        connection.close()
        raise
    return connection
