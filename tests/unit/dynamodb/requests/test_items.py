from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from boto3.dynamodb.conditions import Attr

from boto3_assist.dynamodb.codec import MAX_ITEM_BYTES
from boto3_assist.dynamodb.conditions import Expression, condition_expression
from boto3_assist.dynamodb.requests import DeleteItem, GetItem, Projection, PutItem
from boto3_assist.dynamodb.requests.items import expression_parameters
from boto3_assist.errors import InvalidParameterError, ItemSizeExceededError, SerializationError

KEY = {"pk": "1", "sk": 2}
WIRE_KEY = {"pk": {"S": "1"}, "sk": {"N": "2"}}

REQUESTS: list[tuple[Any, dict[str, Any]]] = [
    (PutItem("app", KEY), {"TableName": "app", "Item": WIRE_KEY}),
    (
        PutItem("app", {"pk": b"\x00", "n": None}),
        {"TableName": "app", "Item": {"pk": {"B": b"\x00"}, "n": {"NULL": True}}},
    ),
    (
        PutItem("app", KEY, Expression("attribute_not_exists(#pk)", {"#pk": "pk"})),
        {
            "TableName": "app",
            "Item": WIRE_KEY,
            "ConditionExpression": "attribute_not_exists(#pk)",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            "ExpressionAttributeNames": {"#pk": "pk"},
        },
    ),
    (
        PutItem("app", KEY, condition_expression(Attr("a.b").eq(0.5) & Attr("c").is_in(["x"]))),
        {
            "TableName": "app",
            "Item": WIRE_KEY,
            "ConditionExpression": "(#n0.#n1 = :v0 AND #n2 IN (:v1))",
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            "ExpressionAttributeNames": {"#n0": "a", "#n1": "b", "#n2": "c"},
            "ExpressionAttributeValues": {":v0": {"N": "0.5"}, ":v1": {"S": "x"}},
        },
    ),
    (GetItem("app", KEY), {"TableName": "app", "Key": WIRE_KEY}),
    (
        GetItem("app", KEY, True, Projection("a, #b", {"#b": "b"}), "TOTAL"),
        {
            "TableName": "app",
            "Key": WIRE_KEY,
            "ConsistentRead": True,
            "ProjectionExpression": "a, #b",
            "ExpressionAttributeNames": {"#b": "b"},
            "ReturnConsumedCapacity": "TOTAL",
        },
    ),
    (
        GetItem("app", KEY, projection=Projection.of(["status", "a.b", "c-d"])),
        {
            "TableName": "app",
            "Key": WIRE_KEY,
            "ProjectionExpression": "#p0, #p1, #p2",
            "ExpressionAttributeNames": {"#p0": "status", "#p1": "a.b", "#p2": "c-d"},
        },
    ),
    (
        GetItem("app", KEY, projection=Projection("a")),
        {"TableName": "app", "Key": WIRE_KEY, "ProjectionExpression": "a"},
    ),
    (DeleteItem("app", KEY), {"TableName": "app", "Key": WIRE_KEY}),
]


@pytest.mark.parametrize(("request_", "expected"), REQUESTS)
def test_a_request_is_exactly(request_: Any, expected: dict[str, Any]) -> None:
    assert request_.to_request() == expected
    assert request_.to_request() == expected


@pytest.mark.parametrize(
    "request_",
    [
        PutItem("app", {"pk": "secret-1"}, Expression("a = :a", values={":a": "secret-1"})),
        GetItem("app", {"pk": "secret-1"}),
        DeleteItem("app", {"pk": "secret-1"}),
    ],
)
def test_a_repr_shows_the_table_and_no_value(request_: Any) -> None:
    assert "secret" not in repr(request_)
    assert "'app'" in repr(request_)


def item_of(size: int) -> dict[str, Any]:
    return {"pk": "1", "x": "é" * ((size - 4) // 2) + "a" * (size % 2)}


def test_an_item_of_400_kb_passes() -> None:
    item = item_of(MAX_ITEM_BYTES)

    assert PutItem("app", item).to_request()["Item"]["x"] == {"S": item["x"]}


def test_an_item_of_one_byte_more_does_not() -> None:
    with pytest.raises(ItemSizeExceededError) as caught:
        PutItem("app", item_of(MAX_ITEM_BYTES + 1)).to_request()
    assert caught.value.details["given"] == MAX_ITEM_BYTES + 1
    assert "é" not in str(caught.value)


@pytest.mark.parametrize("value", [float("nan"), Decimal("Infinity"), 10**38 + 1, set(), object()])
def test_a_value_that_dynamodb_cannot_hold_is_named_by_its_path(value: Any) -> None:
    with pytest.raises(SerializationError) as caught:
        PutItem("app", {"pk": "1", "a": {"b": [value]}}).to_request()
    assert caught.value.details["path"] == "a.b[0]"


class TestPlaceholders:
    def test_are_joined(self) -> None:
        joined = expression_parameters(
            Expression("a", {"#a": "x"}, {":a": 1}), None, Projection("b", {"#b": "y"})
        )

        assert joined == {
            "ExpressionAttributeNames": {"#a": "x", "#b": "y"},
            "ExpressionAttributeValues": {":a": {"N": "1"}},
        }

    def test_that_mean_the_same_twice_may_be_shared(self) -> None:
        shared = {"#a": "x"}
        joined = expression_parameters(Expression("a", shared), Projection("b", {"#a": "x"}))

        assert joined == {"ExpressionAttributeNames": shared}

    def test_of_two_meanings_are_refused(self) -> None:
        with pytest.raises(InvalidParameterError) as caught:
            expression_parameters(Expression("a", {"#k0": "pk"}), Projection("b", {"#k0": "x"}))
        assert caught.value.details["placeholders"] == ["#k0"]

    @pytest.mark.parametrize("other", [2, True, 1.0, "1", [1]])
    def test_of_two_values_are_refused(self, other: Any) -> None:
        with pytest.raises(InvalidParameterError) as caught:
            expression_parameters(
                Expression("a", values={":v": 1}), Expression("b", values={":v": other})
            )
        assert caught.value.details["placeholders"] == [":v"]

    def test_none_leaves_the_parameters_out(self) -> None:
        assert expression_parameters(None, Expression("a")) == {}
