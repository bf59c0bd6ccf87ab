from __future__ import annotations

from typing import Any

import pytest

from boto3_assist.s3.transfer.checksums import encoded, new_checksum
from boto3_assist.s3.transfer.parts import (
    SentPart,
    composite_digest,
    kept_parts,
    part_sizes,
    whole_digest,
)


def digest(algorithm: str, data: bytes) -> bytes:
    checksum = new_checksum(algorithm)
    checksum.update(data)
    return checksum.digest()


def sent(*contents: bytes) -> list[SentPart]:
    return [
        SentPart(number, len(content), f'"{number}"', encoded(digest("CRC32", content)))
        for number, content in enumerate(contents, 1)
    ]


def test_the_checksum_of_the_whole_follows_from_its_parts() -> None:
    parts = sent(b"hello", b" worl", b"d!")

    assert whole_digest("CRC32", parts) == encoded(digest("CRC32", b"hello world!"))
    assert whole_digest("CRC32", parts[:1]) == parts[0].checksum


def test_the_checksum_of_the_checksums_names_their_number() -> None:
    raw = digest("CRC32", b"hello") + digest("CRC32", b" worl") + digest("CRC32", b"d!")

    found = composite_digest("CRC32", sent(b"hello", b" worl", b"d!"))

    assert found == encoded(digest("CRC32", raw)) + "-3"


@pytest.mark.parametrize(
    ("size", "expected"), [(0, []), (1, [1]), (5, [5]), (6, [5, 1]), (15, [5, 5, 5])]
)
def test_parts_are_equal_but_for_the_last(size: int, expected: list[int]) -> None:
    assert part_sizes(size, 5) == expected


NOTED = SentPart(1, 5, '"a"', "AAAA")


@pytest.mark.parametrize(
    ("listed", "kept"),
    [
        ({"PartNumber": 1, "Size": 5, "ETag": '"a"'}, NOTED),
        ({"PartNumber": 1, "Size": 5, "ETag": '"a"', "ChecksumCRC32": "AAAA"}, NOTED),
        ({"PartNumber": 1, "Size": 5, "ETag": '"x"'}, None),
        (
            {"PartNumber": 1, "Size": 5, "ETag": '"x"', "ChecksumCRC32": "XXXX"},
            SentPart(1, 5, '"x"', "XXXX", confirmed=False),
        ),
        ({"PartNumber": 1, "Size": 4, "ETag": '"a"'}, None),
        ({"PartNumber": 2, "Size": 5, "ETag": '"b"'}, None),
        (
            {"PartNumber": 2, "Size": 2, "ETag": '"b"', "ChecksumCRC32": "BBBB"},
            SentPart(2, 2, '"b"', "BBBB", confirmed=False),
        ),
        ({"PartNumber": 2, "Size": 2, "ETag": '"b"', "ChecksumSHA1": "BBBB"}, None),
        ({"PartNumber": 3, "Size": 5, "ETag": '"c"', "ChecksumCRC32": "CCCC"}, None),
    ],
)
def test_only_parts_of_known_content_are_kept(
    listed: dict[str, Any], kept: SentPart | None
) -> None:
    found = kept_parts({1: NOTED}, [listed], [5, 2], "CRC32")

    assert list(found.values()) == ([] if kept is None else [kept])


def test_a_part_that_only_the_journal_knows_is_sent_again() -> None:
    assert kept_parts({1: NOTED}, [], [5, 2], "CRC32") == {}
