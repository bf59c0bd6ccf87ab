"""Lists objects and versions, page by page."""

from __future__ import annotations

from boto3_assist.s3.verbs.base import S3Verbs

__all__ = ["ListingVerbs"]


class ListingVerbs(S3Verbs):
    """Lists objects and versions, page by page."""
