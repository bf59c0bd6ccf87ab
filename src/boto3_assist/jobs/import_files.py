"""Which files hold the items to import, and their lines; knows no table."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from boto3_assist.errors import InvalidParameterError, SerializationError
from boto3_assist.jobs.files import FileStore

__all__ = ["DataFile", "data_files", "lines_of"]

_MANIFEST: Final = "manifest-files.json"
_ENDINGS: Final = (".json", ".json.gz", ".jsonl", ".jsonl.gz")
_OWN: Final = ("files/", "manifest-")
_PARTS: Final = "data/segment-"


@dataclass(frozen=True)
class DataFile:
    """A file of items.

    Attributes:
        name: Its name in the store.
        md5: MD5 of its bytes as base64 text; None where no manifest tells it.
    """

    name: str
    md5: str | None = None

    def check(self, store: FileStore) -> None:
        """Check that it is the one that was exported.

        Args:
            store: Where it is.

        Raises:
            SerializationError: When its bytes are others.
        """
        if self.md5 is not None and store.md5(self.name) != self.md5:
            raise _damaged(self.name, "other bytes than the manifest says")


def data_files(store: FileStore) -> list[DataFile]:
    """Find the files of items: those of the manifest, else all.

    Args:
        store: Where they are.

    Returns:
        The files, in order.

    Raises:
        InvalidParameterError: When there are none, or the export was not finished.
        SerializationError: When the manifest is damaged, or names a file that is not there.
    """
    names = store.names()
    if _MANIFEST in names:
        known = frozenset(names)
        lines = enumerate(lines_of(store, _MANIFEST), 1)
        return [_listed(line, number, known) for number, line in lines if line.strip()]
    if any(name.startswith(_PARTS) for name in names):
        raise InvalidParameterError(
            "the export to import was not finished: it has no manifest",
            details={
                "expected": "an export that is complete",
                "suggestion": "run the export to its end, or name the folder data itself",
            },
        )
    found = [name for name in names if name.endswith(_ENDINGS) and not name.startswith(_OWN)]
    if not found:
        raise InvalidParameterError(
            "there is no file to import",
            details={
                "expected": "a folder, or s3://bucket/prefix, with files ending in "
                + ", ".join(_ENDINGS),
                "suggestion": "check the location",
            },
        )
    return [DataFile(name) for name in found]


def lines_of(store: FileStore, name: str) -> Iterator[str]:
    """Read the lines of a file.

    Args:
        store: Where it is.
        name: Its name.

    Yields:
        The lines, without their ends.

    Raises:
        SerializationError: When it is damaged; the lines before are given.
    """
    try:
        yield from store.lines(name)
    except (EOFError, UnicodeDecodeError, gzip.BadGzipFile, zlib.error) as error:
        raise _damaged(name, f"damaged content ({type(error).__name__})") from error


def _listed(line: str, number: int, known: Collection[str]) -> DataFile:
    try:
        entry = json.loads(line)
        key, md5 = entry["dataFileS3Key"], entry.get("md5Checksum")
    except (ValueError, KeyError, TypeError, AttributeError):
        key = md5 = None
    if not isinstance(key, str) or not isinstance(md5, (str, type(None))):
        raise _damaged(_MANIFEST, f"no file in line {number}")
    # Keys of DynamoDB's export are those of the bucket, also of a copy elsewhere.
    parts = key.split("/")
    tails = ("/".join(parts[position:]) for position in range(len(parts)))
    name = next((tail for tail in tails if tail in known), None)
    if name is None:
        raise _damaged(_MANIFEST, f"a file that is not there in line {number}")
    return DataFile(name, md5)


def _damaged(name: str, problem: str) -> SerializationError:
    return SerializationError(
        f"{name!r} has {problem}",
        details={
            "file": name,
            "given": problem,
            "expected": "the files as they were exported",
            "suggestion": "copy the files again, and run the import again",
        },
    )
