from __future__ import annotations

import hashlib
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from boto3_assist.cognito.signin import srp
from boto3_assist.cognito.signin.srp import PasswordChallenge, new_ephemeral_key, password_claim
from boto3_assist.errors import CognitoResponseIntegrityError
from tests.unit.cognito.signin.srp_server import G, N, SrpServer

NOW = datetime(2026, 2, 1, 3, 4, 5, tzinfo=timezone.utc)

# Computed with pycognito 2024.5.1, another implementation of the protocol.
KNOWN: list[Any] = [
    pytest.param(
        "AbCdEfGhI",
        "ann",
        "Correct-Horse-7!",
        0xABCDEF0123456789,
        (1 << 3071) | 987654321,
        "8f6a1dad94d7b82c5e3031d21a251b0f",
        "c2VjcmV0LWJsb2Nr",
        NOW,
        "2b1f9b422449e551",
        "Sun Feb 1 03:04:05 UTC 2026",
        "FpPcbjlGurLqleIv/QqxrV7cACLbU0izohIeAfdbpMI=",
        id="first bits set",
    ),
    pytest.param(
        "x",
        "3f1c-uuid",
        "pässwörd ☃",
        (1 << 1023) + 7,
        (1 << 3070) + 12345,
        "7f01",
        "AAECAwQ=",
        datetime(2027, 11, 30, 23, 59, 59, tzinfo=timezone.utc),
        "4dc38e34d2389f03",
        "Tue Nov 30 23:59:59 UTC 2027",
        "u80xoJBfx4MxS/zQwjrN8NmipV4QNg2/wdiGud09GMg=",
        id="beyond ASCII, bytes that are no text",
    ),
    pytest.param(
        "Pool9",
        "bob@example.com",
        "p",
        3,
        5,
        "abc",
        "/w==",
        datetime(2026, 1, 9, tzinfo=timezone.utc),
        "2c624232cdd22177",
        "Fri Jan 9 00:00:00 UTC 2026",
        "jSw8YelJ03lq2sliAdXdrn7J7ap5PwTLhL8mzqd1lLQ=",
        id="short numbers with an odd count of digits",
    ),
]


def parameters(**changes: object) -> Any:
    return {
        "USER_ID_FOR_SRP": "ann",
        "SALT": "abc",
        "SRP_B": "5",
        "SECRET_BLOCK": "/w==",
        **changes,
    }


def claim(challenge: PasswordChallenge, password: str = "p") -> dict[str, str]:
    key = new_ephemeral_key(3)
    return password_claim(key, challenge, pool_name="x", password=password, moment=NOW)


def test_the_group_is_that_of_rfc_3526() -> None:
    assert (srp._N, srp._G) == (N, G)


@pytest.mark.parametrize(
    ("pool", "user", "password", "a", "b", "salt", "block", "moment", "public", "time", "proof"),
    KNOWN,
)
def test_known_answers(
    pool: str,
    user: str,
    password: str,
    a: int,
    b: int,
    salt: str,
    block: str,
    moment: datetime,
    public: str,
    time: str,
    proof: str,
) -> None:
    key = new_ephemeral_key(a)
    challenge = PasswordChallenge.from_parameters(
        {"USER_ID_FOR_SRP": user, "SALT": salt, "SRP_B": f"{b:x}", "SECRET_BLOCK": block}
    )

    given = password_claim(key, challenge, pool_name=pool, password=password, moment=moment)

    assert hashlib.sha256(key.public_hex.encode()).hexdigest()[:16] == public
    assert given == {
        "TIMESTAMP": time,
        "PASSWORD_CLAIM_SECRET_BLOCK": block,
        "PASSWORD_CLAIM_SIGNATURE": proof,
    }


@pytest.fixture
def server() -> SrpServer:
    server = SrpServer("AbCdEfGhI")
    server.add_user("ann", "Correct-Horse-7!")
    return server


def proven(server: SrpServer, password: str, pool_name: str = "AbCdEfGhI") -> bool:
    key = new_ephemeral_key()
    challenge = PasswordChallenge.from_parameters(server.challenge("ann", key.public_hex))
    given = password_claim(key, challenge, pool_name=pool_name, password=password, moment=NOW)
    return server.accepts(given)


