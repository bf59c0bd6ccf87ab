"""Reads S3's answers into plain values; sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from boto3_assist.errors import S3ResponseIntegrityError
from boto3_assist.s3.keys import unquoted_etag
from boto3_assist.s3.values import BucketInfo, ListedPage, ObjectInfo, ObjectVersion, StoredObject

__all__ = [
    "bucket_info",
    "checksums_of",
    "listed_page",
    "object_info",
    "object_versions",
    "stored_object",
]

_CHECKSUM = "Checksum"
# Named like a checksum, and yet none.
_NO_CHECKSUMS = frozenset({"ChecksumType", "ChecksumAlgorithm", "ChecksumMode"})


def checksums_of(response: Mapping[str, Any]) -> dict[str, str]:
    """Collect the checksums of an answer.

    Args:
        response: The answer to a GET, HEAD, PUT, copy or completion.

    Returns:
        Algorithm, such as ``"CRC32"`` → S3's text, in base64.

    Example:
        >>> checksums_of({"ETag": "x", "ChecksumCRC32": "AAAAAA==", "ChecksumType": "FULL_OBJECT"})
        {'CRC32': 'AAAAAA=='}
    """
    return {
        name.removeprefix(_CHECKSUM): value
        for name, value in response.items()
        if name.startswith(_CHECKSUM) and name not in _NO_CHECKSUMS and isinstance(value, str)
    }


def stored_object(
    response: Mapping[str, Any], bucket: str, key: str, size: int | None = None
) -> StoredObject:
    """Read the answer to a write.

    Args:
        response: The answer to PutObject, CompleteMultipartUpload, or the result of a copy.
        bucket: The name of the bucket.
        key: The key.
        size: The size in bytes of what was written, if it is known.

    Returns:
        The object as it is stored.
    """
    return StoredObject(
        bucket=bucket,
        key=key,
        etag=_etag(response),
        size=size,
        version_id=response.get("VersionId"),
        checksums=checksums_of(response),
        checksum_type=response.get("ChecksumType"),
    )


def bucket_info(entry: Mapping[str, Any]) -> BucketInfo:
    """Read one bucket of the answer to ListBuckets.

    Args:
        entry: The bucket.

    Returns:
        Its name, region and time.
    """
    created_at = entry.get("CreationDate")
    return BucketInfo(
        bucket=entry["Name"],
        region=entry.get("BucketRegion"),
        created_at=None if created_at is None else _utc(created_at),
    )


def object_info(response: Mapping[str, Any], bucket: str, key: str) -> ObjectInfo:
    """Read the answer to HeadObject or GetObject.

    Args:
        response: The answer.
        bucket: The name of the bucket.
        key: The key.

    Returns:
        What it says of the object.
    """
    checksums = checksums_of(response)
    return ObjectInfo(
        bucket=bucket,
        key=key,
        size=_whole_size(response),
        etag=_etag(response),
        last_modified=_utc(_member(response, "LastModified")),
        # S3 leaves it out for the standard class.
        storage_class=response.get("StorageClass") or "STANDARD",
        checksum_algorithms=tuple(checksums),
        checksum_type=response.get("ChecksumType"),
        content_type=response.get("ContentType"),
        version_id=response.get("VersionId"),
        checksums=checksums,
        metadata=dict(response.get("Metadata") or {}),
        cache_control=response.get("CacheControl"),
        content_disposition=response.get("ContentDisposition"),
        content_encoding=response.get("ContentEncoding"),
        content_language=response.get("ContentLanguage"),
        expires=response.get("Expires"),
        server_side_encryption=response.get("ServerSideEncryption"),
        sse_kms_key_id=response.get("SSEKMSKeyId"),
        restore=response.get("Restore"),
        website_redirect_location=response.get("WebsiteRedirectLocation"),
        content_range=response.get("ContentRange"),
    )


def listed_page(response: Mapping[str, Any], bucket: str) -> ListedPage:
    """Read the answer to ListObjectsV2.

    Args:
        response: The answer.
        bucket: The name of the bucket.

    Returns:
        The page.

    Raises:
        S3ResponseIntegrityError: When it says that there is more, and not how to get it.
    """
    token = response.get("NextContinuationToken")
    if response.get("IsTruncated") and not token:
        raise _unusable("ListObjectsV2", "no NextContinuationToken")
    return ListedPage(
        objects=tuple(_listed(entry, bucket) for entry in response.get("Contents") or ()),
        prefixes=tuple(entry["Prefix"] for entry in response.get("CommonPrefixes") or ()),
        next_token=token if response.get("IsTruncated") else None,
    )


def object_versions(response: Mapping[str, Any], bucket: str) -> list[ObjectVersion]:
    """Read the answer to ListObjectVersions.

    Args:
        response: The answer.
        bucket: The name of the bucket.

    Returns:
        The versions and delete markers, by key, the newest of a key first.
    """
    versions = [_version(entry, bucket) for entry in response.get("Versions") or ()]
    markers = [_marker(entry, bucket) for entry in response.get("DeleteMarkers") or ()]
    # Each list comes in S3's order, which is that of UTF-8.
    both = [*versions, *markers]
    both.sort(key=lambda version: version.last_modified, reverse=True)
    both.sort(key=lambda version: (version.key.encode(), not version.is_latest))
    return both


def _listed(entry: Mapping[str, Any], bucket: str) -> ObjectInfo:
    return ObjectInfo(
        bucket=bucket,
        key=entry["Key"],
        size=entry["Size"],
        etag=_etag(entry),
        last_modified=_utc(entry["LastModified"]),
        storage_class=entry.get("StorageClass") or "STANDARD",
        checksum_algorithms=tuple(entry.get("ChecksumAlgorithm") or ()),
        checksum_type=entry.get("ChecksumType"),
    )


def _version(entry: Mapping[str, Any], bucket: str) -> ObjectVersion:
    return ObjectVersion(
        bucket=bucket,
        key=entry["Key"],
        version_id=entry["VersionId"],
        is_latest=entry["IsLatest"],
        last_modified=_utc(entry["LastModified"]),
        size=entry["Size"],
        etag=_etag(entry),
        storage_class=entry.get("StorageClass") or "STANDARD",
    )


def _marker(entry: Mapping[str, Any], bucket: str) -> ObjectVersion:
    return ObjectVersion(
        bucket=bucket,
        key=entry["Key"],
        version_id=entry["VersionId"],
        is_latest=entry["IsLatest"],
        last_modified=_utc(entry["LastModified"]),
        is_delete_marker=True,
    )


def _utc(time: datetime) -> datetime:
    # botocore gives the time of a listing in the zone of this machine.
    return time.astimezone(timezone.utc)


def _etag(response: Mapping[str, Any]) -> str:
    return unquoted_etag(response.get("ETag") or "")


def _whole_size(response: Mapping[str, Any]) -> int:
    # "bytes 0-9/200"; S3 always tells the whole size.
    total = (response.get("ContentRange") or "").rpartition("/")[2]
    return int(total) if total.isdecimal() else int(_member(response, "ContentLength"))


def _member(response: Mapping[str, Any], name: str) -> Any:
    value = response.get(name)
    if value is None:
        raise _unusable("the request", f"no {name}")
    return value


def _unusable(operation: str, what: str) -> S3ResponseIntegrityError:
    return S3ResponseIntegrityError(
        f"the answer to {operation} has {what}",
        details={
            "expected": "an answer as S3 gives it",
            "suggestion": "check the endpoint: a proxy or server may leave headers out",
        },
    )
