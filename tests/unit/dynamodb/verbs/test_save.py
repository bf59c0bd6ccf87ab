from __future__ import annotations

import inspect
import logging
from decimal import Decimal
from typing import Any

import pytest
from boto3.dynamodb.conditions import Attr

from boto3_assist.config import override_config
from boto3_assist.dynamodb import DynamoDB, DynamoDBIndex, DynamoDBModelBase, attr
from boto3_assist.dynamodb.codec import MAX_ITEM_BYTES
from boto3_assist.errors import (
    ConditionalCheckFailedError,
    InvalidParameterError,
    ItemSizeExceededError,
    KeyBuildError,
    SerializationError,
    ValidationError,
)
from tests.unit.dynamodb.canned import Answer, Line
from tests.unit.dynamodb.verbs.models import Note, Order, User

ORDER = Order(customer_id="1", order_id="2")
WIRE_ORDER = {
    "customer_id": {"S": "1"},
    "order_id": {"S": "2"},
    "status": {"S": "open"},
    "total": {"N": "0"},
    "pk": {"S": "customer#1"},
    "sk": {"S": "order#2"},
    "gsi1_pk": {"S": "status#open"},
    "gsi1_sk": {"S": "order#2"},
}
WIRE_NOTE = {
    "note_id": {"S": "7"},
    "text": {"S": ""},
    "tags": {"L": []},
    "pk": {"S": "note#7"},
}
WIRE_USER = {
    "user_id": {"S": "7"},
    "name": {"S": "Ann"},
    "PK": {"S": "user#7"},
    "SK": {"S": "user"},
}
REFUSED = {
    "__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
    "message": "The conditional request failed",
    "Item": {"pk": {"S": "note#7"}, "n": {"N": "1.5"}, "b": {"B": "/w=="}},
}


def condition(text: str, **more: Any) -> dict[str, Any]:
    return {
        "ConditionExpression": text,
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        **more,
    }


@pytest.mark.parametrize(
    ("item", "options", "request_"),
    [
        (ORDER, {}, {"Item": WIRE_ORDER}),
        (Note("7"), {}, {"Item": WIRE_NOTE}),
        (User("7", "Ann"), {}, {"Item": WIRE_USER}),
        ({"a": 1, "b": None}, {}, {"Item": {"a": {"N": "1"}, "b": {"NULL": True}}}),
        (
            ORDER,
            {"fail_if_exists": True},
            {"Item": WIRE_ORDER}
            | condition("attribute_not_exists(#pk)", ExpressionAttributeNames={"#pk": "pk"}),
        ),
        (
            Note("7"),
            {"fail_if_exists": True},
            {"Item": WIRE_NOTE}
            | condition("attribute_not_exists(#pk)", ExpressionAttributeNames={"#pk": "pk"}),
        ),
        (
            User("7", "Ann"),
            {"fail_if_exists": True},
            {"Item": WIRE_USER}
            | condition("attribute_not_exists(#pk)", ExpressionAttributeNames={"#pk": "PK"}),
        ),
        (
            {"pk": "1"},
            {"fail_if_exists": True},
            {"Item": {"pk": {"S": "1"}}}
            | condition("attribute_not_exists(#pk)", ExpressionAttributeNames={"#pk": "pk"}),
        ),
        (
            {"pk": "1"},
            {
                "fail_if_exists": True,
                "condition_expression": "#v = :v",
                "expression_attribute_names": {"#v": "v"},
                "expression_attribute_values": {":v": 0.5},
            },
            {"Item": {"pk": {"S": "1"}}}
            | condition(
                "attribute_not_exists(#pk) AND (#v = :v)",
                ExpressionAttributeNames={"#pk": "pk", "#v": "v"},
                ExpressionAttributeValues={":v": {"N": "0.5"}},
            ),
        ),
        (
            {"pk": "1"},
            {"condition_expression": Attr("v").lt(2)},
            {"Item": {"pk": {"S": "1"}}}
            | condition(
                "#n0 < :v0",
                ExpressionAttributeNames={"#n0": "v"},
                ExpressionAttributeValues={":v0": {"N": "2"}},
            ),
        ),
    ],
)
def test_the_request_is_exactly(
    db: DynamoDB, line: Line, item: Any, options: dict[str, Any], request_: dict[str, Any]
) -> None:
    result = db.save(item, "app", **options)

    assert line.bodies == [{"TableName": "app"} | request_]
    assert result.data is item
    assert result
    assert result.metadata["RequestId"] == "REQ"


