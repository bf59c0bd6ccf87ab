"""What DynamoDB takes as a key, and how much of it, told before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBKey, DynamoDBModelBase
from boto3_assist.dynamodb.key_values import (
    MAX_PARTITION_KEY_BYTES,
    MAX_SORT_KEY_BYTES,
    are_in_order,
    check_key_value,
)
from boto3_assist.errors import KeyBuildError

SECRET = "top-secret-value"


@dataclass
class Page(DynamoDBModelBase):
    site: str
    path: str = "p"
    tag: str | None = None
    code: Any = None
    other: Any = None

    primary = DynamoDBIndex.primary(pk="{site}", sk="{path}")
    by_tag = DynamoDBIndex("gsi1", pk="{tag}", sk="{path}")
    by_code = DynamoDBIndex("gsi2", pk_attribute="code", sk_attribute="other")
    by_path = DynamoDBIndex("gsi3", pk="{path}", sk="{site}", pk_attribute="sk", sk_attribute="pk")
    by_native = DynamoDBIndex("gsi4", pk="{site}", sk="{other}", native=True)


class Flat(DynamoDBModelBase):
    def __init__(self, name: str = "") -> None:
        self.name = name
        self.indexes.add_primary(DynamoDBIndex(partition_key=DynamoDBKey("pk", lambda: self.name)))


@dataclass
class Epoch(DynamoDBModelBase):
    starts_at: datetime
    primary = DynamoDBIndex.primary(pk_attribute="starts_at")
    by_start = DynamoDBIndex("gsi1", pk_attribute="starts_at")


def test_a_time_that_is_outside_the_years_of_python_in_utc_is_refused() -> None:
    first = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=2)))

    with pytest.raises(KeyBuildError):
        Epoch.primary.key(starts_at=first)
    with pytest.raises(KeyBuildError):
        Epoch.by_start.query(starts_at=first)


@pytest.mark.parametrize("limit", [MAX_PARTITION_KEY_BYTES, MAX_SORT_KEY_BYTES])
@pytest.mark.parametrize(("part", "size"), [("x", 1), ("é", 2), ("\U0001f600", 4), (b"x", 1)])
def test_a_key_has_at_most_the_bytes_of_its_limit(limit: int, part: Any, size: int) -> None:
    check_key_value("Page", "pk", part * (limit // size), limit)

    with pytest.raises(KeyBuildError) as caught:
        check_key_value("Page", "pk", part * (limit // size + 1), limit)

    assert caught.value.details["given"] == f"{limit + size} bytes"
    assert str(limit) in caught.value.details["expected"]


@pytest.mark.parametrize("value", [0, -1, Decimal("9" * 38), Decimal("1E-130"), 1.5])
def test_every_number_fits_a_key(value: object) -> None:
    check_key_value("Page", "sk", value, MAX_SORT_KEY_BYTES)


@pytest.mark.parametrize("value", ["", b"", None, True, [1], {"a": 1}, {1}, float("nan"), object()])
def test_what_is_no_key_is_refused(value: object) -> None:
    with pytest.raises(KeyBuildError, match="'sk' of Page cannot be"):
        check_key_value("Page", "sk", value, MAX_SORT_KEY_BYTES)


LONG, SHORT = "x" * 2048, "x" * 1024


@pytest.mark.parametrize(
    "page",
    [
        # by_path has the sites as sort keys, so that the shorter limit holds for them.
        Page("x" * 1024, SHORT),
        Page("s", tag=LONG),
        Page("s", code=LONG, other=SHORT),
        Page("s", code=b"x" * 2048, other=b"x" * 1024),
    ],
)
def test_keys_of_the_full_length_are_built(page: Page) -> None:
    assert page.to_resource_dictionary()["pk"] == page.site


@pytest.mark.parametrize(
    ("page", "attribute"),
    [
        (Page("x" * 2049), "pk"),
        (Page("x" * 1025), "pk"),
        (Page("s", SHORT + "x"), "sk"),
        (Page("s", tag=LONG + "x"), "gsi1_pk"),
        (Page("s", code=LONG + "x", other="o"), "code"),
        (Page("s", code="c", other=SHORT + "x"), "other"),
        (Page("s", code="c", other=b"x" * 1025), "other"),
        # The item is in none of the two indexes, but DynamoDB refuses it all the same.
        (Page("s", code=LONG + "x"), "code"),
        (Page("s", other=SHORT + "x"), "other"),
    ],
)
def test_a_key_that_is_too_long_is_told_before_it_is_sent(page: Page, attribute: str) -> None:
    with pytest.raises(KeyBuildError) as caught:
        page.to_resource_dictionary()

    assert caught.value.details["attribute"] == attribute
    assert caught.value.details["given"].endswith(" bytes")
    assert "xxxx" not in f"{caught.value}{caught.value.details}"


def test_the_length_is_checked_when_a_key_is_asked_for() -> None:
    with pytest.raises(KeyBuildError, match="2049 bytes"):
        Page.primary.key(site=LONG + "x", path="p")
    with pytest.raises(KeyBuildError, match="1025 bytes"):
        Page.primary.key(site="s", path=SHORT + "x")
    with pytest.raises(KeyBuildError, match="2049 bytes"):
        Page(LONG + "x").primary_key()
    with pytest.raises(KeyBuildError, match="2049 bytes"):
        Flat(LONG + "x").primary_key()


def test_a_lone_surrogate_in_a_long_attribute_is_told_as_an_error_of_the_library() -> None:
    with pytest.raises(KeyBuildError):
        Page("s", code="\ud800" + LONG, other="o").to_resource_dictionary()


@pytest.mark.parametrize("value", [SECRET, SECRET.encode()])
def test_a_refusal_shows_no_value(value: Any) -> None:
    with pytest.raises(KeyBuildError) as caught:
        check_key_value("Page", "pk", value * 200, MAX_PARTITION_KEY_BYTES)

    assert SECRET not in f"{caught.value}{caught.value.details}"


NOON = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        ("a", "b", True),
        ("b", "a", False),
        ("Z", "a", True),
        ("\uffff", "\U0001f600", True),
        (1, Decimal("1.5"), True),
        (10, 9, False),
        (1, 1, True),
        (b"a", b"b", True),
        (NOON, NOON, True),
        (1, "a", False),
        (Decimal("NaN"), 1, False),
    ],
)
def test_bounds_have_the_order_that_dynamodb_gives_them(
    low: object, high: object, expected: bool
) -> None:
    assert are_in_order(low, high) is expected
