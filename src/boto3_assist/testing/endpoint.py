"""Sends the AWS calls of a test to a server that is already there; starts none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from boto3_assist.testing.backend import AwsBackend
from boto3_assist.testing.isolation import isolation

__all__ = ["aws_endpoint"]


@contextmanager
def aws_endpoint(endpoint_url: str) -> Iterator[AwsBackend]:
    """Run a block in which every client made from the environment calls one endpoint.

    For an endpoint on this machine, the isolation is that of `embedded_aws`, with the credentials
    ``test:test``. For any other, which may be AWS itself, the caller's credentials, profile and
    region stay as they are.

    Args:
        endpoint_url: The address, such as ``"http://127.0.0.1:8000"``; anything but an HTTP address
            raises `ConfigurationError`.

    Yields:
        The backend, whose `client` makes plain boto3 clients for arranging and asserting.
    """
    backend = AwsBackend("server", endpoint_url)
    with isolation(backend.environment, keep_credentials=backend.is_remote):
        yield backend