def test_positions_are_those_of_0_x() -> None:
    assert list(inspect.signature(DynamoDB.save).parameters)[1:] == [
        "item",
        "table_name",
        "source",
        "fail_if_exists",
        "condition_expression",
        "expression_attribute_names",
        "expression_attribute_values",
        "config",
        "raise_on_error",
    ]


def test_a_dictionary_is_not_changed(db: DynamoDB, line: Line) -> None:
    item = {"pk": "1", "price": 1.5, "map": {"list": [1, 2.5]}, "type": {"S": "x", "M": "y"}}
    before = repr(item)

    db.save(item, "app")

    assert repr(item) == before


def test_d11_a_map_that_looks_like_the_wire_form_is_data(db: DynamoDB, line: Line) -> None:
    db.save({"sizes": {"S": 1, "M": 2}, "pk": "1"}, "app")

    assert line.bodies[0]["Item"]["sizes"] == {"M": {"S": {"N": "1"}, "M": {"N": "2"}}}


class Event(DynamoDBModelBase):
    def __init__(self, event_id: str | None = None, payload: Any = None) -> None:
        super().__init__()
        self.event_id = event_id
        self.payload = payload

    primary = DynamoDBIndex.primary(pk="event#{event_id}")
    by_payload = DynamoDBIndex("gsi1", pk="kind#{event_id}")


@pytest.mark.parametrize(
    ("payload", "wire"),
    [
        (b"ab", {"B": "YWI="}),
        ({"x"}, {"SS": ["x"]}),
        ({"a": 1}, {"M": {"a": {"N": "1"}}}),
        (Decimal("1E+30"), {"N": "1E+30"}),
        (10**37 + 1, {"N": str(10**37 + 1)}),
    ],
)
def test_b14_b15_b16_values_of_a_model_are_written_once_and_typed(
    db: DynamoDB, line: Line, payload: Any, wire: dict[str, Any]
) -> None:
    db.save(Event("7", payload), "app")

    assert line.bodies[0]["Item"] == {
        "event_id": {"S": "7"},
        "payload": wire,
        "pk": {"S": "event#7"},
        "gsi1_pk": {"S": "kind#7"},
    }


class Keyless(DynamoDBModelBase):
    def __init__(self) -> None:
        super().__init__()
        self.name = "x"


