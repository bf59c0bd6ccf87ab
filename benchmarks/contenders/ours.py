"""The library, with models written in each of the three ways."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from benchmarks.backends import Backend
from benchmarks.contenders.calls import BATCH, CHANGE, GET, PUT, QUERY, Calls
from benchmarks.items import dataclass_models, plain_models, pydantic_models
from benchmarks.items.values import (
    CUSTOMER_ID,
    ITEMS,
    TENANT_ID,
    TIME,
    order_id,
    order_values,
    user_id,
    user_values,
)
from benchmarks.items.wire import ORDERS, USERS, order_item, responses, user_item
from boto3_assist.connections import ConnectionPool
from boto3_assist.dynamodb import DynamoDB
from boto3_assist.dynamodb.reading import read_model, viewed_item

__all__ = [
    "DATACLASS",
    "PLAIN",
    "PYDANTIC",
    "STYLES",
    "calls",
    "pooled",
    "read_item",
]

PLAIN = "boto3-assist, plain models"
DATACLASS = "boto3-assist, dataclasses"
PYDANTIC = "boto3-assist, Pydantic models"

STYLES: dict[str, Any] = {
    PLAIN: plain_models,
    DATACLASS: dataclass_models,
    PYDANTIC: pydantic_models,
}
"""Name → the module with the models of that style."""

_CHANGES: dict[str, Decimal | datetime] = {"total": Decimal("99.5"), "changed_at": TIME}


def read_item(model: Any, response: Mapping[str, Any]) -> Any:
    """Read an item as the verbs do, once they have a response.

    Args:
        model: The class.
        response: What boto3 gives for GetItem.

    Returns:
        An instance.
    """
    item: Any = viewed_item(response, True)
    return read_model(model, item, response["Item"])


def pooled(backend: Backend) -> DynamoDB:
    """Make a service on a pool of its own, as an application makes it.

    Args:
        backend: Where requests go.

    Returns:
        The service, whose client is not stubbed yet.
    """
    options = backend.options()
    return DynamoDB.from_pool(
        pool=ConnectionPool(),
        aws_region=options["region_name"],
        aws_endpoint_url=options["endpoint_url"],
        config=options["config"],
    )


def calls(backend: Backend, table: str, style: str) -> Calls:
    """Give the calls of the library.

    Args:
        backend: Where requests go.
        table: Name of the table.
        style: One of `STYLES`.

    Returns:
        The calls, all of which take and give models.
    """
    values, items = {ORDERS: (order_values, order_item), USERS: (user_values, user_item)}[table]
    # A pool of its own: its client is stubbed.
    db = pooled(backend)
    backend.answer(db.client, responses(table, [items(number) for number in range(ITEMS)]))
    model = STYLES[style].Order if table == ORDERS else STYLES[style].User
    partition, sort_keys = _inputs(table)
    index, first = model.primary, sort_keys[0]
    one = model(**values(0))

    def get() -> Any:
        return db.get(index.key(**partition, **first), table).data

    def change() -> None:
        db.save(get().merge(_CHANGES), table)

    def batch() -> Any:
        keys = [index.key(**partition, **inputs) for inputs in sort_keys]
        return db.batch_get_item(keys, table).data

    return {
        GET: get,
        PUT: lambda: db.save(one, table),
        QUERY: lambda: db.query(index.query(**partition), table).data,
        BATCH: batch,
        CHANGE: change,
    }


def _inputs(table: str) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Give the inputs of the partition key, and those of the sort key of each item."""
    numbers = range(ITEMS)
    if table == ORDERS:
        return {"customer_id": CUSTOMER_ID}, [{"order_id": order_id(each)} for each in numbers]
    return {"tenant_id": TENANT_ID}, [{"user_id": user_id(each)} for each in numbers]
