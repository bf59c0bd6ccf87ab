"""Puts moto in the place of AWS inside this process; knows no server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from boto3_assist.errors import ConfigurationError
from boto3_assist.testing.backend import AwsBackend
from boto3_assist.testing.isolation import isolation

__all__ = ["embedded_aws"]


def _mock_aws() -> Callable[..., AbstractContextManager[Any]]:
    try:
        from moto import mock_aws
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            f"the module {error.name!r} is missing, which embedded AWS needs",
            details={
                "expected": "the extra `testing`",
                "suggestion": "pip install 'boto3-assist[testing]'",
            },
        ) from error
    return mock_aws


@contextmanager
def embedded_aws() -> Iterator[AwsBackend]:
    """Run a block with moto in the place of AWS, and real credentials out of reach.

    Inside, the environment names made-up credentials and the region us-east-1, no profile, role or
    endpoint of the machine is seen, the library starts without settings, clients or sessions of
    before, and a client that was made before cannot call AWS. All of it is undone afterwards.
    Uses may be nested; the innermost shares the data of the outermost. Where moto is not installed,
    entering raises `ConfigurationError`.

    Yields:
        The backend, whose `client` makes plain boto3 clients for arranging and asserting.

    Example:
        >>> with embedded_aws() as aws:
        ...     aws.client("sts").get_caller_identity()["Account"]
        '123456789012'
    """
    mock_aws = _mock_aws()
    backend = AwsBackend("moto")
    with (
        isolation(backend.environment),
        # The credentials are those of the isolation: moto would replace them by its own.
        mock_aws(config={"core": {"mock_credentials": False}}),
    ):
        yield backend
