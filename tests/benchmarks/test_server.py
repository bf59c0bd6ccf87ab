from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError

from benchmarks.backends import Backend
from benchmarks.items.wire import ORDERS, USERS, order_item, user_item
from benchmarks.processes import running_server
from benchmarks.server import Canned, Tables

CANNED: Canned = {"items": {ORDERS: order_item(1), USERS: user_item(1)}, "count": 3, "latency": 0.0}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running_server({**CANNED, "latency": 0.001}) as url:
        yield url


@pytest.fixture
def client(url: str) -> Any:
    return Backend(url).client()


def key(number: int) -> dict[str, Any]:
    item = order_item(number)
    return {name: item[name] for name in ("pk", "sk")}


def test_an_item_has_the_key_that_was_asked_for(client: Any) -> None:
    item = client.get_item(TableName=ORDERS, Key=key(42))["Item"]

    assert sorted(item.pop("tags")["SS"]) == ["express", "insured", "web"]
    assert item == {name: value for name, value in order_item(42).items() if name != "tags"}


def test_a_query_gives_a_page(client: Any) -> None:
    response = client.query(
        TableName=USERS,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": "tenant#tenant-0001"}},
    )

    assert response["Items"] == [user_item(number) for number in range(3)]
    assert (response["Count"], response["ScannedCount"]) == (3, 3)


def test_a_batch_gives_the_keys_that_were_asked_for(client: Any) -> None:
    keys = [key(number) for number in (7, 99_999, 0)]

    response = client.batch_get_item(RequestItems={ORDERS: {"Keys": keys}})

    found = response["Responses"][ORDERS]
    assert [{name: item[name] for name in ("pk", "sk")} for item in found] == keys
    assert response["UnprocessedKeys"] == {}


def test_a_put_is_taken(client: Any) -> None:
    assert client.put_item(TableName=USERS, Item=user_item(1))["ResponseMetadata"]


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda c: c.put_item(TableName="none", Item=user_item(1)), "ResourceNotFoundException"),
        (lambda c: c.get_item(TableName="none", Key=key(1)), "ResourceNotFoundException"),
        (lambda c: c.list_tables(), "UnknownOperationException"),
    ],
    ids=["put", "get", "unknown"],
)
def test_what_it_does_not_know_is_an_error(client: Any, call: Any, code: str) -> None:
    with pytest.raises(ClientError) as caught:
        call(client)

    assert caught.value.response["Error"]["Code"] == code


def test_many_connections_are_kept_alive(client: Any) -> None:
    with ThreadPoolExecutor(8) as executor:
        responses = list(
            executor.map(lambda n: client.get_item(TableName=ORDERS, Key=key(n)), range(40))
        )

    assert [response["Item"]["sk"] for response in responses] == [key(n)["sk"] for n in range(40)]


def test_one_connection_takes_request_after_request_however_they_are_cut(url: str) -> None:
    body = json.dumps({"TableName": ORDERS, "Key": key(5)})
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
    for _ in range(3):
        connection.putrequest("POST", "/")
        connection.putheader("X-AMZ-Target", "DynamoDB_20120810.GetItem")
        connection.putheader("content-LENGTH", str(len(body)))
        connection.endheaders(body[:10].encode())
        connection.send(body[10:].encode())
        response = connection.getresponse()
        assert json.loads(response.read())["Item"]["sk"] == key(5)["sk"]
        assert not response.will_close
    connection.close()


def test_the_process_ends_with_the_block() -> None:
    with running_server(CANNED) as url:
        address = urlsplit(url)

    connection = http.client.HTTPConnection(address.netloc, timeout=10)
    with pytest.raises(OSError):
        connection.connect()


def test_bodies_are_json_without_a_server() -> None:
    status, body = Tables(CANNED).respond("Query", {"TableName": USERS})

    assert status == 200
    assert len(json.loads(body)["Items"]) == 3
