from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from boto3_assist.errors import InvalidParameterError
from boto3_assist.s3.requests.updates import read_for_update, write_back

PLACE = {"Bucket": "photos", "Key": "a.txt"}
FOUND: dict[str, Any] = {
    "ETag": '"x"',
    "ContentType": "text/x-mine",
    "CacheControl": "no-cache",
    "ContentDisposition": "inline",
    "ContentEncoding": "identity",
    "ContentLanguage": "de",
    "Expires": datetime(2030, 1, 1, tzinfo=timezone.utc),
    "Metadata": {"team": "blue"},
    "StorageClass": "STANDARD_IA",
    "WebsiteRedirectLocation": "/b",
    "ServerSideEncryption": "aws:kms",
    "SSEKMSKeyId": "key",
    "BucketKeyEnabled": True,
}
ENCRYPTION = ("ServerSideEncryption", "SSEKMSKeyId", "BucketKeyEnabled")
REST = {name: value for name, value in FOUND.items() if name not in ("ETag", *ENCRYPTION)}


def test_an_object_is_read_with_what_reading_needs() -> None:
    options: Any = {
        "sse_customer_key": b"k" * 32,
        "request_payer": "requester",
        "metadata": {"a": "b"},
    }

    assert read_for_update("photos", "a.txt", options) == {
        **PLACE,
        "RequestPayer": "requester",
        "SSECustomerAlgorithm": "AES256",
        "SSECustomerKey": b"k" * 32,
    }


@pytest.mark.parametrize("options", [{"if_match": "x"}, {"if_none_match": "*"}])
def test_an_update_has_its_own_conditions(options: Any) -> None:
    with pytest.raises(InvalidParameterError):
        read_for_update("photos", "a.txt", options)


def test_a_new_object_must_still_be_new() -> None:
    assert write_back("photos", "a.txt", "new", None, {}, {"metadata": {"a": "b"}}) == {
        **PLACE,
        "Body": b"new",
        "ContentType": "text/plain",
        "Metadata": {"a": "b"},
        "IfNoneMatch": "*",
    }


def test_what_was_there_is_kept() -> None:
    assert write_back("photos", "a.txt", b"new", FOUND, {"y": "2 0"}, {}) == {
        **PLACE,
        **{name: value for name, value in FOUND.items() if name != "ETag"},
        "Body": b"new",
        "Tagging": "y=2+0",
        "IfMatch": '"x"',
    }


def test_options_win_and_encryption_goes_as_a_whole() -> None:
    options: Any = {
        "server_side_encryption": "AES256",
        "content_type": "text/b",
        "tags": {"z": "1"},
    }

    assert write_back("photos", "a.txt", b"new", FOUND, {}, options) == {
        **PLACE,
        **REST,
        "Body": b"new",
        "ContentType": "text/b",
        "ServerSideEncryption": "AES256",
        "Tagging": "z=1",
        "IfMatch": '"x"',
    }
