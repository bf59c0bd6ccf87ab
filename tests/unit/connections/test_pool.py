from __future__ import annotations

import gc
import logging
import threading
import time
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.config import Config

from boto3_assist.config import override_config
from boto3_assist.connections import AssumedRole, ConnectionPool, Identity
from boto3_assist.connections.session import IdentitySession
from boto3_assist.errors import ConfigurationError, InvalidParameterError

REGIONS = ("eu-west-1", "eu-west-2", "eu-west-3")

pytestmark = pytest.mark.usefixtures("aws_environment")


class FakeClient:
    """What the pool needs to know of a client: that it can be closed."""

    closed = False

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def created(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Replace the making of clients; give what each was made of."""
    calls: list[dict[str, Any]] = []

    def create_client(self: IdentitySession, service_name: str, **options: Any) -> FakeClient:
        calls.append({"session": id(self), "service": service_name, **options})
        return FakeClient()

    monkeypatch.setattr(IdentitySession, "create_client", create_client)
    return calls


def test_one_client_for_one_place_and_one_identity(
    pool: ConnectionPool, created: list[dict[str, Any]]
) -> None:
    variants: list[dict[str, Any]] = [
        {},
        {"aws_region": "eu-west-1"},
        {"aws_region": "eu-west-2"},
        {"aws_endpoint_url": "https://one.example"},
        {"aws_endpoint_url": "https://two.example"},
        {"config": Config(read_timeout=5)},
        {"config": Config(read_timeout=6)},
        {"identity": Identity("other")},
    ]

    clients = [pool.get_client(name, **v) for v in variants for name in ("dynamodb", "s3")]
    again = [pool.get_client(name, **v) for v in variants for name in ("dynamodb", "s3")]

    assert clients == again
    assert len(set(map(id, clients))) == len(clients) == len(created)
    # One session for the default identity, one for the other.
    assert len({call["session"] for call in created}) == 2


def test_a_session_serves_every_service_of_an_identity(pool: ConnectionPool) -> None:
    pool.warm(["dynamodb", "sts"], aws_region="eu-west-1")
    pool.warm(["sts"], identity=Identity(None, "AKIA1", "secret"))

    health = pool.health()

    assert (health.clients, health.sessions) == (3, 2)
    assert health.identities == ()
    assert health.healthy


def test_one_name_alone_is_warmed_as_it_is(pool: ConnectionPool) -> None:
    pool.warm("dynamodb", aws_region="eu-west-1")

    assert pool.stats().size == 1
    pool.get_client("dynamodb", aws_region="eu-west-1")
    assert pool.stats().creations == 1


def test_the_settings_stand_in_for_what_is_not_given(
    pool: ConnectionPool, created: list[dict[str, Any]]
) -> None:
    with override_config(aws_region="ap-south-1", aws_profile="set", max_pool_connections=7):
        set_client = pool.get_client("dynamodb")
        assert pool.get_client("dynamodb", identity=Identity("set")) is set_client
        assert pool.get_client("dynamodb", aws_region="ap-south-1") is set_client
        assert pool.get_client("dynamodb", identity=Identity("other")) is not set_client
    with override_config(aws_region="ap-south-1", aws_profile="set"):
        assert pool.get_client("dynamodb") is not set_client
    assert pool.get_client("dynamodb") is not set_client

    assert created[0]["aws_region"] == "ap-south-1"
    assert created[0]["config"].max_pool_connections == 7
    assert created[-1]["aws_region"] is None


def test_the_retry_mode_is_standard_unless_something_else_is_said(
    pool: ConnectionPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mode(config: Config | None = None) -> str:
        pool.reset()
        return str(pool.get_client("dynamodb", config=config).meta.config.retries["mode"])

    assert mode() == "standard"
    assert mode(Config(read_timeout=5)) == "standard"
    assert mode(Config(retries={"mode": "adaptive"})) == "adaptive"
    monkeypatch.setenv("AWS_RETRY_MODE", "legacy")
    assert mode() == "legacy"


@pytest.mark.parametrize("waiting", [True, False])
def test_e1_a_client_is_made_once_for_all_threads(
    pool: ConnectionPool, monkeypatch: pytest.MonkeyPatch, waiting: bool
) -> None:
    """Eight threads ask while the first is still making it, or all at once."""
    started, go_on = threading.Event(), threading.Event()
    made: list[FakeClient] = []

    def create_client(self: IdentitySession, service_name: str, **options: Any) -> FakeClient:
        started.set()
        go_on.wait(30)
        made.append(FakeClient())
        return made[-1]

    monkeypatch.setattr(IdentitySession, "create_client", create_client)
    with ThreadPoolExecutor(8) as threads:
        first = [threads.submit(pool.get_client, "dynamodb")]
        if waiting:
            started.wait(30)
        others = [threads.submit(pool.get_client, "dynamodb") for _ in range(7)]
        go_on.set()
        clients = [future.result(30) for future in first + others]

    assert len(made) == 1
    assert clients == made * 8
    stats = pool.stats()
    assert (stats.misses, stats.hits, stats.creations) == (1, 7, 1)


def test_one_slow_identity_does_not_hold_up_another(
    pool: ConnectionPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()

    def create_client(self: IdentitySession, service_name: str, **options: Any) -> FakeClient:
        if self.identity.profile == "slow":
            assert go_on.wait(30)
        return FakeClient()

    monkeypatch.setattr(IdentitySession, "create_client", create_client)
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(pool.get_client, "dynamodb", identity=Identity("slow"))
        quick = pool.get_client("dynamodb", identity=Identity("quick"))
        assert not slow.done()
        go_on.set()

        assert slow.result(30) is not quick


def test_a_failure_is_everyones_and_is_not_kept(
    pool: ConnectionPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, go_on = threading.Event(), threading.Event()
    outcomes: list[Exception | FakeClient] = [ConfigurationError("no region"), FakeClient()]

    def create_client(self: IdentitySession, service_name: str, **options: Any) -> FakeClient:
        started.set()
        go_on.wait(30)
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr(IdentitySession, "create_client", create_client)
    with ThreadPoolExecutor(4) as threads:
        futures = [threads.submit(pool.get_client, "dynamodb")]
        started.wait(30)
        futures.append(threads.submit(pool.get_client, "dynamodb"))
        wait_until(lambda: pool.stats().hits == 1)
        go_on.set()
        errors = [future.exception(30) for future in futures]

    assert errors[0] is errors[1]
    assert isinstance(errors[0], ConfigurationError)
    assert pool.stats().size == 0
    assert isinstance(pool.get_client("dynamodb"), FakeClient)


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline


def test_the_least_recently_used_client_is_dropped_and_not_closed(
    created: list[dict[str, Any]],
) -> None:
    pool = ConnectionPool(max_clients=2)
    first, second = (pool.get_client("dynamodb", aws_region=region) for region in REGIONS[:2])
    pool.get_client("dynamodb", aws_region=REGIONS[0])

    pool.get_client("dynamodb", aws_region=REGIONS[2])

    stats = pool.stats()
    assert (stats.size, stats.evictions, stats.creations) == (2, 1, 3)
    assert not second.closed
    assert pool.get_client("dynamodb", aws_region=REGIONS[0]) is first
    assert pool.get_client("dynamodb", aws_region=REGIONS[1]) is not second


def test_a_session_goes_with_its_last_client(created: list[dict[str, Any]]) -> None:
    pool = ConnectionPool(max_clients=1)
    pool.get_client("dynamodb", identity=Identity("a"))
    pool.get_client("dynamodb", identity=Identity("b"))
    gc.collect()

    assert pool.health().sessions == 1


def test_the_limit_is_a_setting(pool: ConnectionPool, created: list[dict[str, Any]]) -> None:
    with override_config(pool_max_clients=2):
        for region in REGIONS:
            pool.get_client("dynamodb", aws_region=region)

    assert pool.stats().size == 2


def test_a_limit_below_one_is_refused() -> None:
    with pytest.raises(InvalidParameterError, match="max_clients was given as 0"):
        ConnectionPool(max_clients=0)


def test_the_statistics_count_time_too(created: list[dict[str, Any]]) -> None:
    times = iter([10.0, 10.5, 20.0, 21.0])
    pool = ConnectionPool(clock=lambda: next(times))
    for name in ("dynamodb", "dynamodb", "s3"):
        pool.get_client(name)

    stats = pool.stats()

    assert (stats.hits, stats.misses, stats.creations, stats.size) == (1, 2, 2, 2)
    assert stats.creation_seconds == 1.5


def test_hits_and_misses_are_logged_at_debug_without_credentials(
    pool: ConnectionPool, created: list[dict[str, Any]], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "boto3_assist.connections")
    identity = Identity(None, "AKIA1", "the-secret")
    for _ in range(2):
        pool.get_client(
            "dynamodb", aws_endpoint_url="https://user:password@host", identity=identity
        )

    assert [record.getMessage() for record in caplog.records] == [
        "miss: dynamodb, region None, as an access key",
        "hit: dynamodb, region None, as an access key",
    ]
    assert {record.levelno for record in caplog.records} == {logging.DEBUG}


def test_reset_forgets_and_leaves_clients_open(
    pool: ConnectionPool, created: list[dict[str, Any]]
) -> None:
    client, generation = pool.get_client("dynamodb"), pool.generation

    pool.reset()

    assert pool.generation is not generation
    assert pool.stats().size == pool.stats().misses == 0
    assert not client.closed
    assert pool.get_client("dynamodb") is not client


def test_close_closes_clients_and_the_pool_can_be_used_again(
    pool: ConnectionPool, created: list[dict[str, Any]]
) -> None:
    client = pool.get_client("dynamodb")

    pool.close()

    assert client.closed
    assert not pool.get_client("dynamodb").closed


def test_a_client_made_while_the_pool_is_reset_is_not_kept(
    pool: ConnectionPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def create_client(self: IdentitySession, service_name: str, **options: Any) -> FakeClient:
        pool.reset()
        return FakeClient()

    monkeypatch.setattr(IdentitySession, "create_client", create_client)
    pool.get_client("dynamodb")

    assert pool.stats().size == 0


def test_a_client_is_prepared_once_by_each_who_asks(
    pool: ConnectionPool, created: list[dict[str, Any]]
) -> None:
    ours: list[object] = []
    theirs: list[object] = []

    client = pool.get_client("dynamodb")
    for prepare in (ours.append, ours.append, theirs.append):
        assert pool.get_client("dynamodb", prepare=prepare) is client

    assert ours == theirs == [client]


def test_the_default_pool_is_one() -> None:
    assert ConnectionPool.default() is ConnectionPool.default()


def test_a_pool_can_be_collected() -> None:
    pool = weakref.ref(ConnectionPool())
    gc.collect()

    assert pool() is None


def test_health_asks_sts_as_whom_each_identity_is_seen(pool: ConnectionPool, sts: Any) -> None:
    pool.warm(["sts"])
    pool.warm(["sts"], identity=Identity(None, "AKIAA", "not-the-secret"))

    health = pool.health(check_identities=True)
    by_label = {check.identity: check for check in health.identities}

    assert not health.healthy
    good, bad = by_label["the default credentials"], by_label["an access key"]
    assert (good.account_id, good.error) == ("999999999999", None)
    assert good.arn == "arn:aws:iam::999999999999:user/default"
    assert bad.arn is None
    assert bad.error is not None
    assert "not-the-secret" not in str(health)


def test_health_asks_in_the_region_of_the_first_client_for_lack_of_another(
    pool: ConnectionPool, sts: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    pool.get_client("dynamodb", aws_region="eu-south-1")

    assert pool.health(check_identities=True).healthy


def test_a_role_is_not_assumed_before_the_first_call(pool: ConnectionPool, sts: Any) -> None:
    role = AssumedRole("arn:aws:iam::555555555555:role/Hub")
    client = pool.get_client("sts", identity=Identity(roles=(role,)))

    assert sts.assumed == []
    client.get_caller_identity()
    assert len(sts.assumed) == 1


def test_the_region_of_a_config_wins_over_the_setting(aws_environment: None) -> None:
    pool = ConnectionPool()
    with override_config(aws_region="us-west-2"):
        client = pool.get_client("dynamodb", config=Config(region_name="eu-west-1"))
        other = pool.get_client("dynamodb", config=Config(read_timeout=5))

    assert client.meta.region_name == "eu-west-1"
    assert other.meta.region_name == "us-west-2"
