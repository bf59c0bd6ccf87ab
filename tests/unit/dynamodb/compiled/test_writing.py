from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from decimal import Decimal
from enum import Enum
from typing import Any, Generic, TypeVar

import pytest
from pydantic import Field, field_serializer
from pydantic.dataclasses import dataclass as validated_dataclass

from boto3_assist.config import override_config
from boto3_assist.dynamodb import (
    DynamoDBIndex,
    DynamoDBKey,
    DynamoDBModel,
    DynamoDBModelBase,
    ItemConfig,
)
from boto3_assist.dynamodb.compiled import (
    fields_quickly,
    read_quickly,
    value_quickly,
    write_quickly,
)
from boto3_assist.dynamodb.indexes import declared_indexes
from boto3_assist.dynamodb.instance_state import Carried
from boto3_assist.errors import ConfigurationError, KeyBuildError, ValidationError

T = TypeVar("T")


@dataclass
class Note(DynamoDBModelBase):
    name: str
    group: str | None = None
    text: str | None = None
    tags: set[str] = field(default_factory=set)
    parts: list[Any] = field(default_factory=list)

    primary = DynamoDBIndex.primary(pk="it's {{}}\\{name}", sk='"note"')
    by_group = DynamoDBIndex("gsi1", pk="group#{group}", sk="name#{name}")


class PydanticNote(DynamoDBModel):
    name: str
    group: str | None = None

    primary = DynamoDBIndex.primary(pk="note#{name}", sk="note")


def write(instance: Any) -> Any:
    return write_quickly(instance, lambda *_: None)


def values(instance: Any) -> Any:
    return value_quickly(instance, lambda *_: None)


def test_keys_and_fields_are_written() -> None:
    note = Note("a#%", group="g", tags={"t"}, parts=[1, {"a": None}])

    assert write(note) == {
        "name": {"S": "a#%"},
        "group": {"S": "g"},
        "tags": {"SS": ["t"]},
        "parts": {"L": [{"N": "1"}, {"M": {"a": {"NULL": True}}}]},
        "pk": {"S": "it's {}\\a%23%25"},
        "sk": {"S": '"note"'},
        "gsi1_pk": {"S": "group#g"},
        "gsi1_sk": {"S": "name#a%23%25"},
    }


def test_keys_and_fields_are_given_as_values() -> None:
    note = Note("a#%", group="g", tags={"t"}, parts=[1, {"a": (None,)}])

    given = values(note)

    assert given == {
        "name": "a#%",
        "group": "g",
        "tags": {"t"},
        "parts": [1, {"a": [None]}],
        "pk": "it's {}\\a%23%25",
        "sk": '"note"',
        "gsi1_pk": "group#g",
        "gsi1_sk": "name#a%23%25",
    }
    assert given["tags"] is not note.tags and given["parts"][1] is not note.parts[1]
    assert fields_quickly(note) == {
        "name": "a#%",
        "group": "g",
        "text": None,
        "tags": {"t"},
        "parts": [1, {"a": [None]}],
    }


def test_an_index_that_lacks_an_input_is_left_out() -> None:
    for item in (write(Note("a", tags={"t"})), values(Note("a", tags={"t"}))):
        assert [*item] == ["name", "tags", "parts", "pk", "sk"]


def test_keys_come_in_the_order_of_the_indexes() -> None:
    @dataclass
    class Three(DynamoDBModelBase):
        name: str
        group: str | None = None
        by_group = DynamoDBIndex("gsi1", pk="group#{group}", sk="a")
        by_name = DynamoDBIndex("gsi2", pk="name#{name}", sk="b")
        primary = DynamoDBIndex.primary(pk="it#{name}", sk="it")

    first, last = ["name", "group", "pk", "sk"], ["gsi2_pk", "gsi2_sk"]
    assert [*values(Three("a", "g"))] == [*first, "gsi1_pk", "gsi1_sk", *last]
    assert [*write(Three("a"))] == ["name", "pk", "sk", *last]


def test_names_that_an_instance_has_beside_its_fields_are_no_fields() -> None:
    note: Any = Note("a", tags={"t"})
    before = [write(note), values(note), fields_quickly(note)]

    for name in ("_seen", "more", "_boto3_assist_stored"):
        vars(note)[name] = Carried({})
        assert [write(note), values(note), fields_quickly(note)] == before


