from __future__ import annotations

import pytest

from boto3_assist.connections.endpoints import check_endpoint, is_loopback
from boto3_assist.connections.identity import Identity
from boto3_assist.connections.session import IdentitySession
from boto3_assist.errors import ConfigurationError

UNUSABLE = [
    "",
    "127.0.0.1:8000",
    "ftp://127.0.0.1",
    "http://",
    "http://[",
    "http://127.0.0.1:0",
    "http://127.0.0.1:99999",
    "http://127.0.0.1:port",
]


@pytest.mark.parametrize("url", UNUSABLE)
def test_a_url_that_cannot_be_called_is_refused(url: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        check_endpoint(url)

    assert raised.value.__cause__ is None
    assert raised.value.details["expected"]


@pytest.mark.parametrize("source", ["argument", "environment"])
# An empty variable counts as none.
@pytest.mark.parametrize("url", [url for url in UNUSABLE if url])
def test_no_client_is_made_for_it(url: str, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    session = IdentitySession(Identity(access_key_id="AKIAEXAMPLE", secret_access_key="example"))
    if source == "environment":
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)

    with pytest.raises(ConfigurationError):
        session.create_client(
            "dynamodb",
            aws_region="eu-west-1",
            aws_endpoint_url=url if source == "argument" else None,
        )


@pytest.mark.parametrize("url", ["me:secret@host", "http://me:secret@host:0/"])
def test_a_password_in_it_is_not_shown(url: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        check_endpoint(url)

    assert "secret" not in str(raised.value)
    assert "secret" not in str(raised.value.details)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000", "https://[::1]:1", "http://aws.localhost"]
)
def test_a_url_that_can_be_called_is_taken_apart(url: str) -> None:
    assert is_loopback(check_endpoint(url).hostname or "")


@pytest.mark.parametrize("host", ["10.0.0.1", "localhost.example", "127.0.0.1.example", ""])
def test_other_hosts_are_not_this_machine(host: str) -> None:
    assert not is_loopback(host)
