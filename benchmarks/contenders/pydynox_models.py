"""pydynox, whose client is written in Rust and talks to a real socket only."""

from __future__ import annotations

from typing import Any

from pydynox import DynamoDBClient, Model, ModelConfig
from pydynox.attributes import (
    BooleanAttribute,
    DatetimeAttribute,
    DecimalAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    StringAttribute,
    StringSetAttribute,
)

from benchmarks.backends import REGION, Backend
from benchmarks.contenders.calls import BATCH, GET, PUT, QUERY, Calls
from benchmarks.items.values import (
    ITEMS,
    order_keys,
    order_values,
    user_keys,
    user_values,
)
from benchmarks.items.wire import ORDERS, USERS

__all__ = ["calls", "order_class"]


def order_class(endpoint_url: str | None) -> Any:
    """Make the class of the orders.

    Args:
        endpoint_url: Where requests go; None where none are made.

    Returns:
        The class.
    """

    class Order(Model):
        model_config = ModelConfig(table=ORDERS, client=_client(endpoint_url))
        pk = StringAttribute(partition_key=True)
        sk = StringAttribute(sort_key=True)
        gsi1_pk = StringAttribute()
        gsi1_sk = StringAttribute()
        customer_id = StringAttribute()
        order_id = StringAttribute()
        total = DecimalAttribute()
        tax = DecimalAttribute()
        revision = NumberAttribute()
        is_gift = BooleanAttribute()
        placed_at = DatetimeAttribute()
        changed_at = DatetimeAttribute()
        tags = StringSetAttribute()
        address = MapAttribute()
        lines = ListAttribute()

    return Order


def _user_class(endpoint_url: str | None) -> Any:
    class User(Model):
        model_config = ModelConfig(table=USERS, client=_client(endpoint_url))
        pk = StringAttribute(partition_key=True)
        sk = StringAttribute(sort_key=True)
        tenant_id = StringAttribute()
        user_id = StringAttribute()
        name = StringAttribute()

    return User


def _client(endpoint_url: str | None) -> Any:
    return DynamoDBClient(
        region=REGION,
        access_key="benchmark",
        secret_key="benchmark",  # nosec B106  # the canned server asks for none
        endpoint_url=endpoint_url,
    )


def calls(backend: Backend, table: str) -> Calls:
    """Give its calls.

    Args:
        backend: Where requests go: not the stub.
        table: Name of the table.

    Returns:
        The calls, all of which take and give models.
    """
    if table == ORDERS:
        make, values, keys_of = order_class, order_values, order_keys
    else:
        make, values, keys_of = _user_class, user_values, user_keys
    model = make(backend.endpoint_url)
    one = model(**values(0), **keys_of(values(0)))
    found = [keys_of(values(number)) for number in range(ITEMS)]
    keys = [{"pk": each["pk"], "sk": each["sk"]} for each in found]

    return {
        GET: lambda: model.sync_get(**keys[0]),
        PUT: lambda: one.sync_save(),
        QUERY: lambda: list(model.sync_query(partition_key=keys[0]["pk"])),
        BATCH: lambda: model.sync_batch_get(keys),
    }
