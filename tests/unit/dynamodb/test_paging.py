"""Loops over pages: what each asks for, and what is kept when one of them fails."""

from __future__ import annotations

import gc
import threading
import tracemalloc
import weakref
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from itertools import islice
from typing import Any

import pytest
from boto3.dynamodb.conditions import Key
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from boto3_assist.config import override_config
from boto3_assist.dynamodb import (
    Deadline,
    DynamoDB,
    ItemIterator,
    PageIterator,
    ParallelPageIterator,
    QueryConfig,
    ScanConfig,
    attr,
    capacity_ledger,
)
from boto3_assist.dynamodb.blocks import current_deadline
from boto3_assist.dynamodb.read_plans import query_plan, scan_plan
from boto3_assist.errors import (
    CapacityBudgetExceededError,
    CursorForeignError,
    DeadlineExceededError,
    DynamoDBResponseIntegrityError,
    DynamoDBThrottledError,
    InvalidParameterError,
    ModelMappingError,
)
from tests.unit.dynamodb.canned import Answer, Line
from tests.unit.dynamodb.verbs.models import Note, Order

NOW = datetime(2026, 11, 1, tzinfo=timezone.utc)
ORDERS = Order.primary.query(customer_id="1")
THROTTLED = Answer({"__type": "x#ThrottlingException", "message": "slow down"}, 400)


def key(number: int) -> dict[str, Any]:
    return {"pk": {"S": "customer#1"}, "sk": {"S": f"order#{number}"}}


def order(number: int) -> dict[str, Any]:
    return {**key(number), "customer_id": {"S": "1"}, "order_id": {"S": str(number)}}


def page(*numbers: int, last: int | None = None) -> Answer:
    body = {"Items": [order(n) for n in numbers], "Count": len(numbers), "ScannedCount": 9}
    return Answer(body if last is None else {**body, "LastEvaluatedKey": key(last)})


def ids(orders: Any) -> list[str]:
    return [each.order_id for each in orders]


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("LastEvaluatedKey", 5),
        ("LastEvaluatedKey", [[]]),
        ("Count", {"a": 1}),
        ("ScannedCount", []),
    ],
)
def test_a_page_whose_parts_are_of_another_kind_is_an_error(
    db: DynamoDB, line: Line, part: str, content: object
) -> None:
    body = {"Items": [order(1)], "Count": 1, "ScannedCount": 1, part: content}
    line.answers = [Answer(body)] * 2

    with pytest.raises(DynamoDBResponseIntegrityError, match=part):
        db.query(ORDERS, "app", config=QueryConfig(limit=2))
    with pytest.raises(DynamoDBResponseIntegrityError, match=part):
        db.count(ORDERS, "app")


def test_a_page_cannot_be_cut_at_an_item_without_its_key(db: DynamoDB, line: Line) -> None:
    broken = {name: value for name, value in order(2).items() if name != "sk"}
    body = {"Items": [broken, order(3)], "Count": 2, "ScannedCount": 2}
    line.answers = [page(1, last=1), Answer(body)]

    with pytest.raises(DynamoDBResponseIntegrityError):
        db.query(ORDERS, "app", config=QueryConfig(limit=2))


def test_each_page_starts_where_the_one_before_ended(db: DynamoDB, line: Line) -> None:
    line.answers = [page(1, 2, last=2), page(last=7), page(8)]

    pages = db.query_pages(ORDERS, "app", config=QueryConfig(page_size=2))
    first = next(pages)
    assert len(line.requests) == 1
    assert pages.last_key == first.last_key == {"pk": "customer#1", "sk": "order#2"}

    assert [ids(each.data) for each in pages] == [[], ["8"]]
    starts = [body.pop("ExclusiveStartKey", None) for body in line.bodies]
    assert starts == [None, key(2), key(7)]
    assert [body["Limit"] for body in line.bodies] == [2, 2, 2]
    assert [pages.last_key, pages.cursor] == [None, None]
    with pytest.raises(StopIteration):
        next(pages)


