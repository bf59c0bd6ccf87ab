from __future__ import annotations

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ConnectionClosedError

from boto3_assist.dynamodb import (
    Deadline,
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModelBase,
    ItemConfig,
    Transaction,
    TransactionConfig,
    capacity_ledger,
)
from boto3_assist.dynamodb.blocks import current_deadline
from boto3_assist.errors import (
    AwsConnectionError,
    Boto3AssistError,
    CapacityBudgetExceededError,
    DeadlineExceededError,
    DynamoDBRequestRejectedError,
    DynamoDBServiceUnavailableError,
    IdempotentParameterMismatchError,
    InvalidParameterError,
    TransactionCanceledError,
    TransactionInProgressError,
    TransactionTokenExpiredError,
    ValidationError,
)
from tests.unit.dynamodb.canned import Answer, Line
from tests.unit.dynamodb.verbs.transacting import Time, canceled, failure, read_doc, read_order
from tests.unit.dynamodb.verbs.update_models import NOON, PLACED, Doc, Order, stored

CONFLICT = "TransactionConflict"
CONDITION = "ConditionalCheckFailed"
FIGURES = {
    "ConsumedCapacity": [{"TableName": "app", "CapacityUnits": 4.0, "WriteCapacityUnits": 4}]
}


@dataclass
class Stubborn(DynamoDBModelBase):
    """A class of the caller's whose instances may refuse what was written."""

    doc_id: str
    version: int = 0

    primary = DynamoDBIndex.primary(pk="doc#{doc_id}", sk="doc")
    item_config = ItemConfig(version="version")

    def __setattr__(self, name: str, value: object) -> None:
        if name == "version" and self.__dict__.get("is_stubborn"):
            raise ZeroDivisionError
        object.__setattr__(self, name, value)


@pytest.fixture(autouse=True)
def time(db: DynamoDB) -> Time:
    return Time(db)


def put() -> Transaction:
    tx = Transaction("app")
    tx.put({"pk": "a"})
    return tx


def tokens(line: Line) -> list[str]:
    return [body["ClientRequestToken"] for body in line.bodies]


@pytest.mark.parametrize(
    "answer",
    [
        canceled(CONFLICT),
        canceled("ThrottlingError"),
        canceled("ProvisionedThroughputExceeded"),
        failure("TransactionInProgressException"),
    ],
)
def test_d9_a_conflict_is_tried_again_with_jitter_and_the_same_token(
    db: DynamoDB, line: Line, time: Time, answer: Answer
) -> None:
    line.answers = [answer] * 3
    db.random = lambda: 0.5

    db.transact_write_items(put())

    assert time.slept == [0.05, 0.1, 0.2]
    assert len({json.dumps(body) for body in line.bodies}) == 1
    assert len(set(tokens(line))) == 1


def test_d9_attempts_are_limited(db: DynamoDB, line: Line, time: Time) -> None:
    line.answers = [canceled(CONFLICT)] * 20
    tx = Transaction("app", config=TransactionConfig(max_attempts=3))
    tx.put({"pk": "a"})

    with pytest.raises(TransactionCanceledError) as caught:
        db.transact_write_items(tx)
    assert caught.value.retryable
    assert len(line.requests) == 3
    db.transact_write_items(tx, config=TransactionConfig.once(), raise_on_error=False)
    assert len(line.requests) == 4


def test_d9_waiting_ends_before_a_deadline(db: DynamoDB, line: Line, time: Time) -> None:
    line.answers = [canceled(CONFLICT)] * 20

    with Deadline.after(0.65, clock=lambda: time.seconds):
        with pytest.raises(TransactionCanceledError):
            db.transact_write_items(put())
    assert time.slept == [0.1, 0.2]
    with pytest.raises(TransactionCanceledError):
        db.transact_write_items(put(), config=TransactionConfig(max_seconds=0.2))
    assert time.slept == [0.1, 0.2, 0.1]
    with Deadline.after(-1), pytest.raises(DeadlineExceededError):
        db.transact_write_items(put())


@pytest.mark.parametrize(
    "answer",
    [
        canceled(CONFLICT, CONDITION),
        canceled(CONDITION, CONFLICT),
        canceled("ValidationError"),
        canceled(),
        failure("ValidationException"),
        failure("ThrottlingException"),
        failure("InternalServerError", 500),
        failure("IdempotentParameterMismatchException"),
    ],
)
def test_nothing_else_is_tried_again(db: DynamoDB, line: Line, time: Time, answer: Answer) -> None:
    line.answers = [answer]
    tx = put()
    tx.delete({"pk": "b"})

    error = db.transact_write_items(tx, raise_on_error=False).error

    assert isinstance(error, Boto3AssistError)
    assert (len(line.requests), time.slept) == (1, [])


