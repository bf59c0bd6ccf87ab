"""Where requests go: nowhere, answered before they are sent, or to the canned server."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import boto3
from botocore.config import Config

from benchmarks.stub import answer

__all__ = ["REGION", "Backend", "isolate"]

REGION: Final = "us-east-1"

_MADE_UP: Final = "benchmark"
_MOST_WORKERS: Final = 32


@dataclass(frozen=True)
class Backend:
    """Where requests go.

    Attributes:
        endpoint_url: URL of the canned server; None for the stub.
    """

    endpoint_url: str | None = None

    def client(self) -> Any:
        """Make a plain boto3 client.

        Returns:
            The client, which is not stubbed yet.
        """
        return _session().client("dynamodb", **self.options())

    def resource(self) -> Any:
        """Make a plain boto3 resource.

        Returns:
            The resource, whose client is not stubbed yet.
        """
        return _session().resource("dynamodb", **self.options())

    def options(self) -> dict[str, Any]:
        """Give the arguments that both are made with.

        Returns:
            Name → value.
        """
        config = Config(retries={"mode": "standard"}, max_pool_connections=_MOST_WORKERS)
        return {"region_name": REGION, "endpoint_url": self.endpoint_url, "config": config}

    def answer(self, client: Any, bodies: Mapping[str, Mapping[str, Any]]) -> None:
        """Say what is answered; the server knows by itself.

        Args:
            client: A client of botocore.
            bodies: AWS's name of an operation → the body of its response, values in wire form.
        """
        if self.endpoint_url is None:
            answer(client, bodies)


@cache
def _session() -> boto3.session.Session:
    # One for all: each would read the files of botocore anew.
    return boto3.session.Session()


def isolate(environment: Mapping[str, str]) -> dict[str, str]:
    """Take out what settings and credentials there are, and put made-up credentials in.

    Args:
        environment: Name → value.

    Returns:
        An environment of which nothing but the measured code decides.
    """
    # Without compiled files, each fresh process would compile what is measured.
    left_out = ("AWS_", "BOTO", "PYNAMODB_", "DYNTASTIC_", "PYTHONDONTWRITEBYTECODE")
    kept = {n: text for n, text in environment.items() if not n.upper().startswith(left_out)}
    return {
        **kept,
        "AWS_ACCESS_KEY_ID": _MADE_UP,
        "AWS_SECRET_ACCESS_KEY": _MADE_UP,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
