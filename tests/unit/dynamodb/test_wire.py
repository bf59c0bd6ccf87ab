from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any, cast
from unittest.mock import Mock

import pytest
from botocore.exceptions import ConnectTimeoutError
from botocore.stub import ANY, Stubber

from boto3_assist.dynamodb import DynamoDB, GetItemConfig
from boto3_assist.dynamodb.requests import PutItem
from boto3_assist.dynamodb.wire import WireMap, install, marked
from boto3_assist.errors import DynamoDBError, InvalidParameterError
from tests.unit.dynamodb.canned import Answer, Line, new_client

ARN = "arn:aws:dynamodb:us-east-1:123456789012:table/app"
ITEM = {
    "pk": "straße#1",
    "sk": "日本",
    "emoji": "🦆",
    "quote": 'a "b" \\ \n\t',
    "blob": b"\x00\xff\xfe",
    "blobs": {b"\x00", b"\x01"},
    "price": Decimal("0.25"),
    "count": 3,
    "half": 0.5,
    "yes": True,
    "none": None,
    "list": [1, "x", [b"\xff"], {"S": "1"}],
    "map": {"é": {"N": "not a number"}},
    "empty": "",
}
WIRE_ITEM = {
    "pk": {"S": "straße#1"},
    "sk": {"S": "日本"},
    "emoji": {"S": "🦆"},
    "quote": {"S": 'a "b" \\ \n\t'},
    "blob": {"B": b"\x00\xff\xfe"},
    "blobs": {"BS": [b"\x00", b"\x01"]},
    "price": {"N": "0.25"},
    "count": {"N": "3"},
    "half": {"N": "0.5"},
    "yes": {"BOOL": True},
    "none": {"NULL": True},
    "list": {
        "L": [{"N": "1"}, {"S": "x"}, {"L": [{"B": b"\xff"}]}, {"M": {"S": {"S": "1"}}}],
    },
    "map": {"M": {"é": {"M": {"N": {"S": "not a number"}}}}},
    "empty": {"S": ""},
}

Call = Callable[[DynamoDB], Any]
PARITY: list[tuple[Call, str, dict[str, Any]]] = [
    (lambda db: db.save(ITEM, "app"), "put_item", {"TableName": "app", "Item": WIRE_ITEM}),
    (
        lambda db: db.save(
            {"pk": "1"},
            ARN,
            condition_expression="#v < :v OR #v = :b",
            expression_attribute_names={"#v": "version"},
            expression_attribute_values={":v": 2, ":b": b"\xff"},
        ),
        "put_item",
        {
            "TableName": ARN,
            "Item": {"pk": {"S": "1"}},
            "ConditionExpression": "#v < :v OR #v = :b",
            "ExpressionAttributeNames": {"#v": "version"},
            "ExpressionAttributeValues": {":v": {"N": "2"}, ":b": {"B": b"\xff"}},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        },
    ),
    (
        lambda db: db.get({"pk": b"\xff\x00", "sk": 7}, ARN),
        "get_item",
        {"TableName": ARN, "Key": {"pk": {"B": b"\xff\x00"}, "sk": {"N": "7"}}},
    ),
    (
        lambda db: db.query(
            "pk = :p",
            "app",
            expression_attribute_values={":p": "é"},
            start_key={"pk": "é", "sk": b"\x01"},
            limit=5,
            index_name="gsi1",
        ),
        "query",
        {
            "TableName": "app",
            "IndexName": "gsi1",
            "KeyConditionExpression": "pk = :p",
            "ExpressionAttributeValues": {":p": {"S": "é"}},
            "ExclusiveStartKey": {"pk": {"S": "é"}, "sk": {"B": b"\x01"}},
            "Limit": 5,
            "ScanIndexForward": True,
        },
    ),
    (
        lambda db: db.delete(primary_key={"pk": "1"}, table_name="app"),
        "delete_item",
        {"TableName": "app", "Key": {"pk": {"S": "1"}}},
    ),
    (lambda db: db.list_tables(), "list_tables", {}),
]
EMPTY_PAGE = {"Items": [], "Count": 0, "ScannedCount": 0, "TableNames": []}
CHANGING_HEADERS = {"authorization", "x-amz-date", "amz-sdk-invocation-id", "content-length"}


