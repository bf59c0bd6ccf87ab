"""Copies and moves objects within S3."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from boto3_assist.errors import (
    InvalidParameterError,
    S3ObjectNotFoundError,
    S3PreconditionFailedError,
    describe,
)
from boto3_assist.s3.copies import copy_in_parts, copy_whole, source_changed
from boto3_assist.s3.requests.copying import CopyRequests, CopySource
from boto3_assist.s3.requests.objects import address
from boto3_assist.s3.requests.options import write_parameters
from boto3_assist.s3.transfer.settings import UploadOptions, apart
from boto3_assist.s3.values import ReadOptions, StoredObject, WriteOptions
from boto3_assist.s3.verbs.deleting import DeletingVerbs
from boto3_assist.s3.verbs.signatures import check_taken

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["CopyOptions", "CopyingVerbs"]

_MAX_WHOLE_COPY = 5 * 1024**3
# S3 moves the bytes itself, so that a part may be large.
_PART_SIZE = 256 * 1024**2
_OF_SOURCE = ("version_id", "sse_customer_key", "expected_bucket_owner")


class CopyOptions(UploadOptions, total=False):
    """What every copy takes, beside `WriteOptions` and `TransferOptions`.

    Attributes:
        multipart_threshold: Copy in parts what is larger, in bytes; 5 GiB unless given, above
            which S3 copies in no other way. Parts have 256 MiB unless `part_size` is given.
        source_expected_bucket_owner: The id of the account that must own the source's bucket.
        source_sse_customer_key: The key of 32 bytes that the source was written with.
        source_version_id: The version to copy; the current one unless given.
    """

    multipart_threshold: int
    source_expected_bucket_owner: str | None
    source_sse_customer_key: bytes | None
    source_version_id: str | None


class CopyingVerbs(DeletingVerbs):
    """Copies and moves objects within S3."""

    def copy(
        self,
        source_bucket: str,
        source_key: str,
        bucket: str,
        key: str,
        **options: Unpack[CopyOptions],
    ) -> StoredObject:
        """Copy an object within S3, of any size (CopyObject, UploadPartCopy).

        Headers, metadata and tags are copied; what is given in the options takes the place of its
        like and of nothing else. Storage class, encryption and ACL are those of the options, else
        the target bucket's own. A source that is replaced meanwhile is refused.

        Args:
            source_bucket: The name of the source's bucket.
            source_key: The source's key.
            bucket: The name of the target's bucket.
            key: The target's key.
            **options: Headers, conditions, encryption, tags of the copy, `WriteOptions`; version
                of the source and how it is cut and paced, `CopyOptions`.

        Returns:
            The copy, with its ETag and version.

        Raises:
            S3ObjectNotFoundError: When no object has the source's key.
            S3VersionNotFoundError: When the source has no such version.
            S3ObjectArchivedError: When the source lies in an archive.
            S3PreconditionFailedError: When a condition on the target does not hold.
            S3SourceChangedError: When the source was replaced meanwhile; nothing was written.
            S3Error: When S3 does not copy it.
            ValidationError: When an argument cannot be sent.

        Example:
            >>> from boto3_assist.s3 import S3
            >>> s3 = S3.from_pool()
            >>> _ = s3.create_bucket("copies")
            >>> _ = s3.put("copies", "a.txt", "hello", metadata={"by": "ann"})
            >>> s3.copy("copies", "a.txt", "copies", "b.txt", cache_control="no-store").uri
            's3://copies/b.txt'
            >>> s3.head("copies", "b.txt").metadata
            {'by': 'ann'}
        """
        check_taken(CopyingVerbs.copy, options)
        return self._copied(source_bucket, source_key, bucket, key, options)[0]

    def move(
        self,
        source_bucket: str,
        source_key: str,
        bucket: str,
        key: str,
        **options: Unpack[CopyOptions],
    ) -> StoredObject:
        """Copy an object and delete the source once the copy is there.

        The source is deleted only if it still is what was copied. In a bucket with versioning it
        gets a delete marker, under which its versions stay; a version that was named is deleted for
        good.

        Args:
            source_bucket: The name of the source's bucket.
            source_key: The source's key.
            bucket: The name of the target's bucket.
            key: The target's key.
            **options: As those of `copy`.

        Returns:
            The object in its new place.

        Raises:
            InvalidParameterError: When source and target are one object.
            S3ObjectNotFoundError: When no object has the source's key.
            S3PreconditionFailedError: When a condition on the target does not hold.
            S3SourceChangedError: When the source was replaced meanwhile: it is there still, and
                what it was before may be at the target.
            S3Error: When S3 does not copy or delete it; a copy that was made stays.
            ValidationError: When an argument cannot be sent.
        """
        check_taken(CopyingVerbs.move, options)
        if (source_bucket, source_key) == (bucket, key):
            raise InvalidParameterError(
                f"an object, {describe(key)}, is to be moved to where it is",
                details={"expected": "another key or another bucket"},
            )
        stored, head = self._copied(source_bucket, source_key, bucket, key, options)
        version_id = options.get("source_version_id")
        try:
            self.delete(
                source_bucket,
                source_key,
                version_id=version_id,
                # A version never changes; of the object another one may be the current one by now.
                if_match=head["ETag"] if version_id is None else None,
                expected_bucket_owner=options.get("source_expected_bucket_owner"),
                request_payer=options.get("request_payer"),
            )
        except S3ObjectNotFoundError:
            # It is gone, be it by an earlier request of this call whose answer was lost.
            return stored
        except S3PreconditionFailedError as error:
            raise source_changed("the source was replaced after it was copied") from error
        return stored

    def _copied(
        self, source_bucket: str, source_key: str, bucket: str, key: str, options: CopyOptions
    ) -> tuple[StoredObject, Mapping[str, Any]]:
        """Copy; give what S3 said of the source as well."""
        others: dict[str, Any] = {"part_size": _PART_SIZE, **options}
        reading = {name: others.pop(f"source_{name}", None) for name in _OF_SOURCE}
        reading["request_payer"] = others.get("request_payer")
        threshold = _checked_threshold(others.pop("multipart_threshold", _MAX_WHOLE_COPY))
        settings, rest = apart(others)
        write = cast("WriteOptions", rest)
        # Built before anything is sent, so that what is wrong with the target shows at once.
        address(bucket, key)
        write_parameters(write)
        source = CopySource(source_bucket, source_key, cast("ReadOptions", reading))
        head = self._call("head_object", source.head())
        requests = CopyRequests(source, head, bucket, key, write)
        if requests.size > threshold:
            meta = self.client.meta
            return copy_in_parts(requests, settings, send=self._call, meta=meta), head
        stored = copy_whole(requests, self._call)
        if settings.progress is not None:
            settings.progress(requests.size, requests.size)
        return stored, head


def _checked_threshold(threshold: object) -> int:
    if isinstance(threshold, int) and 0 <= threshold <= _MAX_WHOLE_COPY:
        return threshold
    given = str(threshold) if isinstance(threshold, int) else describe(threshold)
    raise InvalidParameterError(
        f"multipart_threshold was given as {given}",
        details={"given": given, "expected": f"0 to {_MAX_WHOLE_COPY} bytes"},
    )