def test_a_page_that_failed_is_asked_for_again(db: DynamoDB, line: Line) -> None:
    line.answers = [page(1, 2, last=2), THROTTLED, THROTTLED, page(3)]
    items = db.query_items(ORDERS, "app")
    found = [next(items).order_id, next(items).order_id]

    for _ in range(2):
        with pytest.raises(DynamoDBThrottledError):
            next(items)
    found += ids(items)

    assert found == ["1", "2", "3"]
    assert [body.get("ExclusiveStartKey") for body in line.bodies] == [None, *[key(2)] * 3]


def test_d13_a_condition_on_the_partition_key_alone_is_a_query(db: DynamoDB, line: Line) -> None:
    line.answers = [page(1)]

    items = list(db.query_items(Key("pk").eq("customer#1"), "app"))

    assert [item["sk"] for item in items] == ["order#1"]
    assert line.bodies[0]["KeyConditionExpression"] == "#n0 = :v0"


def test_a_page_without_its_items_is_an_error(db: DynamoDB, line: Line) -> None:
    line.answers = [Answer({"Count": 1}), Answer({"Count": 1})]

    with pytest.raises(DynamoDBResponseIntegrityError, match="Scan"):
        db.scan("app")
    with pytest.raises(DynamoDBResponseIntegrityError):
        db.count(ORDERS, "app")
    with pytest.raises(DynamoDBResponseIntegrityError, match="Count"):
        db.count(attr("pk") == "x", "app")


def test_a_closed_iterator_asks_for_nothing_more(db: DynamoDB, line: Line) -> None:
    line.answers = [page(1, 2, last=2)] * 3

    with db.query_items(ORDERS, "app") as items:
        assert next(items).order_id == "1"

    assert list(items) == []
    assert len(line.requests) == 1


def test_a_limit_without_a_filter_reads_no_more_than_that(db: DynamoDB, line: Line) -> None:
    line.answers = [page(1, 2, last=2), page(3, last=3)]

    result = db.query("pk = :p", "app", expression_attribute_values={":p": "x"}, limit=3)

    assert (result.count, result.scanned_count) == (3, 18)
    assert result.last_key == {"pk": "customer#1", "sk": "order#3"}
    assert [body["Limit"] for body in line.bodies] == [3, 1]


def test_pages_grow_while_a_filter_lets_little_through(db: DynamoDB, line: Line) -> None:
    line.answers = [page(last=n) for n in range(11)] + [page(1, 2, 3, last=12)]
    config = QueryConfig(filter=attr("total") > 5, limit=2)

    result = db.query(ORDERS, "app", config=config)

    assert ids(result.data) == ["1", "2"]
    assert result.last_key == {"pk": "customer#1", "sk": "order#2"}
    limits = [body.get("Limit") for body in line.bodies]
    assert limits[:4] == [2, 8, 32, 128]
    assert limits[10:] == [None, None]


def test_a_page_size_is_kept_and_cut_at_the_last_match(db: DynamoDB, line: Line) -> None:
    line.answers = [page(1, last=1), page(2, 3, 4, last=9)]
    config = QueryConfig(filter=attr("total") > 5, limit=2, page_size=50)

    result = db.query(ORDERS, "app", config=config)

    assert (ids(result.data), result["Items"][-1]["sk"]) == (["1", "2"], "order#2")
    assert result.last_key == {"pk": "customer#1", "sk": "order#2"}
    assert [body["Limit"] for body in line.bodies] == [2, 50]


