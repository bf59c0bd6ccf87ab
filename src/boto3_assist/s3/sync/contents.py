"""Tells whether a file has the bytes of an object, without reading the object."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from boto3_assist.errors import S3ChecksumMismatchError
from boto3_assist.s3.transfer.checksums import new_checksum
from boto3_assist.s3.transfer.settings import Send
from boto3_assist.s3.transfer.verification import verification_of

__all__ = ["has_bytes_of", "has_md5"]

_MD5 = re.compile(r"[0-9a-f]{32}")
_CHUNK = 1024 * 1024


def has_md5(path: Path, etag: str) -> bool:
    """Compare a file with an ETag; that of an object in parts or under KMS is no MD5 of it.

    Args:
        path: The file.
        etag: The ETag, without quotes.

    Returns:
        Whether it is the file's MD5; when it is not, the bytes may be the same all the same.
    """
    if not _MD5.fullmatch(etag):
        return False
    checksum = new_checksum("MD5")
    for chunk in _chunks(path):
        checksum.update(chunk)
    return checksum.digest().hex() == etag


def has_bytes_of(path: Path, request: Mapping[str, Any], send: Send) -> bool:
    """Compare a file with the checksum that S3 keeps of an object (HeadObject).

    Args:
        path: The file.
        request: The parameters of the HeadObject.
        send: Calls the client.

    Returns:
        Whether the checksum is that of the file; False where S3 keeps none that can be computed.
    """
    asked = {**request, "ChecksumMode": "ENABLED"}
    head = send("head_object", asked)
    verification = verification_of(head, {**asked, "IfMatch": head["ETag"]}, send)
    if verification is None or head["ContentLength"] != path.stat().st_size:
        return False
    for chunk in _chunks(path):
        verification.update(chunk)
    try:
        verification.finish()
    except S3ChecksumMismatchError:
        return False
    return True


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk
