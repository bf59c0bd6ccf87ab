"""Copies an object within S3, in one request or by s3transfer in parts; knows no verb."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from boto3_assist.connections.call import translated
from boto3_assist.errors import (
    Boto3AssistError,
    S3Error,
    S3PreconditionFailedError,
    S3SourceChangedError,
    S3UploadNotFoundError,
)
from boto3_assist.s3.keys import unquoted_etag
from boto3_assist.s3.requests.copying import CopyRequests
from boto3_assist.s3.responses import checksums_of, stored_object
from boto3_assist.s3.transfer.checksums import FULL_OBJECT_ALGORITHMS, encoded, is_available
from boto3_assist.s3.transfer.parts import SentPart, is_made_of
from boto3_assist.s3.transfer.progress import Progress
from boto3_assist.s3.transfer.settings import Send, TransferSettings
from boto3_assist.s3.values import StoredObject

__all__ = ["copy_in_parts", "copy_whole", "source_changed"]

_logger = logging.getLogger("boto3_assist.s3")

_MD5_ETAG = re.compile(r'"?[0-9a-f]{32}"?')


def copy_whole(requests: CopyRequests, send: Send) -> StoredObject:
    """Have S3 copy at most 5 GiB in one request.

    Args:
        requests: Builds the request.
        send: Calls the client.

    Returns:
        The copy.

    Raises:
        S3PreconditionFailedError: When a condition on the target does not hold.
    """
    request = requests.whole()
    try:
        response = send("copy_object", request)
    except S3PreconditionFailedError as error:
        if _is_about_source(error, request):
            raise source_changed("the object was replaced before it was copied") from error
        raise
    result = {**response["CopyObjectResult"], "VersionId": response.get("VersionId")}
    return stored_object(result, requests.bucket, requests.key, requests.size)


def copy_in_parts(
    requests: CopyRequests, settings: TransferSettings, *, send: Send, meta: Any
) -> StoredObject:
    """Have S3 copy an object part by part; when that fails nothing is stored.

    Args:
        requests: Builds the requests.
        settings: How it is cut and paced.
        send: Calls the client.
        meta: That of the client.

    Returns:
        The copy.

    Raises:
        Exception: What the progress callback raised.
    """
    from s3transfer.manager import TransferManager

    config = settings.engine_config(
        settings.part_size_for(requests.size),
        max_connections=getattr(meta.config, "max_pool_connections", None),
    )
    # The caller has decided; s3transfer would send a small object whole.
    config.multipart_threshold = 1
    progress = Progress(settings.progress, requests.size)
    client: Any = _CopyClient(send, meta, requests)
    place = {"Bucket": requests.bucket, "Key": requests.key}
    try:
        with translated("s3", "UploadPartCopy", place), TransferManager(client, config) as manager:
            subscribers: list[Any] = [progress]
            source = requests.source.parameters(requests.head["ETag"])["CopySource"]
            manager.copy(
                source, requests.bucket, requests.key, subscribers=subscribers, source_client=client
            ).result()
    except Exception:
        progress.check()
        raise
    stored: StoredObject = client.stored
    return stored


def source_changed(what: str) -> S3SourceChangedError:
    """Make the error for a source that was replaced under way.

    Args:
        what: What happened.

    Returns:
        The error.
    """
    return S3SourceChangedError(
        what,
        details={
            "expected": "a source that stays the same while it is copied",
            "suggestion": "start again from the beginning",
        },
        operation="CopyObject",
    )


class _CopyClient:
    """What s3transfer takes for its client when it copies: the requests are the library's own.

    s3transfer cuts, sends in parallel, counts and gives up. It knows no conditions on the target,
    and does not tell the version that it made.
    """

    def __init__(self, send: Send, meta: Any, requests: CopyRequests) -> None:
        self.meta = meta
        self.stored: StoredObject | None = None
        self._send = send
        self._requests = requests
        self._parts: dict[int, dict[str, Any]] = {}
        self._sizes: dict[int, int] = {}
        self._lock = threading.Lock()

    def head_object(self, **_: Any) -> Mapping[str, Any]:
        return self._requests.head

    def create_multipart_upload(self, **_: Any) -> Any:
        tags = ""
        if self._requests.options.get("tags") is None:
            answer = self._send("get_object_tagging", self._requests.source.tagging())
            tags = urlencode([(tag["Key"], tag["Value"]) for tag in answer["TagSet"]])
        return self._send("create_multipart_upload", self._requests.create(tags))

    def upload_part_copy(
        self, *, UploadId: str, PartNumber: int, CopySourceRange: str, **_: Any
    ) -> Any:
        request = self._requests.part(UploadId, PartNumber, CopySourceRange)
        try:
            response = self._send("upload_part_copy", request)
        except S3PreconditionFailedError as error:
            raise source_changed("the object was replaced while it was copied") from error
        part = {
            name: value
            for name, value in response["CopyPartResult"].items()
            if name == "ETag" or name.startswith("Checksum")
        }
        first, last = CopySourceRange.removeprefix("bytes=").split("-")
        with self._lock:
            self._parts[PartNumber] = {**part, "PartNumber": PartNumber}
            self._sizes[PartNumber] = int(last) - int(first) + 1
        return response

    def complete_multipart_upload(self, *, UploadId: str, **_: Any) -> Any:
        parts = [self._parts[number] for number in sorted(self._parts)]
        request = self._requests.complete(UploadId, parts)
        try:
            response = self._send("complete_multipart_upload", request)
        except S3UploadNotFoundError as error:
            response = self._made_before(error, parts)
        self.stored = stored_object(
            response, self._requests.bucket, self._requests.key, self._requests.size
        )
        return response

    def _made_before(self, error: S3UploadNotFoundError, parts: list[dict[str, Any]]) -> Any:
        """Find the copy of an upload that ended by a request whose answer was lost."""
        if error.details.get("attempts", 1) == 1:
            raise error
        try:
            head = self._send("head_object", self._requests.head_object())
        except S3Error as failure:
            raise error from failure
        if not _is_put_together(head, parts, self._sizes):
            raise error
        return head

    def abort_multipart_upload(self, *, UploadId: str, **_: Any) -> None:
        try:
            self._send("abort_multipart_upload", self._requests.abort(UploadId))
        except S3UploadNotFoundError:
            return
        except Boto3AssistError:
            # s3transfer drops the error; the one that ended the copy tells of it.
            _logger.warning("a copy could not be aborted; its parts are kept and paid for")


def _is_put_together(
    head: Mapping[str, Any], parts: Sequence[Mapping[str, Any]], sizes: Mapping[int, int]
) -> bool:
    """Tell whether an object is what the parts make, by its ETag or by a checksum of all parts."""

    def sent(checksum_of: Callable[[Mapping[str, Any]], str]) -> list[SentPart]:
        numbers = [part["PartNumber"] for part in parts]
        return [
            SentPart(number, sizes[number], part["ETag"], checksum_of(part))
            for number, part in zip(numbers, parts)
        ]

    if all(_MD5_ETAG.fullmatch(part["ETag"]) for part in parts):
        if is_made_of(head, sent(_md5_of), None, full_object=False):
            return True
    full_object = head.get("ChecksumType") == "FULL_OBJECT"
    known = FULL_OBJECT_ALGORITHMS if full_object else filter(is_available, checksums_of(head))
    return any(
        is_made_of(head, sent(itemgetter(f"Checksum{name}")), name, full_object=full_object)
        for name in known
        if all(f"Checksum{name}" in part for part in parts)
    )


def _md5_of(part: Mapping[str, Any]) -> str:
    return encoded(bytes.fromhex(unquoted_etag(part["ETag"])))


def _is_about_source(error: S3PreconditionFailedError, request: Mapping[str, Any]) -> bool:
    """Tell whose condition failed: S3 names it, other servers may not."""
    named = ((error.response or {}).get("Error") or {}).get("Condition")
    if named:
        return "copy-source" in str(named).lower()
    return "IfMatch" not in request and "IfNoneMatch" not in request
