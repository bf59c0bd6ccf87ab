from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.stub import Stubber

from boto3_assist import errors
from boto3_assist.cognito import AppClient, Cognito, CognitoUser, UserFilter
from boto3_assist.connections.cognito_codes import COGNITO_CODES

POOL = "eu-west-1_AbCdEfGhI"
ANN = CognitoUser(username="ann", email="ann@example.com")
MADE = {"User": {"Username": "ann"}}
REFUSALS = sorted(code for codes in COGNITO_CODES.values() for code in codes)


class _Raw:
    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self) -> Any:
        yield self._content


def refuse(cognito: Cognito, code: str) -> list[AWSPreparedRequest]:
    """Answer every request of the client with an error, below botocore's own retries."""
    heard: list[AWSPreparedRequest] = []
    headers: Any = {}

    def answer(request: AWSPreparedRequest, **_: Any) -> Any:
        heard.append(request)
        body = json.dumps({"__type": code, "message": "refused"}).encode()
        return AWSResponse(request.url, 400, headers, _Raw(body))

    cognito.client.meta.events.register("before-send", answer)
    return heard


@pytest.mark.parametrize("code", REFUSALS)
def test_c7_what_cannot_succeed_is_sent_once(cognito: Cognito, code: str) -> None:
    heard = refuse(cognito, code)

    with pytest.raises(errors.CognitoError) as caught:
        cognito.set_password(POOL, "ann", "Correct-Horse-7!", permanent=True)

    assert len(heard) == 1
    assert (caught.value.aws_code, caught.value.retryable) == (code, False)
    assert caught.value.details["given"] == {"UserPoolId": POOL}


@pytest.mark.parametrize("raise_on_error", [True, False, None])
def test_c6_a_failure_is_raised_whatever_the_setting(raise_on_error: bool | None) -> None:
    class Client:
        def sign_up(self, **_: object) -> None:
            raise errors.UsernameExistsError("refused by the stand-in")

    cognito = Cognito.from_client(Client(), raise_on_error=raise_on_error)

    with pytest.raises(errors.UsernameExistsError):
        cognito.sign_up(AppClient("client1"), ANN, "Correct-Horse-7!")


def test_e8_an_invitation_with_a_password_that_is_replaced_is_refused(cognito: Cognito) -> None:
    with Stubber(cognito.client):
        with pytest.raises(errors.InvalidParameterError, match="permanent"):
            cognito.create_user(POOL, ANN, permanent_password="pw", invite=True)
        with pytest.raises(errors.InvalidParameterError, match="permanent"):
            cognito.create_user(POOL, ANN, permanent_password="pw", temporary_password="pw")


def test_a_bad_permanent_password_leaves_no_request_behind(cognito: Cognito) -> None:
    password: Any = 5
    with Stubber(cognito.client), pytest.raises(errors.InvalidParameterError, match="password"):
        cognito.create_user(POOL, ANN, permanent_password=password)


@pytest.mark.parametrize("is_removed", [True, False])
def test_a_user_whose_password_is_refused_is_deleted_again(
    cognito: Cognito, stubber: Stubber, is_removed: bool
) -> None:
    stubber.add_response("admin_create_user", MADE)
    stubber.add_client_error("admin_set_user_password", "InvalidPasswordException")
    if is_removed:
        stubber.add_response("admin_delete_user", {}, {"UserPoolId": POOL, "Username": "ann"})
    else:
        stubber.add_client_error("admin_delete_user", "InternalErrorException")

    with pytest.raises(errors.InvalidPasswordError) as caught:
        cognito.create_user(POOL, ANN, permanent_password="pw")

    assert caught.value.details["user_removed"] is is_removed


def test_e8_a_refused_user_is_not_made_again(cognito: Cognito, stubber: Stubber) -> None:
    stubber.add_client_error("admin_create_user", "InvalidPasswordException")

    with pytest.raises(errors.InvalidPasswordError) as caught:
        cognito.create_user(POOL, ANN, temporary_password="weak")

    assert "user_removed" not in caught.value.details


