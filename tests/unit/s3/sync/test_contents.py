from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from boto3_assist.s3.sync.contents import has_bytes_of, has_md5

HELLO_MD5 = "5d41402abc4b2a76b9719d911017c592"


@pytest.fixture
def hello(tmp_path: Path) -> Path:
    path = tmp_path / "hello"
    path.write_bytes(b"hello")
    return path


@pytest.mark.parametrize(
    ("etag", "same"),
    [
        (HELLO_MD5, True),
        (HELLO_MD5[::-1], False),
        (f"{HELLO_MD5}-1", False),
        ("", False),
        (HELLO_MD5.upper(), False),
    ],
)
def test_an_etag_that_is_an_md5(hello: Path, etag: str, same: bool) -> None:
    assert has_md5(hello, etag) is same


@pytest.mark.parametrize(
    ("head", "same"),
    [
        ({"ChecksumCRC32": "NhCmhg=="}, True),
        ({"ChecksumCRC32": "NhCmhw=="}, False),
        ({"ChecksumSHA1": "qvTGHdzF6KLavt4PO0gs2a6pQ00="}, True),
        ({"ETag": f'"{HELLO_MD5}"'}, True),
        ({"ETag": f'"{HELLO_MD5}"', "ServerSideEncryption": "aws:kms"}, False),
        ({"ChecksumXXHASH3": "x"}, False),
        ({"ChecksumCRC32": "NhCmhg==", "ContentLength": 6}, False),
        ({}, False),
    ],
)
def test_the_checksum_that_s3_keeps(hello: Path, head: dict[str, Any], same: bool) -> None:
    asked = []

    def send(method: str, request: Mapping[str, Any]) -> Any:
        asked.append((method, request))
        return {"ContentLength": 5, "ETag": '"x"', **head}

    assert has_bytes_of(hello, {"Bucket": "b", "Key": "k"}, send) is same
    assert asked == [("head_object", {"Bucket": "b", "Key": "k", "ChecksumMode": "ENABLED"})]
