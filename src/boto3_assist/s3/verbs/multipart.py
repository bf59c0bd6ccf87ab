"""Resumes, lists and sweeps multipart uploads."""

from __future__ import annotations

from boto3_assist.s3.verbs.base import S3Verbs

__all__ = ["MultipartVerbs"]


class MultipartVerbs(S3Verbs):
    """Resumes, lists and sweeps multipart uploads."""
