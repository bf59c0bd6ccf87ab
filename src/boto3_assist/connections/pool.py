"""Keeps clients for reuse by service, place, options and identity; knows nothing of requests."""

from __future__ import annotations

import logging
import os
import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from concurrent.futures import Future
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from boto3_assist.config import get_settings
from boto3_assist.connections.client_config import config_key, with_defaults
from boto3_assist.connections.identity import Identity
from boto3_assist.errors import InvalidParameterError

if TYPE_CHECKING:
    from botocore.config import Config

    from boto3_assist.connections.health import PoolHealth, PoolStats
    from boto3_assist.connections.loader import ModelFiles
    from boto3_assist.connections.session import IdentitySession

__all__ = ["ConnectionPool"]

_logger = logging.getLogger("boto3_assist.connections")
_pools: weakref.WeakSet[ConnectionPool] = weakref.WeakSet()


class _PooledClient:
    """A client, the session that made it, and what has been done to it for its users."""

    def __init__(self, client: Any, session: IdentitySession) -> None:
        self.client = client
        self.session = session
        self.prepared: set[Callable[[Any], None]] = set()
        self._lock = threading.Lock()

    def prepare(self, prepare: Callable[[Any], None]) -> None:
        with self._lock:
            if prepare not in self.prepared:
                prepare(self.client)
                self.prepared.add(prepare)


