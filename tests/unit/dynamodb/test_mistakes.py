"""Mistakes that are easily made: each is told what was given, expected and to be done."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from boto3_assist.dynamodb import (
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBModelBase,
    DynamoDBResult,
    DynamoDBTable,
    GetItemConfig,
    KeyTemplate,
    QueryConfig,
    ScanConfig,
    UpdateConfig,
)
from boto3_assist.dynamodb.codec.numbers import is_number_text
from boto3_assist.dynamodb.conditions import Expression, condition_expression
from boto3_assist.dynamodb.reading import read_collection
from boto3_assist.dynamodb.targets import get_config, key_and_model, saved_item
from boto3_assist.dynamodb.write_conditions import given_condition, put_condition
from boto3_assist.errors import (
    Boto3AssistError,
    ConfigurationError,
    InvalidParameterError,
    ItemNotFoundError,
    KeyBuildError,
    SerializationError,
    ValidationError,
)

SECRET = "top-secret-value"


def name_of(note: Any) -> str:
    return str(note.note_id)


FUNCTION: Any = name_of


@dataclass
class Note(DynamoDBModelBase):
    note_id: str
    text: str = ""
    primary = DynamoDBIndex.primary(pk="note#{note_id}", sk="note")


NOTE = Note(SECRET)


@pytest.mark.parametrize("given", [5, ["#a"], "#a"])
@pytest.mark.parametrize("name", ["expression_attribute_names", "expression_attribute_values"])
def test_what_placeholders_of_a_read_stand_for_is_a_dictionary(
    db: DynamoDB, name: str, given: Any
) -> None:
    asked: Any = {name: given, "projection_expression": "#a"}

    with pytest.raises(InvalidParameterError, match=f"{name} was given as"):
        db.query(Note.primary.query(note_id="1"), "app", config=QueryConfig(**asked))
    with pytest.raises(InvalidParameterError, match=f"{name} was given as"):
        db.scan("app", config=ScanConfig(**asked))
    if name == "expression_attribute_names":
        with pytest.raises(InvalidParameterError, match=f"{name} was given as"):
            db.get(Note.primary.key(note_id="1"), "app", config=GetItemConfig(**asked))


class Visit(DynamoDBModel):
    place: str
    at: datetime
    guest: str
    paid: Decimal = Decimal(0)
    tags: set[str] | None = None
    primary = DynamoDBIndex.primary(pk="place#{place}", sk="at#{at}#{guest}")


NOON = datetime(2024, 5, 1, 12, tzinfo=timezone.utc)
VISITS = Visit.primary.query(place="p")
# What a type checker would refuse.
CLASS: Any = Note
RANGED: Any = VISITS
INSTANCE: Any = NOTE
MAPPING: Any = {}
PRESET: Any = GetItemConfig.consistent
ABSENT = "attribute_not_exists(#pk)"


@pytest.mark.parametrize(
    ("attempt", "error_class", "hint"),
    [
        (lambda: saved_item(CLASS), ValidationError, "make an instance"),
        (lambda: saved_item(5), ValidationError, "pass one instance, or one dictionary"),
        (lambda: saved_item([NOTE]), ValidationError, "pass one instance, or one dictionary"),
        (lambda: saved_item(PRESET()), ValidationError, "derive its class from DynamoDBModelBase"),
        (lambda: key_and_model({"pk": "a"}, PRESET()), InvalidParameterError, "config=…"),
        (lambda: key_and_model(INSTANCE, None), InvalidParameterError, "model=…"),
        (lambda: key_and_model(CLASS, None), InvalidParameterError, "an instance"),
        (
            lambda: key_and_model(None, CLASS.primary.key(note_id="1")),
            InvalidParameterError,
            "not as model",
        ),
        (lambda: get_config(MAPPING, {}), InvalidParameterError, "GetItemConfig.consistent()"),
        (
            lambda: get_config(PRESET, {}),
            InvalidParameterError,
            "call the preset",
        ),
        (
            lambda: CLASS.primary.query(note_id="1").collection([CLASS]),
            InvalidParameterError,
            "each",
        ),
        (
            lambda: CLASS.primary.query(note_id="1").collection(CLASS, INSTANCE),
            InvalidParameterError,
            "not an instance",
        ),
        (lambda: CLASS.primary.query(note_id="1").collection(dict), InvalidParameterError, "class"),
        (lambda: DynamoDBTable("t", models=[INSTANCE]), InvalidParameterError, "not an instance"),
        (lambda: DynamoDBTable("t", models=[dict]), InvalidParameterError, "class"),
        (lambda: DynamoDBResult(INSTANCE).to(INSTANCE), InvalidParameterError, "not an instance"),
        (lambda: DynamoDBResult(INSTANCE).to(dict), InvalidParameterError, "class"),
        (lambda: DynamoDBIndex("gsi1", pk=FUNCTION), KeyBuildError, "template"),
        (lambda: CLASS.primary.key(id="x"), KeyBuildError, "'note_id' has no value; 'id' is no"),
        (lambda: CLASS.primary.key(note_id=None), KeyBuildError, "'note_id' has no value"),
        (lambda: CLASS.primary.query(id="x"), KeyBuildError, "'id' is no input"),
        (
            lambda: Visit.primary.query(place="p", guest="g"),
            KeyBuildError,
            "'guest' cannot be used without 'at'",
        ),
        (lambda: VISITS.gte(at=datetime(2024, 5, 1)), KeyBuildError, "set tzinfo"),
        (lambda: VISITS.gte(at=NOON).lte(at=NOON), KeyBuildError, "between has both bounds"),
        (lambda: RANGED.between(at=NOON), KeyBuildError, "give both bounds"),
        (
            lambda: VISITS.between(at=(NOON, NOON - timedelta(1))),
            KeyBuildError,
            "swap them",
        ),
        (lambda: VISITS.collection(), KeyBuildError, "name the models"),
        (lambda: VISITS.gte(at=NOON).collection(Visit), KeyBuildError, "self_and_descendants()"),
        (lambda: condition_expression({}), InvalidParameterError, 'write attr("name") == value'),
        (
            lambda: condition_expression(CLASS, is_key_condition=True),
            InvalidParameterError,
            "the class Note; expected an index query",
        ),
    ],
)
def test_a_mistake_is_told(
    attempt: Callable[[], object], error_class: type[Boto3AssistError], hint: str
) -> None:
    with pytest.raises(error_class) as caught:
        attempt()

    assert hint in str(caught.value)
    assert SECRET not in f"{caught.value}{caught.value.details}"


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("paid", 19.99, "decimal.Decimal (what is assigned is not converted)"),
        ("at", SECRET, "datetime.datetime (what is assigned is not converted)"),
        ("paid", None, "decimal.Decimal (what is assigned is not converted)"),
        ("tags", [SECRET], "set[str] | None (what is assigned is not converted)"),
    ],
)
def test_an_assigned_value_of_another_type_is_told_the_declared_one(
    field: str, value: object, expected: str
) -> None:
    visit = Visit(place="p", at=NOON, guest="g")
    setattr(visit, field, value)

    with pytest.raises(ValidationError) as caught:
        visit.to_client_dictionary()

    assert [each["expected"] for each in caught.value.details["fields"]] == [expected]
    assert SECRET not in f"{caught.value}{caught.value.details}"


@pytest.mark.usefixtures("aws")
def test_an_upsert_by_key_is_not_told_to_upsert() -> None:
    db = DynamoDB.from_pool()
    DynamoDBTable("notes", models=[Note], db=db).create()
    key = Note.primary.key(note_id="1")

    with pytest.raises(ItemNotFoundError, match="pass an instance"):
        db.update_item_partial(key, "notes", changes={"text": "x"}, config=UpdateConfig.upserting())
    with pytest.raises(ItemNotFoundError, match="upsert=True"):
        db.update_item_partial(key, "notes", changes={"text": "x"})


def test_an_empty_set_is_told_what_stands_for_it() -> None:
    with pytest.raises(SerializationError, match="expected None, or a set with members"):
        Visit(place="p", at=NOON, guest="g", tags=set()).to_client_dictionary()


def test_an_index_without_a_name_is_told_how_the_tables_own_is_declared() -> None:
    with pytest.raises(ConfigurationError, match=r"DynamoDBIndex\.primary"):

        class Unnamed(DynamoDBModel):
            name: str
            primary = DynamoDBIndex(pk="unnamed#{name}")


def test_a_single_class_is_taken_for_a_list_of_one() -> None:
    assert DynamoDBTable("t", models=Note).models == (Note,)  # type: ignore[arg-type]  # tested


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(
    "arguments",
    [
        {"table_name": 5},
        {"table_name": DynamoDBTable("t", models=[Note])},
        {"table_name": "t", "start_key": SECRET},
        {"table_name": "t", "start_key": {}},
        {"table_name": "t", "start_key": Note.primary.key(note_id=SECRET)},
    ],
)
def test_a_query_refuses_what_it_cannot_send(arguments: dict[str, Any]) -> None:
    db = DynamoDB.from_pool()
    result = db.query(Note.primary.query(note_id="1"), raise_on_error=False, **arguments)

    assert isinstance(result.error, InvalidParameterError)
    assert SECRET not in f"{result.error}{result.error.details}"


def test_fail_if_exists_holds_beside_a_condition() -> None:
    given = given_condition("#t = :t OR #u = :t", {"#t": "text", "#u": "u"}, {":t": 1})

    assert put_condition(NOTE, given, must_exist=False) == Expression(
        f"{ABSENT} AND (#t = :t OR #u = :t)", {"#pk": "pk", "#t": "text", "#u": "u"}, {":t": 1}
    )


def test_a_forgotten_decorator_is_told_by_the_first_instance() -> None:
    class Settings(DynamoDBModelBase):
        theme: str = "light"
        primary = DynamoDBIndex.primary(pk="settings")

    with pytest.raises(ConfigurationError, match="decorate Settings with @dataclass"):
        Settings(theme="dark")


@pytest.mark.parametrize("base", [DynamoDBModel, DynamoDBModelBase])
@pytest.mark.filterwarnings("ignore:Field name")
def test_a_field_cannot_be_named_as_a_member(base: type) -> None:
    with pytest.raises(ConfigurationError, match="get_key, map of Odd"):
        type("Odd", (base,), {"__annotations__": {"map": str, "get_key": str, "a": str}})


def test_an_item_whose_key_was_written_without_escapes_is_not_left_out() -> None:
    items = [{"pk": "note#50%", "sk": "note", "note_id": "50%"}]

    assert read_collection([Note], items, partial=False) == [Note("50%")]


@pytest.mark.parametrize("key", ["note#1#line#2", "other#1", "note", 5])
def test_items_of_another_shape_are_strays(key: object) -> None:
    items = [{"pk": key, "sk": "note", "note_id": "1"}]

    assert read_collection([Note], items, partial=False) == []


@pytest.mark.parametrize("escaped", [True, False])
def test_a_template_is_pickled_by_its_source(escaped: bool) -> None:
    template = KeyTemplate.compile("a#{b:number}#{c}", escape=escaped)

    assert pickle.loads(pickle.dumps(template)) is template


def test_a_result_without_a_response_is_mapped_by_its_data() -> None:
    assert Note.map(DynamoDBResult.success_result({"note_id": "1"})) == Note("1")
    assert Note.map(DynamoDBResult.success_result(Note("1"))) == Note("1")
    with pytest.raises(ItemNotFoundError):
        Note.map(DynamoDBResult.success_result(None))
    with pytest.raises(ValidationError, match="list of items"):
        Note.map(DynamoDBResult.success_result([{"note_id": "1"}]))


def test_b9_a_projected_result_is_mapped_to_an_instance_that_cannot_be_saved() -> None:
    result = DynamoDBResult.success_result({"note_id": "1"}, partial=True)

    with pytest.raises(ValidationError, match="projection"):
        saved_item(Note.map(result))


def test_b9_an_instance_changed_by_a_projected_result_cannot_be_saved_either() -> None:
    note = Note("1", "whole")
    note.map(DynamoDBResult.success_result({"note_id": "1", "text": "part"}, partial=True))

    assert note.text == "part"
    with pytest.raises(ValidationError, match="projection"):
        saved_item(note)


def test_the_absence_of_a_dictionary_is_that_of_all_its_possible_keys() -> None:
    item = {"id": "1", "pk": "x", "n": 5, "b": b"x", "flag": True, "tags": {"a"}, "none": None}
    absence = put_condition(item, None, must_exist=False)

    assert absence is not None
    assert absence.text == " AND ".join(
        f"attribute_not_exists(#pk{n})" for n in ("", "1", "2", "3")
    )
    assert absence.names == {"#pk": "id", "#pk1": "pk", "#pk2": "n", "#pk3": "b"}


@pytest.mark.parametrize(
    "item", [{"flag": True}, {str(n): n for n in range(101)}, [], 5], ids=["none", "many", "l", "i"]
)
def test_the_absence_of_what_has_no_key_is_refused(item: object) -> None:
    with pytest.raises(InvalidParameterError, match="fail_if_exists needs the key"):
        put_condition(item, None, must_exist=False)


@pytest.mark.parametrize("text", ["", "  "])
def test_a_condition_that_is_empty_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidParameterError, match="empty text"):
        given_condition(text, None, None)


def test_a_secondary_index_that_is_added_as_primary_elsewhere_keeps_its_name() -> None:
    shared = DynamoDBIndex("by", pk="a#{a}")

    class First(DynamoDBModelBase):
        def __init__(self) -> None:
            self.a = "1"
            self.indexes.add_primary(DynamoDBIndex(pk="first#{a}"))
            self.indexes.add_secondary(shared)

    class Second(DynamoDBModelBase):
        def __init__(self) -> None:
            self.a = "1"
            self.indexes.add_primary(shared)

    first = First()
    assert Second().primary_key() == {"by_pk": "a#1"}
    assert first.to_resource_dictionary() == {"a": "1", "pk": "first#1", "by_pk": "a#1"}


def test_indexes_added_to_an_instance_are_checked_for_each() -> None:
    class Odd(DynamoDBModelBase):
        primary = DynamoDBIndex.primary(pk="odd#{a}")

        def __init__(self) -> None:
            self.a = "1"

    assert Odd().primary_key() == {"pk": "odd#1"}
    odd = Odd()
    odd.indexes.add_secondary(DynamoDBIndex("gsi1", pk="b#{b}"))
    with pytest.raises(ConfigurationError, match="'b'"):
        odd.to_resource_dictionary()


def test_many_inputs_without_escapes_take_no_more_than_a_look() -> None:
    template = KeyTemplate.compile("{a}#{b}#{c}#{d}#end", escape=False)

    # By trying every way to share out the key, this would not end.
    assert not template.has_shape_of("#" * 1024)
    assert template.matches("1#2#3#4#end")
    assert template.matches("1#2#3#4#5#end")
    assert not template.matches("1#2#3#end")
    assert not template.matches("1#2#3#4#end#")


def test_a_number_with_something_behind_it_is_refused_at_once() -> None:
    # A pattern that tries every division of the digits would not end.
    assert not is_number_text("1" * 400_000 + "x")


@pytest.mark.parametrize("value", [True, {"S": "a"}, ["a"], "x" * 2049])
def test_a_key_that_dynamodb_cannot_take_is_refused_before_it_is_sent(value: Any) -> None:
    db = DynamoDB.from_pool(aws_endpoint_url="http://127.0.0.1:1")

    with pytest.raises(KeyBuildError, match="'pk'"):
        db.get({"pk": value, "sk": "b"}, "app")


def test_a_projection_is_text() -> None:
    how: Any = {"projection_expression": ["a", "b"]}

    with pytest.raises(InvalidParameterError, match="projection_expression"):
        DynamoDB.from_pool().get({"pk": "a"}, "app", config=GetItemConfig(**how))


def test_a_configuration_of_indexes_is_a_dictionary() -> None:
    nothing: Any = None

    with pytest.raises(ConfigurationError, match="configured by None"):
        Note("1").setup_indexes_from_config(nothing)
