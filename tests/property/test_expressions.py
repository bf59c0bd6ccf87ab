"""Whatever a caller's names and values are, an expression holds nothing but placeholders."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from boto3.dynamodb.conditions import Attr
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from boto3_assist.dynamodb import AttributePath, Condition, Update, attr
from boto3_assist.dynamodb.conditions import Expression, condition_expression
from boto3_assist.dynamodb.expressions.conditions import enclosed
from boto3_assist.dynamodb.expressions.placeholders import Placeholders
from boto3_assist.dynamodb.requests import UpdateItem, UpdateItemByText
from boto3_assist.dynamodb.write_conditions import beside
from boto3_assist.errors import InvalidParameterError, ValidationError

PLACEHOLDER = re.compile(r"[#:]\w+")
# What remains of a text without its placeholders.
SYNTAX = re.compile(
    r"(?:\[\d+\]|<>|[<>]=?|[=(),.+ ]|\b(?:AND|OR|NOT|IN|BETWEEN|SET|REMOVE|ADD|DELETE|size|contains"
    r"|begins_with|attribute_exists|attribute_not_exists|attribute_type|if_not_exists|list_append"
    r")\b)*"
)

nasty = st.sampled_from(
    ["a", "u0", "#u0", ":u0", "a.b", 'a"b', "a[0]", "a = b OR c", "size", "(", " ", "ß", "#n0"]
)
letters = st.characters(codec="utf-8", exclude_characters="\x00")
names = nasty | st.text(letters, min_size=1, max_size=6)
segments = st.lists(names | st.integers(0, 10**6), max_size=3)
paths = st.builds(lambda first, rest: AttributePath.of(first, *rest), names, segments)
values = st.integers() | st.text(max_size=8) | nasty | st.binary(max_size=4)


def leaf(path: AttributePath, value: Any, other: AttributePath, kind: int) -> Condition:
    one, two = attr(path), attr(other)
    made: list[Callable[[], Condition]] = [
        lambda: one == value,
        lambda: one > value,
        lambda: one != two,
        lambda: one.exists(),
        lambda: one.contains(value),
        lambda: one.is_in([value, two]),
        lambda: one.between(value, value),
        lambda: one.size() <= two.size(),
        lambda: one.attribute_type("S"),
        lambda: (one == value) & Attr("plain.x[1]").eq(value),
    ]
    return made[kind % len(made)]()


integers = st.integers(-(10**30), 10**30)
conditions = st.recursive(
    st.builds(leaf, paths, integers | st.text(max_size=8) | nasty, paths, st.integers(0, 9)),
    lambda inner: st.builds(lambda a, b: a & b, inner, inner)
    | st.builds(lambda a, b: a | b, inner, inner)
    | st.builds(lambda a: ~a, inner),
    max_leaves=4,
)


def check_text(text: str, found: Placeholders | Expression) -> None:
    used = set(PLACEHOLDER.findall(text))
    assert used == {*found.names, *found.values}
    assert SYNTAX.fullmatch(PLACEHOLDER.sub("", text)), text


def has_redundant_parentheses(text: str) -> bool:
    opened: list[int] = []
    pairs = {}
    for position, character in enumerate(text):
        if character == "(":
            opened.append(position)
        elif character == ")":
            pairs[opened.pop()] = position
    assert not opened
    return any(pairs.get(start + 1) == end - 1 for start, end in pairs.items())


@given(paths)
@settings(max_examples=100)
def test_a_path_is_read_as_it_was_written(path: AttributePath) -> None:
    assert AttributePath.parse(str(path)) == path


@given(st.text(max_size=20))
@settings(max_examples=100)
def test_a_text_is_a_path_or_refused(text: str) -> None:
    try:
        path = AttributePath.parse(text)
    except InvalidParameterError:
        return
    placeholders = Placeholders()
    check_text(path.to_expression(placeholders), placeholders)
    assert AttributePath.parse(str(path)) == path


@given(conditions)
@settings(max_examples=100)
def test_a_condition_holds_nothing_of_the_callers(condition: Condition) -> None:
    placeholders = Placeholders()

    text = condition.to_expression(placeholders)

    check_text(text, placeholders)
    assert not has_redundant_parentheses(text)
    # What it counts is at least what a reader of the text finds.
    assert condition.operators >= len(re.findall(r"AND|OR|NOT", text)) - text.count("BETWEEN")


@given(conditions, conditions, st.dictionaries(st.sampled_from(["#u0", "#u1", "#n0"]), names))
@settings(max_examples=50)
def test_joined_conditions_keep_their_meanings(
    one: Condition, other: Condition, taken: dict[str, str]
) -> None:
    own, given_by_caller = condition_expression(one), condition_expression(other, names=taken)

    both = beside(own, given_by_caller)

    assert not has_redundant_parentheses(both.text)
    for part, text in ((given_by_caller, both.text[len(own.text) :]), (own, both.text)):
        meanings = [{**both.names, **both.values}[p] for p in PLACEHOLDER.findall(text)]
        expected = [{**part.names, **part.values}[p] for p in PLACEHOLDER.findall(part.text)]
        assert expected == meanings[-len(expected) :] or expected == meanings[: len(expected)]
    assert taken.items() <= both.names.items()


STEPS = ("set", "set_if_not_exists", "increment", "list_append", "remove", "add", "delete")


@st.composite
def updates(draw: st.DrawFn) -> Update:
    update = Update()
    for kind in draw(st.lists(st.sampled_from(STEPS), min_size=1, max_size=5)):
        path = draw(paths)
        arguments: dict[str, list[Any]] = {
            "set": [draw(values)],
            "set_if_not_exists": [draw(values)],
            "increment": [draw(integers)],
            "list_append": [[draw(values)]],
            "remove": [],
            "add": [draw(integers)],
            "delete": [{draw(names)}],
        }
        try:
            update = getattr(update, kind)(path, *arguments[kind])
        except ValidationError:
            # Two steps about one thing.
            continue
    return update


@given(updates(), conditions, st.dictionaries(st.sampled_from(["a", "b", "u0"]), st.integers(0, 9)))
@settings(max_examples=50)
def test_an_update_holds_nothing_of_the_callers(
    update: Update, condition: Condition, own: dict[str, int]
) -> None:
    assume(update.attributes.isdisjoint(own))
    expression = condition_expression(condition)

    request = UpdateItem("app", {"pk": "1"}, own, condition=expression, steps=update).to_request()

    sent = Expression(
        "", request["ExpressionAttributeNames"], request.get("ExpressionAttributeValues", {})
    )
    check_text(f"{request['UpdateExpression']} {request['ConditionExpression']}", sent)
    assert not has_redundant_parentheses(request["ConditionExpression"])
    assert len(re.findall(r"\b(?:SET|REMOVE|ADD|DELETE) ", request["UpdateExpression"])) <= 4


@given(st.sampled_from(["#u0", "#u1", "#pk"]), st.sampled_from([":u0", ":u1", ":v"]), conditions)
@settings(max_examples=50)
def test_a_text_of_the_callers_keeps_its_placeholders(
    name: str, value: str, condition: Condition
) -> None:
    text = Expression(f"SET {name} = {value}", {name: "mine"}, {value: 1})
    expression = condition_expression(condition, names=text.names, values=text.values)

    request = UpdateItemByText("app", {"pk": "1"}, text, expression, must_exist=True).to_request()

    assert request["UpdateExpression"] == f"SET {name} = {value}"
    assert request["ExpressionAttributeNames"][name] == "mine"
    assert request["ExpressionAttributeValues"][value] == {"N": "1"}


balanced = st.recursive(
    st.just("a"),
    lambda inner: st.builds("({})".format, inner) | st.builds("{} {}".format, inner, inner),
    max_leaves=6,
)


@given(balanced)
@settings(max_examples=50)
def test_parentheses_are_put_around_once(text: str) -> None:
    made = enclosed(text)

    assert enclosed(made) == made
    assert made in (text, f"({text})")
    assert made.count("(") == made.count(")") > 0
