"""Well-signed tokens that are not for here, not for now, or not for this user."""

from __future__ import annotations

from typing import Any

import pytest

from boto3_assist import errors
from boto3_assist.errors import TokenError
from tests.steady_ids import steady_id
from tests.unit.cognito.tokens.forge import (
    ABSENT,
    CLIENT,
    ISSUER,
    NOW,
    POOL,
    Fetch,
    access_claims,
    access_token,
    header,
    id_token,
    refusal,
    sign,
    verifier,
)

GOOD = access_token()
HOST = ISSUER.removeprefix("https://").partition("/")[0]


@pytest.mark.parametrize(
    "issuer",
    [
        *[ABSENT, None, "", 0, True, [ISSUER], {ISSUER: 1}, [], {}],
        *[
            f"{ISSUER}/",
            f" {ISSUER}",
            f"{ISSUER} ",
            f"{ISSUER}\n",
            f"{ISSUER}\0",
            f"{ISSUER}#",
            f"{ISSUER}?",
        ],
        *[ISSUER.upper(), ISSUER.replace("https", "http"), ISSUER.replace("https", "HTTPS")],
        *[f"https://{HOST}.evil.example/{POOL}", f"https://{HOST}@evil.example/{POOL}"],
        *[f"https://evil.example/{HOST}/{POOL}", f"https://evil.example#{ISSUER}"],
        *[f"https://{HOST}:443/{POOL}", f"https://{HOST}/./{POOL}", f"https://{HOST}//{POOL}"],
        *[
            f"https://{HOST}/{POOL}x",
            f"https://{HOST}/{POOL[:-1]}",
            f"https://{HOST}/{POOL.upper()}",
        ],
        *[f"https://{HOST}/eu-west-1_Other1234", ISSUER.replace("eu-west-1.", "eu-west-2.")],
        *[
            f"https://{HOST}/%65u-west-1_AbCdEf123",
            ISSUER.replace("o", "о"),
            ISSUER.replace("/e", "／e"),
        ],
        *[HOST, POOL, "https://cognito-identity.amazonaws.com", f"https://issuer.{HOST}/{POOL}"],
        *["file:///dev/null", "https://169.254.169.254/latest/meta-data"],
    ],
    ids=steady_id,
)
def test_an_issuer_that_is_not_configured(issuer: Any) -> None:
    fetch = Fetch()

    error = refusal(access_token(iss=issuer), fetch=fetch)

    assert type(error) is errors.TokenIssuerError
    assert fetch.urls == []


def test_the_token_of_another_configured_pool_under_a_shared_key() -> None:
    staff = verifier(groups=["staff"])
    other = verifier(user_pool_id="eu-west-1_Other1234", client_id="other-client")
    both = type(staff).combine(staff, other)
    foreign = ISSUER.replace(POOL, "eu-west-1_Other1234")

    with pytest.raises(errors.TokenClientError):
        both.verify(access_token(iss=foreign))
    with pytest.raises(errors.TokenGroupError):
        both.verify(access_token(**{"cognito:groups": []}))
    assert both.verify(access_token(iss=foreign, client_id="other-client")).user_pool_id == (
        "eu-west-1_Other1234"
    )


@pytest.mark.parametrize(
    "use", [ABSENT, None, "", "refresh", "id", "ACCESS", "access ", ["access"], {"access": 1}, 1]
)
def test_a_token_of_another_use(use: Any) -> None:
    assert type(refusal(access_token(token_use=use))) is errors.TokenUseError


@pytest.mark.parametrize("use", [ABSENT, "refresh", "ID", ["id", "access"], None])
def test_a_token_of_no_use_where_either_will_do(use: Any) -> None:
    assert type(refusal(access_token(token_use=use), token_use=None)) is errors.TokenUseError


def test_an_id_token_in_place_of_an_access_token_and_the_other_way_round() -> None:
    assert type(refusal(id_token())) is errors.TokenUseError
    assert type(refusal(GOOD, token_use="id")) is errors.TokenUseError


WRONG_CLIENTS: list[Any] = [
    *[ABSENT, None, "", 0, True, "other", CLIENT[:-1], CLIENT + " ", CLIENT.upper(), CLIENT + "\0"],
    *[[CLIENT], [CLIENT, "other"], ["other"], {CLIENT: 1}, [], f"{CLIENT},other"],
]


@pytest.mark.parametrize("client", WRONG_CLIENTS, ids=steady_id)
def test_a_token_of_another_app_client(client: Any) -> None:
    access, identity = access_token(client_id=client), id_token(aud=client)

    assert type(refusal(access)) is errors.TokenClientError
    assert type(refusal(identity, token_use="id")) is errors.TokenClientError
    assert type(refusal(access, client_id=[CLIENT, "c2"])) is errors.TokenClientError


def test_the_client_in_the_claim_of_the_other_kind_of_token() -> None:
    access = access_token(client_id=ABSENT, aud=CLIENT)
    identity = id_token(aud="other", client_id=CLIENT)

    assert type(refusal(access, token_use=None)) is errors.TokenClientError
    assert type(refusal(identity, token_use=None)) is errors.TokenClientError


NOT_MOMENTS: list[Any] = [
    *[None, "", str(NOW + 60), NOW + 60.0, True, [NOW + 60], {}, -1, 10**12, 10**400, 1e300],
]


