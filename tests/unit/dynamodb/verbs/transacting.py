"""What tests of transactions share: time that only they move, and answers of DynamoDB."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from boto3_assist.dynamodb import DynamoDB
from tests.unit.dynamodb.canned import Answer, Line
from tests.unit.dynamodb.verbs.update_models import NOON, Doc, Order, as_read, stored

_KIND = "com.amazonaws.dynamodb.v20120810#"


class Time:
    """A timer and a clock that only sleeping, and tests, move."""

    def __init__(self, db: DynamoDB) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []
        db.timer = lambda: self.seconds
        db.clock = lambda: NOON + timedelta(seconds=self.seconds)
        db.sleep = self.sleep
        db.random = lambda: 1.0

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


def read_order(**attributes: Any) -> Order:
    return as_read(Order, stored(Order(customer_id="1", order_id="2"), **attributes))


def read_doc(version: int = 3) -> Doc:
    return as_read(Doc, stored(Doc("1", "a", version=version)))


def canceled(*codes: str | None | tuple[str, dict[str, Any]]) -> Answer:
    """A cancellation: for each operation a code, or a code and the stored item."""
    reasons: list[dict[str, Any]] = []
    for code in codes:
        if isinstance(code, tuple):
            reasons.append({"Code": code[0], "Message": "no", "Item": code[1]})
        else:
            reasons.append({"Code": code or "None"})
    kind = _KIND + "TransactionCanceledException"
    return Answer({"__type": kind, "Message": "canceled", "CancellationReasons": reasons}, 400)


def failure(name: str, status: int = 400) -> Answer:
    return Answer({"__type": _KIND + name, "message": "no"}, status)


def actions(line: Line) -> list[dict[str, Any]]:
    """What the last transaction on the line did."""
    items: list[dict[str, Any]] = line.bodies[-1]["TransactItems"]
    return items
