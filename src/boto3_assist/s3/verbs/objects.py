"""Reads, writes, describes and tags single objects."""

from __future__ import annotations

from boto3_assist.s3.verbs.base import S3Verbs

__all__ = ["ObjectVerbs"]


class ObjectVerbs(S3Verbs):
    """Reads, writes, describes and tags single objects."""
