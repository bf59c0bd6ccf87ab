"""Keeps the public keys of one issuer and fetches them when needed; knows nothing of claims."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from threading import Lock

from boto3_assist.cognito.tokens.fetching import MAX_JWKS_BYTES
from boto3_assist.cognito.tokens.key_source import JwksSource
from boto3_assist.cognito.tokens.signing_keys import SigningKey, UnusableKey, read_key_set
from boto3_assist.cognito.tokens.strict_json import load_object
from boto3_assist.errors import (
    InvalidParameterError,
    JwksUnavailableError,
    TokenKeyNotFoundError,
    TokenKeyUnusableError,
    describe,
)

__all__ = ["KeyCache"]

# After a failure with no key at hand: short, as nobody can be let in meanwhile.
_PAUSE_WITHOUT_KEYS_SECONDS = 5.0

_logger = logging.getLogger("boto3_assist.cognito")


@dataclass(frozen=True)
class _State:
    """What is known at one time; replaced as a whole, so that it is read without a lock."""

    keys: Mapping[str, SigningKey | UnusableKey]
    loaded_at: float | None = None
    tried_at: float | None = None
    failure: str | None = None


class KeyCache:
    """The keys of one issuer.

    One thread at a time fetches. The others wait for it only if the key that they need is not at
    hand. A failed fetch leaves the keys as they were.

    Attributes:
        url: Where the keys are fetched from.
    """

    def __init__(self, url: str, source: JwksSource, clock: Callable[[], float]) -> None:
        """Begin with the preloaded keys, or with none; fetch nothing.

        Args:
            url: Where the keys are fetched from.
            source: Says how to come by the keys.
            clock: Gives the time in seconds since 1970.

        Raises:
            InvalidParameterError: When what is preloaded is no set of usable keys.
        """
        self.url = url
        self._source = source
        self._clock = clock
        self._lock, self._process = Lock(), os.getpid()
        self._state = _State({})
        if source.preloaded is not None:
            try:
                keys = read_key_set(source.preloaded)
            except ValueError as error:
                raise InvalidParameterError(
                    f"the preloaded keys cannot be used: {error}",
                    details={"expected": "a JSON Web Key Set as Cognito gives it"},
                ) from error
            self._state = _State(keys, loaded_at=clock())

    def key(self, key_id: str) -> SigningKey:
        """Give the key of an id.

        Args:
            key_id: The id, exactly.

        Returns:
            The key.

        Raises:
            TokenKeyNotFoundError: When the issuer has no such key. One that it has had for less
                than the cool-down may be taken for that.
            TokenKeyUnusableError: When the key is not one for signatures.
            JwksUnavailableError: When the keys could not be fetched.
        """
        state = self._state
        if key_id not in state.keys:
            state = self._refreshed(state)
        elif self._is_due(state):
            state = self._refreshed(state, wait=False)
        key = state.keys.get(key_id)
        if key is None:
            raise self._absence(state)
        if isinstance(key, UnusableKey):
            raise TokenKeyUnusableError(
                f"the key that the token names cannot be used: {key.reason}",
                details={"expected": "a public RSA key for signatures"},
            )
        return key

    def warm(self) -> None:
        """Fetch the keys unless they are there.

        Raises:
            JwksUnavailableError: When they cannot be fetched.
        """
        state = self._state
        if not state.keys:
            state = self._refreshed(state)
        if not state.keys:
            raise self._absence(state)

    def _is_due(self, state: _State) -> bool:
        if state.loaded_at is None:
            return False
        # A clock that was set back must not keep the keys for ever.
        return not 0 <= self._clock() - state.loaded_at < self._source.max_age_seconds

    def _may_fetch(self, state: _State) -> bool:
        if state.tried_at is None:
            return True
        pause = self._source.cooldown_seconds
        if not state.keys:
            pause = min(pause, _PAUSE_WITHOUT_KEYS_SECONDS)
        return not 0 <= self._clock() - state.tried_at < pause

    def _refreshed(self, seen: _State, *, wait: bool = True) -> _State:
        """The state after a fetch, of this thread or of the one that was faster."""
        fetch = self._source.fetch
        if fetch is None or not self._may_fetch(seen):
            return seen
        lock = self._own_lock()
        if not lock.acquire(blocking=wait):
            return seen
        try:
            if self._state is seen:
                self._state = self._fetched(seen, fetch)
            return self._state
        finally:
            lock.release()

    def _own_lock(self) -> Lock:
        # A fork may have copied the lock while another thread held it.
        if self._process != os.getpid():
            self._lock, self._process = Lock(), os.getpid()
        return self._lock

    def _fetched(self, before: _State, fetch: Callable[[str], bytes]) -> _State:
        keys, failure = self._attempt(fetch)
        now = self._clock()
        if failure is None:
            return _State(keys, loaded_at=now, tried_at=now)
        _logger.warning(
            "could not fetch %s: %s; %d keys are kept", self.url, failure, len(before.keys)
        )
        return replace(before, tried_at=now, failure=failure)

    def _attempt(
        self, fetch: Callable[[str], bytes]
    ) -> tuple[Mapping[str, SigningKey | UnusableKey], str | None]:
        """The keys, or why there are none."""
        try:
            content = fetch(self.url)
        except JwksUnavailableError as error:
            return {}, str(error.details.get("reason") or error.message)
        except Exception as error:
            # Only its class, as the text of a foreign error may hold anything.
            return {}, type(error).__name__
        try:
            return _read(content), None
        except ValueError as error:
            return {}, str(error)

    def _absence(self, state: _State) -> JwksUnavailableError | TokenKeyNotFoundError:
        if state.failure is not None:
            return JwksUnavailableError(
                f"the keys of the issuer are not at hand: {state.failure}",
                details={
                    "given": self.url,
                    "expected": "a JSON Web Key Set",
                    "suggestion": "see whether the URL can be reached, or preload the keys",
                },
            )
        return TokenKeyNotFoundError(
            "the token names a key that its user pool does not have",
            details={"expected": f"the id of one of {len(state.keys)} keys"},
        )


def _read(content: object) -> dict[str, SigningKey | UnusableKey]:
    if not isinstance(content, bytes):
        raise ValueError(f"the answer is {describe(content)}, not bytes")
    if len(content) > MAX_JWKS_BYTES:
        raise ValueError(f"the answer has more than {MAX_JWKS_BYTES} bytes")
    document = load_object(content)
    if document is None:
        raise ValueError("the answer is not a JSON object with unique members")
    return read_key_set(document)
