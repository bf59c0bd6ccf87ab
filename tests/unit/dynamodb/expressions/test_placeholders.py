from __future__ import annotations

from boto3_assist.dynamodb.conditions import Expression
from boto3_assist.dynamodb.expressions.placeholders import Placeholders, placeholders_in


def test_a_name_has_one_placeholder_and_every_value_its_own() -> None:
    placeholders = Placeholders()

    assert placeholders.name("a.b") == placeholders.name("a.b") == "#u0"
    assert placeholders.value(1) != placeholders.value(1)
    assert placeholders.names == {"#u0": "a.b"}
    assert list(placeholders.values.values()) == [1, 1]


def test_what_the_caller_uses_is_not_used_again() -> None:
    beside = Expression("#u0 = :u1 AND #u3 = :x", {"#u0": "a"}, {":u1": 1})
    placeholders = Placeholders(beside)

    made = [placeholders.name("b"), placeholders.value(2), placeholders.name("c")]

    assert made == ["#u2", ":u4", "#u5"]
    assert placeholders_in(beside) == {"#u0", ":u1", "#u3", ":x"}
