from __future__ import annotations

import dataclasses
from dataclasses import KW_ONLY, InitVar, dataclass, field
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Generic, TypeVar

import pytest
from pydantic import BaseModel, RootModel, SecretStr, StringConstraints
from pydantic.dataclasses import dataclass as validated_dataclass

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModelBase
from boto3_assist.dynamodb.codec import decode_item, encode_item
from boto3_assist.dynamodb.schema import plain_value, schema_of_class
from boto3_assist.errors import ConfigurationError, SerializationError, ValidationError

if TYPE_CHECKING:
    from fractions import Fraction

SECRET = "top-secret-value"
T = TypeVar("T")


class Status(str, Enum):
    OPEN = "open"


@dataclass
class Line:
    sku: str
    price: Decimal
    added: date | None = None


class Address(BaseModel):
    street: str
    zip_code: str = ""


@dataclass
class Order(DynamoDBModelBase):
    table: ClassVar[str] = "orders"
    order_id: str
    placed_at: datetime
    total: Decimal
    status: Status = Status.OPEN
    lines: list[Line] = field(default_factory=list)
    by_sku: dict[str, Line] = field(default_factory=dict)
    tags: set[str] | None = None
    address: Address | None = None
    note: str | None = None
    rate: float = 0
    count: int = 0

    primary = DynamoDBIndex.primary(pk="order#{order_id}", sk="order")


FULL = Order(
    "7",
    datetime(2024, 5, 6, 7, tzinfo=timezone.utc),
    Decimal("19.99"),
    lines=[Line("a", Decimal("1.10"), date(2024, 1, 1)), Line("b", Decimal(2))],
    by_sku={"a": Line("a", Decimal("1E+20"))},
    tags={"x", "y"},
    address=Address(street="Main"),
    rate=0.1,
)


def round_trip(model: Any) -> Any:
    return type(model).map(decode_item(model.to_client_dictionary()))


def test_a_dataclass_reads_back_from_its_item() -> None:
    assert round_trip(FULL) == FULL
    assert round_trip(round_trip(FULL)) == FULL


def test_nested_models_are_stored_as_maps() -> None:
    dumped = schema_of_class(Order).dump(FULL)
    assert dumped["lines"][0] == {"sku": "a", "price": Decimal("1.10"), "added": date(2024, 1, 1)}
    assert dumped["address"] == {"street": "Main", "zip_code": ""}
    assert "table" not in dumped


def test_none_is_stored_only_where_an_absent_attribute_would_read_otherwise() -> None:
    @dataclass
    class Mixed(DynamoDBModelBase):
        a: str | None
        b: str | None = None
        c: str | None = "default"

    stored = schema_of_class(Mixed).stored(Mixed(None, None, None))
    assert stored == {"a": None, "c": None}


def test_b9_what_a_nested_dataclass_does_not_know_survives() -> None:
    item = {
        "order_id": "7",
        "placed_at": "2024-05-06T07:00:00Z",
        "total": 1,
        "lines": [{"sku": "a", "price": 1, "colour": "red"}],
        "by_sku": {"a": {"sku": "a", "price": 1, "size": {"x": 1}}},
        "address": {"street": "Main", "country": "FR"},
    }
    order = Order.map(item)
    stored = order.to_resource_dictionary()
    assert stored["lines"] == [{"colour": "red", "sku": "a", "price": 1}]
    assert stored["by_sku"]["a"]["size"] == {"x": 1}
    assert stored["address"]["country"] == "FR"
    assert "colour" not in order.to_dictionary()["lines"][0]


@dataclass(slots=True)
class Tight:
    x: int


@dataclass
class Outer(DynamoDBModelBase):
    tight: Tight


def test_what_a_nested_class_with_slots_cannot_keep_is_refused() -> None:
    assert round_trip_plain(Outer(Tight(1))) == Outer(Tight(1))
    with pytest.raises(ValidationError, match="'y'") as caught:
        Outer.map({"tight": {"x": 1, "y": SECRET}})
    assert SECRET not in f"{caught.value}{caught.value.to_dict()}"


