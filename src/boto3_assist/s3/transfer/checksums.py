"""Checksums as S3 computes them, of whole objects and of parts; knows no request."""

from __future__ import annotations

import base64
import hashlib
import importlib
import importlib.util
import zlib
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from boto3_assist.errors import InvalidParameterError

__all__ = [
    "FULL_OBJECT_ALGORITHMS",
    "Checksum",
    "PartedChecksum",
    "combined",
    "decoded",
    "encoded",
    "is_available",
    "new_checksum",
]

# Of a multipart object S3 takes a checksum of the whole only as a CRC:
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
FULL_OBJECT_ALGORITHMS = ("CRC32", "CRC32C", "CRC64NVME")

# The width in bits and the polynomial, its lowest power in the highest bit, as zlib writes it.
_CRC_POLYNOMIALS = {
    "CRC32": (32, 0xEDB88320),
    "CRC32C": (32, 0x82F63B78),
    "CRC64NVME": (64, 0x9A6C9329AC4BC9B5),
}
_HASHES = {"MD5": "md5", "SHA1": "sha1", "SHA256": "sha256", "SHA512": "sha512"}
_NATIVE = {"CRC32C", "CRC64NVME"}


class Checksum(Protocol):
    """A checksum that is fed the bytes in their order."""

    def update(self, data: bytes, /) -> None:
        """Take in the next bytes."""

    def digest(self) -> bytes:
        """Give the checksum of the bytes so far."""


class _Crc:
    """A cyclic redundancy check, by a function that goes on from the one before."""

    def __init__(self, function: Callable[[bytes, int], int], width: int) -> None:
        self._function = function
        self._width = width
        self._value = 0

    def update(self, data: bytes, /) -> None:
        self._value = self._function(data, self._value)

    def digest(self) -> bytes:
        return self._value.to_bytes(self._width // 8, "big")


class PartedChecksum:
    """The checksum of the checksums of an object's parts, which S3 calls composite.

    Example:
        >>> checksum = PartedChecksum("MD5", [5, 5, 2])
        >>> checksum.update(b"hello world!")
        >>> checksum.digest().hex()
        'bf75f3a0356d639886fa9f195803a660'
    """

    def __init__(self, algorithm: str, part_sizes: Sequence[int]) -> None:
        """Start at the first part.

        Args:
            algorithm: S3's name of it, such as ``"CRC32"``.
            part_sizes: The size of each part in bytes, in their order.
        """
        self._algorithm = algorithm
        self._sizes = list(reversed(part_sizes))
        self._whole = new_checksum(algorithm)
        self._part = new_checksum(algorithm)
        self._left = self._sizes.pop() if self._sizes else 0

    def update(self, data: bytes, /) -> None:
        """Take in the next bytes, however they lie across the parts.

        Args:
            data: The bytes.
        """
        view = memoryview(data)
        while len(view) > self._left and self._sizes:
            self._part.update(bytes(view[: self._left]))
            view = view[self._left :]
            self._end_part()
        self._part.update(bytes(view))
        self._left -= len(view)

    def digest(self) -> bytes:
        """Give the checksum over the digests of the parts.

        Returns:
            The raw digest.
        """
        self._end_part()
        return self._whole.digest()

    def _end_part(self) -> None:
        self._whole.update(self._part.digest())
        self._part = new_checksum(self._algorithm)
        self._left = self._sizes.pop() if self._sizes else 0


def is_available(algorithm: str) -> bool:
    """Tell whether an algorithm can be computed here.

    Args:
        algorithm: S3's name of it, such as ``"CRC64NVME"``.

    Returns:
        Whether it can; CRC32C and CRC64NVME need awscrt, which the extra ``crt`` brings.

    Example:
        >>> is_available("CRC32"), is_available("XXHASH3")
        (True, False)
    """
    if algorithm in _NATIVE:
        return importlib.util.find_spec("awscrt") is not None
    return algorithm == "CRC32" or algorithm in _HASHES


def new_checksum(algorithm: str) -> Checksum:
    """Start a checksum of nothing.

    Args:
        algorithm: S3's name of it, such as ``"CRC32"``, or ``"MD5"``.

    Returns:
        The checksum, to be fed.

    Raises:
        InvalidParameterError: When the algorithm cannot be computed here.

    Example:
        >>> checksum = new_checksum("CRC32")
        >>> checksum.update(b"hello")
        >>> encoded(checksum.digest())
        'NhCmhg=='
    """
    if algorithm == "CRC32":
        return _Crc(zlib.crc32, 32)
    if algorithm in _HASHES:
        # S3 compares bytes by it; nothing here is kept secret by it.
        return hashlib.new(_HASHES[algorithm], usedforsecurity=False)
    if not is_available(algorithm):
        raise InvalidParameterError(
            f"the checksum algorithm was given as {algorithm}",
            details={
                "expected": "CRC32, or CRC32C or CRC64NVME with the extra crt",
                "suggestion": "install boto3-assist[crt], or leave checksum_algorithm out",
            },
        )
    # Without types of its own.
    checksums: Any = importlib.import_module("awscrt.checksums")
    width, _ = _CRC_POLYNOMIALS[algorithm]
    function = checksums.crc32c if algorithm == "CRC32C" else checksums.crc64nvme
    return _Crc(function, width)


def combined(algorithm: str, first: bytes, second: bytes, second_size: int) -> bytes:
    """Compute a CRC of two runs of bytes from the CRC of each, without the bytes.

    Args:
        algorithm: One of `FULL_OBJECT_ALGORITHMS`.
        first: The digest of the bytes that come first.
        second: The digest of those that follow.
        second_size: How many bytes follow.

    Returns:
        The digest of all of them.

    Example:
        >>> first, second, both = (
        ...     zlib.crc32(data).to_bytes(4, "big") for data in (b"ab", b"c", b"abc")
        ... )
        >>> combined("CRC32", first, second, 1) == both
        True
    """
    width, polynomial = _CRC_POLYNOMIALS[algorithm]
    shift = _power_of_x(8 * second_size, width, polynomial)
    shifted = _product(shift, int.from_bytes(first, "big"), width, polynomial)
    return (shifted ^ int.from_bytes(second, "big")).to_bytes(width // 8, "big")


def encoded(digest: bytes) -> str:
    """Write a digest as S3's headers and answers do.

    Args:
        digest: The raw digest.

    Returns:
        Its Base64.
    """
    return base64.b64encode(digest).decode("ascii")


def decoded(text: str | None) -> bytes:
    """Read a digest of S3's headers and answers.

    Args:
        text: Its Base64; None, which is no digest, gives none.

    Returns:
        The raw digest.
    """
    return base64.b64decode(text or "")


def _product(left: int, right: int, width: int, polynomial: int) -> int:
    """Multiply two polynomials over GF(2), modulo the third."""
    product = 0
    bit = 1 << (width - 1)
    while bit:
        if left & bit:
            product ^= right
        right = (right >> 1) ^ polynomial if right & 1 else right >> 1
        bit >>= 1
    return product


def _power_of_x(exponent: int, width: int, polynomial: int) -> int:
    """Give x to a power, by squaring: the highest bit is x to the power of 0."""
    power = 1 << (width - 1)
    square = power >> 1
    while exponent:
        if exponent & 1:
            power = _product(power, square, width, polynomial)
        square = _product(square, square, width, polynomial)
        exponent >>= 1
    return power
