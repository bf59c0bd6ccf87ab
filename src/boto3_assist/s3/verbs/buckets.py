"""Creates, finds and deletes buckets."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from boto3_assist.connections.call import call
from boto3_assist.errors import (
    Boto3AssistError,
    InvalidParameterError,
    S3AccessDeniedError,
    S3BucketAlreadyOwnedByYouError,
    S3BucketNotFoundError,
    describe,
)
from boto3_assist.s3.keys import check_bucket
from boto3_assist.s3.requests.buckets import (
    US_EAST_1,
    create_bucket,
    put_bucket_encryption,
    put_bucket_policy,
    put_bucket_versioning,
    put_public_access_block,
)
from boto3_assist.s3.responses import bucket_info
from boto3_assist.s3.values import BucketInfo
from boto3_assist.s3.verbs.bucket_settings import BucketSettingVerbs
from boto3_assist.s3.verbs.deleting import DeletingVerbs

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

__all__ = ["BucketVerbs"]

_logger = logging.getLogger("boto3_assist.s3")

# https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
_OLD_NAME_OF_EUROPE = "EU"
_EUROPE = "eu-west-1"


class BucketVerbs(BucketSettingVerbs, DeletingVerbs):
    """Creates, finds and deletes buckets."""

    def create_bucket(
        self,
        bucket: str,
        *,
        region: str | None = None,
        block_public_access: bool = True,
        versioning: bool = False,
        kms_key_id: str | None = None,
        policy: Mapping[str, Any] | None = None,
        object_lock: bool = False,
        exist_ok: bool = False,
    ) -> BucketInfo:
        """Create a bucket and configure it; when that fails, the new bucket is deleted again.

        Args:
            bucket: The name, which no bucket of any account has and S3's naming rules allow.
            region: Where it is to be; the client's own region when None.
            block_public_access: Whether nothing in it can be made public.
            versioning: Whether a write keeps what was there.
            kms_key_id: The KMS key that encrypts its objects; S3's own key when None.
            policy: Its policy document.
            object_lock: Whether objects can be locked; turns versioning on, for good.
            exist_ok: Whether to be content with a bucket of one's own, in the region that is given
                or, where none is, in any; it is configured as if it were new.

        Returns:
            Name and region.

        Raises:
            S3BucketAlreadyOwnedByYouError: When the account has it already; with `exist_ok`, when
                it is in another region than the one given.
            S3BucketAlreadyExistsError: When another account has a bucket of this name.
            S3Error: When S3 does not create or configure it.
            ValidationError: When an argument cannot be sent.

        Example:
            >>> from boto3_assist.s3 import S3
            >>> s3 = S3.from_pool()
            >>> s3.create_bucket("photos", region="eu-west-1", versioning=True)
            BucketInfo(bucket='photos', region='eu-west-1', created_at=None)
            >>> s3.versioning("photos")
            'Enabled'
        """
        steps = _configuration(bucket, block_public_access, versioning, kms_key_id, policy)
        place, is_new = self._created(bucket, region, object_lock, exist_ok)
        client = self._client_in(place)
        try:
            for method_name, step in steps:
                call(getattr(client, method_name), step, service="s3")
        except BaseException as error:
            was_undone = not is_new or _undo_creation(client, bucket)
            if not was_undone and isinstance(error, Boto3AssistError):
                error.details["left_over_bucket"] = bucket
            raise
        return BucketInfo(bucket, place)

    def bucket_exists(self, bucket: str) -> bool:
        """Ask whether a bucket exists and may be used (HeadBucket).

        Args:
            bucket: The name of the bucket.

        Returns:
            Whether it exists.

        Raises:
            S3AccessDeniedError: When it exists, but is another's or may not be listed.
            S3Error: When S3 does not tell.
            ValidationError: When the name cannot be sent.
        """
        try:
            self._call("head_bucket", {"Bucket": check_bucket(bucket)})
        except S3BucketNotFoundError:
            return False
        return True

    def bucket_region(self, bucket: str) -> str:
        """Ask where a bucket is (HeadBucket, else GetBucketLocation).

        Args:
            bucket: The name of the bucket.

        Returns:
            The name of the region; S3 tells it even to an identity that may not use the bucket.

        Raises:
            S3BucketNotFoundError: When it does not exist.
            S3Error: When S3 does not tell.
            ValidationError: When the name cannot be sent.
        """
        try:
            response = self._call("head_bucket", {"Bucket": check_bucket(bucket)})
        except S3AccessDeniedError as error:
            # S3 tells where a bucket is even to those who may not look into it.
            region = _told_region(error.response or {})
            if region is None:
                raise
            return region
        region = _told_region(response)
        if region is not None:
            return region
        location = self._call("get_bucket_location", {"Bucket": bucket})
        constraint = str(location.get("LocationConstraint") or US_EAST_1)
        return _EUROPE if constraint == _OLD_NAME_OF_EUROPE else constraint

    def list_buckets(self, *, prefix: str | None = None) -> Iterator[BucketInfo]:
        """List the buckets of the account, page by page (ListBuckets).

        Args:
            prefix: The beginning of their names; all when None.

        Returns:
            The buckets.

        Raises:
            S3Error: When S3 does not list them; raised by the iterator.
        """
        request: dict[str, Any] = {} if prefix is None else {"Prefix": prefix}
        return self._listed_buckets(request, prefix or "")

    def empty_bucket(self, bucket: str, *, delete_contents_of: str) -> int:
        """Delete every object, version and delete marker of a bucket for good.

        Args:
            bucket: The name of the bucket.
            delete_contents_of: The name once more, as a sign that this is meant.

        Returns:
            How many versions and markers were deleted.

        Raises:
            InvalidParameterError: When the two names differ.
            S3PartialDeleteError: When some were not deleted; `failures` names each and why.
            S3Error: When S3 deletes none.
        """
        _check_consent(bucket, delete_contents_of)
        return self.delete_many(bucket, self.list_versions(bucket))

    def delete_bucket(self, bucket: str, *, delete_contents_of: str | None = None) -> None:
        """Delete a bucket, and its contents where that is asked for (DeleteBucket).

        Args:
            bucket: The name of the bucket.
            delete_contents_of: The name once more, to delete every object, version and delete
                marker with it for good; None deletes the bucket only if it is empty.

        Raises:
            S3BucketNotEmptyError: When there is something in it.
            S3BucketNotFoundError: When it does not exist.
            InvalidParameterError: When the two names differ; nothing was deleted.
            S3PartialDeleteError: When some of the contents were not deleted; the bucket is there.
            S3Error: When S3 does not delete it.
        """
        if delete_contents_of is not None:
            self.empty_bucket(bucket, delete_contents_of=delete_contents_of)
        self._call("delete_bucket", {"Bucket": check_bucket(bucket)})

    def _listed_buckets(self, request: Mapping[str, Any], prefix: str) -> Iterator[BucketInfo]:
        token: dict[str, str] = {}
        while True:
            response = self._call("list_buckets", {**request, **token})
            for entry in response.get("Buckets") or ():
                # Not every server knows the prefix.
                if entry["Name"].startswith(prefix):
                    yield bucket_info(entry)
            following = response.get("ContinuationToken")
            if not following or token == {"ContinuationToken": following}:
                return
            token = {"ContinuationToken": following}

    def _client_in(self, region: str) -> S3Client:
        """Give a client of another region, which S3 wants a bucket's creation to be sent to."""
        if region == _region_of(self.client):
            return self.client
        client: S3Client = self._client_of(self._config, aws_region=region)
        return client

    def _created(
        self, bucket: str, region: str | None, object_lock: bool, exist_ok: bool
    ) -> tuple[str, bool]:
        """Create a bucket or find one's own; give its region and whether it is new."""
        place = region or _region_of(self.client)
        request = create_bucket(bucket, place, object_lock=object_lock)
        try:
            self._refuse_own(bucket)
            call(self._client_in(place).create_bucket, request, service="s3")
        except S3BucketAlreadyOwnedByYouError:
            if not exist_ok:
                raise
        else:
            return place, True
        found = self.bucket_region(bucket)
        if region not in (None, found):
            raise _elsewhere(bucket, found, region)
        return found, False

    def _refuse_own(self, bucket: str) -> None:
        """Refuse a bucket of one's own, with which S3 would be content in us-east-1."""
        try:
            self._call("head_bucket", {"Bucket": bucket})
        except (S3BucketNotFoundError, S3AccessDeniedError):
            return
        raise S3BucketAlreadyOwnedByYouError(
            f"the account has bucket {bucket} already",
            details={
                "given": {"Bucket": bucket},
                "expected": "a name that no bucket has",
                "suggestion": "pass exist_ok=True to use the one that exists",
            },
            operation="CreateBucket",
        )


