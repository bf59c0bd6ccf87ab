"""Moves files and streams into S3 by s3transfer; knows no verb."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from boto3_assist.connections.call import translated
from boto3_assist.errors import Boto3AssistError, S3ObjectNotFoundError, S3UploadNotFoundError
from boto3_assist.s3.keys import check_bucket, check_key, unquoted_etag
from boto3_assist.s3.requests.multipart import UploadRequests, upload_parameters
from boto3_assist.s3.responses import stored_object
from boto3_assist.s3.transfer.checksums import FULL_OBJECT_ALGORITHMS, decoded, new_checksum
from boto3_assist.s3.transfer.journal import Journal
from boto3_assist.s3.transfer.memory import UploadMemory
from boto3_assist.s3.transfer.parts import SentPart, composite_digest, whole_digest
from boto3_assist.s3.transfer.progress import Progress
from boto3_assist.s3.transfer.sending import UploadClient
from boto3_assist.s3.transfer.settings import Send, TransferSettings, UploadOptions, apart
from boto3_assist.s3.transfer.sources import FileSource, StreamSource
from boto3_assist.s3.values import StoredObject, WriteOptions

__all__ = ["planned", "resume_upload", "upload"]


def planned(
    bucket: str, key: str, options: UploadOptions, meta: Any
) -> tuple[TransferSettings, UploadRequests]:
    """Check the options of an upload and choose its checksums.

    Args:
        bucket: The name of the bucket.
        key: The key.
        options: The options of the write and of the transfer.
        meta: That of the client, which says whether the server takes S3's checksums.

    Returns:
        How it is cut and paced, and what builds its requests.
    """
    settings, others = apart(cast("dict[str, Any]", options))
    parameters = upload_parameters(check_key(key), cast("WriteOptions", others))
    algorithm = parameters.pop("ChecksumAlgorithm", None)
    if algorithm is None and meta.config.request_checksum_calculation == "when_supported":
        algorithm = "CRC32"
    if algorithm is not None:
        algorithm = algorithm.upper()
        new_checksum(algorithm)
    full_object = algorithm in FULL_OBJECT_ALGORITHMS
    return settings, UploadRequests(check_bucket(bucket), key, parameters, algorithm, full_object)


def upload(
    source: FileSource | StreamSource,
    requests: UploadRequests,
    settings: TransferSettings,
    *,
    send: Send,
    meta: Any,
    memory: UploadMemory | None = None,
) -> StoredObject:
    """Send a source, whole when it is one part, else in parts.

    Args:
        source: What to send.
        requests: Builds the requests.
        settings: How it is cut and paced.
        send: Calls the client.
        meta: That of the client.
        memory: Remembers the upload; None for one that is aborted when it fails.

    Returns:
        The object as S3 stored it.

    Raises:
        Exception: What the source or the progress callback raised.
    """
    from s3transfer.manager import TransferManager

    part_size = memory.part_size if memory else settings.part_size_for(source.size)
    config = settings.engine_config(
        part_size, max_connections=getattr(meta.config, "max_pool_connections", None)
    )
    progress = Progress(settings.progress, source.size)
    client = UploadClient(
        send, meta, requests, check_source=source.check, progress=progress, memory=memory
    )
    engine_client: Any = client
    subscribers: list[Any] = [progress]
    content: Any = source.path if isinstance(source, FileSource) else source
    place = {"Bucket": requests.bucket, "Key": requests.key}
    try:
        with (
            translated("s3", "PutObject", place),
            TransferManager(engine_client, config) as manager,
        ):
            future = manager.upload(content, requests.bucket, requests.key, subscribers=subscribers)
            future.result()
    except Exception as error:
        progress.check()
        if client.left_over is not None and isinstance(error, Boto3AssistError):
            error.details["left_over_upload_id"] = client.left_over
        raise
    progress.check()
    return client.stored


def resume_upload(
    source: FileSource,
    requests: UploadRequests,
    settings: TransferSettings,
    *,
    send: Send,
    meta: Any,
    journal: str | os.PathLike[str],
) -> StoredObject:
    """Send a file so that a later process can go on with it, or go on with it.

    Args:
        source: What to send.
        requests: Builds the requests.
        settings: How it is cut and paced.
        send: Calls the client.
        meta: That of the client.
        journal: Where the journal is or goes.

    Returns:
        The object as S3 stored it.
    """
    part_size = settings.part_size_for(source.size)
    memory = UploadMemory(journal, requests, source.stamp, part_size)
    stored = _go_on(memory, requests, send)
    if stored is None:
        stored = upload(source, requests, settings, send=send, meta=meta, memory=memory)
    memory.forget()
    return stored


def _go_on(memory: UploadMemory, requests: UploadRequests, send: Send) -> StoredObject | None:
    """Take up the upload of a journal; give the object where it was put together already."""
    journal = memory.found
    if journal is None:
        return None
    try:
        listed = list(_listed_parts(journal.header.upload_id, requests, send))
    except S3UploadNotFoundError:
        return _completed(journal, requests, send)
    memory.go_on(journal, listed)
    return None


def _listed_parts(
    upload_id: str, requests: UploadRequests, send: Send
) -> Iterator[Mapping[str, Any]]:
    after: int | None = None
    while True:
        page = send("list_parts", requests.list_parts(upload_id, after))
        yield from page.get("Parts") or ()
        if not page.get("IsTruncated"):
            return
        after = page["NextPartNumberMarker"]


def _completed(journal: Journal, requests: UploadRequests, send: Send) -> StoredObject | None:
    """Give the object of an upload that ended before its process heard of it."""
    if not journal.completing:
        return None
    try:
        head = send("head_object", requests.head_object())
    except S3ObjectNotFoundError:
        return None
    parts = [journal.parts[number] for number in sorted(journal.parts)]
    if head["ContentLength"] != journal.header.source.size or not _is_of(head, journal, parts):
        return None
    return stored_object(head, requests.bucket, requests.key, head["ContentLength"])


def _is_of(head: Mapping[str, Any], journal: Journal, parts: Sequence[SentPart]) -> bool:
    """Whether an object has the checksum that its parts make."""
    algorithm = journal.header.algorithm
    if algorithm is None:
        digest, _, count = composite_digest("MD5", parts).partition("-")
        return unquoted_etag(head["ETag"]) == f"{decoded(digest).hex()}-{count}"
    digest_of = whole_digest if journal.header.full_object else composite_digest
    theirs = head.get(f"Checksum{algorithm}") or ""
    # Not every server adds the number of parts, as S3 does.
    return theirs.partition("-")[0] == digest_of(algorithm, parts).partition("-")[0]
