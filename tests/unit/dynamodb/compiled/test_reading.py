from __future__ import annotations

import gc
import linecache
import traceback
import tracemalloc
import weakref
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, field_validator
from pydantic.dataclasses import dataclass as validated_dataclass

from boto3_assist.dynamodb import (
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBModelBase,
    DynamoDBResult,
    ItemConfig,
)
from boto3_assist.dynamodb.compiled import quick_reader, read_quickly
from boto3_assist.dynamodb.instance_state import stored_item
from boto3_assist.dynamodb.item_building import build_model
from boto3_assist.errors import ValidationError
from tests.unit.dynamodb.canned import Answer, Line, new_client


@dataclass
class Note(DynamoDBModelBase):
    note_id: str
    words: int = 0
    price: Decimal | None = None

    primary = DynamoDBIndex.primary(pk="note#{note_id}", sk="note")


class PydanticNote(DynamoDBModel):
    note_id: str
    words: int = 0
    price: Decimal | None = None

    primary = DynamoDBIndex.primary(pk="note#{note_id}", sk="note")


class PlainNote(DynamoDBModelBase):
    note_id: str
    words: int
    price: Decimal | None

    primary = DynamoDBIndex.primary(pk="note#{note_id}", sk="note")

    def __init__(self, note_id: str) -> None:
        self.note_id = note_id
        self.words = 0
        self.price = None


NOTES = pytest.mark.parametrize("model", [Note, PydanticNote, PlainNote])
WIRE: dict[str, Any] = {
    "pk": {"S": "note#1"},
    "sk": {"S": "note"},
    "note_id": {"S": "1"},
    "words": {"N": "3"},
    "price": {"N": "1.5"},
}


def read(model: type[Any], wire: Any) -> Any:
    return read_quickly(model, wire, convert_decimals=True)


@NOTES
def test_an_item_becomes_an_instance_that_keeps_it(model: type[Any]) -> None:
    note = read(model, WIRE)

    assert type(note) is model
    assert (note.note_id, note.words, note.price) == ("1", 3, Decimal("1.5"))
    assert stored_item(note) is WIRE


@NOTES
def test_what_is_absent_has_its_default(model: type[Any]) -> None:
    note = read(model, {name: WIRE[name] for name in ("pk", "sk", "note_id")})

    assert (note.words, note.price) == (0, None)


@NOTES
@pytest.mark.parametrize(
    "change",
    [
        {"extra": {"S": "unknown"}},
        {"note_id": {"N": "1"}},
        {"words": {"N": "1", "S": "x"}},
        {"words": {"N": "1.5"}},
        {"words": {"X": "1"}},
        {"pk": {"S": 1}},
        {"price": "1"},
    ],
    ids=["unknown", "type", "two", "fraction", "tag", "key", "no-map"],
)
def test_what_is_unusual_is_left_to_the_plain_way(model: type[Any], change: dict[str, Any]) -> None:
    assert read(model, {**WIRE, **change}) is None


def test_defaults_are_made_anew() -> None:
    @dataclass
    class Tagged(DynamoDBModelBase):
        tag_id: str
        tags: list[str] = field(default_factory=list)
        primary = DynamoDBIndex.primary(pk="tag#{tag_id}", sk="tag")

    wire = {"pk": {"S": "tag#1"}, "sk": {"S": "tag"}, "tag_id": {"S": "1"}}
    one, other = read(Tagged, wire), read(Tagged, wire)

    assert one.tags == [] and one.tags is not other.tags


def test_a_type_and_a_version_of_the_schema_are_compared() -> None:
    @dataclass
    class Typed(DynamoDBModelBase):
        name: str
        expires_at: datetime | None = None
        primary = DynamoDBIndex.primary(pk="typed#{name}", sk="typed")
        item_config = ItemConfig(entity_type="typed", schema_version=1, ttl="expires_at")

    wire = Typed("a", datetime(2030, 1, 1, tzinfo=timezone.utc)).to_client_dictionary()

    assert read(Typed, wire).expires_at == datetime(2030, 1, 1, tzinfo=timezone.utc)
    assert read(Typed, {**wire, "entity_type": {"S": "other"}}) is None
    assert read(Typed, {**wire, "schema_version": {"N": "2"}}) is None
    assert read(Typed, {n: part for n, part in wire.items() if n != "entity_type"}) is None


