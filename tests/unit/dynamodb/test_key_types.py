from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Annotated, Any, Literal, NewType

import pytest

from boto3_assist.dynamodb import DynamoDBIndex
from boto3_assist.dynamodb.key_types import key_type
from boto3_assist.errors import ConfigurationError

CustomerId = NewType("CustomerId", int)


class Size(IntEnum):
    SMALL = 1


class Color(str, Enum):
    RED = "red"


class Empty(Enum):
    pass


class Alias:
    """What ``type Alias = int`` makes in Python 3.12."""

    __value__ = int


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (str, "S"),
        (int, "N"),
        (float, "N"),
        (Decimal, "N"),
        (int | None, "N"),
        (None | Decimal, "N"),
        (int | float | Decimal, "N"),
        (bytes, "B"),
        (bytearray | None, "B"),
        (datetime, "S"),
        (Annotated[int, "positive"], "N"),
        (Annotated[int, "positive"] | None, "N"),
        (Literal[1, 2], "N"),
        (Literal["a"], "S"),
        (CustomerId, "N"),
        (Size, "N"),
        (Alias(), "N"),
        (Color, "S"),
        (Empty, "S"),
        (Any, "S"),
        (type(None), "S"),
    ],
    ids=str,
)
def test_a_key_that_is_an_attribute_has_the_type_of_its_values(
    declared: Any, expected: str
) -> None:
    key = DynamoDBIndex("gsi1", pk_attribute="a").partition_key

    assert key_type(key, {"a": declared}) == expected


def test_a_key_of_an_unknown_type_is_text() -> None:
    assert key_type(DynamoDBIndex("gsi1", pk_attribute="a").partition_key, {}) == "S"


@pytest.mark.parametrize("declared", [int | str, Literal[1, "a"], bytes | None | Decimal], ids=str)
def test_a_key_of_two_types_is_refused(declared: Any) -> None:
    key = DynamoDBIndex("gsi1", pk_attribute="a").partition_key

    with pytest.raises(ConfigurationError, match="'a'"):
        key_type(key, {"a": declared})


@pytest.mark.parametrize(
    "declared", [bool, bool | None, list[str], dict[str, str], set[int], tuple[int, ...]], ids=str
)
def test_a_type_that_is_no_key_is_refused(declared: Any) -> None:
    key = DynamoDBIndex("gsi1", pk_attribute="a").partition_key

    with pytest.raises(ConfigurationError, match="'a'.*no key"):
        key_type(key, {"a": declared})
