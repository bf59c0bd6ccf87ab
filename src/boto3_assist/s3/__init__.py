"""S3 on the shared connection pool: nothing lost, nothing half-written."""

from boto3_assist.s3.client import S3
from boto3_assist.s3.reading import S3File
from boto3_assist.s3.requests.deleting import DeleteTarget
from boto3_assist.s3.sync import SyncAction, SyncReport
from boto3_assist.s3.transfer.settings import (
    DownloadOptions,
    ProgressCallback,
    TransferOptions,
    UploadOptions,
)
from boto3_assist.s3.transfer.sources import SupportsRead
from boto3_assist.s3.transfer.streaming import ObjectStream
from boto3_assist.s3.transfer.values import DownloadedFile, UnfinishedUpload
from boto3_assist.s3.values import (
    BucketInfo,
    CommonOptions,
    DeletedObject,
    FetchedObject,
    ListedPage,
    ObjectInfo,
    ObjectVersion,
    ReadOptions,
    StoredObject,
    WriteOptions,
)
from boto3_assist.s3.verbs.copying import CopyOptions

__all__ = [
    "BucketInfo",
    "CommonOptions",
    "CopyOptions",
    "DeleteTarget",
    "DeletedObject",
    "DownloadOptions",
    "DownloadedFile",
    "FetchedObject",
    "ListedPage",
    "ObjectInfo",
    "ObjectStream",
    "ObjectVersion",
    "ProgressCallback",
    "ReadOptions",
    "S3",
    "S3File",
    "StoredObject",
    "SupportsRead",
    "SyncAction",
    "SyncReport",
    "TransferOptions",
    "UnfinishedUpload",
    "UploadOptions",
    "WriteOptions",
]
