"""How a transfer is cut and paced, within S3's limits of multipart uploads; sends nothing."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

from boto3_assist.errors import InvalidParameterError, describe
from boto3_assist.s3.values import ReadOptions, WriteOptions

if TYPE_CHECKING:
    from s3transfer.manager import TransferConfig
    from typing_extensions import Unpack

__all__ = [
    "MAX_PARTS",
    "MAX_PART_SIZE",
    "MIN_PART_SIZE",
    "DownloadOptions",
    "ProgressCallback",
    "Send",
    "TransferOptions",
    "TransferSettings",
    "UploadOptions",
    "apart",
    "transfer_settings",
]

MIB = 1024 * 1024

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
MIN_PART_SIZE = 5 * MIB
MAX_PART_SIZE = 5 * 1024 * MIB
MAX_PARTS = 10_000

_DEFAULT_PART_SIZE = 8 * MIB
_DEFAULT_CONCURRENCY = 10

ProgressCallback = Callable[[int, "int | None"], object]
"""Called with the bytes done so far and the bytes in all, None when nobody knows."""


Send = Callable[[str, Mapping[str, Any]], Any]
"""Calls a method of the client with its keyword arguments; failures are the library's errors."""


class TransferOptions(TypedDict, total=False):
    """How a transfer is cut and paced.

    Attributes:
        part_size: The bytes of a part, 5 MiB to 5 GiB; 8 MiB unless given, more for a source
            that would have more than 10,000 parts. What is larger than one part goes in parts.
        concurrency: How many requests are under way at a time; 10 unless given, and never more
            than the client keeps connections.
        progress: Called from the threads of the transfer, one call at a time, with the bytes done
            and the bytes in all, None when the size is not known. What it raises ends the transfer
            and is raised by it; an object whose last bytes were on their way may be stored.
    """

    part_size: int
    concurrency: int
    progress: ProgressCallback | None


class UploadOptions(WriteOptions, TransferOptions, total=False):
    """What every upload takes: `WriteOptions` and `TransferOptions`."""


class DownloadOptions(ReadOptions, TransferOptions, total=False):
    """What every download takes: `ReadOptions` and `TransferOptions`."""


@dataclass(frozen=True)
class TransferSettings:
    """Checked `TransferOptions`."""

    part_size: int
    concurrency: int
    progress: ProgressCallback | None

    def part_size_for(self, size: int | None) -> int:
        """Choose the size of the parts so that they are not too many.

        Args:
            size: The bytes to move; None when nobody knows.

        Returns:
            The bytes of a part, in whole MiB where it had to grow.

        Raises:
            InvalidParameterError: When the largest parts would be too many.
        """
        smallest = math.ceil((size or 0) / MAX_PARTS)
        if smallest <= self.part_size:
            return self.part_size
        if smallest > MAX_PART_SIZE:
            raise InvalidParameterError(
                f"the source has {size} bytes",
                details={"expected": f"at most {MAX_PARTS} parts of {MAX_PART_SIZE} bytes"},
            )
        return math.ceil(smallest / MIB) * MIB

    def engine_config(self, part_size: int, *, max_connections: int | None) -> TransferConfig:
        """Say the same to s3transfer.

        Args:
            part_size: The bytes of a part of this transfer.
            max_connections: The HTTP connections that the client keeps; None when nobody knows.

        Returns:
            The configuration of a transfer manager.
        """
        from s3transfer.manager import TransferConfig

        concurrency = min(self.concurrency, max_connections or self.concurrency)
        return TransferConfig(
            # A part as large as the threshold is a whole object still.
            multipart_threshold=part_size + 1,
            multipart_chunksize=part_size,
            max_request_concurrency=concurrency,
            max_submission_concurrency=1,
            max_in_memory_upload_chunks=concurrency,
        )


def transfer_settings(**options: Unpack[TransferOptions]) -> TransferSettings:
    """Check how a transfer is to be cut and paced.

    Args:
        **options: See `TransferOptions`.

    Returns:
        The settings, with what was not given filled in.

    Raises:
        InvalidParameterError: When a size or a number is none, or is outside S3's limits.
    """
    part_size = options.get("part_size", _DEFAULT_PART_SIZE)
    concurrency = options.get("concurrency", _DEFAULT_CONCURRENCY)
    progress = options.get("progress")
    if not _is_integer(part_size) or not MIN_PART_SIZE <= part_size <= MAX_PART_SIZE:
        raise _refused("part_size", part_size, f"{MIN_PART_SIZE} to {MAX_PART_SIZE} bytes")
    if not _is_integer(concurrency) or concurrency < 1:
        raise _refused("concurrency", concurrency, "1 or more")
    if progress is not None and not callable(progress):
        raise _refused("progress", progress, "a function of two numbers, or None")
    return TransferSettings(part_size, concurrency, progress)


def apart(options: Mapping[str, Any]) -> tuple[TransferSettings, dict[str, Any]]:
    """Take the options of a transfer from those of its requests.

    Args:
        options: `UploadOptions` or `DownloadOptions`.

    Returns:
        The settings of the transfer, and all other options.
    """
    names = TransferOptions.__annotations__
    ours: Any = {name: value for name, value in options.items() if name in names}
    return transfer_settings(**ours), {
        name: value for name, value in options.items() if name not in names
    }


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _refused(name: str, value: Any, expected: str) -> InvalidParameterError:
    given = value if _is_integer(value) else describe(value)
    return InvalidParameterError(
        f"{name} was given as {given}", details={"given": given, "expected": expected}
    )
