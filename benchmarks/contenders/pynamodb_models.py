"""PynamoDB."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from pynamodb.attributes import (
    Attribute,
    BooleanAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.constants import NUMBER
from pynamodb.models import Model

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
from benchmarks.items.wire import ORDERS, USERS, responses
from boto3_assist.dynamodb.types import WireItem

__all__ = ["TABLES", "calls", "items", "order_class"]

TABLES = {ORDERS: "shop-pynamodb", USERS: "people-pynamodb"}
"""Its own tables: it writes times in a form of its own, and reads no other."""


class _DecimalAttribute(Attribute[Decimal]):
    # Its own attribute for numbers reads floats.
    attr_type = NUMBER

    def serialize(self, value: Decimal) -> str:
        return str(value)

    def deserialize(self, value: str) -> Decimal:
        return Decimal(value)


class _Address(MapAttribute[str, Any]):
    street = UnicodeAttribute()
    city = UnicodeAttribute()
    country = UnicodeAttribute()
    latitude = _DecimalAttribute()
    longitude = _DecimalAttribute()


class _Line(MapAttribute[str, Any]):
    sku = UnicodeAttribute()
    title = UnicodeAttribute()
    quantity = NumberAttribute()
    price = _DecimalAttribute()


def order_class(endpoint_url: str | None) -> Any:
    """Make the class of the orders.

    Args:
        endpoint_url: Where requests go; None for AWS's endpoint.

    Returns:
        The class.
    """

    class Order(Model):
        class Meta:
            table_name = TABLES[ORDERS]
            region = REGION
            host = endpoint_url

        pk = UnicodeAttribute(hash_key=True)
        sk = UnicodeAttribute(range_key=True)
        gsi1_pk = UnicodeAttribute()
        gsi1_sk = UnicodeAttribute()
        customer_id = UnicodeAttribute()
        order_id = UnicodeAttribute()
        total = _DecimalAttribute()
        tax = _DecimalAttribute()
        revision = NumberAttribute()
        is_gift = BooleanAttribute()
        placed_at: Attribute[datetime] = UTCDateTimeAttribute()
        changed_at: Attribute[datetime] = UTCDateTimeAttribute()
        tags = UnicodeSetAttribute()
        address = _Address()
        lines = ListAttribute(of=_Line)

    return Order


def _user_class(endpoint_url: str | None) -> Any:
    class User(Model):
        class Meta:
            table_name = TABLES[USERS]
            region = REGION
            host = endpoint_url

        pk = UnicodeAttribute(hash_key=True)
        sk = UnicodeAttribute(range_key=True)
        tenant_id = UnicodeAttribute()
        user_id = UnicodeAttribute()
        name = UnicodeAttribute()

    return User


def _instance(table: str, model: Any, number: int) -> Any:
    if table != ORDERS:
        values = user_values(number)
        return model(**values, **user_keys(values))
    values = order_values(number)
    keys = order_keys(values)
    values["address"] = _Address(**values["address"])
    values["lines"] = [_Line(**line) for line in values["lines"]]
    return model(**values, **keys)


def items(table: str, count: int = ITEMS) -> list[WireItem]:
    """Give items as it writes them.

    Args:
        table: Name of the table, of those that all others use.
        count: How many.

    Returns:
        Items in wire form.
    """
    model = order_class(None) if table == ORDERS else _user_class(None)
    return [_instance(table, model, number).serialize() for number in range(count)]


def calls(backend: Backend, table: str) -> Calls:
    """Give its calls.

    Args:
        backend: Where requests go.
        table: Name of the table, of those that all others use.

    Returns:
        The calls, all of which take and give models.
    """
    make = order_class if table == ORDERS else _user_class
    model = make(backend.endpoint_url)
    client = model._get_connection().connection.client
    backend.answer(client, responses(TABLES[table], items(table)))
    one = _instance(table, model, 0)
    keys = [(each["pk"]["S"], each["sk"]["S"]) for each in items(table)]

    def change() -> None:
        found = model.get(*keys[0])
        found.total = Decimal("99.5")
        found.changed_at = TIME
        found.save()

    return {
        GET: lambda: model.get(*keys[0]),
        PUT: lambda: one.save(),
        QUERY: lambda: list(model.query(keys[0][0])),
        BATCH: lambda: list(model.batch_get(keys)),
        CHANGE: change,
    }
