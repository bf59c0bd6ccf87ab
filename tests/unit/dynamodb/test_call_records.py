"""What the log says of each call, and what it never does."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest

from boto3_assist.config import override_config
from boto3_assist.dynamodb import Deadline, DynamoDB, QueryConfig, ScanConfig, capacity_ledger
from boto3_assist.dynamodb.call_records import call_record
from boto3_assist.errors import DynamoDBThrottledError
from tests.unit.dynamodb.canned import Answer, Line, new_client
from tests.unit.dynamodb.verbs.models import Order

SECRET = "ann@example.org"
KEY = Order.primary.key(customer_id=SECRET, order_id="2")
Call = Callable[[DynamoDB], Any]


@pytest.fixture
def db() -> DynamoDB:
    db = DynamoDB.from_client(new_client())
    ticks = iter(range(1000))
    db.timer = lambda: next(ticks) / 8
    return db


@pytest.fixture
def records(caplog: pytest.LogCaptureFixture) -> Callable[[], list[logging.LogRecord]]:
    caplog.set_level(logging.DEBUG, "boto3_assist.dynamodb")

    def own() -> list[logging.LogRecord]:
        return [each for each in caplog.records if each.name == "boto3_assist.dynamodb"]

    return own


Records = Callable[[], list[logging.LogRecord]]


def facts(record: logging.LogRecord) -> dict[str, Any]:
    found: dict[str, Any] = vars(record)["dynamodb"]
    return found


def test_a_call_is_one_record_with_its_facts(db: DynamoDB, line: Line, records: Records) -> None:
    figures = {"TableName": "app", "CapacityUnits": 1.5}
    line.answers = [Answer({"Items": [], "Count": 0, "ConsumedCapacity": figures})]
    config = QueryConfig(return_consumed_capacity="TOTAL")

    db.query(Order.by_status.query(status="open"), "app", config=config, source="report")

    (record,) = records()
    assert record.levelno == logging.DEBUG
    assert facts(record) == {
        "operation": "Query",
        "table": "app",
        "index": "gsi1",
        "source": "report",
        "outcome": "ok",
        "attempts": 1,
        "milliseconds": 125.0,
        "request_id": "REQ",
        "capacity": 1.5,
    }
    assert record.getMessage() == (
        "Query 'app' index='gsi1' source='report' ok in 125.0 ms, attempts=1 capacity=1.5 "
        "request_id=REQ"
    )


def test_each_page_is_one(db: DynamoDB, line: Line, records: Records) -> None:
    last = {"pk": {"S": "a"}}
    line.answers = [Answer({"Items": [], "LastEvaluatedKey": last}), Answer({"Items": []})]

    list(db.scan_pages("app", config=ScanConfig(page_size=1)))

    assert [facts(each)["operation"] for each in records()] == ["Scan", "Scan"]


def test_a_failure_is_one_with_its_code_and_attempts(records: Records) -> None:
    db = DynamoDB.from_client(new_client(attempts=2))
    line = Line(db.client)
    line.answers = [Answer({"__type": "x#ThrottlingException", "message": SECRET}, 400)] * 2

    with pytest.raises(DynamoDBThrottledError):
        db.get(KEY, "app")

    (record,) = records()
    found = facts(record)
    assert (found["outcome"], found["attempts"]) == ("THROTTLED", 2)
    # The attempts are botocore's: nothing of the library's tries again.
    assert len(line.requests) == 2
    assert found["request_id"] == "REQ"


def test_another_exception_is_one_with_its_class(
    db: DynamoDB, line: Line, records: Records
) -> None:
    def fail(**_: Any) -> None:
        raise RuntimeError(SECRET)

    db.client.meta.events.register("before-call.dynamodb", fail)

    with pytest.raises(RuntimeError):
        db.get(KEY, "app")

    assert facts(records()[0])["outcome"] == "RuntimeError"


CALLS: list[Call] = [
    lambda db: db.save(Order(customer_id=SECRET, order_id="2"), "app"),
    lambda db: db.get(KEY.to_dict(), "app"),
    lambda db: db.delete(primary_key=KEY, table_name="app"),
    lambda db: db.query(Order.primary.query(customer_id=SECRET), "app"),
    lambda db: db.query("pk = :p", "app", expression_attribute_values={":p": SECRET}),
    lambda db: db.scan("app", config=ScanConfig(start_key={"pk": SECRET})),
    lambda db: db.update_item_partial(
        {"pk": SECRET, "a": SECRET}, "app", config=None, raise_on_error=False
    ),
]


@pytest.mark.parametrize("call", CALLS)
def test_no_value_and_no_key_is_in_it(
    db: DynamoDB, line: Line, records: Records, call: Call
) -> None:
    line.answers = [Answer({"Items": [{"pk": {"S": SECRET}}], "Item": {"pk": {"S": SECRET}}})]

    with override_config(log_dynamodb_item_size=True):
        call(db)

    for record in records():
        assert SECRET not in f"{record.getMessage()} {facts(record)}"


def test_the_key_is_in_it_when_the_setting_says_so(
    db: DynamoDB, line: Line, records: Records
) -> None:
    with override_config(log_dynamodb_keys=True):
        db.get(KEY, "app")

    assert facts(records()[0])["key"] == {"pk": f"customer#{SECRET}", "sk": "order#2"}
    assert SECRET not in records()[0].getMessage()


REQUESTS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"Key": {"pk": {"S": "a"}}}, {"key": {"pk": "a"}}),
    ({"ExclusiveStartKey": {"pk": {"N": "1"}}}, {"start_key": {"pk": 1}}),
    (
        {
            "KeyConditionExpression": "#k0 = :k0",
            "FilterExpression": "#f = :secret",
            "ExpressionAttributeNames": {"#k0": "pk", "#f": "mail"},
            "ExpressionAttributeValues": {":k0": {"S": "a"}, ":secret": {"S": SECRET}},
        },
        {"key_condition": {"text": "#k0 = :k0", "names": {"#k0": "pk"}, "values": {":k0": "a"}}},
    ),
    (
        {
            "TransactItems": [
                {"Put": {"TableName": "app", "Item": {"pk": {"S": SECRET}}}},
                {"Delete": {"TableName": "app", "Key": {"pk": {"S": "a"}}}},
                {"ConditionCheck": {"TableName": "app", "Key": {"pk": {"S": "b"}}}},
            ]
        },
        {"keys": [{"pk": "a"}, {"pk": "b"}]},
    ),
    (
        {"RequestItems": {"app": {"Keys": [{"pk": {"S": "a"}}]}, "b": {"Keys": []}}},
        {"keys": [{"pk": "a"}]},
    ),
    (
        {
            "RequestItems": {
                "app": [
                    {"PutRequest": {"Item": {"pk": {"S": SECRET}}}},
                    {"DeleteRequest": {"Key": {"pk": {"S": "a"}}}},
                ]
            }
        },
        {"keys": [{"pk": "a"}]},
    ),
    ({"Item": {"pk": {"S": SECRET}}}, {}),
    ({"Statement": "SELECT …", "Parameters": [{"S": SECRET}]}, {}),
]


@pytest.mark.parametrize(("request_", "keys"), REQUESTS)
def test_keys_of_every_kind_are_in_it_when_the_setting_says_so(
    request_: dict[str, Any], keys: dict[str, Any]
) -> None:
    silent = call_record("X", request_, {}, milliseconds=1)
    with override_config(log_dynamodb_keys=True):
        telling = call_record("X", request_, {}, milliseconds=1)

    assert telling == {**silent, **keys}
    assert SECRET not in str(telling)
    assert "'a'" not in str(silent)


def test_what_was_stopped_before_it_was_sent_is_no_call(
    db: DynamoDB, line: Line, records: Records
) -> None:
    line.answers = [Answer({"ConsumedCapacity": {"TableName": "app", "CapacityUnits": 1.0}})]

    with capacity_ledger(max_read_units=1), Deadline.after(60):
        db.get(KEY, "app")
        db.get(KEY, "app", raise_on_error=False)

    assert len(records()) == len(line.requests) == 1


def test_the_size_is_in_it_when_the_setting_says_so(
    db: DynamoDB, line: Line, records: Records
) -> None:
    with override_config(log_dynamodb_item_size=True):
        db.save({"pk": "1", "a": "23"}, "app")
        db.get(KEY, "app")

    assert [facts(each).get("item_bytes") for each in records()] == [6, None]


def test_a_line_break_in_a_name_makes_no_line(db: DynamoDB, line: Line, records: Records) -> None:
    db.get(KEY, "app", source="a\nERROR forged")

    assert "\n" not in records()[0].getMessage()


def test_nothing_is_measured_above_debug(db: DynamoDB, line: Line) -> None:
    logging.getLogger("boto3_assist.dynamodb").setLevel(logging.INFO)

    def fail() -> float:
        pytest.fail("the time was asked for")

    db.timer = fail
    try:
        db.get(KEY, "app")
    finally:
        logging.getLogger("boto3_assist.dynamodb").setLevel(logging.NOTSET)
