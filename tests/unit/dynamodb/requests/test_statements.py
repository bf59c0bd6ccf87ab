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
    ("text", "whole"),
    [
        ("SELECT * FROM t", None),
        (" select\n*\nfrom t", None),
        ('SELECT*FROM "a.b" WHERE c = 1', None),
        ('SELECT * FROM t WHERE a = \' FROM "t"."i"\'', None),
        ('SELECT * FROM "t"."i"', {"k"}),
        ("SELECT * FROM t . i", {"k"}),
        ("SELECT a FROM t", {"a"}),
        ('SELECT a, "b c" FROM "t"."i"', {"a", "b c"}),
        ("SELECT pk, m.x, l[0] FROM t", {"pk"}),
        ('SELECT "FROM", a FROM t', {"FROM", "a"}),
        ("UPDATE t SET a = 1 RETURNING ALL NEW *", set()),
    ],
)
def test_what_was_read_whole_is_told_from_the_rest(text: str, whole: set[str] | None) -> None:
    assert Statement(text).attributes_read_whole([{"k": 1}, {}]) == whole


@pytest.mark.parametrize(
    "make",
    [
        lambda: Statement(" "),
        lambda: Statement(5),  # type: ignore[arg-type]  # refused at run time
        lambda: Statement("x" * 8193),
        lambda: Statement("SELECT 1", "x"),
        lambda: Statement("SELECT 1", {1}),  # type: ignore[arg-type]  # refused at run time
        lambda: StatementConfig(limit=0),
        lambda: StatementConfig(limit="5"),  # type: ignore[arg-type]  # refused at run time
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
