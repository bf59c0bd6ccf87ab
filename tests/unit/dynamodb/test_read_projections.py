from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from pydantic import Field

from boto3_assist.dynamodb import (
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBModelBase,
    GetItemConfig,
    ItemConfig,
    attr,
)
from boto3_assist.dynamodb.expressions import Placeholders
from boto3_assist.dynamodb.read_projections import paths_projection, projection_of, with_needed
from boto3_assist.dynamodb.requests import Projection
from boto3_assist.errors import InvalidParameterError
from tests.unit.dynamodb.verbs.models import Note, Order, User


@dataclass
class Session(DynamoDBModelBase):
    session_id: str
    ends_at: int | None = None
    version: int = 0

    primary = DynamoDBIndex.primary(pk="session#{session_id}", sk="session")
    item_config = ItemConfig(
        entity_type="session", ttl="ends_at", version="version", schema_version=1
    )


@dataclass
class Login(Session):
    device: str = ""

    item_config = ItemConfig(entity_type="login")


@dataclass
class Moved(DynamoDBModelBase):
    moved_id: str

    primary = DynamoDBIndex.primary(pk="moved#{moved_id}", sk="moved")
    item_config = ItemConfig(schema_version=2, upcasters={1: lambda item: item})


ALL = GetItemConfig.with_projections()


def test_the_attributes_of_a_model_are_those_it_stores() -> None:
    config = GetItemConfig.with_projections()

    assert projection_of(config, None, Order) == Projection.of(
        ["customer_id", "order_id", "status", "total"]
    )
    assert projection_of(config, User("7"), User) == Projection.of(["user_id", "name"])


def test_the_models_attributes_win_over_an_expression() -> None:
    config = GetItemConfig(do_projections=True, projection_expression="a")

    assert projection_of(config, None, Note) == Projection.of(["note_id", "text", "tags"])


def test_a_projection_in_text_takes_its_names_along() -> None:
    names = {"#a": "b"}

    assert projection_of(GetItemConfig(), None, None) is None
    assert in_text("a", None) == Projection("a")
    assert in_text("#a", names) == Projection("#a", names)
    with pytest.raises(InvalidParameterError):
        in_text("", names)


def in_text(text: str, names: Any) -> Projection | None:
    config = GetItemConfig(projection_expression=text, expression_attribute_names=names)
    return projection_of(config, None, None)


def test_a_projection_has_what_the_library_keeps_and_the_fields_of_subclasses() -> None:
    own = ["session_id", "ends_at", "version"]

    assert projection_of(ALL, None, Login) == Projection.of(
        [*own, "device", "entity_type", "schema_version"]
    )
    assert projection_of(ALL, Session("7"), Session) == Projection.of(
        [*own, "device", "entity_type", "schema_version"]
    )


def test_a_model_with_upcasters_is_read_whole() -> None:
    assert projection_of(ALL, None, Moved) is None


def test_a_model_whose_subclass_has_fields_on_instances_only_is_read_whole() -> None:
    @dataclass
    class Base(DynamoDBModelBase):
        base_id: str

        primary = DynamoDBIndex.primary(pk="base#{base_id}")

    class Plain(Base):
        item_config = ItemConfig(entity_type="plain")

    assert projection_of(ALL, None, Base) == Projection.of(["base_id", "entity_type"])
    del Plain


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        (
            "device",
            None,
            Projection(
                "device, #life0, #life1, #life2, #life3",
                {
                    "#life0": "entity_type",
                    "#life1": "schema_version",
                    "#life2": "ends_at",
                    "#life3": "version",
                },
            ),
        ),
        (
            "ends_at , #v,entity_type, a.b[0].entity_type",
            {"#v": "version"},
            Projection(
                "ends_at , #v,entity_type, a.b[0].entity_type, #life0",
                {"#v": "version", "#life0": "schema_version"},
            ),
        ),
    ],
)
def test_a_text_for_a_model_reads_what_its_checks_need(
    text: str, names: Any, expected: Projection
) -> None:
    given = Projection(text, names or {})

    assert with_needed(given, [Session]) == expected
    assert with_needed(given, []) == given


def test_its_placeholders_give_way_to_those_of_the_caller() -> None:
    given = Projection("#life0", {"#life0": "device"})

    names = with_needed(given, [Session]).names
    assert (names["#life0"], names["#life_0"]) == ("device", "entity_type")
    assert "#life__0" in with_needed(given, [Session], {"#life_x"}).names


def test_a_text_for_a_model_without_a_config_is_as_it_was() -> None:
    config = GetItemConfig(projection_expression="a")

    assert projection_of(config, None, Note) == Projection("a")


def test_paths_for_one_item() -> None:
    paths: list[Any] = ["a.b[0]", Order.field("total"), "size"]
    config = GetItemConfig(projection=iter(paths))

    found = projection_of(config, None, None)

    assert found == Projection(
        "#u0.#u1[0], #u2, #u3", {"#u0": "a", "#u1": "b", "#u2": "total", "#u3": "size"}
    )
    assert projection_of(config, None, None) == found


@pytest.mark.parametrize(
    "fields",
    [
        {"projection": "a, b"},
        {"projection": 5},
        {"projection": []},
        {"projection": ["a", "a.b"]},
        {"projection": [5]},
        {"projection": ["a"], "projection_expression": "a"},
        {"projection": ["a"], "do_projections": True},
        {"projection": ["a"], "expression_attribute_names": {"#a": "a"}},
    ],
)
def test_paths_that_cannot_be_read(fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidParameterError):
        projection_of(GetItemConfig(**fields), None, None)


class Person(DynamoDBModel):
    person_id: str = Field(alias="personId")
    home: Moved | None = Field(default=None, alias="homeAddress")

    primary = DynamoDBIndex.primary(pk="person#{person_id}")


@pytest.mark.parametrize(
    ("path", "attribute"),
    [
        ("person_id", "personId"),
        ("personId", "personId"),
        ("home.moved_id", "homeAddress.moved_id"),
        ("unknown.part", "unknown.part"),
        (attr("person_id"), "person_id"),
        (Person.field("person_id"), "personId"),
    ],
)
def test_fields_are_read_by_their_attributes(path: Any, attribute: str) -> None:
    found = paths_projection([path], Placeholders(), [Person])

    parts = [found.names[name] for name in found.text.split(".")]
    assert ".".join(parts) == attribute
    assert paths_projection([path], Placeholders(), [Moved, Person]) == found


def test_a_name_of_several_models_is_read_as_each_has_it() -> None:
    @dataclass
    class Other(DynamoDBModelBase):
        person_id: str

    found = paths_projection(["person_id"], Placeholders(), [Person, Other])

    assert sorted(found.names.values()) == ["personId", "person_id"]
