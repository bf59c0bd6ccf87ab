"""Keeps two uploads from one journal at the same time; knows nothing of S3."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from boto3_assist.errors import InvalidParameterError

if sys.platform != "win32":
    import fcntl

__all__ = ["sole_user"]


@contextmanager
def sole_user(path: str | os.PathLike[str]) -> Iterator[None]:
    """Keep a file from all others that ask for it so, in this process and in others.

    A lock is kept beside the file, and ends with its process however that ends. Where the system
    has no such locks, Windows and some network file systems, nobody is kept off.

    Args:
        path: The file, which need not be there.

    Yields:
        Nothing; the file is free again after the block.

    Raises:
        InvalidParameterError: When another has it.
    """
    if sys.platform == "win32":
        yield
        return
    lock = Path(f"{os.fspath(path)}.lock")
    lock.parent.mkdir(parents=True, exist_ok=True)
    descriptor = _locked(lock)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
        os.close(descriptor)


def _locked(lock: Path) -> int:
    while True:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise _in_use() from None
        except OSError:
            # A file system without locks.
            return descriptor
        # Who had it before may have deleted it after it was opened here.
        if _is_at(lock, descriptor):
            return descriptor
        os.close(descriptor)


def _is_at(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(os.stat(path), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _in_use() -> InvalidParameterError:
    return InvalidParameterError(
        "another process or thread uploads with this journal",
        details={
            "expected": "a journal that nobody else uses",
            "suggestion": "wait for the other upload, or name another journal",
        },
    )
