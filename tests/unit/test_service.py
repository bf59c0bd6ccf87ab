from __future__ import annotations

import inspect
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from threading import Thread
from typing import Any, ClassVar
from unittest.mock import MagicMock, Mock

import boto3
import pytest
from botocore.config import Config
from botocore.stub import Stubber

from boto3_assist.config import override_config, reset_config
from boto3_assist.connections import ConnectionPool
from boto3_assist.errors import AwsError, InvalidParameterError
from boto3_assist.service import ConnectionOptions, Service


class Sts(Service):
    service_name = "sts"

    def account(self) -> str:
        return str(self._call("get_caller_identity", {})["Account"])


class Prepared(Service):
    service_name = "sts"
    prepared: ClassVar[list[Any]] = []

    @staticmethod
    def _prepare(client: Any) -> None:
        Prepared.prepared.append(client)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    reset_config()
    ConnectionPool.default().reset()
    yield
    ConnectionPool.default().reset()
    reset_config()


@pytest.fixture
def pool() -> ConnectionPool:
    return ConnectionPool()


def test_services_share_the_client_of_the_default_pool() -> None:
    service = Sts.from_pool()

    assert type(service) is Sts
    assert service.client is Sts.from_pool().client
    assert service.client is ConnectionPool.default().get_client("sts")


def test_a_pool_of_ones_own(pool: ConnectionPool) -> None:
    assert Sts.from_pool(pool=pool).client is pool.get_client("sts")
    assert Sts.from_pool(pool=pool).client is not Sts.from_pool().client


def test_making_a_service_makes_no_client(
    pool: ConnectionPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")

    Sts.from_pool(pool=pool, aws_profile="no-such-profile")

    assert pool.stats().misses == 0


def test_what_is_given_reaches_the_client(pool: ConnectionPool) -> None:
    service = Sts.from_pool(
        pool=pool,
        aws_region="us-west-2",
        aws_endpoint_url="https://sts.example",
        config=Config(read_timeout=3),
    )

    meta = service.client.meta
    assert (meta.region_name, meta.endpoint_url) == ("us-west-2", "https://sts.example")
    assert meta.config.read_timeout == 3


def test_a_service_takes_its_client_anew_after_a_reset(pool: ConnectionPool) -> None:
    service = Sts.from_pool(pool=pool)
    before = service.client

    pool.reset()

    assert service.client is not before
    assert service.client is Sts.from_pool(pool=pool).client


def test_a_service_keeps_its_client_when_the_pool_drops_it() -> None:
    pool = ConnectionPool(max_clients=1)
    service = Sts.from_pool(pool=pool)
    client = service.client

    pool.get_client("sts", aws_region="us-west-2")

    assert service.client is client


@pytest.mark.parametrize(("given", "expected"), [(None, False), (True, True), (False, False)])
def test_raise_on_error_is_the_setting_unless_given(
    pool: ConnectionPool, given: bool | None, expected: bool
) -> None:
    client = pool.get_client("sts")
    with override_config(raise_on_error=False):
        assert Sts.from_pool(pool=pool, raise_on_error=given).raise_on_error is expected
        assert Sts.from_client(client, raise_on_error=given).raise_on_error is expected
    assert Sts.from_pool(pool=pool).raise_on_error is True


def test_direct_use_comes_from_the_pool_and_warns_at_the_callers_line() -> None:
    with pytest.warns(DeprecationWarning, match=r"Sts\.from_pool\(\) replaces it") as caught:
        service = Sts()

    assert service.client is Sts.from_pool().client
    assert [warning.filename for warning in caught] == [__file__]


def test_doing_without_the_pool_warns_once_and_shares_nothing() -> None:
    with pytest.warns(DeprecationWarning, match="connection pooling") as caught:
        services = [Sts(use_connection_pool=False) for _ in range(2)]

    assert len(caught) == 2
    clients = {id(service.client) for service in (*services, Sts.from_pool())}
    assert len(clients) == 3
    assert services[0].client is services[0].client


def test_the_old_name_of_the_endpoint_is_taken_with_a_warning(pool: ConnectionPool) -> None:
    with pytest.warns(DeprecationWarning, match="aws_endpoint_url replaces it") as caught:
        service = Sts.from_pool(pool=pool, aws_end_point_url="https://sts.example")

    assert service.client.meta.endpoint_url == "https://sts.example"
    assert caught[0].filename == __file__


@pytest.mark.parametrize(
    "options",
    [
        {"aws_end_point_url": "https://a.example", "aws_endpoint_url": "https://b.example"},
        {"aws_access_key_id": "AKIA1"},
        {"aws_secret_access_key": "secret"},
        {"aws_profile": ""},
        {"assume_role_arn": "Reader"},
        {"assume_role_external_id": "external"},
        {"assume_role_chain": []},
    ],
)
def test_contradictions_are_refused_at_once(options: dict[str, Any]) -> None:
    with pytest.raises(InvalidParameterError):
        Sts.from_pool(**options)


@pytest.mark.parametrize(
    "options",
    [
        {"aws_region": "eu-west-1"},
        {"aws_endpoint_url": "https://a.example"},
        {"config": Config()},
        {"aws_profile": "p"},
        {"pool": ConnectionPool()},
        {"use_connection_pool": False},
    ],
)
def test_a_client_is_taken_alone(pool: ConnectionPool, options: dict[str, Any]) -> None:
    with pytest.raises(InvalidParameterError, match="a client was given together"):
        Sts(client=pool.get_client("sts"), **options)


def test_pooling_is_not_switched_off_with_a_pool_given(pool: ConnectionPool) -> None:
    with pytest.raises(InvalidParameterError, match="use_connection_pool"):
        Sts(pool=pool, use_connection_pool=False)


def test_a_client_of_ones_own_is_used_as_it_is() -> None:
    client = boto3.Session().client("sts")

    service = Sts.from_client(client)

    assert service.client is client
    ConnectionPool.default().reset()
    assert service.client is client


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (lambda: None, "None"),
        (lambda: "sts", "str of 3 characters"),
        (boto3.Session, "Session"),
        (lambda: boto3.resource("dynamodb"), "dynamodb.ServiceResource"),
        (lambda: boto3.client("dynamodb"), "a client for dynamodb"),
        (Sts.from_pool, "Sts"),
    ],
)
def test_what_is_no_client_of_the_service_is_refused(
    given: Callable[[], object], kind: str
) -> None:
    with pytest.raises(InvalidParameterError, match="for sts was given as") as caught:
        Sts.from_client(given())

    assert caught.value.message.endswith(f"was given as {kind}")
    assert ConnectionPool.default().stats().creations == 0


