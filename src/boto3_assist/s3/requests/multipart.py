"""The requests of uploads in parts; sends nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from boto3_assist.s3.keys import check_bucket, check_prefix
from boto3_assist.s3.requests.options import (
    common_parameters,
    guess_content_type,
    write_parameters,
)
from boto3_assist.s3.values import CommonOptions, WriteOptions

__all__ = ["UploadRequests", "unfinished_uploads", "upload_parameters"]

Request = dict[str, Any]

_OF_EVERY_CALL = ("ExpectedBucketOwner", "RequestPayer")
_OF_THE_KEY = ("SSECustomerAlgorithm", "SSECustomerKey")
_CONDITIONS = ("IfMatch", "IfNoneMatch")


@dataclass(frozen=True)
class UploadRequests:
    """Builds each request of one upload, whole or in parts.

    Attributes:
        bucket: The name of the bucket.
        key: The key; not in the repr.
        parameters: The options of the write as parameters of PutObject, without checksums.
        algorithm: The algorithm of the checksums; None for Content-MD5, which S3 checks and
            does not keep.
        full_object: Whether S3 was asked for a checksum of the whole object.
    """

    bucket: str
    key: str = field(repr=False)
    parameters: Mapping[str, Any] = field(repr=False)
    algorithm: str | None
    full_object: bool

    def put(self, body: object, digest: str) -> Request:
        """Build the PutObject of a whole object.

        Args:
            body: The bytes, or a file of them.
            digest: Their checksum as Base64.

        Returns:
            botocore's parameters.
        """
        return {**self._place, "Body": body, **self.parameters, **self._checksum(digest)}

    def create(self) -> Request:
        """Build the CreateMultipartUpload; the conditions come with its end.

        Returns:
            botocore's parameters.
        """
        request = {**self._place, **self._all_but(_CONDITIONS)}
        if self.algorithm is not None:
            request["ChecksumAlgorithm"] = self.algorithm
        if self.full_object:
            request["ChecksumType"] = "FULL_OBJECT"
        return request

    def part(self, upload_id: str, number: int, body: object, digest: str) -> Request:
        """Build the UploadPart of one part.

        Args:
            upload_id: S3's id of the upload.
            number: The part's number, from 1.
            body: Its bytes, or a file of them.
            digest: Their checksum as Base64.

        Returns:
            botocore's parameters.
        """
        numbered = {**self._place, "UploadId": upload_id, "PartNumber": number, "Body": body}
        return {**numbered, **self._only(*_OF_EVERY_CALL, *_OF_THE_KEY), **self._checksum(digest)}

    def complete(
        self, upload_id: str, parts: Iterable[Mapping[str, Any]], size: int, digest: str | None
    ) -> Request:
        """Build the CompleteMultipartUpload.

        Args:
            upload_id: S3's id of the upload.
            parts: What S3 is to put together, in the order of the numbers.
            size: The bytes of them all.
            digest: The checksum of the whole object as Base64; None when S3 keeps none.

        Returns:
            botocore's parameters.
        """
        request = {
            **self._place,
            "UploadId": upload_id,
            "MultipartUpload": {"Parts": list(parts)},
            **self._only(*_OF_EVERY_CALL, *_OF_THE_KEY, *_CONDITIONS),
        }
        if digest is not None:
            request |= {
                f"Checksum{self.algorithm}": digest,
                "ChecksumType": "FULL_OBJECT",
                "MpuObjectSize": size,
            }
        return request

    def abort(self, upload_id: str) -> Request:
        """Build the AbortMultipartUpload.

        Args:
            upload_id: S3's id of the upload.

        Returns:
            botocore's parameters.
        """
        return {**self._place, "UploadId": upload_id, **self._only(*_OF_EVERY_CALL)}

    def list_parts(self, upload_id: str, after: int | None) -> Request:
        """Build the ListParts of one page.

        Args:
            upload_id: S3's id of the upload.
            after: The number of the last part of the page before; None for the first page.

        Returns:
            botocore's parameters.
        """
        request = {**self._place, "UploadId": upload_id, **self._only(*_OF_EVERY_CALL)}
        if key := self.parameters.get("SSECustomerKey"):
            # botocore encodes the key of every other operation but not of this one.
            request |= {
                "SSECustomerAlgorithm": self.parameters["SSECustomerAlgorithm"],
                "SSECustomerKey": base64.b64encode(key).decode(),
                "SSECustomerKeyMD5": _md5(key),
            }
        return request if after is None else {**request, "PartNumberMarker": after}

    def head_object(self) -> Request:
        """Build the HeadObject of what the upload wrote.

        Returns:
            botocore's parameters.
        """
        names = (*_OF_EVERY_CALL, *_OF_THE_KEY)
        return {**self._place, "ChecksumMode": "ENABLED", **self._only(*names)}

    @property
    def _place(self) -> Request:
        return {"Bucket": self.bucket, "Key": self.key}

    def _checksum(self, digest: str) -> Request:
        if self.algorithm is None:
            return {"ContentMD5": digest}
        return {"ChecksumAlgorithm": self.algorithm, f"Checksum{self.algorithm}": digest}

    def _only(self, *names: str) -> Request:
        return {name: self.parameters[name] for name in names if name in self.parameters}

    def _all_but(self, names: Iterable[str]) -> Request:
        return {name: value for name, value in self.parameters.items() if name not in names}


def upload_parameters(key: str, options: WriteOptions) -> dict[str, Any]:
    """Turn the options of an upload into parameters of PutObject.

    Args:
        key: The key, from whose suffix the content type is guessed when it is not given.
        options: The options of the write.

    Returns:
        The parameters, without place and content.
    """
    content_type = guess_content_type(key)
    guessed = {"ContentType": content_type} if content_type else {}
    return {**guessed, **write_parameters(options)}


def unfinished_uploads(bucket: str, prefix: str, options: CommonOptions) -> Request:
    """Build ListMultipartUploads.

    Args:
        bucket: The name of the bucket.
        prefix: What the keys begin with.
        options: The options of every operation.

    Returns:
        botocore's parameters.
    """
    request = {"Bucket": check_bucket(bucket), **common_parameters(options)}
    return {**request, "Prefix": check_prefix(prefix)} if prefix else request


def _md5(data: bytes) -> str:
    return base64.b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()
