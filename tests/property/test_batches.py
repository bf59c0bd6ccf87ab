"""Batches under any faults: every input is done, failed or superseded, and the table says so."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boto3_assist.dynamodb import BatchDelete, BatchGetConfig, BatchWriteConfig, DynamoDB
from boto3_assist.dynamodb.batching import engine
from boto3_assist.errors import (
    BatchGetIncompleteError,
    BatchIncompleteError,
    BatchWriteIncompleteError,
    DynamoDBAccessDeniedError,
    DynamoDBConnectionError,
    DynamoDBRequestRejectedError,
    DynamoDBThrottledError,
)
from tests.fault_table import Key, key_of

# What happens to a request, one after the other: all of it is done, some of it, or none.
FAULTS = st.lists(
    st.sampled_from(["done", "some", "none", "throttled", "rejected", "cut", "cut-undone"]),
    max_size=12,
)
# A few numbers of few keys, so that many are alike.
INPUTS = st.lists(st.tuples(st.integers(0, 15), st.booleans()), max_size=40)


class Table:
    """Stands in for a client; answers requests as its faults say, and then as a good table."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        self.items: dict[Key, Any] = {}
        self.in_doubt: set[Key] = set()
        self.lock = threading.Lock()

    def batch_write_item(self, RequestItems: Any) -> Any:
        ((name, requests),) = RequestItems.items()
        assert 1 <= len(requests) <= 25
        assert len({key_of(each) for each in requests}) == len(requests)
        with self.lock:
            fault = self._next()
            if fault == "cut-undone":
                self.in_doubt |= {key_of(each) for each in requests}
                raise DynamoDBConnectionError("cut")
            left = [r for n, r in enumerate(requests) if fault == "some" and n % 3 == 1]
            left = requests if fault == "none" else left
            for each in requests:
                if each in left:
                    continue
                if "PutRequest" in each:
                    self.items[key_of(each)] = each["PutRequest"]["Item"]
                else:
                    self.items.pop(key_of(each), None)
            if fault == "cut":
                self.in_doubt |= {key_of(each) for each in requests}
                raise DynamoDBConnectionError("cut")
        return {"UnprocessedItems": {name: left} if left else {}}

    def batch_get_item(self, RequestItems: Any) -> Any:
        ((name, asked),) = RequestItems.items()
        keys = asked["Keys"]
        assert 1 <= len(keys) <= 100
        assert len(set(map(key_of, keys))) == len(keys)
        with self.lock:
            fault = self._next()
        if fault.startswith("cut"):
            raise DynamoDBConnectionError("cut")
        left = [key for n, key in enumerate(keys) if fault == "none" or (fault == "some" and n % 2)]
        found = [self.items[key_of(k)] for k in keys if k not in left and key_of(k) in self.items]
        return {"Responses": {name: found}, "UnprocessedKeys": {name: {"Keys": left}}}

    def _next(self) -> str:
        fault = self.faults.pop(0) if self.faults else "done"
        if fault == "throttled":
            raise DynamoDBThrottledError("slow down")
        if fault == "rejected":
            raise DynamoDBRequestRejectedError("no")
        return fault


def db_on(table: Table) -> DynamoDB:
    db = DynamoDB.from_client(table)
    db.sleep = lambda seconds: None
    return db


def key(number: int) -> dict[str, str]:
    return {"pk": str(number), "sk": "k"}


def expected(inputs: list[Any], is_counted: Callable[[int], bool]) -> dict[Key, str]:
    """What a table holds after the counted ones of some inputs, one after the other."""
    items: dict[Key, str] = {}
    for position, each in enumerate(inputs):
        if not is_counted(position):
            continue
        if isinstance(each, BatchDelete):
            items.pop((each.key["pk"], "k"), None)  # type: ignore[index]  # a dictionary here
        else:
            items[each["pk"], "k"] = each["v"]
    return items


