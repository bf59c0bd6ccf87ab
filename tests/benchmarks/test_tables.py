from __future__ import annotations

import pytest

from benchmarks.measure import Figure
from benchmarks.tables import Table, markdown, number, text


@pytest.fixture
def table() -> Table:
    table = Table("order", "The order")
    table.put_column("get", {"theirs": Figure(1, 0.0004), "ours": Figure(0.5512345678, 0.0002)})
    table.put("ours", "batch", "not built")
    table.put("theirs", "peak", Figure(1.2))
    table.notes.append("  a note")
    return table


def test_what_lasts_are_the_ratios(table: Table) -> None:
    assert table.ratios() == {
        "theirs": {"get": 1, "peak": 1.2},
        "ours": {"get": 0.551235, "batch": "not built"},
    }


def test_the_terminal_also_shows_times_and_notes(table: Table) -> None:
    assert text(table) == (
        "\nThe order\n\n"
        "                      get  peak      batch\n"
        "  theirs  1.00 (400.0 µs)  1.20\n"
        "  ours    0.55 (200.0 µs)        not built\n"
        "  a note"
    )


def test_the_guide_shows_ratios(table: Table) -> None:
    assert markdown(table.ratios()) == (
        "|  | get | peak | batch |\n"
        "| --- | --- | --- | --- |\n"
        "| theirs | 1.00 | 1.20 |  |\n"
        "| ours | 0.55 |  | not built |\n"
    )


@pytest.mark.parametrize(
    ("ratio", "written"),
    [(12.345, "12.35"), (0.1, "0.10"), (0.0149, "0.015"), (0.001, "0.001"), (0.0004, "< 0.001")],
)
def test_small_ratios_keep_a_digit(ratio: float, written: str) -> None:
    assert number(ratio) == written