def test_a_type_of_the_function_around_is_found() -> None:
    @dataclass
    class Inner:
        x: int

    @dataclass
    class Holder(DynamoDBModelBase):
        inner: Inner

    assert Holder.map({"inner": {"x": 1}}).inner == Inner(1)
    assert round_trip_plain(Holder(Inner(1))).inner == Inner(1)


def test_b26_datetimes_are_parsed_back() -> None:
    order = Order.map({"order_id": "7", "placed_at": "2024-05-06T09:00:00+02:00", "total": 1})
    assert order.placed_at == datetime(2024, 5, 6, 7, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("values", "field_path", "given", "expected"),
    [
        ({"count": 19.99}, "count", "float", "int"),
        ({"count": "false"}, "count", "str of 5 characters", "int"),
        (
            {"rate": Decimal("1." + "1" * 29)},
            "rate",
            "Decimal",
            "a number that float holds exactly",
        ),
        ({"rate": 2**53 + 1}, "rate", "int", "a number that float holds exactly"),
        ({"total": SECRET}, "total", "str of 16 characters", "Decimal"),
        ({"order_id": None}, "order_id", "None", "str"),
        ({"placed_at": SECRET}, "placed_at", "str of 16 characters", "an ISO 8601 date and time"),
        ({"status": SECRET}, "status", "str of 16 characters", "a value of Status"),
        ({"lines": [{"sku": 5, "price": 1}]}, "lines[0].sku", "int", "str"),
        ({"lines": [{"sku": "a"}]}, "lines[0].price", "nothing", "a value"),
        (
            {"by_sku": {"k": {"sku": "a", "price": []}}},
            "by_sku.k.price",
            "list of 0 entries",
            "Decimal",
        ),
    ],
)
def test_b10_b11_what_does_not_fit_is_named_and_not_shown(
    values: dict[str, Any], field_path: str, given: str, expected: str
) -> None:
    item = {"order_id": "7", "placed_at": "2024-05-06T07:00:00Z", "total": 1, **values}
    with pytest.raises(ValidationError) as caught:
        Order.map(item)
    assert caught.value.details["fields"] == [
        {"field": field_path, "given": given, "expected": expected}
    ]
    assert SECRET not in f"{caught.value!r}{caught.value}{caught.value.to_dict()}"


def test_b10_none_stays_none_where_it_is_the_default() -> None:
    @dataclass
    class Sloppy(DynamoDBModelBase):
        name: str = None  # type: ignore[assignment]  # as people write it

    made: Any = Sloppy.map({"name": None})
    assert made.name is None
    assert schema_of_class(Sloppy).stored(made) == {}


def test_a_missing_field_is_named() -> None:
    with pytest.raises(ValidationError) as caught:
        Order.map({"order_id": "7"})
    assert caught.value.details["missing"] == ["placed_at", "total"]


def test_nothing_is_half_set_when_one_value_is_refused() -> None:
    before = dataclasses.replace(FULL)
    order = dataclasses.replace(FULL)
    with pytest.raises(ValidationError):
        order.map({"note": "new", "count": 5, "total": "x"})
    assert order == before


def test_nothing_is_half_set_when_a_setter_refuses() -> None:
    @dataclass(slots=True)
    class Guarded(DynamoDBModelBase):
        a: int = 0
        b: int = 0

        def __setattr__(self, name: str, value: Any) -> None:
            if name == "b" and value == 13:
                raise ValueError("no")
            object.__setattr__(self, name, value)

    guarded = Guarded(1, 2)
    with pytest.raises(ValueError, match="no"):
        guarded.map({"a": 5, "b": 13})
    assert (guarded.a, guarded.b) == (1, 2)
    guarded.map({"a": 5, "b": 14})
    assert (guarded.a, guarded.b) == (5, 14)


