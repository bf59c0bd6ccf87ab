"""S3 on the shared connection pool: nothing lost, nothing half-written."""

from boto3_assist.s3.client import S3

__all__ = ["S3"]
