"""What every verb has in common: the table it uses, and how it reports a failure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from boto3_assist.config import override_config, reset_config
from boto3_assist.dynamodb import DynamoDB, DynamoDBResult
from boto3_assist.errors import (
    Boto3AssistError,
    DynamoDBAccessDeniedError,
    DynamoDBCredentialsError,
    DynamoDBExpiredCredentialsError,
    DynamoDBRequestRejectedError,
    DynamoDBThrottledError,
    IndexNotFoundError,
    InvalidParameterError,
    MissingParameterError,
    TableNotFoundError,
)
from tests.unit.dynamodb.canned import Answer, Line, new_client
from tests.unit.dynamodb.verbs.models import Order

KEY = Order.primary.key(customer_id="1", order_id="2")
Verb = Callable[..., DynamoDBResult[Any]]


def save(db: DynamoDB, **options: Any) -> DynamoDBResult[Any]:
    return db.save(Order(customer_id="1", order_id="2"), **options)


def get(db: DynamoDB, **options: Any) -> DynamoDBResult[Any]:
    return db.get(KEY, **options)


def query(db: DynamoDB, **options: Any) -> DynamoDBResult[Any]:
    return db.query(Order.primary.query(customer_id="1"), **options)


def delete(db: DynamoDB, **options: Any) -> DynamoDBResult[Any]:
    return db.delete(primary_key=KEY, **options)


VERBS = pytest.mark.parametrize("verb", [save, get, query, delete])


def refusal(code: str, status: int = 400) -> Answer:
    body = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": "no"}
    return Answer(body, status)


@VERBS
class TestTheTable:
    def test_is_the_one_that_is_named(self, db: DynamoDB, line: Line, verb: Verb) -> None:
        line.answers = [Answer({"Items": []})]

        with override_config(app_table_name="other"):
            verb(db, table_name="app")
        assert line.bodies[0]["TableName"] == "app"

    def test_is_the_settings_where_none_is(
        self, db: DynamoDB, line: Line, verb: Verb, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        line.answers = [Answer({"Items": []})]
        monkeypatch.setenv("BOTO3_ASSIST_APP_TABLE_NAME", "from-setting")
        reset_config()

        verb(db)
        assert line.bodies[0]["TableName"] == "from-setting"

    def test_must_be_known(self, db: DynamoDB, line: Line, verb: Verb) -> None:
        with pytest.raises(MissingParameterError, match="table"):
            verb(db)
        assert line.requests == []

    def test_of_no_name_is_not_the_settings(self, db: DynamoDB, line: Line, verb: Verb) -> None:
        with override_config(app_table_name="other"), pytest.raises(MissingParameterError):
            verb(db, table_name="")
        assert line.requests == []


@pytest.mark.parametrize("given", [Order, Order.by_status])
def test_a_model_in_the_place_of_the_table_is_told(db: DynamoDB, given: Any) -> None:
    with pytest.raises(InvalidParameterError) as caught:
        db.scan_items(given)
    assert "model=" in caught.value.details["suggestion"]


FAILURES: list[tuple[Answer, type[Boto3AssistError]]] = [
    (refusal("ResourceNotFoundException"), TableNotFoundError),
    (refusal("IndexNotFoundException"), IndexNotFoundError),
    (refusal("ThrottlingException"), DynamoDBThrottledError),
    (refusal("AccessDeniedException"), DynamoDBAccessDeniedError),
    (refusal("UnrecognizedClientException"), DynamoDBCredentialsError),
    (refusal("InvalidSignatureException"), DynamoDBCredentialsError),
    (refusal("ExpiredTokenException"), DynamoDBExpiredCredentialsError),
    (refusal("ValidationException"), DynamoDBRequestRejectedError),
]


@VERBS
@pytest.mark.parametrize(("answer", "error"), FAILURES)
class TestAFailure:
    def test_c3_raises_its_own_class(
        self, db: DynamoDB, line: Line, verb: Verb, answer: Answer, error: type[Boto3AssistError]
    ) -> None:
        line.answers = [answer]

        with pytest.raises(error) as caught:
            verb(db, table_name="app")
        assert type(caught.value) is error
        assert caught.value.__cause__ is not None

    def test_c1_c2_is_a_result_when_asked_for(
        self, db: DynamoDB, line: Line, verb: Verb, answer: Answer, error: type[Boto3AssistError]
    ) -> None:
        line.answers = [answer]

        result = verb(db, table_name="app", raise_on_error=False)

        assert not result
        assert not result.success
        assert type(result.error) is error
        assert result.metadata["RequestId"] == "REQ"
        with pytest.raises(error):
            result.get("Items")


@VERBS
class TestRaiseOnError:
    @pytest.fixture(autouse=True)
    def refused(self, line: Line) -> None:
        line.answers = [refusal("ThrottlingException")] * 2

    def test_c2_is_a_setting(
        self, line: Line, db: DynamoDB, verb: Verb, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("BOTO3_ASSIST_RAISE_ON_ERROR", "false")
        reset_config()
        quiet = DynamoDB.from_client(db.client)

        assert isinstance(verb(quiet, table_name="app").error, DynamoDBThrottledError)
        with pytest.raises(DynamoDBThrottledError):
            verb(quiet, table_name="app", raise_on_error=True)

    def test_is_an_option_of_the_service(self, line: Line, db: DynamoDB, verb: Verb) -> None:
        quiet = DynamoDB.from_client(db.client, raise_on_error=False)

        assert not verb(quiet, table_name="app").success

    def test_is_on_unless_told_otherwise(self, line: Line, db: DynamoDB, verb: Verb) -> None:
        with pytest.raises(DynamoDBThrottledError):
            verb(db, table_name="app")

    @pytest.mark.parametrize("error", [RuntimeError, KeyError, ValueError, KeyboardInterrupt])
    def test_c1_holds_for_no_other_exception(
        self, line: Line, db: DynamoDB, verb: Verb, error: type[BaseException]
    ) -> None:
        def fail(**_: Any) -> None:
            raise error("of a handler")

        db.client.meta.events.register("before-call.dynamodb", fail)

        with pytest.raises(error, match="of a handler"):
            verb(db, table_name="app", raise_on_error=False)

    def test_covers_what_goes_wrong_before_anything_is_sent(
        self, line: Line, db: DynamoDB, verb: Verb
    ) -> None:
        result = verb(db, raise_on_error=False)

        assert isinstance(result.error, MissingParameterError)
        assert line.requests == []


@VERBS
def test_the_error_does_not_show_values(db: DynamoDB, line: Line, verb: Verb) -> None:
    body = {"__type": "x#ValidationException", "message": "bad value: customer#1"}
    line.answers = [Answer(body, 400)]

    with pytest.raises(DynamoDBRequestRejectedError) as caught:
        verb(db, table_name="app")
    assert caught.value.details["given"] == {"TableName": "app"}


def test_a_client_of_the_pool_gets_the_hooks_once(monkeypatch: pytest.MonkeyPatch) -> None:
    client = new_client()
    installed: list[Any] = []
    monkeypatch.setattr("boto3_assist.dynamodb.verbs.base.install", installed.append)

    DynamoDB.from_client(client)

    assert installed == [client]
