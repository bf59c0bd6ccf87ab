"""The compiled functions and the quick codec against the plain way, which they must agree with."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum
from types import MappingProxyType
from typing import Any, Literal
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from boto3_assist.config import override_config
from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModel, DynamoDBModelBase, ItemConfig
from boto3_assist.dynamodb.codec import decode_item, encode_item, is_surely_small, item_size
from boto3_assist.dynamodb.codec.decoding import decode_item_plainly
from boto3_assist.dynamodb.codec.encoding import encode_item_plainly
from boto3_assist.dynamodb.codec.resource_items import wire_of_resource_item
from boto3_assist.dynamodb.codec.size import MAX_ITEM_BYTES
from boto3_assist.dynamodb.compiled import (
    fields_quickly,
    read_quickly,
    value_quickly,
    write_quickly,
)
from boto3_assist.dynamodb.instance_state import stored_item, unknown_attributes
from boto3_assist.dynamodb.item_building import build_model
from boto3_assist.dynamodb.item_writing import dumped, item_plainly, plain
from boto3_assist.dynamodb.result import DynamoDBResult
from boto3_assist.dynamodb.schema import plain_value
from boto3_assist.errors import Boto3AssistError
from tests.property.test_models import DataOrder, PlainOrder, PydanticOrder
from tests.property.values import documents, items, texts

modest = settings(max_examples=150, suppress_health_check=list(HealthCheck), deadline=None)


class Status(str, Enum):
    OPEN = "open"
    CLOSED = "closed"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Text(str):
    pass


@dataclass
class Line:
    sku: str
    price: Decimal
    count: int = 1
    note: str | None = None


@dataclass
class Node:
    name: str
    children: list[Node] = field(default_factory=list)


class PydanticLine(BaseModel):
    sku: str
    price: Decimal
    count: int = 1
    note: str | None = None


@dataclass
class Data(DynamoDBModelBase):
    name: str
    count: int
    total: Decimal
    rate: float
    flag: bool
    raw: bytes
    at: datetime
    day: date
    identity: UUID
    status: Status
    level: Level
    kind: Literal["a", "b"]
    tags: set[str]
    line: Line
    lines: list[Line]
    by_name: dict[str, Line]
    node: Node
    matrix: list[list[int]]
    free: Any
    mapping: dict[str, Any]
    either: int | str
    pair: tuple[int, str]
    numbers: set[Decimal] | None = None
    note: str | None = None
    factor: Decimal = Decimal("1.50")
    expires_at: int | None = None

    primary = DynamoDBIndex.primary(pk="data#{name}", sk="at#{at}#{count:number}")
    by_note = DynamoDBIndex("gsi1", pk="note#{note}", sk="{flag}#{day}")
    item_config = ItemConfig(entity_type="data", schema_version=1, ttl="expires_at")


class Checked(DynamoDBModel):
    name: str
    count: int
    total: Decimal
    rate: float
    flag: bool
    raw: bytes
    at: datetime
    day: date
    identity: UUID
    status: Status
    kind: Literal["a", "b"]
    tags: set[str]
    line: PydanticLine
    lines: list[PydanticLine]
    by_name: dict[str, PydanticLine]
    matrix: list[list[int]]
    free: Any
    mapping: dict[str, Any]
    note: str | None = None
    factor: Decimal = Decimal("1.50")
    expires_at: datetime | None = None

    primary = DynamoDBIndex.primary(pk="data#{name}", sk="at#{at}#{count:number}")
    by_note = DynamoDBIndex("gsi1", pk="note#{note}", sk="{flag}#{day}")
    item_config = ItemConfig(ttl="expires_at")


class Loose(Checked):
    either: int | str = 1
    pair: tuple[int, str] = (1, "a")


class Plain(DynamoDBModelBase):
    name: str
    count: int | None
    total: Decimal | None
    at: datetime | None
    lines: list[Line] | None
    tags: set[str] | None

    primary = DynamoDBIndex.primary(pk="data#{name}", sk="plain")
    by_note = DynamoDBIndex("gsi1", pk="note#{note}")

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.count = None
        self.total = None
        self.at = None
        self.lines = None
        self.tags = None
        self.note = "none"
        self.free: Any = None

    @property
    def shout(self) -> str:
        return f"{self.name}!"


UTC = timezone.utc
AT = datetime(2026, 11, 1, 9, 30, 15, 123456, tzinfo=UTC)
VALUES: dict[str, Any] = {
    "name": "a#b%c",
    "count": 3,
    "total": Decimal("12.5"),
    "rate": 0.25,
    "flag": True,
    "raw": b"\x00\xff",
    "at": AT,
    "day": date(2026, 11, 1),
    "identity": UUID(int=7),
    "status": Status.OPEN,
    "level": Level.HIGH,
    "kind": "a",
    "tags": {"x", "ü"},
    "line": Line("s", Decimal(1)),
    "lines": [Line("s", Decimal("2.5"), 2, "n"), Line("t", Decimal(0))],
    "by_name": {"é": Line("s", Decimal(1))},
    "node": Node("r", [Node("c", [Node("d")])]),
    "matrix": [[1, 2], []],
    "free": {"a": [1, 2.5, Decimal("1E+20"), None, {"b": b"\x01"}]},
    "mapping": {"k": "v"},
    "either": 5,
    "pair": (1, "a"),
    "numbers": {Decimal(1), Decimal("2.5")},
    "note": "n",
    "expires_at": 1_800_000_000,
}


def checked(line: Line) -> PydanticLine:
    return PydanticLine(**dataclasses.asdict(line))


def values_of(model: type[Any]) -> dict[str, Any]:
    names = model.model_fields if issubclass(model, BaseModel) else model.__annotations__
    values = {name: value for name, value in copy.deepcopy(VALUES).items() if name in names}
    if issubclass(model, BaseModel):
        values |= {
            "line": checked(values["line"]),
            "lines": list(map(checked, values["lines"])),
            "by_name": {name: checked(line) for name, line in values["by_name"].items()},
            "expires_at": datetime(2030, 1, 1, tzinfo=UTC),
        }
    return values


def instance_of(model: type[Any]) -> Any:
    values = values_of(model)
    if model is not Plain:
        return model(**values)
    instance = Plain(values["name"])
    for name, value in (values | {"free": copy.deepcopy(VALUES["free"])}).items():
        setattr(instance, name, value)
    return instance


MODELS: list[type[Any]] = [Data, Checked, Loose, Plain]
# Of these the functions are compiled for writing too.
WRITTEN: list[type[Any]] = [Data, Checked, Plain]


def state(value: Any) -> Any:
    """What a value is, with the classes of all that is in it, and numbers to the last zero."""
    if isinstance(value, (dict, Mapping)):
        return type(value), {name: state(entry) for name, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value), [state(entry) for entry in value]
    if isinstance(value, (set, frozenset)):
        return type(value), sorted(repr(state(member)) for member in value)
    if isinstance(value, (BaseModel, DynamoDBModelBase)) or dataclasses.is_dataclass(value):
        fields = {n: v for n, v in vars(value).items() if not n.startswith("_boto3_assist")}
        return type(value), state(fields), state(unknown_attributes(value)), set_in(value)
    return type(value), repr(value)


def set_in(value: Any) -> Any:
    return sorted(value.model_fields_set) if isinstance(value, BaseModel) else None


def comparable(wire: Any) -> Any:
    """Sets have no order on the wire."""
    if isinstance(wire, dict):
        return {
            name: sorted(part) if name in ("SS", "NS", "BS") else comparable(part)
            for name, part in wire.items()
        }
    return [comparable(part) for part in wire] if isinstance(wire, list) else wire


def read_plainly(model: Any, wire: Any, convert: bool) -> Any:
    item = decode_item_plainly(wire, convert_decimals=convert)
    return build_model(model, item, is_stored=True)


def written_plainly(instance: Any) -> Any:
    item = item_plainly(instance, include_indexes=True, include_none=False)
    return encode_item_plainly(item, plain_value)


number_texts = st.sampled_from(
    [
        *("0", "7", "-7", "1.5", "1.50", "-0", "0.0", "1E+2", "1e-7", "0.00001", "007", "+1", ".5"),
        *("5.", "9" * 38, "9" * 39, "1." + "0" * 40, "NaN", "Infinity", "", " 1", "1_0", "٣", "-"),
        *("12345678901234567890.123456789", "0.1", "100", "1.0", "1E+200", "123456789012345.5"),
    ]
) | st.integers(-(10**40), 10**40).map(str)
time_texts = st.sampled_from(
    [
        *("2026-11-01T09:30:15.123456+00:00", "2026-11-01T09:30:15+00:00", "2026-11-01"),
        *("2026-11-01T09:30:15Z", "2026-11-01T09:30:15.1234567+00:00", "2026-11-01T09:30:15"),
        *("20261101T093015.1234567890+00:00", "2026-11-01T09:30:15.123456+02:00", "a", "b", "open"),
        *("00000000-0000-0000-0000-000000000007", "12", "1.5", "data", "data#x", ""),
    ]
)
scalar_wires = st.one_of(
    st.builds(lambda text: {"S": text}, texts() | time_texts),
    st.builds(lambda text: {"N": text}, number_texts),
    st.sampled_from(
        [{"BOOL": True}, {"BOOL": False}, {"NULL": True}, {"B": "AP8="}, {"B": b"\xff"}]
    ),
    st.sampled_from(
        [{"SS": ["a", "b"]}, {"SS": ["a", "a"]}, {"NS": ["1", "1.0"]}, {"BS": ["AA=="]}]
    ),
)
damaged: Any = st.sampled_from(
    [
        *(
            {},
            {"S": 5},
            {"N": 5},
            {"S": "a", "N": "1"},
            {"X": "a"},
            {"BOOL": 1},
            {"BOOL": "x"},
            None,
        ),
        *(
            {"SS": "ab"},
            {"SS": [1]},
            {"NS": ["x"]},
            {"L": {}},
            {"L": [None]},
            {"M": []},
            {"M": 1},
            5,
        ),
        *("S", ["S"], {"B": "?"}, {"NULL": 0}, {"S": ["a"]}, {"M": {"sku": {"S": 1}}}, {"L": [{}]}),
        *({"S": Text("sub")}, {"N": Text("1")}),
    ]
)
wires: Any = st.recursive(
    scalar_wires | damaged,
    lambda inner: st.builds(lambda part: {"L": part}, st.lists(inner, max_size=3))
    | st.builds(
        lambda part: {"M": part},
        st.dictionaries(st.sampled_from(["sku", "price", "count", "note", "name", "x"]), inner),
    ),
    max_leaves=6,
)


@st.composite
def stored(draw: st.DrawFn, model: type[Any]) -> dict[str, Any]:
    """An item of a model with something else in a few places."""
    item: dict[str, Any] = instance_of(model).to_client_dictionary()
    names = [*item, "extra"]
    for name in draw(st.lists(st.sampled_from(names), max_size=3)):
        if draw(st.booleans()):
            item[name] = draw(wires)
        else:
            item.pop(name, None)
    return item


@pytest.mark.parametrize("model", [*MODELS, DataOrder, PydanticOrder, PlainOrder])
@pytest.mark.parametrize("convert", [True, False])
@given(data=st.data())
@modest
def test_an_item_is_read_as_the_plain_way_reads_it(
    model: type[Any], convert: bool, data: st.DataObject
) -> None:
    if model in MODELS:
        wire = data.draw(stored(model))
    else:
        names = [field.name for field in dataclasses.fields(DataOrder)]
        wire = data.draw(st.dictionaries(st.sampled_from(names), wires))
    try:
        expected = read_plainly(model, wire, convert)
    except Boto3AssistError:
        expected = None

    found = read_quickly(model, wire, convert_decimals=convert)

    if found is not None:
        assert state(found) == state(expected)
        assert stored_item(found) is wire


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("convert", [True, False])
def test_the_functions_read_what_is_usual(model: type[Any], convert: bool) -> None:
    wire = instance_of(model).to_client_dictionary()

    found = read_quickly(model, wire, convert_decimals=convert)

    assert state(found) == state(read_plainly(model, wire, convert))


odd_values: Any = st.one_of(
    documents(),
    st.sampled_from(
        [
            *(
                None,
                True,
                False,
                1.0,
                Text("a"),
                "\ud800",
                Status.CLOSED,
                Level.LOW,
                (),
                set(),
                [],
                {},
            ),
            *(float("nan"), Decimal("NaN"), Decimal("1E+2"), Decimal("-0.0"), 10**40, "open", "b"),
            *(
                AT.replace(tzinfo=None),
                AT.astimezone(timezone(timedelta(hours=2))),
                {1: 2},
                b"",
                "",
            ),
            *(
                AT.astimezone(timezone(timedelta(seconds=61))),
                Line("s", Decimal(1)),
                [Line("s", Decimal("NaN"))],
            ),
            *(
                {"a", 1},
                frozenset({"a"}),
                bytearray(b"a"),
                "x" * 300,
                [1, (2, Text("b"))],
                object(),
            ),
            *(PydanticLine(sku="s", price=Decimal(1)), [PydanticLine(sku="s", price=Decimal(1))]),
        ]
    ),
)


resource_values: Any = st.recursive(
    st.one_of(
        *(texts(), st.booleans(), st.none(), st.integers(-(10**40), 10**40), time_texts),
        *(st.decimals(), st.integers().map(Decimal), st.sampled_from([b"a", {b"a"}, set(), 1.0])),
        *(st.sets(texts(), max_size=2), st.sets(st.decimals(allow_nan=False), max_size=2)),
        *(number_texts, st.sampled_from([Decimal("1.50"), Decimal("-0.0"), Decimal("1E+20")])),
    ),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["sku", "price", "count", "note", "name", "x"]), inner),
    max_leaves=6,
)


@pytest.mark.parametrize("model", MODELS)
@given(data=st.data())
@modest
def test_an_instance_is_written_as_the_plain_way_writes_it(
    model: type[Any], data: st.DataObject
) -> None:
    instance = instance_of(model)
    names = sorted(values_of(model))
    for name in data.draw(st.lists(st.sampled_from(names), max_size=2)):
        # Past Pydantic's checks, as an assignment is.
        vars(instance)[name] = data.draw(odd_values)
    try:
        expected = written_plainly(instance)
    except Boto3AssistError:
        expected = None

    found = write_quickly(instance, lambda *_: None)

    if found is not None:
        assert comparable(found) == comparable(expected)
        assert [*found] == [*expected]


@pytest.mark.parametrize("model", WRITTEN)
def test_the_functions_write_what_is_usual(model: type[Any]) -> None:
    instance = instance_of(model)

    found = write_quickly(instance, lambda *_: None)

    assert comparable(found) == comparable(written_plainly(instance))


@pytest.mark.parametrize("model", MODELS)
@given(data=st.data())
@modest
def test_values_are_given_as_the_plain_way_gives_them(
    model: type[Any], data: st.DataObject
) -> None:
    instance = instance_of(model)
    names = sorted(values_of(model))
    for name in data.draw(st.lists(st.sampled_from(names), max_size=2)):
        vars(instance)[name] = data.draw(odd_values)
    try:
        expected: Any = item_plainly(instance, include_indexes=True, include_none=False)
    except Boto3AssistError as error:
        with pytest.raises(type(error)) as caught:
            instance.to_resource_dictionary()
        assert caught.value.details == error.details
        return

    found = instance.to_resource_dictionary()

    assert state(found) == state(expected)
    assert [*found] == [*expected]
    assert not containers_in(found) & containers_in(vars(instance))


@pytest.mark.parametrize("model", MODELS)
@given(data=st.data())
@modest
def test_fields_are_given_as_the_plain_way_gives_them(
    model: type[Any], data: st.DataObject
) -> None:
    instance = instance_of(model)
    names = sorted(values_of(model))
    for name in data.draw(st.lists(st.sampled_from(names), max_size=2)):
        vars(instance)[name] = data.draw(odd_values)
    try:
        expected = {name: plain(value) for name, value in dumped(instance).items()}
    except Boto3AssistError as error:
        with pytest.raises(type(error)) as caught:
            instance.to_dictionary()
        assert caught.value.details == error.details
        return

    found = instance.to_dictionary()

    assert state(found) == state(expected)
    assert [*found] == [*expected]
    assert not containers_in(found) & containers_in(vars(instance))


@pytest.mark.parametrize("model", WRITTEN)
def test_the_functions_give_values_that_are_usual(model: type[Any]) -> None:
    instance = instance_of(model)

    found = value_quickly(instance, lambda *_: None)

    expected = item_plainly(instance, include_indexes=True, include_none=False)
    assert state(found) == state(expected)
    assert state(fields_quickly(instance)) == state(dumped(instance))


def containers_in(value: Any) -> set[int]:
    """Where the lists, maps and sets are that can be changed through a value."""
    if isinstance(value, (dict, list)):
        parts = value.values() if isinstance(value, dict) else value
        return {id(value)}.union(*map(containers_in, parts))
    return {id(value)} if isinstance(value, set) else set()


def outcome(model: Any, source: Any) -> Any:
    try:
        made = model.map(source)
    except Boto3AssistError as error:
        return type(error), error.details
    return state(made), stored_item(made)


@pytest.mark.parametrize("model", MODELS)
@given(data=st.data())
@modest
def test_a_response_is_mapped_as_the_plain_way_maps_it(
    model: type[Any], data: st.DataObject
) -> None:
    response = {"Item": data.draw(stored(model))}

    # Of a mapping that is no dictionary nothing is read quickly.
    assert outcome(model, response) == outcome(model, MappingProxyType(response))


@st.composite
def stored_values(draw: st.DrawFn, model: type[Any]) -> dict[str, Any]:
    """An item of a model as boto3's resource gives it, with something else in a few places."""
    wire = instance_of(model).to_client_dictionary()
    item: dict[str, Any] = decode_item_plainly(wire, convert_decimals=False)
    for name in draw(st.lists(st.sampled_from([*item, "extra"]), max_size=2)):
        if draw(st.booleans()):
            item[name] = draw(st.one_of(odd_values, resource_values, wires))
        else:
            item.pop(name, None)
    return item


