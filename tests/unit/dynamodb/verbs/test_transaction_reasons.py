from __future__ import annotations

import pickle
from typing import Any

import pytest

from boto3_assist.dynamodb import DynamoDB, Transaction, Update, attr
from boto3_assist.errors import (
    ConditionalCheckFailedError,
    DynamoDBError,
    DynamoDBRequestRejectedError,
    DynamoDBThrottledError,
    ItemCollectionSizeLimitExceededError,
    ItemNotFoundError,
    TransactionCanceledError,
    TransactionConflictError,
    VersionConflictError,
    WriteConflictError,
)
from tests.unit.dynamodb.canned import Answer, Line
from tests.unit.dynamodb.verbs.transacting import Time, canceled, read_doc, read_order
from tests.unit.dynamodb.verbs.update_models import PLACED, Doc, Lease, Order, in_words, stored

CONDITION = "ConditionalCheckFailed"
KEY = Order.primary.key(customer_id="1", order_id="2")
PLAIN = {"pk": "a", "sk": "secret"}
STATUS = Update().set("status", "x")
LEASE = Lease.primary.key(lease_id="1")
GONE = stored(Lease(lease_id="1", owner="ann", expires_at=1))


@pytest.fixture(autouse=True)
def time(db: DynamoDB) -> Time:
    return Time(db)


def refused(db: DynamoDB, tx: Transaction) -> TransactionCanceledError:
    with pytest.raises(TransactionCanceledError) as caught:
        db.transact_write_items(tx)
    return caught.value


def test_each_operation_has_its_reason_in_the_order_of_the_caller(db: DynamoDB, line: Line) -> None:
    tx, doc = Transaction("app"), read_doc()
    doc.text = "new"
    tx.put({**PLAIN})
    tx.update(read_order())  # nothing to write: not sent
    tx.put(doc)
    tx.delete(KEY, if_exists=True)
    tx.check(Order.primary.key(customer_id="1", order_id="3"), attr("n") == 1)
    found = stored(Doc("1", "theirs", version=7))
    n = {"pk": {"S": "x"}, "n": {"N": "2"}}
    line.answers = [canceled(None, (CONDITION, found), CONDITION, (CONDITION, n))]

    error = refused(db, tx)

    assert [reason.position for reason in error.reasons] == [0, 1, 2, 3, 4]
    assert [reason.operation for reason in error.reasons] == [
        "Put",
        None,
        "Put",
        "Delete",
        "ConditionCheck",
    ]
    assert [reason.model for reason in error.failures] == [Doc, Order, Order]
    conflict, absent, condition = (reason.error for reason in error.failures)
    assert isinstance(conflict, VersionConflictError)
    assert (conflict.given_version, conflict.stored_version) == (3, 7)
    assert conflict.item is not None and conflict.item["text"] == "theirs"
    assert isinstance(absent, ItemNotFoundError)
    assert type(condition) is ConditionalCheckFailedError
    assert condition.item == error.failures[2].item == {"pk": "x", "n": 2}
    assert type((condition.item or {})["n"]) is type((error.failures[2].item or {})["n"]) is int
    assert error.details["aws_code"] == error.aws_code == "TransactionCanceledException"
    assert error.details["reasons"][0] == {
        "position": 2,
        "operation": "Put",
        "model": "Doc",
        "code": CONDITION,
        "error_code": "VERSION_CONFLICT",
        "message": "no",
    }
    assert not error.retryable


def test_no_value_is_in_what_is_shown(db: DynamoDB, line: Line) -> None:
    tx = Transaction("app")
    operation = tx.put({**PLAIN, "n": "secret"}, None, attr("n") == "secret")
    line.answers = [canceled((CONDITION, {"n": {"S": "secret"}}))]

    error = refused(db, tx)

    shown = f"{error} {error!r} {error.to_dict()} {error.reasons} {tx!r} {operation!r}"
    assert "secret" not in shown + str(error.failures[0].error)


