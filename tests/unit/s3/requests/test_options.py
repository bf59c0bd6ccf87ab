from __future__ import annotations

import base64
import json
from datetime import datetime, timezone
from typing import Any
from urllib.parse import parse_qsl

import pytest
from botocore.session import get_session
from hypothesis import given
from hypothesis import strategies as st

from boto3_assist.errors import InvalidParameterError
from boto3_assist.s3.requests import options
from boto3_assist.s3.requests.options import (
    check_options,
    common_parameters,
    guess_content_type,
    read_parameters,
    tag_set,
    write_parameters,
)
from boto3_assist.s3.values import CommonOptions, ReadOptions, WriteOptions

NOW = datetime(2030, 1, 1, tzinfo=timezone.utc)
MODEL = get_session().get_service_model("s3")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {}),
        ({"content_type": None, "tags": None}, {}),
        ({"acl": "private"}, {"ACL": "private"}),
        ({"bucket_key_enabled": False}, {"BucketKeyEnabled": False}),
        ({"cache_control": ""}, {"CacheControl": ""}),
        ({"checksum_algorithm": "SHA256"}, {"ChecksumAlgorithm": "SHA256"}),
        ({"expires": NOW}, {"Expires": NOW}),
        ({"if_match": "ab"}, {"IfMatch": '"ab"'}),
        ({"if_match": '"ab"'}, {"IfMatch": '"ab"'}),
        ({"if_none_match": "*"}, {"IfNoneMatch": "*"}),
        ({"metadata": {"a": "b"}}, {"Metadata": {"a": "b"}}),
        ({"metadata": {"a": "x" * 2047}}, {"Metadata": {"a": "x" * 2047}}),
        ({"object_lock_legal_hold": True}, {"ObjectLockLegalHoldStatus": "ON"}),
        ({"object_lock_legal_hold": False}, {"ObjectLockLegalHoldStatus": "OFF"}),
        ({"object_lock_retain_until": NOW}, {"ObjectLockRetainUntilDate": NOW}),
        ({"request_payer": "requester"}, {"RequestPayer": "requester"}),
        ({"expected_bucket_owner": "1"}, {"ExpectedBucketOwner": "1"}),
        (
            {"sse_customer_key": b"k" * 32},
            {"SSECustomerKey": b"k" * 32, "SSECustomerAlgorithm": "AES256"},
        ),
        (
            {"sse_kms_key_id": "k"},
            {"SSEKMSKeyId": "k", "ServerSideEncryption": "aws:kms"},
        ),
        (
            {"sse_kms_key_id": "k", "server_side_encryption": "aws:kms:dsse"},
            {"SSEKMSKeyId": "k", "ServerSideEncryption": "aws:kms:dsse"},
        ),
        ({"tags": {"a b": "c&d=e", "f": ""}}, {"Tagging": "a+b=c%26d%3De&f="}),
        ({"tags": {}}, {"Tagging": ""}),
    ],
)
def test_the_options_of_a_write(given: WriteOptions, expected: dict[str, Any]) -> None:
    assert write_parameters(given) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {}),
        ({"version_id": None}, {}),
        ({"version_id": "v"}, {"VersionId": "v"}),
        ({"if_match": "ab"}, {"IfMatch": '"ab"'}),
        ({"if_none_match": "ab"}, {"IfNoneMatch": '"ab"'}),
        ({"if_modified_since": NOW}, {"IfModifiedSince": NOW}),
        ({"if_unmodified_since": NOW}, {"IfUnmodifiedSince": NOW}),
    ],
)
def test_the_options_of_a_read(given: ReadOptions, expected: dict[str, Any]) -> None:
    assert read_parameters(given) == expected


@pytest.mark.parametrize(
    ("operation", "table", "typed"),
    [
        ("PutObject", options._WRITE, WriteOptions),
        ("GetObject", options._READ, ReadOptions),
        ("HeadObject", options._READ, ReadOptions),
        ("DeleteObject", options._COMMON, CommonOptions),
        ("ListObjectsV2", options._COMMON, CommonOptions),
    ],
)
def test_every_option_is_a_parameter_of_the_operation(
    operation: str, table: dict[str, str], typed: Any
) -> None:
    shape = MODEL.operation_model(operation).input_shape

    assert set(table) == typed.__optional_keys__
    assert shape is not None
    assert set(table.values()) <= set(shape.members)


