"""Batches against a table that fails: what is stored and what is reported are the same."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from boto3_assist.dynamodb import (
    BatchDelete,
    BatchGetConfig,
    BatchReport,
    BatchWriteConfig,
    Deadline,
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
)
from boto3_assist.errors import (
    BatchGetIncompleteError,
    BatchIncompleteError,
    BatchWriteIncompleteError,
    DeadlineExceededError,
    DynamoDBRequestRejectedError,
    DynamoDBResponseIntegrityError,
    DynamoDBThrottledError,
    OperationStoppedError,
)
from tests.fault_table import Fault, FaultTable, Passing, VirtualTime, fault_table
from tests.subprocesses import bare_environment
from tests.unit.dynamodb.canned import new_client

WORKERS = pytest.mark.parametrize("workers", [1, 4])


class Order(DynamoDBModel):
    number: int
    note: str = "none"

    primary = DynamoDBIndex.primary(pk="order#{number}", sk="order")


@pytest.fixture
def table() -> Iterator[FaultTable]:
    with fault_table() as table:
        yield table


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime()


@pytest.fixture
def db(table: FaultTable, time: VirtualTime) -> DynamoDB:
    db = DynamoDB.from_client(new_client(endpoint=table.url))
    db.timer, db.sleep, db.random = time.timer, time.sleep, lambda: 1.0
    return db


def orders(numbers: Iterable[int]) -> list[Order]:
    return [Order(number=number) for number in numbers]


def keys(numbers: Iterable[int]) -> list[Any]:
    return [Order.primary.key(number=number) for number in numbers]


def number_of(key: tuple[str, str]) -> int:
    return int(key[0].partition("#")[2])


def stored(table: FaultTable) -> set[int]:
    return set(map(number_of, table.items))


def undone(report: BatchReport) -> set[int]:
    return {failure.item.number for failure in report.failures}


def chunks_with(*numbers: int) -> Any:
    """Tell of a request whether it is about one of some orders."""
    return lambda passing: not set(numbers).isdisjoint(map(number_of, passing.keys))


@WORKERS
def test_every_third_item_unprocessed(db: DynamoDB, table: FaultTable, workers: int) -> None:
    seen: dict[int, int] = {}

    def is_left(key: tuple[str, str]) -> bool:
        seen[number_of(key)] = seen.get(number_of(key), 0) + 1
        return number_of(key) % 3 == 0 and seen[number_of(key)] <= 4

    table.fault = lambda passing: Fault(unprocessed=is_left)

    result = db.batch_write_item(orders(range(200)), "app", max_workers=workers)

    assert stored(table) == set(range(200))
    assert result.data.done == result["ProcessedCount"] == 200


@WORKERS
def test_items_that_are_never_processed(db: DynamoDB, table: FaultTable, workers: int) -> None:
    table.fault = lambda passing: Fault(unprocessed=lambda key: number_of(key) % 50 == 7)

    # Four chunks fail: by default the third of them in a row would end the batch.
    config = BatchWriteConfig(give_up_after=None)
    with pytest.raises(BatchWriteIncompleteError) as caught:
        db.batch_write_item(orders(range(200)), "app", max_workers=workers, config=config)

    report = caught.value.report
    assert undone(report) == {7, 57, 107, 157}
    assert stored(table) == set(range(200)) - undone(report)
    assert report.done == 196
    assert {type(failure.error) for failure in report.failures} == {DynamoDBThrottledError}
    assert not any(failure.may_be_done for failure in report.failures)


@WORKERS
def test_a_chunk_failing_for_good(db: DynamoDB, table: FaultTable, workers: int) -> None:
    is_bad = chunks_with(60)
    table.fault = lambda passing: Fault(code="ValidationException") if is_bad(passing) else None

    with pytest.raises(BatchWriteIncompleteError) as caught:
        db.batch_write_item(orders(range(200)), "app", max_workers=workers)

    report = caught.value.report
    assert undone(report) == set(range(50, 75))
    assert stored(table) == set(range(200)) - undone(report)
    assert {type(failure.error) for failure in report.failures} == {DynamoDBRequestRejectedError}


@WORKERS
def test_a_chunk_whose_server_fails_for_good(db: DynamoDB, table: FaultTable, workers: int) -> None:
    is_bad = chunks_with(60)
    error = Fault(code="InternalServerError", status=500)
    table.fault = lambda passing: error if is_bad(passing) else None

    with pytest.raises(BatchWriteIncompleteError) as caught:
        db.batch_write_item(
            orders(range(200)), "app", max_workers=workers, config=BatchWriteConfig(max_attempts=2)
        )

    report = caught.value.report
    assert undone(report) == set(range(50, 75))
    assert stored(table) == set(range(200)) - undone(report)
    assert all(failure.may_be_done for failure in report.failures)


@WORKERS
@pytest.mark.parametrize(
    "code",
    ["ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"],
)
def test_d9_throttles_for_ten_seconds(
    db: DynamoDB, table: FaultTable, time: VirtualTime, workers: int, code: str
) -> None:
    table.fault = lambda passing: Fault(code=code) if 1 <= time.now < 11 else None
    time.now = 0.0

    def later(done: int, total: int) -> None:
        if time.now < 1:
            time.now = 1.0

    result = db.batch_write_item(
        orders(range(200)), "app", max_workers=workers, progress_callback=later
    )

    assert stored(table) == set(range(200))
    assert result.data.is_complete
    assert 11 <= time.now < 60
    assert max(time.slept) <= 20


def test_d9_a_deadline_ends_the_waiting(db: DynamoDB, table: FaultTable, time: VirtualTime) -> None:
    def fault(passing: Passing) -> Fault | None:
        return Fault(code="ThrottlingException") if passing.number >= 3 else None

    table.fault = fault

    with pytest.raises(DeadlineExceededError) as caught:
        with Deadline.after(5.0, clock=time.timer):
            db.batch_write_item(orders(range(200)), "app")

    report = caught.value.partial
    assert undone(report) == set(range(75, 200))
    assert stored(table) == set(range(75))
    assert (report.done, report.taken) == (75, 200)
    assert time.now < 5


@pytest.mark.parametrize("items", [orders(range(30)), [{"pk": "1", "sk": "1"}]])
def test_a_deadline_that_has_passed_sends_nothing(
    db: DynamoDB, table: FaultTable, time: VirtualTime, items: Any
) -> None:
    deadline = Deadline.after(0, clock=time.timer)

    with pytest.raises(DeadlineExceededError) as caught:
        db.batch_write_item(items, "app", config=BatchWriteConfig(deadline=deadline))

    assert (table.passed, caught.value.partial.done) == ([], 0)
    assert caught.value.partial.left == items


@WORKERS
def test_a_connection_cut_in_the_middle_of_an_answer(
    db: DynamoDB, table: FaultTable, workers: int
) -> None:
    is_bad, cuts = chunks_with(60), iter([10, 5])
    table.fault = lambda passing: Fault(cut_at=next(cuts, None)) if is_bad(passing) else None

    result = db.batch_write_item(orders(range(200)), "app", max_workers=workers)

    assert stored(table) == set(range(200))
    assert result.data.is_complete
    assert sum(map(is_bad, table.passed)) == 3


@WORKERS
def test_a_connection_that_is_cut_every_time_leaves_a_doubt(
    db: DynamoDB, table: FaultTable, workers: int
) -> None:
    is_bad = chunks_with(60)
    table.fault = lambda passing: Fault(cut_at=10) if is_bad(passing) else None

    with pytest.raises(BatchWriteIncompleteError) as caught:
        db.batch_write_item(
            orders(range(200)), "app", max_workers=workers, config=BatchWriteConfig(max_attempts=2)
        )

    report = caught.value.report
    assert undone(report) == set(range(50, 75))
    assert all(failure.may_be_done for failure in report.failures)
    # They were written, which nobody could know.
    assert stored(table) == set(range(200))
    # botocore takes a body that is cut for an empty one.
    assert isinstance(caught.value.__cause__, DynamoDBResponseIntegrityError)


@WORKERS
@pytest.mark.parametrize(
    "later", [Fault(code="ThrottlingException"), Fault(unprocessed=lambda key: True)]
)
def test_an_answer_that_botocore_lost_before_its_last_attempt_leaves_a_doubt(
    table: FaultTable, workers: int, later: Fault
) -> None:
    db = DynamoDB.from_client(new_client(endpoint=table.url, attempts=2))
    seen: set[int] = set()

    def fault(passing: Passing) -> Fault:
        first = number_of(passing.keys[0])
        is_again = first in seen
        seen.add(first)
        return later if is_again else Fault(code="InternalServerError", status=500, is_done=True)

    table.fault = fault
    config = BatchWriteConfig(max_attempts=1)

    with pytest.raises(BatchWriteIncompleteError) as caught:
        db.batch_write_item(orders(range(50)), "app", max_workers=workers, config=config)

    failures = caught.value.report.failures
    assert {type(failure.error) for failure in failures} == {DynamoDBThrottledError}
    assert [failure.may_be_done for failure in failures] == [True] * 50
    assert stored(table) == set(range(50))


def test_what_failed_before_a_later_one_of_its_key_was_written_is_not_left(
    db: DynamoDB, table: FaultTable
) -> None:
    table.fault = lambda passing: None if passing.number else Fault(code="ValidationException")
    both = [Order(number=n, note=note) for note in ("old", "new") for n in range(25)]
    seen: list[tuple[int, int]] = []

    report = db.batch_write_item(
        iter([*both, *orders(range(30, 40))]),
        "app",
        config=BatchWriteConfig.keep_last(),
        progress_callback=lambda *figures: seen.append(figures),
    ).data

    assert (report.done, report.left, report.superseded) == (35, [], tuple(range(25)))
    assert {item["note"]["S"] for (pk, _), item in table.items.items() if len(pk) < 8} >= {"new"}
    assert seen == [(25, 50), (35, 60)]


def test_of_an_iterator_a_later_one_of_a_key_waits_for_an_earlier_one(
    db: DynamoDB, table: FaultTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boto3_assist.dynamodb.batching.writes._REMEMBERED", 30)
    times = iter(range(99))
    is_first = chunks_with(1)
    table.fault = lambda passing: (
        Fault(code="ThrottlingException") if is_first(passing) and next(times) < 3 else None
    )
    items = [*orders(range(100)), Order(number=0, note="later")]

    db.batch_write_item(iter(items), "app", max_workers=4)

    assert table.items["order#0", "order"]["note"] == {"S": "later"}


def test_an_endpoint_that_is_down_is_not_asked_for_every_chunk(
    db: DynamoDB, table: FaultTable
) -> None:
    table.fault = lambda passing: Fault(code="InternalServerError", status=500)

    with pytest.raises(BatchWriteIncompleteError) as caught:
        db.batch_write_item(orders(range(999)), "app", config=BatchWriteConfig(max_attempts=2))

    assert len(table.passed) == 3 * 2
    report = caught.value.report
    assert [failure.may_be_done for failure in report.failures] == [True] * 75 + [False] * 924


SCRIPT = """
import sys
from tests.unit.dynamodb.canned import new_client
from tests.unit.dynamodb.verbs.test_batch_faults import Order, orders
from boto3_assist.dynamodb import DynamoDB

