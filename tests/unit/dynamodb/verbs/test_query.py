from __future__ import annotations

import inspect
from typing import Any

import pytest
from boto3.dynamodb.conditions import Attr, Key

from boto3_assist.config import override_config
from boto3_assist.dynamodb import DynamoDB, DynamoDBIndex, DynamoDBKey, DynamoDBModelBase
from boto3_assist.dynamodb.instance_state import is_partial
from boto3_assist.errors import InvalidParameterError, MissingParameterError, ValidationError
from tests.unit.dynamodb.canned import Answer, Line
from tests.unit.dynamodb.verbs.models import Note, Order

ORDERS = Order.primary.query(customer_id="1")
PARTITION: dict[str, Any] = {
    "TableName": "app",
    "KeyConditionExpression": "#k0 = :k0 AND begins_with(#k1, :k1)",
    "ExpressionAttributeNames": {"#k0": "pk", "#k1": "sk"},
    "ExpressionAttributeValues": {":k0": {"S": "customer#1"}, ":k1": {"S": "order#"}},
    "ScanIndexForward": True,
}
WIRE_ORDER = {
    "pk": {"S": "customer#1"},
    "sk": {"S": "order#2"},
    "customer_id": {"S": "1"},
    "order_id": {"S": "2"},
}
LAST_KEY = {"pk": {"S": "customer#1"}, "sk": {"S": "order#2"}}
PAGE = Answer(
    {
        "Items": [WIRE_ORDER],
        "Count": 1,
        "ScannedCount": 1,
        "LastEvaluatedKey": LAST_KEY,
    }
)
EMPTY = Answer({"Items": [], "Count": 0, "ScannedCount": 0})


@pytest.fixture(autouse=True)
def answers(line: Line) -> None:
    line.answers = [EMPTY] * 4


def by_hand() -> DynamoDBIndex:
    return DynamoDBIndex(
        "gsi1",
        partition_key=DynamoDBKey("gsi1_pk", lambda: "a#1"),
        sort_key=DynamoDBKey("gsi1_sk", lambda: "b#"),
    )


