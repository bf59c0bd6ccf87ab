"""The requests on single objects; sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boto3_assist.errors import InvalidParameterError, describe
from boto3_assist.s3.keys import check_bucket, check_key, is_encodable
from boto3_assist.s3.requests.options import (
    common_parameters,
    guess_content_type,
    read_parameters,
    tag_set,
    write_parameters,
)
from boto3_assist.s3.values import CommonOptions, ReadOptions, WriteOptions

__all__ = [
    "address",
    "as_bytes",
    "get_object",
    "object_tagging",
    "put_object",
    "put_object_tagging",
]

_MAX_PUT_BYTES = 5 * 1024**3


def address(bucket: str, key: str, version_id: str | None = None) -> dict[str, Any]:
    """Say which object, or which version of it, an operation is on.

    Args:
        bucket: The name of the bucket.
        key: The key.
        version_id: The version; the current one when None.

    Returns:
        The parameters ``Bucket``, ``Key`` and, if given, ``VersionId``.

    Raises:
        InvalidParameterError: When the version is empty text, which S3 would take for none.
    """
    where = {"Bucket": check_bucket(bucket), "Key": check_key(key)}
    if version_id is None:
        return where
    if not isinstance(version_id, str) or not version_id:
        raise InvalidParameterError(
            f"version_id was given as {describe(version_id)}",
            details={"given": describe(version_id), "expected": "the id of a version, or None"},
        )
    return {**where, "VersionId": version_id}


def put_object(bucket: str, key: str, body: object, options: WriteOptions) -> dict[str, Any]:
    """Build PutObject.

    Args:
        bucket: The name of the bucket.
        key: The key.
        body: Bytes, or text that is encoded in UTF-8.
        options: The options of the write; the content type is guessed when it has none.

    Returns:
        The parameters.

    Example:
        >>> put_object("b", "a.json", "{}", {"if_none_match": "*"})
        {'Bucket': 'b', 'Key': 'a.json', 'Body': b'{}', 'ContentType': 'application/json', \
'IfNoneMatch': '*'}
    """
    request = {**address(bucket, key), "Body": as_bytes(body)}
    if content_type := guess_content_type(key):
        request["ContentType"] = content_type
    return {**request, **write_parameters(options)}


def get_object(bucket: str, key: str, options: ReadOptions) -> dict[str, Any]:
    """Build GetObject or HeadObject, which take the same.

    Args:
        bucket: The name of the bucket.
        key: The key.
        options: The options of the read.

    Returns:
        The parameters.
    """
    return {**address(bucket, key, options.get("version_id")), **read_parameters(options)}


def object_tagging(
    bucket: str, key: str, version_id: str | None, options: CommonOptions
) -> dict[str, Any]:
    """Build GetObjectTagging.

    Args:
        bucket: The name of the bucket.
        key: The key.
        version_id: The version; the current one when None.
        options: The options of every operation.

    Returns:
        The parameters.
    """
    return {**address(bucket, key, version_id), **common_parameters(options)}


def put_object_tagging(
    bucket: str, key: str, tags: Mapping[str, str], version_id: str | None, options: CommonOptions
) -> dict[str, Any]:
    """Build PutObjectTagging.

    Args:
        bucket: The name of the bucket.
        key: The key.
        tags: Key → value.
        version_id: The version; the current one when None.
        options: The options of every operation.

    Returns:
        The parameters.
    """
    request = object_tagging(bucket, key, version_id, options)
    return {**request, "Tagging": {"TagSet": tag_set(tags)}}


def as_bytes(body: object) -> bytes:
    """Give what is to be stored as bytes of its own, which nobody changes while they are sent.

    Args:
        body: Bytes, or text that is encoded in UTF-8.

    Returns:
        The bytes.

    Raises:
        InvalidParameterError: When it is something else, or more than 5 GiB, which is what S3 takes
            in one request.
    """
    data: bytes | None = None
    if isinstance(body, (bytes, bytearray, memoryview)):
        data = bytes(body)
    elif isinstance(body, str) and is_encodable(body):
        data = body.encode()
    if data is not None and len(data) <= _MAX_PUT_BYTES:
        return data
    raise InvalidParameterError(
        f"body was given as {describe(body)}",
        details={
            "given": describe(body),
            "expected": "bytes or text, of at most 5 GiB",
            "suggestion": "use upload_file for a file and upload_stream for what can be read",
        },
    )
