"""The parts of an upload that S3 has: their checksums together, and which can be kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from boto3_assist.s3.transfer.checksums import combined, decoded, encoded, new_checksum

__all__ = ["SentPart", "composite_digest", "kept_parts", "part_sizes", "whole_digest"]


@dataclass(frozen=True)
class SentPart:
    """A part that S3 has.

    Attributes:
        number: Its number, from 1.
        size: Its bytes.
        etag: The ETag that S3 gave it.
        checksum: Its checksum as Base64.
        confirmed: Whether this library has seen S3's answer to it, and not only a listing.
    """

    number: int
    size: int
    etag: str
    checksum: str
    confirmed: bool = True


def whole_digest(algorithm: str, parts: Sequence[SentPart]) -> str:
    """Compute the checksum of an object from those of its parts.

    Args:
        algorithm: A CRC.
        parts: All parts in the order of their numbers, at least one.

    Returns:
        The checksum of the whole as Base64.
    """
    whole = decoded(parts[0].checksum)
    for part in parts[1:]:
        whole = combined(algorithm, whole, decoded(part.checksum), part.size)
    return encoded(whole)


def composite_digest(algorithm: str, parts: Sequence[SentPart]) -> str:
    """Compute the checksum of the checksums, which S3 keeps where it keeps none of the whole.

    Args:
        algorithm: Any algorithm.
        parts: All parts in the order of their numbers.

    Returns:
        The checksum as S3 writes it, such as ``"5XfT3A==-3"`` for three parts.
    """
    checksum = new_checksum(algorithm)
    for part in parts:
        checksum.update(decoded(part.checksum))
    return f"{encoded(checksum.digest())}-{len(parts)}"


def part_sizes(size: int, part_size: int) -> list[int]:
    """Cut an object into parts of which all but the last are equal.

    Args:
        size: The bytes of the object.
        part_size: The bytes of a part.

    Returns:
        The bytes of each part, in their order.

    Example:
        >>> part_sizes(12, 5)
        [5, 5, 2]
    """
    whole, rest = divmod(size, part_size)
    return [part_size] * whole + ([rest] if rest else [])


def kept_parts(
    journaled: Mapping[int, SentPart],
    listed: Iterable[Mapping[str, Any]],
    sizes: Sequence[int],
    algorithm: str | None,
) -> dict[int, SentPart]:
    """Choose the parts that need not be sent again: those whose content is known.

    Args:
        journaled: The parts of the journal by number.
        listed: The parts that S3 lists, which alone it would put together.
        sizes: What each part of the source measures.
        algorithm: The algorithm of the checksums that S3 lists; None when it keeps none.

    Returns:
        The parts by number; one that only S3 knows is not `confirmed`.
    """
    kept: dict[int, SentPart] = {}
    for entry in listed:
        number, size, etag = entry["PartNumber"], entry["Size"], entry["ETag"]
        if number > len(sizes) or size != sizes[number - 1]:
            continue
        noted = journaled.get(number)
        if noted is not None and noted.etag == etag:
            kept[number] = noted
        elif checksum := entry.get(f"Checksum{algorithm}"):
            kept[number] = SentPart(number, size, etag, checksum, confirmed=False)
    return kept
