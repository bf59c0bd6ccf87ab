from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest
from boto3.dynamodb.conditions import Key

from boto3_assist.dynamodb import (
    BoundIndex,
    DynamoDBIndex,
    DynamoDBKey,
    DynamoDBModel,
    DynamoDBModelBase,
    ModelIndex,
)
from boto3_assist.errors import KeyBuildError


class Order(DynamoDBModel):
    customer_id: str | None = None
    carrier: str | None = None
    order_id: str | None = None
    status: str | None = "open"
    placed_at: datetime | None = None
    total: Decimal | None = None
    rank: int | None = None

    primary = DynamoDBIndex.primary(pk="customer#{customer_id}", sk="order#{order_id}")
    by_status = DynamoDBIndex(
        "gsi1", pk="order-status#{status}", sk="placed#{placed_at}", description="a queue"
    )
    by_day = DynamoDBIndex("gsi2", pk="orders")
    by_carrier = DynamoDBIndex("gsi4", pk="carriers", sk="{carrier}#{status}#{order_id}")
    by_rank = DynamoDBIndex("gsi3", pk="orders", pk_attribute="gsi2_pk", sk_attribute="rank")


@dataclass
class User(DynamoDBModelBase):
    email: str | None
    primary = DynamoDBIndex.primary(pk_attribute="email")


MOMENT = datetime(2024, 5, 1, tzinfo=timezone.utc)
ORDER = Order(customer_id="7", order_id="1", placed_at=MOMENT, rank=5)
PLACED = "placed#2024-05-01T00:00:00.000000Z"


def test_an_index_is_read_from_the_class_and_from_an_instance() -> None:
    assert isinstance(Order.by_status, ModelIndex)
    assert isinstance(ORDER.by_status, BoundIndex)
    assert repr(Order.by_status) == "ModelIndex(Order, 'gsi1')"
    assert repr(ORDER.by_status) == "BoundIndex(Order, 'gsi1')"
    assert (ORDER.by_status.name, ORDER.by_status.description) == ("gsi1", "a queue")
    assert Order.by_status.definition is ORDER.by_status.definition


def test_an_index_of_an_instance_cannot_be_replaced() -> None:
    with pytest.raises(AttributeError, match="declared on the class"):
        User("a@b").primary = DynamoDBIndex.primary(pk="x")  # type: ignore[assignment]  # tested


def test_key_of_a_class() -> None:
    key = Order.primary.key(customer_id="7", order_id="1#a")

    assert key.to_dict() == {"pk": "customer#7", "sk": "order#1%23a"}
    assert key.model is Order
    assert repr(key) == "ModelKey(Order, pk, sk)"
    assert User.primary.key(email="a@b").attributes == {"email": "a@b"}


@pytest.mark.parametrize(
    ("index", "inputs"),
    [
        (Order.primary, {}),
        (Order.primary, {"customer_id": "7"}),
        (Order.primary, {"customer_id": "7", "order_id": None}),
        (Order.primary, {"customer_id": "7", "order_id": "1", "status": "open"}),
        (Order.primary, {"customer_id": "7", "orderid": "1"}),
        (Order.primary, {"customer_id": "7", "order_id": ["1"]}),
        (Order.by_status, {"status": "open", "placed_at": MOMENT}),
        (User.primary, {"email": ""}),
        (User.primary, {"email": b""}),
        (User.primary, {"email": ["a@b"]}),
        (User.primary, {"email": True}),
        (User.primary, {"email": float("nan")}),
        (User.primary, {"email": object()}),
    ],
)
def test_a_key_that_is_not_whole_is_refused(
    index: ModelIndex[Any], inputs: dict[str, object]
) -> None:
    with pytest.raises(KeyBuildError) as caught:
        index.key(**inputs)

    assert "a@b" not in str(caught.value)
    assert {"expected", "suggestion"} <= caught.value.details.keys()


class Level(Enum):
    HIGH = "high"


@dataclass
class Thing(DynamoDBModelBase):
    code: Any
    primary = DynamoDBIndex.primary(pk_attribute="code")


@pytest.mark.parametrize("value", ["a", 5, 0, Decimal("0.5"), b"a", Level.HIGH, MOMENT])
def test_an_attribute_as_it_is_may_be_text_a_number_or_bytes(value: object) -> None:
    assert Thing.primary.key(code=value).to_dict() == {"code": value}


def test_keys_with_their_values() -> None:
    assert ORDER.primary.partition_key.to_dict() == {"pk": "customer#7"}
    assert ORDER.primary.sort_key.value == "order#1"
    assert ORDER.by_rank.sort_key.value == 5
    with pytest.raises(KeyBuildError):
        _ = Order().primary.partition_key
    with pytest.raises(KeyBuildError, match="no attribute name"):
        _ = ORDER.by_day.sort_key


def test_to_dict() -> None:
    assert ORDER.primary.to_dict() == {"pk": "customer#7", "sk": "order#1"}
    assert ORDER.primary.to_dict(include_sort_key=False) == {"pk": "customer#7"}
    assert ORDER.by_day.to_dict() == {"gsi2_pk": "orders"}
    assert ORDER.by_rank.to_dict() == {"gsi2_pk": "orders", "rank": 5}


def test_an_index_follows_its_instance() -> None:
    order = Order(customer_id="7", order_id="1")
    index = order.primary

    order.order_id = "2"

    assert index.to_dict() == {"pk": "customer#7", "sk": "order#2"}


@pytest.mark.parametrize("email", [None, ""])
def test_b22_an_unset_key_raises(email: str | None) -> None:
    with pytest.raises(KeyBuildError) as caught:
        User(email).primary.to_dict()

    assert caught.value.details["attribute"] == "email"


def expressions(condition: Any) -> tuple[Any, ...]:
    return condition.get_expression()["operator"], condition._values


