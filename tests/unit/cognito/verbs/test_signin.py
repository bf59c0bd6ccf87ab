from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any

import pytest
from botocore.stub import Stubber
from pydantic import SecretStr

from boto3_assist import errors
from boto3_assist.cognito import (
    AppClient,
    Challenge,
    Cognito,
    CustomChallenge,
    MfaCodeChallenge,
    MfaSelectionChallenge,
    MfaSetupChallenge,
    NewPasswordChallenge,
    SignInTokens,
)
from tests.unit.cognito.signin.srp_server import SrpServer

POOL = "eu-west-1_AbCdEfGhI"
SECRET = "a-secret-of-24-characters"
APP = AppClient("client1", user_pool_id=POOL)
SECRET_APP = AppClient("client1", client_secret=SECRET, user_pool_id=POOL)
PASSWORD = SecretStr("Correct-Horse-7!")
SESSION = "session-4711-session-4711"
RESULT = {
    "AccessToken": "access-4711",
    "IdToken": "id-4711",
    "RefreshToken": "refresh-4711",
    "ExpiresIn": 300,
    "TokenType": "Bearer",
}
SIGNED_IN = {"AuthenticationResult": RESULT}
TOKENS = SignInTokens(
    SecretStr("access-4711"), SecretStr("id-4711"), SecretStr("refresh-4711"), 300
)


def asks(name: str, **parameters: str) -> dict[str, Any]:
    return {"ChallengeName": name, "Session": SESSION, "ChallengeParameters": parameters}


def answers(name: str, app: AppClient = APP, user: str = "ann", **responses: Any) -> dict[str, Any]:
    secret_hash = app.secret_hash(user)
    hashed = {"SECRET_HASH": secret_hash} if secret_hash else {}
    return {
        "ClientId": "client1",
        "ChallengeName": name,
        "Session": SESSION,
        "ChallengeResponses": {"USERNAME": user, **responses, **hashed},
    }


def begins(app: AppClient = APP) -> dict[str, Any]:
    secret_hash = app.secret_hash("ann")
    hashed = {"SECRET_HASH": secret_hash} if secret_hash else {}
    return {
        "ClientId": "client1",
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": {"USERNAME": "ann", "PASSWORD": "Correct-Horse-7!", **hashed},
    }


def challenged(
    cognito: Cognito, stubber: Stubber, response: dict[str, Any], app: AppClient = APP
) -> Any:
    stubber.add_response("initiate_auth", response, begins(app))
    return cognito.sign_in(app, "ann", PASSWORD, flow="password")


@pytest.mark.parametrize("app", [APP, SECRET_APP], ids=["public", "with a secret"])
def test_a_password_is_sent(cognito: Cognito, stubber: Stubber, app: AppClient) -> None:
    assert challenged(cognito, stubber, SIGNED_IN, app) == TOKENS