@settings(max_examples=80)
@given(INPUTS, FAULTS, st.integers(1, 3), st.integers(1, 7), st.booleans())
def test_what_is_reported_of_writes_is_what_is_stored(
    numbers: list[tuple[int, bool]], faults: list[str], workers: int, size: int, streamed: bool
) -> None:
    table = Table(faults)
    inputs: list[Any] = [
        BatchDelete(key(number)) if deletes else {**key(number), "v": str(position)}
        for position, (number, deletes) in enumerate(numbers)
    ]
    config = BatchWriteConfig(
        duplicates="keep_last",
        key_attributes=["pk", "sk"],
        max_workers=workers,
        chunk_size=size,
        max_attempts=3,
        give_up_after=2,
    )
    given_inputs: Any = iter(inputs) if streamed else inputs

    try:
        report = db_on(table).batch_write_item(given_inputs, "t", config=config).data
    except BatchWriteIncompleteError as error:
        report = error.report
    except (DynamoDBThrottledError, DynamoDBRequestRejectedError, DynamoDBConnectionError):
        assert not table.items
        return

    failed = {failure.position for failure in report.failures}
    assert failed.isdisjoint(report.superseded)
    assert report.done == report.taken - len(failed) - len(report.superseded)
    assert report.all_taken or streamed
    doubtful = {key_of(_wire(f.item)) for f in report.failures if f.may_be_done}
    assert doubtful <= table.in_doubt
    stored = {each: item["v"]["S"] for each, item in table.items.items()}
    told = expected(
        inputs,
        lambda n: n < report.taken and n not in failed and n not in report.superseded,
    )
    assert {k: v for k, v in stored.items() if k not in doubtful} == {
        k: v for k, v in told.items() if k not in doubtful
    }
    assert [f.item for f in report.failures] == report.left == [inputs[n] for n in sorted(failed)]

    # What is left can be written again: what was given last for a key is what stays.
    if report.all_taken:
        table.faults = []
        db_on(table).batch_write_item(report.left, "t", config=config)
        stored = {each: item["v"]["S"] for each, item in table.items.items()}
        assert stored == expected(inputs, lambda n: True)


@settings(max_examples=60)
@given(st.lists(st.integers(0, 30), max_size=60), FAULTS, st.integers(1, 3), st.integers(1, 9))
def test_reads_give_each_key_its_item_or_say_that_they_do_not(
    numbers: list[int], faults: list[str], workers: int, size: int
) -> None:
    table = Table([])
    for number in range(0, 30, 2):
        table.items[str(number), "k"] = {**_wire(key(number)), "v": {"S": str(number)}}
    table.faults = faults
    config = BatchGetConfig(max_workers=workers, chunk_size=size, max_attempts=3)

    try:
        result = db_on(table).batch_get_item([key(n) for n in numbers], "t", config=config)
        failed = set[int]()
    except BatchGetIncompleteError as error:
        result = error.result
        failed = {f.position for f in error.report.failures}
        # The first place of each key, and those that the same key was given at.
        assert error.report.done == len(numbers) - len(failed)
    except (DynamoDBThrottledError, DynamoDBRequestRejectedError, DynamoDBConnectionError):
        return

    assert len(result.data) == len(numbers)
    for position, (number, found) in enumerate(zip(numbers, result.data)):
        is_there = number % 2 == 0 and number < 30 and position not in failed
        assert found == ({**key(number), "v": str(number)} if is_there else None)


@settings(max_examples=30)
@given(INPUTS, st.integers(0, 9), st.integers(1, 3))
def test_an_error_of_all_chunks_ends_it_with_an_account(
    numbers: list[tuple[int, bool]], good: int, workers: int
) -> None:
    table = Table(["done"] * good)
    write = table.batch_write_item

    def denied(RequestItems: Any) -> Any:
        if not table.faults:
            raise DynamoDBAccessDeniedError("no")
        return write(RequestItems)

    table.batch_write_item = denied  # type: ignore[method-assign]  # from some request on
    inputs = [{**key(n), "v": str(n)} for n, _ in numbers]
    config = BatchWriteConfig(duplicates="keep_last", key_attributes=["pk", "sk"])

    try:
        report = (
            db_on(table)
            .batch_write_item(
                [BatchDelete(key(99)), *inputs], "t", config=config, max_workers=workers
            )
            .data
        )
    except BatchIncompleteError as error:
        report = error.report
        assert isinstance(error.__cause__, DynamoDBAccessDeniedError)
    except DynamoDBAccessDeniedError:
        assert not table.items
        return

    failed = {failure.item["pk"] for failure in report.failures if isinstance(failure.item, dict)}
    assert failed | {pk for pk, _ in table.items} == {str(n) for n, _ in numbers}
    assert failed.isdisjoint(pk for pk, _ in table.items)


