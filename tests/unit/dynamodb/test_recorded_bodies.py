"""Bodies as a server sent them, read by the one pass and by plain boto3."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal, DecimalException
from pathlib import Path
from typing import Any

import pytest
from boto3.dynamodb.types import Binary, TypeDeserializer
from botocore.exceptions import ClientError

from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.wire import install, marked
from tests.unit.dynamodb.canned import Answer, Line, new_client

BODIES = Path(__file__).parents[2] / "data" / "dynamodb_bodies"
NAMES = sorted(path.stem for path in BODIES.glob("*.json"))
KEY = {"pk": {"S": "customer#1"}, "sk": {"S": "order#0"}}
TABLE = {"TableName": "recorded"}
REQUESTS: dict[str, tuple[str, dict[str, Any]]] = {
    "BatchGetItem": ("batch_get_item", {"RequestItems": {"recorded": {"Keys": [KEY]}}}),
    "DeleteItem": ("delete_item", {**TABLE, "Key": KEY}),
    "GetItem": ("get_item", {**TABLE, "Key": KEY}),
    "PutItem": ("put_item", {**TABLE, "Item": KEY}),
    "Query": (
        "query",
        {
            **TABLE,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": KEY["pk"]},
        },
    ),
    "Scan": ("scan", TABLE),
    "TransactGetItems": ("transact_get_items", {"TransactItems": [{"Get": {**TABLE, "Key": KEY}}]}),
    "UpdateItem": ("update_item", {**TABLE, "Key": KEY}),
}


def response_to(name: str, *, ours: bool) -> dict[str, Any]:
    """Send a request that is answered by a recorded body, the library's way or boto3's."""
    recorded = json.loads((BODIES / f"{name}.json").read_text(encoding="utf-8"))
    method, parameters = REQUESTS[recorded["operation"]]
    client = new_client()
    if ours:
        install(client)
    Line(client, Answer(recorded["body"].encode(), recorded["status"]))
    try:
        answer: dict[str, Any] = getattr(client, method)(**(marked if ours else dict)(parameters))
    except ClientError as error:
        answer = {**error.response}
    answer.pop("ResponseMetadata")
    return answer


def items_in(part: Any) -> Iterator[dict[str, Any]]:
    """Give the items that a response holds, wherever they are."""
    if isinstance(part, dict) and "pk" in part:
        yield part
    elif isinstance(part, (dict, list)):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from items_in(inner)


def by_boto3(value: Any) -> Any:
    """Read a value as boto3's resource does, and numbers beyond its range by their text."""
    try:
        return plain(TypeDeserializer().deserialize(value))
    except DecimalException:
        return Decimal(value["N"])


def plain(value: Any) -> Any:
    if isinstance(value, Binary):
        return bytes(getattr(value, "value"))
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, (list, set)):
        return type(value)(map(plain, value))
    return value


@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_body_is_read_as_boto3_reads_it(name: str) -> None:
    ours, theirs = response_to(name, ours=True), response_to(name, ours=False)

    read = [decode_item(item, convert_decimals=False) for item in items_in(ours)]
    assert read == [
        {attribute: by_boto3(value) for attribute, value in item.items()}
        for item in items_in(theirs)
    ]
    assert ours.keys() == theirs.keys()
    for part in ("Count", "ScannedCount", "ConsumedCapacity", "Error"):
        assert ours.get(part) == theirs.get(part)


def test_the_bodies_hold_items_to_read() -> None:
    found = {name: len(list(items_in(response_to(name, ours=True)))) for name in NAMES}

    assert found.pop("get_item_absent") == 0
    assert len(found) == 8 and min(found.values()) >= 1
