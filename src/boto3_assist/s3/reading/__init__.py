"""Parts of objects: ranges, files that can be sought in, and lines."""

from boto3_assist.s3.reading.files import S3File
from boto3_assist.s3.reading.lines import Compression

__all__ = ["Compression", "S3File"]
