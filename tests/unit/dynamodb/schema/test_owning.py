from __future__ import annotations

from collections import OrderedDict, defaultdict, deque
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
from boto3.dynamodb.types import Binary

from boto3_assist.dynamodb import CLEAR_FIELD
from boto3_assist.dynamodb.schema.owning import owned, owned_update
from boto3_assist.dynamodb.schema.scalars import Misfit


class Pair(NamedTuple):
    a: list[int]
    b: int


class Names(list[str]):
    pass


class Tags(set[str]):
    pass


@pytest.mark.parametrize(
    "value",
    [
        {"a": [1, {"b": {2}}]},
        OrderedDict(b=[1], a=2),
        defaultdict(list, a=[1]),
        [[1], (2, [3])],
        ([1], 2),
        Pair([1], 2),
        Names(["a"]),
        Tags(["a"]),
        {"a"},
        frozenset("a"),
        deque([[1]], maxlen=3),
        bytearray(b"x"),
    ],
)
def test_a_copy_is_equal_and_of_the_same_class(value: Any) -> None:
    for copied in (owned(value), owned_update(value)):
        assert copied == value
        assert type(copied) is type(value)
        assert copied is not value or isinstance(value, frozenset)


def test_nothing_is_shared() -> None:
    value: Any = {"a": [1], "b": {"c": {2}}, "d": (deque([3]), Pair([4], 5)), "e": bytearray(b"6")}
    copied = owned(value)

    value["a"].append(0)
    value["b"]["c"].add(0)
    value["d"][0].append(0)
    value["d"][1].a.append(0)
    value["e"].append(0)

    assert copied == {
        "a": [1],
        "b": {"c": {2}},
        "d": (deque([3]), Pair([4], 5)),
        "e": bytearray(b"6"),
    }


def test_what_is_no_container_stays_itself() -> None:
    for value in ("a", 1, None, object(), MappingProxyType({})):
        assert owned(value) is value


def test_d12_the_wrapper_around_bytes_is_taken_off() -> None:
    assert owned({"a": Binary(b"x"), "b": {Binary(b"y")}}) == {"a": b"x", "b": {b"y"}}


def test_clear_field() -> None:
    value = {"a": CLEAR_FIELD, "b": {"c": CLEAR_FIELD, "d": 1}}

    assert owned_update(value) == {"b": {"d": 1}}
    with pytest.raises(Misfit) as caught:
        owned({"b": [{"c": CLEAR_FIELD}]})
    assert "".join(reversed(caught.value.steps)) == ".b[0].c"
    with pytest.raises(Misfit):
        owned_update({"b": [CLEAR_FIELD]})


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def test_depth() -> None:
    assert owned(nested(32)) == nested(32)
    for levels in (33, 5_000):
        with pytest.raises(Misfit, match="32 levels"):
            owned(nested(levels))
