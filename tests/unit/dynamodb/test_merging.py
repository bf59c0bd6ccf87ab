from __future__ import annotations

import copy
from collections import OrderedDict
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Any, Literal

import pytest
from boto3.dynamodb.types import Binary
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    Json,
    PrivateAttr,
    RootModel,
    computed_field,
    model_validator,
)

from boto3_assist.dynamodb import (
    CLEAR_FIELD,
    DynamoDBModel,
    DynamoDBModelBase,
    MergeStrategy,
    exclude_from_serialization,
)
from boto3_assist.dynamodb.instance_state import cleared_attributes, keep_stored
from boto3_assist.errors import (
    ValidationError,
)
from tests.unit.dynamodb.merge_models import (
    EXISTING,
    NON_NULL,
    SECRET,
    STYLES,
    UPDATES,
    DataOrder,
    PlainOrder,
    PydanticOrder,
    make,
    strategies,
    styles,
    values_of,
)


@styles
@pytest.mark.parametrize(
    ("strategy", "before", "updates", "after"),
    [
        (NON_NULL, {"note": "a"}, {"note": "b"}, {"note": "b"}),
        (NON_NULL, {"note": "a"}, {"note": None}, {"note": "a"}),
        (NON_NULL, {"tags": ["a"]}, {"tags": ["b"]}, {"tags": ["b"]}),
        (NON_NULL, {"tags": ["a"]}, {"tags": []}, {"tags": []}),
        (NON_NULL, {"total": Decimal(1)}, {"total": 0}, {"total": Decimal(0)}),
        (
            NON_NULL,
            {"options": {"a": 1, "m": {"x": 1}}},
            {"options": {"a": None, "b": 2, "m": {"y": 2, "z": None}}},
            {"options": {"a": 1, "b": 2, "m": {"x": 1, "y": 2}}},
        ),
        (UPDATES, {"note": "a"}, {"note": "b"}, {"note": "b"}),
        (UPDATES, {"note": "a"}, {"note": None}, {"note": None}),
        (UPDATES, {"tags": ["a"]}, {"tags": ["b"]}, {"tags": ["b"]}),
        (
            UPDATES,
            {"options": {"a": 1, "m": {"x": 1}}},
            {"options": {"m": {"y": None}}},
            {"options": {"m": {"y": None}}},
        ),
        (EXISTING, {"note": "a"}, {"note": "b"}, {"note": "a"}),
        (EXISTING, {"note": None}, {"note": "b"}, {"note": "b"}),
        (EXISTING, {"note": ""}, {"note": "b"}, {"note": ""}),
        (EXISTING, {"total": Decimal(0)}, {"total": 5}, {"total": Decimal(0)}),
        (EXISTING, {"tags": []}, {"tags": ["a"]}, {"tags": []}),
        (
            EXISTING,
            {"options": {"a": 1, "n": None, "m": {"x": 1, "y": None}}},
            {"options": {"a": 2, "n": 3, "o": None, "m": {"x": 2, "y": 3, "z": 4}}},
            {"options": {"a": 1, "n": 3, "m": {"x": 1, "y": 3, "z": 4}}},
        ),
    ],
)
def test_values_by_strategy(
    style: Any,
    strategy: MergeStrategy,
    before: dict[str, Any],
    updates: dict[str, Any],
    after: dict[str, Any],
) -> None:
    order = make(style, **copy.deepcopy(before))

    merged = order.merge(updates, strategy)

    assert merged is order
    assert order.to_dictionary() == make(style, **after).to_dictionary()
    assert type(order.total) is Decimal
    assert make(style, **copy.deepcopy(before)).merge(updates, strategy.value).to_dictionary() == (
        order.to_dictionary()
    )


