"""Presigned uploads in parts as values; signs and sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from boto3_assist.errors import InvalidParameterError, ValidationError
from boto3_assist.s3.presign.urls import PresignedUrl, checked_size
from boto3_assist.s3.transfer.parts import part_sizes
from boto3_assist.s3.transfer.settings import MAX_PART_SIZE, MAX_PARTS, transfer_settings

__all__ = ["MultipartPlan", "PlannedPart", "check_parts", "planned_sizes"]

_NUMBERS_IN_MESSAGE = 10


@dataclass(frozen=True)
class PlannedPart:
    """A part of an upload, and the URL to send it to.

    Attributes:
        number: Its number, from 1.
        offset: Where it begins in the content, in bytes.
        size: Its bytes; the URL takes no other number of them.
        url: The URL to PUT it to.
    """

    number: int
    offset: int
    size: int
    url: PresignedUrl


@dataclass(frozen=True)
class MultipartPlan:
    """An upload in parts that somebody without credentials carries out.

    Attributes:
        bucket: The name of the bucket.
        key: The key; not in the repr.
        upload_id: S3's id of the upload, which ends it or gives it up.
        size: The bytes of the content.
        part_size: The bytes of each part but the last.
        expires_at: When the URLs end, in UTC.
        parts: The parts, in their order.
    """

    bucket: str
    key: str = field(repr=False)
    upload_id: str
    size: int
    part_size: int
    expires_at: datetime
    parts: tuple[PlannedPart, ...] = field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Give the plan as `json.dumps` takes it, for the one who carries it out.

        Returns:
            A dictionary with the URLs, which are secrets.
        """
        return {
            "bucket": self.bucket,
            "key": self.key,
            "upload_id": self.upload_id,
            "size": self.size,
            "part_size": self.part_size,
            "expires_at": self.expires_at.isoformat(),
            "parts": [
                {
                    "number": part.number,
                    "offset": part.offset,
                    "size": part.size,
                    "method": part.url.method,
                    "url": part.url.url,
                    "headers": dict(part.url.headers),
                }
                for part in self.parts
            ],
        }


def planned_sizes(size: int, part_size: int | None) -> tuple[int, list[int]]:
    """Cut an upload into parts.

    Args:
        size: The bytes of the content.
        part_size: The bytes of each part but the last; None for a good one.

    Returns:
        The bytes of a part, and those of each; one empty part for an empty content.

    Raises:
        InvalidParameterError: When S3 takes no such parts.
    """
    checked_size(size, MAX_PARTS * MAX_PART_SIZE)
    settings = transfer_settings() if part_size is None else transfer_settings(part_size=part_size)
    fitting = settings.part_size_for(size)
    if part_size is not None and fitting != part_size:
        raise InvalidParameterError(
            f"part_size was given as {part_size} for {size} bytes",
            details={
                "given": str(part_size),
                "expected": f"at least {fitting} bytes, for at most {MAX_PARTS} parts",
            },
        )
    return fitting, part_sizes(size, fitting) or [0]


def check_parts(sizes: list[int], sent: Mapping[int, int]) -> None:
    """Refuse to put an upload together that is not what was planned.

    Args:
        sizes: The bytes of each part that was planned.
        sent: The bytes of each part that S3 has, by its number.

    Raises:
        ValidationError: When parts are missing, of another size or too many; ``details`` has their
            numbers.
    """
    planned = dict(enumerate(sizes, 1))
    missing = sorted(planned.keys() - sent.keys())
    wrong = sorted(number for number, size in sent.items() if planned.get(number) != size)
    if missing or wrong:
        raise ValidationError(
            f"the upload is not what was planned: {len(missing)} of {len(planned)} parts are "
            f"missing, {len(wrong)} are of another size or not planned",
            "S3_UPLOAD_NOT_AS_PLANNED",
            {
                "missing": missing[:_NUMBERS_IN_MESSAGE],
                "wrong": wrong[:_NUMBERS_IN_MESSAGE],
                "suggestion": "have these parts sent and call again; the upload is as it was",
            },
        )
