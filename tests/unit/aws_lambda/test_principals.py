from __future__ import annotations

import base64
import copy
import dataclasses
import json
import pickle
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from boto3_assist.aws_lambda.principals import (
    Principal,
    acting_as,
    authorizer_principal,
    current_principal,
    token_principal,
)
from boto3_assist.cognito import VerifiedToken
from boto3_assist.errors import ConfigurationError, UnauthorizedError
from tests.unit.aws_lambda.events import PAYLOADS, http_v1, http_v2, rest
from tests.unit.cognito.tokens.forge import access_claims, id_claims

Payload = Callable[..., dict[str, Any]]

CLAIMS = {
    "sub": "u1",
    "token_use": "access",
    "client_id": "c1",
    "username": "ann",
    "scope": "openid orders/read",
    "exp": "1800003600",
}


def test_a_token_says_who_calls() -> None:
    claims = access_claims()

    principal = token_principal(VerifiedToken("pool", claims))

    assert principal == Principal(
        claims["sub"],
        "ann",
        claims["client_id"],
        ("staff", "readers"),
        ("openid", "orders/read"),
        claims,
    )


def test_c9_the_email_is_that_of_the_id_token() -> None:
    principal = token_principal(VerifiedToken("pool", id_claims()))

    assert principal.claims["email"] == "ann@example.com"
    assert principal.username == "ann"


@pytest.mark.parametrize(
    ("event", "groups"),
    [
        (rest(authorizer={"claims": {**CLAIMS, "cognito:groups": "staff,admins"}}), "staff admins"),
        (rest(authorizer={"claims": {**CLAIMS, "cognito:groups": "[staff]"}}), "[staff]"),
        (rest(authorizer={"claims": CLAIMS}), ""),
        (
            http_v1(authorizer={"claims": {**CLAIMS, "cognito:groups": "[staff admins]"}}),
            "staff admins",
        ),
        (
            http_v2(authorizer={"jwt": {"claims": {**CLAIMS, "cognito:groups": "[staff admins]"}}}),
            "staff admins",
        ),
        (http_v2(authorizer={"jwt": {"claims": {**CLAIMS, "cognito:groups": "a,b"}}}), "a,b"),
        (http_v2(authorizer={"jwt": {"claims": {**CLAIMS, "cognito:groups": ["x"]}}}), "x"),
        (http_v2(authorizer={"jwt": {"claims": CLAIMS, "scopes": None}}), ""),
    ],
)
def test_api_gateways_own_authorizers_say_who_calls(event: dict[str, Any], groups: str) -> None:
    principal = authorizer_principal(event)

    assert (principal.subject, principal.username, principal.client_id) == ("u1", "ann", "c1")
    assert principal.groups == tuple(groups.split())
    assert principal.scopes == ("openid", "orders/read")
    assert principal.claims["exp"] == "1800003600"


def test_an_id_token_has_its_names_elsewhere() -> None:
    claims = {"sub": "u1", "cognito:username": "ann", "aud": "c1"}

    principal = authorizer_principal(rest(authorizer={"claims": claims}))

    assert (principal.username, principal.client_id) == ("ann", "c1")


@pytest.mark.parametrize(
    ("context", "groups"),
    [
        ({"sub": "u1", "groups": '["staff","a b"]'}, ("staff", "a b")),
        ({"principalId": "u1", "groups": "staff,admins"}, ("staff,admins",)),
        ({"sub": "u1", "groups": ["staff", 7, ""]}, ("staff",)),
        ({"sub": "u1", "groups": '{"staff": true}'}, ('{"staff": true}',)),
        ({"sub": "u1", "groups": "[" * 100_000}, ("[" * 100_000,)),
        ({"sub": "u1", "groups": True}, ()),
        ({"sub": "u1", "groups": ""}, ()),
        ({"sub": "u1"}, ()),
    ],
    ids=range(8),
)
def test_a_lambda_authorizer_says_who_calls(
    context: dict[str, Any], groups: tuple[str, ...]
) -> None:
    for event in (
        rest(authorizer=context),
        http_v1(authorizer=context),
        http_v2(authorizer={"lambda": context}),
    ):
        principal = authorizer_principal(event)

        assert (principal.subject, principal.groups) == ("u1", groups)
        assert dict(principal.claims) == context


