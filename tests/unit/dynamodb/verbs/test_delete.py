from __future__ import annotations

import inspect
from typing import Any

import pytest

from boto3_assist.dynamodb import DynamoDB
from boto3_assist.errors import InvalidParameterError, KeyBuildError, MissingParameterError
from tests.unit.dynamodb.canned import Line
from tests.unit.dynamodb.verbs.models import Note, Order, User

KEY = Order.primary.key(customer_id="1", order_id="2")
WIRE_KEY = {"pk": {"S": "customer#1"}, "sk": {"S": "order#2"}}


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        ({"primary_key": KEY}, WIRE_KEY),
        ({"primary_key": KEY.to_dict()}, WIRE_KEY),
        ({"primary_key": {"pk": b"\xff", "sk": 1}}, {"pk": {"B": "/w=="}, "sk": {"N": "1"}}),
        ({"primary_key": Note("7")}, {"pk": {"S": "note#7"}}),
        ({"model": Order(customer_id="1", order_id="2")}, WIRE_KEY),
        ({"model": Note("7")}, {"pk": {"S": "note#7"}}),
        ({"model": User("7")}, {"PK": {"S": "user#7"}, "SK": {"S": "user"}}),
    ],
)
def test_the_request_is_exactly(
    db: DynamoDB, line: Line, arguments: dict[str, Any], key: dict[str, Any]
) -> None:
    result = db.delete(table_name="app", **arguments)

    assert line.bodies == [{"TableName": "app", "Key": key}]
    assert result.success
    assert result.data is None


def test_arguments_are_named_as_in_0_x_and_stand_as_those_of_get() -> None:
    parameters = inspect.signature(DynamoDB.delete).parameters

    positional = [n for n, p in parameters.items() if p.kind is p.POSITIONAL_OR_KEYWORD]
    assert positional == ["self", "primary_key", "table_name"]
    assert "model" in parameters


@pytest.mark.parametrize("what", [KEY, KEY.to_dict(), Order(customer_id="1", order_id="2")])
def test_what_and_where_may_stand_without_names(db: DynamoDB, line: Line, what: Any) -> None:
    db.delete(what, "app")

    assert line.bodies == [{"TableName": "app", "Key": WIRE_KEY}]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({}, MissingParameterError),
        ({"primary_key": KEY, "model": Note("7")}, InvalidParameterError),
        ({"primary_key": Note("7"), "model": Note("7")}, InvalidParameterError),
        ({"primary_key": "1"}, InvalidParameterError),
        ({"primary_key": {}}, KeyBuildError),
        ({"primary_key": {"pk": None}}, KeyBuildError),
        ({"model": Note(None)}, KeyBuildError),
        ({"primary_key": {"pk": "1"}, "table_name": ""}, MissingParameterError),
        ({"primary_key": {"pk": "1"}, "table_name": None}, MissingParameterError),
    ],
)
@pytest.mark.parametrize("raises", [True, False])
def test_bad_input_is_a_typed_error_and_nothing_is_sent(
    db: DynamoDB, line: Line, arguments: dict[str, Any], error: type[Exception], raises: bool
) -> None:
    delete: Any = db.delete
    arguments = {"table_name": "app"} | arguments

    if raises:
        with pytest.raises(error):
            delete(**arguments)
    else:
        assert isinstance(delete(raise_on_error=False, **arguments).error, error)
    assert line.requests == []
