"""Items of older versions of a program, read as today's model."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from boto3_assist.dynamodb import (
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBModelBase,
    DynamoDBResult,
    ItemConfig,
)
from boto3_assist.dynamodb.codec import encode_item
from boto3_assist.dynamodb.reading import read_model
from boto3_assist.errors import ModelMappingError, SchemaVersionError


def split_name(item: dict[str, Any]) -> dict[str, Any]:
    first, _, last = item.pop("name").partition(" ")
    return {**item, "first": first, "last": last}


def nest_address(item: dict[str, Any]) -> dict[str, Any]:
    item["address"] = {"city": item.pop("city", "")}
    item.setdefault("tags", []).append("moved")
    return item


UPCASTERS = {1: split_name, 2: nest_address}


class Address(DynamoDBModel):
    city: str


class PydanticUser(DynamoDBModel):
    user_id: str
    first: str
    last: str
    address: Address
    tags: list[str] = []

    primary = DynamoDBIndex.primary(pk="user#{user_id}", sk="user")
    item_config = ItemConfig(schema_version=3, upcasters=UPCASTERS)


@dataclass
class DataclassUser(DynamoDBModelBase):
    user_id: str
    first: str
    last: str
    address: dict[str, str]
    tags: list[str]

    primary = DynamoDBIndex.primary(pk="user#{user_id}", sk="user")
    item_config = ItemConfig(schema_version=3, upcasters=UPCASTERS)


class PlainUser(DynamoDBModelBase):
    def __init__(self) -> None:
        super().__init__()
        self.user_id = ""
        self.first = ""
        self.last = ""
        self.address: dict[str, str] = {}
        self.tags: list[str] = []

    primary = DynamoDBIndex.primary(pk="user#{user_id}", sk="user")
    item_config = ItemConfig(schema_version=3, upcasters=UPCASTERS)


KEY = {"pk": "user#7", "sk": "user"}
TODAY = {
    **KEY,
    "user_id": "7",
    "first": "Ann",
    "last": "Lee",
    "address": {"city": "Bonn"},
    "tags": ["a", "moved"],
    "schema_version": 3,
}
FIRST = {**KEY, "user_id": "7", "name": "Ann Lee", "city": "Bonn", "tags": ["a"]}
SECOND = {
    **KEY,
    "user_id": "7",
    "first": "Ann",
    "last": "Lee",
    "city": "Bonn",
    "tags": ["a"],
    "schema_version": 2,
}
VERSIONS = [FIRST, {**FIRST, "schema_version": 1}, SECOND, TODAY]

models = pytest.mark.parametrize("model", [PydanticUser, DataclassUser, PlainUser])


@models
@pytest.mark.parametrize("item", VERSIONS)
def test_items_of_three_versions_are_read_as_todays_model(model: Any, item: dict[str, Any]) -> None:
    before = copy.deepcopy(item)
    wire = encode_item(item)
    result: Any = DynamoDBResult[Any](None, {"Item": wire})
    several = DynamoDBResult[Any](None, {"Items": [wire]})

    for read in (
        model.map(item),
        model.map(result),
        model.map({"Item": wire, "ResponseMetadata": {}}),
        read_model(model, item, wire),
        result.to(model),
        several.to_list(model)[0],
    ):
        assert type(read) is model
        assert read.to_resource_dictionary() == TODAY
    assert item == before == result["Item"]


@models
def test_what_the_model_does_not_know_is_kept_and_what_was_taken_away_is_not(model: Any) -> None:
    read = model.map({**FIRST, "legacy": {"deep": [b"\xff"]}})

    assert read.to_resource_dictionary() == {**TODAY, "legacy": {"deep": [b"\xff"]}}


@models
def test_an_instance_is_changed_to_an_older_item(model: Any) -> None:
    user = model.map(TODAY | {"first": "Bob"})

    assert user.map(FIRST).first == "Ann"


@models
def test_a_dictionary_without_key_and_version_has_todays_form(model: Any) -> None:
    user = model.map(TODAY)

    assert model.map(user.to_dictionary()).to_resource_dictionary() == TODAY
    assert model.map(user).to_resource_dictionary() == TODAY


def test_a_table_whose_keys_are_fields_tells_by_where_the_item_comes_from() -> None:
    @dataclass
    class Native(DynamoDBModelBase):
        native_id: str
        size: int = 0

        primary = DynamoDBIndex.primary(pk_attribute="native_id")
        item_config = ItemConfig(
            schema_version=2, upcasters={1: lambda item: {**item, "size": item["size"] * 10}}
        )

    item = {"native_id": "7", "size": 1}

    assert Native.map(item).size == 1
    assert Native.map({**item, "schema_version": 1}).size == 10
    assert read_model(Native, item, encode_item(item)).size == 10


NO_VERSIONS = [
    *(4, 0, -1, 1.5, Decimal("1.5"), "3", None, True, [3]),
    *(Decimal("Infinity"), Decimal("sNaN"), Decimal("NaN"), float("inf"), float("nan")),
    *(Decimal("9" * 38), Decimal(f"1.{'1' * 37}")),
]


@pytest.mark.parametrize("version", NO_VERSIONS)
def test_a_version_that_is_not_known_is_an_error(version: Any) -> None:
    with pytest.raises(SchemaVersionError, match="PydanticUser") as caught:
        PydanticUser.map({**TODAY, "schema_version": version})

    assert isinstance(caught.value, ModelMappingError)
    assert caught.value.error_code == "SCHEMA_VERSION_UNKNOWN"
    assert caught.value.details["expected"] == "a whole number from 1 to 3"


@pytest.mark.parametrize("version", [2, 2.0, Decimal(2)])
def test_a_version_is_a_number_of_any_kind(version: Any) -> None:
    assert PydanticUser.map({**SECOND, "schema_version": version}).last == "Lee"


def fail(item: dict[str, Any]) -> dict[str, Any]:
    raise KeyError(item["name"])


@pytest.mark.parametrize(
    ("upcaster", "told"),
    [
        (fail, "raised KeyError"),
        (lambda item: None, "gave None"),
        (lambda item: [item], "gave list"),
    ],
)
def test_an_upcaster_that_fails_is_told_without_a_value(upcaster: Any, told: str) -> None:
    class User(PydanticUser):
        item_config = ItemConfig(upcasters={1: upcaster, 2: nest_address})

    with pytest.raises(ModelMappingError, match="of User from version 1 to 2") as caught:
        User.map({**FIRST, "name": "top secret"})

    assert told in str(caught.value)
    assert "secret" not in f"{caught.value!r}{caught.value.to_dict()}"
    assert isinstance(caught.value.__cause__, KeyError) is (upcaster is fail)
    assert caught.value.details["from_version"] == 1


def test_each_step_runs_once_and_in_order() -> None:
    steps: list[int] = []

    def step(number: int) -> Any:
        def run(item: dict[str, Any]) -> dict[str, Any]:
            steps.append(number)
            return item

        return run

    @dataclass
    class Thing(DynamoDBModelBase):
        thing_id: str

        primary = DynamoDBIndex.primary(pk="thing#{thing_id}")
        item_config = ItemConfig(
            schema_version=5,
            schema_version_attribute="v",
            upcasters={n: step(n) for n in (4, 2, 1, 3)},
        )

    assert Thing.map({"pk": "thing#7", "thing_id": "7", "v": 2}) == Thing("7")
    assert steps == [2, 3, 4]
    assert Thing("7").to_resource_dictionary() == {"thing_id": "7", "pk": "thing#7", "v": 5}