def test_an_administrator_sends_it_with_the_pool(cognito: Cognito, stubber: Stubber) -> None:
    request = {**begins(), "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "UserPoolId": POOL}
    stubber.add_response(
        "admin_initiate_auth", asks("SMS_MFA"), {**request, "ClientMetadata": {"a": "b"}}
    )
    asked = cognito.sign_in(APP, "ann", PASSWORD, flow="admin_password", client_metadata={"a": "b"})
    stubber.add_response(
        "admin_respond_to_auth_challenge",
        SIGNED_IN,
        {**answers("SMS_MFA", SMS_MFA_CODE="123456"), "UserPoolId": POOL},
    )

    assert isinstance(asked, MfaCodeChallenge)
    assert asked.answer("123456") == TOKENS


@pytest.mark.parametrize("flow", ["srp", "admin_password"])
def test_a_flow_that_needs_the_pool_is_not_begun_without(cognito: Cognito, flow: Any) -> None:
    with Stubber(cognito.client), pytest.raises(errors.MissingParameterError, match="pool"):
        cognito.sign_in(AppClient("client1"), "ann", PASSWORD, flow=flow)


def test_an_unknown_flow_is_refused(cognito: Cognito) -> None:
    flow: Any = "USER_PASSWORD_AUTH"
    with Stubber(cognito.client), pytest.raises(errors.InvalidParameterError, match="flow"):
        cognito.sign_in(APP, "ann", PASSWORD, flow=flow)


@pytest.mark.parametrize(
    ("username", "password"), [("", "pw"), ("ann", ""), ("ann", SecretStr(""))]
)
def test_nothing_is_sent_without_name_or_password(
    cognito: Cognito, username: str, password: SecretStr
) -> None:
    with Stubber(cognito.client), pytest.raises(errors.MissingParameterError):
        cognito.sign_in(APP, username, password, flow="password")


CODES = [
    ("SMS_MFA", "SMS_MFA_CODE"),
    ("SOFTWARE_TOKEN_MFA", "SOFTWARE_TOKEN_MFA_CODE"),
    ("EMAIL_OTP", "EMAIL_OTP_CODE"),
    ("SMS_OTP", "SMS_OTP_CODE"),
]


@pytest.mark.parametrize(("name", "response"), CODES)
def test_a_code_is_given(cognito: Cognito, stubber: Stubber, name: str, response: str) -> None:
    asked = challenged(
        cognito, stubber, asks(name, USER_ID_FOR_SRP="u-1", CODE_DELIVERY_DESTINATION="+4***")
    )
    stubber.add_response(
        "respond_to_auth_challenge", SIGNED_IN, answers(name, APP, "u-1", **{response: "123456"})
    )

    assert isinstance(asked, MfaCodeChallenge) and asked.destination == "+4***"
    assert asked.answer(SecretStr("123456")) == TOKENS


def test_tokens_beside_a_challenge_are_not_believed(cognito: Cognito, stubber: Stubber) -> None:
    asked = challenged(cognito, stubber, {**asks("SMS_MFA"), **SIGNED_IN})

    assert isinstance(asked, MfaCodeChallenge)


@pytest.mark.parametrize(
    "names",
    [
        {"USER_ID_FOR_SRP": "u-1"},
        {"USERNAME": "u-1"},
        {"USERNAME": "u-1", "USER_ID_FOR_SRP": "u-2"},
    ],
)
def test_the_hash_is_made_of_the_name_that_the_challenge_gives(
    cognito: Cognito, stubber: Stubber, names: dict[str, str]
) -> None:
    asked = challenged(cognito, stubber, asks("SMS_MFA", **names), SECRET_APP)
    expected = answers("SMS_MFA", SECRET_APP, "u-1", SMS_MFA_CODE="1")
    stubber.add_response("respond_to_auth_challenge", SIGNED_IN, expected)

    assert asked.answer("1") == TOKENS
    assert expected["ChallengeResponses"]["SECRET_HASH"] == SECRET_APP.secret_hash("u-1")


def test_a_new_password_is_set_with_what_the_pool_requires(
    cognito: Cognito, stubber: Stubber
) -> None:
    asked = challenged(
        cognito,
        stubber,
        asks(
            "NEW_PASSWORD_REQUIRED",
            requiredAttributes='["userAttributes.name", "userAttributes.custom:t"]',
            userAttributes='{"email": "a@b.c"}',
        ),
    )
    responses = {
        "NEW_PASSWORD": "Chosen-Horse-9!",
        "userAttributes.name": "Ann",
        "userAttributes.custom:t": "true",
    }
    stubber.add_response(
        "respond_to_auth_challenge",
        SIGNED_IN,
        {
            **answers("NEW_PASSWORD_REQUIRED", APP, "ann", **responses),
            "ClientMetadata": {"a": "b"},
        },
    )

    assert isinstance(asked, NewPasswordChallenge)
    assert asked.required_attributes == ("name", "custom:t")
    tokens = asked.answer(
        SecretStr("Chosen-Horse-9!"),
        attributes={"name": "Ann", "custom:t": True},
        client_metadata={"a": "b"},
    )
    assert tokens == TOKENS


@pytest.mark.parametrize("text", ["", "[", '"a"', "[1]", "{}"])
def test_a_list_that_cannot_be_read_is_an_error(
    cognito: Cognito, stubber: Stubber, text: str
) -> None:
    asked = challenged(cognito, stubber, asks("SELECT_MFA_TYPE", MFAS_CAN_CHOOSE=text))

    with pytest.raises(errors.CognitoResponseIntegrityError, match="MFAS_CAN_CHOOSE"):
        asked.choices


def test_a_list_may_come_as_one() -> None:
    """As moto gives it, which no client of botocore's minds."""

    class Client:
        def initiate_auth(self, **_: object) -> dict[str, Any]:
            parameters = {"MFAS_CAN_SETUP": ["SMS_MFA"]}
            return {"ChallengeName": "MFA_SETUP", "ChallengeParameters": parameters}

    asked = Cognito.from_client(Client()).sign_in(APP, "ann", PASSWORD, flow="password")

    assert isinstance(asked, MfaSetupChallenge) and asked.choices == ("SMS_MFA",)


def test_one_challenge_follows_another(cognito: Cognito, stubber: Stubber) -> None:
    asked = challenged(
        cognito, stubber, asks("SELECT_MFA_TYPE", MFAS_CAN_CHOOSE='["SMS_MFA", "EMAIL_OTP"]')
    )
    assert isinstance(asked, MfaSelectionChallenge)
    with pytest.raises(errors.InvalidParameterError, match="none of those"):
        asked.answer("SOFTWARE_TOKEN_MFA")
    stubber.add_response(
        "respond_to_auth_challenge", asks("SMS_MFA"), answers("SELECT_MFA_TYPE", ANSWER="SMS_MFA")
    )
    stubber.add_response(
        "respond_to_auth_challenge", SIGNED_IN, answers("SMS_MFA", SMS_MFA_CODE="1")
    )

    code = asked.answer("SMS_MFA")

    assert isinstance(code, MfaCodeChallenge)
    assert code.answer("1") == TOKENS


def test_an_authenticator_is_enrolled_on_the_way(cognito: Cognito, stubber: Stubber) -> None:
    asked = challenged(cognito, stubber, asks("MFA_SETUP", MFAS_CAN_SETUP='["SOFTWARE_TOKEN_MFA"]'))
    second, third = f"second-{SESSION}", f"third-{SESSION}"
    stubber.add_response(
        "associate_software_token",
        {"SecretCode": "JBSWY3DPEHPK3PXP", "Session": second},
        {"Session": SESSION},
    )
    stubber.add_response(
        "verify_software_token",
        {"Status": "SUCCESS", "Session": third},
        {"Session": second, "UserCode": "123456", "FriendlyDeviceName": "phone"},
    )
    stubber.add_response(
        "respond_to_auth_challenge", SIGNED_IN, {**answers("MFA_SETUP"), "Session": third}
    )

    assert isinstance(asked, MfaSetupChallenge) and asked.choices == ("SOFTWARE_TOKEN_MFA",)
    setup = asked.begin_software_token()
    assert setup.secret.get_secret_value() == "JBSWY3DPEHPK3PXP"
    assert "JBSWY3DP" not in repr(setup) and "session" not in repr(setup.session)
    assert setup.answer("123456", device_name="phone") == TOKENS


@pytest.mark.parametrize(
    ("response", "error"),
    [
        ({"Status": "ERROR", "Session": SESSION}, errors.CodeMismatchError),
        ({"Session": SESSION}, errors.CodeMismatchError),
        ({"Status": "SUCCESS"}, errors.CognitoResponseIntegrityError),
    ],
)
def test_an_authenticator_counts_only_when_its_code_was_right(
    cognito: Cognito, stubber: Stubber, response: dict[str, Any], error: type[Exception]
) -> None:
    asked = challenged(cognito, stubber, asks("MFA_SETUP"))
    secret = {"SecretCode": "JBSWY3DPEHPK3PXP", "Session": SESSION}
    stubber.add_response("associate_software_token", secret, {"Session": SESSION})
    stubber.add_response(
        "verify_software_token", response, {"Session": SESSION, "UserCode": "123456"}
    )

    with pytest.raises(error):
        asked.begin_software_token().answer("123456")


def test_a_secret_without_a_session_is_an_error(cognito: Cognito, stubber: Stubber) -> None:
    asked = challenged(cognito, stubber, asks("MFA_SETUP"))
    stubber.add_response("associate_software_token", {"SecretCode": "JBSWY3DPEHPK3PXP"})

    with pytest.raises(errors.CognitoResponseIntegrityError):
        asked.begin_software_token()


def test_a_question_of_the_pools_own_is_answered(cognito: Cognito, stubber: Stubber) -> None:
    asked = challenged(cognito, stubber, asks("CUSTOM_CHALLENGE", question="colour?"))
    stubber.add_response(
        "respond_to_auth_challenge", SIGNED_IN, answers("CUSTOM_CHALLENGE", ANSWER="blue")
    )

    assert isinstance(asked, CustomChallenge) and asked.parameters["question"] == "colour?"
    assert asked.answer(SecretStr("blue")) == TOKENS


def test_a_challenge_without_a_class_is_answered_in_cognitos_words(
    cognito: Cognito, stubber: Stubber
) -> None:
    asked = challenged(cognito, stubber, asks("WEB_AUTHN", CREDENTIAL_REQUEST_OPTIONS="{}"))
    stubber.add_response(
        "respond_to_auth_challenge", SIGNED_IN, answers("WEB_AUTHN", CREDENTIAL="{}")
    )

    assert type(asked) is Challenge and asked.name == "WEB_AUTHN"
    assert asked.answer_with({"CREDENTIAL": SecretStr("{}")}) == TOKENS


@pytest.mark.parametrize("name", ["SMS_MFA", "NEW_PASSWORD_REQUIRED", "WEB_AUTHN"])
def test_a_challenge_is_carried_to_another_process(
    cognito: Cognito, stubber: Stubber, name: str
) -> None:
    asked = challenged(cognito, stubber, asks(name, USER_ID_FOR_SRP="u-1"))

    resumed = cognito.resume_challenge(APP, json.loads(json.dumps(asked.to_state())))

    assert resumed == asked and type(resumed) is type(asked)
    stubber.add_response("respond_to_auth_challenge", SIGNED_IN, answers(name, user="u-1", X="1"))
    assert resumed.answer_with({"X": "1"}) == TOKENS


@pytest.mark.parametrize("flow", [None, "admin_password"])
def test_an_administrators_challenge_is_answered_by_an_administrator(
    cognito: Cognito, stubber: Stubber, flow: Any
) -> None:
    stubber.add_response("admin_initiate_auth", asks("SMS_MFA"))
    asked: Any = cognito.sign_in(APP, "ann", PASSWORD, flow="admin_password")

    resumed = cognito.resume_challenge(APP, json.loads(json.dumps(asked.to_state())), flow=flow)

    stubber.add_response(
        "admin_respond_to_auth_challenge",
        SIGNED_IN,
        {**answers("SMS_MFA", SMS_MFA_CODE="123456"), "UserPoolId": POOL},
    )
    assert isinstance(resumed, MfaCodeChallenge) and resumed.answer("123456") == TOKENS


def test_the_flow_that_is_given_wins_over_that_of_a_state(
    cognito: Cognito, stubber: Stubber
) -> None:
    state = challenged(cognito, stubber, asks("SMS_MFA")).to_state()

    resumed = cognito.resume_challenge(APP, {**state, "flow": "admin_password"}, flow="password")

    stubber.add_response("respond_to_auth_challenge", SIGNED_IN, answers("SMS_MFA", X="1"))
    assert resumed.answer_with({"X": "1"}) == TOKENS


@pytest.mark.parametrize("flow", [None, "", "ADMIN", ["srp"]])
def test_a_state_of_no_flow_is_refused(cognito: Cognito, stubber: Stubber, flow: Any) -> None:
    state = challenged(cognito, stubber, asks("SMS_MFA")).to_state()

    with pytest.raises(errors.ValidationError):
        cognito.resume_challenge(APP, {**state, "flow": flow})


@pytest.mark.parametrize("flow", [None, "srp"])
@pytest.mark.parametrize("state", [None, "{}", []])
def test_a_state_that_is_no_dictionary_is_refused(cognito: Cognito, state: Any, flow: Any) -> None:
    with pytest.raises(errors.ValidationError, match="state"):
        cognito.resume_challenge(APP, state, flow=flow)


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"name": "SMS_MFA"},
        {"name": "SMS_MFA", "username": "a", "session": 5, "parameters": {}},
        {"name": "SMS_MFA", "username": "a", "session": "s", "parameters": []},
        {"name": None, "username": "a", "session": "s", "parameters": {}},
    ],
)
def test_a_state_of_another_shape_is_refused(cognito: Cognito, state: dict[str, Any]) -> None:
    with pytest.raises(errors.ValidationError, match="state"):
        cognito.resume_challenge(APP, {"flow": "srp", **state})