def test_keys_are_read_to_cut_a_page_and_not_given(db: DynamoDB, line: Line) -> None:
    line.answers = [page(last=1), Answer({"Items": [{**key(n), "n": {"N": "5"}} for n in (2, 3)]})]
    config = QueryConfig(
        filter=attr("n") > 1,
        limit=1,
        projection_expression="#key0",
        expression_attribute_names={"#key0": "n"},
    )

    result = db.query(attr("pk") == "x", "app", config=config)

    assert result.data == [{"n": 5}] == result["Items"]
    assert result.last_key == {"pk": "customer#1", "sk": "order#2"}
    first, second = (body["ProjectionExpression"] for body in line.bodies)
    assert (first, second) == ("#key0", "#key0, #key_0, #key_1")
    names = line.bodies[1]["ExpressionAttributeNames"]
    assert (names["#key_0"], names["#key_1"]) == ("pk", "sk")


def test_the_figures_of_several_pages_are_added_up(db: DynamoDB, line: Line) -> None:
    def with_figures(answer: Answer, units: float) -> Answer:
        assert isinstance(answer.body, Mapping)
        figures = {
            "TableName": "app",
            "CapacityUnits": units,
            "GlobalSecondaryIndexes": {"gsi1": {"CapacityUnits": units}},
        }
        return Answer({**answer.body, "ConsumedCapacity": figures})

    line.answers = [with_figures(page(1, last=1), 0.5), with_figures(page(2), 1.5)]

    result = db.query(
        ORDERS, "app", config=QueryConfig(limit=9, return_consumed_capacity="INDEXES")
    )

    assert result.consumed_capacity == {
        "TableName": "app",
        "CapacityUnits": 2.0,
        "GlobalSecondaryIndexes": {"gsi1": {"CapacityUnits": 2.0}},
    }
    assert line.bodies[0]["ReturnConsumedCapacity"] == "INDEXES"


def test_a_cursor_goes_on_whatever_the_filter_projection_limit_and_order(
    db: DynamoDB, line: Line
) -> None:
    line.answers = [page(1, 2, last=2), page(1)]
    with override_config(cursor_signing_key=SecretStr("k" * 32)):
        cursor = db.query(ORDERS, "app", config=QueryConfig(limit=2)).cursor
        other = QueryConfig(
            cursor=cursor,
            filter=attr("total") > 5,
            projection=["order_id"],
            limit=9,
            ascending=False,
        )
        db.query(ORDERS, "app", config=other)

    assert line.bodies[1]["ExclusiveStartKey"] == key(2)
    assert line.bodies[1]["ScanIndexForward"] is False


SCANS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({"index_name": "primary"}, {}),
    ({"index_name": "gsi1"}, {"IndexName": "gsi1"}),
    ({"model": Order}, {}),
    ({"model": Order.by_status}, {"IndexName": "gsi1"}),
    ({"model": Order.primary}, {}),
    ({"config": ScanConfig.consistent()}, {"ConsistentRead": True}),
    (
        {"config": ScanConfig(total_segments=4, segment=0, page_size=7, start_key={"pk": 1})},
        {
            "TotalSegments": 4,
            "Segment": 0,
            "Limit": 7,
            "ExclusiveStartKey": {"pk": {"N": "1"}},
        },
    ),
    (
        {"config": ScanConfig(filter=attr("a.b") == 1, projection=["a.c", "size"])},
        {
            "FilterExpression": "#u0.#u3 = :u4",
            "ProjectionExpression": "#u0.#u1, #u2",
            "ExpressionAttributeNames": {"#u0": "a", "#u1": "c", "#u2": "size", "#u3": "b"},
            "ExpressionAttributeValues": {":u4": {"N": "1"}},
        },
    ),
    (
        {"model": Note, "config": ScanConfig.with_projections()},
        {
            "ProjectionExpression": "#p0, #p1, #p2, #p3",
            "ExpressionAttributeNames": {
                "#p0": "note_id",
                "#p1": "text",
                "#p2": "tags",
                "#p3": "pk",
            },
        },
    ),
]


