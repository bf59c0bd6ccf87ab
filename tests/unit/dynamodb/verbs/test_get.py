from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast

import pytest

from boto3_assist.config import override_config
from boto3_assist.dynamodb import DynamoDB, DynamoDBResult, GetItemConfig
from boto3_assist.dynamodb.instance_state import is_partial
from boto3_assist.errors import (
    InvalidParameterError,
    ItemNotFoundError,
    KeyBuildError,
    MissingParameterError,
    ValidationError,
)
from tests.unit.dynamodb.canned import Answer, Line
from tests.unit.dynamodb.verbs.models import Note, Order, User

KEY = Order.primary.key(customer_id="1", order_id="2")
WIRE_KEY = {"pk": {"S": "customer#1"}, "sk": {"S": "order#2"}}
BASE = {"TableName": "app", "Key": WIRE_KEY}
WIRE_ORDER = {
    **WIRE_KEY,
    "customer_id": {"S": "1"},
    "order_id": {"S": "2"},
    "total": {"N": "1.10"},
    "status": {"S": "open"},
    "legacy": {"S": "kept"},
}
Call = Callable[[DynamoDB], DynamoDBResult[Any]]


@pytest.mark.parametrize(
    ("call", "request_"),
    [
        (lambda db: db.get(KEY, "app"), BASE),
        (lambda db: db.get(KEY, table_name="app"), BASE),
        (lambda db: db.get(KEY.to_dict(), "app"), BASE),
        (lambda db: db.get(model=Order(customer_id="1", order_id="2"), table_name="app"), BASE),
        (
            lambda db: db.get(model=Note("7"), table_name="app"),
            {"TableName": "app", "Key": {"pk": {"S": "note#7"}}},
        ),
        (
            lambda db: db.get(model=User("7"), table_name="app"),
            {"TableName": "app", "Key": {"PK": {"S": "user#7"}, "SK": {"S": "user"}}},
        ),
        (
            lambda db: db.get(KEY, "app", config=GetItemConfig.consistent()),
            BASE | {"ConsistentRead": True},
        ),
        (lambda db: db.get(KEY, "app", config=GetItemConfig()), BASE),
        (
            lambda db: db.get(KEY, "app", config=GetItemConfig(return_consumed_capacity="TOTAL")),
            BASE | {"ReturnConsumedCapacity": "TOTAL"},
        ),
        (
            lambda db: db.get(
                KEY,
                "app",
                config=GetItemConfig(
                    projection_expression="#s, total", expression_attribute_names={"#s": "status"}
                ),
            ),
            BASE
            | {
                "ProjectionExpression": "#s, total",
                "ExpressionAttributeNames": {"#s": "status"},
            },
        ),
        (
            lambda db: db.get(KEY, "app", config=GetItemConfig.consistent().with_projections()),
            BASE
            | {
                "ConsistentRead": True,
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
            lambda db: db.get(
                model=User("7"), table_name="app", config=GetItemConfig.with_projections()
            ),
            {
                "TableName": "app",
                "Key": {"PK": {"S": "user#7"}, "SK": {"S": "user"}},
                "ProjectionExpression": "#p0, #p1",
                "ExpressionAttributeNames": {"#p0": "user_id", "#p1": "name"},
            },
        ),
    ],
)
def test_the_request_is_exactly(
    db: DynamoDB, line: Line, call: Call, request_: dict[str, Any]
) -> None:
    call(db)

    assert line.bodies == [request_]


def test_an_item_is_read_as_the_model_that_asks(db: DynamoDB, line: Line) -> None:
    line.answers = [Answer({"Item": WIRE_ORDER})] * 2

    order = db.get(KEY, "app").unwrap()
    again = db.get(model=order, table_name="app").unwrap()

    assert order == again == Order(customer_id="1", order_id="2", total=Decimal("1.10"))
    assert again.to_resource_dictionary()["legacy"] == "kept"


def test_an_item_is_a_dictionary_when_a_dictionary_asks(db: DynamoDB, line: Line) -> None:
    line.answers = [Answer({"Item": WIRE_ORDER})]

    result = db.get(KEY.to_dict(), "app")

    assert result.unwrap()["total"] == 1.1
    assert result["Item"]["legacy"] == "kept"


def test_b12_numbers_are_decimals_when_the_setting_says_so(db: DynamoDB, line: Line) -> None:
    exact = "12345678901234567890.123456789012345678"
    line.answers = [Answer({"Item": {"n": {"N": exact}, "i": {"N": "7"}}})] * 2

    with override_config(dynamodb_convert_decimals=False):
        result = db.get({"pk": "1"}, "app")
        assert repr(result.data) == f"{{'n': Decimal('{exact}'), 'i': Decimal('7')}}"
    assert repr(result["Item"]) == repr(result.data)
    assert repr(db.get({"pk": "1"}, "app").data) == f"{{'n': Decimal('{exact}'), 'i': 7}}"


class TestAbsentItems:
    def test_are_no_failure(self, db: DynamoDB, line: Line) -> None:
        result = db.get(KEY, "app")

        assert result.success
        assert result.data is None
        assert not result
        assert "Item" not in result
        assert result.metadata["HTTPStatusCode"] == 200

    def test_are_one_when_they_must_exist(self, db: DynamoDB, line: Line) -> None:
        with pytest.raises(ItemNotFoundError) as caught:
            db.get(KEY, "app", config=GetItemConfig(must_exist=True))
        assert caught.value.details["table"] == "app"
        assert caught.value.operation == "GetItem"
        assert "customer#1" not in str(caught.value.to_dict())

    def test_are_a_result_when_failures_are(self, db: DynamoDB, line: Line) -> None:
        result = db.get(KEY, "app", config=GetItemConfig(must_exist=True), raise_on_error=False)

        assert isinstance(result.error, ItemNotFoundError)
        assert result.metadata["RequestId"] == "REQ"


class TestProjections:
    def test_b9_an_instance_read_in_part_cannot_be_saved(self, db: DynamoDB, line: Line) -> None:
        line.answers = [Answer({"Item": WIRE_ORDER})]
        result = db.get(KEY, "app", config=GetItemConfig.with_projections())
        order, copy = result.unwrap(), result.to(Order)

        assert is_partial(order)
        assert copy is not None
        for partial in (order, copy):
            with pytest.raises(ValidationError, match="projection"):
                db.save(partial, "app")
        assert len(line.requests) == 1

    @pytest.mark.parametrize("key", [{"pk": "1"}, User.primary.key(user_id="7")])
    def test_need_a_model_that_tells_its_attributes(
        self, db: DynamoDB, line: Line, key: Any
    ) -> None:
        with pytest.raises(InvalidParameterError, match="do_projections"):
            db.get(key, "app", config=GetItemConfig.with_projections())
        assert line.requests == []

    def test_names_need_an_expression(self, db: DynamoDB, line: Line) -> None:
        with pytest.raises(InvalidParameterError, match="expression_attribute_names"):
            db.get(KEY, "app", config=GetItemConfig(expression_attribute_names={"#a": "a"}))
        assert line.requests == []


class TestOldFlags:
    @pytest.mark.parametrize(
        ("flag", "request_"),
        [
            ({"strongly_consistent": True}, {"ConsistentRead": True}),
            ({"strongly_consistent": False}, {}),
            ({"return_consumed_capacity": "TOTAL"}, {"ReturnConsumedCapacity": "TOTAL"}),
            ({"projection_expression": "total"}, {"ProjectionExpression": "total"}),
            ({"do_projections": False}, {}),
        ],
    )
    def test_work_and_warn_once_at_the_callers_line(
        self, db: DynamoDB, line: Line, flag: dict[str, Any], request_: dict[str, Any]
    ) -> None:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            frame = inspect.currentframe()
            db.get(KEY.to_dict(), "app", **flag)
            expected_line = cast(Any, frame).f_lineno - 1

        assert line.bodies == [BASE | request_]
        (warning,) = caught
        assert warning.category is DeprecationWarning
        assert (warning.filename, warning.lineno) == (__file__, expected_line)
        assert next(iter(flag)) in str(warning.message)

    def test_positions_are_those_of_0_x(self) -> None:
        names = list(inspect.signature(DynamoDB.get).parameters)

        assert names[1:10] == [
            "key",
            "table_name",
            "model",
            "do_projections",
            "strongly_consistent",
            "return_consumed_capacity",
            "projection_expression",
            "expression_attribute_names",
            "source",
        ]

    @pytest.mark.parametrize("value", [True, False])
    def test_together_with_a_config_raise(self, db: DynamoDB, line: Line, value: bool) -> None:
        get: Any = db.get

        with pytest.raises(InvalidParameterError, match="strongly_consistent"):
            get(KEY, "app", strongly_consistent=value, config=GetItemConfig())
        assert line.requests == []

    def test_none_are_no_warning(self, db: DynamoDB, line: Line) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            db.get(KEY, "app")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({}, MissingParameterError),
        ({"key": None}, MissingParameterError),
        ({"key": KEY, "model": Note("7")}, InvalidParameterError),
        ({"key": "customer#1"}, InvalidParameterError),
        ({"key": ("pk", "1")}, InvalidParameterError),
        ({"model": Order}, InvalidParameterError),
        ({"model": {"pk": "1"}}, InvalidParameterError),
        ({"key": {}}, KeyBuildError),
        ({"key": {"pk": "1", "sk": None}}, KeyBuildError),
        ({"key": {"pk": ""}}, KeyBuildError),
        ({"model": Note(None)}, KeyBuildError),
    ],
)
def test_a_key_that_cannot_be_used_is_a_typed_error_and_nothing_is_sent(
    db: DynamoDB, line: Line, arguments: dict[str, Any], error: type[Exception]
) -> None:
    get: Any = db.get

    with pytest.raises(error):
        get(table_name="app", **arguments)
    assert line.requests == []


