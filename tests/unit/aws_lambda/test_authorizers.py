from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest

from boto3_assist.aws_lambda import LambdaAuthorizer
from boto3_assist.aws_lambda.principals import authorizer_principal
from boto3_assist.config import override_config
from boto3_assist.errors import (
    ConfigurationError,
    InvalidParameterError,
    JwksUnavailableError,
    UnauthorizedError,
    ValidationError,
)
from tests.unit.aws_lambda.events import (
    API,
    AUTHORIZERS,
    POLICY_AUTHORIZERS,
    ROUTE,
    STAGE,
    http_v1,
    http_v2,
    http_v2_authorizer,
    request_authorizer,
    rest,
    token_authorizer,
)
from tests.unit.cognito.tokens.forge import (
    ABSENT,
    CLIENT,
    ISSUER,
    NOW,
    POOL,
    Fetch,
    access_claims,
    access_token,
    all_that_it_holds,
    header,
    id_token,
    part,
    sign,
    verifier,
)

Event = Callable[..., dict[str, Any]]

SUBJECT = access_claims()["sub"]
CONTEXT = {
    "sub": SUBJECT,
    "username": "ann",
    "client_id": CLIENT,
    "groups": '["staff","readers"]',
    "scopes": '["openid","orders/read"]',
}


def bearer(token: str) -> str:
    return f"Bearer {token}"


def statement(answer: dict[str, Any]) -> dict[str, Any]:
    assert answer["policyDocument"]["Version"] == "2012-10-17"
    (only,) = answer["policyDocument"]["Statement"]
    assert only["Action"] == "execute-api:Invoke"
    found: dict[str, Any] = only
    return found


def is_admission(answer: dict[str, Any]) -> bool:
    if "isAuthorized" in answer:
        return bool(answer["isAuthorized"])
    return bool(statement(answer)["Effect"] == "Allow")


@pytest.mark.parametrize("event", POLICY_AUTHORIZERS)
def test_a_good_token_gives_a_policy_and_a_context(event: Event) -> None:
    answer = LambdaAuthorizer(verifier())(event(bearer(access_token())), None)

    assert answer["principalId"] == SUBJECT
    assert answer["context"] == CONTEXT
    assert statement(answer) == {
        "Action": "execute-api:Invoke",
        "Effect": "Allow",
        "Resource": [STAGE],
    }
    assert json.loads(json.dumps(answer)) == answer


def test_payload_2_gives_a_simple_answer_or_a_policy_as_the_api_is_configured() -> None:
    event = http_v2_authorizer(bearer(access_token()))

    assert LambdaAuthorizer(verifier())(event) == {"isAuthorized": True, "context": CONTEXT}
    answer = LambdaAuthorizer(verifier(), simple_responses=False)(event)
    assert statement(answer)["Resource"] == [STAGE]
    assert (answer["principalId"], answer["context"]) == (SUBJECT, CONTEXT)


@pytest.mark.parametrize("scheme", ["bearer", "BEARER"])
@pytest.mark.parametrize("event", AUTHORIZERS)
def test_a9_access_tokens_and_any_case_of_bearer_are_let_in(event: Event, scheme: str) -> None:
    assert is_admission(LambdaAuthorizer(verifier())(event(f"{scheme} {access_token()}")))


@pytest.mark.parametrize(
    "token",
    [
        access_token(client_id="another-client"),
        access_token(exp=ABSENT),
        access_token(exp=NOW - 1),
        access_token(iss=f"{ISSUER}x"),
        id_token(),
        f"{part({'alg': 'none', 'kid': 'x'})}.{part(access_claims())}.{part(b'x')}",
        sign(header(kid="unknown"), access_claims()),
        "a" * 20_000,
    ],
    ids=["client", "no exp", "expired", "issuer", "use", "none", "kid", "huge"],
)
@pytest.mark.parametrize("event", AUTHORIZERS)
def test_a9_a_token_that_is_refused_gives_the_403_form(event: Event, token: str) -> None:
    answer = LambdaAuthorizer(verifier())(event(bearer(token)))

    if event is http_v2_authorizer:
        assert answer == {"isAuthorized": False}
    else:
        assert statement(answer)["Effect"] == "Deny"
        assert statement(answer)["Resource"] == [STAGE]
        assert "context" not in answer
    assert SUBJECT not in json.dumps(answer)


@pytest.mark.parametrize(
    "credentials",
    [None, "", "Bearer", "Basic YW5uOnB3", access_token(), "Bearer a b", "Bearer abc", "Bearer a.b"]
    + [f"Bearer {access_token()}.x", "Bearer !.!.!"],
    ids=range(10),
)
@pytest.mark.parametrize("event", AUTHORIZERS)
def test_c8_missing_or_malformed_credentials_give_the_401_form(
    event: Event, credentials: str | None
) -> None:
    with pytest.raises(UnauthorizedError) as caught:
        LambdaAuthorizer(verifier())(event(credentials))

    # What Lambda gives API Gateway as errorMessage.
    assert str(caught.value) == "Unauthorized"
    assert access_token() not in all_that_it_holds(caught.value)


@pytest.mark.parametrize("event", AUTHORIZERS)
def test_c8_an_outage_is_neither_of_them(event: Event) -> None:
    authorize = LambdaAuthorizer(verifier(Fetch(OSError())))

    with pytest.raises(JwksUnavailableError) as caught:
        authorize(event(bearer(access_token())))
    assert str(caught.value) != "Unauthorized"


@pytest.mark.parametrize("event", POLICY_AUTHORIZERS)
def test_a9_the_policy_that_is_kept_fits_the_sibling_routes(event: Event) -> None:
    authorize = LambdaAuthorizer(verifier())
    arns = [f"{API}/prod/GET/orders/7", f"{API}/prod/POST/orders", f"{API}/prod/GET/"]

    kept = [statement(authorize(event(bearer(access_token()), arn)))["Resource"] for arn in arns]

    assert kept == [[STAGE]] * 3


