from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from boto3_assist.config import reset_config
from boto3_assist.dynamodb import (
    DynamoDBIndex,
    DynamoDBKey,
    DynamoDBModel,
    DynamoDBModelBase,
    KeyTemplate,
)
from boto3_assist.dynamodb.instance_state import is_partial
from boto3_assist.dynamodb.reading import read_collection, read_model
from boto3_assist.errors import ModelMappingError, ValidationError


@dataclass
class Order(DynamoDBModelBase):
    order_id: str
    primary = DynamoDBIndex.primary(pk="Customer", sk="order#{order_id}")


@dataclass
class Line(DynamoDBModelBase):
    order_id: str
    line: int = 0
    primary = DynamoDBIndex.primary(pk="Customer", sk="order#{order_id}#line#{line:03d}")


@dataclass
class Anything(DynamoDBModelBase):
    text: str
    primary = DynamoDBIndex.primary(pk="Customer", sk="{text}")


@dataclass
class Written(DynamoDBModelBase):
    order_id: str
    primary = DynamoDBIndex.primary(
        pk="Customer", sk=KeyTemplate.compile("order#{order_id}", escape=False)
    )


@dataclass
class Made(DynamoDBModelBase):
    order_id: str
    primary = DynamoDBIndex("primary", pk=lambda: "Customer", sk=lambda: "order")


@dataclass
class Keyless(DynamoDBModelBase):
    order_id: str


ORDER, LINE = Order("7"), Line("7", 1)
ITEMS = [ORDER.to_resource_dictionary(), LINE.to_resource_dictionary()]


def read(items: Any, *models: type[Any]) -> list[Any]:
    return read_collection(models, items, partial=False)


def test_each_item_is_read_as_the_model_whose_key_it_has() -> None:
    assert read(ITEMS, Order, Line) == [ORDER, LINE]
    assert read(ITEMS, Line, Order) == [ORDER, LINE]


def test_items_of_another_model_are_left_out_for_a_single_one() -> None:
    assert read(ITEMS, Order) == [ORDER]
    assert read(ITEMS, Line) == [LINE]


@pytest.mark.parametrize("model", [Made, Keyless])
def test_keys_made_by_functions_tell_nothing(model: type[Any]) -> None:
    assert read(ITEMS, model) == [model("7"), model("7")]


def test_a_projection_may_leave_the_key_out() -> None:
    projected = read_collection([Order], [{"order_id": "7"}], partial=True)

    assert projected == [ORDER]
    assert is_partial(projected[0])


def test_unescaped_keys_are_told_by_their_form() -> None:
    items = [{"order_id": "a#b", "pk": "Customer", "sk": "order#a#b"}]
    others = [{"order_id": "a#b", "pk": "Customer", "sk": "line#a#b"}]

    assert read(items, Written) == [Written("a#b")]
    assert read(others, Written) == []


def test_lower_case_keys_are_told_by_their_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOTO3_ASSIST_DYNAMODB_KEY_CASE", "lower")
    reset_config()
    try:
        items = [Order("Ab").to_resource_dictionary()]
        assert items[0]["pk"] == "customer"
        assert read(items, Order) == [Order("Ab")]
    finally:
        monkeypatch.undo()
        reset_config()


@pytest.mark.parametrize(
    ("item", "models", "problem"),
    [
        ({"pk": "Customer", "sk": "note#1"}, (Order, Line), "fits none of Order, Line"),
        ({"pk": "Other", "sk": "order#1"}, (Order, Line), "fits none of Order, Line"),
        ({"pk": "Customer"}, (Order, Line), "fits none of Order, Line"),
        ({"pk": "Customer", "sk": b"order#1"}, (Order, Line), "fits none of Order, Line"),
        ({"pk": "Customer", "sk": "order#1"}, (Line, Keyless), "fits none of Line, Keyless"),
        ({"pk": "Customer", "sk": "order#1"}, (Order, Written), "more than one of Order, Written"),
    ],
)
def test_an_item_that_is_not_one_models_raises(
    item: dict[str, Any], models: tuple[type[Any], ...], problem: str
) -> None:
    with pytest.raises(ModelMappingError, match=problem) as caught:
        read([{"order_id": "secret", **item}], *models)

    assert "secret" not in str(caught.value) + str(caught.value.details)


def test_an_item_is_not_taken_for_a_response() -> None:
    order = read_model(Order, {"order_id": "7", "ResponseMetadata": "mine", "Item": {}})

    assert order.to_resource_dictionary(include_indexes=False) == {
        "order_id": "7",
        "ResponseMetadata": "mine",
        "Item": {},
    }


def test_an_item_that_does_not_fit_raises() -> None:
    with pytest.raises(ValidationError):
        read_model(Line, {"order_id": "7", "line": "x"})


def test_whatever_has_map_can_be_read() -> None:
    class Row:
        @classmethod
        def map(cls, item: dict[str, Any]) -> Row:
            row = cls()
            vars(row).update(item)
            return row

    assert vars(read_model(Row, {"a": 1}, partial=True)) == {"a": 1}


def test_a_plain_model_without_class_declared_keys_takes_every_item() -> None:
    class Legacy(DynamoDBModelBase):
        def __init__(self) -> None:
            self.order_id = ""
            self.indexes.add_primary(
                DynamoDBIndex(partition_key=DynamoDBKey("pk", lambda: f"x#{self.order_id}"))
            )

    assert [legacy.order_id for legacy in read(ITEMS, Legacy)] == ["7", "7"]


def test_pydantic_models_are_read_likewise() -> None:
    class Note(DynamoDBModel):
        note_id: str
        primary = DynamoDBIndex.primary(pk="Customer", sk="note#{note_id}")

    note = Note(note_id="1")

    assert read([*ITEMS, note.to_resource_dictionary()], Order, Line, Note) == [ORDER, LINE, note]
    assert read([note.to_resource_dictionary()], Anything) == []
