from __future__ import annotations

import pickle
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from boto3_assist.config import override_config
from boto3_assist.dynamodb.key_segment import apply_key_case
from boto3_assist.dynamodb.key_template import KeyTemplate
from boto3_assist.errors import KeyBuildError

SECRET = "top-secret-value"
NUMBER = KeyTemplate.compile("n#{n:number}#{name}")


@pytest.mark.parametrize(
    ("source", "values", "key"),
    [
        ("order#{id}", {"id": "7"}, "order#7"),
        ("order#{id}", {"id": ""}, "order#"),
        ("order#{id}", {"id": "a#b%"}, "order#a%23b%25"),
        ("{id}", {"id": "AbC", "other": 1}, "AbC"),
        ("fixed", {}, "fixed"),
        ("#", {}, "#"),
        ("a##{id}#", {"id": 1}, "a##1#"),
        ("v{n:03d}.json#x", {"n": 7}, "v007.json#x"),
        ("{{{id}}}", {"id": 1}, "{1}"),
        ("100%#{id}", {"id": "1"}, "100%#1"),
        ("{a}#{b}#{a}", {"a": "x", "b": "y"}, "x#y#x"),
        ("{n}#{n:number}", {"n": 5}, "5#15005"),
        ([("user", "user_id"), ("type", "kind")], {"user_id": 1, "kind": "x"}, "user#1#type#x"),
        ([("user", ""), ("", "user_id")], {"user_id": 1}, "user#1"),
        ([("{curly}", "n:05d")], {"n": 7}, "{curly}#00007"),
    ],
)
def test_a_key_is_built_and_read_back(source: Any, values: dict[str, Any], key: str) -> None:
    template = KeyTemplate.compile(source)
    assert template.build(values) == key
    assert template.matches(key)
    assert template.parse(key) == {
        name: value if isinstance(value, int) and ":" in template.source else str(value)
        for name, value in values.items()
        if name in template.inputs
    }


def test_a_list_of_pairs_and_a_text_are_the_same_template() -> None:
    assert KeyTemplate.compile([("user", "user_id")]) == KeyTemplate.compile("user#{user_id}")


@pytest.mark.parametrize(
    "source",
    [
        *(
            "",
            "{",
            "}",
            "{a",
            "{}",
            "{0}",
            "{a.b}",
            "{a[0]}",
            "{a!r}",
            "{a b}",
            "{a}{b}",
            "{a}-{b}",
        ),
        *("{a:}x}", "{a:{b}}", "{a:5}", "{a:0d}", "x\ud800#{a}", "{n:number}kg", "{n:number}0"),
        *("{a:text}.json", "{a:text}$x", "{a:text}%"),
        *([], [("a",)], [("a", "b", "c")], [["a", "b"]], ["ab"], [(1, "b")], [("a", None)]),
        *(("user", "user_id"), None, 5, b"a#b", {"a": "b"}, [("", "")]),
    ],
)
def test_a_malformed_template_is_refused_when_it_is_compiled(source: Any) -> None:
    with pytest.raises(KeyBuildError) as caught:
        KeyTemplate.compile(source)
    assert caught.value.details.keys() >= {"expected", "suggestion"}


@pytest.mark.parametrize("source", ["{n:number}", "{n:number}#x", "{n:number}-x", "{n:05d}kg"])
def test_text_that_keeps_the_order_may_stand_behind_a_number(source: str) -> None:
    template = KeyTemplate.compile(source)
    keys = [template.build({"n": n}).encode() for n in (1, 2, 10, 15, 100, 155)]
    assert keys == sorted(keys)


