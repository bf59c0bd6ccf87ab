"""Makes tokens, good and forged, with nothing but cryptography: the tests trust no JWT library."""

from __future__ import annotations

import base64
import json
import pickle
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from boto3_assist.cognito.tokens import CognitoTokenVerifier, JwksSource
from boto3_assist.cognito.tokens.issuers import issuers_of
from boto3_assist.errors import TokenError

POOL = "eu-west-1_AbCdEf123"
ISSUER, MULTI_REGION_ISSUER = issuers_of(POOL)
CLIENT = "1example23456789"
KID = "signing-key-of-today="
NOW = 1_800_000_000
EMAIL = "ann@example.com"

ABSENT: Any = object()
HASHES = {"RS256": hashes.SHA256(), "RS384": hashes.SHA384(), "RS512": hashes.SHA512()}


@cache
def private_key(name: str = "pool", bits: int = 2048) -> rsa.RSAPrivateKey:
    """One key for each name, for the whole run."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value: int) -> str:
    return encode(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def jwk(key: rsa.RSAPrivateKey | None = None, **changes: Any) -> dict[str, Any]:
    numbers = (key or private_key()).public_key().public_numbers()
    members = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": KID}
    return changed({**members, "n": number(numbers.n), "e": number(numbers.e)}, changes)


def key_set(*keys: dict[str, Any]) -> dict[str, Any]:
    return {"keys": list(keys or [jwk()])}


def changed(members: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    return {n: v for n, v in {**members, **changes}.items() if v is not ABSENT}


def header(**changes: Any) -> dict[str, Any]:
    return changed({"kid": KID, "alg": "RS256"}, changes)


def access_claims(**changes: Any) -> dict[str, Any]:
    claims = {
        "sub": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
        "iss": ISSUER,
        "client_id": CLIENT,
        "token_use": "access",
        "scope": "openid orders/read",
        "cognito:groups": ["staff", "readers"],
        "auth_time": NOW - 60,
        "iat": NOW - 60,
        "exp": NOW + 3600,
        "username": "ann",
    }
    return changed(claims, changes)


def id_claims(**changes: Any) -> dict[str, Any]:
    claims = access_claims(
        client_id=ABSENT,
        scope=ABSENT,
        username=ABSENT,
        token_use="id",
        aud=CLIENT,
        email=EMAIL,
    )
    return changed({**claims, "cognito:username": "ann"}, changes)


def part(content: object) -> str:
    """Encode bytes as they are, anything else as JSON."""
    return encode(content if isinstance(content, bytes) else json.dumps(content).encode())


def sign(
    signed_header: object,
    claims: object,
    *,
    key: rsa.RSAPrivateKey | None = None,
    algorithm: str = "RS256",
) -> str:
    signing_input = f"{part(signed_header)}.{part(claims)}"
    signature = (key or private_key()).sign(
        signing_input.encode(), padding.PKCS1v15(), HASHES[algorithm]
    )
    return f"{signing_input}.{encode(signature)}"


def access_token(**changes: Any) -> str:
    return sign(header(), access_claims(**changes))


def id_token(**changes: Any) -> str:
    return sign(header(), id_claims(**changes))


class Fetch:
    """Stands in for the network: answers with key sets, or fails, and remembers the URLs."""

    def __init__(self, answer: object = None) -> None:
        self.answer = key_set() if answer is None else answer
        self.urls: list[str] = []

    def __call__(self, url: str) -> bytes:
        self.urls.append(url)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer if isinstance(self.answer, bytes) else json.dumps(self.answer).encode()


class Clock:
    def __init__(self, now: float = NOW) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def verifier(fetch: Callable[[str], bytes] | None = None, **options: Any) -> CognitoTokenVerifier:
    """A verifier of access tokens at `NOW` without leeway, unless told otherwise."""
    defaults: dict[str, Any] = {
        "client_id": CLIENT,
        "token_use": "access",
        "leeway_seconds": 0,
        "jwks": JwksSource(fetch=fetch or Fetch()),
        "clock": Clock(),
    }
    pool = options.pop("user_pool_id", POOL)
    return CognitoTokenVerifier(pool, **{**defaults, **options})


def chain(error: BaseException) -> list[BaseException]:
    errors: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        current = waiting.pop()
        if current is not None and current not in errors:
            errors.append(current)
            waiting += [current.__cause__, current.__context__]
    return errors


def all_that_it_holds(error: BaseException) -> str:
    """Everything that a log, a pickle or a debugger could find in an error and in its causes."""
    found = []
    for one in chain(error):
        found += [str(one), repr(one), repr(one.args), repr(vars(one)), repr(pickle.dumps(one))]
        found += [repr(getattr(one, name, "")) for name in ("doc", "object")]
    return "\n".join(found)


def refusal(token: Any, **options: Any) -> TokenError:
    with pytest.raises(TokenError) as caught:
        verifier(**options).verify(token)
    return caught.value


def twice(members: dict[str, Any], name: str, value: str) -> bytes:
    """The object with one more member of a name, written as JSON."""
    return f'{json.dumps(members)[:-1]}, "{name}": {value}}}'.encode()
