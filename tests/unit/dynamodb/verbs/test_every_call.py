"""What holds for every call of every verb: ledgers, budgets, deadlines and the log.

How a batch is stopped is a matter of its own: see the tests of batches.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable
from typing import Any

import pytest

from boto3_assist.dynamodb import Deadline, DynamoDB, Update, attr, capacity_ledger
from boto3_assist.errors import CapacityBudgetExceededError, DeadlineExceededError
from tests.unit.dynamodb.canned import Answer, Line
from tests.unit.dynamodb.verbs.models import Order

KEY = Order.primary.key(customer_id="1", order_id="2")
ORDERS = Order.primary.query(customer_id="1")
READ = {"TableName": "app", "CapacityUnits": 2.0}
WRITTEN = {"TableName": "app", "CapacityUnits": 3.0, "WriteCapacityUnits": 3.0}
ITEM = {
    "pk": {"S": "customer#1"},
    "sk": {"S": "order#2"},
    "customer_id": {"S": "1"},
    "order_id": {"S": "2"},
    "status": {"S": "open"},
    "total": {"N": "0"},
}


def moved(db: DynamoDB) -> None:
    order = Order.map({"Item": ITEM, "ResponseMetadata": {}})
    order.order_id = "3"
    db.move(order, "app")


READS: dict[str, Callable[[DynamoDB], Any]] = {
    "GetItem": lambda db: db.get(KEY, "app"),
    "GetItem exists": lambda db: db.exists(KEY, "app"),
    "Query": lambda db: db.query(ORDERS, "app"),
    "Query pages": lambda db: next(db.query_pages(ORDERS, "app")),
    "Query items": lambda db: list(db.query_items(ORDERS, "app")),
    "Query count": lambda db: db.count(attr("pk") == "a", "app"),
    "Scan": lambda db: db.scan("app"),
    "Scan items": lambda db: list(db.scan_items("app")),
    "Scan count": lambda db: db.count(table_name="app"),
    "ExecuteStatement": lambda db: db.execute_statement('SELECT * FROM "app"'),
    "BatchExecuteStatement": lambda db: db.batch_execute_statement(
        ["SELECT * FROM app WHERE pk = 'a' AND sk = 'b'"]
    ),
    "ExecuteTransaction": lambda db: db.execute_transaction(
        ["SELECT * FROM app WHERE pk = 'a' AND sk = 'b'"]
    ),
    "TransactGetItems": lambda db: db.transact_get_items([KEY], table_name="app"),
}
WRITES: dict[str, Callable[[DynamoDB], Any]] = {
    "PutItem": lambda db: db.save(Order(customer_id="1", order_id="2"), "app"),
    "DeleteItem": lambda db: db.delete(primary_key=KEY, table_name="app"),
    "UpdateItem": lambda db: db.update_item(
        "app", key=KEY, update_expression=Update().increment("total", 1)
    ),
    "UpdateItem partial": lambda db: db.update_item_partial(
        {"pk": "a", "sk": "b", "note": "c"}, "app", changes=None
    ),
    "TransactWriteItems": lambda db: db.transact_write_items(
        [{"Delete": {"TableName": "app", "Key": KEY.to_dict()}}]
    ),
    "TransactWriteItems move": moved,
    "ExecuteStatement": lambda db: db.execute_statement(
        "DELETE FROM app WHERE pk = 'a' AND sk = 'b'"
    ),
}
CALLS = [*((n, c, True) for n, c in READS.items()), *((n, c, False) for n, c in WRITES.items())]
each_call = pytest.mark.parametrize(("name", "call", "reads"), CALLS)


# DynamoDB gives a list where several tables may be concerned.
SEVERAL = {"BatchExecuteStatement", "ExecuteTransaction", "TransactGetItems", "TransactWriteItems"}


def answer(name: str, figures: dict[str, Any]) -> Answer:
    consumed = [figures] if name.split()[0] in SEVERAL else figures
    body = {"Items": [], "Count": 0, "Responses": [{}], "ConsumedCapacity": consumed}
    return Answer(body)


@each_call
def test_is_in_the_sums_of_a_ledger(
    db: DynamoDB, line: Line, name: str, call: Callable[[DynamoDB], Any], reads: bool
) -> None:
    line.answers = [answer(name, READ if reads else WRITTEN)]

    with capacity_ledger() as ledger:
        call(db)

    assert line.bodies[0]["ReturnConsumedCapacity"] == "INDEXES"
    assert (ledger.calls, ledger.unmetered_calls) == (1, 0)
    assert (ledger.read_units, ledger.write_units) == ((2, 0) if reads else (0, 3))
    assert list(ledger.by_index) == [("app", None)]


@each_call
def test_does_not_begin_when_its_budget_is_used_up(
    db: DynamoDB, line: Line, name: str, call: Callable[[DynamoDB], Any], reads: bool
) -> None:
    with capacity_ledger(**{"max_read_units" if reads else "max_write_units": 1.0}) as ledger:
        operation = "GetItem" if reads else "PutItem"
        used = {"TableName": "app", "CapacityUnits": 1.0}
        ledger.record(operation, {}, {"ConsumedCapacity": used})
        with pytest.raises(CapacityBudgetExceededError):
            call(db)

    assert line.requests == []


@each_call
def test_does_not_begin_after_a_deadline(
    db: DynamoDB, line: Line, name: str, call: Callable[[DynamoDB], Any], reads: bool
) -> None:
    with Deadline.after(-1), pytest.raises(DeadlineExceededError) as caught:
        call(db)

    assert caught.value.details["operation"] == name.split()[0]
    assert line.requests == []


@each_call
def test_is_one_record_of_the_log(
    db: DynamoDB,
    line: Line,
    caplog: pytest.LogCaptureFixture,
    name: str,
    call: Callable[[DynamoDB], Any],
    reads: bool,
) -> None:
    caplog.set_level(logging.DEBUG, "boto3_assist.dynamodb")
    line.answers = [answer(name, READ)]

    call(db)

    (record,) = (each for each in caplog.records if each.name == "boto3_assist.dynamodb")
    facts: dict[str, Any] = vars(record)["dynamodb"]
    assert (facts["operation"], facts["outcome"]) == (name.split()[0], "ok")
    assert facts["capacity"] == 2


BATCHES: dict[str, Callable[[DynamoDB], Any]] = {
    "BatchGetItem": lambda db: db.batch_get_item([KEY], "app"),
    "BatchWriteItem": lambda db: db.batch_write_item([Order(customer_id="1", order_id="2")], "app"),
}


@pytest.mark.parametrize("name", BATCHES)
def test_a_request_of_a_batch_is_one_record_of_the_log(
    db: DynamoDB, line: Line, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    caplog.set_level(logging.DEBUG, "boto3_assist.dynamodb")
    done = {"Responses": {"app": [ITEM]}, "UnprocessedKeys": {}, "UnprocessedItems": {}}
    line.answers = [Answer({**done, "ConsumedCapacity": [READ]})]

    BATCHES[name](db)

    (record,) = (each for each in caplog.records if each.name == "boto3_assist.dynamodb")
    facts: dict[str, Any] = vars(record)["dynamodb"]
    assert (facts["operation"], facts["table"], facts["outcome"]) == (name, "app", "ok")
    assert facts["capacity"] == 2
    assert "customer" not in f"{record.getMessage()} {facts}"


def test_every_verb_but_one_takes_who_asks() -> None:
    members = {name: inspect.getattr_static(DynamoDB, name) for name in dir(DynamoDB)}
    verbs = {n: m for n, m in members.items() if inspect.isfunction(m) and not n.startswith("_")}

    without = {n for n, verb in verbs.items() if "source" not in inspect.signature(verb).parameters}
    assert without == {"list_tables"}
