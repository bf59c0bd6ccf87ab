"""What comes back: retries, damaged responses, and responses that did not come over the wire."""

from __future__ import annotations

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from types import SimpleNamespace
from typing import Any

import pytest

from boto3_assist.dynamodb import DynamoDB
from boto3_assist.errors import (
    Boto3AssistError,
    ConditionalCheckFailedError,
    DynamoDBConnectionError,
    DynamoDBResponseIntegrityError,
    DynamoDBServiceUnavailableError,
    SerializationError,
)
from tests.unit.dynamodb.canned import Answer, Line, misbehaving_server, new_client, send

KEY = {"pk": "1"}
GOOD = Answer({"Item": {"pk": {"S": "1"}, "b": {"B": "/w=="}}})
GOOD_DATA = {"pk": "1", "b": b"\xff"}
WRONG_CHECKSUM = Answer(GOOD.body, headers={"x-amz-crc32": "1"})
SERVER_ERROR = Answer({"__type": "com.amazonaws.dynamodb#InternalServerError"}, 500)
MODES = ["standard", "legacy", "adaptive"]


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """botocore waits between attempts."""
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)


def without_hook(client: Any) -> None:
    client.meta.events.unregister("before-parse", unique_id="boto3-assist.before-parse")


@pytest.fixture(params=["with-hook", "without-hook"])
def db(request: pytest.FixtureRequest) -> DynamoDB:
    db = DynamoDB.from_client(new_client())
    if request.param == "without-hook":
        without_hook(db.client)
    return db


def test_taking_the_hook_away_takes_it_away() -> None:
    db = DynamoDB.from_client(new_client())
    seen: list[Any] = []
    db.client.meta.events.register(
        "after-call.dynamodb", lambda parsed, **_: seen.append(parsed["Item"]["b"])
    )
    Line(db.client, GOOD, GOOD)

    db.get(KEY, "app")
    without_hook(db.client)
    db.get(KEY, "app")

    assert seen == [{"B": "/w=="}, {"B": b"\xff"}]


VALUES: dict[str, Any] = {
    "S": {"S": "é"},
    "N": {"N": "1E+2"},
    "big": {"N": "12345678901234567890.123456789012345678"},
    "B": {"B": "AP8="},
    "BOOL": {"BOOL": False},
    "NULL": {"NULL": True},
    "SS": {"SS": ["a", "b"]},
    "NS": {"NS": ["1", "2.5"]},
    "BS": {"BS": ["AA==", "AQ=="]},
    "L": {"L": [{"S": "x"}, {"B": "AP8="}, {"L": []}]},
    "M": {"M": {"B": {"B": "AP8="}, "M": {"M": {}}}},
}


def test_the_values_are_the_same_with_and_without_the_hook() -> None:
    response = {
        "Items": [VALUES, {"pk": {"S": "2"}}],
        "Count": 2,
        "ScannedCount": 3,
        "LastEvaluatedKey": {"pk": {"B": "AP8="}},
        "ConsumedCapacity": {"TableName": "app", "CapacityUnits": 0.5},
        "Unknown": {"a": 1},
        "ItemCollectionMetrics": None,
    }
    with_hook, plain = DynamoDB.from_client(new_client()), DynamoDB.from_client(new_client())
    without_hook(plain.client)
    results = []
    for db in (with_hook, plain):
        Line(db.client, Answer(response))
        result = db.query("pk = :p", "app", expression_attribute_values={":p": "1"})
        results.append((result.data, dict(result), result.last_key, result.consumed_capacity))

    assert results[0] == results[1]
    assert results[0][0][0]["B"] == b"\x00\xff"
    assert results[0][1].keys() == {
        "Items",
        "Count",
        "ScannedCount",
        "LastEvaluatedKey",
        "ConsumedCapacity",
        "ResponseMetadata",
    }


@pytest.mark.parametrize("null", ["Item", "ConsumedCapacity"])
def test_a_part_that_is_null_counts_as_absent(db: DynamoDB, null: str) -> None:
    Line(db.client, Answer({null: None}))

    assert db.get(KEY, "app").data is None


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("first", [SERVER_ERROR, WRONG_CHECKSUM], ids=["500", "checksum"])
def test_a_retry_sends_the_same_body_and_is_ours(mode: str, first: Answer) -> None:
    db = DynamoDB.from_client(new_client(mode=mode, attempts=3))
    line = Line(db.client, first, first, GOOD)

    result = db.get(KEY, "app")

    assert result.data == GOOD_DATA
    assert [request.body for request in line.requests] == [
        b'{"TableName":"app","Key":{"pk":{"S":"1"}}}'
    ] * 3
    assert result.metadata["RetryAttempts"] == 2


