"""Buckets, on moto and again on a server over HTTP."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from boto3_assist.errors import (
    InvalidParameterError,
    MissingParameterError,
    S3BucketAlreadyOwnedByYouError,
    S3BucketNotEmptyError,
    S3BucketNotFoundError,
    S3Error,
)
from boto3_assist.s3 import S3


@pytest.fixture
def name(s3: S3) -> Iterator[str]:
    name = f"test-{uuid.uuid4().hex}"
    yield name
    if s3.bucket_exists(name):
        s3.delete_bucket(name, delete_contents_of=name)


def policy_for(name: str) -> dict[str, Any]:
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "TlsOnly",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:*",
                "Resource": [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"],
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            }
        ],
    }


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1", "ap-southeast-2", None])
def test_e5_a_bucket_is_created_in_any_region(s3: S3, name: str, region: str | None) -> None:
    created = s3.create_bucket(name, region=region)

    assert created.region == (region or "us-east-1")
    assert s3.bucket_exists(name)
    assert s3.bucket_region(name) == created.region
    s3.put(name, "k", "x")
    assert s3.get(name, "k").text() == "x"


@pytest.mark.parametrize("region", ["eu-west-1", "us-west-2"])
def test_e5_a_bucket_is_created_in_the_region_of_the_client(name: str, s3: S3, region: str) -> None:
    there = S3.from_pool(aws_region=region)

    assert there.create_bucket(name).region == region
    assert there.bucket_region(name) == region


def test_public_access_is_blocked_unless_told_otherwise(s3: S3, name: str) -> None:
    s3.create_bucket(name)

    assert s3.public_access_blocked(name)
    s3.block_public_access(name, blocked=False)
    assert not s3.public_access_blocked(name)


def test_a_bucket_without_a_block_has_none(s3: S3, name: str) -> None:
    s3.client.create_bucket(Bucket=name)
    s3.client.delete_public_access_block(Bucket=name)

    assert not s3.public_access_blocked(name)


def test_everything_is_configured_at_once(s3: S3, name: str) -> None:
    s3.create_bucket(
        name,
        block_public_access=False,
        versioning=True,
        kms_key_id="alias/k",
        policy=policy_for(name),
    )

    assert not s3.public_access_blocked(name)
    assert s3.versioning(name) == "Enabled"
    assert s3.encryption(name) == ("aws:kms", "alias/k")
    assert s3.policy(name) == policy_for(name)


def test_versioning(s3: S3, name: str) -> None:
    s3.create_bucket(name)

    assert s3.versioning(name) is None
    s3.set_versioning(name, enabled=True)
    assert s3.versioning(name) == "Enabled"
    s3.set_versioning(name, enabled=False)
    assert s3.versioning(name) == "Suspended"


def test_encryption(s3: S3, name: str) -> None:
    s3.create_bucket(name)

    s3.set_encryption(name, kms_key_id="alias/orders")
    assert s3.encryption(name) == ("aws:kms", "alias/orders")
    s3.set_encryption(name)
    assert s3.encryption(name) == ("AES256", None)


def test_policy(s3: S3, name: str) -> None:
    s3.create_bucket(name)

    assert s3.policy(name) is None
    s3.set_policy(name, policy_for(name))
    assert s3.policy(name) == policy_for(name)
    s3.set_policy(name, None)
    assert s3.policy(name) is None


def test_a_bucket_of_ones_own_is_not_created_again(s3: S3, name: str) -> None:
    s3.create_bucket(name)
    s3.put(name, "k", "x")

    with pytest.raises(S3BucketAlreadyOwnedByYouError):
        s3.create_bucket(name)
    s3.create_bucket(name, exist_ok=True, versioning=True)

    assert s3.get(name, "k").text() == "x"
    assert s3.versioning(name) == "Enabled"


@pytest.mark.parametrize(
    ("home", "wanted"),
    [
        ("us-east-1", "eu-west-1"),
        ("eu-west-1", "us-east-1"),
        ("eu-west-1", "ap-southeast-2"),
    ],
)
def test_a_bucket_in_another_region_is_not_taken_for_the_one_asked_for(
    s3: S3, name: str, home: str, wanted: str
) -> None:
    s3.create_bucket(name, region=home)

    with pytest.raises(S3BucketAlreadyOwnedByYouError) as caught:
        s3.create_bucket(name, region=wanted, exist_ok=True, versioning=True)

    assert home in caught.value.message
    assert s3.versioning(name) is None
    assert s3.create_bucket(name, exist_ok=True, versioning=True).region == home
    assert s3.create_bucket(name, region=home, exist_ok=True).region == home
    assert s3.versioning(name) == "Enabled"


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
def test_who_creates_a_bucket_again_hears_of_exist_ok(s3: S3, name: str, region: str) -> None:
    s3.create_bucket(name, region=region)

    with pytest.raises(S3BucketAlreadyOwnedByYouError) as caught:
        s3.create_bucket(name, region=region)

    assert "exist_ok" in caught.value.details["suggestion"]


@pytest.mark.parametrize("bad", ["MyBucket", "my_bucket", "ab", "-bad-", "a" * 64, "a..b"])
def test_the_name_of_a_new_bucket_is_checked_before_anything_is_sent(s3: S3, bad: str) -> None:
    sent: list[Any] = []
    s3.client.meta.events.register("before-send.s3", lambda request, **_: sent.append(request))

    with pytest.raises(InvalidParameterError):
        s3.create_bucket(bad)

    assert sent == []


def test_a_bucket_that_cannot_be_configured_is_not_left_behind(
    s3: S3, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: Any) -> None:
        from botocore.exceptions import ClientError

        raise ClientError({"Error": {"Code": "AccessDenied"}}, "PutBucketVersioning")

    monkeypatch.setattr(s3.client, "put_bucket_versioning", refuse)

    with pytest.raises(S3Error):
        s3.create_bucket(name, versioning=True)

    assert not s3.bucket_exists(name)


def test_a_bucket_whose_configuration_cannot_be_sent_is_not_left_behind(s3: S3, name: str) -> None:
    with pytest.raises(InvalidParameterError) as caught:
        s3.create_bucket(name, kms_key_id=5)  # type: ignore[arg-type]  # the point

    assert not s3.bucket_exists(name)
    assert "left_over_bucket" not in caught.value.details


def test_a_new_bucket_that_cannot_be_deleted_again_is_named(
    s3: S3, name: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(**_: Any) -> None:
        from botocore.exceptions import ClientError

        raise ClientError({"Error": {"Code": "AccessDenied"}}, "DeleteBucket")

    with monkeypatch.context() as patch, pytest.raises(InvalidParameterError) as caught:
        patch.setattr(s3.client, "delete_bucket", refuse)
        s3.create_bucket(name, kms_key_id=5)  # type: ignore[arg-type]  # the point

    assert caught.value.details["left_over_bucket"] == name
    assert name in caplog.text


def test_buckets_are_listed(s3: S3, name: str) -> None:
    s3.create_bucket(name)

    (found,) = s3.list_buckets(prefix=name)

    assert found.bucket == name
    assert found.created_at is not None
    assert found.created_at.utcoffset() == timedelta(0)
    assert name in [each.bucket for each in s3.list_buckets()]


class TestDeletion:
    def test_an_empty_bucket(self, s3: S3, name: str) -> None:
        s3.create_bucket(name)
        s3.delete_bucket(name)

        assert not s3.bucket_exists(name)

    def test_a_bucket_with_contents_stays(self, s3: S3, name: str) -> None:
        s3.create_bucket(name)
        s3.put(name, "k", "x")

        with pytest.raises(S3BucketNotEmptyError):
            s3.delete_bucket(name)

        assert s3.get(name, "k").text() == "x"

    @pytest.mark.parametrize("consent", ["", "another", True, None])
    def test_consent_is_the_name_once_more(self, s3: S3, name: str, consent: Any) -> None:
        s3.create_bucket(name)
        s3.put(name, "k", "x")

        with pytest.raises(InvalidParameterError):
            s3.empty_bucket(name, delete_contents_of=consent)
        with pytest.raises((InvalidParameterError, S3BucketNotEmptyError)):
            s3.delete_bucket(name, delete_contents_of=consent)

        assert s3.get(name, "k").text() == "x"

    def test_versions_and_markers_go_with_it(self, s3: S3, name: str) -> None:
        s3.create_bucket(name, versioning=True)
        for body in "abc":
            s3.put(name, "k", body)
            s3.delete(name, "k")

        assert s3.empty_bucket(name, delete_contents_of=name) == 6
        assert list(s3.list_versions(name)) == []
        s3.put(name, "again", "x")
        s3.delete_bucket(name, delete_contents_of=name)
        assert not s3.bucket_exists(name)

    def test_what_was_written_before_versioning_goes_too(self, s3: S3, name: str) -> None:
        s3.create_bucket(name)
        s3.put(name, "k", "x")
        s3.set_versioning(name, enabled=True)
        s3.put(name, "k", "y")

        s3.delete_bucket(name, delete_contents_of=name)

        assert not s3.bucket_exists(name)


def test_nothing_of_a_bucket_that_does_not_exist(s3: S3, name: str) -> None:
    assert not s3.bucket_exists(name)
    for verb in (s3.bucket_region, s3.versioning, s3.public_access_blocked, s3.delete_bucket):
        with pytest.raises(S3BucketNotFoundError):
            verb(name)
    for read in (s3.encryption, s3.policy):
        with pytest.raises(S3BucketNotFoundError):
            read(name)


def test_a_word_does_not_turn_versioning_on(s3: S3, name: str) -> None:
    with pytest.raises(InvalidParameterError):
        s3.create_bucket(name, versioning="Suspended")  # type: ignore[arg-type]  # the point

    assert not s3.bucket_exists(name)


@pytest.mark.parametrize("policy", ["{}", 7, {"a": object()}])
def test_a_policy_that_cannot_be(s3: S3, name: str, policy: Any) -> None:
    with pytest.raises(InvalidParameterError):
        s3.create_bucket(name, policy=policy)

    assert not s3.bucket_exists(name)


def test_no_bucket_is_named(s3: S3) -> None:
    with pytest.raises(MissingParameterError):
        s3.create_bucket("")
