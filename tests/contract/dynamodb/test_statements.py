"""PartiQL, on moto and again on a server over HTTP: what is read and written, what is reported."""

from __future__ import annotations

import pickle
from decimal import Decimal
from typing import Any

import pytest

from boto3_assist.dynamodb import (
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBTable,
    Statement,
    StatementConfig,
)
from boto3_assist.errors import (
    BatchStatementError,
    ConditionalCheckFailedError,
    DuplicateItemError,
    DynamoDBError,
    InvalidParameterError,
    TransactionCanceledError,
    ValidationError,
)
from boto3_assist.testing import AwsBackend, TableFactory


class Note(DynamoDBModel):
    note_id: str
    text: str = ""
    weight: Decimal = Decimal(0)

    primary = DynamoDBIndex.primary(pk="note#{note_id}", sk="note")


@pytest.fixture
def table(table_factory: TableFactory, aws_backend: AwsBackend) -> DynamoDBTable:
    return table_factory(Note)


@pytest.fixture
def writes(aws_backend: AwsBackend) -> None:
    if aws_backend.name == "moto":
        pytest.skip("moto takes no parameters in statements that write, and no quoted names")


def save(db: DynamoDB, table: DynamoDBTable, *ids: str) -> None:
    for each in ids:
        db.save(Note(note_id=each, text=f"text {each}", weight=Decimal("1.5")), table.name)


def select(table: DynamoDBTable, note_id: str, what: str = "*") -> Statement:
    text = f'SELECT {what} FROM "{table.name}" WHERE pk = ? AND sk = ?'
    return Statement(text, [f"note#{note_id}", "note"], strongly_consistent=True)


def insert(table: DynamoDBTable, note_id: str) -> Statement:
    text = f"INSERT INTO \"{table.name}\" VALUE {{'pk': ?, 'sk': ?, 'note_id': ?}}"
    return Statement(text, [f"note#{note_id}", "note", note_id])


def delete(table: DynamoDBTable, note_id: str) -> Statement:
    return Statement(
        f'DELETE FROM "{table.name}" WHERE pk = ? AND sk = ?', [f"note#{note_id}", "note"]
    )


def test_a_select_gives_items_and_models(db: DynamoDB, table: DynamoDBTable) -> None:
    save(db, table, "1", "2")

    statement = select(table, "1")
    result = db.execute_statement(statement.text, statement.parameters)

    assert result.data is not None
    assert [(item["note_id"], item["weight"]) for item in result.data] == [("1", 1.5)]
    assert result.to_list(Note) == [Note(note_id="1", text="text 1", weight=Decimal("1.5"))]
    assert db.execute_statement(select(table, "9")).data == []


def test_what_a_select_left_out_is_not_saved_away(db: DynamoDB, table: DynamoDBTable) -> None:
    save(db, table, "1")

    (note,) = db.execute_statement(select(table, "1", "pk, sk, note_id")).to_list(Note)

    with pytest.raises(ValidationError):
        db.save(note, table.name)


@pytest.mark.usefixtures("writes")
def test_writes_of_single_statements(db: DynamoDB, table: DynamoDBTable) -> None:
    key = {"pk": "note#7", "sk": "note"}

    assert db.execute_statement(insert(table, "7")).data == []
    with pytest.raises(DuplicateItemError):
        db.execute_statement(insert(table, "7"))
    db.execute_statement(
        f'UPDATE "{table.name}" SET weight = ? WHERE pk = ? AND sk = ?', [0.1, *key.values()]
    )
    assert db.get(key, table.name).data == {**key, "note_id": "7", "weight": 0.1}
    db.execute_statement(delete(table, "7"))
    assert db.get(key, table.name).data is None


def test_a_value_is_never_part_of_the_text(db: DynamoDB, table: DynamoDBTable) -> None:
    save(db, table, "1", "2")

    for evil in ("note#1' OR '1'='1", 'x" --', "?"):
        statement = f'SELECT * FROM "{table.name}" WHERE pk = ?'
        assert db.execute_statement(statement, [evil]).data == []


@pytest.mark.usefixtures("writes")
def test_an_update_whose_condition_fails(db: DynamoDB, table: DynamoDBTable) -> None:
    save(db, table, "1")

    with pytest.raises(ConditionalCheckFailedError):
        db.execute_statement(
            f'UPDATE "{table.name}" SET text = ? WHERE pk = ? AND sk = ? AND weight = ?',
            ["new", "note#1", "note", 9],
        )


@pytest.mark.usefixtures("writes")
def test_a_batch_reads_in_the_order_of_the_caller(db: DynamoDB, table: DynamoDBTable) -> None:
    save(db, table, "1", "2")

    data = db.batch_execute_statement([select(table, each) for each in ("2", "9", "1")]).data

    assert data is not None
    assert [None if item is None else item["note_id"] for item in data] == ["2", None, "1"]


@pytest.mark.usefixtures("writes")
def test_a_batch_reports_what_failed_and_keeps_the_rest(db: DynamoDB, table: DynamoDBTable) -> None:
    save(db, table, "2")

    with pytest.raises(BatchStatementError) as caught:
        db.batch_execute_statement([insert(table, "1"), insert(table, "2"), insert(table, "3")])

    assert [failure.position for failure in caught.value.failures] == [1]
    assert caught.value.failures[0].code == "DuplicateItem"
    assert "note#2" not in f"{caught.value} {caught.value.details}"
    assert isinstance(pickle.loads(pickle.dumps(caught.value)), BatchStatementError)
    for note_id in ("1", "3"):
        assert db.get(Note.primary.key(note_id=note_id), table.name).unwrap().note_id == note_id
    result = db.batch_execute_statement([insert(table, "2")], raise_on_error=False)
    assert isinstance(result.error, BatchStatementError)


@pytest.mark.usefixtures("writes")
def test_a_transaction_is_done_as_a_whole_or_not_at_all(db: DynamoDB, table: DynamoDBTable) -> None:
    save(db, table, "1")

    db.execute_transaction([insert(table, "2"), delete(table, "1")])
    with pytest.raises(TransactionCanceledError) as caught:
        db.execute_transaction([insert(table, "3"), insert(table, "2")])

    assert [reason.position for reason in caught.value.failures] == [1]
    data = db.execute_transaction([select(table, each) for each in "123"]).data
    assert data is not None
    assert [item and item["note_id"] for item in data] == [None, "2", None]


@pytest.mark.usefixtures("writes")
def test_what_is_no_statement_is_rejected(db: DynamoDB) -> None:
    with pytest.raises(DynamoDBError):
        db.execute_statement("NO SUCH STATEMENT")


@pytest.mark.parametrize(
    "call",
    [
        lambda db: db.batch_execute_statement([]),
        lambda db: db.batch_execute_statement(["SELECT * FROM t WHERE a = 1"] * 26),
        lambda db: db.execute_transaction([]),
        lambda db: db.execute_transaction(["SELECT * FROM t WHERE a = 1"] * 101),
        lambda db: db.execute_statement(""),
        lambda db: db.execute_statement("SELECT " + "x" * 9000),
        lambda db: db.execute_statement("SELECT * FROM t WHERE a = ?", "one"),
        lambda db: db.execute_statement(Statement("SELECT * FROM t"), [1]),
        lambda db: db.execute_statement("SELECT * FROM t", config=StatementConfig(limit=0)),
    ],
)
def test_what_cannot_be_sent_is_refused(db: DynamoDB, call: Any) -> None:
    with pytest.raises(InvalidParameterError):
        call(db)
