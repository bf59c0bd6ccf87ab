from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from boto3_assist.dynamodb import (
    DynamoDB,
    GetItemConfig,
    Transaction,
    TransactionConfig,
    capacity_ledger,
)
from boto3_assist.errors import (
    Boto3AssistError,
    DynamoDBResponseIntegrityError,
    DynamoDBThrottledError,
    FieldNotReadError,
    InvalidParameterError,
    ItemNotFoundError,
    ModelMappingError,
    TransactionCanceledError,
    TransactionConflictError,
    ValidationError,
)
from tests.unit.dynamodb.canned import Answer, Line
from tests.unit.dynamodb.verbs.transacting import Time, canceled, failure
from tests.unit.dynamodb.verbs.update_models import NOON, Doc, Lease, Order, stored

KEY = Order.primary.key(customer_id="1", order_id="2")
OTHER = Order.primary.key(customer_id="1", order_id="3")
WIRE_KEY = {"pk": {"S": "customer#1"}, "sk": {"S": "order#2"}}
ITEM = stored(Order(customer_id="1", order_id="2"), weight=1.5)


@pytest.fixture(autouse=True)
def time(db: DynamoDB) -> Time:
    return Time(db)


def answers(*items: dict[str, Any] | None) -> Answer:
    return Answer({"Responses": [{} if item is None else {"Item": item} for item in items]})


def test_the_request_is_exactly(db: DynamoDB, line: Line) -> None:
    line.answers = [answers(None, None, None)]
    read = {
        "TableName": "b",
        "Key": {"id": 1.0},
        "ProjectionExpression": "#n",
        "ExpressionAttributeNames": {"#n": "name"},
    }

    db.transact_get_items(
        [KEY, {"pk": "x"}, read, {"Key": KEY}], table_name="app", return_consumed_capacity="TOTAL"
    )

    get = {"Get": {"TableName": "app", "Key": WIRE_KEY}}
    assert line.bodies == [
        {
            "TransactItems": [
                get,
                {"Get": {"TableName": "app", "Key": {"pk": {"S": "x"}}}},
                {
                    "Get": {
                        "TableName": "b",
                        "Key": {"id": {"N": "1.0"}},
                        "ProjectionExpression": "#n",
                        "ExpressionAttributeNames": {"#n": "name"},
                    }
                },
            ],
            "ReturnConsumedCapacity": "TOTAL",
        }
    ]


def test_c11_each_key_keeps_its_place(db: DynamoDB, line: Line) -> None:
    line.answers = [answers(None, ITEM), answers(ITEM)]

    # A key that is given twice is asked for once, and answered twice.
    result = db.transact_get_items([OTHER, KEY, OTHER], table_name="app")

    order = Order(customer_id="1", order_id="2")
    assert result.data == [None, order, None]
    assert [item and item["weight"] for item in result["Items"]] == [None, 1.5, None]
    assert (result["Count"], result.count, len(result["Items"])) == (1, 1, 3)
    assert "Responses" not in result
    assert result.to_list(Order) == [order]
    raw = {"Key": KEY.to_dict(), "TableName": "app"}
    assert db.transact_get_items([raw] * 3).data == [result["Items"][1]] * 3


def test_operations_of_a_block_hold_what_was_read(db: DynamoDB, line: Line) -> None:
    line.answers = [answers(ITEM, stored(Doc("1")), None, {"pk": {"S": "x"}})]

    with db.transaction("app") as tx:
        order, doc = tx.get(KEY), tx.get(Doc("1"))
        none, plain = tx.get(OTHER), tx.get({"pk": "x"}, "other")
        with pytest.raises(ValidationError):
            order.data

    assert order.data == Order(customer_id="1", order_id="2")
    assert doc.data == Doc("1")
    assert (none.data, plain.data) == (None, {"pk": "x"})
    tables = [each["Get"]["TableName"] for each in line.bodies[0]["TransactItems"]]
    assert tables == ["app", "app", "app", "other"]


def test_what_has_expired_is_none(db: DynamoDB, line: Line) -> None:
    past = int((NOON - timedelta(seconds=1)).timestamp())
    item = stored(Lease(lease_id="1", expires_at=past))
    key = Lease.primary.key(lease_id="1")
    line.answers = [answers(item)] * 3

    result = db.transact_get_items([key], table_name="app")
    assert (result.data, result["Items"], result["Count"]) == ([None], [None], 0)
    tx = Transaction("app")
    found = tx.get(key, config=GetItemConfig(include_expired=True))
    db.transact_get_items(tx)
    assert found.data is not None and found.data.expires_at == past
    # Who asks by a dictionary asks for the item as it is stored.
    assert db.transact_get_items([key.to_dict()], table_name="app")["Count"] == 1


def test_an_item_of_another_type_is_refused(db: DynamoDB, line: Line) -> None:
    line.answers = [answers({**stored(Doc("1")), "entity_type": {"S": "other"}})]

    with pytest.raises(ModelMappingError):
        db.transact_get_items([Doc.primary.key(doc_id="1")], table_name="app")


def test_an_item_that_must_exist(db: DynamoDB, line: Line) -> None:
    line.answers = [answers(ITEM, None)]

    with pytest.raises(ItemNotFoundError):
        db.transact_get_items([KEY, OTHER], table_name="app", config=GetItemConfig(must_exist=True))


def test_fields_that_were_not_read_do_not_look_like_defaults(db: DynamoDB, line: Line) -> None:
    whole = dict(ITEM)
    part = {name: ITEM[name] for name in ("customer_id", "order_id")}
    line.answers = [answers(part, whole)]
    tx = Transaction("app")
    some = tx.get(KEY, config=GetItemConfig(projection_expression="customer_id, order_id"))
    every = tx.get(OTHER)

    result = db.transact_get_items(tx)

    for order in (some.data, result.to_list(Order)[0]):
        assert order is not None and order.order_id == "2"
        with pytest.raises(FieldNotReadError):
            order.status
        with pytest.raises(ValidationError):
            db.save(order, "app")
    assert every.data is not None and every.data.status == "open"
    assert result.to_list(Order)[1].status == "open"


