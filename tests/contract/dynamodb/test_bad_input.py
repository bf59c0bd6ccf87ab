"""Bad input, on moto and again on a server over HTTP: a typed error, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from boto3_assist.dynamodb import DynamoDB, DynamoDBIndex, DynamoDBModelBase, DynamoDBTable
from boto3_assist.dynamodb.codec import MAX_ITEM_BYTES
from boto3_assist.errors import (
    Boto3AssistError,
    DynamoDBRequestRejectedError,
    ItemSizeExceededError,
    KeyBuildError,
    SerializationError,
    TableNotFoundError,
)
from boto3_assist.testing import AwsBackend, TableFactory


@dataclass
class Note(DynamoDBModelBase):
    note_id: str | None = None
    text: Any = ""
    primary = DynamoDBIndex.primary(pk="note#{note_id}", sk="note")


@dataclass
class Flat(DynamoDBModelBase):
    flat_id: str = "1"
    primary = DynamoDBIndex.primary(pk="flat#{flat_id}")


@dataclass
class Keyless(DynamoDBModelBase):
    name: str = "x"


@pytest.fixture
def table(db: DynamoDB, table_factory: TableFactory) -> DynamoDBTable:
    return table_factory(Note, db=db)


def count(table: DynamoDBTable) -> int:
    return table.db.client.scan(TableName=table.name)["Count"]


@pytest.mark.parametrize(
    ("item", "error"),
    [
        (Keyless(), KeyBuildError),
        (Note(None), KeyBuildError),
        (Note("7", float("nan")), SerializationError),
        ({"pk": "1", "sk": "1", "n": float("nan")}, SerializationError),
        (Note("7", "a" * MAX_ITEM_BYTES), ItemSizeExceededError),
        ({"pk": "1", "sk": "1", "x": "a" * (MAX_ITEM_BYTES - 6)}, ItemSizeExceededError),
        (Flat(), DynamoDBRequestRejectedError),
        ({"pk": "1"}, DynamoDBRequestRejectedError),
        ({"sk": "1"}, DynamoDBRequestRejectedError),
        ({"pk": 1, "sk": "1"}, DynamoDBRequestRejectedError),
    ],
    ids=[
        "no-primary",
        "unset-key",
        "nan-in-model",
        "nan-in-dict",
        "large-model",
        "one-byte-too-many",
        "model-without-sort-key",
        "dict-without-sort-key",
        "dict-without-partition-key",
        "key-of-another-type",
    ],
)
def test_what_cannot_be_saved(
    db: DynamoDB, table: DynamoDBTable, item: Any, error: type[Boto3AssistError]
) -> None:
    with pytest.raises(error):
        db.save(item, table.name)
    assert type(db.save(item, table.name, raise_on_error=False).error) is error
    assert count(table) == 0


def test_an_item_of_exactly_400_kb(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    if aws_backend.name == "moto":
        pytest.skip("moto refuses items of less than DynamoDB's limit")
    item = {"pk": "1", "sk": "1", "x": "a" * (MAX_ITEM_BYTES - 7)}

    db.save(item, table.name)

    assert db.get({"pk": "1", "sk": "1"}, table.name).data == item


VERBS: list[Callable[[DynamoDB, str], Any]] = [
    lambda db, name: db.save(Note("7"), name),
    lambda db, name: db.get(Note.primary.key(note_id="7"), name),
    lambda db, name: db.query(Note.primary.query(note_id="7"), name),
    lambda db, name: db.delete(model=Note("7"), table_name=name),
]
each_verb = pytest.mark.parametrize("verb", VERBS, ids=["save", "get", "query", "delete"])


@each_verb
def test_a_table_that_is_not_there(db: DynamoDB, verb: Callable[[DynamoDB, str], Any]) -> None:
    with pytest.raises(TableNotFoundError) as caught:
        verb(db, "no-such-table")
    assert caught.value.error_code == "TABLE_NOT_FOUND"
    assert caught.value.aws_code == "ResourceNotFoundException"
    assert caught.value.details["given"] == {"TableName": "no-such-table"}
    assert "no-such-table" not in db.list_tables()


@pytest.mark.parametrize(
    "verb",
    [
        lambda db, name: db.get({"pk": "1"}, name),
        lambda db, name: db.delete(primary_key={"pk": "1"}, table_name=name),
        lambda db, name: db.get(model=Flat(), table_name=name),
        lambda db, name: db.delete(model=Flat(), table_name=name),
    ],
)
def test_a_key_without_the_tables_sort_key(
    db: DynamoDB, table: DynamoDBTable, verb: Callable[[DynamoDB, str], Any]
) -> None:
    db.save(Note("7"), table.name)

    with pytest.raises(DynamoDBRequestRejectedError):
        verb(db, table.name)
    assert count(table) == 1


class TestATableWithoutASortKey:
    @pytest.fixture
    def flat(self, db: DynamoDB, table_factory: TableFactory) -> DynamoDBTable:
        return table_factory(Flat, db=db)

    @pytest.mark.parametrize(
        "verb",
        [
            lambda db, name: db.get(Note.primary.key(note_id="7"), name),
            lambda db, name: db.delete(model=Note("7"), table_name=name),
            lambda db, name: db.query(Note.primary.query(note_id="7"), name),
        ],
        ids=["get", "delete", "query"],
    )
    def test_asked_by_one(
        self, db: DynamoDB, flat: DynamoDBTable, verb: Callable[[DynamoDB, str], Any]
    ) -> None:
        with pytest.raises(DynamoDBRequestRejectedError):
            verb(db, flat.name)
        assert count(flat) == 0


def test_an_index_that_is_not_there(db: DynamoDB, table: DynamoDBTable) -> None:
    with pytest.raises(Boto3AssistError) as caught:
        db.query(
            "gsi9_pk = :p",
            table.name,
            index_name="gsi9",
            expression_attribute_values={":p": "x"},
        )
    # AWS finds the request wrong, moto finds nothing of that name.
    assert isinstance(caught.value, (DynamoDBRequestRejectedError, TableNotFoundError))
