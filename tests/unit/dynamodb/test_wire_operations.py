"""Every operation that carries items, sent as the library's own beside plain boto3."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from botocore.exceptions import ParamValidationError
from botocore.stub import Stubber

from boto3_assist.dynamodb.wire import install, marked
from boto3_assist.errors import DynamoDBResponseIntegrityError
from tests.unit.dynamodb.canned import Answer, Line, new_client

ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/app"
ITEM: dict[str, Any] = {
    "pk": {"S": "straße"},
    "b": {"B": b"\x00\xff"},
    "set": {"BS": [b"\x01"]},
    "deep": {"M": {"list": {"L": [{"N": "1"}, {"NULL": True}, {"M": {"Item": {"S": "x"}}}]}}},
}
RECEIVED: dict[str, Any] = {
    "pk": {"S": "straße"},
    "b": {"B": "AP8="},
    "deep": {"M": {"list": {"L": [{"N": "1"}, {"NULL": True}]}}},
}
KEY = {"pk": {"B": b"\xff"}}
VALUES = {":v": {"B": b"\xff"}, ":n": {"N": "1"}}
CONDITION = {"ConditionExpression": "n = :n", "ExpressionAttributeValues": VALUES}
CAPACITY = {"TableName": "app", "CapacityUnits": 0.5, "Table": {"CapacityUnits": 1.0}}

OPERATIONS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("get_item", {"TableName": ARN, "Key": KEY}, {"Item": RECEIVED}),
    ("put_item", {"TableName": "app", "Item": ITEM, **CONDITION}, {"Attributes": RECEIVED}),
    (
        "update_item",
        {
            "TableName": "app",
            "Key": KEY,
            "UpdateExpression": "SET a = :v",
            "ExpressionAttributeValues": VALUES,
        },
        {"Attributes": RECEIVED},
    ),
    ("delete_item", {"TableName": "app", "Key": KEY, **CONDITION}, {"Attributes": RECEIVED}),
    (
        "query",
        {
            "TableName": "app",
            "KeyConditionExpression": "pk = :v",
            "ExpressionAttributeValues": VALUES,
            "ExclusiveStartKey": KEY,
        },
        {"Items": [RECEIVED, {}], "Count": 2, "ScannedCount": 3, "LastEvaluatedKey": RECEIVED},
    ),
    ("scan", {"TableName": "app", "Limit": 3}, {"Items": [RECEIVED], "Count": 1}),
    (
        "scan",
        {"TableName": ARN, "FilterExpression": "a = :v", "ExpressionAttributeValues": VALUES},
        {"Items": [], "Count": 0, "ConsumedCapacity": CAPACITY},
    ),
    (
        "batch_get_item",
        {
            "RequestItems": {
                "Keys": {"Keys": [KEY, KEY], "ProjectionExpression": "pk"},
                ARN: {"Keys": [KEY], "ConsistentRead": True},
            },
            "ReturnConsumedCapacity": "TOTAL",
        },
        {
            "Responses": {"Keys": [RECEIVED]},
            "UnprocessedKeys": {"Keys": {"Keys": [RECEIVED]}},
            "ConsumedCapacity": [CAPACITY],
        },
    ),
    (
        "batch_write_item",
        {
            "RequestItems": {
                "Item": [{"PutRequest": {"Item": ITEM}}, {"DeleteRequest": {"Key": KEY}}],
                ARN: [{"PutRequest": {"Item": ITEM}}],
            }
        },
        {"UnprocessedItems": {"Item": [{"PutRequest": {"Item": RECEIVED}}]}},
    ),
    (
        "transact_get_items",
        {"TransactItems": [{"Get": {"TableName": name, "Key": KEY}} for name in ("app", ARN)]},
        {"Responses": [{"Item": RECEIVED}, {}]},
    ),
    (
        "transact_write_items",
        {
            "TransactItems": [
                {"Put": {"TableName": "app", "Item": ITEM, **CONDITION}},
                {
                    "Update": {
                        "TableName": ARN,
                        "Key": KEY,
                        "UpdateExpression": "SET a = :v",
                        "ExpressionAttributeValues": VALUES,
                    }
                },
                {"Delete": {"TableName": "app", "Key": KEY}},
                {"ConditionCheck": {"TableName": "app", "Key": KEY, **CONDITION}},
            ],
            "ClientRequestToken": "token",
        },
        {"ConsumedCapacity": [CAPACITY]},
    ),
    (
        "execute_statement",
        {"Statement": "SELECT * FROM app WHERE pk = ?", "Parameters": [{"B": b"\xff"}], "Limit": 2},
        {"Items": [RECEIVED], "NextToken": "next"},
    ),
    ("execute_statement", {"Statement": 'SELECT * FROM "app"'}, {"Items": []}),
    (
        "batch_execute_statement",
        {
            "Statements": [
                {"Statement": "SELECT * FROM app WHERE pk = ?", "Parameters": [{"B": b"\xff"}]},
                {"Statement": "SELECT * FROM app WHERE pk = 'a'", "ConsistentRead": True},
            ]
        },
        {"Responses": [{"TableName": "app", "Item": RECEIVED}, {"Error": {"Code": "X"}}]},
    ),
    (
        "execute_transaction",
        {
            "TransactStatements": [
                {"Statement": "UPDATE app SET a = ? WHERE pk = 'a'", "Parameters": [{"N": "1"}]}
            ],
            "ClientRequestToken": "token",
        },
        {"Responses": [{}]},
    ),
]
IDS = [f"{number}-{method}" for number, (method, _, _) in enumerate(OPERATIONS)]
NAMES = {
    method: "".join(part.capitalize() for part in method.split("_")) for method, _, _ in OPERATIONS
}
every_operation = pytest.mark.parametrize(("method", "request_", "response"), OPERATIONS, ids=IDS)


@pytest.fixture
def client() -> Any:
    client = new_client()
    install(client)
    return client


def without_metadata(response: Any) -> Any:
    return {name: part for name, part in response.items() if name != "ResponseMetadata"}


@every_operation
def test_a_request_is_the_one_that_plain_boto3_sends(
    client: Any, method: str, request_: dict[str, Any], response: dict[str, Any]
) -> None:
    plain, given = new_client(), copy.deepcopy(request_)
    line, plain_line = Line(client, Answer(response)), Line(plain)

    getattr(client, method)(**marked(request_))
    getattr(plain, method)(**request_)

    (ours,), (theirs,) = line.requests, plain_line.requests
    assert json.loads(ours.body) == json.loads(theirs.body)
    assert ours.url == theirs.url
    assert ours.headers["X-Amz-Target"] == theirs.headers["X-Amz-Target"]
    assert request_ == given
    # Plain botocore puts spaces between the tokens.
    assert b'": ' not in ours.body


@every_operation
def test_a_response_is_handed_on_in_wire_form(
    client: Any, method: str, request_: dict[str, Any], response: dict[str, Any]
) -> None:
    Line(client, Answer({**response, "Unknown": 1, "ItemCollectionMetrics": None}))

    found = getattr(client, method)(**marked(request_))

    assert without_metadata(found) == response


@every_operation
def test_a_users_call_on_the_same_client_is_plain(
    client: Any, method: str, request_: dict[str, Any], response: dict[str, Any]
) -> None:
    plain = new_client()
    Line(client, Answer(response))
    Line(plain, Answer(response))

    found = getattr(client, method)(**request_)

    assert without_metadata(found) == without_metadata(getattr(plain, method)(**request_))


@every_operation
def test_handlers_see_boto3s_parameters_before_and_after_ours(
    method: str, request_: dict[str, Any], response: dict[str, Any]
) -> None:
    client, seen = new_client(), []

    def look(params: dict[str, Any], **_: Any) -> None:
        seen.append((copy.deepcopy(params), {type(part) for part in params.values()}))

    client.meta.events.register("provide-client-params.dynamodb", look)
    install(client)
    client.meta.events.register("before-parameter-build.dynamodb", look)
    Line(client, Answer(response))

    getattr(client, method)(**marked(request_))

    assert [params for params, _ in seen] == [request_, request_]
    assert seen[1][1] <= {str, bool, int, dict, list}


@every_operation
def test_the_parameters_are_whole_again_after_the_call(
    client: Any, method: str, request_: dict[str, Any], response: dict[str, Any]
) -> None:
    Line(client, Answer(response))
    parameters = marked(request_)

    client._make_api_call(NAMES[method], parameters)

    assert parameters == request_


@every_operation
def test_a_stubber_expects_the_wire_form(
    client: Any, method: str, request_: dict[str, Any], response: dict[str, Any]
) -> None:
    with Stubber(client) as stubber:
        stubber.add_response(method, {}, request_)
        getattr(client, method)(**marked(request_))
        stubber.assert_no_pending_responses()


BAD_BODIES = [b"", b'{"Item":', b"<html>", b"[]", b"null", b'{"a":"\xff"}']


@every_operation
@pytest.mark.parametrize("body", BAD_BODIES)
def test_what_is_no_json_object_is_a_typed_error(
    client: Any, method: str, request_: dict[str, Any], response: dict[str, Any], body: bytes
) -> None:
    Line(client, Answer(body))

    with pytest.raises(DynamoDBResponseIntegrityError) as caught:
        getattr(client, method)(**marked(request_))
    assert caught.value.operation == NAMES[method]


@every_operation
def test_a_wrong_checksum_is_retried_and_then_a_typed_error(
    method: str, request_: dict[str, Any], response: dict[str, Any], monkeypatch: Any
) -> None:
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)
    client = new_client(attempts=2)
    install(client)
    wrong = Answer(response, headers={"x-amz-crc32": "1"})
    line = Line(client, wrong, wrong, wrong, Answer(response))

    with pytest.raises(DynamoDBResponseIntegrityError):
        getattr(client, method)(**marked(request_))
    assert len(line.requests) == 2

    assert without_metadata(getattr(client, method)(**marked(request_))) == response


@pytest.mark.parametrize(
    ("method", "request_"),
    [
        ("batch_get_item", {"RequestItems": {"app": {"Keys": []}}}),
        ("batch_write_item", {"RequestItems": {"app": []}}),
        ("transact_get_items", {"TransactItems": []}),
        ("transact_write_items", {"TransactItems": [{"Put": {"Item": ITEM}}]}),
        ("execute_statement", {"Statement": "SELECT", "Parameters": []}),
        ("execute_transaction", {"TransactStatements": [{"Parameters": [{"N": "1"}]}]}),
        ("scan", {"TableName": "app", "Limit": 0}),
    ],
)
def test_parameters_are_validated_but_for_values(
    client: Any, method: str, request_: dict[str, Any]
) -> None:
    line = Line(client)

    with pytest.raises(ParamValidationError):
        getattr(client, method)(**marked(request_))
    assert line.requests == []


@pytest.mark.parametrize("binary", [False, True])
def test_old_items_in_errors_have_botocores_form(client: Any, binary: bool) -> None:
    item = {**RECEIVED} if binary else {"pk": {"S": "é"}, "n": {"NS": ["1"]}}
    plain = new_client()
    condition = {"__type": "x#ConditionalCheckFailedException", "message": "no", "Item": item}
    reasons = [{"Code": "None"}, {"Code": "ConditionalCheckFailed", "Message": "m", "Item": item}]
    transaction = {
        "__type": "x#TransactionCanceledException",
        "Message": "cancelled",
        "CancellationReasons": reasons,
    }
    answers = [Answer(condition, 400), Answer(transaction, 400)]
    found: list[list[Any]] = []
    for each, mark in ((client, marked), (plain, dict)):
        Line(each, *answers)
        responses = []
        for method, request_ in (OPERATIONS[1][:2], OPERATIONS[10][:2]):
            with pytest.raises(each.exceptions.ClientError) as caught:
                getattr(each, method)(**mark(request_))
            responses.append(caught.value.response)
        found.append(responses)

    ours, theirs = found
    for mine, other in zip(ours, theirs):
        assert mine == other
