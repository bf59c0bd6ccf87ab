from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from boto3_assist.dynamodb import CLEAR_FIELD, Update, attr
from boto3_assist.dynamodb.expressions.placeholders import Placeholders
from boto3_assist.dynamodb.requests import UpdateItem
from boto3_assist.errors import InvalidParameterError, SerializationError, ValidationError

NO_LIST: Any = 5


@pytest.mark.parametrize(
    ("update", "text", "values"),
    [
        (Update().set("a", 1), "SET #u0 = :u1", [1]),
        (Update().set("a.b[2]", None), "SET #u0.#u1[2] = :u2", [None]),
        (Update().set("a", attr("b.c")), "SET #u0 = #u1.#u2", []),
        (
            Update().set_if_not_exists("a", 1),
            "SET #u0 = if_not_exists(#u0, :u1)",
            [1],
        ),
        (
            Update().increment("a", 2.5),
            "SET #u0 = if_not_exists(#u0, :u2) + :u1",
            [2.5, 0],
        ),
        (Update().increment("a", -1, start=None), "SET #u0 = #u0 + :u1", [-1]),
        (Update().increment("a", attr("b")), "SET #u0 = if_not_exists(#u0, :u2) + #u1", [0]),
        (
            Update().list_append("a", (1, "x")),
            "SET #u0 = list_append(if_not_exists(#u0, :u2), :u1)",
            [[1, "x"], []],
        ),
        (
            Update().list_prepend("a", [1]),
            "SET #u0 = list_append(:u1, if_not_exists(#u0, :u2))",
            [[1], []],
        ),
        (
            Update().list_append("a", attr("b")),
            "SET #u0 = list_append(if_not_exists(#u0, :u2), #u1)",
            [[]],
        ),
        (Update().remove("a", "b[0]"), "REMOVE #u0, #u1[0]", []),
        (Update().add("a", 1).add("b", {"x"}), "ADD #u0 :u1, #u2 :u3", [1, {"x"}]),
        (Update().delete("a", {b"x"}), "DELETE #u0 :u1", [{b"x"}]),
        (
            Update().delete("d", {1}).remove("r").set("s", 1).add("a", 1).set("t", 2),
            "SET #u3 = :u4, #u7 = :u8 REMOVE #u2 ADD #u5 :u6 DELETE #u0 :u1",
            [{1}, 1, 1, 2],
        ),
    ],
)
def test_what_is_written(update: Update, text: str, values: list[Any]) -> None:
    placeholders = Placeholders()

    assert update.to_expression(placeholders) == text
    assert list(placeholders.values.values()) == values


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Update().set("a", 1).set("a", 2),
        lambda: Update().set("a", 1).remove("a"),
        lambda: Update().remove("a.b").set("a", 1),
        lambda: Update().increment("a[0]").list_append("a", [1]),
        lambda: Update().remove("a", "a"),
        lambda: Update().set('"a"', 1).set("a", 1),
    ],
)
def test_two_steps_about_one_thing_are_refused(wrong: Callable[[], object]) -> None:
    with pytest.raises(ValidationError):
        wrong()


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (lambda: Update().set("a", set()), SerializationError),
        (lambda: Update().set("a", CLEAR_FIELD), SerializationError),
        (lambda: Update().set("a", attr("b").size()), SerializationError),
        (lambda: Update().increment("a", "1"), InvalidParameterError),
        (lambda: Update().increment("a", True), InvalidParameterError),
        (lambda: Update().increment("a", 1, start="0"), InvalidParameterError),
        (lambda: Update().list_append("a", "xy"), InvalidParameterError),
        (lambda: Update().list_append("a", {"x": 1}), InvalidParameterError),
        (lambda: Update().list_append("a", NO_LIST), InvalidParameterError),
        (lambda: Update().add("a", "x"), InvalidParameterError),
        (lambda: Update().add("a", [1]), InvalidParameterError),
        (lambda: Update().add("a", attr("b")), InvalidParameterError),
        (lambda: Update().delete("a", 1), InvalidParameterError),
        (lambda: Update().delete("a", ["x"]), InvalidParameterError),
        (lambda: Update().remove(), InvalidParameterError),
        (lambda: Update().remove("a..b"), InvalidParameterError),
    ],
)
def test_what_a_step_does_not_take(wrong: Callable[[], object], error: type[Exception]) -> None:
    with pytest.raises(error):
        wrong()


def test_a_step_leaves_the_update_it_is_added_to() -> None:
    one = Update().set("a", 1)

    one.set("b", 2)

    assert one.attributes == {"a"}
    assert not Update() and one


def test_300_operators_are_taken_and_more_are_not() -> None:
    update = Update()
    for number in range(150):
        update = update.increment(f"a{number}")

    assert update.set("more", 1)
    with pytest.raises(InvalidParameterError):
        update.increment("more", start=None)


def test_an_update_longer_than_4_kb_is_refused() -> None:
    update = Update()
    for number in range(400):
        update = update.remove(f"a{number}")
    assert UpdateItem("app", {"pk": "1"}, {}, steps=update).to_request()["UpdateExpression"]
    for number in range(400, 700):
        update = update.remove(f"a{number}")

    with pytest.raises(InvalidParameterError):
        UpdateItem("app", {"pk": "1"}, {}, steps=update).to_request()


def test_a_repr_shows_no_values() -> None:
    update = Update().set("note", "secret").list_append("log", ["secret"]).delete("t", {"secret"})

    assert "#note" in repr(update)
    assert "secret" not in f"{update!r} {update.actions!r}"