@pytest.mark.parametrize("moment", [ABSENT, *NOT_MOMENTS], ids=lambda value: repr(value)[:20])
@pytest.mark.parametrize("name", ["exp", "iat"])
def test_a_moment_that_is_none(name: str, moment: Any) -> None:
    assert type(refusal(access_token(**{name: moment}))) is errors.TokenClaimError


@pytest.mark.parametrize("moment", NOT_MOMENTS, ids=lambda value: repr(value)[:20])
def test_a_beginning_that_is_none(moment: Any) -> None:
    assert type(refusal(access_token(nbf=moment))) is errors.TokenClaimError


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"exp": NOW}, errors.TokenExpiredError),
        ({"exp": NOW - 1}, errors.TokenExpiredError),
        ({"exp": 0}, errors.TokenExpiredError),
        ({"nbf": NOW + 1}, errors.TokenNotYetValidError),
        ({"iat": NOW + 1}, errors.TokenIssuedAtError),
    ],
)
@pytest.mark.parametrize("leeway", [0, 60])
def test_a_time_that_is_over_or_has_not_begun(
    changes: dict[str, int], expected: type[TokenError], leeway: int
) -> None:
    name, moment = next(iter(changes.items()))
    shift = -leeway if name == "exp" else leeway

    error = refusal(access_token(**{name: max(0, moment + shift)}), leeway_seconds=leeway)

    assert type(error) is expected


@pytest.mark.parametrize("now", [float("nan"), float("inf")])
def test_a_clock_that_tells_no_time_lets_nobody_in(now: float) -> None:
    assert type(refusal(GOOD, clock=lambda: now)) is errors.TokenExpiredError


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        (ABSENT, errors.TokenGroupError),
        ([], errors.TokenGroupError),
        (["Admins"], errors.TokenGroupError),
        (["admins "], errors.TokenGroupError),
        (["admins,staff"], errors.TokenGroupError),
        (["аdmins"], errors.TokenGroupError),
        ("admins", errors.TokenClaimError),
        ({"admins": True}, errors.TokenClaimError),
        ([["admins"]], errors.TokenClaimError),
        (["admins", None], errors.TokenClaimError),
        (None, errors.TokenClaimError),
    ],
    ids=steady_id,
)
def test_a_group_that_the_user_is_not_in(groups: Any, expected: type[TokenError]) -> None:
    token = access_token(**{"cognito:groups": groups})

    assert type(refusal(token, groups="admins")) is expected
    with pytest.raises(expected):
        verifier().verify(token, groups={"admins", "owners"})


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (ABSENT, errors.TokenScopeError),
        ("", errors.TokenScopeError),
        ("orders/write-not", errors.TokenScopeError),
        ("orders/writ", errors.TokenScopeError),
        ("ORDERS/WRITE", errors.TokenScopeError),
        ("openid\u00a0orders/write", errors.TokenScopeError),
        ("openid\torders/write", errors.TokenScopeError),
        ("openid\norders/write", errors.TokenScopeError),
        ("openid,orders/write", errors.TokenScopeError),
        ("openid\u2003orders/write", errors.TokenScopeError),
        (["orders/write"], errors.TokenClaimError),
        ({"orders/write": 1}, errors.TokenClaimError),
        (None, errors.TokenClaimError),
    ],
    ids=steady_id,
)
def test_a_scope_that_the_token_has_not(scope: Any, expected: type[TokenError]) -> None:
    token = access_token(scope=scope)

    assert type(refusal(token, scopes=["orders/write"])) is expected
    with pytest.raises(expected):
        verifier().verify(token, scopes="orders/write")


NOT_A_TEXT: list[Any] = [None, 1, ["x"], {"x": 1}, False]


@pytest.mark.parametrize("name", ["sub", "client_id", "username", "scope", "cognito:username"])
@pytest.mark.parametrize("value", NOT_A_TEXT, ids=steady_id)
def test_a_claim_that_is_not_of_its_type(name: str, value: Any) -> None:
    error = refusal(access_token(**{name: value}), client_id=None)

    assert type(error) is errors.TokenClaimError


@pytest.mark.parametrize("value", NOT_A_TEXT, ids=steady_id)
def test_an_audience_that_is_no_text_where_any_client_will_do(value: Any) -> None:
    error = refusal(id_token(aud=value), client_id=None, token_use="id")

    assert type(error) is errors.TokenClaimError


@pytest.mark.parametrize("subject", [ABSENT, ""])
def test_a_token_of_nobody(subject: Any) -> None:
    assert type(refusal(access_token(sub=subject))) is errors.TokenClaimError


def test_a_token_of_an_identity_pool() -> None:
    claims: dict[str, Any] = {"sub": "eu-west-1:uuid", "aud": "eu-west-1:pool", "exp": NOW + 60}
    claims |= {"iss": "https://cognito-identity.amazonaws.com", "amr": ["authenticated"]}

    token = sign(header(alg="RS512"), claims, algorithm="RS512")

    assert type(refusal(token)) is errors.TokenIssuerError


def test_a_token_that_others_would_take_for_json_of_another_shape() -> None:
    token = sign(header(), access_claims(__proto__={"admin": True}, constructor="x"))

    assert verifier().verify(token).groups == ("staff", "readers")
