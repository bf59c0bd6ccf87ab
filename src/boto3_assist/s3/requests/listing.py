"""The requests that list objects and versions; sends nothing."""

from __future__ import annotations

from typing import Any

from boto3_assist.errors import InvalidParameterError, describe
from boto3_assist.s3.keys import check_bucket, check_prefix
from boto3_assist.s3.requests.options import common_parameters
from boto3_assist.s3.values import CommonOptions

__all__ = ["list_object_versions", "list_objects"]

_MAX_PAGE_SIZE = 1000


def list_objects(
    bucket: str,
    prefix: str,
    delimiter: str | None,
    start_after: str | None,
    page_size: int | None,
    options: CommonOptions,
) -> dict[str, Any]:
    """Build the ListObjectsV2 of a first page.

    Args:
        bucket: The name of the bucket.
        prefix: The beginning of the keys.
        delimiter: What ends the part of a key that is listed, such as ``"/"``.
        start_after: The listing begins after this key.
        page_size: How many entries a page has, 1 to 1,000.
        options: The options of every operation.

    Returns:
        The parameters.
    """
    request = _listing(bucket, prefix, delimiter, page_size, options)
    if start_after is not None:
        request["StartAfter"] = check_prefix(start_after, "start_after")
    return request


def list_object_versions(
    bucket: str, prefix: str, page_size: int | None, options: CommonOptions
) -> dict[str, Any]:
    """Build the ListObjectVersions of a first page.

    Args:
        bucket: The name of the bucket.
        prefix: The beginning of the keys.
        page_size: How many entries a page has, 1 to 1,000.
        options: The options of every operation.

    Returns:
        The parameters.
    """
    return _listing(bucket, prefix, None, page_size, options)


def _listing(
    bucket: str,
    prefix: str,
    delimiter: str | None,
    page_size: int | None,
    options: CommonOptions,
) -> dict[str, Any]:
    request = {
        "Bucket": check_bucket(bucket),
        "Prefix": check_prefix(prefix),
        **common_parameters(options),
    }
    if delimiter is not None:
        request["Delimiter"] = _checked_delimiter(delimiter)
    if page_size is not None:
        request["MaxKeys"] = _checked_page_size(page_size)
    return request


def _checked_delimiter(delimiter: object) -> str:
    if isinstance(delimiter, str) and delimiter:
        return delimiter
    raise InvalidParameterError(
        f"delimiter was given as {describe(delimiter)}",
        details={"given": describe(delimiter), "expected": "text such as '/', or None"},
    )


def _checked_page_size(page_size: object) -> int:
    if isinstance(page_size, int) and not isinstance(page_size, bool):
        if 1 <= page_size <= _MAX_PAGE_SIZE:
            return page_size
        given = str(page_size)
    else:
        given = describe(page_size)
    raise InvalidParameterError(
        f"page_size was given as {given}",
        details={"given": given, "expected": f"1 to {_MAX_PAGE_SIZE}, or None"},
    )
