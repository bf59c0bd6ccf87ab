from __future__ import annotations

from typing import Any

import pytest
from boto3.dynamodb.conditions import Key

from boto3_assist.dynamodb import attr
from boto3_assist.dynamodb.conditions import condition_expression
from boto3_assist.errors import InvalidParameterError

PK = attr("pk") == "1"


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (PK, "#u0 = :u1"),
        (PK & (attr("sk") > 1), "#u0 = :u1 AND #u2 > :u3"),
        (PK & attr("sk").begins_with("x"), "#u0 = :u1 AND begins_with(#u2, :u3)"),
        (PK & attr("sk").between(1, 2), "#u0 = :u1 AND (#u2 BETWEEN :u3 AND :u4)"),
        (PK & Key("sk").lt(3), "#u0 = :u1 AND (#u2 < :u3)"),
    ],
)
def test_what_can_choose_items(condition: Any, text: str) -> None:
    assert condition_expression(condition, is_key_condition=True).text == text


@pytest.mark.parametrize(
    "condition",
    [
        PK | (attr("sk") == 1),
        ~PK,
        PK & (attr("sk") != 1),
        PK & attr("sk").exists(),
        PK & attr("sk").contains("x"),
        PK & attr("sk").is_in([1]),
        PK & (attr("sk").size() > 1),
        PK & (attr("sk.x") == 1),
        PK & (attr("sk") == attr("pk")),
    ],
)
def test_what_cannot_is_refused(condition: Any) -> None:
    with pytest.raises(InvalidParameterError):
        condition_expression(condition, is_key_condition=True)
    assert condition_expression(condition).text
