from __future__ import annotations

from typing import Any

import pytest

from boto3_assist.errors import InvalidParameterError, MissingParameterError
from boto3_assist.s3.requests import objects
from boto3_assist.s3.requests.objects import (
    address,
    as_bytes,
    get_object,
    object_tagging,
    put_object,
    put_object_tagging,
)

PLACE = {"Bucket": "b", "Key": "k"}


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (address("b", "k"), PLACE),
        (address("b", "k", "v"), {**PLACE, "VersionId": "v"}),
        (put_object("b", "k", b"x", {}), {**PLACE, "Body": b"x"}),
        (
            put_object("b", "k.txt", "ß", {}),
            {"Bucket": "b", "Key": "k.txt", "Body": b"\xc3\x9f", "ContentType": "text/plain"},
        ),
        (
            put_object("b", "k.txt", "", {"content_type": "text/x"}),
            {"Bucket": "b", "Key": "k.txt", "Body": b"", "ContentType": "text/x"},
        ),
        (get_object("b", "k", {}), PLACE),
        (
            get_object("b", "k", {"version_id": "v", "if_match": "e"}),
            {**PLACE, "VersionId": "v", "IfMatch": '"e"'},
        ),
        (object_tagging("b", "k", "v", {}), {**PLACE, "VersionId": "v"}),
        (
            put_object_tagging("b", "k", {"a": "1"}, None, {"request_payer": "requester"}),
            {
                **PLACE,
                "RequestPayer": "requester",
                "Tagging": {"TagSet": [{"Key": "a", "Value": "1"}]},
            },
        ),
    ],
)
def test_the_exact_request(request_: dict[str, Any], expected: dict[str, Any]) -> None:
    assert request_ == expected


def test_what_is_put_is_a_copy_that_nobody_changes() -> None:
    body = bytearray(b"before")

    sent = as_bytes(body)
    body[:] = b"after!"

    assert sent == b"before"


@pytest.mark.parametrize("body", [None, 7, 1.5, ["a"], object(), open, "\ud800"])
def test_what_is_no_body(body: object) -> None:
    with pytest.raises(InvalidParameterError, match="body was given as"):
        as_bytes(body)


def test_a_body_is_at_most_what_s3_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "_MAX_PUT_BYTES", 3)

    assert as_bytes("abc") == b"abc"
    with pytest.raises(InvalidParameterError):
        as_bytes("abü")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("", "k"), MissingParameterError),
        (("b", ""), MissingParameterError),
        (("b", "k", ""), InvalidParameterError),
        (("b", "k", 7), InvalidParameterError),
    ],
)
def test_an_address_that_cannot_be(arguments: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        address(*arguments)
