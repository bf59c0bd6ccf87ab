from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from boto3_assist.dynamodb import (
    CLEAR_FIELD,
    DynamoDBModel,
    DynamoDBModelBase,
    MergeStrategy,
)
from boto3_assist.dynamodb.instance_state import cleared_attributes
from tests.property.values import decimals, integers, texts

NON_NULL, UPDATES, EXISTING = MergeStrategy


class Place(BaseModel):
    street: str = ""
    floor: int | None = None
    more: dict[str, Any] = {}


class PydanticOrder(DynamoDBModel):
    note: str | None = None
    count: int | None = 5
    tags: list[str] = []
    options: dict[str, Any] = {}
    place: Place | None = None


@dataclass
class DataOrder(DynamoDBModelBase):
    note: str | None = None
    count: int | None = 5
    tags: list[str] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)
    place: Place | None = None


class PlainOrder(DynamoDBModelBase):
    note: str | None
    count: int | None
    place: Place | None

    def __init__(self) -> None:
        self.note = None
        self.count = 5
        self.tags: Any = []
        self.options: Any = {}
        self.place = None


names = st.sampled_from("abc")
scalars = st.none() | st.booleans() | integers() | decimals() | texts(max_size=3)


def maps(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    entries = st.recursive(
        leaves | st.lists(scalars, max_size=2),
        lambda inner: st.dictionaries(names, inner, max_size=3),
        max_leaves=5,
    )
    return st.dictionaries(names, entries, max_size=3)


def updates(leaves: st.SearchStrategy[Any], *extra: Any) -> st.SearchStrategy[dict[str, Any]]:
    more = st.sampled_from(extra) if extra else st.nothing()
    place = st.fixed_dictionaries(
        {},
        optional={
            "street": texts(max_size=3) | more,
            "floor": st.none() | integers() | more,
            "more": maps(leaves) | more,
        },
    )
    return st.fixed_dictionaries(
        {},
        optional={
            "note": st.none() | texts(max_size=3) | more,
            "count": st.none() | integers() | more,
            "tags": st.lists(texts(max_size=3), max_size=2) | more,
            "options": maps(leaves) | more,
            "place": st.none() | place | more,
        },
    )


@st.composite
def orders(draw: st.DrawFn) -> Any:
    order: Any = draw(st.sampled_from([PydanticOrder, DataOrder, PlainOrder]))()
    values = draw(updates(scalars))
    if values.get("place") is not None:
        values["place"] = Place(**values["place"])
    for name, value in values.items():
        setattr(order, name, value)
    return order


plain_updates = updates(scalars)
all_updates = updates(scalars | st.just(CLEAR_FIELD), CLEAR_FIELD)
strategies = st.sampled_from(MergeStrategy)
modest = settings(max_examples=50)


def values_of(order: Any) -> Any:
    return copy.deepcopy(order.to_dictionary())


@modest
@given(orders(), all_updates, strategies)
def test_a_merge_is_idempotent(order: Any, given_updates: Any, strategy: MergeStrategy) -> None:
    once = values_of(order.merge(given_updates, strategy))
    cleared = cleared_attributes(order)

    order.merge(given_updates, strategy)

    assert values_of(order) == once
    assert cleared_attributes(order) == cleared


@modest
@given(orders(), all_updates, strategies)
def test_what_was_given_is_left_as_it_was(
    order: Any, given_updates: Any, strategy: MergeStrategy
) -> None:
    before = copy.deepcopy(given_updates)
    order.merge(given_updates, strategy)
    assert given_updates == before
    assert CLEAR_FIELD not in flat(order.to_dictionary())


def flat(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for entry in value.values() for leaf in flat(entry)]
    if isinstance(value, list):
        return [leaf for entry in value for leaf in flat(entry)]
    return [value]


def is_kept(before: Any, after: Any) -> bool:
    if isinstance(before, dict):
        return isinstance(after, dict) and all(
            is_kept(value, after.get(name)) for name, value in before.items()
        )
    return before is None or (type(before) is type(after) and bool(before == after))


@modest
@given(orders(), plain_updates)
def test_b20_existing_wins_never_changes_a_set_value(order: Any, given_updates: Any) -> None:
    before = values_of(order)
    assert is_kept(before, values_of(order.merge(given_updates, EXISTING)))


@modest
@given(orders(), plain_updates)
def test_non_null_wins_never_sets_none(order: Any, given_updates: Any) -> None:
    before = values_of(order)
    after = values_of(order.merge(given_updates))
    for name, value in before.items():
        assert value is None or after[name] is not None


@modest
@given(orders(), plain_updates)
def test_updates_win_takes_every_value_and_no_other(order: Any, given_updates: Any) -> None:
    before, place = values_of(order), copy.deepcopy(order.place)
    after = values_of(order.merge(given_updates, UPDATES))
    for name in before:
        if name not in given_updates:
            assert after[name] == before[name]
        elif name != "place":
            assert after[name] == given_updates[name]
    if given_updates.get("place") is not None:
        expected = {**(place or Place()).model_dump(), **given_updates["place"]}
        assert after["place"] == expected


@modest
@given(orders(), strategies)
def test_nothing_changes_nothing(order: Any, strategy: MergeStrategy) -> None:
    before = values_of(order)
    order.merge({}, strategy).merge(None, strategy)
    assert values_of(order) == before


@modest
@given(orders(), plain_updates, plain_updates)
def test_the_first_of_two_stays_where_existing_wins_and_the_last_where_updates_do(
    order: Any, first: Any, second: Any
) -> None:
    for name in ("options", "place"):
        first.pop(name, None)
        second.pop(name, None)
    other = copy.deepcopy(order)

    order.merge(first, UPDATES).merge(second, UPDATES)
    assert values_of(order) == values_of(copy.deepcopy(other).merge({**first, **second}, UPDATES))

    one, two = copy.deepcopy(other), copy.deepcopy(other)
    one.merge(first, EXISTING).merge(second, EXISTING)
    two.merge(second, NON_NULL).merge(first, NON_NULL)
    for name in first.keys() | second.keys():
        if getattr(other, name) is None:
            assert getattr(one, name) == getattr(two, name)


@modest
@given(orders(), all_updates, strategies)
def test_a_merged_model_is_a_model_that_reads_back(
    order: Any, given_updates: Any, strategy: MergeStrategy
) -> None:
    order.merge(given_updates, strategy)
    item = order.to_resource_dictionary(include_indexes=False)
    assert values_of(type(order).map(item)) == values_of(order)
