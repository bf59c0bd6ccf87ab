"""Uploads that are resumed, listed, abandoned and swept, on moto and on a server over HTTP."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from boto3_assist.errors import (
    InvalidParameterError,
    S3BucketNotFoundError,
    S3SourceChangedError,
    S3UploadNotFoundError,
)
from boto3_assist.s3 import S3

MIB = 1024 * 1024
PART = 5 * MIB
CONTENT = os.urandom(2 * PART + 4321)


class Interrupted(Exception):
    """Stands for a process that ends at this point."""


class Requests:
    """What a client was asked for; `before` may raise."""

    def __init__(self, s3: S3) -> None:
        self.asked: list[str] = []
        self.before: Callable[[str, Mapping[str, Any]], None] = lambda operation, params: None
        s3.client.meta.events.register("provide-client-params.s3", self._note)

    def parts(self) -> int:
        return self.asked.count("UploadPart")

    def _note(self, params: Mapping[str, Any], model: Any, **_: object) -> None:
        self.asked.append(model.name)
        self.before(model.name, params)


@pytest.fixture
def requests(s3: S3) -> Requests:
    return Requests(s3)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.bin"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return tmp_path / "journal"


def interrupt(s3: S3, requests: Requests, bucket: str, source: Path, journal: Path) -> None:
    """Upload the first two of three parts."""

    def stop(operation: str, params: Mapping[str, Any]) -> None:
        if operation == "UploadPart" and params["PartNumber"] == 3:
            raise Interrupted

    requests.before = stop
    with pytest.raises(Interrupted):
        s3.upload_resumable(bucket, "a", source, journal=journal, part_size=PART, concurrency=1)
    requests.before = lambda operation, params: None
    requests.asked.clear()


def test_an_interrupted_upload_is_gone_on_with(
    s3: S3, bucket: str, requests: Requests, source: Path, journal: Path
) -> None:
    interrupt(s3, requests, bucket, source, journal)
    assert journal.exists()

    stored = s3.upload_resumable(bucket, "a", source, journal=journal)

    assert requests.parts() == 1
    assert "CreateMultipartUpload" not in requests.asked
    assert stored.size == len(CONTENT)
    assert s3.get(bucket, "a").body == CONTENT
    assert not journal.exists()
    assert list(s3.list_uploads(bucket)) == []


def test_a_part_that_s3_lost_is_sent_again(
    s3: S3, bucket: str, requests: Requests, source: Path, journal: Path
) -> None:
    interrupt(s3, requests, bucket, source, journal)
    upload = next(s3.list_uploads(bucket))
    s3.client.upload_part(
        Bucket=bucket, Key="a", UploadId=upload.upload_id, PartNumber=1, Body=b"other"
    )
    requests.asked.clear()

    s3.upload_resumable(bucket, "a", source, journal=journal)

    assert requests.parts() == 2
    assert s3.get(bucket, "a").body == CONTENT


def test_a_part_that_the_journal_missed_is_sent_again_or_known_by_its_checksum(
    s3: S3, bucket: str, requests: Requests, source: Path, journal: Path
) -> None:
    interrupt(s3, requests, bucket, source, journal)
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:-1]) + lines[-1][:20])

    s3.upload_resumable(bucket, "a", source, journal=journal)

    assert requests.parts() in (1, 2)
    assert s3.get(bucket, "a").body == CONTENT


def test_an_upload_that_s3_gave_up_begins_anew(
    s3: S3, bucket: str, requests: Requests, source: Path, journal: Path
) -> None:
    interrupt(s3, requests, bucket, source, journal)
    upload = next(s3.list_uploads(bucket))
    s3.abort_upload(bucket, "a", upload.upload_id)
    requests.asked.clear()

    s3.upload_resumable(bucket, "a", source, journal=journal, part_size=PART)

    assert requests.parts() == 3
    assert s3.get(bucket, "a").body == CONTENT
    assert not journal.exists()


@pytest.mark.parametrize("keep_time", [False, True])
def test_a_source_that_changed_is_refused(
    s3: S3, bucket: str, requests: Requests, source: Path, journal: Path, keep_time: bool
) -> None:
    interrupt(s3, requests, bucket, source, journal)
    status = source.stat()
    with source.open("r+b") as file:
        file.seek(PART + 1)
        file.write(b"changed")
    os.utime(source, ns=(1, status.st_mtime_ns if keep_time else status.st_mtime_ns + 1))

    with pytest.raises(S3SourceChangedError):
        s3.upload_resumable(bucket, "a", source, journal=journal)

    assert not s3.exists(bucket, "a")
    assert journal.exists()
    s3.abandon_upload(journal)
    assert list(s3.list_uploads(bucket)) == []
    assert not journal.exists()


def test_a_source_that_was_only_written_again_is_refused(
    s3: S3, bucket: str, requests: Requests, source: Path, journal: Path
) -> None:
    interrupt(s3, requests, bucket, source, journal)
    os.utime(source, ns=(1, source.stat().st_mtime_ns + 1))

    with pytest.raises(S3SourceChangedError):
        s3.upload_resumable(bucket, "a", source, journal=journal)

    s3.abandon_upload(journal)


@pytest.mark.parametrize(
    ("key", "options"), [("b", {}), ("a", {"metadata": {"x": "y"}}), ("a", {"if_none_match": "*"})]
)
def test_the_journal_of_another_upload_is_refused(
    s3: S3,
    bucket: str,
    requests: Requests,
    source: Path,
    journal: Path,
    key: str,
    options: Any,
) -> None:
    interrupt(s3, requests, bucket, source, journal)

    with pytest.raises(InvalidParameterError):
        s3.upload_resumable(bucket, key, source, journal=journal, **options)

    assert requests.asked == []


def test_a_small_file_needs_no_journal(
    s3: S3, bucket: str, requests: Requests, source: Path, journal: Path
) -> None:
    source.write_bytes(b"small")

    s3.upload_resumable(bucket, "a", source, journal=journal)

    assert s3.get(bucket, "a").body == b"small"
    assert requests.asked[0] == "PutObject"
    assert not journal.exists()


def test_nothing_is_abandoned_without_a_journal(s3: S3, requests: Requests, journal: Path) -> None:
    s3.abandon_upload(journal)

    assert requests.asked == []


def test_uploads_are_listed_and_aborted(s3: S3, bucket: str) -> None:
    begun = {}
    for key in ("b/ü +%2B", "a/1", "a/2"):
        answer = s3.client.create_multipart_upload(Bucket=bucket, Key=key)
        begun[key] = answer["UploadId"]

    found = {upload.key: upload.upload_id for upload in s3.list_uploads(bucket)}
    below = [upload.key for upload in s3.list_uploads(bucket, prefix="a/")]
    for key, upload_id in begun.items():
        s3.abort_upload(bucket, key, upload_id)

    assert found == begun
    assert sorted(below) == ["a/1", "a/2"]
    assert list(s3.list_uploads(bucket)) == []
    with pytest.raises(S3UploadNotFoundError):
        s3.abort_upload(bucket, "a/1", begun["a/1"])


def test_only_old_leftovers_are_swept(s3: S3, bucket: str) -> None:
    s3.client.create_multipart_upload(Bucket=bucket, Key="a")
    begun = next(s3.list_uploads(bucket)).initiated
    hour = timedelta(hours=1)

    young = s3.sweep_uploads(bucket, older_than=hour, now=begun + hour)
    named = s3.sweep_uploads(bucket, older_than=hour, now=begun + 2 * hour, dry_run=True)
    assert len(list(s3.list_uploads(bucket))) == 1
    swept = s3.sweep_uploads(bucket, older_than=hour, now=begun + 2 * hour)

    assert young == []
    assert named == swept
    assert [upload.key for upload in swept] == ["a"]
    assert list(s3.list_uploads(bucket)) == []


def test_uploads_of_no_bucket_are_an_error(s3: S3) -> None:
    with pytest.raises(S3BucketNotFoundError):
        next(s3.list_uploads("no-such-bucket-here"))