BATCHING = str(Path(engine.__file__).parent)


def interrupted(run: Callable[[], object], at: int, error: BaseException) -> None:
    """Raise an error at some line of the engine and its jobs, as an interrupt may come anywhere."""
    lines = 0
    runs = False

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal lines, runs
        name = frame.f_code.co_name
        # Not while it winds up: a second interrupt ends that.
        if not frame.f_code.co_filename.startswith(BATCHING) or name == "_wind_up":
            return None
        if name == "run" and event in ("call", "return"):
            runs = event == "call"
        if event == "line" and runs:
            lines += 1
            if lines == at:
                raise error
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)


@pytest.mark.slow
@pytest.mark.parametrize("streamed", [False, True])
def test_an_interrupt_at_any_line_leaves_a_true_account(streamed: bool) -> None:
    inputs = [{**key(n % 7), "v": str(n)} for n in range(9)]
    config = BatchWriteConfig(
        duplicates="keep_last", key_attributes=["pk", "sk"], chunk_size=3, max_attempts=2
    )
    reports = 0
    for at in range(1, 3000):
        table = Table(["some", "none", "done", "none", "none"])
        db = db_on(table)
        given_inputs: Any = iter(inputs) if streamed else inputs
        report = None
        write = partial(db.batch_write_item, given_inputs, "t", config=config)
        try:
            interrupted(write, at, KeyboardInterrupt())
            break
        except KeyboardInterrupt as error:
            report = getattr(error, "partial", None)
        except BatchWriteIncompleteError:
            break
        if report is None:
            # Before the batch began.
            assert not table.items
            continue
        reports += 1
        failed = {failure.position: failure for failure in report.failures}
        left_out = set(report.superseded)
        done = set(range(report.taken)) - failed.keys() - left_out
        assert len(done) == report.done
        assert not left_out & failed.keys()
        stored = {item["v"]["S"] for item in table.items.values()}
        certain = {inputs[n]["v"] for n, f in failed.items() if not f.may_be_done}
        assert not certain & stored
        doubtful = {inputs[n]["pk"] for n, f in failed.items() if f.may_be_done}
        told = expected(inputs, lambda n: n in done)
        assert {k: v for k, v in told.items() if k[0] not in doubtful} == {
            k: v["v"]["S"] for k, v in table.items.items() if k[0] not in doubtful
        }
    assert reports > 100


@pytest.mark.slow
@pytest.mark.parametrize("streamed", [False, True])
def test_an_interrupt_of_reads_at_any_line_leaves_a_true_account(streamed: bool) -> None:
    inputs = [key(n % 5) for n in range(9)]
    config = BatchGetConfig(chunk_size=2, max_attempts=2)
    reports = 0
    for at in range(1, 3000):
        table = Table(["some", "none", "done", "none", "none"])
        table.items = {
            (str(n), "k"): {name: {"S": v} for name, v in key(n).items()} for n in (0, 3)
        }
        given_inputs: Any = iter(inputs) if streamed else inputs
        report = None
        read = partial(db_on(table).batch_get_item, given_inputs, "t", config=config)
        try:
            interrupted(read, at, KeyboardInterrupt())
            break
        except KeyboardInterrupt as error:
            report = getattr(error, "partial", None)
        except BatchGetIncompleteError:
            break
        if report is None:
            continue
        reports += 1
        failed = {failure.position for failure in report.failures}
        done = set(range(report.taken)) - failed
        assert len(done) == report.done
        assert all(failure.item is inputs[failure.position] for failure in report.failures)
        for position in done:
            is_there = inputs[position]["pk"] in ("0", "3")
            assert report.result.data[position] == (inputs[position] if is_there else None)
    assert reports > 100


def _wire(item: Any) -> Any:
    found: Any = item.key if isinstance(item, BatchDelete) else item
    return {name: {"S": value} for name, value in found.items()}
