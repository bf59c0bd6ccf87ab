"""Creates, configures and deletes buckets."""

from __future__ import annotations

from boto3_assist.s3.verbs.base import S3Verbs

__all__ = ["BucketVerbs"]


class BucketVerbs(S3Verbs):
    """Creates, configures and deletes buckets."""
