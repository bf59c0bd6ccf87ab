from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import pytest
from botocore.config import Config
from botocore.session import Session

from boto3_assist.connections import ConnectionPool
from boto3_assist.connections.user_agent import remember_user_agent
from boto3_assist.dynamodb import DynamoDB
from tests.unit.dynamodb.canned import Line


def agent_of(client: Any) -> str:
    line = Line(client)
    client.list_tables()
    (request,) = line.requests
    header = request.headers["User-Agent"]
    return header.decode() if isinstance(header, bytes) else str(header)


def without_features(agent: str) -> list[str]:
    """botocore counts features of single requests as ``m/…``."""
    return [part for part in agent.split() if not part.startswith("m/")]


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"user_agent_extra": "extra/1"},
        {"user_agent_appid": "shop"},
        {"user_agent": "own/1", "user_agent_extra": "extra/1"},
    ],
    ids=["none", "extra", "app", "own"],
)
def test_the_header_says_what_botocores_says(
    options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_EXECUTION_ENV", "AWS_Lambda_python3.11")
    given: dict[str, Any] = {"retries": {"mode": "standard", "total_max_attempts": 1}, **options}
    config = Config(**given)
    keys: Any = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    db = DynamoDB.from_pool(pool=ConnectionPool(), aws_region="us-east-1", config=config, **keys)
    plain = Session().create_client("dynamodb", region_name="us-east-1", config=config, **keys)

    ours = agent_of(db.client)

    assert without_features(ours) == without_features(agent_of(plain))
    assert agent_of(db.client) == ours


def test_a_session_without_such_a_part_is_left_as_it_is() -> None:
    session = Mock()
    session.get_component.side_effect = ValueError("Unknown component: user_agent_creator")

    remember_user_agent(session)

    session.register_component.assert_not_called()
