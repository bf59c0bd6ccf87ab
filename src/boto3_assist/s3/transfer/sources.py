"""Reads what is to be uploaded: files that must not change, streams of unknown length."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from boto3_assist.errors import InvalidParameterError, S3SourceChangedError, describe
from boto3_assist.s3.transfer.journal import SourceStamp
from boto3_assist.s3.transfer.paths import check_path

__all__ = ["FileSource", "StreamSource", "SupportsRead"]

_CHUNK = 1024 * 1024
_END = object()


class SupportsRead(Protocol):
    """What gives bytes, as a file, a socket's file, a pipe or a response does."""

    def read(self, size: int, /) -> bytes:
        """Give the next bytes, at most `size` of them; none at the end."""


class FileSource:
    """A file that has to stay the same while it is read.

    Attributes:
        path: Where it is.
        stamp: By what it is known again, as of the beginning.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Look at the file.

        Args:
            path: Where it is.

        Raises:
            InvalidParameterError: When it is no path, or that of a folder, a pipe or a device.
        """
        check_path(path, "path", "use upload_stream for what has read(), put for bytes and text")
        self.path = os.fspath(path)
        mode = os.stat(self.path).st_mode
        if not stat.S_ISREG(mode):
            instead = "sync for a folder" if stat.S_ISDIR(mode) else "upload_stream for a pipe"
            raise InvalidParameterError(
                "the path to upload from is no file",
                details={"expected": "a file", "suggestion": f"use {instead}"},
            )
        self.stamp = SourceStamp.of(self.path)

    @property
    def size(self) -> int:
        """The bytes of the file, as of the beginning."""
        return self.stamp.size

    def check(self) -> None:
        """Make sure that the file is what it was.

        Raises:
            S3SourceChangedError: When its size or time has changed.
        """
        if SourceStamp.of(self.path) != self.stamp:
            raise S3SourceChangedError(
                "the file changed while it was uploaded",
                details={
                    "expected": "a file that nobody writes to",
                    "suggestion": "upload it again when it is complete",
                },
            )


class StreamSource:
    """A stream that is read once, from where it stands, in pieces of the size asked for.

    Attributes:
        size: How many bytes there must be; None when nobody knows.
        done: How many were read.
    """

    def __init__(self, stream: SupportsRead | Iterable[bytes], size: int | None) -> None:
        """Take a stream without reading from it.

        Args:
            stream: A file-like object or the pieces themselves.
            size: How many bytes there must be.

        Raises:
            InvalidParameterError: When it is neither, or text or bytes; when the size is none.
        """
        if size is not None and not (type(size) is int and size >= 0):
            given = size if type(size) is int else describe(size)
            raise InvalidParameterError(
                f"size was given as {given}",
                details={"given": given, "expected": "a number of bytes, 0 or more, or None"},
            )
        self.size = size
        self.done = 0
        self._rest = b""
        if isinstance(stream, (str, bytes, bytearray, memoryview, os.PathLike)):
            raise _no_stream(stream, "use upload_file for a path, put for bytes")
        if callable(read := getattr(stream, "read", None)):
            self._pieces: Iterator[object] = _pieces_of(read)
        elif isinstance(stream, Iterable):
            self._pieces = iter(stream)
        else:
            raise _no_stream(stream, "pass an object with read(), or an iterable of bytes")

    def read(self, size: int = -1) -> bytes:
        """Give the next bytes: fewer than asked for only at the end, whatever the stream gives.

        Args:
            size: How many; all that is left when negative.

        Returns:
            The bytes.

        Raises:
            S3SourceChangedError: When the stream ends before its size, or goes on after it.
        """
        collected = bytearray(self._rest)
        while size < 0 or len(collected) < size:
            piece = next(self._pieces, _END)
            if piece is _END:
                break
            if not isinstance(piece, (bytes, bytearray, memoryview)):
                raise _no_stream(piece, "open the file in binary mode")
            collected += piece
        end = len(collected) if size < 0 else size
        data, self._rest = bytes(collected[:end]), bytes(collected[end:])
        self.done += len(data)
        self._check_size(at_end=size < 0 or len(data) < size)
        return data

    def check(self) -> None:
        """Nothing: what was read once cannot change."""

    def _check_size(self, *, at_end: bool) -> None:
        if self.size is None or (self.done <= self.size and not at_end) or self.done == self.size:
            return
        raise S3SourceChangedError(
            f"the stream gave {self.done} bytes{'' if at_end else ' and more'}",
            details={"expected": f"{self.size} bytes, as size= says"},
        )


def _pieces_of(read: Callable[[int], object]) -> Iterator[object]:
    while piece := read(_CHUNK):
        yield piece
    if piece != b"":
        raise _no_stream(piece, "open the file in binary mode, and make a pipe blocking")


def _no_stream(given: object, suggestion: str) -> InvalidParameterError:
    return InvalidParameterError(
        f"the stream was given as, or gave, {describe(given)}",
        details={
            "given": describe(given),
            "expected": "an object whose read() gives bytes, or an iterable of bytes",
            "suggestion": suggestion,
        },
    )