def test_a_subclass_is_written_by_a_function_of_its_own() -> None:
    @dataclass
    class Longer(Note):
        length: int = 1

    for made in (Note("a", tags={"t"}), Longer("a", tags={"t"}), Note("b", tags={"t"})):
        assert ("length" in write(made)) == ("length" in values(made)) == isinstance(made, Longer)


def test_what_an_instance_has_in_slots_is_left_to_the_plain_way() -> None:
    class Slotted(DynamoDBModelBase):
        __slots__ = ("name",)
        primary = DynamoDBIndex.primary(pk="s#{name}", sk="s")

        def __init__(self) -> None:
            self.name = "a"

    assert write(Slotted()) is None and values(Slotted()) is None
    assert Slotted().to_resource_dictionary() == {"name": "a", "pk": "s#a", "sk": "s"}


@pytest.mark.parametrize(
    "change",
    [
        {"name": None},
        {"name": 1},
        {"name": ""},
        {"name": "x" * 300},
        {"tags": set()},
        {"tags": {1}},
        {"parts": (1,)},
        {"parts": [object()]},
        {"text": "\ud800"},
    ],
    ids=[
        "none",
        "type",
        "empty-key",
        "long-key",
        "empty-set",
        "set",
        "tuple",
        "object",
        "surrogate",
    ],
)
def test_what_is_unusual_is_left_to_the_plain_way(change: dict[str, Any]) -> None:
    @dataclass
    class Bare(DynamoDBModelBase):
        name: str = "a"
        tags: set[str] = field(default_factory=lambda: {"t"})
        parts: list[Any] = field(default_factory=list)
        text: str | None = None
        primary = DynamoDBIndex.primary(pk="{name}", sk="s")

    assert write(Bare()) is not None
    assert write(Bare(**change)) is None


@pytest.mark.parametrize(
    "change",
    [
        {"name": None},
        {"name": 1},
        {"name": ""},
        {"name": "x" * 300},
        {"name": "\ud800"},
        {"tags": {1}},
        {"parts": (1,)},
        {"parts": [object()]},
    ],
    ids=["none", "type", "empty-key", "long-key", "surrogate-in-key", "set", "tuple", "object"],
)
def test_what_is_unusual_among_values_is_left_to_the_plain_way(change: dict[str, Any]) -> None:
    @dataclass
    class Bare(DynamoDBModelBase):
        name: str = "a"
        tags: set[str] = field(default_factory=lambda: {"t"})
        parts: list[Any] = field(default_factory=list)
        primary = DynamoDBIndex.primary(pk="{name}", sk="s")

    assert values(Bare()) is not None
    assert values(Bare(**change)) is None


def test_the_setting_for_the_case_of_keys_is_left_to_the_plain_way() -> None:
    note = PydanticNote(name="ABC")
    with override_config(dynamodb_key_case="lower"):
        assert write(note) is None and values(note) is None
        assert note.to_client_dictionary()["pk"] == {"S": "note#abc"}
    assert note.to_client_dictionary()["pk"] == {"S": "note#ABC"}


def test_what_an_instance_carries_is_left_to_the_plain_way() -> None:
    note = PydanticNote.map({"name": "a", "unknown": 1})
    added = PydanticNote(name="a")
    added.indexes.add_secondary(DynamoDBIndex("gsi2", pk="n#{name}"))

    assert write(note) is None and write(added) is None
    assert values(note) is None and values(added) is None and fields_quickly(note) is None
    assert note.to_resource_dictionary()["unknown"] == 1
    assert note.to_client_dictionary()["unknown"] == {"N": "1"}
    assert added.to_client_dictionary()["gsi2_pk"] == {"S": "n#a"}


def test_models_that_check_or_serialise_themselves_are_left_to_pydantic() -> None:
    class Limited(PydanticNote):
        count: int = Field(1, ge=1)

    class Shouting(PydanticNote):
        @field_serializer("group")
        def shout(self, value: str | None) -> str:
            return f"{value}!"

    assert write(PydanticNote(name="a")) is not None
    assert write(Limited(name="a")) is None
    assert write(Shouting(name="a", group="b")) is None
    assert Shouting(name="a", group="b").to_client_dictionary()["group"] == {"S": "b!"}


