from __future__ import annotations

from typing import Any

import pytest

from boto3_assist.dynamodb.conditions import Expression
from boto3_assist.dynamodb.expressions.limits import operators_in
from boto3_assist.dynamodb.requests import UpdateItem, UpdateItemByText
from boto3_assist.dynamodb.requests.updates import guard_condition
from boto3_assist.errors import InvalidParameterError, ItemSizeExceededError

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
    assert guard_condition("pk", {"blob": {"B": "/w=="}}).values == {":u2": b"\xff"}


def test_an_absent_item_does_not_pass_for_one_without_an_attribute() -> None:
    guarded = guard_condition("pk", {"version": None})

    assert guarded.text == "attribute_exists(#u0) AND attribute_not_exists(#u1)"
    assert guarded.names == {"#u0": "pk", "#u1": "version"}
    assert guard_condition("pk", {}).text == "attribute_exists(#u0)"


def test_more_than_an_expression_holds_is_refused() -> None:
    def guards(count: int) -> dict[str, Any]:
        return {f"a{n}": {"N": str(n)} for n in range(count)}

    # 149 comparisons, 149 ANDs and the function that says that the item is there.
    assert guard_condition("pk", guards(149)).text.count("AND") == 149
    with pytest.raises(InvalidParameterError, match="150 attributes") as caught:
        guard_condition("pk", guards(150))
    assert "version" in caught.value.details["suggestion"]
    with pytest.raises(InvalidParameterError, match="the condition is"):
        guard_condition("pk", {f"a{n}": None for n in range(149)})


@pytest.mark.parametrize("count", [280, 281])
def test_an_update_expression_has_at_most_4096_bytes(count: int) -> None:
    request = UpdateItem("app", KEY, {f"a{n}": n for n in range(count)}, must_exist=False)
    if count == 280:
        assert 4080 < len(request.to_request()["UpdateExpression"]) <= 4096
        return
    with pytest.raises(InvalidParameterError) as caught:
        request.to_request()
    assert caught.value.details["given"] > 4096


def test_a_condition_of_the_caller_counts_against_the_length() -> None:
    condition = Expression(" AND ".join(["attribute_exists(x)"] * 148))
    guards: dict[str, Any] = {f"a{n}": None for n in range(20)}
    UpdateItem("app", KEY, {"x": 1}, condition=condition).to_request()
    with pytest.raises(InvalidParameterError, match="the condition is"):
        UpdateItem("app", KEY, {"x": 1}, guards=guards, condition=condition).to_request()


@pytest.mark.parametrize("make", [UpdateItem, UpdateItemByText])
def test_a_condition_of_the_caller_counts_against_the_operators(make: Any) -> None:
    """Of 300 two are the library's own: that the item is there, and what joins both."""
    update = Expression("REMOVE x") if make is UpdateItemByText else {"x": 1}
    most, more = (
        Expression(" AND ".join(["a = b"] * 149) + " AND NOT (c = d)" * extra) for extra in (0, 1)
    )
    assert operators_in(most.text, "condition") == 297

    make("app", KEY, update, condition=most, must_exist=True).to_request()
    make("app", KEY, update, condition=more, must_exist=False).to_request()
    with pytest.raises(InvalidParameterError) as caught:
        make("app", KEY, update, condition=more, must_exist=True).to_request()
    assert caught.value.details["given"] == 302


@pytest.mark.parametrize("extra", ["", " + :b"])
def test_an_update_written_by_the_caller_has_at_most_300_operators(extra: str) -> None:
    text = Expression("SET " + ", ".join(["a = a"] * 50) + ", a = a" + " + :b" * 300 + extra)
    request = UpdateItemByText("app", KEY, text)

    if not extra:
        assert request.to_request()["UpdateExpression"] == text.text
        return
    with pytest.raises(InvalidParameterError):
        request.to_request()


def test_what_is_written_has_at_most_400_kb() -> None:
    room = 400 * 1024 - len("pkaskbx")
    UpdateItem("app", KEY, {"x": "y" * room}).to_request()
    with pytest.raises(ItemSizeExceededError) as caught:
        UpdateItem("app", KEY, {"x": "y" * (room + 1)}).to_request()
    assert caught.value.details["given"] == 400 * 1024 + 1
