"""What every verb of S3 needs: the client that sends, and its type."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from boto3_assist.service import Service

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

__all__ = ["S3Verbs"]


class S3Verbs(Service):
    """The base of the verbs of S3."""

    service_name: ClassVar[str] = "s3"

    if TYPE_CHECKING:

        @property
        def client(self) -> S3Client:
            """The boto3 client that sends."""
