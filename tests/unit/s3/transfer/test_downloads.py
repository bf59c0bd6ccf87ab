"""What is asked for a file, request by request."""

from __future__ import annotations

import io
import os
import signal
import threading
import zlib
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.response import StreamingBody
from urllib3.exceptions import ProtocolError

from boto3_assist.errors import (
    S3ChecksumMismatchError,
    S3PreconditionFailedError,
    S3ResponseIntegrityError,
    S3ServiceUnavailableError,
    S3SourceChangedError,
)
from boto3_assist.s3 import S3
from boto3_assist.s3.transfer.checksums import encoded
from tests.unit.s3.transfer.stand_in import StandIn

MIB = 1024 * 1024
PART = 5 * MIB
CONTENT = b"0123456789abcdef" * (PART // 16) + b"the rest"
PLACE = {"Bucket": "photos", "Key": "a.bin"}
HEAD = {
    "ContentLength": len(CONTENT),
    "ETag": '"seen"',
    "LastModified": datetime(2024, 5, 1, tzinfo=timezone.utc),
    "ChecksumCRC32": encoded(zlib.crc32(CONTENT).to_bytes(4, "big")),
}


def body_of(request: dict[str, Any]) -> bytes:
    first, _, last = request.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")
    return CONTENT[int(first) : int(last) + 1 if last else None]


def give(request: dict[str, Any]) -> Any:
    data = body_of(request)
    answer = {
        **HEAD,
        "ContentLength": len(data),
        "Body": StreamingBody(io.BytesIO(data), len(data)),
    }
    if "Range" in request:
        first = int(request["Range"].removeprefix("bytes=").partition("-")[0])
        answer["ContentRange"] = f"bytes {first}-{first + len(data) - 1}/{len(CONTENT)}"
    return answer


def failure(code: str, status: int) -> ClientError:
    metadata: Any = {"HTTPStatusCode": status}
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": metadata}, "GetObject")


def replaced(request: dict[str, Any]) -> Any:
    return failure("PreconditionFailed", 412)


def client_on(**answers: Any) -> StandIn:
    return StandIn({"head_object": lambda request: HEAD, "get_object": give, **answers})


@pytest.mark.parametrize("checksums", ["when_supported", "when_required"])
def test_every_part_is_of_the_state_that_was_seen(tmp_path: Path, checksums: str) -> None:
    answers = {"head_object": lambda request: HEAD, "get_object": give}
    client = StandIn(answers, checksums=checksums)

    done = S3.from_client(client).download_file(
        "photos",
        "a.bin",
        tmp_path / "a",
        part_size=PART,
        version_id="v",
        if_none_match="other",
        request_payer="requester",
    )

    common = {**PLACE, "VersionId": "v", "RequestPayer": "requester"}
    assert client.requests("head_object") == [
        {**common, "IfNoneMatch": '"other"', "ChecksumMode": "ENABLED"}
    ]
    ranges = client.requests("get_object")
    assert [
        {name: value for name, value in request.items() if name != "Range"} for request in ranges
    ] == [{**common, "IfMatch": '"seen"'}] * 2
    assert sorted(request["Range"] for request in ranges)[0].startswith("bytes=0-")
    assert done.path.read_bytes() == CONTENT
    assert done.verified_by == "CRC32"


def test_what_is_no_larger_than_a_part_is_one_request(tmp_path: Path) -> None:
    client = client_on()

    S3.from_client(client).download_file("photos", "a.bin", tmp_path / "a", part_size=2 * PART)

    assert client.requests("get_object") == [{**PLACE, "IfMatch": '"seen"'}]


def test_an_object_that_is_replaced_meanwhile_is_told(tmp_path: Path) -> None:
    client = client_on(get_object=replaced)

    with pytest.raises(S3SourceChangedError) as caught:
        S3.from_client(client).download_file("photos", "a.bin", tmp_path / "a")

    assert isinstance(caught.value.__cause__, S3PreconditionFailedError)
    assert list(tmp_path.iterdir()) == []


def test_a_condition_that_does_not_hold_is_no_change(tmp_path: Path) -> None:
    client = client_on(head_object=replaced)

    with pytest.raises(S3PreconditionFailedError):
        S3.from_client(client).download_file("photos", "a.bin", tmp_path / "a", if_match="x")

    assert client.requests("get_object") == []


@pytest.mark.parametrize(("verify", "expected"), [(True, S3ChecksumMismatchError), (False, None)])
def test_other_bytes_are_refused_unless_nobody_minds(
    tmp_path: Path, verify: bool, expected: type[Exception] | None
) -> None:
    client = client_on(head_object=lambda request: {**HEAD, "ChecksumCRC32": "AAAAAA=="})
    s3 = S3.from_client(client)

    if expected is not None:
        with pytest.raises(expected):
            s3.download_file("photos", "a.bin", tmp_path / "a", verify=verify)
        assert list(tmp_path.iterdir()) == []
    else:
        done = s3.download_file("photos", "a.bin", tmp_path / "a", verify=verify)
        assert done.verified_by is None


def test_an_object_of_another_size_is_refused(tmp_path: Path) -> None:
    client = client_on(
        head_object=lambda request: {**HEAD, "ContentLength": len(CONTENT) + 5, "ETag": '"seen"'}
    )

    with pytest.raises(S3ResponseIntegrityError):
        S3.from_client(client).download_file(
            "photos", "a.bin", tmp_path / "a", part_size=2 * PART, verify=False
        )

    assert list(tmp_path.iterdir()) == []


def test_an_empty_object_is_an_empty_file(tmp_path: Path) -> None:
    head = {**HEAD, "ContentLength": 0, "ChecksumCRC32": "AAAAAA=="}
    client = client_on(head_object=lambda request: head)
    seen: list[tuple[int, int | None]] = []

    done = S3.from_client(client).download_file(
        "photos", "a.bin", tmp_path / "a", progress=lambda *count: seen.append(count)
    )

    assert done.path.read_bytes() == b""
    assert done.verified_by == "CRC32"
    assert client.requests("get_object") == []
    assert seen == [(0, 0)]


class Broken(io.RawIOBase):
    """Gives some bytes and breaks."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self._data.read(size)
        if not data:
            raise ProtocolError("reset")
        return data


class TestAStream:
    def stream(self, client: StandIn, **options: Any) -> bytes:
        with S3.from_client(client).stream("photos", "a.bin", **options) as stream:
            return stream.read()

    def test_is_one_request(self) -> None:
        client = client_on()

        assert self.stream(client, if_none_match="x", version_id="v") == CONTENT
        assert client.asked == [
            (
                "get_object",
                {**PLACE, "IfNoneMatch": '"x"', "VersionId": "v", "ChecksumMode": "ENABLED"},
            )
        ]

    def test_gives_no_last_bytes_that_are_not_verified(self) -> None:
        answer = {**HEAD, "ChecksumCRC32": "AAAAAA=="}
        client = client_on(get_object=lambda request: {**give(request), **answer})
        read = 0

        with (
            pytest.raises(S3ChecksumMismatchError),
            S3.from_client(client).stream("photos", "a.bin") as stream,
        ):
            while data := stream.read(100_000):
                read += len(data)
        assert 0 < read < len(CONTENT)
        assert self.stream(client, verify=False) == CONTENT

    def test_that_goes_on_elsewhere_is_refused(self) -> None:
        def give_all(request: dict[str, Any]) -> Any:
            if "Range" in request:
                return {**HEAD, "Body": StreamingBody(io.BytesIO(CONTENT), len(CONTENT))}
            broken: Any = Broken(CONTENT[:10])
            return {**HEAD, "Body": StreamingBody(broken, len(CONTENT))}

        client = client_on(get_object=give_all)

        with pytest.raises(S3ResponseIntegrityError):
            self.stream(client)
        assert client.asked[1][1] == {**PLACE, "IfMatch": '"seen"', "Range": "bytes=10-"}

    def test_that_ends_early_without_a_word_goes_on(self) -> None:
        def give_half(request: dict[str, Any]) -> Any:
            if "Range" in request:
                return give(request)
            unknown: Any = None
            return {**HEAD, "Body": StreamingBody(io.BytesIO(CONTENT[:7]), unknown)}

        client = client_on(get_object=give_half)

        assert self.stream(client) == CONTENT
        assert client.asked[1][1] == {**PLACE, "IfMatch": '"seen"', "Range": "bytes=7-"}

    def test_closes_its_connection(self) -> None:
        bodies: list[io.BytesIO] = []

        def note(request: dict[str, Any]) -> Any:
            bodies.append(io.BytesIO(CONTENT))
            return {**HEAD, "Body": StreamingBody(bodies[0], len(CONTENT))}

        with S3.from_client(client_on(get_object=note)).stream("photos", "a.bin") as stream:
            assert stream.read(10) == CONTENT[:10]
            assert not bodies[0].closed
        stream.close()
        assert [body.closed for body in bodies] == [True]
        assert stream.closed

    def test_closes_its_connection_when_it_cannot_be_verified(self) -> None:
        body = io.BytesIO(CONTENT)
        answer = {
            "ContentLength": len(CONTENT),
            "ETag": f'"{"0" * 32}-2"',
            "LastModified": HEAD["LastModified"],
            "Body": StreamingBody(body, len(CONTENT)),
        }
        client = client_on(
            get_object=lambda request: answer,
            head_object=lambda request: failure("InternalError", 500),
        )

        with pytest.raises(S3ServiceUnavailableError):
            S3.from_client(client).stream("photos", "a.bin")
        assert body.closed


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.usefixtures("heeds_interrupts")
def test_a_download_that_is_interrupted_leaves_the_old_file(tmp_path: Path) -> None:
    interrupted = threading.Event()

    def interrupt(request: dict[str, Any]) -> Any:
        os.kill(os.getpid(), signal.SIGINT)
        interrupted.wait(0.2)
        return give(request)

    (tmp_path / "a").write_bytes(b"old")

    with pytest.raises(KeyboardInterrupt):
        S3.from_client(client_on(get_object=interrupt)).download_file(
            "photos", "a.bin", tmp_path / "a", part_size=PART, concurrency=1
        )

    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]
