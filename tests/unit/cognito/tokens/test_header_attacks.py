"""Forged headers: other algorithms, other keys, and keys brought along."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding

from boto3_assist import errors
from tests.steady_ids import steady_id
from tests.unit.cognito.tokens.forge import (
    ABSENT,
    ISSUER,
    KID,
    NOW,
    Fetch,
    access_claims,
    access_token,
    encode,
    header,
    jwk,
    key_set,
    part,
    private_key,
    refusal,
    sign,
    verifier,
)

MALLORY = private_key("mallory")
GOOD = access_token()
HEAD, BODY, SIGNATURE = GOOD.split(".")
FAKE_SIGNATURE = encode(b"\1" * 256)


PUBLIC_KEY = private_key().public_key()
PEM = PUBLIC_KEY.public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)
PUBLIC_KEY_AS_SECRET = {
    "pem": PEM,
    "pem without its last line break": PEM.rstrip(),
    "pkcs1 pem": PUBLIC_KEY.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.PKCS1
    ),
    "der": PUBLIC_KEY.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    ),
    "jwk": json.dumps(jwk()).encode(),
    "modulus": PUBLIC_KEY.public_numbers().n.to_bytes(256, "big"),
    "modulus as text": jwk()["n"].encode(),
    "nothing": b"",
}


def unsigned(signed_header: object, claims: object = None, signature: str = FAKE_SIGNATURE) -> str:
    return f"{part(signed_header)}.{part(claims or access_claims())}.{signature}"


def hmac_token(algorithm: str, secret: bytes) -> str:
    signing_input = f"{part(header(alg=algorithm))}.{part(access_claims())}"
    digest = getattr(hashlib, f"sha{algorithm[2:]}")
    return f"{signing_input}.{encode(hmac.new(secret, signing_input.encode(), digest).digest())}"


def test_the_token_that_the_forgeries_are_made_from_is_let_in() -> None:
    assert verifier().verify(GOOD)["username"] == "ann"


NOT_NONE = ["", "RS256 ", " RS256", "RS256\n", "RS256\0", "rs256", "Rs256", "RS256,none", "ＲＳ256"]
NOT_ALLOWED = [
    "HS256",
    "HS384",
    "HS512",
    "PS256",
    "ES256",
    "ES256K",
    "EdDSA",
    "RS1",
    "dir",
    "RSA-OAEP",
]
NONE = [
    "none",
    "None",
    "NONE",
    "nOnE",
    "noNe",
    "none ",
    " none",
    "none\0",
    "nöne",
    "ｎｏｎｅ",
    "null",
]
NOT_TEXT: list[Any] = [None, 0, 1, True, False, [], {}, ["RS256"], {"RS256": 1}, 256.0, ABSENT]


@pytest.mark.parametrize("algorithm", [*NONE, *NOT_NONE, *NOT_ALLOWED, *NOT_TEXT], ids=steady_id)
@pytest.mark.parametrize("signature", [FAKE_SIGNATURE, SIGNATURE, "AA"], ids=["f", "good", "short"])
def test_an_algorithm_that_is_not_allowed(algorithm: Any, signature: str) -> None:
    fetch = Fetch()

    error = refusal(unsigned(header(alg=algorithm), signature=signature), fetch=fetch)

    assert type(error) is errors.TokenAlgorithmError
    assert fetch.urls == []


@pytest.mark.parametrize("algorithm", NONE)
def test_no_algorithm_and_no_signature(algorithm: str) -> None:
    error = refusal(unsigned(header(alg=algorithm), signature=""))

    assert type(error) is errors.TokenMalformedError


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
@pytest.mark.parametrize("form", PUBLIC_KEY_AS_SECRET)
def test_the_public_key_as_the_secret_of_an_hmac(algorithm: str, form: str) -> None:
    error = refusal(hmac_token(algorithm, PUBLIC_KEY_AS_SECRET[form]))

    assert type(error) is errors.TokenAlgorithmError


def test_the_secret_of_an_hmac_in_the_key_set() -> None:
    secret = {"kty": "oct", "use": "sig", "alg": "HS256", "kid": KID, "k": encode(b"s" * 32)}
    fetch = Fetch(key_set(secret, jwk(kid="other")))

    assert type(refusal(hmac_token("HS256", b"s" * 32), fetch=fetch)) is errors.TokenAlgorithmError
    assert type(refusal(GOOD, fetch=fetch)) is errors.TokenKeyUnusableError


@pytest.mark.parametrize("algorithm", ["RS384", "RS512"])
def test_a_key_used_for_another_algorithm_than_its_own(algorithm: str) -> None:
    token = sign(header(alg=algorithm), access_claims(), algorithm=algorithm)

    assert type(refusal(token)) is errors.TokenAlgorithmError


@pytest.mark.parametrize("algorithm", ["RS384", "RS512"])
def test_a_signature_of_another_algorithm_than_the_header_says(algorithm: str) -> None:
    token = sign(header(), access_claims(), algorithm=algorithm)

    assert type(refusal(token)) is errors.TokenSignatureError


def test_a_pss_signature_under_the_name_of_pkcs1() -> None:
    signing_input = f"{HEAD}.{BODY}"
    signature = private_key().sign(
        signing_input.encode(),
        padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH),
        hashes.SHA256(),
    )

    error = refusal(f"{signing_input}.{encode(signature)}")

    assert type(error) is errors.TokenSignatureError


@pytest.mark.parametrize("signer", [MALLORY, None], ids=["mallory", "the pool"])
@pytest.mark.parametrize(
    "member",
    [
        {"jwk": jwk(MALLORY)},
        {"jku": "https://evil.example/jwks.json"},
        {"jku": f"{ISSUER}/.well-known/jwks.json"},
        {"x5u": "https://evil.example/cert.pem"},
        {"x5c": [encode(b"cert")]},
        {"jwk": None},
    ],
    ids=lambda member: next(iter(member)),
)
def test_a_key_that_the_token_brings_along(member: dict[str, Any], signer: Any) -> None:
    fetch = Fetch()

    error = refusal(sign(header(**member), access_claims(), key=signer), fetch=fetch)

    assert type(error) is errors.TokenHeaderError
    assert fetch.urls == []


@pytest.mark.parametrize("kind", ["JWE", "dpop+jwt", "secevent+jwt", "", " JWT", 5, None, ["JWT"]])
def test_something_else_than_a_jwt(kind: Any) -> None:
    assert type(refusal(sign(header(typ=kind), access_claims()))) is errors.TokenHeaderError


@pytest.mark.parametrize("kind", ["JWT", "jwt", "at+jwt", "application/at+jwt"])
def test_a_header_may_say_that_it_is_a_jwt(kind: str) -> None:
    assert verifier().verify(sign(header(typ=kind), access_claims())).subject


@pytest.mark.parametrize(
    "members",
    [
        {"crit": ["exp"], "exp": NOW},
        {"crit": ["unknown"], "unknown": 1},
        {"crit": ["b64"], "b64": False},
        {"crit": ["b64"], "b64": True},
        {"crit": ["alg"]},
        {"crit": []},
        {"crit": None},
        {"crit": "b64"},
        {"crit": {"b64": 1}},
        {"b64": False},
        {"b64": True},
    ],
    ids=steady_id,
)
def test_an_extension_that_must_be_understood(members: dict[str, Any]) -> None:
    error = refusal(sign(header(**members), access_claims()))

    assert type(error) is errors.TokenCriticalHeaderError


@pytest.mark.parametrize(
    "key_id",
    [
        *[ABSENT, None, "", 0, 1, True, [], [KID], {KID: 1}],
        *[KID + " ", " " + KID, KID.upper(), KID[:-1], KID + "\0", KID + "=", "*", ".*", "%"],
        *["../../dev/null", "' OR '1'='1", "constructor", "__class__", KID.replace("a", "а")],
        *["https://evil.example/key", "0" * 5000],
    ],
    ids=steady_id,
)
def test_a_key_that_is_not_named_or_not_there(key_id: Any) -> None:
    fetch = Fetch()

    error = refusal(sign(header(kid=key_id), access_claims()), fetch=fetch)

    assert type(error) is errors.TokenKeyNotFoundError
    # Where no key is named there is none to look for.
    assert len(fetch.urls) == (isinstance(key_id, str) and key_id != "")
