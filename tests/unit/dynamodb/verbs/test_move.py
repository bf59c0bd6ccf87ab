from __future__ import annotations

from typing import Any

import pytest

from boto3_assist.dynamodb import DynamoDB, DynamoDBIndex, DynamoDBModel
from boto3_assist.dynamodb.instance_state import mark_partial, stored_item
from boto3_assist.errors import (
    InvalidParameterError,
    KeyBuildError,
    TransactionCanceledError,
    ValidationError,
)
from tests.unit.dynamodb.canned import Answer, Line
from tests.unit.dynamodb.verbs.update_models import (
    NOON,
    PLACED,
    Doc,
    Lease,
    Listed,
    Order,
    as_read,
    in_words,
    stored,
)


class Bare(DynamoDBModel):
    """Its primary key is all that it has."""

    pk: str
    sk: str

    primary = DynamoDBIndex.primary(pk_attribute="pk", sk_attribute="sk")


@pytest.fixture(autouse=True)
def at_noon(db: DynamoDB) -> None:
    db.clock = lambda: NOON


def parts(line: Line) -> tuple[dict[str, Any], dict[str, Any]]:
    put, delete = line.bodies[-1]["TransactItems"]
    return put["Put"], delete["Delete"]


def test_the_request_is_exactly(db: DynamoDB, line: Line) -> None:
    item = as_read(Listed, stored(Listed(item_id="1", note="x"), legacy=7))
    item.item_id = "2"
    assert db.move(item, "app").unwrap() is item

    (body,) = line.bodies
    # botocore's, by which the service knows a request that was sent again.
    assert body.pop("ClientRequestToken")
    written = {
        "pk": {"S": "item#2"},
        "sk": {"S": "item"},
        "gsi1_pk": {"S": "items"},
        "gsi1_sk": {"S": "item#2"},
        "item_id": {"S": "2"},
        "note": {"S": "x"},
        "legacy": {"N": "7"},
    }
    assert body == {
        "TransactItems": [
            {
                "Put": {
                    "TableName": "app",
                    "Item": written,
                    "ConditionExpression": "attribute_not_exists(#pk)",
                    "ExpressionAttributeNames": {"#pk": "pk"},
                    "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
                }
            },
            {
                "Delete": {
                    "TableName": "app",
                    "Key": {"pk": {"S": "item#1"}, "sk": {"S": "item"}},
                    "ConditionExpression": "attribute_exists(#u0) AND #u1 = :u2 AND #u3 = :u4 "
                    "AND #u5 = :u6 AND #u7 = :u8 AND #u9 = :u10",
                    "ExpressionAttributeNames": {
                        "#u0": "pk",
                        "#u1": "gsi1_pk",
                        "#u3": "gsi1_sk",
                        "#u5": "item_id",
                        "#u7": "legacy",
                        "#u9": "note",
                    },
                    "ExpressionAttributeValues": {
                        ":u2": {"S": "items"},
                        ":u4": {"S": "item#1"},
                        ":u6": {"S": "1"},
                        ":u8": {"N": "7"},
                        ":u10": {"S": "x"},
                    },
                    "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
                }
            },
        ]
    }
    assert stored_item(item) == written


@pytest.mark.parametrize(
    ("item", "conditions"),
    [
        (stored(Doc("1", version=3)), ["version = '3'"]),
        # Deleted meanwhile it has no version either, and must not come back under another key.
        (
            {"pk": {"S": "doc#1"}, "sk": {"S": "doc"}, "doc_id": {"S": "1"}},
            [
                "attribute_not_exists(created_at)",
                "doc_id = '1'",
                "attribute_not_exists(text)",
                "attribute_not_exists(updated_at)",
                "attribute_not_exists(version)",
            ],
        ),
    ],
)
def test_a_version_is_compared_where_there_is_one(
    db: DynamoDB, line: Line, item: dict[str, Any], conditions: list[str]
) -> None:
    doc = as_read(Doc, item)
    doc.doc_id = "2"
    version = doc.version
    db.move(doc, "app")

    assert in_words(parts(line)[1])[1] == ["attribute_exists(pk)", *conditions]
    assert parts(line)[0]["Item"]["version"] == {"N": str(version + 1)}
    assert (doc.version, doc.updated_at) == (version + 1, NOON)


def test_a_lease_that_was_made_anew_is_not_the_one_that_was_read(db: DynamoDB, line: Line) -> None:
    lease = as_read(Lease, stored(Lease(lease_id="1", expires_at=100, version=1)))
    lease.lease_id = "2"
    db.move(lease, "app")

    _, conditions = in_words(parts(line)[1])
    assert conditions == ["attribute_exists(pk)", "expires_at = '100'", "version = '1'"]


def test_an_item_of_a_key_alone_must_still_be_there(db: DynamoDB, line: Line) -> None:
    bare = as_read(Bare, stored(Bare(pk="a", sk="b")))
    bare.sk = "c"
    db.move(bare, "app")

    assert parts(line)[1]["ConditionExpression"] == "attribute_exists(#u0)"


def test_a_failure_tells_the_model_and_leaves_the_instance_as_it_was(
    db: DynamoDB, line: Line
) -> None:
    item = stored(Doc("1", "a", version=1))
    doc = as_read(Doc, item)
    doc.doc_id = "2"
    line.answers.append(
        Answer(
            {
                "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
                "Message": "Transaction cancelled",
                "CancellationReasons": [
                    {"Code": "None"},
                    {"Code": "ConditionalCheckFailed", "Item": item},
                ],
            },
            400,
        )
    )
    result = db.move(doc, "app", raise_on_error=False)

    error = result.error
    assert isinstance(error, TransactionCanceledError)
    assert [reason.model for reason in error.reasons] == [Doc, Doc]
    assert [reason.position for reason in error.failures] == [1]
    assert (doc.version, doc.updated_at, stored_item(doc)) == (1, None, item)


def not_read() -> Order:
    return Order(customer_id="1", order_id="2")


def read_in_part() -> Order:
    order = as_read(Order, stored(not_read()))
    mark_partial(order)
    order.order_id = "3"
    return order


def with_its_key() -> Order:
    order = as_read(Order, stored(not_read()))
    order.placed_at = PLACED
    return order


def with_half_a_key() -> Bare:
    bare = as_read(Bare, stored(Bare(pk="a", sk="b")))
    bare.sk = ""
    return bare


@pytest.mark.parametrize(
    ("made", "error"),
    [
        (not_read, ValidationError),
        (read_in_part, ValidationError),
        (with_its_key, InvalidParameterError),
        (with_half_a_key, KeyBuildError),
    ],
)
def test_what_cannot_be_moved_is_not_sent(
    db: DynamoDB, line: Line, made: Any, error: type[Exception]
) -> None:
    with pytest.raises(error):
        db.move(made(), "app")
    assert line.requests == []
