from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from boto3_assist.config import override_config
from boto3_assist.dynamodb.codec import encode_item
from boto3_assist.dynamodb.conditions import Expression, KeyCondition
from boto3_assist.dynamodb.cursors import CursorScope, Sealer, can_seal, opened
from boto3_assist.errors import (
    ConfigurationError,
    CursorError,
    CursorExpiredError,
    CursorForeignError,
    CursorTamperedError,
    InvalidParameterError,
)

NOW = datetime(2026, 11, 1, tzinfo=timezone.utc)
CONDITION = KeyCondition({"pk": "customer#1"}).to_expression()
SCOPE = CursorScope("app", None, CONDITION)
KEY = {"pk": {"S": "customer#1"}, "sk": {"S": "order#2"}}
BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
OLD, NEW = "o" * 32, "n" * 32


@pytest.fixture(autouse=True)
def signed() -> Iterator[None]:
    with override_config(cursor_signing_key=SecretStr(OLD)):
        yield


def cursor_of(scope: CursorScope = SCOPE, lifetime: timedelta | None = None) -> str:
    return Sealer.until(scope, NOW, lifetime).seal(KEY)


def test_a_cursor_gives_its_position_back_and_goes_into_a_url_as_it_is() -> None:
    cursor = cursor_of()

    assert opened(cursor, SCOPE, NOW) == KEY
    assert re.fullmatch(r"1\.[\w-]+\.[\w-]{43}", cursor, re.ASCII)


@pytest.mark.parametrize(
    "key",
    [
        {"pk": b"\x00\xff", "sk": Decimal("1.10")},
        {"pk": "ü#😀", "sk": 10**37},
        {"pk": 'a"b\\', "sk": -0.5, "gsi1_pk": "", "gsi1_sk": b""},
    ],
)
def test_keys_of_every_type_come_back_exactly(key: dict[str, Any]) -> None:
    wire = encode_item(key)

    assert opened(Sealer(SCOPE).seal(wire), SCOPE, NOW) == wire


def test_base64_text_of_a_response_comes_back_as_bytes() -> None:
    wire = {"pk": {"B": "AP8="}}

    assert opened(Sealer(SCOPE).seal(wire), SCOPE, NOW) == {"pk": {"B": b"\x00\xff"}}


def test_positions_of_segments_come_back() -> None:
    positions = [KEY, True, None]

    assert opened(Sealer(SCOPE).seal(positions), SCOPE, NOW) == positions


def test_a_change_of_any_character_is_refused() -> None:
    cursor = cursor_of(lifetime=timedelta(days=1))

    for place, character in enumerate(cursor):
        for other in {"A", "B", "_", ".", "=", " ", "é"} - {character}:
            changed = cursor[:place] + other + cursor[place + 1 :]
            with pytest.raises(CursorTamperedError):
                opened(changed, SCOPE, NOW)


def test_cutting_and_adding_is_refused() -> None:
    cursor = cursor_of()

    for changed in [cursor[:n] for n in range(len(cursor))] + [cursor + end for end in "A=.\n"]:
        with pytest.raises(CursorTamperedError):
            opened(changed, SCOPE, NOW)


@given(st.text())
@settings(max_examples=50)
def test_any_text_is_refused(text: str) -> None:
    with override_config(cursor_signing_key=SecretStr(OLD)), pytest.raises(CursorTamperedError):
        opened(text, SCOPE, NOW)


def test_lone_surrogates_are_refused_like_any_text() -> None:
    with pytest.raises(CursorTamperedError):
        opened("1.\ud800.\ud800", SCOPE, NOW)


def test_another_spelling_of_the_same_bytes_is_refused() -> None:
    version, payload, signature = cursor_of().split(".")
    bytes_ = base64.urlsafe_b64decode(signature + "=")
    spare = [  # The last character of 43 has two bits that stand for nothing.
        signature[:-1] + chr(code)
        for code in range(128)
        if chr(code) != signature[-1] and _decodes_to(signature[:-1] + chr(code), bytes_)
    ]
    plain = base64.b64encode(bytes_).decode().rstrip("=")

    assert len(spare) == 3
    for other in [*spare, plain.replace("-", "+"), signature + "=", f"{signature}\u200b"]:
        if other != signature:
            with pytest.raises(CursorTamperedError):
                opened(f"{version}.{payload}.{other}", SCOPE, NOW)
    for other in [payload + "=", payload + "==", f" {payload}", payload.lower()]:
        with pytest.raises(CursorTamperedError):
            opened(f"{version}.{other}.{signature}", SCOPE, NOW)


def _decodes_to(text: str, content: bytes) -> bool:
    return text[-1] in BASE64 and base64.urlsafe_b64decode(text + "=") == content


def test_signatures_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[int, int]] = []
    compare = hmac.compare_digest

    def compare_and_tell(one: bytes, other: bytes) -> bool:
        compared.append((len(one), len(other)))
        return compare(one, other)

    cursor = cursor_of()
    monkeypatch.setattr("boto3_assist.dynamodb.cursors.hmac.compare_digest", compare_and_tell)
    with override_config(cursor_signing_key=SecretStr(f"{OLD},{NEW}")):
        assert opened(cursor, SCOPE, NOW) == KEY

    # All keys in turn, although the first one fits.
    assert compared == [(43, 43)] * 2


@pytest.mark.parametrize("cursor", [{}, b"1.a.b", 5, KEY])
def test_what_is_no_text_is_another_mistake(cursor: Any) -> None:
    with pytest.raises(InvalidParameterError):
        opened(cursor, SCOPE, NOW)


