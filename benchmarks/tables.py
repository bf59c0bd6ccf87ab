"""Tables of figures, as text for a terminal and as Markdown for the guide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.measure import Figure

__all__ = ["Cell", "Table", "markdown", "number", "text"]

Cell = Figure | str
"""A figure, or why there is none."""


@dataclass
class Table:
    """A table of figures.

    Attributes:
        name: What it is called in the baseline and in the guide.
        title: What is measured, and what a figure is a ratio to.
        rows: Label of a row → label of a column → what stands there.
        notes: What else there is to say of this run; not kept in the baseline.
    """

    name: str
    title: str
    rows: dict[str, dict[str, Cell]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def put(self, row: str, column: str, cell: Cell) -> None:
        """Fill in one place.

        Args:
            row: Label of the row, which is made where there is none.
            column: Label of the column.
            cell: What stands there.
        """
        self.rows.setdefault(row, {})[column] = cell

    def put_column(self, column: str, cells: Mapping[str, Cell]) -> None:
        """Fill in a column.

        Args:
            column: Its label.
            cells: Label of a row → what stands there.
        """
        for row, cell in cells.items():
            self.put(row, column, cell)

    def ratios(self) -> dict[str, dict[str, float | str]]:
        """Give what lasts of the table: ratios, without the times of this machine.

        Returns:
            Label of a row → label of a column → ratio, rounded, or why there is none.
        """
        return {
            row: {name: _lasting(cell) for name, cell in cells.items()}
            for row, cells in self.rows.items()
        }


def text(table: Table) -> str:
    """Write a table for a terminal.

    Args:
        table: The table.

    Returns:
        Lines, the times of this run behind the ratios.
    """
    columns = _columns(table.rows)
    lines = [["", *columns]]
    for row, cells in table.rows.items():
        lines.append([row, *(_shown(cells.get(column, "")) for column in columns)])
    widths = [max(map(len, column)) for column in zip(*lines)]
    body = [_aligned(line, widths) for line in lines]
    return "\n".join([f"\n{table.title}", "", *body, *table.notes])


def markdown(rows: Mapping[str, Mapping[str, float | str]]) -> str:
    """Write the ratios of a table for the guide.

    Args:
        rows: What `Table.ratios` gave.

    Returns:
        A table in Markdown, with a line break at its end.
    """
    columns = _columns(rows)
    lines = [["", *columns], ["---"] * (len(columns) + 1)]
    for row, cells in rows.items():
        lines.append([row, *(_written(cells.get(column, "")) for column in columns)])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def number(ratio: float) -> str:
    """Write a ratio.

    Args:
        ratio: A ratio.

    Returns:
        As many digits as mean something.
    """
    if ratio < 0.001:
        return "< 0.001"
    return f"{ratio:.3f}" if ratio < 0.1 else f"{ratio:.2f}"


def _lasting(cell: Cell) -> float | str:
    return cell if isinstance(cell, str) else round(cell.ratio, 6)


def _columns(rows: Mapping[str, Iterable[str]]) -> list[str]:
    return list(dict.fromkeys(column for cells in rows.values() for column in cells))


def _shown(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell
    time = "" if cell.seconds is None else f" ({_duration(cell.seconds)})"
    return number(cell.ratio) + time


def _duration(seconds: float) -> str:
    return f"{seconds * 1e6:,.1f} µs" if seconds < 0.01 else f"{seconds * 1e3:,.1f} ms"


def _written(entry: float | str) -> str:
    return entry if isinstance(entry, str) else number(entry)


def _aligned(line: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(line, widths)
    cells = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
    return "  " + "  ".join(cells).rstrip()
