from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import InitVar, dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from boto3_assist.dynamodb import (
    CLEAR_FIELD,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBModelBase,
    DynamoDBResult,
)
from boto3_assist.dynamodb.codec import encode_item
from boto3_assist.dynamodb.instance_state import is_partial, mark_partial, restore
from boto3_assist.errors import (
    Boto3AssistError,
    ConfigurationError,
    ItemNotFoundError,
    KeyBuildError,
    SerializationError,
    ValidationError,
)


class PydanticOrder(DynamoDBModel):
    order_id: str
    status: str | None = "open"
    total: Decimal = Decimal(0)

    primary = DynamoDBIndex.primary(pk="order#{order_id}", sk="order")
    by_status = DynamoDBIndex("gsi1", pk="status#{status}")


class MixedOrder(DynamoDBModelBase, BaseModel):
    order_id: str
    status: str | None = "open"
    total: Decimal = Decimal(0)

    primary = DynamoDBIndex.primary(pk="order#{order_id}", sk="order")
    by_status = DynamoDBIndex("gsi1", pk="status#{status}")


@dataclass
class DataclassOrder(DynamoDBModelBase):
    order_id: str
    status: str | None = "open"
    total: Decimal = Decimal(0)

    primary = DynamoDBIndex.primary(pk="order#{order_id}", sk="order")
    by_status = DynamoDBIndex("gsi1", pk="status#{status}")


@dataclass(slots=True)
class SlotsOrder(DynamoDBModelBase):
    order_id: str
    status: str | None = "open"
    total: Decimal = Decimal(0)

    primary = DynamoDBIndex.primary(pk="order#{order_id}", sk="order")
    by_status = DynamoDBIndex("gsi1", pk="status#{status}")


class PlainOrder(DynamoDBModelBase):
    total: Decimal

    primary = DynamoDBIndex.primary(pk="order#{order_id}", sk="order")
    by_status = DynamoDBIndex("gsi1", pk="status#{status}")

    def __init__(
        self, order_id: str = "", status: str | None = "open", total: Decimal = Decimal(0)
    ) -> None:
        super().__init__(self)
        self.order_id = order_id
        self.status = status
        self.total = total

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PlainOrder) and self.to_dictionary() == other.to_dictionary()


@dataclass(frozen=True, slots=True)
class FrozenOrder(DynamoDBModelBase):
    order_id: str
    status: str | None = "open"
    total: Decimal = Decimal(0)

    primary = DynamoDBIndex.primary(pk="order#{order_id}", sk="order")
    by_status = DynamoDBIndex("gsi1", pk="status#{status}")


STYLES = [PydanticOrder, MixedOrder, DataclassOrder, SlotsOrder, PlainOrder, FrozenOrder]
CHANGEABLE = STYLES[:-1]
styles = pytest.mark.parametrize("style", STYLES)
changeable = pytest.mark.parametrize("style", CHANGEABLE)

ITEM = {
    "order_id": "7",
    "status": "paid",
    "total": 19,
    "pk": "order#7",
    "sk": "order",
    "gsi1_pk": "status#paid",
    "legacy": {"tags": {"a", "b"}, "n": Decimal("1.10"), "raw": b"\x00"},
}
WIRE = {
    "order_id": {"S": "7"},
    "status": {"S": "paid"},
    "total": {"N": "19"},
    "pk": {"S": "order#7"},
    "sk": {"S": "order"},
    "gsi1_pk": {"S": "status#paid"},
    "legacy": {
        "M": {"tags": {"SS": ["a", "b"]}, "n": {"N": "1.10"}, "raw": {"B": b"\x00"}},
    },
}


@styles
def test_b9_unknown_attributes_survive_map_and_are_written_back(style: Any) -> None:
    order = style.map(ITEM)

    assert isinstance(order, style)
    assert order.to_dictionary() == {"order_id": "7", "status": "paid", "total": Decimal(19)}
    assert order.to_resource_dictionary() == {**ITEM, "total": Decimal(19)}
    assert order.to_client_dictionary()["legacy"]["M"]["raw"] == {"B": b"\x00"}


