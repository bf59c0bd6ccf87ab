"""What STS says of the callers that the pool makes clients for."""

from __future__ import annotations

import pytest

from boto3_assist.connections import AssumedRole, ConnectionPool, Identity
from boto3_assist.testing import AwsBackend


@pytest.fixture(autouse=True)
def roles_can_be_made_up(aws_backend: AwsBackend) -> None:
    if aws_backend.is_remote:
        pytest.skip("needs roles that no real account has")


def role(account: str, name: str, session_name: str) -> AssumedRole:
    return AssumedRole(f"arn:aws:iam::{account}:role/{name}", "external", session_name)


CHAINS = [
    (role("111111111111", "TenantA", "one"),),
    (role("111111111111", "TenantA", "two"),),
    (role("222222222222", "TenantB", "one"),),
    (role("111111111111", "TenantA", "one"), role("222222222222", "TenantB", "from-a")),
]


def test_each_chain_of_roles_is_seen_as_its_last_role() -> None:
    pool = ConnectionPool()
    clients = [pool.get_client("sts", identity=Identity(roles=roles)) for roles in CHAINS]

    assert [client.get_caller_identity()["Arn"] for client in clients] == [
        "arn:aws:sts::111111111111:assumed-role/TenantA/one",
        "arn:aws:sts::111111111111:assumed-role/TenantA/two",
        "arn:aws:sts::222222222222:assumed-role/TenantB/one",
        "arn:aws:sts::222222222222:assumed-role/TenantB/from-a",
    ]
    pool.close()


def test_health_tells_the_identities_apart(aws_backend: AwsBackend) -> None:
    pool = ConnectionPool()
    pool.warm(["sts"])
    pool.warm(["sts"], identity=Identity(roles=CHAINS[0]))

    health = pool.health(check_identities=True)

    assert health.healthy
    own = aws_backend.client("sts").get_caller_identity()["Arn"]
    assert {check.identity: check.arn for check in health.identities} == {
        "the default credentials": own,
        CHAINS[0][0].role_arn: "arn:aws:sts::111111111111:assumed-role/TenantA/one",
    }
    pool.close()