def test_a_server_accepts_the_right_password_and_no_other(server: SrpServer) -> None:
    assert proven(server, "Correct-Horse-7!")
    assert not proven(server, "Correct-Horse-7")
    assert not proven(server, "correct-horse-7!")
    assert not proven(server, "Correct-Horse-7!", pool_name="another")


def test_a_proof_holds_for_one_exchange_and_one_time(server: SrpServer) -> None:
    key = new_ephemeral_key()
    first, second = (
        PasswordChallenge.from_parameters(server.challenge("ann", key.public_hex)) for _ in range(2)
    )
    right = {"pool_name": "AbCdEfGhI", "password": "Correct-Horse-7!"}
    given = password_claim(key, first, moment=NOW, **right)
    later = password_claim(key, first, moment=NOW + timedelta(seconds=1), **right)

    assert given["PASSWORD_CLAIM_SIGNATURE"] != later["PASSWORD_CLAIM_SIGNATURE"]
    assert not server.accepts({**given, "TIMESTAMP": later["TIMESTAMP"]})
    assert not server.accepts(
        {**given, "PASSWORD_CLAIM_SECRET_BLOCK": second.secret_block},
    )


def test_each_sign_in_has_a_key_of_its_own() -> None:
    keys = [new_ephemeral_key() for _ in range(3)]

    assert len({key.public for key in keys}) == 3
    assert all(key.secret.bit_length() >= 900 for key in keys)


def test_neither_key_nor_challenge_shows_its_secret() -> None:
    key = new_ephemeral_key(987654321)
    challenge = PasswordChallenge.from_parameters(parameters(SECRET_BLOCK="c2VjcmV0"))

    assert "987654321" not in repr(key)
    assert "c2VjcmV0" not in repr(challenge)


@pytest.mark.parametrize("multiple", [0, 1, 2])
def test_a_public_number_that_gives_the_key_away_is_refused(multiple: int) -> None:
    challenge = PasswordChallenge.from_parameters(parameters(SRP_B=f"{multiple * N:x}"))

    with pytest.raises(CognitoResponseIntegrityError, match="multiple") as caught:
        claim(challenge)

    assert not caught.value.retryable


def test_a_scrambler_of_zero_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(srp, "_hashed", lambda *_: 0)

    with pytest.raises(CognitoResponseIntegrityError, match="zero"):
        claim(PasswordChallenge.from_parameters(parameters()))


@pytest.mark.parametrize("name", ["USER_ID_FOR_SRP", "SALT", "SRP_B", "SECRET_BLOCK"])
@pytest.mark.parametrize("value", [None, "", 5])
def test_a_challenge_without_a_part_is_refused(name: str, value: object) -> None:
    with pytest.raises(CognitoResponseIntegrityError, match=name):
        PasswordChallenge.from_parameters(parameters(**{name: value}))


@pytest.mark.parametrize("name", ["SALT", "SRP_B"])
@pytest.mark.parametrize("text", ["-5", "0x5", "5_5", " 5", "5g", "٥", "f" * 1025])
def test_what_is_no_number_is_refused_and_not_shown(name: str, text: str) -> None:
    with pytest.raises(CognitoResponseIntegrityError, match=name) as caught:
        PasswordChallenge.from_parameters(parameters(**{name: text}))

    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("block", ["a", "é"])
def test_a_secret_block_that_is_not_in_base64_is_refused(block: str) -> None:
    with pytest.raises(CognitoResponseIntegrityError, match="SECRET_BLOCK"):
        claim(PasswordChallenge.from_parameters(parameters(SECRET_BLOCK=block)))


def test_the_time_is_written_in_english_and_in_utc() -> None:
    tokyo = timezone(timedelta(hours=9))
    moment = datetime(2026, 3, 1, 8, 0, 0, tzinfo=tokyo)
    challenge = PasswordChallenge.from_parameters(parameters())

    given = password_claim(
        new_ephemeral_key(3), challenge, pool_name="x", password="p", moment=moment
    )

    assert given["TIMESTAMP"] == "Sat Feb 28 23:00:00 UTC 2026"
