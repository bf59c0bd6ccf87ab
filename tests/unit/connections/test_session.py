from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import pytest

from boto3_assist.config import Boto3AssistWarning
from boto3_assist.connections import Identity
from boto3_assist.connections.session import IdentitySession
from boto3_assist.errors import Boto3AssistError, ConfigurationError
from tests.unit.connections.sts_server import DEFAULT_USER, USER_A, USER_B, StsServer

KEYS_A = ("AKIAA", "secret-a")


@pytest.fixture
def profiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config, credentials = tmp_path / "config", tmp_path / "credentials"
    config.write_text("[profile b]\nregion = sa-east-1\nretry_mode = adaptive\n")
    credentials.write_text("[b]\naws_access_key_id = AKIAB\naws_secret_access_key = secret-b\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(credentials))


def client_of(*parts: Any, **options: Any) -> Any:
    return IdentitySession(Identity(*parts)).create_client("sts", **options)


@pytest.mark.parametrize(
    ("parts", "arn"),
    [
        ((), DEFAULT_USER),
        ((None, *KEYS_A), USER_A),
        (("b",), USER_B),
        (("b", *KEYS_A), USER_A),
    ],
)
def test_keys_win_over_the_profile_and_that_over_the_environment(
    sts: StsServer, profiles: None, parts: tuple[str | None, ...], arn: str
) -> None:
    assert client_of(*parts).get_caller_identity()["Arn"] == arn


def test_what_a_profile_says_besides_credentials_is_used(
    sts: StsServer, profiles: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")

    client = client_of("b", *KEYS_A)

    assert client.meta.region_name == "sa-east-1"
    assert client.meta.config.retries["mode"] == "adaptive"


def test_nothing_is_looked_for_before_the_first_client(sts: StsServer) -> None:
    session = IdentitySession(Identity("no-such-profile"))

    with pytest.raises(ConfigurationError, match="no-such-profile"):
        session.create_client("sts")


def test_a_session_that_could_not_be_made_is_made_at_the_next_try(
    sts: StsServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = IdentitySession(Identity("late"))
    with pytest.raises(ConfigurationError):
        session.create_client("sts")

    config = tmp_path / "config"
    config.write_text("[profile late]\nregion = sa-east-1\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))

    assert session.create_client("sts").meta.region_name == "eu-west-1"


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"aws_endpoint_url": "no url"}, "endpoint"),
        ({"aws_endpoint_url": ""}, "aws_endpoint_url was given as empty text"),
        ({"aws_region": ""}, "aws_region was given as empty text"),
        ({"aws_region": "not a region"}, "region"),
    ],
)
def test_a_place_that_cannot_be_is_refused(
    aws_environment: None, options: dict[str, str], text: str
) -> None:
    with pytest.raises(ConfigurationError, match=text):
        client_of(**options)


def test_a_missing_region_is_refused(
    aws_environment: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")

    with pytest.raises(ConfigurationError, match="region"):
        IdentitySession(Identity()).create_client("dynamodb")


def test_an_unknown_service_is_refused(aws_environment: None) -> None:
    with pytest.raises(Boto3AssistError, match="no-such-service"):
        IdentitySession(Identity()).create_client("no-such-service")


@pytest.mark.parametrize("host", ["10.0.0.1", "dynamodb.internal:8000", "127.0.0.1.example"])
def test_plain_http_to_another_machine_warns(aws_environment: None, host: str) -> None:
    with pytest.warns(Boto3AssistWarning, match="plain http") as caught:
        client_of(aws_endpoint_url=f"http://user:secret@{host}")

    assert caught[0].filename == __file__
    assert "secret" not in str(caught[0].message)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8000",
        "http://[::1]:8000",
        "http://localhost:8000",
        "http://aws.localhost:8000",
        "https://10.0.0.1",
    ],
)
def test_https_and_this_machine_do_not_warn(aws_environment: None, url: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert client_of(aws_endpoint_url=url).meta.endpoint_url == url


def test_plain_http_from_the_environment_warns(
    aws_environment: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://10.0.0.1")

    with pytest.warns(Boto3AssistWarning, match="plain http"):
        client_of()
