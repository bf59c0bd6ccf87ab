from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest

from boto3_assist.errors import InvalidParameterError, S3SourceChangedError
from boto3_assist.s3.transfer.sources import FileSource, StreamSource


class TestAFile:
    def test_is_known_again(self, tmp_path: Path) -> None:
        path = tmp_path / "a"
        path.write_bytes(b"12345")
        source = FileSource(path)

        source.check()

        assert source.size == 5
        assert source.path == str(path)

    @pytest.mark.parametrize("change", ["size", "time", "gone"])
    def test_that_changed_is_refused(self, tmp_path: Path, change: str) -> None:
        path = tmp_path / "a"
        path.write_bytes(b"12345")
        source = FileSource(path)
        stamp = path.stat().st_mtime_ns
        if change == "gone":
            path.unlink()
        else:
            path.write_bytes(b"123456" if change == "size" else b"54321")
            os.utime(path, ns=(1, stamp + (change == "time")))

        with pytest.raises(FileNotFoundError if change == "gone" else S3SourceChangedError):
            source.check()

    def test_has_to_be_one(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidParameterError) as folder:
            FileSource(tmp_path)
        assert "sync" in folder.value.details["suggestion"]
        with pytest.raises(FileNotFoundError):
            FileSource(tmp_path / "missing")

    @pytest.mark.parametrize("given", [io.BytesIO(b"a"), b"a", None, 5])
    def test_is_given_by_its_path(self, given: Any) -> None:
        with pytest.raises(InvalidParameterError) as caught:
            FileSource(given)

        assert "upload_stream" in caught.value.details["suggestion"]


class Chunks:
    """Gives at most three bytes at a time, and None or text where told to."""

    def __init__(self, *answers: object) -> None:
        self._answers = iter(answers)

    def read(self, size: int, /) -> Any:
        assert size > 0
        return next(self._answers, b"")


class TestAStream:
    @pytest.mark.parametrize("size", ["3", -1, 1.5, True])
    def test_has_a_number_of_bytes(self, size: Any) -> None:
        with pytest.raises(InvalidParameterError) as caught:
            StreamSource([b"123"], size)

        assert caught.value.message.startswith("size was given as ")

    @pytest.mark.parametrize(
        "stream",
        [
            io.BytesIO(b"0123456789"),
            Chunks(b"012", b"3", b"456", b"789"),
            [b"0123", b"", bytearray(b"45"), memoryview(b"6789")],
            (bytes([48 + number]) for number in range(10)),
        ],
        ids=["file", "chunks", "list", "generator"],
    )
    def test_gives_as_much_as_is_asked_for(self, stream: Any) -> None:
        source = StreamSource(stream, None)

        assert [source.read(4), source.read(4), source.read(4), source.read(4)] == [
            b"0123",
            b"4567",
            b"89",
            b"",
        ]
        assert source.done == 10

    def test_gives_all_that_is_left(self) -> None:
        source = StreamSource(Chunks(b"012", b"3", b"456"), None)

        assert source.read(2) + source.read() == b"0123456"
        assert source.read() == b""

    def test_begins_where_it_stands(self) -> None:
        stream = io.BytesIO(b"0123456789")
        stream.seek(7)

        assert StreamSource(stream, None).read() == b"789"

    @pytest.mark.parametrize("given", ["text", b"bytes", bytearray(b"x"), 5, None, Path("a")])
    def test_has_to_be_one(self, given: Any) -> None:
        with pytest.raises(InvalidParameterError):
            StreamSource(given, None)

    @pytest.mark.parametrize(
        "stream",
        [Chunks("text"), Chunks(b"x", None), io.StringIO(), [b"x", "y"], [5], [b"x", None, b"y"]],
    )
    def test_has_to_give_bytes(self, stream: Any) -> None:
        with pytest.raises(InvalidParameterError):
            StreamSource(stream, None).read()

    @pytest.mark.parametrize("read", [4, 5, 6, 100, -1])
    def test_of_the_size_it_should_have_is_read(self, read: int) -> None:
        source = StreamSource([b"01", b"234"], 5)

        assert source.read(read) + source.read(100) == b"01234"

    @pytest.mark.parametrize("size", [0, 4, 6, 100])
    @pytest.mark.parametrize("read", [1, 4, 100, -1])
    def test_of_another_size_is_refused(self, size: int, read: int) -> None:
        source = StreamSource([b"01", b"234"], size)

        with pytest.raises(S3SourceChangedError):
            while source.read(read):
                pass
            source.read(read)