@styles
@pytest.mark.parametrize(
    ("strategy", "update", "place"),
    [
        (NON_NULL, {"zip_code": "9", "floor": None}, ("Main", "9", 2)),
        (UPDATES, {"zip_code": None}, ("Main", None, 2)),
        (UPDATES, {"street": "Side", "floor": 3}, ("Side", "1", 3)),
        (EXISTING, {"street": "Side", "zip_code": "9"}, ("Main", "1", 2)),
    ],
)
def test_a_nested_model_is_merged_field_by_field(
    style: Any, strategy: MergeStrategy, update: Any, place: tuple[Any, ...]
) -> None:
    nested = STYLES[style](street="Main", zip_code="1")
    nested.floor = 2
    order = make(style, place=nested)

    order.merge({"place": update}, strategy)

    assert (order.place.street, order.place.zip_code, order.place.floor) == place
    assert type(order.place) is STYLES[style]
    assert (nested.street, nested.zip_code, nested.floor) == ("Main", "1", 2)


@styles
@pytest.mark.parametrize(
    ("strategy", "zip_codes"),
    [
        (NON_NULL, {"home": "1", "work": "2", "new": None}),
        (UPDATES, {"home": None, "new": None}),
        (EXISTING, {"home": "1", "work": "2", "new": None}),
    ],
)
def test_a_map_of_models(
    style: Any, strategy: MergeStrategy, zip_codes: dict[str, str | None]
) -> None:
    place: Any = STYLES[style]
    places = {"home": place(street="a", zip_code="1"), "work": place(street="b", zip_code="2")}
    order = make(style, places=places)

    order.merge({"places": {"home": {"street": "c"}, "new": {"street": "d"}}}, strategy)

    assert {name: each.zip_code for name, each in order.places.items()} == zip_codes
    assert {type(each) for each in order.places.values()} == {place}
    assert order.places["home"].street == ("a" if strategy is EXISTING else "c")
    assert places["home"].street == "a"


@styles
def test_existing_wins_fills_gaps_inside_nested_models(style: Any) -> None:
    order = make(style, place=STYLES[style](street="Main"))

    order.merge({"place": {"street": "Side", "zip_code": "9"}}, EXISTING)

    assert (order.place.street, order.place.zip_code) == ("Main", "9")


@styles
@strategies
def test_a_nested_model_comes_where_there_is_none(style: Any, strategy: MergeStrategy) -> None:
    order = make(style)

    order.merge({"place": {"street": "Main", "zip_code": CLEAR_FIELD}}, strategy)

    assert type(order.place) is STYLES[style]
    assert (order.place.street, order.place.zip_code) == ("Main", None)


@styles
@strategies
def test_clear_field_at_every_depth_by_every_strategy(style: Any, strategy: MergeStrategy) -> None:
    place = STYLES[style](street="Main", zip_code="1")
    place.floor = 5
    order = make(
        style,
        note="a",
        status="paid",
        tags=["a"],
        options={"a": 1, "m": {"x": 1, "y": 2}},
        place=place,
    )
    updates = {
        "note": CLEAR_FIELD,
        "status": CLEAR_FIELD,
        "tags": CLEAR_FIELD,
        "required": CLEAR_FIELD,
        "options": {"a": CLEAR_FIELD, "m": {"x": CLEAR_FIELD, "y": 2}, "absent": CLEAR_FIELD},
        "place": {"zip_code": CLEAR_FIELD, "floor": CLEAR_FIELD},
    }

    order.merge(updates, strategy)

    assert (order.note, order.status, order.tags, order.required) == (None, "open", [], None)
    assert order.options == {"m": {"y": 2}}
    assert (order.place.street, order.place.zip_code, order.place.floor) == ("Main", None, 0)
    # What must be there is None; the attribute is not to go.
    assert cleared_attributes(order) == {"note", "status", "tags"}
    assert not isinstance(order.to_client_dictionary()["required"], str)
    assert CLEAR_FIELD not in order.to_dictionary().values()


@styles
@strategies
def test_a_required_field_that_takes_no_none_cannot_be_cleared(
    style: Any, strategy: MergeStrategy
) -> None:
    order = make(style, note="a")
    before = values_of(order)

    with pytest.raises(ValidationError, match="order_id"):
        order.merge({"note": CLEAR_FIELD, "order_id": CLEAR_FIELD}, strategy)

    assert values_of(order) == before
    assert cleared_attributes(order) == frozenset()


