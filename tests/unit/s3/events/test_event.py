from __future__ import annotations

import json
import pickle
from datetime import datetime, timezone
from typing import Any

import pytest

from boto3_assist.errors import ValidationError
from boto3_assist.s3.events import S3Event
from tests.unit.s3.events.shapes import (
    TEST_EVENT,
    Json,
    direct,
    envelope,
    eventbridge,
    notification,
    polled,
    sns,
    sqs,
)

KEY = "a+b c%2B.txt"
RECORD = notification(KEY)
BRIDGE = eventbridge(KEY)
INNER = {"notification": direct(RECORD), "eventbridge": BRIDGE}
WRAPPINGS: dict[str, tuple[Any, str | None]] = {
    "direct": (lambda inner: inner, None),
    "text": (json.dumps, None),
    "bytes": (lambda inner: json.dumps(inner).encode(), None),
    "sqs": (sqs, "sqs-0"),
    "polled": (polled, "sqs-0"),
    "one polled message": (lambda inner: polled(inner)["Messages"][0], "sqs-0"),
    "pipe": (lambda inner: sqs(inner)["Records"], "sqs-0"),
    "sns": (sns, "sns-0"),
    "sns in sqs": (lambda inner: sqs(envelope(inner)), "sqs-0"),
    "sns in polled": (lambda inner: polled(envelope(inner)), "sqs-0"),
    "envelope": (envelope, "sns-0"),
}


@pytest.mark.parametrize("inner", INNER)
@pytest.mark.parametrize("wrapping", WRAPPINGS)
def test_one_record_out_of_every_wrapping(wrapping: str, inner: str) -> None:
    wrap, message_id = WRAPPINGS[wrapping]

    event = S3Event(wrap(INNER[inner]))

    [record] = event
    assert (record.bucket, record.key, record.name) == ("reports", KEY, "ObjectCreated:Put")
    assert record.message_id == message_id
    assert record.is_known_version
    assert not event.is_test


def test_every_part_of_a_notification() -> None:
    [record] = S3Event(direct(RECORD))

    assert record.time == datetime(1970, 1, 1, 0, 0, 0, 123000, tzinfo=timezone.utc)
    assert (record.region, record.size, record.version) == ("us-west-2", 1024, "2.1")
    assert record.etag == "d41d8cd98f00b204e9800998ecf8427e"
    assert record.version_id == "096fKKXTRTtl3on89fVO.nfljtsv6qko"
    assert record.sequencer == "0055AED6DCD90281E5"
    assert record.principal_id == "AWS:AIDAJDPLRKLG7UEXAMPLE"
    assert (record.source_ip, record.request_id) == ("127.0.0.1", "C3D13FE58DE4C810")
    assert record.configuration_id == "testConfigRule"
    assert record.raw == RECORD


def test_every_part_of_an_event_of_eventbridge() -> None:
    [record] = S3Event(BRIDGE)

    assert record.time == datetime(2021, 11, 12, tzinfo=timezone.utc)
    assert (record.region, record.size, record.version) == ("ca-central-1", 5, "0")
    assert record.etag == "b1946ac92492d2347c6235b4d2611184"
    assert record.version_id == "IYV3p45BT0ac8hjHg1houSdS1a.Mro8e"
    assert record.sequencer == "617f08299329d189"
    assert record.principal_id == "123456789012"
    assert (record.source_ip, record.request_id) == ("1.2.3.4", "N4N7GDK58NMKJ12R")
    assert record.raw == BRIDGE


def test_parts_that_s3_left_out_are_none() -> None:
    least = {"s3": {"bucket": {"name": "b"}, "object": {"key": "k"}}}
    [record] = S3Event(direct({"eventSource": "aws:s3", "eventVersion": "2.1", **least}))

    assert (record.bucket, record.key, record.name) == ("b", "k", "")
    assert (record.time, record.region, record.size, record.sequencer) == (None,) * 4
    assert (record.principal_id, record.source_ip, record.request_id) == (None,) * 3


def test_many_records_of_many_messages_keep_their_order_and_their_message() -> None:
    event = S3Event(
        sqs(direct(notification("1"), notification("2")), envelope(direct(notification("3"))))
    )

    assert [(record.key, record.message_id) for record in event] == [
        ("1", "sqs-0"),
        ("2", "sqs-0"),
        ("3", "sqs-1"),
    ]
    assert len(event) == 3


