"""Reads ranges of one state of an object, going on where a connection broke; knows no file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import closing
from typing import Any

from boto3_assist.connections.call import translated
from boto3_assist.errors import (
    InvalidParameterError,
    S3ConnectionError,
    S3PreconditionFailedError,
    S3ResponseIntegrityError,
    describe,
)
from boto3_assist.s3.transfer.downloads import pinned, replaced
from boto3_assist.s3.transfer.settings import Send

__all__ = ["fill", "range_header", "read_range"]

_CHUNK = 256 * 1024
_MAX_BREAKS_WITHOUT_PROGRESS = 5
_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/")


def range_header(start: int, size: int | None) -> str:
    """Write a range as HTTP does.

    Args:
        start: The first byte; a negative number counts from the end.
        size: How many bytes at most; None for all from there on.

    Returns:
        The value of the parameter ``Range``.

    Raises:
        InvalidParameterError: When the two are no range of at least one byte.

    Example:
        >>> range_header(10, 5), range_header(10, None), range_header(-5, None)
        ('bytes=10-14', 'bytes=10-', 'bytes=-5')
    """
    good_start = isinstance(start, int) and not isinstance(start, bool)
    good_size = size is None or (isinstance(size, int) and not isinstance(size, bool) and size > 0)
    if not good_start or not good_size or (start < 0 and size is not None and size < -start):
        raise InvalidParameterError(
            "start and size are no range of bytes",
            details={
                "given": {"start": _shown(start), "size": _shown(size)},
                "expected": "a start of 0 or more and a size of 1 or more or None, or a negative "
                "start, which takes all bytes from there to the end",
            },
        )
    if start < 0:
        return f"bytes={start}"
    return f"bytes={start}-" if size is None else f"bytes={start}-{start + size - 1}"


def read_range(request: Mapping[str, Any], header: str, send: Send) -> bytes:
    """Read a range of an object.

    Args:
        request: The parameters of GetObject.
        header: The range as HTTP writes it.
        send: Calls the client.

    Returns:
        The bytes; fewer than asked for where the object ends.
    """
    response = send("get_object", {**request, "Range": header})
    with closing(response["Body"]):
        start, end = _range_of(response)
        buffer = bytearray(end - start + 1)
        one_state = pinned(request, response["ETag"])
        fill(memoryview(buffer), start, one_state, send, response)
    return bytes(buffer)


def fill(
    buffer: memoryview,
    start: int,
    request: Mapping[str, Any],
    send: Send,
    response: Mapping[str, Any] | None = None,
) -> None:
    """Read as many bytes as a buffer takes.

    Args:
        buffer: Takes the bytes; the object has so many from `start` on.
        start: The first byte.
        request: The parameters of GetObject, which name one state of the object.
        send: Calls the client.
        response: An answer that begins at `start`, if there is one already.

    Raises:
        S3SourceChangedError: When the object is not in that state any more.
    """
    done = breaks = 0
    while done < len(buffer):
        if response is None:
            response = _asked(start + done, start + len(buffer) - 1, request, send)
        arrived = 0
        try:
            with closing(response["Body"]) as body, translated("s3", "GetObject", request):
                while data := body.read(min(_CHUNK, len(buffer) - done)):
                    buffer[done : done + len(data)] = data
                    done += len(data)
                    arrived += len(data)
            if done < len(buffer):
                raise _cut_short(done, len(buffer))
        except (S3ConnectionError, S3ResponseIntegrityError):
            breaks = 0 if arrived else breaks + 1
            if breaks > _MAX_BREAKS_WITHOUT_PROGRESS:
                raise
            response = None


def _asked(start: int, end: int, request: Mapping[str, Any], send: Send) -> Mapping[str, Any]:
    try:
        response: Mapping[str, Any] = send(
            "get_object", {**request, "Range": f"bytes={start}-{end}"}
        )
    except S3PreconditionFailedError as error:
        raise replaced() from error
    if _range_of(response) != (start, end):
        response["Body"].close()
        raise _another_range()
    return response


def _range_of(response: Mapping[str, Any]) -> tuple[int, int]:
    found = _CONTENT_RANGE.match(response.get("ContentRange") or "")
    if found is None:
        raise _another_range()
    return int(found[1]), int(found[2])


def _another_range() -> S3ResponseIntegrityError:
    return S3ResponseIntegrityError(
        "the answer is not the range that was asked for",
        details={
            "expected": "a part of the object, and a Content-Range that says which",
            "suggestion": "check the endpoint: a proxy or server may not know ranges",
        },
        operation="GetObject",
        retryable=False,
    )


def _cut_short(done: int, size: int) -> S3ConnectionError:
    return S3ConnectionError(
        f"the answer ended after {done} of {size} bytes",
        details={"expected": "the whole range", "suggestion": "read it again"},
        operation="GetObject",
    )


def _shown(value: object) -> object:
    return value if isinstance(value, int) else describe(value)
