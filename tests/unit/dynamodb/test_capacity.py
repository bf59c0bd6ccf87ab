from __future__ import annotations

import math
import threading
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

import pytest

from boto3_assist.dynamodb import CapacityLedger, CapacityUse, DynamoDB, capacity_ledger
from boto3_assist.dynamodb.blocks import current_ledgers
from boto3_assist.dynamodb.capacity import is_metered
from boto3_assist.errors import (
    CapacityBudgetExceededError,
    InvalidParameterError,
    ValidationError,
)
from tests.unit.dynamodb.canned import Answer, Line
from tests.unit.dynamodb.verbs.models import Order

ORDERS = Order.primary.query(customer_id="1")
KEY = Order.primary.key(customer_id="1", order_id="2")


def consumed(units: float, table: str = "app") -> dict[str, Any]:
    return {"TableName": table, "CapacityUnits": units, "Table": {"CapacityUnits": units}}


@pytest.mark.parametrize(
    ("operation", "request_", "figures", "uses"),
    [
        ("GetItem", {}, consumed(0.5), {("app", None): CapacityUse(0.5, 0)}),
        ("PutItem", {}, consumed(2), {("app", None): CapacityUse(0, 2)}),
        (
            "Query",
            {},
            {
                "TableName": "app",
                "CapacityUnits": 3.5,
                "Table": {"CapacityUnits": 0.0},
                "GlobalSecondaryIndexes": {"gsi1": {"CapacityUnits": 3.5}},
            },
            {("app", None): CapacityUse(), ("app", "gsi1"): CapacityUse(3.5, 0)},
        ),
        (
            "UpdateItem",
            {},
            {
                "TableName": "app",
                "CapacityUnits": 5.0,
                "Table": {"CapacityUnits": 1.0},
                "GlobalSecondaryIndexes": {"gsi1": {"CapacityUnits": 2.0}},
                "LocalSecondaryIndexes": {"lsi1": {"CapacityUnits": 2.0}},
            },
            {
                ("app", None): CapacityUse(0, 1),
                ("app", "lsi1"): CapacityUse(0, 2),
                ("app", "gsi1"): CapacityUse(0, 2),
            },
        ),
        (
            "TransactWriteItems",
            {},
            [
                {"TableName": "a", "CapacityUnits": 4.0, "WriteCapacityUnits": 4.0},
                {
                    "TableName": "b",
                    "CapacityUnits": 6.0,
                    "ReadCapacityUnits": 2.0,
                    "WriteCapacityUnits": 4.0,
                },
            ],
            {("a", None): CapacityUse(0, 4), ("b", None): CapacityUse(2, 4)},
        ),
        (
            "BatchGetItem",
            {},
            [consumed(1), consumed(2, "b")],
            {
                ("app", None): CapacityUse(1, 0),
                ("b", None): CapacityUse(2, 0),
            },
        ),
        (
            "ExecuteStatement",
            {"Statement": " select * FROM app"},
            consumed(1),
            {("app", None): CapacityUse(1, 0)},
        ),
        (
            "BatchExecuteStatement",
            {"Statements": [{"Statement": "INSERT INTO app VALUE {}"}]},
            [consumed(1)],
            {("app", None): CapacityUse(0, 1)},
        ),
    ],
)
def test_the_figures_of_a_call_by_table_and_index(
    operation: str, request_: Any, figures: Any, uses: dict[Any, CapacityUse]
) -> None:
    ledger = CapacityLedger()

    ledger.record(operation, request_, {"ConsumedCapacity": figures})

    assert ledger.by_index == uses
    assert ledger.total == sum(uses.values(), CapacityUse())
    assert (ledger.calls, ledger.unmetered_calls) == (1, 0)
    assert is_metered(operation)


def test_tables_are_sums_of_their_indexes() -> None:
    ledger = CapacityLedger()
    for units, table in [(1.0, "a"), (2.5, "a"), (4.0, "b")]:
        ledger.record("GetItem", {}, {"ConsumedCapacity": consumed(units, table)})

    assert ledger.by_table == {"a": CapacityUse(3.5, 0), "b": CapacityUse(4, 0)}
    assert repr(ledger) == "CapacityLedger(read_units=7.5, write_units=0.0)"


def test_a_response_without_figures_is_counted_as_such() -> None:
    ledger = CapacityLedger()

    ledger.record("GetItem", {}, {})

    assert (ledger.calls, ledger.unmetered_calls, ledger.read_units) == (1, 1, 0)


def test_calls_are_asked_for_figures_inside_a_block_only(db: DynamoDB, line: Line) -> None:
    line.answers = [Answer({"ConsumedCapacity": consumed(0.5)})] * 3

    db.get(KEY, "app")
    with capacity_ledger() as ledger:
        db.get(KEY, "app")
        line.answers = [Answer({"TableNames": []})]
        db.list_tables()
    db.get(KEY, "app")

    asked = [body.get("ReturnConsumedCapacity") for body in line.bodies]
    assert asked == [None, "INDEXES", None, None]
    assert (ledger.read_units, ledger.calls) == (0.5, 1)
    assert current_ledgers() == ()


def test_an_outer_ledger_counts_what_an_inner_one_does(db: DynamoDB, line: Line) -> None:
    line.answers = [Answer({"ConsumedCapacity": consumed(1)})] * 4

    with capacity_ledger() as outer:
        db.get(KEY, "app")
        with capacity_ledger() as inner:
            db.get(KEY, "app")
        db.get(KEY, "app")
    db.get(KEY, "app")

    assert (outer.read_units, inner.read_units) == (3, 1)


