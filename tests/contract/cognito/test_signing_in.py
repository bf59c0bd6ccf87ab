"""Signing up and in, through challenges, and what ends a session."""

from __future__ import annotations

import json
import logging
import os
from typing import Any

import pytest
from botocore.exceptions import ClientError
from pydantic import SecretStr

from boto3_assist import errors
from boto3_assist.cognito import (
    AppClient,
    Cognito,
    CognitoUser,
    MfaCodeChallenge,
    NewPasswordChallenge,
    SignInTokens,
)
from tests.contract.cognito.authenticator import code_of
from tests.contract.cognito.conftest import Pool

PASSWORD = SecretStr("Correct-Horse-7!")
WRONG = SecretStr("Incorrect-Horse-8!")
FLOWS: list[Any] = ["srp", "password", "admin_password"]


@pytest.fixture
def ann(cognito: Cognito, pool: Pool) -> CognitoUser:
    user = CognitoUser(username="ann", email="ann@example.com")
    return cognito.create_user(pool.id, user, permanent_password=PASSWORD)


def verifies_srp(pool: Pool) -> bool:
    """Whether the server looks at the proof at all: many stand-ins take any."""
    asked = pool.client.initiate_auth(
        ClientId=pool.app.client_id,
        AuthFlow="USER_SRP_AUTH",
        AuthParameters={"USERNAME": "ann", "SRP_A": "a" * 600},
    )
    session = {"Session": asked["Session"]} if "Session" in asked else {}
    try:
        pool.client.respond_to_auth_challenge(
            ClientId=pool.app.client_id,
            ChallengeName="PASSWORD_VERIFIER",
            **session,
            ChallengeResponses={
                "USERNAME": "ann",
                "TIMESTAMP": "Tue Feb 1 03:04:05 UTC 2000",
                "PASSWORD_CLAIM_SECRET_BLOCK": asked["ChallengeParameters"]["SECRET_BLOCK"],
                "PASSWORD_CLAIM_SIGNATURE": "bm8gcHJvb2Y=",
            },
        )
    except ClientError:
        return True
    return False


def own_name(cognito: Cognito, tokens: object) -> str:
    assert isinstance(tokens, SignInTokens)
    return cognito.get_own_user(tokens.access_token).username


@pytest.mark.parametrize("flow", FLOWS)
def test_the_right_password_lets_in(
    cognito: Cognito, pool: Pool, ann: CognitoUser, flow: Any
) -> None:
    tokens = cognito.sign_in(pool.app, "ann", PASSWORD, flow=flow)

    assert isinstance(tokens, SignInTokens)
    assert own_name(cognito, tokens) == "ann"
    assert tokens.refresh_token and tokens.expires_in > 0
    assert tokens.access_token.get_secret_value() not in repr(tokens)


@pytest.mark.parametrize("flow", FLOWS)
def test_a10_no_log_has_a_password_or_a_token(
    cognito: Cognito, pool: Pool, caplog: pytest.LogCaptureFixture, flow: Any
) -> None:
    """Not even botocore's, which at DEBUG has requests and answers whole."""
    caplog.set_level(logging.DEBUG)
    app = pool.app_with_secret
    user = CognitoUser(username="ann", email="ann@example.com")

    cognito.create_user(pool.id, user, permanent_password=PASSWORD)
    tokens = cognito.sign_in(app, "ann", PASSWORD, flow=flow)

    assert isinstance(tokens, SignInTokens) and tokens.refresh_token
    assert own_name(cognito, tokens) == "ann"
    assert isinstance(app.client_secret, SecretStr)
    assert "botocore" in {record.name.partition(".")[0] for record in caplog.records}
    secrets = (PASSWORD, tokens.access_token, tokens.id_token, tokens.refresh_token)
    for secret in (*secrets, app.client_secret):
        assert secret.get_secret_value() not in caplog.text
    assert "ann@example.com" not in caplog.text


@pytest.mark.parametrize("flow", FLOWS)
def test_a_wrong_password_does_not(
    cognito: Cognito, pool: Pool, ann: CognitoUser, flow: Any
) -> None:
    if flow == "srp" and not verifies_srp(pool):
        # Where the server was chosen for its SRP, as in CI, this must never go unseen.
        assert pool.backend.name == "moto" or "BOTO3_ASSIST_TEST_SERVER_PYTHON" not in os.environ
        pytest.skip("this server takes any proof of a password")

    with pytest.raises(errors.AuthenticationError) as caught:
        cognito.sign_in(pool.app, "ann", WRONG, flow=flow)

    assert WRONG.get_secret_value() not in f"{caught.value!r} {caught.value.to_dict()}"
    assert not caught.value.retryable


