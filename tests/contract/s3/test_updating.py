"""Changes by a function of what an object holds, on moto and on a server over HTTP."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from boto3_assist.errors import InvalidParameterError, S3PreconditionFailedError
from boto3_assist.s3 import S3


def one_more(count: bytes | None) -> str:
    return str(int(count or b"0") + 1)


def no_wait(attempt: int) -> None:
    """Go on at once."""


def test_an_object_is_made_and_changed(s3: S3, bucket: str) -> None:
    s3.update(bucket, "count", one_more)
    stored = s3.update(bucket, "count", one_more)

    fetched = s3.get(bucket, "count")
    assert fetched.body == b"2"
    assert stored is not None
    assert stored.etag == fetched.info.etag


@pytest.mark.parametrize("before", [None, "1"])
def test_of_two_writers_none_is_lost(s3: S3, bucket: str, before: str | None) -> None:
    if before is not None:
        s3.put(bucket, "count", before)
    seen: list[bytes | None] = []
    waited: list[int] = []

    def slowly(count: bytes | None) -> str:
        if not seen:
            s3.update(bucket, "count", one_more)
        seen.append(count)
        return one_more(count)

    s3.update(bucket, "count", slowly, wait=waited.append)

    assert (
        s3.get(bucket, "count").body
        == one_more(one_more((before or "0").encode()).encode()).encode()
    )
    assert len(seen) == 2
    assert waited == [1]


def test_an_object_deleted_meanwhile_is_made_again(s3: S3, bucket: str) -> None:
    s3.put(bucket, "count", "5")
    seen: list[bytes | None] = []

    def deleting(count: bytes | None) -> str:
        if not seen:
            s3.delete(bucket, "count")
        seen.append(count)
        return one_more(count)

    s3.update(bucket, "count", deleting, wait=no_wait)

    assert seen == [b"5", None]
    assert s3.get(bucket, "count").body == b"1"


def test_a_writer_that_always_comes_second_is_told(s3: S3, bucket: str) -> None:
    def outrun(count: bytes | None) -> str:
        s3.update(bucket, "count", one_more)
        return "mine"

    with pytest.raises(S3PreconditionFailedError):
        s3.update(bucket, "count", outrun, max_attempts=3, wait=no_wait)

    assert s3.get(bucket, "count").body == b"3"


@pytest.mark.integration
def test_threads_lose_nothing(aws_http: object) -> None:
    s3 = S3.from_pool()
    s3.create_bucket("threads", exist_ok=True)
    s3.put("threads", "count", "0")

    def count_up() -> None:
        for _ in range(5):
            s3.update("threads", "count", one_more, max_attempts=1000, wait=no_wait)

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert s3.get("threads", "count").body == b"20"
    s3.delete_bucket("threads", delete_contents_of="threads")


def test_what_the_object_had_stays(s3: S3, bucket: str) -> None:
    s3.put(
        bucket,
        "a",
        "old",
        content_type="text/x-mine",
        cache_control="no-cache",
        metadata={"team": "blue"},
        storage_class="STANDARD_IA",
        tags={"year": "20 24+"},
    )

    s3.update(bucket, "a", lambda body: "new")

    info = s3.head(bucket, "a")
    assert info.content_type == "text/x-mine"
    assert info.cache_control == "no-cache"
    assert info.metadata == {"team": "blue"}
    assert info.storage_class == "STANDARD_IA"
    assert s3.tags(bucket, "a") == {"year": "20 24+"}


def test_an_option_wins_over_what_the_object_had(s3: S3, bucket: str) -> None:
    s3.put(bucket, "a", "old", metadata={"team": "blue"}, tags={"x": "1"})

    s3.update(bucket, "a", lambda body: "new", metadata={"team": "red"}, tags={"y": "2"})

    assert s3.head(bucket, "a").metadata == {"team": "red"}
    assert s3.tags(bucket, "a") == {"y": "2"}


def test_none_leaves_the_object_as_it_is(s3: S3, bucket: str) -> None:
    before = s3.put(bucket, "a", "old")

    assert s3.update(bucket, "a", lambda body: None) is None
    assert s3.update(bucket, "missing", lambda body: None) is None

    assert s3.head(bucket, "a").etag == before.etag
    assert not s3.exists(bucket, "missing")


def test_a_change_that_raises_writes_nothing(s3: S3, bucket: str) -> None:
    s3.put(bucket, "a", "old")

    def fail(body: bytes | None) -> str:
        raise LookupError("no")

    with pytest.raises(LookupError):
        s3.update(bucket, "a", fail)

    assert s3.get(bucket, "a").body == b"old"


@pytest.mark.parametrize(
    ("change", "options"),
    [
        (lambda body: "x", {"if_match": "abc"}),
        (lambda body: "x", {"if_none_match": "*"}),
        (lambda body: "x", {"max_attempts": 0}),
        (lambda body: "x", {"max_attempts": "3"}),
        ("x", {}),
        (lambda body: 5, {}),
    ],
)
def test_what_cannot_be_meant_is_refused(s3: S3, bucket: str, change: Any, options: Any) -> None:
    with pytest.raises(InvalidParameterError):
        s3.update(bucket, "a", change, **options)

    assert not s3.exists(bucket, "a")
