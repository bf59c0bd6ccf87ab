"""What s3transfer takes for its client when it uploads: adds checksums, conditions and a memory."""

from __future__ import annotations

import functools
import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from boto3_assist.errors import (
    Boto3AssistError,
    InvalidParameterError,
    S3ChecksumMismatchError,
    S3Error,
    S3UploadNotFoundError,
)
from boto3_assist.s3.requests.multipart import UploadRequests
from boto3_assist.s3.responses import stored_object
from boto3_assist.s3.transfer.checksums import encoded, new_checksum
from boto3_assist.s3.transfer.memory import UploadMemory
from boto3_assist.s3.transfer.parts import (
    SentPart,
    composite_digest,
    is_made_of,
    whole_digest,
)
from boto3_assist.s3.transfer.progress import Progress
from boto3_assist.s3.transfer.settings import MAX_PARTS, Send
from boto3_assist.s3.values import StoredObject

__all__ = ["UploadClient"]

_logger = logging.getLogger("boto3_assist.s3")
_CHUNK = 1024 * 1024


class UploadClient:
    """Sends what s3transfer asks for by requests of the library's own.

    s3transfer cuts, reads ahead, sends in parallel, retries and counts. What it does not know is
    added here: one checksum of the whole object, conditions at every size, which parts S3 has
    already, what S3 answered, and that the source stayed the same.

    Attributes:
        meta: That of the real client, from which s3transfer reads its options.
        stored: The object as S3 stored it, from then on.
        left_over: The id of an upload that could not be aborted; None when there is none.
    """

    stored: StoredObject

    def __init__(
        self,
        send: Send,
        meta: Any,
        requests: UploadRequests,
        *,
        check_source: Callable[[], None],
        progress: Progress,
        memory: UploadMemory | None = None,
    ) -> None:
        """Take what one upload needs.

        Args:
            send: Calls the real client.
            meta: That of the real client.
            requests: Builds the requests.
            check_source: Raises when the source has changed.
            progress: Is told of the parts that need not be sent.
            memory: Remembers the upload; None for one that is aborted when it fails.
        """
        self.meta = meta
        self.left_over: str | None = None
        self._send = send
        self._requests = requests
        self._check_source = check_source
        self._progress = progress
        self._memory = memory
        self._full_object = requests.full_object
        self._parts: dict[int, SentPart] = {}
        self._lock = threading.Lock()

    def put_object(self, *, Body: Any, **others: Any) -> Any:
        """Send a small object whole.

        Args:
            Body: The file of s3transfer.
            **others: What s3transfer adds; the requests are the library's own.

        Returns:
            S3's answer.
        """
        digest, size = self._digest_of(Body)
        # What changes from now on does not have the digest.
        self._check_source()
        response = self._send_bytes("put_object", self._requests.put(Body, encoded(digest)))
        self._check_answer(response, encoded(digest))
        if not size:
            # s3transfer counts bytes, of which there are none.
            self._progress.add(0)
        self.stored = self._stored(response, size)
        return response

    def create_multipart_upload(self, **others: Any) -> Any:
        """Begin an upload in parts, or go on with the one that is remembered.

        Args:
            **others: What s3transfer adds.

        Returns:
            S3's answer, or the part of it that s3transfer reads.
        """
        memory = self._memory
        if memory is not None and memory.upload_id is not None:
            self._full_object = memory.full_object
            return {"UploadId": memory.upload_id}
        response = self._send("create_multipart_upload", self._requests.create())
        # A server that does not know the type of a checksum keeps that of the parts.
        self._full_object &= response.get("ChecksumType") == "FULL_OBJECT"
        if memory is not None:
            memory.begun(response["UploadId"], full_object=self._full_object)
        return response

    def upload_part(self, *, UploadId: str, PartNumber: int, Body: Any, **others: Any) -> Any:
        """Send a part, unless S3 has it.

        Args:
            UploadId: S3's id of the upload.
            PartNumber: The number of the part.
            Body: The file of s3transfer.
            **others: What s3transfer adds.

        Returns:
            S3's answer, or the part of it that s3transfer reads.

        Raises:
            InvalidParameterError: When a stream has more parts than S3 takes.
        """
        if PartNumber > MAX_PARTS:
            raise InvalidParameterError(
                f"the stream is longer than {MAX_PARTS} parts of this part_size",
                details={"expected": f"at most {MAX_PARTS} parts", "suggestion": "pass size="},
            )
        digest, size = self._digest_of(Body)
        memory = self._memory
        part = None if memory is None else memory.known(PartNumber, size, encoded(digest))
        if part is None:
            request = self._requests.part(UploadId, PartNumber, Body, encoded(digest))
            response = self._send_bytes("upload_part", request)
            self._check_answer(response, encoded(digest))
            part = SentPart(PartNumber, size, response["ETag"], encoded(digest))
            if memory is not None:
                memory.sent(part)
        else:
            self._progress.add(size)
        with self._lock:
            self._parts[PartNumber] = part
        return {"ETag": part.etag}

    def complete_multipart_upload(self, *, UploadId: str, **others: Any) -> Any:
        """Have S3 put the parts together, on the conditions of the upload.

        Args:
            UploadId: S3's id of the upload.
            **others: What s3transfer adds.

        Returns:
            S3's answer.
        """
        parts = [self._parts[number] for number in sorted(self._parts)]
        size = sum(part.size for part in parts)
        algorithm = self._requests.algorithm or "MD5"
        digest = whole_digest(algorithm, parts) if self._full_object else None
        request = self._requests.complete(UploadId, map(self._named, parts), size, digest)
        self._check_source()
        if self._memory is not None:
            self._memory.completing()
        try:
            response = self._send("complete_multipart_upload", request)
        except S3UploadNotFoundError as error:
            response = self._made_before(error, parts)
        else:
            self._check_answer(response, digest or composite_digest(algorithm, parts))
        self.stored = self._stored(response, size)
        return response

    def abort_multipart_upload(self, *, UploadId: str, **others: Any) -> None:
        """Give an upload up, unless it is remembered for a later process.

        Args:
            UploadId: S3's id of the upload.
            **others: What s3transfer adds.
        """
        if self._memory is not None:
            return
        try:
            self._send("abort_multipart_upload", self._requests.abort(UploadId))
        except S3UploadNotFoundError:
            return
        except Boto3AssistError:
            # s3transfer would drop the error; the one that ended the upload tells of it.
            self.left_over = UploadId
            bucket = self._requests.bucket
            _logger.warning("%s: an upload could not be aborted; its parts are kept", bucket)

    def _digest_of(self, body: Any) -> tuple[bytes, int]:
        checksum = new_checksum(self._requests.algorithm or "MD5")
        size = 0
        for chunk in iter(functools.partial(body.read, _CHUNK), b""):
            checksum.update(chunk)
            size += len(chunk)
        body.seek(0)
        return checksum.digest(), size

    def _send_bytes(self, method: str, request: Mapping[str, Any]) -> Any:
        try:
            return self._send(method, request)
        except S3ChecksumMismatchError:
            # Bytes that changed before they were sent look like bytes that changed on the way.
            self._check_source()
            raise

    def _made_before(self, error: S3UploadNotFoundError, parts: Sequence[SentPart]) -> Any:
        """Find the object of an upload that ended by a request whose answer was lost."""
        if error.details.get("attempts", 1) == 1:
            raise error
        try:
            head = self._send("head_object", self._requests.head_object())
        except S3Error as failure:
            raise error from failure
        algorithm = self._requests.algorithm
        if not is_made_of(head, parts, algorithm, full_object=self._full_object):
            raise error
        return head

    def _named(self, part: SentPart) -> dict[str, Any]:
        named: dict[str, Any] = {"PartNumber": part.number, "ETag": part.etag}
        if self._requests.algorithm is not None:
            named[f"Checksum{self._requests.algorithm}"] = part.checksum
        return named

    def _check_answer(self, response: Mapping[str, Any], digest: str) -> None:
        """Compare the checksum that S3 computed, where its answer has one."""
        theirs = response.get(f"Checksum{self._requests.algorithm}")
        if theirs is None or theirs == digest:
            return
        raise S3ChecksumMismatchError(
            "S3 stored other bytes than were sent",
            details={
                "expected": f"the {self._requests.algorithm} of what was sent",
                "suggestion": "upload again; nothing should read what was stored",
            },
        )

    def _stored(self, response: Mapping[str, Any], size: int) -> StoredObject:
        return stored_object(response, self._requests.bucket, self._requests.key, size)