@pytest.mark.parametrize("client_id", ["another", "", None, 7])
def test_a_state_of_another_app_client_is_refused(
    cognito: Cognito, stubber: Stubber, client_id: Any
) -> None:
    state = challenged(cognito, stubber, asks("SMS_MFA")).to_state()

    with pytest.raises(errors.ValidationError, match="another app client") as caught:
        cognito.resume_challenge(APP, {**state, "client_id": client_id})

    assert SESSION not in f"{caught.value} {caught.value.to_dict()}"


def test_a_challenge_shows_neither_session_nor_parameters(
    cognito: Cognito, stubber: Stubber
) -> None:
    asked = challenged(cognito, stubber, asks("CUSTOM_CHALLENGE", hint="4712"), SECRET_APP)

    for shown in (repr(asked), str(asked), repr(asked.conversation)):
        assert not {part for part in (SESSION, "4712", SECRET) if part in shown}


@pytest.mark.parametrize(
    "response",
    [
        {},
        {"AuthenticationResult": {}},
        {"AuthenticationResult": {"AccessToken": "a"}},
        {"AuthenticationResult": {"IdToken": "a"}},
        {"AuthenticationResult": {"AccessToken": "", "IdToken": "a"}},
    ],
)
def test_nobody_is_signed_in_by_silence(
    cognito: Cognito, stubber: Stubber, response: dict[str, Any]
) -> None:
    with pytest.raises(errors.CognitoResponseIntegrityError) as caught:
        challenged(cognito, stubber, response)

    assert not caught.value.retryable


