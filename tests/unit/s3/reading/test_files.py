from __future__ import annotations

import csv
import gzip
import io
import os
import zipfile
from typing import Any

import pytest

from boto3_assist.errors import InvalidParameterError, S3SourceChangedError
from boto3_assist.s3.reading.files import S3File, open_file
from tests.unit.s3.reading.server import REQUEST, OneObject

KIB = 1024
DATA = os.urandom(1000 * KIB)


def opened(content: bytes, buffer_size: int = 256 * KIB) -> tuple[S3File, OneObject]:
    server = OneObject(content)
    return open_file(REQUEST, buffer_size, server), server


def test_reading_in_order_asks_for_more_each_time() -> None:
    file, server = opened(DATA)

    read = b"".join(iter(lambda: file.read(10_000), b""))

    assert read == DATA
    assert server.ranges == [
        f"bytes=0-{128 * KIB - 1}",
        f"bytes={128 * KIB}-{384 * KIB - 1}",
        f"bytes={384 * KIB}-{640 * KIB - 1}",
        f"bytes={640 * KIB}-{896 * KIB - 1}",
        f"bytes={896 * KIB}-{1000 * KIB - 1}",
    ]
    assert file.request_count == 5
    assert [method for method, _ in server.sent].count("head_object") == 1


def test_a_seek_reads_little_and_what_is_kept_is_not_read_again() -> None:
    file, server = opened(DATA)

    file.seek(500 * KIB)
    assert file.read(10) == DATA[500 * KIB :][:10]
    file.seek(-4, os.SEEK_CUR)
    assert file.read(4) == DATA[500 * KIB + 6 :][:4]
    file.seek(-8, os.SEEK_END)
    assert file.read() == DATA[-8:]

    assert server.ranges == [
        f"bytes={500 * KIB}-{628 * KIB - 1}",
        f"bytes={1000 * KIB - 8}-{1000 * KIB - 1}",
    ]


def test_one_large_read_is_one_request() -> None:
    file, server = opened(DATA)

    assert file.read() == DATA
    assert server.ranges == [f"bytes=0-{1000 * KIB - 1}"]
    assert file.read() == file.read(5) == b""
    assert file.request_count == 1


def test_a_read_larger_than_the_buffer_is_not_cut_up() -> None:
    file, server = opened(DATA)

    assert file.read(768 * KIB) == DATA[: 768 * KIB]
    assert server.ranges == [f"bytes=0-{768 * KIB - 1}"]


def test_an_empty_object_is_never_asked_for() -> None:
    file, server = opened(b"")

    assert file.read() == file.read(1) == file.readline() == b""
    assert server.ranges == []


def test_beyond_the_end_there_is_nothing() -> None:
    file, server = opened(b"abc")

    assert file.seek(10) == 10
    assert file.read() == file.read(5) == b""
    assert server.ranges == []


def test_all_reads_are_of_one_state() -> None:
    file, server = opened(DATA)
    file.read(10)

    server.etag = '"two"'
    file.seek(900 * KIB)

    with pytest.raises(S3SourceChangedError):
        file.read(10)


def test_the_version_that_was_asked_for_is_read() -> None:
    server = OneObject(b"abc")

    open_file({**REQUEST, "VersionId": "v1"}, KIB, server).read()

    assert [request["VersionId"] for _, request in server.sent] == ["v1", "v1"]


def test_it_is_a_file_for_reading() -> None:
    file, _ = opened(b"one\ntwo\n")

    assert (file.readable(), file.seekable(), file.writable()) == (True, True, False)
    assert (file.name, file.info.size) == ("s3://b/k", 8)
    assert list(file) == [b"one\n", b"two\n"]
    assert file.tell() == 8
    assert "s3://b/k" not in repr(file)
    with file:
        pass
    raw: Any = file.raw
    for operation in (file.read, lambda: file.seek(0), raw.readall, lambda: raw.seek(0)):
        with pytest.raises(ValueError, match="closed"):
            operation()


def test_a_seek_that_leads_nowhere() -> None:
    file, _ = opened(b"abc")

    with pytest.raises(OSError, match="before the beginning"):
        file.seek(-4, os.SEEK_END)
    raw: Any = file.raw
    with pytest.raises(ValueError, match="whence"):
        raw.seek(0, 9)


@pytest.mark.parametrize("buffer_size", [0, 1023, None, True, 4096.0])
def test_a_buffer_that_is_none(buffer_size: Any) -> None:
    with pytest.raises(InvalidParameterError):
        open_file(REQUEST, buffer_size, OneObject(b""))


def test_csv_through_a_text_wrapper() -> None:
    rows = [[str(number), f"naïve {number}"] for number in range(20_000)]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    file, server = opened(text.getvalue().encode(), 64 * KIB)

    with io.TextIOWrapper(file, "utf-8", newline="") as wrapped:
        assert list(csv.reader(wrapped)) == rows

    # 128 KiB would be the first, were the buffer not smaller.
    assert len(server.ranges) == -(-len(text.getvalue().encode()) // (64 * KIB))


def test_gzip() -> None:
    plain = DATA[: 300 * KIB]
    file, server = opened(gzip.compress(plain), 64 * KIB)

    with gzip.open(file) as unpacked:
        assert unpacked.read() == plain
    assert len(server.ranges) <= 6


def test_the_smallest_zip_file() -> None:
    packed = io.BytesIO()
    zipfile.ZipFile(packed, "w").close()

    assert zipfile.is_zipfile(opened(packed.getvalue())[0])
    with zipfile.ZipFile(opened(packed.getvalue())[0]) as archive:
        assert archive.namelist() == []


def test_one_member_of_a_zip_file_is_read_without_the_others() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number in range(4):
            archive.writestr(f"member{number}", DATA[number * 200 * KIB :][: 200 * KIB])
    file, server = opened(packed.getvalue())

    with zipfile.ZipFile(file) as archive:
        assert archive.namelist() == [f"member{number}" for number in range(4)]
        directory = len(server.ranges)
        assert archive.read("member2") == DATA[400 * KIB :][: 200 * KIB]

    assert directory <= 3
    assert len(server.ranges) - directory <= 4
    asked = sum(last - first + 1 for first, last in map(server.bounds, server.ranges))
    assert asked < 600 * KIB
