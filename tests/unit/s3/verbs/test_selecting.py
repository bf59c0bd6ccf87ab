from __future__ import annotations

import base64
import io
import zlib
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import boto3
import pytest
from botocore.response import StreamingBody
from botocore.stub import Stubber

from boto3_assist.errors import (
    ConfigurationError,
    InvalidParameterError,
    S3AccessDeniedError,
    S3ChecksumMismatchError,
    S3SelectUnavailableError,
)
from boto3_assist.s3 import S3
from boto3_assist.s3.select import CsvInput, CsvOutput, JsonLinesInput, ScanRange
from boto3_assist.s3.verbs import selecting

QUERY = "SELECT s.name FROM S3Object s WHERE s.city = 'Paris'"
CONTENT = b"name,city\nAda,London\nBo,Paris\n"
ARGUMENTS: dict[str, Any] = {"bucket": "b", "key": "k", "expression": QUERY, "input": CsvInput()}


@pytest.fixture
def stub() -> Iterator[tuple[S3, Stubber]]:
    client: Any = boto3.client(
        "s3", region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="b"
    )
    with Stubber(client) as stubber:
        yield S3.from_client(client), stubber
        stubber.assert_no_pending_responses()


def unavailable(stubber: Stubber, code: str = "MethodNotAllowed", status: int = 405) -> None:
    stubber.add_client_error("select_object_content", code, http_status_code=status)


def object_is_there(stubber: Stubber, sent: bytes = CONTENT) -> None:
    facts: dict[str, Any] = {
        "ContentLength": len(CONTENT),
        "ETag": '"etag"',
        "LastModified": datetime.now(timezone.utc),
        "ChecksumCRC32": base64.b64encode(zlib.crc32(CONTENT).to_bytes(4, "big")).decode(),
        "ChecksumType": "FULL_OBJECT",
    }
    stubber.add_response("head_object", facts)
    body: Any = StreamingBody(io.BytesIO(sent), len(sent))
    whole = {**facts, "ContentRange": f"bytes 0-{len(CONTENT) - 1}/{len(CONTENT)}"}
    stubber.add_response("get_object", {**whole, "Body": body})


def test_a_copy_that_changed_on_its_way_is_not_asked(stub: tuple[S3, Stubber]) -> None:
    s3, stubber = stub
    object_is_there(stubber, sent=CONTENT.replace(b"Bo", b"Ba"))

    with pytest.raises(S3ChecksumMismatchError):
        s3.select(**ARGUMENTS, engine="duckdb")


@pytest.mark.parametrize(("code", "status"), [("MethodNotAllowed", 405), ("NotImplemented", 501)])
def test_duckdb_answers_where_s3_select_is_not_available(
    stub: tuple[S3, Stubber], code: str, status: int
) -> None:
    s3, stubber = stub
    unavailable(stubber, code, status)
    object_is_there(stubber)

    with s3.select(**ARGUMENTS) as result:
        assert result.engine == "duckdb"
        assert list(result) == [{"name": "Bo"}]
        assert result.stats is None


def test_duckdb_answers_at_once_when_it_is_asked_for(stub: tuple[S3, Stubber]) -> None:
    s3, stubber = stub
    object_is_there(stubber)

    with s3.select(**ARGUMENTS, engine="duckdb", output=CsvOutput()) as result:
        assert list(result) == [["Bo"]]


def test_without_duckdb_the_error_stays(
    stub: tuple[S3, Stubber], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selecting, "is_installed", lambda: False)
    s3, stubber = stub
    unavailable(stubber)

    with pytest.raises(S3SelectUnavailableError):
        s3.select(**ARGUMENTS)


def test_s3_alone_is_s3_alone(stub: tuple[S3, Stubber]) -> None:
    s3, stubber = stub
    unavailable(stubber)

    with pytest.raises(S3SelectUnavailableError):
        s3.select(**ARGUMENTS, engine="s3")


def test_another_error_is_no_reason_for_duckdb(stub: tuple[S3, Stubber]) -> None:
    s3, stubber = stub
    stubber.add_client_error("select_object_content", "AccessDenied", http_status_code=403)

    with pytest.raises(S3AccessDeniedError):
        s3.select(**ARGUMENTS)


@pytest.mark.parametrize(
    "changed",
    [
        {"expression": "SELECT LOWER(name) FROM S3Object"},
        {"input": JsonLinesInput("bzip2")},
        {"scan_range": ScanRange(5)},
    ],
)
def test_outside_of_the_subset_it_says_so_and_why(stub: tuple[S3, Stubber], changed: Any) -> None:
    s3, stubber = stub
    unavailable(stubber)

    with pytest.raises(InvalidParameterError) as caught:
        s3.select(**{**ARGUMENTS, **changed})

    assert caught.value.error_code == "S3_SELECT_OUTSIDE_SUBSET"
    assert isinstance(caught.value.__context__, S3SelectUnavailableError)


def test_an_engine_that_is_none(stub: tuple[S3, Stubber]) -> None:
    with pytest.raises(InvalidParameterError):
        stub[0].select(**{**ARGUMENTS, "engine": "sqlite"})


def test_asking_for_duckdb_without_it(
    stub: tuple[S3, Stubber], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boto3_assist.s3.select.local.is_installed", lambda: False)

    with pytest.raises(ConfigurationError):
        stub[0].select(**ARGUMENTS, engine="duckdb")
