"""No identity ever gets another's client, proved against an STS that says who calls."""

from __future__ import annotations

import os
import pickle
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from botocore.config import Config

from boto3_assist.connections import AssumedRole, ConnectionPool, Identity
from boto3_assist.service import Service
from tests.unit.connections.sts_server import (
    DEFAULT_USER,
    ROLE_A,
    ROLE_B,
    SESSION_A,
    SESSION_B,
    USER_A,
    USER_B,
    StsServer,
)

HUB = "arn:aws:iam::555555555555:role/Hub"

OPTIONS: dict[str, dict[str, Any]] = {
    DEFAULT_USER: {},
    USER_A: {"aws_access_key_id": "AKIAA", "aws_secret_access_key": "secret-a"},
    USER_B: {"aws_access_key_id": "AKIAB", "aws_secret_access_key": "secret-b"},
    SESSION_A: {"assume_role_arn": ROLE_A, "assume_role_external_id": "external-a"},
    SESSION_B: {"assume_role_arn": ROLE_B, "assume_role_external_id": "external-b"},
    SESSION_A.replace("boto3-assist", "by-b"): {
        "aws_access_key_id": "AKIAB",
        "aws_secret_access_key": "secret-b",
        "assume_role_chain": [HUB, AssumedRole(ROLE_A, "external-a", "by-b")],
    },
}


class Sts(Service):
    service_name = "sts"


def who_calls(pool: ConnectionPool, options: dict[str, Any]) -> str:
    return str(Sts.from_pool(pool=pool, **options).client.get_caller_identity()["Arn"])


def seen_by_aws(pool: ConnectionPool) -> dict[str, str]:
    return {arn: who_calls(pool, options) for arn, options in OPTIONS.items()}


def test_a1_roles_keys_and_the_default_do_not_share_clients(
    sts: StsServer, pool: ConnectionPool
) -> None:
    assert seen_by_aws(pool) == {arn: arn for arn in OPTIONS}
    # Asked again, now that every client is there.
    assert seen_by_aws(pool) == {arn: arn for arn in OPTIONS}
    assert pool.stats().creations == len(OPTIONS)


def test_a1_one_role_with_two_external_ids_is_two_identities(
    sts: StsServer, pool: ConnectionPool
) -> None:
    clients = {
        id(
            Sts.from_pool(
                pool=pool, assume_role_arn=ROLE_A, assume_role_external_id=external
            ).client
        )
        for external in ("external-a", "external-b", None)
    }

    assert len(clients) == 3
    assert sts.assumed == []


def test_a2_explicit_keys_are_used_by_the_pool(sts: StsServer, pool: ConnectionPool) -> None:
    assert who_calls(pool, OPTIONS[USER_A]) == USER_A
    assert who_calls(pool, OPTIONS[USER_B]) == USER_B


def test_a3_the_secret_is_used_without_the_pool(sts: StsServer) -> None:
    with pytest.warns(DeprecationWarning, match="connection pooling"):
        service = Sts(use_connection_pool=False, **OPTIONS[USER_A])

    # The server computes the signature from the secret that it knows.
    assert service.client.get_caller_identity()["Arn"] == USER_A


@pytest.mark.slow
def test_e1_six_threads_get_one_client_for_each_identity(
    sts: StsServer, pool: ConnectionPool
) -> None:
    barrier = Barrier(6)

    def ask(_: int) -> dict[str, tuple[str, int]]:
        barrier.wait()
        answers = {}
        for arn, options in OPTIONS.items():
            service = Sts.from_pool(pool=pool, **options)
            answers[arn] = (service.client.get_caller_identity()["Arn"], id(service.client))
        return answers

    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(ask, range(6)))

    assert answers == [answers[0]] * 6
    assert {arn: seen for arn, (seen, _) in answers[0].items()} == {arn: arn for arn in OPTIONS}
    assert pool.stats().creations == len(OPTIONS)
    # Each role was assumed once, the chain's hub beside the two tenants.
    assert len(sts.assumed) == 4


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="the platform does not fork")
def test_e1_a_forked_child_makes_its_own_clients(sts: StsServer, pool: ConnectionPool) -> None:
    services = {arn: Sts.from_pool(pool=pool, **options) for arn, options in OPTIONS.items()}
    in_parent = {arn: id(service.client) for arn, service in services.items()}

    def in_child() -> tuple[dict[str, str], int, bool]:
        size = pool.stats().size
        kept = any(id(service.client) == in_parent[arn] for arn, service in services.items())
        arns = {arn: s.client.get_caller_identity()["Arn"] for arn, s in services.items()}
        return arns, size, kept

    arns, size, kept = in_fork(in_child)

    assert arns == {arn: arn for arn in OPTIONS}
    assert (size, kept) == (0, False)
    assert {arn: id(service.client) for arn, service in services.items()} == in_parent


def in_fork(function: Any) -> Any:
    """Run a function in a forked child and give what it returned."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover - not measured in the child
        try:
            os.write(writer, pickle.dumps(function()))
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        data = answer.read()
    os.waitpid(child, 0)
    return pickle.loads(data)


@pytest.mark.parametrize(
    "chain", [(AssumedRole(HUB),), (AssumedRole(HUB), AssumedRole(ROLE_A, "external-a"))]
)
def test_e2_credentials_about_to_expire_are_renewed_along_the_chain(
    sts: StsServer, pool: ConnectionPool, chain: tuple[AssumedRole, ...]
) -> None:
    sts.seconds_left = 60
    client = pool.get_client("sts", identity=Identity(roles=chain))
    client.get_caller_identity()
    first = [(entry.by, entry.role) for entry in sts.assumed]
    sts.seconds_left = None
    client.get_caller_identity()
    renewed = len(sts.assumed)
    client.get_caller_identity()

    assert [role for _, role in first][-len(chain) :] == [role.role_arn for role in chain]
    assert first[0][0] == DEFAULT_USER
    assert sts.assumed[-1].role == chain[-1].role_arn
    assert renewed > len(first)
    assert len(sts.assumed) == renewed


def test_e3_an_endpoint_of_the_environment_is_used(
    sts: StsServer, pool: ConnectionPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pool.get_client("sts").meta.endpoint_url == sts.url

    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9")
    assert pool.get_client("sts").meta.endpoint_url == sts.url
    pool.reset()
    assert pool.get_client("sts").meta.endpoint_url == "http://127.0.0.1:9"


def test_e4_the_options_of_a_client_are_part_of_what_is_shared(
    sts: StsServer, pool: ConnectionPool
) -> None:
    unsigned = pool.get_client("s3", config=Config(signature_version="s3"))
    signed = pool.get_client("s3", config=Config(signature_version="s3v4"))

    assert unsigned is not signed
    assert signed is pool.get_client("s3", config=Config(signature_version="s3v4"))
    assert signed.meta.config.signature_version == "s3v4"
    assert unsigned.meta.config.signature_version == "s3"


@pytest.mark.parametrize("name", ["sts", "sqs", "ssm", "cognito-idp", "s3", "dynamodb"])
def test_e6_every_service_comes_from_the_pool_with_every_option(
    sts: StsServer, pool: ConnectionPool, name: str
) -> None:
    class AnyService(Service):
        service_name = name

    service = AnyService.from_pool(
        pool=pool, aws_region="eu-central-1", config=Config(read_timeout=7), **OPTIONS[SESSION_A]
    )

    assert isinstance(service, AnyService)
    assert service.client.meta.region_name == "eu-central-1"
    assert service.client.meta.config.read_timeout == 7
    assert service.client.meta.service_model.service_name == name
