"""What is let in, under which rules, and what one gets; the refusals are in test_attacks."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from datetime import datetime, timezone
from typing import Any

import pytest
from pydantic import SecretStr

from boto3_assist import cognito, errors
from boto3_assist.cognito.tokens import CognitoTokenVerifier, JwksSource, VerifiedToken, fetch_jwks
from boto3_assist.errors import InvalidParameterError, JwksUnavailableError, TokenError
from tests.steady_ids import steady_id
from tests.unit.cognito.tokens.forge import (
    ABSENT,
    CLIENT,
    EMAIL,
    ISSUER,
    MULTI_REGION_ISSUER,
    NOW,
    POOL,
    Clock,
    Fetch,
    access_claims,
    access_token,
    header,
    id_claims,
    id_token,
    jwk,
    key_set,
    private_key,
    sign,
    verifier,
)


def test_the_public_home() -> None:
    assert cognito.CognitoTokenVerifier is CognitoTokenVerifier
    assert cognito.JwksSource is JwksSource
    assert cognito.VerifiedToken is VerifiedToken


def test_an_access_token_is_let_in_with_its_claims() -> None:
    token = verifier().verify(access_token())

    assert token == access_claims()
    assert (token.user_pool_id, token.token_use, token.client_id) == (POOL, "access", CLIENT)
    assert (token.subject, token.username) == (access_claims()["sub"], "ann")
    assert token.groups == ("staff", "readers")
    assert token.scopes == ("openid", "orders/read")
    assert token.issued_at == datetime.fromtimestamp(NOW - 60, timezone.utc)
    assert token.expires_at == datetime.fromtimestamp(NOW + 3600, timezone.utc)


def test_an_id_token_is_let_in_with_its_claims() -> None:
    token = verifier(token_use="id").verify(id_token())

    assert token == id_claims()
    assert (token.token_use, token.client_id, token.username) == ("id", CLIENT, "ann")
    assert token.scopes == ()
    assert token["email"] == EMAIL


def test_a_token_of_a_machine_has_no_user() -> None:
    claims = access_claims(username=ABSENT, sub=CLIENT, **{"cognito:groups": ABSENT})

    token = verifier().verify(sign(header(), claims))

    assert (token.username, token.subject, token.groups) == (None, CLIENT, ())


def test_the_repr_shows_no_claim_and_nothing_can_be_set() -> None:
    token: Any = verifier(token_use="id").verify(id_token())

    assert repr(token) == f"<VerifiedToken: id token of {POOL}, 10 claims>"
    with pytest.raises(TypeError):
        token["email"] = "mallory@example.com"


def test_the_claims_can_be_copied_and_pickled() -> None:
    token = verifier().verify(access_token())

    for other in (copy.deepcopy(token), pickle.loads(pickle.dumps(token))):
        assert other == token and other.user_pool_id == POOL


def test_a_token_may_be_a_secret() -> None:
    secret: Any = SecretStr(access_token())

    assert verifier().verify(secret).username == "ann"


def test_neither_client_nor_use_may_be_left_out() -> None:
    make: Any = CognitoTokenVerifier

    with pytest.raises(TypeError, match="client_id"):
        make(POOL, token_use="access")
    with pytest.raises(TypeError, match="token_use"):
        make(POOL, client_id=CLIENT)


def test_none_skips_the_check_of_client_and_use() -> None:
    lax = verifier(client_id=None, token_use=None)

    assert lax.verify(access_token(client_id="any")).client_id == "any"
    assert lax.verify(id_token(aud="any")).client_id == "any"


def test_one_of_several_clients_groups_and_scopes_will_do() -> None:
    token = access_token()

    assert verifier(client_id=["other", CLIENT]).verify(token)
    assert verifier(groups=["admins", "readers"], scopes={"x", "orders/read"}).verify(token)
    assert verifier().verify(token, groups="staff", scopes=("openid",))


def test_what_a_call_asks_for_comes_on_top_of_what_the_verifier_does() -> None:
    strict = verifier(groups="staff", scopes="openid")

    with pytest.raises(errors.TokenGroupError):
        strict.verify(access_token(**{"cognito:groups": ["readers"]}), groups="readers")
    with pytest.raises(errors.TokenScopeError):
        strict.verify(access_token(scope="orders/read"), scopes="orders/read")


EMPTY: list[Any] = ["", [], (), set(), {}, [""], [None], ["a", ""], b"a", 5, iter(["a"]), {"a": 1}]


@pytest.mark.parametrize("value", EMPTY, ids=steady_id)
@pytest.mark.parametrize("name", ["client_id", "groups", "scopes"])
def test_nothing_but_none_skips_a_check(name: str, value: Any) -> None:
    with pytest.raises(InvalidParameterError, match=name):
        verifier(**{name: value})
    if name != "client_id":
        with pytest.raises(InvalidParameterError, match=name):
            verifier().verify(access_token(), **{name: value})


@pytest.mark.parametrize(
    "options",
    [
        {"token_use": "refresh"},
        {"token_use": ""},
        {"token_use": ["access"]},
        {"leeway_seconds": -1},
        {"leeway_seconds": 301},
        {"leeway_seconds": float("nan")},
        {"leeway_seconds": None},
        {"leeway_seconds": True},
        {"issuer_type": "NEW"},
        {"user_pool_id": "pool"},
        {"checks": None},
        {"checks": ["x"]},
        {"checks": "x"},
        {"jwks": key_set()},
    ],
    ids=steady_id,
)
def test_an_argument_that_is_not_of_its_kind_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(InvalidParameterError) as caught:
        verifier(**options)

    assert caught.value.details["expected"]


@pytest.mark.parametrize(
    ("changes", "leeway"),
    [
        ({"exp": NOW + 1}, 0),
        ({"exp": NOW - 9}, 10),
        ({"nbf": NOW}, 0),
        ({"nbf": NOW + 10}, 10),
        ({"iat": NOW}, 0),
        ({"iat": NOW + 10}, 10),
    ],
)
def test_the_leeway_is_given_on_both_sides(changes: dict[str, int], leeway: int) -> None:
    assert verifier(leeway_seconds=leeway).verify(access_token(**changes))


def test_time_goes_on() -> None:
    clock = Clock()
    one = verifier(clock=clock)
    token = access_token()
    assert one.verify(token)

    clock.now += 3600

    with pytest.raises(errors.TokenExpiredError):
        one.verify(token)


def only_ann(token: VerifiedToken) -> bool:
    return token.username == "ann"


def test_a_check_of_ones_own_sees_the_verified_token() -> None:
    assert verifier(checks=[only_ann]).verify(access_token())
    with pytest.raises(errors.TokenCheckError, match="only_ann"):
        verifier(checks=[only_ann]).verify(access_token(username="bob"))


@pytest.mark.parametrize("answer", [None, 1, "yes", [True], False, object()])
def test_only_true_lets_a_token_in(answer: Any) -> None:
    with pytest.raises(errors.TokenCheckError):
        verifier(checks=[only_ann, lambda token: answer]).verify(access_token())


def test_an_error_in_a_check_lets_nobody_in() -> None:
    def broken(token: VerifiedToken) -> bool:
        raise LookupError("no database")

    with pytest.raises(LookupError):
        verifier(checks=[broken]).verify(access_token())


def test_a_check_comes_last() -> None:
    seen: list[VerifiedToken] = []

    def remember(token: VerifiedToken) -> bool:
        seen.append(token)
        return True

    with pytest.raises(TokenError):
        verifier(checks=[remember], groups="admins").verify(access_token())

    assert seen == []


def test_each_form_of_the_issuer_has_keys_of_its_own() -> None:
    fetch = Fetch()
    both = verifier(fetch=fetch)

    both.verify(access_token())
    both.verify(access_token(iss=MULTI_REGION_ISSUER))
    both.verify(access_token())

    assert fetch.urls == [
        f"{ISSUER}/.well-known/jwks.json",
        f"{MULTI_REGION_ISSUER}/.well-known/jwks.json",
    ]


@pytest.mark.parametrize(
    ("issuer_type", "taken", "refused"),
    [("ORIGINAL", ISSUER, MULTI_REGION_ISSUER), ("UPDATED", MULTI_REGION_ISSUER, ISSUER)],
)
def test_one_form_of_the_issuer_can_be_asked_for(
    issuer_type: str, taken: str, refused: str
) -> None:
    one = verifier(issuer_type=issuer_type)

    assert one.verify(access_token(iss=taken))
    with pytest.raises(errors.TokenIssuerError):
        one.verify(access_token(iss=refused))


def test_a_url_of_ones_own_is_fetched_once_for_both_forms() -> None:
    fetch = Fetch()
    one = verifier(jwks=JwksSource(url="https://keys.example/jwks.json", fetch=fetch))

    one.verify(access_token())
    one.verify(access_token(iss=MULTI_REGION_ISSUER))

    assert fetch.urls == ["https://keys.example/jwks.json"]


def test_a_new_signing_key_is_taken_up() -> None:
    fetch, clock = Fetch(), Clock()
    one = verifier(fetch=fetch, clock=clock)
    one.verify(access_token())
    new = private_key("rotated")
    fetch.answer = key_set(jwk(), jwk(new, kid="rotated"))
    token = sign(header(kid="rotated"), access_claims(), key=new)

    clock.now += 30

    assert one.verify(token) and one.verify(access_token())


def test_offline_with_preloaded_keys() -> None:
    one = verifier(jwks=JwksSource(preloaded=key_set(), fetch=None))

    assert one.verify(access_token())
    one.warm()


@pytest.mark.parametrize("algorithm", ["RS384", "RS512"])
def test_a_key_of_a_longer_hash(algorithm: str) -> None:
    token = sign(header(alg=algorithm), access_claims(), algorithm=algorithm)

    assert verifier(fetch=Fetch(key_set(jwk(alg=algorithm)))).verify(token)


OTHER_POOL = "us-east-1_Other1234"


def test_several_pools_each_with_its_rules() -> None:
    staff = verifier(groups="staff")
    customers = verifier(
        user_pool_id=OTHER_POOL,
        client_id="shop",
        token_use="id",
        fetch=Fetch(key_set(jwk(private_key("other")))),
    )
    both = CognitoTokenVerifier.combine(staff, customers)
    issuer = f"https://cognito-idp.us-east-1.amazonaws.com/{OTHER_POOL}"
    foreign = id_claims(iss=issuer, aud="shop")

    assert both.verify(access_token()).user_pool_id == POOL
    token = sign(header(), foreign, key=private_key("other"))
    assert both.verify(token).user_pool_id == OTHER_POOL
    with pytest.raises(errors.TokenSignatureError):
        both.verify(sign(header(), foreign))
    with pytest.raises(errors.TokenUseError):
        both.verify(id_token())
    with pytest.raises(errors.TokenIssuerError):
        staff.verify(token)


def test_one_pool_cannot_be_combined_with_itself_and_nothing_with_nothing() -> None:
    with pytest.raises(InvalidParameterError, match="one user pool"):
        CognitoTokenVerifier.combine(verifier(), verifier(token_use="id"))
    with pytest.raises(InvalidParameterError):
        CognitoTokenVerifier.combine()


def test_a_list_of_verifiers_is_none() -> None:
    verifiers: Any = [verifier()]

    with pytest.raises(InvalidParameterError, match="list of 1"):
        CognitoTokenVerifier.combine(verifiers)


def test_a_number_out_of_range_is_told() -> None:
    with pytest.raises(InvalidParameterError, match="1000") as caught:
        verifier(leeway_seconds=1000)
    assert caught.value.details["given"] == "1000"


def test_warming_needs_one_issuer_of_each_pool() -> None:
    def only_the_original(url: str) -> bytes:
        if "issuer-" in url:
            raise OSError
        return fetch(url)

    fetch = Fetch()
    verifier(fetch=only_the_original).warm()
    assert fetch.urls == [f"{ISSUER}/.well-known/jwks.json"]

    down = verifier(user_pool_id=OTHER_POOL, fetch=Fetch(OSError()))
    with pytest.raises(JwksUnavailableError):
        CognitoTokenVerifier.combine(verifier(), down).warm()


def test_the_repr_names_the_issuers() -> None:
    assert repr(verifier(issuer_type="ORIGINAL")) == f"CognitoTokenVerifier({ISSUER})"


def test_an_access_token_may_name_resource_servers() -> None:
    token = verifier().verify(access_token(aud=["https://orders.example", "https://stock.example"]))

    assert token.client_id == CLIENT


def test_keys_come_over_https_unless_told_otherwise() -> None:
    plain = CognitoTokenVerifier(POOL, client_id=CLIENT, token_use="access")

    assert JwksSource().fetch is fetch_jwks
    with pytest.raises(errors.TokenMalformedError):
        plain.verify("not a token")


def test_making_one_fetches_nothing() -> None:
    fetch = Fetch()
    verifier(fetch=fetch)

    assert fetch.urls == []


@pytest.mark.parametrize("missing", ["jwt", "cryptography"])
def test_without_the_extra_its_name_is_told(missing: str) -> None:
    script = f"""
import sys
sys.modules[{missing!r}] = None
from boto3_assist.errors import ConfigurationError
try:
    from boto3_assist.cognito import CognitoTokenVerifier
except ConfigurationError as error:
    print(error.details["suggestion"])
"""

    result = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)

    assert result.stdout.decode().strip() == "pip install 'boto3-assist[cognito]'"
