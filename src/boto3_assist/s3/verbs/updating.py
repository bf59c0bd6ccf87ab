"""Changes an object on the condition that nobody else did."""

from __future__ import annotations

from boto3_assist.s3.verbs.base import S3Verbs

__all__ = ["UpdatingVerbs"]


class UpdatingVerbs(S3Verbs):
    """Changes an object on the condition that nobody else did."""
