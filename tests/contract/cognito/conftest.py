"""A user pool of each test's own, and the library's Cognito on the same backend."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from boto3_assist.cognito import AppClient, Cognito
from boto3_assist.testing import AwsBackend
from tests.service_models import service_models_are_read_once

__all__ = ["FLOWS", "Pool", "service_models_are_read_once"]

FLOWS = [
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_USER_SRP_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
]


@dataclass(frozen=True)
class Pool:
    """A user pool with two app clients."""

    id: str
    app: AppClient
    app_with_secret: AppClient
    backend: AwsBackend
    client: Any


@pytest.fixture
def cognito(aws_backend: AwsBackend) -> Cognito:
    return Cognito.from_pool()


@pytest.fixture
def pool(aws_backend: AwsBackend, cognito: Cognito) -> Iterator[Pool]:
    # The library's own: loading the service's model for another one takes half a second.
    client: Any = cognito.client
    pool_id = client.create_user_pool(
        PoolName="people",
        Schema=[
            {"Name": "tenant", "AttributeDataType": "String", "Mutable": True},
            {"Name": "roles", "AttributeDataType": "String", "Mutable": True},
        ],
    )["UserPool"]["Id"]

    def app(**options: Any) -> AppClient:
        made = client.create_user_pool_client(
            UserPoolId=pool_id, ClientName="web", ExplicitAuthFlows=FLOWS, **options
        )["UserPoolClient"]
        return AppClient(
            made["ClientId"], client_secret=made.get("ClientSecret"), user_pool_id=pool_id
        )

    yield Pool(pool_id, app(), app(GenerateSecret=True), aws_backend, client)
    client.delete_user_pool(UserPoolId=pool_id)
