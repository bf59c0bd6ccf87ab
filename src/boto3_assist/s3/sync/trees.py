"""The two trees of a synchronisation: a directory with its files, a prefix with its objects."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from boto3_assist.errors import InvalidParameterError, S3UnsafeKeyError, describe
from boto3_assist.s3.keys import check_bucket, check_prefix
from boto3_assist.s3.transfer.paths import path_for_key
from boto3_assist.s3.values import ObjectInfo

__all__ = ["Prefix", "files_below", "is_uri", "objects_below", "target_path"]

_SCHEME = "s3://"
_SEPARATOR = "/"


@dataclass(frozen=True)
class Prefix:
    """The beginning of the keys that stand for the files of a directory.

    Attributes:
        bucket: The name of the bucket.
        prefix: Empty, or with a slash at its end: ``"photos"`` does not mean ``"photos2/a"``.
    """

    bucket: str
    prefix: str

    @classmethod
    def from_uri(cls, uri: str) -> Prefix:
        """Read ``s3://bucket/prefix``, in which nothing is decoded.

        Args:
            uri: The text.

        Returns:
            Bucket and prefix.

        Example:
            >>> Prefix.from_uri("s3://backup/photos")
            Prefix(bucket='backup', prefix='photos/')
        """
        bucket, _, prefix = uri.removeprefix(_SCHEME).partition(_SEPARATOR)
        if prefix and not prefix.endswith(_SEPARATOR):
            prefix += _SEPARATOR
        return cls(check_bucket(bucket), check_prefix(prefix))

    def key(self, name: str) -> str:
        """Give the key of a file.

        Args:
            name: The path below the directory, with ``/`` between its names.

        Returns:
            The key.
        """
        return f"{self.prefix}{name}"


def is_uri(place: object) -> bool:
    """Tell a prefix from a directory.

    Args:
        place: What was given.

    Returns:
        Whether it is text that begins with ``s3://``.
    """
    return isinstance(place, str) and place.startswith(_SCHEME)


def files_below(directory: Path, *, follow_links: bool) -> dict[str, Path]:
    """Find all files of a directory and of those in it.

    Args:
        directory: Where to look.
        follow_links: Whether symbolic links to folders are entered.

    Returns:
        The path below the directory, with ``/`` between its names → the file.

    Raises:
        InvalidParameterError: When something in it is neither file nor folder, or a link leads
            back to a folder that it lies in.
    """
    found: dict[str, Path] = {}
    for path in _walk(directory, follow_links, ()):
        found[path.relative_to(directory).as_posix()] = path
    return found


def objects_below(found: Iterable[ObjectInfo], prefix: Prefix) -> dict[str, ObjectInfo]:
    """Name the objects of a listing as files.

    Args:
        found: The objects whose keys begin with the prefix.
        prefix: The prefix.

    Returns:
        The path below the prefix → the object; without the empty objects whose keys end with a
        slash, by which some programs show folders.
    """
    objects = {}
    for each in found:
        if each.size or not each.key.endswith(_SEPARATOR):
            objects[each.key.removeprefix(prefix.prefix)] = each
    return objects


def target_path(directory: Path, name: str) -> Path:
    """Give the file below a directory that a name stands for.

    Args:
        directory: Where the files go.
        name: The rest of a key.

    Returns:
        The path.

    Raises:
        S3UnsafeKeyError: When the name, or a symbolic link in its place, leads out of the
            directory.
    """
    path = path_for_key(directory, name)
    if path.is_symlink() and not path.resolve().is_relative_to(directory.resolve()):
        raise S3UnsafeKeyError(
            f"a key, {describe(name)}, names a symbolic link that leads out of the directory",
            details={"given": describe(name), "expected": "a file below the directory"},
        )
    return path


def _walk(folder: Path, follow_links: bool, above: tuple[tuple[int, int], ...]) -> Iterator[Path]:
    status = folder.stat()
    here = (status.st_dev, status.st_ino)
    # Where a system gives no such numbers, all of them are 0.
    if here in above and any(here):
        raise _unfit("a symbolic link leads back to a folder that it lies in")
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=follow_links):
            yield from _walk(path, follow_links, (*above, here))
        elif entry.is_file():
            yield path
        elif follow_links:
            # A link to nothing is what it is called, by Python's own error.
            raise _unfit(f"it holds a {_kind_of(path.stat().st_mode)}")


def _kind_of(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "named pipe"
    return "socket" if stat.S_ISSOCK(mode) else "device"


def _unfit(what: str) -> InvalidParameterError:
    return InvalidParameterError(
        f"the directory cannot be synchronised: {what}",
        details={"expected": "a directory of files and folders"},
    )
