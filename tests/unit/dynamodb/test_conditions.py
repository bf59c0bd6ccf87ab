from __future__ import annotations

from typing import Any

import pytest
from boto3.dynamodb.conditions import Attr, Key

from boto3_assist.dynamodb.conditions import (
    Expression,
    KeyCondition,
    SortCondition,
    condition_expression,
)
from boto3_assist.errors import InvalidParameterError


@pytest.mark.parametrize(
    ("sort", "text", "values"),
    [
        (None, "#k0 = :k0", {}),
        (SortCondition("=", ("a",)), "#k0 = :k0 AND #k1 = :k1", {":k1": "a"}),
        (
            SortCondition("begins_with", ("a",)),
            "#k0 = :k0 AND begins_with(#k1, :k1)",
            {":k1": "a"},
        ),
        (
            SortCondition("BETWEEN", (1, 2)),
            "#k0 = :k0 AND #k1 BETWEEN :k1 AND :k2",
            {":k1": 1, ":k2": 2},
        ),
        (SortCondition(">=", (1,)), "#k0 = :k0 AND #k1 >= :k1", {":k1": 1}),
        (SortCondition("<=", (1,)), "#k0 = :k0 AND #k1 <= :k1", {":k1": 1}),
        (SortCondition(">", (1,)), "#k0 = :k0 AND #k1 > :k1", {":k1": 1}),
        (SortCondition("<", (1,)), "#k0 = :k0 AND #k1 < :k1", {":k1": 1}),
    ],
)
def test_expression_of_a_key_condition(
    sort: SortCondition | None, text: str, values: dict[str, Any]
) -> None:
    names = {"#k0": "pk"} if sort is None else {"#k0": "pk", "#k1": "sk"}

    condition = KeyCondition({"pk": "user#7"}, {} if sort is None else {"sk": sort})

    assert condition.to_expression() == Expression(text, names, {":k0": "user#7", **values})


def test_a_condition_never_shows_a_value() -> None:
    condition = KeyCondition({"pk": "secret"}, {"sk": SortCondition("=", ("secret",))})

    shown = repr(condition) + repr(condition.sort) + repr(condition.to_expression())

    assert "secret" not in shown
    assert "sk" in shown


def test_text_is_taken_with_its_placeholders() -> None:
    expression = condition_expression("#a = :b", names={"#a": "pk"}, values={":b": 1})

    assert expression == Expression("#a = :b", {"#a": "pk"}, {":b": 1})
    assert condition_expression("attribute_exists(pk)") == Expression("attribute_exists(pk)")


def test_a_condition_of_boto3_is_written_with_its_placeholders() -> None:
    condition = Key("pk").eq("7") & Key("sk").begins_with("order#")

    expression = condition_expression(condition, is_key_condition=True, names={"#p": "total"})

    assert expression.text == "(#n0 = :v0 AND begins_with(#n1, :v1))"
    assert expression.names == {"#n0": "pk", "#n1": "sk", "#p": "total"}
    assert expression.values == {":v0": "7", ":v1": "order#"}


@pytest.mark.parametrize(
    ("names", "values"), [({"#n0": "x"}, {}), ({}, {":v0": "x"}), ({"#n1": "x"}, {":v1": 5})]
)
def test_placeholders_that_boto3_generates_give_way_to_those_of_the_caller(
    names: dict[str, str], values: dict[str, Any]
) -> None:
    condition = Attr("a").eq(1) & Attr("b").lt(2)

    made = condition_expression(condition, names=names, values=values)

    assert made.text == "(#u0 = :u1 AND #u2 < :u3)"
    assert made.names == {**names, "#u0": "a", "#u2": "b"}
    assert made.values == {**values, ":u1": 1, ":u3": 2}


def test_a_condition_on_attributes_is_refused_where_keys_are_asked_for() -> None:
    with pytest.raises(InvalidParameterError, match="only one on keys"):
        condition_expression(Attr("secret").eq(1), is_key_condition=True)


@pytest.mark.parametrize("condition", [5, {"pk": "1"}, b"pk = :v", ["pk"]])
def test_what_is_no_condition_is_refused(condition: object) -> None:
    with pytest.raises(InvalidParameterError, match=type(condition).__name__):
        condition_expression(condition)
