"""What each verb does, on moto and again on a server over HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timezone
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

import pytest
from boto3.dynamodb.conditions import Attr, Key

from boto3_assist.dynamodb import (
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBModelBase,
    DynamoDBTable,
    GetItemConfig,
)
from boto3_assist.errors import (
    ConditionalCheckFailedError,
    ItemNotFoundError,
    ValidationError,
)
from boto3_assist.testing import AwsBackend, TableFactory


class Color(str, Enum):
    RED = "red"


class Everything(DynamoDBModel):
    thing_id: str
    text: str = "straße 日本 🦆"
    empty: str = ""
    whole: int = 10**37 + 1
    exact: Decimal = Decimal("12345678901234567890.123456789012345678")
    tiny: Decimal = Decimal("1E-120")
    ratio: float = 0.1
    yes: bool = True
    blob: bytes = bytes(range(256))
    words: set[str] = {"a", "é"}
    numbers: set[int] = {1, 2**60}
    blobs: set[bytes] = {b"", b"\xff"} - {b""}
    made_at: datetime = datetime(2024, 2, 29, 12, 30, 1, 5, tzinfo=timezone.utc)
    uid: UUID = UUID(int=7)
    color: Color = Color.RED
    items: list[Any] = [1, "x", None, b"\x00", [True, {"S": {"N": "1"}}]]
    mapping: dict[str, Any] = {"é": {"deep": [1.5, {"a.b": "c"}]}}
    nothing: str | None = None

    primary = DynamoDBIndex.primary(pk="thing#{thing_id}", sk="thing")


@dataclass
class Note(DynamoDBModelBase):
    note_id: str
    text: str = ""
    tags: list[str] = field(default_factory=list)
    blob: bytes = b"\x00\xff"

    primary = DynamoDBIndex.primary(pk="note#{note_id}", sk="note")


class User(DynamoDBModelBase):
    def __init__(self, user_id: str | None = None, name: str | None = None) -> None:
        super().__init__()
        self.user_id = user_id
        self.name = name
        self.profile: dict[str, Any] | None = None
        self.indexes.add_primary(DynamoDBIndex("primary", pk="user#{user_id}", sk="user"))


@dataclass
class Setting(DynamoDBModelBase):
    name: str
    value: int = 0

    primary = DynamoDBIndex.primary(pk="setting#{name}", pk_attribute="settingKey")


@pytest.fixture
def table(db: DynamoDB, table_factory: TableFactory) -> DynamoDBTable:
    return table_factory(Everything, Note, db=db)


class TestTheThreeStyles:
    def test_pydantic(self, db: DynamoDB, table: DynamoDBTable) -> None:
        thing = Everything(thing_id="7")

        assert db.save(thing, table.name)
        assert db.get(Everything.primary.key(thing_id="7"), table.name).unwrap() == thing

    def test_dataclass(self, db: DynamoDB, table: DynamoDBTable) -> None:
        note = Note("7", "milk", ["a", "b"])

        db.save(note, table.name)

        assert db.get(model=Note("7"), table_name=table.name).unwrap() == note

    def test_plain(self, db: DynamoDB, table: DynamoDBTable) -> None:
        user = User("7", "Ann")
        user.profile = {"age": 41, "ratio": Decimal("0.1"), "blob": b"\xff"}

        db.save(user, table.name)
        read = db.get(model=User("7"), table_name=table.name).unwrap()

        assert read.to_dictionary() == user.to_dictionary() | {
            "profile": {"age": 41, "ratio": 0.1, "blob": b"\xff"}
        }


def test_values_are_stored_as_plain_boto3_reads_them(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    db.save({"pk": "1", "sk": "1", "b": b"\xff", "n": Decimal("1.10"), "s": {"x"}}, table.name)

    stored = aws_backend.client("dynamodb").get_item(
        TableName=table.name, Key={"pk": {"S": "1"}, "sk": {"S": "1"}}
    )["Item"]

    assert Decimal(stored.pop("n")["N"]) == Decimal("1.1")
    assert stored == {"pk": {"S": "1"}, "sk": {"S": "1"}, "b": {"B": b"\xff"}, "s": {"SS": ["x"]}}


def test_a_call_on_the_client_itself_is_plain_boto3(db: DynamoDB, table: DynamoDBTable) -> None:
    key = {"pk": {"S": "1"}, "sk": {"S": "1"}}
    db.client.put_item(TableName=table.name, Item={**key, "b": {"B": b"\xff"}})

    assert db.get({"pk": "1", "sk": "1"}, table.name).unwrap()["b"] == b"\xff"
    assert db.client.get_item(TableName=table.name, Key=key)["Item"]["b"] == {"B": b"\xff"}


def test_b9_unknown_attributes_survive_a_read_modify_write(
    db: DynamoDB, table: DynamoDBTable
) -> None:
    stored = {**Note("7", "milk").to_resource_dictionary(), "legacy": {"deep": [b"\xff", {1, 2}]}}
    db.save(stored, table.name)

    note = db.get(Note.primary.key(note_id="7"), table.name).unwrap()
    note.text = "bread"
    db.save(note, table.name)

    assert db.get({"pk": "note#7", "sk": "note"}, table.name).data == stored | {"text": "bread"}


def test_b2_keys_keep_their_case(db: DynamoDB, table: DynamoDBTable) -> None:
    db.save(Note("Cd", "first"), table.name)
    db.save(Note("cD", "second"), table.name)

    assert db.get(Note.primary.key(note_id="Cd"), table.name).unwrap().text == "first"
    assert db.get(Note.primary.key(note_id="cD"), table.name).unwrap().text == "second"


NUMBERS = [
    Decimal("12345678901234567890.123456789012345678"),
    10**37 + 1,
    -(10**37 + 1),
    10**28,
    10**125,
    Decimal("-9.9999999999999999999999999999999999999E+125"),
    1e-130,
    0,
    0.1,
    -0.5,
]


def test_b12_b13_numbers_come_back_as_they_went(db: DynamoDB, table: DynamoDBTable) -> None:
    item = {"pk": "1", "sk": "1", "numbers": NUMBERS, "set": set(NUMBERS), "map": {"n": NUMBERS}}
    db.save(item, table.name)

    read = db.get({"pk": "1", "sk": "1"}, table.name).unwrap()
    db.save(read, table.name)

    assert read == item == db.get({"pk": "1", "sk": "1"}, table.name).unwrap()


class TestConditions:
    def test_a_second_save_fails_and_changes_nothing(
        self, db: DynamoDB, table: DynamoDBTable
    ) -> None:
        db.save(Note("7", "first"), table.name, fail_if_exists=True)

        with pytest.raises(ConditionalCheckFailedError) as caught:
            db.save(Note("7", "second"), table.name, fail_if_exists=True)

        assert caught.value.item == Note("7", "first").to_resource_dictionary()
        assert "first" not in str(caught.value.to_dict())
        assert db.get(Note.primary.key(note_id="7"), table.name).unwrap().text == "first"

    def test_a_condition_of_boto3_or_in_text(self, db: DynamoDB, table: DynamoDBTable) -> None:
        item = {"pk": "1", "sk": "1", "version": 1.5}
        db.save(item, table.name)

        newer = item | {"version": 2}
        db.save(newer, table.name, condition_expression=Attr("version").eq(Decimal("1.5")))
        result = db.save(
            item,
            table.name,
            condition_expression="#v = :v",
            expression_attribute_names={"#v": "version"},
            expression_attribute_values={":v": 1.5},
            raise_on_error=False,
        )

        assert isinstance(result.error, ConditionalCheckFailedError)
        assert result.error.item == newer
        assert db.get({"pk": "1", "sk": "1"}, table.name).data == newer


class TestProjections:
    def test_reserved_words_dots_and_dashes(self, db: DynamoDB, table: DynamoDBTable) -> None:
        class Odd(DynamoDBModelBase):
            def __init__(self, odd_id: str | None = None) -> None:
                super().__init__()
                self.odd_id = odd_id
                self.name = "n"
                self.status = "s"

            primary = DynamoDBIndex.primary(pk="odd#{odd_id}", sk="odd")

        odd = Odd("7")
        for name in ("a.b", "c-d", "ttl", "order", "1st"):
            setattr(odd, name, name.upper())
        db.save({**odd.to_resource_dictionary(), "unknown": "x"}, table.name)

        read = db.get(model=odd, table_name=table.name, config=GetItemConfig.with_projections())

        assert read["Item"] == odd.to_dictionary()
        with pytest.raises(ValidationError, match="projection"):
            db.save(read.unwrap(), table.name)
        assert db.get(odd.primary_key(), table.name).unwrap()["unknown"] == "x"

    def test_an_expression_with_names(self, db: DynamoDB, table: DynamoDBTable) -> None:
        db.save({"pk": "1", "sk": "1", "a": {"b": [1, {"c": 2}]}, "status": "x"}, table.name)
        config = GetItemConfig(
            projection_expression="a.b[1], #s", expression_attribute_names={"#s": "status"}
        )

        assert db.get({"pk": "1", "sk": "1"}, table.name, config=config).data == {
            "a": {"b": [{"c": 2}]},
            "status": "x",
        }


def test_an_absent_item_is_none_or_a_failure_as_asked(db: DynamoDB, table: DynamoDBTable) -> None:
    key = Note.primary.key(note_id="absent")

    assert db.get(key, table.name, config=GetItemConfig.consistent()).data is None
    with pytest.raises(ItemNotFoundError):
        db.get(key, table.name, config=GetItemConfig(must_exist=True))
    with pytest.raises(ItemNotFoundError):
        db.get(key, table.name).unwrap()


def test_a_delete_removes_one_item_and_an_absent_one_is_no_failure(
    db: DynamoDB, table: DynamoDBTable
) -> None:
    for note_id in ("1", "10"):
        db.save(Note(note_id), table.name)

    for _ in range(2):
        assert db.delete(model=Note("1"), table_name=table.name).success

    assert not db.get(Note.primary.key(note_id="1"), table.name)
    assert db.get(Note.primary.key(note_id="10"), table.name)
    assert db.delete(primary_key=Note.primary.key(note_id="10"), table_name=table.name).success
    assert not db.get(Note.primary.key(note_id="10"), table.name)


def test_d1_a_table_with_a_partition_key_alone(db: DynamoDB, table_factory: TableFactory) -> None:
    table = table_factory(Setting, db=db)
    setting = Setting("limit", 7)

    db.save(setting, table.name, fail_if_exists=True)

    with pytest.raises(ConditionalCheckFailedError):
        db.save(setting, table.name, fail_if_exists=True)
    assert db.get(Setting.primary.key(name="limit"), table.name).unwrap() == setting
    assert db.get(model=setting, table_name=table.name).unwrap() == setting
    assert db.query(Setting.primary.query(name="limit"), table.name).data == [setting]
    assert db.query(Key("settingKey").eq("setting#limit"), table.name).count == 1
    db.delete(model=setting, table_name=table.name)
    assert db.get(model=setting, table_name=table.name).data is None


def test_the_tables_are_listed(db: DynamoDB, table: DynamoDBTable) -> None:
    assert table.name in db.list_tables()


def test_consumed_capacity_is_told_when_asked(db: DynamoDB, table: DynamoDBTable) -> None:
    config = GetItemConfig(return_consumed_capacity="TOTAL")

    result = db.get({"pk": "1", "sk": "1"}, table.name, config=config)

    assert result.consumed_capacity["TableName"] == table.name
