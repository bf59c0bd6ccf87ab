"""A Cognito whose requests are compared with what is expected, and answered on the spot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from boto3_assist.cognito import Cognito
from boto3_assist.config import reset_config


@pytest.fixture(scope="session")
def _model() -> Any:
    """Loads the service's model once: it is the dearest part of making a client."""
    return boto3.Session()


@pytest.fixture
def cognito(_model: Any) -> Iterator[Cognito]:
    reset_config()
    yield Cognito.from_client(
        _model.client(
            "cognito-idp",
            region_name="eu-west-1",
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )
    )
    reset_config()


@pytest.fixture
def stubber(cognito: Cognito) -> Iterator[Stubber]:
    with Stubber(cognito.client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()
