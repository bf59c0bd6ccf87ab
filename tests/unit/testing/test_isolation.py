from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import boto3
import pytest

from boto3_assist.config import get_settings
from boto3_assist.connections import ConnectionPool
from boto3_assist.errors import ConfigurationError
from boto3_assist.testing import AwsBackend, aws_endpoint, embedded_aws
from boto3_assist.testing.isolation import isolated_environment

LOCAL = "http://127.0.0.1:4566"
Enter = Callable[[], AbstractContextManager[AwsBackend]]
WAYS = pytest.mark.parametrize(
    "enter",
    [pytest.param(embedded_aws, id="moto"), pytest.param(lambda: aws_endpoint(LOCAL), id="server")],
)


def environment() -> dict[str, str]:
    """The environment but for what pytest itself writes in the middle of a test."""
    return {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"}


@WAYS
def test_nothing_of_an_account_is_visible_inside(
    real_environment: dict[str, str], enter: Enter
) -> None:
    with enter():
        visible = [
            name for name, value in real_environment.items() if os.environ.get(name) == value
        ]
        session = boto3.Session()
        credentials = session.get_credentials()

        assert visible == []
        assert session.available_profiles == []
        assert session.region_name == "us-east-1"
        assert credentials is not None
        assert credentials.access_key in ("test", "testing")
        assert credentials.token is None
        assert (get_settings().aws_profile, get_settings().aws_region) == (None, None)


@WAYS
def test_the_environment_of_before_is_back_afterwards(
    real_environment: dict[str, str], enter: Enter
) -> None:
    before = environment()

    with enter():
        os.environ["AWS_PROFILE"] = "made-inside"
        os.environ["AWS_NEW"] = "made-inside"
        del os.environ["AWS_REGION"]

    assert environment() == before
    assert get_settings().aws_profile == "real-library-profile"


@WAYS
def test_an_exception_inside_restores_as_well(
    real_environment: dict[str, str], enter: Enter
) -> None:
    before, session = environment(), boto3.DEFAULT_SESSION

    with pytest.raises(KeyError, match="inside"), enter():
        raise KeyError("inside")

    assert environment() == before
    assert boto3.DEFAULT_SESSION is session


@WAYS
def test_the_library_makes_its_clients_anew_inside_and_afterwards(enter: Enter) -> None:
    pool = ConnectionPool.default()
    before = pool.get_client("dynamodb", aws_region="eu-west-1")

    with enter():
        inside = pool.get_client("dynamodb", aws_region="eu-west-1")
        assert inside is pool.get_client("dynamodb", aws_region="eu-west-1")
        assert inside._request_signer._credentials.access_key in ("test", "testing")
    after = pool.get_client("dynamodb", aws_region="eu-west-1")

    assert inside is not before
    assert after is not inside


def test_nested_uses_restore_one_another(real_environment: dict[str, str]) -> None:
    before = environment()

    with embedded_aws() as outer:
        outer.client("dynamodb", region_name="us-east-1")
        within_outer = environment()
        with aws_endpoint(LOCAL):
            assert os.environ["AWS_ENDPOINT_URL"] == LOCAL
            with embedded_aws():
                assert "AWS_ENDPOINT_URL" not in os.environ
            assert os.environ["AWS_ENDPOINT_URL"] == LOCAL
        assert environment() == within_outer

    assert environment() == before


def test_a_nested_use_keeps_the_data_of_the_outer_one() -> None:
    with embedded_aws() as outer:
        outer.client("s3").create_bucket(Bucket="kept")
        with embedded_aws() as inner:
            seen = inner.client("s3").list_buckets()["Buckets"]
        still_seen = outer.client("s3").list_buckets()["Buckets"]

    assert [bucket["Name"] for bucket in seen] == ["kept"]
    assert [bucket["Name"] for bucket in still_seen] == ["kept"]


def test_a_second_use_starts_empty() -> None:
    with embedded_aws() as first:
        first.client("s3").create_bucket(Bucket="gone")
    with embedded_aws() as second:
        assert second.client("s3").list_buckets()["Buckets"] == []


def test_what_bears_on_no_account_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "orders")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "2")
    monkeypatch.setenv("BOTO3_ASSIST_APP_TABLE_NAME", "orders")

    with embedded_aws():
        assert os.environ["AWS_LAMBDA_FUNCTION_NAME"] == "orders"
        assert os.environ["AWS_MAX_ATTEMPTS"] == "2"
        assert get_settings().app_table_name == "orders"


def test_no_proxy_stands_before_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "intranet")
    monkeypatch.delenv("no_proxy", raising=False)

    with isolated_environment({}):
        assert os.environ["NO_PROXY"] == "intranet,127.0.0.1,localhost,::1"
        assert os.environ["no_proxy"] == "127.0.0.1,localhost,::1"

    assert os.environ["NO_PROXY"] == "intranet"
    assert "no_proxy" not in os.environ


@WAYS
def test_a_client_of_before_cannot_call_aws_inside(enter: Enter) -> None:
    client: Any = boto3.client(
        "dynamodb",
        region_name="eu-west-1",
        aws_access_key_id="AKIAREAL",
        aws_secret_access_key="real",
    )
    # As one made before moto was imported: moto hears of its calls no more than of this one's.
    from moto.core.models import botocore_stubber

    client.meta.events.unregister("before-send", botocore_stubber)

    with enter(), pytest.raises(ConfigurationError) as caught:
        client.list_tables()

    assert "dynamodb.eu-west-1.amazonaws.com" in caught.value.message
    assert "inside the test environment" in caught.value.details["suggestion"]


@WAYS
def test_boto3s_default_session_of_before_is_hidden(
    monkeypatch: pytest.MonkeyPatch, enter: Enter
) -> None:
    of_before = boto3.Session(aws_access_key_id="AKIAREAL", aws_secret_access_key="real")
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", of_before)

    with enter():
        client: Any = boto3.client("dynamodb")

    assert client._request_signer._credentials.access_key in ("test", "testing")
    assert boto3.DEFAULT_SESSION is of_before


def test_a_remote_endpoint_keeps_credentials_and_region(real_environment: dict[str, str]) -> None:
    url = "https://dynamodb.eu-west-1.amazonaws.com"

    with aws_endpoint(url) as backend:
        assert backend.is_remote
        assert os.environ["AWS_ENDPOINT_URL"] == url
        assert "AWS_ENDPOINT_URL_DYNAMODB" not in os.environ
        kept = {"AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_REGION", "AWS_CONFIG_FILE"}
        assert {name: os.environ[name] for name in kept} == {
            name: real_environment[name] for name in kept
        }

    assert os.environ["AWS_ENDPOINT_URL"] == real_environment["AWS_ENDPOINT_URL"]
