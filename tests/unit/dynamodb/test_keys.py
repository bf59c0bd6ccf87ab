from __future__ import annotations

from enum import Enum, IntEnum
from typing import Any

import pytest

from boto3_assist.config import override_config
from boto3_assist.dynamodb.key_template import KeyTemplate
from boto3_assist.dynamodb.keys import DynamoDBKey, FieldReference
from boto3_assist.errors import KeyBuildError

build_key = DynamoDBKey.build_key
SECRET = "top-secret-value"


class Level(IntEnum):
    HIGH = 3


class Status(str, Enum):
    OPEN = "open"


# Every row that version 0.x has in its table of keys, but for those that are defects of it.
ROWS_OF_0X: list[tuple[tuple[Any, ...], str]] = [
    ((), ""),
    ((("user", "ABC Def"),), "user#abc def"),
    ((("user", None),), "user#"),
    ((("user", ""),), "user"),
    ((("user", "   "),), "user"),
    ((("user", " x "),), "user# x "),
    ((("a", "1"), ("b", "2")), "a#1#b#2"),
    ((("a", None), ("b", "2")), "a#"),
    ((("a", ""), ("b", "2")), "a#b#2"),
    ((("a", "1"), ("b", "")), "a#1#b"),
    ((("", "x"),), "x"),
    (((None, "x"),), "x"),
    ((("", ""),), ""),
    (((None, None),), ""),
    ((("", None),), ""),
    ((("", ""), ("a", "1")), "#a#1"),
    ((("a", 0),), "a#0"),
    ((("a", False),), "a#false"),
    ((("a", 1.5),), "a#1.5"),
    ((("a", []),), "a#[]"),
    ((("a", b"x"),), "a#b'x'"),
]


@pytest.mark.parametrize(("pairs", "key"), ROWS_OF_0X)
def test_keys_of_0x_are_built_again_in_lower_case(pairs: tuple[Any, ...], key: str) -> None:
    with override_config(dynamodb_key_case="lower"):
        assert build_key(*pairs) == key


@pytest.mark.parametrize(
    ("pairs", "key"),
    [
        ((("a", "1"), ("b", None)), "a#1#b#"),
        ((("a", "1"), ("b", None), ("c", "3")), "a#1#b#"),
        ((("a", "1"), (None, None)), "a#1#"),
        (((None, ""),), ""),
    ],
)
def test_b3_none_ends_a_key_with_the_delimiter(pairs: tuple[Any, ...], key: str) -> None:
    assert build_key(*pairs) == key


@pytest.mark.parametrize(
    ("pairs", "key"),
    [
        # 0.x left the last label out, so that a prefix took in longer values.
        ((("a", "1"), ("b", None)), "a#1#b#"),
        ((("a", "1"), ("b", None), ("c", "3")), "a#1#b#"),
        # 0.x wrote the label that is none as text.
        (((None, ""),), ""),
    ],
)
def test_rows_of_0x_that_were_defects_are_right_in_lower_case(
    pairs: tuple[Any, ...], key: str
) -> None:
    with override_config(dynamodb_key_case="lower"):
        assert build_key(*pairs) == key


@pytest.mark.parametrize(
    "pairs",
    [
        # Two tenants of 0.x could have one key.
        (("a", "b#c"), ("d", "e")),
        # What is no pair: text of two characters was taken for one.
        ("ab",),
        (("a",),),
        (("a", "b", "c"),),
        (None,),
    ],
)
def test_rows_of_0x_that_cannot_be_kept_raise_in_lower_case(pairs: tuple[Any, ...]) -> None:
    with override_config(dynamodb_key_case="lower"), pytest.raises(KeyBuildError):
        build_key(*pairs)


def test_in_lower_case_fixed_text_and_attributes_are_as_they_were_in_0x() -> None:
    with override_config(dynamodb_key_case="lower"):
        assert DynamoDBKey("pk", "Fixed").value == "Fixed"
        assert DynamoDBKey("pk", lambda: "Own").value == "Own"
        assert DynamoDBKey("pk", lambda: build_key(("User", "AbC"))).value == "user#abc"
        assert DynamoDBKey("name", FieldReference("name")).resolve({"name": "AbC"}) == "AbC"


def test_b2_keys_keep_their_case() -> None:
    assert build_key(("User", "AbC"), ("flag", True)) == "User#AbC#flag#true"


def test_an_int_enum_is_its_number_in_every_python() -> None:
    assert build_key(("level", Level.HIGH)) == "level#3"
    assert build_key(("status", Status.OPEN)) == "status#Status.OPEN"


@pytest.mark.parametrize("pair", ["ab", ["a", "b"], b"ab", ("a",), ("a", "b", "c"), None, 5, {}])
def test_what_is_no_pair_is_refused(pair: Any) -> None:
    with pytest.raises(KeyBuildError, match="cannot be built from"):
        build_key(pair)


def test_a7_a_value_with_the_delimiter_is_refused_unless_asked_for() -> None:
    tenant, user = ("tenant", "a#user#b"), ("user", "c")
    with pytest.raises(KeyBuildError) as caught:
        build_key(("tenant", f"{SECRET}#x"))
    assert caught.value.details["part"] == "tenant"
    assert SECRET not in f"{caught.value}{caught.value.to_dict()}"
    assert build_key(tenant, user, on_delimiter="escape") == "tenant#a%23user%23b#user#c"
    assert build_key(("a", "100%"), on_delimiter="escape") == "a#100%25"
    assert build_key(tenant, user, on_delimiter="allow") == "tenant#a#user#b#user#c"