@pytest.fixture
def client() -> Any:
    return new_client()


@pytest.fixture
def db(client: Any) -> DynamoDB:
    return DynamoDB.from_client(client)


def sorted_sets(body: Any) -> Any:
    """Sets have no order on the wire."""
    if isinstance(body, dict):
        return {
            name: sorted(part) if name in ("SS", "NS", "BS") else sorted_sets(part)
            for name, part in body.items()
        }
    return [sorted_sets(part) for part in body] if isinstance(body, list) else body


def headers_of(request: Any) -> dict[str, Any]:
    return {
        name.lower(): value.decode() if isinstance(value, bytes) else value
        for name, value in request.headers.items()
        if name.lower() not in CHANGING_HEADERS
    }


@pytest.mark.parametrize(("ours", "method", "request_"), PARITY)
def test_a_request_is_the_one_that_plain_boto3_sends(
    db: DynamoDB, ours: Call, method: str, request_: dict[str, Any]
) -> None:
    plain = new_client()
    line, plain_line = Line(db.client, Answer(EMPTY_PAGE)), Line(plain)

    ours(db)
    getattr(plain, method)(**request_)

    (mine,), (theirs,) = line.requests, plain_line.requests
    assert sorted_sets(json.loads(mine.body)) == sorted_sets(json.loads(theirs.body))
    assert headers_of(mine) == headers_of(theirs)
    assert (mine.method, mine.url) == (theirs.method, theirs.url)
    assert int(mine.headers["content-length"]) == len(mine.body)


def test_the_fast_way_is_taken(db: DynamoDB) -> None:
    # Plain botocore puts spaces between the tokens and escapes what is not ASCII.
    line = Line(db.client)

    db.save({"pk": "é"}, "app")

    assert line.requests[0].body == '{"TableName":"app","Item":{"pk":{"S":"é"}}}'.encode()


def test_a_request_of_the_library_can_be_sent_by_hand(db: DynamoDB) -> None:
    Line(db.client, Answer(), Answer({"Item": {"b": {"B": "/w=="}}}))
    request = PutItem("app", {"b": b"\xff"}).to_request()

    db.client.put_item(**request)
    response = db.client.get_item(TableName="app", Key=request["Item"])

    assert response["Item"] == {"b": {"B": b"\xff"}}


def test_installing_twice_changes_nothing(db: DynamoDB) -> None:
    install(db.client)
    install(db.client)
    DynamoDB.from_client(db.client)
    line = Line(db.client, Answer({"Item": {"pk": {"S": "1"}}}))

    assert db.get({"pk": "1"}, "app").data == {"pk": "1"}
    assert len(line.requests) == 1


def test_a_client_without_botocores_events_is_used_as_it_is() -> None:
    class Fake:
        def get_item(self, **request: Any) -> dict[str, Any]:
            return {"Item": {**request["Key"], "b": {"B": b"\xff"}}}

    assert DynamoDB.from_client(Fake()).get({"pk": "1"}, "app").data == {"pk": "1", "b": b"\xff"}


def test_a_client_of_another_protocol_is_left_alone() -> None:
    client = Mock()
    client.meta.service_model.resolved_protocol = "smithy-rpc-v2-cbor"

    install(client)

    client.meta.events.assert_not_called()
    assert client.meta.events.method_calls == []


