"""The account of a batch of writes, as its engine would have it kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from boto3_assist.dynamodb import BatchWriteConfig
from boto3_assist.dynamodb.batching.engine import Reply
from boto3_assist.dynamodb.batching.inputs import Inputs
from boto3_assist.dynamodb.batching.write_entries import Writes
from boto3_assist.dynamodb.batching.writes import WriteJob
from boto3_assist.errors import DynamoDBThrottledError

ITEMS = [{"pk": "1", "v": "old"}, {"pk": "2", "v": "other"}, {"pk": "1", "v": "new"}]


def send(request: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"UnprocessedItems": {}}


def job() -> WriteJob:
    config = BatchWriteConfig(duplicates="keep_last", chunk_size=2)
    writes = Writes(
        "app",
        None,
        lambda: datetime(2026, 1, 1, tzinfo=timezone.utc),
        key_names=["pk"],
        ask_key_names=list,
    )
    return WriteJob(Inputs(iter(ITEMS), "items"), "app", config, writes, send)


def test_an_earlier_one_that_failed_is_left_out_once_the_later_one_is_done() -> None:
    job_ = job()
    first, second = job_.take() or [], job_.take() or []

    job_.fail(first, DynamoDBThrottledError("slow down"), True)
    job_.settle(Reply(second))
    report = job_.report(None)

    assert (report.done, report.superseded, report.left) == (1, (0,), [ITEMS[1]])


def test_a_later_one_that_failed_is_left_when_an_earlier_one_is_done() -> None:
    job_ = job()
    first, second = job_.take() or [], job_.take() or []

    job_.fail(second, DynamoDBThrottledError("slow down"), False)
    job_.settle(Reply(first))
    report = job_.report(None)

    assert (report.done, report.superseded, report.left) == (2, (), [ITEMS[2]])


def test_when_both_failed_both_are_left_in_their_order() -> None:
    job_ = job()

    for chunk in (job_.take(), job_.take()):
        job_.fail(chunk or [], DynamoDBThrottledError("slow down"), False)

    assert job_.report(None).left == ITEMS
