from __future__ import annotations

import os
import pickle
import subprocess
import sys
from typing import Any

import pytest
from pydantic import SecretStr

from boto3_assist.config import override_config
from boto3_assist.connections import AssumedRole, Identity
from boto3_assist.connections.identity import identity_from
from boto3_assist.errors import InvalidParameterError

ROLE = "arn:aws:iam::111111111111:role/path/Reader"
SECRET = "wJalrXUtnFEMI-secret"
TOKEN = "FwoGZXIvYXdzEJr-token"
KEYS = ("AKIAIOSFODNN7EXAMPLE", SECRET, TOKEN)

DIFFERENT = [
    Identity(),
    Identity("a"),
    Identity("b"),
    Identity(None, "AKIA1", "s"),
    Identity(None, "AKIA2", "s"),
    Identity(None, "AKIA1", "t"),
    Identity(None, "AKIA1", "s", "token"),
    Identity("a", "AKIA1", "s"),
    Identity(roles=(AssumedRole(ROLE),)),
    Identity("a", roles=(AssumedRole(ROLE),)),
    Identity(None, "AKIA1", "s", roles=(AssumedRole(ROLE),)),
    Identity(roles=(AssumedRole(f"{ROLE}2"),)),
    Identity(roles=(AssumedRole(ROLE, "external"),)),
    Identity(roles=(AssumedRole(ROLE, session_name="external"),)),
    Identity(roles=(AssumedRole(ROLE, duration_seconds=900),)),
    Identity(roles=(AssumedRole(ROLE), AssumedRole(f"{ROLE}2"))),
    Identity(roles=(AssumedRole(f"{ROLE}2"), AssumedRole(ROLE))),
]


def test_different_identities_have_different_cache_keys() -> None:
    assert len({identity.cache_key for identity in DIFFERENT}) == len(DIFFERENT)


def test_equal_identities_have_equal_cache_keys() -> None:
    one = Identity("p", *KEYS, roles=(AssumedRole(ROLE, "external"),))
    other = Identity("p", *KEYS, roles=(AssumedRole(ROLE, "external"),))

    assert one == other
    assert one.cache_key == other.cache_key


def test_the_cache_key_of_a_process_is_not_pickled() -> None:
    identity = Identity(None, *KEYS)
    assert identity.cache_key

    copied = pickle.loads(pickle.dumps(identity))

    assert "cache_key" not in vars(copied)
    assert copied == identity
    assert copied.cache_key == identity.cache_key


def test_the_cache_key_is_worthless_in_another_process() -> None:
    code = (
        "from boto3_assist.connections import Identity\n"
        f"print(Identity(None, {KEYS[0]!r}, {SECRET!r}, {TOKEN!r}).cache_key.hex())"
    )
    elsewhere = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()

    assert len(elsewhere) == 64
    assert elsewhere != Identity(None, *KEYS).cache_key.hex()


def test_a10_no_credential_is_shown() -> None:
    identity = Identity("p", *KEYS, roles=(AssumedRole(ROLE, "external-7"),))

    role = identity.roles[0]
    texts = (repr(identity), str(identity), f"{identity.cache_key!r}", identity.label, repr(role))
    for text in texts:
        for secret in (*KEYS, "external-7"):
            assert secret not in text


def test_secrets_may_come_wrapped() -> None:
    wrapped = Identity(None, KEYS[0], SecretStr(SECRET), SecretStr(TOKEN))

    assert wrapped.keys == KEYS
    assert wrapped == Identity(None, *KEYS)
    assert Identity().keys is None


def test_an_external_id_may_come_wrapped() -> None:
    wrapped = AssumedRole(ROLE, SecretStr("external-7"))

    assert wrapped.external_id == "external-7"
    assert wrapped == AssumedRole(ROLE, "external-7")
    assert identity_from(role_arn=ROLE, external_id=SecretStr("external-7")) == Identity(
        roles=(wrapped,)
    )
    with pytest.raises(InvalidParameterError, match="external_id was given as str of 9") as caught:
        AssumedRole(ROLE, SecretStr("has space"))
    assert "has space" not in str(caught.value)


