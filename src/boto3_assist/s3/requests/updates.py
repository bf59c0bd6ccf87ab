"""The requests that put an object back changed, with all else that it had; sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlencode

from boto3_assist.errors import InvalidParameterError
from boto3_assist.s3.requests.multipart import upload_parameters
from boto3_assist.s3.requests.objects import address, as_bytes, get_object
from boto3_assist.s3.values import ReadOptions, WriteOptions

__all__ = ["read_for_update", "write_back"]

_READ_OPTIONS = ("expected_bucket_owner", "request_payer", "sse_customer_key")
_ENCRYPTION = ("ServerSideEncryption", "SSEKMSKeyId", "BucketKeyEnabled")
_KEPT = (
    "CacheControl",
    "ContentDisposition",
    "ContentEncoding",
    "ContentLanguage",
    "ContentType",
    "Expires",
    "Metadata",
    "StorageClass",
    "WebsiteRedirectLocation",
)


def read_for_update(bucket: str, key: str, options: WriteOptions) -> dict[str, Any]:
    """Build the GetObject of an update.

    Args:
        bucket: The name of the bucket.
        key: The key.
        options: The options of the write that is to follow.

    Returns:
        botocore's parameters.

    Raises:
        InvalidParameterError: When the options have a condition: an update has its own.
    """
    if options.get("if_match") is not None or options.get("if_none_match") is not None:
        raise InvalidParameterError(
            "an update was given a condition",
            details={"expected": "none: what was read is the condition of what is written"},
        )
    shared = {name: value for name, value in options.items() if name in _READ_OPTIONS}
    return get_object(bucket, key, cast("ReadOptions", shared))


def write_back(
    bucket: str,
    key: str,
    body: object,
    found: Mapping[str, Any] | None,
    tags: Mapping[str, str],
    options: WriteOptions,
) -> dict[str, Any]:
    """Build the PutObject of an update, on the condition that nobody has written meanwhile.

    Args:
        bucket: The name of the bucket.
        key: The key.
        body: What the object is to hold.
        found: The answer to the GetObject; None when there was no object.
        tags: The tags that the object has.
        options: The options of the write, which win over what the object has.

    Returns:
        botocore's parameters.
    """
    request = {**address(bucket, key), "Body": as_bytes(body)}
    asked = upload_parameters(key, options)
    if found is None:
        return {**request, **asked, "IfNoneMatch": "*"}
    kept = {name: found[name] for name in _KEPT if found.get(name)}
    if not asked.keys() & {*_ENCRYPTION, "SSECustomerKey"}:
        kept |= {name: found[name] for name in _ENCRYPTION if found.get(name)}
    if tags:
        kept["Tagging"] = urlencode(tags)
    if options.get("content_type") is None and "ContentType" in kept:
        asked.pop("ContentType", None)
    return {**request, **kept, **asked, "IfMatch": found["ETag"]}
