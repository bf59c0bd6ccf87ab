"""The connection pool: what a service object costs, against calls and clients made anew."""

from __future__ import annotations

from typing import Any, Final

import boto3

from benchmarks.backends import Backend
from benchmarks.contenders.boto import client_calls
from benchmarks.contenders.calls import GET
from benchmarks.items.wire import ORDERS
from benchmarks.measure import Stopwatch, Work
from benchmarks.tables import Table
from boto3_assist.dynamodb import DynamoDB

__all__ = ["ANEW", "FROM_POOL", "TO_GET", "pool"]

FROM_POOL: Final = "from_pool() and its client, warm pool"
TO_GET: Final = "to a stubbed get of the boto3 client"
ANEW: Final = "to a client made anew"


def pool(stopwatch: Stopwatch) -> list[Table]:
    """Measure `from_pool` where the client is there already.

    Args:
        stopwatch: How times are taken.

    Returns:
        A table.
    """
    table = Table("pool", "The connection pool: CPU time, ratios")
    get: Any = client_calls(Backend(), ORDERS)[GET]
    session = boto3.session.Session()
    session.client("dynamodb")

    # The looks at `client` are what takes it from the pool.
    works: dict[str, Work] = {
        "from_pool() alone": DynamoDB.from_pool,
        FROM_POOL: lambda: DynamoDB.from_pool().client,
    }
    references: dict[str, Work] = {
        TO_GET: get,
        ANEW: lambda: boto3.session.Session().client("dynamodb"),
        "to a client made anew on one session": lambda: session.client("dynamodb"),
    }
    works[FROM_POOL]()
    for column, reference in references.items():
        figures = stopwatch.compare({**works, column: reference}, column)
        table.put_column(column, {name: figures[name] for name in works})
    return [table]
