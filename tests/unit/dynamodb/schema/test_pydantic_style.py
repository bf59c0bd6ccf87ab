# The plugin of mypy knows simple aliases only.
# mypy: disable-error-code="pydantic-alias"

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from ipaddress import IPv4Address
from pathlib import PurePosixPath
from typing import Annotated, Any, Generic, Literal, TypeVar, Union
from uuid import UUID

import pytest
from pydantic import (
    AfterValidator,
    AliasChoices,
    AliasPath,
    AnyUrl,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    RootModel,
    SecretBytes,
    SecretStr,
    computed_field,
    field_serializer,
    field_validator,
    model_serializer,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModel
from boto3_assist.dynamodb.codec import decode_item, encode_item
from boto3_assist.dynamodb.schema import plain_value, schema_of_class
from boto3_assist.errors import (
    Boto3AssistError,
    ConfigurationError,
    SerializationError,
    ValidationError,
)

SECRET = "top-secret-value"
ID = UUID("12345678-1234-5678-1234-567812345678")
T = TypeVar("T")


class Status(str, Enum):
    OPEN = "open"


class Cat(BaseModel):
    kind: Literal["cat"] = "cat"
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"] = "dog"
    weight: float = 1.5


Animal = Annotated[Union[Cat, Dog], Field(discriminator="kind")]


@dataclass
class Size:
    width: float
    unit: str = "cm"


class Line(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)
    unit_price: Decimal
    sold_at: datetime | None = None
    rate: float = 0.0


class Values(RootModel[dict[str, float]]):
    pass


class Order(DynamoDBModel):
    model_config = ConfigDict(alias_generator=to_camel)

    order_id: str
    placed_at: datetime
    day: date | None = None
    total: Decimal = Decimal(0)
    status: Status = Status.OPEN
    lines: list[Line] = []
    by_name: dict[str, Line] = {}
    by_number: dict[int, str] = {}
    by_id: dict[UUID, int] = {}
    tags: set[str] | None = None
    numbers: frozenset[Decimal] | None = None
    pets: list[Animal] = []
    password: SecretStr = SecretStr("")
    token: SecretBytes = SecretBytes(b"")
    site: AnyUrl | None = None
    address: IPv4Address | None = None
    path: PurePosixPath | None = None
    lasting: timedelta | None = None
    raw: bytes | None = None
    pair: tuple[int, str] | None = None
    queue: deque[Decimal] = deque()
    size: Size | None = None
    free: Any = None
    values: Values | None = None
    renamed: str = Field("", alias="other")
    split: str = Field("", validation_alias="in", serialization_alias="out")
    chosen: str = Field("", validation_alias=AliasChoices("one", AliasPath("two", 0)))

    primary = DynamoDBIndex.primary(pk="order#{order_id}", sk="order")


def make(**values: Any) -> Order:
    required = {"order_id": "7", "placed_at": datetime(2024, 5, 6, 7, tzinfo=timezone.utc)}
    return Order.model_validate({**required, **values}, by_name=True, by_alias=False)


FULL = make(
    day=date(2024, 5, 6),
    total=Decimal("19.99"),
    lines=[Line(unit_price=Decimal("1.10"), sold_at=datetime(2024, 1, 1), rate=0.1)],
    by_name={"a": Line(unit_price=Decimal("1E+20"))},
    by_number={1: "a", -2: "b"},
    by_id={ID: 1},
    tags={"x", "y"},
    numbers={Decimal("1.5"), Decimal(2)},
    pets=[Cat(lives=7), Dog(weight=0.1)],
    password=SecretStr(SECRET),
    token=SecretBytes(b"\x00\xff"),
    site=AnyUrl("https://example.com/a?b=c"),
    address=IPv4Address("10.0.0.1"),
    path=PurePosixPath("/a/b"),
    lasting=timedelta(days=1, microseconds=5),
    raw=b"\x00\xff",
    pair=(1, "a"),
    queue=deque([Decimal("1.5")]),
    size=Size(1.5),
    free={"x": [1, b"y", {"z"}, {"m": 0.5}]},
    values=Values({"a": 0.25}),
    renamed="r",
    split="s",
    chosen="c",
)


def round_trip(model: Any) -> Any:
    return type(model).map(decode_item(model.to_client_dictionary()))


def rebuilt(model: Any) -> Any:
    schema = schema_of_class(type(model))
    item = decode_item(encode_item(schema.stored(model), plain_value))
    return schema.build({n: v for n, v in item.items() if n in schema.by_attribute})


def test_a_model_reads_back_from_its_item() -> None:
    assert round_trip(FULL) == FULL
    assert round_trip(round_trip(FULL)) == FULL
    assert round_trip(make()) == make()


def test_attributes_have_the_serialization_aliases_and_plain_values() -> None:
    stored = schema_of_class(Order).stored(FULL)
    assert stored["lines"] == [
        {"unitPrice": Decimal("1.10"), "soldAt": datetime(2024, 1, 1), "rate": 0.1}
    ]
    assert stored["byNumber"] == {"1": "a", "-2": "b"}
    assert stored["byId"] == {str(ID): 1}
    assert stored["password"] == SECRET
    assert stored["token"] == b"\x00\xff"
    assert stored["site"] == "https://example.com/a?b=c"
    assert stored["lasting"] == "P1DT0.000005S"
    assert stored["queue"] == [Decimal("1.5")]
    assert stored["raw"] == b"\x00\xff"
    assert stored["values"] == {"a": 0.25}
    assert (stored["other"], stored["out"], stored["chosen"]) == ("r", "s", "c")


def test_none_is_stored_only_where_an_absent_attribute_would_read_otherwise() -> None:
    class Mixed(DynamoDBModel):
        a: str | None
        b: str | None = None
        c: str | None = "default"

    assert schema_of_class(Mixed).stored(Mixed(a=None, c=None)) == {"a": None, "c": None}


def test_aliases_that_are_names_of_other_fields_are_not_mixed_up() -> None:
    class Swapped(DynamoDBModel):
        a: int = Field(alias="b")
        b: int = Field(alias="c")

    model = Swapped(b=1, c=2)
    assert (rebuilt(model).a, rebuilt(model).b) == (1, 2)
    model.map({"b": 5})
    assert (model.a, model.b) == (5, 2)


def test_two_fields_under_one_name_are_refused_when_the_class_is_made() -> None:
    with pytest.raises(ConfigurationError, match="stored as 'x'"):

        class Stored(DynamoDBModel):
            a: int = Field(0, serialization_alias="x")
            x: int = 0

    with pytest.raises(ConfigurationError, match="validated as 'x'"):

        class Validated(DynamoDBModel):
            a: int = Field(0, validation_alias="x")
            b: int = Field(0, validation_alias="x")


class OneWay(BaseModel):
    zip_code: str = Field(serialization_alias="zip")


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")
    a: int = 0

    @computed_field  # type: ignore[prop-decorator]  # mypy does not know the order of the two
    @property
    def double(self) -> int:
        return self.a * 2


def test_a_nested_model_that_would_not_read_back_is_refused_when_the_class_is_made() -> None:
    with pytest.raises(ConfigurationError, match="'zip'"):

        class Holder(DynamoDBModel):
            addresses: dict[str, list[OneWay]] = {}

    with pytest.raises(ConfigurationError, match="'double'"):

        class Other(DynamoDBModel):
            strict: Strict | None = None

    class Excluded(DynamoDBModel):
        strict: Strict | None = Field(None, exclude=True)

    assert rebuilt(Excluded()) == Excluded()


def test_computed_fields_are_stored_and_never_read() -> None:
    class Squared(DynamoDBModel):
        a: int

        @computed_field(alias="square")  # type: ignore[prop-decorator]  # as above
        @property
        def squared(self) -> int:
            return self.a**2

        primary = DynamoDBIndex.primary(pk="s#{a}")

    assert schema_of_class(Squared).stored(Squared(a=3)) == {"a": 3, "square": 9}
    assert schema_of_class(Squared).extra_attributes() == {"square"}
    assert round_trip(Squared(a=3)).to_resource_dictionary() == {"a": 3, "square": 9, "pk": "s#3"}


def test_the_models_own_serialisers_and_validators_are_in_force() -> None:
    class Own(DynamoDBModel):
        tags: list[str]
        upper: Annotated[str, AfterValidator(str.upper)]
        hidden: str = Field("x", exclude=True)
        _private: int = PrivateAttr(3)

        @field_serializer("tags")
        def join(self, tags: list[str]) -> str:
            return ",".join(tags)

        @field_validator("tags", mode="before")
        @classmethod
        def split(cls, tags: Any) -> Any:
            return tags.split(",") if isinstance(tags, str) else tags

    model = Own(tags=["a", "b"], upper="x")
    assert schema_of_class(Own).stored(model) == {"tags": "a,b", "upper": "X"}
    assert rebuilt(model) == model
    assert rebuilt(model)._private == 3


def test_strict_models_read_their_own_items() -> None:
    class Exact(DynamoDBModel):
        model_config = ConfigDict(strict=True)
        at: datetime
        identity: UUID
        status: Status
        price: Decimal
        tags: frozenset[str]
        pair: tuple[int, int]
        line: Line

    model = Exact(
        at=datetime(2024, 1, 1),
        identity=ID,
        status=Status.OPEN,
        price=Decimal(5),
        tags=frozenset("a"),
        pair=(1, 2),
        line=Line(unit_price=Decimal(1)),
    )
    assert rebuilt(model) == model
    with pytest.raises(ValidationError) as caught:
        rebuilt(model).map({"at": SECRET})
    assert [p["field"] for p in caught.value.details["fields"]] == ["at"]
    with pytest.raises(ValidationError) as caught:
        rebuilt(model).map({"price": "5", "pair": [1, 2]})
    assert "price" in [p["field"] for p in caught.value.details["fields"]]
    assert rebuilt(model).map({"line": {"unitPrice": 1, "new": 2}}).line.unit_price == 1


def test_frozen_models_and_fields() -> None:
    class Frozen(DynamoDBModel):
        model_config = ConfigDict(frozen=True)
        a: int

    class Part(DynamoDBModel):
        a: int = Field(frozen=True)
        b: int = 0

    with pytest.raises(ValidationError, match="frozen"):
        Frozen.map({"a": 1}).map({"a": 2})
    part = Part.map({"a": 1})
    part.map({"a": 1, "b": 5})
    with pytest.raises(ValidationError, match="a of Part is frozen"):
        part.map({"a": 2, "b": 6})
    assert (part.a, part.b) == (1, 5)


def test_map_on_an_instance_checks_the_whole_and_takes_over_what_was_given() -> None:
    class Range(DynamoDBModel):
        model_config = ConfigDict(validate_assignment=True)
        low: int
        high: int
        note: list[str] = []

        @model_validator(mode="after")
        def check(self) -> Range:
            if self.low > self.high:
                raise ValueError(f"{SECRET}")
            return self

    model = Range(low=1, high=2)
    note = model.note
    model.map({"low": 5, "high": 7})
    assert (model.low, model.high) == (5, 7)
    assert model.note is note
    assert model.model_fields_set == {"low", "high"}
    with pytest.raises(ValidationError) as caught:
        model.map({"low": 6, "high": 5})
    assert (model.low, model.high) == (5, 7)
    assert SECRET not in f"{caught.value}{caught.value.to_dict()}"
    assert caught.value.details["fields"][0]["field"] == "the model as a whole"


def test_extra_attributes() -> None:
    class Forbidding(DynamoDBModel):
        model_config = ConfigDict(extra="forbid")
        a: int
        primary = DynamoDBIndex.primary(pk="s#{a}")

    class Allowing(DynamoDBModel):
        model_config = ConfigDict(extra="allow")
        a: int
        primary = DynamoDBIndex.primary(pk="s#{a}")

    item = {"pk": "s#1", "a": 1, "b": {"c": 2}}
    for model in (Forbidding, Allowing):
        assert model.map(item).to_resource_dictionary() == item
    made: Any = Allowing.map(item)
    assert made.b == {"c": 2}
    assert round_trip(made) == made


def test_forward_references_and_generic_models() -> None:
    class Tree(DynamoDBModel):
        name: str
        children: list[Tree] = []
        weight: Later | None = None

    class Later(BaseModel):
        grams: float

    Tree.model_rebuild(_types_namespace={"Later": Later})

    class Box(DynamoDBModel, Generic[T]):
        content: T

    tree = Tree(name="a", children=[Tree(name="b", weight=Later(grams=0.5))])
    assert rebuilt(tree) == tree
    assert rebuilt(Box[Cat](content=Cat())) == Box[Cat](content=Cat())
    with pytest.raises(ValidationError):
        Box[Cat].map({"content": 5})


def test_a_class_whose_types_are_not_defined_yet_is_named() -> None:
    class Unready(DynamoDBModel):
        other: Undefined  # type: ignore[name-defined]  # noqa: F821  # as under TYPE_CHECKING

    with pytest.raises(ConfigurationError, match="Unready names types that are not defined"):
        Unready.map({"other": 1})


def test_b9_what_nested_models_do_not_know_survives() -> None:
    class Rows(DynamoDBModel):
        line: Line
        lines: list[Line]
        table: dict[str, tuple[Line, ...]]
        size: Size
        pet: Animal
        own: Annotated[Line, BeforeValidator(lambda v: v)]

    line = {"unitPrice": 1, "soldAt": None, "rate": 0.5, "colour": {"x": 1}}
    size = {"width": 0.5, "unit": "cm", "depth": 2}
    item = {
        "line": line,
        "lines": [line, line],
        "table": {"a": [line]},
        "size": size,
        "pet": {"kind": "dog", "weight": 0.5, "name": "x"},
        "own": line,
    }
    rows = Rows.map(item)
    assert rows.to_resource_dictionary(include_indexes=False) == item
    rows.line.rate = 2.0
    rows.lines.reverse()
    assert rows.to_resource_dictionary(include_indexes=False)["line"] == {**line, "rate": 2.0}
    assert "colour" not in rows.to_dictionary()["lines"][0]
    assert "depth" not in rows.to_dictionary()["size"]


def test_b9_what_a_subclass_adds_is_stored_where_its_base_is_declared() -> None:
    class Heavy(Dog):
        load: Decimal = Decimal(0)

    class Terse(Dog):
        load: int = 1

        @model_serializer(mode="wrap")
        def serialise(self, handler: Any) -> Any:
            return {name: v for name, v in handler(self).items() if name == "kind"}

    class Kennel(DynamoDBModel):
        dog: Dog
        dogs: list[Dog] = []

    kennel = Kennel(dog=Heavy(load=Decimal(5)), dogs=[Heavy(), Dog(), Terse()])
    stored = schema_of_class(Kennel).stored(kennel)
    assert stored["dog"] == {"kind": "dog", "weight": 1.5, "load": Decimal(5)}
    assert stored["dogs"][0]["load"] == 0
    assert stored["dogs"][1] == {"kind": "dog", "weight": 1.5}
    assert schema_of_class(Kennel).stored(rebuilt(kennel))["dog"] == stored["dog"]


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"total": SECRET}, "total"),
        ({"total": True}, "total"),
        ({"order_id": None}, "order_id"),
        ({"order_id": 5}, "order_id"),
        ({"placed_at": "2024-05-06T07:08:09.1234567Z"}, "placed_at"),
        ({"lines": [{"unitPrice": 1, "rate": Decimal("1." + "1" * 29)}]}, "lines[0].rate"),
        ({"lines": [{"unit_price": 1, "rate": 2**53 + 1}]}, "lines[0].rate"),
        ({"by_name": {"a": {"unitPrice": True}}}, "by_name.a.unitPrice"),
        ({"size": {"width": Decimal("0." + "3" * 30)}}, "size.width"),
        ({"size": {"width": "0." + "3" * 30}}, "size.width"),
        ({"values": {"a": 2**53 + 1}}, "values.a"),
        ({"pets": [{"kind": "dog", "weight": 2**53 + 1}]}, "pets[0].weight"),
        ({"tags": ["x", "x"]}, "tags"),
        ({"by_number": {"1": "a", 1: "b"}}, "by_number"),
        ({"raw": 5}, "raw"),
        ({"pair": [1]}, "pair.1"),
        ({"pair": [True, "x"]}, "pair[0]"),
    ],
)
def test_b11_what_would_lose_something_is_named_and_not_shown(
    values: dict[str, Any], path: str
) -> None:
    item = {
        Order.model_fields[name].serialization_alias or name: value
        for name, value in {**FULL.model_dump(include={"order_id", "placed_at"}), **values}.items()
    }
    with pytest.raises(ValidationError) as caught:
        Order.map(item)
    assert caught.value.details["fields"][0]["field"] == path
    assert caught.value.details["fields"][0]["given"]
    assert SECRET not in f"{caught.value!r}{caught.value}{caught.value.to_dict()}"


