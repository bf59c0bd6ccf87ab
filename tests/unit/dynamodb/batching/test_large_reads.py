"""Of a large read, instances and the response keep items as text; nobody can tell."""

from __future__ import annotations

import copy
import pickle
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from boto3_assist.dynamodb import (
    BatchGetConfig,
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBModelBase,
)
from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.instance_state import STORED, Carried, stored_item
from boto3_assist.errors import BatchGetIncompleteError
from tests.unit.dynamodb.canned import Answer, Line, new_client

MANY = 2


class Order(DynamoDBModel):
    number: int
    lines: list[dict[str, Any]] = []

    primary = DynamoDBIndex.primary(pk="order#{number}", sk="order")


@dataclass
class Ticket(DynamoDBModelBase):
    number: int
    lines: list[dict[str, Any]] = field(default_factory=list)

    primary = DynamoDBIndex.primary(pk="order#{number}", sk="order")


class Plain(DynamoDBModelBase):
    primary = DynamoDBIndex.primary(pk="order#{number}", sk="order")

    def __init__(self, number: int = 0) -> None:
        super().__init__()
        self.number = number
        self.lines: list[dict[str, Any]] = []


MODELS: pytest.MarkDecorator = pytest.mark.parametrize("model", [Order, Ticket, Plain])


def item(number: int) -> dict[str, Any]:
    return {
        "pk": {"S": f"order#{number}"},
        "sk": {"S": "order"},
        "number": {"N": str(number)},
        "lines": {"L": [{"M": {"sku": {"S": "é"}, "photo": {"B": "AAE="}}}]},
    }


ITEMS = [item(number) for number in range(5)]


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("boto3_assist.dynamodb.batching.reads._MANY", MANY)


@pytest.fixture
def read(db: DynamoDB, line: Line) -> Callable[..., Any]:
    def read_all(*keys: Any) -> Any:
        line.answers = [Answer({"Responses": {"app": ITEMS}, "UnprocessedKeys": {}})]
        return db.batch_get_item(list(keys), "app")

    return read_all


def keys(model: Any) -> list[Any]:
    return [model.primary.key(number=number) for number in range(5)]


def is_packed(instance: object) -> bool:
    return type(vars(instance)[STORED]) is not Carried


@MODELS
def test_their_items_are_kept_as_text(read: Callable[..., Any], model: Any) -> None:
    data = read(*keys(model)).data

    assert [is_packed(each) for each in data] == [True] * 5
    assert [stored_item(each) for each in data] == ITEMS
    assert [each.to_client_dictionary() for each in data] == [
        {**each, "lines": {"L": [{"M": {**each["lines"]["L"][0]["M"], "photo": {"B": b"\0\1"}}}]}}
        for each in ITEMS
    ]


@MODELS
def test_only_what_changed_of_one_is_written(
    read: Callable[..., Any], db: DynamoDB, line: Line, model: Any
) -> None:
    last = read(*keys(model)).data[-1]
    last.lines = []
    line.answers = [Answer({})]

    db.update_item_partial(last, "app")

    _, written = line.bodies
    assert written["UpdateExpression"] == "SET #u0 = :u1"
    assert written["ExpressionAttributeNames"]["#u0"] == "lines"
    assert written["ExpressionAttributeValues"][":u1"] == {"L": []}
    assert not is_packed(last)


@MODELS
@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda instance: pickle.loads(pickle.dumps(instance))]
)
def test_a_copy_keeps_it_as_maps(
    read: Callable[..., Any], model: Any, copied: Callable[[Any], Any]
) -> None:
    last = read(*keys(model)).data[-1]

    other = copied(last)

    assert vars(other)[STORED] == vars(last)[STORED]
    assert stored_item(other) == ITEMS[-1]


def test_of_a_small_read_they_are_kept_as_maps(
    read: Callable[..., Any], db: DynamoDB, line: Line
) -> None:
    line.answers = [Answer({"Responses": {"app": ITEMS[:MANY]}, "UnprocessedKeys": {}})]

    data = db.batch_get_item(keys(Order)[:MANY], "app").data

    assert [is_packed(each) for each in data] == [False] * MANY


def test_of_an_iterator_those_of_later_requests_are_text(db: DynamoDB, line: Line) -> None:
    parts = ITEMS[:2], ITEMS[2:4], ITEMS[4:]
    line.answers = [Answer({"Responses": {"app": part}, "UnprocessedKeys": {}}) for part in parts]

    result = db.batch_get_item(iter(keys(Order)), "app", config=BatchGetConfig(chunk_size=2))

    assert [is_packed(each) for each in result.data] == [False, False, True, True, True]
    assert result["Items"] == [decode_item(each) for each in ITEMS]


def test_what_was_not_asked_for_is_not_kept(db: DynamoDB, line: Line) -> None:
    line.answers = [Answer({"Responses": {"app": ITEMS}, "UnprocessedKeys": {}})]
    lines = BatchGetConfig(projection_expression="lines")

    result = db.batch_get_item(
        [{"pk": key["pk"], "sk": key["sk"]} for key in map(decode_item, ITEMS)], "app", config=lines
    )

    assert result.data == [
        {"lines": decode_item(each)["lines"], "number": n} for n, each in enumerate(ITEMS)
    ]
    assert result["Items"] == result.data


