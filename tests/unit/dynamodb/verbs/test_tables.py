from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.stub import Stubber

from boto3_assist.dynamodb import Deadline, DynamoDB
from boto3_assist.errors import DeadlineExceededError, DynamoDBAccessDeniedError
from boto3_assist.testing import AwsBackend
from tests.unit.dynamodb.canned import Answer, Line


@pytest.fixture
def stubber(db: DynamoDB) -> Iterator[Stubber]:
    with Stubber(db.client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


@pytest.mark.parametrize(
    "pages", [[[]], [["one"]], [["one", "two"], ["three"]], [["one"], [], ["two"]]], ids=str
)
def test_every_page_is_read(db: DynamoDB, stubber: Stubber, pages: list[list[str]]) -> None:
    request: dict[str, Any] = {}
    for number, names in enumerate(pages):
        is_last = number == len(pages) - 1
        response: dict[str, Any] = {"TableNames": names}
        if not is_last:
            response["LastEvaluatedTableName"] = f"page-{number}"
        stubber.add_response("list_tables", response, request)
        request = {"ExclusiveStartTableName": f"page-{number}"}

    assert db.list_tables() == [name for names in pages for name in names]


def test_names_that_were_found_before_a_deadline_are_not_lost(db: DynamoDB, line: Line) -> None:
    seconds = iter([0, 1, 9])
    line.answers = [Answer({"TableNames": ["one"], "LastEvaluatedTableName": "one"})]

    with Deadline.after(5, clock=lambda: next(seconds)):
        with pytest.raises(DeadlineExceededError) as caught:
            db.list_tables()

    assert caught.value.partial == ["one"]
    assert len(line.requests) == 1


def test_more_tables_than_a_page_holds(aws: AwsBackend) -> None:
    names = [f"table-{number:03}" for number in range(101)]
    client = aws.client("dynamodb")
    for name in names:
        client.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )

    assert DynamoDB.from_pool().list_tables() == names


def test_an_empty_account_has_an_empty_list(aws: AwsBackend) -> None:
    assert DynamoDB.from_pool().list_tables() == []


def test_a_failure_raises_whatever_raise_on_error_says(db: DynamoDB, stubber: Stubber) -> None:
    db.raise_on_error = False
    stubber.add_client_error("list_tables", "AccessDeniedException", http_status_code=400)

    with pytest.raises(DynamoDBAccessDeniedError):
        db.list_tables()


def test_it_takes_nothing(db: DynamoDB, line: Line) -> None:
    with pytest.raises(TypeError):
        db.list_tables("app")  # type: ignore[call-arg]  # the point of the test
    assert line.requests == []