def test_a_mark_survives_copies_and_is_equal_to_the_plain_map() -> None:
    request = {"TableName": "app", "Key": {"pk": {"S": "1"}}, "ExpressionAttributeNames": {}}

    result = marked(request)

    assert result == request
    assert type(result["Key"]) is type(result["Key"].copy() and WireMap()) is WireMap
    assert type(result["ExpressionAttributeNames"]) is dict
    assert type(request["Key"]) is dict


def test_parameters_of_the_library_are_validated_but_for_values(db: DynamoDB) -> None:
    line = Line(db.client)

    with pytest.raises(InvalidParameterError):
        db.query("pk = :p", "app", expression_attribute_values={":p": 1}, limit=0)
    with pytest.raises(InvalidParameterError):
        db.get({"pk": "1"}, "app", config=GetItemConfig(return_consumed_capacity=cast(Any, 5)))
    assert line.requests == []


class TestUsersCallsOnTheSameClient:
    PLAIN = {"TableName": "app", "Key": {"pk": {"B": b"\xff"}}}
    ANSWER = Answer({"Item": {"pk": {"B": "/w=="}, "new": {"X": "?"}}, "Unknown": 1})
    SEEN = {"pk": {"B": b"\xff"}, "new": {}}

    def expect_plain(self, client: Any) -> None:
        response = client.get_item(**self.PLAIN)
        assert response["Item"] == self.SEEN
        assert response.keys() == {"Item", "ResponseMetadata"}

    def test_before_and_after_ours(self, db: DynamoDB) -> None:
        ours = Answer({"Item": {"pk": {"B": "/w=="}}})
        line = Line(db.client, self.ANSWER, ours, self.ANSWER)

        self.expect_plain(db.client)
        assert db.get({"pk": b"\xff"}, "app").data == {"pk": b"\xff"}
        self.expect_plain(db.client)

        assert type(line.requests[0].body) is bytes
        assert line.requests[0].body == line.requests[2].body

    def test_values_are_validated(self, db: DynamoDB) -> None:
        with pytest.raises(db.client.exceptions.ClientError.__mro__[1]):
            db.client.get_item(TableName="app", Key={"pk": "plain"})

    @pytest.mark.parametrize(
        "event",
        [
            "provide-client-params.dynamodb",
            "before-parameter-build.dynamodb",
            "before-endpoint-resolution.dynamodb",
            "before-call.dynamodb",
            "request-created.dynamodb",
            "before-sign.dynamodb",
            "before-send.dynamodb",
            "before-send",
            "before-parse.dynamodb",
            "before-parse",
            "response-received.dynamodb",
            "needs-retry.dynamodb",
            "after-call.dynamodb",
        ],
    )
    @pytest.mark.parametrize("register", ["register_first", "register", "register_last"])
    @pytest.mark.parametrize("fails", [False, True])
    @pytest.mark.parametrize("outer", ["ours", "theirs"])
    def test_inside_a_handler(
        self, client: Any, event: str, register: str, fails: bool, outer: str
    ) -> None:
        db = DynamoDB.from_client(client)
        inside = threading.local()
        seen: list[Any] = []

        def handler(**_: Any) -> None:
            if getattr(inside, "busy", False):
                return
            inside.busy = True
            try:
                if outer == "ours":
                    seen.append(client.get_item(**self.PLAIN)["Item"])
                else:
                    seen.append(db.get({"pk": b"\xff"}, "app").data)
            except DynamoDBError as error:
                seen.append(error)
            except client.exceptions.ClientError as error:
                seen.append(error)
            finally:
                inside.busy = False

        good = Answer({"Item": {"pk": {"B": "/w=="}}})
        answers = {True: Answer({"__type": "x#InternalServerError"}, 500), False: good}

        def answer(request: Any, **_: Any) -> Any:
            chosen = answers[fails] if getattr(inside, "busy", False) else good
            return Line(Mock(), chosen)._answer(request)

        getattr(client.meta.events, register)(event, handler)
        client.meta.events.register("before-send", answer)

        if outer == "ours":
            assert db.get({"pk": b"\xff"}, "app").data == {"pk": b"\xff"}
        else:
            assert client.get_item(**self.PLAIN)["Item"] == {"pk": {"B": b"\xff"}}
        expected = {"pk": {"B": b"\xff"}} if outer == "ours" else {"pk": b"\xff"}
        assert len(seen) == 1
        assert isinstance(seen[0], Exception) if fails else seen == [expected]

    def test_a_waiter_and_a_paginator_are_plain(self, db: DynamoDB) -> None:
        pages = [
            Answer(
                {
                    "Items": [{"b": {"B": "/w=="}}],
                    "Count": 1,
                    "LastEvaluatedKey": {"b": {"B": "/w=="}},
                }
            ),
            Answer({"Items": [], "Count": 0}),
        ]
        line = Line(db.client, Answer({"Table": {"TableStatus": "ACTIVE"}}), *pages)

        db.client.get_waiter("table_exists").wait(TableName="app")
        paginator = db.client.get_paginator("query")
        found = paginator.paginate(
            TableName="app", KeyConditionExpression="b = b"
        ).build_full_result()

        assert found["Items"] == [{"b": {"B": b"\xff"}}]
        assert line.bodies[2]["ExclusiveStartKey"] == {"b": {"B": "/w=="}}

    def test_a_presigned_url_is_plain(self, db: DynamoDB) -> None:
        url = db.client.generate_presigned_url("get_item", Params=self.PLAIN)

        assert url.startswith("https://dynamodb.us-east-1.amazonaws.com/")