@styles
def test_what_was_cleared_is_remembered_until_it_has_a_value(style: Any) -> None:
    order = make(style, note="a", status="paid", tags=["a"])
    order.merge({"note": CLEAR_FIELD, "status": CLEAR_FIELD, "tags": CLEAR_FIELD})

    order.merge({"note": "b"})
    assert cleared_attributes(order) == {"status", "tags"}
    order.map({"status": "paid"})
    assert cleared_attributes(order) == {"tags"}
    assert cleared_attributes(copy.deepcopy(order)) == {"tags"}
    order.tags.append("b")
    assert cleared_attributes(order) == frozenset()
    order.merge({"note": CLEAR_FIELD}).merge({"note": None})
    assert "note" in cleared_attributes(order)
    order.note = "by hand"
    assert cleared_attributes(order) == frozenset()


@styles
def test_what_was_cleared_is_forgotten_once_it_is_written(style: Any) -> None:
    order = make(style, note="a").merge({"note": CLEAR_FIELD})

    keep_stored(order, order.to_client_dictionary())

    assert cleared_attributes(order) == frozenset()


@styles
@pytest.mark.parametrize(
    "value", [[CLEAR_FIELD], ["a", {"b": [CLEAR_FIELD]}], (CLEAR_FIELD,), {CLEAR_FIELD}]
)
def test_an_entry_of_a_list_or_set_cannot_be_cleared(style: Any, value: Any) -> None:
    order = make(style, note="a")

    with pytest.raises(ValidationError, match="options.a"):
        order.merge({"note": "b", "options": {"a": value}})

    assert (order.note, order.options) == ("a", {})


@styles
@strategies
def test_clear_field_is_dropped_from_maps_that_are_taken_as_wholes(
    style: Any, strategy: MergeStrategy
) -> None:
    order = make(style, options=None if style is PlainOrder else {})

    order.merge(
        {"options": {"new": {"a": 1, "b": CLEAR_FIELD, "c": [{"d": CLEAR_FIELD}]}}}, strategy
    )

    assert order.options == {"new": {"a": 1, "c": [{}]}}


@styles
@pytest.mark.parametrize(
    "given",
    [
        lambda style: style.map({"order_id": "1", "required": 1, "options": {"a": CLEAR_FIELD}}),
        lambda style: style.map({"order_id": CLEAR_FIELD, "required": 1}),
        lambda style: style.map({"order_id": "1", "required": 1, "unknown": CLEAR_FIELD}),
        lambda style: make(style).map({"options": [[CLEAR_FIELD]]}),
        lambda style: make(style).map({"note": CLEAR_FIELD}),
    ],
)
def test_map_takes_no_clear_field(style: Any, given: Any) -> None:
    with pytest.raises(ValidationError, match="CLEAR_FIELD"):
        given(style)


class WithProperties(DynamoDBModelBase):
    def __init__(self) -> None:
        self.name = "Ann"
        self._email: str | None = None
        self._hidden: str | None = None

    @property
    def email(self) -> str | None:
        return self._email

    @email.setter
    def email(self, value: str | None) -> None:
        if value == "bad":
            raise TypeError("no e-mail")
        self._email = value

    @property
    def length(self) -> int:
        return len(self.name)

    @property
    @exclude_from_serialization
    def hidden(self) -> str | None:
        return self._hidden

    @hidden.setter
    def hidden(self, value: str | None) -> None:
        self._hidden = value


def test_b20_what_a_setter_raises_is_heard_and_nothing_is_half_set() -> None:
    person = WithProperties()

    with pytest.raises(TypeError, match="no e-mail"):
        person.merge({"name": "Bob", "email": "bad"})

    assert (person.name, person.email) == ("Ann", None)
    assert person.merge({"email": "a@b", "hidden": "x"}).email == "a@b"
    assert person.hidden == "x"
    person.merge({"email": CLEAR_FIELD})
    assert person.email is None


