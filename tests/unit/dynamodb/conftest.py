"""A DynamoDB whose requests are kept and answered on the spot."""

from __future__ import annotations

import pytest

from boto3_assist.dynamodb import DynamoDB
from tests.unit.dynamodb.canned import Line, new_client


@pytest.fixture
def db() -> DynamoDB:
    return DynamoDB.from_client(new_client())


@pytest.fixture
def line(db: DynamoDB) -> Line:
    return Line(db.client)