@styles
def test_keys_that_were_read_are_made_anew(style: Any) -> None:
    order = style.map({**ITEM, "pk": "stale", "gsi1_pk": "stale"})

    assert order.to_resource_dictionary()["pk"] == "order#7"
    assert order.to_resource_dictionary()["gsi1_pk"] == "status#paid"
    assert "pk" not in order.to_resource_dictionary(include_indexes=False)


@changeable
def test_map_changes_an_instance(style: Any) -> None:
    order = style(order_id="7")

    mapped = order.map({"status": None, "legacy": 1})
    order.map({"other": 2})

    assert mapped is order
    assert order.to_resource_dictionary() == {
        "order_id": "7",
        "status": None,
        "total": Decimal(0),
        "legacy": 1,
        "other": 2,
        "pk": "order#7",
        "sk": "order",
    }


def test_map_of_a_frozen_instance_is_refused() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        FrozenOrder("7").map({"status": "paid"})


def resource_response() -> dict[str, Any]:
    return {"Item": dict(ITEM), "ResponseMetadata": {"RequestId": "1"}}


def wire_response() -> dict[str, Any]:
    return {"Item": dict(WIRE), "ResponseMetadata": {"RequestId": "1"}}


def result() -> DynamoDBResult[Any]:
    return DynamoDBResult.success_result(None, wire_response())


@styles
@pytest.mark.parametrize("source", [resource_response, wire_response, result])
def test_map_takes_responses(style: Any, source: Callable[[], Any]) -> None:
    order = style.map(source())

    assert order.order_id == "7"
    assert order.total == 19
    legacy = order.to_resource_dictionary()["legacy"]
    assert (legacy["tags"], legacy["raw"]) == ({"a", "b"}, b"\x00")
    assert Decimal(str(legacy["n"])) == Decimal("1.1")


@styles
@pytest.mark.parametrize("source", STYLES)
def test_map_takes_another_model_with_what_it_does_not_know(style: Any, source: Any) -> None:
    order = style.map(source.map(ITEM))

    assert order.to_resource_dictionary() == {**ITEM, "total": Decimal(19)}


@styles
@pytest.mark.parametrize("source", [None, 5, "text", b"", ["a"], object()])
def test_map_of_something_else_raises(style: Any, source: Any) -> None:
    with pytest.raises(ValidationError, match="an item cannot be read"):
        style.map(source)


@styles
@pytest.mark.parametrize(
    "source", [{"ResponseMetadata": {}}, {"ResponseMetadata": {}, "Items": [{"order_id": "7"}]}]
)
def test_map_of_a_response_without_an_item_raises(style: Any, source: Any) -> None:
    with pytest.raises(ItemNotFoundError):
        style.map(source)


def test_map_of_a_failed_result_raises_its_error() -> None:
    failed = DynamoDBResult.error_result(KeyBuildError("no key"))

    with pytest.raises(KeyBuildError, match="no key"):
        PydanticOrder.map(failed)


ATTACK: dict[str, Any] = {
    "order_id": "7",
    "__dict__": {"order_id": "pwn"},
    "__class__": "pwn",
    "_secret": "pwn",
    "_boto3_assist_unknown": {"order_id": "pwn"},
    "_boto3_assist_indexes": {"primary": "pwn"},
    "_boto3_assist_partial": True,
    "map": "pwn",
    "indexes": "pwn",
    "primary": "pwn",
    "to_dictionary": "pwn",
    "model_config": "pwn",
}


@styles
def test_a6_data_reaches_fields_only(style: Any) -> None:
    order = style.map(ATTACK)
    restore(order)

    assert order.order_id == "7"
    assert not is_partial(order)
    assert order.primary.to_dict() == {"pk": "order#7", "sk": "order"}
    assert callable(order.map) and callable(order.to_dictionary)
    assert set(order.to_dictionary()) == {"order_id", "status", "total"}
    assert ATTACK.items() <= order.to_resource_dictionary().items()


def pickled(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))


def model_copied(value: Any) -> Any:
    return value.model_copy() if isinstance(value, BaseModel) else copy.copy(value)


