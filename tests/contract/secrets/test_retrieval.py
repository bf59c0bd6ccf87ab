"""Credentials out of secrets as servers keep them."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from uuid import uuid4

import pytest

from boto3_assist.dynamodb import DynamoDB
from boto3_assist.errors import AwsError, InvalidParameterError, ResourceNotFoundError
from boto3_assist.secrets import get_credentials_from_secrets_manager
from boto3_assist.testing import AwsBackend

SECRET = "wJalrXUtnFEMI/K7MDENG"
CONTENT = json.dumps({"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": SECRET})

Keep = Callable[[str | bytes], str]


@pytest.fixture
def keep(aws_backend: AwsBackend, request: pytest.FixtureRequest) -> Keep:
    client = aws_backend.client("secretsmanager")

    def keep(content: str | bytes) -> str:
        name = f"partner-{uuid4().hex}"
        member = "SecretString" if isinstance(content, str) else "SecretBinary"
        client.create_secret(Name=name, **{member: content})
        request.addfinalizer(
            lambda: client.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
        )
        return name

    return keep


@pytest.mark.parametrize("content", [CONTENT, CONTENT.encode()])
def test_the_credentials_of_a_secret(keep: Keep, content: str | bytes) -> None:
    credentials = get_credentials_from_secrets_manager(keep(content))

    assert credentials.aws_access_key_id.get_secret_value() == "AKIDEXAMPLE"
    assert credentials.aws_secret_access_key.get_secret_value() == SECRET


def test_a_service_calls_with_them(keep: Keep) -> None:
    credentials = get_credentials_from_secrets_manager(keep(CONTENT))
    db = DynamoDB.from_pool(**credentials.options())
    signatures: list[str] = []
    db.client.meta.events.register(
        "before-send.dynamodb",
        lambda request, **_: signatures.append(str(request.headers["Authorization"])),
    )

    db.list_tables()

    assert len(signatures) == 1 and "Credential=AKIDEXAMPLE/" in signatures[0]


def test_a_version_by_its_label(aws_backend: AwsBackend, keep: Keep) -> None:
    name = keep(CONTENT)
    newer = CONTENT.replace("AKIDEXAMPLE", "AKIDNEWER")
    aws_backend.client("secretsmanager").put_secret_value(SecretId=name, SecretString=newer)

    current = get_credentials_from_secrets_manager(name)
    previous = get_credentials_from_secrets_manager(name, version_stage="AWSPREVIOUS")

    assert current.aws_access_key_id.get_secret_value() == "AKIDNEWER"
    assert previous.aws_access_key_id.get_secret_value() == "AKIDEXAMPLE"


def test_a_secret_that_is_not_there(aws_backend: AwsBackend) -> None:
    name = f"absent-{uuid4().hex}"

    with pytest.raises(ResourceNotFoundError, match=name) as caught:
        get_credentials_from_secrets_manager(name)

    assert isinstance(caught.value, AwsError)
    assert caught.value.details["given"] == {"SecretId": name}
    assert caught.value.operation == "GetSecretValue"


@pytest.mark.parametrize("secret_id", ["", None, 7])
def test_an_id_that_is_none_is_refused(secret_id: str) -> None:
    with pytest.raises(InvalidParameterError):
        get_credentials_from_secrets_manager(secret_id)


def test_a10_nothing_of_a_secret_is_logged(keep: Keep, caplog: pytest.LogCaptureFixture) -> None:
    name = keep(CONTENT)
    caplog.set_level(logging.DEBUG)

    get_credentials_from_secrets_manager(name)

    assert SECRET not in caplog.text and "AKIDEXAMPLE" not in caplog.text
    # botocore's own log is back: what others get is none of this module's business.
    logging.getLogger("botocore.parsers").debug("after")
    assert "after" in caplog.text