@pytest.mark.parametrize(
    ("key", "options", "request_"),
    [
        (ORDERS, {}, PARTITION),
        (ORDERS, {"ascending": False}, PARTITION | {"ScanIndexForward": False}),
        (ORDERS, {"index_name": None}, PARTITION),
        (ORDERS, {"index_name": "primary"}, PARTITION),
        (
            ORDERS,
            {"strongly_consistent": True, "limit": 2},
            PARTITION | {"ConsistentRead": True, "Limit": 2},
        ),
        (
            ORDERS,
            {"start_key": {"pk": "customer#1", "sk": "order#2"}},
            PARTITION | {"ExclusiveStartKey": {"pk": {"S": "customer#1"}, "sk": {"S": "order#2"}}},
        ),
        (
            ORDERS,
            {"projection_expression": "#s", "expression_attribute_names": {"#s": "status"}},
            PARTITION
            | {
                "ProjectionExpression": "#s, #life0, #life1",
                "ExpressionAttributeNames": {
                    "#k0": "pk",
                    "#k1": "sk",
                    "#s": "status",
                    "#life0": "pk",
                    "#life1": "sk",
                },
            },
        ),
        (
            Order(customer_id="1", order_id="2").by_status,
            {},
            {
                "TableName": "app",
                "IndexName": "gsi1",
                "KeyConditionExpression": "#k0 = :k0 AND #k1 = :k1",
                "ExpressionAttributeNames": {"#k0": "gsi1_pk", "#k1": "gsi1_sk"},
                "ExpressionAttributeValues": {
                    ":k0": {"S": "status#open"},
                    ":k1": {"S": "order#2"},
                },
                "ScanIndexForward": True,
            },
        ),
        (
            Note("7").primary,
            {"index_name": "primary"},
            {
                "TableName": "app",
                "KeyConditionExpression": "#k0 = :k0",
                "ExpressionAttributeNames": {"#k0": "pk"},
                "ExpressionAttributeValues": {":k0": {"S": "note#7"}},
                "ScanIndexForward": True,
            },
        ),
        (
            by_hand(),
            {"index_name": "other"},
            {
                "TableName": "app",
                "IndexName": "other",
                "KeyConditionExpression": "#k0 = :k0 AND begins_with(#k1, :k1)",
                "ExpressionAttributeNames": {"#k0": "gsi1_pk", "#k1": "gsi1_sk"},
                "ExpressionAttributeValues": {":k0": {"S": "a#1"}, ":k1": {"S": "b#"}},
                "ScanIndexForward": True,
            },
        ),
        (
            Key("pk").eq("x") & Key("sk").between(1, 2.5),
            {"index_name": "primary"},
            {
                "TableName": "app",
                "KeyConditionExpression": "(#n0 = :v0 AND #n1 BETWEEN :v1 AND :v2)",
                "ExpressionAttributeNames": {"#n0": "pk", "#n1": "sk"},
                "ExpressionAttributeValues": {
                    ":v0": {"S": "x"},
                    ":v1": {"N": "1"},
                    ":v2": {"N": "2.5"},
                },
                "ScanIndexForward": True,
            },
        ),
        (
            Key("pk").eq("x"),
            {
                "index_name": "gsi1",
                "projection_expression": "#a",
                "expression_attribute_names": {"#a": "a.b"},
            },
            {
                "TableName": "app",
                "IndexName": "gsi1",
                "KeyConditionExpression": "#n0 = :v0",
                "ProjectionExpression": "#a",
                "ExpressionAttributeNames": {"#n0": "pk", "#a": "a.b"},
                "ExpressionAttributeValues": {":v0": {"S": "x"}},
                "ScanIndexForward": True,
            },
        ),
        (
            ORDERS,
            {"projection_expression": "#k0", "expression_attribute_names": {"#k0": "x"}},
            PARTITION
            | {
                "KeyConditionExpression": "#k0_ = :k0 AND begins_with(#k1, :k1)",
                "ProjectionExpression": "#k0, #life0, #life1",
                "ExpressionAttributeNames": {
                    "#k0_": "pk",
                    "#k1": "sk",
                    "#k0": "x",
                    "#life0": "pk",
                    "#life1": "sk",
                },
            },
        ),
        (
            Key("pk").eq("x"),
            {"projection_expression": "#n0", "expression_attribute_names": {"#n0": "a"}},
            {
                "TableName": "app",
                "KeyConditionExpression": "#n0_ = :v0",
                "ProjectionExpression": "#n0",
                "ExpressionAttributeNames": {"#n0_": "pk", "#n0": "a"},
                "ExpressionAttributeValues": {":v0": {"S": "x"}},
                "ScanIndexForward": True,
            },
        ),
        (
            "#p = :p",
            {
                "expression_attribute_names": {"#p": "pk", "#a": "a"},
                "expression_attribute_values": {":p": "x"},
                "projection_expression": "#a",
            },
            {
                "TableName": "app",
                "KeyConditionExpression": "#p = :p",
                "ProjectionExpression": "#a",
                "ExpressionAttributeNames": {"#p": "pk", "#a": "a"},
                "ExpressionAttributeValues": {":p": {"S": "x"}},
                "ScanIndexForward": True,
            },
        ),
    ],
)
def test_the_request_is_exactly(
    db: DynamoDB, line: Line, key: Any, options: dict[str, Any], request_: dict[str, Any]
) -> None:
    assert db.query(key, "app", **options).data == []
    assert line.bodies == [request_]


def test_arguments_are_named_as_in_0_x() -> None:
    parameters = inspect.signature(DynamoDB.query).parameters

    assert list(parameters)[1:3] == ["key", "table_name"]
    assert set(parameters) >= {
        "index_name",
        "ascending",
        "source",
        "strongly_consistent",
        "projection_expression",
        "expression_attribute_names",
        "start_key",
        "limit",
    }


def test_the_setting_decides_the_order_that_a_call_leaves_open(db: DynamoDB, line: Line) -> None:
    with override_config(dynamodb_query_ascending=False):
        db.query(ORDERS, "app")
        db.query(ORDERS, "app", ascending=True)
    db.query(ORDERS, "app")

    assert [body["ScanIndexForward"] for body in line.bodies] == [False, True, True]


