"""Writes a file that appears whole or not at all; knows nothing of S3."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from boto3_assist.errors import InvalidParameterError

__all__ = ["whole_file"]

_NEW_FILE = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_ATTEMPTS_AT_FOLDERS = 10


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Open a temporary file beside a path and rename it to the path when the block ends well.

    When the block fails, the file that was there is as it was, and neither the temporary file nor
    a folder made for it is left. The bytes are on the disk before the file gets its name.

    Args:
        path: Where the file goes; missing folders are made. A file that is there is replaced
            and gives its mode; one reached by a symbolic link is replaced, not the link.

    Yields:
        The temporary file, open for reading and writing.

    Raises:
        InvalidParameterError: When something else than a file is there.
    """
    target = Path(os.path.realpath(path))
    mode = _mode_of(target)
    made: list[Path] = []
    temporary = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with open(_new_file(temporary, made), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            os.chmod(temporary, mode)
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        for folder in made:
            # Another thread may have put something there since.
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


def _mode_of(path: Path) -> int | None:
    """Give the permissions of the file that is to be replaced."""
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    if not stat.S_ISREG(mode):
        raise InvalidParameterError(
            "the path to write to is no file",
            details={
                "expected": "the path of a file, or one where nothing is",
                "suggestion": "add the name of the file, or pass directory=… for one named by the "
                "key",
            },
        )
    return stat.S_IMODE(mode)


def _new_file(path: Path, made: list[Path]) -> int:
    """Open a new file in folders that may have to be made, and note which were, innermost first."""
    for _ in range(_ATTEMPTS_AT_FOLDERS):
        try:
            _make_folders(path.parent, made)
            return os.open(path, _NEW_FILE, 0o666)
        except FileNotFoundError:
            # Another writer has made the folder, failed, and taken it away again.
            pass
    return os.open(path, _NEW_FILE, 0o666)


def _make_folders(folder: Path, made: list[Path]) -> None:
    missing = []
    while not folder.exists() and folder != folder.parent:
        missing.append(folder)
        folder = folder.parent
    for each in reversed(missing):
        try:
            each.mkdir()
        except FileExistsError:
            # Another writer was faster, to whom it belongs; else there is a file, which says itself
            # that nothing goes into it.
            continue
        made.insert(0, each)
