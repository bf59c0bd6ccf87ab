"""Deletes objects, versions and prefixes."""

from __future__ import annotations

from boto3_assist.s3.verbs.base import S3Verbs

__all__ = ["DeletingVerbs"]


class DeletingVerbs(S3Verbs):
    """Deletes objects, versions and prefixes."""
