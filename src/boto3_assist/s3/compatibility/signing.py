"""The URLs and forms of 0.x, whose metadata is signed; sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from boto3_assist.errors import InvalidParameterError, describe
from boto3_assist.s3.requests.options import guess_content_type

if TYPE_CHECKING:
    from boto3_assist.s3.client import S3

__all__ = ["signed", "upload_metadata"]

# What S3 takes in one request: the forms of 0.x named no limit.
_MAX_BYTES = 5 * 1024**3


def upload_metadata(
    given: Mapping[str, Any] | None, file_name: str, user_id: str | None
) -> dict[str, str]:
    """Add to a caller's metadata what 0.x added.

    Args:
        given: The caller's own metadata, which stays as it is.
        file_name: The name of the file.
        user_id: Who uploads; left out when None.

    Returns:
        The metadata of the upload; what is not ASCII is percent-encoded, as headers want it.
    """
    metadata = {str(name): str(value) for name, value in (given or {}).items()}
    if user_id is not None:
        metadata["user_id"] = str(user_id)
    metadata["file_name"] = file_name
    metadata["extension"] = file_name.rpartition(".")[2] if "." in file_name else ""
    metadata["method"] = "pre-signed-upload"
    return {
        name: value if value.isascii() else quote(value, safe=" ")
        for name, value in metadata.items()
    }


def signed(
    s3: S3,
    method: object,
    bucket: str,
    key: str,
    file_name: str,
    metadata: Mapping[str, str],
    seconds: int,
) -> dict[str, Any]:
    """Sign a URL or a form.

    Args:
        s3: The service.
        method: POST, PUT or GET, in any case.
        bucket: The name of the bucket.
        key: The key.
        file_name: The name of the file, which tells its media type.
        metadata: What the upload must have.
        seconds: How long it is good for.

    Returns:
        ``signed_url``, and for PUT the ``headers`` that the upload must have.

    Raises:
        InvalidParameterError: When the method is another one.
    """
    content_type = guess_content_type(file_name) or "application/octet-stream"
    verb = method.upper() if isinstance(method, str) else None
    if verb == "GET":
        return {"signed_url": s3.presign_get(bucket, key, expires_in=seconds).url}
    if verb == "PUT":
        put = s3.presign_put(
            bucket,
            key,
            size=None,
            expires_in=seconds,
            content_type=content_type,
            metadata=metadata,
        )
        return {"signed_url": put.url, "headers": dict(put.headers)}
    if verb == "POST":
        post = s3.presign_post(
            bucket,
            key,
            content_type=content_type,
            max_size=_MAX_BYTES,
            expires_in=seconds,
            metadata=metadata,
        )
        return {"signed_url": {"url": post.url, "fields": dict(post.fields)}}
    raise InvalidParameterError(
        f"method_type was given as {describe(method)}",
        details={"given": describe(method), "expected": "POST, PUT or GET"},
    )
