from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import pytest
from boto3.dynamodb.conditions import Attr

from boto3_assist.dynamodb import Condition, attr
from boto3_assist.dynamodb.expressions.placeholders import Placeholders
from boto3_assist.errors import InvalidParameterError, SerializationError

A, B = attr("a"), attr("b")


def written(condition: Condition) -> tuple[str, list[str], list[Any]]:
    placeholders = Placeholders()
    text = condition.to_expression(placeholders)
    return text, list(placeholders.names.values()), list(placeholders.values.values())


@pytest.mark.parametrize(
    ("condition", "text", "values"),
    [
        (A == 1, "#u0 = :u1", [1]),
        (A.eq(None), "#u0 = :u1", [None]),
        (A != {"x": 1}, "#u0 <> :u1", [{"x": 1}]),
        (A.ne([1]), "#u0 <> :u1", [[1]]),
        (A < "x", "#u0 < :u1", ["x"]),
        (A.lt(b"x"), "#u0 < :u1", [b"x"]),
        (A <= Decimal("1.5"), "#u0 <= :u1", [Decimal("1.5")]),
        (A.lte(1), "#u0 <= :u1", [1]),
        (A > 1.5, "#u0 > :u1", [1.5]),
        (1 > A, "#u0 < :u1", [1]),
        (A.gt(1), "#u0 > :u1", [1]),
        (A >= 1, "#u0 >= :u1", [1]),
        (A.gte(1), "#u0 >= :u1", [1]),
        (A.between(1, 2), "#u0 BETWEEN :u1 AND :u2", [1, 2]),
        (A.is_in([1, "x", None]), "#u0 IN (:u1, :u2, :u3)", [1, "x", None]),
        (A.is_in(n for n in (1, 2)), "#u0 IN (:u1, :u2)", [1, 2]),
        (A.exists(), "attribute_exists(#u0)", []),
        (A.not_exists(), "attribute_not_exists(#u0)", []),
        (A.attribute_type("SS"), "attribute_type(#u0, :u1)", ["SS"]),
        (A.begins_with("x"), "begins_with(#u0, :u1)", ["x"]),
        (A.begins_with(b"x"), "begins_with(#u0, :u1)", [b"x"]),
        (A.contains({1}), "contains(#u0, :u1)", [{1}]),
        (A.size() >= 3, "size(#u0) >= :u1", [3]),
        (A.size().between(1, B.size()), "size(#u0) BETWEEN :u1 AND size(#u2)", [1]),
        (A.size().is_in([1, 2]), "size(#u0) IN (:u1, :u2)", [1, 2]),
        (A == B, "#u0 = #u1", []),
        (A > A, "#u0 > #u0", []),
        (A.between(B, 5), "#u0 BETWEEN #u1 AND :u2", [5]),
        (A.begins_with(B), "begins_with(#u0, #u1)", []),
        (A > B.size(), "#u0 > size(#u1)", []),
        (attr("l[0].x") == 1, "#u0[0].#u1 = :u2", [1]),
        (
            A == datetime(2024, 1, 1, tzinfo=timezone.utc),
            "#u0 = :u1",
            [datetime(2024, 1, 1, tzinfo=timezone.utc)],
        ),
    ],
)
def test_what_is_written(condition: Condition, text: str, values: list[Any]) -> None:
    found, names, found_values = written(condition)

    assert found == text
    assert found_values == values
    assert set(names) <= {"a", "b", "l", "x"}


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda x, y, z: x & y & z, "#u0 = :u1 AND #u2 = :u3 AND #u4 = :u5"),
        (lambda x, y, z: x & (y & z), "#u0 = :u1 AND #u2 = :u3 AND #u4 = :u5"),
        (lambda x, y, z: x | y | z, "#u0 = :u1 OR #u2 = :u3 OR #u4 = :u5"),
        (lambda x, y, z: (x | y) & z, "(#u0 = :u1 OR #u2 = :u3) AND #u4 = :u5"),
        (lambda x, y, z: x | y & z, "#u0 = :u1 OR (#u2 = :u3 AND #u4 = :u5)"),
        (lambda x, y, z: ~x, "NOT (#u0 = :u1)"),
        (lambda x, y, z: ~~x, "#u0 = :u1"),
        (lambda x, y, z: ~(x | y) & z, "NOT (#u0 = :u1 OR #u2 = :u3) AND #u4 = :u5"),
        (lambda x, y, z: ~~(x & y), "#u0 = :u1 AND #u2 = :u3"),
        (lambda x, y, z: ~(~x & y), "NOT (NOT (#u0 = :u1) AND #u2 = :u3)"),
    ],
)
def test_how_conditions_are_joined(make: Callable[..., Condition], text: str) -> None:
    assert written(make(A == 1, B == 2, attr("c") == 3))[0] == text


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (~A.exists(), "NOT attribute_exists(#u0)"),
        (A.between(1, 2) & B.exists(), "(#u0 BETWEEN :u1 AND :u2) AND attribute_exists(#u3)"),
        ((A == 1) & Attr("b").eq(2), "#u0 = :u1 AND (#u2 = :u3)"),
        ((A == 1) | (Attr("b").eq(2) & Attr("c").lt(3)), "#u0 = :u1 OR (#u2 = :u3 AND #u4 < :u5)"),
        ((A == 1) & ~Attr("b").exists(), "#u0 = :u1 AND (NOT attribute_exists(#u2))"),
        ((A == 1) & Attr("a.x[1]").size().gt(2), "#u0 = :u1 AND (size(#u0.#u2[1]) > :u3)"),
    ],
)
def test_conditions_of_boto3_are_joined_too(condition: Condition, text: str) -> None:
    assert written(condition)[0] == text


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: A < None,
        lambda: A > True,
        lambda: A >= [1],
        lambda: A.between({1}, 2),
        lambda: A.begins_with(5),
        lambda: A.size() > "x",
        lambda: A.size() == "x",
        lambda: A.attribute_type("N2"),  # type: ignore[arg-type]  # refused at run time
        lambda: A.is_in([]),
        lambda: A.is_in("abc"),
        lambda: A.is_in(range(101)),
        lambda: (A == 1) & True,  # type: ignore[operator]  # refused at run time
        lambda: True & (A == 1),  # type: ignore[operator]  # refused at run time
        lambda: (A == 1) | "b = c",  # type: ignore[operator]  # refused at run time
        lambda: (A == 1) and (B == 2),
        lambda: 1 < A < 3,
        lambda: not (A == 1),
        lambda: A in [B],
        lambda: A == 1 & B,  # type: ignore[operator]  # refused at run time
        lambda: A & (B == 1),  # type: ignore[operator]  # refused at run time
        lambda: (A == 1) & B,  # type: ignore[operator]  # refused at run time
        lambda: 1 | B,  # type: ignore[operator]  # refused at run time
        lambda: ~A,  # type: ignore[operator]  # refused at run time
        lambda: not A,
        lambda: A and (B == 1),
        lambda: A.size() or (B == 1),
    ],
)
def test_what_makes_no_condition_is_refused(wrong: Callable[[], object]) -> None:
    with pytest.raises(InvalidParameterError):
        wrong()


@pytest.mark.parametrize("value", [float("nan"), set(), object(), 10**40 + 1])
def test_what_dynamodb_cannot_hold_is_refused_where_it_is_written(value: object) -> None:
    with pytest.raises(SerializationError):
        A == value  # noqa: B015  # it raises


def test_300_operators_are_taken_and_301_are_not() -> None:
    condition = A == 0
    for number in range(149):
        condition &= A == number
    assert condition.operators == 299
    assert (~condition).operators == 300

    with pytest.raises(InvalidParameterError) as caught:
        condition | A.exists()
    assert caught.value.details["given"] == 301


def test_a_deep_condition_is_written_without_recursing_too_far() -> None:
    condition = A == 0
    for number in range(74):
        condition = (condition | (A == number)) if number % 2 else (condition & (A == number))

    assert written(condition)[0].count("(") == 73


@pytest.mark.parametrize("condition", [A == "secret", A.is_in(["secret"]), ~A.contains("secret")])
def test_a_repr_shows_names_and_no_values(condition: Condition) -> None:
    assert "#a" in repr(condition)
    assert "secret" not in repr(condition)
