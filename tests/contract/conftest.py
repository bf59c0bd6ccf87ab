"""What contract tests share: each runs on moto and again on a server over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from boto3_assist.testing import AwsBackend

if TYPE_CHECKING:
    from boto3_assist.dynamodb import DynamoDB


@pytest.fixture
def db(aws_backend: AwsBackend) -> DynamoDB:
    """A DynamoDB from the pool, on the backend of this run of the test."""
    from boto3_assist.dynamodb import DynamoDB

    return DynamoDB.from_pool()
