from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field, RootModel, field_serializer
from typing_extensions import TypedDict

from boto3_assist.dynamodb import Condition, DynamoDBModel, DynamoDBModelBase, ItemConfig, Update
from boto3_assist.dynamodb.expressions.placeholders import Placeholders
from boto3_assist.errors import InvalidParameterError, ValidationError

NOW = datetime(2026, 3, 4, tzinfo=timezone.utc)


class Status(Enum):
    OPEN = "open"
    PAID = "paid"


class Line(BaseModel):
    sku: str = Field(alias="SKU")
    qty: int = Field(default=1, gt=0)


class Lines(RootModel[list[Line]]):
    pass


class Shipping(TypedDict):
    city: str


@dataclass
class Point:
    x: int
    y: int = 0


class Order(DynamoDBModel):
    status: Status = Status.OPEN
    total: Decimal = Field(default=Decimal(1), gt=0)
    placed_at: datetime | None = None
    lines: list[Line] = []
    more: Lines = Lines([])
    by_sku: dict[str, Line] = {}
    shipping: Shipping | None = None
    points: dict[str, Point] = {}
    pair: tuple[int, str] = (0, "")
    tags: set[str] = set()
    moments: list[datetime] = []
    anything: Any = None
    maybe: int | None = 5
    cents: int = 0
    secret: str = Field(default="", exclude=True)
    either: Line | dict[str, int] | None = None
    limited: Annotated[str, Field(min_length=5)] = "12345"

    @field_serializer("cents")
    def as_text(self, cents: int) -> str:
        return f"{cents:08d}"


@dataclass
class Note(DynamoDBModelBase):
    words: int
    tags: list[str] = field(default_factory=list)
    ends_at: datetime | None = None

    item_config = ItemConfig(ttl="ends_at")


class Old(DynamoDBModelBase):
    count: int

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self.name = ""


def written(condition: Condition) -> tuple[list[str], list[Any]]:
    placeholders = Placeholders()
    condition.to_expression(placeholders)
    return list(placeholders.names.values()), list(placeholders.values.values())


@pytest.mark.parametrize(
    ("condition", "names", "values"),
    [
        (Order.field("status") == "paid", ["status"], [Status.PAID]),
        (
            Order.field("status").is_in([Status.OPEN, "paid"]),
            ["status"],
            [Status.OPEN, Status.PAID],
        ),
        (Order.field("total") > 0, ["total"], [Decimal(0)]),
        (Order.field("total").between("1", 2), ["total"], [Decimal(1), Decimal(2)]),
        (Order.field("placed_at") < NOW, ["placed_at"], [NOW]),
        (Order.field("lines[0].sku") == "x", ["lines", "SKU"], ["x"]),
        (Order.field("lines[0].SKU") == "x", ["lines", "SKU"], ["x"]),
        (Order.field("more[1].qty") > -5, ["more", "qty"], [-5]),
        (Order.field("by_sku.a-b.qty") == 2, ["by_sku", "a-b", "qty"], [2]),
        (Order.field('by_sku."a.b".qty') == 2, ["by_sku", "a.b", "qty"], [2]),
        (Order.field("shipping.city") == "Rome", ["shipping", "city"], ["Rome"]),
        (Order.field("points.a.x") == 1, ["points", "a", "x"], [1]),
        (Order.field("pair[1]") == "x", ["pair"], ["x"]),
        (Order.field("tags").contains("x"), ["tags"], ["x"]),
        (Order.field("moments").contains(NOW), ["moments"], [NOW]),
        (Order.field("anything.x[3]") == {1}, ["anything", "x"], [{1}]),
        (Order.field("maybe") == None, ["maybe"], [None]),  # noqa: E711  # a condition
        (Order.field("cents") >= 12, ["cents"], ["00000012"]),
        (Order.field("cents") == "12", ["cents"], ["00000012"]),
        (Order.field("either.qty") == 1, ["either", "qty"], [1]),
        (Order.field("limited").begins_with("a"), ["limited"], ["a"]),
        (Order.field("limited") == "a", ["limited"], ["a"]),
        (Order.field("limited").contains("a"), ["limited"], ["a"]),
        (
            Order.field("lines") == [Line(SKU="x")],
            ["lines"],
            [[{"SKU": "x", "qty": 1}]],
        ),
        (Order.field("total") == Order.field("cents"), ["total", "cents"], []),
        (Order.field("tags").size() > 2, ["tags"], [2]),
        (Note.field("words") > 5, ["words"], [5]),
        (Note.field("ends_at") < NOW, ["ends_at"], [int(NOW.timestamp())]),
        (Old.field("count") == 5, ["count"], [5]),
        (Old.field("name.x") == 5, ["name", "x"], [5]),
    ],
)
def test_values_are_what_the_field_stores(
    condition: Condition, names: list[str], values: list[Any]
) -> None:
    assert written(condition) == (names, values)