@pytest.mark.parametrize(
    ("source", "values", "name"),
    [
        ("u#{name}", {"name": f"{SECRET}\ud800"}, "name"),
        ("u#{name}", {"name": [SECRET]}, "name"),
        ("u#{name}", {"name": float("inf")}, "name"),
        ("u#{n:03d}", {"n": 1234567}, "n"),
        ("u#{n:number}", {"n": SECRET}, "n"),
        ("u#{at}", {"at": datetime(2024, 1, 1)}, "at"),
        ("u#{at}", {"at": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=9)))}, "at"),
    ],
)
def test_a_value_that_does_not_fit_is_named_and_not_shown(
    source: str, values: dict[str, Any], name: str
) -> None:
    with pytest.raises(KeyBuildError) as caught:
        KeyTemplate.compile(source).build(values)
    assert caught.value.details["input"] == name
    assert caught.value.details["template"] == source
    assert SECRET not in f"{caught.value}{caught.value.to_dict()}"
    assert "1234567" not in str(caught.value)


def test_missing_inputs_are_named() -> None:
    template = KeyTemplate.compile("{a}#{b}#{a}#{c}")
    assert template.inputs == ("a", "b", "c")
    assert template.missing({"b": "", "c": None}) == ("a", "c")
    with pytest.raises(KeyBuildError) as caught:
        template.build({"b": SECRET})
    assert caught.value.details["missing"] == ["a", "c"]
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        ("order#7#x", "number of its segments"),
        ("order", "number of its segments"),
        ("Order#7", "fixed text"),
        ("orders#7", "fixed text"),
        ("order#7%", "not escaped"),
        ("order#7%2", "not escaped"),
        ("order#%41", "not escaped"),
    ],
)
def test_a_key_of_another_template_is_not_read(key: str, problem: str) -> None:
    template = KeyTemplate.compile("order#{id}")
    assert not template.matches(key)
    with pytest.raises(KeyBuildError, match=problem):
        template.parse(key)


@pytest.mark.parametrize(
    ("source", "key"),
    [
        ("ab{x}bc", "abc"),
        ("{x}#{x}", "1#2"),
        ("{n}#{n:number}", "5#15006"),
        ("{n}#{n:number}", "05#15005"),
        ("v{n:03d}", "v7"),
        ("v{n:03d}", "v٠٠٧"),
        ("x", "y"),
        ("x", "xy"),
    ],
)
def test_only_what_a_template_can_have_built_matches(source: str, key: str) -> None:
    assert not KeyTemplate.compile(source).matches(key)


@pytest.mark.parametrize("key", [None, 5, b"order#7", ["order#7"], {}])
def test_what_is_no_text_matches_nothing(key: object) -> None:
    assert not KeyTemplate.compile("order#{id}").matches(key)
    assert not KeyTemplate.compile("order#{id}", escape=False).matches(key)


@pytest.mark.parametrize(
    ("source", "key", "expected"),
    [
        ("order#{id}", "order#a#b", True),
        ("order#{id}", "order#", True),
        ("order#{id}", "orders#a", False),
        ("{a}#x#{b}", "1#2#x#3", True),
        ("{a}#x#{b}", "1#2#3", False),
        ("{a}#{a}", "p#q#p#q", True),
        ("{a}#{a}", "p#q", False),
        ("v{n:03d}#{s}", "v007#", True),
        ("v{n:03d}#{s}", "v07#", False),
        ("{n:number}#x", "15001#x", True),
        ("{n:number}#x", "15000#x", False),
        ("{a:text}#{s}", "a$32#", True),
        ("{a:text}#{s}", "a #", False),
        ("x.y#{a}", "x-y#1", False),
    ],
)
def test_a_template_without_escapes_matches_what_it_can_have_built(
    source: str, key: str, expected: bool
) -> None:
    template = KeyTemplate.compile(source, escape=False)
    assert template.matches(key) is expected
    with pytest.raises(KeyBuildError, match="without escapes"):
        template.parse(key)


def test_without_escapes_the_delimiter_stands_as_it_is() -> None:
    template = KeyTemplate.compile("a#{x}", escape=False)
    assert template.build({"x": "b#c%"}) == "a#b#c%"
    assert template.prefix({"x": "b#"}, partial="x") == "a#b#"