def test_a_refresh_keeps_the_token_that_stays_in_force(cognito: Cognito, stubber: Stubber) -> None:
    result = {name: value for name, value in RESULT.items() if name != "RefreshToken"}
    stubber.add_response(
        "get_tokens_from_refresh_token",
        {"AuthenticationResult": result},
        {"ClientId": "client1", "RefreshToken": "old-4711"},
    )

    tokens = cognito.refresh(APP, SecretStr("old-4711"))

    assert tokens.refresh_token == SecretStr("old-4711")
    assert tokens.access_token == TOKENS.access_token


def test_a_refresh_with_rotation_gives_the_new_token(cognito: Cognito, stubber: Stubber) -> None:
    stubber.add_response(
        "get_tokens_from_refresh_token",
        SIGNED_IN,
        {
            "ClientId": "client1",
            "RefreshToken": "old-4711",
            "ClientSecret": SECRET,
            "ClientMetadata": {"a": "b"},
        },
    )

    assert cognito.refresh(SECRET_APP, "old-4711", client_metadata={"a": "b"}) == TOKENS


def test_a_token_that_was_rotated_out_is_told(cognito: Cognito, stubber: Stubber) -> None:
    stubber.add_client_error("get_tokens_from_refresh_token", "RefreshTokenReuseException")

    with pytest.raises(errors.RefreshTokenReuseError, match="REFRESH_TOKEN_REUSED"):
        cognito.refresh(APP, "old-4711")


