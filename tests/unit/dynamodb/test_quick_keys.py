"""What can change under a compiled function; that it agrees with the plain way is in properties."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from boto3_assist.config import override_config
from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBKey, DynamoDBModelBase, ModelIndex
from boto3_assist.dynamodb.codec.quick_decoding import SURPRISES
from boto3_assist.dynamodb.quick_keys import quick_key
from boto3_assist.errors import KeyBuildError

INPUTS = {"shop": "7", "number": 5}


def compiled(index: DynamoDBIndex | None = None) -> Any:
    """A class that has made so many keys that a function makes them."""

    @dataclass
    class Order(DynamoDBModelBase):
        shop: str
        number: int
        primary = index or DynamoDBIndex.primary(pk="shop#{shop}", sk="order#{number:04d}")

    for _ in range(20):
        made = Order.primary.key(**INPUTS).to_dict()
        assert made == {"pk": "shop#7", "sk": "order#0005"}
    return Order


@pytest.fixture
def plainly(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Let no key be made step by step any more."""

    def refuse(self: object, inputs: object) -> Any:
        raise AssertionError

    return lambda: monkeypatch.setattr(ModelIndex, "_key_attributes", refuse)


def test_many_keys_are_made_by_a_function(plainly: Callable[[], None]) -> None:
    order = compiled()
    plainly()

    assert order.primary.key(shop="a#b", number=6).to_dict() == {
        "pk": "shop#a%23b",
        "sk": "order#0006",
    }
    with pytest.raises(AssertionError):
        order.primary.key(shop="a", number="6")


def test_an_index_that_was_there_before_uses_it_too(plainly: Callable[[], None]) -> None:
    @dataclass
    class Order(DynamoDBModelBase):
        number: int
        primary = DynamoDBIndex.primary(pk="order#{number}")

    index = Order.primary
    for _ in range(20):
        index.key(number=5)
    plainly()

    assert index.key(number=6).to_dict() == {"pk": "order#6"}


@dataclass
class Parcel(DynamoDBModelBase):
    number: int
    primary = DynamoDBIndex.primary(pk="parcel#{number}")


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda index: pickle.loads(pickle.dumps(index))]
)
def test_an_index_that_has_made_keys_can_be_copied_and_pickled(
    copied: Callable[[Any], Any],
) -> None:
    index = Parcel.primary
    for _ in range(20):
        index.key(number=5)

    again = copied(index)

    assert again.model is Parcel
    assert again.key(number=6) == index.key(number=6)


def test_what_it_does_not_know_is_refused_as_ever() -> None:
    order = compiled()

    with pytest.raises(KeyBuildError) as caught:
        order.primary.key(shop="a")

    assert caught.value.details["missing"] == ["number"]
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda index: setattr(index.sort_key, "attribute_name", "range"), "range"),
        (lambda index: setattr(index.sort_key, "value", "order#0006"), "order#0006"),
        (lambda index: setattr(index, "sort_key", DynamoDBKey("other", "fixed")), "other"),
        (lambda index: setattr(index, "sort_key", None), None),
        (lambda index: setattr(index, "partition_key", DynamoDBKey("hash", "fixed")), "hash"),
    ],
)
def test_a_declaration_that_is_changed_later_counts(
    change: Callable[[DynamoDBIndex], None], expected: str | None
) -> None:
    order = compiled()
    change(order.primary.definition)
    inputs = {name: INPUTS[name] for name in INPUTS if name in needed(order.primary.definition)}

    made = order.primary.key(**inputs).to_dict()

    assert expected in {*made, *made.values()} if expected else made == {"pk": "shop#7"}


def needed(index: DynamoDBIndex) -> set[str]:
    return {name for key in index.declared_keys for name in key.inputs or ()}


def test_an_index_that_is_no_longer_the_primary_one_makes_no_key() -> None:
    order = compiled()
    order.primary.definition.name = "gsi1"

    with pytest.raises(KeyBuildError, match="does not identify one item"):
        order.primary.key(**INPUTS)


def test_a_subclass_has_keys_of_its_own() -> None:
    order = compiled()

    @dataclass
    class Return(order):  # type: ignore[misc, valid-type]  # made by a function
        primary = DynamoDBIndex.primary(pk="return#{shop}", sk="{number}")

    for _ in range(20):
        assert Return.primary.key(**INPUTS).to_dict() == {"pk": "return#7", "sk": "5"}
    other = ModelIndex(Return.primary.definition, order)
    assert other.key(**INPUTS).to_dict() == {"pk": "return#7", "sk": "5"}


def test_the_case_of_keys_can_be_set_later() -> None:
    order = compiled()

    with override_config(dynamodb_key_case="lower"):
        assert order.primary.key(shop="A", number=5).to_dict()["pk"] == "shop#a"
    assert order.primary.key(shop="A", number=5).to_dict()["pk"] == "shop#A"


def test_keys_made_by_functions_are_left_to_the_plain_way() -> None:
    calls: list[int] = []

    def shop() -> str:
        calls.append(1)
        return "shop#7"

    index = DynamoDBIndex("primary", pk=shop, sk="order#{number:04d}")

    @dataclass
    class Order(DynamoDBModelBase):
        number: int
        primary = index

    for _ in range(20):
        Order.primary.key(number=5)

    assert len(calls) == 20
    with pytest.raises(SURPRISES):
        quick_key(Order, index)(index, {"number": 5})


def test_a_class_that_is_no_model_has_keys_too() -> None:
    index = ModelIndex(DynamoDBIndex.primary(pk="x#{a}"), object)

    for _ in range(20):
        assert index.key(a="1").to_dict() == {"pk": "x#1"}