class Numbers(DynamoDBModel):
    flag: bool = False
    whole: int = 0
    ratio: float = 0
    ratios: set[float] = set()
    moments: list[datetime] = []
    rounded: Annotated[float, AfterValidator(lambda value: round(value, 1))] = 0.0
    either: int | bool | None = None


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"whole": Decimal("5.0")}, 5),
        ({"whole": 5.0}, 5),
        ({"ratio": Decimal("0.1")}, 0.1),
        ({"ratio": "0.1"}, 0.1),
        ({"ratios": {Decimal("0.1"), 2}}, {0.1, 2.0}),
        ({"ratios": [Decimal("0.1"), 2]}, {0.1, 2.0}),
        ({"rounded": Decimal("0.123456789012345678901234567")}, 0.1),
        ({"either": True}, True),
        ({"either": 1}, 1),
    ],
)
def test_what_loses_nothing_is_taken(values: dict[str, Any], expected: Any) -> None:
    ((name, _),) = values.items()
    taken = getattr(Numbers.map(values), name)
    assert taken == expected
    assert type(taken) is type(expected)


@pytest.mark.parametrize(
    "values",
    [
        {"flag": 1},
        {"flag": Decimal(1)},
        {"whole": True},
        {"whole": 19.99},
        {"whole": 2.386441001284743e16},
        {"ratio": True},
        {"ratio": 2**53 + 1},
        {"ratio": "12345678901234567890.123456789"},
        {"ratios": {2**53 + 1, 0.5}},
        {"ratios": [0.5, 0.5]},
        {"ratios": {Decimal("0.1" + "1" * 25)}},
        {"moments": ["2024-05-06T07:08:09.123456789"]},
    ],
)
def test_b11_numbers_and_times_are_never_bent(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as caught:
        Numbers.map(values)
    assert caught.value.details["fields"][0]["field"].startswith(next(iter(values)))


class Checked(DynamoDBModel):
    identity: UUID | None = None
    site: AnyUrl | None = None
    pet: Animal | None = None
    tag: Literal["a", "b"] = "a"
    custom: Annotated[str, AfterValidator(lambda value: fail(value))] = ""
    asserted: Annotated[str, AfterValidator(lambda value: fail_assertion(value))] = ""
    own: Annotated[str, AfterValidator(lambda value: fail_own(value))] = ""
    at: datetime | None = None
    short: str = Field("", max_length=3)
    matching: str = Field("", pattern="^[a-z]$")


def fail(value: str) -> str:
    raise ValueError(f"no {value}")


def fail_assertion(value: str) -> str:
    raise AssertionError(f"no {value}")


def fail_own(value: str) -> str:
    raise PydanticCustomError("own", "no {value}", {"value": value})


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"identity": SECRET}, "a valid UUID"),
        ({"site": f"http://{SECRET}:port/"}, "a valid URL"),
        ({"pet": {"kind": SECRET}}, "one of the tags 'cat', 'dog'"),
        ({"pet": {"other": SECRET}}, "Unable to extract tag using discriminator 'kind'"),
        ({"tag": SECRET}, "'a' or 'b'"),
        ({"custom": SECRET}, "what its validator accepts"),
        ({"asserted": SECRET}, "what its validator accepts"),
        ({"own": SECRET}, "what its validator accepts"),
        ({"at": SECRET}, "a valid datetime"),
        ({"short": SECRET}, "String should have at most 3 characters"),
        ({"matching": SECRET}, "String should match pattern '^[a-z]$'"),
    ],
)
def test_pydantics_messages_are_kept_but_for_values(values: dict[str, Any], expected: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Checked.map(values)
    assert SECRET not in f"{caught.value!r}{caught.value}{caught.value.to_dict()}"
    assert caught.value.__cause__ is None
    (problem,) = caught.value.details["fields"]
    assert problem["expected"].startswith(expected)


def test_b10_none_stays_none_where_it_is_the_default() -> None:
    class Sloppy(DynamoDBModel):
        name: str = None  # type: ignore[assignment]  # as people write it

    made: Any = Sloppy.map({"name": None})
    assert made.name is None
    assert schema_of_class(Sloppy).stored(made) == {}


def test_a_missing_field_is_named() -> None:
    with pytest.raises(ValidationError) as caught:
        Order.map({})
    fields = caught.value.details["fields"]
    assert [(f["field"], f["given"]) for f in fields] == [
        ("order_id", "nothing"),
        ("placed_at", "nothing"),
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("total", 5),
        ("order_id", None),
        ("tags", ["x"]),
        ("status", "open"),
        ("lines", [{"unit_price": 1}]),
    ],
)
def test_a_field_set_to_another_type_is_refused_on_the_way_out(name: str, value: Any) -> None:
    order = make()
    setattr(order, name, value)
    with pytest.raises(ValidationError) as caught:
        schema_of_class(Order).stored(order)
    assert [p["field"] for p in caught.value.details["fields"]] == [name]


