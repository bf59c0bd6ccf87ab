from __future__ import annotations

import inspect
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import pytest
from boto3.dynamodb.conditions import Attr

from boto3_assist.dynamodb import (
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModelBase,
    ItemConfig,
    Update,
    UpdateConfig,
    attr,
)
from boto3_assist.errors import (
    ConditionalCheckFailedError,
    DynamoDBResponseIntegrityError,
    InvalidParameterError,
    ItemNotFoundError,
    ValidationError,
)
from tests.unit.dynamodb.canned import Answer, Line

NOW = datetime(2026, 3, 4, tzinfo=timezone.utc)
KEY = {"pk": "1"}
WIRE_KEY = {"pk": {"S": "1"}}
REFUSED = {"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}


@dataclass
class Page(DynamoDBModelBase):
    page_id: str
    visits: int = 0
    topic: str = "home"
    updated_at: datetime | None = None
    version: int = 0

    primary = DynamoDBIndex.primary(pk="page#{page_id}")
    by_topic = DynamoDBIndex("gsi1", pk="topic#{topic}", sk="{page_id}")
    item_config = ItemConfig(updated_at="updated_at", version="version")


PAGE = Page.primary.key(page_id="7")
OLD = "ALL_OLD"


@pytest.mark.parametrize(
    ("arguments", "request_"),
    [
        (
            {"key": KEY, "update_expression": Update().set("a", 1)},
            {
                "UpdateExpression": "SET #u0 = :u1",
                "ExpressionAttributeNames": {"#u0": "a"},
                "ExpressionAttributeValues": {":u1": {"N": "1"}},
            },
        ),
        (
            {
                "key": KEY,
                "update_expression": Update().remove("a"),
                "condition_expression": attr("a").exists(),
                "config": UpdateConfig(return_values="ALL_NEW"),
            },
            {
                "UpdateExpression": "REMOVE #u1",
                "ConditionExpression": "attribute_exists(#u2) AND (attribute_exists(#u0))",
                "ExpressionAttributeNames": {"#u0": "a", "#u1": "a", "#u2": "pk"},
                "ReturnValues": "ALL_NEW",
                "ReturnValuesOnConditionCheckFailure": OLD,
            },
        ),
        (
            {"key": KEY, "update_expression": "REMOVE a", "return_values": "UPDATED_OLD"},
            {"UpdateExpression": "REMOVE a", "ReturnValues": "UPDATED_OLD"},
        ),
        (
            {
                "key": KEY,
                "update_expression": "SET #a = :n0",
                "expression_attribute_names": {"#a": "x"},
                "expression_attribute_values": {":n0": 1},
                "condition_expression": Attr("a").eq(2) & Attr("b").exists(),
                "config": UpdateConfig(),
            },
            {
                "UpdateExpression": "SET #a = :n0",
                "ConditionExpression": "attribute_exists(#u0) AND (#n0 = :v0 AND "
                "attribute_exists(#n1))",
                "ExpressionAttributeNames": {"#a": "x", "#n0": "a", "#n1": "b", "#u0": "pk"},
                "ExpressionAttributeValues": {":n0": {"N": "1"}, ":v0": {"N": "2"}},
                "ReturnValuesOnConditionCheckFailure": OLD,
            },
        ),
        (
            {"key": PAGE, "update_expression": Update().increment("visits")},
            {
                "Key": {"pk": {"S": "page#7"}},
                "UpdateExpression": "SET #u0 = :u1, #u2 = if_not_exists(#u2, :u3) + :u4, "
                "#u5 = if_not_exists(#u5, :u7) + :u6",
                "ConditionExpression": "attribute_exists(#u8)",
                "ExpressionAttributeNames": {
                    "#u0": "updated_at",
                    "#u2": "version",
                    "#u5": "visits",
                    "#u8": "pk",
                },
                "ExpressionAttributeValues": {
                    ":u1": {"S": NOW.isoformat()},
                    ":u3": {"N": "0"},
                    ":u4": {"N": "1"},
                    ":u6": {"N": "1"},
                    ":u7": {"N": "0"},
                },
                "ReturnValuesOnConditionCheckFailure": OLD,
            },
        ),
    ],
)
def test_the_request_is_exactly(
    db: DynamoDB, line: Line, arguments: dict[str, Any], request_: dict[str, Any]
) -> None:
    db.clock = lambda: NOW

    db.update_item("app", **arguments)

    assert line.bodies == [{"TableName": "app", "Key": WIRE_KEY, **request_}]


def test_what_no_key_follows_from_is_not_read(db: DynamoDB, line: Line) -> None:
    db.update_item("app", PAGE, Update().increment("visits"))
    db.update_item("app", PAGE, Update().list_append(attr("log"), ["x"]))

    assert len(line.requests) == 2


def test_positions_are_those_of_0_x() -> None:
    assert list(inspect.signature(DynamoDB.update_item).parameters)[1:] == [
        "table_name",
        "key",
        "update_expression",
        "expression_attribute_values",
        "expression_attribute_names",
        "condition_expression",
        "return_values",
        "source",
        "config",
        "raise_on_error",
    ]


def test_an_absent_item_is_told_from_a_condition_that_fails(db: DynamoDB, line: Line) -> None:
    stored = {**WIRE_KEY, "visits": {"N": "1"}}
    line.answers = [Answer(REFUSED, 400), Answer({**REFUSED, "Item": stored}, 400)]

    with pytest.raises(ItemNotFoundError):
        db.update_item("app", PAGE, Update().increment("visits"))
    with pytest.raises(ConditionalCheckFailedError) as caught:
        db.update_item("app", PAGE, Update().increment("visits"), None, None, attr("x") == 1)

    assert caught.value.item == {"pk": "1", "visits": 1}


@dataclass
class Book(DynamoDBModelBase):
    book_id: str
    pages: int = 0

    primary = DynamoDBIndex.primary(pk="book#{book_id}")
    item_config = ItemConfig(schema_version=2, upcasters={1: lambda item: item})


def test_steps_are_not_done_to_an_item_of_an_older_schema_version(db: DynamoDB, line: Line) -> None:
    stored = {"pk": {"S": "book#7"}, "book_id": {"S": "7"}, "schema_version": {"N": "1"}}
    line.answers = [Answer({"Item": stored})]

    with pytest.raises(ValidationError, match="older schema version"):
        db.update_item("app", Book.primary.key(book_id="7"), Update().increment("pages"))

    assert [request.headers["X-Amz-Target"] for request in line.requests] == [
        b"DynamoDB_20120810.GetItem"
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        (PAGE, "app", Update().increment("visits")),
        (Page("7"), "app", Update().increment("visits")),
        (KEY, "app", "REMOVE a"),
        ("app", PAGE, Update().increment("visits"), attr("a") == 1),
        ("app", KEY, "REMOVE a", attr("a") == 1),
        ("app", KEY, Update().increment("a"), None, attr("a") == 1),
        ("app", PAGE, {"visits": 1}),
        ("app", PAGE, [Update().remove("topic")]),
    ],
)
def test_arguments_in_other_places_are_refused(
    db: DynamoDB, line: Line, arguments: tuple[Any, ...]
) -> None:
    update: Any = db.update_item

    with pytest.raises(InvalidParameterError):
        update(*arguments)

    assert line.requests == []


def test_an_instance_whose_update_brings_nothing_back_is_not_taken_for_current(
    db: DynamoDB, line: Line
) -> None:
    line.answers = [Answer({})]

    with pytest.raises(DynamoDBResponseIntegrityError):
        db.update_item("app", Page("7"), Update().increment("visits"))


def test_the_request_of_an_instance_asks_for_its_version(db: DynamoDB, line: Line) -> None:
    db.clock = lambda: NOW
    page = Page("7", version=4)
    stored = {**WIRE_KEY, "page_id": {"S": "7"}, "version": {"N": "5"}}
    line.answers = [Answer({"Attributes": stored})]

    db.update_item("app", page, Update().add("visits", 1), condition_expression=attr("x") == 1)

    (body,) = line.bodies
    assert "AND (#version = :version AND (#u0 = :u1))" in body["ConditionExpression"]
    assert body["ExpressionAttributeValues"][":version"] == {"N": "4"}
    assert body["ReturnValues"] == "ALL_NEW"
    assert page == Page("7", version=5)