APP = AppClient("client1", user_pool_id=POOL)
ANYTHING: Any = "email = 'x'"
A_DICT: Any = {"username": "ann"}
ANY_LIST: Any = [1]
STATE = {
    "client_id": "client1",
    "flow": "srp",
    "name": "SMS_MFA",
    "username": "ann",
    "session": "s",
    "parameters": {},
}
REFUSED: list[tuple[str, Callable[[Cognito], Any], type[errors.ValidationError]]] = [
    ("no pool", lambda c: c.get_user("", "ann"), errors.MissingParameterError),
    ("no user", lambda c: c.delete_user(POOL, ""), errors.MissingParameterError),
    ("no group", lambda c: c.delete_group(POOL, ""), errors.MissingParameterError),
    (
        "a filter as text",
        lambda c: c.list_users(POOL, where=ANYTHING),
        errors.InvalidParameterError,
    ),
    ("no such page", lambda c: c.list_users(POOL, limit=0), errors.InvalidParameterError),
    ("an empty token", lambda c: c.list_users(POOL, token=""), errors.MissingParameterError),
    ("an empty token", lambda c: c.list_groups(POOL, token=""), errors.MissingParameterError),
    (
        "nothing of MFA",
        lambda c: c.set_mfa_preference(POOL, "ann"),
        errors.MissingParameterError,
    ),
    (
        "two preferred",
        lambda c: c.set_mfa_preference(POOL, "ann", sms="preferred", email="preferred"),
        errors.InvalidParameterError,
    ),
    (
        "another word",
        lambda c: c.set_mfa_preference(POOL, "ann", sms=ANYTHING),
        errors.InvalidParameterError,
    ),
    (
        "a float",
        lambda c: c.update_user(POOL, "ann", {"custom:x": ANYTHING.__class__}),
        errors.InvalidParameterError,
    ),
    (
        "no name of an attribute",
        lambda c: c.update_user(POOL, "ann", {"": "x"}),
        errors.MissingParameterError,
    ),
    (
        "neither permanent nor temporary",
        lambda c: c.set_password(POOL, "ann", "pw", permanent=ANYTHING),
        errors.InvalidParameterError,
    ),
    *[
        (name, call, errors.InvalidParameterError)
        for name, call in [
            ("a user as text", lambda c: c.create_user(POOL, ANYTHING)),
            ("a user as a dict", lambda c: c.create_user(POOL, A_DICT)),
            ("signing up a dict", lambda c: c.sign_up(APP, A_DICT, "pw")),
            ("a client's id at sign_up", lambda c: c.sign_up(ANYTHING, ANN, "pw")),
            ("a client's id at sign_in", lambda c: c.sign_in(ANYTHING, "ann", "pw")),
            ("a client's id at refresh", lambda c: c.refresh(ANYTHING, "token")),
            ("a client's id at revoke_token", lambda c: c.revoke_token(ANYTHING, "token")),
            ("a client's id at forgot_password", lambda c: c.forgot_password(ANYTHING, "ann")),
            ("a client's id at a challenge", lambda c: c.resume_challenge(ANYTHING, STATE)),
            ("another flow", lambda c: c.resume_challenge(APP, STATE, flow=ANYTHING)),
            ("attributes as text", lambda c: c.list_users(POOL, attributes="email")),
            ("attributes of no text", lambda c: c.list_users(POOL, attributes=ANY_LIST)),
            ("delivery as text", lambda c: c.create_user(POOL, ANN, delivery=ANYTHING)),
            (
                "delivery as text, where there is none",
                lambda c: c.create_user(POOL, ANN, delivery=ANYTHING, invite=False),
            ),
            ("delivery as text", lambda c: c.resend_invitation(POOL, "ann", delivery=ANYTHING)),
            (
                "metadata as text",
                lambda c: c.forgot_password(APP, "ann", client_metadata=ANYTHING),
            ),
            (
                "data as text",
                lambda c: c.sign_up(APP, ANN, "pw", validation_data=ANYTHING),
            ),
            # At once, and not when the first item is asked for.
            ("no such page", lambda c: c.iter_users(POOL, page_size=100)),
            ("no such page", lambda c: c.iter_groups(POOL, page_size=100)),
            ("no such page", lambda c: c.iter_groups_of_user(POOL, "ann", page_size=100)),
            ("no such page", lambda c: c.iter_users_in_group(POOL, "g", page_size=100)),
        ]
    ],
]


@pytest.mark.parametrize(("_name", "call", "error"), REFUSED, ids=[name for name, *_ in REFUSED])
def test_what_cognito_would_refuse_is_not_sent(
    cognito: Cognito, _name: str, call: Callable[[Cognito], Any], error: type[Exception]
) -> None:
    with Stubber(cognito.client), pytest.raises(error) as caught:
        call(cognito)

    if isinstance(caught.value, errors.InvalidParameterError):
        assert "given" in caught.value.details


def test_a_choice_that_is_none_is_told_by_the_name_of_its_argument(cognito: Cognito) -> None:
    choice: Any = True

    with pytest.raises(errors.InvalidParameterError, match="software_token was given as bool"):
        cognito.set_mfa_preference(POOL, "ann", software_token=choice, sms="off")


def test_a_user_model_in_the_place_of_changes_is_told_from_them(cognito: Cognito) -> None:
    changed: Any = ANN.model_copy(update={"name": "Ann"})

    with Stubber(cognito.client), pytest.raises(errors.InvalidParameterError) as caught:
        cognito.update_user(POOL, "ann", changed)

    assert "changes_since" in caught.value.details["suggestion"]


def test_a_user_that_is_none_of_cognitos_is_refused(cognito: Cognito, stubber: Stubber) -> None:
    stubber.add_response("list_users", {"Users": [{"UserStatus": "CONFIRMED"}]})

    with pytest.raises(errors.ModelMappingError):
        cognito.list_users(POOL, where=UserFilter.equals("username", "ann"))


@pytest.mark.parametrize(
    ("method", "call"),
    [
        ("associate_software_token", lambda c: c.begin_software_token("token")),
        ("get_tokens_from_refresh_token", lambda c: c.refresh(AppClient("client1"), "token")),
    ],
)
def test_an_answer_without_its_part_is_an_error(
    cognito: Cognito, stubber: Stubber, method: str, call: Callable[[Cognito], Any]
) -> None:
    stubber.add_response(method, {})

    with pytest.raises(errors.CognitoResponseIntegrityError) as caught:
        call(cognito)

    assert caught.value.operation


def test_a_wrong_code_of_an_authenticator_is_an_error(cognito: Cognito, stubber: Stubber) -> None:
    stubber.add_response("verify_software_token", {"Status": "ERROR"})

    with pytest.raises(errors.CodeMismatchError):
        cognito.confirm_software_token("token", "123456")
