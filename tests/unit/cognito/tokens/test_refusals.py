"""What a refusal tells, and the refusals that version 0 did not make."""

from __future__ import annotations

from typing import Any

import pytest

from boto3_assist import errors
from boto3_assist.errors import TokenError
from tests.unit.cognito.tokens.forge import (
    ABSENT,
    EMAIL,
    KID,
    NOW,
    Fetch,
    access_claims,
    access_token,
    all_that_it_holds,
    header,
    id_claims,
    id_token,
    part,
    private_key,
    refusal,
    sign,
    twice,
    verifier,
)

MALLORY = private_key("mallory")
GOOD = access_token()
HEAD, BODY, SIGNATURE = GOOD.split(".")


SECRETS = [EMAIL, KID, "orders/write-secret", "group-secret"]


@pytest.mark.parametrize(
    "token",
    [
        access_token(exp=NOW - 5, email=EMAIL),
        id_token(),
        access_token(client_id="x", email=EMAIL),
        access_token(iss=f"https://evil.example/{EMAIL}"),
        sign(header(kid=EMAIL), access_claims()),
        sign(header(alg=EMAIL), access_claims()),
        sign(header(typ=EMAIL), access_claims()),
        sign(header(jku=EMAIL), access_claims()),
        sign(header(), access_claims(email=EMAIL), key=MALLORY),
        sign(header(), access_claims(email=EMAIL, sub=7)),
        sign(header(), access_claims(token_use=EMAIL)),
        sign(
            header(),
            access_claims(scope="orders/write-secret", **{"cognito:groups": ["group-secret"]}),
        ),
        sign(header(), twice(access_claims(email=EMAIL), "email", f'"{EMAIL}"')),
        sign(header(), f'{{"email": "{EMAIL}", }}'.encode()),
        sign(header(), f'{{"email": "{EMAIL}\xff"}}'.encode("latin-1")),
        sign(header(), f'{{"email": "{EMAIL}", "a": {"[" * 3000}'.encode()),
        f"Bearer {GOOD}",
        GOOD + "é",
        GOOD.encode(),
        GOOD * 20,
    ],
    ids=range(20),
)
def test_no_error_holds_the_token_or_what_it_says(token: Any) -> None:
    error = refusal(token, groups="admins", scopes="orders/write")

    held = all_that_it_holds(error)
    text = token.decode() if isinstance(token, bytes) else token
    parts = [part for part in text.replace("Bearer ", "").split(".") if len(part) >= 8]
    assert not [secret for secret in [*parts, *SECRETS] if secret in held]


def test_a4_a_token_without_signature_makes_nobody_an_administrator() -> None:
    claims = id_claims(email="admin@corp.com")
    token = f"{part({'alg': 'none', 'typ': 'JWT'})}.{part(claims)}."

    with pytest.raises(TokenError):
        verifier(token_use="id").verify(token)


def test_a9_any_app_clients_id_token_is_refused() -> None:
    token = id_token(aud="another-client-of-the-pool")

    assert type(refusal(token, token_use="id")) is errors.TokenClientError


@pytest.mark.parametrize(("use", "other"), [("access", "id"), ("id", "access")])
def test_a_token_of_the_other_use_is_told_from_the_right_one(use: Any, other: str) -> None:
    token = {"access": access_token(), "id": id_token()}[other]

    details = refusal(token, token_use=use).details

    assert (details["given"], details["expected"]) == (other, use)
    assert details["suggestion"] == f"send the {use} token, not the {other} token"


@pytest.mark.parametrize(
    ("clients", "expected"),
    [("a", "the one app client"), (["a", "b"], "one of 2 app clients")],
)
def test_another_app_clients_token_tells_what_to_check(clients: Any, expected: str) -> None:
    details = refusal(GOOD, client_id=clients).details

    assert details["expected"] == expected
    assert "client_id" in details["suggestion"]


def test_a9_a_token_without_an_end_is_refused() -> None:
    assert type(refusal(id_token(exp=ABSENT), token_use="id")) is errors.TokenClaimError


def test_a9_an_access_token_is_let_in_where_one_is_expected() -> None:
    assert verifier(token_use="access").verify(GOOD).token_use == "access"


def test_c8_an_outage_is_no_refusal() -> None:
    with pytest.raises(errors.JwksUnavailableError) as caught:
        verifier(fetch=Fetch(OSError("no route"))).verify(GOOD)

    assert not isinstance(caught.value, TokenError)
