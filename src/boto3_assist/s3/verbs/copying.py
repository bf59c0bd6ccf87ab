"""Copies, moves and synchronises objects."""

from __future__ import annotations

from boto3_assist.s3.verbs.base import S3Verbs

__all__ = ["CopyingVerbs"]


class CopyingVerbs(S3Verbs):
    """Copies, moves and synchronises objects."""
