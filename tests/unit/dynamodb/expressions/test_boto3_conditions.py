from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from boto3.dynamodb.conditions import Attr, Key

from boto3_assist.dynamodb.conditions import condition_expression
from boto3_assist.dynamodb.expressions import condition_of
from boto3_assist.errors import InvalidParameterError


@pytest.mark.parametrize(
    ("condition", "operators"),
    [
        (Attr("a").eq(1), 1),
        (Attr("a").ne(1), 1),
        (Attr("a").between(1, 2), 1),
        (Attr("a").eq(1) & Attr("b").between(1, 2), 3),
        (~Attr("a").contains("x") | Attr("b").is_in([1, 2]), 4),
        (Attr("a").size().gte(1) & Attr("b").attribute_type("S"), 4),
        (Key("a").begins_with("x") & Key("b").lte(1), 3),
    ],
)
def test_operators_are_counted(condition: Any, operators: int) -> None:
    assert condition_of(condition).operators == operators


def test_too_many_operators_are_refused() -> None:
    condition: Any = Attr("a").eq(0)
    for number in range(151):
        condition = condition & Attr("a").eq(number)

    with pytest.raises(InvalidParameterError):
        condition_of(condition)


@pytest.mark.parametrize(
    "name",
    [
        "a] OR attribute_exists(pk",
        "a[attribute_exists(pk)]",
        "a[b]",
        "x OR y]",
        "1]",
        "size]",
    ],
)
def test_what_boto3_would_put_into_the_text_is_refused(name: str) -> None:
    for take in (condition_of, condition_expression):
        with pytest.raises(InvalidParameterError):
            take(Attr(name).eq(1))


def test_boto3_is_not_imported_for_conditions_of_the_library() -> None:
    program = (
        "import sys\n"
        "from boto3_assist.dynamodb import attr\n"
        "from boto3_assist.dynamodb.conditions import condition_expression\n"
        "condition_expression((attr('a') == 1) & attr('b').exists())\n"
        "assert 'boto3' not in sys.modules\n"
        "assert 'pydantic' not in sys.modules\n"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
