"""Verifies the bytes of an object by what S3 keeps: a checksum, or the ETag where it is an MD5."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from boto3_assist.errors import S3ChecksumMismatchError
from boto3_assist.s3.keys import unquoted_etag
from boto3_assist.s3.responses import checksums_of
from boto3_assist.s3.transfer.checksums import (
    Checksum,
    PartedChecksum,
    decoded,
    is_available,
    new_checksum,
)
from boto3_assist.s3.transfer.layout import sizes_of_parts
from boto3_assist.s3.transfer.settings import Send

__all__ = ["Expected", "Verification", "expectations", "verification_of"]

_MD5_ETAG = re.compile(r"([0-9a-f]{32})(?:-([0-9]+))?")
# What KMS or a customer's key encrypts has another ETag:
# https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html
_ETAG_IS_MD5_UNDER = (None, "AES256")
_ZONAL_SUFFIX = "--x-s3"


@dataclass(frozen=True)
class Expected:
    """What the bytes of an object have to come to.

    Attributes:
        source: What it was read from: the name of the checksum, or ``"ETag"``.
        algorithm: How it is computed.
        digest: The raw digest.
        parts: Of how many parts it is the checksum of checksums; None for one of the whole.
    """

    source: str
    algorithm: str
    digest: bytes = field(repr=False)
    parts: int | None = None

    def check(self, computed: bytes) -> None:
        """Compare.

        Args:
            computed: The digest of the bytes that arrived.

        Raises:
            S3ChecksumMismatchError: When it is another.
        """
        if computed != self.digest:
            raise S3ChecksumMismatchError(
                f"the bytes that arrived do not have the object's {self.source}",
                details={
                    "expected": "the bytes that S3 stored",
                    "suggestion": "read the object again; if that fails too, its checksum was "
                    "written by something that does not compute it as S3 does",
                },
                retryable=True,
            )


def expectations(head: Mapping[str, Any], bucket: str) -> Iterator[Expected]:
    """Find what an object can be verified by: checksums that can be computed here, then the ETag.

    Args:
        head: The answer to a HeadObject or GetObject with ``ChecksumMode``.
        bucket: The name of the bucket.

    Yields:
        What the bytes have to come to, the best first.

    Example:
        >>> [each.source for each in expectations({"ChecksumCRC32": "NhCmhg=="}, "photos")]
        ['CRC32']
        >>> etag = {"ETag": '"5d41402abc4b2a76b9719d911017c592-3"'}
        >>> [each.parts for each in expectations(etag, "photos")]
        [3]
    """
    etag = _MD5_ETAG.fullmatch(unquoted_etag(head.get("ETag") or ""))
    in_parts = etag is not None and etag[2] is not None
    for algorithm, text in checksums_of(head).items():
        digest, _, count = text.partition("-")
        # Without its number of parts, which of the two a checksum is has to be said.
        unclear = in_parts and not count and head.get("ChecksumType") != "FULL_OBJECT"
        if is_available(algorithm) and not unclear:
            parts = int(count) if count.isdecimal() else None
            yield Expected(algorithm, algorithm, decoded(digest), parts)
    if etag is None or bucket.endswith(_ZONAL_SUFFIX) or head.get("SSECustomerAlgorithm"):
        return
    if head.get("ServerSideEncryption") in _ETAG_IS_MD5_UNDER:
        parts = int(etag[2]) if etag[2] else None
        yield Expected("ETag", "MD5", bytes.fromhex(etag[1]), parts)


def verification_of(
    head: Mapping[str, Any], request: Mapping[str, Any], send: Send
) -> Verification | None:
    """Prepare to verify an object, asking for the sizes of its parts where it has to.

    Args:
        head: The answer to a HeadObject with ``ChecksumMode``.
        request: The parameters of that HeadObject, without its conditions.
        send: Calls the client.

    Returns:
        What verifies the bytes; None where S3 tells nothing of use.
    """
    for expected in expectations(head, request["Bucket"]):
        if expected.parts is None:
            return Verification(expected, None)
        sizes = sizes_of_parts(expected.parts, head["ContentLength"], request, send)
        if sizes is not None:
            return Verification(expected, sizes)
    return None


class Verification:
    """Computes the checksum of an object from its bytes in their order, and compares.

    Attributes:
        expected: What they have to come to.
    """

    def __init__(self, expected: Expected, sizes: Sequence[int] | None) -> None:
        """Start before the first byte.

        Args:
            expected: What the bytes have to come to.
            sizes: The bytes of each part, for a checksum of checksums.
        """
        self.expected = expected
        self._checksum: Checksum
        if expected.parts is None:
            self._checksum = new_checksum(expected.algorithm)
        else:
            self._checksum = PartedChecksum(expected.algorithm, sizes or ())

    def update(self, data: bytes) -> None:
        """Take in the next bytes.

        Args:
            data: The bytes.
        """
        self._checksum.update(data)

    def finish(self) -> None:
        """Compare, after the last byte."""
        self.expected.check(self._checksum.digest())
