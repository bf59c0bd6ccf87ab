"""A DynamoDB whose requests are kept and answered on the spot."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from boto3_assist.config import reset_config
from boto3_assist.dynamodb import DynamoDB
from tests.unit.dynamodb.canned import Line, new_client


@pytest.fixture(autouse=True)
def no_settings() -> Iterator[None]:
    reset_config()
    yield
    reset_config()


@pytest.fixture
def db() -> DynamoDB:
    return DynamoDB.from_client(new_client())


@pytest.fixture
def line(db: DynamoDB) -> Line:
    return Line(db.client)
