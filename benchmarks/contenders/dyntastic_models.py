"""dyntastic: Pydantic models on the boto3 resource."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from dyntastic import Dyntastic

from benchmarks.backends import REGION, Backend
from benchmarks.contenders.calls import BATCH, CHANGE, GET, PUT, QUERY, Calls
from benchmarks.items.values import (
    ITEMS,
    TIME,
    order_keys,
    order_values,
    user_keys,
    user_values,
)
from benchmarks.items.wire import ORDERS, USERS, order_item, responses, user_item

__all__ = ["calls", "order_class"]


def order_class(endpoint_url: str | None) -> Any:
    """Make the class of the orders.

    Args:
        endpoint_url: Where requests go; None for AWS's endpoint.

    Returns:
        The class.
    """

    class Order(Dyntastic):
        __table_name__ = ORDERS
        __table_region__ = REGION
        __table_host__ = endpoint_url
        __hash_key__ = "pk"
        __range_key__ = "sk"

        pk: str
        sk: str
        gsi1_pk: str
        gsi1_sk: str
        customer_id: str
        order_id: str
        total: Decimal
        tax: Decimal
        revision: int
        is_gift: bool
        placed_at: datetime
        changed_at: datetime
        tags: set[str]
        address: dict[str, Any]
        lines: list[dict[str, Any]]

    return Order


def _user_class(endpoint_url: str | None) -> Any:
    class User(Dyntastic):
        __table_name__ = USERS
        __table_region__ = REGION
        __table_host__ = endpoint_url
        __hash_key__ = "pk"
        __range_key__ = "sk"

        pk: str
        sk: str
        tenant_id: str
        user_id: str
        name: str

    return User


def calls(backend: Backend, table: str) -> Calls:
    """Give its calls.

    Args:
        backend: Where requests go.
        table: Name of the table.

    Returns:
        The calls, all of which take and give models.
    """
    if table == ORDERS:
        model, values, keys_of, item = order_class, order_values, order_keys, order_item
    else:
        model, values, keys_of, item = _user_class, user_values, user_keys, user_item
    cls = model(backend.endpoint_url)
    bodies = responses(table, [item(number) for number in range(ITEMS)])
    backend.answer(cls._dynamodb_resource().meta.client, bodies)
    one = cls(**values(0), **keys_of(values(0)))
    keys = [(found["pk"], found["sk"]) for found in (keys_of(values(n)) for n in range(ITEMS))]

    def change() -> None:
        found = cls.get(*keys[0])
        found.total = Decimal("99.5")
        found.changed_at = TIME
        found.save()

    return {
        GET: lambda: cls.get(*keys[0]),
        PUT: lambda: one.save(),
        QUERY: lambda: list(cls.query(keys[0][0])),
        BATCH: lambda: cls.batch_get(keys),
        CHANGE: change,
    }
