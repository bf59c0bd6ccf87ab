"""Reads parts of objects: ranges, files, lines."""

from __future__ import annotations

from boto3_assist.s3.verbs.base import S3Verbs

__all__ = ["ReadingVerbs"]


class ReadingVerbs(S3Verbs):
    """Reads parts of objects: ranges, files, lines."""
