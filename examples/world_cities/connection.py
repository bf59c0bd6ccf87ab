"""Where DynamoDB is: embedded in this process, at an endpoint or in AWS; knows no table."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from boto3_assist.dynamodb import DynamoDB
from boto3_assist.service import ConnectionOptions
from boto3_assist.testing import AwsBackend, embedded_aws
from examples.world_cities.options import Options

__all__ = ["connect", "place"]

_OWN_CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_PROFILE")
_OWN_REGION = ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE")


@contextmanager
def connect(options: Options) -> Iterator[DynamoDB]:
    """Connect to the DynamoDB that the program was told to use.

    Args:
        options: The arguments of the program.

    Yields:
        DynamoDB, which raises every failure.
    """
    if options.embedded:
        with embedded_aws():
            yield DynamoDB.from_pool(raise_on_error=True)
        return
    yield DynamoDB.from_pool(**_connection(options))


def place(db: DynamoDB, options: Options) -> str:
    """Say where DynamoDB is.

    Args:
        db: The connection.
        options: The arguments of the program.

    Returns:
        Text for people.
    """
    if options.embedded:
        return "embedded in this process (moto)"
    return "at " + urlsplit(db.client.meta.endpoint_url).netloc.rpartition("@")[2]


def _connection(options: Options) -> ConnectionOptions:
    connection = ConnectionOptions(
        aws_profile=options.profile,
        aws_region=options.region,
        aws_endpoint_url=options.endpoint,
        raise_on_error=True,
    )
    if options.endpoint is None or options.profile is not None:
        return connection
    server = AwsBackend("server", options.endpoint)
    if server.is_remote:
        return connection
    # A server on this machine asks for a signature and a region but checks neither.
    made_up = server.environment
    if not any(os.environ.get(name) for name in _OWN_CREDENTIALS):
        connection["aws_access_key_id"] = made_up["AWS_ACCESS_KEY_ID"]
        connection["aws_secret_access_key"] = made_up["AWS_SECRET_ACCESS_KEY"]
    if not (options.region or any(os.environ.get(name) for name in _OWN_REGION)):
        connection["aws_region"] = made_up["AWS_REGION"]
    return connection