def test_what_pydantic_cannot_dump_is_named() -> None:
    class Frozen(BaseModel):
        model_config = ConfigDict(frozen=True)
        x: int

    class Holder(DynamoDBModel):
        members: set[Frozen] = set()
        children: list[Holder] = []
        named: dict[Any, int] = {}
        broken: str = ""

        @field_serializer("broken")
        def serialise(self, value: str) -> str:
            if value:
                raise RuntimeError(SECRET)
            return value

    looped = Holder()
    looped.children.append(looped)
    cases: list[tuple[Holder, str]] = [
        (looped, "children"),
        (Holder(members={Frozen(x=1)}), "members"),
        (Holder(named={1: 1, "1": 2}), "named"),
        (Holder(broken="x"), "broken"),
    ]
    for holder, name in cases:
        with pytest.raises(ValidationError) as caught:
            schema_of_class(Holder).stored(holder)
        assert [p["field"] for p in caught.value.details["fields"]] == [name]
        assert SECRET not in f"{caught.value}{caught.value.to_dict()}"


def test_a_computed_field_that_fails_is_named() -> None:
    class Failing(DynamoDBModel):
        @computed_field  # type: ignore[prop-decorator]  # as above
        @property
        def total(self) -> int:
            return "x"  # type: ignore[return-value]  # the failure

    with pytest.raises(ValidationError) as caught:
        schema_of_class(Failing).stored(Failing())
    assert caught.value.details["fields"][0]["field"] == "total"