def test_a_property_without_a_setter_is_refused() -> None:
    for value in (5, CLEAR_FIELD, None):
        with pytest.raises(ValidationError, match="length of WithProperties cannot be set"):
            WithProperties().merge({"name": "Bob", "length": value})

    class Squared(DynamoDBModel):
        a: int = 1

        @computed_field  # type: ignore[prop-decorator]  # mypy does not know the order of the two
        @property
        def square(self) -> int:
            return self.a**2

    with pytest.raises(ValidationError, match="square of Squared cannot be set"):
        Squared().merge({"square": 4})


@styles
def test_a_nested_model_as_a_value(style: Any) -> None:
    place = STYLES[style]
    given = place(street="Side")
    order = make(style, place=place(street="Main", zip_code="1"))

    assert order.merge({"place": given}).place.zip_code == "1"
    assert order.place.street == "Side"
    assert order.merge({"place": place(street="X", zip_code="2")}, EXISTING).place.street == "Side"
    assert order.merge({"place": given}, UPDATES).place.zip_code is None


class Cat(BaseModel):
    kind: Literal["cat"] = "cat"
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"] = "dog"
    weight: int = 5


class Owner(DynamoDBModel):
    pet: Cat | Dog = Cat()


def test_a_model_of_another_class_comes_in_place_of_what_is_there() -> None:
    assert Owner().merge({"pet": Dog(weight=1)}).pet == Dog(weight=1)
    assert Owner().merge({"pet": Dog()}, EXISTING).pet == Cat()
    with pytest.raises(ValidationError, match="pet.kind"):
        Owner().merge({"pet": {"kind": "dog"}})


@styles
def test_nothing_changes_nothing(style: Any) -> None:
    order = make(style, note="a")
    before, held = values_of(order), dict(vars(order))
    nothings: list[Any] = [None, {}, {"note": None}, {"place": None}]

    for nothing in nothings:
        order.merge(nothing)

    assert values_of(order) == before
    assert all(vars(order)[name] is value for name, value in held.items())


@styles
@pytest.mark.parametrize(
    ("updates", "path", "given"),
    [
        ({"total": SECRET}, "total", "str of 16 characters"),
        ({"total": True}, "total", "bool"),
        ({"status": 5}, "status", "int"),
        ({"place": {"floor": "x"}}, "place.floor", "str of 1 characters"),
        ({"places": {"home": {"floor": 1.5}}}, "places.home.floor", "float"),
        ({"place": SECRET}, "place", "str of 16 characters"),
    ],
)
def test_what_does_not_fit_is_named_and_not_shown_and_nothing_changes(
    style: Any, updates: dict[str, Any], path: str, given: str
) -> None:
    place = STYLES[style](street="Main")
    order = make(style, note="a", place=place, places={"home": place})
    before = values_of(order)

    with pytest.raises(ValidationError) as caught:
        order.merge({"note": "b", **updates})

    (problem,) = caught.value.details["fields"]
    assert (problem["field"], problem["given"]) == (path, given)
    assert caught.value.details["suggestion"]
    assert SECRET not in f"{caught.value}{caught.value.to_dict()}"
    assert values_of(order) == before
    assert order.place is place


def test_a_value_without_place_in_its_model_is_refused_when_it_comes_last() -> None:
    order = make(DataOrder, note="a")

    with pytest.raises(ValidationError):
        order.merge({"note": "b", "tags": ["x"], "total": "many"})

    assert (order.note, order.tags) == ("a", [])


def test_frozen_models_are_not_changed() -> None:
    @dataclass(frozen=True)
    class Badge(DynamoDBModelBase):
        color: str = "red"

    class Card(DynamoDBModel):
        model_config = ConfigDict(frozen=True)
        color: str = "red"

    class Half(DynamoDBModel):
        color: str = Field("red", frozen=True)
        size: int = 1

    for frozen in (Badge(), Card()):
        with pytest.raises(ValidationError, match="frozen"):
            frozen.merge({"color": "blue"})
    half = Half()
    with pytest.raises(ValidationError, match="color of Half is frozen"):
        half.merge({"size": 2, "color": "blue"})
    assert half.merge({"color": "red", "size": 3}).size == 3


