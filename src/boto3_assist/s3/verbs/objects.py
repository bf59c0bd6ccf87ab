"""Reads, writes, describes and tags single objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from boto3_assist.errors import (
    S3BucketNotFoundError,
    S3ObjectNotFoundError,
    S3VersionNotFoundError,
)
from boto3_assist.s3.requests.objects import (
    get_object,
    object_tagging,
    put_object,
    put_object_tagging,
)
from boto3_assist.s3.responses import object_info, stored_object
from boto3_assist.s3.transfer.streaming import open_stream
from boto3_assist.s3.values import (
    CommonOptions,
    FetchedObject,
    ObjectInfo,
    ReadOptions,
    StoredObject,
    WriteOptions,
)
from boto3_assist.s3.verbs.base import S3Verbs
from boto3_assist.s3.verbs.signatures import check_taken

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["ObjectVerbs"]

_OF_DELETE_TAGGING = ("Bucket", "Key", "VersionId", "ExpectedBucketOwner")


class ObjectVerbs(S3Verbs):
    """Reads, writes, describes and tags single objects."""

    def put(
        self,
        bucket: str,
        key: str,
        body: bytes | bytearray | memoryview | str,
        **options: Unpack[WriteOptions],
    ) -> StoredObject:
        """Store an object that is in memory, in one request (PutObject).

        Args:
            bucket: The name of the bucket.
            key: The key, taken as it is.
            body: At most 5 GiB of bytes, or of text that is encoded in UTF-8.
            **options: Headers, conditions, encryption, tags; see `WriteOptions`.

        Returns:
            The object as it is stored, with its ETag, version and checksum.

        Raises:
            S3PreconditionFailedError: When a condition does not hold; nothing was written.
            S3Error: When S3 does not store it.
            ValidationError: When an argument cannot be sent.

        Example:
            >>> from boto3_assist.s3 import S3
            >>> s3 = S3.from_pool()
            >>> _ = s3.create_bucket("reports")
            >>> s3.put("reports", "2024/may.json", '{"sold": 7}').uri
            's3://reports/2024/may.json'
            >>> s3.get("reports", "2024/may.json").json()
            {'sold': 7}
        """
        check_taken(ObjectVerbs.put, options)
        request = put_object(bucket, key, body, options)
        response = self._call("put_object", request)
        return stored_object(response, bucket, key, len(request["Body"]))

    def get(
        self, bucket: str, key: str, *, verify: bool = True, **options: Unpack[ReadOptions]
    ) -> FetchedObject:
        """Read a whole object into memory (GetObject).

        Its bytes are compared with the checksum that S3 keeps, or the ETag where that is an MD5. A
        connection that breaks is replaced by one that goes on from there.

        Args:
            bucket: The name of the bucket.
            key: The key, taken as it is.
            verify: Whether to compare; False for a server whose ETags or checksums are not S3's.
            **options: Version, conditions and keys; see `ReadOptions`.

        Returns:
            The bytes, and what S3 knows of the object.

        Raises:
            S3ObjectNotFoundError: When no object has the key.
            S3ChecksumMismatchError: When bytes changed on their way.
            S3ConnectionError: When the connection broke again and again.
            S3SourceChangedError: When the object was replaced after the connection broke.
            S3NotModifiedError: When the object is the one that `if_none_match` excludes.
            S3Error: When S3 does not give it.
            ValidationError: When an argument cannot be sent.
        """
        check_taken(ObjectVerbs.get, options)
        request = get_object(bucket, key, options)
        with open_stream(request, verify=verify, send=self._call) as stream:
            body = stream.read(stream.info.size)
        return FetchedObject(stream.info, body, stream.verified_by)

    def head(
        self, bucket: str, key: str, *, checksums: bool = True, **options: Unpack[ReadOptions]
    ) -> ObjectInfo:
        """Ask what S3 knows of an object, without its bytes (HeadObject).

        Args:
            bucket: The name of the bucket.
            key: The key, taken as it is.
            checksums: Whether to ask for checksums; of an object that is encrypted with KMS that
                takes the permission ``kms:Decrypt``.
            **options: Version, conditions and keys; see `ReadOptions`.

        Returns:
            Size, ETag, headers, metadata, checksums.

        Raises:
            S3ObjectNotFoundError: When no object has the key, or the bucket does not exist: the
                answer to a HEAD does not tell which.
            S3VersionNotFoundError: When the object has no such version.
            S3Error: When S3 does not tell.
            ValidationError: When an argument cannot be sent.
        """
        check_taken(ObjectVerbs.head, options)
        request = get_object(bucket, key, options)
        if checksums:
            request["ChecksumMode"] = "ENABLED"
        return object_info(self._call("head_object", request), bucket, key)

    def exists(self, bucket: str, key: str, **options: Unpack[ReadOptions]) -> bool:
        """Ask whether there is an object of a key, or a version of it (HeadObject).

        Args:
            bucket: The name of the bucket.
            key: The key, taken as it is.
            **options: Version and keys; see `ReadOptions`.

        Returns:
            Whether it exists; False in a bucket that does not exist, too.

        Raises:
            S3AccessDeniedError: When the identity may not read it; also for a missing object
                where it may not list the bucket.
            S3Error: When S3 does not tell.
            ValidationError: When an argument cannot be sent.
        """
        check_taken(ObjectVerbs.exists, options)
        try:
            self._call("head_object", get_object(bucket, key, options))
        except (S3ObjectNotFoundError, S3VersionNotFoundError, S3BucketNotFoundError):
            # S3 itself does not tell in answer to a HEAD that it is the bucket that is missing.
            return False
        return True

    def tags(
        self,
        bucket: str,
        key: str,
        *,
        version_id: str | None = None,
        **options: Unpack[CommonOptions],
    ) -> dict[str, str]:
        """Read the tags of an object (GetObjectTagging).

        Args:
            bucket: The name of the bucket.
            key: The key, taken as it is.
            version_id: The version; the current one when None.
            **options: Who owns the bucket and who pays; see `CommonOptions`.

        Returns:
            Key → value; empty when it has none.

        Raises:
            S3ObjectNotFoundError: When no object has the key.
            S3Error: When S3 does not tell.
            ValidationError: When an argument cannot be sent.
        """
        check_taken(ObjectVerbs.tags, options)
        request = object_tagging(bucket, key, version_id, options)
        response = self._call("get_object_tagging", request)
        return {tag["Key"]: tag["Value"] for tag in response.get("TagSet") or ()}

    def set_tags(
        self,
        bucket: str,
        key: str,
        tags: Mapping[str, str],
        *,
        version_id: str | None = None,
        **options: Unpack[CommonOptions],
    ) -> None:
        """Give an object these tags and no others (PutObjectTagging, DeleteObjectTagging).

        Args:
            bucket: The name of the bucket.
            key: The key, taken as it is.
            tags: Key → value, at most 10; empty takes all tags away.
            version_id: The version; the current one when None.
            **options: Who owns the bucket and who pays; see `CommonOptions`.

        Raises:
            S3ObjectNotFoundError: When no object has the key.
            S3Error: When S3 does not set them.
            ValidationError: When an argument cannot be sent.
        """
        check_taken(ObjectVerbs.set_tags, options)
        request = put_object_tagging(bucket, key, tags, version_id, options)
        if tags:
            self._call("put_object_tagging", request)
            return
        # Nobody pays for the deletion of tags, and not every server takes an empty set.
        where = {name: request[name] for name in _OF_DELETE_TAGGING if name in request}
        self._call("delete_object_tagging", where)