def test_a_frozen_dataclass_is_made_and_never_changed() -> None:
    @dataclass(frozen=True)
    class Frozen(DynamoDBModelBase):
        a: int
        b: int = field(init=False, default=1)

    frozen = Frozen.map({"a": 1.0, "b": 7})
    assert (frozen.a, frozen.b) == (1, 7)
    with pytest.raises(ValidationError, match="frozen"):
        frozen.map({"a": 2})
    assert frozen.a == 1


def test_slots_keyword_only_fields_and_inheritance() -> None:
    @dataclass(slots=True, kw_only=True)
    class Parent(DynamoDBModelBase):
        a: int
        b: str = "b"

    @dataclass(slots=True)
    class Child(Parent):
        c: int
        _: KW_ONLY
        d: int = 4

    child = Child(1, a=2)
    assert round_trip_plain(child) == child
    assert list(schema_of_class(Child).fields) == ["a", "b", "c", "d"]


def round_trip_plain(model: Any) -> Any:
    schema = schema_of_class(type(model))
    return schema.build(decode_item(encode_item(schema.stored(model), plain_value)))


def test_a_field_that_the_constructor_does_not_take_is_set_after_it() -> None:
    @dataclass
    class Computed(DynamoDBModelBase):
        a: int
        total: int = field(init=False)

        def __post_init__(self) -> None:
            self.total = self.a * 2

    assert Computed.map({"a": 2, "total": 5}).total == 5
    assert Computed.map({"a": 2}).total == 4


def test_what_only_the_constructor_takes_must_have_a_default() -> None:
    @dataclass
    class Seeded(DynamoDBModelBase):
        a: int
        seed: InitVar[int] = 3
        b: int = 0

        def __post_init__(self, seed: int) -> None:
            self.b = self.b or seed

    @dataclass
    class Needy(DynamoDBModelBase):
        a: int
        seed: InitVar[int]
        _secret: int

    assert Seeded.map({"a": 1}).b == 3
    assert schema_of_class(Seeded).dump(Seeded(1)) == {"a": 1, "b": 3}
    with pytest.raises(ValidationError) as caught:
        Needy.map({"a": 1, "seed": 2, "_secret": 3})
    assert caught.value.details["missing"] == ["seed", "_secret"]


def test_a_constructor_of_ones_own_is_given_what_it_takes() -> None:
    @dataclass(init=False)
    class Own(DynamoDBModelBase):
        a: int
        b: int = 0

        def __init__(self, a: int) -> None:
            super().__init__()
            self.a = a

    own = Own.map({"a": 1, "b": 2})
    assert (own.a, own.b) == (1, 2)


def test_a6_private_fields_and_methods_are_never_set_from_data() -> None:
    @dataclass
    class Private(DynamoDBModelBase):
        a: int = 0
        _hidden: int = 1

    data = {"a": 1, "_hidden": 9, "__dict__": {"a": 9}, "__class__": "x", "map": "x", "a.b": 1}
    for made in (Private.map(data), Private().map(data)):
        assert (made.a, made._hidden) == (1, 1)
        assert callable(made.map)
        assert type(made) is Private
    assert "_hidden" not in Private().to_dictionary()


def test_types_that_exist_for_type_checkers_only_are_refused() -> None:
    @dataclass
    class Typed(DynamoDBModelBase):
        ratio: Fraction
        count: int

    with pytest.raises(ConfigurationError, match="ratio of Typed cannot be found at run time"):
        Typed.map({"ratio": "1/2", "count": 1.0})


def test_a_field_that_nothing_sets_is_refused() -> None:
    @dataclass
    class Base(DynamoDBModelBase):
        a: str = ""

    class Undecorated(Base):
        b: str = "default"

    with pytest.raises(ConfigurationError, match="decorate Undecorated with @dataclass"):
        Undecorated("1").to_dictionary()


