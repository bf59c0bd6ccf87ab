"""Objects read in parts: ranges, files that can be sought in, and lines."""

from __future__ import annotations

import csv
import gzip
import io
import tracemalloc
import uuid
import zipfile
from typing import Any

import pytest

from boto3_assist.errors import (
    S3InvalidRangeError,
    S3ObjectNotFoundError,
    S3SourceChangedError,
    ValidationError,
)
from boto3_assist.s3 import S3
from boto3_assist.testing import AwsBackend

KEY = "a+b c%2B ü"
MIB = 1024 * 1024
ROWS = [[str(number), f"ä{number}"] for number in range(5000)]


@pytest.fixture
def client(aws_backend: AwsBackend) -> Any:
    return aws_backend.client("s3")


@pytest.fixture
def bucket(client: Any) -> str:
    name = f"reading-{uuid.uuid4().hex}"
    client.create_bucket(Bucket=name)
    return name


@pytest.fixture
def s3(aws_backend: AwsBackend) -> S3:
    return S3.from_pool()


def table() -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(ROWS)
    return text.getvalue().encode()


@pytest.mark.parametrize(
    ("start", "size", "expected"),
    [
        (0, None, b"0123456789"),
        (3, None, b"3456789"),
        (3, 2, b"34"),
        (8, 50, b"89"),
        (-4, None, b"6789"),
        (-40, None, b"0123456789"),
    ],
)
def test_a_range_of_bytes(
    s3: S3, client: Any, bucket: str, start: int, size: int | None, expected: bytes
) -> None:
    client.put_object(Bucket=bucket, Key=KEY, Body=b"0123456789")

    assert s3.read_range(bucket, KEY, start, size) == expected


def test_a_range_that_is_not_there(s3: S3, client: Any, bucket: str) -> None:
    client.put_object(Bucket=bucket, Key=KEY, Body=b"0123456789")

    with pytest.raises(S3InvalidRangeError):
        s3.read_range(bucket, KEY, 10)
    with pytest.raises(S3ObjectNotFoundError):
        s3.read_range(bucket, "absent")


def test_a_range_of_a_version(aws: AwsBackend) -> None:
    # The HTTP server answers a range of a version with the whole of it.
    client = aws.client("s3")
    client.create_bucket(Bucket="versions")
    client.put_bucket_versioning(Bucket="versions", VersioningConfiguration={"Status": "Enabled"})
    old = client.put_object(Bucket="versions", Key=KEY, Body=b"old")["VersionId"]
    client.put_object(Bucket="versions", Key=KEY, Body=b"newer")
    s3 = S3.from_pool()

    assert s3.read_range("versions", KEY, 1, version_id=old) == b"ld"
    with s3.open("versions", KEY, version_id=old) as file:
        assert (file.read(), file.info.version_id) == (b"old", old)


def test_a_file_in_a_bucket_with_versions(s3: S3, client: Any, bucket: str) -> None:
    client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    client.put_object(Bucket=bucket, Key=KEY, Body=b"0123456789")

    with s3.open(bucket, KEY) as file:
        file.seek(4)
        assert file.read(3) == b"456"


def test_csv(s3: S3, client: Any, bucket: str) -> None:
    client.put_object(Bucket=bucket, Key=KEY, Body=table())

    with s3.open(bucket, KEY) as file:
        assert list(csv.reader(io.TextIOWrapper(file, "utf-8", newline=""))) == ROWS
        assert file.request_count == 1


def test_gzip(s3: S3, client: Any, bucket: str) -> None:
    client.put_object(Bucket=bucket, Key=KEY, Body=gzip.compress(table()))

    with s3.open(bucket, KEY) as file, gzip.open(file, "rt", encoding="utf-8", newline="") as text:
        assert list(csv.reader(text)) == ROWS


def test_zip(s3: S3, client: Any, bucket: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", table())
        archive.writestr("b.txt", "b")
    client.put_object(Bucket=bucket, Key=KEY, Body=packed.getvalue())

    with s3.open(bucket, KEY) as file, zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        assert archive.read("b.txt") == b"b"
        assert archive.read("a.csv") == table()


def test_an_empty_object(s3: S3, client: Any, bucket: str) -> None:
    client.put_object(Bucket=bucket, Key=KEY, Body=b"")

    with s3.open(bucket, KEY) as file:
        assert file.read() == b""
    assert list(s3.read_lines(bucket, KEY)) == []
    with pytest.raises(S3InvalidRangeError):
        s3.read_range(bucket, KEY)


def test_what_is_absent(s3: S3, bucket: str) -> None:
    with pytest.raises(S3ObjectNotFoundError):
        s3.open(bucket, KEY)
    with pytest.raises(S3ObjectNotFoundError):
        next(s3.read_lines(bucket, KEY))


def test_an_object_that_is_replaced_while_it_is_read(s3: S3, client: Any, bucket: str) -> None:
    client.put_object(Bucket=bucket, Key=KEY, Body=bytes(MIB))

    with s3.open(bucket, KEY) as file:
        file.read(10)
        client.put_object(Bucket=bucket, Key=KEY, Body=b"new" * MIB)
        file.seek(MIB // 2)
        with pytest.raises(S3SourceChangedError):
            file.read(10)


def test_lines(s3: S3, client: Any, bucket: str) -> None:
    client.put_object(Bucket=bucket, Key=KEY, Body=table())
    client.put_object(Bucket=bucket, Key="packed", Body=gzip.compress(table()))
    expected = [",".join(row) for row in ROWS]

    assert list(s3.read_lines(bucket, KEY)) == expected
    assert list(s3.read_lines(bucket, "packed", compression="gzip")) == expected


def test_a_line_that_is_too_long(s3: S3, client: Any, bucket: str) -> None:
    client.put_object(Bucket=bucket, Key=KEY, Body=b"short\n" + b"x" * MIB)

    found = s3.read_lines(bucket, KEY, max_line_length=100)
    assert next(found) == "short"
    with pytest.raises(ValidationError):
        next(found)


@pytest.mark.integration
def test_memory_is_bounded_by_the_buffer(aws_http: AwsBackend) -> None:
    name = f"reading-{uuid.uuid4().hex}"
    client = aws_http.client("s3")
    client.create_bucket(Bucket=name)
    client.put_object(Bucket=name, Key=KEY, Body=(b"x" * 1023 + b"\n") * (8 * 1024))
    s3 = S3.from_pool()
    s3.head(name, KEY)

    tracemalloc.start()
    try:
        with s3.open(name, KEY, buffer_size=MIB) as file:
            count = sum(1 for _ in io.TextIOWrapper(file, "utf-8"))
            requests = file.request_count
        of_file = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        of_lines = sum(1 for _ in s3.read_lines(name, KEY))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert count == of_lines == 8 * 1024
    # 128 KiB, 256, 512 and then as much as the buffer holds.
    assert requests == 11
    assert of_file < 4 * MIB
    assert peak < 4 * MIB