@dataclass(frozen=True)
class Point:
    x: int
    y: int = 0


@dataclass(slots=True)
class Tight:
    x: int
    y: int = 0


class Numbers(RootModel[dict[str, int]]):
    pass


class Holder(DynamoDBModel):
    model_config = ConfigDict(arbitrary_types_allowed=True)
    point: Point = Point(1)
    tight: Tight = Field(default_factory=lambda: Tight(1))
    numbers: Numbers = Numbers({"a": 1})
    ordered: OrderedDict[str, int] = OrderedDict(a=1)
    view: Any = None
    document: Json[dict[str, int]] | None = None
    free: Any = None
    _private: int = PrivateAttr(1)


def test_nested_values_of_every_kind() -> None:
    holder = Holder(view=MappingProxyType({"a": 1}))
    point = holder.point

    holder.merge(
        {
            "point": {"y": 2},
            "tight": {"y": 2},
            "numbers": {"b": 2},
            "ordered": {"b": 2},
            "view": {"b": 2},
            "free": {"raw": Binary(b"x")},
        }
    )

    assert (holder.point, point) == (Point(1, 2), Point(1))
    assert holder.tight == Tight(1, 2)
    assert holder.numbers == Numbers({"a": 1, "b": 2})
    assert holder.ordered == OrderedDict(a=1, b=2)
    assert holder.view == {"a": 1, "b": 2}
    assert holder.free == {"raw": b"x"}
    assert holder.merge({"document": '{"a": 1}'}).document == {"a": 1}
    assert holder.merge({"free": 1}).document == {"a": 1}
    assert holder.merge({"numbers": Numbers({"c": 3})}).numbers == Numbers({"a": 1, "b": 2, "c": 3})


def test_what_a_nested_model_has_of_its_own_stays() -> None:
    class Inner(BaseModel):
        a: int = 0
        hidden: str = Field("h", exclude=True)
        _private: int = PrivateAttr(1)

    class More(Inner):
        b: int = 0

    class Outer(DynamoDBModel):
        inner: Inner = Inner()

    outer = Outer(inner=More(b=7, hidden="x"))
    outer.inner._private = 5
    inner = outer.inner

    outer.merge({"inner": {"a": 1}})

    made: Any = outer.inner
    assert type(made) is More
    assert (made.a, made.b, made.hidden, made._private) == (1, 7, "x", 5)
    assert inner.a == 0
    assert "a" in made.model_fields_set and "b" in made.model_fields_set


@styles
def test_what_nested_models_do_not_know_is_merged(style: Any) -> None:
    order = style.map(
        {"order_id": "7", "required": 1, "place": {"street": "Main", "map": {"a": 1}, "x": 1}}
    )

    for _ in range(2):
        order.merge({"place": {"map": {"b": 2}, "x": CLEAR_FIELD}})

    assert order.to_resource_dictionary()["place"] == {
        **({"zip_code": None} if style is PydanticOrder else {}),
        **{"street": "Main", "floor": 0, "map": {"a": 1, "b": 2}},
    }


def test_extra_allow_takes_any_name() -> None:
    class Open(DynamoDBModel):
        model_config = ConfigDict(extra="allow")
        a: int = 0

    model: Any = Open()
    model.merge({"b": {"x": 1}}).merge({"b": {"y": CLEAR_FIELD, "z": 2}})
    assert model.b == {"x": 1, "z": 2}
    model.merge({"b": CLEAR_FIELD})
    assert model.to_dictionary() == {"a": 0}
    assert cleared_attributes(model) == {"b"}


