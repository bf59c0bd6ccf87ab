"""Prints how the library compares with the boto3 client that it rides on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from benchmarks.measure import ratio
from benchmarks.stub import answer_with, make_client
from benchmarks.workload import Order, order
from boto3_assist.connections import ConnectionPool
from boto3_assist.dynamodb import DynamoDB
from boto3_assist.dynamodb.codec import decode_item, encode_item

__all__ = ["main"]

Row = tuple[str, Callable[[], object], Callable[[], object]]

_ITEMS = [order(number).to_client_dictionary() for number in range(100)]
_PAGE = {"Items": _ITEMS, "Count": 100, "ScannedCount": 100}


def _stubbed(response: dict[str, Any]) -> tuple[DynamoDB, Any]:
    ours, raw = make_client(), make_client()
    answer_with(ours, response)
    answer_with(raw, response)
    return DynamoDB.from_client(ours), raw


def _calls() -> Iterator[Row]:
    one, item = order(1), _ITEMS[1]
    wire_key = {name: item[name] for name in ("pk", "sk")}
    key = Order.primary.key(customer_id=one.customer_id, order_id=one.order_id)

    db, raw = _stubbed({"Item": item})
    yield (
        "get, order, ending in a model",
        lambda: db.get(key, "shop").data,
        lambda: raw.get_item(TableName="shop", Key=wire_key),
    )
    saving, raw_put = _stubbed({})
    yield (
        "put, order, from a model",
        lambda: saving.save(one, "shop"),
        lambda: raw_put.put_item(TableName="shop", Item=item),
    )
    querying, raw_query = _stubbed(_PAGE)
    query = Order.primary.query(customer_id=one.customer_id)
    yield (
        "query of 100 orders, ending in models",
        lambda: querying.query(query, "shop").data,
        lambda: raw_query.query(
            TableName="shop",
            KeyConditionExpression="pk = :p",
            ExpressionAttributeValues={":p": {"S": "customer#1"}},
        ),
    )
    pool = ConnectionPool()
    DynamoDB.from_pool(pool=pool, aws_region="us-east-1").client  # noqa: B018  # warms the pool
    yield (
        "from_pool() on a warm pool, against a stubbed get",
        lambda: DynamoDB.from_pool(pool=pool, aws_region="us-east-1").client,
        lambda: raw.get_item(TableName="shop", Key=wire_key),
    )


def _codec() -> Iterator[Row]:
    item: Any = _ITEMS[1]
    values = decode_item(item, convert_decimals=False)
    serializer, deserializer = TypeSerializer(), TypeDeserializer()
    yield (
        "dictionary to wire, against TypeSerializer",
        lambda: encode_item(values),
        lambda: {name: serializer.serialize(value) for name, value in values.items()},
    )
    yield (
        "wire to dictionary, against TypeDeserializer",
        lambda: decode_item(item, convert_decimals=False),
        lambda: {name: deserializer.deserialize(value) for name, value in item.items()},
    )


def main() -> None:
    """Measure every row and print it: the ratio of CPU time, and our microseconds a call."""
    for title, rows in (("ratio to the raw boto3 client", _calls()), ("codec alone", _codec())):
        print(f"\n{title}")
        for name, ours, theirs in rows:
            share, microseconds = ratio(ours, theirs)
            print(f"  {name:52} {share:6.3f}  ({microseconds:9.1f} µs)")


if __name__ == "__main__":
    main()
