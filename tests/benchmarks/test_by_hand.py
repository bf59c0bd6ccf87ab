"""What the codec is measured against gives what the library gives."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from benchmarks.contenders.ours import STYLES, read_item
from benchmarks.items.by_hand import (
    order_from_wire,
    order_to_wire,
    order_values_from_wire,
    user_to_dictionary,
)
from benchmarks.items.values import order_keys, order_values, user_keys, user_values
from benchmarks.items.wire import order_item, user_item

STYLE = pytest.mark.parametrize("style", STYLES)


def unordered(item: Any) -> dict[str, Any]:
    return {**item, "tags": sorted(item["tags"]["SS"])}


@STYLE
def test_an_order_is_written_alike(style: str) -> None:
    order = STYLES[style].Order(**order_values(3))

    assert unordered(order.to_client_dictionary()) == unordered(order_to_wire(order_values(3)))


def test_an_order_is_written_by_hand_from_what_pydantic_dumps() -> None:
    order = STYLES["boto3-assist, Pydantic models"].Order(**order_values(3))

    assert unordered(order_to_wire(order.model_dump())) == unordered(order_item(3))


@STYLE
def test_an_order_is_read_alike(style: str) -> None:
    model, item = STYLES[style].Order, order_item(3)
    if hasattr(model, "model_validate"):
        by_hand = model.model_validate(order_values_from_wire(item))
    else:
        by_hand = order_from_wire(model, item)
    read = read_item(model, {"Item": item})

    assert type(read) is type(by_hand) is model
    assert repr(sorted_tags(read.to_dictionary())) == repr(sorted_tags(by_hand.to_dictionary()))
    assert read.total == Decimal("1234.56")


def sorted_tags(values: dict[str, Any]) -> dict[str, Any]:
    return {**values, "tags": sorted(values["tags"])}


@STYLE
def test_a_user_is_written_alike(style: str) -> None:
    user = STYLES[style].User(**user_values(3))

    assert user.to_resource_dictionary() == user_to_dictionary(user)
    assert user.to_client_dictionary() == user_item(3)


def test_keys_are_those_of_the_models() -> None:
    order, user = order_values(3), user_values(3)

    assert {name: {"S": text} for name, text in order_keys(order).items()}.items() <= (
        order_item(3).items()
    )
    assert {name: {"S": text} for name, text in user_keys(user).items()}.items() <= (
        user_item(3).items()
    )


@pytest.mark.parametrize(
    ("item", "attributes", "least", "most"),
    [(order_item(1), 15, 1500, 1700), (user_item(1), 5, 150, 250)],
    ids=["order", "user"],
)
def test_items_are_as_large_as_is_said(item: Any, attributes: int, least: int, most: int) -> None:
    assert len(item) == attributes
    assert least <= len(json.dumps(item)) <= most
