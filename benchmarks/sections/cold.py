"""The first call of a fresh process: CPU time beyond that of an interpreter that does nothing."""

from __future__ import annotations

import json
from typing import Final

from benchmarks.contenders import ours
from benchmarks.contenders.entries import CLIENT, DYNTASTIC, PYNAMODB, RESOURCE
from benchmarks.items.wire import order_item
from benchmarks.measure import Stopwatch, figures
from benchmarks.processes import run_program
from benchmarks.tables import Table

__all__ = ["FIRST_GET", "cold"]

FIRST_GET: Final = "imports, client and first get"

_NOTHING: Final = "nothing"
_PROGRAMS: Final = {
    CLIENT: "client",
    RESOURCE: "resource",
    PYNAMODB: "pynamodb",
    DYNTASTIC: "dyntastic",
    ours.PLAIN: "plain_models",
    ours.DATACLASS: "dataclass_models",
    ours.PYDANTIC: "pydantic_models",
}
_NOT_INSTALLED: Final = "not installed"


def cold(stopwatch: Stopwatch) -> list[Table]:
    """Measure fresh processes, in turn.

    Args:
        stopwatch: How often each is started; each takes its own CPU time.

    Returns:
        A table.
    """
    body = json.dumps({"Item": order_item(1)}, separators=(",", ":"))
    times: dict[str, list[float]] = {name: [] for name in _PROGRAMS}
    missing: dict[str, str] = {}
    # The first time writes the compiled files.
    for name, program in _PROGRAMS.items():
        if run_program("cold", program, body).strip() == _NOT_INSTALLED:
            missing[name] = _NOT_INSTALLED
    for _ in range(stopwatch.rounds):
        bare = float(run_program("cold", _NOTHING, body))
        for name in times.keys() - missing.keys():
            times[name].append(float(run_program("cold", _PROGRAMS[name], body)) - bare)
    table = Table(
        "cold", "A fresh process: CPU time beyond a bare interpreter, ratio to the boto3 client"
    )
    found = figures({name: own for name, own in times.items() if own}, CLIENT)
    table.put_column(FIRST_GET, {n: missing[n] if n in missing else found[n] for n in _PROGRAMS})
    return [table]
