from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from typing import Any

import pytest

from boto3_assist.errors import S3AccessDeniedError, S3ChecksumMismatchError, S3InvalidRangeError
from boto3_assist.s3.transfer.checksums import encoded
from boto3_assist.s3.transfer.layout import sizes_of_parts
from boto3_assist.s3.transfer.verification import expectations, verification_of

MD5 = "5d41402abc4b2a76b9719d911017c592"
CRC = encoded(zlib.crc32(b"hello").to_bytes(4, "big"))


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ({}, []),
        ({"ETag": '"odd"'}, []),
        ({"ETag": f'"{MD5}"'}, [("ETag", "MD5", None)]),
        ({"ETag": f'"{MD5}-12"'}, [("ETag", "MD5", 12)]),
        ({"ETag": f'"{MD5}"', "ServerSideEncryption": "AES256"}, [("ETag", "MD5", None)]),
        ({"ETag": f'"{MD5}"', "ServerSideEncryption": "aws:kms"}, []),
        ({"ETag": f'"{MD5}"', "ServerSideEncryption": "aws:kms:dsse"}, []),
        ({"ETag": f'"{MD5}"', "SSECustomerAlgorithm": "AES256"}, []),
        (
            {"ETag": f'"{MD5}"', "ChecksumCRC32": CRC},
            [("CRC32", "CRC32", None), ("ETag", "MD5", None)],
        ),
        ({"ChecksumSHA256": f"{CRC}-3", "ChecksumType": "COMPOSITE"}, [("SHA256", "SHA256", 3)]),
        (
            {"ETag": f'"{MD5}-3"', "ChecksumCRC32": CRC, "ChecksumType": "FULL_OBJECT"},
            [("CRC32", "CRC32", None), ("ETag", "MD5", 3)],
        ),
        # Which of the two it is, nobody says.
        ({"ETag": f'"{MD5}-3"', "ChecksumCRC32": CRC}, [("ETag", "MD5", 3)]),
        ({"ChecksumXXHASH3": CRC}, []),
    ],
)
def test_the_best_comes_first(
    head: dict[str, Any], found: list[tuple[str, str, int | None]]
) -> None:
    assert [(e.source, e.algorithm, e.parts) for e in expectations(head, "photos")] == found


def test_etags_of_directory_buckets_are_no_md5() -> None:
    assert list(expectations({"ETag": f'"{MD5}"'}, "photos--use1-az4--x-s3")) == []


class Server:
    """Answers as a server with these parts would."""

    def __init__(self, *sizes: int, heads: bool = True, attributes: Any = None) -> None:
        self.sizes = sizes
        self.heads = heads
        self.attributes = attributes
        self.asked: list[tuple[str, Mapping[str, Any]]] = []

    def __call__(self, method: str, request: Mapping[str, Any]) -> Any:
        self.asked.append((method, dict(request)))
        if method == "head_object":
            number = request["PartNumber"]
            if number > len(self.sizes):
                raise S3InvalidRangeError("no such part")
            return {"ContentLength": self.sizes[number - 1] if self.heads else sum(self.sizes)}
        if isinstance(self.attributes, Exception):
            raise self.attributes
        marker = request.get("PartNumberMarker", 0)
        pages = self.attributes or []
        return {"ObjectParts": pages[marker]} if marker < len(pages) else {}


REQUEST = {"Bucket": "photos", "Key": "a", "IfMatch": '"x"', "ChecksumMode": "ENABLED"}


@pytest.mark.parametrize(
    ("server", "requests"),
    [
        (Server(5, 5, 2), 2),
        (Server(5, 5, 5), 2),
        (Server(5, 4, 3), 5),
        (Server(5, 6, 1), 5),
        (Server(2, 5, 5), 4),
        (Server(0, 5, 5), 4),
    ],
)
def test_sizes_are_found_with_few_questions(server: Server, requests: int) -> None:
    found = sizes_of_parts(3, sum(server.sizes), REQUEST, server)

    assert found == list(server.sizes)
    assert len(server.asked) == requests
    assert server.asked[0] == ("head_object", {"Bucket": "photos", "Key": "a", "PartNumber": 1})


def test_one_part_needs_no_question() -> None:
    server = Server()

    assert sizes_of_parts(1, 7, REQUEST, server) == [7]
    assert server.asked == []


def test_a_server_that_knows_no_parts_in_a_head_is_asked_for_attributes() -> None:
    pages = [
        {"Parts": [{"Size": 5}], "NextPartNumberMarker": 1},
        {"Parts": [{"Size": 5}, {"Size": 2}]},
    ]
    server = Server(5, 5, 2, heads=False, attributes=pages)

    assert sizes_of_parts(3, 12, REQUEST, server) == [5, 5, 2]
    assert server.asked[2] == (
        "get_object_attributes",
        {
            "Bucket": "photos",
            "Key": "a",
            "ObjectAttributes": ["ObjectParts"],
            "PartNumberMarker": 1,
        },
    )


def test_attributes_of_what_a_customers_key_encrypts_are_not_asked_for() -> None:
    server = Server(5, 5, 2, heads=False, attributes=[{"Parts": [{"Size": 5}] * 3}])

    assert sizes_of_parts(3, 12, {**REQUEST, "SSECustomerKey": b"k" * 32}, server) is None
    assert [method for method, _ in server.asked] == ["head_object"]


@pytest.mark.parametrize(
    "server",
    [
        Server(5, 5, 2, heads=False),
        Server(5, 5, 2, heads=False, attributes=[{"Parts": [{"Size": 5}]}]),
        Server(5, 5, 2, heads=False, attributes=S3AccessDeniedError("no")),
        Server(5, 7),
    ],
)
def test_sizes_may_remain_unknown(server: Server) -> None:
    assert sizes_of_parts(3, 12, REQUEST, server) is None


def test_what_cannot_be_worked_out_is_passed_over() -> None:
    head = {"ETag": f'"{MD5}-3"', "ContentLength": 12}

    assert verification_of(head, REQUEST, Server(5, 5, 2, heads=False)) is None


def test_bytes_are_verified_by_the_checksum_of_their_parts() -> None:
    parts = [b"hello", b" worl", b"d!"]
    etag = hashlib.md5(b"".join(hashlib.md5(part).digest() for part in parts)).hexdigest()
    head = {"ETag": f'"{etag}-3"', "ContentLength": 12}

    for content in (b"hello world!", b"hello world?"):
        verification = verification_of(head, REQUEST, Server(5, 5, 2))
        assert verification is not None
        verification.update(content[:7])
        verification.update(content[7:])
        if content.endswith(b"!"):
            verification.finish()
        else:
            with pytest.raises(S3ChecksumMismatchError) as caught:
                verification.finish()
            assert caught.value.retryable
