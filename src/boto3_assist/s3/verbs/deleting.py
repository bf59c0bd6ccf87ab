"""Deletes objects, versions and prefixes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from boto3_assist.errors import InvalidParameterError
from boto3_assist.s3.deletion import Deletion
from boto3_assist.s3.keys import check_bucket, check_key, check_prefix
from boto3_assist.s3.requests.deleting import (
    DeleteTarget,
    Doomed,
    batches,
    delete_object,
    delete_objects,
)
from boto3_assist.s3.values import CommonOptions, DeletedObject, ObjectVersion
from boto3_assist.s3.verbs.listing import ListingVerbs
from boto3_assist.s3.verbs.signatures import check_taken

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["DeletingVerbs"]


class DeletingVerbs(ListingVerbs):
    """Deletes objects, versions and prefixes."""

    _sleep: Callable[[float], object] = staticmethod(time.sleep)

    def delete(
        self,
        bucket: str,
        key: str,
        *,
        version_id: str | None = None,
        if_match: str | None = None,
        mfa: str | None = None,
        bypass_governance_retention: bool = False,
        **options: Unpack[CommonOptions],
    ) -> DeletedObject:
        """Delete one object, or one version of it for good (DeleteObject).

        An object that does not exist is no failure. In a bucket with versioning an object is
        deleted by a delete marker, under which its versions stay.

        Args:
            bucket: The name of the bucket.
            key: The key, taken as it is.
            version_id: The version to delete for good; the id of a delete marker takes it away.
            if_match: The ETag that the object must have, or ``"*"`` for any.
            mfa: Serial number and code of an MFA device, for a bucket that asks for it.
            bypass_governance_retention: Whether to delete in spite of a governance retention.
            **options: Who owns the bucket and who pays; see `CommonOptions`.

        Returns:
            What was deleted, or the delete marker that was made.

        Raises:
            S3PreconditionFailedError: When the object has another ETag.
            S3Error: When S3 does not delete it.
            ValidationError: When an argument cannot be sent.
        """
        check_taken(DeletingVerbs.delete, options)
        request = delete_object(
            bucket, key, version_id, if_match, mfa, bypass_governance_retention, options
        )
        response = self._call("delete_object", request)
        return DeletedObject(
            bucket, key, response.get("VersionId"), bool(response.get("DeleteMarker"))
        )

    def delete_many(
        self,
        bucket: str,
        keys: Iterable[DeleteTarget],
        *,
        mfa: str | None = None,
        bypass_governance_retention: bool = False,
        **options: Unpack[CommonOptions],
    ) -> int:
        """Delete many objects or versions, 1,000 in a request (DeleteObjects).

        What S3 refuses for the moment is tried again; what it refuses for good does not keep the
        others. Objects that do not exist are no failure.

        Args:
            bucket: The name of the bucket.
            keys: Keys, pairs of key and version id, or entries of a listing, read as they are
                needed: of `list_versions` exactly that version is deleted, of `list` the object.
            mfa: Serial number and code of an MFA device, for a bucket that asks for it.
            bypass_governance_retention: Whether to delete in spite of a governance retention.
            **options: Who owns the bucket and who pays; see `CommonOptions`.

        Returns:
            How many were deleted.

        Raises:
            S3PartialDeleteError: When some were not deleted; `failures` names each and why.
            S3Error: When S3 deletes none.
            ValidationError: When an argument cannot be sent.

        Example:
            >>> from boto3_assist.s3 import S3
            >>> s3 = S3.from_pool()
            >>> _ = s3.create_bucket("untidy")
            >>> _ = s3.put("untidy", "a", "1"), s3.put("untidy", "b", "2")
            >>> s3.delete_many("untidy", ["a", "b"])
            2
        """
        check_taken(DeletingVerbs.delete_many, options)
        check_bucket(bucket)

        def send_batch(batch: Sequence[Doomed]) -> Any:
            request = delete_objects(bucket, batch, mfa, bypass_governance_retention, options)
            return self._call("delete_objects", request)

        def send_one(each: Doomed) -> Any:
            request = delete_object(
                bucket, each.key, each.version_id, None, mfa, bypass_governance_retention, options
            )
            return self._call("delete_object", request)

        return Deletion(bucket, send_batch, send_one, self._sleep).run(batches(keys, bucket))

    def delete_prefix(
        self,
        bucket: str,
        prefix: str,
        *,
        versions: bool = False,
        bypass_governance_retention: bool = False,
        **options: Unpack[CommonOptions],
    ) -> int:
        """Delete all objects whose keys begin with a prefix.

        Args:
            bucket: The name of the bucket.
            prefix: The beginning of the keys, not empty; ``"logs"`` deletes ``"logs2/a"``, too.
            versions: Whether to delete every version and delete marker for good.
            bypass_governance_retention: Whether to delete in spite of a governance retention.
            **options: Who owns the bucket and who pays; see `CommonOptions`.

        Returns:
            How many objects, or versions and markers, were deleted.

        Raises:
            InvalidParameterError: When the prefix is empty.
            S3PartialDeleteError: When some were not deleted; `failures` names each and why.
            S3Error: When S3 deletes none.
        """
        check_taken(DeletingVerbs.delete_prefix, options)
        if not check_prefix(prefix):
            raise InvalidParameterError(
                "prefix is empty",
                details={
                    "expected": "the beginning of the keys to delete",
                    "suggestion": "use empty_bucket to delete everything",
                },
            )
        return self.delete_many(
            bucket,
            self._everything(bucket, prefix, versions, options),
            bypass_governance_retention=bypass_governance_retention,
            **options,
        )

    def delete_versions(
        self,
        bucket: str,
        key: str,
        *,
        bypass_governance_retention: bool = False,
        **options: Unpack[CommonOptions],
    ) -> int:
        """Delete every version and delete marker of exactly one key for good.

        Args:
            bucket: The name of the bucket.
            key: The key; no other one is touched, nor one that begins with it.
            bypass_governance_retention: Whether to delete in spite of a governance retention.
            **options: Who owns the bucket and who pays; see `CommonOptions`.

        Returns:
            How many versions and markers were deleted.

        Raises:
            S3PartialDeleteError: When some were not deleted; `failures` names each and why.
            S3Error: When S3 deletes none.
            ValidationError: When an argument cannot be sent.
        """
        check_taken(DeletingVerbs.delete_versions, options)
        check_key(key)
        return self.delete_many(
            bucket,
            self._versions_of(bucket, key, options),
            bypass_governance_retention=bypass_governance_retention,
            **options,
        )

    def _everything(
        self, bucket: str, prefix: str, versions: bool, options: CommonOptions
    ) -> Iterator[DeleteTarget]:
        if versions:
            return iter(self.list_versions(bucket, prefix, **options))
        return iter(self.list(bucket, prefix, **options))

    def _versions_of(
        self, bucket: str, key: str, options: CommonOptions
    ) -> Iterator[ObjectVersion]:
        """Give the versions of one key, which come before those of every key it is a prefix of."""
        for version in self.list_versions(bucket, key, **options):
            if version.key != key:
                return
            yield version