@pytest.mark.parametrize("pairs", [(), (("a", "1"),), (("a", None),)])
def test_an_unknown_choice_is_refused_whatever_the_values(pairs: Any) -> None:
    wrong: Any = "Escape"
    with pytest.raises(KeyBuildError, match="on_delimiter is 'Escape'"):
        build_key(*pairs, on_delimiter=wrong)


@pytest.mark.parametrize("pair", [("a", f"{SECRET}\ud800"), (f"{SECRET}\ud800", "a")])
def test_a_lone_surrogate_is_refused_and_not_shown(pair: tuple[str, str]) -> None:
    with pytest.raises(KeyBuildError, match="lone surrogate") as caught:
        build_key(pair)
    assert SECRET not in str(caught.value)


def test_a_key_of_fixed_text() -> None:
    key = DynamoDBKey("pk", "Fixed")
    assert (key.attribute_name, key.value, key.to_dict()) == ("pk", "Fixed", {"pk": "Fixed"})
    assert key.inputs == ()
    assert key.is_declared
    assert key.is_complete({})
    with override_config(dynamodb_key_case="lower"):
        assert key.value == "Fixed"


def test_a_key_of_a_function_is_made_at_every_use() -> None:
    answers = iter(["1", "2", None, None])
    key = DynamoDBKey("pk", lambda: next(answers))
    assert key.inputs is None
    assert key.value == "1"
    assert key.is_complete({})
    assert not key.is_complete({})
    with pytest.raises(KeyBuildError, match="gave None"):
        key.to_dict()


def test_a_key_of_a_template_is_built_from_its_inputs() -> None:
    key = DynamoDBKey("pk", KeyTemplate.compile("o#{a}#{b}"))
    assert key.inputs == ("a", "b")
    assert not key.is_complete({"a": 1, "b": None})
    assert key.is_complete({"a": 1, "b": ""})
    assert key.resolve({"a": 1, "b": 2}) == "o#1#2"
    with pytest.raises(KeyBuildError, match="without 'a', 'b'"):
        key.to_dict()


def test_a_key_of_an_attribute_is_its_value_as_it_is() -> None:
    key = DynamoDBKey("age", FieldReference("age"))
    assert key.inputs == ("age",)
    assert key.resolve({"age": 5}) == 5
    assert key.resolve({}) is None
    assert not key.is_complete({})
    with pytest.raises(KeyBuildError, match="'age'"):
        key.to_dict()


@pytest.mark.parametrize(
    ("key", "dependencies"),
    [
        (DynamoDBKey("pk", KeyTemplate.compile("o#{a}#{b}#{a}")), ("a", "b")),
        (DynamoDBKey("age", FieldReference("age")), ("age",)),
        (DynamoDBKey("pk", "fixed"), ()),
        (DynamoDBKey("pk"), ()),
        (DynamoDBKey("pk", lambda: "x"), None),
        (DynamoDBKey("pk", lambda: "x", depends_on=("a", "b")), ("a", "b")),
        (DynamoDBKey("pk", lambda: "x", depends_on=["a"]), ("a",)),
        (DynamoDBKey("pk", lambda: "x", depends_on=()), ()),
    ],
)
def test_a_key_tells_what_it_changes_with(
    key: DynamoDBKey, dependencies: tuple[str, ...] | None
) -> None:
    assert key.dependencies == dependencies


def test_a_function_gives_no_inputs_to_ask_by_whatever_it_depends_on() -> None:
    assert DynamoDBKey("pk", lambda: "x", depends_on=("a",)).inputs is None


def test_what_a_function_depends_on_may_come_before_the_function() -> None:
    key = DynamoDBKey("pk", depends_on=("a",))
    key.value = lambda: "x"
    after_function = key.dependencies
    key.value = "fixed"
    assert (after_function, key.dependencies) == (("a",), ())


@pytest.mark.parametrize("depends_on", ["user_id", (1,), [None]])
def test_depends_on_takes_names(depends_on: Any) -> None:
    with pytest.raises(KeyBuildError, match="depends_on was given as"):
        DynamoDBKey("pk", lambda: "x", depends_on=depends_on)


@pytest.mark.parametrize("source", ["fixed", KeyTemplate.compile("{a}"), FieldReference("a")])
def test_depends_on_is_for_functions(source: Any) -> None:
    with pytest.raises(KeyBuildError, match="depends_on beside its"):
        DynamoDBKey("pk", source, depends_on=("a",))


def test_a_key_with_another_source_keeps_name_and_dependencies() -> None:
    key = DynamoDBKey("pk", lambda: "x", depends_on=("a",))
    again = key.with_source(lambda: "y")
    assert (again.attribute_name, again.dependencies, again.value) == ("pk", ("a",), "y")
    assert key.with_source("fixed").dependencies == ()


def test_name_and_source_may_be_set_later() -> None:
    key = DynamoDBKey()
    assert not key.is_declared
    assert not key.is_complete({})
    with pytest.raises(KeyBuildError, match="no attribute name"):
        _ = key.attribute_name
    with pytest.raises(KeyBuildError, match="no value"):
        _ = key.value
    key.attribute_name = "sk"
    key.value = "x"
    assert key.to_dict() == {"sk": "x"}
    assert key.source == "x"


def test_the_repr_shows_no_value() -> None:
    assert SECRET not in repr(DynamoDBKey("pk", SECRET))
    assert "o#{a}" in repr(DynamoDBKey("pk", KeyTemplate.compile("o#{a}")))