@styles
def test_the_instance_shares_nothing_with_the_updates(style: Any) -> None:
    updates: dict[str, Any] = {"tags": ["a"], "options": {"m": {"l": [1]}}}
    order = make(style).merge(updates)

    updates["tags"].append("b")
    updates["options"]["m"]["l"].append(2)

    assert (order.tags, order.options) == (["a"], {"m": {"l": [1]}})


@styles
def test_a_value_nested_too_deep_is_refused(style: Any) -> None:
    deep: Any = []
    for _ in range(5_000):
        deep = [deep]

    with pytest.raises(ValidationError, match="32 levels"):
        make(style).merge({"options": {"a": deep}})


class Marked(DynamoDBModel):
    name: str = "a"
    password: str = Field("", exclude=True)


def test_a_field_that_is_never_stored_is_set_and_cleared() -> None:
    read = Marked.map({"Item": {"password": {"S": "kept"}}, "ResponseMetadata": {}})
    assert read.merge({"password": "new"}).password == "new"
    assert read.to_resource_dictionary(include_indexes=False)["password"] == "kept"

    read.merge({"password": CLEAR_FIELD})

    assert read.password == ""
    assert "password" not in read.to_resource_dictionary(include_indexes=False)
    assert cleared_attributes(read) == {"password"}


def test_a_default_that_is_made_is_made_anew() -> None:
    @dataclass
    class Ids(DynamoDBModelBase):
        ids: list[int] = field(default_factory=lambda: [1])
        kept: Annotated[str, exclude_from_serialization] = "k"

    first, second = Ids([2]).merge({"ids": CLEAR_FIELD}), Ids([3]).merge({"ids": CLEAR_FIELD})
    assert first.ids == second.ids == [1]
    assert first.ids is not second.ids
    assert first.merge({"kept": "x"}).kept == "x"
    assert first.to_dictionary() == {"ids": [1]}


def test_the_default_of_a_plain_class_that_cannot_be_made_is_none() -> None:
    class Angry(DynamoDBModelBase):
        def __init__(self, *names: str) -> None:
            if not names:
                raise RuntimeError("never without names")
            self.names = list(names)
            self.mood: str | None = "bad"

    angry = Angry("Ann").merge({"mood": CLEAR_FIELD})

    assert angry.mood is None
    assert cleared_attributes(angry) == frozenset()
    assert angry.to_resource_dictionary(include_indexes=False)["mood"] is None


def test_what_was_cleared_is_remembered_where_pydantic_moves_extra_values() -> None:
    class Open(DynamoDBModel):
        model_config = ConfigDict(extra="allow", validate_assignment=True)
        note: str | None = None
        count: int = 0

    model = Open(note="a").merge({"note": CLEAR_FIELD})
    model.count = 5

    assert cleared_attributes(model) == {"note"}
    assert model.to_dictionary() == {"note": None, "count": 5}


def test_values_that_cannot_be_copied_are_cleared_and_merged_too() -> None:
    class Viewed(DynamoDBModelBase):
        def __init__(self) -> None:
            self.view: Any = MappingProxyType({"a": 1})

    viewed = Viewed()
    viewed.view = None

    assert viewed.merge({"view": CLEAR_FIELD}).view == {"a": 1}
    assert cleared_attributes(viewed) == {"view"}
    patch = Viewed()
    patch.view = MappingProxyType({"b": 2})
    assert viewed.merge(patch).view == {"a": 1, "b": 2}


def test_a_check_of_a_nested_model_as_a_whole_is_heard() -> None:
    class Span(BaseModel):
        low: int = 1
        high: int = 2

        @model_validator(mode="after")
        def check(self) -> Span:
            if self.low > self.high:
                raise ValueError(SECRET)
            return self

    class Plan(DynamoDBModel):
        span: Span = Span()

    plan = Plan()
    with pytest.raises(ValidationError, match="span.the model as a whole") as caught:
        plan.merge({"span": {"low": 5}})

    assert SECRET not in f"{caught.value}{caught.value.to_dict()}"
    assert plan.merge({"span": {"low": 5, "high": 6}}).span == Span(low=5, high=6)
