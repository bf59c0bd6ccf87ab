"""Large pages of nested items: models are made while they are read, and keep the items as text."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from botocore.stub import Stubber

from boto3_assist.dynamodb import (
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBModelBase,
    QueryConfig,
    capacity_ledger,
)
from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.instance_state import STORED, stored_item
from boto3_assist.dynamodb.received_items import StoredText
from boto3_assist.dynamodb.wire import _sending
from boto3_assist.errors import DynamoDBResponseIntegrityError, SerializationError, ValidationError
from tests.unit.dynamodb.canned import Answer, Line, new_client


@dataclass
class Order(DynamoDBModelBase):
    number: int
    lines: list[dict[str, Any]] = field(default_factory=list)

    primary = DynamoDBIndex.primary(pk="orders", sk="order#{number:04d}")


class Checked(DynamoDBModel):
    number: int
    lines: list[dict[str, Any]] = []

    primary = DynamoDBIndex.primary(pk="orders", sk="order#{number:04d}")


class Plain(DynamoDBModelBase):
    primary = DynamoDBIndex.primary(pk="orders", sk="order#{number:04d}")

    def __init__(self, number: int = 0) -> None:
        super().__init__()
        self.number = number
        self.lines: list[dict[str, Any]] = []


@dataclass
class Bill(DynamoDBModelBase):
    number: int
    lines: list[dict[str, Any]] = field(default_factory=list)

    primary = DynamoDBIndex.primary(pk="orders", sk="bill#{number}")


MODELS: list[Any] = [Order, Checked, Plain]
every_style = pytest.mark.parametrize("model", MODELS)


def item(number: int) -> dict[str, Any]:
    line = {"M": {"sku": {"S": "é" * 100}, "photo": {"B": "AAE="}}}
    return {
        "pk": {"S": "orders"},
        "sk": {"S": f"order#{number:04}"},
        "number": {"N": str(number)},
        "lines": {"L": [line] * 3},
    }


ITEMS = [item(number) for number in range(100)]
PYTHON_ITEMS = [decode_item(each) for each in ITEMS]


def page(items: list[Any] = ITEMS, **others: Any) -> Answer:
    body = {"Count": len(items), "Items": items, "ScannedCount": len(items), **others}
    return Answer(json.dumps(body).encode())


def orders(db: DynamoDB, model: Any, **options: Any) -> Any:
    return db.query(model.primary.query(), "app", **options)


def holds_text(instance: object) -> bool:
    return type(vars(instance)[STORED]) is StoredText


@every_style
def test_instances_keep_the_text(db: DynamoDB, line: Line, model: Any) -> None:
    line.answers = [page(), page(ITEMS[:1])]

    data, alone = orders(db, model).data, orders(db, model).data[0]

    assert all(map(holds_text, data))
    assert not holds_text(alone)
    assert [stored_item(each) for each in data] == ITEMS
    assert [each.number for each in data] == [*range(100)]
    assert data[0].lines == alone.lines == PYTHON_ITEMS[0]["lines"]


@every_style
def test_only_what_changed_of_one_is_written(db: DynamoDB, line: Line, model: Any) -> None:
    line.answers = [page(), Answer({})]
    order = orders(db, model).data[7]
    order.lines = []

    db.update_item_partial(order, "app")

    written = line.bodies[1]
    assert written["UpdateExpression"] == "SET #u0 = :u1"
    assert written["ExpressionAttributeValues"][":u1"] == {"L": []}


def test_the_result_has_the_response(db: DynamoDB, line: Line) -> None:
    last = {"pk": {"S": "orders"}, "sk": {"S": "order#0099"}}
    line.answers = [page(LastEvaluatedKey=last)]

    result = orders(db, Order)

    assert {*result} >= {"Count", "Items", "LastEvaluatedKey", "ResponseMetadata", "ScannedCount"}
    assert (result.count, result.scanned_count) == (100, 100)
    assert result.last_key == {"pk": "orders", "sk": "order#0099"}
    assert [each.number for each in result.to_list(Checked)] == [*range(100)]
    assert result["Items"] == PYTHON_ITEMS


@pytest.mark.parametrize("strange", [{"pk": {"S": "orders"}, "sk": {"S": "bill#1"}}, None])
def test_items_of_others_are_left_out(db: DynamoDB, line: Line, strange: Any) -> None:
    given = [*ITEMS[:50], strange or {**item(50), "unknown": {"M": {}}}, *ITEMS[50:]]
    line.answers = [page(given)]

    result = orders(db, Order)

    assert [each.number for each in result.data] == [
        *range(50),
        *([] if strange else [50]),
        *range(50, 100),
    ]
    assert len(result["Items"]) == result.count == len(result.data)


def test_items_of_several_models_keep_the_text(db: DynamoDB, line: Line) -> None:
    bills = [{**each, "sk": {"S": f"bill#{n}"}} for n, each in enumerate(ITEMS[:3])]
    line.answers = [page([*ITEMS, {"pk": {"S": "other"}}, *bills])]

    data = db.scan("app", model=[Order, Bill]).data

    assert [type(each) for each in data] == [Order] * 100 + [Bill] * 3
    assert all(map(holds_text, data))


def test_an_item_that_does_not_fit_is_a_typed_error(db: DynamoDB, line: Line) -> None:
    line.answers = [page([*ITEMS, {**item(100), "number": {"S": "many"}}])]

    with pytest.raises(ValidationError):
        orders(db, Order)


def test_dictionaries_are_the_same(db: DynamoDB, line: Line) -> None:
    line.answers = [page(), page([*ITEMS, {**item(100), "number": {"N": {}}}])]

    result = db.scan("app")

    assert result.data == result["Items"] == PYTHON_ITEMS
    with pytest.raises(SerializationError):
        db.scan("app")


def test_pages_are_joined_without_looking_at_them(db: DynamoDB, line: Line) -> None:
    middle = {"pk": {"S": "orders"}, "sk": {"S": "order#0059"}}
    line.answers = [page(ITEMS[:60], LastEvaluatedKey=middle), page(ITEMS[60:])]

    result = orders(db, Order, config=QueryConfig(limit=100))

    assert [each.number for each in result.data] == [*range(100)]
    assert result["Items"] == PYTHON_ITEMS
    assert result.count == 100


def test_a_page_may_hold_more_than_is_wanted(db: DynamoDB, line: Line) -> None:
    line.answers = [page(LastEvaluatedKey={"pk": {"S": "orders"}, "sk": {"S": "order#0099"}})]

    result = orders(db, Order, config=QueryConfig(limit=90))

    assert [each.number for each in result.data] == [*range(90)]
    assert result.last_key == {"pk": "orders", "sk": "order#0089"}


@pytest.mark.parametrize("looks", ["changes", "appends", "replaces", "reads"])
def test_what_a_handler_makes_of_the_items_is_taken(db: DynamoDB, line: Line, looks: str) -> None:
    def handle(parsed: Any, **_: Any) -> None:
        items = parsed["Items"]
        if looks == "changes":
            items[0]["lines"] = {"L": []}
        elif looks == "appends":
            items.append(item(100))
        elif looks == "replaces":
            parsed["Items"] = [*items[:2]]
        else:
            assert items[3] == ITEMS[3]

    db.client.meta.events.register("after-call.dynamodb.Query", handle)
    line.answers = [page()]

    data = orders(db, Order).data

    assert len(data) == {"appends": 101, "replaces": 2}.get(looks, 100)
    assert (data[0].lines == []) is (looks == "changes")


@pytest.mark.parametrize("kind", [bytes.decode, bytearray, memoryview])
def test_a_body_that_a_handler_replaces_is_read(
    db: DynamoDB, line: Line, kind: Callable[[bytes], Any]
) -> None:
    pytest.importorskip("orjson")

    def replace(response_dict: Any, **_: Any) -> None:
        response_dict["body"] = kind(response_dict["body"])

    db.client.meta.events.register("before-parse.dynamodb.Query", replace)
    line.answers = [page()]

    assert [each.number for each in orders(db, Order).data] == [*range(100)]


def test_what_a_constructor_raises_is_raised(db: DynamoDB, line: Line) -> None:
    class Refusing(Plain):
        def __setattr__(self, name: str, value: object) -> None:
            if name == "number" and value == 99:
                raise RuntimeError(name)
            super().__setattr__(name, value)

    line.answers = [page(), page(ITEMS[:99])]

    with pytest.raises(RuntimeError):
        orders(db, Refusing)
    assert len(orders(db, Refusing).data) == 99


THROTTLED = ClientError({"Error": {"Code": "ThrottlingException"}}, "GetItem")


@pytest.mark.parametrize(
    "error", [OSError(), RuntimeError(), THROTTLED, EndpointConnectionError(endpoint_url="x")]
)
def test_an_error_of_user_code_is_raised_once_and_as_it_is(
    db: DynamoDB, line: Line, error: Exception
) -> None:
    made: list[int] = []

    class Failing(Plain):
        def __init__(self) -> None:
            made.append(len(made))
            if len(made) == 50:
                raise error
            super().__init__()

    consumed = {"TableName": "app", "CapacityUnits": 7.0}
    line.answers = [page(ConsumedCapacity=consumed)]

    with pytest.raises(type(error)) as caught, capacity_ledger() as ledger:
        orders(db, Failing)
    assert caught.value is error
    assert error.__context__ is None
    assert (len(made), len(line.requests), ledger.read_units) == (50, 1, 7.0)


def test_a_response_that_a_handler_gives_again_is_read_again(db: DynamoDB, line: Line) -> None:
    kept: list[Any] = []
    events = db.client.meta.events

    def answer(**_: Any) -> Any:
        return (SimpleNamespace(status_code=200), kept[0]) if kept else None

    def keep(parsed: Any, **_: Any) -> None:
        kept.append(parsed)

    events.register("before-call.dynamodb.Query", answer)
    events.register("after-call.dynamodb.Query", keep)
    line.answers = [page()]

    first, again, other = orders(db, Order), orders(db, Order), orders(db, Checked)

    assert first.data == again.data
    assert not any(one is another for one, another in zip(first.data, again.data))
    assert {type(each) for each in other.data} == {Checked}


def test_an_interrupt_leaves_no_trace(db: DynamoDB, line: Line) -> None:
    class Interrupted(Plain):
        def __init__(self) -> None:
            raise KeyboardInterrupt

    line.answers = [page(), Answer({"Item": ITEMS[0]})]

    with pytest.raises(KeyboardInterrupt):
        orders(db, Interrupted)

    assert (_sending.ours, _sending.item_hook()) == (False, None)
    key = {name: ITEMS[0][name] for name in ("pk", "sk")}
    assert db.client.get_item(TableName="app", Key=key)["Item"]["pk"] == {"S": "orders"}


def test_an_answer_without_its_items_is_a_typed_error(db: DynamoDB, line: Line) -> None:
    body = json.dumps({"Items": {"x": ITEMS}, "Count": 1}).encode()
    line.answers = [Answer(body)]

    with pytest.raises(DynamoDBResponseIntegrityError):
        orders(db, Order)


def test_the_response_in_an_error_has_items(db: DynamoDB, line: Line) -> None:
    line.answers = [page(Count="many")]

    with pytest.raises(DynamoDBResponseIntegrityError) as caught:
        orders(db, Order)

    assert caught.value.response is not None
    assert caught.value.response["Items"] == ITEMS
    assert type(caught.value.response["Items"]) is list


def test_what_a_stubber_gives_is_read_at_once() -> None:
    client = new_client()
    given = [{**each, "lines": {"L": []}} for each in ITEMS]
    with Stubber(client) as stubber:
        stubber.add_response("query", {"Items": given, "Count": 100, "ScannedCount": 100})

        data = orders(DynamoDB.from_client(client), Order).data

    assert [each.number for each in data] == [*range(100)]
    assert not any(map(holds_text, data))
