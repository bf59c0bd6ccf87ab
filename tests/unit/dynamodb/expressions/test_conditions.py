from __future__ import annotations

import pytest

from boto3_assist.dynamodb import attr
from boto3_assist.dynamodb.conditions import Expression, condition_expression
from boto3_assist.dynamodb.expressions.conditions import condition_of, enclosed
from boto3_assist.dynamodb.requests import PutItem
from boto3_assist.dynamodb.write_conditions import beside
from boto3_assist.errors import InvalidParameterError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a = b", "(a = b)"),
        ("(a = b)", "(a = b)"),
        (" (a = b) ", "(a = b)"),
        ("(a) OR (b)", "((a) OR (b))"),
        ("((a) OR (b))", "((a) OR (b))"),
        ("size(a) > b", "(size(a) > b)"),
        ("a IN (b)", "(a IN (b))"),
        ("(a", "((a)"),
    ],
)
def test_one_pair_of_parentheses(text: str, expected: str) -> None:
    assert enclosed(text) == expected


def test_a_condition_keeps_away_from_the_placeholders_of_the_caller() -> None:
    expression = condition_expression(
        (attr("a") == 1) & attr("b").exists(), names={"#u0": "x", "#u3": "y"}, values={":u1": 5}
    )

    assert expression == Expression(
        "#u2 = :u4 AND attribute_exists(#u5)",
        {"#u0": "x", "#u3": "y", "#u2": "a", "#u5": "b"},
        {":u1": 5, ":u4": 1},
    )


@pytest.mark.parametrize("length", [4096, 4097])
def test_a_condition_has_at_most_4096_bytes(length: int) -> None:
    text = "é = :a".ljust(length - 1)
    request = PutItem("app", {"pk": "1"}, Expression(text, {}, {":a": 1}))

    if length == 4096:
        assert request.to_request()["ConditionExpression"] == text
        return
    with pytest.raises(InvalidParameterError) as caught:
        request.to_request()
    assert caught.value.details["given"] == 4097


def test_a_condition_longer_than_4_kb_is_refused() -> None:
    condition = attr("a").is_in(range(100))
    for name in range(9):
        condition |= attr(f"a{name}").is_in(range(100))

    with pytest.raises(InvalidParameterError) as caught:
        condition_expression(condition)

    assert caught.value.details["given"] > 4096


def test_a_condition_with_an_or_is_one_part_of_another() -> None:
    own = Expression("a = b OR c = d")

    assert beside(own, Expression("(e OR f)")).text == "(a = b OR c = d) AND (e OR f)"


@pytest.mark.parametrize("given", [None, True, "a = b", 5])
def test_what_is_no_condition_is_refused(given: object) -> None:
    with pytest.raises(InvalidParameterError):
        condition_of(given)
