"""Single objects, on moto and again on a server over HTTP."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from boto3_assist.errors import (
    InvalidParameterError,
    MissingParameterError,
    S3BucketNotFoundError,
    S3NotModifiedError,
    S3ObjectNotFoundError,
    S3PreconditionFailedError,
    S3VersionNotFoundError,
)
from boto3_assist.s3 import S3
from boto3_assist.testing import AwsBackend

ODD_KEYS = [
    "plain.txt",
    "/leading/slash",
    "a//b",
    "trailing/",
    "../up",
    "a/./b",
    "space and +plus%2B",
    "straße/日本/🦆",
    "quote'\"<&>?#[]{}|\\^~`",
    "new\nline",
    "x" * 1024,
]


@pytest.mark.parametrize("key", ODD_KEYS, ids=range(len(ODD_KEYS)))
def test_an_object_of_any_key_comes_back_and_goes(s3: S3, bucket: str, key: str) -> None:
    body = bytes(range(256)) + key.encode()

    stored = s3.put(bucket, key, body)

    assert s3.get(bucket, key).body == body
    assert [found.key for found in s3.list(bucket)] == [key]
    assert s3.head(bucket, key).etag == stored.etag
    s3.delete(bucket, key)
    assert not s3.exists(bucket, key)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", b""),
        ("", b""),
        ("straße", "straße".encode()),
        (bytearray(b"abc"), b"abc"),
        (memoryview(b"abcdef")[::2], b"ace"),
    ],
)
def test_a_body_is_bytes_or_text(s3: S3, bucket: str, body: Any, expected: bytes) -> None:
    stored = s3.put(bucket, "k", body)

    assert stored.size == len(expected)
    assert s3.get(bucket, "k").body == expected


def test_everything_that_is_given_is_stored(s3: S3, bucket: str) -> None:
    expires = datetime(2030, 1, 2, 3, 4, 5, tzinfo=timezone.utc)

    s3.put(
        bucket,
        "report.csv",
        "a,b\n",
        cache_control="max-age=60",
        content_disposition="attachment",
        content_encoding="identity",
        content_language="de",
        expires=expires,
        metadata={"by": "ann", "empty": ""},
        storage_class="STANDARD_IA",
        tags={"team": "a+b=c @d", "leer": ""},
    )
    info = s3.head(bucket, "report.csv")

    assert info.content_type == "text/csv"
    assert info.cache_control == "max-age=60"
    assert info.content_disposition == "attachment"
    assert info.content_encoding == "identity"
    assert info.content_language == "de"
    assert info.expires == expires
    assert info.metadata == {"by": "ann", "empty": ""}
    assert info.storage_class == "STANDARD_IA"
    assert s3.tags(bucket, "report.csv") == {"team": "a+b=c @d", "leer": ""}


def test_the_values_of_a_write_and_a_read_agree(s3: S3, bucket: str) -> None:
    stored = s3.put(bucket, "a/b.txt", "hello")
    fetched = s3.get(bucket, "a/b.txt")

    assert stored.uri == fetched.info.uri == f"s3://{bucket}/a/b.txt"
    assert stored.etag == fetched.info.etag == "5d41402abc4b2a76b9719d911017c592"
    assert stored.size == fetched.info.size == 5
    assert s3.head(bucket, "a/b.txt").checksums["CRC32"] == "NhCmhg=="
    assert fetched.info.storage_class == "STANDARD"
    assert fetched.info.last_modified.tzinfo is not None
    assert fetched.text() == "hello"


def test_json_is_read(s3: S3, bucket: str) -> None:
    s3.put(bucket, "a.json", '{"n": [1, 2.5, null]}')

    assert s3.get(bucket, "a.json").json() == {"n": [1, 2.5, None]}


class TestConditions:
    def test_a_second_object_of_the_key_is_refused(self, s3: S3, bucket: str) -> None:
        s3.put(bucket, "k", "first", if_none_match="*")

        with pytest.raises(S3PreconditionFailedError) as caught:
            s3.put(bucket, "k", "second", if_none_match="*")

        assert caught.value.http_status == 412
        assert s3.get(bucket, "k").text() == "first"

    @pytest.mark.parametrize("quote", ["", '"'])
    def test_an_object_that_changed_is_not_written_over(
        self, s3: S3, bucket: str, quote: str
    ) -> None:
        first = s3.put(bucket, "k", "first")
        s3.put(bucket, "k", "second", if_match=f"{quote}{first.etag}{quote}")

        with pytest.raises(S3PreconditionFailedError):
            s3.put(bucket, "k", "third", if_match=first.etag)

        assert s3.get(bucket, "k").text() == "second"

    def test_a_read_of_what_is_known_is_not_modified(self, s3: S3, bucket: str) -> None:
        stored = s3.put(bucket, "k", "body")

        for read in (s3.get, s3.head):
            with pytest.raises(S3NotModifiedError) as caught:
                read(bucket, "k", if_none_match=stored.etag)
            assert caught.value.http_status == 304
        assert s3.get(bucket, "k", if_none_match="0" * 32).text() == "body"

    def test_a_read_of_something_else_fails(self, s3: S3, bucket: str) -> None:
        s3.put(bucket, "k", "body")

        for read in (s3.get, s3.head):
            with pytest.raises(S3PreconditionFailedError) as caught:
                read(bucket, "k", if_match="0" * 32)
            assert caught.value.http_status == 412


class TestAbsent:
    def test_get_head_and_tags_of_no_object(self, s3: S3, bucket: str) -> None:
        for read in (s3.get, s3.head, s3.tags):
            with pytest.raises(S3ObjectNotFoundError) as caught:
                read(bucket, "secret-name")
            assert bucket in str(caught.value)
            assert "secret-name" not in f"{caught.value} {caught.value.to_dict()}"
            assert caught.value.details["given"]["Key"] == "str of 11 characters"
            # A key is taken as it is: no advice may say that a slash at its beginning is not.
            assert "a slash at its beginning is part of it" in caught.value.details["suggestion"]

    def test_exists(self, s3: S3, bucket: str) -> None:
        s3.put(bucket, "a/b", "x")

        assert s3.exists(bucket, "a/b")
        assert not s3.exists(bucket, "a")
        assert not s3.exists(bucket, "A/b")
        assert not s3.exists(f"{bucket}-2", "a/b")

    def test_no_bucket(self, s3: S3, bucket: str) -> None:
        missing = f"{bucket}-2"

        with pytest.raises(S3BucketNotFoundError):
            s3.get(missing, "k")
        with pytest.raises(S3BucketNotFoundError):
            s3.put(missing, "k", "x")
        with pytest.raises(S3BucketNotFoundError):
            list(s3.list(missing))

    def test_a_version_that_is_not_there(self, s3: S3, versioned: str) -> None:
        first = s3.put(versioned, "k", "first")
        s3.delete(versioned, "k", version_id=first.version_id)
        s3.put(versioned, "k", "second")

        with pytest.raises(S3VersionNotFoundError):
            s3.get(versioned, "k", version_id=first.version_id)
        with pytest.raises(S3VersionNotFoundError):
            s3.head(versioned, "k", version_id=first.version_id)
        assert not s3.exists(versioned, "k", version_id=first.version_id)


class TestVersions:
    def test_each_version_is_read(self, s3: S3, versioned: str) -> None:
        first = s3.put(versioned, "k", "first")
        second = s3.put(versioned, "k", "second")

        assert first.version_id != second.version_id
        assert s3.get(versioned, "k", version_id=first.version_id).text() == "first"
        assert s3.get(versioned, "k").info.version_id == second.version_id

    def test_a_delete_marker_is_no_object(self, s3: S3, versioned: str) -> None:
        s3.put(versioned, "k", "x")
        marker = s3.delete(versioned, "k")

        assert marker.is_delete_marker
        assert not s3.exists(versioned, "k")
        assert not s3.exists(versioned, "k", version_id=marker.version_id)
        with pytest.raises(S3ObjectNotFoundError):
            s3.get(versioned, "k")


class TestTags:
    def test_tags_are_replaced_as_a_whole(self, s3: S3, bucket: str) -> None:
        s3.put(bucket, "k", "x", tags={"a": "1"})

        s3.set_tags(bucket, "k", {"b": "2", "c": ""})
        assert s3.tags(bucket, "k") == {"b": "2", "c": ""}
        s3.set_tags(bucket, "k", {})
        assert s3.tags(bucket, "k") == {}

    def test_tags_of_a_version(self, s3: S3, versioned: str) -> None:
        first = s3.put(versioned, "k", "first")
        s3.put(versioned, "k", "second", tags={"v": "2"})

        s3.set_tags(versioned, "k", {"v": "1"}, version_id=first.version_id)

        assert s3.tags(versioned, "k", version_id=first.version_id) == {"v": "1"}
        assert s3.tags(versioned, "k") == {"v": "2"}


class TestBadInput:
    @pytest.mark.parametrize("bucket", ["", None])
    def test_no_bucket_is_named(self, s3: S3, bucket: Any) -> None:
        with pytest.raises(MissingParameterError):
            s3.get(bucket, "k")

    @pytest.mark.parametrize("bucket", [7, b"bytes", "s3://bucket", "bucket/key", "a b"])
    def test_what_is_no_bucket(self, s3: S3, bucket: Any) -> None:
        with pytest.raises(InvalidParameterError):
            s3.put(bucket, "k", "x")

    @pytest.mark.parametrize("key", ["", None])
    def test_no_key(self, s3: S3, bucket: str, key: Any) -> None:
        with pytest.raises(MissingParameterError):
            s3.put(bucket, key, "x")

    @pytest.mark.parametrize("key", [7, b"k", "x" * 1025, "ü" * 513, "\ud800"])
    def test_what_is_no_key(self, s3: S3, bucket: str, key: Any) -> None:
        with pytest.raises(InvalidParameterError):
            s3.put(bucket, key, "x")

    @pytest.mark.parametrize("body", [None, 7, ["x"], {"a": 1}])
    def test_what_is_no_body(self, s3: S3, bucket: str, body: Any) -> None:
        with pytest.raises(InvalidParameterError):
            s3.put(bucket, "k", body)

        assert not s3.exists(bucket, "k")

    @pytest.mark.parametrize(
        "options",
        [
            {"metadata": {"a": 1}},
            {"metadata": "x"},
            {"tags": {"a": None}},
            {"tags": {str(n): "x" for n in range(11)}},
            {"if_match": ""},
            {"sse_customer_key": b"short"},
            {"content_typ": "text/plain"},
            {"content_type": 7},
        ],
    )
    def test_options_that_cannot_be(self, s3: S3, bucket: str, options: Any) -> None:
        with pytest.raises(InvalidParameterError):
            s3.put(bucket, "k", "x", **options)

        assert not s3.exists(bucket, "k")

    @pytest.mark.parametrize("version_id", ["", 7])
    def test_what_is_no_version(self, s3: S3, bucket: str, version_id: Any) -> None:
        s3.put(bucket, "k", "x")

        with pytest.raises(InvalidParameterError):
            s3.delete(bucket, "k", version_id=version_id)

        assert s3.exists(bucket, "k")


def test_a_call_on_the_client_itself_is_plain_boto3(s3: S3, bucket: str) -> None:
    s3.client.put_object(Bucket=bucket, Key="k", Body=b"x")

    assert s3.client.get_object(Bucket=bucket, Key="k")["Body"].read() == b"x"


def test_plain_boto3_reads_what_was_put(s3: S3, bucket: str, aws_backend: AwsBackend) -> None:
    s3.put(bucket, "k", "x", content_type="text/x", metadata={"a": "b"})

    response = aws_backend.client("s3").get_object(Bucket=bucket, Key="k")

    assert response["Body"].read() == b"x"
    assert response["ContentType"] == "text/x"
    assert response["Metadata"] == {"a": "b"}
