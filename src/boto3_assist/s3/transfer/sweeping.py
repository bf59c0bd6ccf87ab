"""Finds the multipart uploads that somebody began and nobody ended; aborts nothing itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import unquote_plus

from boto3_assist.errors import InvalidParameterError, describe
from boto3_assist.s3.transfer.settings import Send
from boto3_assist.s3.transfer.values import UnfinishedUpload

__all__ = ["begun_before", "unfinished_uploads"]


def unfinished_uploads(request: Mapping[str, Any], send: Send) -> Iterator[UnfinishedUpload]:
    """List the uploads of a bucket, page by page.

    Args:
        request: The parameters of ListMultipartUploads, without a marker.
        send: Calls the client.

    Yields:
        The uploads, by key and then by the time they began.
    """
    # Keys may hold characters that XML cannot.
    asked = {**request, "EncodingType": "url"}
    while True:
        page = send("list_multipart_uploads", asked)
        encoded = page.get("EncodingType") == "url"
        for entry in page.get("Uploads") or ():
            yield UnfinishedUpload(
                bucket=request["Bucket"],
                key=unquote_plus(entry["Key"]) if encoded else entry["Key"],
                upload_id=entry["UploadId"],
                initiated=entry["Initiated"].astimezone(timezone.utc),
                storage_class=entry.get("StorageClass"),
            )
        if not page.get("IsTruncated"):
            return
        marker = page["NextKeyMarker"]
        asked["KeyMarker"] = unquote_plus(marker) if encoded else marker
        asked["UploadIdMarker"] = page["NextUploadIdMarker"]


def begun_before(older_than: timedelta, now: datetime | None) -> datetime:
    """Work out when an upload has to have begun to be older than an age.

    Args:
        older_than: The age.
        now: The time to reckon from, with a time zone; this moment when None.

    Returns:
        The time.

    Raises:
        InvalidParameterError: When the age is none, or the time has no time zone.
    """
    if not isinstance(older_than, timedelta) or older_than < timedelta():
        given = str(older_than) if isinstance(older_than, timedelta) else describe(older_than)
        raise InvalidParameterError(
            f"older_than was given as {given}",
            details={"given": given, "expected": "a timedelta of zero or more"},
        )
    if now is not None and now.tzinfo is None:
        raise InvalidParameterError(
            "now was given without a time zone", details={"expected": "a datetime in UTC"}
        )
    return (now or datetime.now(timezone.utc)) - older_than
