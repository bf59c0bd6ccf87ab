"""What every verb of S3 needs: the client that sends, and its type."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from boto3_assist.errors import (
    S3ConditionalConflictError,
    S3ObjectNotFoundError,
    S3PreconditionFailedError,
    S3UploadNotFoundError,
)
from boto3_assist.service import Service

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

__all__ = ["S3Verbs"]

_logger = logging.getLogger("boto3_assist.s3")

_CONDITIONAL_WRITES = frozenset(
    {"complete_multipart_upload", "copy_object", "delete_object", "put_object"}
)
# S3 answers 404 to If-Match when there is no object, and to the completion of an upload that was
# completed before.
_NOT_MET = (
    S3ConditionalConflictError,
    S3ObjectNotFoundError,
    S3PreconditionFailedError,
    S3UploadNotFoundError,
)


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
        try:
            return super()._call(method_name, request)
        except _NOT_MET as error:
            if method_name in _CONDITIONAL_WRITES and error.details.get("attempts", 1) != 1:
                # botocore asked again: the condition may have failed by what was written before.
                error.details["may_be_written"] = True
                error.details["suggestion"] = (
                    "an earlier answer to this write was lost: look at the object to see whether "
                    "it was made"
                )
            raise
