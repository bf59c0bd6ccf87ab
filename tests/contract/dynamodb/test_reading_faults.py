"""Reads of many items while a server throttles, fails and hangs up: nothing is lost or doubled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.config import Config

from boto3_assist.connections import ConnectionPool
from boto3_assist.dynamodb import (
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModelBase,
    DynamoDBTable,
    QueryConfig,
    ScanConfig,
    attr,
    capacity_ledger,
)
from boto3_assist.errors import DynamoDBThrottledError
from boto3_assist.testing import AwsBackend
from tests.fault_proxy import Answer, Asked, FaultProxy

NUMBERS = list(range(12))


@dataclass
class Visit(DynamoDBModelBase):
    page: str
    number: int

    primary = DynamoDBIndex.primary(pk="page#{page}", sk="visit#{number:04d}")


HOME = Visit.primary.query(page="home")


def throttled(_: Asked) -> Answer:
    body = b'{"__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"}'
    return Answer(400, [("x-amzn-requestid", "REQ")], body)


def broken(_: Asked) -> Answer:
    body = b'{"__type": "com.amazonaws.dynamodb.v20120810#InternalServerError"}'
    return Answer(500, [("x-amzn-requestid", "REQ")], body)


def hangs_up(_: Asked) -> Answer:
    raise ConnectionError


@pytest.fixture
def proxy(aws_http: AwsBackend, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultProxy]:
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)
    with FaultProxy(str(aws_http.endpoint_url)) as proxy:
        yield proxy


def through(proxy: FaultProxy, attempts: int) -> DynamoDB:
    # A pool of its own: the retry quota of another test's client may be used up.
    retries: Any = {"total_max_attempts": attempts, "mode": "standard"}
    return DynamoDB.from_pool(
        pool=ConnectionPool(), aws_endpoint_url=proxy.url, config=Config(retries=retries)
    )


@pytest.fixture
def table(proxy: FaultProxy, aws_http: AwsBackend) -> Iterator[DynamoDBTable]:
    table = DynamoDBTable("faults", models=[Visit], db=DynamoDB.from_pool())
    table.create()
    for number in NUMBERS:
        table.db.save(Visit("home", number), table.name)
    yield table
    table.delete()


READS: list[Callable[[DynamoDB], Iterator[Any]]] = [
    lambda db: db.query_items(HOME, "faults", config=QueryConfig(page_size=5)),
    lambda db: db.query_items(
        HOME, "faults", config=QueryConfig(page_size=5, filter=attr("number") >= 0, limit=100)
    ),
    lambda db: db.scan_items("faults", model=Visit, config=ScanConfig(page_size=5)),
    lambda db: db.scan_items(
        "faults", model=Visit, config=ScanConfig(total_segments=3, page_size=2)
    ),
]
each_read = pytest.mark.parametrize("read", READS, ids=["query", "filtered", "scan", "parallel"])
FAULTS = [(read, throttled) for read in READS] + [(READS[0], broken), (READS[0], hangs_up)]


@pytest.mark.parametrize(("read", "fault"), FAULTS)
def test_what_botocore_retries_in_mid_iteration_is_not_noticed(
    proxy: FaultProxy,
    table: DynamoDBTable,
    read: Callable[[DynamoDB], Iterator[Any]],
    fault: Callable[[Asked], Answer],
) -> None:
    db = through(proxy, attempts=3)
    seen: set[bytes] = set()

    def first_time(asked: Asked) -> Answer | None:
        if asked.body in seen:
            return None
        seen.add(asked.body)
        return fault(asked)

    proxy.on_request = first_time

    with capacity_ledger() as ledger:
        found = [visit.number for visit in read(db)]

    assert sorted(found) == NUMBERS
    assert len(proxy.asked) == 2 * ledger.calls


@each_read
def test_what_no_retry_overcomes_is_raised_and_read_by_asking_again(
    proxy: FaultProxy, table: DynamoDBTable, read: Callable[[DynamoDB], Iterator[Any]]
) -> None:
    db = through(proxy, attempts=1)
    proxy.on_request = lambda asked: throttled(asked) if len(proxy.asked) % 2 == 0 else None
    items, found, failures = read(db), [], 0

    while True:
        try:
            found.append(next(items).number)
        except DynamoDBThrottledError as error:
            assert error.retryable
            failures += 1
        except StopIteration:
            break

    assert sorted(found) == NUMBERS
    assert failures == len(proxy.asked) // 2 > 0


def test_an_answer_that_got_lost_is_asked_for_again(
    proxy: FaultProxy, table: DynamoDBTable
) -> None:
    db = through(proxy, attempts=2)

    def lost(asked: Asked, answer: Answer) -> Answer | None:
        answer.cut_at = 20 if len(proxy.asked) % 2 == 0 else None
        return answer

    proxy.on_answer = lost

    found = [visit.number for visit in READS[0](db)]

    assert found == NUMBERS
