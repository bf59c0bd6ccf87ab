from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from botocore.config import Config

from boto3_assist.connections import ConnectionPool
from boto3_assist.errors import S3ConnectionError, S3Error, S3ResponseIntegrityError
from boto3_assist.s3 import S3
from boto3_assist.s3.select import CsvInput, CsvOutput, JsonOutput, SelectStats
from boto3_assist.s3.select.stream import csv_rows, json_rows
from tests.unit.s3.select.event_server import (
    CONT,
    END,
    FAILURE,
    details,
    event_server,
    records,
)

ROWS = '{"a":"ä","n":1.10}\n{"a":"x\\ny","n":12345678901234567890123}\n{}\n'.encode()
PARSED = [
    {"a": "ä", "n": Decimal("1.10")},
    {"a": "x\ny", "n": 12345678901234567890123},
    {},
]
STATS = details("Stats", 100, 200, len(ROWS))


@contextmanager
def asked(*messages: bytes, cut_by: int = 0, **options: Any) -> Iterator[Any]:
    with event_server(*messages, cut_by=cut_by) as url:
        pool = ConnectionPool()
        s3 = S3.from_pool(
            pool=pool,
            aws_region="us-east-1",
            aws_endpoint_url=url,
            aws_access_key_id="a",
            aws_secret_access_key="b",
            config=Config(retries={"total_max_attempts": 1}),
        )
        given: dict[str, Any] = {"input": CsvInput(), **options}
        with s3.select("bucket", "key", "SELECT * FROM S3Object", **given) as result:
            yield result
        pool.close()


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_rows_are_put_together_however_they_are_cut(size: int) -> None:
    pieces = [records(ROWS[start : start + size]) for start in range(0, len(ROWS), size)]

    with asked(*pieces, CONT, STATS, END) as result:
        assert (result.engine, result.stats) == ("s3", None)
        assert list(result) == PARSED
        assert result.stats == SelectStats(100, 200, len(ROWS))


def test_rows_come_before_the_end_is_there() -> None:
    with asked(records(ROWS), FAILURE) as result:
        assert next(result) == PARSED[0]
        assert next(result) == PARSED[1]
        assert next(result) == PARSED[2]
        with pytest.raises(S3Error) as caught:
            next(result)
        assert caught.value.aws_code == "CastFailed"
        assert list(result) == []


def test_progress_is_told() -> None:
    seen: list[SelectStats] = []

    with asked(
        details("Progress", 1, 2, 3),
        records(ROWS),
        details("Progress", 4, 5, 6),
        END,
        on_progress=seen.append,
    ) as result:
        assert list(result) == PARSED

    assert seen == [SelectStats(1, 2, 3), SelectStats(4, 5, 6)]


def test_fields() -> None:
    with asked(
        records(b'1,"a\n""b"""\n2,'), records(b"\xc3"), records(b"\xa4\n"), END, output=CsvOutput()
    ) as result:
        assert list(result) == [["1", 'a\n"b"'], ["2", "ä"]]


def test_no_rows() -> None:
    with asked(STATS, END, output=JsonOutput()) as result:
        assert list(result) == []


@pytest.mark.parametrize(
    ("messages", "cut_by"), [((records(ROWS),), 0), ((records(ROWS), STATS), 0), ((), 0)]
)
def test_an_answer_without_its_end_is_an_error(messages: tuple[bytes, ...], cut_by: int) -> None:
    with asked(*messages, cut_by=cut_by) as result:
        with pytest.raises(S3ResponseIntegrityError):
            list(result)


def test_a_connection_that_breaks_is_an_error() -> None:
    with asked(records(ROWS), STATS, END, cut_by=5) as result:
        with pytest.raises((S3ConnectionError, S3ResponseIntegrityError)):
            list(result)


def test_a_damaged_message_is_an_error() -> None:
    damaged = bytearray(records(ROWS))
    damaged[-6] ^= 1

    with asked(bytes(damaged), END) as result:
        with pytest.raises(S3ResponseIntegrityError):
            list(result)


def test_what_the_caller_does_wrong_is_not_s3s_fault() -> None:
    def fail(_: SelectStats) -> None:
        raise KeyError("mine")

    with asked(details("Progress", 1, 2, 3), END, on_progress=fail) as result:
        with pytest.raises(KeyError):
            list(result)


def test_closing_early_gives_the_connection_back() -> None:
    with asked(records(ROWS), END) as result:
        next(result)
        result.close()
        assert list(result) == []


def test_the_last_row_may_lack_its_end() -> None:
    assert list(json_rows([b'{"a":1}\n{"a":', b"2}"])) == [{"a": 1}, {"a": 2}]
    assert list(csv_rows([b"a,b", b"\nc"])) == [["a", "b"], ["c"]]
    assert list(json_rows([])) == []
