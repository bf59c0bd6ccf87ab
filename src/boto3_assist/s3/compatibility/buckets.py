"""The methods of 0.x's S3Bucket; each warns and names the verb that replaces it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boto3_assist._warnings import warn
from boto3_assist.errors import S3BucketAlreadyOwnedByYouError

if TYPE_CHECKING:
    from boto3_assist.s3.client import S3

__all__ = ["S3Bucket"]


class S3Bucket:
    """What 0.x called ``s3.bucket``.

    Example:
        >>> import warnings
        >>> from boto3_assist.s3 import S3
        >>> with warnings.catch_warnings(record=True) as caught:
        ...     warnings.simplefilter("always")
        ...     S3.from_pool().bucket.create(bucket_name="reports")
        {'Location': '/reports'}
        >>> str(caught[0].message)
        's3.bucket.create is deprecated: s3.create_bucket replaces it'
    """

    def __init__(self, s3: S3) -> None:
        """Work by the verbs of a service.

        Args:
            s3: The service.
        """
        self._s3 = s3

    def create(self, *, bucket_name: str) -> dict[str, str]:
        """Create a bucket; one of one's own that exists is left as it is.

        Args:
            bucket_name: The name.

        Returns:
            A dictionary with ``Location``.
        """
        warn(_replaced("create", "create_bucket"), DeprecationWarning)
        try:
            self._s3.create_bucket(bucket_name)
        except S3BucketAlreadyOwnedByYouError:
            # 0.x gave no error for it.
            pass
        return {"Location": f"/{bucket_name}"}

    def enable_versioning(self, *, bucket_name: str) -> None:
        """Have a write keep what was there.

        Args:
            bucket_name: The name of the bucket.
        """
        warn(_replaced("enable_versioning", "set_versioning"), DeprecationWarning)
        self._s3.set_versioning(bucket_name, enabled=True)

    def disable_versioning(self, *, bucket_name: str) -> None:
        """Have a write keep what was there no more.

        Args:
            bucket_name: The name of the bucket.
        """
        warn(_replaced("disable_versioning", "set_versioning"), DeprecationWarning)
        self._s3.set_versioning(bucket_name, enabled=False)


def _replaced(old: str, new: str) -> str:
    return f"s3.bucket.{old} is deprecated: s3.{new} replaces it"
