"""Finds the file below a directory that a key stands for; touches no file and no request."""

from __future__ import annotations

import os
import re
from pathlib import Path

from boto3_assist.errors import InvalidParameterError, S3UnsafeKeyError, describe

__all__ = ["check_path", "path_for_key"]

# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_WINDOWS_FORBIDDEN = re.compile(r'[<>:"|?*\\\x00-\x1f]|[ .]\Z')
_WINDOWS_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|\Z)", re.I)


def check_path(path: object, name: str, suggestion: str) -> None:
    """Refuse what is no path, such as an open file, or the bytes that one holds.

    Args:
        path: What was given.
        name: The name of the argument.
        suggestion: What to do with what is no path.

    Raises:
        InvalidParameterError: When it is neither text nor an object that stands for a path.
    """
    if not isinstance(path, (str, os.PathLike)):
        raise InvalidParameterError(
            f"{name} was given as {describe(path)}",
            details={
                "given": describe(path),
                "expected": "a path, as text or as pathlib has it",
                "suggestion": suggestion,
            },
        )


def path_for_key(
    directory: str | os.PathLike[str], key: str, *, windows: bool = os.name == "nt"
) -> Path:
    """Give the one file below a directory that a key stands for, or refuse the key.

    Each ``/`` of the key is a folder. What a file system would read as something else, such as
    ``..``, an empty name or a drive, is refused rather than changed, and so is a key in whose place
    or way a symbolic link stands. So no key names a file elsewhere, and no two keys name one file,
    unless the file system takes upper and lower case for the same.

    Args:
        directory: Where the files go.
        key: The key, without the prefix that the directory itself stands for.
        windows: Whether names have to suit Windows.

    Returns:
        The path of the file; neither it nor its folders are made.

    Raises:
        S3UnsafeKeyError: When the key names no file below the directory.

    Example:
        >>> path_for_key("downloads", "reports/2024/may.csv").as_posix()
        'downloads/reports/2024/may.csv'
        >>> path_for_key("downloads", "../secrets")
        Traceback (most recent call last):
            ...
        boto3_assist.errors.s3.S3UnsafeKeyError: [S3_UNSAFE_KEY] a key, str of 10 characters, ...
    """
    names = key.split("/")
    for name in names:
        if name in ("", ".", ".."):
            raise _refused(key, "it has an empty name, . or .. between its slashes")
        if "\0" in name or (windows and _WINDOWS_FORBIDDEN.search(name)):
            raise _refused(key, "it has a character that no file name may have there")
        if windows and _WINDOWS_DEVICES.match(name):
            raise _refused(key, "it has the name of a device")
    path = Path(directory).joinpath(*names)
    straight = os.path.join(os.path.realpath(directory), *names)
    # Windows gives names back in the case in which they stand on the disk.
    if os.path.normcase(os.path.realpath(path)) != os.path.normcase(straight):
        raise _refused(key, "a symbolic link stands in its way")
    return path


def _refused(key: str, reason: str) -> S3UnsafeKeyError:
    return S3UnsafeKeyError(
        f"a key, {describe(key)}, names no file below the directory: {reason}",
        details={
            "given": describe(key),
            "expected": "names separated by single slashes, none of them . or ..",
            "suggestion": "say where it goes by path=",
        },
    )