def test_the_policy_is_for_what_was_asked() -> None:
    event = token_authorizer(bearer(access_token()))
    arns = [f"{API}/prod/GET/orders/*", f"{API}/prod/POST/orders"]

    method = LambdaAuthorizer(verifier(), resources="method")(event)
    explicit = LambdaAuthorizer(verifier(), resources=arns)(event)

    assert statement(method)["Resource"] == [ROUTE]
    assert statement(explicit)["Resource"] == arns


def test_a_path_with_a_wildcard_does_not_widen_a_policy_for_the_method() -> None:
    event = request_authorizer(bearer(access_token()), f"{API}/prod/GET/orders/*")

    answer = LambdaAuthorizer(verifier(), resources="method")(event)

    assert statement(answer)["Effect"] == "Deny"


@pytest.mark.parametrize("token", [access_token(), id_token()], ids=["good", "refused"])
def test_a_denial_for_such_a_path_names_resources(token: str) -> None:
    """IAM takes no statement without any, and API Gateway would answer 500."""
    event = request_authorizer(bearer(token), f"{API}/prod/GET/orders/*")

    answer = LambdaAuthorizer(verifier(), resources="method")(event)

    assert (statement(answer)["Effect"], statement(answer)["Resource"]) == ("Deny", [STAGE])


@pytest.mark.parametrize(
    ("options", "is_let_in"),
    [
        ({"groups": "staff"}, True),
        ({"groups": ["admins", "readers"]}, True),
        ({"groups": "admins"}, False),
        ({"scopes": "orders/read"}, True),
        ({"scopes": ["orders/write"]}, False),
        ({"groups": "staff", "scopes": "orders/write"}, False),
    ],
)
def test_groups_and_scopes(options: dict[str, Any], is_let_in: bool) -> None:
    answer = LambdaAuthorizer(verifier(), **options)(http_v2_authorizer(bearer(access_token())))

    assert answer["isAuthorized"] is is_let_in


def test_named_claims_are_handed_on() -> None:
    authorize = LambdaAuthorizer(
        verifier(token_use="id"), claims=["email", "custom:tenant", "absent"]
    )
    token = id_token(**{"custom:tenant": "blue"})

    context = authorize(http_v2_authorizer(bearer(token)))["context"]

    assert (context["email"], context["custom:tenant"]) == ("ann@example.com", "blue")
    assert "absent" not in context


@pytest.mark.parametrize("payload", [rest, http_v1, http_v2])
def test_the_function_behind_reads_what_the_authorizer_found(payload: Event) -> None:
    groups = ["staff", 'a,b "c"', "d e", "[f]"]
    token = access_token(**{"cognito:groups": groups})
    context = LambdaAuthorizer(verifier())(http_v2_authorizer(bearer(token)))["context"]
    found = {"lambda": context} if payload is http_v2 else {**context, "principalId": SUBJECT}

    principal = authorizer_principal(payload(authorizer=found))

    assert (principal.subject, principal.username, principal.client_id) == (SUBJECT, "ann", CLIENT)
    assert principal.groups == tuple(groups)
    assert principal.scopes == ("openid", "orders/read")


@pytest.mark.parametrize(
    "event", [{}, rest(), http_v2(), {"type": "token"}, {"Records": []}, {"type": None}]
)
def test_what_is_no_event_of_an_authorizer_is_refused(event: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        LambdaAuthorizer(verifier())(event)


def test_an_event_without_an_arn_is_no_admission() -> None:
    event = token_authorizer(bearer(access_token()), "*")

    with pytest.raises(ValidationError):
        LambdaAuthorizer(verifier())(event)


@pytest.mark.parametrize(
    "options",
    [
        {"verifier": "eu-west-1_AbCdEf123"},
        {"verifier": lambda token: token},
        {"verifier": type(verifier())},
        {"groups": []},
        {"scopes": ""},
        {"resources": "api"},
        {"claims": []},
    ],
)
def test_wrong_arguments_are_refused_before_any_event(options: dict[str, Any]) -> None:
    with pytest.raises(InvalidParameterError):
        LambdaAuthorizer(**options)


def test_bare_it_goes_by_the_settings() -> None:
    authorize = LambdaAuthorizer()
    event = http_v2_authorizer(bearer(access_token(iss="https://elsewhere.example")))

    with pytest.raises(ConfigurationError) as caught:
        authorize(event)
    assert "BOTO3_ASSIST_COGNITO_USER_POOL_ID" in str(caught.value)
    with override_config(cognito_user_pool_id=POOL):
        with pytest.raises(ConfigurationError) as caught:
            authorize(event)
        assert "BOTO3_ASSIST_COGNITO_CLIENT_ID" in str(caught.value)
        with override_config(cognito_client_id=CLIENT):
            assert authorize(event) == {"isAuthorized": False}


def test_a10_nothing_of_a_token_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    authorize = LambdaAuthorizer(verifier())
    token = access_token(exp=NOW - 1)

    authorize(request_authorizer(bearer(token)))
    authorize(request_authorizer(bearer(access_token())))

    records = [record for record in caplog.records if record.name.startswith("boto3_assist")]
    assert [record.getMessage() for record in records] == ["refused: TOKEN_EXPIRED"]
    assert not any(piece in caplog.text for piece in (*token.split("."), SUBJECT))


@pytest.mark.parametrize("event", [None, "{}", []])
def test_what_is_no_event_is_refused(event: Any) -> None:
    with pytest.raises(ValidationError, match="the event was given as"):
        LambdaAuthorizer(verifier())(event, None)
