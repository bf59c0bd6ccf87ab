"""Transactions through a proxy that loses answers and makes conflicts: each is carried out once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from botocore.config import Config

from boto3_assist.dynamodb import (
    Deadline,
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBTable,
    ItemConfig,
    Transaction,
    TransactionConfig,
    Update,
    attr,
)
from boto3_assist.errors import (
    AwsError,
    TransactionCanceledError,
    TransactionConflictError,
    TransactionTokenExpiredError,
)
from boto3_assist.testing import AwsBackend
from tests.fault_proxy import Answer, Asked, FaultProxy

pytestmark = pytest.mark.integration

NOON = datetime(2026, 1, 1, 12, tzinfo=timezone.utc)
COUNT = {"pk": "count", "sk": "count"}


class Doc(DynamoDBModel):
    doc_id: str
    text: str = ""
    updated_at: datetime | None = None
    version: int | None = None

    primary = DynamoDBIndex.primary(pk="doc#{doc_id}", sk="doc")
    item_config = ItemConfig(version="version", updated_at="updated_at")


class Faults:
    """What the proxy does to the transactions that pass, one fault for each."""

    def __init__(self, proxy: FaultProxy) -> None:
        self.before: list[Answer | None] = []
        self.after: list[str] = []
        self.passed: list[Any] = []
        proxy.on_request = self.on_request
        proxy.on_answer = self.on_answer

    def on_request(self, asked: Asked) -> Answer | None:
        if not is_write(asked):
            return None
        self.passed.append(json.loads(asked.body))
        return self.before.pop(0) if self.before else None

    def on_answer(self, asked: Asked, answer: Answer) -> Answer | None:
        fault = self.after.pop(0) if is_write(asked) and self.after else ""
        if fault == "lost":
            raise ConnectionError
        if fault == "cut":
            answer.cut_at = 1
        return answer

    @property
    def tokens(self) -> set[str]:
        return {body["ClientRequestToken"] for body in self.passed}


def is_write(asked: Asked) -> bool:
    return asked.headers.get("x-amz-target", "").endswith(".TransactWriteItems")


def refused(name: str, **body: Any) -> Answer:
    kind = f"com.amazonaws.dynamodb.v20120810#{name}"
    content = json.dumps({"__type": kind, "Message": "no", **body}).encode()
    return Answer(400, [("Content-Type", "application/x-amz-json-1.0")], content)


def canceled(*codes: str) -> Answer:
    reasons = [{"Code": code} for code in codes]
    return refused("TransactionCanceledException", CancellationReasons=reasons)


class Time:
    """Seconds that pass by sleeping only."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)
    return Time()


@pytest.fixture
def proxy(aws_http: AwsBackend) -> Iterator[FaultProxy]:
    with FaultProxy(str(aws_http.endpoint_url)) as proxy:
        yield proxy


@pytest.fixture
def faults(proxy: FaultProxy) -> Faults:
    return Faults(proxy)


def through(proxy: FaultProxy, time: Time, *, attempts: int = 1) -> DynamoDB:
    config = Config(retries={"total_max_attempts": attempts, "mode": "standard"})
    db = DynamoDB.from_pool(aws_endpoint_url=proxy.url, config=config)
    db.clock = lambda: NOON + timedelta(seconds=time.seconds)
    db.timer = lambda: time.seconds
    db.sleep = time.sleep
    db.random = lambda: 1.0
    return db


@pytest.fixture
def table(aws_http: AwsBackend) -> Iterator[DynamoDBTable]:
    table = DynamoDBTable("faults", models=[Doc], db=DynamoDB.from_pool())
    table.create()
    yield table
    table.delete()


def once(table: DynamoDBTable) -> tuple[Transaction, Doc]:
    """A transaction that would be seen if it were carried out twice, or in part."""
    doc, tx = Doc(doc_id="1", text="a"), Transaction(table.name)
    tx.put(doc)
    tx.update(COUNT, Update().increment("n"))
    return tx, doc


def stored(table: DynamoDBTable) -> list[dict[str, Any]]:
    items = DynamoDB.from_pool().scan_items(table_name=table.name)
    return sorted(items, key=lambda item: str(item["pk"]))


def assert_done_once(table: DynamoDBTable, tx: Transaction, doc: Doc) -> None:
    assert tx.is_done
    count, item = stored(table)
    assert count == {**COUNT, "n": 1}
    assert (item["text"], item["version"]) == ("a", 1)
    found = DynamoDB.from_pool().get(Doc.primary.key(doc_id="1"), table.name).unwrap()
    assert (found, found.version, found.updated_at) == (doc, doc.version, doc.updated_at)


def test_a_lost_answer_and_the_same_transaction_again(
    proxy: FaultProxy, faults: Faults, time: Time, table: DynamoDBTable
) -> None:
    db, (tx, doc) = through(proxy, time), once(table)
    faults.after = ["lost"]

    with pytest.raises(AwsError) as caught:
        db.transact_write_items(tx)
    assert caught.value.retryable
    assert (doc.version, doc.updated_at) == (None, None)
    time.seconds += 300
    db.transact_write_items(tx)

    assert_done_once(table, tx, doc)
    assert doc.updated_at == NOON
    assert (len(faults.passed), len(faults.tokens)) == (2, 1)


