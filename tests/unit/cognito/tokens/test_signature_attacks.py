"""Signatures that are not the pool's, and keys that are not for signatures."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding

from boto3_assist import errors
from tests.unit.cognito.tokens.forge import (
    ABSENT,
    KID,
    NOW,
    Fetch,
    access_claims,
    access_token,
    encode,
    header,
    id_token,
    jwk,
    key_set,
    number,
    part,
    private_key,
    refusal,
    sign,
)

MALLORY = private_key("mallory")
GOOD = access_token()
HEAD, BODY, SIGNATURE = GOOD.split(".")


PUBLIC_KEY = private_key().public_key()


def shifted(signature: bytes) -> bytes:
    """The signature plus the modulus: the same number to whoever forgets to compare them."""
    modulus = PUBLIC_KEY.public_numbers().n
    return (int.from_bytes(signature, "big") + modulus).to_bytes(257, "big").lstrip(b"\0")


RAW = base64.urlsafe_b64decode(SIGNATURE + "==")


@pytest.mark.parametrize(
    "signature",
    [
        *[b"\0", b"\0" * 256, b"\1" * 256, b"\xff" * 256, RAW[:-1], RAW[1:], RAW + b"\0", RAW * 2],
        *[b"\0" + RAW, RAW[::-1], bytes([RAW[0] ^ 1]) + RAW[1:], RAW[:-1] + bytes([RAW[-1] ^ 1])],
        *[shifted(RAW), number(1).encode(), PUBLIC_KEY.public_numbers().n.to_bytes(256, "big")],
        private_key("mallory").sign(b"", padding.PKCS1v15(), hashes.SHA256()),
        base64.urlsafe_b64decode(id_token().split(".")[2] + "=="),
    ],
    ids=range(17),
)
def test_a_signature_that_is_not_that_of_the_token(signature: bytes) -> None:
    assert type(refusal(f"{HEAD}.{BODY}.{encode(signature)}")) is errors.TokenSignatureError


def test_the_key_of_somebody_else() -> None:
    error = refusal(sign(header(), access_claims(), key=MALLORY))

    assert type(error) is errors.TokenSignatureError


def test_claims_or_header_changed_after_signing() -> None:
    richer = part(access_claims(**{"cognito:groups": ["admins"]}))
    spaced = part(json.dumps(header(), indent=1).encode())

    assert type(refusal(f"{HEAD}.{richer}.{SIGNATURE}")) is errors.TokenSignatureError
    assert type(refusal(f"{spaced}.{BODY}.{SIGNATURE}")) is errors.TokenSignatureError


def test_the_signature_is_checked_before_any_claim() -> None:
    claims = access_claims(exp=1, token_use="refresh", client_id="x", iat=NOW * 2, sub=ABSENT)

    error = refusal(sign(header(), claims, key=MALLORY))

    assert type(error) is errors.TokenSignatureError


def elliptic() -> dict[str, Any]:
    numbers = ec.generate_private_key(ec.SECP256R1()).public_key().public_numbers()
    coordinates = {"x": number(numbers.x), "y": number(numbers.y)}
    return {"kty": "EC", "crv": "P-256", "use": "sig", "alg": "RS256", "kid": KID, **coordinates}


@pytest.mark.parametrize(
    "entry",
    [
        elliptic(),
        jwk(use="enc"),
        jwk(use=ABSENT),
        jwk(use=["sig"]),
        jwk(kty="oct"),
        jwk(kty="rsa"),
        jwk(kty=ABSENT),
        jwk(alg=ABSENT),
        jwk(alg="HS256"),
        jwk(alg="none"),
        jwk(alg=["RS256"]),
        jwk(key_ops=["sign"]),
        jwk(key_ops="verify"),
        jwk(d="AQAB"),
        jwk(n=ABSENT),
        jwk(n=12345),
        jwk(n=jwk()["n"] + "="),
        jwk(n="AQAB"),
        jwk(e="AA"),
        jwk(e="AQ"),
        jwk(e="Ag"),
        jwk(private_key("short", 1024)),
        jwk(n=number((1 << 8192) + 1)),
    ],
    ids=range(23),
)
def test_a_key_that_is_not_for_signatures(entry: dict[str, Any]) -> None:
    fetch = Fetch(key_set(entry, jwk(MALLORY, kid="usable")))

    assert type(refusal(GOOD, fetch=fetch)) is errors.TokenKeyUnusableError
