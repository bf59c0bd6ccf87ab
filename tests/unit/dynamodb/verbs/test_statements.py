from __future__ import annotations

from typing import Any

import pytest

from boto3_assist.dynamodb import DynamoDB, Statement, StatementConfig
from boto3_assist.dynamodb.codec import encode_item
from boto3_assist.errors import (
    BatchStatementError,
    ConditionalCheckFailedError,
    DynamoDBResponseIntegrityError,
    FieldNotReadError,
    TransactionCanceledError,
    ValidationError,
)
from tests.unit.dynamodb.canned import Answer, Line
from tests.unit.dynamodb.verbs.models import Note

ITEM = {"pk": {"S": "1"}, "n": {"N": "2"}}
CODE = "com.amazonaws.dynamodb.v20120810#"


def test_a_page_and_the_token_of_the_next_one(db: DynamoDB, line: Line) -> None:
    line.answers = [Answer({"Items": [ITEM], "NextToken": "more"}), Answer({"Items": []})]

    first = db.execute_statement("SELECT * FROM t", config=StatementConfig(limit=1))
    config = StatementConfig(limit=1, next_token=first["NextToken"])
    last = db.execute_statement("SELECT * FROM t", config=config)

    assert (first.data, last.data) == ([{"pk": "1", "n": 2}], [])
    assert last.get("NextToken") is None
    assert [body.get("NextToken") for body in line.bodies] == [None, "more"]


def test_the_old_item_of_a_condition_that_fails(db: DynamoDB, line: Line) -> None:
    refused = {"__type": f"{CODE}ConditionalCheckFailedException", "message": "no", "Item": ITEM}
    line.answers = [Answer(refused, 400)]

    with pytest.raises(ConditionalCheckFailedError) as caught:
        db.execute_statement("DELETE FROM t WHERE pk = '1' AND n = 3")

    assert caught.value.item == {"pk": "1", "n": 2}


@pytest.mark.parametrize("part", [[], "no", {"Item": 5}, {"Error": ["no"]}])
@pytest.mark.parametrize("verb", ["batch_execute_statement", "execute_transaction"])
def test_an_answer_that_is_none_is_told(db: DynamoDB, line: Line, verb: str, part: Any) -> None:
    line.answers = [Answer({"Responses": [part]})]

    with pytest.raises(DynamoDBResponseIntegrityError, match="expected for each statement a map"):
        getattr(db, verb)(["SELECT * FROM t WHERE pk = 'a'"])


def test_a_batch_names_what_failed_without_its_values(db: DynamoDB, line: Line) -> None:
    error = {"Code": "ConditionalCheckFailed", "Message": "failed: 'secret'", "Item": ITEM}
    line.answers = [Answer({"Responses": [{"TableName": "t", "Item": ITEM}, {"Error": error}]})]

    with pytest.raises(BatchStatementError) as caught:
        db.batch_execute_statement(["DELETE FROM t", Statement("DELETE FROM t")])

    (failure,) = caught.value.failures
    assert (failure.position, failure.code, failure.item) == (
        1,
        "ConditionalCheckFailed",
        {"pk": "1", "n": 2},
    )
    assert caught.value.items == [{"pk": "1", "n": 2}, None]
    assert "secret" not in f"{caught.value} {caught.value.details} {failure}"


@pytest.mark.parametrize(
    ("statement", "item", "unread"),
    [
        ("SELECT * FROM t", {"pk": "n", "note_id": "1"}, set()),
        ("SELECT note_id, text FROM t", {"note_id": "1"}, {"tags"}),
        ('SELECT * FROM "t"."gsi1"', {"pk": "n", "note_id": "1", "tags": ["x"]}, {"text"}),
        ("SELECT note_id, tags[0] FROM t", {"note_id": "1"}, {"text", "tags"}),
        ("UPDATE t SET text = 'x' RETURNING MODIFIED NEW *", {"text": "x"}, {"note_id", "tags"}),
    ],
)
@pytest.mark.parametrize("verb", ["execute_statement", "batch_execute_statement"])
def test_what_a_statement_may_have_left_out_is_not_taken_for_a_default(
    db: DynamoDB, line: Line, statement: str, item: dict[str, Any], unread: set[str], verb: str
) -> None:
    wire = encode_item(item)
    line.answers = [Answer({"Items": [wire], "Responses": [{"Item": wire}]})]
    given: Any = statement if verb == "execute_statement" else [statement]

    (note,) = getattr(db, verb)(given).to_list(Note)

    for name in ("note_id", "text", "tags"):
        if name in unread:
            with pytest.raises(FieldNotReadError):
                getattr(note, name)
        else:
            getattr(note, name)
    if statement != "SELECT * FROM t":
        with pytest.raises(ValidationError):
            db.save(note, "t")


def test_a_batch_is_as_whole_as_its_least_statement(db: DynamoDB, line: Line) -> None:
    wire = encode_item({"pk": "n", "note_id": "1"})
    line.answers = [Answer({"Responses": [{"Item": wire}, {"Item": wire}]})]

    result = db.batch_execute_statement(["SELECT * FROM t", "SELECT note_id FROM t"])

    assert result.attributes_read_whole == frozenset({"note_id"})
    assert result.holds_partial_item


def test_a_batch_without_answers_is_no_success(db: DynamoDB, line: Line) -> None:
    line.answers = [Answer({})]

    with pytest.raises(DynamoDBResponseIntegrityError):
        db.batch_execute_statement(["DELETE FROM t"])


def test_a_canceled_transaction_has_a_reason_for_each(db: DynamoDB, line: Line) -> None:
    reasons = [{"Code": "None"}, {"Code": "ConditionalCheckFailed", "Item": ITEM}]
    refused = {
        "__type": f"{CODE}TransactionCanceledException",
        "message": "canceled",
        "CancellationReasons": reasons,
    }
    line.answers = [Answer(refused, 400)]

    with pytest.raises(TransactionCanceledError) as caught:
        db.execute_transaction(["DELETE FROM t", "DELETE FROM t"])

    assert [each.code for each in caught.value.reasons] == [None, "ConditionalCheckFailed"]
    assert caught.value.reasons[1].item == {"pk": "1", "n": 2}
    assert line.bodies[0]["ClientRequestToken"]
