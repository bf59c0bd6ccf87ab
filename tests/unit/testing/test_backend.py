from __future__ import annotations

import pytest

from boto3_assist.errors import ConfigurationError
from boto3_assist.testing import AwsBackend

LOCAL = "http://127.0.0.1:4566"


@pytest.mark.parametrize("url", [LOCAL, "http://localhost:8000", "http://[::1]:1", None])
def test_this_machine_is_not_remote(url: str | None) -> None:
    assert not AwsBackend("server", url).is_remote


@pytest.mark.parametrize("url", ["https://dynamodb.eu-west-1.amazonaws.com", "http://localhost.io"])
def test_another_machine_is_remote_and_gets_no_made_up_credentials(url: str) -> None:
    backend = AwsBackend("server", url)

    assert backend.is_remote
    assert backend.environment == {"AWS_ENDPOINT_URL": url}


@pytest.mark.parametrize("url", ["", "127.0.0.1:8000", "ftp://localhost", "http://"])
def test_an_endpoint_that_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        AwsBackend("server", url)

    assert "http or https URL" in caught.value.details["expected"]


@pytest.mark.parametrize(
    ("backend", "url", "key"),
    [
        (AwsBackend("moto"), "https://dynamodb.us-east-1.amazonaws.com", "testing"),
        (AwsBackend("server", LOCAL), LOCAL, "test"),
    ],
)
def test_a_client_calls_the_backend_whatever_the_environment_says(
    real_environment: dict[str, str], backend: AwsBackend, url: str, key: str
) -> None:
    client = backend.client("dynamodb")

    credentials = client._request_signer._credentials.get_frozen_credentials()
    assert client.meta.endpoint_url == url
    assert client.meta.region_name == "us-east-1"
    assert (credentials.access_key, credentials.token) == (key, None)


def test_a_client_takes_the_options_of_boto3() -> None:
    assert AwsBackend("moto").client("s3", region_name="eu-west-1").meta.region_name == "eu-west-1"


def test_a_client_of_a_remote_endpoint_has_the_callers_own_credentials(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOWN")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "own")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "https://elsewhere.example.com")

    client = AwsBackend("server", "https://aws.example.com").client(
        "dynamodb", region_name="eu-x-1"
    )

    assert client._request_signer._credentials.access_key == "AKIAOWN"
    assert client.meta.endpoint_url == "https://aws.example.com"
    assert client.meta.region_name == "eu-x-1"
