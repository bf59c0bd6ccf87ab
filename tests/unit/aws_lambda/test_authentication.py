from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from boto3_assist.aws_lambda import current_principal, require_auth
from boto3_assist.aws_lambda.verification import verifier_or_default
from boto3_assist.config import override_config
from boto3_assist.errors import ConfigurationError, InvalidParameterError
from tests.unit.aws_lambda.events import PAYLOADS, http_v2, rest
from tests.unit.cognito.tokens.forge import (
    CLIENT,
    NOW,
    POOL,
    Fetch,
    access_claims,
    access_token,
    id_token,
    verifier,
)

Payload = Callable[..., dict[str, Any]]

SUBJECT = access_claims()["sub"]


def whoami(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    principal = current_principal()
    return {"sub": principal.subject, "groups": principal.groups, "event": event}


def signed_in(token: str | None = None) -> dict[str, str]:
    return {"Authorization": f"Bearer {token or access_token()}"}


def body(response: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = json.loads(response["body"])
    return found


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_handler_is_called_with_the_event_as_it_came(payload: Payload) -> None:
    event = payload(headers=signed_in())
    before = json.dumps(event)

    answer = require_auth(verifier=verifier())(whoami)(event, None)

    assert answer["event"] is event and json.dumps(event) == before
    assert (answer["sub"], answer["groups"]) == (SUBJECT, ("staff", "readers"))
    with pytest.raises(ConfigurationError):
        current_principal()


def test_context_and_further_arguments_reach_the_handler() -> None:
    @require_auth(verifier=verifier())
    def handler(event: Mapping[str, Any], context: str, *rest: int, **named: int) -> Any:
        """Say what came."""
        return context, rest, named

    assert handler(rest(headers=signed_in()), "context", 1, two=2) == ("context", (1,), {"two": 2})
    assert (handler.__name__, handler.__doc__) == ("handler", "Say what came.")


@pytest.mark.parametrize(
    ("options", "headers", "status", "challenge", "code"),
    [
        ({}, {}, 401, "Bearer", "UNAUTHORIZED"),
        ({}, {"Authorization": "Basic YQ=="}, 401, "Bearer", "UNAUTHORIZED"),
        ({}, signed_in("abc"), 401, 'Bearer error="invalid_token"', "TOKEN_MALFORMED"),
        ({}, signed_in(id_token()), 401, 'Bearer error="invalid_token"', "TOKEN_USE_REFUSED"),
        (
            {},
            signed_in(access_token(exp=NOW - 1)),
            401,
            'Bearer error="invalid_token"',
            "TOKEN_EXPIRED",
        ),
        (
            {"groups": "admins"},
            signed_in(),
            403,
            'Bearer error="insufficient_scope"',
            "TOKEN_GROUP_REFUSED",
        ),
        (
            {"scopes": ["orders/write"]},
            signed_in(),
            403,
            'Bearer error="insufficient_scope"',
            "TOKEN_SCOPE_REFUSED",
        ),
    ],
)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_who_is_turned_away_and_how(
    payload: Payload,
    options: dict[str, Any],
    headers: dict[str, str],
    status: int,
    challenge: str,
    code: str,
) -> None:
    @require_auth(verifier=verifier(), **options)
    def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
        pytest.fail("called")

    response = handler(payload(headers=headers), None)

    assert response["statusCode"] == status
    assert response["headers"]["www-authenticate"] == challenge
    assert response["headers"]["content-type"] == "application/json"
    assert body(response)["error_code"] == code
    assert body(response)["message"] == {401: "Unauthorized", 403: "Forbidden"}[status]


def test_c8_an_outage_is_503(caplog: pytest.LogCaptureFixture) -> None:
    handler = require_auth(verifier=verifier(Fetch(OSError())))(whoami)

    response = handler(rest(headers=signed_in()), None)

    assert response["statusCode"] == 503
    assert "www-authenticate" not in response["headers"]
    assert body(response)["error_code"] == "JWKS_UNAVAILABLE"
    assert [record.levelno for record in caplog.records if "let in" in record.getMessage()] == [
        logging.ERROR
    ]


@pytest.mark.parametrize(
    ("options", "is_let_in"),
    [
        ({}, True),
        ({"groups": "staff"}, True),
        ({"groups": ["admins", "staff"], "scopes": "openid"}, True),
        ({"groups": "admins"}, False),
        ({"scopes": "orders/write"}, False),
    ],
)
def test_api_gateways_authorizer_may_say_who_calls(
    options: dict[str, Any], is_let_in: bool
) -> None:
    claims = {"sub": "u1", "cognito:groups": "[staff]", "scope": "openid"}
    handler = require_auth(from_authorizer=True, **options)(whoami)

    answer = handler(http_v2(authorizer={"jwt": {"claims": claims}}), None)

    if is_let_in:
        assert answer["sub"] == "u1"
    else:
        assert answer["statusCode"] == 403


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a4_of_the_two_ways_only_the_one_that_was_chosen_counts(payload: Payload) -> None:
    by_authorizer = require_auth(from_authorizer=True)(whoami)
    by_token = require_auth(verifier=verifier())(whoami)
    claims = {"claims": {"sub": "u1"}}

    # A good token does not stand in for the authorizer, nor the other way round.
    assert by_authorizer(payload(headers=signed_in()), None)["statusCode"] == 401
    assert by_token(payload(authorizer=claims), None)["statusCode"] == 401
    forged = signed_in(access_token()[:-4])
    assert by_token(payload(headers=forged, authorizer=claims), None)["statusCode"] == 401


def test_bare_it_goes_by_the_settings() -> None:
    bare = require_auth(whoami)
    with_parentheses = require_auth()(whoami)

    for handler in (bare, with_parentheses):
        with pytest.raises(ConfigurationError):
            handler(rest(headers=signed_in()), None)
        with override_config(cognito_user_pool_id=POOL, cognito_client_id=f"other, {CLIENT}"):
            assert handler(rest(), None)["statusCode"] == 401
            foreign = signed_in(access_token(iss="https://elsewhere.example"))
            response = handler(rest(headers=foreign), None)
            assert body(response)["error_code"] == "TOKEN_ISSUER_REFUSED"


def test_the_verifier_of_the_settings_is_made_of_them_and_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[tuple[Any, ...]] = []

    def make(pool: str, **options: Any) -> Any:
        made.append((pool, options))
        return verifier(**options)

    monkeypatch.setattr("boto3_assist.cognito.CognitoTokenVerifier", make)
    settings = {"cognito_user_pool_id": "eu-west-1_OfThisTest", "cognito_client_id": "a,b"}

    with override_config(**settings):
        first = verifier_or_default(None)
        assert verifier_or_default(None) is first
    with override_config(**settings, cognito_token_use="id"):
        assert verifier_or_default(None) is not first

    options = {"client_id": ("a", "b"), "token_use": "access"}
    assert made == [
        ("eu-west-1_OfThisTest", options),
        ("eu-west-1_OfThisTest", {**options, "token_use": "id"}),
    ]


def test_a_malformed_setting_is_named_by_its_variable() -> None:
    settings = {"cognito_user_pool_id": "mypool", "cognito_client_id": CLIENT}
    with (
        override_config(**settings),
        pytest.raises(ConfigurationError, match="BOTO3_ASSIST_COGNITO_USER_POOL_ID") as caught,
    ):
        require_auth(whoami)(rest(headers=signed_in()), None)

    assert caught.value.details["given"] == "str of 6 characters"


@pytest.mark.parametrize("event", [None, "{}", []])
@pytest.mark.parametrize("options", [{"verifier": verifier()}, {"from_authorizer": True}])
def test_what_is_no_event_is_refused(event: Any, options: dict[str, Any]) -> None:
    with pytest.raises(InvalidParameterError, match="the event was given as"):
        require_auth(**options)(whoami)(event, None)


def test_without_settings_the_handler_is_not_called() -> None:
    with pytest.raises(ConfigurationError):
        require_auth(lambda *given: pytest.fail("called"))(rest(headers=signed_in()), None)


@pytest.mark.parametrize(
    "options",
    [
        {"verifier": "pool"},
        {"verifier": object()},
        {"groups": ""},
        {"scopes": []},
        {"groups": [1]},
        {"verifier": verifier(), "from_authorizer": True},
    ],
)
def test_wrong_arguments_are_refused_when_the_handler_is_decorated(options: Any) -> None:
    with pytest.raises(InvalidParameterError):
        require_auth(**options)


def test_a_verifier_in_the_place_of_the_handler_is_refused() -> None:
    decorate: Any = require_auth

    with pytest.raises(InvalidParameterError):
        decorate(verifier())


def test_an_error_of_the_handler_passes() -> None:
    @require_auth(verifier=verifier())
    def handler(event: Mapping[str, Any], context: object) -> None:
        raise LookupError("of the handler")

    with pytest.raises(LookupError):
        handler(rest(headers=signed_in()), None)


def test_a10_nothing_of_an_event_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    handler = require_auth(verifier=verifier(), groups="admins")(whoami)

    handler(http_v2(headers=signed_in()), None)

    assert [record.getMessage() for record in caplog.records] == ["refused: TOKEN_GROUP_REFUSED"]
