from __future__ import annotations

import hashlib

import pytest

from boto3_assist.errors import InvalidParameterError
from boto3_assist.s3.transfer.checksums import (
    FULL_OBJECT_ALGORITHMS,
    PartedChecksum,
    combined,
    decoded,
    encoded,
    is_available,
    new_checksum,
)

# The check values of the catalogue of CRCs, for the text 123456789.
CHECK_VALUES = {
    "CRC32": "cbf43926",
    "CRC32C": "e3069283",
    "CRC64NVME": "ae8b14860a799888",
    "MD5": hashlib.md5(b"123456789").hexdigest(),
    "SHA1": hashlib.sha1(b"123456789").hexdigest(),
    "SHA256": hashlib.sha256(b"123456789").hexdigest(),
    "SHA512": hashlib.sha512(b"123456789").hexdigest(),
}


def digest(algorithm: str, *pieces: bytes) -> bytes:
    checksum = new_checksum(algorithm)
    for piece in pieces:
        checksum.update(piece)
    return checksum.digest()


@pytest.mark.parametrize("algorithm", CHECK_VALUES)
def test_a_checksum_is_that_of_the_catalogue(algorithm: str) -> None:
    if algorithm in ("CRC32C", "CRC64NVME"):
        pytest.importorskip("awscrt")

    assert digest(algorithm, b"1234", b"", b"56789").hex() == CHECK_VALUES[algorithm]


@pytest.mark.parametrize("algorithm", FULL_OBJECT_ALGORITHMS)
@pytest.mark.parametrize("cut", [0, 1, 500, 999, 1000])
def test_crcs_of_two_runs_combine(algorithm: str, cut: int) -> None:
    if algorithm != "CRC32":
        pytest.importorskip("awscrt")
    data = bytes(range(250)) * 4

    both = combined(
        algorithm, digest(algorithm, data[:cut]), digest(algorithm, data[cut:]), len(data) - cut
    )

    assert both == digest(algorithm, data)


def test_crcs_of_the_largest_parts_combine() -> None:
    size = 5 * 1024**3
    block = 64 * 1024**2
    first = digest("CRC32", b"\0" * block)
    one_by_one, done = first, block
    while done < size:
        one_by_one, done = combined("CRC32", one_by_one, first, block), done + block
    doubled = gibibyte = first
    doubled_size = block
    for _ in range(6):
        doubled = combined("CRC32", doubled, doubled, doubled_size)
        doubled_size *= 2
        if doubled_size == 1024**3:
            gibibyte = doubled

    assert combined("CRC32", doubled, gibibyte, 1024**3) == one_by_one


@pytest.mark.parametrize("piece", [1, 4, 5, 7, 100])
@pytest.mark.parametrize("size", [0, 1, 5, 10, 12])
def test_a_checksum_of_checksums_is_by_part_whatever_the_pieces(piece: int, size: int) -> None:
    data = bytes(range(size))
    parts = [data[start : start + 5] for start in range(0, size, 5)] or [b""]
    checksum = PartedChecksum("MD5", [len(part) for part in parts])
    for start in range(0, size, piece):
        checksum.update(data[start : start + piece])

    expected = digest("MD5", b"".join(digest("MD5", part) for part in parts))

    assert checksum.digest() == expected


@pytest.mark.parametrize("extra", [b"", b"x"])
def test_bytes_after_the_last_part_change_the_checksum(extra: bytes) -> None:
    checksum = PartedChecksum("CRC32", [3, 3])
    checksum.update(b"abcdef" + extra)
    expected = digest("CRC32", digest("CRC32", b"abc"), digest("CRC32", b"def"))

    assert (checksum.digest() == expected) is (extra == b"")


def test_without_awscrt_some_algorithms_are_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    assert is_available("CRC32")
    assert is_available("SHA256")
    assert not is_available("CRC64NVME")
    with pytest.raises(InvalidParameterError) as caught:
        new_checksum("CRC64NVME")
    assert "crt" in str(caught.value)


@pytest.mark.parametrize("algorithm", ["XXHASH3", "crc32", "", "MD4"])
def test_an_unknown_algorithm_is_refused(algorithm: str) -> None:
    assert not is_available(algorithm)
    with pytest.raises(InvalidParameterError):
        new_checksum(algorithm)


def test_digests_are_written_in_base64() -> None:
    assert encoded(b"\0\x01\xff") == "AAH/"
    assert decoded("AAH/") == b"\0\x01\xff"
    assert decoded(None) == b""
