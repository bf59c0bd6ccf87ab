"""Keys read back to their inputs, in the declared types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Annotated, Any, Literal, NewType
from uuid import UUID

import pytest
from pydantic import Field

from boto3_assist.config import override_config
from boto3_assist.dynamodb import (
    DynamoDBIndex,
    DynamoDBKey,
    DynamoDBModel,
    DynamoDBModelBase,
    KeyTemplate,
)
from boto3_assist.errors import KeyBuildError

SECRET = "top-secret-value"
ID = UUID("12345678-1234-5678-1234-567812345678")
MOMENT = datetime(2024, 5, 31, 12, 30, tzinfo=timezone(timedelta(hours=2)))
TeamId = NewType("TeamId", int)


class Color(Enum):
    RED = "red"
    GREEN = "Green"


class Level(IntEnum):
    HIGH = 3


class Odd(Enum):
    LIST = ("a", "b")
    TEXT = "t"


FIELDS: dict[str, tuple[Any, list[Any]]] = {
    "text": (str, ["", "a#b%", "true", "7"]),
    "number": (int, [0, -7, 10**30]),
    "amount": (Decimal, [Decimal("1.5"), Decimal(7), Decimal("-0.001")]),
    "flag": (bool, [True, False]),
    "maybe": (bool | None, [True]),
    "code": (UUID, [ID]),
    "day": (date, [date(2024, 5, 31)]),
    "at": (datetime, [MOMENT]),
    "color": (Color, list(Color)),
    "level": (Level | None, list(Level)),
    "odd": (Odd, [Odd.TEXT]),
    "mode": (Literal["r", 1, True], ["r"]),
    "step": (Literal[1, 2], [2]),
    "team": (TeamId, [7]),
    "size": (Annotated[int, "positive"], [5]),
    "either": (int | Color, [Color.RED, 5]),
    "anything": (Any, ["x"]),
}
CASES = [(kind, value) for kind, values in FIELDS.values() for value in values]


def dataclass_of(kind: Any, template: str) -> Any:
    namespace = {
        "__annotations__": {"value": kind},
        "primary": DynamoDBIndex.primary(pk=template, sk="fixed"),
    }
    return dataclass(type("Holder", (DynamoDBModelBase,), namespace))


def pydantic_of(kind: Any, template: str) -> Any:
    namespace = {
        "__module__": __name__,
        "__annotations__": {"value": kind},
        "primary": DynamoDBIndex.primary(pk=template, sk="fixed"),
    }
    metaclass: Any = type(DynamoDBModel)
    return metaclass("Holder", (DynamoDBModel,), namespace)


def plain_of(kind: Any, template: str) -> Any:
    class Holder(DynamoDBModelBase):
        primary = DynamoDBIndex.primary(pk=template, sk="fixed")

        def __init__(self, value: Any = None) -> None:
            self.value = value

    Holder.__annotations__ = {"value": kind}
    return Holder


@pytest.mark.parametrize("model_of", [dataclass_of, pydantic_of, plain_of])
@pytest.mark.parametrize(("kind", "value"), CASES, ids=repr)
def test_inputs_are_read_back_in_the_declared_types(model_of: Any, kind: Any, value: Any) -> None:
    model = model_of(kind, "v#{value}#end")

    read = model.primary.parse(model(value=value).primary_key())["value"]

    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize("model_of", [dataclass_of, pydantic_of, plain_of])
@pytest.mark.parametrize(
    ("kind", "template", "value"),
    [
        (int, "{value:06d}", 42),
        (Level, "{value:06d}", Level.HIGH),
        (int, "{value:number}", -42),
        (Decimal, "{value:number}", Decimal(42)),
        (Decimal, "{value:number}", Decimal("-4.2")),
        (str, "{value:text}", "a #$%&"),
        (Color, "{value:text}", Color.GREEN),
        (int, "{value}#{value:number}", 7),
    ],
)
def test_formats_are_read_back_in_the_declared_types(
    model_of: Any, kind: Any, template: str, value: Any
) -> None:
    model = model_of(kind, template)

    read = model.primary.parse(model(value=value).primary_key())["value"]

    assert read == value
    assert type(read) is type(value)


@dataclass
class Order(DynamoDBModelBase):
    customer: str
    number: int
    placed_at: datetime
    email: str | None = None
    rank: int | None = None

    primary = DynamoDBIndex.primary(pk="customer#{customer}", sk="order#{number:08d}")
    by_time = DynamoDBIndex("gsi1", pk="orders", sk="{placed_at}#{customer}#{number}")
    by_customer = DynamoDBIndex("gsi2", pk="c#{customer}", sk="c#{customer}#{placed_at}")
    by_email = DynamoDBIndex("gsi3", pk_attribute="email")
    by_rank = DynamoDBIndex("gsi4", pk="{email}", sk="{rank}", native=True)
    flat = DynamoDBIndex("gsi5", pk="flat#{number}")
    by_hand = DynamoDBIndex("gsi8", DynamoDBKey("gsi8_pk", "Orders"), DynamoDBKey("email2", "x"))
    opaque = DynamoDBIndex("gsi6", pk="o#{number}", sk=lambda: "x")
    loose = DynamoDBIndex("gsi7", pk=KeyTemplate.compile("l#{customer}", escape=False))


ORDER = Order("a#b", 7, MOMENT, "a@b", 5)
UTC = MOMENT.astimezone(timezone.utc)


def test_parse_is_the_inverse_of_key() -> None:
    inputs = {"customer": "a#b", "number": 7}

    assert Order.primary.parse(Order.primary.key(**inputs)) == inputs
    assert Order.primary.parse(Order.primary.key(**inputs).to_dict()) == inputs
    assert ORDER.primary.parse(ORDER.primary.to_dict()) == inputs


def test_the_key_of_an_index_is_found_in_a_whole_item() -> None:
    item = ORDER.to_resource_dictionary()

    assert Order.by_time.parse(item) == {"placed_at": UTC, "customer": "a#b", "number": 7}
    assert Order.by_customer.parse(item) == {"customer": "a#b", "placed_at": UTC}
    assert Order.by_email.parse(item) == {"email": "a@b"}
    assert Order.by_rank.parse({"email": "a@b", "rank": Decimal(5)}) == {"email": "a@b", "rank": 5}


def test_the_text_of_a_single_key_attribute_is_enough() -> None:
    assert Order.flat.parse("flat#7") == {"number": 7}
    assert Order.by_email.parse("a@b") == {"email": "a@b"}


def test_a_key_of_fixed_text_has_no_inputs() -> None:
    assert Order.by_hand.parse({"gsi8_pk": "Orders", "email2": "x"}) == {}


@pytest.mark.parametrize(
    ("index", "key"),
    [
        (Order.primary, {}),
        (Order.primary, {"pk": f"customer#{SECRET}"}),
        (Order.primary, {"pk": f"customer#{SECRET}", "sk": None}),
        (Order.primary, f"customer#{SECRET}"),
        (Order.primary, None),
        (Order.primary, 5),
        (Order.primary, {"pk": f"person#{SECRET}", "sk": "order#00000007"}),
        (Order.primary, {"pk": f"customer#{SECRET}", "sk": "order#7"}),
        (Order.primary, {"pk": f"customer#{SECRET}", "sk": 5}),
        (Order.flat, f"flat#{SECRET}"),
        (Order.flat, "flat#07"),
        (Order.flat, "flat#7.0"),
        (Order.by_time, {"gsi1_pk": SECRET, "gsi1_sk": "2024-05-31T10:30:00.000000Z#a#7"}),
        (Order.by_time, {"gsi1_pk": "orders", "gsi1_sk": "2024-05-31#a#7"}),
        (Order.by_time, {"gsi1_pk": "orders", "gsi1_sk": "2024-05-31T10:30:00Z#a#7"}),
        (Order.by_customer, {"gsi2_pk": "c#1", "gsi2_sk": "c#2#2024-05-31T10:30:00.000000Z"}),
        (Order.by_rank, {"email": SECRET, "rank": "x"}),
        (Order.by_hand, {"gsi8_pk": SECRET, "email2": "x"}),
        (Order.opaque, {"gsi6_pk": "o#7", "gsi6_sk": "x"}),
        (Order.loose, {"gsi7_pk": "l#a"}),
    ],
)
def test_what_is_no_key_of_the_index_is_not_read(index: Any, key: Any) -> None:
    with pytest.raises(KeyBuildError) as caught:
        index.parse(key)

    assert {"expected", "suggestion"} <= caught.value.details.keys()
    assert SECRET not in f"{caught.value}{caught.value.details}"


def test_in_lower_case_inputs_of_few_values_are_recognised() -> None:
    model: Any = dataclass_of(Color, "c#{value}")
    with override_config(dynamodb_key_case="lower"):
        key = model(Color.GREEN).primary_key()
        assert key["pk"] == "c#green"
        assert model.primary.parse(key) == {"value": Color.GREEN}


def test_a_model_with_aliases_has_the_names_of_its_fields() -> None:
    class Aliased(DynamoDBModel):
        order_id: int = Field(alias="orderId")
        owner: str = Field(alias="ownerName")
        primary = DynamoDBIndex.primary(pk="order#{order_id}", sk_attribute="ownerName")

    key = Aliased(orderId=7, ownerName="ann").primary_key()

    assert Aliased.primary.parse(key) == {"order_id": 7, "ownerName": "ann"}
