from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boto3_assist.errors import InvalidParameterError, MissingParameterError
from boto3_assist.s3.keys import (
    check_bucket,
    check_key,
    check_new_bucket,
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
        ("bucket\nb", InvalidParameterError),
        ("bucket\x00", InvalidParameterError),
    ],
)
def test_what_is_no_bucket(bucket: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        check_bucket(bucket)


@pytest.mark.parametrize(
    "name",
    ["abc", "a" * 63, "0-9", "a.b-c", "a--b", "1.2.3", "1.2.3.4.5", "1234.1.1.1", "xn-a", "a-s3"],
)
def test_a_new_bucket_may_have_the_name(name: str) -> None:
    assert check_new_bucket(name) == name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ab", "3 to 63"),
        ("a" * 64, "3 to 63"),
        ("MyBucket", "lower-case"),
        ("my_bucket", "lower-case"),
        ("my bucket", "lower-case"),
        ("bücket", "lower-case"),
        ("a١b", "lower-case"),
        ("arn:aws:s3:::bucket", "lower-case"),
        ("-bad", "both ends"),
        ("bad-", "both ends"),
        (".bad", "both ends"),
        ("bad.", "both ends"),
        ("a..b", "two dots"),
        ("192.168.5.4", "IP address"),
        ("xn--a", "xn--"),
        ("sthree-a", "sthree-"),
        ("sthree-configurator-a", "sthree-"),
        ("amzn-s3-demo-a", "amzn-s3-demo-"),
        ("a-s3alias", "-s3alias"),
        ("a--ol-s3", "--ol-s3"),
        ("a.mrap", ".mrap"),
        ("a--use1-az4--x-s3", "--x-s3"),
        ("a--table-s3", "--table-s3"),
    ],
)
def test_a_name_that_no_new_bucket_may_have(name: str, expected: str) -> None:
    with pytest.raises(InvalidParameterError) as caught:
        check_new_bucket(name)

    assert expected in caught.value.details["expected"]
    assert name not in caught.value.message
    assert check_bucket(name) == name


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
