from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from boto3_assist.dynamodb import Statement, StatementConfig
from boto3_assist.dynamodb.requests.statements import (
    BatchExecuteStatement,
    ExecuteStatement,
    ExecuteTransaction,
)
from boto3_assist.errors import InvalidParameterError

READ = Statement("select * from t where a = ?", [Decimal("1.5")], strongly_consistent=True)
WRITE = Statement("DELETE FROM t WHERE a = ?", (b"x",))
WIRE_READ = {"Statement": READ.text, "Parameters": [{"N": "1.5"}]}
WIRE_WRITE = {
    "Statement": WRITE.text,
    "Parameters": [{"B": b"x"}],
    "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
}


@pytest.mark.parametrize(
    ("request_", "parameters"),
    [
        (ExecuteStatement(READ), {**WIRE_READ, "ConsistentRead": True}),
        (ExecuteStatement(WRITE), WIRE_WRITE),
        (ExecuteStatement(Statement("SELECT 1")), {"Statement": "SELECT 1"}),
        (
            ExecuteStatement(Statement("SELECT 1"), StatementConfig(limit=5, next_token="n")),
            {"Statement": "SELECT 1", "Limit": 5, "NextToken": "n"},
        ),
        (
            BatchExecuteStatement([READ, WRITE]),
            {"Statements": [{**WIRE_READ, "ConsistentRead": True}, WIRE_WRITE]},
        ),
        (
            ExecuteTransaction([WRITE, WRITE], "token"),
            {"TransactStatements": [WIRE_WRITE] * 2, "ClientRequestToken": "token"},
        ),
        (ExecuteTransaction([READ]), {"TransactStatements": [WIRE_READ]}),
    ],
)
def test_the_parameters_are_exactly(request_: Any, parameters: dict[str, Any]) -> None:
    assert request_.to_request() == parameters


@pytest.mark.parametrize(
    ("text", "is_whole"),
    [
        ("SELECT * FROM t", True),
        (" select\n*\nfrom t", True),
        ("SELECT a FROM t", False),
        ("SELECT pk, * FROM t", False),
        ("UPDATE t SET a = 1 RETURNING ALL NEW *", False),
    ],
)
def test_whole_items_are_told_from_others(text: str, is_whole: bool) -> None:
    assert Statement(text).reads_whole_items is is_whole


@pytest.mark.parametrize(
    "make",
    [
        lambda: Statement(" "),
        lambda: Statement(5),  # type: ignore[arg-type]  # refused at run time
        lambda: Statement("x" * 8193),
        lambda: Statement("SELECT 1", "x"),
        lambda: Statement("SELECT 1", {1}),  # type: ignore[arg-type]  # refused at run time
        lambda: StatementConfig(limit=0),
        lambda: BatchExecuteStatement([]),
        lambda: BatchExecuteStatement([READ] * 26),
        lambda: ExecuteTransaction([]),
        lambda: ExecuteTransaction([WRITE] * 101),
    ],
)
def test_what_cannot_be_sent_is_refused(make: Any) -> None:
    with pytest.raises(InvalidParameterError):
        make()


def test_no_value_is_shown() -> None:
    assert "secret" not in repr(Statement("SELECT 1", ["secret"]))
