"""The methods of 0.x's S3Object on files; each warns and names the verb that replaces it."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from boto3_assist._warnings import warn
from boto3_assist.errors import S3Error, S3ObjectNotFoundError
from boto3_assist.s3.compatibility.local_paths import download_path, temp_directory

if TYPE_CHECKING:
    from boto3_assist.s3.client import S3

__all__ = ["FileMethods", "warn_replaced"]

_logger = logging.getLogger("boto3_assist.s3")

_Path = str | os.PathLike[str]


class FileMethods:
    """What ``s3.object`` does with files."""

    def __init__(self, s3: S3) -> None:
        """Work by the verbs of a service.

        Args:
            s3: The service.
        """
        self._s3 = s3

    def upload_file(
        self,
        *,
        bucket: str,
        key: str,
        local_file_path: _Path,
        throw_error_on_failure: bool | None = None,
    ) -> str | None:
        """Store a file.

        Args:
            bucket: The name of the bucket.
            key: The key; one leading slash is left out.
            local_file_path: Where the file is.
            throw_error_on_failure: False gives None for a failure of S3, and logs it; whoever says
                nothing gets the error.

        Returns:
            The object as ``s3://bucket/key``.

        Raises:
            S3Error: When S3 does not store it.
            FileNotFoundError: When there is no such file.
        """
        warn_replaced("upload_file", "upload_file")
        try:
            return self._s3.upload_file(bucket, key.removeprefix("/"), local_file_path).uri
        except S3Error as error:
            if throw_error_on_failure is not False:
                raise
            _logger.error("upload_file: %s", error)
            return None

    def download_file(
        self,
        *,
        bucket: str,
        key: str,
        local_directory: _Path | None = None,
        local_file_path: _Path | None = None,
        retry_attempts: int = 3,
        retry_sleep: float = 5,
    ) -> str:
        """Write an object to a file; what is there stays when that fails.

        Args:
            bucket: The name of the bucket.
            key: The key; tried again URL-decoded where no object has it.
            local_directory: Where the file goes, by the last name of the key; the directory for
                temporary files when None.
            local_file_path: The file itself, in place of a directory.
            retry_attempts: How often to try what may succeed later.
            retry_sleep: The seconds before the second attempt; twice and three times as many
                before the next ones.

        Returns:
            The path of the file.

        Raises:
            FileNotFoundError: When no object has the key.
            S3Error: When S3 does not give it.
            InvalidParameterError: When directory and file are given.
        """
        warn_replaced("download_file", "download_file")
        path = download_path(key, local_directory, local_file_path)
        last = max(1, retry_attempts)
        for attempt in range(1, last):
            try:
                return self._download(bucket, key, path)
            except S3Error as error:
                if not error.retryable:
                    raise
            self._s3._sleep(attempt * retry_sleep)
        return self._download(bucket, key, path)

    def download_file_no_retries(
        self,
        bucket: str,
        key: str,
        local_directory: _Path | None = None,
        local_file_path: _Path | None = None,
    ) -> str:
        """Write an object to a file; what is there stays when that fails.

        Args:
            bucket: The name of the bucket.
            key: The key; tried again URL-decoded where no object has it.
            local_directory: Where the file goes, by the last name of the key.
            local_file_path: The file itself, in place of a directory.

        Returns:
            The path of the file.

        Raises:
            FileNotFoundError: When no object has the key.
        """
        warn_replaced("download_file_no_retries", "download_file")
        return self._download(bucket, key, download_path(key, local_directory, local_file_path))

    def get_local_path_for_file(self, file_name: str) -> str:
        """Name a file in the directory for temporary files.

        Args:
            file_name: The name; of a path, its last name.

        Returns:
            The path of the file.
        """
        warn_replaced("get_local_path_for_file", "download_file(…, directory=…)")
        return str(download_path(file_name, None, None))

    def get_temp_directory(self) -> str:
        """Give the directory for temporary files.

        Returns:
            Its path.
        """
        warn_replaced("get_temp_directory", "download_file(…, directory=…)")
        return temp_directory()

    def _download(self, bucket: str, key: str, path: Path) -> str:
        try:
            return str(self._s3.download_file(bucket, key, path).path)
        except S3ObjectNotFoundError as error:
            missing = error
        # A key out of an event of S3 is URL-encoded, once.
        decoded = unquote_plus(key)
        try:
            if decoded != key:
                return str(self._s3.download_file(bucket, decoded, path).path)
        except S3ObjectNotFoundError as error:
            missing = error
        raise FileNotFoundError(f"no object of bucket {bucket} has the key") from missing


def warn_replaced(old: str, new: str) -> None:
    """Warn that a method of ``s3.object`` has been replaced.

    Args:
        old: The name of the method.
        new: The verb of S3 that replaces it.
    """
    warn(f"s3.object.{old} is deprecated: s3.{new} replaces it", DeprecationWarning)
