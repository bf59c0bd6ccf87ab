"""Deletions, on moto and again on a server over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from boto3_assist.errors import (
    InvalidParameterError,
    MissingParameterError,
    S3BucketNotFoundError,
)
from boto3_assist.s3 import S3


def keys(s3: S3, bucket: str) -> list[str]:
    return [found.key for found in s3.list(bucket)]


def test_an_absent_object_is_no_failure(s3: S3, bucket: str) -> None:
    deleted = s3.delete(bucket, "k")

    assert (deleted.key, deleted.version_id, deleted.is_delete_marker) == ("k", None, False)


def test_a_missing_bucket_is_one(s3: S3, bucket: str) -> None:
    missing = f"{bucket}-2"

    with pytest.raises(S3BucketNotFoundError):
        s3.delete(missing, "k")
    with pytest.raises(S3BucketNotFoundError):
        s3.delete_many(missing, ["k"])
    with pytest.raises(S3BucketNotFoundError):
        s3.delete_prefix(missing, "k")


class TestVersions:
    def test_a_delete_leaves_the_versions(self, s3: S3, versioned: str) -> None:
        first = s3.put(versioned, "k", "first")
        marker = s3.delete(versioned, "k")

        assert marker.is_delete_marker
        assert s3.get(versioned, "k", version_id=first.version_id).text() == "first"
        s3.delete(versioned, "k", version_id=marker.version_id)
        assert s3.get(versioned, "k").text() == "first"

    def test_one_version_is_deleted(self, s3: S3, versioned: str) -> None:
        first = s3.put(versioned, "k", "first")
        second = s3.put(versioned, "k", "second")

        deleted = s3.delete(versioned, "k", version_id=second.version_id)

        assert (deleted.version_id, deleted.is_delete_marker) == (second.version_id, False)
        assert s3.get(versioned, "k").info.version_id == first.version_id

    def test_b5_the_versions_of_exactly_one_key_are_deleted(self, s3: S3, versioned: str) -> None:
        neighbours = ["p/a.txt.bak", "p/a.txt2", "p/a.tx", "p/a.txt/b"]
        for key in ["p/a.txt", *neighbours]:
            s3.put(versioned, key, "first")
            s3.put(versioned, key, "second")
        s3.delete(versioned, "p/a.txt")

        assert s3.delete_versions(versioned, "p/a.txt") == 3

        left = [version.key for version in s3.list_versions(versioned)]
        assert sorted(left) == sorted(neighbours * 2)

    def test_b5_markers_without_versions_are_deleted(self, s3: S3, versioned: str) -> None:
        first = s3.put(versioned, "k", "x")
        s3.delete(versioned, "k")
        s3.delete(versioned, "k")
        s3.delete(versioned, "k", version_id=first.version_id)
        assert [v.is_delete_marker for v in s3.list_versions(versioned)] == [True, True]

        assert s3.delete_versions(versioned, "k") == 2
        assert list(s3.list_versions(versioned)) == []

    def test_nothing_to_delete(self, s3: S3, versioned: str) -> None:
        s3.put(versioned, "kk", "x")

        assert s3.delete_versions(versioned, "k") == 0
        assert keys(s3, versioned) == ["kk"]


class TestMany:
    def test_more_than_one_request_takes(self, s3: S3, bucket: str) -> None:
        for name in ("0000", "1004", "kept"):
            s3.put(bucket, name, "x")

        count = s3.delete_many(bucket, (f"{number:04}" for number in range(1005)))

        assert count == 1005
        assert keys(s3, bucket) == ["kept"]

    def test_versions_and_entries_of_a_listing(self, s3: S3, versioned: str) -> None:
        first = s3.put(versioned, "a", "1")
        s3.put(versioned, "a", "2")
        s3.put(versioned, "b", "1")
        entries = list(s3.list(versioned, "b"))

        assert s3.delete_many(versioned, [("a", first.version_id), *entries]) == 2

        left = list(s3.list_versions(versioned))
        assert [(v.key, v.is_delete_marker) for v in left] == [
            ("a", False),
            ("b", True),
            ("b", False),
        ]

    def test_what_head_told_of_a_version_stands_for_the_object(
        self, s3: S3, versioned: str
    ) -> None:
        s3.put(versioned, "a", "1")

        s3.delete_many(versioned, [s3.head(versioned, "a")])

        assert [v.is_delete_marker for v in s3.list_versions(versioned)] == [True, False]

    @pytest.mark.parametrize(
        "key", ["a&<>\"'b", "new\nline", "\r", "a  b", " a ", "日本/🦆", "\ufffe", "\x01"]
    )
    def test_odd_keys(self, s3: S3, bucket: str, key: str) -> None:
        s3.put(bucket, key, "x")
        s3.put(bucket, "kept", "x")

        assert s3.delete_many(bucket, [key]) == 1
        assert keys(s3, bucket) == ["kept"]

    def test_nothing(self, s3: S3, bucket: str) -> None:
        assert s3.delete_many(bucket, []) == 0

    @pytest.mark.parametrize(
        "bad", [["good", ""], ["good", None], ["good", 7], ["good", ("k", "")], ["good", ("k",)]]
    )
    def test_a_list_is_looked_at_before_anything_is_deleted(
        self, s3: S3, bucket: str, bad: list[Any]
    ) -> None:
        s3.put(bucket, "good", "x")

        with pytest.raises((InvalidParameterError, MissingParameterError)):
            s3.delete_many(bucket, bad)

        assert keys(s3, bucket) == ["good"]

    @pytest.mark.parametrize("given", ["good", b"good"])
    def test_one_text_is_not_many_keys(self, s3: S3, bucket: str, given: Any) -> None:
        for key in "good":
            s3.put(bucket, key, "x")

        with pytest.raises(InvalidParameterError):
            s3.delete_many(bucket, given)

        assert keys(s3, bucket) == ["d", "g", "o"]

    def test_entries_of_another_bucket_are_refused(
        self, s3: S3, bucket: str, versioned: str
    ) -> None:
        s3.put(bucket, "k", "x")
        s3.put(versioned, "k", "x")

        with pytest.raises(InvalidParameterError):
            s3.delete_many(bucket, s3.list(versioned))

        assert keys(s3, bucket) == ["k"]


class TestPrefixes:
    def test_only_what_begins_with_it(self, s3: S3, bucket: str) -> None:
        for key in ("a/1", "a/2/3", "a", "ab", "b"):
            s3.put(bucket, key, "x")

        assert s3.delete_prefix(bucket, "a/") == 2
        assert keys(s3, bucket) == ["a", "ab", "b"]

    def test_versions_stay_unless_they_are_meant(self, s3: S3, versioned: str) -> None:
        s3.put(versioned, "a/1", "x")
        s3.put(versioned, "a/1", "y")
        s3.put(versioned, "b", "z")

        assert s3.delete_prefix(versioned, "a/") == 1
        assert len(list(s3.list_versions(versioned, "a/"))) == 3
        assert s3.delete_prefix(versioned, "a/", versions=True) == 3
        assert [version.key for version in s3.list_versions(versioned)] == ["b"]

    def test_the_empty_prefix_is_refused(self, s3: S3, bucket: str) -> None:
        s3.put(bucket, "k", "x")

        with pytest.raises(InvalidParameterError):
            s3.delete_prefix(bucket, "")

        assert keys(s3, bucket) == ["k"]
