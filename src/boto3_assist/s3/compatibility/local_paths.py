"""Where 0.x put files that nobody named a place for; touches no file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from boto3_assist.errors import InvalidParameterError
from boto3_assist.s3.transfer.paths import path_for_key

__all__ = ["download_path", "temp_directory"]


def temp_directory() -> str:
    """Give the directory for temporary files, which in Lambda is ``/tmp``.

    Returns:
        Its path.
    """
    return tempfile.gettempdir()


def download_path(
    key: str,
    local_directory: str | os.PathLike[str] | None,
    local_file_path: str | os.PathLike[str] | None,
) -> Path:
    """Say where a download goes.

    Args:
        key: The key, the last name of which is that of the file.
        local_directory: The directory; that for temporary files when None.
        local_file_path: The file itself, in place of a directory.

    Returns:
        The path of the file.

    Raises:
        InvalidParameterError: When directory and file are given.
        S3UnsafeKeyError: When the last name of the key is no name of a file.
    """
    if local_file_path is None:
        return path_for_key(local_directory or temp_directory(), key.rpartition("/")[2])
    if local_directory is not None:
        raise InvalidParameterError(
            "local_directory and local_file_path were given",
            details={"expected": "one of the two"},
        )
    return Path(local_file_path)
