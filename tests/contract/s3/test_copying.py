"""Copies and moves, on moto and again on a server over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from boto3_assist.errors import (
    InvalidParameterError,
    MissingParameterError,
    S3BucketNotFoundError,
    S3ObjectNotFoundError,
    S3PreconditionFailedError,
)
from boto3_assist.s3 import S3
from boto3_assist.testing import AwsBackend

MIB = 1024 * 1024
ODD = "a b+c%2F/é?versionId=x&y"
# Copied whole, and in parts.
WAYS: list[Any] = [{}, {"multipart_threshold": 0, "part_size": 5 * MIB}]
both_ways = pytest.mark.parametrize("way", WAYS, ids=["whole", "parts"])


def body(size: int = 11 * MIB) -> bytes:
    return bytes(range(251)) * (size // 251) + b"end"


@both_ways
def test_an_object_is_copied_with_all_it_has(s3: S3, bucket: str, way: Any) -> None:
    source = s3.put(
        bucket,
        ODD,
        body(),
        content_type="text/x",
        cache_control="no-store",
        metadata={"by": "ann"},
    )

    stored = s3.copy(bucket, ODD, bucket, f"{ODD}2", **way)
    fetched = s3.get(bucket, f"{ODD}2")

    assert fetched.body == body()
    assert (stored.size, stored.etag) == (source.size, fetched.info.etag)
    assert fetched.info.content_type == "text/x"
    assert fetched.info.cache_control == "no-store"
    assert fetched.info.metadata == {"by": "ann"}
    assert s3.exists(bucket, ODD)


@both_ways
def test_what_is_given_replaces_its_like_and_nothing_else(s3: S3, bucket: str, way: Any) -> None:
    s3.put(bucket, "k", b"x", content_type="text/x", metadata={"by": "ann"}, tags={"team": "a"})

    s3.copy(bucket, "k", bucket, "typed", content_type="text/y", **way)
    s3.copy(bucket, "k", bucket, "tagged", tags={"new": "1"}, **way)
    s3.copy(bucket, "k", bucket, "bare", metadata={}, **way)

    typed, tagged, bare = (s3.head(bucket, key) for key in ("typed", "tagged", "bare"))
    assert (typed.content_type, typed.metadata) == ("text/y", {"by": "ann"})
    assert (tagged.content_type, tagged.metadata) == ("text/x", {"by": "ann"})
    assert (bare.content_type, bare.metadata) == ("text/x", {})


@both_ways
def test_tags_are_copied_or_replaced(
    s3: S3, bucket: str, aws_backend: AwsBackend, way: Any
) -> None:
    if way and aws_backend.name == "server":
        pytest.skip("the server takes no notice of the tags of CreateMultipartUpload")
    s3.put(bucket, "k", b"x", tags={"team": "a+b c", "none": ""})

    s3.copy(bucket, "k", bucket, "copied", content_type="text/y", **way)
    s3.copy(bucket, "k", bucket, "tagged", tags={"new": "1"}, **way)

    assert s3.tags(bucket, "copied") == {"team": "a+b c", "none": ""}
    assert s3.tags(bucket, "tagged") == {"new": "1"}


@both_ways
def test_a_version_is_copied(s3: S3, versioned: str, way: Any) -> None:
    first = s3.put(versioned, "k", "first")
    s3.put(versioned, "k", "second")

    copy = s3.copy(versioned, "k", versioned, "k", source_version_id=first.version_id, **way)

    current = s3.get(versioned, "k")
    assert current.text() == "first"
    assert copy.version_id == current.info.version_id != first.version_id


@both_ways
def test_copies_from_bucket_to_bucket(s3: S3, bucket: str, versioned: str, way: Any) -> None:
    s3.put(bucket, "k", "x")

    copy = s3.copy(bucket, "k", versioned, "k", **way)

    assert (copy.bucket, copy.version_id is None) == (versioned, False)
    assert s3.get(versioned, "k").text() == "x"


def test_a_condition_on_the_target_of_a_copy_in_parts(
    s3: S3, bucket: str, aws_backend: AwsBackend
) -> None:
    if aws_backend.name == "moto":
        pytest.skip("moto takes no notice of the conditions of CompleteMultipartUpload")
    s3.put(bucket, "source", "new")
    there = s3.put(bucket, "target", "old")

    with pytest.raises(S3PreconditionFailedError):
        s3.copy(bucket, "source", bucket, "target", if_none_match="*", **WAYS[1])
    with pytest.raises(S3PreconditionFailedError):
        s3.copy(bucket, "source", bucket, "target", if_match="0" * 32, **WAYS[1])
    assert s3.get(bucket, "target").text() == "old"
    s3.copy(bucket, "source", bucket, "target", if_match=there.etag, **WAYS[1])
    assert s3.get(bucket, "target").text() == "new"
    assert list_uploads(s3, bucket) == []


@both_ways
def test_progress(s3: S3, bucket: str, way: Any) -> None:
    s3.put(bucket, "k", body())
    seen: list[tuple[int, int | None]] = []

    s3.copy(bucket, "k", bucket, "copy", progress=lambda *told: seen.append(told), **way)

    size = len(body())
    assert seen[-1] == (size, size)
    assert all(total == size for _, total in seen)
    assert len(seen) == (3 if way else 1)


def test_a_copy_that_fails_leaves_nothing(s3: S3, bucket: str) -> None:
    s3.put(bucket, "k", body())

    def stop(done: int, total: int | None) -> None:
        raise KeyError("stop")

    with pytest.raises(KeyError, match="stop"):
        s3.copy(bucket, "k", bucket, "copy", progress=stop, **WAYS[1])

    assert [found.key for found in s3.list(bucket)] == ["k"]
    assert list_uploads(s3, bucket) == []


@both_ways
def test_no_source(s3: S3, bucket: str, way: Any) -> None:
    with pytest.raises(S3ObjectNotFoundError):
        s3.copy(bucket, "k", bucket, "copy", **way)
    s3.put(bucket, "k", "x")
    with pytest.raises(S3BucketNotFoundError):
        s3.copy(bucket, "k", f"{bucket}-2", "copy", **way)


class TestMoving:
    def test_b23_the_source_is_gone(self, s3: S3, bucket: str) -> None:
        s3.put(bucket, ODD, "x", metadata={"by": "ann"})

        moved = s3.move(bucket, ODD, bucket, "there")

        assert moved.uri == f"s3://{bucket}/there"
        assert not s3.exists(bucket, ODD)
        assert s3.get(bucket, "there").text() == "x"
        assert s3.head(bucket, "there").metadata == {"by": "ann"}

    def test_versions_of_the_source_stay_under_a_marker(self, s3: S3, versioned: str) -> None:
        first = s3.put(versioned, "k", "x")

        s3.move(versioned, "k", versioned, "there")

        assert not s3.exists(versioned, "k")
        assert s3.get(versioned, "k", version_id=first.version_id).text() == "x"

    def test_a_version_is_moved(self, s3: S3, versioned: str) -> None:
        first = s3.put(versioned, "k", "first")
        s3.put(versioned, "k", "second")

        s3.move(versioned, "k", versioned, "there", source_version_id=first.version_id)

        assert s3.get(versioned, "there").text() == "first"
        assert [v.version_id for v in s3.list_versions(versioned, "k")] == [
            s3.head(versioned, "k").version_id
        ]

    def test_onto_itself_is_refused(self, s3: S3, bucket: str) -> None:
        s3.put(bucket, "k", "x")

        with pytest.raises(InvalidParameterError):
            s3.move(bucket, "k", bucket, "k", cache_control="no-store")

        assert s3.get(bucket, "k").text() == "x"

    def test_a_copy_that_fails_keeps_the_source(self, s3: S3, bucket: str) -> None:
        s3.put(bucket, "k", "x")

        with pytest.raises(S3BucketNotFoundError):
            s3.move(bucket, "k", f"{bucket}-2", "there")

        assert s3.get(bucket, "k").text() == "x"

    def test_no_source(self, s3: S3, bucket: str) -> None:
        with pytest.raises(S3ObjectNotFoundError):
            s3.move(bucket, "k", bucket, "there")


@pytest.mark.parametrize(
    ("key", "options", "error"),
    [
        ("", {}, MissingParameterError),
        ("k", {"multipart_threshold": -1}, InvalidParameterError),
        ("k", {"multipart_threshold": 5 * 1024**3 + 1}, InvalidParameterError),
        ("k", {"part_size": 1}, InvalidParameterError),
        ("k", {"metadata": {"a": 1}}, InvalidParameterError),
        ("k", {"source_version": "x"}, InvalidParameterError),
    ],
)
def test_bad_input_is_refused_before_anything_is_sent(
    s3: S3, key: str, options: Any, error: type[Exception]
) -> None:
    with pytest.raises(error):
        s3.copy("no-such-bucket", "k", "no-such-bucket", key, **options)


def list_uploads(s3: S3, bucket: str) -> list[Any]:
    return list(s3.client.list_multipart_uploads(Bucket=bucket).get("Uploads") or [])
