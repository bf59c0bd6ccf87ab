"""Lifecycle rules written to a bucket, and read back."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from boto3_assist.errors import InvalidParameterError, S3BucketNotFoundError, ValidationError
from boto3_assist.s3 import S3
from boto3_assist.s3.lifecycle import (
    LifecycleConfiguration,
    LifecycleExpiration,
    LifecycleFilter,
    LifecycleRule,
    LifecycleTransition,
    NoncurrentExpiration,
    NoncurrentTransition,
)
from boto3_assist.testing import AwsBackend

LOGS = LifecycleRule(
    "logs",
    LifecycleFilter("logs/", {"team": "a"}),
    transitions=[LifecycleTransition("STANDARD_IA", 30), LifecycleTransition("GLACIER", 90)],
    expiration=LifecycleExpiration(days=365),
)
VERSIONS = LifecycleRule(
    "versions",
    "data/",
    noncurrent_transitions=[NoncurrentTransition("STANDARD_IA", 30)],
    noncurrent_expiration=NoncurrentExpiration(90),
)
UPLOADS = LifecycleRule("uploads", abort_incomplete_multipart_days=7)


@pytest.fixture
def client(aws_backend: AwsBackend) -> Any:
    return aws_backend.client("s3")


@pytest.fixture
def bucket(client: Any) -> str:
    name = f"lifecycle-{uuid.uuid4().hex}"
    client.create_bucket(Bucket=name)
    return name


@pytest.fixture
def s3(aws_backend: AwsBackend) -> S3:
    return S3.from_pool()


def test_rules_come_back_as_they_were_applied(s3: S3, bucket: str) -> None:
    change = s3.apply_lifecycle(bucket, [LOGS, VERSIONS, UPLOADS])

    assert change.diff.added == (LOGS, UPLOADS, VERSIONS)
    assert change.is_confirmed
    assert s3.get_lifecycle(bucket).by_id == {rule.id: rule for rule in (LOGS, VERSIONS, UPLOADS)}


def test_a_bucket_without_rules_has_an_empty_configuration(s3: S3, bucket: str) -> None:
    assert s3.get_lifecycle(bucket).rules == ()


def test_a_bucket_that_does_not_exist_is_an_error(s3: S3, bucket: str) -> None:
    with pytest.raises(S3BucketNotFoundError):
        s3.get_lifecycle(f"{bucket}-not")


def test_merging_replaces_by_id_and_keeps_the_others(s3: S3, bucket: str, client: Any) -> None:
    kept = LifecycleRule("kept", "kept/", expiration=LifecycleExpiration(days=3))
    s3.apply_lifecycle(bucket, [LOGS, VERSIONS, kept])
    shorter = LifecycleRule("logs", "logs/", expiration=LifecycleExpiration(days=30))

    change = s3.apply_lifecycle(bucket, [shorter, UPLOADS], remove=["versions"])

    assert [each.after for each in change.diff.changed] == [shorter]
    assert (change.diff.added, change.diff.removed) == ((UPLOADS,), (VERSIONS,))
    stored = client.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    assert sorted(rule["ID"] for rule in stored) == ["kept", "logs", "uploads"]


def test_replacing_removes_what_is_not_given(s3: S3, bucket: str) -> None:
    s3.apply_lifecycle(bucket, [LOGS, VERSIONS])

    change = s3.apply_lifecycle(bucket, LifecycleConfiguration([UPLOADS]), replace=True)

    assert change.diff.removed == (LOGS, VERSIONS)
    assert s3.get_lifecycle(bucket).rules == (UPLOADS,)


def test_a_dry_run_compares_and_sends_nothing(s3: S3, bucket: str) -> None:
    change = s3.apply_lifecycle(bucket, [LOGS], dry_run=True)

    assert str(change.diff) == "+ logs"
    assert (change.stored, change.is_confirmed) == (None, False)
    assert s3.get_lifecycle(bucket).rules == ()


def test_no_change_is_not_sent(s3: S3, bucket: str) -> None:
    s3.apply_lifecycle(bucket, [LOGS])
    # Refused before it is sent, if it were sent at all.
    s3.client.meta.events.register("before-call.s3.PutBucketLifecycleConfiguration", refuse)
    try:
        change = s3.apply_lifecycle(bucket, [LOGS])
    finally:
        s3.client.meta.events.unregister("before-call.s3.PutBucketLifecycleConfiguration", refuse)

    assert change.diff.is_empty
    assert change.is_confirmed


def refuse(**_: object) -> None:
    raise AssertionError("sent")


def test_removing_the_last_rule_removes_the_configuration(s3: S3, bucket: str, client: Any) -> None:
    s3.apply_lifecycle(bucket, [LOGS])

    s3.apply_lifecycle(bucket, remove=["logs"])

    assert s3.get_lifecycle(bucket).rules == ()
    with pytest.raises(client.exceptions.ClientError):
        client.get_bucket_lifecycle_configuration(Bucket=bucket)


def test_deleting_all_rules(s3: S3, bucket: str) -> None:
    s3.apply_lifecycle(bucket, [LOGS])

    s3.delete_lifecycle(bucket)
    s3.delete_lifecycle(bucket)

    assert s3.get_lifecycle(bucket).rules == ()


def test_what_s3_forbids_is_not_sent(s3: S3, bucket: str) -> None:
    s3.apply_lifecycle(bucket, [LOGS])
    early = LifecycleRule("early", transitions=[LifecycleTransition("STANDARD_IA", 5)])

    with pytest.raises(ValidationError) as caught:
        s3.apply_lifecycle(bucket, [early])

    assert caught.value.error_code == "LIFECYCLE_INVALID"
    assert s3.get_lifecycle(bucket).rules == (LOGS,)


def test_overlapping_rules_are_refused_when_asked(s3: S3, bucket: str) -> None:
    everything = LifecycleRule("all", expiration=LifecycleExpiration(days=400))

    with pytest.raises(ValidationError):
        s3.apply_lifecycle(bucket, [LOGS, everything], allow_overlaps=False)

    assert s3.apply_lifecycle(bucket, [LOGS, everything]).overlaps[0].first == "logs"


@pytest.mark.parametrize(
    "given",
    [
        {"rules": [UPLOADS, LifecycleRule("uploads")]},
        {"rules": [{"ID": "x"}]},
        {"rules": UPLOADS},
        {"remove": "logs"},
        {"remove": 5},
        {"remove": [5]},
        {"bucket": "a/b"},
    ],
)
def test_bad_arguments_are_refused_before_anything_is_sent(s3: S3, given: Any) -> None:
    with pytest.raises(InvalidParameterError):
        s3.apply_lifecycle(**{"bucket": "bucket-that-is-nowhere", **given})