db = DynamoDB.from_client(new_client(endpoint=sys.argv[1]))
result = db.batch_write_item(orders(range(500)), "app", max_workers=int(sys.argv[2]))
print(result.data.done)
"""


@pytest.mark.slow
@WORKERS
def test_a_worker_killed(table: FaultTable, workers: int) -> None:
    """What the killed process had sent is whole chunks, and doing it once more completes it."""
    running: list[subprocess.Popen[str]] = []

    def fault(passing: Passing) -> Fault | None:
        if passing.number == 8:
            os.kill(running[0].pid, signal.SIGKILL)
        return None

    def run() -> tuple[str, int]:
        command = [sys.executable, "-c", SCRIPT, table.url, str(workers)]
        running[:] = [
            subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=bare_environment())
        ]
        output, _ = running[0].communicate(timeout=60)
        return output, running[0].returncode

    table.fault = fault
    assert run() == ("", -signal.SIGKILL)
    passed, kept = table.at_rest()
    assert kept == passed
    assert 8 * 25 <= len(kept) < 500

    assert run() == ("500\n", 0)
    assert stored(table) == set(range(500))


@WORKERS
def test_reads_of_a_table_that_leaves_and_cuts_and_throttles(
    db: DynamoDB, table: FaultTable, workers: int
) -> None:
    db.batch_write_item(orders(range(0, 500, 2)), "app")
    table.passed.clear()
    times: dict[int, int] = {}

    def is_left(key: tuple[str, str]) -> bool:
        times[number_of(key)] = times.get(number_of(key), 0) + 1
        return number_of(key) % 7 == 0 and times[number_of(key)] <= 2

    def fault(passing: Passing) -> Fault | None:
        if passing.number % 3 == 1:
            return Fault(code="ThrottlingException")
        return Fault(unprocessed=is_left, cut_at=20 if passing.number == 3 else None)

    table.fault = fault

    result = db.batch_get_item(keys(range(500)), "app", max_workers=workers)

    assert result.data == [Order(number=n) if n % 2 == 0 else None for n in range(500)]
    assert result["Count"] == 250


@WORKERS
def test_reads_of_which_a_chunk_fails_for_good(
    db: DynamoDB, table: FaultTable, workers: int
) -> None:
    db.batch_write_item(orders(range(500)), "app")
    is_bad = chunks_with(250)
    table.fault = lambda passing: Fault(code="ValidationException") if is_bad(passing) else None

    with pytest.raises(BatchGetIncompleteError) as caught:
        db.batch_get_item(keys(range(500)), "app", max_workers=workers)

    error = caught.value
    assert [failure.position for failure in error.report.failures] == list(range(200, 300))
    assert error.report.left == keys(range(200, 300))
    assert error.result.data == [
        None if 200 <= number < 300 else Order(number=number) for number in range(500)
    ]
    assert not any(failure.may_be_done for failure in error.report.failures)


def test_workers_work_at_the_same_time_and_progress_never_goes_back(
    db: DynamoDB, table: FaultTable
) -> None:
    table.seconds = 0.02
    seen: list[tuple[int, int]] = []
    threads: set[int] = set()

    def progress(done: int, total: int) -> None:
        seen.append((done, total))
        threads.add(threading.get_ident())

    db.batch_write_item(orders(range(400)), "app", parallel=True, progress_callback=progress)

    assert 1 < table.most_at_once <= 5
    assert seen == sorted(seen)
    assert seen[-1] == (400, 400)
    assert threads == {threading.get_ident()}


def test_no_thread_outlives_a_batch(db: DynamoDB, table: FaultTable) -> None:
    table.fault = lambda passing: Fault(code="ValidationException") if passing.number else None

    with pytest.raises(BatchIncompleteError):
        db.batch_write_item(orders(range(400)), "app", parallel=True)

    assert not [t for t in threading.enumerate() if t.name.startswith("boto3-assist-batch")]


@WORKERS
def test_cancelling(db: DynamoDB, table: FaultTable, workers: int) -> None:
    cancel = threading.Event()

    def progress(done: int, total: int) -> None:
        if done >= 100:
            cancel.set()

    with pytest.raises(OperationStoppedError) as caught:
        db.batch_write_item(
            iter(orders(range(999))),
            "app",
            max_workers=workers,
            config=BatchWriteConfig(cancel=cancel),
            progress_callback=progress,
        )

    report = caught.value.partial
    assert type(caught.value) is OperationStoppedError
    assert report.done == len(stored(table)) == report.taken
    assert 100 <= report.done <= 100 + 25 * 2 * workers
    assert not report.all_taken


def test_puts_and_deletions_keep_account_of_each(db: DynamoDB, table: FaultTable) -> None:
    db.batch_write_item(orders(range(50)), "app")
    table.fault = lambda passing: Fault(unprocessed=lambda key: number_of(key) in (3, 60))
    items: list[Any] = [*(BatchDelete(key) for key in keys(range(10))), *orders(range(55, 65))]

    with pytest.raises(BatchWriteIncompleteError) as caught:
        db.batch_write_item(items, "app", config=BatchWriteConfig(max_attempts=2))

    assert [failure.position for failure in caught.value.report.failures] == [3, 15]
    assert caught.value.report.left == [items[3], items[15]]
    assert stored(table) == {3, *range(10, 50), *range(55, 65)} - {60}


def test_what_is_left_can_be_given_once_more(db: DynamoDB, table: FaultTable) -> None:
    table.fault = lambda passing: Fault(unprocessed=lambda key: number_of(key) % 9 == 0)
    config = BatchWriteConfig(max_attempts=2)

    with pytest.raises(BatchWriteIncompleteError) as caught:
        db.batch_write_item(orders(range(100)), "app", config=config)
    table.fault = lambda passing: None
    db.batch_write_item(caught.value.report.left, "app")

    assert stored(table) == set(range(100))


def test_chunk_size_is_as_told(db: DynamoDB, table: FaultTable) -> None:
    db.batch_write_item(orders(range(20)), "app", config=BatchWriteConfig(chunk_size=7))
    db.batch_get_item(keys(range(20)), "app", config=BatchGetConfig(chunk_size=9))

    assert [len(passing.keys) for passing in table.passed] == [7, 7, 6, 9, 9, 2]
