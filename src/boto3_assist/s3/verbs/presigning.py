"""Signs URLs and forms for clients without credentials."""

from __future__ import annotations

from boto3_assist.s3.verbs.base import S3Verbs

__all__ = ["PresigningVerbs"]


class PresigningVerbs(S3Verbs):
    """Signs URLs and forms for clients without credentials."""