@pytest.mark.parametrize(("options", "request_"), SCANS)
def test_the_request_of_a_scan_is_exactly(
    db: DynamoDB, line: Line, options: dict[str, Any], request_: dict[str, Any]
) -> None:
    line.answers = [page()]

    assert db.scan("app", **options).data == []
    assert line.bodies == [{"TableName": "app", **request_}]


def test_a_scan_of_several_models_leaves_the_items_of_others_out(db: DynamoDB, line: Line) -> None:
    note = {"pk": {"S": "note#7"}, "note_id": {"S": "7"}}
    strangers = [{"pk": {"S": "user#1"}, "sk": {"S": "user"}}, {"id": {"N": "5"}}]
    body = {"Items": [order(1), *strangers, note], "Count": 4, "ScannedCount": 4}
    line.answers = [Answer(body)] * 3

    page = db.scan("app", model=[Order, Note])

    assert [type(each) for each in page.data] == [Order, Note]
    assert (page.count, page.scanned_count) == (2, 4)
    assert db.count([Order, Note], "app") == 2
    # In a partition that a query reads as a collection a stranger is a mistake.
    with pytest.raises(ModelMappingError):
        db.query(Order.primary.query(customer_id="1").collection(Order, Note), "app")


def test_the_request_of_a_count(db: DynamoDB, line: Line) -> None:
    line.answers = [Answer({"Count": 2, "ScannedCount": 5}), page(1, 2)]

    assert db.count(attr("pk") == "x", "app", config=QueryConfig(filter=attr("n") > 1)) == 2
    assert db.count(ORDERS, "app") == 2

    by_condition, by_model = line.bodies
    assert by_condition["Select"] == "COUNT"
    assert "Select" not in by_model
    read = set(by_model["ExpressionAttributeNames"].values())
    assert read == {"pk", "sk"}


def test_the_request_of_exists(db: DynamoDB, line: Line) -> None:
    line.answers = [Answer({"Item": key(2)}), Answer({})]
    order_key = Order.primary.key(customer_id="1", order_id="2")

    assert db.exists(order_key, "app") is True
    assert db.exists(order_key, "app") is False
    assert line.bodies[0] == {
        "TableName": "app",
        "Key": key(2),
        "ProjectionExpression": "#p0, #p1",
        "ExpressionAttributeNames": {"#p0": "pk", "#p1": "sk"},
    }


MISTAKES: list[dict[str, Any]] = [
    {"limit": 0},
    {"limit": True},
    {"page_size": -1},
    {"page_size": 1.5},
    {"start_key": {"pk": 1}, "cursor": "1.a.b"},
    {"projection": "a, b"},
    {"projection": []},
    {"projection": ["a", "a.b"]},
    {"projection": ["a..b"]},
    {"projection": ["a"], "projection_expression": "a"},
    {"projection": ["a"], "do_projections": True},
    {"filter": ""},
    {"filter": 5},
    {"filter": "a" * 5000},
    {"expression_attribute_names": {"#x": "x"}},
    {"expression_attribute_values": {":x": "x"}},
    {"filter": "#x = :x", "expression_attribute_names": {"#x": "x"}},
    {"projection_expression": "#x"},
    {"cursor": 5},
    {"cursor_lifetime": 5},
    {"cursor_lifetime": timedelta(0)},
    {"cursor_lifetime": timedelta.max},
    {"projection": 5},
    {"deadline": 5},
]


@pytest.mark.parametrize("fields", MISTAKES, ids=repr)
def test_what_cannot_be_asked_is_refused_before_anything_is_sent(
    db: DynamoDB, line: Line, fields: dict[str, Any]
) -> None:
    with pytest.raises(InvalidParameterError):
        db.query_pages(ORDERS, "app", config=QueryConfig(**fields))
    with pytest.raises(InvalidParameterError):
        db.scan("app", model=Order, config=ScanConfig(**fields))
    assert line.requests == []


