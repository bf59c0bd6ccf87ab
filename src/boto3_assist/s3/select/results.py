"""The rows of a query as they come, with what S3 says of its work; knows neither engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["SelectProgress", "SelectResult", "SelectStats"]

Row = TypeVar("Row")


@dataclass(frozen=True)
class SelectStats:
    """How much work a query was, so far or in the end.

    Attributes:
        bytes_scanned: The bytes read of the object; they are what S3 bills.
        bytes_processed: The same after decompression.
        bytes_returned: The bytes of the rows.
    """

    bytes_scanned: int
    bytes_processed: int
    bytes_returned: int


SelectProgress = Callable[[SelectStats], object]
"""Called now and then while S3 works on a query."""


class SelectResult(Generic[Row]):
    """The rows of a query, one after the other, as they come; to be gone through once.

    Close it, or use it in a ``with`` block, unless it is read to its end: until then it holds a
    connection or a temporary file.

    Attributes:
        engine: Who answers: ``"s3"`` or ``"duckdb"``.
        stats: How much work the query was; None before its end, and of DuckDB.
    """

    def __init__(
        self,
        rows: Callable[[SelectResult[Row]], Iterator[Row]],
        engine: Literal["s3", "duckdb"],
        close: Callable[[], object],
    ) -> None:
        """Take what gives the rows; the verb `select` makes one.

        Args:
            rows: Gives the rows; may set `stats` of what it is called with.
            engine: Who answers.
            close: Gives back what the result holds; called once.
        """
        self.engine = engine
        self.stats: SelectStats | None = None
        self._close: Callable[[], object] | None = close
        self._rows = rows(self)

    def __iter__(self) -> Iterator[Row]:
        """Go on with the rows."""
        return self

    def __next__(self) -> Row:
        """Give the next row; what it took is given back after the last, and after an error."""
        if self._close is None:
            raise StopIteration
        try:
            return next(self._rows)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give back what the result holds; there are no more rows afterwards."""
        close, self._close = self._close, None
        if close is not None:
            close()

    def __enter__(self) -> Self:
        """Use it in a ``with`` block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close it at the end of the block."""
        self.close()