@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        (lambda: Order.field("totl"), "'total'"),
        (lambda: Order.field("secret"), "secret"),
        (lambda: Order.field("lines.qty"), "Order.lines"),
        (lambda: Order.field("lines[0].qtt"), "'qty'"),
        (lambda: Order.field("more[0].x"), "Order.more[0]"),
        (lambda: Order.field("total.x"), "Order.total"),
        (lambda: Order.field("total[0]"), "position 0"),
        (lambda: Order.field("pair[2]"), "position 2"),
        (lambda: Order.field("tags[0]"), "position 0"),
        (lambda: Order.field("shipping.street"), "street"),
        (lambda: Order.field("either.nothing.x"), "x"),
        (lambda: Order.field("total") > "many", "Order.total"),
        (lambda: Order.field("status") == "lost", "Order.status"),
        (lambda: Order.field("tags").contains(5), "Order.tags"),
        (lambda: Order.field("lines[0].qty") == "x", "Order.lines[0].qty"),
        (lambda: Order.field("placed_at") == None, "not_exists"),  # noqa: E711  # a condition
        (lambda: Note.field("wordz"), "'words'"),
        (lambda: Note.field("words") == "x", "Note.words"),
        (lambda: Old.field("count") == "x", "Old.count"),
        (lambda: Update().set(Order.field("total"), -1), "Order.total"),
        (lambda: Update().set(Order.field("placed_at"), None), "remove"),
        (lambda: Update().list_append(Order.field("moments"), ["x"]), "Order.moments"),
        (lambda: Update().add(Order.field("cents"), {"x"}), "Order.cents"),
    ],
)
def test_what_the_model_does_not_have_or_take_is_refused(
    wrong: Callable[[], object], part: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        wrong()

    assert part in str(caught.value)


def test_the_name_of_a_field_is_a_path() -> None:
    with pytest.raises(InvalidParameterError):
        Order.field("total.")


def test_no_value_is_shown() -> None:
    with pytest.raises(ValidationError) as caught:
        Order.field("total") == "hidden"  # noqa: B015  # it raises

    assert "hidden" not in f"{caught.value} {caught.value.details}"


class Price(DynamoDBModel):
    currency: str = "EUR"
    amount: str = ""
    sizes: dict[bool | str, int] = {}

    @field_serializer("amount")
    def with_currency(self, amount: str) -> str:
        return f"{self.currency} {amount}"


def test_what_another_field_decides_is_not_guessed() -> None:
    """Not even from its default: the item may have another currency."""
    for wrong in (lambda: Price.field("amount") == "5", lambda: Update().set(PRICE, "secret")):
        with pytest.raises(ValidationError, match="from its value alone") as caught:
            wrong()
        assert "secret" not in f"{caught.value} {caught.value.details}"
        assert caught.value.__cause__ is None


PRICE = Price.field("amount")


def test_a_map_of_which_two_names_are_one_is_refused() -> None:
    with pytest.raises(ValidationError):
        Update().set(Price.field("sizes"), {True: 1, "true": 2})