def test_another_version_is_refused_though_signed() -> None:
    from boto3_assist.dynamodb import cursors

    text = "2" + cursor_of().rpartition(".")[0][1:]

    with pytest.raises(CursorTamperedError):
        opened(f"{text}.{cursors._signature(OLD.encode(), text)}", SCOPE, NOW)


@pytest.mark.parametrize(
    "other",
    [
        CursorScope("other", None, CONDITION),
        CursorScope("app", "gsi1", CONDITION),
        CursorScope("app", None, None),
        CursorScope("app", None, None, (0, 2)),
        CursorScope("app", None, KeyCondition({"pk": "customer#2"}).to_expression()),
        CursorScope("app", None, KeyCondition({"pq": "customer#1"}).to_expression()),
        CursorScope("app", None, KeyCondition({"pk": b"customer#1"}).to_expression()),
    ],
)
def test_a_cursor_of_another_read_is_foreign(other: CursorScope) -> None:
    with pytest.raises(CursorForeignError):
        opened(cursor_of(other), SCOPE, NOW)
    with pytest.raises(CursorForeignError):
        opened(cursor_of(), other, NOW)


def test_segments_are_part_of_a_scan() -> None:
    scopes = [CursorScope("app", None, None, each) for each in (None, (None, 2), (0, 2), (1, 2))]

    assert len({scope.digest for scope in scopes}) == 4


def test_what_placeholders_are_called_is_no_matter() -> None:
    renamed = Expression("#key = :value", {"#key": "pk"}, {":value": "customer#1"})

    assert CursorScope("app", None, renamed).digest == SCOPE.digest


def test_a_value_cannot_pass_for_another_condition() -> None:
    one = Expression("#a = :a", {"#a": "pk"}, {":a": 'x"} AND "sk" = {"S":"y'})
    two = Expression("#a = :a AND #b = :b", {"#a": "pk", "#b": "sk"}, {":a": "x", ":b": "y"})

    assert CursorScope("app", None, one).digest != CursorScope("app", None, two).digest


def test_a_cursor_lasts_as_long_as_it_was_told() -> None:
    cursor = cursor_of(lifetime=timedelta(minutes=5))

    assert opened(cursor, SCOPE, NOW + timedelta(minutes=4, seconds=59)) == KEY
    with pytest.raises(CursorExpiredError):
        opened(cursor, SCOPE, NOW + timedelta(minutes=5))


@pytest.mark.parametrize("microsecond", [0, 1, 999_999])
def test_a_part_of_a_second_counts_for_the_cursor(microsecond: int) -> None:
    now = NOW.replace(microsecond=microsecond)
    cursor = Sealer.until(SCOPE, now, timedelta(milliseconds=1)).seal(KEY)

    assert opened(cursor, SCOPE, now) == KEY
    with pytest.raises(CursorExpiredError):
        opened(cursor, SCOPE, NOW + timedelta(seconds=2))


def test_the_signature_is_looked_at_before_anything_else() -> None:
    expired = cursor_of(CursorScope("other", None, None), timedelta(minutes=5))

    with pytest.raises(CursorExpiredError):
        opened(expired, SCOPE, NOW + timedelta(days=1))
    with pytest.raises(CursorTamperedError):
        opened(expired[:-1], SCOPE, NOW + timedelta(days=1))


class TestRotation:
    def test_a_new_key_signs_and_the_old_one_is_accepted(self) -> None:
        old = cursor_of()

        with override_config(cursor_signing_key=SecretStr(f"{NEW}, {OLD}")):
            assert opened(old, SCOPE, NOW) == KEY
            new = cursor_of()
            assert opened(new, SCOPE, NOW) == KEY
        with override_config(cursor_signing_key=SecretStr(NEW)):
            assert opened(new, SCOPE, NOW) == KEY
            with pytest.raises(CursorTamperedError):
                opened(old, SCOPE, NOW)

    def test_without_a_key_there_are_none(self) -> None:
        cursor = cursor_of()

        with override_config(cursor_signing_key=None):
            assert not can_seal()
            with pytest.raises(ConfigurationError, match="CURSOR_SIGNING_KEY"):
                cursor_of()
            with pytest.raises(ConfigurationError):
                opened(cursor, SCOPE, NOW)

    @pytest.mark.parametrize("keys", ["", "short", f"{OLD},", f"{OLD},short"])
    def test_a_key_that_is_too_short_is_refused(self, keys: str) -> None:
        with pytest.raises(ConfigurationError) as caught:
            with override_config(cursor_signing_key=SecretStr(keys)):
                pytest.fail("not reached")
        assert OLD not in str(caught.value.to_dict())


def test_a_cursor_is_signed_and_not_secret() -> None:
    text, _, signature = cursor_of().rpartition(".")

    expected = hmac.new(OLD.encode(), text.encode(), hashlib.sha256).digest()
    assert base64.urlsafe_b64decode(signature + "=") == expected
    assert json.loads(base64.urlsafe_b64decode(text.split(".")[1] + "=="))["p"] == KEY


@pytest.mark.parametrize("now", [NOW, NOW + timedelta(days=1)])
def test_errors_show_neither_key_nor_position(now: datetime) -> None:
    cursor = cursor_of(lifetime=timedelta(hours=1))
    found = ""

    for given_cursor, scope in [
        (cursor, CursorScope("x", None, None)),
        (cursor[:-2], SCOPE),
        ("?", SCOPE),
    ]:
        with pytest.raises(CursorError) as caught:
            opened(given_cursor, scope, now)
        found += str(caught.value.to_dict())
    assert OLD not in found
    assert "customer" not in found
    assert cursor[:20] not in found
