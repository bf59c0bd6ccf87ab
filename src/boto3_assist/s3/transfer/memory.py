"""Remembers an upload in a journal, so that a later process sends only what is missing."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from boto3_assist.errors import InvalidParameterError, S3SourceChangedError
from boto3_assist.s3.requests.multipart import UploadRequests
from boto3_assist.s3.transfer.journal import Journal, JournalHeader, SourceStamp
from boto3_assist.s3.transfer.parts import SentPart, kept_parts, part_sizes

__all__ = ["UploadMemory", "changed_since"]


class UploadMemory:
    """The journal of an upload that may have begun in an earlier process.

    Attributes:
        upload_id: S3's id of the upload to go on with; None for one that is to begin.
        part_size: The bytes of a part: those of the upload that is gone on with.
        found: The journal that an earlier process left; None when there is none.
    """

    _journal: Journal

    def __init__(
        self,
        path: str | os.PathLike[str],
        requests: UploadRequests,
        source: SourceStamp,
        part_size: int,
    ) -> None:
        """Read the journal that an earlier process may have left.

        Args:
            path: Where the journal is or goes.
            requests: Builds the requests of this upload.
            source: The file as it is now.
            part_size: The bytes of a part of an upload that is to begin.

        Raises:
            InvalidParameterError: When the journal cannot be read or belongs to another upload.
            S3SourceChangedError: When the file is not what it was.
        """
        self.upload_id: str | None = None
        self.part_size = part_size
        self.found = Journal.read(Path(path))
        self._path = Path(path)
        self._kept: dict[int, SentPart] = {}
        self._begin_with = JournalHeader(
            bucket=requests.bucket,
            key=requests.key,
            upload_id="",
            part_size=part_size,
            source=source,
            options=_digest(requests.parameters),
            algorithm=requests.algorithm,
            full_object=requests.full_object,
        )
        if self.found is not None:
            self._check(self.found.header)

    @property
    def full_object(self) -> bool:
        """Whether S3 keeps a checksum of the whole object that is gone on with."""
        return self._journal.header.full_object

    def go_on(self, journal: Journal, listed: Iterable[Mapping[str, Any]]) -> None:
        """Go on with the upload of a journal.

        Args:
            journal: The journal that was found.
            listed: The parts that S3 lists.
        """
        self._journal = journal
        header = journal.header
        self.upload_id = header.upload_id
        self.part_size = header.part_size
        sizes = part_sizes(header.source.size, header.part_size)
        self._kept = kept_parts(journal.parts, listed, sizes, header.algorithm)

    def begun(self, upload_id: str, *, full_object: bool) -> None:
        """Write the journal of an upload that has just begun.

        Args:
            upload_id: S3's id of it.
            full_object: Whether S3 keeps a checksum of the whole object.
        """
        header = dataclasses.replace(
            self._begin_with,
            upload_id=upload_id,
            part_size=self.part_size,
            full_object=full_object,
        )
        self._journal = Journal.begin(self._path, header)

    def known(self, number: int, size: int, checksum: str) -> SentPart | None:
        """Give a part that S3 has already.

        Args:
            number: The number of the part.
            size: The bytes of it in the file.
            checksum: The checksum of it in the file, as Base64.

        Returns:
            The part; None when it has to be sent.

        Raises:
            S3SourceChangedError: When S3 was sent other bytes from the same file.
        """
        part = self._kept.get(number)
        if part is None:
            return None
        if (part.size, part.checksum) == (size, checksum):
            if not part.confirmed:
                self.sent(dataclasses.replace(part, confirmed=True))
            return part
        if part.confirmed:
            raise changed_since()
        return None

    def sent(self, part: SentPart) -> None:
        """Note that S3 has a part.

        Args:
            part: The part.
        """
        self._journal.add(part)

    def completing(self) -> None:
        """Note that S3 is about to be asked to put the parts together."""
        self._journal.complete()

    def forget(self) -> None:
        """Delete the journal: the upload has ended."""
        self._path.unlink(missing_ok=True)

    def _check(self, header: JournalHeader) -> None:
        expected = self._begin_with
        for name in ("bucket", "key", "options", "algorithm"):
            if getattr(header, name) != getattr(expected, name):
                raise InvalidParameterError(
                    f"the journal belongs to an upload with another {name}",
                    details={
                        "expected": "the bucket, key and options that the upload began with",
                        "suggestion": "name another journal, or abandon that upload",
                    },
                )
        if header.source != expected.source:
            raise changed_since()


def changed_since() -> S3SourceChangedError:
    """Say that a file is not the one whose parts S3 has.

    Returns:
        The error.
    """
    return S3SourceChangedError(
        "the file changed since its upload began",
        details={
            "expected": "the file whose first parts were sent",
            "suggestion": "abandon_upload() gives the parts up; then begin anew",
        },
    )


def _digest(parameters: Mapping[str, Any]) -> str:
    """Know the options again without keeping them: a customer's key may be among them."""
    text = json.dumps(dict(parameters), default=repr, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
