"""Moves files and streams to and from S3."""

from __future__ import annotations

from boto3_assist.s3.verbs.base import S3Verbs

__all__ = ["TransferVerbs"]


class TransferVerbs(S3Verbs):
    """Moves files and streams to and from S3."""
