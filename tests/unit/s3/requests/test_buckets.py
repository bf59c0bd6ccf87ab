from __future__ import annotations

import json
from typing import Any

import pytest

from boto3_assist.errors import InvalidParameterError
from boto3_assist.s3.requests.buckets import (
    create_bucket,
    put_bucket_encryption,
    put_bucket_policy,
    put_bucket_versioning,
    put_public_access_block,
)
from boto3_assist.s3.requests.listing import list_object_versions, list_objects

BLOCKED = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (create_bucket("new", "us-east-1", object_lock=False), {"Bucket": "new"}),
        (
            create_bucket("new", "eu-west-1", object_lock=True),
            {
                "Bucket": "new",
                "CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"},
                "ObjectLockEnabledForBucket": True,
            },
        ),
        (
            put_public_access_block("b", blocked=True),
            {"Bucket": "b", "PublicAccessBlockConfiguration": BLOCKED},
        ),
        (
            put_public_access_block("b", blocked=False),
            {
                "Bucket": "b",
                "PublicAccessBlockConfiguration": dict.fromkeys(BLOCKED, False),
            },
        ),
        (
            put_bucket_versioning("b", enabled=False),
            {"Bucket": "b", "VersioningConfiguration": {"Status": "Suspended"}},
        ),
        (
            put_bucket_encryption("b", None),
            {
                "Bucket": "b",
                "ServerSideEncryptionConfiguration": {
                    "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]
                },
            },
        ),
        (
            put_bucket_encryption("b", "k"),
            {
                "Bucket": "b",
                "ServerSideEncryptionConfiguration": {
                    "Rules": [
                        {
                            "ApplyServerSideEncryptionByDefault": {
                                "SSEAlgorithm": "aws:kms",
                                "KMSMasterKeyID": "k",
                            },
                            "BucketKeyEnabled": True,
                        }
                    ]
                },
            },
        ),
        (list_objects("b", "", None, None, None, {}), {"Bucket": "b", "Prefix": ""}),
        (
            list_objects("b", "p", "/", "p/a", 7, {"request_payer": "requester"}),
            {
                "Bucket": "b",
                "Prefix": "p",
                "Delimiter": "/",
                "StartAfter": "p/a",
                "MaxKeys": 7,
                "RequestPayer": "requester",
            },
        ),
        (
            list_object_versions("b", "p", 1000, {}),
            {"Bucket": "b", "Prefix": "p", "MaxKeys": 1000},
        ),
    ],
)
def test_the_exact_request(request_: dict[str, Any], expected: dict[str, Any]) -> None:
    assert request_ == expected


@pytest.mark.parametrize("enabled", ["no", "Suspended", 0, None])
def test_versioning_is_on_or_off(enabled: Any) -> None:
    with pytest.raises(InvalidParameterError):
        put_bucket_versioning("b", enabled=enabled)


def test_a_policy_is_sent_as_json() -> None:
    policy = {"Statement": [{"Effect": "Deny", "Principal": "*"}]}

    assert json.loads(put_bucket_policy("b", policy)["Policy"]) == policy


@pytest.mark.parametrize("policy", ["{}", None, [], {"a": {1, 2}}, {"a": b"b"}])
def test_what_is_no_policy(policy: Any) -> None:
    with pytest.raises(InvalidParameterError):
        put_bucket_policy("b", policy)
