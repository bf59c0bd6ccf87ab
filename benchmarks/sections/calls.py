"""Whole calls on the stub (CPU time), and on the canned server from eight threads (wall time)."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any, Final

from benchmarks.backends import Backend
from benchmarks.contenders.calls import BATCH, CHANGE, GET, PUT, QUERY, Calls
from benchmarks.contenders.entries import CLIENT, calls_of
from benchmarks.items.values import ITEMS
from benchmarks.items.wire import ORDERS, USERS, order_item, user_item
from benchmarks.measure import Stopwatch, Work, repeat_in_threads
from benchmarks.processes import running_server
from benchmarks.server import Canned
from benchmarks.tables import Cell, Table

__all__ = ["canned", "on_the_server", "on_the_stub"]

_THREADS: Final = 8
# So long that full passes of the garbage collector are in it: of a client's ways to read a hundred
# nested items they are up to a third of the time, and each comes after some dozens of calls.
_SECONDS_OF_MANY: Final = 0.5


def on_the_stub(stopwatch: Stopwatch) -> list[Table]:
    """Measure whole calls without a network.

    Args:
        stopwatch: How times are taken.

    Returns:
        A table for each item.
    """
    order = Table("order", "The order, on the stub: CPU time, ratio to the boto3 client")
    user = Table("user", "The user, on the stub: CPU time, ratio to the boto3 client")
    backend = Backend()
    _fill(order, calls_of(backend, ORDERS), (GET, PUT, QUERY, BATCH, CHANGE), stopwatch)
    _fill(user, calls_of(backend, USERS), (GET, PUT, QUERY, BATCH), stopwatch)
    return [order, user]


def on_the_server(stopwatch: Stopwatch) -> list[Table]:
    """Measure whole calls of eight threads that talk to a server on loopback.

    Args:
        stopwatch: How times are taken.

    Returns:
        A table.
    """
    table = Table(
        "server", "The order, on the canned server, 8 threads: wall time, ratio to the boto3 client"
    )
    watch = replace(
        stopwatch,
        clock=time.perf_counter,
        repeat=repeat_in_threads(_THREADS),
        least_calls=_THREADS,
    )
    with running_server(canned()) as url:
        _fill(table, calls_of(Backend(url), ORDERS), (GET, QUERY, BATCH), watch)
    return [table]


def canned(latency: float = 0) -> Canned:
    """Give what the canned server is started with.

    Args:
        latency: Seconds that pass before each response.

    Returns:
        The items of all tables.
    """
    items: dict[str, Any] = {ORDERS: order_item(1), USERS: user_item(1)}
    try:
        pynamodb = import_module("benchmarks.contenders.pynamodb_models")
    except ModuleNotFoundError:
        return {"items": items, "count": ITEMS, "latency": latency}
    for table, own in pynamodb.TABLES.items():
        items[own] = pynamodb.items(table, 2)[1]
    return {"items": items, "count": ITEMS, "latency": latency}


def _fill(
    table: Table,
    contenders: Mapping[str, Calls | str],
    columns: Sequence[str],
    stopwatch: Stopwatch,
) -> None:
    many = replace(stopwatch, seconds=max(stopwatch.seconds, _SECONDS_OF_MANY))
    for column in columns:
        works: dict[str, Work] = {}
        cells: dict[str, Cell] = {}
        for name, calls in contenders.items():
            work = calls if isinstance(calls, str) else calls[column]
            if isinstance(work, str):
                cells[name] = work
            else:
                works[name] = work
        watch = many if column in (QUERY, BATCH) else stopwatch
        figures: dict[str, Cell] = {**cells, **watch.compare(works, CLIENT)}
        table.put_column(column, {name: figures[name] for name in contenders})