def test_what_the_codec_cannot_take_is_refused_by_its_path() -> None:
    class Loose(DynamoDBModel):
        model_config = ConfigDict(arbitrary_types_allowed=True)
        thing: Any = None
        primary = DynamoDBIndex.primary(pk="x")

    class Opaque:
        pass

    looped = Loose(thing=[])
    looped.thing.append(looped)
    with pytest.raises(SerializationError, match="nested too deep"):
        schema_of_class(Loose).stored(looped)
    with pytest.raises(SerializationError) as caught:
        Loose(thing={"a": [Opaque()]}).to_client_dictionary()
    assert caught.value.details["path"] == "thing.a[0]"


def test_a6_private_attributes_and_methods_are_never_set_from_data() -> None:
    class Private(DynamoDBModel):
        a: int = 0
        _hidden: int = PrivateAttr(1)

    data = {"a": 1, "_hidden": 9, "__dict__": {"a": 9}, "model_fields": 1, "map": "x"}
    for made in (Private.map(data), Private().map(data)):
        assert (made.a, made._hidden) == (1, 1)
        assert callable(made.map)


def test_every_refusal_is_an_error_of_the_library() -> None:
    for item in ({"orderId": 5}, {"orderId": "7", "placedAt": object()}):
        with pytest.raises(Boto3AssistError):
            Order.map(item)