@pytest.mark.parametrize(
    "fields",
    [
        {"segment": 0},
        {"segment": 2, "total_segments": 2},
        {"segment": -1, "total_segments": 2},
        {"total_segments": 0},
        {"total_segments": 1_000_001},
        {"total_segments": 2, "max_workers": 0},
        {"total_segments": 2, "start_key": {"pk": 1}},
        {"total_segments": 2, "limit": 5},
    ],
)
def test_segments_that_cannot_be(fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidParameterError):
        ScanConfig(**fields)


@pytest.mark.parametrize(
    "options",
    [
        {"model": Order.by_status, "index_name": "gsi2"},
        {"model": 5},
        {"model": "Order"},
        {"config": QueryConfig()},
    ],
)
def test_what_cannot_be_scanned(db: DynamoDB, line: Line, options: dict[str, Any]) -> None:
    with pytest.raises(InvalidParameterError):
        db.scan("app", **options)
    assert line.requests == []


def test_a_flag_together_with_a_config_is_refused(db: DynamoDB) -> None:
    with pytest.raises(InvalidParameterError, match="limit"):
        db.query(ORDERS, "app", limit=5, config=QueryConfig())


def test_a_count_refuses_a_projection(db: DynamoDB) -> None:
    with pytest.raises(InvalidParameterError, match="projection"):
        db.count(ORDERS, "app", config=QueryConfig(projection=["a"]))


class Table:
    """A stand-in for DynamoDB: items in an order, filters by number, pages by count."""

    def __init__(self, total: int, segments: int = 1) -> None:
        self.total = total
        self.segments = segments
        self.under_way = self.most_under_way = self.requests = 0
        self.fails_at: set[int] = set()
        self._lock = threading.Lock()

    def __call__(self, request: Mapping[str, Any]) -> dict[str, Any]:
        with self._lock:
            self.requests += 1
            if self.requests in self.fails_at:
                raise DynamoDBThrottledError("slow down")
        segment = request.get("Segment", 0)
        mine = [n for n in range(self.total) if n % self.segments == segment]
        start = request.get("ExclusiveStartKey")
        after = -1 if start is None else int(start["sk"]["S"].removeprefix("order#"))
        left = [n for n in mine if n > after]
        read = left[: request.get("Limit", 7)]
        kept = [n for n in read if "FilterExpression" not in request or n % 3 == 0]
        response: dict[str, Any] = {
            "Items": [order(n) for n in kept],
            "Count": len(kept),
            "ScannedCount": len(read),
        }
        # As DynamoDB does: also where exactly the last item was read.
        if read and len(read) == request.get("Limit", 7):
            response["LastEvaluatedKey"] = key(read[-1])
        return response


def now() -> datetime:
    return NOW


@given(
    total=st.integers(0, 30),
    limit=st.none() | st.integers(1, 12),
    page_size=st.none() | st.integers(1, 12),
    filters=st.booleans(),
    as_models=st.booleans(),
    fails_at=st.sets(st.integers(1, 12), max_size=4),
)
@settings(max_examples=150)
def test_any_sizes_give_each_match_once_and_in_order(
    total: int,
    limit: int | None,
    page_size: int | None,
    filters: bool,
    as_models: bool,
    fails_at: set[int],
) -> None:
    table = Table(total)
    table.fails_at = fails_at
    found: list[str] = []
    start_key: Any = None
    while True:
        config = QueryConfig(
            filter=attr("a") == 1 if filters else None,
            limit=limit,
            page_size=page_size,
            start_key=start_key,
        )
        asked: Any = ORDERS if as_models else attr("pk") == "customer#1"
        pages: PageIterator[Any] = PageIterator(
            query_plan(asked, "app", None, config, now), table, now
        )
        given_now: list[Any] = []
        while True:
            try:
                given_now += next(pages).data
            except DynamoDBThrottledError:
                continue
            except StopIteration:
                break
        found += [each.order_id if as_models else each["order_id"] for each in given_now]
        assert limit is None or len(given_now) <= limit
        start_key = pages.last_key
        if start_key is None:
            break
        assert len(given_now) == limit

    assert found == [str(n) for n in range(total) if not filters or n % 3 == 0]


