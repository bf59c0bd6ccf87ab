"""Reads, compares and applies lifecycle rules."""

from __future__ import annotations

from boto3_assist.s3.verbs.base import S3Verbs

__all__ = ["LifecycleVerbs"]


class LifecycleVerbs(S3Verbs):
    """Reads, compares and applies lifecycle rules."""
