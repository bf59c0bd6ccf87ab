"""What tests of code that uses the library need; nothing outside tests may need it."""

from __future__ import annotations

from boto3_assist.testing.backend import AwsBackend
from boto3_assist.testing.embedded import embedded_aws
from boto3_assist.testing.endpoint import aws_endpoint
from boto3_assist.testing.server import AwsServer, ServerStartError
from boto3_assist.testing.tables import TableFactory, temporary_tables

__all__ = [
    "AwsBackend",
    "AwsServer",
    "ServerStartError",
    "TableFactory",
    "aws_endpoint",
    "embedded_aws",
    "temporary_tables",
]
