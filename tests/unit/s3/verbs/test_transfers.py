"""What is sent for a file or a stream, request by request."""

from __future__ import annotations

import base64
import hashlib
import os
import signal
import threading
import zlib
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from boto3_assist.errors import (
    InvalidParameterError,
    MissingParameterError,
    S3ChecksumMismatchError,
    S3PreconditionFailedError,
    S3RequestRejectedError,
    S3ServiceUnavailableError,
    S3SourceChangedError,
    S3UploadNotFoundError,
)
from boto3_assist.s3 import S3
from boto3_assist.s3.transfer.checksums import encoded, new_checksum
from tests.unit.s3.transfer.stand_in import StandIn

MIB = 1024 * 1024
PART = 5 * MIB
CONTENT = b"0123456789abcde\n" * ((2 * PART + 16) // 16)
PARTS = [CONTENT[:PART], CONTENT[PART : 2 * PART], CONTENT[2 * PART :]]
PLACE = {"Bucket": "photos", "Key": "a.csv"}


def crc(data: bytes) -> str:
    return base64.b64encode(zlib.crc32(data).to_bytes(4, "big")).decode()


def md5(data: bytes) -> str:
    return base64.b64encode(hashlib.md5(data).digest()).decode()


def failure(operation: str, code: str, status: int) -> ClientError:
    metadata: Any = {"HTTPStatusCode": status}
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": metadata}, operation)


ANSWERS: dict[str, Any] = {
    "put_object": lambda request: {"ETag": '"whole"', "VersionId": "v"},
    "create_multipart_upload": lambda request: {
        "UploadId": "id",
        "ChecksumType": request.get("ChecksumType"),
    },
    "upload_part": lambda request: {"ETag": f'"{request["PartNumber"]}"'},
    "complete_multipart_upload": lambda request: {"ETag": '"all-3"', "VersionId": "v"},
    "abort_multipart_upload": lambda request: {},
}


def s3_on(client: StandIn) -> S3:
    return S3.from_client(client)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_bytes(CONTENT)
    return path


def test_a_small_file_is_one_request(source: Path) -> None:
    client = StandIn(ANSWERS)
    source.write_bytes(b"small")

    stored = s3_on(client).upload_file("photos", "a.csv", source, if_none_match="*")

    assert client.asked == [
        (
            "put_object",
            {
                **PLACE,
                "Body": b"small",
                "ContentType": "text/csv",
                "IfNoneMatch": "*",
                "ChecksumAlgorithm": "CRC32",
                "ChecksumCRC32": crc(b"small"),
            },
        )
    ]
    assert (stored.etag, stored.version_id, stored.size) == ("whole", "v", 5)


@pytest.mark.parametrize("as_stream", [False, True])
def test_a_large_one_comes_in_parts_with_one_checksum_of_the_whole(
    source: Path, as_stream: bool
) -> None:
    client = StandIn(ANSWERS)
    s3 = s3_on(client)

    if as_stream:
        s3.upload_stream("photos", "a.csv", [CONTENT], part_size=PART, if_match="x")
    else:
        s3.upload_file("photos", "a.csv", source, part_size=PART, if_match="x")

    assert client.asked[0] == (
        "create_multipart_upload",
        {
            **PLACE,
            "ContentType": "text/csv",
            "ChecksumAlgorithm": "CRC32",
            "ChecksumType": "FULL_OBJECT",
        },
    )
    sent = sorted(client.requests("upload_part"), key=lambda request: request["PartNumber"])
    assert sent == [
        {
            **PLACE,
            "UploadId": "id",
            "PartNumber": number,
            "Body": part,
            "ChecksumAlgorithm": "CRC32",
            "ChecksumCRC32": crc(part),
        }
        for number, part in enumerate(PARTS, 1)
    ]
    assert client.asked[4:] == [
        (
            "complete_multipart_upload",
            {
                **PLACE,
                "UploadId": "id",
                "IfMatch": '"x"',
                "MultipartUpload": {
                    "Parts": [
                        {"PartNumber": number, "ETag": f'"{number}"', "ChecksumCRC32": crc(part)}
                        for number, part in enumerate(PARTS, 1)
                    ]
                },
                "ChecksumCRC32": crc(CONTENT),
                "ChecksumType": "FULL_OBJECT",
                "MpuObjectSize": len(CONTENT),
            },
        )
    ]


@pytest.mark.parametrize("algorithm", ["CRC32C", "CRC64NVME", "crc64nvme"])
def test_other_crcs_cover_the_whole_too(source: Path, algorithm: str) -> None:
    pytest.importorskip("awscrt")
    client = StandIn(ANSWERS)
    whole = new_checksum(algorithm.upper())
    whole.update(CONTENT)

    S3.from_client(client).upload_file(
        "photos", "a.csv", source, part_size=PART, checksum_algorithm=algorithm
    )

    ended = client.requests("complete_multipart_upload")[0]
    assert ended[f"Checksum{algorithm.upper()}"] == encoded(whole.digest())
    assert client.requests("create_multipart_upload")[0]["ChecksumAlgorithm"] == algorithm.upper()


def test_a_server_that_keeps_checksums_of_parts_is_not_given_one_of_the_whole(
    source: Path,
) -> None:
    client = StandIn({**ANSWERS, "create_multipart_upload": lambda request: {"UploadId": "id"}})

    s3_on(client).upload_file("photos", "a.csv", source, part_size=PART)

    ended = client.requests("complete_multipart_upload")[0]
    assert "ChecksumCRC32" not in ended
    assert "ChecksumType" not in ended


def test_a_client_without_checksums_sends_md5(source: Path) -> None:
    client = StandIn(ANSWERS, checksums="when_required")

    s3_on(client).upload_file("photos", "a.csv", source, part_size=PART)

    assert client.requests("create_multipart_upload") == [{**PLACE, "ContentType": "text/csv"}]
    assert {request["ContentMD5"] for request in client.requests("upload_part")} == {
        md5(part) for part in PARTS
    }
    assert client.requests("complete_multipart_upload")[0]["MultipartUpload"]["Parts"][0] == {
        "PartNumber": 1,
        "ETag": '"1"',
    }


@pytest.mark.parametrize("method", ["upload_part", "complete_multipart_upload", "put_object"])
def test_an_answer_with_another_checksum_is_an_error(source: Path, method: str) -> None:
    def lying(request: dict[str, Any]) -> Any:
        return {**ANSWERS[method](request), "ChecksumCRC32": crc(b"other")}

    client = StandIn({**ANSWERS, method: lying})
    if method == "put_object":
        source.write_bytes(b"small")

    with pytest.raises(S3ChecksumMismatchError):
        s3_on(client).upload_file("photos", "a.csv", source, part_size=PART)

    aborted = [{**PLACE, "UploadId": "id"}]
    assert client.requests("abort_multipart_upload") == ([] if method == "put_object" else aborted)


@pytest.mark.parametrize("size", [5, len(CONTENT)])
def test_a_digest_that_does_not_fit_a_file_that_changed_is_its_change(
    source: Path, size: int
) -> None:
    source.write_bytes(CONTENT[:size])

    def change(request: dict[str, Any]) -> Any:
        source.write_bytes(b"")
        return failure("PutObject", "BadDigest", 400)

    client = StandIn({**ANSWERS, "put_object": change, "upload_part": change})

    with pytest.raises(S3SourceChangedError):
        s3_on(client).upload_file("photos", "a.csv", source, part_size=PART, concurrency=1)


def test_what_cannot_be_given_up_is_named(source: Path, caplog: pytest.LogCaptureFixture) -> None:
    client = StandIn(
        {
            **ANSWERS,
            "upload_part": lambda request: failure("UploadPart", "InvalidRequest", 400),
            "abort_multipart_upload": lambda request: failure("Abort", "InternalError", 500),
        }
    )

    with pytest.raises(S3RequestRejectedError) as caught:
        s3_on(client).upload_file("photos", "a.csv", source, part_size=PART)

    assert caught.value.details["left_over_upload_id"] == "id"
    assert [record.levelname for record in caplog.records if "aborted" in record.message] == [
        "WARNING"
    ]
    assert "a.csv" not in caplog.text.replace(str(source), "")


def test_what_s3_has_given_up_already_is_not_left(source: Path) -> None:
    client = StandIn(
        {
            **ANSWERS,
            "upload_part": lambda request: failure("UploadPart", "SlowDown", 503),
            "abort_multipart_upload": lambda request: failure("Abort", "NoSuchUpload", 404),
        }
    )

    with pytest.raises(Exception) as caught:
        s3_on(client).upload_file("photos", "a.csv", source, part_size=PART)

    assert "left_over_upload_id" not in getattr(caught.value, "details", {"left_over_upload_id": 1})


def test_a_stream_with_too_many_parts_is_given_up_before_it_is_read_in_full(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("boto3_assist.s3.transfer.sending.MAX_PARTS", 2)
    client = StandIn(ANSWERS)

    with pytest.raises(InvalidParameterError, match="10,000|parts"):
        s3_on(client).upload_stream("photos", "a.csv", [CONTENT], part_size=PART)

    assert client.requests("abort_multipart_upload") == [{**PLACE, "UploadId": "id"}]


@pytest.mark.parametrize(
    ("bucket", "key", "options", "expected"),
    [
        ("", "a", {}, MissingParameterError),
        ("photos", "", {}, MissingParameterError),
        ("photos", "a", {"part_size": 1}, InvalidParameterError),
        ("photos", "a", {"colour": "red"}, InvalidParameterError),
        ("photos", "a", {"checksum_algorithm": "MD4"}, InvalidParameterError),
    ],
)
def test_nothing_is_sent_of_what_cannot_be(
    source: Path, bucket: str, key: str, options: Any, expected: type[Exception]
) -> None:
    client = StandIn(ANSWERS)

    with pytest.raises(expected):
        s3_on(client).upload_file(bucket, key, source, **options)

    assert client.asked == []


def test_a_file_that_is_not_there_is_pythons_error(tmp_path: Path) -> None:
    client = StandIn(ANSWERS)

    with pytest.raises(FileNotFoundError):
        s3_on(client).upload_file("photos", "a", tmp_path / "missing")

    assert client.asked == []


def test_an_error_of_the_service_keeps_its_facts(source: Path) -> None:
    source.write_bytes(b"small")
    client = StandIn(
        {**ANSWERS, "put_object": lambda request: failure("PutObject", "InternalError", 500)}
    )

    with pytest.raises(S3ServiceUnavailableError) as caught:
        s3_on(client).upload_file("photos", "a.csv", source)

    assert caught.value.http_status == 500
    assert "a.csv" not in str(caught.value)


HEAD = {"ContentLength": len(CONTENT), "ETag": '"all-3"', "ChecksumCRC32": crc(CONTENT)}


@pytest.mark.parametrize(
    ("head", "attempts", "found"),
    [
        (HEAD, 2, True),
        (HEAD, 1, False),
        ({**HEAD, "ChecksumCRC32": crc(b"other")}, 2, False),
        ({**HEAD, "ContentLength": 5}, 2, False),
        (failure("HeadObject", "404", 404), 2, False),
        (failure("HeadObject", "403", 403), 2, False),
    ],
)
def test_an_upload_whose_last_answer_was_lost_is_no_failure(
    source: Path, head: Any, attempts: int, found: bool
) -> None:
    ended = failure("CompleteMultipartUpload", "NoSuchUpload", 404)
    ended.response["ResponseMetadata"]["RetryAttempts"] = attempts - 1
    client = StandIn(
        {
            **ANSWERS,
            "complete_multipart_upload": lambda request: ended,
            "head_object": lambda request: head,
        }
    )
    s3 = s3_on(client)

    if found:
        assert s3.upload_file("photos", "a.csv", source, part_size=PART).etag == "all-3"
        assert client.requests("abort_multipart_upload") == []
    else:
        with pytest.raises(S3UploadNotFoundError) as caught:
            s3.upload_file("photos", "a.csv", source, part_size=PART)
        assert ("may_be_written" in caught.value.details) is (attempts > 1)


@pytest.mark.parametrize(("attempts", "may_be"), [(1, False), (2, True)])
@pytest.mark.parametrize("size", [5, len(CONTENT)])
def test_a_condition_that_may_have_failed_by_the_write_itself_is_told(
    source: Path, size: int, attempts: int, may_be: bool
) -> None:
    source.write_bytes(CONTENT[:size])
    met = failure("PutObject", "PreconditionFailed", 412)
    met.response["ResponseMetadata"]["RetryAttempts"] = attempts - 1
    answers = dict.fromkeys(("put_object", "complete_multipart_upload"), lambda request: met)
    client = StandIn({**ANSWERS, **answers})

    with pytest.raises(S3PreconditionFailedError) as caught:
        s3_on(client).upload_file("photos", "a.csv", source, part_size=PART, if_none_match="*")

    assert ("may_be_written" in caught.value.details) is may_be


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.usefixtures("heeds_interrupts")
def test_an_upload_that_is_interrupted_is_given_up(source: Path) -> None:
    interrupted = threading.Event()

    def interrupt(request: dict[str, Any]) -> Any:
        if request["PartNumber"] == 2:
            os.kill(os.getpid(), signal.SIGINT)
            interrupted.wait(0.2)
        return {"ETag": '"x"'}

    client = StandIn({**ANSWERS, "upload_part": interrupt})

    with pytest.raises(KeyboardInterrupt):
        s3_on(client).upload_file("photos", "a.csv", source, part_size=PART, concurrency=1)

    assert client.requests("complete_multipart_upload") == []
    assert client.requests("abort_multipart_upload") == [{**PLACE, "UploadId": "id"}]
