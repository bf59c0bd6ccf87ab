from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boto3_assist.errors import InvalidParameterError, MissingParameterError
from boto3_assist.s3.keys import (
    check_bucket,
    check_key,
    check_prefix,
    quoted_etag,
    unquoted_etag,
)


@pytest.mark.parametrize(
    "bucket", ["bucket", "a.b-c", "arn:aws:s3:eu-west-1:1:accesspoint/ap", "alias-s3alias"]
)
def test_a_bucket_is_taken_as_it_is(bucket: str) -> None:
    assert check_bucket(bucket) == bucket


@pytest.mark.parametrize(
    ("bucket", "error"),
    [
        (None, MissingParameterError),
        ("", MissingParameterError),
        (b"bucket", InvalidParameterError),
        (7, InvalidParameterError),
        ("bucket/key", InvalidParameterError),
        ("s3://bucket", InvalidParameterError),
    ],
)
def test_what_is_no_bucket(bucket: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        check_bucket(bucket)


@pytest.mark.parametrize("key", ["a", "/a", "../a", "a//b", "\0", "x" * 1024, "ü" * 512])
def test_a_key_is_taken_as_it_is(key: str) -> None:
    assert check_key(key) == check_prefix(key) == key


@pytest.mark.parametrize("key", ["x" * 1025, "ü" * 513, "\ud800", 7, b"a", ["a"]])
def test_what_is_no_key(key: Any) -> None:
    with pytest.raises(InvalidParameterError) as caught:
        check_key(key, "source_key")

    assert caught.value.message.startswith("source_key was given as ")
    assert caught.value.details["given"] in caught.value.message


@pytest.mark.parametrize("key", [None, ""])
def test_a_key_is_missing(key: Any) -> None:
    with pytest.raises(MissingParameterError):
        check_key(key)


def test_a_prefix_may_be_empty() -> None:
    assert check_prefix("") == ""
    with pytest.raises(InvalidParameterError):
        check_prefix(None)


@given(st.text(st.characters(exclude_characters='"'), min_size=1))
def test_an_etag_is_quoted_once(etag: str) -> None:
    assert unquoted_etag(quoted_etag(etag)) == (etag if etag != "*" else "*")
    assert quoted_etag(quoted_etag(etag)) == quoted_etag(etag)
