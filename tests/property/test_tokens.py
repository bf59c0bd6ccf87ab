"""Whatever is done to a good token, it is refused; whatever is sent, the answer is a typed one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from boto3_assist.cognito.tokens.compact import decode_base64url
from boto3_assist.cognito.tokens.strict_json import load_object
from boto3_assist.errors import TokenError
from tests.unit.cognito.tokens.forge import (
    CLIENT,
    ISSUER,
    KID,
    NOW,
    access_claims,
    access_token,
    all_that_it_holds,
    encode,
    header,
    id_token,
    sign,
    verifier,
)

VERIFIER = verifier(client_id=CLIENT, token_use=None)
GOOD = (access_token(), id_token())
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

tokens = st.sampled_from(GOOD)
characters = st.sampled_from(ALPHABET + ".=+/ \n\0é") | st.characters()
leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=4,
)


@st.composite
def mutations(draw: st.DrawFn) -> str:
    """A token that differs from a good one by one edit of its text."""
    token = draw(tokens)
    at = draw(st.integers(0, len(token)))
    end = draw(st.integers(at, min(len(token), at + 8)))
    edited = token[:at] + draw(st.text(characters, max_size=4)) + token[end:]
    assume(edited not in GOOD)
    return edited


@settings(max_examples=300)
@given(mutations())
def test_any_edit_of_a_good_token_is_refused(token: str) -> None:
    with pytest.raises(TokenError) as caught:
        VERIFIER.verify(token)

    assert not [part for part in token.split(".") if len(part) > 8 and part in str(caught.value)]


@pytest.mark.parametrize("token", GOOD, ids=["access", "id"])
def test_every_flipped_bit_of_a_good_token_is_refused(token: str) -> None:
    for at, character in enumerate(token):
        if character == ".":
            continue
        for bit in range(6):
            flipped = ALPHABET[ALPHABET.index(character) ^ (1 << bit)]
            with pytest.raises(TokenError):
                VERIFIER.verify(token[:at] + flipped + token[at + 1 :])


@given(st.tuples(tokens, tokens, tokens).filter(lambda three: len(set(three)) > 1))
def test_parts_of_two_good_tokens_make_no_third(three: tuple[str, str, str]) -> None:
    parts = [token.split(".")[index] for index, token in enumerate(three)]
    mixed = ".".join(parts)
    assume(mixed not in GOOD)

    with pytest.raises(TokenError):
        VERIFIER.verify(mixed)


@given(st.sampled_from(["alg", "kid", "typ", "crit", "jwk"]), values)
@example("alg", "none")
def test_any_header_gives_a_typed_answer(name: str, value: Any) -> None:
    token = sign(json.dumps(header(**{name: value})).encode(), access_claims())
    try:
        verified = VERIFIER.verify(token)
    except TokenError as error:
        assert token not in all_that_it_holds(error)
    else:
        unchanged = value == header().get(name)
        assert verified.client_id == CLIENT and (unchanged or name == "typ")


RIGHT = {"iss": ISSUER, "client_id": CLIENT, "token_use": "access"}


@given(st.sampled_from([*RIGHT, "exp", "nbf", "iat", "sub", "scope", "cognito:groups"]), values)
@example("exp", NOW + 1)
@example("exp", NOW)
@example("iat", NOW + 1)
@example("nbf", 0)
def test_any_claim_gives_a_typed_answer(name: str, value: Any) -> None:
    token = sign(header(), json.dumps(access_claims(**{name: value})).encode())
    try:
        verified = VERIFIER.verify(token)
    except TokenError as error:
        assert token not in all_that_it_holds(error)
    else:
        assert {claim: verified[claim] for claim in RIGHT} == RIGHT
        assert all(type(verified.get(claim, 0)) is int for claim in ("exp", "nbf", "iat"))
        assert max(verified["iat"], verified.get("nbf", 0)) <= NOW < verified["exp"]
        assert all(isinstance(group, str) for group in verified.groups)
        assert verified.subject and isinstance(verified["scope"], str)


@given(st.text() | st.binary() | values | st.lists(st.binary().map(encode)).map(".".join))
def test_anything_at_all_gives_a_typed_answer(token: Any) -> None:
    with pytest.raises(TokenError):
        VERIFIER.verify(token)


@given(st.binary(min_size=1))
def test_base64url_reads_back(data: bytes) -> None:
    assert decode_base64url(encode(data)) == data


@given(st.text(ALPHABET, min_size=1) | st.text())
def test_bytes_have_one_spelling(text: str) -> None:
    data = decode_base64url(text)

    assert data is None or encode(data) == text


objects = st.dictionaries(st.text(max_size=4), values, max_size=4)


@given(objects)
def test_an_object_is_read_as_json_reads_it_or_not_at_all(value: dict[str, Any]) -> None:
    text = json.dumps(value)
    read = load_object(text.encode())

    assert read is None or json.dumps(read) == text
    if "NaN" not in text and "Infinity" not in text and "\\u" not in text:
        assert read is not None


@given(objects, st.data())
def test_a_member_twice_is_not_read(value: dict[str, Any], data: st.DataObject) -> None:
    value = {**value, KID: 1}
    name = data.draw(st.sampled_from(sorted(value)))
    text = f"{json.dumps(value)[:-1]}, {json.dumps(name)}: 1}}"

    assert load_object(text.encode()) is None