class TestHandlersOfOurCalls:
    @pytest.mark.parametrize("scope", ["", ".dynamodb", ".dynamodb.PutItem", ".*.*"])
    @pytest.mark.parametrize("register", ["register_first", "register", "register_last"])
    @pytest.mark.parametrize("event", ["provide-client-params", "before-parameter-build"])
    @pytest.mark.parametrize("early", [True, False], ids=["before-install", "after-install"])
    def test_see_boto3s_parameters_and_may_change_them(
        self, scope: str, register: str, event: str, early: bool
    ) -> None:
        client = new_client()
        seen: list[Any] = []

        def handler(params: dict[str, Any], **_: Any) -> None:
            seen.append(json.loads(json.dumps(params, default=repr)))
            params["Item"]["tenant"] = {"S": "7"}
            params["ReturnConsumedCapacity"] = "TOTAL"

        if early:
            getattr(client.meta.events, register)(f"{event}{scope}", handler)
        db = DynamoDB.from_client(client)
        if not early:
            getattr(client.meta.events, register)(f"{event}{scope}", handler)
        line = Line(client)

        db.save({"pk": "1"}, "app")

        assert seen == [{"TableName": "app", "Item": {"pk": {"S": "1"}}}]
        assert line.bodies == [
            {
                "TableName": "app",
                "Item": {"pk": {"S": "1"}, "tenant": {"S": "7"}},
                "ReturnConsumedCapacity": "TOTAL",
            }
        ]

    def test_may_replace_a_map(self, db: DynamoDB) -> None:
        def handler(params: dict[str, Any], **_: Any) -> None:
            params["Item"] = {"pk": {"S": "other"}, "b": {"B": b"\xff"}}

        db.client.meta.events.register("before-parameter-build.dynamodb.PutItem", handler)
        line = Line(db.client)

        db.save({"pk": "1"}, "app")

        assert line.bodies[0]["Item"] == {"pk": {"S": "other"}, "b": {"B": "/w=="}}

    def test_may_give_parameters_of_their_own(self, db: DynamoDB) -> None:
        mine = {"TableName": "mine", "Item": WireMap(pk={"S": "2"})}

        def give(**_: Any) -> Any:
            return mine

        db.client.meta.events.register("provide-client-params.dynamodb", give)
        line = Line(db.client)

        db.save({"pk": "1"}, "app")

        assert line.bodies == [{"TableName": "mine", "Item": {"pk": {"S": "2"}}}]
        assert mine == {"TableName": "mine", "Item": {"pk": {"S": "2"}}}

    @pytest.mark.parametrize("wrong", [Decimal(1), float("nan"), "\ud800", object()])
    def test_what_cannot_be_written_is_judged_by_botocore(self, db: DynamoDB, wrong: Any) -> None:
        def handler(params: dict[str, Any], **_: Any) -> None:
            params["Item"]["wrong"] = {"N": wrong}

        db.client.meta.events.register("before-parameter-build.dynamodb.PutItem", handler)
        line = Line(db.client)

        if isinstance(wrong, str):
            db.save({"pk": "1"}, "app")
            assert line.bodies[0]["Item"]["wrong"] == {"N": wrong}
            return
        with pytest.raises(InvalidParameterError):
            db.save({"pk": "1"}, "app")
        assert line.requests == []

    def test_an_unknown_parameter_of_a_handler_is_refused_as_ever(self, db: DynamoDB) -> None:
        def handler(params: dict[str, Any], **_: Any) -> None:
            params["Bogus"] = 1

        db.client.meta.events.register("before-parameter-build.dynamodb.PutItem", handler)
        line = Line(db.client)

        with pytest.raises(InvalidParameterError):
            db.save({"pk": "1"}, "app")
        assert line.requests == []

    @pytest.mark.parametrize("scope", ["", ".dynamodb", ".dynamodb.PutItem"])
    def test_of_before_call_see_and_may_replace_the_finished_body(
        self, db: DynamoDB, scope: str
    ) -> None:
        seen: list[Any] = []

        def handler(params: dict[str, Any], **_: Any) -> None:
            seen.append(json.loads(params["body"]))
            params["body"] = b'{"replaced": true}'

        db.client.meta.events.register(f"before-call{scope}", handler)
        line = Line(db.client)

        db.save({"pk": "1"}, "app")

        assert seen == [{"TableName": "app", "Item": {"pk": {"S": "1"}}}]
        assert line.bodies == [{"replaced": True}]

    def test_the_parameters_are_whole_again_after_the_call(
        self, db: DynamoDB, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        traced: list[Any] = []
        client_class: Any = type(db.client)
        make = client_class._make_api_call

        def tracer(client: Any, operation: str, params: dict[str, Any]) -> Any:
            try:
                return make(client, operation, params)
            finally:
                traced.append(dict(params))

        monkeypatch.setattr(client_class, "_make_api_call", tracer)
        Line(db.client)

        db.save({"pk": "1"}, "app")

        assert traced == [{"TableName": "app", "Item": {"pk": {"S": "1"}}}]


def put(db: DynamoDB, number: int) -> Any:
    return db.get({"pk": str(number)}, "app").data


def echo(client: Any) -> None:
    """Answer a request with the key it names, as binary."""

    def answer(request: Any, **_: Any) -> Any:
        key = json.loads(request.body)["Key"]
        return Line(Mock(), Answer({"Item": {**key, "b": {"B": "/w=="}}}))._answer(request)

    client.meta.events.register("before-send", answer)


def test_threads_do_not_mix_up_their_calls_and_the_users(db: DynamoDB) -> None:
    echo(db.client)

    def work(number: int) -> tuple[Any, Any]:
        plain = db.client.get_item(TableName="app", Key={"pk": {"S": str(number)}})["Item"]
        return put(db, number), plain

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(work, range(80)))

    assert results == [
        ({"pk": str(n), "b": b"\xff"}, {"pk": {"S": str(n)}, "b": {"B": b"\xff"}})
        for n in range(80)
    ]