class _State:
    """All that a pool forgets at once, its lock included: a fork may copy a lock that is held."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.clients: OrderedDict[Hashable, _PooledClient] = OrderedDict()
        self.promises: dict[Hashable, Future[_PooledClient]] = {}
        # A session lives as long as one of its clients.
        self.sessions: weakref.WeakValueDictionary[bytes, IdentitySession]
        self.sessions = weakref.WeakValueDictionary()
        # Some megabytes that each session would else read for itself.
        self.files: ModelFiles | None = None
        self.hits = self.misses = self.evictions = self.creations = 0
        self.creation_seconds = 0.0

    def look_up(self, key: Hashable) -> tuple[_PooledClient | Future[_PooledClient], bool]:
        """Give the client or the promise of it, and whether it is for the caller to keep."""
        with self.lock:
            if pooled := self.clients.get(key):
                self.clients.move_to_end(key)
                self.hits += 1
                return pooled, False
            if promise := self.promises.get(key):
                self.hits += 1
                return promise, False
            self.misses += 1
            promise = self.promises[key] = Future()
            return promise, True

    def session_of(self, identity: Identity) -> IdentitySession:
        # botocore is imported by the first client, so that models alone never pay for it.
        from boto3_assist.connections.loader import ModelFiles
        from boto3_assist.connections.session import IdentitySession

        with self.lock:
            if self.files is None:
                self.files = ModelFiles()
            session = self.sessions.get(identity.cache_key)
            if session is None:
                session = IdentitySession(identity, self.files)
                self.sessions[identity.cache_key] = session
            return session

    def add(self, key: Hashable, pooled: _PooledClient, seconds: float, limit: int) -> None:
        with self.lock:
            del self.promises[key]
            self.clients[key] = pooled
            self.creations += 1
            self.creation_seconds += seconds
            while len(self.clients) > limit:
                self.clients.popitem(last=False)
                self.evictions += 1

    def give_up(self, key: Hashable) -> None:
        with self.lock:
            del self.promises[key]


class ConnectionPool:
    """Gives one client for one service, region, endpoint, `Config` and identity.

    Threads share the clients, which boto3 allows; of several threads that ask for a client that is
    not there, one makes it and the others wait. A forked child starts with an empty pool. AWS's
    environment variables and files are read when a client is made: `reset` after changing them.

    Example:
        >>> pool = ConnectionPool()
        >>> client = pool.get_client("dynamodb", aws_region="eu-west-1")
        >>> pool.get_client("dynamodb", aws_region="eu-west-1") is client
        True
    """

    def __init__(
        self, *, max_clients: int | None = None, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        """Start empty.

        Args:
            max_clients: How many clients to keep; the setting ``pool_max_clients`` when None.
            clock: Gives seconds, for the statistics.

        Raises:
            InvalidParameterError: When `max_clients` is less than 1.
        """
        if max_clients is not None and max_clients < 1:
            raise InvalidParameterError(
                f"max_clients was given as {max_clients}", details={"expected": "1 or more"}
            )
        self._max_clients = max_clients
        self._clock = clock
        self._state = _State()
        _pools.add(self)

    @classmethod
    def default(cls) -> ConnectionPool:
        """Give the pool that every service shares unless told otherwise.

        Returns:
            The same pool throughout the process.
        """
        return _default

    @property
    def generation(self) -> object:
        """An object that is replaced when the pool forgets its clients: reset, close or fork."""
        return self._state

    def get_client(
        self,
        service_name: str,
        *,
        aws_region: str | None = None,
        aws_endpoint_url: str | None = None,
        config: Config | None = None,
        identity: Identity | None = None,
        prepare: Callable[[Any], None] | None = None,
    ) -> Any:
        """Give the client of a service, made now if the pool does not hold it.

        Args:
            service_name: Such as ``"dynamodb"``.
            aws_region: The region; the setting ``aws_region``, then botocore's choice, when None.
            aws_endpoint_url: The URL to call in place of the region's own.
            config: botocore's options of a client; equal ones share a client.
            identity: As whom to call; the setting ``aws_profile``, then botocore's chain of
                credentials, when None.
            prepare: Called once with each client before it is given out for the first time to
                somebody who names this function.

        Returns:
            The boto3 client. Making it sends nothing.
        """
        settings = get_settings()
        region = aws_region
        if region is None and getattr(config, "region_name", None) is None:
            region = settings.aws_region
        caller = _default_identity(settings.aws_profile) if identity is None else identity
        connections = settings.max_pool_connections
        options = None if config is None else config_key(config)
        key = (service_name, region, aws_endpoint_url, options, connections, caller.cache_key)

        def create(session: IdentitySession) -> Any:
            return session.create_client(
                service_name,
                aws_region=region,
                aws_endpoint_url=aws_endpoint_url,
                config=with_defaults(config, max_pool_connections=connections),
            )

        state = self._state
        found, ours = state.look_up(key)
        if not isinstance(found, Future):
            pooled = found
        elif ours:
            pooled = self._keep(found, state, key, caller, create)
        else:
            pooled = found.result()
        if _logger.isEnabledFor(logging.DEBUG):
            outcome = "miss" if ours else "hit"
            _logger.debug("%s: %s, region %s, as %s", outcome, service_name, region, caller.label)
        if prepare is not None:
            pooled.prepare(prepare)
        return pooled.client

    def warm(
        self,
        service_names: str | Iterable[str],
        *,
        aws_region: str | None = None,
        identity: Identity | None = None,
    ) -> None:
        """Make clients before they are needed, as in the init phase of a Lambda function.

        Args:
            service_names: Such as ``["dynamodb", "s3"]``; one name may come alone.
            aws_region: The region of them all.
            identity: As whom they call.
        """
        names = [service_names] if isinstance(service_names, str) else service_names
        for service_name in names:
            self.get_client(service_name, aws_region=aws_region, identity=identity)

    def stats(self) -> PoolStats:
        """Count what the pool has done since it was made, reset, closed or forked.

        Returns:
            The counts of this moment.
        """
        from boto3_assist.connections.health import PoolStats

        state = self._state
        with state.lock:
            return PoolStats(
                size=len(state.clients),
                hits=state.hits,
                misses=state.misses,
                evictions=state.evictions,
                creations=state.creations,
                creation_seconds=state.creation_seconds,
            )

    def health(self, *, check_identities: bool = False) -> PoolHealth:
        """Say what the pool holds and, when asked, as whom AWS sees each of its identities.

        Args:
            check_identities: Send one STS ``GetCallerIdentity`` for each identity.

        Returns:
            The counts, and for each identity asked about its account and ARN or the error.
        """
        from boto3_assist.connections.health import PoolHealth, check_identity

        state = self._state
        with state.lock:
            sessions = list(state.sessions.values())
            clients = len(state.clients)
        checks = tuple(check_identity(session) for session in sessions) if check_identities else ()
        return PoolHealth(clients=clients, sessions=len(sessions), identities=checks)

    def reset(self) -> None:
        """Forget every client and session; who holds a client can go on using it."""
        self._state = _State()

    def close(self) -> None:
        """Forget every client and close its idle HTTP connections; the pool can be used again."""
        state, self._state = self._state, _State()
        with state.lock:
            clients = [pooled.client for pooled in state.clients.values()]
        for client in clients:
            client.close()

    def _keep(
        self,
        promise: Future[_PooledClient],
        state: _State,
        key: Hashable,
        identity: Identity,
        create: Callable[[IdentitySession], Any],
    ) -> _PooledClient:
        """Make the client that others may be waiting for; a failure is everyone's."""
        try:
            session = state.session_of(identity)
            started = self._clock()
            pooled = _PooledClient(create(session), session)
            seconds = self._clock() - started
            limit = self._max_clients or get_settings().pool_max_clients
        except BaseException as error:
            state.give_up(key)
            promise.set_exception(error)
            raise
        state.add(key, pooled, seconds, limit)
        promise.set_result(pooled)
        return pooled


@lru_cache(maxsize=16)
def _default_identity(profile: str | None) -> Identity:
    return Identity(profile=profile)


def _start_child_empty() -> None:  # pragma: no cover  # coverage does not follow into a child
    for pool in _pools:
        pool.reset()


_default = ConnectionPool()

if hasattr(os, "register_at_fork"):  # pragma: no branch  # Windows has none
    os.register_at_fork(after_in_child=_start_child_empty)
