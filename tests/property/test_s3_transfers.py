"""What holds of checksums, streams, parts and paths, whatever the bytes and the names."""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from boto3_assist.errors import S3UnsafeKeyError
from boto3_assist.s3.transfer.checksums import PartedChecksum, combined
from boto3_assist.s3.transfer.parts import part_sizes
from boto3_assist.s3.transfer.paths import path_for_key
from boto3_assist.s3.transfer.sources import StreamSource

awkward_keys = st.lists(
    st.one_of(
        st.sampled_from(["..", ".", "", "a", "~", "\\", "C:", "con", " ", "\0", "\n", "%2e%2e"]),
        st.text(max_size=5),
    ),
    min_size=1,
    max_size=5,
).map("/".join)


def crc(data: bytes) -> bytes:
    return zlib.crc32(data).to_bytes(4, "big")


@given(st.binary(), st.binary(), st.binary())
def test_crcs_combine_in_any_order(first: bytes, second: bytes, third: bytes) -> None:
    left = combined(
        "CRC32", combined("CRC32", crc(first), crc(second), len(second)), crc(third), len(third)
    )
    tail = combined("CRC32", crc(second), crc(third), len(third))
    right = combined("CRC32", crc(first), tail, len(second) + len(third))

    assert left == right == crc(first + second + third)


@given(st.binary(min_size=1, max_size=200), st.integers(1, 50), st.integers(1, 50))
def test_parts_are_found_in_any_pieces(data: bytes, part_size: int, piece: int) -> None:
    sizes = part_sizes(len(data), part_size)
    checksum = PartedChecksum("MD5", sizes)
    for start in range(0, len(data), piece):
        checksum.update(data[start : start + piece])
    parts = [data[start : start + part_size] for start in range(0, len(data), part_size)]

    assert sizes == [len(part) for part in parts]
    assert (
        checksum.digest() == hashlib.md5(b"".join(hashlib.md5(p).digest() for p in parts)).digest()
    )


@given(st.lists(st.binary(max_size=20)), st.lists(st.integers(1, 30)))
def test_a_stream_gives_all_its_bytes_in_order(pieces: list[bytes], reads: list[int]) -> None:
    source = StreamSource(pieces, None)
    whole = b"".join(pieces)
    position = 0

    for size in reads:
        assert source.read(size) == whole[position : position + size]
        position += size
    assert source.read() == whole[position:]


@given(st.lists(awkward_keys, min_size=2, max_size=6, unique=True), st.booleans())
@settings(max_examples=200)
def test_no_key_leads_out_and_no_two_to_one_file(keys: list[str], windows: bool) -> None:
    with TemporaryDirectory() as name:
        root = Path(name)
        found: dict[Path, str] = {}
        for key in keys:
            try:
                path = path_for_key(root, key, windows=windows)
            except S3UnsafeKeyError:
                continue
            assert path.resolve().is_relative_to(root.resolve())
            assert path.relative_to(root).as_posix() == key
            assert found.setdefault(path, key) == key