class Session:
    """botocore's HTTP session, with something to do while a request is on its way."""

    def __init__(self, client: Any, on_the_way: Callable[[Any], Any]) -> None:
        self.on_the_way = on_the_way
        client._endpoint.http_session = self

    def send(self, request: Any) -> Any:
        return self.on_the_way(request)


WITH_BINARY = Answer({"Item": {"b": {"B": "/w=="}}})
PLAIN_GET: dict[str, Any] = {"TableName": "app", "Key": {"pk": {"S": "1"}}}


def test_calls_of_two_threads_that_are_on_their_way_at_once(db: DynamoDB) -> None:
    ours_is_on_its_way, theirs_is_done = threading.Event(), threading.Event()
    ours = []

    def send(request: Any) -> Any:
        if b"ours" in request.body:
            ours_is_on_its_way.set()
            assert theirs_is_done.wait(5)
        else:
            ours.append(pool.submit(db.get, {"pk": "ours"}, "app"))
            assert ours_is_on_its_way.wait(5)
        return Line(Mock(), WITH_BINARY)._answer(request)

    Session(db.client, send)
    with ThreadPoolExecutor(1) as pool:
        theirs = db.client.get_item(**PLAIN_GET)
        theirs_is_done.set()

        assert theirs["Item"] == {"b": {"B": b"\xff"}}
        assert ours[0].result().data == {"b": b"\xff"}