def test_what_is_stored_has_the_declared_type() -> None:
    offset = timezone(timedelta(hours=2))
    order = Order("7", "2024-05-06T11:00:00+02:00", 1)  # type: ignore[arg-type]  # tested

    assert order.to_dictionary()["placed_at"] == datetime(2024, 5, 6, 11, tzinfo=offset)
    assert order.to_dictionary()["total"] == Decimal(1)


def test_what_could_not_be_read_back_is_not_stored() -> None:
    order = Order("7", "tomorrow", Decimal(1))  # type: ignore[arg-type]  # tested

    with pytest.raises(ValidationError) as caught:
        order.to_resource_dictionary()

    assert "placed_at" in str(caught.value)
    assert "tomorrow" not in f"{caught.value}{caught.value.details}"


def test_a_dataclass_of_pydantics_is_a_dataclass_whose_errors_show_nothing() -> None:
    @validated_dataclass
    class Checked(DynamoDBModelBase):
        name: Annotated[str, StringConstraints(max_length=3)]

        def __post_init__(self) -> None:
            if self.name == "odd":
                raise LookupError("one's own error")

    assert round_trip_plain(Checked("abc")) == Checked("abc")
    with pytest.raises(ValidationError) as caught:
        Checked.map({"name": SECRET})
    assert SECRET not in f"{caught.value}{caught.value.to_dict()}"
    with pytest.raises(LookupError, match="one's own"):
        Checked.map({"name": "odd"})


class Prices(RootModel[list[Decimal]]):
    pass


@dataclass
class Priced(DynamoDBModelBase):
    prices: Prices


def test_a_root_model_is_stored_as_its_value_alone() -> None:
    priced = Priced(Prices([Decimal("1.5")]))
    assert schema_of_class(Priced).dump(priced) == {"prices": [Decimal("1.5")]}
    assert round_trip_plain(priced) == priced
    with pytest.raises(ValidationError) as caught:
        Priced.map({"prices": [SECRET]})
    assert caught.value.details["fields"][0]["field"].startswith("prices")
    assert SECRET not in f"{caught.value}{caught.value.to_dict()}"


def test_a_constructors_own_error_is_heard() -> None:
    @dataclass
    class Picky(DynamoDBModelBase):
        name: str

        def __post_init__(self) -> None:
            raise ValueError("one's own error")

    with pytest.raises(ValueError, match="one's own"):
        Picky.map({"name": "x"})


def test_a_generic_dataclass() -> None:
    @dataclass
    class Box(DynamoDBModelBase, Generic[T]):
        content: T

    assert Box.map({"content": {"a": 1}}) == Box({"a": 1})


@dataclass
class Shadowed(DynamoDBModelBase):
    date: date | None = None
    list: list[int] | None = None

    str: str = ""

    def int(self) -> None: ...


def test_a_field_named_like_its_type_has_that_type() -> None:
    made: Any = Shadowed.map({"date": "2024-05-06", "list": [1.0]})
    assert made.date == date(2024, 5, 6)
    assert type(made.list[0]) is int
    for item in ({"date": 5}, {"list": ["x"]}, {"str": 5}):
        with pytest.raises(ValidationError):
            Shadowed.map(item)


@dataclass
class Secretive(DynamoDBModelBase):
    password: SecretStr


def test_a_secret_is_stored_and_read_back() -> None:
    model = Secretive(SecretStr(SECRET))
    assert round_trip_plain(model) == model
    assert SECRET not in repr(model)


@dataclass
class Node(DynamoDBModelBase):
    name: str
    child: Node | None = None
    more: list[Any] = field(default_factory=list)


def test_a_model_may_hold_its_like() -> None:
    node = Node("a", Node("b", Node("c")))
    assert round_trip_plain(node) == node


def test_a_model_that_holds_itself_is_refused() -> None:
    node, listed = Node("a"), Node("b")
    node.child = node
    listed.more.append(listed.more)
    for model in (node, listed):
        with pytest.raises(SerializationError, match="nested too deep"):
            schema_of_class(Node).stored(model)