@pytest.mark.parametrize(
    ("detail_type", "detail", "name"),
    [
        ("Object Created", {"reason": "POST Object"}, "ObjectCreated:Post"),
        ("Object Created", {"reason": "CopyObject"}, "ObjectCreated:Copy"),
        (
            "Object Created",
            {"reason": "CompleteMultipartUpload"},
            "ObjectCreated:CompleteMultipartUpload",
        ),
        ("Object Created", {"reason": "NewWay"}, "ObjectCreated:"),
        (
            "Object Deleted",
            {"reason": "DeleteObject", "deletion-type": "Permanently Deleted"},
            "ObjectRemoved:Delete",
        ),
        (
            "Object Deleted",
            {"reason": "DeleteObject", "deletion-type": "Delete Marker Created"},
            "ObjectRemoved:DeleteMarkerCreated",
        ),
        (
            "Object Deleted",
            {"reason": "Lifecycle Expiration", "deletion-type": "Delete Marker Created"},
            "LifecycleExpiration:DeleteMarkerCreated",
        ),
        ("Object Restore Completed", {}, "ObjectRestore:Completed"),
        ("Object Storage Class Changed", {}, "LifecycleTransition"),
        ("Object Tags Deleted", {}, "ObjectTagging:Delete"),
        ("Object Painted Blue", {}, "Object Painted Blue"),
    ],
)
def test_words_of_eventbridge_are_those_of_s3(detail_type: str, detail: Json, name: str) -> None:
    [record] = S3Event(eventbridge("k", detail_type, **detail))

    assert record.name == name


@pytest.mark.parametrize(
    ("name", "created", "removed"),
    [
        ("ObjectCreated:Put", True, False),
        ("s3:ObjectCreated:Put", True, False),
        ("ObjectRemoved:DeleteMarkerCreated", False, True),
        ("LifecycleExpiration:Delete", False, True),
        ("ObjectTagging:Put", False, False),
    ],
)
def test_what_happened(name: str, created: bool, removed: bool) -> None:
    [record] = S3Event(direct(notification(name=name)))

    assert (record.is_created, record.is_removed) == (created, removed)


@pytest.mark.parametrize(
    "event", [TEST_EVENT, sqs(TEST_EVENT), sns(TEST_EVENT), sqs(envelope(TEST_EVENT))]
)
def test_a_test_event_is_recognized(event: Json) -> None:
    parsed = S3Event(event)

    assert parsed.is_test
    assert bool(parsed)
    assert list(parsed) == []
    [test] = parsed.test_events
    assert test.bucket == "reports"
    assert test.time == datetime(2014, 10, 13, 15, 57, 2, 89000, tzinfo=timezone.utc)


def test_a_test_event_beside_records_is_not_the_event() -> None:
    parsed = S3Event(sqs(TEST_EVENT, direct(RECORD)))

    assert not parsed.is_test
    assert len(parsed.test_events) == len(parsed.records) == 1


def test_a_test_event_with_other_parts_is_one() -> None:
    [test] = S3Event({"Event": "s3:TestEvent", "Time": "soon", "Bucket": 5}).test_events

    assert (test.bucket, test.time) == (None, None)


@pytest.mark.parametrize("version", ["2.0", "2.3", "2.99"])
def test_minor_versions_are_known(version: str) -> None:
    [record] = S3Event(direct(notification(version=version)))

    assert record.is_known_version


@pytest.mark.parametrize("raw", [notification(version="3.0"), eventbridge(version="1")])
def test_an_unknown_version_of_the_known_shape_is_kept_and_read(raw: Json) -> None:
    [record] = S3Event(direct(raw))

    assert not record.is_known_version
    assert (record.bucket, record.key) == ("reports", KEY)


@pytest.mark.parametrize(
    "raw",
    [
        {"eventSource": "aws:s3", "eventVersion": "3.0", "eventName": "X", "what": {"key": "k"}},
        {**BRIDGE, "detail": {"version": "1", "objects": []}},
        {**BRIDGE, "detail": None},
    ],
)
def test_an_unknown_version_of_another_shape_is_kept(raw: Json) -> None:
    [record] = S3Event(direct(raw))

    assert not record.is_known_version
    assert record.raw == raw
    for name in ("bucket", "key"):
        with pytest.raises(ValidationError) as caught:
            getattr(record, name)
        assert caught.value.error_code == "S3_EVENT_VERSION_UNKNOWN"


