"""Asks S3 how an object lies in parts; computes nothing of their content."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boto3_assist.errors import S3AccessDeniedError, S3RequestRejectedError
from boto3_assist.s3.transfer.parts import part_sizes
from boto3_assist.s3.transfer.settings import Send

__all__ = ["sizes_of_parts"]

_NOT_ASKED = frozenset({"ChecksumMode", "IfMatch"})


def sizes_of_parts(
    count: int, size: int, request: Mapping[str, Any], send: Send
) -> list[int] | None:
    """Find out the sizes of the parts that an object was put together from.

    Args:
        count: How many parts there are.
        size: The bytes of the object.
        request: The parameters of a HeadObject.
        send: Calls the client.

    Returns:
        The bytes of each part; None where the server does not tell.
    """
    if count == 1:
        return [size]
    # What is asked here of another state of the object is of no harm: its bytes are not read.
    asked = {name: value for name, value in request.items() if name not in _NOT_ASKED}
    try:
        sizes = _sizes(count, size, asked, send)
    except (S3AccessDeniedError, S3RequestRejectedError):
        return None
    return sizes if sum(sizes) == size else None


def _sizes(count: int, size: int, request: Mapping[str, Any], send: Send) -> list[int]:
    first = _size_of_part(1, request, send)
    if first == size:
        return _sizes_by_attributes(count, request, send)
    sizes = part_sizes(size, first) if first else []
    if len(sizes) == count and _size_of_part(count, request, send) == sizes[-1]:
        return sizes
    return [_size_of_part(number, request, send) for number in range(1, count + 1)]


def _size_of_part(number: int, request: Mapping[str, Any], send: Send) -> int:
    size: int = send("head_object", {**request, "PartNumber": number})["ContentLength"]
    return size


def _sizes_by_attributes(count: int, request: Mapping[str, Any], send: Send) -> list[int]:
    """Ask a server that knows nothing of the parts in a HEAD."""
    sizes: list[int] = []
    if "SSECustomerKey" in request:
        # botocore encodes the key of other operations, but not of this one.
        return sizes
    asked = {**request, "ObjectAttributes": ["ObjectParts"]}
    while len(sizes) < count:
        answer = send("get_object_attributes", asked).get("ObjectParts") or {}
        page = [part["Size"] for part in answer.get("Parts") or ()]
        if not page:
            return sizes
        sizes += page
        asked["PartNumberMarker"] = answer.get("NextPartNumberMarker") or len(sizes)
    return sizes