def test_items_are_models_where_a_model_asks(db: DynamoDB, line: Line) -> None:
    line.answers = [PAGE] * 3
    order = Order(customer_id="1", order_id="2")

    result = db.query(ORDERS, "app")

    assert result.data == [order]
    assert result["Items"][0]["sk"] == "order#2"
    assert (result.count, result.scanned_count) == (1, 1)
    assert result.last_key == {"pk": "customer#1", "sk": "order#2"}
    assert db.query(order.primary, "app").data == [order]
    assert db.query(Key("pk").eq("customer#1"), "app").to_list(Order) == [order]


def test_the_next_page_starts_at_the_last_key(db: DynamoDB, line: Line) -> None:
    line.answers = [PAGE, EMPTY]

    first = db.query(ORDERS, "app")
    second = db.query(ORDERS, "app", start_key=first.last_key)

    assert line.bodies[1]["ExclusiveStartKey"] == LAST_KEY
    assert second.last_key is None


def test_an_empty_page_is_a_success(db: DynamoDB, line: Line) -> None:
    result = db.query(ORDERS, "app")

    assert result
    assert result.unwrap() == []
    assert result.count == 0


def test_b9_instances_read_in_part_cannot_be_saved(db: DynamoDB, line: Line) -> None:
    line.answers = [PAGE, PAGE]
    query: Any = db.query
    (order,) = query(ORDERS, "app", projection_expression="customer_id, order_id").data
    (other,) = db.query(
        Key("pk").eq("customer#1"), "app", projection_expression="customer_id, order_id"
    ).to_list(Order)

    assert is_partial(order) and is_partial(other)
    with pytest.raises(ValidationError, match="projection"):
        db.save(order, "app")
    assert len(line.requests) == 2


class Plain:
    pass


@pytest.mark.parametrize(
    ("key", "options", "error"),
    [
        (None, {}, MissingParameterError),
        ("", {}, MissingParameterError),
        ({}, {}, MissingParameterError),
        ({"pk": "1"}, {}, InvalidParameterError),
        (Plain(), {}, InvalidParameterError),
        (Order, {}, InvalidParameterError),
        (ORDERS, {"index_name": "gsi1"}, InvalidParameterError),
        (ORDERS, {"expression_attribute_values": {":x": 1}}, InvalidParameterError),
        (ORDERS, {"expression_attribute_names": {"#x": "x"}}, InvalidParameterError),
        (
            Note("7").primary,
            {"expression_attribute_values": {":x": 1}},
            InvalidParameterError,
        ),
        (Key("pk").eq(1), {"expression_attribute_names": {"#x": "x"}}, InvalidParameterError),
        (ORDERS, {"limit": 0}, InvalidParameterError),
        (ORDERS, {"limit": -1}, InvalidParameterError),
        (ORDERS, {"table_name": ""}, MissingParameterError),
        (ORDERS, {"table_name": None}, MissingParameterError),
    ],
)
@pytest.mark.parametrize("raises", [True, False])
def test_bad_input_is_a_typed_error_and_nothing_is_sent(
    db: DynamoDB,
    line: Line,
    key: Any,
    options: dict[str, Any],
    error: type[Exception],
    raises: bool,
) -> None:
    options = {"table_name": "app"} | options

    if raises:
        with pytest.raises(error):
            db.query(key, **options)
    else:
        result = db.query(key, raise_on_error=False, **options)
        assert isinstance(result.error, error)
    assert line.requests == []


def test_b4_a_condition_that_is_none_of_a_key_is_refused(db: DynamoDB, line: Line) -> None:
    with pytest.raises(InvalidParameterError):
        db.query(Attr("pk").eq("x"), "app")
    assert line.requests == []


def test_d1_a_query_of_an_index_without_a_sort_key(db: DynamoDB, line: Line) -> None:
    class Tag(DynamoDBModelBase):
        def __init__(self, tag: str | None = None) -> None:
            super().__init__()
            self.tag = tag

        primary = DynamoDBIndex.primary(pk="tag#{tag}")

    db.query(Tag.primary.query(tag="x"), "app")

    assert line.bodies[0]["KeyConditionExpression"] == "#k0 = :k0"
