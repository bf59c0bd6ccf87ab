"""Keeps what a later process needs to go on with an upload, in a file; sends nothing."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from boto3_assist.errors import InvalidParameterError
from boto3_assist.s3.transfer.files import whole_file
from boto3_assist.s3.transfer.parts import SentPart

__all__ = ["Journal", "JournalHeader", "SourceStamp"]

_VERSION = 1


@dataclass(frozen=True)
class SourceStamp:
    """By what a file is known again.

    Attributes:
        size: Its bytes.
        mtime_ns: When it was last written to, in nanoseconds.
    """

    size: int
    mtime_ns: int

    @classmethod
    def of(cls, path: str | os.PathLike[str]) -> SourceStamp:
        """Look at a file.

        Args:
            path: Where it is.

        Returns:
            Its stamp of this moment.
        """
        status = os.stat(path)
        return cls(status.st_size, status.st_mtime_ns)


@dataclass(frozen=True)
class JournalHeader:
    """What does not change during an upload.

    Attributes:
        bucket: The name of the bucket.
        key: The key; not in the repr.
        upload_id: S3's id of the multipart upload.
        part_size: The bytes of each part but the last.
        source: The file as it was when the upload began.
        options: A digest of all other options of the upload.
        algorithm: The algorithm of the checksums; None when there are none.
        full_object: Whether S3 keeps a checksum of the whole object.
    """

    bucket: str
    key: str = field(repr=False)
    upload_id: str
    part_size: int
    source: SourceStamp
    options: str
    algorithm: str | None
    full_object: bool


class Journal:
    """The journal of one upload: a header, then a line for each part that S3 has confirmed.

    Every line is on the disk before the upload goes on. A last line that a crash cut short is
    dropped: its part is sent again.

    Attributes:
        path: Where it is.
        header: What does not change.
        parts: The confirmed parts by number.
        completing: Whether S3 has been asked to put the parts together.
    """

    def __init__(self, path: Path, header: JournalHeader) -> None:
        """Take what was written or read; `begin` and `read` make one.

        Args:
            path: Where it is.
            header: What does not change.
        """
        self.path = path
        self.header = header
        self.parts: dict[int, SentPart] = {}
        self.completing = False
        self._lock = threading.Lock()

    @classmethod
    def begin(cls, path: Path, header: JournalHeader) -> Journal:
        """Write the journal of an upload without parts, in place of one that is there.

        Args:
            path: Where it goes.
            header: What does not change.

        Returns:
            The journal.
        """
        with whole_file(path) as file:
            # It names the key and carries the id by which parts can be added.
            os.chmod(file.name, 0o600)
            file.write(_line({"version": _VERSION, **asdict(header)}))
        return cls(path, header)

    @classmethod
    def read(cls, path: Path) -> Journal | None:
        """Read a journal that an earlier process may have left.

        Args:
            path: Where it would be.

        Returns:
            The journal; None when there is none.

        Raises:
            InvalidParameterError: When the file is no journal of this version.
        """
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
        lines = content.split(b"\n")
        try:
            journal = cls(path, _header(json.loads(lines[0])))
            for line in lines[1:-1]:
                journal._take(json.loads(line))
        except (ValueError, TypeError, KeyError):
            raise _unreadable() from None
        if torn := len(lines[-1]):
            os.truncate(path, len(content) - torn)
        return journal

    def add(self, part: SentPart) -> None:
        """Note that S3 has a part.

        Args:
            part: The part.
        """
        with self._lock:
            self._append(asdict(part))
            self.parts[part.number] = part

    def complete(self) -> None:
        """Note that S3 is about to be asked to put the parts together."""
        with self._lock:
            self._append({"completing": True})
            self.completing = True

    def remove(self) -> None:
        """Delete the file: the upload has ended."""
        with contextlib.suppress(FileNotFoundError):
            self.path.unlink()

    def _take(self, entry: dict[str, Any]) -> None:
        if "completing" in entry:
            self.completing = True
            return
        part = SentPart(**entry)
        self.parts[part.number] = part

    def _append(self, entry: dict[str, Any]) -> None:
        # Without "create": a journal that somebody removed is not begun in the middle.
        with open(os.open(self.path, os.O_WRONLY | os.O_APPEND), "wb") as file:
            file.write(_line(entry))
            file.flush()
            os.fsync(file.fileno())


def _line(entry: dict[str, Any]) -> bytes:
    return json.dumps(entry).encode("ascii") + b"\n"


def _header(entry: dict[str, Any]) -> JournalHeader:
    if entry.pop("version") != _VERSION:
        raise ValueError("another version")
    return JournalHeader(**{**entry, "source": SourceStamp(**entry["source"])})


def _unreadable() -> InvalidParameterError:
    return InvalidParameterError(
        "the journal cannot be read",
        details={
            "expected": "a journal that this version of the library wrote",
            "suggestion": "name another file, or delete this one and begin anew",
        },
    )
