"""The extra `fast`: the library with orjson and without it, each in a process of its own."""

from __future__ import annotations

import json
from typing import Final

from benchmarks.measure import Figure, Stopwatch
from benchmarks.processes import run_program
from benchmarks.tables import Table

__all__ = ["extra"]

_ROWS: Final[dict[str, list[str]]] = {"with orjson": [], "without": ["orjson"]}


def extra(stopwatch: Stopwatch) -> list[Table]:
    """Measure both.

    Args:
        stopwatch: How often each call is measured.

    Returns:
        A table.
    """
    table = Table(
        "fast", "The extra fast, the order, plain models: CPU time, ratio to the boto3 client"
    )
    for row, left_out in _ROWS.items():
        found = json.loads(run_program("plain_calls", str(stopwatch.rounds), *left_out))
        for column, ratio in found.items():
            table.put(row, column, Figure(ratio))
    return [table]