def test_a_time_of_expiry_is_a_number_and_in_keys_a_time() -> None:
    @dataclass
    class Session(DynamoDBModelBase):
        name: str
        ends_at: datetime | None = None
        primary = DynamoDBIndex.primary(pk="session#{name}", sk="session")
        by_end = DynamoDBIndex("gsi1", pk="all", sk="{ends_at}")
        item_config = ItemConfig(
            ttl="ends_at", entity_type="session", schema_version=2, upcasters={1: dict}
        )

    item = write(Session("a", datetime(1970, 1, 2, tzinfo=timezone.utc)))

    assert item["ends_at"] == {"N": "86400"}
    assert item["gsi1_sk"] == {"S": "1970-01-02T00:00:00.000000Z"}
    assert item["entity_type"] == {"S": "session"}
    assert item["schema_version"] == {"N": "2"}
    assert values(Session("a", datetime(1970, 1, 2, tzinfo=timezone.utc))) == {
        "name": "a",
        "ends_at": 86_400,
        "entity_type": "session",
        "schema_version": 2,
        "pk": "session#a",
        "sk": "session",
        "gsi1_pk": "all",
        "gsi1_sk": "1970-01-02T00:00:00.000000Z",
    }
    assert write(Session("a", datetime(1970, 1, 2, 0, 0, 0, 5, tzinfo=timezone.utc))) is None
    assert "gsi1_sk" not in write(Session("a"))


def test_errors_are_those_of_the_plain_way() -> None:
    wrong: Any = Decimal(1)
    model: Any = PydanticNote
    with pytest.raises(KeyBuildError):
        model.model_construct(group="g").to_client_dictionary()
    with pytest.raises(ValidationError):
        Note("a", text=wrong).to_client_dictionary()


def test_what_a_class_declares_is_checked_before_the_first_write() -> None:
    class Loose(DynamoDBModelBase):
        primary = DynamoDBIndex.primary(pk="n#{nam}", sk="s")

        def __init__(self) -> None:
            self.name = "a"

    for write_plainly in (Loose.to_client_dictionary, Loose.to_resource_dictionary) * 2:
        with pytest.raises(ConfigurationError) as caught:
            write_plainly(Loose())
        assert caught.value.__context__ is None


def test_any_takes_none_in_a_pydantic_model() -> None:
    class Free(DynamoDBModel):
        name: str
        free: Any
        primary = DynamoDBIndex.primary(pk="f#{name}", sk="f")

    item = Free(name="a", free=None).to_client_dictionary()

    assert item["free"] == {"NULL": True}
    assert Free.map({"Item": item}).free is None
    assert Free(name="a", free=None).to_resource_dictionary()["free"] is None


def test_names_may_be_any_text() -> None:
    class Odd(DynamoDBModelBase):
        primary = DynamoDBIndex.primary(pk="o#{name}", sk="o")

        def __init__(self) -> None:
            self.name = "a"

    Odd.__name__ = "it's [odd]"
    odd = Odd()
    vars(odd).update({"a-b \"'": 1, "class": 2, "é": 3})

    item = write(odd)

    assert item["a-b \"'"] == {"N": "1"} and item["class"] == {"N": "2"} and item["é"] == {"N": "3"}


def test_models_with_parameters_are_compiled() -> None:
    class Box(DynamoDBModel, Generic[T], abstract=True):
        name: str
        content: T
        primary = DynamoDBIndex.primary(pk="box#{name}", sk="box")

    box = Box[int](name="a", content=1)
    item = write(box)

    assert item["content"] == {"N": "1"}
    assert read_quickly(Box[int], item, convert_decimals=True) == box


@validated_dataclass
class ValidatedNote(DynamoDBModelBase):
    name: str
    words: int = 1

    primary = DynamoDBIndex.primary(pk="note#{name}", sk="note")


def test_a_dataclass_that_pydantic_validates_is_no_pydantic_model() -> None:
    note = ValidatedNote("a")

    assert write(note) == note.to_client_dictionary()
    assert values(note) == {"name": "a", "words": 1, "pk": "note#a", "sk": "note"}
    assert fields_quickly(note) == {"name": "a", "words": 1}


@pytest.mark.parametrize("name", ["3D", "f", "w", "Ünï", "a b"])
def test_nested_classes_may_have_any_name(name: str) -> None:
    inner: Any = dataclasses.make_dataclass(name, [("x", int), ("y", int)])
    annotations = {"name": str, "inner": inner}
    primary = DynamoDBIndex.primary(pk="outer#{name}", sk="outer")
    members = {"__annotations__": annotations, "primary": primary}
    model: Any = dataclass(type("Outer", (DynamoDBModelBase,), members))

    item = model("a", inner(1, 2)).to_client_dictionary()

    assert item["inner"] == {"M": {"x": {"N": "1"}, "y": {"N": "2"}}}
    assert vars(read_quickly(model, item, convert_decimals=True).inner) == {"x": 1, "y": 2}


