"""Moves an object into a file by s3transfer, verified before the file appears; knows no verb."""

from __future__ import annotations

import functools
import os
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

from boto3_assist.connections.call import translated
from boto3_assist.errors import (
    S3PreconditionFailedError,
    S3ResponseIntegrityError,
    S3SourceChangedError,
)
from boto3_assist.s3.responses import object_info
from boto3_assist.s3.transfer.files import whole_file
from boto3_assist.s3.transfer.progress import Progress
from boto3_assist.s3.transfer.settings import Send, TransferSettings
from boto3_assist.s3.transfer.values import DownloadedFile
from boto3_assist.s3.transfer.verification import verification_of

__all__ = ["download", "pinned", "replaced"]

_CONDITIONS = frozenset({"IfMatch", "IfNoneMatch", "IfModifiedSince", "IfUnmodifiedSince"})
_CHUNK = 1024 * 1024


class DownloadClient:
    """Sends what s3transfer asks for, to one state of the object.

    Attributes:
        meta: That of the real client, from which s3transfer reads its options.
    """

    def __init__(self, send: Send, meta: Any, request: Mapping[str, Any]) -> None:
        """Take what one download needs.

        Args:
            send: Calls the real client.
            meta: That of the real client.
            request: The parameters of GetObject, which name one state of the object.
        """
        self.meta = meta
        self._send = send
        self._request = request
        self._bodies: dict[str | None, Any] = {}

    def get_object(self, *, Range: str | None = None, **others: Any) -> Any:
        """Get the object, or a range of it.

        Args:
            Range: The range, as HTTP writes it.
            **others: What s3transfer adds; the request is the library's own.

        Returns:
            S3's answer.
        """
        ranged = {} if Range is None else {"Range": Range}
        if broken := self._bodies.pop(Range, None):
            broken.close()
        response = self._send("get_object", {**self._request, **ranged})
        self._bodies[Range] = response["Body"]
        return response

    def close(self) -> None:
        """Give back the connections of answers that s3transfer did not read to their end."""
        for body in self._bodies.values():
            body.close()


class _Known:
    """Tells s3transfer what it would else ask S3 once more."""

    def __init__(self, size: int, etag: str) -> None:
        self._size = size
        self._etag = etag

    def on_queued(self, future: Any, **_: Any) -> None:
        future.meta.provide_transfer_size(self._size)
        future.meta.provide_object_etag(self._etag)


def pinned(request: Mapping[str, Any], etag: str) -> dict[str, Any]:
    """Ask for the state of an object that has been seen, and for no other.

    Args:
        request: The parameters of a GetObject or HeadObject, with conditions of the caller's.
        etag: The ETag that was seen when those held.

    Returns:
        The parameters with one condition.
    """
    others = {name: value for name, value in request.items() if name not in _CONDITIONS}
    return {**others, "IfMatch": etag}


def replaced() -> S3SourceChangedError:
    """Say that an object is not the one whose first bytes were read.

    Returns:
        The error.
    """
    return S3SourceChangedError(
        "the object was replaced while it was read",
        details={
            "expected": "the object whose first bytes were read",
            "suggestion": "read it again, or name its version",
        },
        retryable=True,
    )


def download(
    request: Mapping[str, Any],
    path: Path,
    settings: TransferSettings,
    *,
    verify: bool,
    send: Send,
    meta: Any,
) -> DownloadedFile:
    """Move an object into a file that appears whole and verified, or not at all.

    Args:
        request: The parameters of the HeadObject or GetObject.
        path: Where the file goes.
        settings: How the download is cut and paced.
        verify: Whether the bytes on the disk are compared with what S3 keeps.
        send: Calls the client.
        meta: That of the client.

    Returns:
        The file and what it was verified by.

    Raises:
        S3SourceChangedError: When the object is replaced meanwhile.
    """
    head = send("head_object", {**request, "ChecksumMode": "ENABLED"})
    one_state = pinned(request, head["ETag"])
    try:
        verification = verification_of(head, one_state, send) if verify else None
        with whole_file(path) as file:
            _fill(file, head, one_state, settings, send=send, meta=meta)
            _check_size(file, head["ContentLength"])
            if verification is not None:
                file.seek(0)
                for chunk in iter(functools.partial(file.read, _CHUNK), b""):
                    verification.update(chunk)
                verification.finish()
    except S3PreconditionFailedError as error:
        raise replaced() from error
    return DownloadedFile(
        path=path,
        info=object_info(head, request["Bucket"], request["Key"]),
        verified_by=None if verification is None else verification.expected.source,
    )


def _fill(
    file: BinaryIO,
    head: Mapping[str, Any],
    request: Mapping[str, Any],
    settings: TransferSettings,
    *,
    send: Send,
    meta: Any,
) -> None:
    from s3transfer.manager import TransferManager

    size: int = head["ContentLength"]
    progress = Progress(settings.progress, size)
    if size == 0:
        # There is no range of nothing.
        progress.add(0)
        return
    config = settings.engine_config(
        settings.part_size, max_connections=getattr(meta.config, "max_pool_connections", None)
    )
    client = DownloadClient(send, meta, request)
    engine_client: Any = client
    subscribers: list[Any] = [_Known(size, head["ETag"]), progress]
    bucket, key = request["Bucket"], request["Key"]
    try:
        with (
            closing(client),
            translated("s3", "GetObject", request),
            TransferManager(engine_client, config) as manager,
        ):
            manager.download(bucket, key, file, subscribers=subscribers).result()
    except Exception:
        progress.check()
        raise
    progress.check()


def _check_size(file: BinaryIO, size: int) -> None:
    file.flush()
    arrived = os.fstat(file.fileno()).st_size
    if arrived != size:
        raise S3ResponseIntegrityError(
            f"{arrived} bytes arrived of an object of {size} bytes",
            details={"expected": f"{size} bytes", "suggestion": "read the object again"},
            retryable=True,
        )
