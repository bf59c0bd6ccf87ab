from __future__ import annotations

from typing import Any

import pytest

from boto3_assist.dynamodb.conditions import Expression, KeyCondition, SortCondition
from boto3_assist.dynamodb.requests import Projection, Query
from boto3_assist.errors import InvalidParameterError

PARTITION = KeyCondition({"pk": "p"}).to_expression()
CONDITION = KeyCondition({"pk": "p"}, {"sk": SortCondition("BETWEEN", (1, 5))}).to_expression()
BASE = {
    "TableName": "app",
    "KeyConditionExpression": "#k0 = :k0",
    "ScanIndexForward": True,
    "ExpressionAttributeNames": {"#k0": "pk"},
    "ExpressionAttributeValues": {":k0": {"S": "p"}},
}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query("app", PARTITION), BASE),
        (Query("app", PARTITION, ascending=False), BASE | {"ScanIndexForward": False}),
        (Query("app", PARTITION, index_name="gsi1"), BASE | {"IndexName": "gsi1"}),
        (Query("app", PARTITION, strongly_consistent=True), BASE | {"ConsistentRead": True}),
        (Query("app", PARTITION, limit=3), BASE | {"Limit": 3}),
        (
            Query("app", PARTITION, start_key={"pk": "p", "sk": b"\x01"}),
            BASE | {"ExclusiveStartKey": {"pk": {"S": "p"}, "sk": {"B": b"\x01"}}},
        ),
        (
            Query("app", PARTITION, projection=Projection.of(["order"])),
            BASE
            | {
                "ProjectionExpression": "#p0",
                "ExpressionAttributeNames": {"#k0": "pk", "#p0": "order"},
            },
        ),
        (
            Query("app", CONDITION),
            BASE
            | {
                "KeyConditionExpression": "#k0 = :k0 AND #k1 BETWEEN :k1 AND :k2",
                "ExpressionAttributeNames": {"#k0": "pk", "#k1": "sk"},
                "ExpressionAttributeValues": {
                    ":k0": {"S": "p"},
                    ":k1": {"N": "1"},
                    ":k2": {"N": "5"},
                },
            },
        ),
        (
            Query("app", Expression("pk = :x", values={":x": "p"})),
            {
                "TableName": "app",
                "KeyConditionExpression": "pk = :x",
                "ScanIndexForward": True,
                "ExpressionAttributeValues": {":x": {"S": "p"}},
            },
        ),
    ],
)
def test_a_query_is_exactly(query: Query, expected: dict[str, Any]) -> None:
    assert query.to_request() == expected


def test_a_users_placeholder_cannot_take_the_place_of_a_generated_one() -> None:
    query = Query("app", PARTITION, projection=Projection("#k0", {"#k0": "name"}))

    with pytest.raises(InvalidParameterError, match="#k0"):
        query.to_request()


def test_a_repr_shows_no_value() -> None:
    query = Query("app", PARTITION, start_key={"pk": "secret-start"})

    assert "'p'" not in repr(query)
    assert "secret" not in repr(query)
