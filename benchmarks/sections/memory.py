"""Memory: a scan that is iterated over holds one page, and requests leave nothing behind."""

from __future__ import annotations

from typing import Final

from benchmarks.contenders.ours import DATACLASS
from benchmarks.measure import Figure, Stopwatch
from benchmarks.processes import run_program
from benchmarks.tables import Table

__all__ = ["GROWTH", "PEAK", "memory"]

PEAK: Final = "peak of a scan of 100,000 items, to one of 10,000"
GROWTH: Final = "blocks in use after 100,000 requests, to before"

_FEW, _MANY, _REQUESTS = 10_000, 100_000, 100_000


def memory(stopwatch: Stopwatch) -> list[Table]:
    """Measure memory, which needs no rounds: it is the same each time.

    Args:
        stopwatch: Not used.

    Returns:
        A table.
    """
    del stopwatch
    table = Table("memory", "Memory, ratios")
    few, many = (int(run_program("scan", str(count))) for count in (_FEW, _MANY))
    table.put(DATACLASS, PEAK, Figure(many / few))
    table.notes.append(f"  peak of a scan: {few / 1e6:.2f} MB, {many / 1e6:.2f} MB")
    before, after = map(int, run_program("requests", str(_REQUESTS)).split())
    table.put(DATACLASS, GROWTH, Figure(after / before))
    table.notes.append(f"  blocks in use: {before:,} before, {after:,} after")
    return [table]