STATUS = Key("gsi1_pk").eq("order-status#open")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, STATUS & Key("gsi1_sk").begins_with(PLACED)),
        ({"condition": "begins_with"}, STATUS & Key("gsi1_sk").begins_with(PLACED)),
        ({"condition": "eq"}, STATUS & Key("gsi1_sk").eq(PLACED)),
        ({"condition": "gt"}, STATUS & Key("gsi1_sk").gt(PLACED)),
        ({"condition": "gte"}, STATUS & Key("gsi1_sk").gte(PLACED)),
        ({"condition": "lt"}, STATUS & Key("gsi1_sk").lt(PLACED)),
        ({"condition": "lte"}, STATUS & Key("gsi1_sk").lte(PLACED)),
        (
            {"condition": "between", "low_value": "a", "high_value": "b"},
            STATUS & Key("gsi1_sk").between(f"{PLACED}a", f"{PLACED}b"),
        ),
        ({"include_sort_key": False}, STATUS),
    ],
)
def test_key_of_an_instance_is_a_condition(options: dict[str, Any], expected: Any) -> None:
    assert ORDER.by_status.key(**options) == expected


def test_key_of_the_primary_index_is_a_dictionary_unless_a_condition_is_asked_for() -> None:
    whole = {"pk": "customer#7", "sk": "order#1"}
    partition = Key("pk").eq("customer#7")

    assert ORDER.primary.key() == whole
    assert ORDER.primary.key(condition="lte") == whole
    assert ORDER.primary.key(include_sort_key=False) == partition
    assert ORDER.primary.key(query_key=True) == partition & Key("sk").begins_with("order#1")


def test_key_begins_with_as_much_as_the_instance_has() -> None:
    order = Order(customer_id="7")

    assert order.by_status.key() == STATUS & Key("gsi1_sk").begins_with("placed#")
    assert order.by_day.key() == Key("gsi2_pk").eq("orders")
    assert order.by_carrier.key() == Key("gsi4_pk").eq("carriers")
    assert Order(carrier="a", order_id="1").by_carrier.sort_values() == {"gsi4_sk": "a#open#1"}
    assert Order(carrier="a").by_carrier.sort_values() == {"gsi4_sk": "a#open#"}
    other = Order(carrier="a", status=None, order_id="1")
    assert other.by_carrier.sort_values() == {"gsi4_sk": "a#"}
    assert order.by_rank.key() == Key("gsi2_pk").eq("orders")
    assert order.by_status.key(
        condition="between", low_value="2024", high_value="2025"
    ) == STATUS & Key("gsi1_sk").between("placed#2024", "placed#2025")


def test_between_takes_bounds_of_an_attribute_as_they_are() -> None:
    condition = Order().by_rank.key(condition="between", low_value=1, high_value=3)

    assert condition == Key("gsi2_pk").eq("orders") & Key("rank").between(1, 3)


def test_a_number_of_zero_is_a_value() -> None:
    condition = Order(rank=0).by_rank.key(condition="gte")

    assert condition == Key("gsi2_pk").eq("orders") & Key("rank").gte(0)


def sort_text(text: str | None) -> BoundIndex[Any]:
    return DynamoDBIndex("g", DynamoDBKey("a", "x"), DynamoDBKey("b", lambda: text)).unbound


def test_between_of_a_blank_sort_key_has_its_bounds() -> None:
    for blank in ("", None):
        condition = sort_text(blank).key(condition="between", low_value="a", high_value="b")
        assert condition == Key("a").eq("x") & Key("b").between("a", "b")


@pytest.mark.parametrize(
    ("index", "options"),
    [
        (ORDER.by_status, {"condition": "ne"}),
        (ORDER.by_status, {"condition": "begin_with"}),
        (ORDER.primary, {"condition": "typo"}),
        (ORDER.by_status, {"condition": "between"}),
        (ORDER.by_status, {"condition": "between", "low_value": "a"}),
        (ORDER.by_status, {"condition": "between", "high_value": "a"}),
        (ORDER.by_status, {"condition": "between", "low_value": "b", "high_value": "a"}),
        (ORDER.by_status, {"condition": "eq", "low_value": "a", "high_value": "b"}),
        (ORDER.by_status, {"low_value": "a"}),
        # Without the value it needs, a condition would read the whole partition.
        (Order().by_status, {"condition": "eq"}),
        (Order().by_status, {"condition": "lte"}),
        (sort_text(""), {"condition": "eq"}),
        (sort_text(None), {"condition": "gt"}),
        (ORDER.by_day, {"condition": "eq"}),
        (ORDER.by_day, {"condition": "between", "low_value": "a", "high_value": "b"}),
        (ORDER.by_rank, {"condition": "begins_with"}),
        (ORDER.by_rank, {"condition": "between", "low_value": 1, "high_value": 2}),
        (Order().by_rank, {"condition": "between", "low_value": 1, "high_value": "2"}),
        (Order(status=None).by_status, {}),
        (Order().primary, {"query_key": True}),
    ],
)
def test_b4_a_condition_that_cannot_be_kept_raises(
    index: BoundIndex[Any], options: dict[str, Any]
) -> None:
    with pytest.raises(KeyBuildError) as caught:
        index.key(**options)

    assert {"expected", "suggestion"} <= caught.value.details.keys()


def test_an_index_tells_what_it_has_values_for() -> None:
    assert ORDER.by_status.is_complete
    assert not Order().by_status.is_complete
    assert not Order().by_rank.is_complete
    assert ORDER.by_status.sort_values() == {"gsi1_sk": PLACED}
    assert Order().by_status.sort_values() == {"gsi1_sk": "placed#"}
    assert ORDER.by_day.sort_values() == {}
    assert sort_text("").sort_values() == {}
