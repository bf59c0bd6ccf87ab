"""What a declaration must be for the library to keep it, told when the class is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar, NewType, Union  # noqa: MDA400  # as older code has it

import pytest
from pydantic import AwareDatetime, Field, NaiveDatetime, PositiveInt, computed_field

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModel, DynamoDBModelBase, ItemConfig
from boto3_assist.dynamodb.item_config import item_config_of
from boto3_assist.dynamodb.life_fields import LifeField, kind_of, life_fields
from boto3_assist.errors import ConfigurationError

Seconds = NewType("Seconds", int)


class Base(DynamoDBModel, abstract=True):
    thing_id: str
    ends_at: datetime | None = None
    made_at: datetime | None = None
    count: int = 0
    name: str = ""
    ratio: float = 0.5
    hidden: int = Field(0, exclude=True)
    whatever: Any = None

    @computed_field
    def double(self) -> int:
        return 2 * self.count

    primary = DynamoDBIndex.primary(pk="thing#{thing_id}", sk="thing")


def upcaster(item: dict[str, Any]) -> dict[str, Any]:
    return item


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown field": ({"ttl": "no_such"}, "'no_such'"),
    "a computed field": ({"version": "double"}, "'double'"),
    "a field that is not stored": ({"version": "hidden"}, "'hidden'"),
    "a ttl of text": ({"ttl": "name"}, "datetime or int"),
    "a ttl with fractions": ({"ttl": "ratio"}, "datetime or int"),
    "a stamp with fractions": ({"created_at": "ratio"}, "datetime or int or str"),
    "a stamp of no type": ({"updated_at": "whatever"}, "datetime or int or str"),
    "a version of text": ({"version": "name"}, "int"),
    "a version of time": ({"version": "made_at"}, "int"),
    "one field for two": ({"created_at": "made_at", "updated_at": "made_at"}, "one field"),
    "a version in the primary key": ({"version": "thing_id"}, "int"),
    "no entity type": ({"entity_type": ""}, "entity_type"),
    "an entity type that is no text": ({"entity_type": 5}, "entity_type"),
    "no attribute": ({"entity_type": "x", "entity_type_attribute": ""}, "entity_type_attribute"),
    "the attribute of a field": ({"entity_type": "x", "entity_type_attribute": "name"}, "'name'"),
    "the attribute of a computed field": (
        {"entity_type": "x", "entity_type_attribute": "double"},
        "'double'",
    ),
    "the attribute of a key": ({"entity_type": "x", "entity_type_attribute": "pk"}, "'pk'"),
    "a schema version in a key": (
        {"schema_version": 1, "schema_version_attribute": "sk"},
        "'sk'",
    ),
    "one attribute for two": (
        {"entity_type": "x", "schema_version": 1, "schema_version_attribute": "entity_type"},
        "one attribute",
    ),
    "schema version 0": ({"schema_version": 0}, "whole number from 1"),
    "schema version True": ({"schema_version": True}, "whole number from 1"),
    "a schema version of text": ({"schema_version": "2"}, "whole number from 1"),
    "no upcasters": ({"schema_version": 3}, "1, 2"),
    "a gap": ({"schema_version": 4, "upcasters": {1: upcaster, 3: upcaster}}, "version 2"),
    "an upcaster too many": (
        {"schema_version": 2, "upcasters": dict.fromkeys((1, 2), upcaster)},
        "2",
    ),
    "an upcaster of nothing": ({"schema_version": 1, "upcasters": {0: upcaster}}, "0"),
    "upcasters without a version": ({"upcasters": {1: upcaster}}, "1"),
    "an upcaster that is none": ({"schema_version": 2, "upcasters": {1: "x"}}, "be called"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_class_that_cannot_work_is_not_made(case: str) -> None:
    options, told = REFUSED[case]

    with pytest.raises(ConfigurationError, match="Thing") as caught:
        type("Thing", (Base,), {"item_config": ItemConfig(**options), "__module__": __name__})

    assert told in f"{caught.value}"


@pytest.mark.parametrize("option", ["version", "updated_at"])
def test_what_each_write_changes_is_no_part_of_the_primary_key(option: str) -> None:
    with pytest.raises(ConfigurationError, match="another item"):

        class Log(DynamoDBModel):
            number: int = 0

            primary = DynamoDBIndex.primary(pk="log#{number}", sk="log")
            item_config = ItemConfig(**{option: "number"})  # type: ignore[arg-type]  # a name


def test_a_time_stored_as_a_number_is_no_key_attribute_as_it_is() -> None:
    with pytest.raises(ConfigurationError, match="uses it as it is"):

        class Session(DynamoDBModel):
            session_id: str
            ends_at: datetime

            primary = DynamoDBIndex.primary(pk="session#{session_id}", sk_attribute="ends_at")
            item_config = ItemConfig(ttl="ends_at")


def test_a_number_may_be_a_key_attribute_as_it_is() -> None:
    class Session(DynamoDBModel):
        session_id: str
        ends_at: int

        primary = DynamoDBIndex.primary(pk="session#{session_id}", sk_attribute="ends_at")
        item_config = ItemConfig(ttl="ends_at")

    assert life_fields(Session) == {"ttl": LifeField("ends_at", "ends_at", int)}


def test_a_dataclass_is_checked_before_it_is_decorated() -> None:
    with pytest.raises(ConfigurationError, match="'ends'"):

        @dataclass
        class Session(DynamoDBModelBase):
            session_id: str
            ends_at: int | None = None

            primary = DynamoDBIndex.primary(pk="session#{session_id}")
            item_config = ItemConfig(ttl="ends")

    with pytest.raises(ConfigurationError, match="datetime or int"):

        @dataclass
        class Other(DynamoDBModelBase):
            session_id: str
            ends_at: str = ""

            primary = DynamoDBIndex.primary(pk="session#{session_id}")
            item_config = ItemConfig(ttl="ends_at")


class Later(DynamoDBModel):
    later_id: str
    made_at: Stamp | None = None

    primary = DynamoDBIndex.primary(pk="later#{later_id}")
    item_config = ItemConfig(created_at="made_at")


@dataclass
class LaterNote(DynamoDBModelBase):
    later_id: str
    made_at: Stamp | None = None

    primary = DynamoDBIndex.primary(pk="later#{later_id}")
    item_config = ItemConfig(created_at="made_at")


Stamp = datetime


@pytest.mark.parametrize("model", [Later, LaterNote])
def test_a_type_that_is_defined_later_is_checked_when_it_is_used(model: type) -> None:
    assert life_fields(model)["created_at"] == LifeField("made_at", "made_at", datetime)


class Plain(DynamoDBModelBase):
    made_at: datetime | None

    def __init__(self, plain_id: str = "") -> None:
        super().__init__()
        self.plain_id = plain_id
        self.ttl: int | None = None
        self.made_at = None

    @property
    def total(self) -> int:
        return 1

    primary = DynamoDBIndex.primary(pk="plain#{plain_id}")


def test_a_plain_class_is_checked_at_its_first_instance() -> None:
    class Wrong(Plain):
        item_config = ItemConfig(ttl="no_such")

    with pytest.raises(ConfigurationError, match="'no_such'"):
        Wrong("7").to_resource_dictionary()

    class ReadOnly(Plain):
        item_config = ItemConfig(version="total")

    with pytest.raises(ConfigurationError, match="'total'"):
        ReadOnly("7").to_resource_dictionary()


def test_a_plain_class_may_set_a_number_without_declaring_it() -> None:
    class Right(Plain):
        item_config = ItemConfig(ttl="ttl", created_at="made_at")

    assert life_fields(Right) == {
        "ttl": LifeField("ttl", "ttl", None),
        "created_at": LifeField("made_at", "made_at", datetime),
    }
    assert Right("7").to_resource_dictionary()["pk"] == "plain#7"


def test_a_base_is_checked_with_the_fields_of_its_subclasses() -> None:
    class Stamped(DynamoDBModel, abstract=True):
        item_config = ItemConfig(updated_at="changed_at", version="version")

    class Note(Stamped):
        note_id: str
        changed_at: datetime | None = None
        version: int = 0

        primary = DynamoDBIndex.primary(pk="note#{note_id}")

    with pytest.raises(ConfigurationError, match="Page"):

        class Page(Stamped):
            page_id: str

            primary = DynamoDBIndex.primary(pk="page#{page_id}")

    assert life_fields(Note).keys() == {"updated_at", "version"}


def test_a_subclass_inherits_what_its_own_leaves_out() -> None:
    class First(Base):
        item_config = ItemConfig(entity_type="first", ttl="ends_at", version="count")

    class Second(First):
        kept = ItemConfig(entity_type="second", created_at="made_at")

    config = item_config_of(Second)
    assert (config.entity_type, config.ttl, config.version) == ("second", "ends_at", "count")
    assert config.created_at == "made_at"
    assert item_config_of(First).created_at is None
    assert Second.kept.ttl is None


def make_two() -> None:
    class Two(Base):
        one = ItemConfig(entity_type="one")
        two = ItemConfig(entity_type="two")


def make_field() -> None:
    class Annotated_(Base):
        item_config: ItemConfig = ItemConfig(entity_type="x")


@pytest.mark.parametrize(
    ("make", "told"), [(make_two, "more than one ItemConfig"), (make_field, "would be a field")]
)
def test_one_config_that_is_no_field(make: Callable[[], None], told: str) -> None:
    with pytest.raises(ConfigurationError, match=told):
        make()


def test_an_annotation_as_a_class_variable_is_no_matter() -> None:
    class Declared(Base):
        item_config: ClassVar[ItemConfig] = ItemConfig(entity_type="x")

    assert item_config_of(Declared).entity_type == "x"


def test_the_attribute_of_a_field_is_its_alias() -> None:
    class Aliased(Base):
        version: int = Field(0, alias="rev")
        item_config = ItemConfig(version="version")

    assert life_fields(Aliased)["version"] == LifeField("version", "rev", int)


@pytest.mark.parametrize(
    ("annotation", "kind"),
    [
        (int, int),
        (Union[int, None], int),
        (int | None, int),
        (Annotated[int, "x"], int),
        (Annotated[int | None, "x"], int),
        (Seconds, int),
        (PositiveInt, int),
        (AwareDatetime, datetime),
        (AwareDatetime | None, datetime),
        (Any, Any),
        (int | str, int | str),
        (NaiveDatetime, NaiveDatetime),
        (bool, bool),
    ],
)
def test_the_kind_of_an_annotation(annotation: Any, kind: Any) -> None:
    assert kind_of(annotation) == kind