@pytest.mark.parametrize("flow", FLOWS)
def test_an_app_client_with_a_secret_is_proven(
    cognito: Cognito, pool: Pool, ann: CognitoUser, flow: Any
) -> None:
    tokens = cognito.sign_in(pool.app_with_secret, "ann", PASSWORD, flow=flow)

    assert own_name(cognito, tokens) == "ann"


def test_a_wrong_secret_hash_is_refused(cognito: Cognito, pool: Pool, ann: CognitoUser) -> None:
    forged = AppClient(pool.app_with_secret.client_id, client_secret="not it", user_pool_id=pool.id)
    try:
        cognito.sign_in(forged, "ann", PASSWORD)
    except errors.AuthenticationError:
        return
    if pool.backend.name == "moto":
        pytest.fail("moto compares the hash, and let a wrong one through")
    pytest.skip("this server does not compare the hash")


def test_a_disabled_user_is_not_let_in(cognito: Cognito, pool: Pool, ann: CognitoUser) -> None:
    cognito.disable_user(pool.id, "ann")

    with pytest.raises(errors.AuthenticationError):
        cognito.sign_in(pool.app, "ann", PASSWORD, flow="password")


@pytest.mark.parametrize("flow", FLOWS)
def test_a_temporary_password_is_replaced(cognito: Cognito, pool: Pool, flow: Any) -> None:
    user = CognitoUser(username="bob", email="bob@example.com")
    cognito.create_user(pool.id, user, temporary_password=PASSWORD)

    asked = cognito.sign_in(pool.app, "bob", PASSWORD, flow=flow)
    if flow == "srp" and isinstance(asked, SignInTokens):
        pytest.skip("this server forgets the challenge after SRP")
    assert isinstance(asked, NewPasswordChallenge)
    tokens = asked.answer("Chosen-Horse-9!")

    assert own_name(cognito, tokens) == "bob"
    again = cognito.sign_in(pool.app, "bob", "Chosen-Horse-9!", flow="password")
    assert isinstance(again, SignInTokens)


def test_a_challenge_is_answered_in_another_process(cognito: Cognito, pool: Pool) -> None:
    user = CognitoUser(username="bob", email="bob@example.com")
    cognito.create_user(pool.id, user, temporary_password=PASSWORD)
    asked = cognito.sign_in(pool.app, "bob", PASSWORD, flow="password")
    assert isinstance(asked, NewPasswordChallenge)

    state = json.loads(json.dumps(asked.to_state()))
    resumed = Cognito.from_pool().resume_challenge(pool.app, state)

    assert resumed == asked and isinstance(resumed, NewPasswordChallenge)
    assert own_name(cognito, resumed.answer("Chosen-Horse-9!")) == "bob"


def enrolled(cognito: Cognito, pool: Pool) -> tuple[SignInTokens, SecretStr]:
    """Sign ann in and give her an authenticator in a pool where one is a matter of choice."""
    pool.client.set_user_pool_mfa_config(
        UserPoolId=pool.id,
        SoftwareTokenMfaConfiguration={"Enabled": True},
        MfaConfiguration="OPTIONAL",
    )
    tokens = cognito.sign_in(pool.app, "ann", PASSWORD, flow="password")
    assert isinstance(tokens, SignInTokens)
    secret = cognito.begin_software_token(tokens.access_token)
    cognito.confirm_software_token(tokens.access_token, code_of(secret), device_name="phone")
    return tokens, secret


def test_an_authenticator_is_enrolled_and_asked_for(
    cognito: Cognito, pool: Pool, ann: CognitoUser
) -> None:
    _, secret = enrolled(cognito, pool)
    cognito.set_mfa_preference(pool.id, "ann", software_token="preferred")
    asked = cognito.sign_in(pool.app, "ann", PASSWORD, flow="password")

    assert cognito.get_user(pool.id, "ann").mfa_methods == ("SOFTWARE_TOKEN_MFA",)
    assert isinstance(asked, MfaCodeChallenge)
    assert (asked.name, asked.destination) == ("SOFTWARE_TOKEN_MFA", None)
    assert own_name(cognito, asked.answer(code_of(secret))) == "ann"