@pytest.mark.parametrize("model", [*MODELS, DataOrder, PydanticOrder, PlainOrder])
@pytest.mark.parametrize("convert", [True, False])
@given(data=st.data())
@modest
def test_a_response_of_values_is_mapped_as_the_plain_way_maps_it(
    model: type[Any], convert: bool, data: st.DataObject
) -> None:
    if model in MODELS:
        item = data.draw(stored_values(model))
    else:
        names = [field.name for field in dataclasses.fields(DataOrder)]
        item = data.draw(st.dictionaries(st.sampled_from(names), resource_values))
    response = {"Item": item, "ResponseMetadata": {}}

    with override_config(dynamodb_convert_decimals=convert):
        assert outcome(model, response) == outcome(model, MappingProxyType(response))


@pytest.mark.parametrize("model", MODELS)
def test_values_of_a_response_are_read_quickly_where_they_are_usual(model: type[Any]) -> None:
    wire = instance_of(model).to_client_dictionary()
    item = decode_item_plainly(wire, convert_decimals=False)
    del item["raw" if "raw" in item else "free"]
    made = wire_of_resource_item(item)

    assert made is not None
    assert comparable(made) == comparable({name: wire[name] for name in item})


@pytest.mark.parametrize("model", MODELS)
@given(item=items(documents()))
@modest
def test_values_that_look_like_wire_form_are_mapped_as_values(model: type[Any], item: Any) -> None:
    response = {"Item": item, "ResponseMetadata": {}}

    assert outcome(model, response) == outcome(model, MappingProxyType(response))