def test_a_subclass_with_a_type_of_its_own_takes_the_quick_way_from_its_base() -> None:
    @dataclass
    class Base(DynamoDBModelBase):
        name: str
        primary = DynamoDBIndex.primary(pk="base#{name}", sk="base")

    wire = Base("a").to_client_dictionary()
    assert read(Base, wire) == Base("a")

    @dataclass
    class Special(Base):
        item_config = ItemConfig(entity_type="special")

    assert quick_reader(Base, convert_decimals=True) is None
    assert quick_reader(Special, convert_decimals=True) is not None


def test_validators_of_a_model_run_once() -> None:
    seen = []

    class Checked(DynamoDBModel):
        model_config = ConfigDict(strict=False)
        name: str
        primary = DynamoDBIndex.primary(pk="n#{name}", sk="n")

        @field_validator("name")
        @classmethod
        def note(cls, value: str) -> str:
            seen.append(value)
            return value

    wire = {"pk": {"S": "n#a"}, "sk": {"S": "n"}, "name": {"S": "a"}}

    assert read(Checked, wire).name == "a"
    assert seen == ["a"]


def test_what_a_nested_model_does_not_know_is_left_to_the_plain_way() -> None:
    class Part(BaseModel):
        size: int

    class Whole(DynamoDBModel):
        name: str
        part: Part
        parts: list[Part] = []
        primary = DynamoDBIndex.primary(pk="w#{name}", sk="w")

    wire = Whole(name="a", part=Part(size=1), parts=[Part(size=2)]).to_client_dictionary()
    unknown = {"M": {"size": {"N": "1"}, "more": {"S": "x"}}}

    assert read(Whole, wire).parts == [Part(size=2)]
    assert read(Whole, {**wire, "part": unknown}) is None
    assert read(Whole, {**wire, "parts": {"L": [unknown]}}) is None
    assert Whole.map({"Item": {**wire, "part": unknown}}).to_client_dictionary()["part"] == unknown


def test_a_set_that_stands_as_a_list_loses_no_member() -> None:
    class Part(BaseModel):
        tags: set[str]

    class Tagged(DynamoDBModel):
        name: str
        tags: set[str]
        parts: list[Part] = []
        primary = DynamoDBIndex.primary(pk="t#{name}", sk="t")

    wire = Tagged(name="a", tags={"b"}, parts=[Part(tags={"c"})]).to_client_dictionary()
    once, twice = {"L": [{"S": "b"}]}, {"L": [{"S": "b"}, {"S": "b"}]}

    assert read(Tagged, {**wire, "tags": once}).tags == {"b"}
    assert read(Tagged, {**wire, "tags": twice}) is None
    assert read(Tagged, {**wire, "parts": {"L": [{"M": {"tags": twice}}]}}) is None
    with pytest.raises(ValidationError):
        Tagged.map({"Item": {**wire, "tags": twice}})


def test_tracebacks_show_the_generated_lines() -> None:
    @dataclass
    class Strict(DynamoDBModelBase):
        name: str
        primary = DynamoDBIndex.primary(pk="s#{name}", sk="s")

        def __post_init__(self) -> None:
            if self.name == "bad":
                raise KeyboardInterrupt

    reader = quick_reader(Strict, convert_decimals=True)
    assert reader is not None
    linecache.checkcache()

    with pytest.raises(KeyboardInterrupt) as caught:
        reader({"pk": {"S": "s#bad"}, "sk": {"S": "s"}, "name": {"S": "bad"}})

    assert "made = Strict" in "".join(traceback.format_tb(caught.tb))


@NOTES
def test_an_instance_that_was_read_is_in_no_cycle(model: type[Any]) -> None:
    read(model, WIRE)
    gc.collect()
    gc.disable()
    try:
        note = read(model, WIRE)
        alive = weakref.ref(note)
        del note
        assert alive() is None
    finally:
        gc.enable()