class Pool:
    """A stand-in for the client, which proves passwords as Cognito does."""

    def __init__(self, *, session: str | None = None, after: Mapping[str, Any] = SIGNED_IN) -> None:
        self.server = SrpServer("AbCdEfGhI")
        self.server.add_user("u-1", "Correct-Horse-7!")
        self.session = {"Session": session} if session else {}
        self.after = after
        self.requests: list[dict[str, Any]] = []

    def initiate_auth(self, **request: Any) -> dict[str, Any]:
        self.requests.append(request)
        parameters = self.server.challenge("u-1", request["AuthParameters"]["SRP_A"])
        return {
            "ChallengeName": "PASSWORD_VERIFIER",
            "ChallengeParameters": parameters,
            **self.session,
        }

    def respond_to_auth_challenge(self, **request: Any) -> Mapping[str, Any]:
        self.requests.append(request)
        if not self.server.accepts(request["ChallengeResponses"]):
            raise errors.AuthenticationError("refused by the stand-in")
        return self.after


@pytest.mark.parametrize("session", [None, SESSION])
@pytest.mark.parametrize("app", [APP, SECRET_APP], ids=["public", "with a secret"])
def test_srp_proves_the_password_without_sending_it(session: str | None, app: AppClient) -> None:
    pool = Pool(session=session)

    began = datetime.now(timezone.utc)
    tokens = Cognito.from_client(pool).sign_in(
        app, "ann@example.com", PASSWORD, client_metadata={"a": "b"}
    )
    ended = datetime.now(timezone.utc)

    assert tokens == TOKENS
    first, second = pool.requests
    assert first == {
        "ClientId": "client1",
        "AuthFlow": "USER_SRP_AUTH",
        "AuthParameters": {
            "USERNAME": "ann@example.com",
            "SRP_A": first["AuthParameters"]["SRP_A"],
            **({"SECRET_HASH": app.secret_hash("ann@example.com")} if app is SECRET_APP else {}),
        },
        "ClientMetadata": {"a": "b"},
    }
    responses = second["ChallengeResponses"]
    assert second.get("Session") == session
    assert (second["ChallengeName"], second["ClientMetadata"]) == ("PASSWORD_VERIFIER", {"a": "b"})
    assert responses["USERNAME"] == "u-1"
    assert responses.get("SECRET_HASH") == app.secret_hash("u-1")
    told = datetime.strptime(responses["TIMESTAMP"], "%a %b %d %H:%M:%S UTC %Y")
    assert began.replace(microsecond=0) <= told.replace(tzinfo=timezone.utc) <= ended
    assert "Correct-Horse" not in json.dumps(pool.requests)


