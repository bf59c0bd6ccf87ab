from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import pytest

from boto3_assist.errors import InvalidParameterError, MissingParameterError
from boto3_assist.s3.requests.deleting import (
    Doomed,
    batches,
    delete_object,
    delete_objects,
    doomed,
)
from boto3_assist.s3.values import ObjectInfo, ObjectVersion

NOW = datetime(2030, 1, 1, tzinfo=timezone.utc)
PLACE = {"Bucket": "b", "Key": "k"}


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (delete_object("b", "k", None, None, None, False, {}), PLACE),
        (
            delete_object("b", "k", "v", "e", "serial 1", True, {"expected_bucket_owner": "1"}),
            {
                **PLACE,
                "VersionId": "v",
                "IfMatch": '"e"',
                "MFA": "serial 1",
                "BypassGovernanceRetention": True,
                "ExpectedBucketOwner": "1",
            },
        ),
        (delete_object("b", "k", None, "*", None, False, {}), {**PLACE, "IfMatch": "*"}),
        (
            delete_objects("b", [Doomed("k"), Doomed("l", "v")], None, False, {}),
            {
                "Bucket": "b",
                "Delete": {
                    "Objects": [{"Key": "k"}, {"Key": "l", "VersionId": "v"}],
                    "Quiet": True,
                },
            },
        ),
        (
            delete_objects("b", [], "serial 1", True, {"request_payer": "requester"}),
            {
                "Bucket": "b",
                "Delete": {"Objects": [], "Quiet": True},
                "MFA": "serial 1",
                "BypassGovernanceRetention": True,
                "RequestPayer": "requester",
            },
        ),
    ],
)
def test_the_exact_request(request_: dict[str, Any], expected: dict[str, Any]) -> None:
    assert request_ == expected


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("k", Doomed("k")),
        (("k", "v"), Doomed("k", "v")),
        (("k", None), Doomed("k")),
        (ObjectInfo("b", "k", 1, "e", NOW), Doomed("k")),
        (ObjectInfo("b", "k", 1, "e", NOW, version_id="v"), Doomed("k")),
        (ObjectVersion("b", "k", "v", True, NOW), Doomed("k", "v")),
    ],
)
def test_what_is_to_be_deleted(target: object, expected: Doomed) -> None:
    assert doomed(target, "b") == expected


@pytest.mark.parametrize(
    ("target", "error"),
    [
        ("", MissingParameterError),
        (("k", ""), InvalidParameterError),
        (("k",), InvalidParameterError),
        (("k", "v", "w"), InvalidParameterError),
        (["k", "v"], InvalidParameterError),
        (b"k", InvalidParameterError),
        (None, InvalidParameterError),
        (ObjectInfo("c", "k", 1, "e", NOW), InvalidParameterError),
        (ObjectVersion("c", "k", "v", True, NOW), InvalidParameterError),
    ],
)
def test_what_cannot_be_deleted(target: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        doomed(target, "b")


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, []), (1, [1]), (1000, [1000]), (2001, [1000, 1000, 1])]
)
def test_s3_takes_a_thousand_at_a_time(count: int, sizes: list[int]) -> None:
    keys = [str(number) for number in range(count)]

    found = list(batches(keys, "b"))

    assert [len(batch) for batch in found] == sizes
    assert [each.key for batch in found for each in batch] == keys


def test_no_more_is_read_than_is_needed() -> None:
    read = []

    def keys() -> Iterator[str]:
        for number in range(3000):
            read.append(number)
            yield str(number)

    next(batches(keys(), "b"))

    assert len(read) == 1000


def test_a_list_is_looked_at_as_a_whole_first() -> None:
    with pytest.raises(MissingParameterError):
        next(batches([*map(str, range(1500)), ""], "b"))


@pytest.mark.parametrize(
    ("key", "fits"),
    [
        ("a", True),
        ("\t\n\r", True),
        ("🦆", True),
        ("\x01", False),
        ("a\0", False),
        ("\uffff", False),
    ],
)
def test_what_xml_can_hold(key: str, fits: bool) -> None:
    assert Doomed(key).fits_batch is fits
