"""What is sent to change an object, request by request."""

from __future__ import annotations

import io
from datetime import datetime, timezone
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.response import StreamingBody

from boto3_assist.errors import S3ConditionalConflictError, S3PreconditionFailedError
from boto3_assist.s3 import S3
from boto3_assist.s3.verbs.updating import wait_with_jitter
from tests.unit.s3.transfer.stand_in import StandIn

PLACE = {"Bucket": "photos", "Key": "count"}


def failure(
    code: str, status: int, *, retries: int = 0, operation: str = "PutObject"
) -> ClientError:
    metadata: Any = {"HTTPStatusCode": status, "RetryAttempts": retries}
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": metadata}, operation)


def found(etag: str, body: bytes, **others: Any) -> dict[str, Any]:
    return {
        "ETag": f'"{etag}"',
        "ContentLength": len(body),
        "LastModified": datetime(2024, 5, 1, tzinfo=timezone.utc),
        "Body": StreamingBody(io.BytesIO(body), len(body)),
        **others,
    }


def in_turn(*answers: Any) -> Any:
    remaining = iter(answers)
    return lambda request: next(remaining)


@pytest.mark.parametrize(
    "met",
    [
        failure("PreconditionFailed", 412),
        failure("ConditionalRequestConflict", 409),
        failure("NoSuchKey", 404),
    ],
)
def test_a_conflict_is_met_by_reading_again(met: ClientError) -> None:
    client = StandIn(
        {
            "get_object": in_turn(found("one", b"1"), found("two", b"2")),
            "put_object": in_turn(met, {"ETag": '"three"'}),
        }
    )
    waited: list[int] = []

    stored = S3.from_client(client).update(
        "photos", "count", lambda body: (body or b"") + b"!", wait=waited.append
    )

    assert client.requests("get_object") == [{**PLACE, "ChecksumMode": "ENABLED"}] * 2
    assert client.requests("put_object") == [
        {**PLACE, "Body": b"1!", "IfMatch": '"one"'},
        {**PLACE, "Body": b"2!", "IfMatch": '"two"'},
    ]
    assert stored is not None and (stored.etag, stored.size) == ("three", 2)
    assert waited == [1]


@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [
        ("PreconditionFailed", 412, S3PreconditionFailedError),
        ("ConditionalRequestConflict", 409, S3ConditionalConflictError),
    ],
)
def test_a_write_that_may_have_met_itself_is_not_made_twice(
    code: str, status: int, expected: type[Exception]
) -> None:
    client = StandIn(
        {
            "get_object": in_turn(found("one", b"1")),
            "put_object": in_turn(failure(code, status, retries=1)),
        }
    )

    with pytest.raises(expected) as caught:
        S3.from_client(client).update("photos", "count", lambda body: b"2")

    assert "lost" in str(caught.value)
    assert len(client.requests("put_object")) == 1


def test_attempts_come_to_an_end() -> None:
    client = StandIn(
        {
            "get_object": lambda request: found("one", b"1"),
            "put_object": lambda request: failure("PreconditionFailed", 412),
        }
    )
    waited: list[int] = []

    with pytest.raises(S3PreconditionFailedError):
        S3.from_client(client).update(
            "photos", "count", lambda body: b"2", max_attempts=3, wait=waited.append
        )

    assert len(client.requests("put_object")) == 3
    assert waited == [1, 2]


def test_tags_are_read_only_where_there_are_some() -> None:
    client = StandIn(
        {
            "get_object": in_turn(found("one", b"1", TagCount=1)),
            "get_object_tagging": lambda request: {"TagSet": [{"Key": "a", "Value": "b c"}]},
            "put_object": lambda request: {"ETag": '"two"'},
        }
    )

    S3.from_client(client).update(
        "photos", "count", lambda body: b"2", expected_bucket_owner="111122223333"
    )

    owned = {**PLACE, "ExpectedBucketOwner": "111122223333"}
    assert client.requests("get_object_tagging") == [owned]
    assert client.requests("put_object")[0]["Tagging"] == "a=b+c"


def test_an_object_that_is_gone_before_its_tags_are_read_is_read_again() -> None:
    gone = failure("NoSuchKey", 404, retries=1, operation="GetObjectTagging")
    client = StandIn(
        {
            "get_object": in_turn(found("one", b"1", TagCount=1), failure("NoSuchKey", 404)),
            "get_object_tagging": lambda request: gone,
            "put_object": lambda request: {"ETag": '"two"'},
        }
    )

    S3.from_client(client).update("photos", "count", lambda body: b"2", wait=lambda attempt: None)

    assert client.requests("put_object") == [{**PLACE, "Body": b"2", "IfNoneMatch": "*"}]


def test_writers_wait_longer_and_longer_but_not_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: list[int] = []
    slept: list[float] = []

    def largest(limit: int) -> int:
        limits.append(limit)
        return limit - 1

    monkeypatch.setattr("secrets.randbelow", largest)
    monkeypatch.setattr("time.sleep", slept.append)

    for attempt in (1, 2, 3, 10, 10_000):
        wait_with_jitter(attempt)

    assert limits == [100, 200, 400, 2000, 2000]
    assert slept == [0.099, 0.199, 0.399, 1.999, 1.999]
