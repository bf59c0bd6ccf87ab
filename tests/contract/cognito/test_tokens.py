"""Tokens as servers issue them: let in by the verifier that they are for, and by no other."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from boto3_assist import errors
from boto3_assist.cognito import CognitoTokenVerifier, JwksSource
from boto3_assist.testing import AwsBackend

PASSWORD = "Correct-Horse-7!"


@dataclass(frozen=True)
class SignedIn:
    """A user of a pool of their own, signed in at the one app client that it has."""

    backend: AwsBackend
    user_pool_id: str
    client_id: str
    tokens: dict[str, Any]

    def verifier(self, **options: Any) -> CognitoTokenVerifier:
        defaults: dict[str, Any] = {
            "client_id": self.client_id,
            "token_use": "access",
            "jwks": source(self.backend, self.user_pool_id),
        }
        return CognitoTokenVerifier(self.user_pool_id, **{**defaults, **options})


def source(backend: AwsBackend, user_pool_id: str) -> JwksSource:
    path = f"{user_pool_id}/.well-known/jwks.json"
    if backend.endpoint_url is None:
        # moto answers requests to AWS's own URL if they are made with the library that it patches.
        import requests

        return JwksSource(fetch=lambda url: requests.get(url, timeout=5).content)
    if backend.is_remote:
        return JwksSource()
    return JwksSource(url=f"{backend.endpoint_url}/{path}", allow_http_on_loopback=True)


SignIn = Callable[[], SignedIn]


@pytest.fixture
def sign_in(aws_backend: AwsBackend, request: pytest.FixtureRequest) -> SignIn:
    client = aws_backend.client("cognito-idp")

    def sign_in() -> SignedIn:
        pool = client.create_user_pool(PoolName="tokens")["UserPool"]["Id"]
        request.addfinalizer(lambda: client.delete_user_pool(UserPoolId=pool))
        app = client.create_user_pool_client(
            UserPoolId=pool,
            ClientName="app",
            ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        )["UserPoolClient"]["ClientId"]
        client.admin_create_user(UserPoolId=pool, Username="ann", MessageAction="SUPPRESS")
        client.admin_set_user_password(
            UserPoolId=pool, Username="ann", Password=PASSWORD, Permanent=True
        )
        client.create_group(UserPoolId=pool, GroupName="staff")
        client.admin_add_user_to_group(UserPoolId=pool, Username="ann", GroupName="staff")
        tokens = client.initiate_auth(
            ClientId=app,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": "ann", "PASSWORD": PASSWORD},
        )["AuthenticationResult"]
        return SignedIn(aws_backend, pool, app, tokens)

    return sign_in


def test_an_access_token(sign_in: SignIn) -> None:
    ann = sign_in()

    token = ann.verifier(groups="staff", scopes="aws.cognito.signin.user.admin").verify(
        ann.tokens["AccessToken"]
    )

    assert (token.username, token.client_id, token.groups) == ("ann", ann.client_id, ("staff",))
    assert (token.token_use, token.user_pool_id) == ("access", ann.user_pool_id)
    assert token.issued_at < token.expires_at


def test_an_id_token(sign_in: SignIn) -> None:
    ann = sign_in()

    token = ann.verifier(token_use="id", groups="staff").verify(ann.tokens["IdToken"])

    assert (token.username, token.client_id, token.token_use) == ("ann", ann.client_id, "id")


def test_a_token_for_another_use_is_refused(sign_in: SignIn) -> None:
    ann = sign_in()

    with pytest.raises(errors.TokenUseError):
        ann.verifier().verify(ann.tokens["IdToken"])
    with pytest.raises(errors.TokenUseError):
        ann.verifier(token_use="id").verify(ann.tokens["AccessToken"])
    for use in ("access", "id", None):
        # Opaque on AWS and moto; ministack's is signed with the key of the other tokens.
        with pytest.raises((errors.TokenMalformedError, errors.TokenUseError)):
            ann.verifier(token_use=use, client_id=None).verify(ann.tokens["RefreshToken"])


def test_a_token_of_another_pool_or_client_is_refused(sign_in: SignIn) -> None:
    ann, other = sign_in(), sign_in()

    with pytest.raises(errors.TokenIssuerError):
        ann.verifier(client_id=None).verify(other.tokens["AccessToken"])
    with pytest.raises(errors.TokenClientError):
        ann.verifier(client_id=other.client_id).verify(ann.tokens["AccessToken"])
    both = CognitoTokenVerifier.combine(ann.verifier(), other.verifier())
    assert both.verify(other.tokens["AccessToken"]).user_pool_id == other.user_pool_id


def test_a_token_is_refused_when_its_time_is_over(sign_in: SignIn) -> None:
    ann = sign_in()
    later = ann.verifier(clock=lambda: time.time() + 100_000)

    with pytest.raises(errors.TokenExpiredError):
        later.verify(ann.tokens["AccessToken"])


def test_a_token_without_the_group_or_scope_is_refused(sign_in: SignIn) -> None:
    ann = sign_in()

    with pytest.raises(errors.TokenGroupError):
        ann.verifier(groups="admins").verify(ann.tokens["AccessToken"])
    with pytest.raises(errors.TokenScopeError):
        ann.verifier().verify(ann.tokens["AccessToken"], scopes="orders/write")


def test_a_changed_token_is_refused(sign_in: SignIn) -> None:
    ann = sign_in()
    head, body, signature = ann.tokens["AccessToken"].split(".")
    other = "B" if signature[10] == "A" else "A"

    with pytest.raises(errors.TokenSignatureError):
        ann.verifier().verify(f"{head}.{body}.{signature[:10]}{other}{signature[11:]}")


def test_the_servers_keys_can_be_preloaded(sign_in: SignIn) -> None:
    ann = sign_in()
    keys = source(ann.backend, ann.user_pool_id)
    issuer = f"https://cognito-idp.{ann.user_pool_id.partition('_')[0]}.amazonaws.com"
    assert keys.fetch is not None
    document = keys.fetch(keys.url or f"{issuer}/{ann.user_pool_id}/.well-known/jwks.json")

    offline = ann.verifier(jwks=JwksSource(preloaded=json.loads(document), fetch=None))

    assert offline.verify(ann.tokens["AccessToken"]).username == "ann"


def test_a_verifier_is_warmed_from_the_server(sign_in: SignIn) -> None:
    ann = sign_in()
    verifier = ann.verifier()

    verifier.warm()

    assert verifier.verify(ann.tokens["AccessToken"])