@pytest.mark.parametrize("mode", MODES)
def test_a_wrong_checksum_is_never_an_item(mode: str) -> None:
    db = DynamoDB.from_client(new_client(mode=mode, attempts=2))
    line = Line(db.client, WRONG_CHECKSUM, WRONG_CHECKSUM)

    with pytest.raises(DynamoDBResponseIntegrityError) as caught:
        db.get(KEY, "app")
    assert len(line.requests) == 2
    assert caught.value.operation == "GetItem"
    assert caught.value.retryable


NO_JSON_OBJECT = [
    b"",
    b"<html>",
    b"[]",
    b"null",
    b'"x"',
    b"1",
    b'{"Item":',
    b"\xff",
    b'{"Item":{"pk":{"S":"\xed\xa0\x80"}}}',
    '{"Item":{"pk":{"S":"1"}}}'.encode("utf-16"),
    b"[" * 9999,
]


@pytest.mark.parametrize("body", NO_JSON_OBJECT, ids=lambda body: repr(body[:9]))
@pytest.mark.parametrize("headers", [None, {}], ids=["checksum", "none"])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "call",
    [
        lambda db: db.get(KEY, "app"),
        lambda db: db.save(KEY, "app"),
        lambda db: db.delete(primary_key=KEY, table_name="app"),
        lambda db: db.query("pk = :p", "app", expression_attribute_values={":p": "1"}),
    ],
    ids=["get", "save", "delete", "query"],
)
def test_what_is_no_json_object_is_a_typed_error(
    body: bytes, headers: dict[str, str] | None, mode: str, call: Callable[[DynamoDB], Any]
) -> None:
    db = DynamoDB.from_client(new_client(mode=mode))
    Line(db.client, Answer(body, headers=headers))

    with pytest.raises(DynamoDBResponseIntegrityError) as caught:
        call(db)
    assert caught.value.http_status == 200


@pytest.mark.parametrize(
    "response",
    [{}, {"Items": None}, {"Items": {}}, {"Count": 0}],
    ids=["empty", "null", "map", "count"],
)
def test_a_query_without_its_list_is_a_typed_error(response: dict[str, Any]) -> None:
    db = DynamoDB.from_client(new_client())
    Line(db.client, Answer(response), Answer(response))

    with pytest.raises(DynamoDBResponseIntegrityError):
        db.query("pk = :p", "app", expression_attribute_values={":p": "1"})
    with pytest.raises(DynamoDBResponseIntegrityError):
        db.list_tables()


@pytest.mark.parametrize(
    "value",
    [
        {},
        {"X": "1"},
        {"S": 1},
        {"S": "1", "N": "1"},
        {"N": "NaN"},
        {"N": "x"},
        {"L": [{"Q": 1}]},
        {"NULL": "x"},
    ],
    ids=repr,
)
def test_a_damaged_value_is_never_an_item(db: DynamoDB, value: dict[str, Any]) -> None:
    Line(db.client, Answer({"Item": {"pk": {"S": "1"}, "bad": value}}))

    with pytest.raises(SerializationError, match="bad"):
        db.get(KEY, "app")


@pytest.mark.parametrize("part", [[], "x", 1])
def test_a_damaged_item_is_a_typed_error(part: Any) -> None:
    db = DynamoDB.from_client(new_client())
    Line(db.client, Answer({"Item": part}), Answer({"Items": [part]}))

    with pytest.raises(SerializationError):
        db.get(KEY, "app")
    with pytest.raises(SerializationError):
        db.query("pk = :p", "app", expression_attribute_values={":p": "1"})


class TestOverASocket:
    def db(self, endpoint: str, attempts: int = 1) -> DynamoDB:
        return DynamoDB.from_client(new_client(endpoint=endpoint, attempts=attempts))

    TRUNCATED = Answer(GOOD.content()[:10], headers=GOOD.all_headers())

    def test_a_truncated_body_is_a_typed_error(self) -> None:
        reply = send(self.TRUNCATED, announced=len(GOOD.content()))
        with misbehaving_server(reply) as endpoint, pytest.raises(Boto3AssistError) as caught:
            self.db(endpoint).get(KEY, "app")
        assert isinstance(caught.value, (DynamoDBConnectionError, DynamoDBResponseIntegrityError))

    def test_a_truncated_body_is_retried(self) -> None:
        broken = send(self.TRUNCATED, announced=len(GOOD.content()))
        with misbehaving_server(broken, send(GOOD)) as endpoint:
            assert self.db(endpoint, 2).get(KEY, "app").data == GOOD_DATA

    def test_a_connection_that_is_closed_without_an_answer(self) -> None:
        def hang_up(handler: BaseHTTPRequestHandler) -> None:
            handler.close_connection = True

        with misbehaving_server(hang_up, send(GOOD)) as endpoint:
            assert self.db(endpoint, 2).get(KEY, "app").data == GOOD_DATA
        with misbehaving_server(hang_up) as endpoint, pytest.raises(DynamoDBConnectionError):
            self.db(endpoint).save(KEY, "app")

    def test_a_failed_request_of_ours_leaves_no_trace_on_the_next_plain_one(self) -> None:
        def hang_up(handler: BaseHTTPRequestHandler) -> None:
            handler.close_connection = True

        with misbehaving_server(hang_up, send(GOOD)) as endpoint:
            db = self.db(endpoint)
            with pytest.raises(DynamoDBConnectionError):
                db.get(KEY, "app")
            response = db.client.get_item(TableName="app", Key={"pk": {"S": "1"}})
        assert response["Item"]["b"] == {"B": b"\xff"}


