from __future__ import annotations

import pickle

import pytest
from pydantic import SecretStr

from boto3_assist.cognito import AppClient
from boto3_assist.errors import InvalidParameterError, MissingParameterError


def test_the_secret_hash_is_the_hmac_of_name_and_client() -> None:
    # printf 'ann1example23456789' | openssl dgst -sha256 -hmac s3cret -binary | base64
    app = AppClient("1example23456789", client_secret="s3cret")

    assert app.secret_hash("ann") == "9Eyw4Iyrjf5kvIbnlCY0jT2IF38lQHuDAbwE1f53ETE="
    assert AppClient("1example23456789").secret_hash("ann") is None


@pytest.mark.parametrize("secret", ["s3cret", SecretStr("s3cret")])
def test_a10_the_secret_is_not_shown(secret: str | SecretStr) -> None:
    app = AppClient("client", client_secret=secret, user_pool_id="eu-west-1_x")

    assert "s3cret" not in f"{app!r} {app} {vars(app)}"
    assert app == AppClient("client", client_secret="s3cret", user_pool_id="eu-west-1_x")
    assert pickle.loads(pickle.dumps(app)) == app


@pytest.mark.parametrize("client_id", ["", None])
def test_a_client_has_an_id(client_id: str) -> None:
    with pytest.raises(MissingParameterError, match="client_id"):
        AppClient(client_id)


def test_an_empty_secret_is_refused() -> None:
    with pytest.raises(MissingParameterError, match="client_secret"):
        AppClient("client", client_secret="")


@pytest.mark.parametrize("pool", ["eu-west-1", "_x", "eu-west-1_"])
def test_a_pool_has_a_region_and_a_name(pool: str) -> None:
    with pytest.raises(InvalidParameterError, match="user_pool_id"):
        AppClient("client", user_pool_id=pool)


def test_what_needs_the_pool_says_so() -> None:
    with pytest.raises(MissingParameterError, match="SRP"):
        AppClient("client").required_pool_id("SRP")
    assert AppClient("client", user_pool_id="eu-west-1_x").required_pool_id("SRP") == "eu-west-1_x"
