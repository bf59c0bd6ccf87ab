"""Files and streams, on moto and again on a server over HTTP."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.config import Config

from boto3_assist.errors import (
    InvalidParameterError,
    S3BucketNotFoundError,
    S3ObjectNotFoundError,
    S3PreconditionFailedError,
    S3SourceChangedError,
    S3UnsafeKeyError,
)
from boto3_assist.s3 import S3
from boto3_assist.testing import AwsBackend

MIB = 1024 * 1024
PART = 5 * MIB
CONTENT = os.urandom(2 * PART + 4321)
SIZES = [0, 1, PART, PART + 1, len(CONTENT)]


def pieces(content: bytes, size: int = 100_003) -> Iterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


class Trickle(io.RawIOBase):
    """A stream that cannot seek and gives less than it is asked for, as a socket does."""

    def __init__(self, content: bytes) -> None:
        self._pieces = pieces(content)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return next(self._pieces, b"")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source.bin"
    path.write_bytes(CONTENT)
    return path


@pytest.mark.parametrize("size", SIZES)
def test_a_file_comes_back(s3: S3, bucket: str, tmp_path: Path, size: int) -> None:
    source = tmp_path / "source"
    source.write_bytes(CONTENT[:size])
    up: list[tuple[int, int | None]] = []
    down: list[tuple[int, int | None]] = []

    stored = s3.upload_file(
        bucket, "a/b.bin", source, part_size=PART, progress=lambda *count: up.append(count)
    )
    done = s3.download_file(
        bucket,
        "a/b.bin",
        tmp_path / "new" / "target",
        part_size=PART,
        progress=lambda *count: down.append(count),
    )

    assert (stored.size, stored.uri) == (size, f"s3://{bucket}/a/b.bin")
    assert done.path.read_bytes() == CONTENT[:size]
    assert done.verified_by == "CRC32"
    assert done.info.size == size
    assert up[-1] == down[-1] == (size, size)
    assert [count for count, _ in up] == sorted(count for count, _ in up)
    assert list(s3.list_uploads(bucket)) == []
    assert {path.name for path in tmp_path.rglob("*")} == {"source", "new", "target"}


@pytest.mark.parametrize("size", SIZES)
def test_a_stream_of_unknown_length_comes_back(s3: S3, bucket: str, size: int) -> None:
    seen: list[tuple[int, int | None]] = []

    stored = s3.upload_stream(
        bucket,
        "stream",
        Trickle(CONTENT[:size]),
        part_size=PART,
        progress=lambda *count: seen.append(count),
    )

    assert stored.size == size
    assert seen[-1] == (size, None)
    with s3.stream(bucket, "stream") as stream:
        assert stream.read() == CONTENT[:size]
        assert stream.verified_by == "CRC32"
        assert stream.info.size == size


@pytest.mark.parametrize("size", [None, len(CONTENT)])
def test_an_iterable_is_a_stream(s3: S3, bucket: str, size: int | None) -> None:
    s3.upload_stream(bucket, "stream", pieces(CONTENT), size=size, part_size=PART)

    with s3.stream(bucket, "stream") as stream:
        assert stream.read() == CONTENT


@pytest.mark.parametrize("size", [len(CONTENT) - 1, len(CONTENT) + 1, 10, PART])
def test_a_stream_of_another_size_is_refused(s3: S3, bucket: str, size: int) -> None:
    with pytest.raises(S3SourceChangedError):
        s3.upload_stream(bucket, "stream", pieces(CONTENT), size=size, part_size=PART)

    assert not s3.exists(bucket, "stream")
    assert list(s3.list_uploads(bucket)) == []


def test_a_stream_that_fails_stores_nothing(s3: S3, bucket: str) -> None:
    def broken() -> Iterator[bytes]:
        yield CONTENT[: PART + 7]
        raise LookupError("no more")

    with pytest.raises(LookupError, match="no more"):
        s3.upload_stream(bucket, "stream", broken(), part_size=PART)

    assert not s3.exists(bucket, "stream")
    assert list(s3.list_uploads(bucket)) == []


@pytest.mark.parametrize("raised", [LookupError, SystemExit])
@pytest.mark.parametrize("size", [0, 10, len(CONTENT)])
def test_a_progress_callback_that_raises_ends_the_upload(
    s3: S3, bucket: str, tmp_path: Path, size: int, raised: type[BaseException]
) -> None:
    (tmp_path / "source").write_bytes(CONTENT[:size])

    def stop(done: int, total: int | None) -> None:
        raise raised("enough")

    with pytest.raises(raised, match="enough"):
        s3.upload_file(bucket, "a", tmp_path / "source", part_size=PART, progress=stop)

    assert list(s3.list_uploads(bucket)) == []


@pytest.mark.parametrize("raised", [LookupError, SystemExit])
@pytest.mark.parametrize("size", [0, 10, len(CONTENT)])
def test_a_progress_callback_that_raises_ends_the_download(
    s3: S3, bucket: str, tmp_path: Path, size: int, raised: type[BaseException]
) -> None:
    s3.put(bucket, "a", CONTENT[:size])

    def stop(done: int, total: int | None) -> None:
        raise raised("enough")

    with pytest.raises(raised, match="enough"):
        s3.download_file(bucket, "a", tmp_path / "target", part_size=PART, progress=stop)

    assert list(tmp_path.iterdir()) == []


def test_options_of_a_write_hold_at_every_size(s3: S3, bucket: str, source: Path) -> None:
    s3.upload_file(
        bucket,
        "report.csv",
        source,
        part_size=PART,
        metadata={"team": "blue"},
        storage_class="STANDARD_IA",
        cache_control="no-cache",
        server_side_encryption="AES256",
    )

    info = s3.head(bucket, "report.csv")
    assert info.metadata == {"team": "blue"}
    assert info.storage_class == "STANDARD_IA"
    assert info.content_type == "text/csv"
    assert info.cache_control == "no-cache"


@pytest.mark.parametrize("size", [10, len(CONTENT)], ids=["whole", "parts"])
def test_an_upload_is_encrypted_by_the_key_that_was_named(
    s3: S3, bucket: str, tmp_path: Path, size: int
) -> None:
    (tmp_path / "source").write_bytes(CONTENT[:size])

    s3.upload_file(bucket, "a", tmp_path / "source", part_size=PART, sse_kms_key_id="alias/orders")

    info = s3.head(bucket, "a")
    assert info.server_side_encryption == "aws:kms"
    assert str(info.sse_kms_key_id).endswith("alias/orders")


@pytest.mark.parametrize("size", [10, len(CONTENT)], ids=["whole", "parts"])
def test_only_the_first_of_two_is_stored(s3: S3, bucket: str, tmp_path: Path, size: int) -> None:
    (tmp_path / "source").write_bytes(CONTENT[:size])
    s3.put(bucket, "a", "first")

    with pytest.raises(S3PreconditionFailedError):
        s3.upload_file(bucket, "a", tmp_path / "source", part_size=PART, if_none_match="*")

    assert s3.get(bucket, "a").body == b"first"
    assert list(s3.list_uploads(bucket)) == []


def test_an_upload_replaces_what_was_seen(s3: S3, bucket: str, tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(b"second")
    seen = s3.put(bucket, "a", "first")

    s3.upload_file(bucket, "a", tmp_path / "source", if_match=seen.etag)

    with pytest.raises(S3PreconditionFailedError):
        s3.upload_file(bucket, "a", tmp_path / "source", if_match=seen.etag)
    assert s3.get(bucket, "a").body == b"second"


@pytest.mark.integration
def test_an_upload_in_parts_replaces_what_was_seen(aws_http: AwsBackend, source: Path) -> None:
    # moto puts parts together whatever the object is by then.
    s3 = S3.from_pool()
    s3.create_bucket("replaced", exist_ok=True)
    seen = s3.put("replaced", "a", "first")

    s3.upload_file("replaced", "a", source, part_size=PART, if_match=seen.etag)

    source.write_bytes(CONTENT[::-1])
    with pytest.raises(S3PreconditionFailedError):
        s3.upload_file("replaced", "a", source, part_size=PART, if_match=seen.etag)
    assert s3.get("replaced", "a").body == CONTENT
    assert list(s3.list_uploads("replaced")) == []
    s3.delete_bucket("replaced", delete_contents_of="replaced")


def test_a_file_that_is_written_to_meanwhile_is_not_stored(
    s3: S3, bucket: str, source: Path
) -> None:
    def write(done: int, total: int | None) -> None:
        if done >= PART:
            with source.open("r+b") as file:
                file.write(b"changed")
            os.utime(source, ns=(1, 1))

    with pytest.raises(S3SourceChangedError):
        s3.upload_file(bucket, "a", source, part_size=PART, concurrency=1, progress=write)

    assert not s3.exists(bucket, "a")
    assert list(s3.list_uploads(bucket)) == []


def test_c5_an_upload_that_fails_raises_a_typed_error(s3: S3, source: Path) -> None:
    for path in (source, source.with_name("small")):
        source.with_name("small").write_bytes(b"small")
        with pytest.raises(S3BucketNotFoundError) as caught:
            s3.upload_file("no-such-bucket-here", "a", path, part_size=PART)
        assert caught.value.aws_code == "NoSuchBucket"


def test_b24_a_download_that_fails_is_no_success_and_leaves_the_old_file(
    s3: S3, bucket: str, tmp_path: Path
) -> None:
    target = tmp_path / "target"
    target.write_text("OLD")

    with pytest.raises(S3ObjectNotFoundError):
        s3.download_file(bucket, "missing", target)

    assert target.read_text() == "OLD"
    assert list(tmp_path.iterdir()) == [target]


def test_a_download_of_nothing_makes_no_folder(s3: S3, bucket: str, tmp_path: Path) -> None:
    with pytest.raises(S3ObjectNotFoundError):
        s3.download_file(bucket, "a/missing", directory=tmp_path / "new")

    assert list(tmp_path.iterdir()) == []


def test_a_key_is_a_path_below_the_directory(s3: S3, bucket: str, tmp_path: Path) -> None:
    key = "a b/ü/%2e%2e/ä+.txt"
    s3.put(bucket, key, "here")

    done = s3.download_file(bucket, key, directory=tmp_path)

    assert done.path == tmp_path / "a b" / "ü" / "%2e%2e" / "ä+.txt"
    assert done.path.read_text() == "here"


@pytest.mark.parametrize("key", ["../up", "/etc/passwd", "a/../../b", "a//b", "folder/"])
def test_a_key_that_leads_elsewhere_is_refused(
    s3: S3, bucket: str, tmp_path: Path, key: str
) -> None:
    s3.put(bucket, key, "here")

    with pytest.raises(S3UnsafeKeyError):
        s3.download_file(bucket, key, directory=tmp_path / "in")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
@pytest.mark.parametrize("key", ["link", "folder/f"])
def test_a_link_leads_no_download_out(s3: S3, bucket: str, tmp_path: Path, key: str) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "f").write_bytes(b"old")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "out" / "f")
    (tmp_path / "in" / "folder").symlink_to(tmp_path / "out")
    s3.put(bucket, key, "new")

    with pytest.raises(S3UnsafeKeyError):
        s3.download_file(bucket, key, directory=tmp_path / "in")

    assert (tmp_path / "out" / "f").read_bytes() == b"old"
    assert (tmp_path / "in" / "link").is_symlink()


def test_a_download_needs_one_target(s3: S3, bucket: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidParameterError):
        s3.download_file(bucket, "a")
    with pytest.raises(InvalidParameterError):
        s3.download_file(bucket, "a", tmp_path / "a", directory=tmp_path)


@pytest.mark.parametrize("given", [io.BytesIO(), b"bytes", 5])
def test_what_is_no_path_is_refused_before_anything_is_sent(s3: S3, given: Any) -> None:
    nowhere = "a-bucket-that-is-nowhere"
    for call in (
        lambda: s3.download_file(nowhere, "k", given),
        lambda: s3.download_file(nowhere, "k", directory=given),
        lambda: s3.upload_resumable(nowhere, "k", __file__, journal=given),
        lambda: s3.abandon_upload(given),
        lambda: s3.sync(given, f"s3://{nowhere}"),
        lambda: s3.sync(f"s3://{nowhere}", given),
    ):
        with pytest.raises(InvalidParameterError):
            call()


def test_a_downloaded_file_has_the_mode_of_any_new_file(
    s3: S3, bucket: str, tmp_path: Path
) -> None:
    s3.put(bucket, "a", "new")
    (tmp_path / "plain").write_text("")
    (tmp_path / "private").write_text("old")
    (tmp_path / "private").chmod(0o640)

    for name in ("made", "private"):
        s3.download_file(bucket, "a", tmp_path / name)

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes["made"] == modes["plain"]
    assert modes["private"] == (0o640 if os.name == "posix" else modes["plain"])


def test_a_condition_of_a_download_is_asked_once(s3: S3, bucket: str, tmp_path: Path) -> None:
    seen = s3.put(bucket, "a", "same")

    s3.download_file(bucket, "a", tmp_path / "a", if_match=seen.etag)

    with pytest.raises(S3PreconditionFailedError):
        s3.download_file(bucket, "a", tmp_path / "b", if_none_match=seen.etag)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_an_old_version_is_downloaded(s3: S3, versioned: str, tmp_path: Path) -> None:
    old = s3.put(versioned, "a", "old")
    s3.put(versioned, "a", "new")

    done = s3.download_file(versioned, "a", tmp_path / "a", version_id=old.version_id)

    assert done.path.read_text() == "old"
    assert done.info.version_id == old.version_id


def test_other_checksums_verify_too(s3: S3, bucket: str, source: Path) -> None:
    for algorithm in ("SHA256", "SHA1"):
        s3.upload_file(bucket, algorithm, source, part_size=PART, checksum_algorithm=algorithm)
        s3.upload_stream(bucket, "whole", iter([b"x"]), checksum_algorithm=algorithm)

        whole = s3.download_file(bucket, "whole", source.with_name("whole"))
        parts = s3.download_file(bucket, algorithm, source.with_name("parts"))

        assert whole.verified_by == algorithm
        assert parts.verified_by in (algorithm, "ETag")
        assert parts.path.read_bytes() == CONTENT


def test_a_server_that_knows_no_checksums(bucket: str, s3: S3, source: Path) -> None:
    config = Config(
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    plain = S3.from_pool(config=config)
    for size in (0, 10, PART, len(CONTENT)):
        source.write_bytes(CONTENT[:size])
        target = source.with_name("target")

        plain.upload_file(bucket, "a", source, part_size=PART)
        done = plain.download_file(bucket, "a", target, part_size=PART)

        assert target.read_bytes() == CONTENT[:size]
        assert done.verified_by == "ETag"
        assert s3.head(bucket, "a").checksums == {}


def test_a_stream_is_a_binary_file(s3: S3, bucket: str) -> None:
    s3.put(bucket, "lines", b"one\ntwo\nthree")

    with s3.stream(bucket, "lines") as stream:
        assert stream.readline() == b"one\n"
        assert stream.read(2) == b"tw"
        assert list(io.TextIOWrapper(stream)) == ["o\n", "three"]


def test_a_stream_goes_from_one_key_to_another(s3: S3, bucket: str) -> None:
    s3.put(bucket, "from", CONTENT[:PART])

    with s3.stream(bucket, "from") as stream:
        s3.upload_stream(bucket, "to", stream)

    assert s3.get(bucket, "to").body == CONTENT[:PART]


@pytest.mark.slow
@pytest.mark.integration
def test_a_file_of_100_mb_comes_back_in_parts(aws_http: AwsBackend, tmp_path: Path) -> None:
    s3 = S3.from_pool()
    s3.create_bucket("hundred", exist_ok=True)
    source = tmp_path / "source"
    block = os.urandom(MIB)
    with source.open("wb") as file:
        for number in range(100):
            file.write(number.to_bytes(8, sys.byteorder) + block[8:])

    stored = s3.upload_file("hundred", "big", source)
    done = s3.download_file("hundred", "big", tmp_path / "target")

    assert stored.etag.endswith("-13")
    assert done.verified_by == "CRC32"
    assert sha256(source) == sha256(done.path)
    s3.delete_bucket("hundred", delete_contents_of="hundred")


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
