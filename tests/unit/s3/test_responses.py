from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from boto3_assist.errors import S3ResponseIntegrityError
from boto3_assist.s3.responses import (
    checksums_of,
    listed_page,
    object_info,
    object_versions,
    stored_object,
)
from boto3_assist.s3.values import FetchedObject, ObjectInfo, StoredObject

NOW = datetime(2030, 1, 1, tzinfo=timezone.utc)
HEAD = {"ContentLength": 5, "ETag": '"e"', "LastModified": NOW}


def test_the_least_that_s3_tells() -> None:
    assert object_info(HEAD, "b", "k") == ObjectInfo("b", "k", 5, "e", NOW)


def test_all_that_s3_tells() -> None:
    info = object_info(
        {
            **HEAD,
            "LastModified": NOW.astimezone(timezone(timedelta(hours=5))),
            "StorageClass": "GLACIER",
            "ChecksumCRC32": "AAAAAA==",
            "ChecksumType": "FULL_OBJECT",
            "ContentType": "text/x",
            "VersionId": "v",
            "Metadata": {"by": "ann"},
            "ServerSideEncryption": "aws:kms",
            "SSEKMSKeyId": "key",
            "Restore": "ongoing",
            "Expires": NOW,
        },
        "b",
        "k",
    )

    assert info.checksums == {"CRC32": "AAAAAA=="}
    assert info.checksum_algorithms == ("CRC32",)
    assert info.last_modified == NOW
    assert info.last_modified.tzinfo is timezone.utc
    assert (info.storage_class, info.version_id) == ("GLACIER", "v")
    assert (info.server_side_encryption, info.sse_kms_key_id) == ("aws:kms", "key")
    assert "ann" not in repr(info)


@pytest.mark.parametrize(
    ("content_range", "size"),
    [("bytes 0-4/200", 200), ("bytes 0-4/*", 5), (None, 5), ("", 5)],
)
def test_the_size_is_that_of_the_whole_object(content_range: str | None, size: int) -> None:
    assert object_info({**HEAD, "ContentRange": content_range}, "b", "k").size == size


@pytest.mark.parametrize("missing", ["ContentLength", "LastModified"])
def test_an_answer_that_leaves_out_what_s3_always_tells(missing: str) -> None:
    response = {name: value for name, value in HEAD.items() if name != missing}

    with pytest.raises(S3ResponseIntegrityError, match=missing):
        object_info(response, "b", "k")


def test_a_write() -> None:
    response = {
        "ETag": '"e"',
        "VersionId": "v",
        "ChecksumSHA256": "x-3",
        "ChecksumType": "COMPOSITE",
    }

    assert stored_object(response, "b", "k", 5) == StoredObject(
        "b", "k", "e", 5, "v", {"SHA256": "x-3"}, "COMPOSITE"
    )
    assert stored_object({}, "b", "k") == StoredObject("b", "k", "")


def test_values_can_be_members_of_sets() -> None:
    stored = stored_object({"ETag": "e", "ChecksumCRC32": "x"}, "b", "k")

    assert {stored, stored_object({"ETag": "e", "ChecksumCRC32": "x"}, "b", "k")} == {stored}
    assert len({object_info(HEAD, "b", "k"), object_info(HEAD, "b", "l")}) == 2


def test_what_is_no_checksum() -> None:
    response: dict[str, Any] = {
        "ChecksumType": "FULL_OBJECT",
        "ChecksumAlgorithm": "CRC32",
        "ChecksumMode": "ENABLED",
        "ChecksumCRC64NVME": None,
        "Etag": "x",
    }

    assert checksums_of(response) == {}


def test_a_page() -> None:
    entry = {"Key": "k", "Size": 1, "ETag": '"e"', "LastModified": NOW}
    page = listed_page(
        {
            "Contents": [entry, {**entry, "Key": "l", "ChecksumAlgorithm": ["CRC32"]}],
            "CommonPrefixes": [{"Prefix": "p/"}],
            "IsTruncated": True,
            "NextContinuationToken": "t",
        },
        "b",
    )

    assert [found.key for found in page.objects] == ["k", "l"]
    assert [found.checksum_algorithms for found in page.objects] == [(), ("CRC32",)]
    assert (page.prefixes, page.next_token) == (("p/",), "t")


def test_a_token_of_a_last_page_is_not_followed() -> None:
    assert listed_page({"NextContinuationToken": "t"}, "b").next_token is None


def test_a_page_that_says_there_is_more_and_not_where() -> None:
    with pytest.raises(S3ResponseIntegrityError):
        listed_page({"IsTruncated": True}, "b")


def test_versions_and_markers_are_put_together() -> None:
    def entry(key: str, version_id: str, minutes: int, latest: bool = False) -> dict[str, Any]:
        return {
            "Key": key,
            "VersionId": version_id,
            "IsLatest": latest,
            "LastModified": NOW + timedelta(minutes=minutes),
        }

    found = object_versions(
        {
            "Versions": [
                {**entry("a", "2", 2), "Size": 1, "ETag": '"e"'},
                {**entry("a", "1", 1), "Size": 1, "ETag": '"e"'},
                {**entry("é", "1", 1, True), "Size": 1, "ETag": '"e"'},
            ],
            "DeleteMarkers": [entry("a", "3", 3, True), entry("a", "0", 0), entry("z", "9", 9)],
        },
        "b",
    )

    assert [(v.key, v.version_id) for v in found] == [
        ("a", "3"),
        ("a", "2"),
        ("a", "1"),
        ("a", "0"),
        ("z", "9"),
        ("é", "1"),
    ]
    assert [v.is_delete_marker for v in found] == [True, False, False, True, True, False]


def test_what_was_fetched_hides_its_bytes() -> None:
    fetched = FetchedObject(object_info(HEAD, "b", "k"), "grün".encode("latin-1"))

    assert fetched.text("latin-1") == "grün"
    assert "gr" not in repr(fetched)
    with pytest.raises(UnicodeDecodeError):
        fetched.text()
