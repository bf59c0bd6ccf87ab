"""What is kept when bytes, connections, answers or processes are lost on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from botocore.config import Config

from boto3_assist.errors import (
    S3ChecksumMismatchError,
    S3ConnectionError,
    S3Error,
    S3PreconditionFailedError,
    S3ServiceUnavailableError,
    S3SourceChangedError,
)
from boto3_assist.s3 import S3
from boto3_assist.testing import AwsBackend
from tests.fault_proxy import Answer, Asked, FaultProxy, flipped

pytestmark = pytest.mark.integration

MIB = 1024 * 1024
PART = 5 * MIB
KEY = "folder/object.bin"
CONTENT = os.urandom(2 * PART + 1234)
XML = [("Content-Type", "application/xml")]
OnAnswer = Callable[[Asked, Answer], "Answer | None"]
FAILED = Answer(500, XML, b"<Error><Code>InternalError</Code><Message>no</Message></Error>")


@pytest.fixture
def bucket(aws_http: AwsBackend) -> str:
    bucket = f"faults-{uuid.uuid4().hex}"
    S3.from_pool().create_bucket(bucket)
    return bucket


@pytest.fixture
def direct(bucket: str) -> S3:
    return S3.from_pool()


@pytest.fixture
def proxy(bucket: str, aws_http: AwsBackend) -> Iterator[FaultProxy]:
    with FaultProxy(str(aws_http.endpoint_url)) as proxy:
        yield proxy


@pytest.fixture
def s3(proxy: FaultProxy, no_waiting: None) -> S3:
    return through(proxy, attempts=1)


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.bin"
    path.write_bytes(CONTENT)
    return path


def through(proxy: FaultProxy, *, attempts: int) -> S3:
    config = Config(retries={"total_max_attempts": attempts, "mode": "standard"})
    return S3.from_pool(aws_endpoint_url=proxy.url, config=config)


def stored(s3: S3, bucket: str, key: str = KEY) -> bytes:
    with s3.stream(bucket, key) as stream:
        return stream.read()


def left_over(s3: S3, bucket: str) -> list[str]:
    return [upload.upload_id for upload in s3.list_uploads(bucket)]


class TestABitFlippedOnTheWay:
    @pytest.mark.parametrize("size", [1000, len(CONTENT)], ids=["whole", "parts"])
    def test_up(
        self, s3: S3, direct: S3, proxy: FaultProxy, bucket: str, tmp_path: Path, size: int
    ) -> None:
        source = tmp_path / "source.bin"
        source.write_bytes(CONTENT[:size])
        direct.put(bucket, KEY, b"before")
        proxy.on_request = flip_request

        with pytest.raises(S3ChecksumMismatchError):
            s3.upload_file(bucket, KEY, source, part_size=PART)

        assert stored(direct, bucket) == b"before"
        assert left_over(direct, bucket) == []

    @pytest.mark.parametrize("size", [1000, len(CONTENT)], ids=["whole", "parts"])
    def test_up_from_a_stream(
        self, s3: S3, direct: S3, proxy: FaultProxy, bucket: str, size: int
    ) -> None:
        proxy.on_request = flip_request

        with pytest.raises(S3ChecksumMismatchError):
            s3.upload_stream(bucket, KEY, iter([CONTENT[:size]]), part_size=PART)

        assert not direct.exists(bucket, KEY)
        assert left_over(direct, bucket) == []

    @pytest.mark.parametrize("size", [1000, len(CONTENT)], ids=["whole", "ranges"])
    def test_down(
        self, s3: S3, direct: S3, proxy: FaultProxy, bucket: str, tmp_path: Path, size: int
    ) -> None:
        direct.put(bucket, KEY, CONTENT[:size])
        target = tmp_path / "new" / "target.bin"
        proxy.on_answer = flip_answer

        with pytest.raises(S3ChecksumMismatchError):
            s3.download_file(bucket, KEY, target, part_size=PART)

        assert list(tmp_path.iterdir()) == []

    def test_down_of_an_object_in_parts(
        self, s3: S3, direct: S3, proxy: FaultProxy, bucket: str, source: Path
    ) -> None:
        direct.upload_file(bucket, KEY, source, part_size=PART)
        source.write_bytes(b"before")
        proxy.on_answer = flip_answer

        with pytest.raises(S3ChecksumMismatchError):
            s3.download_file(bucket, KEY, source, part_size=PART)

        assert [path.read_bytes() for path in source.parent.iterdir()] == [b"before"]

    def test_down_of_an_object_without_a_checksum(
        self, s3: S3, direct: S3, proxy: FaultProxy, bucket: str, tmp_path: Path
    ) -> None:
        plain = direct.client
        upload = plain.create_multipart_upload(Bucket=bucket, Key=KEY)["UploadId"]
        proxy.on_answer = without_checksums(flip_answer)
        parts = [
            plain.upload_part(Bucket=bucket, Key=KEY, UploadId=upload, PartNumber=number, Body=body)
            for number, body in [(1, CONTENT[: PART + 7]), (2, CONTENT[PART + 7 :])]
        ]
        plain.complete_multipart_upload(
            Bucket=bucket,
            Key=KEY,
            UploadId=upload,
            MultipartUpload={
                "Parts": [
                    {"PartNumber": number, "ETag": part["ETag"]}
                    for number, part in enumerate(parts, 1)
                ]
            },
        )

        with pytest.raises(S3ChecksumMismatchError):
            s3.download_file(bucket, KEY, tmp_path / "target.bin", part_size=PART)

        proxy.on_answer = without_checksums(lambda asked, answer: None)
        done = s3.download_file(bucket, KEY, tmp_path / "target.bin", part_size=PART)
        assert done.verified_by == "ETag"
        assert done.path.read_bytes() == CONTENT

    def test_down_as_a_stream(self, s3: S3, direct: S3, proxy: FaultProxy, bucket: str) -> None:
        direct.put(bucket, KEY, CONTENT)
        proxy.on_answer = flip_answer

        with pytest.raises(S3ChecksumMismatchError), s3.stream(bucket, KEY) as stream:
            stream.read()

    def test_before_an_update(self, s3: S3, direct: S3, proxy: FaultProxy, bucket: str) -> None:
        direct.put(bucket, KEY, CONTENT[:100])
        proxy.on_answer = flip_answer

        with pytest.raises(S3ChecksumMismatchError):
            s3.update(bucket, KEY, lambda body: (body or b"") + b"!")

        assert stored(direct, bucket) == CONTENT[:100]


class TestAConnectionCutInMidBody:
    def test_of_a_download_is_made_again(
        self, s3: S3, direct: S3, proxy: FaultProxy, bucket: str, source: Path
    ) -> None:
        direct.upload_file(bucket, KEY, source, part_size=PART)
        proxy.on_answer = Once(cut)

        done = s3.download_file(bucket, KEY, source.with_name("target"), part_size=PART)

        assert done.path.read_bytes() == CONTENT

    def test_of_a_download_in_the_end_leaves_nothing(
        self, s3: S3, direct: S3, proxy: FaultProxy, bucket: str, tmp_path: Path
    ) -> None:
        direct.put(bucket, KEY, CONTENT)
        proxy.on_answer = cut

        with pytest.raises(S3Error):
            s3.download_file(bucket, KEY, tmp_path / "a" / "b" / "target", part_size=PART)

        assert list(tmp_path.iterdir()) == []

    def test_of_a_stream_goes_on_from_there(
        self, s3: S3, direct: S3, proxy: FaultProxy, bucket: str
    ) -> None:
        direct.put(bucket, KEY, CONTENT)
        proxy.on_answer = Once(cut)

        with s3.stream(bucket, KEY) as stream:
            assert stream.read() == CONTENT

        ranges = [asked.headers.get("range") for asked in proxy.asked if asked.method == "GET"]
        assert ranges[0] is None
        assert int(str(ranges[1]).removeprefix("bytes=").removesuffix("-")) > 0
        assert len(ranges) == 2

    def test_of_a_stream_whose_object_was_replaced_is_told(
        self, s3: S3, direct: S3, proxy: FaultProxy, bucket: str
    ) -> None:
        direct.put(bucket, KEY, CONTENT)

        def cut_and_replace(asked: Asked, answer: Answer) -> Answer | None:
            direct.put(bucket, KEY, CONTENT[::-1])
            return cut(asked, answer)

        proxy.on_answer = Once(cut_and_replace)

        with pytest.raises(S3SourceChangedError), s3.stream(bucket, KEY) as stream:
            stream.read()

    def test_of_a_stream_without_end_is_given_up(
        self, s3: S3, direct: S3, proxy: FaultProxy, bucket: str
    ) -> None:
        direct.put(bucket, KEY, CONTENT)

        def cut_at_once(asked: Asked, answer: Answer) -> Answer | None:
            answer.cut_at = 0 if asked.method == "GET" else None
            return answer

        proxy.on_answer = cut_at_once

        with pytest.raises(S3Error), s3.stream(bucket, KEY) as stream:
            stream.read()


class TestAServerThatFails:
    def test_in_the_middle_of_an_upload(
        self, s3: S3, direct: S3, proxy: FaultProxy, bucket: str, source: Path
    ) -> None:
        proxy.on_request = lambda asked: FAILED if asked.query.get("partNumber") == "2" else None

        with pytest.raises(S3ServiceUnavailableError):
            s3.upload_file(bucket, KEY, source, part_size=PART)

        assert not direct.exists(bucket, KEY)
        assert left_over(direct, bucket) == []

    def test_for_a_while(
        self, proxy: FaultProxy, direct: S3, bucket: str, source: Path, no_waiting: None
    ) -> None:
        proxy.on_request = Once(
            lambda asked: FAILED if asked.query.get("partNumber") == "2" else None
        )
        counted: list[int] = []

        through(proxy, attempts=3).upload_file(
            bucket, KEY, source, part_size=PART, progress=lambda done, total: counted.append(done)
        )

        assert stored(direct, bucket) == CONTENT
        assert counted[-1] == len(CONTENT)

    def test_when_the_upload_is_given_up_names_what_is_left(
        self, s3: S3, direct: S3, proxy: FaultProxy, bucket: str, source: Path
    ) -> None:
        proxy.on_request = lambda asked: (
            FAILED if asked.is_part or asked.method == "DELETE" else None
        )

        with pytest.raises(S3ServiceUnavailableError) as caught:
            s3.upload_file(bucket, KEY, source, part_size=PART)

        left = left_over(direct, bucket)
        assert [caught.value.details["left_over_upload_id"]] == left
        direct.abort_upload(bucket, KEY, left[0])
        assert left_over(direct, bucket) == []

    def test_at_the_end_of_a_conditional_upload_stores_nothing(
        self, s3: S3, direct: S3, proxy: FaultProxy, bucket: str, source: Path
    ) -> None:
        def first_of_all(asked: Asked) -> None:
            if asked.method == "POST" and "uploadId" in asked.query:
                direct.put(bucket, KEY, b"first")

        proxy.on_request = first_of_all

        with pytest.raises(S3PreconditionFailedError):
            s3.upload_file(bucket, KEY, source, part_size=PART, if_none_match="*")

        assert stored(direct, bucket) == b"first"
        assert left_over(direct, bucket) == []


class TestALostAnswer:
    def test_to_an_update_is_not_taken_for_a_conflict(
        self, proxy: FaultProxy, direct: S3, bucket: str, no_waiting: None
    ) -> None:
        direct.put(bucket, "count", "1")
        proxy.on_answer = Once(lose_answer_to_put)
        calls: list[bytes | None] = []

        def one_more(count: bytes | None) -> str:
            calls.append(count)
            return str(int(count or b"0") + 1)

        with pytest.raises(S3PreconditionFailedError) as caught:
            through(proxy, attempts=2).update(bucket, "count", one_more)

        assert caught.value.details["attempts"] == 2
        assert stored(direct, bucket, "count") == b"2"
        assert calls == [b"1"]

    def test_to_the_end_of_a_resumable_upload_is_found_out(
        self, s3: S3, direct: S3, proxy: FaultProxy, bucket: str, source: Path
    ) -> None:
        journal = source.with_name("journal")

        def lose(asked: Asked, answer: Answer) -> Answer | None:
            if asked.method == "POST" and "uploadId" in asked.query:
                raise ConnectionError
            return None

        proxy.on_answer = lose
        with pytest.raises(S3ConnectionError):
            s3.upload_resumable(bucket, KEY, source, journal=journal, part_size=PART)
        sent = proxy.parts()

        done = s3.upload_resumable(bucket, KEY, source, journal=journal)

        assert proxy.parts() == sent
        assert done.size == len(CONTENT)
        assert not journal.exists()
        assert stored(direct, bucket) == CONTENT


class TestAKilledProcess:
    def test_is_resumed_by_another_which_sends_what_is_missing(
        self, s3: S3, direct: S3, proxy: FaultProxy, bucket: str, source: Path
    ) -> None:
        journal = source.with_name("journal")
        third_part_came = threading.Event()
        killed = threading.Event()

        def hold_the_third(asked: Asked) -> None:
            if asked.query.get("partNumber") == "3":
                third_part_came.set()
                killed.wait(30)
                raise ConnectionError

        proxy.on_request = hold_the_third
        process = subprocess.Popen([sys.executable, "-c", UPLOAD, proxy.url, bucket, KEY, source])
        try:
            assert third_part_came.wait(30)
        finally:
            process.kill()
            process.wait()
            killed.set()
        assert process.returncode == -signal.SIGKILL
        assert proxy.parts() == [1, 2, 3]
        assert not direct.exists(bucket, KEY)
        proxy.on_request = lambda asked: None
        counted: list[tuple[int, int | None]] = []

        done = s3.upload_resumable(
            bucket,
            KEY,
            source,
            journal=journal,
            progress=lambda *count: counted.append(count),
        )

        assert proxy.parts() == [1, 2, 3, 3]
        assert done.size == len(CONTENT)
        assert stored(direct, bucket) == CONTENT
        assert counted[-1] == (len(CONTENT), len(CONTENT))
        assert left_over(direct, bucket) == []
        assert not journal.exists()


UPLOAD = f"""
import sys
from pathlib import Path
from boto3_assist.s3 import S3

