from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field, computed_field

from boto3_assist.dynamodb import (
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBModelBase,
    DynamoDBResult,
    exclude_from_serialization,
)
from boto3_assist.dynamodb.codec import encode_item
from boto3_assist.errors import ConfigurationError


class Person(DynamoDBModelBase):
    temporary: Annotated[str, exclude_from_serialization]
    primary = DynamoDBIndex.primary(pk="person#{name}")

    def __init__(self) -> None:
        self.name = "Ann"
        self.temporary = "t"
        self._nick = "A"
        self.reads = 0

    @property
    @exclude_from_serialization
    def nick(self) -> str:
        self.reads += 1
        return self._nick

    @nick.setter
    def nick(self, value: str) -> None:
        self._nick = value

    @property
    @exclude_from_serialization
    def broken(self) -> str:
        raise AssertionError("never read")

    @cached_property
    @exclude_from_serialization
    def slow(self) -> str:
        return "slow"


def test_what_is_marked_is_in_no_dictionary_and_its_getter_does_not_run() -> None:
    person = Person()
    assert person.slow == "slow"

    assert person.to_dictionary() == {"name": "Ann", "reads": 0}
    assert person.to_dictionary(keys=["nick", "name"]) == {"name": "Ann"}
    assert person.to_resource_dictionary() == {"name": "Ann", "reads": 0, "pk": "person#Ann"}
    assert person.to_client_dictionary(include_indexes=False).keys() == {"name", "reads"}
    assert person.reads == 0


def test_map_sets_what_has_a_setter() -> None:
    person = Person.map({"nick": "B", "temporary": "x", "broken": "y"})

    assert (person.nick, person.temporary) == ("B", "x")
    assert person.to_resource_dictionary(include_indexes=False).keys() == {"name", "reads"}


def test_no_key_is_made_of_what_is_not_stored() -> None:
    class Wrong(DynamoDBModelBase):
        primary = DynamoDBIndex.primary(pk="wrong#{secret}")

        @property
        @exclude_from_serialization
        def secret(self) -> str:
            return "x"

    with pytest.raises(ConfigurationError, match="'secret'"):
        Wrong().to_resource_dictionary()


def test_a_mark_above_the_property_is_refused() -> None:
    for given in (property(lambda self: 1), cached_property(lambda self: 1), "name"):
        marked: Any = given
        with pytest.raises(ConfigurationError, match="exclude_from_serialization cannot mark"):
            exclude_from_serialization(marked)


@dataclass
class DataNote(DynamoDBModelBase):
    note_id: str
    secret: Annotated[str, exclude_from_serialization] = ""
    primary = DynamoDBIndex.primary(pk="note#{note_id}")


@dataclass
class PydanticMarkedNote(DynamoDBModelBase):
    note_id: str
    secret: Annotated[str, Field(exclude=True)] = ""
    primary = DynamoDBIndex.primary(pk="note#{note_id}")


class PydanticNote(DynamoDBModel):
    note_id: str
    secret: str = Field("", exclude=True)
    primary = DynamoDBIndex.primary(pk="note#{note_id}")


NOTES = [DataNote, PydanticMarkedNote, PydanticNote]


@pytest.mark.parametrize("model", NOTES)
def test_a_marked_field(model: Any) -> None:
    note = model.map({"note_id": "1", "secret": "x"})

    assert note.secret == "x"
    assert note.to_dictionary() == {"note_id": "1"}
    assert note.to_resource_dictionary() == {"note_id": "1", "pk": "note#1"}
    assert note.map({"secret": "y"}).secret == "y"
    assert model(note_id="1", secret="z").to_client_dictionary().keys() == {"note_id", "pk"}


@pytest.mark.parametrize("model", NOTES)
def test_b9_a_stored_attribute_of_its_name_survives_a_save(model: Any) -> None:
    item = {"note_id": "1", "secret": "stored", "pk": "note#1"}
    result: Any = DynamoDBResult.success_result(None, {"Item": encode_item(item)})

    for note in (
        model.map(result),
        result.to(model),
        model(note_id="1").map(result),
        model.map(model.map(result)),
    ):
        assert note.secret == "stored"
        note.secret = "changed"
        assert note.to_resource_dictionary() == item
        assert "secret" not in note.to_dictionary()


class Inner(BaseModel):
    a: int = 1
    secret: str = Field("", exclude=True)


class Outer(DynamoDBModel):
    inner: Inner = Inner()
    inners: list[Inner] = []
    by_name: dict[str, Inner] = {}
    free: Any = None
    primary = DynamoDBIndex.primary(pk="outer")


@dataclass
class DataOuter(DynamoDBModelBase):
    inner: Inner
    inners: list[Inner]
    by_name: dict[str, Inner]
    free: Any = None
    primary = DynamoDBIndex.primary(pk="outer")


@pytest.mark.parametrize("model", [Outer, DataOuter])
def test_b9_so_does_one_of_a_nested_model(model: Any) -> None:
    inner = {"a": 1, "secret": "stored"}
    item = {"inner": inner, "inners": [{"a": 2}, inner], "by_name": {"x": inner}, "free": [inner]}
    wire = {"Item": encode_item({**item, "pk": "outer"}), "ResponseMetadata": {}}

    read = model.map(wire)

    assert read.inner.secret == "stored"
    assert read.to_resource_dictionary(include_indexes=False) == {
        name: value for name, value in item.items()
    }
    given = model.map(item).to_resource_dictionary(include_indexes=False)
    assert given["inner"] == {"a": 1}
    assert "secret" not in read.to_dictionary()["inner"]


def test_the_mark_is_refused_where_pydantic_would_not_see_it() -> None:
    with pytest.raises(ConfigurationError, match=r"Field\(exclude=True\)"):

        class Wrong(DynamoDBModel):
            secret: Annotated[str, exclude_from_serialization] = ""

    class Nested(BaseModel):
        secret: Annotated[str, exclude_from_serialization] = ""

    with pytest.raises(ConfigurationError, match="secret of Nested"):

        class Holder(DynamoDBModel):
            nested: Nested = Nested()

    with pytest.raises(ConfigurationError, match="double of Computed"):

        class Computed(DynamoDBModel):
            @computed_field  # type: ignore[prop-decorator]  # mypy does not know the order
            @property
            @exclude_from_serialization
            def double(self) -> int:
                return 2
