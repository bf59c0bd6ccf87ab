"""Asks SQL questions of single objects."""

from __future__ import annotations

from boto3_assist.s3.verbs.base import S3Verbs

__all__ = ["SelectingVerbs"]


class SelectingVerbs(S3Verbs):
    """Asks SQL questions of single objects."""