@pytest.mark.parametrize(
    ("source", "values", "prefix"),
    [
        ("order#{a}#line#{b}", {}, "order#"),
        ("order#{a}#line#{b}", {"a": "1"}, "order#1#line#"),
        ("order#{a}#line#{b}", {"a": "1", "b": "2"}, "order#1#line#2"),
        ("order#{a}#{b}", {"a": "1"}, "order#1#"),
        ("{a}#items", {}, ""),
        ("{a}#items", {"a": "1"}, "1#items"),
        ("v{a}x#{b}", {}, "v"),
        ("v{a}x#{b}", {"a": "1"}, "v1x#"),
        ("{a}#{b}#{a}", {"a": "1"}, "1#"),
    ],
)
def test_b3_a_prefix_ends_where_a_whole_input_ends(
    source: str, values: dict[str, Any], prefix: str
) -> None:
    assert KeyTemplate.compile(source).prefix(values) == prefix


def test_b3_descendants_never_take_in_a_longer_input() -> None:
    template = KeyTemplate.compile("order#{a}#line#{b}")
    prefix = template.prefix({"a": "1"})
    assert template.build({"a": "1", "b": "2"}).startswith(prefix)
    assert not template.build({"a": "10", "b": "2"}).startswith(prefix)


@pytest.mark.parametrize(
    ("values", "partial", "prefix"),
    [
        ({"a": "1", "b": "Pa#"}, "b", "o#1#Pa%23"),
        ({"a": "x"}, "a", "o#x"),
        ({"a": ""}, "a", "o#"),
    ],
)
def test_a_text_prefix_of_one_input(values: dict[str, Any], partial: str, prefix: str) -> None:
    assert KeyTemplate.compile("o#{a}#{b}").prefix(values, partial=partial) == prefix


@pytest.mark.parametrize(
    ("source", "values", "partial"),
    [
        ("o#{a}#{b}", {"b": "1"}, None),
        ("o#{a}#{b}", {"x": "1"}, None),
        ("o#{a}#{b}", {"a": "1", "b": "2", "x": "3"}, None),
        ("o#{a}#{b}", {"a": None}, None),
        ("o#{a}#{b}", {"b": SECRET}, "b"),
        ("o#{a}#{b}", {"a": SECRET, "b": "2"}, "a"),
        ("o#{a}#{b}", {}, "a"),
        ("o#{a}#{b}", {"x": SECRET}, "x"),
        ("o#{a}", {"a": 5}, "a"),
        ("o#{a:05d}", {"a": "5"}, "a"),
        ("o#{a:number}", {"a": "5"}, "a"),
        ("o#{a}.json", {"a": SECRET}, "a"),
        ("o#{a}", {"a": f"{SECRET}\ud800"}, "a"),
    ],
)
def test_a_prefix_that_would_not_be_exact_is_refused(
    source: str, values: dict[str, Any], partial: str | None
) -> None:
    with pytest.raises(KeyBuildError) as caught:
        KeyTemplate.compile(source).prefix(values, partial=partial)
    assert SECRET not in f"{caught.value}{caught.value.to_dict()}"


@pytest.mark.parametrize(
    ("source", "values", "part"),
    [
        ("order#{a}#line#{b}", {"a": "1"}, "order#1"),
        ("order#{a}#line#{b}", {"a": "1", "b": "2"}, "order#1#line#2"),
        ("order#{a}#line#{b}#end", {"a": "1", "b": "2"}, "order#1#line#2#end"),
        ("v{a}x#fixed#{b}", {"a": "1#"}, "v1%23x"),
        ("{a}#{b}#{a}", {"a": "1"}, "1"),
        ("fixed", {}, "fixed"),
        ("fixed#too", {}, "fixed#too"),
    ],
)
def test_the_part_of_a_key_ends_with_the_last_input_given(
    source: str, values: dict[str, Any], part: str
) -> None:
    assert KeyTemplate.compile(source).part(values) == part


