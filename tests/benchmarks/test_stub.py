from __future__ import annotations

import sys
import zlib
from collections.abc import Callable
from typing import Any

import pytest

from benchmarks.backends import Backend
from benchmarks.contenders import boto, ours
from benchmarks.contenders.calls import BATCH, CHANGE, GET, PUT, QUERY, Calls
from benchmarks.contenders.entries import _MAKERS, PYDYNOX, PYNAMODB, calls_of
from benchmarks.items.values import ITEMS
from benchmarks.items.wire import ORDERS, USERS, order_item, responses
from benchmarks.stub import Answer, answer_by
from boto3_assist.dynamodb import DynamoDB

TABLE = pytest.mark.parametrize("table", [ORDERS, USERS])


def test_each_operation_has_its_answer_and_a_true_checksum() -> None:
    client = Backend().client()
    seen: list[Any] = []
    client.meta.events.register("after-call", lambda http_response, **_: seen.append(http_response))
    Backend().answer(client, responses(ORDERS, [order_item(0)]))

    found = client.get_item(TableName=ORDERS, Key={"pk": {"S": "1"}, "sk": {"S": "1"}})
    client.put_item(TableName=ORDERS, Item=found["Item"])

    assert found["Item"] == order_item(0)
    assert seen[1].content == b"{}"
    for response in seen:
        assert response.headers["x-amz-crc32"] == str(zlib.crc32(response.content))


def test_an_answer_is_chosen_for_each_request() -> None:
    client = Backend().client()
    answers = iter([Answer({"Count": 1}), Answer({"Count": 2})])
    answer_by(client, lambda operation: next(answers) if operation == "Scan" else Answer({}))

    assert [client.scan(TableName=ORDERS)["Count"] for _ in "12"] == [1, 2]


def done(calls: Calls, name: str) -> Any:
    work = calls[name]
    assert not isinstance(work, str)
    return work()


@TABLE
@pytest.mark.parametrize(
    "make", [boto.client_calls, boto.converted_calls, boto.resource_calls], ids=lambda m: m.__name__
)
def test_the_calls_of_boto3_do_what_they_are_named_for(
    make: Callable[[Backend, str], Calls], table: str
) -> None:
    calls = make(Backend(), table)

    query, batch = done(calls, QUERY), done(calls, BATCH)
    if make is not boto.converted_calls:
        query, batch = query["Items"], batch["Responses"][table]
    assert len(query) == len(batch) == ITEMS
    assert done(calls, GET)
    done(calls, PUT)
    if table == ORDERS:
        done(calls, CHANGE)


@TABLE
@pytest.mark.parametrize("style", ours.STYLES)
def test_the_calls_of_the_library_end_in_models(
    style: str, table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = ours.calls(Backend(), table, style)
    model = ours.STYLES[style].Order if table == ORDERS else ours.STYLES[style].User

    assert type(done(calls, GET)) is model
    assert type(done(calls, PUT).data) is model
    assert [type(item) for item in done(calls, QUERY)] == [model] * ITEMS
    if table == ORDERS:
        saved: list[Any] = []
        monkeypatch.setattr(DynamoDB, "save", lambda _, item, table: saved.append((item, table)))
        done(calls, CHANGE)
        assert [(str(order.total), table) for order, table in saved] == [("99.5", ORDERS)]


def test_who_cannot_take_part_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pynamodb", None)
    monkeypatch.delitem(sys.modules, "benchmarks.contenders.pynamodb_models", raising=False)

    makers = {name: make for name, make in _MAKERS.items() if name in (PYNAMODB, PYDYNOX)}
    monkeypatch.setattr("benchmarks.contenders.entries._MAKERS", makers)

    calls = calls_of(Backend(), USERS)

    assert str(calls[PYNAMODB]).endswith("is not installed")
    assert calls[PYDYNOX] == "needs a socket"