@pytest.mark.parametrize("model", MODELS)
def test_a_result_is_mapped_as_a_response(model: type[Any]) -> None:
    response = {"Item": instance_of(model).to_client_dictionary()}
    result = DynamoDBResult.success_result(None, response)
    unseen = outcome(model, result)

    seen = DynamoDBResult.success_result(None, response)
    assert seen["Item"] and outcome(model, seen) == unseen == outcome(model, response)


@pytest.mark.parametrize("model", WRITTEN)
def test_a_nested_change_is_seen(model: type[Any]) -> None:
    instance = instance_of(model)
    before = instance.to_client_dictionary()

    instance.lines[0].sku = "changed"
    instance.free["a"].append("more")

    after = instance.to_client_dictionary()
    assert after["lines"]["L"][0]["M"]["sku"] == {"S": "changed"}
    assert after["free"]["M"]["a"]["L"][-1] == {"S": "more"}
    assert before["lines"]["L"][0]["M"]["sku"] == {"S": "s"}


@pytest.mark.parametrize("model", WRITTEN)
def test_a_nested_change_is_seen_in_values(model: type[Any]) -> None:
    instance = instance_of(model)
    before = instance.to_resource_dictionary()

    instance.lines[0].sku = "changed"
    instance.free["a"].append("more")

    after = instance.to_resource_dictionary()
    assert after["lines"][0]["sku"] == "changed" and after["free"]["a"][-1] == "more"
    assert before["lines"][0]["sku"] == "s"


