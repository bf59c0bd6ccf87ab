from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import pytest

from boto3_assist.errors import (
    InvalidParameterError,
    S3ConnectionError,
    S3ResponseIntegrityError,
    S3SourceChangedError,
)
from boto3_assist.s3.reading.ranges import range_header, read_range
from tests.unit.s3.reading.server import REQUEST, OneObject

DATA = bytes(range(100))


@pytest.mark.parametrize(
    ("start", "size", "header"),
    [
        (0, None, "bytes=0-"),
        (7, 1, "bytes=7-7"),
        (10, 5, "bytes=10-14"),
        (-5, None, "bytes=-5"),
        (-5, 5, "bytes=-5"),
    ],
)
def test_a_range_as_http_writes_it(start: int, size: int | None, header: str) -> None:
    assert range_header(start, size) == header


@pytest.mark.parametrize(
    ("start", "size"), [(0, 0), (0, -1), (-5, 4), (0.5, None), (None, None), (True, 1), (0, "1")]
)
def test_what_is_no_range(start: Any, size: Any) -> None:
    with pytest.raises(InvalidParameterError):
        range_header(start, size)


@pytest.mark.parametrize(
    ("header", "expected"),
    [("bytes=10-14", DATA[10:15]), ("bytes=-5", DATA[-5:]), ("bytes=90-200", DATA[90:])],
)
def test_a_range_is_read_in_one_request(header: str, expected: bytes) -> None:
    server = OneObject(DATA)

    assert read_range(REQUEST, header, server) == expected
    assert server.ranges == [header]


def test_a_broken_connection_goes_on_where_it_broke_in_the_same_state() -> None:
    server = OneObject(DATA, 30, 0, 40)

    assert read_range(REQUEST, "bytes=10-", server) == DATA[10:]
    assert server.ranges == ["bytes=10-", "bytes=40-99", "bytes=40-99", "bytes=80-99"]
    assert [request.get("IfMatch") for _, request in server.sent] == [None, *['"one"'] * 3]


def test_an_answer_that_is_short_without_an_error_goes_on_as_well() -> None:
    server = OneObject(DATA)
    lengths = [3, 97]

    def short(method: str, request: Mapping[str, Any]) -> Any:
        answer = server(method, request)
        data = answer["Body"].read()[: lengths.pop(0)]
        return {**answer, "Body": io.BytesIO(data)}

    assert read_range(REQUEST, "bytes=0-", short) == DATA
    assert server.ranges == ["bytes=0-", "bytes=3-99"]


def test_a_connection_that_breaks_again_and_again_is_an_error() -> None:
    server = OneObject(DATA, *[0] * 20)

    with pytest.raises(S3ConnectionError):
        read_range(REQUEST, "bytes=0-", server)
    assert len(server.sent) == 6


def test_an_object_that_was_replaced_is_not_mixed_with_the_new_one() -> None:
    server = OneObject(DATA, 30)

    def replacing(method: str, request: Mapping[str, Any]) -> Any:
        answer = server(method, request)
        server.etag = '"two"'
        return answer

    with pytest.raises(S3SourceChangedError):
        read_range(REQUEST, "bytes=0-", replacing)


@pytest.mark.parametrize("content_range", [None, "bytes 0-50/100", "nonsense"])
def test_a_server_that_knows_no_ranges_is_noticed(content_range: str | None) -> None:
    server = OneObject(DATA, 30)

    def changed(method: str, request: Mapping[str, Any]) -> Any:
        answer = server(method, request)
        if len(server.sent) > 1:
            answer["ContentRange"] = content_range
        return answer

    with pytest.raises(S3ResponseIntegrityError):
        read_range(REQUEST, "bytes=0-", changed)
    assert len(server.sent) == 2


def test_the_first_answer_has_to_be_a_range() -> None:
    server = OneObject(DATA)

    def whole(method: str, request: Mapping[str, Any]) -> Any:
        return {**server(method, request), "ContentRange": None}

    with pytest.raises(S3ResponseIntegrityError):
        read_range(REQUEST, "bytes=0-4", whole)
