"""Plain boto3: the client, the client with its own value converters, and the resource."""

from __future__ import annotations

from typing import Any

from boto3.dynamodb.conditions import Key
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from benchmarks.backends import Backend
from benchmarks.contenders.calls import BATCH, CHANGE, GET, PUT, QUERY, Calls
from benchmarks.items.values import CUSTOMER_ID, ITEMS, TENANT_ID, TIME, order_id, user_id
from benchmarks.items.wire import ORDERS, USERS, order_item, responses, user_item

__all__ = ["client_calls", "converted_calls", "resource_calls"]

_ITEMS: dict[str, list[Any]] = {
    ORDERS: [order_item(number) for number in range(ITEMS)],
    USERS: [user_item(number) for number in range(ITEMS)],
}
_PARTITIONS = {ORDERS: f"customer#{CUSTOMER_ID}", USERS: f"tenant#{TENANT_ID}"}


def _sort_key(table: str, number: int) -> str:
    return f"order#{order_id(number)}" if table == ORDERS else f"user#{user_id(number)}"


def _wire_key(table: str, number: int) -> dict[str, Any]:
    return {"pk": {"S": _PARTITIONS[table]}, "sk": {"S": _sort_key(table, number)}}


def _key(table: str, number: int) -> dict[str, Any]:
    return {"pk": _PARTITIONS[table], "sk": _sort_key(table, number)}


def _stubbed_client(backend: Backend, table: str) -> Any:
    client = backend.client()
    backend.answer(client, responses(table, _ITEMS[table]))
    return client


def _query(client: Any, table: str) -> Any:
    return client.query(
        TableName=table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": _PARTITIONS[table]}},
    )


def _batch(client: Any, table: str) -> Any:
    keys = [_wire_key(table, number) for number in range(ITEMS)]
    return client.batch_get_item(RequestItems={table: {"Keys": keys}})


def client_calls(backend: Backend, table: str) -> Calls:
    """Give the calls of the boto3 client, which takes and gives wire dictionaries.

    Args:
        backend: Where requests go.
        table: Name of the table.

    Returns:
        The calls.
    """
    client, item = _stubbed_client(backend, table), _ITEMS[table][0]

    def change() -> None:
        found = client.get_item(TableName=table, Key=_wire_key(table, 0))["Item"]
        found["total"] = {"N": "99.5"}
        found["changed_at"] = {"S": TIME.isoformat()}
        client.put_item(TableName=table, Item=found)

    return {
        GET: lambda: client.get_item(TableName=table, Key=_wire_key(table, 0)),
        PUT: lambda: client.put_item(TableName=table, Item=item),
        QUERY: lambda: _query(client, table),
        BATCH: lambda: _batch(client, table),
        CHANGE: change,
    }


def converted_calls(backend: Backend, table: str) -> Calls:
    """Give the calls of the client together with boto3's `TypeSerializer` and `TypeDeserializer`.

    Args:
        backend: Where requests go.
        table: Name of the table.

    Returns:
        The calls.
    """
    client = _stubbed_client(backend, table)
    serialize, deserialize = TypeSerializer().serialize, TypeDeserializer().deserialize

    def read(wire: dict[str, Any]) -> dict[str, Any]:
        return {name: deserialize(value) for name, value in wire.items()}

    def put(item: dict[str, Any]) -> Any:
        wire = {name: serialize(value) for name, value in item.items()}
        return client.put_item(TableName=table, Item=wire)

    def get() -> dict[str, Any]:
        return read(client.get_item(TableName=table, Key=_wire_key(table, 0))["Item"])

    item = read(_ITEMS[table][0])
    return {
        GET: get,
        PUT: lambda: put(item),
        QUERY: lambda: [read(each) for each in _query(client, table)["Items"]],
        BATCH: lambda: [read(each) for each in _batch(client, table)["Responses"][table]],
        CHANGE: lambda: put({**get(), "total": 99, "changed_at": TIME.isoformat()}),
    }


def resource_calls(backend: Backend, table: str) -> Calls:
    """Give the calls of the boto3 resource, which takes and gives Python dictionaries.

    Args:
        backend: Where requests go.
        table: Name of the table.

    Returns:
        The calls.
    """
    resource = backend.resource()
    backend.answer(resource.meta.client, responses(table, _ITEMS[table]))
    target = resource.Table(table)
    deserialize = TypeDeserializer().deserialize
    item = {name: deserialize(value) for name, value in _ITEMS[table][0].items()}

    def change() -> None:
        found = target.get_item(Key=_key(table, 0))["Item"]
        found.update(total=99, changed_at=TIME.isoformat())
        target.put_item(Item=found)

    def batch() -> Any:
        keys = [_key(table, number) for number in range(ITEMS)]
        return resource.batch_get_item(RequestItems={table: {"Keys": keys}})

    return {
        GET: lambda: target.get_item(Key=_key(table, 0)),
        PUT: lambda: target.put_item(Item=item),
        QUERY: lambda: target.query(KeyConditionExpression=Key("pk").eq(_PARTITIONS[table])),
        BATCH: batch,
        CHANGE: change,
    }
