from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum, IntFlag
from typing import Any, Literal
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, Json, SecretStr
from pydantic.alias_generators import to_camel

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModel, DynamoDBModelBase
from boto3_assist.dynamodb.codec import decode_item, encode_item
from boto3_assist.dynamodb.schema import schema_of_instance
from boto3_assist.errors import Boto3AssistError, ValidationError
from tests.property.values import decimals, documents, floats, integers, items, texts


class Status(str, Enum):
    OPEN = "open"
    CLOSED = "closed"


class Mask(IntFlag):
    A = 1
    B = 2


@dataclass
class Part:
    name: str
    price: Decimal
    on: date | None = None


@dataclass
class Other:
    kind: Literal["other"]
    parts: list[Part]


@dataclass
class DataOrder(DynamoDBModelBase):
    order_id: str
    count: int
    total: Decimal
    rate: float
    flag: bool
    raw: bytes
    at: datetime
    day: date
    clock: time
    identity: UUID
    status: Status
    mask: Mask
    tags: frozenset[str] | None
    numbers: set[Decimal] | None
    blobs: set[bytes] | None
    pair: tuple[int, str]
    parts: list[Part] = field(default_factory=list)
    by_name: dict[str, Part] = field(default_factory=dict)
    by_count: list[dict[str, tuple[Decimal, ...]]] = field(default_factory=list)
    either: Part | Other | str | None = None
    free: Any = None

    primary = DynamoDBIndex.primary(pk="order#{order_id}", sk="n#{total:number}")


class CamelPart(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)
    name: str
    unit_price: Decimal
    on: date | None = None


class PydanticOrder(DynamoDBModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)
    order_id: str
    count: int
    total: Decimal
    rate: float
    flag: bool
    raw: bytes
    at: datetime
    day: date
    clock: time
    identity: UUID
    status: Status
    tags: frozenset[str] | None
    numbers: set[Decimal] | None
    blobs: set[bytes] | None
    pair: tuple[int, str]
    parts: list[CamelPart] = []
    by_name: dict[str, CamelPart] = {}
    by_count: dict[int, tuple[Decimal, ...]] = {}
    secret: SecretStr = SecretStr("")
    document: Json[Any] | None = None
    limited: int = Field(0, ge=0)
    free: Any = None

    primary = DynamoDBIndex.primary(pk="order#{order_id}", sk="n#{total:number}")


class PlainOrder(DynamoDBModelBase):
    count: int | None
    total: Decimal | None
    rate: float | None
    at: datetime | None
    parts: list[Part] | None

    primary = DynamoDBIndex.primary(pk="order#{order_id}", sk="order")

    def __init__(self, order_id: str = "") -> None:
        super().__init__(self)
        self.order_id = order_id
        self.count = None
        self.total = None
        self.rate = None
        self.at = None
        self.parts = None
        self.free: Any = None
        self._email: str | None = None

    @property
    def email(self) -> str | None:
        return self._email

    @email.setter
    def email(self, value: str | None) -> None:
        self._email = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PlainOrder) and self.to_dictionary() == other.to_dictionary()


few: dict[str, Any] = {"max_size": 3}
# Values that a field without a declared type gives back as they were. The shortest repr of a float
# above 2**53 is a whole number, which is read as an int, and need not be the float's own.
free_floats = floats().filter(lambda number: abs(number) < 2**53)
free_values = st.recursive(
    st.none() | st.booleans() | integers() | free_floats | texts() | st.binary(**few),
    lambda inner: st.lists(inner, **few) | st.dictionaries(texts(), inner, **few),
    max_leaves=6,
)
moments = st.datetimes(timezones=st.none() | st.timezones(), allow_imaginary=False).filter(
    # In an hour that occurs twice Python finds no two zones' times equal.
    lambda moment: moment.replace(fold=1 - moment.fold).utcoffset()
    == moment.utcoffset()
)
scalar_fields: dict[str, Any] = {
    "order_id": texts(),
    "count": integers(),
    "total": decimals(),
    "rate": floats(),
    "flag": st.booleans(),
    "raw": st.binary(**few),
    "at": moments,
    "day": st.dates(),
    "clock": st.times(),
    "identity": st.uuids(),
    "status": st.sampled_from(Status),
    "tags": st.none() | st.frozensets(texts(), min_size=1, max_size=3),
    "numbers": st.none() | st.sets(decimals(), min_size=1, max_size=3),
    "blobs": st.none() | st.sets(st.binary(), min_size=1, max_size=3),
    "pair": st.tuples(integers(), texts()),
}
parts = st.builds(Part, texts(), decimals(), st.none() | st.dates())
documents_of_json = st.recursive(
    st.booleans() | st.integers(-(10**15), 10**15) | texts(),
    lambda inner: st.lists(inner, **few) | st.dictionaries(texts(), inner, **few),
    max_leaves=4,
)
camel_parts = st.builds(CamelPart, name=texts(), unitPrice=decimals(), on=st.none() | st.dates())
others = st.builds(Other, st.just("other"), st.lists(parts, **few))
many_decimals = st.lists(decimals(), **few).map(tuple)