class Listed(Enum):
    ONE = [1]


class Unhashable(Enum):
    ONE = "one"

    def __eq__(self, other: object) -> bool:
        return self is other


@dataclass
class Marked(DynamoDBModelBase):
    name: str
    listed: Listed = Listed.ONE
    marks: list[Unhashable] = field(default_factory=lambda: [Unhashable.ONE])

    primary = DynamoDBIndex.primary(pk="marked#{name}", sk="marked")


class PydanticMarked(DynamoDBModel):
    name: str
    listed: Listed = Listed.ONE
    marks: list[Unhashable] = [Unhashable.ONE]

    primary = DynamoDBIndex.primary(pk="marked#{name}", sk="marked")


@pytest.mark.parametrize("model", [Marked, PydanticMarked])
def test_members_of_an_enum_that_have_no_hash_are_written(model: type[Any]) -> None:
    marked = model(name="a")

    assert marked.to_client_dictionary() == {
        "name": {"S": "a"},
        "listed": {"L": [{"N": "1"}]},
        "marks": {"L": [{"S": "one"}]},
        "pk": {"S": "marked#a"},
        "sk": {"S": "marked"},
    }
    assert marked.to_dictionary()["listed"] is Listed.ONE


def test_a_deprecated_field_is_written_without_a_warning() -> None:
    class Old(DynamoDBModel):
        name: str
        text: str = Field("x", deprecated="use another")

        primary = DynamoDBIndex.primary(pk="old#{name}", sk="old")

    old = Old(name="a")

    assert old.to_dictionary() == {"name": "a", "text": "x"}
    assert old.to_client_dictionary()["text"] == {"S": "x"}
    assert Old.map({"name": "a", "text": "y"}).to_dictionary() == {"name": "a", "text": "y"}


def renamed(index: DynamoDBIndex) -> None:
    index.partition_key.attribute_name = "PK"


def revalued(index: DynamoDBIndex) -> None:
    index.partition_key.value = lambda: "other"


def resorted(index: DynamoDBIndex) -> None:
    index.sort_key = DynamoDBKey("gsi1_sk", "sorted")


@pytest.mark.parametrize(
    ("change", "name", "keys"),
    [
        (renamed, "primary", {"PK": "changed#a", "gsi1_pk": "all"}),
        (revalued, "primary", {"pk": "other", "gsi1_pk": "all"}),
        (resorted, "gsi1", {"pk": "changed#a", "gsi1_pk": "all", "gsi1_sk": "sorted"}),
    ],
)
def test_an_index_that_was_changed_after_the_first_write_is_written_as_it_is(
    change: Callable[[DynamoDBIndex], None], name: str, keys: dict[str, str]
) -> None:
    @dataclass
    class Changed(DynamoDBModelBase):
        name: str

        primary = DynamoDBIndex.primary(pk="changed#{name}")
        all = DynamoDBIndex("gsi1", pk="all")

    changed = Changed("a")
    assert values(changed) == {"name": "a", "pk": "changed#a", "gsi1_pk": "all"}

    change(declared_indexes(Changed)[name])

    assert values(changed) is None
    assert changed.to_resource_dictionary() == {"name": "a", **keys}
    assert changed.to_client_dictionary() == {n: {"S": v} for n, v in {"name": "a", **keys}.items()}


def test_a_look_at_a_sort_key_that_there_is_none_of_changes_no_index() -> None:
    @dataclass
    class Short(DynamoDBModelBase):
        name: str

        primary = DynamoDBIndex.primary(pk="short#{name}")

    assert values(Short("a")) == {"name": "a", "pk": "short#a"}

    assert not declared_indexes(Short)["primary"].sort_key.is_declared

    assert values(Short("a")) == {"name": "a", "pk": "short#a"}


def test_a_serialiser_that_came_after_the_first_write_is_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    note = PydanticNote(name="a")
    assert write(note) is not None

    monkeypatch.setattr(PydanticNote, "model_dump", lambda *_, **__: {"name": "b", "group": None})

    assert note.to_dictionary() == {"name": "b", "group": None}
    assert note.to_client_dictionary()["name"] == {"S": "b"}
