"""S3, with all its verbs."""

from __future__ import annotations

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
from boto3_assist.s3.verbs.transfers import TransferVerbs
from boto3_assist.s3.verbs.updating import UpdatingVerbs

__all__ = ["S3"]


class S3(
    ObjectVerbs,
    ListingVerbs,
    DeletingVerbs,
    CopyingVerbs,
    BucketVerbs,
    TransferVerbs,
    MultipartVerbs,
    UpdatingVerbs,
    PresigningVerbs,
    ReadingVerbs,
    SelectingVerbs,
    LifecycleVerbs,
):
    """S3: objects, files, buckets and events, with typed errors and nothing lost.

    Example:
        >>> s3 = S3.from_pool(aws_region="eu-west-1")
    """
