"""Whatever placeholders a caller chooses, every writing verb asks and writes the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from boto3_assist.dynamodb import (
    DeleteConfig,
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModelBase,
    ItemConfig,
    SaveConfig,
    Update,
    UpdateConfig,
)
from boto3_assist.dynamodb.expressions.placeholders import PLACEHOLDER
from boto3_assist.dynamodb.instance_state import keep_stored
from tests.unit.dynamodb.canned import Answer, Line, new_client

KEY = {"pk": "1"}


@dataclass
class Lease(DynamoDBModelBase):
    lease_id: str
    uses: int = 0
    topic: str = "a"
    ends_at: int | None = None
    version: int = 0

    primary = DynamoDBIndex.primary(pk="lease#{lease_id}")
    by_topic = DynamoDBIndex("gsi1", pk="topic#{topic}")
    item_config = ItemConfig(ttl="ends_at", version="version", entity_type="lease")


def read(**changes: Any) -> Lease:
    lease = Lease("7", 1, "a", 4_000_000_000, 3)
    keep_stored(lease, lease.to_client_dictionary())
    for name, value in changes.items():
        setattr(lease, name, value)
    return lease


CALLS: list[Callable[..., Any]] = [
    lambda db, **how: db.save(KEY, "t", fail_if_exists=True, **how),
    lambda db, **how: db.save(read(), "t", config=SaveConfig.if_exists(), **how),
    lambda db, **how: db.delete(read(), "t", config=DeleteConfig.if_exists(), **how),
    lambda db, **how: db.update_item("t", read(), Update().increment("uses"), **how),
    lambda db, **how: db.update_item(
        "t", Lease.primary.key(lease_id="7"), Update().add("uses", 2), **how
    ),
    lambda db, **how: db.update_item(
        "t", KEY, Update().set("a.b", 1).remove("#u0"), config=UpdateConfig(), **how
    ),
    lambda db, **how: db.update_item_partial(KEY, "t", ["x"], changes={":u1": 1}, **how),
    lambda db, **how: db.update_item_partial(read(topic="b"), "t", **how),
]

stems = st.sampled_from(
    ["a0", "v0", "n0", "u0", "u1", "u2", "u3", "pk", "pk_", "version", "ttl", "now", "type", "k0"]
) | st.from_regex(r"[a-zA-Z0-9_]{1,3}", fullmatch=True)


def spelled(call: Callable[..., Any], name: str, value: str) -> list[dict[str, Any]]:
    """Give the request with every placeholder replaced by what it stands for."""
    db = DynamoDB.from_client(new_client_once())
    db.clock = lambda: datetime(2026, 3, 4, tzinfo=timezone.utc)
    line = Line(db.client, Answer({"Attributes": read().to_client_dictionary()}))
    try:
        call(
            db,
            condition_expression=f"#{name} < :{value} OR size(#{name}) = :{value}",
            expression_attribute_names={f"#{name}": "mine"},
            expression_attribute_values={f":{value}": 99},
        )
    finally:
        line.hang_up()
    made = []
    for body in line.bodies:
        meanings = {
            **body.pop("ExpressionAttributeNames", {}),
            **body.pop("ExpressionAttributeValues", {}),
        }
        used: set[str] = set()
        for part in ("UpdateExpression", "ConditionExpression"):
            if part in body:
                used |= set(PLACEHOLDER.findall(body[part]))
                body[part] = PLACEHOLDER.sub(lambda p: json.dumps(meanings[p[0]]), body[part])
        assert used == meanings.keys()
        made.append(body)
    return made


_clients: list[Any] = []


def new_client_once() -> Any:
    # Making one takes longer than all the rest.
    if not _clients:
        _clients.append(new_client())
    return _clients[0]


@given(st.sampled_from(CALLS), stems, stems)
@settings(max_examples=150)
def test_what_is_asked_does_not_depend_on_the_callers_placeholders(
    call: Callable[..., Any], name: str, value: str
) -> None:
    assert spelled(call, name, value) == spelled(call, "of_the_caller", "of_the_caller")
