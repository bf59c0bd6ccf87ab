from __future__ import annotations

from typing import Any

import pytest

from boto3_assist.dynamodb.conditions import Expression
from boto3_assist.dynamodb.requests import UpdateItem
from boto3_assist.dynamodb.requests.updates import guard_condition
from boto3_assist.errors import InvalidParameterError

KEY = {"pk": "a", "sk": "b"}
ON_KEY = {"TableName": "app", "Key": {"pk": {"S": "a"}, "sk": {"S": "b"}}}
OLD = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (
            UpdateItem("app", KEY, {"status": "paid"}),
            {
                "UpdateExpression": "SET #u0 = :u1",
                "ConditionExpression": "attribute_exists(#u2)",
                "ExpressionAttributeNames": {"#u0": "status", "#u2": "pk"},
                "ExpressionAttributeValues": {":u1": {"S": "paid"}},
                **OLD,
            },
        ),
        (
            UpdateItem("app", KEY, {}, ["b", "a, x"], must_exist=False),
            {
                "UpdateExpression": "REMOVE #u0, #u1",
                "ExpressionAttributeNames": {"#u0": "a, x", "#u1": "b"},
            },
        ),
        (
            UpdateItem("app", KEY, {"n": 1.5}, ["x"], {"made": "t"}, {"v": 1}, must_exist=False),
            {
                "UpdateExpression": "SET #u0 = :u1, #u2 = if_not_exists(#u2, :u3), "
                "#u4 = if_not_exists(#u4, :u5) + :u6 REMOVE #u7",
                "ExpressionAttributeNames": {"#u0": "n", "#u2": "made", "#u4": "v", "#u7": "x"},
                "ExpressionAttributeValues": {
                    ":u1": {"N": "1.5"},
                    ":u3": {"S": "t"},
                    ":u5": {"N": "0"},
                    ":u6": {"N": "1"},
                },
            },
        ),
        (
            UpdateItem(
                "app",
                KEY,
                {"a": 2},
                guards={"a": {"N": "1"}, "b": None},
                condition=Expression("#x > :u0", {"#x": "x"}, {":u0": 7}),
                return_values="ALL_NEW",
            ),
            {
                "UpdateExpression": "SET #u1 = :u2",
                "ConditionExpression": "attribute_exists(#u3) AND #u1 = :u4 AND "
                "attribute_not_exists(#u5) AND (#x > :u0)",
                "ExpressionAttributeNames": {"#u1": "a", "#u3": "pk", "#u5": "b", "#x": "x"},
                "ExpressionAttributeValues": {
                    ":u2": {"N": "2"},
                    ":u4": {"N": "1"},
                    ":u0": {"N": "7"},
                },
                "ReturnValues": "ALL_NEW",
                **OLD,
            },
        ),
    ],
)
def test_the_request_is_exactly(request_: UpdateItem, expected: dict[str, Any]) -> None:
    assert request_.to_request() == ON_KEY | expected


def test_binary_that_came_as_base64_is_compared_as_bytes() -> None:
    assert guard_condition({"blob": {"B": "/w=="}}).values == {":u1": b"\xff"}


def test_more_than_an_expression_holds_is_refused() -> None:
    def guards(count: int) -> dict[str, Any]:
        return {f"a{n}": {"N": str(n)} for n in range(count)}

    assert guard_condition(guards(150)).text.count("AND") == 149
    with pytest.raises(InvalidParameterError, match="151 attributes") as caught:
        guard_condition(guards(151))
    assert "version" in caught.value.details["suggestion"]
    with pytest.raises(InvalidParameterError, match="4096 bytes"):
        guard_condition({f"a{n}": None for n in range(150)})
