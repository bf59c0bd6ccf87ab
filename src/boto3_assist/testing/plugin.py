"""Fixtures for pytest; loaded in every run, so it imports nothing heavy until a test asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest

from boto3_assist.testing.backend import AwsBackend
from boto3_assist.testing.embedded import embedded_aws
from boto3_assist.testing.endpoint import aws_endpoint
from boto3_assist.testing.server import AwsServer
from boto3_assist.testing.tables import TableFactory, temporary_tables

__all__ = ["aws", "aws_backend", "aws_http", "aws_server", "pytest_configure", "table_factory"]

# In the order in which a test that asks for several of them gets its tables.
_BACKENDS = ("aws_backend", "aws_http", "aws")


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker of the server's tests known.

    Args:
        config: pytest's configuration of this run.
    """
    config.addinivalue_line("markers", "integration: talks to AWS or its stand-in over HTTP")


@pytest.fixture
def aws() -> Iterator[AwsBackend]:
    """Put moto in the place of AWS for one test; see `embedded_aws`.

    Yields:
        The backend.
    """
    with embedded_aws() as backend:
        yield backend


@pytest.fixture(scope="session")
def aws_server() -> Iterator[AwsBackend]:
    """Start an AWS server for the whole run, or name the one in BOTO3_ASSIST_TEST_ENDPOINT.

    Yields:
        The server as a backend. The environment is left alone; `aws_http` sets it.
    """
    from boto3_assist.config import get_settings

    settings = get_settings()
    endpoint_url = settings.test_endpoint
    if endpoint_url is not None:
        yield AwsBackend("server", endpoint_url)
        return
    with AwsServer(python=settings.test_server_python) as server:
        yield server.backend


@pytest.fixture
def aws_http(aws_server: AwsBackend) -> Iterator[AwsBackend]:
    """Send every client that a test makes to the AWS server; see `aws_endpoint`.

    Args:
        aws_server: The server.

    Yields:
        The backend.
    """
    with aws_endpoint(str(aws_server.endpoint_url)) as backend:
        yield backend


@pytest.fixture(params=["moto", pytest.param("server", marks=pytest.mark.integration)])
def aws_backend(request: pytest.FixtureRequest) -> AwsBackend:
    """Run a test twice: on moto as `aws` does, on the AWS server as `aws_http` does.

    Args:
        request: Names the backend of this run of the test.

    Returns:
        The backend.
    """
    name = "aws" if request.param == "moto" else "aws_http"
    return cast(AwsBackend, request.getfixturevalue(name))


@pytest.fixture
def table_factory(request: pytest.FixtureRequest) -> Iterator[TableFactory]:
    """Make tables from models, on the test's backend or else on moto; see `temporary_tables`.

    Args:
        request: Names the fixtures that the test asks for.

    Yields:
        The factory; its tables are deleted after the test.
    """
    # Asked for here, so that the backend outlives the tables whatever the order of a test's
    # arguments: deleting after its end would reach the real AWS.
    request.getfixturevalue(
        next((name for name in _BACKENDS if name in request.fixturenames), "aws")
    )
    with temporary_tables() as factory:
        yield factory
