"""An STS that tells callers apart, and a pool that starts empty."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from boto3_assist.config import reset_config
from boto3_assist.connections import ConnectionPool
from tests.unit.connections.sts_server import StsServer, sts_server


@pytest.fixture
def pool() -> Iterator[ConnectionPool]:
    pool = ConnectionPool()
    yield pool
    pool.close()


@pytest.fixture
def aws_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The least that botocore needs to make a client, and settings read anew."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIADEFAULT")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret-default")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    reset_config()
    yield
    reset_config()


@pytest.fixture
def sts(aws_environment: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[StsServer]:
    with sts_server() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", server.url)
        yield server