@styles
@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, pickled, model_copied])
def test_a_copy_has_all_of_the_item_and_keys_of_its_own(
    style: Any, copied: Callable[[Any], Any]
) -> None:
    order = style.map(ITEM)
    mark_partial(order)

    second = copied(order)
    object.__setattr__(second, "order_id", "8")

    assert is_partial(second)
    assert second.to_resource_dictionary() == {
        **ITEM,
        "total": Decimal(19),
        "order_id": "8",
        "pk": "order#8",
    }
    assert second.primary.to_dict()["pk"] == "order#8"
    assert order.to_resource_dictionary()["pk"] == "order#7"


@changeable
def test_what_a_copy_learns_stays_with_it(style: Any) -> None:
    order = style.map(ITEM)

    second = copy.copy(order)
    second.map({"more": 1})
    second.indexes.add_secondary(DynamoDBIndex("gsi2", pk="{order_id}"))

    assert "more" not in order.to_resource_dictionary()
    assert "gsi2_pk" not in order.to_resource_dictionary()
    assert second.to_resource_dictionary()["gsi2_pk"] == "7"


@styles
def test_equality_and_hash_do_not_see_what_is_carried(style: Any) -> None:
    read, made = style.map(ITEM), style(order_id="7", status="paid", total=Decimal(19))
    mark_partial(read)
    read.indexes.add_secondary(DynamoDBIndex("gsi2", pk="{order_id}"))

    assert read == made
    if style is FrozenOrder:
        assert hash(read) == hash(made)
    assert "legacy" not in repr(read)


@changeable
def test_to_dictionary(style: Any) -> None:
    order = style(order_id="7", status=None)

    assert order.to_dictionary() == {"order_id": "7", "status": None, "total": Decimal(0)}
    assert order.to_dictionary(include_none=False) == {"order_id": "7", "total": Decimal(0)}
    assert order.to_dictionary(keys=["status", "unknown"]) == {"status": None}
    assert order.to_dictionary(keys=[]) == {}


@styles
def test_a_none_is_stored_only_where_an_absent_attribute_reads_as_something_else(
    style: Any,
) -> None:
    item = style(order_id="7", status=None).to_resource_dictionary()

    # Absent, the status would read as "open".
    assert item == {
        "order_id": "7",
        "status": None,
        "total": Decimal(0),
        "pk": "order#7",
        "sk": "order",
    }
    assert style.map(item).status is None


@styles
def test_the_wire_form(style: Any) -> None:
    assert style(order_id="7").to_client_dictionary() == {
        "order_id": {"S": "7"},
        "status": {"S": "open"},
        "total": {"N": "0"},
        "pk": {"S": "order#7"},
        "sk": {"S": "order"},
        "gsi1_pk": {"S": "status#open"},
    }
    assert "pk" not in style(order_id="7").to_client_dictionary(include_indexes=False)


values = st.one_of(
    st.none(),
    st.text(max_size=5),
    st.integers(-(10**20), 10**20),
    st.binary(min_size=1, max_size=4),
    st.sets(st.text(min_size=1, max_size=3), min_size=1, max_size=3),
)
attribute_values = st.recursive(
    values,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(min_size=1, max_size=4), inner, max_size=3),
    max_leaves=6,
)


@styles
@given(
    item=st.dictionaries(st.text(min_size=1, max_size=8), attribute_values, max_size=5),
    status=st.none() | st.text(max_size=5),
)
def test_n4_any_item_survives_a_read_and_a_write(
    style: Any, item: dict[str, Any], status: str | None
) -> None:
    item = {
        **{name: item[name] for name in item.keys() - {"pk", "sk"}},
        **{"order_id": "7", "status": status, "total": Decimal(1)},
    }

    written = style.map(item).to_resource_dictionary()

    assert {name: written[name] for name in item} == item
    assert style.map(written).to_resource_dictionary() == written


class PydanticFree(DynamoDBModel):
    free: Any = None
    primary = DynamoDBIndex.primary(pk="free")