@pytest.mark.parametrize("fails", [False, True])
def test_a_call_of_ours_while_a_plain_one_is_on_its_way(db: DynamoDB, fails: bool) -> None:
    def send(request: Any) -> Any:
        if b"inner" in request.body:
            if fails:
                raise ConnectTimeoutError(endpoint_url="http://127.0.0.1")
        else:
            result = db.get({"pk": "inner"}, "app", raise_on_error=False)
            assert result.success is not fails
        return Line(Mock(), WITH_BINARY)._answer(request)

    Session(db.client, send)

    assert db.client.get_item(**PLAIN_GET)["Item"] == {"b": {"B": b"\xff"}}


def test_tasks_that_call_in_an_executor(db: DynamoDB) -> None:
    echo(db.client)

    async def work() -> list[Any]:
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(2) as pool:
            calls = [loop.run_in_executor(pool, put, db, number) for number in range(10)]
            return await asyncio.gather(*calls)

    assert asyncio.run(work()) == [{"pk": str(n), "b": b"\xff"} for n in range(10)]


class TestStubber:
    @pytest.fixture
    def stubber(self, client: Any) -> Iterator[Stubber]:
        with Stubber(client) as stubber:
            yield stubber
            stubber.assert_no_pending_responses()

    @pytest.mark.parametrize("when", ["before", "after"])
    def test_takes_and_gives_the_wire_form(self, client: Any, when: str) -> None:
        stubber = Stubber(client)
        if when == "before":
            stubber.activate()
        db = DynamoDB.from_client(client)
        if when == "after":
            stubber.activate()
        stubber.add_response(
            "put_item", {}, {"TableName": "app", "Item": WIRE_ITEM | {"blobs": ANY}}
        )
        stubber.add_response(
            "get_item", {"Item": WIRE_ITEM}, {"TableName": "app", "Key": {"pk": {"S": "1"}}}
        )

        db.save(ITEM, "app")

        assert db.get({"pk": "1"}, "app").data == ITEM
        stubber.assert_no_pending_responses()

    def test_refuses_other_parameters(self, db: DynamoDB, stubber: Stubber) -> None:
        stubber.add_response("get_item", {}, {"TableName": "app", "Key": {"pk": {"S": "other"}}})

        with pytest.raises(AssertionError, match="Expected parameters"):
            db.get({"pk": "1"}, "app")
        db.get({"pk": "other"}, "app")

    def test_errors_are_translated(self, db: DynamoDB, stubber: Stubber) -> None:
        stubber.add_client_error("put_item", "ThrottlingException", http_status_code=400)

        with pytest.raises(DynamoDBError) as caught:
            db.save({"pk": "1"}, "app")
        assert caught.value.aws_code == "ThrottlingException"