def test_presets_build_on_each_other() -> None:
    both = GetItemConfig(strongly_consistent=True, do_projections=True, must_exist=True)

    assert GetItemConfig.consistent() == GetItemConfig(strongly_consistent=True)
    assert GetItemConfig.with_projections() == GetItemConfig(do_projections=True)
    assert GetItemConfig(must_exist=True).consistent().with_projections() == both


def test_d12_what_is_in_sets_and_lists_is_plain_too(db: DynamoDB, line: Line) -> None:
    stored = {
        "numbers": {"NS": ["1", "2.5"]},
        "photo": {"B": "AP8="},
        "photos": {"BS": ["AP8="]},
        "list": {"L": [{"B": "AP8="}, {"N": "3"}]},
    }
    line.answers = [Answer({"Item": stored})]

    item = db.get(KEY.to_dict(), "app").unwrap()

    assert item == {
        "numbers": {1, 2.5},
        "photo": b"\x00\xff",
        "photos": {b"\x00\xff"},
        "list": [b"\x00\xff", 3],
    }
    assert {type(number) for number in item["numbers"]} == {int, float}
    assert type(item["photo"]) is bytes is type(item["list"][0])


def test_d15_capacity_is_given_where_it_was_asked_for(db: DynamoDB, line: Line) -> None:
    figures = {"TableName": "app", "CapacityUnits": 0.5}
    line.answers = [Answer({"Item": WIRE_ORDER, "ConsumedCapacity": figures}), Answer({})]

    asked = db.get(KEY, "app", config=GetItemConfig(return_consumed_capacity="TOTAL"))

    assert asked.consumed_capacity == figures
    assert db.get(KEY, "app").consumed_capacity is None
