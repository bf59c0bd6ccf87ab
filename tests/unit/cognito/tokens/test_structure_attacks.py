"""What is no token at all, or one that two readers would read differently."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from boto3_assist import errors
from boto3_assist.cognito.tokens.compact import MAX_TOKEN_LENGTH
from tests.unit.cognito.tokens.forge import (
    Fetch,
    access_claims,
    access_token,
    header,
    refusal,
    sign,
    twice,
    verifier,
)

GOOD = access_token()
HEAD, BODY, SIGNATURE = GOOD.split(".")


DEEP = b"[" * 3000 + b"]" * 3000
BAD_OBJECTS: dict[str, bytes] = {
    "nothing": b" ",
    "not JSON": b"{'alg': 'RS256'}",
    "a list": b"[]",
    "text": b'"text"',
    "null": b"null",
    "a number": b"1",
    "two objects": b"{}{}",
    "a comment": b'{"a": 1 /* */}',
    "a comma too many": b'{"a": 1,}',
    "not UTF-8": b'{"a": "\xff"}',
    "an overlong slash": b'{"a": "\xc0\xaf"}',
    "half a pair, raw": b'{"a": "\xed\xa0\x80"}',
    "half a pair, escaped": b'{"a": "\\ud800"}',
    "half a pair in a name": b'{"\\uDfff": 1}',
    "a byte order mark": b"\xef\xbb\xbf{}",
    "UTF-16": "{}".encode("utf-16"),
    "UTF-32": "{}".encode("utf-32-le"),
    "NaN": b'{"exp": NaN}',
    "infinity": b'{"exp": Infinity}',
    "less than infinity": b'{"exp": -Infinity}',
    "a number without end": b'{"exp": 1e999}',
    "a number of many digits": b'{"exp": ' + b"9" * 5000 + b"}",
    "lists deeper than 64": b'{"a": ' + b"[" * 64 + b"]" * 64 + b"}",
    "deep lists": b'{"a": ' + DEEP + b"}",
    "a raw line break": b'{"a": "\n"}',
    "members twice in a member": b'{"a": {"b": 1, "b": 1}}',
    "NUL at the end": b"{}\0",
}


@pytest.mark.parametrize("name", BAD_OBJECTS)
def test_a_part_that_is_no_plain_object(name: str) -> None:
    content = BAD_OBJECTS[name]

    assert type(refusal(sign(content, access_claims()))) is errors.TokenMalformedError
    assert type(refusal(sign(header(), content))) is errors.TokenMalformedError


def test_claims_may_be_as_deep_as_any_sensible_ones() -> None:
    token = access_token(custom=json.loads("[" * 63 + "]" * 63))

    assert verifier().verify(token)["custom"]


@pytest.mark.parametrize("first", ["none", "RS256"])
@pytest.mark.parametrize("name", ["alg", "\\u0061lg", "al\\u0067"])
def test_a_header_member_twice(first: str, name: str) -> None:
    token = sign(twice(header(alg=first), name, '"RS256"'), access_claims())

    assert type(refusal(token)) is errors.TokenMalformedError


@pytest.mark.parametrize("name", ["iss", "exp", "client_id", "token_use", "cognito:groups", "sub"])
def test_a_claim_twice(name: str) -> None:
    same = json.dumps(access_claims()[name])

    token = sign(header(), twice(access_claims(), name, same))

    assert type(refusal(token)) is errors.TokenMalformedError


def stray_bits(segment: str) -> str:
    """The same bytes to a careless reader: a last character that differs in bits unused."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    other = segment[:-1] + alphabet[alphabet.index(segment[-1]) ^ 1]
    padded = "=" * (-len(segment) % 4)
    assert base64.urlsafe_b64decode(other + padded) == base64.urlsafe_b64decode(segment + padded)
    return other


NOT_THREE_PARTS: list[Any] = [
    *[
        "",
        " ",
        ".",
        "..",
        "...",
        "." * 5000,
        HEAD,
        f"{HEAD}.{BODY}",
        f"{HEAD}.{BODY}.",
        f".{BODY}.{SIGNATURE}",
    ],
    *[
        f"{HEAD}..{SIGNATURE}",
        f"{GOOD}.",
        f".{GOOD}",
        f"{GOOD}.{SIGNATURE}",
        f"{GOOD}.{HEAD}.{BODY}",
    ],
    *[
        f"Bearer {GOOD}",
        f"bearer {GOOD}",
        f" {GOOD}",
        f"{GOOD} ",
        f"{GOOD}\n",
        f"\n{GOOD}",
        f"{GOOD}\r\n",
    ],
    *[
        f"{GOOD}\0",
        f"{GOOD}=",
        f"{GOOD}==",
        f"{HEAD}=.{BODY}.{SIGNATURE}",
        f"{HEAD}.\n{BODY}.{SIGNATURE}",
    ],
    *[
        GOOD.replace(".", "．"),
        GOOD.replace(".", "。"),
        GOOD + "\u200b",
        "\ufeff" + GOOD,
        GOOD.replace("e", "е", 1),
    ],
    *[
        GOOD.replace(".", ","),
        GOOD + "!",
        "%2E".join(GOOD.split(".")),
        f'"{GOOD}"',
        f"{GOOD};{GOOD}",
    ],
    *[
        "\ud800." + BODY + "." + SIGNATURE,
        f"{HEAD}.{BODY}.{stray_bits(SIGNATURE)}",
        f"{HEAD}.{BODY}.A",
    ],
    json.dumps({"payload": BODY, "protected": HEAD, "signature": SIGNATURE}),
    *[
        None,
        0,
        1.5,
        True,
        GOOD.encode(),
        bytearray(GOOD.encode()),
        [GOOD],
        {"token": GOOD},
        object(),
    ],
    GOOD.split("."),
]


@pytest.mark.parametrize("token", NOT_THREE_PARTS, ids=range(len(NOT_THREE_PARTS)))
def test_what_is_not_three_parts_of_base64url(token: Any) -> None:
    fetch = Fetch()

    assert type(refusal(token, fetch=fetch)) is errors.TokenMalformedError
    assert fetch.urls == []


def test_standard_base64_in_place_of_base64url() -> None:
    # Claims whose encoding needs the two characters in which the alphabets differ.
    token = access_token(nonce="~~~???>>>")
    assert verifier().verify(token)["nonce"]
    standard = token.replace("-", "+").replace("_", "/")

    assert standard != token
    assert type(refusal(standard)) is errors.TokenMalformedError


def test_a_huge_token() -> None:
    room = MAX_TOKEN_LENGTH - len(access_token(filler=""))
    largest = access_token(filler="x" * (room * 3 // 4 - 2))
    larger = access_token(filler="x" * room)
    assert MAX_TOKEN_LENGTH - 4 <= len(largest) <= MAX_TOKEN_LENGTH < len(larger)

    assert verifier().verify(largest).subject
    for token in (larger, "A" * 10_000_000, "." * (MAX_TOKEN_LENGTH + 1)):
        assert type(refusal(token)) is errors.TokenTooLargeError