def test_a_token_that_stands_for_another_request_has_its_error(db: DynamoDB, line: Line) -> None:
    line.answers = [failure("IdempotentParameterMismatchException")]

    with pytest.raises(IdempotentParameterMismatchError):
        db.transact_write_items([{"Put": {"TableName": "a", "Item": {"pk": "a"}}}])


class TestSentAgain:
    @pytest.mark.parametrize(
        "answer",
        [
            failure("InternalServerError", 500),
            failure("ThrottlingException"),
            failure("AccessDeniedException"),
        ],
    )
    def test_what_may_have_been_done_is_the_same_request(
        self, db: DynamoDB, line: Line, time: Time, answer: Answer
    ) -> None:
        tx, doc = Transaction("app"), read_doc()
        tx.put(doc)
        line.answers = [answer]
        assert not db.transact_write_items(tx, raise_on_error=False).success
        time.seconds += 500
        doc.text = "changed since"

        with capacity_ledger():
            db.transact_write_items(tx)

        assert line.bodies[0] == line.bodies[1]
        # What is stored is what was written, so the change is still one.
        assert (doc.version, doc.updated_at) == (4, NOON)
        db.update_item_partial(doc, "app")
        assert "changed since" in json.dumps(line.bodies[-1])

    def test_a_lost_connection_is_such_a_case(self, db: DynamoDB, line: Line) -> None:
        tx = put()

        def hang_up(request: Any, **_: Any) -> None:
            raise ConnectionClosedError(endpoint_url=request.url)

        events = db.client.meta.events
        events.register_first("before-send.dynamodb", hang_up)
        with pytest.raises(AwsConnectionError):
            db.transact_write_items(tx)
        events.unregister("before-send.dynamodb", hang_up)
        (token,) = [tx.sending.request["ClientRequestToken"]] if tx.sending else [None]

        db.transact_write_items(tx)

        assert tokens(line) == [token]

    def test_after_ten_minutes_it_is_refused(self, db: DynamoDB, line: Line, time: Time) -> None:
        tx = put()
        line.answers = [failure("InternalServerError", 500)] * 2
        with pytest.raises(DynamoDBServiceUnavailableError):
            db.transact_write_items(tx)
        time.seconds += 599
        with pytest.raises(DynamoDBServiceUnavailableError):
            db.transact_write_items(tx)
        time.seconds += 1

        with pytest.raises(TransactionTokenExpiredError):
            db.transact_write_items(tx)

        assert len(line.requests) == 2

    def test_the_attempts_of_boto3_are_to_be_over_before_that(
        self, db: DynamoDB, line: Line, time: Time
    ) -> None:
        tx, left = put(), []

        def note(**_: Any) -> None:
            deadline = current_deadline()
            left.append(deadline and deadline.remaining)

        db.client.meta.events.register_first("before-send.dynamodb", note)
        line.answers = [failure("InternalServerError", 500)]
        assert not db.transact_write_items(tx, raise_on_error=False).success
        time.seconds += 590

        with Deadline.after(3600):
            db.transact_write_items(tx)

        assert left == [600, 10]
        assert current_deadline() is None

    def test_a_clock_counts_where_the_timer_stood_still(
        self, db: DynamoDB, line: Line, time: Time
    ) -> None:
        tx = put()
        line.answers = [failure("TransactionInProgressException")]
        with pytest.raises(TransactionInProgressError):
            db.transact_write_items(tx, config=TransactionConfig.once())
        time.seconds += 700
        db.timer = lambda: 0.0

        with pytest.raises(TransactionTokenExpiredError):
            db.transact_write_items(tx)

    def test_what_was_canceled_is_another_request(self, db: DynamoDB, line: Line) -> None:
        tx, doc = Transaction("app"), Doc("1")
        tx.put(doc)
        line.answers = [canceled(CONDITION), failure("ValidationException")]
        with pytest.raises(TransactionCanceledError):
            db.transact_write_items(tx)
        doc.text = "corrected"
        with pytest.raises(DynamoDBRequestRejectedError):
            db.transact_write_items(tx)
        doc.text = "corrected twice"
        db.transact_write_items(tx)

        texts = [body["TransactItems"][0]["Put"]["Item"].get("text") for body in line.bodies]
        assert texts == [{"S": ""}, {"S": "corrected"}, {"S": "corrected twice"}]
        assert len(set(tokens(line))) == 3

    def test_what_was_canceled_in_the_end_is_not_pending(self, db: DynamoDB, line: Line) -> None:
        tx, doc = Transaction("app"), Doc("1")
        tx.put(doc)
        line.answers = [failure("TransactionInProgressException"), canceled(CONDITION)]
        with pytest.raises(TransactionCanceledError):
            db.transact_write_items(tx)
        doc.text = "corrected"

        db.transact_write_items(tx)

        assert line.bodies[-1]["TransactItems"][0]["Put"]["Item"]["text"] == {"S": "corrected"}

    def test_what_is_pending_takes_no_more_operations(self, db: DynamoDB, line: Line) -> None:
        tx = put()
        line.answers = [failure("InternalServerError", 500)]
        with pytest.raises(DynamoDBServiceUnavailableError):
            db.transact_write_items(tx)

        with pytest.raises(InvalidParameterError):
            tx.delete({"pk": "b"})
        assert len(tx) == 1

    def test_what_is_planned_anew_has_ten_minutes_of_its_own(
        self, db: DynamoDB, line: Line, time: Time
    ) -> None:
        order = read_order()
        order.status = "sent"
        tx = Transaction("app")
        tx.update(order)
        theirs = stored(Order(customer_id="1", order_id="2", placed_at=PLACED))
        line.answers = [failure("InternalServerError", 500), canceled((CONDITION, theirs))]
        with pytest.raises(DynamoDBServiceUnavailableError):
            db.transact_write_items(tx)
        time.seconds += 599.95

        db.transact_write_items(tx)

        assert time.seconds > 600
        assert tokens(line)[0] == tokens(line)[1] != tokens(line)[2]

    def test_so_has_what_was_canceled_by_a_conflict(
        self, db: DynamoDB, line: Line, time: Time
    ) -> None:
        tx, again = put(), canceled(CONFLICT)
        line.answers = [failure("InternalServerError", 500), again]
        assert not db.transact_write_items(tx, raise_on_error=False).success
        time.seconds += 599.95

        db.transact_write_items(tx)

        assert tx.is_done
        assert tokens(line)[0] == tokens(line)[1] != tokens(line)[2]

    def test_what_was_stopped_before_it_was_sent_is_read_anew(
        self, db: DynamoDB, line: Line
    ) -> None:
        tx, doc = Transaction("app"), Doc("1")
        tx.put(doc)
        with Deadline.after(-1), pytest.raises(DeadlineExceededError):
            db.transact_write_items(tx)
        doc.text = "later"
        tx.delete({"pk": "b"})

        db.transact_write_items(tx)

        assert line.bodies[0]["TransactItems"][0]["Put"]["Item"]["text"] == {"S": "later"}

    def test_what_boto3_would_not_send_is_not_pending(self, db: DynamoDB, line: Line) -> None:
        names: Any = {"#n": 5}
        tx = Transaction("app")
        tx.put({"pk": "a"}, None, "#n = #n", names)
        with pytest.raises(ValidationError):
            db.transact_write_items(tx)
        names["#n"] = "n"
        tx.delete({"pk": "b"})

        db.transact_write_items(tx)

        assert (len(line.requests), len(tx)) == (1, 2)

    def test_the_token_of_the_caller_is_kept(self, db: DynamoDB, line: Line) -> None:
        line.answers = [canceled(CONFLICT), canceled(CONDITION)]
        tx = Transaction("app", client_request_token="mine")
        tx.put({"pk": "a"})

        assert not db.transact_write_items(tx, raise_on_error=False).success
        db.transact_write_items(tx, client_request_token="mine")

        assert tokens(line) == ["mine"] * 3

    def test_what_was_carried_out_is_not(self, db: DynamoDB, line: Line) -> None:
        tx = put()
        db.transact_write_items(tx)

        with pytest.raises(InvalidParameterError):
            db.transact_write_items(tx)
        with pytest.raises(InvalidParameterError):
            tx.delete({"pk": "b"})
        assert len(line.requests) == 1


