"""A batch get of 10,000 orders from the canned server, which answers after five milliseconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from importlib import import_module
from typing import Any, Final

from benchmarks.backends import Backend
from benchmarks.contenders.entries import CLIENT, PYDYNOX
from benchmarks.contenders.ours import STYLES, pooled
from benchmarks.items.values import CUSTOMER_ID, ITEMS, order_id
from benchmarks.items.wire import ORDERS
from benchmarks.measure import Stopwatch, Work, figures
from benchmarks.processes import running_server
from benchmarks.sections.calls import canned
from benchmarks.tables import Table

__all__ = ["TO_CLIENT", "TO_PYDYNOX", "parallel"]

TO_CLIENT: Final = "to the boto3 client at its best number of workers"
TO_PYDYNOX: Final = "to pydynox models"

_KEYS: Final = 10_000
_LATENCY: Final = 0.005
_WORKERS: Final = 5
_WORKERS_OF_CLIENT: Final = (1, 2, 5, 10, 20)


def parallel(stopwatch: Stopwatch) -> list[Table]:
    """Measure one large batch get.

    Args:
        stopwatch: How often each is measured.

    Returns:
        A table.
    """
    table = Table(
        "parallel", "Batch get of 10,000 orders, 5 ms latency, 5 workers: wall time, ratios"
    )
    watch = replace(stopwatch, clock=time.perf_counter, seconds=0)
    with running_server(canned(_LATENCY)) as url:
        backend = Backend(url)
        read = partial(_client_read, backend.client())
        trial = replace(watch, rounds=3).rounds_of(
            {str(workers): read(workers) for workers in _WORKERS_OF_CLIENT}
        )
        best = min(_WORKERS_OF_CLIENT, key=lambda workers: min(trial[str(workers)]))
        table.notes.append(f"  the boto3 client is fastest with {best} workers")
        works: dict[str, Work] = {CLIENT: read(best)}
        for name, make in _contenders(backend).items():
            try:
                works[name] = make()
            except ModuleNotFoundError as error:
                table.put(name, TO_CLIENT, f"{error.name} is not installed")
        times = watch.rounds_of(works)
    table.put_column(TO_CLIENT, dict(figures(times, CLIENT)))
    if PYDYNOX in times:
        table.put_column(TO_PYDYNOX, dict(figures(times, PYDYNOX)))
    return [table]


def _contenders(backend: Backend) -> dict[str, Callable[[], Work]]:
    ours = {style: partial(_our_read, backend, style) for style in STYLES}
    return {PYDYNOX: partial(_pydynox_read, backend), **ours}


def _keys() -> list[dict[str, str]]:
    partition = f"customer#{CUSTOMER_ID}"
    return [{"pk": partition, "sk": f"order#{order_id(number)}"} for number in range(_KEYS)]


def _client_read(client: Any, workers: int) -> Work:
    def read(chunk: list[Any]) -> Any:
        response = client.batch_get_item(RequestItems={ORDERS: {"Keys": chunk}})
        return response["Responses"][ORDERS]

    def read_all() -> list[Any]:
        keys = [{name: {"S": value} for name, value in key.items()} for key in _keys()]
        chunks = [keys[start : start + ITEMS] for start in range(0, _KEYS, ITEMS)]
        with ThreadPoolExecutor(workers) as executor:
            return [item for items in executor.map(read, chunks) for item in items]

    return read_all


def _pydynox_read(backend: Backend) -> Work:
    module = import_module("benchmarks.contenders.pydynox_models")
    model = module.order_class(backend.endpoint_url)
    return lambda: model.sync_batch_get(_keys())


def _our_read(backend: Backend, style: str) -> Work:
    db = pooled(backend)
    index = STYLES[style].Order.primary
    ids = [order_id(number) for number in range(_KEYS)]

    def read() -> Any:
        keys = [index.key(customer_id=CUSTOMER_ID, order_id=each) for each in ids]
        return db.batch_get_item(keys, ORDERS, parallel=True, max_workers=_WORKERS).data

    return read