def test_what_was_read_without_attributes_of_others_is_not_whole(db: DynamoDB, line: Line) -> None:
    line.answers = [answers(ITEM)]
    config = GetItemConfig(
        projection_expression="pk, sk, #s, " + ", ".join({*Order.model_fields} - {"status"}),
        expression_attribute_names={"#s": "status"},
    )

    (order,) = db.transact_get_items([KEY], table_name="app", config=config).data

    assert order is not None
    with pytest.raises(ValidationError):
        db.save(order, "app")


def test_an_attribute_may_be_called_key(db: DynamoDB, line: Line) -> None:
    line.answers = [answers(None)]

    db.transact_get_items([{"Key": "a", "sk": "b"}], table_name="app")

    get = line.bodies[0]["TransactItems"][0]["Get"]
    assert get == {"TableName": "app", "Key": {"Key": {"S": "a"}, "sk": {"S": "b"}}}


def test_a_list_of_what_is_no_model_is_refused(db: DynamoDB, line: Line) -> None:
    line.answers = [answers(None)]
    result = db.transact_get_items([KEY], table_name="app")
    no_model: Any = int

    with pytest.raises(ValidationError):
        result.to_list(no_model)


def test_a_model_projection(db: DynamoDB, line: Line) -> None:
    line.answers = [answers(None)]

    db.transact_get_items([KEY], table_name="app", config=GetItemConfig.with_projections())

    assert "ProjectionExpression" in line.bodies[0]["TransactItems"][0]["Get"]


@pytest.mark.parametrize("code", ["TransactionConflict", "ThrottlingError"])
def test_a_conflict_is_tried_again(db: DynamoDB, line: Line, time: Time, code: str) -> None:
    line.answers = [canceled(code), canceled(None, code), answers(ITEM, None)]

    assert db.transact_get_items([KEY, OTHER], table_name="app").count == 1
    assert time.slept == [0.1, 0.2]


def test_a_cancellation_names_the_model(db: DynamoDB, line: Line) -> None:
    line.answers = [canceled(None, "TransactionConflict")]
    tx = Transaction("app", config=TransactionConfig.once())
    tx.get({"pk": "x"})
    tx.get({"pk": "x"})
    tx.get(KEY)

    with pytest.raises(TransactionCanceledError) as caught:
        db.transact_get_items(tx)

    (reason,) = caught.value.failures
    assert (reason.position, reason.operation, reason.model) == (2, "Get", Order)
    assert isinstance(reason.error, TransactionConflictError)


NO_ANSWERS: list[list[Any]] = [[], [{}, {}], [[]], ["no"], [{"Item": 5}]]


@pytest.mark.parametrize("body", [{}, *({"Responses": each} for each in NO_ANSWERS)])
def test_an_answer_that_does_not_answer_is_told(db: DynamoDB, line: Line, body: Any) -> None:
    line.answers = [Answer(body)]

    with pytest.raises(DynamoDBResponseIntegrityError):
        db.transact_get_items([KEY], table_name="app")


def test_a_failure_may_be_a_result(db: DynamoDB, line: Line) -> None:
    line.answers = [failure("ThrottlingException")]

    result = db.transact_get_items([KEY], table_name="app", raise_on_error=False)

    assert isinstance(result.error, DynamoDBThrottledError)


def test_capacity_is_counted(db: DynamoDB, line: Line) -> None:
    figures = {"TableName": "app", "CapacityUnits": 4.0, "ReadCapacityUnits": 4.0}
    line.answers = [Answer({"Responses": [{}], "ConsumedCapacity": [figures]})]

    with capacity_ledger() as ledger:
        result = db.transact_get_items([KEY], table_name="app")

    assert ledger.read_units == 4
    assert result.consumed_capacity == [figures]


@pytest.mark.parametrize(
    "given",
    [
        KEY,
        {"pk": "x"},
        "pk",
        None,
        [],
        [5],
        [{}],
        [{"pk": ""}],
        [{"Key": {"pk": "x"}, "Keys": 1}],
        [{"pk": n} for n in range(101)],
        # One item, and two answers to it.
        [KEY, {"Key": KEY, "ProjectionExpression": "status"}],
    ],
)
def test_what_cannot_be_asked_is_not_sent(db: DynamoDB, line: Line, given: Any) -> None:
    with pytest.raises(Boto3AssistError):
        db.transact_get_items(given, table_name="app")
    assert line.requests == []


@pytest.mark.parametrize("arguments", [{"table_name": "app"}, {"config": GetItemConfig()}])
def test_a_transaction_has_its_own_tables_and_configs(
    db: DynamoDB, line: Line, arguments: Any
) -> None:
    tx = Transaction("app")
    tx.get(KEY)

    with pytest.raises(InvalidParameterError):
        db.transact_get_items(tx, **arguments)


def test_reads_and_writes_are_not_mixed(db: DynamoDB, line: Line) -> None:
    reads, writes = Transaction("app"), Transaction("app")
    reads.get(KEY)
    writes.delete(KEY)

    with pytest.raises(InvalidParameterError):
        reads.delete(OTHER)
    with pytest.raises(InvalidParameterError):
        writes.get(OTHER)
    with pytest.raises(InvalidParameterError, match="a transaction that writes was given"):
        db.transact_get_items(writes)
    with pytest.raises(InvalidParameterError, match="a transaction that reads was given"):
        db.transact_write_items(reads)
    assert line.requests == []