class TestOfOneTransactionOnlyOnce:
    def test_two_threads_send_it_once(self, db: DynamoDB, line: Line) -> None:
        tx, errors = put(), []

        def meanwhile(**_: Any) -> None:
            for use in (
                lambda: db.transact_write_items(tx),
                lambda: tx.delete({"pk": "b"}),
            ):
                with ThreadPoolExecutor(1) as thread:
                    errors.append(thread.submit(use).exception())

        db.client.meta.events.register_first("before-send.dynamodb", meanwhile)
        db.transact_write_items(tx)

        assert [type(error) for error in errors] == [InvalidParameterError] * 2
        assert (len(line.requests), len(tx), tx.is_done) == (1, 1, True)

    def test_two_threads_read_it_once(self, db: DynamoDB, line: Line) -> None:
        tx, errors = Transaction("app"), []
        tx.get({"pk": "a"})
        line.answers = [Answer({"Responses": [{}]})] * 2

        def meanwhile(**_: Any) -> None:
            with ThreadPoolExecutor(1) as thread:
                errors.append(thread.submit(db.transact_get_items, tx).exception())

        db.client.meta.events.register_first("before-send.dynamodb", meanwhile)
        db.transact_get_items(tx)

        assert [type(error) for error in errors] == [InvalidParameterError]
        assert len(line.requests) == 1

    def test_an_instance_that_refuses_its_version(self, db: DynamoDB, line: Line) -> None:
        stubborn, tx = Stubborn("1"), Transaction("app")
        tx.put(stubborn)
        db.client.meta.events.register_first(
            "before-send.dynamodb", lambda **_: setattr(stubborn, "is_stubborn", True)
        )
        with pytest.raises(ZeroDivisionError):
            db.transact_write_items(tx)
        stubborn.is_stubborn = False

        with pytest.raises(InvalidParameterError):
            db.transact_write_items(tx)
        assert (len(line.requests), tx.is_done) == (1, True)