def test_what_a_stubber_gives_is_kept_as_maps() -> None:
    client = new_client()
    with Stubber(client) as stubber:
        given = [{**each, "lines": {"L": [{"M": {"photo": {"B": b"\0\1"}}}]}} for each in ITEMS]
        stubber.add_response("batch_get_item", {"Responses": {"app": given}, "UnprocessedKeys": {}})

        result = DynamoDB.from_client(client).batch_get_item(keys(Order), "app")

    assert [is_packed(each) for each in result.data] == [False] * 5
    assert result["Items"][4]["lines"] == result.data[4].lines == [{"photo": b"\0\1"}]


def test_one_equals_the_one_that_was_read_alone(
    read: Callable[..., Any], db: DynamoDB, line: Line
) -> None:
    last = read(*keys(Order)).data[-1]
    line.answers = [Answer({"Item": ITEMS[-1]})]

    assert last == db.get(keys(Order)[-1], "app").data


def test_the_response_has_all_items(read: Callable[..., Any]) -> None:
    result = read(*keys(Order))

    assert list(result) == ["Items", "Count", "UnprocessedKeys"]
    assert [each["number"] for each in result["Items"]] == list(range(5))
    assert result["Count"] == len(result["Items"]) == 5
    assert [each.number for each in result.to_list(Order)] == list(range(5))
    assert pickle.loads(pickle.dumps(result))["Items"] == result["Items"]


def test_a_key_that_comes_again_is_answered_from_text(read: Callable[..., Any]) -> None:
    order, ticket = keys(Order), keys(Ticket)

    data = read(*order, order[3], ticket[4]).data

    assert data[5] == data[3]
    assert data[5] is not data[3]
    assert data[6] == Ticket(4, data[4].lines)
    assert stored_item(data[6]) == ITEMS[4]


def test_dictionaries_are_the_same(read: Callable[..., Any]) -> None:
    found = read(*[{"pk": f"order#{number}", "sk": "order"} for number in range(5)]).data

    assert [each["lines"] for each in found] == [[{"sku": "é", "photo": b"\0\1"}]] * 5


def size_of(read: Callable[..., Any], many: int, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("boto3_assist.dynamodb.batching.reads._MANY", many)
    tracemalloc.start()
    try:
        result = read(*keys(Ticket))
        assert len(result.data) == 5
        return tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()


def test_they_take_less_memory(read: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    maps = {f"field_{n}": {"M": {f"part_{n}": {"S": str(n)}}} for n in range(200)}
    large = [{**each, "lines": {"L": [{"M": maps}]}} for each in ITEMS]
    monkeypatch.setattr(f"{__name__}.ITEMS", large)
    read(*keys(Ticket))

    packed, as_maps = (size_of(read, many, monkeypatch) for many in (0, 10**9))

    assert packed < 0.8 * as_maps


@pytest.mark.parametrize("damaged", [None, "text", [], True, 1, {"N": "abc"}, {"N": {}}, {}])
def test_a_damaged_key_is_asked_for_again(db: DynamoDB, line: Line, damaged: Any) -> None:
    db.sleep = lambda _seconds: None
    parts = [[{**ITEMS[0], "pk": damaged}, *ITEMS[1:]], ITEMS]
    line.answers = [Answer({"Responses": {"app": part}, "UnprocessedKeys": {}}) for part in parts]

    data = db.batch_get_item(keys(Order), "app").data

    assert [each.number for each in data] == [*range(5)]
    assert len(line.requests) == 2


def test_the_response_in_an_error_has_items(db: DynamoDB, line: Line) -> None:
    line.answers = [Answer({"Responses": {"app": ITEMS}})]

    with pytest.raises(BatchGetIncompleteError) as caught:
        db.batch_get_item(keys(Order), "app", config=BatchGetConfig(max_attempts=1))

    error: Any = caught.value.report.failures[0].error
    assert error.response["Responses"]["app"] == ITEMS


def test_an_error_of_user_code_ends_a_batch_as_it_is(db: DynamoDB, line: Line) -> None:
    error = ClientError({"Error": {"Code": "ThrottlingException"}}, "GetItem")

    class Failing(Plain):
        def __init__(self, number: int = 0) -> None:
            super().__init__(number)
            if any(each is error for each in errors):
                raise error
            errors.append(error if len(errors) == 1 else None)

    errors: list[Any] = []
    line.answers = [Answer({"Responses": {"app": ITEMS}, "UnprocessedKeys": {}})]

    with pytest.raises(ClientError) as caught:
        db.batch_get_item(keys(Failing), "app")

    partial: Any = getattr(caught.value, "partial")
    assert caught.value is error
    assert (partial.done, len(line.requests)) == (2, 1)
    assert [failure.position for failure in partial.failures] == [2, 3, 4]