def _configuration(
    bucket: str,
    block_public_access: bool,
    versioning: bool,
    kms_key_id: str | None,
    policy: Mapping[str, Any] | None,
) -> list[tuple[str, dict[str, Any]]]:
    """Give the calls that configure a new bucket, all of them built before one is sent."""
    access = put_public_access_block(bucket, blocked=block_public_access)
    steps = [("put_public_access_block", access)]
    if versioning is not False:
        steps.append(("put_bucket_versioning", put_bucket_versioning(bucket, enabled=versioning)))
    if kms_key_id is not None:
        steps.append(("put_bucket_encryption", put_bucket_encryption(bucket, kms_key_id)))
    if policy is not None:
        steps.append(("put_bucket_policy", put_bucket_policy(bucket, policy)))
    return steps


def _undo_creation(client: S3Client, bucket: str) -> bool:
    """Delete a bucket that could not be configured; say whether it is gone."""
    try:
        call(client.delete_bucket, {"Bucket": bucket}, service="s3")
    except Boto3AssistError as error:
        # Raised, it would stand before what says why the bucket could not be configured.
        _logger.warning("%s: the new bucket could not be deleted again: %s", bucket, error)
        return False
    return True


def _region_of(client: S3Client) -> str:
    # botocore's name for S3 without a region; it is served from there.
    region = client.meta.region_name
    return US_EAST_1 if region == "aws-global" else region


def _told_region(response: Mapping[str, Any]) -> str | None:
    headers = (response.get("ResponseMetadata") or {}).get("HTTPHeaders") or {}
    region: str | None = response.get("BucketRegion") or headers.get("x-amz-bucket-region")
    return region


def _elsewhere(bucket: str, region: str, wanted: str) -> S3BucketAlreadyOwnedByYouError:
    return S3BucketAlreadyOwnedByYouError(
        f"the account has bucket {bucket} already, in {region}",
        details={
            "given": {"Bucket": bucket, "region": wanted},
            "expected": f"region={region!r}, where the bucket is: a bucket does not move",
            "suggestion": "choose another name for a bucket in the region that was given",
        },
        operation="CreateBucket",
    )


def _check_consent(bucket: str, delete_contents_of: object) -> None:
    if check_bucket(bucket) != delete_contents_of:
        raise InvalidParameterError(
            f"delete_contents_of was given as {describe(delete_contents_of)}, "
            "which is not the name of the bucket",
            details={
                "given": describe(delete_contents_of),
                "expected": f"{bucket!r}, the name of the bucket once more",
                "suggestion": "give the name twice to delete everything in the bucket for good",
            },
        )
