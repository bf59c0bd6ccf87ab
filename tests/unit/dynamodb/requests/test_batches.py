from __future__ import annotations

from boto3_assist.dynamodb.requests.batches import BatchGetItem, BatchWriteItem
from boto3_assist.dynamodb.requests.projections import Projection

KEYS = [{"pk": {"S": "1"}}, {"pk": {"S": "2"}}]


def test_keys_alone() -> None:
    assert BatchGetItem("app", KEYS).to_request() == {"RequestItems": {"app": {"Keys": KEYS}}}


def test_keys_with_everything() -> None:
    request = BatchGetItem("app", KEYS, True, Projection("#n, total", {"#n": "name"}))

    assert request.to_request() == {
        "RequestItems": {
            "app": {
                "Keys": KEYS,
                "ConsistentRead": True,
                "ProjectionExpression": "#n, total",
                "ExpressionAttributeNames": {"#n": "name"},
            }
        }
    }


def test_writes() -> None:
    writes = [{"PutRequest": {"Item": KEYS[0]}}, {"DeleteRequest": {"Key": KEYS[1]}}]

    assert BatchWriteItem("app", writes).to_request() == {"RequestItems": {"app": writes}}


def test_a_request_shows_no_value() -> None:
    writes = [{"PutRequest": {"Item": {"pk": {"S": "secret"}}}}]

    assert "secret" not in f"{BatchWriteItem('app', writes)} {BatchGetItem('app', [writes[0]])}"