def broken(path: str, value: object) -> Json:
    record = notification()
    *parents, last = path.split(".")
    part = record
    for name in parents:
        part = part[name]
    part[last] = value
    return record


@pytest.mark.parametrize(
    "record",
    [
        broken("s3", None),
        broken("s3.bucket", "reports"),
        broken("s3.bucket.name", None),
        broken("s3.object.key", ""),
        broken("s3.object.key", 5),
        broken("s3.object.key", "%FF"),
        broken("s3.object.size", "12"),
        broken("s3.object.size", True),
        broken("s3.object.sequencer", 5),
        broken("eventTime", "yesterday"),
        broken("eventTime", "2021-11-12T00:00:00"),
        broken("userIdentity", "me"),
        {**BRIDGE, "detail": {"version": "0", "bucket": {"name": "b"}}},
    ],
)
def test_a_record_of_a_known_version_that_cannot_be_read_is_refused(record: Json) -> None:
    with pytest.raises(ValidationError) as caught:
        S3Event(direct(notification("secret-key"), record))

    assert caught.value.error_code == "S3_EVENT_MALFORMED"
    assert "secret" not in str(caught.value)


CLOUD_TRAIL = {
    **BRIDGE,
    "detail-type": "AWS API Call via CloudTrail",
    "detail": {"requestParameters": {"bucketName": "b", "key": "k"}},
}


@pytest.mark.parametrize(
    "foreign",
    [
        None,
        5,
        "hello",
        "[" * 100_000,
        {},
        {"body": "hello"},
        {"httpMethod": "GET", "path": "/"},
        {"source": "aws.ec2", "detail-type": "EC2 Instance State-change", "detail": {}},
        {"Records": [{"eventSource": "aws:dynamodb"}]},
        CLOUD_TRAIL,
        sqs("hello"),
        sqs({"order": 5}),
        sns({"order": 5}),
        sqs({"Type": "SubscriptionConfirmation", "Message": "You have chosen to subscribe"}),
    ],
)
def test_what_is_not_of_s3_is_refused_or_kept(foreign: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        S3Event(foreign)
    assert caught.value.error_code == "S3_EVENT_NOT_RECOGNIZED"

    kept = S3Event(foreign, keep_unrecognized=True)
    assert len(kept.unrecognized) == 1
    assert (kept.records, kept.test_events, kept.is_test) == ((), (), False)


def test_a_foreign_message_among_others_is_named() -> None:
    event = sqs(direct(RECORD), "poison")

    with pytest.raises(ValidationError) as caught:
        S3Event(event)
    assert caught.value.details["message_ids"] == ["sqs-1"]
    assert "poison" not in str(caught.value)

    kept = S3Event(event, keep_unrecognized=True)
    assert [record.message_id for record in kept] == ["sqs-0"]
    assert [(each.content, each.message_id) for each in kept.unrecognized] == [("poison", "sqs-1")]


def test_wrappings_without_end_are_foreign() -> None:
    event: Any = direct(RECORD)
    for _ in range(50):
        event = [event]

    with pytest.raises(ValidationError):
        S3Event(event)


def test_no_records_are_no_error() -> None:
    assert S3Event({"Records": []}).records == ()


def test_a_server_that_speaks_s3_is_understood() -> None:
    [record] = S3Event(direct({**RECORD, "eventSource": "minio:s3"}))

    assert record.key == KEY


def test_a_repr_shows_no_key_and_nobody() -> None:
    event = S3Event(direct(RECORD))

    shown = repr(event) + repr(event.records)
    assert KEY not in shown
    assert "AIDAJ" not in shown
    assert "127.0.0.1" not in shown


def test_a_record_is_a_value() -> None:
    [record] = S3Event(direct(RECORD))

    assert pickle.loads(pickle.dumps(record)) == record
    assert hash(record) == hash(S3Event(direct(RECORD)).records[0])


def test_order_and_latest_are_those_of_the_records() -> None:
    event = S3Event(direct(notification("k", sequencer="2"), notification("k", sequencer="1")))

    assert [record.sequencer for record in event.in_order()] == ["1", "2"]
    assert [record.sequencer for record in event.latest()] == ["2"]
