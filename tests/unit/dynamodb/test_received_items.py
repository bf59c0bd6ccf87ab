"""Items that are kept as text are the list that they stand for."""

from __future__ import annotations

import copy
import json
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from boto3_assist.dynamodb.received_items import ItemHook, ReceivedItems, item_list, kept_items

ITEMS: list[Any] = [{"pk": {"S": str(number)}} for number in range(3)]
HOOK = ItemHook(lambda item, text: None)
TEXTS = [json.dumps(item) for item in ITEMS]


@pytest.fixture
def received() -> ReceivedItems:
    return ReceivedItems(TEXTS, ["a", "b", "c"], HOOK)


def test_it_has_what_was_made_until_somebody_looks_at_an_item(received: ReceivedItems) -> None:
    assert (len(received), received.is_of(HOOK), received.kept) == (3, True, TEXTS)

    assert received[0] == ITEMS[0]

    assert not received.is_of(HOOK)
    assert received.take_made() is None
    assert received.kept == ITEMS
    assert received[0] is received[0]


def test_what_was_made_is_given_once_and_to_whom_it_belongs(received: ReceivedItems) -> None:
    assert not received.is_of(ItemHook(HOOK.take))
    assert not received.is_of(None)
    assert not ReceivedItems(TEXTS).is_of(None)

    assert received.take_made() == ["a", "b", "c"]

    assert received.take_made() is None
    assert not received.is_of(HOOK)


def test_it_is_joined_as_a_list_is(received: ReceivedItems) -> None:
    other: list[Any] = [{}]
    assert received + other == [*ITEMS, {}]
    assert other + received == [{}, *ITEMS]
    assert received + received == ITEMS * 2


def test_it_is_read_as_a_list_is(received: ReceivedItems) -> None:
    assert [*received] == ITEMS
    assert [*reversed(received)] == ITEMS[::-1]
    assert (received[-1], received[1:], received[::-2]) == (ITEMS[2], ITEMS[1:], ITEMS[::-2])
    assert ITEMS[1] in received
    assert {} not in received
    assert received.index(ITEMS[2]) == 2
    with pytest.raises(IndexError):
        received[3]


@pytest.mark.parametrize("other", [ITEMS, ReceivedItems(TEXTS), ReceivedItems(ITEMS)])
def test_it_equals_the_list(received: ReceivedItems, other: Any) -> None:
    assert received == other
    assert other == received
    assert received != [*other, {}]
    assert received != "text"


def test_it_is_changed_as_a_list_is(received: ReceivedItems) -> None:
    expected = [*ITEMS]
    both: tuple[Any, Any] = (received, expected)
    for items in both:
        items[0] = {}
        items.append({"a": {"S": "1"}})
        items.insert(1, {"b": {"S": "1"}})
        del items[2]
        items += [{"c": {"S": "1"}}]
        items[-1:] = []
        items.reverse()

    assert received == expected
    assert received.kept == expected
    assert not received.is_of(HOOK)


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda items: pickle.loads(pickle.dumps(items))]
)
def test_a_copy_is_a_list(received: ReceivedItems, copied: Any) -> None:
    assert copied(received) == ITEMS
    assert type(copied(received)) is list


def test_threads_that_open_it_get_the_same_items() -> None:
    received: Any = ReceivedItems(TEXTS * 300)
    barrier = threading.Barrier(4)

    def change(number: int) -> None:
        barrier.wait()
        received[number][f"seen_by_{number}"] = {"BOOL": True}

    with ThreadPoolExecutor(4) as executor:
        list(executor.map(change, range(4)))

    assert [len(each) for each in received[:4]] == [2] * 4


def test_it_shows_no_value_and_cannot_be_hashed(received: ReceivedItems) -> None:
    assert repr(received) == "ReceivedItems(3)"
    with pytest.raises(TypeError):
        hash(received)


def test_a_list_is_only_put_by_where_an_item_is_text() -> None:
    assert item_list(ITEMS) is ITEMS
    assert kept_items(ITEMS) is ITEMS
    mixed = item_list([ITEMS[0], *TEXTS[1:]])
    assert type(mixed) is ReceivedItems
    assert kept_items(mixed) == [ITEMS[0], *TEXTS[1:]]
    assert mixed == ITEMS
