"""Reads an object as it comes, going on where a connection broke, and verifies it at the end."""

from __future__ import annotations

import functools
import io
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from boto3_assist.connections.call import translated
from boto3_assist.errors import (
    S3ConnectionError,
    S3PreconditionFailedError,
    S3ResponseIntegrityError,
)
from boto3_assist.s3.responses import object_info
from boto3_assist.s3.transfer.downloads import pinned, replaced
from boto3_assist.s3.transfer.settings import Send
from boto3_assist.s3.transfer.verification import Verification, verification_of
from boto3_assist.s3.values import ObjectInfo

__all__ = ["ObjectStream", "open_stream", "stream_of"]

_BUFFER_SIZE = 256 * 1024
_CHUNK = 1024 * 1024
_MAX_BREAKS_WITHOUT_PROGRESS = 5


class ObjectStream(io.BufferedReader):
    """The bytes of an object in their order, in constant memory; a binary file for reading.

    Whoever reads to the end has read what S3 stored: the last bytes are given only after all of
    them were compared. A connection that breaks is replaced by one that goes on from there. Close
    it, or use it in a ``with`` block: as long as it is open it holds a connection.

    Attributes:
        info: What S3 knows of the object.
        verified_by: By what the bytes are verified at the end: the name of a checksum, such as
            ``"CRC32"``, or ``"ETag"``; None where S3 keeps nothing that can be computed here.
    """

    def __init__(self, body: _Body, info: ObjectInfo, verified_by: str | None) -> None:
        """Take a body that has been opened; the verb `stream` makes one.

        Args:
            body: Gives the bytes.
            info: What S3 knows of the object.
            verified_by: By what the bytes are verified.
        """
        super().__init__(body, _BUFFER_SIZE)
        self.info = info
        self.verified_by = verified_by


class _Body(io.RawIOBase):
    """The bytes of an object, from as many answers as it takes."""

    def __init__(
        self,
        response: Mapping[str, Any],
        request: Mapping[str, Any],
        verification: Verification | None,
        send: Send,
    ) -> None:
        super().__init__()
        self._body = response["Body"]
        self._size: int = response["ContentLength"]
        self._request = request
        self._verification = verification
        self._send = send
        self._done = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._done == self._size or not len(buffer):
            return 0
        data = self._next(min(len(buffer), self._size - self._done))
        self._done += len(data)
        if self._verification is not None:
            self._verification.update(data)
            if self._done == self._size:
                self._verification.finish()
        buffer[: len(data)] = data
        return len(data)

    def readall(self) -> bytes:
        # Python's own asks for 8 KiB at a time.
        return b"".join(iter(functools.partial(self.read, _CHUNK), b""))

    def close(self) -> None:
        if not self.closed:
            self._body.close()
        super().close()

    def _next(self, size: int) -> bytes:
        breaks = 0
        while True:
            try:
                with translated("s3", "GetObject", self._request):
                    data: bytes = self._body.read(size)
                if data:
                    return data
                # The body ended early, and the server did not say how long it was to be.
                raise _cut_short(self._done, self._size)
            except (S3ConnectionError, S3ResponseIntegrityError):
                breaks += 1
                if breaks > _MAX_BREAKS_WITHOUT_PROGRESS:
                    raise
            self._body.close()
            self._body = self._reopened()

    def _reopened(self) -> Any:
        try:
            response = self._send("get_object", {**self._request, "Range": f"bytes={self._done}-"})
        except S3PreconditionFailedError as error:
            raise replaced() from error
        if not str(response.get("ContentRange")).startswith(f"bytes {self._done}-"):
            response["Body"].close()
            raise S3ResponseIntegrityError(
                "the answer does not begin where the last one broke off",
                details={"expected": "an answer to a request for a range"},
            )
        return response["Body"]


def open_stream(request: Mapping[str, Any], *, verify: bool, send: Send) -> ObjectStream:
    """Begin to read an object.

    Args:
        request: The parameters of GetObject.
        verify: Whether the bytes are compared with what S3 keeps.
        send: Calls the client.

    Returns:
        The open stream.
    """
    response = send("get_object", {**request, "ChecksumMode": "ENABLED"})
    return stream_of(response, request, verify=verify, send=send)


def stream_of(
    response: Mapping[str, Any], request: Mapping[str, Any], *, verify: bool, send: Send
) -> ObjectStream:
    """Read the object that an answer is about.

    Args:
        response: The answer to a GetObject with ``ChecksumMode``; it is closed with the stream.
        request: The parameters of that GetObject.
        verify: Whether the bytes are compared with what S3 keeps.
        send: Calls the client.

    Returns:
        The open stream.
    """
    one_state = pinned(request, response["ETag"])
    with ExitStack() as stack:
        stack.callback(response["Body"].close)
        verification = verification_of(response, one_state, send) if verify else None
        info = object_info(response, request["Bucket"], request["Key"])
        stack.pop_all()
    body = _Body(response, one_state, verification, send)
    return ObjectStream(body, info, None if verification is None else verification.expected.source)


def _cut_short(done: int, size: int) -> S3ConnectionError:
    return S3ConnectionError(
        f"the answer ended after {done} of {size} bytes",
        details={"expected": "the whole object", "suggestion": "read it again"},
        operation="GetObject",
    )