@pytest.mark.parametrize("wrong", ["correct-Horse-7!", "Correct-Horse-7", "Correct-Horse-7! "])
def test_srp_with_a_wrong_password_is_refused(wrong: str) -> None:
    with pytest.raises(errors.AuthenticationError):
        Cognito.from_client(Pool()).sign_in(APP, "ann", wrong)


def test_srp_may_end_in_another_challenge() -> None:
    pool = Pool(after=asks("SOFTWARE_TOKEN_MFA"))

    asked = Cognito.from_client(pool).sign_in(APP, "ann", PASSWORD)

    assert isinstance(asked, MfaCodeChallenge) and asked.username == "u-1"


def test_tokens_before_the_proof_are_not_believed(cognito: Cognito, stubber: Stubber) -> None:
    stubber.add_response("initiate_auth", SIGNED_IN)

    with pytest.raises(errors.CognitoResponseIntegrityError, match="proven"):
        cognito.sign_in(APP, "ann", PASSWORD)


def test_another_challenge_than_the_proof_is_handed_on(cognito: Cognito, stubber: Stubber) -> None:
    stubber.add_response("initiate_auth", asks("CUSTOM_CHALLENGE"))

    assert isinstance(cognito.sign_in(APP, "ann", PASSWORD), CustomChallenge)


