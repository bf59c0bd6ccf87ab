from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from boto3_assist.dynamodb.codec.item_view import ItemView
from boto3_assist.errors import SerializationError

WIRE: dict[str, Any] = {
    "pk": {"S": "1"},
    "price": {"N": "0.5"},
    "map": {"M": {"a": {"NULL": True}}},
}
VALUES = {"pk": "1", "price": 0.5, "map": {"a": None}}


def test_it_is_the_item_in_python_values() -> None:
    view = ItemView(WIRE, convert_decimals=True)

    assert view == VALUES
    assert view.decoded() == VALUES
    assert (len(view), list(view), "pk" in view, "x" in view) == (3, list(WIRE), True, False)
    assert (view.get("x"), view.get("x", 1), view.get("pk")) == (None, 1, "1")
    assert ItemView(WIRE, convert_decimals=False)["price"] == Decimal("0.5")


def test_an_attribute_that_is_absent_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        ItemView(WIRE, convert_decimals=True)["x"]


def test_a_damaged_attribute_is_named() -> None:
    view = ItemView({**WIRE, "bad": {"L": [{"S": 1}]}}, convert_decimals=True)

    assert view["pk"] == "1"
    with pytest.raises(SerializationError) as caught:
        view["bad"]
    assert caught.value.details["path"] == "bad[0]"


def test_what_was_read_shares_nothing_with_the_item() -> None:
    view = ItemView(WIRE, convert_decimals=True)

    view["map"]["a"] = 1

    assert view["map"] == {"a": None}
