from __future__ import annotations

from datetime import date, datetime, timezone
from decimal import Decimal
from enum import Enum
from uuid import UUID

import pytest

from boto3_assist.cognito.attributes import attribute_list, attribute_mapping, attribute_text
from boto3_assist.errors import InvalidParameterError


class Plan(Enum):
    GOLD = "gold"
    FIRST = 1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("ann", "ann"),
        ("", ""),
        (True, "true"),
        (False, "false"),
        (7, "7"),
        (Decimal("1.50"), "1.50"),
        (date(2026, 2, 1), "2026-02-01"),
        (datetime(2026, 2, 1, 3, tzinfo=timezone.utc), "2026-02-01T03:00:00+00:00"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (Plan.GOLD, "gold"),
        (Plan.FIRST, "1"),
    ],
)
def test_a_value_has_one_text(value: object, text: str) -> None:
    assert attribute_text("custom:it", value) == text


@pytest.mark.parametrize("value", [["a", "b"], ("a", "b"), [Plan.GOLD, True]])
def test_a_list_is_joined(value: object) -> None:
    assert attribute_text("custom:it", value, ",") in ("a,b", "gold,true")


@pytest.mark.parametrize("value", [["a,b"], ["a", ""], [["a"]], [None]])
def test_a_list_that_could_not_be_read_back_is_refused(value: object) -> None:
    with pytest.raises(InvalidParameterError, match="custom:it"):
        attribute_text("custom:it", value, ",")


@pytest.mark.parametrize("value", [1.5, None, b"a", {"a": 1}, ["a"], {"a"}, object()])
def test_another_kind_of_value_is_refused(value: object) -> None:
    with pytest.raises(InvalidParameterError, match="custom:it"):
        attribute_text("custom:it", value)


def test_a_refused_value_is_not_shown() -> None:
    with pytest.raises(InvalidParameterError) as caught:
        attribute_text("custom:it", ["4711,x"], ",")

    assert "4711" not in f"{caught.value} {caught.value.details}"


def test_attributes_are_written_and_read_as_cognito_has_them() -> None:
    texts = {"email": "ann@example.com", "custom:it": "7"}

    entries = attribute_list(texts)

    assert entries == [
        {"Name": "email", "Value": "ann@example.com"},
        {"Name": "custom:it", "Value": "7"},
    ]
    assert attribute_mapping(entries) == texts


def test_a_blank_attribute_is_an_absent_one() -> None:
    entries: list[dict[str, str]] = [{"Name": "email", "Value": ""}, {"Name": "name"}]

    assert attribute_mapping(entries) == {}
