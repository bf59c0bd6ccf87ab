"""Changes an object by a function of what it holds, so that no writer undoes another."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from boto3_assist.errors import (
    InvalidParameterError,
    S3ConditionalConflictError,
    S3ObjectNotFoundError,
    S3PreconditionFailedError,
    S3SourceChangedError,
    describe,
)
from boto3_assist.s3.requests.objects import object_tagging
from boto3_assist.s3.requests.updates import read_for_update, write_back
from boto3_assist.s3.responses import stored_object
from boto3_assist.s3.transfer.streaming import stream_of
from boto3_assist.s3.values import CommonOptions, StoredObject, WriteOptions
from boto3_assist.s3.verbs.base import S3Verbs
from boto3_assist.s3.verbs.signatures import check_taken

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["UpdatingVerbs"]

_LONGEST_WAIT_MS = 2_000
_FIRST_WAIT_MS = 50


def wait_with_jitter(attempt: int) -> None:
    """Sleep for a random time, so that writers who met once do not meet again.

    Args:
        attempt: The number of the attempt that failed, from 1.
    """
    limit = min(_LONGEST_WAIT_MS, _FIRST_WAIT_MS * 2**attempt)
    time.sleep(secrets.randbelow(limit) / 1_000)


class UpdatingVerbs(S3Verbs):
    """Changes objects in place, without losing what others wrote."""

    def update(
        self,
        bucket: str,
        key: str,
        change: Callable[[bytes | None], bytes | str | None],
        *,
        max_attempts: int = 10,
        wait: Callable[[int], object] = wait_with_jitter,
        **options: Unpack[WriteOptions],
    ) -> StoredObject | None:
        """Read an object, apply a function, and write it back if nobody wrote meanwhile.

        The object is written on the condition that it is still the one that was read (``If-Match``,
        or ``If-None-Match: *`` where there was none); else all is done again from the new state,
        so `change` may be called several times. Headers, metadata, storage class, encryption and
        tags stay what they were unless an option says otherwise; tags only where the identity may
        read them. ACLs and object locks are those of a new object. What others change meanwhile
        without the bytes, metadata or tags alone, has the same ETag and is not noticed.

        Args:
            bucket: The name of the bucket.
            key: The key, taken as it is.
            change: Is given the bytes, None where there is no object, and returns what the object
                is to hold; None leaves everything as it is.
            max_attempts: How often to try in all.
            wait: Called between attempts with the number of the one that failed; sleeps up to two
                seconds unless given.
            **options: As those of `put`, without conditions.

        Returns:
            The object as it is stored; None when `change` left it as it is.

        Raises:
            InvalidParameterError: When a condition is given, or less than one attempt.
            S3PreconditionFailedError: When others wrote during every attempt, or when S3's answer
                to a write was lost and the write may have been made.
            S3ConditionalConflictError: As the error before, for writes at the same moment.
            S3Error: When S3 does not give or store the object.
            ValidationError: When an argument cannot be sent.

        Example:
            >>> from boto3_assist.s3 import S3
            >>> s3 = S3.from_pool()
            >>> _ = s3.create_bucket("counters")
            >>> def one_more(count):
            ...     return str(int(count or 0) + 1)
            >>> _ = s3.update("counters", "visits", one_more)
            >>> _ = s3.update("counters", "visits", one_more)
            >>> s3.get("counters", "visits").text()
            '2'
        """
        check_taken(UpdatingVerbs.update, options)
        _check_arguments(change, max_attempts)
        read = read_for_update(bucket, key, options)
        attempt = 1
        while True:
            try:
                found, body = self._found(read)
            except _OVERTAKEN:
                if attempt == max_attempts:
                    raise
            else:
                changed = change(body)
                if changed is None:
                    return None
                try:
                    return self._written(bucket, key, changed, found, options)
                except _OVERTAKEN as error:
                    if attempt == max_attempts or "may_be_written" in error.details:
                        raise
            wait(attempt)
            attempt += 1

    def _found(self, request: Mapping[str, Any]) -> tuple[Mapping[str, Any] | None, bytes | None]:
        try:
            response = self._call("get_object", {**request, "ChecksumMode": "ENABLED"})
        except S3ObjectNotFoundError:
            return None, None
        with stream_of(response, request, verify=True, send=self._call) as stream:
            return response, stream.read()

    def _written(
        self,
        bucket: str,
        key: str,
        body: object,
        found: Mapping[str, Any] | None,
        options: WriteOptions,
    ) -> StoredObject:
        tags = self._tags_of(found, bucket, key, options)
        request = write_back(bucket, key, body, found, tags, options)
        response = self._call("put_object", request)
        return stored_object(response, bucket, key, len(request["Body"]))

    def _tags_of(
        self, found: Mapping[str, Any] | None, bucket: str, key: str, options: WriteOptions
    ) -> dict[str, str]:
        if not (found or {}).get("TagCount") or options.get("tags") is not None:
            return {}
        common: CommonOptions = {
            "expected_bucket_owner": options.get("expected_bucket_owner"),
            "request_payer": options.get("request_payer"),
        }
        request = object_tagging(bucket, key, None, common)
        response = self._call("get_object_tagging", request)
        return {tag["Key"]: tag["Value"] for tag in response["TagSet"]}


# By another writer: while the object was read, before its tags were, or before it was written.
_OVERTAKEN = (
    S3ConditionalConflictError,
    S3ObjectNotFoundError,
    S3PreconditionFailedError,
    S3SourceChangedError,
)


def _check_arguments(change: object, max_attempts: object) -> None:
    if not callable(change):
        raise InvalidParameterError(
            f"change was given as {describe(change)}",
            details={
                "given": describe(change),
                "expected": "a function of what the object holds, bytes or None",
                "suggestion": "use put for a content that does not depend on what was there",
            },
        )
    if type(max_attempts) is not int or max_attempts < 1:
        given = max_attempts if type(max_attempts) is int else describe(max_attempts)
        raise InvalidParameterError(
            f"max_attempts was given as {given}",
            details={"given": given, "expected": "1 or more"},
        )
