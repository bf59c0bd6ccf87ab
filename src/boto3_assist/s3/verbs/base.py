"""What every verb of S3 needs: the client that sends, and its type."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from boto3_assist.service import Service

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

__all__ = ["S3Verbs"]

_logger = logging.getLogger("boto3_assist.s3")


class S3Verbs(Service):
    """The base of the verbs of S3."""

    service_name: ClassVar[str] = "s3"

    if TYPE_CHECKING:

        @property
        def client(self) -> S3Client:
            """The boto3 client that sends."""

    def _call(self, method_name: str, request: Mapping[str, Any]) -> Any:
        # Never the key, which may be somebody's data.
        _logger.debug("%s %r", method_name, request.get("Bucket", ""))
        return super()._call(method_name, request)
