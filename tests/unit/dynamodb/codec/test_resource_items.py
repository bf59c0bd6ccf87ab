from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from boto3_assist.dynamodb.codec.resource_items import wire_of_resource_item


def test_what_a_resource_gives_takes_wire_form() -> None:
    item = {
        "text": "\ud800",
        "numbers": [Decimal("1.50"), Decimal("-0.0"), Decimal("1E+20"), 7],
        "others": {"yes": True, "none": None, "raw": b"a"},
        "texts": {"a"},
        "set": {Decimal(3)},
    }

    assert wire_of_resource_item(item) == {
        "text": {"S": "\ud800"},
        "numbers": {"L": [{"N": "1.50"}, {"N": "0"}, {"N": "1E+20"}, {"N": "7"}]},
        "others": {"M": {"yes": {"BOOL": True}, "none": {"NULL": True}, "raw": {"B": b"a"}}},
        "texts": {"SS": ["a"]},
        "set": {"NS": ["3"]},
    }


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        Decimal("NaN"),
        Decimal("1." + "1" * 40),
        10**39 + 1,
        set(),
        {"a", Decimal(1)},
        {b"a"},
        (1,),
        {1: "a"},
        object(),
        [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["deep"]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]],
    ],
    ids=[
        *("float", "nan", "digits", "large", "empty-set", "mixed-set", "binary-set", "tuple"),
        *("name", "object", "deep"),
    ],
)
def test_what_is_unusual_is_left_to_the_plain_way(value: Any) -> None:
    assert wire_of_resource_item({"pk": "a", "value": value}) is None
