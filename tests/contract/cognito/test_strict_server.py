"""What an app client's secret, a code and a session are worth, at a server that checks them.

ministack does so when it is told to by ``AUTH=true``. It does not rotate refresh tokens, and looks
at no ``ClientSecret`` beside one: the exact requests in `tests/unit/cognito/verbs/test_signin.py`
stand for that.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from boto3_assist import errors
from boto3_assist.cognito import (
    AppClient,
    Cognito,
    CognitoUser,
    MfaCodeChallenge,
    SignInTokens,
)
from boto3_assist.testing import AwsServer
from tests.contract.cognito.authenticator import code_of, wrong_code
from tests.contract.cognito.conftest import FLOWS

PYTHON = os.environ.get("BOTO3_ASSIST_TEST_SERVER_PYTHON")
PASSWORD = SecretStr("Correct-Horse-7!")
NEW_PASSWORD = SecretStr("Chosen-Horse-9!")
# What ministack sends as the code of a sign-up.
CODE = "123456"

pytestmark = pytest.mark.skipif(
    not PYTHON, reason="BOTO3_ASSIST_TEST_SERVER_PYTHON names no server that checks secrets"
)


@dataclass(frozen=True)
class Strict:
    """A server that checks, with a user pool whose users sign in by name or e-mail address."""

    cognito: Cognito
    app: AppClient

    @property
    def pool_id(self) -> str:
        return self.app.required_pool_id("a test")


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Strict]:
    interpreter = Path(str(PYTHON)).absolute()
    checking = tmp_path_factory.mktemp("server") / "python"
    checking.write_text(f'#!/bin/sh\nAUTH=true exec {shlex.quote(str(interpreter))} "$@"\n')
    checking.chmod(0o755)
    with AwsServer(python=str(checking)) as server:
        client: Any = server.client("cognito-idp")
        pool_id = client.create_user_pool(PoolName="people", AliasAttributes=["email"])
        pool_id = pool_id["UserPool"]["Id"]
        made = client.create_user_pool_client(
            UserPoolId=pool_id, ClientName="web", GenerateSecret=True, ExplicitAuthFlows=FLOWS
        )["UserPoolClient"]
        app = AppClient(made["ClientId"], client_secret=made["ClientSecret"], user_pool_id=pool_id)
        yield Strict(Cognito.from_client(client), app)


@pytest.fixture
def ann(strict: Strict) -> Iterator[CognitoUser]:
    user = CognitoUser(username="ann", email="ann@example.com", email_verified=True)
    yield strict.cognito.create_user(strict.pool_id, user, permanent_password=PASSWORD)
    strict.cognito.delete_user(strict.pool_id, "ann")


@pytest.fixture
def tokens(strict: Strict, ann: CognitoUser) -> SignInTokens:
    tokens = strict.cognito.sign_in(strict.app, "ann", PASSWORD)
    assert isinstance(tokens, SignInTokens) and tokens.refresh_token
    return tokens


def without_it(app: AppClient) -> list[AppClient]:
    return [replace(app, client_secret=None), replace(app, client_secret="another-" * 4)]


@pytest.mark.parametrize("name", ["ann", "ann@example.com"])
@pytest.mark.parametrize("flow", ["srp", "password", "admin_password"])
def test_the_secret_hash_is_the_one_that_is_expected(
    strict: Strict, ann: CognitoUser, flow: Any, name: str
) -> None:
    """By SRP there are two, of the name that was given and of the one that the challenge names."""
    tokens = strict.cognito.sign_in(strict.app, name, PASSWORD, flow=flow)

    assert isinstance(tokens, SignInTokens)
    assert strict.cognito.get_own_user(tokens.access_token).username == "ann"
    for app in without_it(strict.app):
        with pytest.raises(errors.AuthenticationError) as caught:
            strict.cognito.sign_in(app, name, PASSWORD, flow=flow)
        assert caught.value.operation in ("InitiateAuth", "AdminInitiateAuth")


def test_a_new_password_is_set_with_the_secret_hash(strict: Strict, ann: CognitoUser) -> None:
    strict.cognito.set_password(strict.pool_id, "ann", PASSWORD, permanent=False)
    asked = strict.cognito.sign_in(strict.app, "ann@example.com", PASSWORD)
    assert not isinstance(asked, SignInTokens) and asked.name == "NEW_PASSWORD_REQUIRED"

    tokens = asked.answer_with({"NEW_PASSWORD": NEW_PASSWORD})

    assert isinstance(tokens, SignInTokens)


@pytest.mark.parametrize("flow", ["srp", "password", "admin_password"])
def test_the_code_of_an_authenticator_is_checked(
    strict: Strict, tokens: SignInTokens, flow: Any
) -> None:
    cognito = strict.cognito
    cognito.client.set_user_pool_mfa_config(
        UserPoolId=strict.pool_id,
        SoftwareTokenMfaConfiguration={"Enabled": True},
        MfaConfiguration="OPTIONAL",
    )
    secret = cognito.begin_software_token(tokens.access_token)
    with pytest.raises(errors.CodeMismatchError):
        cognito.confirm_software_token(tokens.access_token, wrong_code(secret))
    cognito.confirm_software_token(tokens.access_token, code_of(secret))
    asked = cognito.sign_in(strict.app, "ann", PASSWORD, flow=flow)

    assert isinstance(asked, MfaCodeChallenge)
    with pytest.raises(errors.CodeMismatchError):
        asked.answer(wrong_code(secret))
    assert isinstance(asked.answer(code_of(secret)), SignInTokens)


SIGN_UP: list[Callable[[Cognito, AppClient], object]] = [
    lambda c, app: c.sign_up(app, CognitoUser(username="bob", email="bob@example.com"), PASSWORD),
    lambda c, app: c.resend_confirmation_code(app, "bob"),
    lambda c, app: c.confirm_sign_up(app, "bob", CODE),
    lambda c, app: c.forgot_password(app, "bob"),
]


def test_signing_up_needs_the_secret_at_every_step(strict: Strict) -> None:
    cognito, app = strict.cognito, strict.app
    try:
        for step in SIGN_UP:
            for other in without_it(app):
                with pytest.raises(errors.AuthenticationError):
                    step(cognito, other)
            step(cognito, app)
        for other in without_it(app):
            with pytest.raises(errors.AuthenticationError):
                cognito.confirm_forgot_password(other, "bob", CODE, NEW_PASSWORD)
    finally:
        cognito.delete_user(strict.pool_id, "bob")


def test_a_sign_up_is_confirmed_by_its_code_alone(strict: Strict) -> None:
    cognito, app = strict.cognito, strict.app
    cognito.sign_up(app, CognitoUser(username="bob", email="bob@example.com"), PASSWORD)
    try:
        with pytest.raises(errors.UserNotConfirmedError):
            cognito.sign_in(app, "bob", PASSWORD, flow="password")
        with pytest.raises(errors.CodeMismatchError):
            cognito.confirm_sign_up(app, "bob", "654321")
        cognito.confirm_sign_up(app, "bob", CODE)

        assert isinstance(cognito.sign_in(app, "bob", PASSWORD), SignInTokens)
    finally:
        cognito.delete_user(strict.pool_id, "bob")


END: list[Callable[[Strict, SignInTokens], object]] = [
    lambda strict, tokens: strict.cognito.revoke_token(strict.app, tokens.refresh_token or ""),
    lambda strict, tokens: strict.cognito.sign_out_everywhere(tokens.access_token),
    lambda strict, tokens: strict.cognito.sign_out_user(strict.pool_id, "ann"),
]


@pytest.mark.parametrize("end", END, ids=["revoke_token", "sign_out_everywhere", "sign_out_user"])
def test_a_session_that_was_ended_is_over(
    strict: Strict, tokens: SignInTokens, end: Callable[[Strict, SignInTokens], object]
) -> None:
    assert tokens.refresh_token
    refreshed = strict.cognito.refresh(strict.app, tokens.refresh_token)

    end(strict, tokens)

    for access_token in (tokens.access_token, refreshed.access_token):
        with pytest.raises(errors.AuthenticationError):
            strict.cognito.get_own_user(access_token)
    with pytest.raises(errors.AuthenticationError):
        strict.cognito.refresh(strict.app, tokens.refresh_token)


def test_a_refresh_token_is_of_its_app_client(strict: Strict, tokens: SignInTokens) -> None:
    made = strict.cognito.client.create_user_pool_client(
        UserPoolId=strict.pool_id, ClientName="other"
    )["UserPoolClient"]
    assert tokens.refresh_token

    with pytest.raises(errors.AuthenticationError):
        strict.cognito.refresh(AppClient(made["ClientId"]), tokens.refresh_token)
    with pytest.raises(errors.AuthenticationError):
        strict.cognito.refresh(strict.app, tokens.access_token)
