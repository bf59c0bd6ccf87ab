"""The edge takes any event: it answers, or raises what it says, and lets nobody in by accident."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from boto3_assist.aws_lambda import (
    LambdaAuthorizer,
    Principal,
    current_principal,
    handle_cors,
    require_auth,
)
from boto3_assist.aws_lambda.policies import context_of
from boto3_assist.aws_lambda.principals import authorizer_principal
from boto3_assist.errors import TokenMalformedError, UnauthorizedError, ValidationError

SHOP = "https://shop.example"

NAMES = st.sampled_from(
    ["authorizer", "Authorization", "claims", "groups", "headers", "http", "httpMethod", "jwt"]
    + ["lambda", "method", "methodArn", "multiValueHeaders", "Origin", "principalId", "sub"]
    + ["requestContext", "routeArn", "scope", "type", "version", "cognito:groups", "statusCode"]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["OPTIONS", "TOKEN", "REQUEST", "2.0", "Bearer a.b.c", SHOP])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=20,
)
EVENTS = st.dictionaries(NAMES, VALUES, max_size=8)
WORDS = st.text(min_size=1, max_size=12)


class NobodyIsLetIn:
    def verify(self, token: str) -> Any:
        raise TokenMalformedError("of no use")


@settings(max_examples=150)
@given(EVENTS)
def test_who_calls_is_known_or_the_answer_is_401(event: dict[str, Any]) -> None:
    @require_auth(from_authorizer=True)
    def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
        assert current_principal().subject
        context = event["requestContext"]
        assert isinstance(context, Mapping) and "authorizer" in context
        return {"statusCode": 200}

    assert handler(event, None)["statusCode"] in (200, 401)


@settings(max_examples=150)
@given(EVENTS)
def test_a_token_that_is_not_let_in_reaches_no_handler(event: dict[str, Any]) -> None:
    @require_auth(verifier=NobodyIsLetIn())
    def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
        raise AssertionError("called")

    assert handler(event, None)["statusCode"] == 401


@settings(max_examples=150)
@given(EVENTS)
def test_an_authorizer_admits_nobody_by_accident(event: dict[str, Any]) -> None:
    try:
        answer = LambdaAuthorizer(NobodyIsLetIn())(event)
    except (UnauthorizedError, ValidationError):
        return
    raise AssertionError(answer)


@settings(max_examples=150)
@given(EVENTS, VALUES)
def test_only_the_allowed_origin_is_ever_named(event: dict[str, Any], answer: Any) -> None:
    @handle_cors(allowed_origins=SHOP)
    def handler(event: Mapping[str, Any], context: object) -> Any:
        return answer

    response = handler(event, None)

    headers = response["headers"] if isinstance(response, dict) and response != answer else {}
    assert headers.get("access-control-allow-origin", SHOP) == SHOP


@given(
    WORDS,
    st.lists(WORDS, max_size=4),
    st.lists(WORDS, max_size=4),
    st.none() | WORDS,
    st.none() | WORDS,
)
def test_the_context_of_an_authorizer_is_read_back_exactly(
    subject: str, groups: list[str], scopes: list[str], username: str | None, client_id: str | None
) -> None:
    principal = Principal(subject, username, client_id, tuple(groups), tuple(scopes))
    context = context_of(principal)

    for authorizer in (context, {"lambda": context}):
        found = authorizer_principal({"requestContext": {"authorizer": authorizer}})
        assert (found.subject, found.username, found.client_id) == (subject, username, client_id)
        assert (found.groups, found.scopes) == (principal.groups, principal.scopes)
