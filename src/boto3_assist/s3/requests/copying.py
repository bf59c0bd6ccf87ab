"""The requests that copy an object, whole or in parts; sends nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from boto3_assist.s3.keys import quoted_etag
from boto3_assist.s3.requests.objects import address
from boto3_assist.s3.requests.options import read_parameters, write_parameters
from boto3_assist.s3.values import ReadOptions, WriteOptions

__all__ = ["CopyRequests", "CopySource"]

Request = dict[str, Any]

# What S3 copies together or replaces together: giving one would lose the others.
_HEADERS = (
    "CacheControl",
    "ContentDisposition",
    "ContentEncoding",
    "ContentLanguage",
    "ContentType",
    "Expires",
    "Metadata",
)
_CONDITIONS = ("IfMatch", "IfNoneMatch")
_OF_EVERY_CALL = ("ExpectedBucketOwner", "RequestPayer")
_OF_THE_KEY = ("SSECustomerAlgorithm", "SSECustomerKey")


@dataclass(frozen=True)
class CopySource:
    """Which object, or which version of it, is copied.

    Attributes:
        bucket: The name of its bucket.
        key: Its key; not in the repr.
        options: Version, owner and key of encryption, as of a read.
    """

    bucket: str
    key: str = field(repr=False)
    options: ReadOptions = field(repr=False, hash=False)

    def head(self) -> Request:
        """Build the HeadObject that tells size, ETag and headers.

        Returns:
            The parameters.
        """
        return {**self._place(), **read_parameters(self.options)}

    def tagging(self) -> Request:
        """Build the GetObjectTagging that tells the tags.

        Returns:
            The parameters.
        """
        given = read_parameters(self.options)
        return {**self._place(), **{name: given[name] for name in _OF_EVERY_CALL if name in given}}

    def parameters(self, etag: str) -> Request:
        """Name the source in a request to the target, on the condition that it stays the same.

        Args:
            etag: The ETag that it has.

        Returns:
            The parameters of CopyObject and UploadPartCopy.
        """
        given = read_parameters(self.options)
        names = {
            "ExpectedBucketOwner": "ExpectedSourceBucketOwner",
            "SSECustomerAlgorithm": "CopySourceSSECustomerAlgorithm",
            "SSECustomerKey": "CopySourceSSECustomerKey",
        }
        return {
            "CopySource": self._place(),
            "CopySourceIfMatch": quoted_etag(etag),
            **{names[name]: value for name, value in given.items() if name in names},
        }

    def _place(self) -> Request:
        return address(self.bucket, self.key, self.options.get("version_id"))


@dataclass(frozen=True)
class CopyRequests:
    """Builds each request of one copy.

    Attributes:
        source: What is copied.
        head: S3's answer to its HeadObject.
        bucket: The name of the target's bucket.
        key: The target's key; not in the repr.
        options: The options of the write.
    """

    source: CopySource
    head: Mapping[str, Any] = field(repr=False)
    bucket: str
    key: str = field(repr=False)
    options: WriteOptions = field(repr=False)

    @property
    def size(self) -> int:
        """The bytes of the source."""
        return int(self.head["ContentLength"])

    def whole(self) -> Request:
        """Build the CopyObject of at most 5 GiB.

        Returns:
            The parameters.
        """
        given = write_parameters(self.options)
        request = {**self._place(), **given, **self._source()}
        if any(name in given for name in _HEADERS):
            request.update(self._kept_headers(given), MetadataDirective="REPLACE")
        if "Tagging" in given:
            request["TaggingDirective"] = "REPLACE"
        return request

    def create(self, tagging: str) -> Request:
        """Build the CreateMultipartUpload, which copies nothing by itself.

        Args:
            tagging: The tags of the source; those of the options win.

        Returns:
            The parameters.
        """
        given = write_parameters(self.options)
        request = {**self._place(), **self._kept_headers(given), **given}
        if tagging:
            request.setdefault("Tagging", tagging)
        return {name: value for name, value in request.items() if name not in _CONDITIONS}

    def part(self, upload_id: str, number: int, byte_range: str) -> Request:
        """Build the UploadPartCopy of one part.

        Args:
            upload_id: S3's id of the upload.
            number: The part's number, from 1.
            byte_range: Its first and last byte, as ``"bytes=0-99"``.

        Returns:
            The parameters.
        """
        return {
            **self._of_upload(upload_id),
            **self._only(_OF_THE_KEY),
            **self._source(),
            "PartNumber": number,
            "CopySourceRange": byte_range,
        }

    def complete(self, upload_id: str, parts: Iterable[Mapping[str, Any]]) -> Request:
        """Build the CompleteMultipartUpload, with the conditions of the write.

        Args:
            upload_id: S3's id of the upload.
            parts: Number, ETag and checksum of each part, in their order.

        Returns:
            The parameters.
        """
        return {
            **self._of_upload(upload_id),
            **self._only((*_CONDITIONS, *_OF_THE_KEY)),
            "MultipartUpload": {"Parts": list(parts)},
        }

    def abort(self, upload_id: str) -> Request:
        """Build the AbortMultipartUpload.

        Args:
            upload_id: S3's id of the upload.

        Returns:
            The parameters.
        """
        return self._of_upload(upload_id)

    def head_object(self) -> Request:
        """Build the HeadObject of the copy.

        Returns:
            The parameters.
        """
        given = self._only((*_OF_EVERY_CALL, *_OF_THE_KEY))
        return {**self._place(), **given, "ChecksumMode": "ENABLED"}

    def _place(self) -> Request:
        return address(self.bucket, self.key)

    def _source(self) -> Request:
        return self.source.parameters(self.head["ETag"])

    def _of_upload(self, upload_id: str) -> Request:
        return {**self._place(), **self._only(_OF_EVERY_CALL), "UploadId": upload_id}

    def _only(self, names: Iterable[str]) -> Request:
        given = write_parameters(self.options)
        return {name: given[name] for name in names if name in given}

    def _kept_headers(self, given: Mapping[str, Any]) -> Request:
        """Give the headers of the source that the options do not replace."""
        return {
            name: self.head[name] for name in _HEADERS if name not in given and self.head.get(name)
        }
