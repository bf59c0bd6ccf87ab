"""Each writing verb, as a table of calls and the request that is sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import pytest
from boto3.dynamodb.conditions import Attr, Key

from boto3_assist.dynamodb import (
    CLEAR_FIELD,
    DeleteConfig,
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModelBase,
    ItemConfig,
    SaveConfig,
    Statement,
    StatementConfig,
    Update,
    UpdateConfig,
    attr,
)
from tests.unit.dynamodb.canned import Line

NOW = datetime(2026, 3, 4, tzinfo=timezone.utc)
SECONDS = str(int(NOW.timestamp()))


@dataclass
class Lease(DynamoDBModelBase):
    lease_id: str
    uses: int = 0
    ends_at: int | None = None

    primary = DynamoDBIndex.primary(pk="lease#{lease_id}", pk_attribute="hash")
    item_config = ItemConfig(ttl="ends_at", entity_type="lease")


LEASE = Lease("7", 1)
LEASE_KEY = Lease.primary.key(lease_id="7")
KEY = {"PK": "a", "SK": 1}
WIRE_KEY = {"PK": {"S": "a"}, "SK": {"N": "1"}}
WIRE_LEASE = {
    "lease_id": {"S": "7"},
    "uses": {"N": "1"},
    "entity_type": {"S": "lease"},
    "hash": {"S": "lease#7"},
}
OLD = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}


def names(**meanings: str) -> dict[str, Any]:
    return {"ExpressionAttributeNames": {f"#{name}": m for name, m in meanings.items()}}


def values(**meanings: Any) -> dict[str, Any]:
    return {"ExpressionAttributeValues": {f":{name}": m for name, m in meanings.items()}}


SAVES: list[tuple[Callable[[DynamoDB], Any], dict[str, Any]]] = [
    (lambda db: db.save(KEY, "t"), {"Item": WIRE_KEY}),
    (
        lambda db: db.save(KEY, "t", config=SaveConfig.if_exists().returning_old()),
        {
            "Item": WIRE_KEY,
            "ReturnValues": "ALL_OLD",
            "ConditionExpression": "attribute_exists(#pk) OR attribute_exists(#pk1)",
            **names(pk="PK", pk1="SK"),
            **OLD,
        },
    ),
    (
        lambda db: db.save(
            KEY,
            "t",
            config=SaveConfig.if_not_exists(),
            condition_expression=(attr("a.b") > 1) | ~attr("#pk").exists(),
        ),
        {
            "Item": WIRE_KEY,
            "ConditionExpression": "attribute_not_exists(#pk) AND attribute_not_exists(#pk1) AND "
            "(#u0.#u1 > :u2 OR NOT attribute_exists(#u3))",
            **names(pk="PK", pk1="SK", u0="a", u1="b", u3="#pk"),
            **values(u2={"N": "1"}),
            **OLD,
        },
    ),
    (
        lambda db: db.save(LEASE, "t", config=SaveConfig.if_exists()),
        {
            "Item": WIRE_LEASE,
            "ConditionExpression": "attribute_exists(#pk) AND NOT (#ttl < :now)",
            **names(pk="hash", ttl="ends_at"),
            **values(now={"N": SECONDS}),
            **OLD,
        },
    ),
    (
        lambda db: db.save(LEASE, "t", condition_expression=Attr("uses").lt(5)),
        {
            "Item": WIRE_LEASE,
            "ConditionExpression": "#n0 < :v0",
            **names(n0="uses"),
            **values(v0={"N": "5"}),
            **OLD,
        },
    ),
]

DELETIONS: list[tuple[Callable[[DynamoDB], Any], dict[str, Any]]] = [
    (lambda db: db.delete(KEY, "t"), {"Key": WIRE_KEY}),
    (
        lambda db: db.delete(KEY, "t", config=DeleteConfig.if_exists().returning_old()),
        {
            "Key": WIRE_KEY,
            "ReturnValues": "ALL_OLD",
            "ConditionExpression": "attribute_exists(#pk)",
            **names(pk="PK"),
            **OLD,
        },
    ),
    (
        lambda db: db.delete(LEASE, "t", condition_expression=Key("hash").eq("x")),
        {
            "Key": {"hash": {"S": "lease#7"}},
            "ConditionExpression": "#n0 = :v0",
            **names(n0="hash"),
            **values(v0={"S": "x"}),
            **OLD,
        },
    ),
    (
        lambda db: db.delete(
            LEASE_KEY,
            "t",
            condition_expression="uses = :n OR #pk = :n",
            expression_attribute_names={"#pk": "other"},
            expression_attribute_values={":n": 0.5},
            config=DeleteConfig.if_exists(),
        ),
        {
            "Key": {"hash": {"S": "lease#7"}},
            "ConditionExpression": "attribute_exists(#pk_) AND (uses = :n OR #pk = :n)",
            **names(pk="other", pk_="hash"),
            **values(n={"N": "0.5"}),
            **OLD,
        },
    ),
]

UPDATES: list[tuple[Callable[[DynamoDB], Any], dict[str, Any]]] = [
    (
        lambda db: db.update_item("t", LEASE_KEY, Update().increment("uses")),
        {
            "Key": {"hash": {"S": "lease#7"}},
            "UpdateExpression": "SET #u0 = if_not_exists(#u0, :u2) + :u1",
            "ConditionExpression": "attribute_exists(#u3) AND "
            "((attribute_not_exists(#type) OR #type = :type) AND (NOT (#ttl < :now)))",
            **names(u0="uses", u3="hash", type="entity_type", ttl="ends_at"),
            **values(u1={"N": "1"}, u2={"N": "0"}, type={"S": "lease"}, now={"N": SECONDS}),
            **OLD,
        },
    ),
    (
        lambda db: db.update_item(
            "t",
            KEY,
            Update().add("s", {"x"}).delete("r", {1}).remove("l[0]").list_prepend("p", [None]),
            return_values="UPDATED_OLD",
        ),
        {
            "Key": WIRE_KEY,
            "UpdateExpression": "SET #u5 = list_append(:u6, if_not_exists(#u5, :u7)) "
            "REMOVE #u4[0] ADD #u0 :u1 DELETE #u2 :u3",
            "ReturnValues": "UPDATED_OLD",
            **names(u0="s", u2="r", u4="l", u5="p"),
            **values(u1={"SS": ["x"]}, u3={"NS": ["1"]}, u6={"L": [{"NULL": True}]}, u7={"L": []}),
        },
    ),
    (
        lambda db: db.update_item_partial(
            KEY, "t", changes={"a": 1, "b": None, "c": CLEAR_FIELD, "d": []}
        ),
        {
            "Key": WIRE_KEY,
            "UpdateExpression": "SET #u0 = :u1, #u2 = :u3 REMOVE #u4",
            "ConditionExpression": "attribute_exists(#u5)",
            **names(u0="a", u2="d", u4="c", u5="PK"),
            **values(u1={"N": "1"}, u3={"L": []}),
            **OLD,
        },
    ),
    (
        lambda db: db.update_item_partial(
            {**KEY, "a": 1},
            "t",
            ("x",),
            condition_expression=attr("a") < 1,
            config=UpdateConfig(upsert=True, key_attributes=("PK", "SK"), return_values="ALL_NEW"),
        ),
        {
            "Key": WIRE_KEY,
            "UpdateExpression": "SET #u2 = :u3 REMOVE #u4",
            "ConditionExpression": "(#u0 < :u1)",
            "ReturnValues": "ALL_NEW",
            **names(u0="a", u2="a", u4="x"),
            **values(u1={"N": "1"}, u3={"N": "1"}),
            **OLD,
        },
    ),
]

READ = Statement("SELECT * FROM t WHERE a = ?", [1], strongly_consistent=True)
WRITE = Statement("DELETE FROM t WHERE a = ?", ["x"])
WIRE_READ = {"Statement": READ.text, "Parameters": [{"N": "1"}]}
WIRE_WRITE = {"Statement": WRITE.text, "Parameters": [{"S": "x"}], **OLD}

STATEMENTS: list[tuple[Callable[[DynamoDB], Any], dict[str, Any]]] = [
    (lambda db: db.execute_statement(READ), {**WIRE_READ, "ConsistentRead": True}),
    (lambda db: db.execute_statement(WRITE.text, ["x"]), WIRE_WRITE),
    (
        lambda db: db.execute_statement("SELECT", config=StatementConfig(2, "token")),
        {"Statement": "SELECT", "Limit": 2, "NextToken": "token"},
    ),
    (
        lambda db: db.batch_execute_statement([READ, "SELECT"], raise_on_error=False),
        {"Statements": [{**WIRE_READ, "ConsistentRead": True}, {"Statement": "SELECT"}]},
    ),
    (
        lambda db: db.execute_transaction([WRITE, WRITE], "token"),
        {"TransactStatements": [WIRE_WRITE] * 2, "ClientRequestToken": "token"},
    ),
]


@pytest.mark.parametrize(
    ("call", "request_"),
    [
        *[(call, {"TableName": "t", **request}) for call, request in SAVES + DELETIONS + UPDATES],
        *STATEMENTS,
    ],
)
def test_the_request_is_exactly(
    db: DynamoDB, line: Line, call: Callable[[DynamoDB], Any], request_: dict[str, Any]
) -> None:
    db.clock = lambda: NOW

    call(db)

    assert line.bodies == [request_]
