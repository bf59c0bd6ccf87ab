"""What transfers give back, as plain values; knows no client and no response."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from boto3_assist.s3.values import ObjectInfo

__all__ = ["DownloadedFile", "UnfinishedUpload"]


@dataclass(frozen=True)
class DownloadedFile:
    """A file with the bytes of an object.

    Attributes:
        path: Where it is; not in the repr, as a key may name it.
        info: What S3 knows of the object.
        verified_by: By what the bytes on the disk were verified: the name of a checksum, such as
            ``"CRC32"``, or ``"ETag"``; None where S3 keeps nothing that can be computed here.
    """

    path: Path = field(repr=False)
    info: ObjectInfo
    verified_by: str | None


@dataclass(frozen=True)
class UnfinishedUpload:
    """A multipart upload that was neither completed nor aborted; its parts are kept and paid for.

    Attributes:
        bucket: The name of the bucket.
        key: The key; not in the repr.
        upload_id: S3's id of it.
        initiated: When it began, in UTC.
        storage_class: Such as ``"STANDARD"``.
    """

    bucket: str
    key: str = field(repr=False)
    upload_id: str
    initiated: datetime
    storage_class: str | None = None