def test_the_error_can_be_pickled(db: DynamoDB, line: Line) -> None:
    tx = Transaction("app")
    tx.put(read_doc())
    line.answers = [canceled((CONDITION, stored(Doc("1", version=7))))]

    again = pickle.loads(pickle.dumps(refused(db, tx)))

    assert isinstance(again.failures[0].error, VersionConflictError)
    assert again.failures[0].model is Doc


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("ItemCollectionSizeLimitExceeded", ItemCollectionSizeLimitExceededError),
        ("ProvisionedThroughputExceeded", DynamoDBThrottledError),
        ("ThrottlingError", DynamoDBThrottledError),
        ("TransactionConflict", TransactionConflictError),
        ("ValidationError", DynamoDBRequestRejectedError),
        ("SomethingNew", DynamoDBError),
    ],
)
def test_each_code_has_its_error(
    db: DynamoDB, line: Line, code: str, kind: type[DynamoDBError]
) -> None:
    tx = Transaction("app")
    tx.put({**PLAIN})
    line.answers = [canceled(code)] * 9

    (failure,) = refused(db, tx).failures

    assert (failure.code, type(failure.error)) == (code, kind)


@pytest.mark.parametrize(
    ("add", "item", "kind"),
    [
        (lambda tx: tx.put(Doc("1")), stored(Doc("1", version=1)), VersionConflictError),
        (lambda tx: tx.put(read_doc()), None, VersionConflictError),
        (lambda tx: tx.put(read_doc(), if_exists=True), None, ItemNotFoundError),
        (
            lambda tx: tx.put({**PLAIN}, if_not_exists=True),
            {"pk": {"S": "a"}},
            ConditionalCheckFailedError,
        ),
        (lambda tx: tx.delete(read_doc()), stored(Doc("1", version=9)), VersionConflictError),
        (lambda tx: tx.check(read_doc()), None, VersionConflictError),
        (lambda tx: tx.check(KEY), None, ItemNotFoundError),
        (lambda tx: tx.check(LEASE), GONE, ItemNotFoundError),
        (lambda tx: tx.check(LEASE, attr("owner") == "ann"), GONE, ConditionalCheckFailedError),
        (lambda tx: tx.put(Lease(lease_id="1"), if_exists=True), GONE, ItemNotFoundError),
        (lambda tx: tx.update(Doc("1", "x")), None, ItemNotFoundError),
        # Nothing to write, so only the condition is asked.
        (lambda tx: tx.update(read_order(), None, None, attr("n") == 1), None, ItemNotFoundError),
        (
            lambda tx: tx.update(Doc.primary.key(doc_id="1"), Update().set("text", "b")),
            None,
            ItemNotFoundError,
        ),
        (
            lambda tx: tx.update({**PLAIN}, Update().set("n", 1), None, attr("n") == 2),
            {"n": {"N": "1"}},
            ConditionalCheckFailedError,
        ),
        (
            lambda tx: tx.update({**PLAIN}, Update().set("n", 1), None, attr("n") == 2),
            None,
            ConditionalCheckFailedError,
        ),
        (
            lambda tx: tx.update(_changed_doc()),
            stored(Doc("1", version=9)),
            VersionConflictError,
        ),
    ],
)
def test_a_failed_condition_is_told_as_the_verb_tells_it(
    db: DynamoDB, line: Line, add: Any, item: Any, kind: type[DynamoDBError]
) -> None:
    tx = Transaction("app")
    add(tx)
    line.answers = [canceled((CONDITION, item) if item else CONDITION)]

    (failure,) = refused(db, tx).failures

    assert type(failure.error) is kind
    assert len(line.requests) == 1


def _changed_doc() -> Doc:
    doc = read_doc()
    doc.text = "b"
    return doc


def test_many_failures_do_not_make_a_long_message(db: DynamoDB, line: Line) -> None:
    tx = Transaction("app")
    for number in range(100):
        tx.put({"pk": str(number)}, condition_expression=attr("pk").not_exists())
    line.answers = [canceled(*[CONDITION] * 100)]

    error = refused(db, tx)

    assert "and 95 more" in error.message and len(error.message) < 500
    assert len(error.failures) == 100


def test_an_index_input_that_changed_meanwhile_is_planned_anew(db: DynamoDB, line: Line) -> None:
    order = read_order()
    order.status = "sent"
    theirs = stored(Order(customer_id="1", order_id="2", placed_at=PLACED, note="theirs"))
    line.answers = [canceled((CONDITION, theirs), "TransactionConflict")]
    tx = Transaction("app")
    tx.update(order)
    tx.put({**PLAIN})

    db.transact_write_items(tx)

    (first, put), (second, put_again) = (body["TransactItems"] for body in line.bodies)
    assert "attribute_not_exists(placed_at)" in in_words(first["Update"])[1]
    changes, conditions = in_words(second["Update"])
    assert "gsi1_sk = 'placed#2026-01-01T00:00:00.000000Z'" in changes
    assert "placed_at = '2026-01-01T00:00:00+00:00'" in conditions
    assert put == put_again
    # Another request has another token.
    assert line.bodies[0]["ClientRequestToken"] != line.bodies[1]["ClientRequestToken"]
    assert order.note is None


def test_a_key_is_read_anew_where_its_item_changed_meanwhile(db: DynamoDB, line: Line) -> None:
    steps = Update().set("status", "sent").set("address.city", "Oslo")
    before = stored(Order(customer_id="1", order_id="2"))
    theirs = stored(Order(customer_id="1", order_id="2", placed_at=PLACED))
    line.answers = [Answer({"Item": before}), canceled((CONDITION, theirs))]

    with db.transaction("app") as tx:
        operation = tx.update(KEY, steps)

    read, first, second = line.bodies
    assert (read["Key"], read["ConsistentRead"]) == ({n: before[n] for n in ("pk", "sk")}, True)
    changes, _ = in_words(second["TransactItems"][0]["Update"])
    assert "gsi1_sk = 'placed#2026-01-01T00:00:00.000000Z'" in changes
    assert "address.city = 'Oslo'" in changes
    assert operation.data is None


def test_a_key_with_changes_gives_the_instance(db: DynamoDB, line: Line) -> None:
    line.answers = [Answer({"Item": stored(Order(customer_id="1", order_id="2"))})]

    with db.transaction("app") as tx:
        operation = tx.update(KEY, changes={"status": "sent"})

    assert operation.data == Order(customer_id="1", order_id="2", status="sent")


@pytest.mark.parametrize("given", [{"changes": {"status": "x"}}, {"update_expression": STATUS}])
def test_a_key_without_an_item_is_told_before_anything_is_sent(
    db: DynamoDB, line: Line, given: Any
) -> None:
    tx = Transaction("app")
    tx.update(KEY, **given)

    with pytest.raises(ItemNotFoundError):
        db.transact_write_items(tx)

    assert len(line.requests) == 1
    assert "TransactItems" not in line.bodies[0]


def test_a_condition_that_fails_beside_it_ends_that(db: DynamoDB, line: Line) -> None:
    order = read_order()
    order.status = "sent"
    theirs = stored(Order(customer_id="1", order_id="2", placed_at=PLACED))
    line.answers = [canceled((CONDITION, theirs), CONDITION)]
    tx = Transaction("app")
    tx.update(order)
    tx.delete({**PLAIN}, condition_expression=attr("n") == 1)

    error = refused(db, tx)

    assert isinstance(error.failures[0].error, WriteConflictError)
    assert (error.retryable, len(line.requests)) == (False, 1)


def test_with_a_token_of_the_caller_nothing_is_planned_anew(db: DynamoDB, line: Line) -> None:
    order = read_order()
    order.status = "sent"
    theirs = {**stored(order), "placed_at": {"S": "2026-01-01T00:00:00+00:00"}}
    line.answers = [canceled((CONDITION, theirs))] * 3
    tx = Transaction("app", client_request_token="mine")
    tx.update(order)

    error = refused(db, tx)

    assert isinstance(error.failures[0].error, WriteConflictError)
    assert not error.retryable
    assert len(line.requests) == 1
