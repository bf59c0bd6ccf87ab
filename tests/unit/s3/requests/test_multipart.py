from __future__ import annotations

from typing import Any

import pytest

from boto3_assist.errors import InvalidParameterError
from boto3_assist.s3.requests.multipart import (
    UploadRequests,
    unfinished_uploads,
    upload_parameters,
)

PLACE = {"Bucket": "photos", "Key": "a.jpg"}
SECRET = b"k" * 32
OPTIONS: dict[str, Any] = {
    "ACL": "private",
    "ContentType": "image/jpeg",
    "ExpectedBucketOwner": "111122223333",
    "IfMatch": '"x"',
    "IfNoneMatch": "*",
    "Metadata": {"a": "b"},
    "RequestPayer": "requester",
    "SSECustomerAlgorithm": "AES256",
    "SSECustomerKey": SECRET,
    "Tagging": "year=2024",
}
EVERY = {"ExpectedBucketOwner": "111122223333", "RequestPayer": "requester"}
ENCRYPTION = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": SECRET}
CRC = UploadRequests("photos", "a.jpg", OPTIONS, "CRC32", full_object=True)
SHA = UploadRequests("photos", "a.jpg", OPTIONS, "SHA256", full_object=False)
PLAIN = UploadRequests("photos", "a.jpg", {}, None, full_object=False)


def test_a_whole_object_has_everything_in_one_request() -> None:
    assert CRC.put("body", "AAAA") == {
        **PLACE,
        **OPTIONS,
        "Body": "body",
        "ChecksumAlgorithm": "CRC32",
        "ChecksumCRC32": "AAAA",
    }
    assert PLAIN.put("body", "AAAA") == {**PLACE, "Body": "body", "ContentMD5": "AAAA"}


def test_an_upload_begins_without_conditions() -> None:
    begun = {name: value for name, value in OPTIONS.items() if not name.startswith("If")}

    assert CRC.create() == {
        **PLACE,
        **begun,
        "ChecksumAlgorithm": "CRC32",
        "ChecksumType": "FULL_OBJECT",
    }
    assert SHA.create() == {**PLACE, **begun, "ChecksumAlgorithm": "SHA256"}
    assert PLAIN.create() == PLACE


def test_a_part_has_its_own_checksum() -> None:
    part = {**PLACE, "UploadId": "id", "PartNumber": 2, "Body": "body"}

    assert CRC.part("id", 2, "body", "AAAA") == {
        **part,
        **EVERY,
        **ENCRYPTION,
        "ChecksumAlgorithm": "CRC32",
        "ChecksumCRC32": "AAAA",
    }
    assert PLAIN.part("id", 2, "body", "AAAA") == {**part, "ContentMD5": "AAAA"}


def test_an_upload_ends_with_the_conditions_and_the_checksum_of_the_whole() -> None:
    parts = [{"PartNumber": 1, "ETag": '"a"'}]
    ended = {**PLACE, "UploadId": "id", "MultipartUpload": {"Parts": parts}}
    conditions = {"IfMatch": '"x"', "IfNoneMatch": "*"}

    assert CRC.complete("id", parts, 12, "AAAA") == {
        **ended,
        **EVERY,
        **ENCRYPTION,
        **conditions,
        "ChecksumCRC32": "AAAA",
        "ChecksumType": "FULL_OBJECT",
        "MpuObjectSize": 12,
    }
    assert SHA.complete("id", parts, 12, None) == {**ended, **EVERY, **ENCRYPTION, **conditions}
    assert PLAIN.complete("id", iter(parts), 12, None) == ended


def test_parts_are_listed_page_by_page() -> None:
    assert CRC.list_parts("id", None) == {
        **PLACE,
        **EVERY,
        "UploadId": "id",
        "SSECustomerAlgorithm": "AES256",
        "SSECustomerKey": "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=",
        "SSECustomerKeyMD5": "mT2HRsMGJ5IX5C+0rreZ8Q==",
    }
    assert PLAIN.list_parts("id", 1000) == {**PLACE, "UploadId": "id", "PartNumberMarker": 1000}


def test_the_rest_names_the_place() -> None:
    assert CRC.abort("id") == {**PLACE, **EVERY, "UploadId": "id"}
    assert CRC.head_object() == {**PLACE, **EVERY, **ENCRYPTION, "ChecksumMode": "ENABLED"}


def test_nothing_shows_the_key_or_the_options() -> None:
    assert "jpg" not in repr(CRC)
    assert "kkk" not in repr(CRC)


@pytest.mark.parametrize(
    ("key", "options", "expected"),
    [
        ("a.csv", {}, {"ContentType": "text/csv"}),
        ("a.csv", {"content_type": "text/x"}, {"ContentType": "text/x"}),
        ("a.csv", {"content_type": None}, {"ContentType": "text/csv"}),
        ("a", {"tags": {"a": "b c"}}, {"Tagging": "a=b+c"}),
    ],
)
def test_options_become_parameters(key: str, options: Any, expected: Any) -> None:
    assert upload_parameters(key, options) == expected


def test_unfinished_uploads_are_asked_for_by_prefix() -> None:
    assert unfinished_uploads("photos", "", {}) == {"Bucket": "photos"}
    assert unfinished_uploads("photos", "a/", {"request_payer": "requester"}) == {
        "Bucket": "photos",
        "Prefix": "a/",
        "RequestPayer": "requester",
    }
    with pytest.raises(InvalidParameterError):
        unfinished_uploads("s3://photos", "", {})
