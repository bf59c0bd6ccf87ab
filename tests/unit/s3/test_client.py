"""How S3's clients are made."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.config import Config

from boto3_assist.connections import ConnectionPool
from boto3_assist.s3 import S3


@pytest.fixture
def pool() -> ConnectionPool:
    return ConnectionPool()


def test_a_server_that_is_not_aws(pool: ConnectionPool) -> None:
    s3 = S3.from_compatible_server(
        "http://127.0.0.1:9000",
        pool=pool,
        aws_access_key_id="a",
        aws_secret_access_key="b",
        aws_region="eu-west-1",
    )
    config: Any = s3.client.meta.config

    assert s3.client.meta.endpoint_url == "http://127.0.0.1:9000"
    assert config.s3["addressing_style"] == "path"
    assert config.request_checksum_calculation == "when_required"
    assert config.response_checksum_validation == "when_required"
    assert config.signature_version == "s3v4"


def test_what_the_caller_says_wins(pool: ConnectionPool) -> None:
    s3 = S3.from_compatible_server(
        "http://127.0.0.1:9000",
        pool=pool,
        aws_region="eu-west-1",
        config=Config(
            read_timeout=7,
            response_checksum_validation="when_supported",
            s3={"payload_signing_enabled": True},
        ),
    )
    config: Any = s3.client.meta.config

    assert config.read_timeout == 7
    assert config.request_checksum_calculation == "when_required"
    assert config.response_checksum_validation == "when_supported"
    assert config.s3 == {"addressing_style": "path", "payload_signing_enabled": True}


def test_the_preset_shares_a_client(pool: ConnectionPool) -> None:
    first = S3.from_compatible_server("http://127.0.0.1:9000", pool=pool, aws_region="eu-west-1")
    second = S3.from_compatible_server("http://127.0.0.1:9000", pool=pool, aws_region="eu-west-1")
    plain = S3.from_pool(
        aws_endpoint_url="http://127.0.0.1:9000", pool=pool, aws_region="eu-west-1"
    )

    assert first.client is second.client
    assert plain.client is not first.client


def test_e4_another_signature_is_another_client(pool: ConnectionPool) -> None:
    def client(signature_version: str | None) -> object:
        config = Config(signature_version=signature_version) if signature_version else None
        return S3.from_pool(pool=pool, aws_region="eu-west-1", config=config).client

    assert client("s3v4") is client("s3v4")
    assert client(None) is not client("s3v4")


def test_e4_roles_are_taken(pool: ConnectionPool) -> None:
    role = "arn:aws:iam::123456789012:role/reader"
    plain = S3.from_pool(pool=pool, aws_region="eu-west-1")
    assumed = S3.from_pool(pool=pool, aws_region="eu-west-1", assume_role_arn=role)

    assert assumed.client is not plain.client
