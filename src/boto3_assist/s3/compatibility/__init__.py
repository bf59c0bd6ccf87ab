"""What 0.x called ``s3.object`` and ``s3.bucket``, on top of the verbs; new code uses those."""

from boto3_assist.s3.compatibility.buckets import S3Bucket
from boto3_assist.s3.compatibility.objects import S3Object

__all__ = ["S3Bucket", "S3Object"]