class TestAParallelScan:
    def pages(
        self, table: Table, segments: int, workers: int = 3, **fields: Any
    ) -> ParallelPageIterator[Order]:
        config = ScanConfig(total_segments=segments, **fields)
        return ParallelPageIterator(scan_plan(Order, "app", None, config, now), table, now, workers)

    @given(
        total=st.integers(0, 40),
        segments=st.integers(1, 6),
        workers=st.integers(1, 4),
        fails_at=st.sets(st.integers(1, 12), max_size=4),
    )
    @settings(max_examples=40)
    def test_gives_each_item_once_whatever_fails(
        self, total: int, segments: int, workers: int, fails_at: set[int]
    ) -> None:
        table = Table(total, segments)
        table.fails_at = fails_at
        found: list[str] = []

        with self.pages(table, segments, workers) as pages:
            items = ItemIterator(pages)
            failures = 0
            while True:
                try:
                    found.append(next(items).order_id)
                except DynamoDBThrottledError:
                    failures += 1
                except StopIteration:
                    break

        assert sorted(map(int, found)) == list(range(total))
        assert failures == len({n for n in fails_at if n <= table.requests})

    def test_goes_on_from_a_cursor_at_any_page(self) -> None:
        with override_config(cursor_signing_key=SecretStr("k" * 32)):
            found: list[str] = []
            cursor = None
            while True:
                with self.pages(Table(40, 3), 3, page_size=4, cursor=cursor) as pages:
                    for page_ in islice(pages, 2):
                        found += ids(page_.data)
                    cursor = pages.cursor
                if cursor is None:
                    break
            assert sorted(map(int, found)) == list(range(40))

    def test_gives_pages_whose_cursors_are_of_their_segment(self) -> None:
        with override_config(cursor_signing_key=SecretStr("k" * 32)):
            with self.pages(Table(40, 2), 2, workers=1, page_size=4) as pages:
                first = next(pages)
            assert ids(first.data) == ["0", "2", "4", "6"]

            with pytest.raises(CursorForeignError):
                self.pages(Table(40, 2), 2, cursor=first.cursor)
            alone = ScanConfig(total_segments=2, segment=0, page_size=4, cursor=first.cursor)
            rest: PageIterator[Order] = PageIterator(
                scan_plan(Order, "app", None, alone, now), Table(40, 2), now
            )
            assert ids(next(rest).data) == ["8", "10", "12", "14"]

    def test_raises_what_a_worker_raises_and_goes_on(self) -> None:
        table = Table(8, 2)

        def fails_once(request: Mapping[str, Any]) -> dict[str, Any]:
            if table.requests == 1:
                table.requests += 1
                raise RuntimeError("of a handler")
            return table(request)

        plan = scan_plan(Order, "app", None, ScanConfig(total_segments=2), now)
        found: list[str] = []
        with ParallelPageIterator[Order](plan, fails_once, now, 1) as pages:
            items = ItemIterator(pages)
            with pytest.raises(RuntimeError, match="of a handler"):
                while True:
                    found.append(next(items).order_id)
            found += ids(items)

        assert sorted(map(int, found)) == list(range(8))

    def test_leaves_no_thread_behind(self) -> None:
        for _ in range(20):
            pages = self.pages(Table(100, 4), 4, workers=4, page_size=5)
            with pages:
                next(pages)
            for thread in pages._executor._threads:
                thread.join(10)
                assert not thread.is_alive()
            with pytest.raises(StopIteration):
                next(pages)

    def test_stops_at_a_deadline_and_goes_on_from_its_cursor(self) -> None:
        seconds = [0.0]
        deadline = Deadline.after(5, clock=lambda: seconds[0])
        line_of = Table(40, 2)

        def send(request: Mapping[str, Any]) -> dict[str, Any]:
            current = current_deadline()
            assert current is deadline
            current.check("Scan")
            return line_of(request)

        config = ScanConfig(total_segments=2, page_size=4, deadline=deadline)
        with override_config(cursor_signing_key=SecretStr("k" * 32)):
            plan = scan_plan(Order, "app", None, config, now)
            with ParallelPageIterator[Order](plan, send, now, 1) as pages:
                found = ids(next(pages).data)
                seconds[0] = 6
                with pytest.raises(DeadlineExceededError) as caught:
                    while True:
                        found += ids(next(pages).data)
            with self.pages(line_of, 2, cursor=caught.value.cursor) as rest:
                found += ids(ItemIterator(rest))

        assert sorted(map(int, found)) == list(range(40))

    def test_reads_no_more_pages_ahead_than_it_has_workers(self) -> None:
        table = Table(400, 8)

        with self.pages(table, 8, workers=3, page_size=5) as pages:
            for taken in range(1, 20):
                next(pages)
                assert table.requests <= taken + 3

    def test_stops_reading_when_it_is_closed_or_dropped(self) -> None:
        table = Table(10_000, 2)

        pages = self.pages(table, 2, workers=2, page_size=1)
        next(pages)
        gone = weakref.ref(pages)
        threads = list(pages._executor._threads)
        del pages
        gc.collect()
        for thread in threads:
            thread.join(10)

        assert gone() is None
        assert not any(thread.is_alive() for thread in threads)
        assert table.requests < 10

    def test_counts_the_capacity_of_its_threads_and_stops_at_a_budget(
        self, db: DynamoDB, line: Line
    ) -> None:
        figures = {"TableName": "app", "CapacityUnits": 1.0}
        body = {"Items": [order(1)], "Count": 1, "LastEvaluatedKey": key(1)}
        line.answers = [Answer({**body, "ConsumedCapacity": figures})] * 50

        with override_config(cursor_signing_key=SecretStr("k" * 32)):
            with capacity_ledger(max_read_units=5) as ledger:
                pages = db.scan_pages("app", config=ScanConfig(total_segments=2, max_workers=1))
                with pytest.raises(CapacityBudgetExceededError) as caught, pages:
                    list(pages)

            assert ledger.read_units == 5 == len(line.requests)
            again = ScanConfig(total_segments=2, cursor=caught.value.cursor)
            assert isinstance(scan_plan(None, "app", None, again, now).start, list)
            with pytest.raises(CursorForeignError):
                db.scan_pages(
                    "app", config=ScanConfig(total_segments=3, cursor=caught.value.cursor)
                )
        assert caught.value.last_key is None


@pytest.fixture
def traced() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.usefixtures("traced")
@pytest.mark.parametrize("parallel", [False, True])
def test_a_scan_holds_one_page_for_each_worker(parallel: bool) -> None:
    def send(request: Mapping[str, Any]) -> dict[str, Any]:
        start = request.get("ExclusiveStartKey", key(0))
        number = int(start["sk"]["S"].removeprefix("order#")) + 1
        items = [{**order(number), "text": {"S": "x" * 1000 + str(n)}} for n in range(100)]
        more = {"LastEvaluatedKey": key(number)} if number < 40 else {}
        return {"Items": items, "Count": 100, "ScannedCount": 100, **more}

    config = ScanConfig(total_segments=2) if parallel else ScanConfig()
    plan = scan_plan(None, "app", None, config, now)
    pages: Any = (
        ParallelPageIterator(plan, send, now, 2) if parallel else PageIterator(plan, send, now)
    )

    count = sum(1 for _ in ItemIterator(pages))

    _, peak = tracemalloc.get_traced_memory()
    one_page = 100 * 2000
    assert count == 4000 * (2 if parallel else 1)
    assert peak < 8 * one_page
