from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from boto3_assist.errors import InvalidParameterError
from boto3_assist.s3.transfer.sweeping import begun_before, unfinished_uploads
from boto3_assist.s3.transfer.values import UnfinishedUpload

BEGUN = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)


def entry(key: str) -> dict[str, Any]:
    return {"Key": key, "UploadId": f"id of {key}", "Initiated": BEGUN, "StorageClass": "STANDARD"}


@pytest.mark.parametrize("encoded", [True, False])
def test_uploads_are_listed_to_the_last_page(encoded: bool) -> None:
    asked: list[Mapping[str, Any]] = []
    first, second = ("a%20b%2B", "c+d") if encoded else ("a b+", "c d")
    encoding = {"EncodingType": "url"} if encoded else {}

    def send(method: str, request: Mapping[str, Any]) -> Any:
        assert method == "list_multipart_uploads"
        asked.append(dict(request))
        if "KeyMarker" in request:
            return {**encoding, "Uploads": [entry(second)], "IsTruncated": False}
        return {
            **encoding,
            "Uploads": [entry(first)],
            "IsTruncated": True,
            "NextKeyMarker": first,
            "NextUploadIdMarker": "marker",
        }

    found = list(unfinished_uploads({"Bucket": "photos", "Prefix": "a"}, send))

    assert found == [
        UnfinishedUpload("photos", "a b+", f"id of {first}", BEGUN, "STANDARD"),
        UnfinishedUpload("photos", "c d", f"id of {second}", BEGUN, "STANDARD"),
    ]
    page = {"Bucket": "photos", "Prefix": "a", "EncodingType": "url"}
    assert asked == [page, {**page, "KeyMarker": "a b+", "UploadIdMarker": "marker"}]


def test_a_page_may_have_no_uploads() -> None:
    assert list(unfinished_uploads({"Bucket": "b"}, lambda method, request: {})) == []


def test_the_beginning_is_told_in_utc() -> None:
    here = datetime(2030, 1, 1, 2, tzinfo=timezone(timedelta(hours=2)))
    upload = {"Key": "k", "UploadId": "u", "Initiated": here}

    (found,) = unfinished_uploads({"Bucket": "b"}, lambda method, request: {"Uploads": [upload]})

    assert str(found.initiated) == "2030-01-01 00:00:00+00:00"


def test_an_age_is_reckoned_from_now() -> None:
    assert begun_before(timedelta(hours=2), BEGUN) == BEGUN - timedelta(hours=2)
    assert begun_before(timedelta(), None).tzinfo is timezone.utc


@pytest.mark.parametrize(
    ("older_than", "now"),
    [
        (timedelta(seconds=-1), None),
        (7, None),
        (None, None),
        (timedelta(days=1), BEGUN.replace(tzinfo=None)),
    ],
)
def test_what_is_no_age_is_refused(older_than: Any, now: datetime | None) -> None:
    with pytest.raises(InvalidParameterError):
        begun_before(older_than, now)