def unsigned(**claims: str) -> str:
    parts = ({"alg": "none"}, claims)
    encoded = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts)
    return f"Bearer {'.'.join(part.rstrip('=') for part in encoded)}."


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize(
    "authorizer",
    [
        None,
        {},
        {"claims": {}},
        {"claims": {"sub": ""}},
        {"claims": None, "principalId": None},
        {"jwt": {"claims": {"sub": None}}},
        {"jwt": None},
        {"lambda": {}},
        {"iam": {"userArn": "arn:aws:iam::123456789012:user/ann"}},
        "u1",
    ],
)
def test_a4_a_token_that_nobody_verified_says_nothing(payload: Payload, authorizer: object) -> None:
    header = unsigned(sub="u1", email="admin@corp.com")

    with pytest.raises(UnauthorizedError):
        authorizer_principal(payload(headers={"Authorization": header}, authorizer=authorizer))


def test_a4_an_empty_claim_is_not_filled_from_the_header() -> None:
    header = unsigned(sub="u1", tenant="theirs")
    event = rest(headers={"Authorization": header}, authorizer={"claims": {**CLAIMS, "tenant": ""}})

    assert authorizer_principal(event).claims["tenant"] == ""
    assert "email" not in authorizer_principal(event).claims


@pytest.mark.parametrize("event", [{}, {"requestContext": None}, {"Records": []}])
def test_what_is_no_request_has_no_principal(event: dict[str, Any]) -> None:
    with pytest.raises(UnauthorizedError):
        authorizer_principal(event)


def test_a10_the_repr_shows_no_claim() -> None:
    principal = Principal("u1-secret", "ann", "c1", ("staff",), (), {"email": "ann@example.com"})

    assert repr(principal) == "Principal(client_id='c1', groups=('staff',), scopes=())"


def test_the_claims_are_read_only_and_a_copy() -> None:
    given = {"sub": "u1"}
    principal = Principal("u1", claims=given)
    given["role"] = "admin"

    assert dict(principal.claims) == {"sub": "u1"}
    with pytest.raises(TypeError):
        principal.claims["role"] = "admin"  # type: ignore[index]  # what is tested


def pickled(protocol: int) -> Callable[[Principal], Principal]:
    return lambda principal: pickle.loads(pickle.dumps(principal, protocol))


COPIES: dict[str, Callable[[Principal], Principal]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "replace": dataclasses.replace,
    **{f"pickle {number}": pickled(number) for number in range(pickle.HIGHEST_PROTOCOL + 1)},
}


@pytest.mark.parametrize("kind", COPIES)
@pytest.mark.parametrize("claims", [id_claims(), VerifiedToken("pool", id_claims())])
def test_a_principal_is_copied_and_stays_read_only(kind: str, claims: Mapping[str, Any]) -> None:
    principal = Principal("u1", "ann", "c1", ("staff",), ("openid",), claims)

    copied = COPIES[kind](principal)

    assert copied == principal and copied is not principal
    assert dict(copied.claims) == id_claims()
    assert (repr(copied), repr(copied.claims)) == (repr(principal), f"<{len(claims)} claims>")
    with pytest.raises(TypeError):
        copied.claims["role"] = "admin"  # type: ignore[index]  # what is tested
    with pytest.raises(dataclasses.FrozenInstanceError):
        copied.subject = "u2"  # type: ignore[misc]  # what is tested


def test_a_deep_copy_shares_no_claim() -> None:
    principal = Principal("u1", claims={"cognito:groups": ["staff"]})

    copied = copy.deepcopy(principal)
    copied.claims["cognito:groups"].append("admins")

    assert principal.claims["cognito:groups"] == ["staff"]
    assert dataclasses.asdict(principal)["claims"] == principal.claims


def test_the_current_principal_is_that_of_the_innermost_block() -> None:
    outer, inner = Principal("u1"), Principal("u2")

    with acting_as(outer):
        with pytest.raises(ZeroDivisionError), acting_as(inner):
            assert current_principal() is inner
            1 / 0
        assert current_principal() is outer
    with pytest.raises(ConfigurationError):
        current_principal()
