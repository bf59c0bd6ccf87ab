from __future__ import annotations

from typing import Any

import pytest

from boto3_assist.dynamodb.codec import MAX_ITEM_BYTES, encode_item, item_size

# Developer Guide, "DynamoDB item sizes and formats"; the name of each attribute is one byte.
SIZES: list[tuple[Any, int]] = [
    ({"S": ""}, 0),
    ({"S": "abc"}, 3),
    ({"S": "é€😀"}, 2 + 3 + 4),
    ({"N": "0"}, 1),
    ({"N": "5"}, 2),
    ({"N": "27"}, 2),
    ({"N": "-27"}, 3),
    ({"N": "123"}, 3),
    ({"N": "100"}, 2),
    ({"N": "0.001"}, 2),
    ({"N": "100.5"}, 3),
    ({"N": "-1.5E-7"}, 3),
    ({"N": "1E+125"}, 2),
    ({"N": "9" * 38}, 20),
    ({"N": "-" + "9" * 38}, 21),
    ({"B": b"abc"}, 3),
    ({"B": "YWJj"}, 3),
    ({"B": "YWI="}, 2),
    ({"B": "YQ=="}, 1),
    ({"B": ""}, 0),
    ({"BOOL": False}, 1),
    ({"NULL": True}, 1),
    ({"L": []}, 3),
    ({"M": {}}, 3),
    ({"L": [{"S": "ab"}, {"NULL": True}]}, 3 + 2 * 1 + 2 + 1),
    ({"M": {"xy": {"S": "abc"}}}, 3 + 1 + 2 + 3),
    ({"M": {"l": {"L": [{"N": "12"}]}}}, 3 + 1 + 1 + (3 + 1 + 2)),
    ({"SS": ["a", "bc"]}, 3),
    ({"NS": ["1", "-100"]}, 2 + 3),
    ({"BS": [b"a", b"bc"]}, 3),
    ({"BS": ["YWJj"]}, 3),
]


@pytest.mark.parametrize(("wire", "size"), SIZES)
def test_a_value_has_the_size_of_dynamodbs_rules(wire: Any, size: int) -> None:
    assert item_size({"a": wire}) == 1 + size


def test_names_count_in_utf_8_and_attributes_add_up() -> None:
    assert item_size({}) == 0
    assert item_size({"é": {"S": "x"}, "name": {"S": "y"}}) == 2 + 1 + 4 + 1


def test_an_item_at_the_limit() -> None:
    assert item_size(encode_item({"a": "x" * (MAX_ITEM_BYTES - 1)})) == 400 * 1024