@dataclass
class DataFree(DynamoDBModelBase):
    free: Any = None
    primary = DynamoDBIndex.primary(pk="free")


class PlainFree(DynamoDBModelBase):
    primary = DynamoDBIndex.primary(pk="free")

    def __init__(self) -> None:
        self.free: Any = None


FREE = [PydanticFree, DataFree, PlainFree]


def free_result(item: dict[str, Any]) -> DynamoDBResult[Any]:
    return DynamoDBResult.success_result(None, {"Item": encode_item(item)})


def free_model(item: dict[str, Any]) -> Any:
    return DataFree.map(item)


@pytest.mark.parametrize("style", FREE)
@pytest.mark.parametrize("made_of", [dict, free_result, free_model])
@pytest.mark.parametrize("new", [True, False])
def test_an_instance_shares_no_container_with_its_source(
    style: Any, made_of: Callable[[dict[str, Any]], Any], new: bool
) -> None:
    item: dict[str, Any] = {
        "free": {"l": [1], "m": {"x": {"a"}}},
        "legacy": {"l": [1], "s": {"a"}},
    }
    before = copy.deepcopy(item)
    source = made_of(item)
    model = style.map(source) if new else style().map(source)

    for _ in range(2):
        for held in (model.to_dictionary(), model.to_resource_dictionary()):
            for attribute in held.keys() & item.keys():
                held[attribute]["l"].append(2)
                held[attribute].update(added=1)
            held["free"]["m"]["x"].add("b")
        assert model.to_resource_dictionary(include_indexes=False) == before
    model.free["l"].append(3)
    model.map({"legacy": {}})

    assert item == before
    assert style.map(source).to_resource_dictionary(include_indexes=False) == before


@pytest.mark.parametrize("style", FREE)
def test_a_value_nested_thousands_of_levels_deep_is_a_typed_error(style: Any) -> None:
    deep: Any = []
    for _ in range(5_000):
        deep = [deep]
    made = style()
    made.free = deep

    for attempt in (
        lambda: style.map({"free": deep}),
        lambda: style.map({"legacy": deep}),
        lambda: style().map({"free": {"a": deep}}),
        made.to_dictionary,
        made.to_resource_dictionary,
        made.to_client_dictionary,
    ):
        with pytest.raises(Boto3AssistError, match="deep|32 levels"):
            attempt()


@pytest.mark.parametrize("style", FREE)
def test_clear_field_is_never_written(style: Any) -> None:
    for value in (CLEAR_FIELD, [CLEAR_FIELD], {"a": CLEAR_FIELD}):
        made = style()
        made.free = value
        with pytest.raises(SerializationError, match="CLEAR_FIELD stands for no value"):
            made.to_client_dictionary()
    with pytest.raises(SerializationError, match="CLEAR_FIELD stands for no value"):
        encode_item({"a": {"b": CLEAR_FIELD}})


@styles
def test_the_result_of_a_save_is_mapped_with_all_of_the_model(style: Any) -> None:
    saved = DynamoDBResult.success_result(style.map(ITEM))

    assert style.map(saved).to_resource_dictionary() == {**ITEM, "total": Decimal(19)}


@styles
def test_nested_attributes_that_are_not_known_stay_when_every_none_is_given(style: Any) -> None:
    @dataclass
    class Line:
        sku: str
        note: str | None = None

    @dataclass
    class Cart(DynamoDBModelBase):
        line: Line
        primary = DynamoDBIndex.primary(pk="cart")

    cart = Cart.map({"line": {"sku": "a", "new": 1}})

    assert cart.to_resource_dictionary(include_none=True)["line"]["new"] == 1
    assert (
        style(order_id="7", status=None).to_resource_dictionary(include_none=True)["status"] is None
    )


def test_partial_instances_make_partial_instances() -> None:
    order = PydanticOrder(order_id="7")
    assert not is_partial(order)

    mark_partial(order)

    assert is_partial(order)
    assert is_partial(PydanticOrder.map(order))
    assert not is_partial(PydanticOrder.map({"order_id": "7"}))


