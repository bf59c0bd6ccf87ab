"""What is wrong around a call: region, credentials, endpoint, settings."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.config import Config

from boto3_assist.config import Boto3AssistWarning, get_config, get_settings, reset_config
from boto3_assist.connections import ConnectionPool
from boto3_assist.dynamodb import DynamoDB
from boto3_assist.errors import (
    Boto3AssistError,
    ConfigurationError,
    DynamoDBConnectionError,
    DynamoDBCredentialsError,
)
from tests.unit.dynamodb.canned import Answer, misbehaving_server, send

VERBS: list[Callable[[DynamoDB], Any]] = [
    lambda db: db.save({"pk": "1"}, "app"),
    lambda db: db.get({"pk": "1"}, "app"),
    lambda db: db.query("pk = :p", "app", expression_attribute_values={":p": "1"}),
    lambda db: db.delete(primary_key={"pk": "1"}, table_name="app"),
    lambda db: db.list_tables(),
]
each_verb = pytest.mark.parametrize(
    "verb", VERBS, ids=["save", "get", "query", "delete", "list_tables"]
)
FAST = Config(retries={"total_max_attempts": 1}, connect_timeout=2, read_timeout=2)
KEYS: dict[str, Any] = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "secret"}


@pytest.fixture
def pool() -> Iterator[ConnectionPool]:
    pool = ConnectionPool()
    yield pool
    pool.close()


@pytest.fixture
def closed_port() -> Iterator[int]:
    # Bound and not listening: nobody else gets the port meanwhile.
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@each_verb
def test_no_region(pool: ConnectionPool, verb: Callable[[DynamoDB], Any]) -> None:
    db = DynamoDB.from_pool(pool=pool, config=FAST, **KEYS)

    with pytest.raises(ConfigurationError, match="region") as caught:
        verb(db)
    assert "aws_region" in caught.value.details["suggestion"]


def test_no_region_is_a_result_when_failures_are(pool: ConnectionPool) -> None:
    db = DynamoDB.from_pool(pool=pool, config=FAST, raise_on_error=False, **KEYS)

    assert isinstance(db.save({"pk": "1"}, "app").error, ConfigurationError)


@each_verb
def test_no_credentials(
    pool: ConnectionPool, closed_port: int, verb: Callable[[DynamoDB], Any]
) -> None:
    db = DynamoDB.from_pool(
        pool=pool,
        config=FAST,
        aws_region="us-east-1",
        aws_endpoint_url=f"http://127.0.0.1:{closed_port}",
    )

    with pytest.raises(DynamoDBCredentialsError) as caught:
        verb(db)
    assert caught.value.error_code == "AWS_CREDENTIALS_ERROR"


@each_verb
def test_wrong_credentials(pool: ConnectionPool, verb: Callable[[DynamoDB], Any]) -> None:
    body = {
        "__type": "com.amazon.coral.service#UnrecognizedClientException",
        "message": "The security token included in the request is invalid.",
    }
    with misbehaving_server(send(Answer(body, 400))) as endpoint:
        db = DynamoDB.from_pool(
            pool=pool, config=FAST, aws_region="us-east-1", aws_endpoint_url=endpoint, **KEYS
        )
        with pytest.raises(DynamoDBCredentialsError) as caught:
            verb(db)
    assert caught.value.aws_code == "UnrecognizedClientException"
    assert "secret" not in str(caught.value.to_dict())


@each_verb
def test_an_endpoint_that_is_not_there(
    pool: ConnectionPool, closed_port: int, verb: Callable[[DynamoDB], Any]
) -> None:
    db = DynamoDB.from_pool(
        pool=pool,
        config=FAST,
        aws_region="us-east-1",
        aws_endpoint_url=f"http://127.0.0.1:{closed_port}",
        **KEYS,
    )

    with pytest.raises(DynamoDBConnectionError) as caught:
        verb(db)
    assert caught.value.retryable
    assert caught.value.http_status is None
    assert str(closed_port) in str(caught.value)


@pytest.mark.parametrize("endpoint", ["127.0.0.1:8000", "not a url", "http://"])
def test_an_endpoint_that_is_none(pool: ConnectionPool, endpoint: str) -> None:
    db = DynamoDB.from_pool(
        pool=pool, config=FAST, aws_region="us-east-1", aws_endpoint_url=endpoint, **KEYS
    )

    with pytest.raises(Boto3AssistError):
        db.save({"pk": "1"}, "app")


def test_an_unknown_setting_warns_and_the_call_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOTO3_ASSIST_RAISE_ON_EROR", "false")
    reset_config()

    with pytest.warns(Boto3AssistWarning, match="BOTO3_ASSIST_RAISE_ON_ERROR"):
        assert get_settings().raise_on_error is True


@pytest.mark.parametrize(
    ("name", "value"),
    [("RAISE_ON_ERROR", "perhaps"), ("DYNAMODB_KEY_CASE", "upper"), ("MAX_POOL_CONNECTIONS", "0")],
)
def test_a_setting_that_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"BOTO3_ASSIST_{name}", value)
    reset_config()

    with pytest.raises(ConfigurationError, match=name):
        DynamoDB.from_pool()
    with pytest.raises(ConfigurationError, match=name):
        get_config()
