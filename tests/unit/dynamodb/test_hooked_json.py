"""Responses are read item by item, whatever white space they have; nothing else is read so."""

from __future__ import annotations

import copy
import json
import pickle
import weakref
from typing import Any

import pytest
from botocore.stub import Stubber

from boto3_assist.dynamodb import DynamoDB
from boto3_assist.dynamodb.hooked_json import hooked_object_in, is_worth_it
from boto3_assist.dynamodb.received_items import ItemHook
from boto3_assist.dynamodb.wire import marked
from tests.unit.dynamodb.canned import Answer, Line, new_client

KEYS: Any = {"app": {"Keys": [{"pk": {"S": "1"}}]}}
ITEMS = [{"pk": {"S": "1"}, "é": {"M": {"}],": {"S": '\\"]'}}}}, {}, {"pk": {"S": "é\n"}}]
RESPONSE: dict[str, Any] = {
    "Responses": {"app": ITEMS, "other": [], "third": ITEMS[:1]},
    "UnprocessedKeys": {"app": {"Keys": [{"pk": {"S": "2"}}]}},
    "ConsumedCapacity": [{"TableName": "app", "CapacityUnits": 0.5}],
}


def made_in(response: Any) -> Any:
    return [part.take_made() for part in response["Responses"].values()]


NUMBERS: Any = ([1, 2, 3], [], [4])
WRONG_CHECKSUM = Answer(RESPONSE, headers={"x-amz-crc32": "1"})


class Heard:
    """What a hook was given; it makes the number of the call of an item."""

    def __init__(self) -> None:
        self.items: list[Any] = []
        self.texts: list[str] = []

    def __call__(self, item: Any, text: str) -> int:
        self.items.append(item)
        self.texts.append(text)
        return len(self.items)

    @property
    def hook(self) -> ItemHook:
        return ItemHook(self, always=True)


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.mark.parametrize(
    "body",
    [
        json.dumps(RESPONSE),
        json.dumps(RESPONSE, separators=(",", ":")),
        json.dumps(RESPONSE, ensure_ascii=False, indent="\t").replace("\n", "\r\n"),
        json.dumps(RESPONSE, indent=1).replace(":", " :\n ") + " \n",
        " \t" + json.dumps(RESPONSE).replace(",", " , "),
    ],
)
def test_each_item_is_handed_to_the_hook(heard: Heard, body: str) -> None:
    expected = json.loads(body)

    found: Any = hooked_object_in(body.encode(), heard.hook)

    assert made_in(found) == [*NUMBERS]
    assert found == expected
    assert heard.items == [item for part in expected["Responses"].values() for item in part]
    assert [json.loads(text) for text in heard.texts] == heard.items
    assert all(text[0] + text[-1] == "{}" and text in body for text in heard.texts)


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b" { } ",
        b'{"Responses":null}',
        b'{"Responses":[{"pk":{"S":"1"}}]}',
        b'{"Responses":{"app":{"pk":{"S":"1"}}}}',
        b'{"Responses":{"app":[1]}}',
        b'{"Responses":{"app":[[]]}}',
        b'{"Responses":{"app":null}}',
        b'{"Count":1}',
    ],
)
def test_what_is_built_otherwise_is_read_as_it_is(heard: Heard, body: bytes) -> None:
    assert hooked_object_in(body, heard.hook) == json.loads(body)
    assert heard.items == []


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b" ", b"[]", b"null", b"1", b'"x"', b"\xff", b"{", b"[" * 9999),
        *(b'{"Responses"', b'{"Responses":', b'{"Responses":{', b'{"Responses":{"app":['),
        *(b'{"Responses":{"app":[{}', b'{"Responses":{"app":[{},]}}', b'{"Responses":{},}'),
        *(b'{"Responses":{"app":[{}{}]}}', b'{"Responses":{"app":[,{}]}}', b'{"Responses"{}}'),
        *(b"{Responses:{}}", b"{1:{}}", b'{"Responses":{}"Count":1}', b'{"Responses":{}}}'),
        *(b'{"Responses":{}} x', b'\xef\xbb\xbf{"Responses":{}}', b'{,"Responses":{}}'),
        b'{"Responses":{"app":[' + b'{"M":' * 9999,
    ],
    ids=lambda body: repr(body[:40]),
)
def test_what_is_no_json_object_is_none(heard: Heard, body: bytes) -> None:
    assert hooked_object_in(body, heard.hook) is None


@pytest.mark.parametrize("error", [ValueError, IndexError, RecursionError, OSError])
def test_what_a_hook_raises_is_raised(error: type[Exception]) -> None:
    def refuse(_item: Any, _text: str) -> None:
        raise error

    with pytest.raises(error):
        hooked_object_in(json.dumps(RESPONSE).encode(), ItemHook(refuse, always=True))


