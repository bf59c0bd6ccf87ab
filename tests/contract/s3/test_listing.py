"""Listings, on moto and again on a server over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from boto3_assist.errors import InvalidParameterError, S3BucketNotFoundError
from boto3_assist.s3 import S3

KEYS = ["a", "a/1", "a/2", "a/b/3", "ab", "b +%20", "é", "日本"]


@pytest.fixture
def filled(s3: S3, bucket: str) -> str:
    for key in reversed(KEYS):
        s3.put(bucket, key, key)
    return bucket


@pytest.mark.parametrize("page_size", [1, 2, 3, 1000, None])
def test_all_pages_are_listed_in_order(s3: S3, filled: str, page_size: int | None) -> None:
    assert [found.key for found in s3.list(filled, page_size=page_size)] == KEYS


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("a", ["a", "a/1", "a/2", "a/b/3", "ab"]),
        ("a/", ["a/1", "a/2", "a/b/3"]),
        ("b +%", ["b +%20"]),
        ("é", ["é"]),
        ("A", []),
    ],
)
def test_a_prefix(s3: S3, filled: str, prefix: str, expected: list[str]) -> None:
    assert [found.key for found in s3.list(filled, prefix, page_size=2)] == expected


def test_a_listing_begins_after_a_key(s3: S3, filled: str) -> None:
    assert [found.key for found in s3.list(filled, start_after="ab", page_size=2)] == KEYS[5:]


def test_an_entry_tells_what_head_tells(s3: S3, filled: str) -> None:
    (found,) = s3.list(filled, "日本")
    info = s3.head(filled, "日本")

    assert (found.size, found.etag, found.storage_class) == (6, info.etag, "STANDARD")
    assert found.last_modified.utcoffset() == timedelta(0)
    assert abs(found.last_modified - info.last_modified) < timedelta(seconds=1)


def test_folders(s3: S3, filled: str) -> None:
    (page,) = s3.list_pages(filled, "a/", delimiter="/")

    assert [found.key for found in page.objects] == ["a/1", "a/2"]
    assert page.prefixes == ("a/b/",)
    assert page.next_token is None


def test_pages_come_one_at_a_time(s3: S3, filled: str) -> None:
    pages = list(s3.list_pages(filled, page_size=3))

    assert [len(page.objects) for page in pages] == [3, 3, 2]
    assert [page.next_token is None for page in pages] == [False, False, True]


def test_a_page_is_asked_for_when_the_iterator_comes_to_it(s3: S3, filled: str) -> None:
    asked: list[Any] = []
    s3.client.meta.events.register("before-send.s3", lambda request, **_: asked.append(request))

    objects = s3.list(filled, page_size=3)
    seen = []
    for _ in objects:
        seen.append(len(asked))

    assert seen == [1, 1, 1, 2, 2, 2, 3, 3]


def test_nothing(s3: S3, bucket: str) -> None:
    assert list(s3.list(bucket)) == []
    assert list(s3.list_versions(bucket)) == []
    assert [page.objects for page in s3.list_pages(bucket)] == [()]


@pytest.mark.parametrize("page_size", [1, 2, None])
def test_versions_come_by_key_the_current_one_first(
    s3: S3, versioned: str, page_size: int | None
) -> None:
    first = s3.put(versioned, "k", "1").version_id
    second = s3.put(versioned, "k", "22").version_id
    marker = s3.delete(versioned, "k").version_id
    other = s3.put(versioned, "k2", "333").version_id

    found = list(s3.list_versions(versioned, page_size=page_size))

    assert {version.version_id for version in found} == {first, second, marker, other}
    assert [version.key for version in found] == ["k", "k", "k", "k2"]
    by_id = {version.version_id: version for version in found}
    assert [version.is_latest for version in (by_id[str(marker)], by_id[str(second)])] == [
        True,
        False,
    ]
    assert by_id[str(marker)].is_delete_marker
    assert (by_id[str(marker)].etag, by_id[str(marker)].size) == (None, 0)
    assert by_id[str(second)].size == 2
    assert not by_id[str(other)].is_delete_marker


@pytest.mark.parametrize("verb", ["list", "list_pages", "list_versions"])
class TestBadInput:
    @pytest.mark.parametrize("page_size", [0, 1001, -1, True, "10", 2.5])
    def test_a_page_size_that_cannot_be(self, s3: S3, verb: str, page_size: Any) -> None:
        with pytest.raises(InvalidParameterError):
            getattr(s3, verb)("bucket", page_size=page_size)

    @pytest.mark.parametrize("prefix", [None, 7, b"a", "x" * 1025])
    def test_a_prefix_that_cannot_be(self, s3: S3, verb: str, prefix: Any) -> None:
        with pytest.raises(InvalidParameterError):
            getattr(s3, verb)("bucket", prefix)

    def test_no_such_bucket(self, s3: S3, bucket: str, verb: str) -> None:
        with pytest.raises(S3BucketNotFoundError):
            list(getattr(s3, verb)(f"{bucket}-2"))


@pytest.mark.parametrize("delimiter", ["", 7])
def test_a_delimiter_that_cannot_be(s3: S3, delimiter: Any) -> None:
    with pytest.raises(InvalidParameterError):
        s3.list_pages("bucket", delimiter=delimiter)
