"""An object as a seekable binary file that reads only what it is asked for; knows no client."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Mapping
from typing import Any

from boto3_assist.errors import InvalidParameterError, describe
from boto3_assist.s3.reading.ranges import fill
from boto3_assist.s3.responses import object_info
from boto3_assist.s3.transfer.downloads import pinned
from boto3_assist.s3.transfer.settings import Send
from boto3_assist.s3.values import ObjectInfo

__all__ = ["DEFAULT_BUFFER_SIZE", "S3File", "open_file"]

DEFAULT_BUFFER_SIZE = 8 * 1024 * 1024
_MIN_BUFFER_SIZE = 1024
# After a seek: a directory of an archive, or a header, is less.
_FIRST_REQUEST = 128 * 1024


class S3File(io.BufferedReader):
    """An object as a binary file for reading, which can be sought in.

    Reads go by ranges: small ones after a seek, growing ones up to the size of the buffer for what
    is read in its order, one for a read that is larger. No connection is held between them. All
    are of the state that the object had when it was opened; a read of an object that was replaced
    meanwhile raises S3SourceChangedError. Ranges have no checksum; to read all of an object
    verified, use `stream` or `get`.

    Attributes:
        info: What S3 knows of the object.
    """

    def __init__(self, raw: _Ranges, buffer_size: int) -> None:
        """Take an object that has been looked up; the verb `open` makes one.

        Args:
            raw: Reads the ranges.
            buffer_size: How many bytes are kept.
        """
        super().__init__(raw, buffer_size)
        self.info = raw.info
        self._ranges = raw

    @property
    def request_count(self) -> int:
        """How many ranges were read so far."""
        return self._ranges.request_count

    @property
    def name(self) -> str:
        """The object as ``s3://bucket/key``."""
        return self.info.uri

    def read1(self, size: int = -1) -> bytes:
        """Read what is in the buffer, filling it first if it is empty.

        The inherited method leaves an empty buffer aside and asks for as little as it was asked
        for: under `io.TextIOWrapper`, a request for every 8 KiB.

        Args:
            size: How many bytes at most; -1 for as many as there are.

        Returns:
            The bytes; none at the end of the object.
        """
        self.peek(1)
        return super().read1(size)

    def __repr__(self) -> str:
        """Name the bucket; the key may be somebody's data."""
        return f"<{type(self).__name__} of {self.info.size} bytes in bucket {self.info.bucket}>"


class _Ranges(io.RawIOBase):
    """The bytes of one state of an object, at any place of it."""

    def __init__(
        self, info: ObjectInfo, request: Mapping[str, Any], send: Send, buffer_size: int
    ) -> None:
        super().__init__()
        self.info = info
        self.request_count = 0
        self._request = request
        self._send = send
        self._buffer_size = buffer_size
        self._position = 0
        self._expected = 0
        self._window = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._check_open()
        starts = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self.info.size}
        if whence not in starts:
            raise ValueError(f"whence was given as {whence}")
        position = starts[whence] + offset
        if position < 0:
            # As files do it: zipfile, for one, looks before the beginning of a small archive.
            raise OSError(errno.EINVAL, "a seek leads before the beginning")
        self._position = position
        return position

    def readinto(self, buffer: Any) -> int:
        self._check_open()
        view = memoryview(buffer).cast("B")
        size = min(len(view), self._left)
        if size == 0:
            return 0
        if len(view) <= self._buffer_size:
            size = min(size, self._grown())
        self._read_into(view[:size])
        return size

    def readall(self) -> bytes:
        self._check_open()
        whole = bytearray(self._left)
        if whole:
            self._read_into(memoryview(whole))
        return bytes(whole)

    @property
    def _left(self) -> int:
        return max(self.info.size - self._position, 0)

    def _grown(self) -> int:
        """Ask for twice as much each time while the reads follow one another."""
        follows = self._position == self._expected and self._window
        self._window = min(self._window * 2, self._buffer_size) if follows else _FIRST_REQUEST
        return self._window

    def _read_into(self, view: memoryview) -> None:
        self.request_count += 1
        fill(view, self._position, self._request, self._send)
        self._position += len(view)
        self._expected = self._position

    def _check_open(self) -> None:
        if self.closed:
            raise ValueError("the file is closed")


def open_file(request: Mapping[str, Any], buffer_size: int, send: Send) -> S3File:
    """Look an object up and open it.

    Args:
        request: The parameters of HeadObject or GetObject.
        buffer_size: How many bytes are kept.
        send: Calls the client.

    Returns:
        The open file, at its beginning.

    Raises:
        InvalidParameterError: When `buffer_size` is less than 1 KiB.
    """
    is_integer = isinstance(buffer_size, int) and not isinstance(buffer_size, bool)
    if not is_integer or buffer_size < _MIN_BUFFER_SIZE:
        given = buffer_size if is_integer else describe(buffer_size)
        raise InvalidParameterError(
            f"buffer_size was given as {given}",
            details={"given": given, "expected": f"{_MIN_BUFFER_SIZE} bytes or more"},
        )
    head = send("head_object", request)
    info = object_info(head, request["Bucket"], request["Key"])
    one_state = pinned(request, head["ETag"])
    return S3File(_Ranges(info, one_state, send, buffer_size), buffer_size)
