"""URLs, forms and plans by which clients without credentials read and write objects."""

from boto3_assist.s3.presign.expiry import Duration
from boto3_assist.s3.presign.plans import MultipartPlan, PlannedPart
from boto3_assist.s3.presign.posts import PostFields, PresignedPost, StartsWith
from boto3_assist.s3.presign.urls import PresignedUrl, ResponseHeaders

__all__ = [
    "Duration",
    "MultipartPlan",
    "PlannedPart",
    "PostFields",
    "PresignedPost",
    "PresignedUrl",
    "ResponseHeaders",
    "StartsWith",
]
