"""What writes of version 0.x got wrong, by the number of the defect."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from boto3.dynamodb.conditions import Attr

from boto3_assist.dynamodb import (
    CLEAR_FIELD,
    DynamoDB,
    DynamoDBResult,
    SaveConfig,
    Update,
    UpdateConfig,
    attr,
)
from boto3_assist.errors import (
    Boto3AssistError,
    ConditionalCheckFailedError,
    InvalidParameterError,
    TableNotFoundError,
    TransactionCanceledError,
    ValidationError,
)
from tests.unit.dynamodb.canned import Answer, Line, new_client
from tests.unit.dynamodb.verbs.models import Note, Order, User

CODE = "com.amazonaws.dynamodb.v20120810#"
KEY = {"HK": "1", "RK": 2}
WIRE_KEY = {"HK": {"S": "1"}, "RK": {"N": "2"}}
ORDER = Order.primary.key(customer_id="1", order_id="2")


def refused(code: str, **more: Any) -> Answer:
    return Answer({"__type": f"{CODE}{code}", "message": "no", **more}, 400)


def moved(db: DynamoDB, **options: Any) -> DynamoDBResult[Any]:
    note = db.save(Note("1"), "t").unwrap()
    note.note_id = "2"
    return db.move(note, "t", **options)


Call = Callable[..., DynamoDBResult[Any]]
CALLS: list[Call] = [
    lambda db, **how: db.save(Note("1"), "t", **how),
    lambda db, **how: db.delete(Note("1"), "t", **how),
    lambda db, **how: db.update_item("t", KEY, Update().set("a", 1), **how),
    lambda db, **how: db.update_item("t", ORDER, Update().set("total", 1), **how),
    lambda db, **how: db.update_item("t", KEY, "REMOVE a", **how),
    lambda db, **how: db.update_item_partial(KEY, "t", changes={"a": 1}, **how),
    lambda db, **how: db.update_item_partial(ORDER, "t", changes={"total": 1}, **how),
    lambda db, **how: db.update_item_partial(Note("1", "x"), "t", **how),
    lambda db, **how: db.execute_statement("DELETE FROM t", **how),
    lambda db, **how: db.batch_execute_statement(["DELETE FROM t"], **how),
    lambda db, **how: db.execute_transaction(["DELETE FROM t"], **how),
]


@pytest.mark.parametrize("call", CALLS)
def test_c2_each_writing_verb_gives_its_error_as_a_result_when_asked(
    db: DynamoDB, line: Line, call: Call
) -> None:
    line.answers = [refused("ResourceNotFoundException")]
    result = call(db, raise_on_error=False)

    assert not result.success
    assert isinstance(result.error, TableNotFoundError)
    with pytest.raises(TableNotFoundError):
        result.unwrap()
    line.answers = [refused("ResourceNotFoundException")]
    with pytest.raises(TableNotFoundError):
        call(db)


def test_c2_a_move_gives_its_error_as_a_result_when_asked(db: DynamoDB, line: Line) -> None:
    reasons = [{"Code": "ConditionalCheckFailed"}, {"Code": "None"}]
    canceled = refused("TransactionCanceledException", CancellationReasons=reasons)
    line.answers = [Answer(), canceled]

    assert isinstance(moved(db, raise_on_error=False).error, TransactionCanceledError)


@pytest.mark.parametrize("call", CALLS[:-2])
def test_c3_a_condition_that_fails_is_a_class_of_its_own_and_has_the_item(
    db: DynamoDB, line: Line, call: Call
) -> None:
    item = {**WIRE_KEY, "n": {"N": "5"}, "order_id": {"S": "2"}, "customer_id": {"S": "1"}}
    answer = refused("ConditionalCheckFailedException", Item=item)
    # Where the item is read first, it is as it will be found.
    line.answers = [Answer({"Item": item}) if "GetItem" in first_operation(call) else answer]
    line.answers.append(answer)
    how: Any = {} if "Statement" in first_operation(call) else {"condition_expression": "a = b"}

    with pytest.raises(ConditionalCheckFailedError) as caught:
        call(db, **how)

    assert caught.value.error_code == "CONDITIONAL_CHECK_FAILED"
    assert caught.value.item is not None and caught.value.item["n"] == 5
    assert caught.value.__cause__ is not None


def first_operation(call: Call) -> str:
    db = DynamoDB.from_client(new_client())
    line = Line(db.client, Answer())
    call(db, raise_on_error=False)
    return str(line.requests[0].headers["X-Amz-Target"])


@pytest.mark.parametrize(
    "call",
    [
        lambda db: db.update_item_partial(KEY, "t", changes={"a": 1}),
        lambda db: db.update_item_partial(
            {**KEY, "a": 1}, "t", config=UpdateConfig(key_attributes=("HK", "RK"))
        ),
        lambda db: db.update_item("t", KEY, Update().set("a", 1)),
        lambda db: db.update_item("t", KEY, "SET a = :a", {":a": 1}),
        lambda db: db.delete(KEY, "t"),
    ],
)
def test_d3_no_name_of_a_key_is_presumed(
    db: DynamoDB, line: Line, call: Callable[[DynamoDB], Any]
) -> None:
    call(db)

    assert line.bodies[0]["Key"] == WIRE_KEY


@pytest.mark.parametrize("item", [{**KEY, "a": [1]}, User("7", "Ann")])
def test_d3_whether_an_item_is_there_is_asked_of_its_own_key(
    db: DynamoDB, line: Line, item: Any
) -> None:
    db.save(item, "t", fail_if_exists=True)
    db.save(item, "t", config=SaveConfig.if_exists())

    keys = {"HK", "RK"} if isinstance(item, dict) else {"PK"}
    assert [set(b["ExpressionAttributeNames"].values()) for b in line.bodies] == [keys, keys]


@pytest.mark.parametrize(
    "call",
    [
        lambda db: db.save({"pk": "1"}, "t", condition_expression=attr("a") == 0.1),
        lambda db: db.save({"pk": "1"}, "t", condition_expression=Attr("a").eq(0.1)),
        lambda db: db.delete(KEY, "t", condition_expression=attr("a").between(0.1, 0.1)),
        lambda db: db.update_item("t", KEY, Update().set("a.b", 0.1)),
        lambda db: db.update_item("t", KEY, "SET a = :a", {":a": 0.1}),
        lambda db: db.update_item_partial(KEY, "t", changes={"a": 0.1}),
    ],
)
def test_d5_a_float_is_written_by_its_shortest_digits(
    db: DynamoDB, line: Line, call: Callable[[DynamoDB], Any]
) -> None:
    call(db)

    assert {"N": "0.1"} in line.bodies[0]["ExpressionAttributeValues"].values()


def test_d5_a_float_is_a_parameter_of_a_statement(db: DynamoDB, line: Line) -> None:
    db.execute_statement("SELECT * FROM t WHERE a = ? AND b = ?", [0.1, Decimal("0.10")])

    assert line.bodies[0]["Parameters"] == [{"N": "0.1"}, {"N": "0.10"}]


@pytest.mark.parametrize("names", [["a"], ("a",), {"a"}, frozenset({"a"}), iter(["a"])])
def test_d14_fields_to_clear_come_in_any_collection(db: DynamoDB, line: Line, names: Any) -> None:
    db.update_item_partial(KEY, "t", names, changes={"b": 1})

    assert line.bodies[0]["UpdateExpression"] == "SET #u0 = :u1 REMOVE #u2"
    assert line.bodies[0]["ExpressionAttributeNames"]["#u2"] == "a"


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda db: db.update_item_partial(KEY, "t", "a", changes={"b": 1}), InvalidParameterError),
        (
            lambda db: db.update_item_partial(KEY, "t", attr("a") == 1, changes={"b": 1}),
            InvalidParameterError,
        ),
        (lambda db: db.update_item_partial(KEY, "t", [1], changes={"b": 1}), InvalidParameterError),
        (lambda db: db.update_item_partial(KEY, "t", ["a"], changes={"a": 1}), ValidationError),
        (
            lambda db: db.update_item_partial(Note("1", "x"), "t", ["text"], fields=["text"]),
            ValidationError,
        ),
        (lambda db: db.update_item("t", KEY, Update().set("a", 1).remove("a")), ValidationError),
        (lambda db: db.update_item("t", KEY, Update().set("a.b", 1).remove("a")), ValidationError),
        (lambda db: db.update_item_partial(KEY, "t", changes={"a": set()}), Boto3AssistError),
        (lambda db: db.update_item("t", KEY, Update().set("a", set())), Boto3AssistError),
        (lambda db: db.update_item_partial(KEY, "t", changes={}), InvalidParameterError),
    ],
)
def test_d14_what_contradicts_itself_or_cannot_be_stored_is_refused(
    db: DynamoDB, line: Line, call: Callable[[DynamoDB], Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        call(db)

    assert line.requests == []


def test_b21_a_mark_in_a_dictionary_removes(db: DynamoDB, line: Line) -> None:
    db.update_item_partial(KEY, "t", changes={"a": CLEAR_FIELD})

    assert line.bodies[0]["UpdateExpression"] == "REMOVE #u0"
