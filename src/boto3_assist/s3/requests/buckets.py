"""The requests that create and configure buckets; sends nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from boto3_assist.errors import InvalidParameterError, describe
from boto3_assist.s3.keys import check_bucket, check_new_bucket

__all__ = [
    "US_EAST_1",
    "create_bucket",
    "put_bucket_encryption",
    "put_bucket_policy",
    "put_bucket_versioning",
    "put_public_access_block",
]

US_EAST_1 = "us-east-1"
"""The region that S3 has no location constraint for."""


def create_bucket(bucket: str, region: str, *, object_lock: bool) -> dict[str, Any]:
    """Build CreateBucket.

    Args:
        bucket: The name of the bucket.
        region: Where it is to be.
        object_lock: Whether objects can be locked; turns versioning on, for good.

    Returns:
        The parameters.

    Example:
        >>> create_bucket("new", "eu-west-1", object_lock=False)
        {'Bucket': 'new', 'CreateBucketConfiguration': {'LocationConstraint': 'eu-west-1'}}
        >>> create_bucket("new", "us-east-1", object_lock=False)
        {'Bucket': 'new'}
    """
    request: dict[str, Any] = {"Bucket": check_new_bucket(bucket)}
    if region != US_EAST_1:
        request["CreateBucketConfiguration"] = {"LocationConstraint": region}
    if object_lock:
        request["ObjectLockEnabledForBucket"] = True
    return request


def put_public_access_block(bucket: str, *, blocked: bool) -> dict[str, Any]:
    """Build PutPublicAccessBlock with all four of its settings alike.

    Args:
        bucket: The name of the bucket.
        blocked: Whether nothing in the bucket can be made public.

    Returns:
        The parameters.
    """
    return {
        "Bucket": check_bucket(bucket),
        "PublicAccessBlockConfiguration": {
            "BlockPublicAcls": blocked,
            "IgnorePublicAcls": blocked,
            "BlockPublicPolicy": blocked,
            "RestrictPublicBuckets": blocked,
        },
    }


def put_bucket_versioning(bucket: str, *, enabled: bool) -> dict[str, Any]:
    """Build PutBucketVersioning.

    Args:
        bucket: The name of the bucket.
        enabled: Whether a write keeps what was there; False suspends it.

    Returns:
        The parameters.

    Raises:
        InvalidParameterError: When it is neither True nor False.
    """
    if not isinstance(enabled, bool):
        raise InvalidParameterError(
            f"versioning was given as {describe(enabled)}",
            details={"given": describe(enabled), "expected": "True or False"},
        )
    status = "Enabled" if enabled else "Suspended"
    return {"Bucket": check_bucket(bucket), "VersioningConfiguration": {"Status": status}}


def put_bucket_encryption(bucket: str, kms_key_id: str | None) -> dict[str, Any]:
    """Build PutBucketEncryption.

    Args:
        bucket: The name of the bucket.
        kms_key_id: The id or ARN of a KMS key; None for S3's own key (SSE-S3).

    Returns:
        The parameters. A KMS key is used by way of a bucket key, which saves calls of KMS.
    """
    default: dict[str, Any] = {"SSEAlgorithm": "AES256"}
    rule: dict[str, Any] = {"ApplyServerSideEncryptionByDefault": default}
    if kms_key_id is not None:
        default.update(SSEAlgorithm="aws:kms", KMSMasterKeyID=kms_key_id)
        rule["BucketKeyEnabled"] = True
    return {
        "Bucket": check_bucket(bucket),
        "ServerSideEncryptionConfiguration": {"Rules": [rule]},
    }


def put_bucket_policy(bucket: str, policy: Mapping[str, Any]) -> dict[str, Any]:
    """Build PutBucketPolicy.

    Args:
        bucket: The name of the bucket.
        policy: The policy document.

    Returns:
        The parameters.

    Raises:
        InvalidParameterError: When it is no dictionary that JSON can hold.
    """
    try:
        text = json.dumps(policy) if isinstance(policy, Mapping) else None
    except (TypeError, ValueError):
        text = None
    if text is None:
        raise InvalidParameterError(
            f"policy was given as {describe(policy)}",
            details={
                "given": describe(policy),
                "expected": "a policy document as a dictionary, or None",
            },
        )
    return {"Bucket": check_bucket(bucket), "Policy": text}
