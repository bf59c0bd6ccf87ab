from __future__ import annotations

import json
import pickle
from datetime import datetime, timezone
from typing import Any

import pytest

from boto3_assist.errors import ConfigurationError
from boto3_assist.secrets.content import read_credentials

SECRET = "wJalrXUtnFEMI/K7MDENG"
KEYS = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": SECRET}


def response(content: object) -> dict[str, Any]:
    text = content if isinstance(content, (str, bytes)) else json.dumps(content)
    return {"SecretBinary" if isinstance(text, bytes) else "SecretString": text}


@pytest.mark.parametrize(
    "content",
    [
        KEYS,
        {"AccessKeyId": "AKIDEXAMPLE", "SecretAccessKey": SECRET},
        {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": SECRET},
        {"access-key-id": "AKIDEXAMPLE", "secretAccessKey": SECRET, "UserName": "ann", "port": 5},
        {**KEYS, "aws_session_token": None, "expiration": ""},
        json.dumps(KEYS).encode(),
    ],
)
def test_the_parts_are_found_by_their_names(content: object) -> None:
    credentials = read_credentials(response(content), "partner")

    assert credentials.aws_access_key_id.get_secret_value() == "AKIDEXAMPLE"
    assert credentials.aws_secret_access_key.get_secret_value() == SECRET
    assert (credentials.aws_session_token, credentials.expires_at) == (None, None)


@pytest.mark.parametrize("time", ["2026-11-01T09:30:00Z", "2026-11-01T10:30:00+01:00"])
def test_temporary_credentials_have_a_token_and_an_end(time: str) -> None:
    content = {**KEYS, "SessionToken": "token", "Expiration": time}

    credentials = read_credentials(response(content), "partner")

    assert credentials.aws_session_token is not None
    assert credentials.aws_session_token.get_secret_value() == "token"
    assert credentials.expires_at == datetime(2026, 11, 1, 9, 30, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    "content",
    [
        SECRET,
        f'{{"aws_secret_access_key": "{SECRET}"',
        f'["{SECRET}"]',
        f'"{SECRET}"',
        "",
        b"\xff\xfe",
        {},
        {"aws_access_key_id": "AKIDEXAMPLE"},
        {"aws_secret_access_key": SECRET},
        {**KEYS, "aws_secret_access_key": ""},
        {**KEYS, "SecretAccessKey": SECRET},
        f'{{"AccessKeyId": "A", "AccessKeyId": "B", "SecretAccessKey": "{SECRET}"}}',
        f'{{"aws_secret_access_key": "{SECRET}", "x": {"[" * 100_000}',
        {**KEYS, "aws_session_token": {"it": SECRET}},
        {**KEYS, "aws_access_key_id": 7},
        {**KEYS, "expiration": SECRET},
        {**KEYS, "expiration": "2026-11-01T09:30:00"},
    ],
)
def test_a10_what_is_no_credentials_is_refused_and_not_shown(content: object) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_credentials(response(content), "partner")

    error = caught.value
    assert "partner" in error.message
    assert (error.__cause__, error.__context__) == (None, None)
    assert SECRET not in str(error) + repr(error.to_dict()) + repr(pickle.dumps(error))


@pytest.mark.parametrize(
    ("content", "missing"),
    [
        ({"AccessKeyId": "AKIDEXAMPLE"}, "holds no aws_secret_access_key;"),
        ({"SecretAccessKey": SECRET}, "holds no aws_access_key_id;"),
        ({}, "holds no aws_access_key_id and no aws_secret_access_key;"),
    ],
)
def test_the_part_that_is_missing_is_named(content: object, missing: str) -> None:
    with pytest.raises(ConfigurationError, match=missing):
        read_credentials(response(content), "partner")


def test_a_secret_without_content_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        read_credentials({}, "partner")


def test_a10_the_repr_shows_nothing() -> None:
    content = {**KEYS, "aws_session_token": "token-of-ann"}

    credentials = read_credentials(response(content), "partner")

    shown = repr(credentials) + str(credentials) + repr(credentials.options())
    assert not any(part in shown for part in content.values())


def test_the_options_are_those_of_a_service() -> None:
    credentials = read_credentials(response({**KEYS, "aws_session_token": "token"}), "partner")

    assert credentials.options() == {
        "aws_access_key_id": credentials.aws_access_key_id,
        "aws_secret_access_key": credentials.aws_secret_access_key,
        "aws_session_token": credentials.aws_session_token,
    }