@dataclass
class AbstractBase(DynamoDBModelBase, abstract=True):
    primary = DynamoDBIndex.primary(pk="thing#{thing_id}")


def test_an_abstract_base_names_attributes_of_its_subclasses() -> None:
    @dataclass
    class Thing(AbstractBase):
        thing_id: str

    assert Thing("7").primary_key() == {"pk": "thing#7"}
    with pytest.raises(ConfigurationError, match="'thing_id'"):

        @dataclass
        class Wrong(AbstractBase):
            other_id: str

    with pytest.raises(ConfigurationError, match="'thing_id'"):
        AbstractBase().primary_key()


def test_an_abstract_dataclass_with_slots_stays_abstract() -> None:
    @dataclass(slots=True)
    class Base(DynamoDBModelBase, abstract=True):
        name: str
        primary = DynamoDBIndex.primary(pk="thing#{thing_id}")

    @dataclass(slots=True)
    class Thing(Base):
        thing_id: str = "7"

    assert Thing("x").primary_key() == {"pk": "thing#7"}


def test_an_init_variable_is_no_field() -> None:
    @dataclass
    class Wrong(DynamoDBModelBase):
        id: str
        seed: InitVar[str]
        primary = DynamoDBIndex.primary(pk="{id}")
        by_seed = DynamoDBIndex("gsi1", pk="{seed}")

    with pytest.raises(ConfigurationError, match="'seed'"):
        Wrong("7", "x").to_resource_dictionary()


def test_a_field_that_was_never_set_has_no_value() -> None:
    @dataclass
    class Late(DynamoDBModelBase):
        id: str = field(init=False)
        primary = DynamoDBIndex.primary(pk="{id}")

    with pytest.raises(KeyBuildError, match="'id'"):
        Late().primary_key()


class WithProperties(DynamoDBModelBase):
    primary = DynamoDBIndex.primary(pk="person#{full_name}")

    def __init__(self) -> None:
        self.first = "Ann"
        self._age = 0
        self.reads = 0

    @property
    def full_name(self) -> str:
        return f"{self.first} Lee"

    @property
    def age(self) -> int:
        return self._age

    @age.setter
    def age(self, age: int) -> None:
        self._age = age

    @property
    def broken(self) -> str:
        raise AttributeError("not ready")


def test_properties_are_fields_and_run_only_when_asked_for() -> None:
    person = WithProperties()

    assert person.primary.to_dict() == {"pk": "person#Ann Lee"}
    assert set(person.key_inputs()) == {"first", "reads", "full_name", "age", "broken"}
    assert len(person.key_inputs()) == 5
    with pytest.raises(AttributeError, match="not ready"):
        person.key_inputs()["broken"]
    with pytest.raises(KeyError):
        person.key_inputs()["absent"]


def test_the_constructor_passes_on_what_it_is_given() -> None:
    class Named:
        def __init__(self, name: str) -> None:
            self.name = name

    class Person(DynamoDBModelBase, Named):
        primary = DynamoDBIndex.primary(pk="{name}")

    class Alone(DynamoDBModelBase):
        def __init__(self) -> None:
            super().__init__(self, 1, anything=True)

    assert Person("ann").primary_key() == {"pk": "ann"}
    assert Alone().to_dictionary() == {}


def test_indexes_of_a_class_are_read_from_instances() -> None:
    assert not hasattr(PydanticOrder.indexes, "primary")


@styles
def test_errors_show_no_value(style: Any) -> None:
    with pytest.raises(Boto3AssistError) as caught:
        style.map({"order_id": "secret", "total": ["hidden"]})

    assert "secret" not in str(caught.value) + str(caught.value.details)
    assert "hidden" not in str(caught.value) + str(caught.value.details)


def test_replacing_a_frozen_instance_through_map_keeps_unknown_attributes() -> None:
    order = FrozenOrder.map(ITEM)

    changed = FrozenOrder.map({**order.to_resource_dictionary(False), "status": "sent"})

    assert changed.to_resource_dictionary()["legacy"] == ITEM["legacy"]
    assert changed.status == "sent"
    assert dataclasses.replace(order, status="sent") == changed
