from __future__ import annotations

import logging
from typing import Any

import pytest

from boto3_assist.connections import AssumedRole, Identity
from boto3_assist.connections.call import call
from boto3_assist.connections.session import IdentitySession
from boto3_assist.errors import AwsError, CredentialsError
from tests.unit.connections.sts_server import (
    DEFAULT_USER,
    ROLE_A,
    SESSION_A,
    Assumption,
    StsServer,
)

HUB = "arn:aws:iam::555555555555:role/Hub"
HUB_SESSION = "arn:aws:sts::555555555555:assumed-role/Hub/hub-name"


def client_of(*roles: AssumedRole) -> Any:
    return IdentitySession(Identity(roles=roles)).create_client("sts")


def test_each_role_is_assumed_by_the_one_before_with_what_it_asks_for(sts: StsServer) -> None:
    client = client_of(
        AssumedRole(HUB, session_name="hub-name", duration_seconds=7200),
        AssumedRole(ROLE_A, "external-a", duration_seconds=1800),
    )

    assert sts.assumed == []
    assert client.get_caller_identity()["Arn"] == SESSION_A
    assert sts.assumed == [
        Assumption(DEFAULT_USER, HUB, None, "hub-name", 7200),
        Assumption(HUB_SESSION, ROLE_A, "external-a", "boto3-assist", 1800),
    ]


def test_what_sts_is_asked_and_answers_is_in_no_log(
    sts: StsServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = client_of(AssumedRole(ROLE_A, "external-a"))
    client.get_caller_identity()

    assert len(sts.assumed) == 1
    assert "GetCallerIdentity" in caplog.text
    assert "AssumeRole" not in _shown_by(caplog, "botocore.endpoint", "botocore.parsers")
    assert "external-a" not in caplog.text
    assert "<SecretAccessKey>" not in caplog.text


def _shown_by(caplog: pytest.LogCaptureFixture, *loggers: str) -> str:
    return "\n".join(each.getMessage() for each in caplog.records if each.name in loggers)


@pytest.mark.parametrize("seconds", [900, 1800, 3600, 43_200])
def test_fresh_credentials_are_not_renewed(sts: StsServer, seconds: int) -> None:
    client = client_of(AssumedRole(HUB, duration_seconds=seconds))
    for _ in range(3):
        client.get_caller_identity()

    assert len(sts.assumed) == 1


@pytest.mark.parametrize(
    ("seconds", "left", "renewed"),
    [(3600, 910, False), (3600, 890, True), (900, 240, False), (900, 210, True)],
)
def test_credentials_are_renewed_in_the_last_quarter_of_a_session(
    sts: StsServer, seconds: int, left: int, renewed: bool
) -> None:
    sts.seconds_left = left
    client = client_of(AssumedRole(HUB, duration_seconds=seconds))
    client.get_caller_identity()
    sts.seconds_left = None
    client.get_caller_identity()

    assert (len(sts.assumed) == 2) is renewed


def test_clients_of_one_session_share_the_assumed_role(sts: StsServer) -> None:
    session = IdentitySession(Identity(roles=(AssumedRole(HUB),)))
    for _ in range(2):
        session.create_client("sts").get_caller_identity()

    assert len(sts.assumed) == 1


def test_a_refused_role_is_a_typed_error_and_is_tried_again(sts: StsServer) -> None:
    client = client_of(AssumedRole(ROLE_A, "wrong-external-id"))

    with pytest.raises(AwsError) as caught:
        call(client.get_caller_identity, {})

    assert caught.value.aws_code == "AccessDenied"
    assert sts.assumed == []


def test_no_credentials_to_assume_with_is_a_typed_error(
    sts: StsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    client = client_of(AssumedRole(HUB))

    with pytest.raises(CredentialsError):
        call(client.get_caller_identity, {})

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIADEFAULT")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret-default")
    assert call(client.get_caller_identity, {})["Account"] == "555555555555"


def test_sts_is_called_in_the_first_clients_region_for_lack_of_another(
    sts: StsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    session = IdentitySession(Identity(roles=(AssumedRole(HUB),)))
    client = session.create_client("sts", aws_region="eu-south-1")

    client.get_caller_identity()

    assert len(sts.assumed) == 1