class TestResponsesFromElsewhere:
    ITEM = {"pk": {"S": "1"}, "b": {"B": b"\xff"}}

    def test_a_patched_make_api_call(self, db: DynamoDB, monkeypatch: pytest.MonkeyPatch) -> None:
        calls: list[Any] = []

        def fake(_client: Any, operation: str, params: Any) -> Any:
            calls.append((operation, params))
            return {"Item": self.ITEM}

        monkeypatch.setattr("botocore.client.BaseClient._make_api_call", fake)

        assert db.get(KEY, "app").data == GOOD_DATA
        assert calls == [("GetItem", {"TableName": "app", "Key": {"pk": {"S": "1"}}})]

    @pytest.mark.parametrize("scope", ["", ".dynamodb", ".dynamodb.GetItem", ".*.*"])
    def test_an_after_call_handler_that_replaces_it(self, db: DynamoDB, scope: str) -> None:
        def replace(parsed: dict[str, Any], **_: Any) -> None:
            parsed["Item"] = self.ITEM

        db.client.meta.events.register(f"after-call{scope}", replace)
        Line(db.client, Answer({"Item": {"pk": {"S": "other"}}}))

        assert db.get(KEY, "app").data == GOOD_DATA

    def test_a_before_call_handler_that_answers(self, db: DynamoDB) -> None:
        def answer(**_: Any) -> Any:
            return SimpleNamespace(status_code=200), {"Item": self.ITEM}

        db.client.meta.events.register("before-call.dynamodb.GetItem", answer)

        assert db.get(KEY, "app").data == GOOD_DATA

    @pytest.mark.parametrize("scope", ["", ".dynamodb", ".dynamodb.GetItem"])
    def test_a_before_parse_handler_that_decrypts_the_body(self, db: DynamoDB, scope: str) -> None:
        def decrypt(response_dict: dict[str, Any], **_: Any) -> None:
            response_dict["body"] = response_dict["body"].replace(b"secret", b"shown!")

        db.client.meta.events.register(f"before-parse{scope}", decrypt)
        Line(db.client, Answer({"Item": {"pk": {"S": "secret"}}}))

        assert db.get(KEY, "app").data == {"pk": "shown!"}

    def test_a_before_parse_handler_that_adds_a_part(self, db: DynamoDB) -> None:
        def add(customized_response_dict: dict[str, Any], **_: Any) -> None:
            customized_response_dict["Item"] = self.ITEM

        db.client.meta.events.register("before-parse.dynamodb", add)
        Line(db.client, Answer({"Item": {"pk": {"S": "other"}}}))

        assert db.get(KEY, "app").data == GOOD_DATA


def test_an_error_response_keeps_botocores_form(db: DynamoDB) -> None:
    body = {
        "__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
        "message": "The conditional request failed",
        "Item": {"pk": {"S": "1"}, "b": {"B": "/w=="}, "n": {"N": "7"}},
    }
    Line(db.client, Answer(body, 400))

    with pytest.raises(ConditionalCheckFailedError) as caught:
        db.save(KEY, "app", fail_if_exists=True)
    assert caught.value.item == {"pk": "1", "b": b"\xff", "n": 7}
    assert caught.value.response is not None
    assert caught.value.response["Item"]["b"] == {"B": b"\xff"}
    assert json.dumps(caught.value.to_dict())


def test_a_server_that_is_down(db: DynamoDB) -> None:
    Line(db.client, Answer(b"<html>Service Unavailable</html>", 503, headers={}))

    with pytest.raises(DynamoDBServiceUnavailableError) as caught:
        db.get(KEY, "app")
    assert caught.value.http_status == 503
