"""Files of a job in a directory or under a prefix of S3, each put there as a whole."""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from boto3_assist.errors import InvalidParameterError
from boto3_assist.s3 import S3

__all__ = ["ConnectS3", "FileStore", "LineFile", "LocalFiles", "S3Files", "files_at", "md5_of"]

ConnectS3 = Callable[[], S3]
"""Gives the service to use, where a segment runs."""


class FileStore(Protocol):
    """A place for files."""

    @property
    def scratch(self) -> Path | None:
        """Where to write a file before it is put; None for the system's temporary directory."""

    def put(self, name: str, path: Path) -> str:
        """Put a file, which is no longer at its path then, and give its full name."""

    def lines(self, name: str) -> Iterator[str]:
        """Read the lines of a file, unpacked where its name ends in ``.gz``."""

    def md5(self, name: str) -> str:
        """Sum up the bytes of a file, as `md5_of` does."""

    def names(self) -> list[str]:
        """List the names of all files."""


@dataclass(frozen=True)
class LocalFiles:
    """Files in a directory.

    Attributes:
        directory: The directory; it is made when there is none.
    """

    directory: str

    @property
    def scratch(self) -> Path | None:
        """The directory itself, so that a file is put in one step."""
        path = Path(self.directory)
        path.mkdir(parents=True, exist_ok=True)
        return path

    def put(self, name: str, path: Path) -> str:
        """Put a file in one step, in the place of one of the same name.

        Args:
            name: Its name, with ``/`` between folders.
            path: Where it is now, in `scratch`.

        Returns:
            Its name.
        """
        target = Path(self.directory, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        with path.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(path, target)
        return name

    def lines(self, name: str) -> Iterator[str]:
        """Read the lines of a file.

        Args:
            name: Its name.

        Yields:
            The lines, without their ends.
        """
        path = Path(self.directory, name)
        with gzip.open(path) if name.endswith(".gz") else path.open("rb") as file:
            for line in file:
                yield line.decode("utf-8").rstrip("\r\n")

    def md5(self, name: str) -> str:
        """Sum up the bytes of a file.

        Args:
            name: Its name.

        Returns:
            Its MD5 as base64 text.
        """
        with Path(self.directory, name).open("rb") as file:
            return md5_of(file)

    def names(self) -> list[str]:
        """List the files.

        Returns:
            Their names, sorted.
        """
        root = Path(self.directory)
        return sorted(
            path.relative_to(root).as_posix()
            for path in root.rglob("*")
            if path.is_file() and not path.name.startswith(".")
        )


@dataclass(frozen=True)
class S3Files:
    """Objects under a prefix of a bucket.

    Attributes:
        bucket: The bucket.
        prefix: The beginning of their keys, ending in ``/``; or the empty text.
        connect: Gives the service to use.
    """

    bucket: str
    prefix: str = ""
    connect: ConnectS3 = field(default=S3.from_pool, repr=False)

    @property
    def scratch(self) -> Path | None:
        """The system's temporary directory."""
        return None

    def put(self, name: str, path: Path) -> str:
        """Upload a file, which S3 shows once it is there as a whole.

        Args:
            name: Its name under the prefix.
            path: Where it is now; it is deleted.

        Returns:
            Its key.

        Raises:
            S3Error: When it cannot be stored.
        """
        key = self.prefix + name
        try:
            self.connect().upload_file(self.bucket, key, path)
        finally:
            path.unlink()
        return key

    def lines(self, name: str) -> Iterator[str]:
        """Read the lines of an object.

        Args:
            name: Its name under the prefix.

        Returns:
            The lines, without their ends.
        """
        is_packed = name.endswith(".gz")
        return self.connect().read_lines(
            self.bucket, self.prefix + name, compression="gzip" if is_packed else None
        )

    def md5(self, name: str) -> str:
        """Sum up the bytes of an object.

        Args:
            name: Its name under the prefix.

        Returns:
            Its MD5 as base64 text.

        Raises:
            S3Error: When it cannot be read.
        """
        with self.connect().stream(self.bucket, self.prefix + name) as file:
            return md5_of(file)

    def names(self) -> list[str]:
        """List the objects.

        Returns:
            Their names under the prefix, sorted.

        Raises:
            S3Error: When they cannot be listed.
        """
        found = self.connect().list(self.bucket, self.prefix)
        return sorted(each.key[len(self.prefix) :] for each in found)


def files_at(location: str, connect: ConnectS3) -> FileStore:
    """Give the files at a place.

    Args:
        location: A directory, or ``s3://bucket/prefix``.
        connect: Gives the service to use for S3.

    Returns:
        The place.

    Raises:
        InvalidParameterError: When it names no bucket.
    """
    if not location.startswith("s3://"):
        return LocalFiles(location)
    bucket, _, prefix = location[len("s3://") :].partition("/")
    if not bucket:
        raise InvalidParameterError(
            "a place in S3 was given without a bucket",
            details={"expected": "s3://bucket/prefix", "suggestion": "name the bucket"},
        )
    return S3Files(bucket, f"{prefix.rstrip('/')}/" if prefix.strip("/") else "", connect)


def md5_of(file: BinaryIO) -> str:
    """Sum up bytes as the manifests of DynamoDB's export do.

    Args:
        file: The bytes, which are read to their end.

    Returns:
        Their MD5 as base64 text.
    """
    digest = hashlib.md5(usedforsecurity=False)
    while block := file.read(1 << 20):
        digest.update(block)
    return base64.b64encode(digest.digest()).decode()


class LineFile:
    """Lines written to a file that nobody sees before it is put in its place."""

    def __init__(self, directory: Path | None) -> None:
        """Begin a file, packed by gzip.

        Args:
            directory: Where to write it.
        """
        descriptor, name = tempfile.mkstemp(dir=directory, prefix=".part-", suffix=".gz")
        self.path = Path(name)
        self.count = 0
        self._file = os.fdopen(descriptor, "wb")
        # Without a time: the same lines are the same bytes.
        self._packed = gzip.GzipFile(filename="", fileobj=self._file, mode="wb", mtime=0)

    def write(self, line: str) -> None:
        """Add a line.

        Args:
            line: The line, without its end.
        """
        self._packed.write(line.encode("utf-8") + b"\n")
        self.count += 1

    def close(self) -> None:
        """End the file."""
        self._packed.close()
        self._file.close()

    def discard(self) -> None:
        """End the file and delete it."""
        try:
            self.close()
        finally:
            self.path.unlink(missing_ok=True)