@pytest.mark.parametrize("fake", [object(), MagicMock(), Mock(spec=["put_item"])])
def test_a_stand_in_for_a_client_is_taken(fake: object) -> None:
    assert Sts.from_client(fake).client is fake


def test_each_client_is_prepared_once_whoever_made_it(pool: ConnectionPool) -> None:
    Prepared.prepared.clear()
    own = boto3.Session().client("sts")

    services = [
        Prepared.from_pool(pool=pool),
        Prepared.from_pool(pool=pool),
        Prepared.from_client(own),
    ]
    clients = [service.client for service in services]

    assert sorted(map(id, Prepared.prepared)) == sorted({id(client) for client in clients})


def test_a_subclass_constructor_runs_however_the_service_is_made(pool: ConnectionPool) -> None:
    class Named(Sts):
        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            self.name = "named"

    assert Named.from_pool(pool=pool).name == "named"
    assert Named.from_client(pool.get_client("sts")).name == "named"


def test_a_call_gives_the_answer_or_a_typed_error() -> None:
    client = boto3.Session().client("sts")
    service = Sts.from_client(client)
    with Stubber(client) as stubber:
        stubber.add_response("get_caller_identity", {"Account": "123456789012"}, {})
        stubber.add_client_error("get_caller_identity", "AccessDenied", http_status_code=403)

        assert service.account() == "123456789012"
        with pytest.raises(AwsError) as caught:
            service.account()

    assert caught.value.aws_code == "AccessDenied"


def test_the_options_of_from_pool_are_those_of_the_constructor() -> None:
    parameters = inspect.signature(Service.__init__).parameters

    assert set(ConnectionOptions.__annotations__) == {
        name for name in parameters if name not in ("self", "pool", "client", "use_connection_pool")
    }
    assert all(
        parameters[name].annotation == annotation.__forward_arg__
        for name, annotation in ConnectionOptions.__annotations__.items()
    )


def test_e7_importing_and_using_prints_logs_and_configures_nothing() -> None:
    code = """
import logging
from boto3_assist.connections import ConnectionPool
from boto3_assist.service import Service

class Sts(Service):
    service_name = "sts"

Sts.from_pool().client
logger = logging.getLogger("boto3_assist")
assert logger.level == logging.NOTSET and not logger.handlers and logger.propagate
assert not logging.getLogger().handlers and logging.getLogger().level == logging.WARNING
"""
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_the_first_client_and_not_the_import_loads_botocore_and_nothing_loads_pydantic() -> None:
    code = """
import sys
from boto3_assist.service import Service

class Sts(Service):
    service_name = "sts"

service = Sts.from_pool()
assert not {"boto3", "botocore", "pydantic"} & set(sys.modules)
service.client
assert "botocore" in sys.modules
assert not {"boto3", "s3transfer", "pydantic", "pydantic_settings"} & set(sys.modules)
"""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("BOTO3_ASSIST_")}
    subprocess.run(
        [sys.executable, "-c", code],
        env={**environment, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=True,
    )


def test_threads_share_a_service(pool: ConnectionPool) -> None:
    service = Sts.from_pool(pool=pool)
    clients: list[Any] = []
    threads = [Thread(target=lambda: clients.append(service.client)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert clients == [service.client] * 6
    assert pool.stats().creations == 1


def test_a_client_of_before_a_reset_is_not_kept_for_after_it() -> None:
    class Pool:
        def __init__(self) -> None:
            self.generation = object()
            self.calls = 0

        def get_client(self, *_: object, **__: object) -> str:
            self.calls += 1
            if self.calls > 1:
                return "fresh"
            # As if another thread reset the pool, and took its client, in the meantime.
            self.generation = object()
            assert service.client == "fresh"
            return "old"

    pool: Any = Pool()
    service = Sts.from_pool(pool=pool)

    assert service.client == "old"
    assert service.client == "fresh"
