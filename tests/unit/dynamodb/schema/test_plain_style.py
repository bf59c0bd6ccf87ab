from __future__ import annotations

import operator
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal
from functools import cached_property
from typing import Any

import pytest

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBKey, DynamoDBModelBase
from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.schema import schema_of_instance
from boto3_assist.dynamodb.schema.compilation import _MAX_PLAIN_SCHEMAS, _schemas_of_plain_class
from boto3_assist.errors import ValidationError

SECRET = "top-secret-value"


@dataclass
class Line:
    sku: str
    price: Decimal = Decimal(0)


class Order(DynamoDBModelBase):
    lines: list[Line]
    placed_at: datetime | None
    total: float

    def __init__(self, order_id: str | None = None) -> None:
        super().__init__(self)
        self.order_id = order_id
        self.total = 0
        self.flag = False
        self.placed_at = None
        self.lines = []
        self.free: Any = None
        self._email: str | None = None
        self._internal = 1
        self.indexes.add_primary(
            DynamoDBIndex(
                partition_key=DynamoDBKey(
                    "pk", lambda: DynamoDBKey.build_key(("order", self.order_id))
                )
            )
        )

    @property
    def email(self) -> str | None:
        return self._email

    @email.setter
    def email(self, value: str | None) -> None:
        if value == "bad":
            raise ValueError("no e-mail")
        self._email = value

    @property
    def size(self) -> int:
        return len(self.lines)

    @property
    def _private(self) -> int:
        raise AssertionError("never read")

    secret = property(None, lambda self, value: None)


def full() -> Order:
    order = Order("7")
    order.total = 19.99
    order.placed_at = datetime(2024, 5, 6, 7, tzinfo=timezone.utc)
    order.lines = [Line("a", Decimal("1.10"))]
    order.free = {"x": [1, b"y", {"z"}]}
    order.email = "a@b"
    return order


def test_a_plain_model_reads_back_from_its_item() -> None:
    order = full()
    read = Order.map(decode_item(order.to_client_dictionary()))
    schema = schema_of_instance(order)
    assert schema.read(read) == schema.read(order)
    assert read.lines == [Line("a", Decimal("1.10"))]


def test_what_is_stored() -> None:
    assert full().to_dictionary() == {
        "order_id": "7",
        "total": 19.99,
        "flag": False,
        "placed_at": datetime(2024, 5, 6, 7, tzinfo=timezone.utc),
        "lines": [{"sku": "a", "price": Decimal("1.10")}],
        "free": {"x": [1, b"y", {"z"}]},
        "email": "a@b",
        "size": 1,
    }


def test_none_is_left_out_where_an_absent_attribute_reads_as_none() -> None:
    class Defaults(DynamoDBModelBase):
        def __init__(self) -> None:
            super().__init__()
            self.a: Any = None
            self.b: Any = "default"

    model = Defaults()
    model.b = None
    assert schema_of_instance(model).stored(model) == {"b": None}


def test_every_none_is_stored_where_the_constructor_cannot_be_asked() -> None:
    class Needy(DynamoDBModelBase):
        def __init__(self, a: str) -> None:
            super().__init__()
            self.a = a
            self.b: Any = None

    class Angry(DynamoDBModelBase):
        def __init__(self, a: str | None = None) -> None:
            super().__init__()
            if a is None:
                raise RuntimeError("never without a")
            self.a = a
            self.b: Any = None

    for model in (Needy("x"), Angry("x")):
        assert schema_of_instance(model).stored(model) == {"a": "x", "b": None}


@pytest.mark.parametrize(
    ("item", "path"),
    [
        ({"total": Decimal("1." + "1" * 29)}, "total"),
        ({"total": "x"}, "total"),
        ({"placed_at": SECRET}, "placed_at"),
        ({"email": 5}, "email"),
        ({"lines": [{"sku": None}]}, "lines[0].sku"),
    ],
)
def test_b10_b11_declared_types_decide_and_not_those_of_defaults(
    item: dict[str, Any], path: str
) -> None:
    order = full()
    before = dict(vars(order))
    with pytest.raises(ValidationError) as caught:
        order.map({"order_id": "8", **item})
    assert caught.value.details["fields"][0]["field"] == path
    assert SECRET not in f"{caught.value}{caught.value.to_dict()}"
    assert vars(order) == before


def test_b11_an_undeclared_attribute_takes_every_value_as_it_is() -> None:
    order: Any = Order.map({"flag": "false", "order_id": 5, "total": 19.99})
    assert (order.flag, order.order_id, order.total) == ("false", 5, 19.99)


def test_nothing_is_half_set_when_a_setter_refuses() -> None:
    order = full()
    with pytest.raises(ValueError, match="no e-mail"):
        order.map({"order_id": "8", "total": 1, "email": "bad"})
    assert (order.order_id, order.total, order.email) == ("7", 19.99, "a@b")


def test_a6_only_public_attributes_and_setters_take_data() -> None:
    data = {
        "_email": "pwn",
        "_internal": 9,
        "__dict__": {"order_id": "pwn"},
        "__class__": "pwn",
        "_DynamoDBModelBase__x": 1,
        "_boto3_assist_unknown": {"x": 1},
        "map": "pwn",
        "to_dictionary": "pwn",
        "indexes": "pwn",
        "size": 99,
        "order_id": "8",
    }
    for order in (Order.map(data), full().map(data)):
        assert order.order_id == "8"
        assert order._internal == 1
        assert order._email != "pwn"
        assert callable(order.map) and callable(order.to_dictionary)
        assert order.size == len(order.lines)
        assert order.indexes.primary is not None


