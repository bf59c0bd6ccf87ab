from __future__ import annotations

from typing import Any

import pytest

from boto3_assist.dynamodb import DynamoDB, GetItemConfig, Transaction, Update, attr
from boto3_assist.errors import InvalidParameterError, ItemSizeExceededError
from tests.unit.dynamodb.canned import Line
from tests.unit.dynamodb.verbs.update_models import Doc

ARN = "arn:aws:dynamodb:eu-west-1:123456789012:table/app"
DOC = Doc.primary.key(doc_id="1")
KB = 1024


@pytest.mark.parametrize(
    "add",
    [
        lambda tx: (tx.put(Doc("1")), tx.delete(DOC)),
        lambda tx: (tx.check(DOC), tx.update(DOC, Update().set("text", "x"))),
        lambda tx: (tx.delete(DOC.to_dict()), tx.put(Doc("1"))),
        lambda tx: (tx.delete(DOC), tx.delete(DOC, ARN)),
        lambda tx: (tx.delete({"pk": 1, "sk": b"b"}), tx.delete({"sk": b"b", "pk": 1.0})),
        # What the key attributes of the table are is told by another operation.
        lambda tx: (tx.put({"pk": "a", "n": 1}), tx.delete({"pk": "z"}), tx.put({"pk": "a"})),
        lambda tx: (tx.put({"pk": "a", "n": [1]}), tx.put({"pk": "a", "n": [1]})),
    ],
)
def test_two_operations_on_one_item_are_refused(db: DynamoDB, line: Line, add: Any) -> None:
    tx = Transaction("app")
    add(tx)

    with pytest.raises(InvalidParameterError, match="about one item of"):
        db.transact_write_items(tx)
    assert line.requests == []


@pytest.mark.parametrize(
    "add",
    [
        lambda tx: (tx.put(Doc("1")), tx.delete(DOC, "other")),
        lambda tx: (tx.delete({"pk": "1"}), tx.delete({"pk": 1})),
        lambda tx: (tx.delete({"pk": "1"}), tx.delete({"pk": b"1"})),
        lambda tx: (tx.delete({"pk": "a", "sk": "b"}), tx.delete({"pk": "b", "sk": "a"})),
        lambda tx: (tx.delete({"pk": "a"}), tx.put({"id": 1}), tx.put({"id": 1, "n": 2})),
        # Nothing tells the key attributes, and DynamoDB finds the rest.
        lambda tx: (tx.put({"pk": "a", "id": 1}), tx.put({"pk": "a", "id": 2})),
    ],
)
def test_other_items_are_not(db: DynamoDB, line: Line, add: Any) -> None:
    tx = Transaction("app")
    add(tx)
    db.transact_write_items(tx)
    assert len(line.requests) == 1


def test_two_reads_of_one_item_are_told_what_to_do(db: DynamoDB, line: Line) -> None:
    tx = Transaction("app")
    tx.get(DOC)
    tx.get(DOC, config=GetItemConfig(projection_expression="doc_id"))

    with pytest.raises(InvalidParameterError, match="ask for it once"):
        db.transact_get_items(tx)
    assert line.requests == []


@pytest.mark.parametrize(("number", "is_sent"), [(0, False), (1, True), (100, True), (101, False)])
def test_a_hundred_operations(db: DynamoDB, line: Line, number: int, is_sent: bool) -> None:
    operations = [{"Delete": {"TableName": "app", "Key": {"pk": n}}} for n in range(number)]

    result = db.transact_write_items(operations, raise_on_error=False)

    assert (result.success, len(line.requests)) == (is_sent, is_sent)
    assert is_sent or isinstance(result.error, InvalidParameterError)


@pytest.mark.parametrize(("more", "is_sent"), [(0, True), (1, False)])
def test_four_megabytes(db: DynamoDB, line: Line, more: int, is_sent: bool) -> None:
    tx = Transaction("app")
    for number in range(8):
        tx.put({"pk": f"{number:06}", "x": "x" * (400 * KB - 9)})
    for number in range(8, 10):
        tx.update({"pk": f"{number:06}"}, Update().set("x", "x" * (400 * KB - 8)))
    # 96 KB are left. What is asked of items is not written, so it is no part of them.
    tx.put({"pk": "000010", "x": "x" * (96 * KB - 12 + more)})
    tx.check({"pk": "x"}, attr("y") == "y" * 1000)

    result = db.transact_write_items(tx, raise_on_error=False)

    assert (result.success, len(line.requests)) == (is_sent, is_sent)


def test_an_item_of_more_than_400_kilobytes(db: DynamoDB, line: Line) -> None:
    with pytest.raises(ItemSizeExceededError):
        with db.transaction("app") as tx:
            tx.put({"pk": "a", "x": "x" * 400 * KB})
    assert line.requests == []


@pytest.mark.parametrize(
    "operation",
    [
        {},
        {"Put": None},
        {"put": {"Item": {"pk": "a"}}},
        {"Put": {"Item": {"pk": "a"}}, "Delete": {"Key": {"pk": "a"}}},
        {"Put": {"TableName": "app"}},
        {"Put": {"Item": {"pk": "a"}, "ReturnValues": "ALL_OLD"}},
        {"Update": {"Key": {"pk": "a"}}},
        {"ConditionCheck": {"Key": {"pk": "a"}}},
        {"Delete": {"Key": {"pk": "a"}, "Condition": "x = y"}},
        "Put",
        5,
    ],
)
def test_a_dictionary_of_another_form_is_refused(db: DynamoDB, line: Line, operation: Any) -> None:
    with pytest.raises(InvalidParameterError, match="operation 1 "):
        db.transact_write_items([{"Delete": {"TableName": "app", "Key": {"pk": "z"}}}, operation])
    assert line.requests == []


@pytest.mark.parametrize("operations", [None, 5, "Put", {"Put": {}}, Doc("1")])
def test_what_is_no_list_of_operations_is_refused(
    db: DynamoDB, line: Line, operations: Any
) -> None:
    with pytest.raises(InvalidParameterError, match="operations was given as"):
        db.transact_write_items(operations)


def test_a_token_beside_that_of_the_transaction_is_refused(db: DynamoDB, line: Line) -> None:
    tx = Transaction("app", client_request_token="mine")
    tx.put({"pk": "a"})

    with pytest.raises(InvalidParameterError):
        db.transact_write_items(tx, client_request_token="another")
    assert line.requests == []