@pytest.mark.parametrize(
    ("source", "values"),
    [
        ("order#{a}", {}),
        ("order#{a}#{b}", {"b": "1"}),
        ("order#{a}#{b}", {"a": "1", "x": "2"}),
        ("order#{a}", {"a": None}),
    ],
)
def test_the_part_of_a_key_needs_leading_inputs(source: str, values: dict[str, Any]) -> None:
    with pytest.raises(KeyBuildError):
        KeyTemplate.compile(source).part(values)


@pytest.mark.parametrize(
    ("source", "expected"),
    [("a#{x}", False), ("a#{x}#{y:03d}", True), ("{x:text}", True), ("a", False)],
)
def test_a_template_tells_whether_it_has_formats(source: str, expected: bool) -> None:
    assert KeyTemplate.compile(source).has_formats is expected


@pytest.mark.parametrize(
    ("source", "name", "value", "expected"),
    [
        ("{a}#{b}", "a", "x", False),
        ("{a}#{b}", "b", "x", True),
        ("{a}#{b}.txt", "b", "x", False),
        ("{a}#{b}#end", "b", "x", False),
        ("{a:text}#{b}", "a", "x", True),
        ("{a}#{a:number}", "a", 1, False),
        ("{a:number}#{a}", "a", 1, True),
    ],
)
def test_a_template_tells_whether_it_keeps_the_order(
    source: str, name: str, value: object, expected: bool
) -> None:
    assert KeyTemplate.compile(source).keeps_order_of(name, value) is expected


def test_b2_keys_keep_their_case() -> None:
    template = KeyTemplate.compile("User#{name}")
    assert template.build({"name": "Cd"}) != template.build({"name": "cD"})
    assert apply_key_case("AbC") == "AbC"


def test_b2_the_setting_brings_lower_case_back_in_every_use_of_a_template() -> None:
    template = KeyTemplate.compile("User#{name}#V{n:number}")
    loose = KeyTemplate.compile("User#{name}", escape=False)
    with override_config(dynamodb_key_case="lower"):
        key = template.build({"name": "A#B", "n": Decimal("1.5")})
        assert key == "user#a%23b#v150015"
        assert template.parse(key) == {"name": "a#b", "n": Decimal("1.5")}
        assert template.matches(key)
        assert template.prefix({"name": "AB"}, partial="name") == "user#ab"
        assert template.prefix({}) == "user#"
        assert loose.matches(loose.build({"name": "A"}))
        assert apply_key_case("AbC") == "abc"
    assert not template.matches(key)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("order#7#v003#end", True),
        ("order##v#end", True),
        ("order#%41#vx#end", True),
        ("order#7#003#end", False),
        ("order#7#v003#ends", False),
        ("order#7#v003", False),
        (None, False),
    ],
)
def test_a_key_may_have_the_shape_of_a_template_without_being_read(
    key: object, expected: bool
) -> None:
    assert KeyTemplate.compile("order#{a}#v{n:03d}#end").has_shape_of(key) is expected


def test_without_escapes_the_shape_is_what_matches() -> None:
    template = KeyTemplate.compile("order#{a}", escape=False)
    assert template.has_shape_of("order#a#b")
    assert not template.has_shape_of("user#a")


def test_a_template_can_be_pickled() -> None:
    again = pickle.loads(pickle.dumps(NUMBER))
    assert again == NUMBER
    assert again.build({"n": 1, "name": "x"}) == NUMBER.build({"n": 1, "name": "x"})


def test_the_repr_shows_the_template_and_nothing_else() -> None:
    assert repr(NUMBER) == (
        "KeyTemplate(source='n#{n:number}#{name}', inputs=('n', 'name'), escaped=True)"
    )


@pytest.mark.parametrize("source", ["{n:number}#{n}", "{n}#{n:number}"])
def test_of_an_input_that_stands_twice_its_format_is_read(source: str) -> None:
    template = KeyTemplate.compile(source)

    assert template.parse(template.build({"n": 5})) == {"n": 5}