@NOTES
def test_requests_leave_nothing_behind(model: type[Any]) -> None:
    db = DynamoDB.from_client(new_client())
    key = model.primary.key(note_id="1")
    line = Line(db.client)

    def work(calls: int) -> None:
        for _ in range(calls):
            line.answers = [Answer({"Item": WIRE}), Answer()]
            note = db.get(key, "app").data
            note.words += 1
            db.save(note, "app")
            line.requests.clear()

    def kept() -> int:
        gc.collect()
        # botocore and awscrt have pools of their own.
        ours = [tracemalloc.Filter(True, "*boto3_assist*"), tracemalloc.Filter(True, "*json*")]
        snapshot = tracemalloc.take_snapshot().filter_traces(ours)
        return sum(statistic.size for statistic in snapshot.statistics("filename"))

    work(30)
    tracemalloc.start()
    try:
        work(30)
        before = kept()
        work(120)
        after = kept()
    finally:
        tracemalloc.stop()
    # A single object for each call would be more than ten kilobytes.
    assert after - before < 4_000


def test_a_constructor_of_its_own_gives_a_dataclass_its_own_defaults() -> None:
    @dataclass
    class Own(DynamoDBModelBase):
        note_id: str
        words: int = 0

        primary = DynamoDBIndex.primary(pk="own#{note_id}", sk="own")

        def __init__(self, note_id: str, words: int = 7) -> None:
            self.note_id, self.words = note_id, words

    item = {"note_id": {"S": "a"}, "pk": {"S": "own#a"}, "sk": {"S": "own"}}

    assert Own.map({"Item": item}).words == 7


def test_a_constructor_that_was_replaced_after_the_first_read_is_called_as_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    item = {"note_id": {"S": "a"}, "pk": {"S": "note#a"}, "sk": {"S": "note"}}
    assert Note.map({"Item": item}).words == 0

    def make(self: Any, words: int = 7, note_id: str = "", price: Decimal | None = None) -> None:
        vars(self).update(note_id=note_id, words=words, price=price)

    monkeypatch.setattr(Note, "__init__", make)

    assert vars(build_model(Note, {"note_id": "a"})) == {"note_id": "a", "words": 7, "price": None}
    assert Note.map({"Item": item}).words == 7


def test_a_pydantic_model_that_was_built_again_is_read_with_its_new_defaults() -> None:
    class Rebuilt(DynamoDBModel):
        note_id: str
        words: int = 0

        primary = DynamoDBIndex.primary(pk="rebuilt#{note_id}", sk="rebuilt")

    item = {"note_id": {"S": "a"}, "pk": {"S": "rebuilt#a"}, "sk": {"S": "rebuilt"}}
    assert Rebuilt.map({"Item": item}).words == 0

    Rebuilt.model_fields["words"].default = 7
    Rebuilt.model_rebuild(force=True)

    assert Rebuilt.map({"Item": item}).words == 7


def test_a_dataclass_that_pydantic_validates_is_read_by_the_plain_way() -> None:
    @validated_dataclass
    class Validated(DynamoDBModelBase):
        note_id: str
        words: int = 0

        primary = DynamoDBIndex.primary(pk="validated#{note_id}", sk="validated")

    item = {"note_id": {"S": "a"}, "pk": {"S": "validated#a"}, "sk": {"S": "validated"}}

    assert read_quickly(Validated, item, convert_decimals=True) is None
    assert Validated.map({"Item": item}) == Validated("a")


@pytest.mark.parametrize("result", [False, True])
def test_a_dictionary_that_makes_what_is_asked_for_is_not_changed(result: bool) -> None:
    @dataclass
    class Typed(DynamoDBModelBase):
        note_id: str

        primary = DynamoDBIndex.primary(pk="typed#{note_id}", sk="typed")
        item_config = ItemConfig(entity_type="typed")

    item: dict[str, Any] = defaultdict(dict, note_id={"S": "a"}, pk={"S": "typed#a"})
    before = dict(item)
    response = {"Item": item, "ResponseMetadata": {}}

    made = Typed.map(DynamoDBResult.success_result(None, response) if result else response)

    assert (made.note_id, item) == ("a", before)