def test_b10_none_stays_none_where_the_model_has_none_itself() -> None:
    class User(DynamoDBModelBase):
        def __init__(self, user_id: str) -> None:
            super().__init__()
            self.user_id = user_id
            self._name: Any = None

        @property
        def name(self) -> str:
            return str(self._name) if self._name else self._name

        @name.setter
        def name(self, value: str) -> None:
            self._name = value

    stored = schema_of_instance(User("7")).stored(User("7"))
    assert stored == {"user_id": "7", "name": None}
    user: Any = User.map(stored)
    assert user.name is None
    user.map({"name": "x"})
    with pytest.raises(ValidationError):
        user.map({"name": None})


def test_what_the_constructor_needs_comes_from_the_item() -> None:
    class Needy(DynamoDBModelBase):
        def __init__(self, a: str, *args: Any, b: int, c: int = 3, **kwargs: Any) -> None:
            super().__init__()
            self.a, self.b, self.c = a, b, c

    made = Needy.map({"a": "x", "b": 2, "c": 4})
    assert (made.a, made.b, made.c) == ("x", 2, 4)
    with pytest.raises(ValidationError) as caught:
        Needy.map({"a": "x"})
    assert caught.value.details["missing"] == ["b"]


def test_a_schema_can_build_an_instance_too() -> None:
    schema = schema_of_instance(full())
    made = schema.build({"order_id": "9", "total": 1})
    assert (made.order_id, made.total) == ("9", 1.0)


def test_overridden_properties_and_cached_ones() -> None:
    class Parent(DynamoDBModelBase):
        def __init__(self) -> None:
            super().__init__()
            self.a = 1

        @property
        def kind(self) -> str:
            return "parent"

        @property
        def gone(self) -> str:
            raise AssertionError("never read")

        @cached_property
        def slow(self) -> int:
            return self.a + 1

        b = property(operator.attrgetter("a"))

    class Child(Parent):
        gone = "hidden"

        @property
        def kind(self) -> str:
            return "child"

    child = Child()
    assert child.to_dictionary() == {"a": 1, "b": 1, "kind": "child"}
    assert child.slow == 2
    assert child.to_dictionary()["slow"] == 2


def test_a_getter_that_raises_is_heard() -> None:
    class Broken(DynamoDBModelBase):
        @property
        def a(self) -> int:
            raise RuntimeError("broken getter")

    with pytest.raises(RuntimeError, match="broken getter"):
        Broken().to_dictionary()


def test_a_property_whose_annotation_names_nothing() -> None:
    class Odd(DynamoDBModelBase):
        def __init__(self) -> None:
            super().__init__()
            self._a: Any = None

        @property
        def a(self) -> Missing:  # type: ignore[name-defined]  # noqa: F821  # not there
            return self._a

        @a.setter
        def a(self, value: Any) -> None:
            self._a = value

    assert Odd.map({"a": "x"}).a == "x"


def test_nested_plain_models_keep_what_they_do_not_know() -> None:
    class Address(DynamoDBModelBase):
        def __init__(self) -> None:
            super().__init__()
            self.street: Any = None

    class Customer(DynamoDBModelBase):
        address: Any

        def __init__(self) -> None:
            super().__init__()
            self.address = None

    Customer.__annotations__["address"] = Address | None
    customer = Customer.map({"address": {"street": "Main", "country": "FR"}})
    assert customer.address.street == "Main"
    stored = schema_of_instance(customer).stored(customer)
    assert stored == {"address": {"country": "FR", "street": "Main"}}
    assert customer.to_dictionary() == {"address": {"street": "Main"}}


def test_attributes_named_by_data_do_not_fill_the_memory() -> None:
    class Open(DynamoDBModelBase):
        pass

    for number in range(_MAX_PLAIN_SCHEMAS + 10):
        model = Open()
        setattr(model, f"name{number}", 1)
        assert model.to_dictionary() == {f"name{number}": 1}
    assert len(_schemas_of_plain_class(Open)) <= _MAX_PLAIN_SCHEMAS


class Slotted(DynamoDBModelBase):
    __slots__ = ("_hidden", "name", "slot_id", "unset")

    primary = DynamoDBIndex.primary(pk="slot#{slot_id}")

    def __init__(self, slot_id: str | None = None, name: str | None = None) -> None:
        super().__init__()
        self.slot_id = slot_id
        self.name = name
        self.beside = 1
        self._hidden = "hidden"


class SlottedBelow(Slotted):
    __slots__ = ("more",)

    def __init__(self, slot_id: str | None = None) -> None:
        super().__init__(slot_id)
        self.more = 2


def test_slots_are_fields() -> None:
    item = Slotted("7", "Ann").to_resource_dictionary()

    assert item == {"slot_id": "7", "name": "Ann", "beside": 1, "pk": "slot#7"}
    read = Slotted.map({**item, "unset": 5})
    assert (read.slot_id, read.name, read._hidden) == ("7", "Ann", "hidden")
    assert read.to_resource_dictionary() == {**item, "unset": 5}
    assert read.merge({"name": "Bea"}).to_dictionary()["name"] == "Bea"
    assert SlottedBelow("8").to_dictionary() == {
        "slot_id": "8",
        "name": None,
        "beside": 1,
        "more": 2,
    }