@given(wire=st.dictionaries(texts(), wires, max_size=4), convert=st.booleans())
@modest
def test_items_are_decoded_quickly_as_they_are_plainly(wire: Any, convert: bool) -> None:
    expected: Any = None
    try:
        expected = decode_item_plainly(wire, convert_decimals=convert)
    except Boto3AssistError as error:
        with pytest.raises(type(error)) as caught:
            decode_item(wire, convert_decimals=convert)
        assert caught.value.details == error.details
        return

    assert state(decode_item(wire, convert_decimals=convert)) == state(expected)


@given(item=items(odd_values))
@modest
def test_items_are_encoded_quickly_as_they_are_plainly(item: Any) -> None:
    try:
        expected = encode_item_plainly(item, plain_value)
    except Boto3AssistError as error:
        with pytest.raises(type(error)) as caught:
            encode_item(item, plain_value)
        assert caught.value.details == error.details
        return

    assert comparable(encode_item(item, plain_value)) == comparable(expected)


@given(item=items(documents()), filling=st.integers(MAX_ITEM_BYTES - 400, MAX_ITEM_BYTES + 400))
@modest
def test_what_is_surely_small_is_within_the_limit(item: Any, filling: int) -> None:
    wire = encode_item({**item, "filling": "x" * filling})

    assert not is_surely_small(wire) or item_size(wire) <= MAX_ITEM_BYTES