@pytest.mark.parametrize(
    ("item", "options", "error"),
    [
        (Keyless(), {}, KeyBuildError),
        (Keyless(), {"fail_if_exists": True}, KeyBuildError),
        (Note(None), {}, KeyBuildError),
        (User(None), {"fail_if_exists": True}, KeyBuildError),
        ({"pk": "1", "x": float("nan")}, {}, SerializationError),
        (Event("7", [float("inf")]), {}, SerializationError),
        ({"pk": "1", "x": "a" * (MAX_ITEM_BYTES - 3)}, {}, ItemSizeExceededError),
        ({"flag": True}, {"fail_if_exists": True}, InvalidParameterError),
        ({"pk": "1"}, {"expression_attribute_names": {"#a": "a"}}, InvalidParameterError),
        ({"pk": "1"}, {"expression_attribute_values": {":a": 1}}, InvalidParameterError),
        ({"pk": "1"}, {"condition_expression": {"v": 1}}, InvalidParameterError),
        (
            {"pk": "1"},
            {
                # It stands for nothing in the condition of boto3.
                "condition_expression": Attr("a").eq(1),
                "expression_attribute_names": {"#n0": "other"},
            },
            InvalidParameterError,
        ),
        ({"pk": "1"}, {"source": attr("pk").not_exists()}, InvalidParameterError),
        ({"pk": "1"}, {"source": True}, InvalidParameterError),
        ({"pk": "1"}, {"expression_attribute_names": attr("a") == 1}, InvalidParameterError),
        ({"pk": "1"}, {"expression_attribute_values": attr("a") == 1}, InvalidParameterError),
        (
            {"pk": "1"},
            {"condition_expression": "a = :a", "expression_attribute_values": {":a": {1, "x"}}},
            SerializationError,
        ),
        ("text", {}, ValidationError),
        (None, {}, ValidationError),
        ([{"pk": "1"}], {}, ValidationError),
        (Order, {}, ValidationError),
    ],
)
@pytest.mark.parametrize("raises", [True, False])
def test_bad_input_is_a_typed_error_and_nothing_is_sent(
    db: DynamoDB,
    line: Line,
    item: Any,
    options: dict[str, Any],
    error: type[Exception],
    raises: bool,
) -> None:
    if raises:
        with pytest.raises(error):
            db.save(item, "app", **options)
    else:
        assert isinstance(db.save(item, "app", raise_on_error=False, **options).error, error)
    assert line.requests == []


def test_b22_a_model_without_its_id_shares_no_key(db: DynamoDB, line: Line) -> None:
    with pytest.raises(KeyBuildError) as caught:
        db.save(Note(), "app")
    assert "note_id" in str(caught.value.to_dict())
    assert line.requests == []


class TestAConditionThatDoesNotHold:
    def test_gives_the_stored_item_in_python_values(self, db: DynamoDB, line: Line) -> None:
        line.answers = [Answer(REFUSED, 400)] * 2

        with pytest.raises(ConditionalCheckFailedError) as caught:
            db.save(Note("7"), "app", fail_if_exists=True)

        assert caught.value.item == {"pk": "note#7", "n": 1.5, "b": b"\xff"}
        assert caught.value.operation == "PutItem"
        assert "note#7" not in str(caught.value)
        with override_config(dynamodb_convert_decimals=False):
            result = db.save(Note("7"), "app", fail_if_exists=True, raise_on_error=False)
        assert isinstance(result.error, ConditionalCheckFailedError)
        assert repr(result.error.item and result.error.item["n"]) == "Decimal('1.5')"

    def test_may_come_without_the_stored_item(self, db: DynamoDB, line: Line) -> None:
        line.answers = [Answer({k: v for k, v in REFUSED.items() if k != "Item"}, 400)]

        with pytest.raises(ConditionalCheckFailedError) as caught:
            db.save(Note("7"), "app", fail_if_exists=True)
        assert caught.value.item is None


class TestTheSizeInTheLog:
    @pytest.mark.parametrize("on", [True, False])
    def test_is_there_when_the_setting_is_on(
        self, db: DynamoDB, line: Line, caplog: pytest.LogCaptureFixture, on: bool
    ) -> None:
        caplog.set_level(logging.DEBUG, "boto3_assist")

        with override_config(log_dynamodb_item_size=on):
            db.save({"pk": "secret"}, "app")

        (record,) = [vars(each)["dynamodb"] for each in caplog.records if "dynamodb" in vars(each)]
        assert record.get("item_bytes") == (8 if on else None)
        assert "secret" not in caplog.text or "botocore" in caplog.text

    def test_costs_nothing_above_debug(
        self, db: DynamoDB, line: Line, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO, "boto3_assist")

        with override_config(log_dynamodb_item_size=True):
            db.save({"pk": "1"}, "app")

        assert caplog.messages == []


def test_the_log_names_table_and_source_and_no_value(
    db: DynamoDB, line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "boto3_assist")

    db.save({"pk": "secret"}, "app", source="import")

    (own,) = [r.getMessage() for r in caplog.records if r.name.startswith("boto3_assist")]
    assert own.startswith("PutItem 'app' index=None source='import' ok in ")
    assert "secret" not in own