# Named, not written out in the calls: a traceback shows the lines of the source.
PW, TOKEN, CODE = PASSWORD.get_secret_value(), "token-4711", "123456"
CALLS: list[tuple[str, Callable[[Cognito], Any]]] = [
    ("initiate_auth", lambda c: c.sign_in(SECRET_APP, "ann", PW, flow="password")),
    ("initiate_auth", lambda c: c.sign_in(SECRET_APP, "ann", PW)),
    ("get_tokens_from_refresh_token", lambda c: c.refresh(SECRET_APP, TOKEN)),
    ("revoke_token", lambda c: c.revoke_token(SECRET_APP, TOKEN)),
    ("get_user", lambda c: c.get_own_user(TOKEN)),
    ("change_password", lambda c: c.change_password(TOKEN, PW, PW)),
    ("admin_set_user_password", lambda c: c.set_password(POOL, "ann", PW, permanent=True)),
    (
        "confirm_forgot_password",
        lambda c: c.confirm_forgot_password(SECRET_APP, "ann", CODE, PW),
    ),
]
REFUSALS = ["NotAuthorizedException", "InvalidParameterException", "InternalErrorException"]


def shown_by(error: errors.Boto3AssistError, caplog: pytest.LogCaptureFixture) -> str:
    own = (each for each in caplog.records if each.name.startswith("boto3_assist"))
    return "\n".join(
        [
            repr(error),
            json.dumps(error.to_dict()),
            *traceback.format_exception(error),
            *(record.getMessage() for record in own),
        ]
    )


@pytest.mark.parametrize("code", REFUSALS)
@pytest.mark.parametrize(("method", "call"), CALLS, ids=[method for method, _ in CALLS])
def test_a10_no_secret_is_in_a_log_line_an_error_or_its_traceback(
    cognito: Cognito,
    stubber: Stubber,
    caplog: pytest.LogCaptureFixture,
    method: str,
    call: Callable[[Cognito], Any],
    code: str,
) -> None:
    caplog.set_level(logging.DEBUG, logger="boto3_assist")
    # As a careless server might, which repeats what it was given.
    echo = f"1 validation error detected: Value '{PW} {TOKEN} {CODE} {SECRET}' is wrong"
    stubber.add_client_error(method, code, echo, 400)

    with pytest.raises(errors.CognitoError) as caught:
        call(cognito)

    shown = shown_by(caught.value, caplog)
    assert method in caplog.text
    assert not [secret for secret in (PW, TOKEN, CODE, SECRET) if secret in shown]


NUMBER: Any = 4711
LIST: Any = [PW]
# As `json.loads` makes it of "\\ud800"; no encoding has it.
HALF = f"{PW}\ud800"
REFUSED: list[Callable[[Cognito], Any]] = [
    lambda c: c.sign_in(SECRET_APP, "ann", NUMBER, flow="password"),
    lambda c: c.set_password(POOL, "ann", LIST, permanent=True),
    lambda c: c.change_password(TOKEN, "", PW),
    lambda c: c.sign_in(SECRET_APP, "ann", HALF),
    lambda c: c.sign_in(SECRET_APP, HALF, PW),
    # Shorter than botocore lets pass.
    lambda c: c.revoke_token(AppClient("client1", client_secret=str(NUMBER)), TOKEN),
    lambda c: c.set_password("not a pool", "ann", PW, permanent=NUMBER),
]


@pytest.mark.parametrize("call", REFUSED)
def test_a10_a_refused_argument_is_not_shown(
    cognito: Cognito, caplog: pytest.LogCaptureFixture, call: Callable[[Cognito], Any]
) -> None:
    caplog.set_level(logging.DEBUG, logger="boto3_assist")

    with pytest.raises(errors.ValidationError) as caught:
        call(cognito)

    assert PW not in shown_by(caught.value, caplog)
    assert "4711" not in f"{caught.value} {caught.value.details}"