@pytest.mark.parametrize("by", ["an administrator", "the user"])
def test_second_factors_are_chosen(cognito: Cognito, pool: Pool, ann: CognitoUser, by: str) -> None:
    cognito.update_user(pool.id, "ann", {"phone_number": "+441632960011"})
    tokens, _ = enrolled(cognito, pool)
    seen = []

    def choose(**choices: Any) -> None:
        if by == "the user":
            cognito.set_own_mfa_preference(tokens.access_token, **choices)
        else:
            cognito.set_mfa_preference(pool.id, "ann", **choices)
        user = cognito.get_user(pool.id, "ann")
        seen.append((sorted(user.mfa_methods), user.preferred_mfa))

    choose(software_token="preferred", sms="on")
    choose(software_token="on", sms="preferred")
    choose(sms="off", software_token="preferred")
    choose(software_token="off")

    assert seen == [
        (["SMS_MFA", "SOFTWARE_TOKEN_MFA"], "SOFTWARE_TOKEN_MFA"),
        (["SMS_MFA", "SOFTWARE_TOKEN_MFA"], "SMS_MFA"),
        (["SOFTWARE_TOKEN_MFA"], "SOFTWARE_TOKEN_MFA"),
        ([], None),
    ]
    # A factor that is off is not asked for.
    assert own_name(cognito, cognito.sign_in(pool.app, "ann", PASSWORD, flow="password")) == "ann"


def test_tokens_are_refreshed(cognito: Cognito, pool: Pool, ann: CognitoUser) -> None:
    if pool.backend.name == "moto":
        pytest.skip("moto has no GetTokensFromRefreshToken")
    tokens = cognito.sign_in(pool.app, "ann", PASSWORD)
    assert isinstance(tokens, SignInTokens) and tokens.refresh_token

    new = cognito.refresh(pool.app, tokens.refresh_token)

    assert own_name(cognito, new) == "ann"
    assert new.refresh_token


def test_a_revoked_token_refreshes_nothing(cognito: Cognito, pool: Pool, ann: CognitoUser) -> None:
    if pool.backend.name == "moto":
        pytest.skip("moto has no RevokeToken")
    tokens = cognito.sign_in(pool.app, "ann", PASSWORD)
    assert isinstance(tokens, SignInTokens) and tokens.refresh_token

    cognito.revoke_token(pool.app, tokens.refresh_token)

    with pytest.raises(errors.AuthenticationError):
        cognito.refresh(pool.app, tokens.refresh_token)


def test_signing_out_everywhere_ends_the_session(
    cognito: Cognito, pool: Pool, ann: CognitoUser
) -> None:
    tokens = cognito.sign_in(pool.app, "ann", PASSWORD, flow="password")
    assert isinstance(tokens, SignInTokens)

    cognito.sign_out_everywhere(tokens.access_token)

    # Others void the refresh tokens alone, and those of the second before.
    if pool.backend.name == "moto":
        with pytest.raises(errors.AuthenticationError):
            cognito.get_own_user(tokens.access_token)


def test_an_administrator_ends_the_sessions(cognito: Cognito, pool: Pool, ann: CognitoUser) -> None:
    cognito.sign_out_user(pool.id, "ann")

    with pytest.raises(errors.UserNotFoundError):
        cognito.sign_out_user(pool.id, "nobody")


def test_a_user_signs_up_and_is_confirmed(cognito: Cognito, pool: Pool) -> None:
    user = CognitoUser(username="cyd", email="cyd@example.com")

    outcome = cognito.sign_up(pool.app, user, PASSWORD)
    if not outcome.confirmed:
        with pytest.raises(errors.AuthenticationError):
            cognito.sign_in(pool.app, "cyd", WRONG, flow="password")
        cognito.confirm_user(pool.id, "cyd")

    assert outcome.sub == cognito.get_user(pool.id, "cyd").sub
    tokens = cognito.sign_in(pool.app, "cyd", PASSWORD, flow="password")
    assert own_name(cognito, tokens) == "cyd"


def test_c6_a_failed_sign_up_raises(cognito: Cognito, pool: Pool, ann: CognitoUser) -> None:
    with pytest.raises(errors.UsernameExistsError):
        cognito.sign_up(pool.app, ann, PASSWORD)
    with pytest.raises(errors.InvalidPasswordError):
        cognito.sign_up(pool.app, CognitoUser(username="dan"), "weak")
    with pytest.raises(errors.CognitoResourceNotFoundError):
        cognito.sign_up(AppClient("nosuchclient"), CognitoUser(username="dan"), PASSWORD)


def test_a_password_is_changed_by_its_user(cognito: Cognito, pool: Pool, ann: CognitoUser) -> None:
    tokens = cognito.sign_in(pool.app, "ann", PASSWORD, flow="password")
    assert isinstance(tokens, SignInTokens)

    # ministack does not compare the previous password.
    if pool.backend.name == "moto":
        with pytest.raises(errors.AuthenticationError):
            cognito.change_password(tokens.access_token, WRONG, "Chosen-Horse-9!")
    cognito.change_password(tokens.access_token, PASSWORD, "Chosen-Horse-9!")

    again = cognito.sign_in(pool.app, "ann", "Chosen-Horse-9!", flow="password")
    assert isinstance(again, SignInTokens)