def test_an_answer_that_is_cut_in_its_body(
    proxy: FaultProxy, faults: Faults, time: Time, table: DynamoDBTable
) -> None:
    db, (tx, doc) = through(proxy, time), once(table)
    faults.after = ["cut"]

    # That there is an answer says that it was done, whether its body is asked for or not.
    if not db.transact_write_items(tx, raise_on_error=False).success:
        db.transact_write_items(tx)
    assert_done_once(table, tx, doc)

    proxy.on_answer = lambda asked, answer: replace(answer, cut_at=1)
    with pytest.raises(AwsError):
        db.transact_get_items([COUNT], table_name=table.name)


def test_a_lost_answer_and_boto3_again(
    proxy: FaultProxy, faults: Faults, time: Time, table: DynamoDBTable
) -> None:
    db, (tx, doc) = through(proxy, time, attempts=3), once(table)
    faults.after = ["lost", "lost"]

    db.transact_write_items(tx)

    assert_done_once(table, tx, doc)
    assert (len(faults.passed), len(faults.tokens)) == (3, 1)


def test_a_lost_answer_and_the_library_again(
    proxy: FaultProxy, faults: Faults, time: Time, table: DynamoDBTable
) -> None:
    db, (tx, doc) = through(proxy, time, attempts=2), once(table)
    faults.after = ["lost"]
    # boto3's second attempt finds the first one under way, and is the last that boto3 makes.
    faults.before = [None, refused("TransactionInProgressException")]

    db.transact_write_items(tx)

    assert_done_once(table, tx, doc)
    assert (len(faults.passed), len(faults.tokens)) == (3, 1)


def test_a_request_that_did_not_arrive(
    proxy: FaultProxy, faults: Faults, time: Time, table: DynamoDBTable
) -> None:
    db, (tx, doc) = through(proxy, time), once(table)
    answer = Answer(503, [], b"")
    faults.before = [answer]

    with pytest.raises(AwsError):
        db.transact_write_items(tx)
    assert stored(table) == []
    db.transact_write_items(tx)

    assert_done_once(table, tx, doc)


def test_an_answer_that_was_lost_too_long_ago(
    proxy: FaultProxy, faults: Faults, time: Time, table: DynamoDBTable
) -> None:
    db, (tx, _) = through(proxy, time), once(table)
    faults.after = ["lost"]
    with pytest.raises(AwsError):
        db.transact_write_items(tx)
    time.seconds += 601

    with pytest.raises(TransactionTokenExpiredError):
        db.transact_write_items(tx)

    assert len(faults.passed) == 1


def test_conflicts_and_throttles_for_ten_seconds(
    proxy: FaultProxy, faults: Faults, time: Time, table: DynamoDBTable
) -> None:
    db, (tx, doc) = through(proxy, time), once(table)
    faults_end = 10.0
    kinds = [canceled("TransactionConflict", "None"), canceled("None", "ThrottlingError")]

    def on_request(asked: Asked) -> Answer | None:
        if is_write(asked):
            faults.passed.append(json.loads(asked.body))
            if time.seconds < faults_end:
                return kinds[len(faults.passed) % 2]
        return None

    proxy.on_request = on_request
    db.transact_write_items(tx)

    assert_done_once(table, tx, doc)
    assert time.seconds >= faults_end
    assert len(faults.tokens) == 1 < len(faults.passed) <= TransactionConfig().max_attempts


def test_conflicts_without_end_change_nothing(
    proxy: FaultProxy, faults: Faults, time: Time, table: DynamoDBTable
) -> None:
    db, (tx, doc) = through(proxy, time), once(table)
    faults.before = [canceled("TransactionConflict", "None")] * 99

    with Deadline.after(3.0, clock=lambda: time.seconds):
        with pytest.raises(TransactionCanceledError) as caught:
            db.transact_write_items(tx)

    (reason,) = caught.value.failures
    assert (reason.position, reason.model) == (0, Doc)
    assert isinstance(reason.error, TransactionConflictError)
    assert stored(table) == [] and doc.version is None
    assert time.seconds < 3.0


def test_a_condition_that_fails_beside_a_conflict_wins(
    proxy: FaultProxy, faults: Faults, time: Time, table: DynamoDBTable
) -> None:
    db, (tx, _) = through(proxy, time), once(table)
    tx.check({"pk": "x", "sk": "x"}, attr("n") == 1)
    faults.before = [canceled("TransactionConflict", "None", "ConditionalCheckFailed")]

    with pytest.raises(TransactionCanceledError) as caught:
        db.transact_write_items(tx)

    assert not caught.value.retryable
    assert (len(faults.passed), time.seconds) == (1, 0)
    assert stored(table) == []