data_orders = st.builds(
    DataOrder,
    **scalar_fields,
    mask=st.sampled_from([Mask.A, Mask.B, Mask.A | Mask.B]),
    parts=st.lists(parts, **few),
    by_name=st.dictionaries(texts(), parts, **few),
    by_count=st.lists(st.dictionaries(texts(), many_decimals, **few), **few),
    either=st.none() | parts | others | texts(),
    free=free_values,
)
pydantic_orders = st.fixed_dictionaries(
    {
        **scalar_fields,
        "parts": st.lists(camel_parts, **few),
        "by_name": st.dictionaries(texts(), camel_parts, **few),
        "by_count": st.dictionaries(integers(), many_decimals, **few),
        "secret": texts().map(SecretStr),
        "document": st.none() | documents_of_json.map(json.dumps),
        "limited": st.integers(0, 10**30),
        "free": free_values,
    }
).map(lambda fields: PydanticOrder.model_validate(fields, by_name=True))


@st.composite
def plain_orders(draw: st.DrawFn) -> PlainOrder:
    order = PlainOrder(draw(texts()))
    order.count = draw(st.none() | integers())
    order.total = draw(st.none() | decimals())
    order.rate = draw(st.none() | floats())
    order.at = draw(st.none() | moments)
    order.parts = draw(st.none() | st.lists(parts, **few))
    order.free = draw(free_values)
    order.email = draw(st.none() | texts())
    return order


thorough = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
orders = data_orders | pydantic_orders | plain_orders()


@thorough
@given(orders)
def test_b12_b14_b15_b26_a_model_reads_back_from_its_item(order: Any) -> None:
    read = type(order).map(decode_item(order.to_client_dictionary()))
    assert read == order
    assert type(read.total) is type(order.total)
    assert read.to_resource_dictionary() == order.to_resource_dictionary()


@thorough
@given(orders)
def test_b14_b15_a_model_reads_back_from_its_dictionary(order: Any) -> None:
    dictionary = order.to_dictionary()
    before = copy.deepcopy(dictionary)
    read = type(order).map(dictionary)
    assert read == order
    given = {name: value for name, value in dictionary.items() if value is not None}
    assert order.to_dictionary(include_none=False) == given
    assert dictionary == before
    some = order.to_dictionary(keys=["total", "rate", "unknown"])
    assert some == {name: dictionary[name] for name in ("total", "rate")}


@thorough
@given(orders)
def test_a_model_is_the_same_whether_numbers_are_converted_or_not(order: Any) -> None:
    wire = order.to_client_dictionary()
    read = type(order).map(decode_item(wire, convert_decimals=False))
    # Only of what has no declared type the numbers stay of type Decimal.
    read.free = order.free
    assert read == order


@thorough
@given(orders, st.data())
def test_a_change_by_map_is_what_making_it_anew_gives(order: Any, data: st.DataObject) -> None:
    other = data.draw(
        {DataOrder: data_orders, PydanticOrder: pydantic_orders, PlainOrder: plain_orders()}[
            type(order)
        ]
    )
    item = decode_item(other.to_client_dictionary())
    stored = {**decode_item(order.to_client_dictionary()), **item}
    assert order.map(item) == type(order).map(stored)


@thorough
@given(orders, items(documents()))
def test_b9_attributes_that_a_model_does_not_know_survive(
    order: Any, unknown: dict[str, Any]
) -> None:
    known = order.to_resource_dictionary().keys() | schema_of_instance(order).by_attribute.keys()
    foreign = {f"x{name}": v for name, v in unknown.items() if f"x{name}" not in known}
    item = {**encode_item(foreign), **order.to_client_dictionary()}
    again = type(order).map(decode_item(item)).to_client_dictionary()
    assert decode_item(again, convert_decimals=False) == decode_item(item, convert_decimals=False)


names = st.sampled_from(["count", "total", "rate", "at", "parts", "orderId", "order_id", "byName"])


@thorough
@given(st.sampled_from([DataOrder, PydanticOrder, PlainOrder]), st.data())
def test_any_item_is_read_without_loss_or_refused_by_a_typed_error(
    model: type[Any], data: st.DataObject
) -> None:
    item = data.draw(st.dictionaries(names, documents(), max_size=4))
    order = PlainOrder() if model is PlainOrder else data.draw(orders)
    before = order.to_dictionary()
    try:
        order.map(item)
    except ValidationError as error:
        assert error.details["expected"]
        assert order.to_dictionary() == before
        return
    after = order.to_resource_dictionary(include_indexes=False)
    for name, value in item.items():
        if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
            given_number = Decimal(repr(value)) if isinstance(value, float) else value
            taken = after[name]
            if isinstance(taken, datetime):
                # By Pydantic's rule a number stands for the moment that many seconds after 1970.
                continue
            assert (Decimal(repr(taken)) if isinstance(taken, float) else taken) == given_number


@pytest.mark.parametrize("model", [DataOrder, PydanticOrder])
@given(item=items(documents()))
def test_any_item_makes_a_model_or_a_typed_error(model: type[Any], item: dict[str, Any]) -> None:
    try:
        model.map(item)
    except Boto3AssistError as error:
        assert error.details["expected"]
