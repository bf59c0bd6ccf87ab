from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import example, given
from hypothesis import strategies as st

from boto3_assist.config import override_config
from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModel
from boto3_assist.dynamodb.key_formats import escape, unescape
from boto3_assist.dynamodb.key_template import KeyTemplate
from boto3_assist.dynamodb.keys import DynamoDBKey
from boto3_assist.errors import KeyBuildError
from tests.property.values import decimals, integers, texts

ORDER = KeyTemplate.compile("order#{a}#line#{b}")
LOOSE = KeyTemplate.compile("order#{a}#line#{b}", escape=False)
NUMBER = KeyTemplate.compile("n#{n:number}#{name}")
WIDTH = KeyTemplate.compile("n#{n:012d}#{name}")
MOMENT = KeyTemplate.compile("at#{at}#{name}")
TEXT = KeyTemplate.compile("t#{text:text}#{name}")

ordered_numbers = integers() | decimals()
offsets = st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
moments = st.datetimes(
    datetime(2, 1, 1), datetime(9998, 12, 31), timezones=offsets, allow_imaginary=False
)


@st.composite
def templates(draw: st.DrawFn) -> KeyTemplate:
    """Templates of text inputs a, b, c with fixed text around them."""
    names = draw(st.permutations(["a", "b", "c"]))[: draw(st.integers(1, 3))]
    fixed = texts(max_size=4).map(lambda t: t.replace("{", "{{").replace("}", "}}"))
    parts = [f"{draw(fixed)}{{{n}}}{draw(fixed.map(lambda t: t.replace('#', '-')))}" for n in names]
    return KeyTemplate.compile("#".join(parts))


inputs = st.fixed_dictionaries({"a": texts(), "b": texts(), "c": texts()})


@given(templates(), inputs)
@example(KeyTemplate.compile("{a}#{b}"), {"a": "", "b": "%23", "c": ""})
def test_a_key_reads_back_to_its_inputs(template: KeyTemplate, values: dict[str, str]) -> None:
    key = template.build(values)
    assert template.parse(key) == {name: values[name] for name in template.inputs}
    assert template.matches(key)


@given(templates(), inputs, inputs)
def test_a7_distinct_inputs_make_distinct_keys(
    template: KeyTemplate, one: dict[str, str], other: dict[str, str]
) -> None:
    same_inputs = all(one[name] == other[name] for name in template.inputs)
    assert (template.build(one) == template.build(other)) == same_inputs


@given(templates(), texts() | st.text(st.sampled_from("abc#%23"), max_size=12))
def test_matches_is_exact(template: KeyTemplate, key: str) -> None:
    try:
        is_built = template.build(template.parse(key)) == key
    except KeyBuildError:
        is_built = False
    assert template.matches(key) == is_built


@given(texts(), texts(), st.sampled_from([ORDER, LOOSE]))
def test_a_template_without_escapes_matches_at_least_its_own_keys(
    a: str, b: str, template: KeyTemplate
) -> None:
    assert template.matches(template.build({"a": a, "b": b}))


@given(texts())
def test_escaping_is_undone_and_keeps_prefixes(text: str) -> None:
    assert unescape(escape(text)) == text
    assert "#" not in escape(text)
    assert escape(text).startswith(escape(text[:3]))


@given(texts(), texts(), texts())
@example("ab%", "x", "ab#")
@example("a", "x", "")
def test_a_text_prefix_is_exact(a: str, b: str, start: str) -> None:
    key = ORDER.build({"a": a, "b": b})
    assert key.startswith(ORDER.prefix({"a": start}, partial="a")) == a.startswith(start)
    whole = ORDER.prefix({"a": a, "b": start}, partial="b")
    assert key.startswith(whole) == b.startswith(start)


@given(texts(), texts(), texts())
@example("1", "10", "x")
@example("1", "1#", "x")
def test_b3_descendants_are_those_of_the_very_input(a: str, other: str, b: str) -> None:
    key = ORDER.build({"a": other, "b": b})
    assert key.startswith(ORDER.prefix({"a": a})) == (a == other)


@given(ordered_numbers, ordered_numbers, texts(), texts())
@example(Decimal("-1.5"), -1, "", "")
@example(0, Decimal("-1E-130"), "~", "")
def test_keys_of_numbers_sort_as_the_numbers(
    one: int | Decimal, other: int | Decimal, name: str, other_name: str
) -> None:
    left = NUMBER.build({"n": one, "name": name}).encode()
    right = NUMBER.build({"n": other, "name": other_name}).encode()
    if one != other:
        assert (left < right) == (one < other)
    else:
        assert (left == right) == (name == other_name)


@given(ordered_numbers, texts())
def test_a_number_reads_back_from_its_key(number: int | Decimal, name: str) -> None:
    assert NUMBER.parse(NUMBER.build({"n": number, "name": name})) == {"n": number, "name": name}


@given(texts(), texts(), texts(), texts())
@example("a", "a\x00", "", "")
@example("a#", "a$", "z", "a")
@example("a%", "a&", "", "")
def test_keys_of_ordered_text_sort_as_the_text_wherever_it_stands(
    one: str, other: str, name: str, other_name: str
) -> None:
    left = TEXT.build({"text": one, "name": name})
    right = TEXT.build({"text": other, "name": other_name})
    if one != other:
        assert (left.encode() < right.encode()) == (one < other)
    assert TEXT.parse(left) == {"text": one, "name": name}


