"""What each reading verb sends, exactly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from boto3.dynamodb.conditions import Key

from boto3_assist.dynamodb import (
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModelBase,
    GetItemConfig,
    ItemConfig,
    QueryConfig,
    ScanConfig,
    attr,
)
from boto3_assist.errors import InvalidParameterError
from tests.unit.dynamodb.canned import Answer, Line
from tests.unit.dynamodb.verbs.models import Order

Call = Callable[[DynamoDB], Any]


@dataclass
class Session(DynamoDBModelBase):
    session_id: str
    ends_at: int | None = None

    item_config = ItemConfig(entity_type="session", ttl="ends_at")
    primary = DynamoDBIndex.primary(pk="session#{session_id}")
    by_end = DynamoDBIndex("gsi1", pk="sessions", sk_attribute="ends_at", projection=["session_id"])


ORDER = Order(customer_id="1", order_id="2")
KEY = Order.primary.key(customer_id="1", order_id="2")
WIRE_KEY = {"pk": {"S": "customer#1"}, "sk": {"S": "order#2"}}
ORDERS = Order.primary.query(customer_id="1")
OPEN = Order.by_status.query(status="open")
PARTITION: dict[str, Any] = {
    "TableName": "app",
    "ScanIndexForward": True,
    "KeyConditionExpression": "#k0 = :k0",
    "ExpressionAttributeNames": {"#k0": "pk"},
    "ExpressionAttributeValues": {":k0": {"S": "a"}},
}
BEGINNING: dict[str, Any] = {
    "TableName": "app",
    "ScanIndexForward": True,
    "KeyConditionExpression": "#k0 = :k0 AND begins_with(#k1, :k1)",
    "ExpressionAttributeNames": {"#k0": "pk", "#k1": "sk"},
    "ExpressionAttributeValues": {":k0": {"S": "customer#1"}, ":k1": {"S": "order#"}},
}
OF_INDEX = BEGINNING | {
    "IndexName": "gsi1",
    "ExpressionAttributeNames": {"#k0": "gsi1_pk", "#k1": "gsi1_sk"},
    "ExpressionAttributeValues": {":k0": {"S": "status#open"}, ":k1": {"S": "order#"}},
}
GET: dict[str, Any] = {"TableName": "app", "Key": WIRE_KEY}
SESSION_KEY = {"pk": {"S": "session#7"}}


def query(**fields: Any) -> Call:
    return lambda db: db.query(ORDERS, "app", config=QueryConfig(**fields))


def get(**fields: Any) -> Call:
    return lambda db: db.get(KEY, "app", config=GetItemConfig(**fields))


PAYLOADS: list[tuple[Call, str, dict[str, Any]]] = [
    (lambda db: db.get(KEY, "app"), "GetItem", GET),
    (lambda db: db.get(ORDER, "app"), "GetItem", GET),
    (lambda db: db.get(model=ORDER, table_name="app"), "GetItem", GET),
    (lambda db: db.get({"pk": "customer#1", "sk": "order#2"}, "app"), "GetItem", GET),
    (get(strongly_consistent=True), "GetItem", GET | {"ConsistentRead": True}),
    (get(return_consumed_capacity="TOTAL"), "GetItem", GET | {"ReturnConsumedCapacity": "TOTAL"}),
    (
        get(do_projections=True),
        "GetItem",
        GET
        | {
            "ProjectionExpression": "#p0, #p1, #p2, #p3",
            "ExpressionAttributeNames": {
                "#p0": "customer_id",
                "#p1": "order_id",
                "#p2": "status",
                "#p3": "total",
            },
        },
    ),
    (
        get(projection=["status", Order.field("total"), 'a."b.c"[1]']),
        "GetItem",
        GET
        | {
            "ProjectionExpression": "#u0, #u1, #u2.#u3[1]",
            "ExpressionAttributeNames": {
                "#u0": "status",
                "#u1": "total",
                "#u2": "a",
                "#u3": "b.c",
            },
        },
    ),
    (
        get(projection_expression="#s", expression_attribute_names={"#s": "status"}),
        "GetItem",
        GET | {"ProjectionExpression": "#s", "ExpressionAttributeNames": {"#s": "status"}},
    ),
    (
        lambda db: db.exists(ORDER, "app"),
        "GetItem",
        GET
        | {
            "ProjectionExpression": "#p0, #p1",
            "ExpressionAttributeNames": {"#p0": "pk", "#p1": "sk"},
        },
    ),
    (
        lambda db: db.exists(Session("7"), "app", config=GetItemConfig.consistent()),
        "GetItem",
        {
            "TableName": "app",
            "Key": SESSION_KEY,
            "ConsistentRead": True,
            "ProjectionExpression": "#p0, #p1, #p2",
            "ExpressionAttributeNames": {"#p0": "pk", "#p1": "entity_type", "#p2": "ends_at"},
        },
    ),
    (lambda db: db.query(ORDERS, "app"), "Query", BEGINNING),
    (lambda db: db.query(OPEN, "app"), "Query", OF_INDEX),
    (
        lambda db: db.query(ORDER.by_status, "app"),
        "Query",
        OF_INDEX
        | {
            "KeyConditionExpression": "#k0 = :k0 AND #k1 = :k1",
            "ExpressionAttributeValues": {":k0": {"S": "status#open"}, ":k1": {"S": "order#2"}},
        },
    ),
    (
        lambda db: db.query(attr("pk") == "a", "app"),
        "Query",
        PARTITION
        | {
            "KeyConditionExpression": "#u0 = :u1",
            "ExpressionAttributeNames": {"#u0": "pk"},
            "ExpressionAttributeValues": {":u1": {"S": "a"}},
        },
    ),
    (
        lambda db: db.query(Key("pk").eq("a"), "app", index_name="gsi1"),
        "Query",
        PARTITION
        | {
            "IndexName": "gsi1",
            "KeyConditionExpression": "#n0 = :v0",
            "ExpressionAttributeNames": {"#n0": "pk"},
            "ExpressionAttributeValues": {":v0": {"S": "a"}},
        },
    ),
    (
        lambda db: db.query("pk = :p", "app", expression_attribute_values={":p": "a"}),
        "Query",
        {
            "TableName": "app",
            "ScanIndexForward": True,
            "KeyConditionExpression": "pk = :p",
            "ExpressionAttributeValues": {":p": {"S": "a"}},
        },
    ),
    (query(ascending=False), "Query", BEGINNING | {"ScanIndexForward": False}),
    (query(strongly_consistent=True), "Query", BEGINNING | {"ConsistentRead": True}),
    (query(limit=5), "Query", BEGINNING | {"Limit": 5}),
    (query(limit=5, page_size=2), "Query", BEGINNING | {"Limit": 2}),
    (query(page_size=50), "Query", BEGINNING | {"Limit": 50}),
    (
        query(start_key={"pk": "customer#1", "sk": "order#2"}),
        "Query",
        BEGINNING | {"ExclusiveStartKey": WIRE_KEY},
    ),
    (
        query(return_consumed_capacity="INDEXES"),
        "Query",
        BEGINNING | {"ReturnConsumedCapacity": "INDEXES"},
    ),
    (
        query(filter=Order.field("total") > 5, projection=["size", "status"]),
        "Query",
        BEGINNING
        | {
            "FilterExpression": "#u2 > :u3",
            "ProjectionExpression": "#u0, #u1, #life0, #life1",
            "ExpressionAttributeNames": {
                "#k0": "pk",
                "#k1": "sk",
                "#u0": "size",
                "#u1": "status",
                "#u2": "total",
                "#life0": "pk",
                "#life1": "sk",
            },
            "ExpressionAttributeValues": {
                ":k0": {"S": "customer#1"},
                ":k1": {"S": "order#"},
                ":u3": {"N": "5"},
            },
        },
    ),
    (
        query(
            filter="#k0 = :k0 AND #u0 = :u1",
            expression_attribute_names={"#k0": "a", "#u0": "b"},
            expression_attribute_values={":k0": 1, ":u1": 2},
        ),
        "Query",
        BEGINNING
        | {
            "KeyConditionExpression": "#k0_ = :k0_ AND begins_with(#k1, :k1)",
            "FilterExpression": "#k0 = :k0 AND #u0 = :u1",
            "ExpressionAttributeNames": {"#k0": "a", "#u0": "b", "#k0_": "pk", "#k1": "sk"},
            "ExpressionAttributeValues": {
                ":k0": {"N": "1"},
                ":u1": {"N": "2"},
                ":k0_": {"S": "customer#1"},
                ":k1": {"S": "order#"},
            },
        },
    ),
    (
        lambda db: db.query(
            Session.by_end.query().gt(ends_at=5), "app", config=QueryConfig.with_projections()
        ),
        "Query",
        {
            "TableName": "app",
            "IndexName": "gsi1",
            "ScanIndexForward": True,
            "KeyConditionExpression": "#k0 = :k0 AND #k1 > :k1",
            "ProjectionExpression": "#p0, #p1, #p2, #p3",
            "ExpressionAttributeNames": {
                "#k0": "gsi1_pk",
                "#k1": "ends_at",
                "#p0": "session_id",
                "#p1": "ends_at",
                "#p2": "entity_type",
                "#p3": "pk",
            },
            "ExpressionAttributeValues": {":k0": {"S": "sessions"}, ":k1": {"N": "5"}},
        },
    ),
    (lambda db: next(db.query_pages(ORDERS, "app")), "Query", BEGINNING),
    (lambda db: list(db.query_items(ORDERS, "app")), "Query", BEGINNING),
    (lambda db: db.scan("app"), "Scan", {"TableName": "app"}),
    (lambda db: next(db.scan_pages("app")), "Scan", {"TableName": "app"}),
    (
        lambda db: list(db.scan_items("app", model=Order.by_status, config=ScanConfig.parallel(1))),
        "Scan",
        {"TableName": "app", "IndexName": "gsi1", "Segment": 0, "TotalSegments": 1},
    ),
    (
        lambda db: db.count(ORDERS, "app"),
        "Query",
        BEGINNING
        | {
            "ProjectionExpression": "#p0, #p1",
            "ExpressionAttributeNames": {"#k0": "pk", "#k1": "sk", "#p0": "pk", "#p1": "sk"},
        },
    ),
    (
        lambda db: db.count(
            "pk = :p", "app", config=QueryConfig(expression_attribute_values={":p": "a"})
        ),
        "Query",
        {
            "TableName": "app",
            "ScanIndexForward": True,
            "KeyConditionExpression": "pk = :p",
            "Select": "COUNT",
            "ExpressionAttributeValues": {":p": {"S": "a"}},
        },
    ),
    (lambda db: db.count(table_name="app"), "Scan", {"TableName": "app", "Select": "COUNT"}),
    (
        lambda db: db.count(Session, "app"),
        "Scan",
        {
            "TableName": "app",
            "ProjectionExpression": "#p0, #p1, #p2",
            "ExpressionAttributeNames": {"#p0": "pk", "#p1": "entity_type", "#p2": "ends_at"},
        },
    ),
    (lambda db: db.list_tables(), "ListTables", {}),
]


@pytest.mark.parametrize(("call", "operation", "payload"), PAYLOADS)
def test_a_call_sends_exactly(
    db: DynamoDB, line: Line, call: Call, operation: str, payload: dict[str, Any]
) -> None:
    line.answers = [Answer({"Items": [], "Count": 0, "TableNames": []})]

    call(db)

    assert line.bodies == [payload]
    assert line.requests[0].headers["X-Amz-Target"].decode().endswith(f".{operation}")


REFUSED: list[Call] = [
    lambda db: db.query(OPEN, "app", strongly_consistent=True),
    lambda db: db.query_items(OPEN, "app", config=QueryConfig.consistent()),
    lambda db: db.query(ORDER.by_status, "app", strongly_consistent=True),
    lambda db: db.query(OPEN.eq(order_id="2").descendants(), "app", strongly_consistent=True),
    lambda db: db.count(OPEN, "app", config=QueryConfig.consistent()),
    lambda db: db.scan("app", model=Order.by_status, config=ScanConfig.consistent()),
    lambda db: db.scan("app", model=Order, index_name="gsi1", config=ScanConfig.consistent()),
    lambda db: db.count(Order.by_status, "app", config=ScanConfig.consistent()),
    lambda db: db.get(ORDER, "app", model=ORDER),  # type: ignore[call-overload]  # one too many
    lambda db: db.exists(ORDER, "app", config=GetItemConfig(projection=["a"])),
]


@pytest.mark.parametrize("call", REFUSED)
def test_a_call_is_refused_before_anything_is_sent(db: DynamoDB, line: Line, call: Call) -> None:
    with pytest.raises(InvalidParameterError):
        call(db)
    assert line.requests == []
