"""Writes values as 0.x gave them: boto3's names, and notes on what was deleted."""

from __future__ import annotations

from typing import Any

from boto3_assist.s3.keys import quoted_etag
from boto3_assist.s3.values import ObjectVersion, StoredObject

__all__ = ["as_boto3", "copy_response", "deletion_note"]


def as_boto3(version: ObjectVersion) -> dict[str, Any]:
    """Write a version as ListObjectVersions does.

    Args:
        version: The version.

    Returns:
        Its facts by boto3's names.
    """
    return {
        "ETag": quoted_etag(version.etag or ""),
        "Size": version.size,
        "StorageClass": version.storage_class,
        "Key": version.key,
        "VersionId": version.version_id,
        "IsLatest": version.is_latest,
        "LastModified": version.last_modified,
    }


def copy_response(stored: StoredObject) -> dict[str, Any]:
    """Write a copy as CopyObject does.

    Args:
        stored: The copy.

    Returns:
        ``CopyObjectResult`` and, with versioning, ``VersionId``.
    """
    response: dict[str, Any] = {"CopyObjectResult": {"ETag": quoted_etag(stored.etag)}}
    if stored.version_id is not None:
        response["VersionId"] = stored.version_id
    return response


def deletion_note(version: ObjectVersion) -> str:
    """Say in 0.x's words what was deleted.

    Args:
        version: The version or delete marker.

    Returns:
        The text.
    """
    if version.is_delete_marker:
        return f"{version.key}:{version.version_id}:delete-marker"
    return f"{version.key} - {version.version_id}"