def test_a_failed_call_is_not_in_the_sums(db: DynamoDB, line: Line) -> None:
    line.answers = [Answer({"__type": "x#ThrottlingException"}, 400)]

    with capacity_ledger() as ledger:
        assert not db.get(KEY, "app", raise_on_error=False).success

    assert ledger.calls == 0


class TestABudget:
    def test_stops_the_call_after_the_one_that_used_it_up(self, db: DynamoDB, line: Line) -> None:
        line.answers = [Answer({"ConsumedCapacity": consumed(2)})] * 9

        with capacity_ledger(max_read_units=3) as ledger:
            db.get(KEY, "app")
            db.get(KEY, "app")
            with pytest.raises(CapacityBudgetExceededError, match="4 of 3 read units") as caught:
                db.get(KEY, "app")
            result = db.get(KEY, "app", raise_on_error=False)
            # What it reads is no matter to the budget of writes.
            db.save({"pk": "1"}, "app")

        assert isinstance(result.error, CapacityBudgetExceededError)
        assert caught.value.details["given"] == 4
        assert len(line.requests) == 3
        assert ledger.write_units == 2

    def test_of_writes_stops_writes(self, db: DynamoDB, line: Line) -> None:
        line.answers = [Answer({"ConsumedCapacity": consumed(1)})] * 9

        with capacity_ledger(max_write_units=1):
            db.save({"pk": "1"}, "app")
            db.get(KEY, "app")
            with pytest.raises(CapacityBudgetExceededError):
                db.save({"pk": "1"}, "app")

    def test_of_an_outer_block_holds_inside(self, db: DynamoDB, line: Line) -> None:
        line.answers = [Answer({"ConsumedCapacity": consumed(1)})] * 9

        with capacity_ledger(max_read_units=1), capacity_ledger(max_read_units=100):
            db.get(KEY, "app")
            with pytest.raises(CapacityBudgetExceededError):
                db.get(KEY, "app")

    def test_keeps_what_a_limited_query_and_a_count_had_gathered(
        self, db: DynamoDB, line: Line
    ) -> None:
        last = {"pk": {"S": "customer#1"}, "sk": {"S": "order#2"}}
        item = {**last, "customer_id": {"S": "1"}, "order_id": {"S": "2"}}
        page = {"Items": [item], "Count": 1, "LastEvaluatedKey": last}
        line.answers = [Answer({**page, "ConsumedCapacity": consumed(1)})] * 9

        with capacity_ledger(max_read_units=2), pytest.raises(CapacityBudgetExceededError) as one:
            db.query(ORDERS, "app", limit=5)
        with capacity_ledger(max_read_units=2), pytest.raises(CapacityBudgetExceededError) as two:
            db.count(ORDERS, "app")

        assert [order.order_id for order in one.value.partial] == ["2", "2"]
        assert two.value.partial == 2
        assert one.value.last_key == two.value.last_key == {"pk": "customer#1", "sk": "order#2"}

    @pytest.mark.parametrize("budget", [0, -1, math.nan, "5", True])
    def test_is_a_number_above_zero(self, budget: Any) -> None:
        with pytest.raises(InvalidParameterError):
            with capacity_ledger(max_read_units=budget):
                pytest.fail("not reached")


def test_threads_may_share_a_ledger() -> None:
    ledger = CapacityLedger()
    figures = {"ConsumedCapacity": consumed(1)}

    def add() -> None:
        for _ in range(500):
            ledger.record("GetItem", {}, figures)

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (ledger.calls, ledger.read_units) == (2000, 2000)


def test_a_thread_of_the_callers_own_is_outside_and_its_context_inside(
    db: DynamoDB, line: Line
) -> None:
    line.answers = [Answer({"ConsumedCapacity": consumed(1)})] * 2

    with capacity_ledger() as ledger, ThreadPoolExecutor(1) as threads:
        threads.submit(db.get, KEY, "app").result()
        threads.submit(copy_context().run, db.get, KEY, "app").result()

    assert (len(line.requests), ledger.calls) == (2, 1)


def test_a_response_without_figures_for_a_part_counts_the_others() -> None:
    ledger = CapacityLedger()

    ledger.record("BatchGetItem", {}, {"ConsumedCapacity": [consumed(1), {"TableName": "b"}]})

    assert ledger.by_table == {"app": CapacityUse(1, 0), "b": CapacityUse()}


def test_every_page_of_a_limited_query_and_of_a_count_is_in_the_sums(
    db: DynamoDB, line: Line
) -> None:
    last = {"pk": {"S": "customer#1"}, "sk": {"S": "order#2"}}
    more = {"Items": [], "Count": 0, "LastEvaluatedKey": last, "ConsumedCapacity": consumed(0.5)}
    end = {"Items": [], "Count": 0, "ConsumedCapacity": consumed(0.5)}
    line.answers = [Answer(more), Answer(more), Answer(end)] * 2

    with capacity_ledger() as ledger:
        result = db.query(ORDERS, "app", limit=3)
        db.count(ORDERS, "app")

    assert result.consumed_capacity["CapacityUnits"] == 1.5
    assert (ledger.calls, ledger.read_units) == (6, 3)


def test_an_item_that_cannot_be_read_was_paid_for_all_the_same(db: DynamoDB, line: Line) -> None:
    item = {"pk": {"S": "customer#1"}, "sk": {"S": "order#2"}, "total": {"S": "much"}}
    line.answers = [Answer({"Items": [item], "Count": 1, "ConsumedCapacity": consumed(2)})]

    with capacity_ledger() as ledger, pytest.raises(ValidationError):
        db.query(ORDERS, "app")

    assert ledger.read_units == 2