class TestABlock:
    def test_that_fails_sends_nothing(self, db: DynamoDB, line: Line) -> None:
        with pytest.raises(ZeroDivisionError):
            with db.transaction("app") as tx:
                tx.put({"pk": "a"})
                raise ZeroDivisionError
        assert line.requests == []

    def test_raises_whatever_the_setting_says(self, line: Line, db: DynamoDB) -> None:
        db.raise_on_error = False
        line.answers = [canceled(CONDITION)]

        with pytest.raises(TransactionCanceledError):
            with db.transaction("app") as tx:
                tx.put({"pk": "a"}, condition_expression="x = y")

    def test_without_an_answer_can_be_sent_again(self, db: DynamoDB, line: Line) -> None:
        line.answers = [failure("InternalServerError", 500)]
        with pytest.raises(DynamoDBServiceUnavailableError) as caught:
            with db.transaction("app") as tx:
                tx.put({"pk": "a"})

        assert caught.value.retryable
        db.transact_write_items(tx)
        assert line.bodies[0] == line.bodies[1]

    def test_takes_token_and_config(self, db: DynamoDB, line: Line) -> None:
        line.answers = [canceled(CONFLICT)] * 2
        once = TransactionConfig.once()

        with pytest.raises(TransactionCanceledError):
            with db.transaction(client_request_token="mine", config=once) as tx:
                tx.put({"pk": "a"}, "other")

        (body,) = line.bodies
        assert body["ClientRequestToken"] == "mine"
        assert body["TransactItems"][0]["Put"]["TableName"] == "other"


def test_capacity_is_counted_and_budgets_hold(db: DynamoDB, line: Line) -> None:
    line.answers = [canceled(CONFLICT), Answer(FIGURES)]
    with capacity_ledger(max_write_units=4) as ledger:
        db.transact_write_items(put(), return_consumed_capacity="TOTAL")
        with pytest.raises(CapacityBudgetExceededError):
            db.transact_write_items(put())

    assert [body["ReturnConsumedCapacity"] for body in line.bodies] == ["INDEXES"] * 2
    assert (ledger.write_units, ledger.calls) == (4, 1)


def test_each_attempt_is_one_line_of_the_log(
    db: DynamoDB, line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    line.answers = [canceled(CONFLICT)]
    tx = Transaction()
    tx.put({"pk": "secret"}, "one")
    tx.put({"pk": "secret"}, "two")

    with caplog.at_level(logging.DEBUG, "boto3_assist.dynamodb"):
        db.transact_write_items(tx, source="checkout")

    records = [record.__dict__["dynamodb"] for record in caplog.records]
    assert [record["outcome"] for record in records] == ["TRANSACTION_CANCELED", "ok"]
    assert {record["source"] for record in records} == {"checkout"}
    assert {record["table"] for record in records} == {"one, two"}
    assert "secret" not in caplog.text


def test_a_move_meets_conflicts_as_other_transactions_do(
    db: DynamoDB, line: Line, time: Time
) -> None:
    doc = read_doc()
    doc.doc_id = "2"
    line.answers = [canceled(CONFLICT, None)]

    assert db.move(doc, "app").unwrap().version == 4
    assert (len(line.requests), len(set(tokens(line)))) == (2, 1)