url, bucket, key, source = sys.argv[1:]
S3.from_pool(aws_endpoint_url=url).upload_resumable(
    bucket, key, source, journal=Path(source).with_name("journal"), part_size={PART}, concurrency=1
)
"""


class Once:
    """Does the first thing that the function does, and nothing after it."""

    def __init__(self, function: Callable[..., Answer | None]) -> None:
        self._function = function
        self._lock = threading.Lock()
        self._done = False

    def __call__(self, *arguments: object) -> Answer | None:
        with self._lock:
            if self._done:
                return None
            try:
                answer = self._function(*arguments)
            except ConnectionError:
                self._done = True
                raise
            self._done = answer is not None
            return answer


def flip_request(asked: Asked) -> None:
    if asked.method == "PUT" and len(asked.body) > 999:
        asked.body = flipped(asked.body, 567)


def flip_answer(asked: Asked, answer: Answer) -> Answer | None:
    if asked.method == "GET" and not asked.query:
        answer.body = flipped(answer.body, 56)
    return answer


def without_checksums(after: OnAnswer) -> OnAnswer:
    def strip(asked: Asked, answer: Answer) -> Answer | None:
        answer.headers = [
            (name, value)
            for name, value in answer.headers
            if not name.lower().startswith("x-amz-checksum")
        ]
        after(asked, answer)
        return answer

    return strip


def cut(asked: Asked, answer: Answer) -> Answer | None:
    if asked.method != "GET" or len(answer.body) < MIB:
        return None
    answer.cut_at = len(answer.body) // 2
    return answer


def lose_answer_to_put(asked: Asked, answer: Answer) -> Answer | None:
    if asked.method == "PUT":
        raise ConnectionError
    return None