@pytest.mark.parametrize(
    "item, count, worth_it",
    [
        ({"pk": {"S": "1" * 90}, "map": {"M": {"a": {"S": "b"}}}}, 400, False),
        ({"pk": {"S": "1" * 90}, "map": {"M": {"a": {"S": "b"}}}}, 600, True),
        ({"pk": {"S": "1" * 90}, "text": {"S": '{"M"'}}, 9000, False),
        ({"pk": {"S": "1" * 2000}, "map": {"M": {"a": {"S": "b"}}}}, 600, False),
    ],
)
@pytest.mark.parametrize("spaces", [(",", ":"), (", ", ": ")])
def test_only_a_large_body_of_nested_items_is_read_item_by_item(
    heard: Heard, item: Any, count: int, worth_it: bool, spaces: tuple[str, str]
) -> None:
    body = json.dumps({"Count": count, "Items": [item] * count}, separators=spaces).encode()

    assert is_worth_it(body, ItemHook(heard)) is worth_it
    assert is_worth_it(body, heard.hook)


class TestARequestWithAHook:
    @pytest.fixture
    def db(self) -> DynamoDB:
        return DynamoDB.from_client(new_client(attempts=2))

    @staticmethod
    def send(db: DynamoDB, heard: Heard) -> Any:
        return db._send("batch_get_item", {"RequestItems": KEYS}, None, heard.hook)

    def test_is_the_same_request(self, db: DynamoDB, heard: Heard) -> None:
        line = Line(db.client, Answer(RESPONSE))

        response = self.send(db, heard)

        assert line.bodies == [{"RequestItems": KEYS}]
        assert made_in(response) == [*NUMBERS]
        assert response["UnprocessedKeys"] == RESPONSE["UnprocessedKeys"]
        assert response["ConsumedCapacity"] == RESPONSE["ConsumedCapacity"]

    def test_does_not_hear_of_a_damaged_response(self, db: DynamoDB, heard: Heard) -> None:
        Line(db.client, WRONG_CHECKSUM, Answer(RESPONSE))

        response = self.send(db, heard)

        assert heard.items == [*ITEMS, ITEMS[0]]
        assert made_in(response) == [*NUMBERS]

    def test_hears_of_one_without_a_checksum(self, db: DynamoDB, heard: Heard) -> None:
        Line(db.client, Answer(RESPONSE, headers={}))

        assert made_in(self.send(db, heard)) == [*NUMBERS]

    def test_does_not_hear_of_the_next_one(self, db: DynamoDB, heard: Heard) -> None:
        Line(db.client, *[Answer(RESPONSE)] * 3)
        self.send(db, heard)

        ours = db._send("batch_get_item", {"RequestItems": KEYS}, None)
        plain = db.client.batch_get_item(RequestItems=KEYS)

        assert ours["Responses"] == plain["Responses"] == RESPONSE["Responses"]
        assert len(heard.items) == 4

    def test_does_not_hear_of_a_call_that_a_handler_makes(self, db: DynamoDB, heard: Heard) -> None:
        inner: list[Any] = []

        def call(params: Any, **_: Any) -> None:
            if not inner:
                inner.append(None)
                inner[0] = db.client.batch_get_item(**params)

        Line(db.client, *[Answer(RESPONSE)] * 2)
        event = "before-parameter-build.dynamodb.BatchGetItem"
        db.client.meta.events.register(event, call)

        response = self.send(db, heard)

        assert inner[0]["Responses"] == RESPONSE["Responses"]
        assert made_in(response) == [*NUMBERS]

    def test_gets_the_items_of_a_stubber(self, db: DynamoDB, heard: Heard) -> None:
        with Stubber(db.client) as stubber:
            stubber.add_response("batch_get_item", RESPONSE, {"RequestItems": KEYS})

            assert self.send(db, heard)["Responses"] == RESPONSE["Responses"]
        assert heard.items == []

    @pytest.mark.parametrize("request_", [{"TableName": "a"}, {"Key": {}}, {"RequestItems": KEYS}])
    def test_is_marked_with_it(self, heard: Heard, request_: Any) -> None:
        hook = heard.hook

        (mark,) = marked(request_, hook).values()

        assert mark.item_hook() is hook
        assert mark == next(iter(request_.values()))
        for copied in (copy.deepcopy(mark), pickle.loads(pickle.dumps(mark))):
            assert copied.item_hook() is None
            assert (copied, type(copied)) == (mark, type(mark))

    def test_is_no_way_to_what_was_read(self, db: DynamoDB, heard: Heard) -> None:
        bodies: list[Any] = []
        db.client.meta.events.register_first(
            "before-send", lambda request, **_: bodies.append(request.body)
        )
        Line(db.client, Answer(RESPONSE))
        hook = heard.hook

        db._send("batch_get_item", {"RequestItems": KEYS}, None, hook)
        left = weakref.ref(hook)
        del hook

        assert left() is None
        assert pickle.loads(pickle.dumps(bodies)) == bodies
