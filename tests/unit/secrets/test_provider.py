from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from boto3_assist.dynamodb import DynamoDB
from boto3_assist.errors import (
    ExpiredCredentialsError,
    InvalidParameterError,
    ResourceNotFoundError,
)
from boto3_assist.secrets import SecretsManagerProvider, get_credentials_from_secrets_manager
from boto3_assist.testing import AwsBackend

START = datetime(2026, 11, 1, 9, 30, tzinfo=timezone.utc)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Vault:
    """The secret "partner" in moto, and how often it was read."""

    def __init__(self, backend: AwsBackend) -> None:
        self.client = backend.client("secretsmanager")
        self.reads = 0
        self.is_down = False

    def keep(self, key: str, **more: str) -> None:
        content = json.dumps(
            {"aws_access_key_id": key, "aws_secret_access_key": f"secret-{key}", **more}
        )
        try:
            self.client.create_secret(Name="partner", SecretString=content)
        except self.client.exceptions.ResourceExistsException:
            self.client.put_secret_value(SecretId="partner", SecretString=content)


@pytest.fixture
def vault(aws: AwsBackend, monkeypatch: pytest.MonkeyPatch) -> Iterator[Vault]:
    kept = Vault(aws)
    read = get_credentials_from_secrets_manager

    def counted(secret_id: str, **options: Any) -> Any:
        kept.reads += 1
        if kept.is_down:
            raise ResourceNotFoundError("the secret is away")
        return read(secret_id, **options)

    home = "boto3_assist.secrets.provider.get_credentials_from_secrets_manager"
    monkeypatch.setattr(home, counted)
    yield kept


def key_of(provider: SecretsManagerProvider) -> str:
    frozen = provider.load().get_frozen_credentials()
    assert frozen.secret_key == f"secret-{frozen.access_key}"
    return str(frozen.access_key)


def test_nothing_is_read_before_the_first_use(vault: Vault) -> None:
    provider = SecretsManagerProvider("partner")
    provider.create_session(aws_region="eu-west-1").client("dynamodb")

    assert vault.reads == 0


def test_credentials_are_kept_and_read_again_when_they_are_old(vault: Vault) -> None:
    clock = Clock()
    provider = SecretsManagerProvider("partner", max_age_seconds=60, clock=clock)
    vault.keep("AKID1")

    assert [key_of(provider) for _ in range(3)] == ["AKID1"] * 3
    assert vault.reads == 1

    vault.keep("AKID2")
    clock.pass_by(60)
    assert (key_of(provider), vault.reads) == ("AKID1", 1)
    clock.pass_by(1)
    assert (key_of(provider), vault.reads) == ("AKID2", 2)


def test_credentials_at_hand_are_kept_while_the_secret_cannot_be_read(
    vault: Vault, caplog: pytest.LogCaptureFixture
) -> None:
    clock = Clock()
    provider = SecretsManagerProvider("partner", max_age_seconds=60, clock=clock)
    vault.keep("AKID1")
    key_of(provider)
    vault.is_down = True

    clock.pass_by(61)
    assert [key_of(provider) for _ in range(3)] == ["AKID1"] * 3
    # One attempt in half a minute, so that an outage there is none here.
    assert vault.reads == 2
    assert "AKID1" not in caplog.text
    assert [record.levelname for record in caplog.records] == ["WARNING"]

    vault.is_down = False
    vault.keep("AKID2")
    clock.pass_by(31)
    assert key_of(provider) == "AKID2"


def test_without_credentials_at_hand_the_failure_is_raised(vault: Vault) -> None:
    provider = SecretsManagerProvider("partner")

    with pytest.raises(ResourceNotFoundError):
        key_of(provider)
    vault.keep("AKID1")
    assert key_of(provider) == "AKID1"


def test_temporary_credentials_are_read_again_when_they_end(vault: Vault) -> None:
    clock = Clock()
    provider = SecretsManagerProvider("partner", max_age_seconds=3600, clock=clock)
    vault.keep("AKID1", session_token="t1", expiration="2026-11-01T09:31:00Z")
    assert provider.load().get_frozen_credentials().token == "t1"

    vault.keep("AKID2", session_token="t2", expiration="2026-11-01T09:40:00Z")
    clock.pass_by(61)
    assert key_of(provider) == "AKID2"


def test_a_secret_that_takes_long_to_read_is_used(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    provider = SecretsManagerProvider("partner", max_age_seconds=1, clock=clock)
    vault.keep("AKID1")

    def slow(secret_id: str, **options: Any) -> Any:
        clock.pass_by(2)
        return get_credentials_from_secrets_manager(secret_id, **options)

    monkeypatch.setattr("boto3_assist.secrets.provider.get_credentials_from_secrets_manager", slow)

    assert key_of(provider) == "AKID1"


def test_credentials_that_end_while_they_are_read_are_not_used(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    provider = SecretsManagerProvider("partner", clock=clock)
    vault.keep("AKID1", expiration="2026-11-01T09:30:01Z")

    def slow(secret_id: str, **options: Any) -> Any:
        clock.pass_by(2)
        return get_credentials_from_secrets_manager(secret_id, **options)

    monkeypatch.setattr("boto3_assist.secrets.provider.get_credentials_from_secrets_manager", slow)

    with pytest.raises(ExpiredCredentialsError):
        key_of(provider)


def test_many_threads_read_the_secret_once(vault: Vault) -> None:
    provider = SecretsManagerProvider("partner")
    vault.keep("AKID1")
    start = threading.Barrier(8)

    def read(_: int) -> str:
        start.wait(10)
        return key_of(provider)

    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(read, range(8))) == {"AKID1"}
    assert vault.reads == 1


def test_credentials_that_have_expired_are_not_used(vault: Vault) -> None:
    clock = Clock()
    provider = SecretsManagerProvider("partner", clock=clock)
    vault.keep("AKID1", expiration="2026-11-01T09:31:00Z")
    assert key_of(provider) == "AKID1"
    vault.is_down = True

    clock.pass_by(61)
    with pytest.raises(ExpiredCredentialsError):
        key_of(provider)


def test_a_client_of_the_session_signs_with_the_credentials_of_the_secret(vault: Vault) -> None:
    vault.keep("AKID1")
    session = SecretsManagerProvider("partner").create_session(aws_region="eu-west-1")
    client = session.client("dynamodb")
    signatures: list[str] = []
    client.meta.events.register(
        "before-send.dynamodb",
        lambda request, **_: signatures.append(str(request.headers["Authorization"])),
    )

    assert DynamoDB.from_client(client).list_tables() == []
    assert len(signatures) == 1 and "Credential=AKID1/" in signatures[0]


@pytest.mark.parametrize("seconds", [0, 0.5, -1, float("inf"), float("nan"), "60", True, None])
def test_an_age_that_is_none_is_refused(seconds: Any) -> None:
    with pytest.raises(InvalidParameterError, match="max_age_seconds was given as") as caught:
        SecretsManagerProvider("partner", max_age_seconds=seconds)

    assert "given" in caught.value.details


def test_a10_neither_repr_nor_log_shows_a_key(
    vault: Vault, caplog: pytest.LogCaptureFixture
) -> None:
    vault.keep("AKID1")
    provider = SecretsManagerProvider("partner")
    caplog.set_level(logging.DEBUG)

    key_of(provider)

    assert "AKID1" not in repr(provider) + repr(provider.load())
    assert "AKID1" not in caplog.text