@given(texts(), texts(), texts())
def test_a_prefix_of_ordered_text_is_exact(text: str, start: str, name: str) -> None:
    key = TEXT.build({"text": text, "name": name})
    assert key.startswith(TEXT.prefix({"text": start}, partial="text")) == text.startswith(start)
    assert key.startswith(TEXT.prefix({"text": start})) == (text == start)


@given(texts(), texts())
@example("a#", "a$")
@example("a#", "a%")
def test_keys_of_text_at_the_end_sort_as_the_text_but_for_the_delimiter(
    one: str, other: str
) -> None:
    left = ORDER.build({"a": "1", "b": one}).encode()
    right = ORDER.build({"a": "1", "b": other}).encode()
    # ``#`` is written with the escape character, and so sorts behind ``$``.
    swapped = str.maketrans("#$", "$#")
    assert (left < right) == (one.translate(swapped) < other.translate(swapped))


@given(st.text("ab#%", min_size=200, max_size=700), st.text("ab#%", max_size=700))
def test_very_long_values_are_read_back_and_kept_apart(one: str, other: str) -> None:
    left, right = ORDER.build({"a": one, "b": other}), ORDER.build({"a": other, "b": one})
    assert ORDER.parse(left) == {"a": one, "b": other}
    assert (left == right) == (one == other)


class Mixed(DynamoDBModel):
    text: str
    count: int
    amount: Decimal
    at: datetime
    code: UUID
    flag: bool

    primary = DynamoDBIndex.primary(
        pk="{flag}#{text:text}#{code}", sk="{at}#{amount:number}#{count}#{text}"
    )
    by_count = DynamoDBIndex("gsi1", pk="c#{count:number}", sk="x{amount}#{flag}#{code}#{at}")


mixed = st.builds(
    Mixed,
    text=texts(),
    count=integers(),
    amount=decimals(),
    at=moments,
    code=st.uuids(),
    flag=st.booleans(),
)


@given(mixed)
def test_every_index_gives_the_declared_values_back(item: Mixed) -> None:
    stored = item.to_resource_dictionary()
    inputs = {name: getattr(item, name) for name in Mixed.model_fields}
    assert Mixed.primary.parse(stored) == inputs
    read = Mixed.by_count.parse(stored)
    del inputs["text"]
    assert read == inputs
    assert {name: type(value) for name, value in read.items()} == {
        name: type(value) for name, value in inputs.items()
    }
    assert Mixed.primary.key(**Mixed.primary.parse(stored)).to_dict() == item.primary_key()


@given(mixed, mixed)
def test_a7_two_items_have_one_key_only_where_their_inputs_are_equal(
    one: Mixed, other: Mixed
) -> None:
    assert (one.primary_key() == other.primary_key()) == (one == other)


@given(st.integers(0, 10**12 - 1), st.integers(0, 10**12 - 1), texts())
def test_keys_of_fixed_width_sort_as_their_numbers(one: int, other: int, name: str) -> None:
    left = WIDTH.build({"n": one, "name": name})
    right = WIDTH.build({"n": other, "name": ""})
    assert one == other or (left.encode() < right.encode()) == (one < other)
    assert WIDTH.parse(left)["n"] == one
    assert left.index("#", 2) == 2 + 12


@given(moments, moments, texts())
def test_b26_keys_of_moments_sort_as_the_moments(one: datetime, other: datetime, name: str) -> None:
    left = MOMENT.build({"at": one, "name": name}).encode()
    right = MOMENT.build({"at": other, "name": name}).encode()
    assert (left < right) == (one < other)
    assert (left == right) == (one == other)
    assert len(left) == len(right)


@given(texts(), texts())
def test_b2_in_lower_case_a_key_still_belongs_to_its_template(a: str, b: str) -> None:
    template = KeyTemplate.compile("Order#{a}#LINE#{b}")
    with override_config(dynamodb_key_case="lower"):
        key = template.build({"a": a, "b": b})
        assert key == key.lower()
        assert template.matches(key)


pairs = st.lists(st.tuples(st.sampled_from(["u", "v", ""]), texts(min_size=1)), max_size=4)


@given(pairs, pairs)
def test_a7_escaped_parts_with_labels_never_collide(
    one: list[tuple[str, str]], other: list[tuple[str, str]]
) -> None:
    def labelled(parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return [(f"l{n}{label}", f"x{value}") for n, (label, value) in enumerate(parts)]

    left, right = (
        DynamoDBKey.build_key(*labelled(parts), on_delimiter="escape") for parts in (one, other)
    )
    assert (left == right) == (one == other)


@given(st.text(), st.sampled_from(["raise", "escape", "allow"]))
def test_any_value_makes_a_key_or_a_typed_error(text: str, choice: Any) -> None:
    try:
        key = DynamoDBKey.build_key(("label", text), on_delimiter=choice)
    except KeyBuildError as error:
        assert "\ud800" in repr(text) or "#" in text or has_surrogate(text)
        assert error.details["expected"]
    else:
        key.encode()


def has_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
