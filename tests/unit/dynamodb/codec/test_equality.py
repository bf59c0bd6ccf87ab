from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from boto3_assist.dynamodb.codec import encode_value, is_same_value
from tests.property.values import documents


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"S": "a"}, {"S": "a"}),
        ({"N": "1.50"}, {"N": "15E-1"}),
        ({"NS": ["1", "2.50"]}, {"NS": ["2.5", "1"]}),
        ({"SS": ["a", "b"]}, {"SS": ["b", "a"]}),
        ({"B": b"\xff"}, {"B": "/w=="}),
        ({"BS": ["/w==", "AA=="]}, {"BS": [b"\x00", b"\xff"]}),
        ({"L": [{"N": "1"}]}, {"L": [{"N": "1.0"}]}),
        ({"M": {"a": {"SS": ["x", "y"]}}}, {"M": {"a": {"SS": ["y", "x"]}}}),
        ({"NULL": True}, {"NULL": True}),
        (None, None),
    ],
)
def test_what_dynamodb_cannot_tell_apart_is_the_same(one: Any, other: Any) -> None:
    assert is_same_value(one, other)
    assert is_same_value(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"S": "a"}, {"S": "b"}),
        ({"S": "1"}, {"N": "1"}),
        ({"BOOL": True}, {"N": "1"}),
        ({"NULL": True}, None),
        ({"NULL": True}, {"BOOL": True}),
        ({"S": "YQ=="}, {"B": b"a"}),
        ({"L": [{"S": "a"}]}, {"L": [{"S": "a"}, {"S": "a"}]}),
        ({"L": []}, {"M": {}}),
        ({"M": {"a": {"S": "x"}}}, {"M": {"b": {"S": "x"}}}),
        ({"M": {"a": {"BOOL": True}}}, {"M": {"a": {"N": "1"}}}),
        ({"SS": ["a"]}, {"SS": ["a", "b"]}),
    ],
)
def test_what_dynamodb_tells_apart_is_not(one: Any, other: Any) -> None:
    assert not is_same_value(one, other)
    assert not is_same_value(other, one)


@given(documents())
def test_every_value_is_the_same_as_itself_written_again(value: Any) -> None:
    assert is_same_value(encode_value(value), encode_value(value))