@pytest.mark.parametrize(
    ("parts", "given"),
    [
        ({"access_key_id": "AKIA1"}, "access_key_id"),
        ({"secret_access_key": SECRET}, "secret_access_key"),
        ({"session_token": TOKEN}, "session_token"),
        ({"access_key_id": "AKIA1", "session_token": TOKEN}, "access_key_id and session_token"),
    ],
)
def test_a3_half_a_key_pair_is_refused(parts: dict[str, str], given: str) -> None:
    with pytest.raises(InvalidParameterError, match=f"only {given} was given") as caught:
        Identity(**parts)  # type: ignore[arg-type]  # mypy takes every value for the first field

    assert SECRET not in str(caught.value)
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize(
    "parts",
    [
        {"profile": ""},
        {"profile": 7},
        {"access_key_id": "", "secret_access_key": ""},
        {"access_key_id": "AKIA1", "secret_access_key": b"bytes-secret"},
        {"access_key_id": "AKIA1", "secret_access_key": SecretStr("")},
    ],
)
def test_parts_that_are_empty_or_no_text_are_refused(parts: dict[str, Any]) -> None:
    with pytest.raises(InvalidParameterError, match="was given as") as caught:
        Identity(**parts)

    assert "bytes-secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ({"role_arn": "Reader"}, "role_arn"),
        ({"role_arn": "arn:aws:iam::1:role/Reader"}, "role_arn"),
        ({"role_arn": "arn:aws:iam::111111111111:user/me"}, "role_arn"),
        ({"role_arn": None}, "role_arn"),
        ({"role_arn": ROLE, "external_id": "x"}, "external_id"),
        ({"role_arn": ROLE, "external_id": "has space"}, "external_id"),
        ({"role_arn": ROLE, "session_name": "x" * 65}, "session_name"),
        ({"role_arn": ROLE, "session_name": "a/b"}, "session_name"),
        ({"role_arn": ROLE, "duration_seconds": 899}, "duration"),
        ({"role_arn": ROLE, "duration_seconds": 43_201}, "duration"),
        ({"role_arn": ROLE, "duration_seconds": 3600.0}, "duration"),
        ({"role_arn": ROLE, "duration_seconds": "3600"}, "duration"),
    ],
)
def test_a_role_that_sts_would_refuse_is_refused(parts: dict[str, Any], name: str) -> None:
    with pytest.raises(InvalidParameterError, match=name):
        AssumedRole(**parts)


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
@pytest.mark.parametrize("seconds", [900, 43_200])
def test_the_limits_of_sts_are_allowed(partition: str, seconds: int) -> None:
    arn = f"arn:{partition}:iam::111111111111:role/Reader"

    assert AssumedRole(arn, "x" * 1224, "x" * 64, seconds).role_arn == arn


def test_a_role_assumed_from_a_role_lasts_an_hour_at_most() -> None:
    long, short = AssumedRole(ROLE, duration_seconds=3601), AssumedRole(ROLE)

    assert Identity(roles=(long, short)).roles[0] is long
    with pytest.raises(InvalidParameterError, match="duration") as caught:
        Identity(roles=(short, long))
    assert "3600 seconds for a role assumed from a role" in str(caught.value)


def test_nothing_given_is_no_identity() -> None:
    assert identity_from() is None
    assert identity_from(duration_seconds=900) is None


def test_the_profile_of_the_settings_stands_behind_keys_and_roles() -> None:
    with override_config(aws_profile="set"):
        assert identity_from(role_arn=ROLE) == Identity("set", roles=(AssumedRole(ROLE),))
        assert identity_from(profile="given") == Identity("given")


def test_a_chain_takes_arns_and_roles() -> None:
    last = AssumedRole(f"{ROLE}2", "external")

    identity = identity_from(role_chain=[ROLE, last], session_name="batch-7", duration_seconds=1800)

    assert identity == Identity(
        roles=(AssumedRole(ROLE, session_name="batch-7", duration_seconds=1800), last)
    )


@pytest.mark.parametrize(
    "options",
    [
        {"external_id": "external"},
        {"session_name": "name"},
        {"role_chain": []},
        {"role_chain": ROLE},
        {"role_chain": 5},
        {"role_chain": {ROLE}},
        {"role_chain": [ROLE], "role_arn": ROLE},
        {"role_chain": [ROLE], "external_id": "external"},
    ],
)
def test_contradictions_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(InvalidParameterError):
        identity_from(**options)


@pytest.mark.parametrize(
    ("identity", "label"),
    [
        (Identity(), "the default credentials"),
        (Identity("p"), "profile p"),
        (Identity("p", *KEYS), "an access key"),
        (Identity("p", *KEYS, roles=(AssumedRole(ROLE),)), ROLE),
    ],
)
def test_an_identity_has_a_name_for_logs(identity: Identity, label: str) -> None:
    assert identity.label == label


class Masked(str):
    """Text that shows itself to nobody, as some applications keep secrets."""

    def __repr__(self) -> str:
        return "'***'"


def test_text_that_masks_itself_does_not_make_identities_equal() -> None:
    first, second = (
        Identity(access_key_id=Masked(f"AKIA{n}"), secret_access_key=Masked(f"secret{n}"))
        for n in (1, 2)
    )
    roles = [
        Identity(roles=(AssumedRole(Masked(f"arn:aws:iam::{n * 12}:role/r"), Masked(f"id-{n}")),))
        for n in ("1", "2")
    ]

    assert first.cache_key != second.cache_key
    assert roles[0].cache_key != roles[1].cache_key


def test_a_duration_out_of_range_is_told() -> None:
    with pytest.raises(InvalidParameterError, match="899") as caught:
        AssumedRole(ROLE, duration_seconds=899)

    assert caught.value.details["given"] == "899"
