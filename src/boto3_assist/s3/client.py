"""S3, with all its verbs."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from boto3_assist.s3.server_config import compatible_config
from boto3_assist.s3.verbs.buckets import BucketVerbs
from boto3_assist.s3.verbs.copying import CopyingVerbs
from boto3_assist.s3.verbs.deleting import DeletingVerbs
from boto3_assist.s3.verbs.lifecycle import LifecycleVerbs
from boto3_assist.s3.verbs.listing import ListingVerbs
from boto3_assist.s3.verbs.multipart import MultipartVerbs
from boto3_assist.s3.verbs.objects import ObjectVerbs
from boto3_assist.s3.verbs.presigning import PresigningVerbs
from boto3_assist.s3.verbs.reading import ReadingVerbs
from boto3_assist.s3.verbs.selecting import SelectingVerbs
from boto3_assist.s3.verbs.syncing import SyncVerbs
from boto3_assist.s3.verbs.transfers import TransferVerbs
from boto3_assist.s3.verbs.updating import UpdatingVerbs

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

    from boto3_assist.connections import ConnectionPool
    from boto3_assist.s3.compatibility import S3Bucket, S3Object
    from boto3_assist.service import ConnectionOptions

__all__ = ["S3"]


class S3(
    SyncVerbs,
    CopyingVerbs,
    UpdatingVerbs,
    SelectingVerbs,
    ReadingVerbs,
    PresigningVerbs,
    MultipartVerbs,
    TransferVerbs,
    LifecycleVerbs,
    BucketVerbs,
    DeletingVerbs,
    ListingVerbs,
    ObjectVerbs,
):
    """S3: objects, files, buckets and events, with typed errors and nothing lost.

    Example:
        >>> s3 = S3.from_pool(aws_region="eu-west-1")
        >>> s3.create_bucket("notes").region
        'eu-west-1'
        >>> s3.put("notes", "hello.txt", "Hello!").uri
        's3://notes/hello.txt'
        >>> s3.get("notes", "hello.txt").text()
        'Hello!'
    """

    @classmethod
    def from_compatible_server(
        cls,
        endpoint_url: str,
        *,
        pool: ConnectionPool | None = None,
        **options: Unpack[ConnectionOptions],
    ) -> Self:
        """Make the service for a server that speaks S3's protocol and is not AWS's.

        Buckets are named in the path of the URL. Checksums go with requests, and are looked for in
        answers, only where S3's protocol demands it: many servers refuse those that botocore adds
        by itself. A `config` among the options wins where it says something else.

        Args:
            endpoint_url: The URL of the server.
            pool: The pool to take the client from; the process-wide one when None.
            **options: Where and as whom to call, as those of `from_pool`.

        Returns:
            The service.

        Example:
            >>> s3 = S3.from_compatible_server("http://127.0.0.1:9000")
            >>> s3.client.meta.config.s3
            {'addressing_style': 'path'}
        """
        options["config"] = compatible_config(options.get("config"))
        options["aws_endpoint_url"] = endpoint_url
        return cls.from_pool(pool=pool, **options)

    @cached_property
    def object(self) -> S3Object:
        """The methods of 0.x on objects; each warns and names the verb that replaces it."""
        from boto3_assist.s3.compatibility import S3Object

        return S3Object(self)

    @cached_property
    def bucket(self) -> S3Bucket:
        """The methods of 0.x on buckets; each warns and names the verb that replaces it."""
        from boto3_assist.s3.compatibility import S3Bucket

        return S3Bucket(self)
