"""When keys are fetched, by whom, and which are kept."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Thread
from typing import Any

import pytest

from boto3_assist.cognito.tokens import JwksSource
from boto3_assist.cognito.tokens.fetching import MAX_JWKS_BYTES
from boto3_assist.cognito.tokens.key_cache import KeyCache
from boto3_assist.cognito.tokens.signing_keys import SigningKey
from boto3_assist.errors import (
    InvalidParameterError,
    JwksUnavailableError,
    TokenError,
    TokenKeyNotFoundError,
    TokenKeyUnusableError,
)
from tests.unit.cognito.tokens.forge import ABSENT, KID, Clock, Fetch, jwk, key_set, private_key

URL = "https://example.com/.well-known/jwks.json"
NEW = jwk(private_key("new"), kid="new")


@pytest.fixture
def clock() -> Clock:
    return Clock()


def cache(fetch: Callable[[str], bytes] | None, clock: Clock, **options: Any) -> KeyCache:
    return KeyCache(URL, JwksSource(fetch=fetch, **options), clock)


def test_nothing_is_fetched_before_a_key_is_needed_and_then_once(clock: Clock) -> None:
    fetch = Fetch()
    keys = cache(fetch, clock)
    assert fetch.urls == []

    found = [keys.key(KID) for _ in range(3)]

    assert fetch.urls == [URL]
    assert all(key is found[0] and isinstance(key, SigningKey) for key in found)


def test_many_threads_at_the_start_fetch_once(clock: Clock) -> None:
    fetch = Fetch()
    entered, go_on = Event(), Event()

    def slow(url: str) -> bytes:
        entered.set()
        assert go_on.wait(10)
        return fetch(url)

    keys = cache(slow, clock)
    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(keys.key, KID) for _ in range(8)]
        assert entered.wait(10)
        go_on.set()
        assert len({id(future.result(10)) for future in waiting}) == 1

    assert fetch.urls == [URL]


def test_many_threads_share_one_failure_too(clock: Clock) -> None:
    calls: list[str] = []
    together = Barrier(8)

    def fail(url: str) -> bytes:
        calls.append(url)
        raise OSError

    keys = cache(fail, clock)

    def ask(_: int) -> str:
        together.wait(10)
        try:
            keys.key(KID)
        except JwksUnavailableError as error:
            return error.error_code
        return "found"

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(8))) == {"JWKS_UNAVAILABLE"}
    assert calls == [URL]


def test_a_known_key_is_at_hand_while_another_thread_fetches(clock: Clock) -> None:
    entered, go_on = Event(), Event()
    fetch = Fetch()

    def slow(url: str) -> bytes:
        if fetch.urls:
            entered.set()
            assert go_on.wait(10)
        return fetch(url)

    keys = cache(slow, clock)
    known = keys.key(KID)
    clock.now += 3600
    refresher = Thread(target=keys.key, args=(KID,))
    refresher.start()
    assert entered.wait(10)

    assert keys.key(KID) is known

    go_on.set()
    refresher.join(10)
    assert len(fetch.urls) == 2
    assert keys.key(KID) is not known


def test_a_flood_of_unknown_keys_leads_to_one_fetch_per_cool_down(clock: Clock) -> None:
    fetch = Fetch()
    keys = cache(fetch, clock, cooldown_seconds=30)
    keys.key(KID)

    for second in range(90):
        clock.now += 1
        for attempt in range(5):
            with pytest.raises(TokenKeyNotFoundError):
                keys.key(f"unknown-{second}-{attempt}")

    assert len(fetch.urls) == 1 + 3


def test_a_new_key_is_found_when_the_cool_down_is_over(clock: Clock) -> None:
    fetch = Fetch()
    keys = cache(fetch, clock, cooldown_seconds=30)
    keys.key(KID)
    fetch.answer = key_set(jwk(), NEW)

    clock.now += 29.9
    with pytest.raises(TokenKeyNotFoundError):
        keys.key("new")
    clock.now += 0.1
    assert keys.key("new").algorithm == "RS256"

    assert len(fetch.urls) == 2


def test_a_failed_refresh_keeps_the_keys_and_is_no_refusal(
    clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    fetch = Fetch()
    keys = cache(fetch, clock, cooldown_seconds=30)
    known = keys.key(KID)
    fetch.answer = OSError("secret text")
    clock.now += 30

    with caplog.at_level(logging.WARNING, "boto3_assist"):
        with pytest.raises(JwksUnavailableError) as caught:
            keys.key("new")
        with pytest.raises(JwksUnavailableError):
            keys.key("newer")

    assert not isinstance(caught.value, TokenError)
    assert "OSError" in caught.value.message and "secret text" not in str(caught.value)
    assert keys.key(KID) is known
    assert len(fetch.urls) == 2
    assert caplog.messages == [f"could not fetch {URL}: OSError; 1 keys are kept"]


@pytest.mark.parametrize(
    "answer",
    [
        *[
            b"",
            b"<html>",
            b"null",
            b"[]",
            b"{}",
            b'{"keys": {}}',
            b'{"keys": [1]}',
            b'{"keys": []}',
        ],
        b'{"keys": [], "keys": [' + json.dumps(jwk()).encode() + b"]}",
        key_set(jwk(use="enc")),
        key_set(jwk(kid=ABSENT)),
        key_set(jwk(kid=5)),
        key_set(jwk(), jwk()),
        key_set(*[jwk(kid=f"key-{index}") for index in range(65)]),
        json.dumps({**key_set(), "x": "y" * MAX_JWKS_BYTES}).encode(),
        ConnectionError("down"),
        JwksUnavailableError("down"),
        ValueError("foreign text"),
    ],
    ids=range(18),
)
def test_keys_are_kept_whatever_comes_in_their_place(answer: object, clock: Clock) -> None:
    fetch = Fetch()
    keys = cache(fetch, clock, max_age_seconds=3600)
    known = keys.key(KID)
    fetch.answer = answer
    clock.now += 3600

    assert keys.key(KID) is known
    assert len(fetch.urls) == 2
    with pytest.raises(JwksUnavailableError) as caught:
        cache(fetch, clock).key(KID)
    assert "foreign text" not in str(caught.value)


def test_an_answer_that_is_no_bytes_is_no_key_set(clock: Clock) -> None:
    fetch: Any = lambda url: json.dumps(key_set())  # noqa: E731  # a function of the wrong type

    with pytest.raises(JwksUnavailableError, match="not bytes"):
        cache(fetch, clock).key(KID)


def test_old_keys_are_fetched_again_and_those_withdrawn_are_gone(clock: Clock) -> None:
    fetch = Fetch(key_set(jwk(), NEW))
    keys = cache(fetch, clock, max_age_seconds=3600)
    keys.key("new")
    fetch.answer = key_set()

    clock.now += 3599.9
    assert keys.key("new")
    clock.now += 0.1
    with pytest.raises(TokenKeyNotFoundError):
        keys.key("new")

    assert keys.key(KID)
    assert len(fetch.urls) == 2


def test_a_failing_refresh_of_old_keys_is_tried_once_per_cool_down(clock: Clock) -> None:
    fetch = Fetch()
    keys = cache(fetch, clock, max_age_seconds=3600, cooldown_seconds=30)
    keys.key(KID)
    fetch.answer = OSError()
    clock.now += 3600

    for _ in range(60):
        keys.key(KID)
        clock.now += 1

    assert len(fetch.urls) == 1 + 2


def test_without_any_key_a_failure_is_tried_again_sooner(clock: Clock) -> None:
    fetch = Fetch(OSError())
    keys = cache(fetch, clock, cooldown_seconds=30)
    for _ in range(3):
        with pytest.raises(JwksUnavailableError):
            keys.key(KID)
    assert len(fetch.urls) == 1
    fetch.answer = key_set()

    clock.now += 5

    assert keys.key(KID)


def test_a_clock_that_is_set_back_keeps_no_key_for_ever(clock: Clock) -> None:
    fetch = Fetch()
    keys = cache(fetch, clock)
    keys.key(KID)
    fetch.answer = key_set(NEW)
    clock.now -= 1_000_000

    with pytest.raises(TokenKeyNotFoundError):
        keys.key(KID)
    assert keys.key("new")
    assert len(fetch.urls) == 2


def test_preloaded_keys_need_no_fetch_until_they_are_old_or_lack_one(clock: Clock) -> None:
    fetch = Fetch(key_set(jwk(), NEW))
    keys = cache(fetch, clock, preloaded=key_set())
    keys.key(KID)
    assert fetch.urls == []

    assert keys.key("new")

    assert fetch.urls == [URL]


def test_offline_the_preloaded_keys_are_all_there_is(clock: Clock) -> None:
    keys = cache(None, clock, preloaded=key_set())
    clock.now += 10**9

    assert keys.key(KID)
    with pytest.raises(TokenKeyNotFoundError):
        keys.key("new")
    keys.warm()


@pytest.mark.parametrize("preloaded", [{}, {"keys": []}, key_set(jwk(kty="EC")), {"keys": "x"}])
def test_preloaded_keys_that_cannot_be_used_are_refused(
    preloaded: dict[str, Any], clock: Clock
) -> None:
    with pytest.raises(InvalidParameterError):
        cache(None, clock, preloaded=preloaded)


def test_a_key_that_cannot_be_used_is_not_looked_for_again(clock: Clock) -> None:
    fetch = Fetch(key_set(jwk(use="enc"), NEW))
    keys = cache(fetch, clock)

    for _ in range(3):
        clock.now += 60
        with pytest.raises(TokenKeyUnusableError):
            keys.key(KID)

    assert len(fetch.urls) == 1


def test_warming_fetches_once_and_reports_an_outage(clock: Clock) -> None:
    fetch = Fetch()
    keys = cache(fetch, clock)
    keys.warm()
    keys.warm()
    keys.key(KID)
    assert fetch.urls == [URL]

    with pytest.raises(JwksUnavailableError):
        cache(Fetch(OSError()), clock).warm()


def test_what_ends_the_program_passes_and_leaves_no_lock_behind(clock: Clock) -> None:
    fetch = Fetch()
    interrupts = iter([KeyboardInterrupt()])

    def interrupted(url: str) -> bytes:
        for interrupt in interrupts:
            raise interrupt
        return fetch(url)

    keys = cache(interrupted, clock)
    with pytest.raises(KeyboardInterrupt):
        keys.key(KID)

    assert keys.key(KID)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")
def test_a_forked_child_does_not_wait_for_a_thread_that_it_has_not(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = cache(Fetch(), clock)
    with ThreadPoolExecutor(1) as child, keys._own_lock():
        monkeypatch.setattr(os, "getpid", lambda: -1)

        assert child.submit(keys.key, KID).result(10)


@pytest.mark.parametrize(
    "options",
    [
        {"max_age_seconds": 0},
        {"max_age_seconds": float("nan")},
        {"max_age_seconds": float("inf")},
        {"cooldown_seconds": 0},
        {"cooldown_seconds": -1},
        {"cooldown_seconds": "30"},
        {"cooldown_seconds": True},
        {"fetch": None},
    ],
    ids=repr,
)
def test_a_source_that_cannot_work_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(InvalidParameterError):
        JwksSource(**options)
