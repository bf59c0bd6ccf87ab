"""Reads and sets versioning, public access, encryption and policy of a bucket."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from boto3_assist.errors import S3BucketNotFoundError, S3ResourceNotFoundError
from boto3_assist.s3.keys import check_bucket
from boto3_assist.s3.requests.buckets import (
    put_bucket_encryption,
    put_bucket_policy,
    put_bucket_versioning,
    put_public_access_block,
)
from boto3_assist.s3.verbs.base import S3Verbs

__all__ = ["BucketSettingVerbs"]


class BucketSettingVerbs(S3Verbs):
    """Reads and sets versioning, public access, encryption and policy of a bucket."""

    def versioning(self, bucket: str) -> str | None:
        """Read whether a write keeps what was there (GetBucketVersioning).

        Args:
            bucket: The name of the bucket.

        Returns:
            ``"Enabled"``, ``"Suspended"``, or None where it was never on.

        Raises:
            S3BucketNotFoundError: When the bucket does not exist.
            S3Error: When S3 does not tell.
        """
        response = self._call("get_bucket_versioning", {"Bucket": check_bucket(bucket)})
        status: str | None = response.get("Status")
        return status

    def set_versioning(self, bucket: str, *, enabled: bool) -> None:
        """Have a write keep what was there, or not any more (PutBucketVersioning).

        Args:
            bucket: The name of the bucket.
            enabled: False suspends it: the versions there are stay.

        Raises:
            S3BucketNotFoundError: When the bucket does not exist.
            S3Error: When S3 does not set it.
        """
        self._call("put_bucket_versioning", put_bucket_versioning(bucket, enabled=enabled))

    def public_access_blocked(self, bucket: str) -> bool:
        """Ask whether nothing in a bucket can be public (GetPublicAccessBlock).

        Args:
            bucket: The name of the bucket.

        Returns:
            Whether all four settings of the public access block are on.

        Raises:
            S3BucketNotFoundError: When the bucket does not exist.
            S3Error: When S3 does not tell.
        """
        try:
            response = self._call("get_public_access_block", {"Bucket": check_bucket(bucket)})
        except S3BucketNotFoundError:
            raise
        except S3ResourceNotFoundError:
            return False
        settings = response["PublicAccessBlockConfiguration"]
        names = put_public_access_block(bucket, blocked=True)["PublicAccessBlockConfiguration"]
        return all(settings.get(name) for name in names)

    def block_public_access(self, bucket: str, *, blocked: bool = True) -> None:
        """Keep everything in a bucket from being public, or allow it (PutPublicAccessBlock).

        Args:
            bucket: The name of the bucket.
            blocked: Whether all four settings of the public access block are on, or off.

        Raises:
            S3BucketNotFoundError: When the bucket does not exist.
            S3Error: When S3 does not set it.
        """
        self._call("put_public_access_block", put_public_access_block(bucket, blocked=blocked))

    def encryption(self, bucket: str) -> tuple[str, str | None] | None:
        """Read how new objects are encrypted (GetBucketEncryption).

        Args:
            bucket: The name of the bucket.

        Returns:
            The algorithm, such as ``"aws:kms"``, and the KMS key; None where none is set.

        Raises:
            S3BucketNotFoundError: When the bucket does not exist.
            S3Error: When S3 does not tell.
        """
        try:
            response = self._call("get_bucket_encryption", {"Bucket": check_bucket(bucket)})
        except S3BucketNotFoundError:
            raise
        except S3ResourceNotFoundError:
            return None
        rule = response["ServerSideEncryptionConfiguration"]["Rules"][0]
        default = rule["ApplyServerSideEncryptionByDefault"]
        return default["SSEAlgorithm"], default.get("KMSMasterKeyID")

    def set_encryption(self, bucket: str, *, kms_key_id: str | None = None) -> None:
        """Say how new objects are encrypted (PutBucketEncryption).

        Args:
            bucket: The name of the bucket.
            kms_key_id: The id or ARN of a KMS key; S3's own key when None.

        Raises:
            S3BucketNotFoundError: When the bucket does not exist.
            S3Error: When S3 does not set it.
        """
        self._call("put_bucket_encryption", put_bucket_encryption(bucket, kms_key_id))

    def policy(self, bucket: str) -> dict[str, Any] | None:
        """Read the policy of a bucket (GetBucketPolicy).

        Args:
            bucket: The name of the bucket.

        Returns:
            The policy document; None where there is none.

        Raises:
            S3BucketNotFoundError: When the bucket does not exist.
            S3Error: When S3 does not tell.
        """
        try:
            response = self._call("get_bucket_policy", {"Bucket": check_bucket(bucket)})
        except S3BucketNotFoundError:
            raise
        except S3ResourceNotFoundError:
            return None
        document: dict[str, Any] = json.loads(response["Policy"])
        return document

    def set_policy(self, bucket: str, policy: Mapping[str, Any] | None) -> None:
        """Set the policy of a bucket, or take it away (PutBucketPolicy, DeleteBucketPolicy).

        Args:
            bucket: The name of the bucket.
            policy: The policy document; None takes it away.

        Raises:
            S3BucketNotFoundError: When the bucket does not exist.
            S3Error: When S3 does not set it.
            InvalidParameterError: When it is no dictionary that JSON can hold.
        """
        if policy is None:
            self._call("delete_bucket_policy", {"Bucket": check_bucket(bucket)})
        else:
            self._call("put_bucket_policy", put_bucket_policy(bucket, policy))