@pytest.mark.parametrize(
    "bad",
    [
        {"metadata": {"a": 1}},
        {"metadata": {1: "a"}},
        {"metadata": {"a": "\ud800"}},
        {"tags": {"\ud800": "a"}},
        {"metadata": {"a b": "c"}},
        {"metadata": {"a:": "c"}},
        {"metadata": {"": "c"}},
        {"metadata": {"\u00e4": "c"}},
        {"metadata": {"a\r\nb": "c"}},
        {"metadata": {"A": "1", "a": "2"}},
        {"metadata": {"a": "b\r\nx-amz-acl: public-read"}},
        {"metadata": {"a": "b\x00"}},
        {"metadata": {"a": " b"}},
        {"metadata": {"a": "b\t"}},
        {"metadata": {"a": "\u00e4"}},
        {"content_type": "text/plain\r\nx-amz-acl: public-read"},
        {"cache_control": "a\x00b"},
        {"content_disposition": "\ud800"},
        {"if_match": "a\r\nb"},
        {"metadata": "text"},
        {"metadata": ["a"]},
        {"sse_kms_encryption_context": {"a": None}},
        {"tags": "a=b"},
        {"tags": {str(n): "" for n in range(11)}},
        {"if_match": ""},
        {"if_none_match": 7},
        {"if_none_match": "0123456789abcdef"},
        {"if_none_match": '"*"'},
        {"metadata": {"a": "x" * 2048}},
        {"metadata": {"a" * 1025: "", "b" * 1024: ""}},
        {"sse_customer_key": "k" * 32},
        {"sse_customer_key": b"k" * 31},
        {"contenttype": "x"},
        {"version_id": "v"},
    ],
)
def test_what_cannot_be_written_is_refused(bad: Any) -> None:
    with pytest.raises(InvalidParameterError) as caught:
        write_parameters(bad)

    assert "kkk" not in f"{caught.value} {caught.value.to_dict()}"


@given(st.dictionaries(st.text(st.sampled_from("ab-_.!#")), st.text(st.sampled_from("ab :;=\t"))))
def test_metadata_is_sent_as_it_is_or_not_at_all(metadata: dict[str, str]) -> None:
    lost = any(not name or value != value.strip() for name, value in metadata.items())
    try:
        sent = write_parameters({"metadata": metadata}).get("Metadata")
    except InvalidParameterError:
        assert lost
    else:
        assert sent == metadata
        assert not lost


def test_an_unknown_option_is_named_with_those_there_are() -> None:
    with pytest.raises(InvalidParameterError, match="'typo'") as caught:
        common_parameters({"typo": "x"})  # type: ignore[typeddict-unknown-key]  # the point

    assert "request_payer" in caught.value.details["expected"]
    check_options({"a": 1}, ["a", "b"])


@given(st.dictionaries(st.text(min_size=1), st.text(), max_size=10))
def test_tags_survive_their_way_through_a_header(tags: dict[str, str]) -> None:
    encoded = write_parameters({"tags": tags})["Tagging"]

    assert dict(parse_qsl(encoded, keep_blank_values=True)) == tags
    assert encoded.isascii()


@given(st.dictionaries(st.text(), st.text()))
def test_an_encryption_context_is_json_in_base64(context: dict[str, str]) -> None:
    parameters = write_parameters({"sse_kms_encryption_context": context})

    assert json.loads(base64.b64decode(parameters["SSEKMSEncryptionContext"])) == context


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("a.txt", "text/plain"),
        ("a/b.c/photo.JPG", "image/jpeg"),
        ("a.csv", "text/csv"),
        ("a.json", "application/json"),
        ("a.tar.gz", "application/gzip"),
        ("a.csv.gz", "application/gzip"),
        ("a.txt.bz2", "application/x-bzip2"),
        ("a.txt/", None),
        ("a", None),
        ("folder.txt/a", None),
        ("data:text/html,x", None),
        ("https://example.com/a.pdf", "application/pdf"),
        (".txt", None),
    ],
)
def test_the_media_type_is_guessed_by_the_suffix(key: str, expected: str | None) -> None:
    assert guess_content_type(key) == expected


def test_tags_as_a_list() -> None:
    assert tag_set({"a": "b", "c": ""}) == [{"Key": "a", "Value": "b"}, {"Key": "c", "Value": ""}]
