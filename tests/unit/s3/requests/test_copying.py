from __future__ import annotations

from typing import Any

import pytest

from boto3_assist.s3.requests.copying import CopyRequests, CopySource
from boto3_assist.s3.values import ReadOptions, WriteOptions

HEAD = {
    "ContentLength": 9,
    "ETag": '"e"',
    "ContentType": "text/x",
    "CacheControl": "no-store",
    "Metadata": {"by": "ann"},
}
FROM = {"CopySource": {"Bucket": "sb", "Key": "sk"}, "CopySourceIfMatch": '"e"'}
TO = {"Bucket": "b", "Key": "k"}
KEPT = {"ContentType": "text/x", "CacheControl": "no-store", "Metadata": {"by": "ann"}}


def requests(options: WriteOptions, source: ReadOptions | None = None) -> CopyRequests:
    return CopyRequests(CopySource("sb", "sk", source or {}), HEAD, "b", "k", options)


@pytest.mark.parametrize(
    ("options", "more"),
    [
        ({}, {}),
        ({"storage_class": "GLACIER"}, {"StorageClass": "GLACIER"}),
        (
            {"content_type": "text/y"},
            {**KEPT, "ContentType": "text/y", "MetadataDirective": "REPLACE"},
        ),
        ({"metadata": {}}, {**KEPT, "Metadata": {}, "MetadataDirective": "REPLACE"}),
        ({"tags": {"a": "1"}}, {"Tagging": "a=1", "TaggingDirective": "REPLACE"}),
        ({"tags": {}}, {"Tagging": "", "TaggingDirective": "REPLACE"}),
        ({"if_none_match": "*"}, {"IfNoneMatch": "*"}),
        ({"if_match": "t"}, {"IfMatch": '"t"'}),
    ],
)
def test_a_copy_in_one_request(options: WriteOptions, more: dict[str, Any]) -> None:
    assert requests(options).whole() == {**TO, **FROM, **more}


def test_the_source_is_named_with_all_that_reads_it() -> None:
    key = b"k" * 32
    source: ReadOptions = {
        "version_id": "v",
        "sse_customer_key": key,
        "expected_bucket_owner": "1",
        "request_payer": "requester",
    }
    copy = requests({"sse_customer_key": b"t" * 32, "request_payer": "requester"}, source)

    assert copy.source.head() == {
        "Bucket": "sb",
        "Key": "sk",
        "VersionId": "v",
        "SSECustomerKey": key,
        "SSECustomerAlgorithm": "AES256",
        "ExpectedBucketOwner": "1",
        "RequestPayer": "requester",
    }
    assert copy.source.tagging() == {
        "Bucket": "sb",
        "Key": "sk",
        "VersionId": "v",
        "ExpectedBucketOwner": "1",
        "RequestPayer": "requester",
    }
    assert copy.whole() == {
        **TO,
        "CopySource": {"Bucket": "sb", "Key": "sk", "VersionId": "v"},
        "CopySourceIfMatch": '"e"',
        "CopySourceSSECustomerKey": key,
        "CopySourceSSECustomerAlgorithm": "AES256",
        "ExpectedSourceBucketOwner": "1",
        "SSECustomerKey": b"t" * 32,
        "SSECustomerAlgorithm": "AES256",
        "RequestPayer": "requester",
    }


def test_a_copy_in_parts() -> None:
    copy = requests(
        {
            "content_type": "text/y",
            "if_none_match": "*",
            "sse_customer_key": b"t" * 32,
            "request_payer": "requester",
            "storage_class": "GLACIER",
        }
    )
    encryption = {"SSECustomerKey": b"t" * 32, "SSECustomerAlgorithm": "AES256"}
    payer = {"RequestPayer": "requester"}

    assert copy.create("a=1") == {
        **TO,
        **KEPT,
        **encryption,
        **payer,
        "ContentType": "text/y",
        "StorageClass": "GLACIER",
        "Tagging": "a=1",
    }
    assert copy.part("u", 3, "bytes=0-8") == {
        **TO,
        **FROM,
        **encryption,
        **payer,
        "UploadId": "u",
        "PartNumber": 3,
        "CopySourceRange": "bytes=0-8",
    }
    assert copy.complete("u", [{"PartNumber": 1, "ETag": '"p"'}]) == {
        **TO,
        **encryption,
        **payer,
        "UploadId": "u",
        "IfNoneMatch": "*",
        "MultipartUpload": {"Parts": [{"PartNumber": 1, "ETag": '"p"'}]},
    }
    assert copy.abort("u") == {**TO, **payer, "UploadId": "u"}


def test_tags_that_are_given_win() -> None:
    assert requests({"tags": {"b": "2"}}).create("a=1")["Tagging"] == "b=2"
    assert "Tagging" not in requests({}).create("")


def test_neither_key_is_in_the_repr() -> None:
    copy = CopyRequests(CopySource("sb", "secret", {}), HEAD, "b", "hidden", {})

    assert "secret" not in repr(copy)
    assert "hidden" not in repr(copy)
    assert "ann" not in repr(copy)
