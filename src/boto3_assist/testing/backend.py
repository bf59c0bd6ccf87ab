"""Says where the AWS calls of a test go and what makes them go there; starts nothing itself."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from boto3_assist.connections.endpoints import check_endpoint, is_loopback
from boto3_assist.testing.isolation import isolated_environment

__all__ = ["AwsBackend"]

_REGION = "us-east-1"


@dataclass(frozen=True)
class AwsBackend:
    """What stands in for AWS in a test.

    Attributes:
        name: ``"moto"`` for the one inside this process, ``"server"`` for one over HTTP.
        endpoint_url: Where a server listens; None for moto.

    Example:
        >>> AwsBackend("server", "http://127.0.0.1:4566").is_remote
        False
    """

    name: str
    endpoint_url: str | None = None

    def __post_init__(self) -> None:
        """Refuse an endpoint that no client could use."""
        if self.endpoint_url is not None:
            check_endpoint(self.endpoint_url)

    @property
    def is_remote(self) -> bool:
        """Whether the calls leave this machine, so that they need the caller's own credentials."""
        if self.endpoint_url is None:
            return False
        return not is_loopback(urlsplit(self.endpoint_url).hostname or "")

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables that send a client here; no credentials among them for a remote one."""
        endpoint = {"AWS_ENDPOINT_URL": self.endpoint_url} if self.endpoint_url else {}
        if self.is_remote:
            return endpoint
        # moto's account follows from any unknown key, ministack's from "test".
        credential = "test" if endpoint else "testing"
        return {
            "AWS_ACCESS_KEY_ID": credential,
            "AWS_SECRET_ACCESS_KEY": credential,
            "AWS_DEFAULT_REGION": _REGION,
            "AWS_REGION": _REGION,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "BOTO_CONFIG": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            **endpoint,
        }

    def client(self, service: str, **options: Any) -> Any:
        """Make a plain boto3 client that calls this backend, whatever the environment says.

        Args:
            service: boto3's name of the service, such as ``"dynamodb"``.
            **options: Passed on to `boto3.Session.client`.

        Returns:
            The client.
        """
        import boto3

        with isolated_environment(self.environment, keep_credentials=self.is_remote):
            session: Any = boto3.Session()
            return session.client(service, **options)
