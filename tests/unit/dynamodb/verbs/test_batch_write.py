from __future__ import annotations

import pickle
import tracemalloc
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import pytest

from boto3_assist.dynamodb import (
    BatchDelete,
    BatchWriteConfig,
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBModelBase,
    ItemConfig,
    capacity_ledger,
)
from boto3_assist.dynamodb.instance_state import stored_item
from boto3_assist.errors import (
    AccessDeniedError,
    BatchWriteIncompleteError,
    CapacityBudgetExceededError,
    DynamoDBResponseIntegrityError,
    InvalidParameterError,
    ItemSizeExceededError,
    KeyBuildError,
    SerializationError,
    TableNotFoundError,
    ValidationError,
)
from tests.unit.dynamodb.canned import Answer, Line

NOW = datetime(2026, 11, 1, tzinfo=timezone.utc)
CODE = "com.amazonaws.dynamodb.v20120810#"
DONE = Answer({"UnprocessedItems": {}})
PK_SK = [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}]
TABLE = Answer({"Table": {"KeySchema": PK_SK}})
LAST = BatchWriteConfig.keep_last()


class Order(DynamoDBModel):
    number: int
    status: str = "open"

    primary = DynamoDBIndex.primary(pk="order#{number}", sk="order")
    by_status = DynamoDBIndex("gsi1", pk="status#{status}", sk="{number}")


@dataclass
class Stamped(DynamoDBModelBase):
    number: int
    ends_at: datetime | None = None
    updated_at: datetime | None = None

    item_config = ItemConfig(entity_type="stamped", ttl="ends_at", updated_at="updated_at")
    primary = DynamoDBIndex.primary(pk="stamped#{number}", sk="stamped")


@dataclass
class Versioned(DynamoDBModelBase):
    number: int
    version: int | None = None

    item_config = ItemConfig(version="version")
    primary = DynamoDBIndex.primary(pk="versioned#{number}", sk="versioned")


@pytest.fixture(autouse=True)
def no_waiting(db: DynamoDB) -> None:
    db.sleep = lambda seconds: None
    db.clock = lambda: NOW


def plain(number: int, **more: Any) -> dict[str, Any]:
    return {"pk": f"order#{number}", "sk": "order", **more}


def key(number: int) -> dict[str, Any]:
    return {"pk": {"S": f"order#{number}"}, "sk": {"S": "order"}}


def put(n: int, /, **more: Any) -> dict[str, Any]:
    return {"PutRequest": {"Item": {**key(n), **more}}}


def wire(number: int, status: str = "open") -> dict[str, Any]:
    return put(
        number,
        number={"N": str(number)},
        status={"S": status},
        gsi1_pk={"S": f"status#{status}"},
        gsi1_sk={"S": str(number)},
    )


def left(*requests: Any, name: str = "app") -> Answer:
    return Answer({"UnprocessedItems": {name: list(requests)}})


def sent(line: Line) -> list[Any]:
    return [body["RequestItems"]["app"] for body in line.bodies if "RequestItems" in body]


def orders(*numbers: int) -> list[Order]:
    return [Order(number=number) for number in numbers]


def test_d6_models_and_dictionaries_are_written_and_deleted_in_one_batch(
    db: DynamoDB, line: Line
) -> None:
    line.answers = [DONE]

    result = db.batch_write_item(
        [
            Order(number=1),
            plain(2, when=NOW),
            BatchDelete(Order.primary.key(number=3)),
            BatchDelete({"pk": "order#4", "sk": "order"}),
            BatchDelete(Order(number=5)),
        ],
        "app",
    )

    assert sent(line) == [
        [
            wire(1),
            put(2, when={"S": "2026-11-01T00:00:00+00:00"}),
            {"DeleteRequest": {"Key": key(3)}},
            {"DeleteRequest": {"Key": key(4)}},
            {"DeleteRequest": {"Key": key(5)}},
        ]
    ]
    assert result.data.is_complete
    assert dict(result) == {"ProcessedCount": 5, "UnprocessedCount": 0, "UnprocessedItems": []}


def test_d5_floats_are_written_by_their_shortest_form(db: DynamoDB, line: Line) -> None:
    line.answers = [TABLE, DONE]
    item = plain(1, price=19.99, nested=[0.1, {"deep": 1e-7}], exact=Decimal("1.10"))

    db.batch_write_item([item, BatchDelete(plain(2))], "app")

    written = sent(line)[0][0]["PutRequest"]["Item"]
    assert written["price"] == {"N": "19.99"}
    assert written["nested"] == {"L": [{"N": "0.1"}, {"M": {"deep": {"N": "1E-7"}}}]}
    assert item["price"] == 19.99


def test_d7_what_is_counted_is_what_was_done(db: DynamoDB, line: Line) -> None:
    line.answers = [left(wire(7))] * 50

    with pytest.raises(BatchWriteIncompleteError) as caught:
        db.batch_write_item(orders(*range(10)), "app")

    result = caught.value.result
    assert (result["ProcessedCount"], result["UnprocessedCount"]) == (9, 1)
    assert result["UnprocessedItems"] == [Order(number=7)]
    assert caught.value.report.left == [Order(number=7)]
    assert sent(line) == [[wire(number) for number in range(10)], *[[wire(7)]] * 9]


def test_d7_of_several_chunks_each_is_counted(db: DynamoDB, line: Line) -> None:
    line.answers = [DONE, Answer({"__type": f"{CODE}ValidationException"}, 400), DONE]
    seen: list[tuple[int, int]] = []

    with pytest.raises(BatchWriteIncompleteError) as caught:
        db.batch_write_item(
            orders(*range(60)), "app", progress_callback=lambda *figures: seen.append(figures)
        )

    report = caught.value.report
    assert (report.done, report.taken) == (35, 60)
    assert [failure.position for failure in report.failures] == list(range(25, 50))
    assert seen == [(25, 60), (35, 60)]
    assert caught.value.details["reasons"] == {"REQUEST_REJECTED": 25}


def test_d8_unprocessed_items_are_known_under_any_name_of_the_table(
    db: DynamoDB, line: Line
) -> None:
    arn = "arn:aws:dynamodb:us-east-1:1:table/app"
    line.answers = [left(wire(2), wire(1), name=arn), DONE]

    db.batch_write_item(orders(1, 2, 3), "app")

    assert sent(line) == [[wire(1), wire(2), wire(3)], [wire(1), wire(2)]]


def test_d9_waits_have_jitter_and_respect_no_more_than_20_seconds(db: DynamoDB, line: Line) -> None:
    chances, slept = iter([0.5, 0.25, 1.0] * 9), list[float]()
    db.random, db.sleep = lambda: next(chances), slept.append
    line.answers = [
        Answer({"__type": f"{CODE}ProvisionedThroughputExceededException"}, 400) for _ in range(9)
    ]
    line.answers.append(DONE)

    db.batch_write_item(orders(1), "app")

    longest = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 20.0]
    expected = [bound * chance for bound, chance in zip(longest, [0.5, 0.25, 1.0] * 3)]
    assert slept == pytest.approx(expected, rel=0.01)


def test_25_items_at_once(db: DynamoDB, line: Line) -> None:
    line.answers = [DONE] * 3

    db.batch_write_item(orders(*range(60)), "app")

    assert list(map(len, sent(line))) == [25, 25, 10]


@pytest.mark.parametrize(
    ("content", "chunks"),
    [
        # As JSON: base64 is four thirds of the bytes, a control character six.
        (b"\xff" * 400_000, [25]),
        ("\x00" * 400_000, [6, 6, 6, 6, 1]),
        ("x" * 400_000, [25]),
        ("é" * 200_000, [13, 12]),
    ],
)
def test_a_request_has_no_more_than_16_mb_on_the_network(
    db: DynamoDB, line: Line, content: str | bytes, chunks: list[int]
) -> None:
    line.answers = [DONE] * len(chunks)

    config = BatchWriteConfig(key_attributes=["pk", "sk"])
    db.batch_write_item([plain(n, content=content) for n in range(25)], "app", config=config)

    assert list(map(len, sent(line))) == chunks
    assert max(len(request.body) for request in line.requests) <= 16 * 1024 * 1024


def test_an_instance_is_what_was_written_once_it_was(db: DynamoDB, line: Line) -> None:
    request = {"PutRequest": {"Item": {"pk": {"S": "stamped#2"}, "sk": {"S": "stamped"}}}}
    line.answers = [left(request)] * 10
    first, second = Stamped(1, ends_at=NOW), Stamped(2)

    with pytest.raises(BatchWriteIncompleteError):
        db.batch_write_item([first, second], "app")

    assert (first.updated_at, second.updated_at) == (NOW, None)
    assert stored_item(first) == {
        "pk": {"S": "stamped#1"},
        "sk": {"S": "stamped"},
        "entity_type": {"S": "stamped"},
        "number": {"N": "1"},
        "ends_at": {"N": str(int(NOW.timestamp()))},
        "updated_at": {"S": "2026-11-01T00:00:00+00:00"},
    }
    assert stored_item(second) is None


@pytest.mark.parametrize("item", [Versioned(1), Versioned(1, 4), BatchDelete(Versioned(1, 4))])
def test_a_version_that_cannot_be_checked_is_refused(db: DynamoDB, line: Line, item: Any) -> None:
    with pytest.raises(InvalidParameterError) as caught:
        db.batch_write_item([plain(1), item], "app")

    assert caught.value.details["position"] == 1
    assert line.requests == []


def test_a_version_is_counted_where_it_is_not_to_be_checked(db: DynamoDB, line: Line) -> None:
    line.answers = [DONE]
    old, new = Versioned(1, 4), Versioned(2)

    db.batch_write_item(
        [old, new, BatchDelete(Versioned(3, 1))],
        "app",
        config=BatchWriteConfig(ignore_version=True),
    )

    assert (old.version, new.version) == (5, 1)
    assert [list(each) for each in sent(line)[0]] == [["PutRequest"]] * 2 + [["DeleteRequest"]]


def test_a_key_without_an_instance_has_no_version_to_check(db: DynamoDB, line: Line) -> None:
    line.answers = [DONE]

    db.batch_write_item([BatchDelete(Versioned.primary.key(number=1))], "app")

    assert len(line.requests) == 1


ALIKE: list[list[Any]] = [
    [Order(number=1), Order(number=2), Order(number=1, status="paid")],
    [Order(number=1), plain(2), plain(1, a=1)],
    [Order(number=1), plain(2), BatchDelete(plain(1))],
    [plain(1), plain(2), BatchDelete(Order.primary.key(number=1))],
    [BatchDelete({"sk": "order", "pk": "order#1"}), plain(2), plain(1)],
]


def asks_table(items: list[Any], given: Any) -> bool:
    """Whether the first of some items leaves it open what the key is, or all of a list do."""
    if isinstance(items[0], DynamoDBModelBase):
        return False
    return given is iter or isinstance(items[0], BatchDelete)


@pytest.mark.parametrize("items", ALIKE)
@pytest.mark.parametrize("given", [list, iter])
def test_two_inputs_of_one_key_are_refused(
    db: DynamoDB, line: Line, items: list[Any], given: Any
) -> None:
    line.answers = [TABLE] if asks_table(items, given) else []

    with pytest.raises(InvalidParameterError) as caught:
        db.batch_write_item(given(items), "app")

    assert caught.value.details["given"] == [0, 2]
    assert sent(line) == []


@pytest.fixture(params=[0, 20_000])
def held_ready(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """None, or some, of a list is kept as it was made ready when it was checked."""
    monkeypatch.setattr("boto3_assist.dynamodb.batching.writes._HELD_READY", request.param)


@pytest.mark.usefixtures("held_ready")
def test_two_inputs_far_apart_are_refused_before_anything_is_sent(db: DynamoDB, line: Line) -> None:
    with pytest.raises(InvalidParameterError):
        db.batch_write_item(orders(*range(1500), 7), "app")

    assert line.requests == []


def test_of_an_iterator_two_far_apart_are_refused_when_the_second_comes(
    db: DynamoDB, line: Line
) -> None:
    line.answers = [DONE] * 9
    items = iter(orders(*range(60), 7, 99))

    with pytest.raises(BatchWriteIncompleteError) as caught:
        db.batch_write_item(items, "app")

    report = caught.value.report
    assert (report.done, report.taken, report.all_taken) == (50, 61, False)
    assert [failure.position for failure in report.failures] == list(range(50, 61))
    assert list(items) == orders(99)


def test_of_an_iterator_no_more_keys_are_remembered_than_so_many(
    db: DynamoDB, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boto3_assist.dynamodb.batching.writes._REMEMBERED", 30)
    line.answers = [DONE] * 9

    result = db.batch_write_item(iter(orders(*range(60), 7)), "app")
    with pytest.raises(BatchWriteIncompleteError):
        db.batch_write_item(iter(orders(*range(60), 30)), "app")

    assert result.data.done == 61


@pytest.mark.parametrize("items", ALIKE)
@pytest.mark.parametrize("given", [list, iter])
def test_the_last_of_one_key_is_kept_where_that_is_told(
    db: DynamoDB, line: Line, items: list[Any], given: Any
) -> None:
    line.answers = [TABLE, DONE] if asks_table(items, given) else [DONE]

    result = db.batch_write_item(given(items), "app", config=LAST)

    assert (result.data.done, result.data.superseded) == (2, (0,))
    (chunk,) = sent(line)
    assert len(chunk) == 2
    assert result["ProcessedCount"] == 2


@pytest.mark.usefixtures("held_ready")
def test_of_a_long_list_only_the_last_of_one_key_is_written(db: DynamoDB, line: Line) -> None:
    line.answers = [TABLE, *[DONE] * 60]
    seen: list[tuple[int, int]] = []
    items = [plain(n % 1400, n=n) for n in range(1500)]

    result = db.batch_write_item(
        items, "app", config=LAST, progress_callback=lambda *figures: seen.append(figures)
    )

    written = [each["PutRequest"]["Item"]["n"]["N"] for chunk in sent(line) for each in chunk]
    assert written == [str(n) for n in range(100, 1500)]
    assert result.data.superseded == tuple(range(100))
    assert seen[-1] == (1400, 1400)


def test_of_an_iterator_the_later_of_one_key_is_written_later(db: DynamoDB, line: Line) -> None:
    line.answers = [DONE] * 9
    items = iter([Order(number=n % 30, status=str(n)) for n in range(60)])

    result = db.batch_write_item(items, "app", config=LAST, max_workers=4)

    stored: dict[str, str] = {}
    for chunk in sent(line):
        for each in chunk:
            item = each["PutRequest"]["Item"]
            stored[item["pk"]["S"]] = item["status"]["S"]
    assert stored == {f"order#{n}": str(n + 30) for n in range(30)}
    assert result.data.done + len(result.data.superseded) == 60


def test_the_table_is_asked_once_for_the_key_of_dictionaries(db: DynamoDB, line: Line) -> None:
    line.answers = [TABLE, DONE, DONE]

    db.batch_write_item([plain(1)], "app")
    db.batch_write_item([plain(2)], "app")

    assert [request.headers["X-Amz-Target"].decode()[18:] for request in line.requests] == [
        "DescribeTable",
        "BatchWriteItem",
        "BatchWriteItem",
    ]


@pytest.mark.parametrize(
    ("items", "config"),
    [
        ([plain(1), Order(number=2)], None),
        ([BatchDelete(plain(1)), BatchDelete(plain(2))], None),
        ([plain(1), BatchDelete(Order.primary.key(number=2))], None),
        ([plain(1)], BatchWriteConfig(key_attributes=["pk", "sk"])),
    ],
)
def test_the_table_is_not_asked_where_something_else_tells(
    db: DynamoDB, line: Line, items: Any, config: BatchWriteConfig | None
) -> None:
    line.answers = [DONE]

    db.batch_write_item(items, "app", config=config)

    assert len(line.requests) == 1


def test_who_may_not_ask_the_table_is_told_what_to_do(db: DynamoDB, line: Line) -> None:
    line.answers = [Answer({"__type": f"{CODE}AccessDeniedException"}, 400)]

    with pytest.raises(AccessDeniedError) as caught:
        db.batch_write_item([plain(1)], "app")

    assert "key_attributes" in caught.value.details["suggestion"]


@pytest.mark.parametrize(
    "items",
    [
        [{"pk": "order#1", "sk": "order"}],
        [Order.primary.key(number=1)],
        [Order(number=1)],
        [BatchDelete(Order(number=1))],
    ],
)
def test_0x_deletes_by_operation(db: DynamoDB, line: Line, items: Any) -> None:
    line.answers = [DONE]

    result = db.batch_write_item(items, "app", operation="delete")

    assert sent(line) == [[{"DeleteRequest": {"Key": key(1)}}]]
    assert result["ProcessedCount"] == 1


@pytest.mark.parametrize("given", [list, iter])
@pytest.mark.parametrize("config", [LAST, BatchWriteConfig()])
def test_a_key_that_lacks_an_attribute_makes_no_two_items_one(
    db: DynamoDB, line: Line, given: Any, config: BatchWriteConfig
) -> None:
    line.answers = [TABLE]
    items = [BatchDelete({"pk": "order#9"}), {"pk": "1", "sk": "a"}, {"pk": "1", "sk": "b"}]

    with pytest.raises(KeyBuildError) as caught:
        db.batch_write_item(given(items), "app", config=config)

    assert caught.value.details["position"] == 0
    assert caught.value.details["given"] == ["pk"]
    assert sent(line) == []


REFUSED: list[tuple[Any, type[Exception]]] = [
    (5, InvalidParameterError),
    ("text", InvalidParameterError),
    (plain(1), InvalidParameterError),
    (Order(number=1), InvalidParameterError),
    ([Order(number=1), 5], ValidationError),
    ([Order(number=1), Order.primary.key(number=2)], InvalidParameterError),
    ([Order(number=1), {"pk": "1"}], KeyBuildError),
    ([Order(number=1), plain(2, bad=float("nan"))], SerializationError),
    ([Order(number=1), plain(2, big="x" * 500_000)], ItemSizeExceededError),
    ([Order(number=1), BatchDelete({"pk": "1"})], KeyBuildError),
    ([Order(number=1), BatchDelete(plain(2, whole="item"))], KeyBuildError),
    ([Order(number=1), BatchDelete({"pk": "1", "sk": None})], KeyBuildError),
]


@pytest.mark.parametrize(("items", "error"), REFUSED)
@pytest.mark.parametrize("more", [0, 1200])
def test_a_list_is_checked_as_a_whole_before_anything_is_sent(
    db: DynamoDB, line: Line, items: Any, error: type[Exception], more: int
) -> None:
    given = [*orders(*range(100, 100 + more)), *items] if isinstance(items, list) else items

    with pytest.raises(error) as caught:
        db.batch_write_item(given, "app")

    assert line.requests == []
    if isinstance(given, list):
        assert getattr(caught.value, "details")["position"] == more + 1  # noqa: B009


def test_an_operation_that_is_none_is_refused(db: DynamoDB, line: Line) -> None:
    with pytest.raises(InvalidParameterError):
        db.batch_write_item([plain(1)], "app", operation="upsert")  # type: ignore[arg-type]  # so


def test_of_an_iterator_what_came_before_a_bad_item_is_accounted_for(
    db: DynamoDB, line: Line
) -> None:
    line.answers = [DONE] * 9
    given: list[Any] = [*orders(*range(30)), plain(31, bad=float("nan")), Order(number=32)]
    items: Iterator[Any] = iter(given)

    with pytest.raises(BatchWriteIncompleteError) as caught:
        db.batch_write_item(items, "app")

    report = caught.value.report
    assert report.left == given[25:31]
    assert (report.done, report.taken, report.all_taken) == (25, 31, False)
    assert isinstance(caught.value.__cause__, SerializationError)
    assert list(items) == [Order(number=32)]


def test_what_an_iterator_raises_is_raised_with_what_was_done(db: DynamoDB, line: Line) -> None:
    line.answers = [DONE] * 9

    def items() -> Iterator[Order]:
        yield from orders(*range(30))
        raise LookupError

    with pytest.raises(LookupError) as caught:
        db.batch_write_item(items(), "app")

    report = getattr(caught.value, "partial")  # noqa: B009  # no attribute of a LookupError
    assert (report.done, report.left) == (25, orders(*range(25, 30)))


def test_an_error_of_the_library_out_of_an_iterator_is_raised_as_it_is(
    db: DynamoDB, line: Line
) -> None:
    line.answers = [DONE] * 9
    mine = TableNotFoundError("the table that is read")

    def items() -> Iterator[Order]:
        yield from orders(*range(30))
        raise mine

    with pytest.raises(TableNotFoundError) as caught:
        db.batch_write_item(items(), "app")

    assert caught.value is mine
    report = getattr(caught.value, "partial")  # noqa: B009  # no attribute of its class
    assert (report.done, report.left) == (25, orders(*range(25, 30)))


class Bar:
    """Has a length, but can be gone through once, as a progress bar around a generator."""

    def __init__(self, items: Iterator[Any]) -> None:
        self.items = items

    def __len__(self) -> int:
        return 30

    def __iter__(self) -> Iterator[Any]:
        return self.items


def test_what_has_a_length_but_is_there_once_is_written(db: DynamoDB, line: Line) -> None:
    line.answers = [DONE] * 2

    result = db.batch_write_item(Bar(iter(orders(*range(30)))), "app")

    assert [len(chunk) for chunk in sent(line)] == [25, 5]
    assert result.data.done == 30


@pytest.mark.parametrize("given", [tuple, deque, lambda items: dict(enumerate(items)).values()])
def test_what_can_be_gone_through_again_is_checked_as_a_whole(
    db: DynamoDB, line: Line, given: Any
) -> None:
    with pytest.raises(InvalidParameterError):
        db.batch_write_item(given(orders(*range(30), 7)), "app")

    assert line.requests == []


def test_what_a_callback_raises_ends_it_and_is_raised(db: DynamoDB, line: Line) -> None:
    line.answers = [DONE] * 9

    def stop(done: int, total: int) -> None:
        if done >= 50:
            raise LookupError

    with pytest.raises(LookupError) as caught:
        db.batch_write_item(orders(*range(200)), "app", progress_callback=stop)

    report = getattr(caught.value, "partial")  # noqa: B009  # no attribute of a LookupError
    assert (report.done, report.taken) == (50, 200)
    assert report.left == orders(*range(50, 200))
    assert len(line.requests) == 2


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"UnprocessedItems": []},
        {"UnprocessedItems": {"app": None}},
        {"UnprocessedItems": {"app": [{}]}},
        {"UnprocessedItems": {"app": [{"PutRequest": {"Item": {"pk": {"N": "secret"}}}}]}},
        {"UnprocessedItems": {"app": [put(9)]}},
        {"UnprocessedItems": {"app": [put(1), put(1)]}},
    ],
)
def test_a_damaged_answer_is_no_success(db: DynamoDB, line: Line, body: Any) -> None:
    line.answers = [Answer(body)] * 2

    with pytest.raises(BatchWriteIncompleteError) as caught:
        db.batch_write_item(orders(1), "app", config=BatchWriteConfig(max_attempts=2))

    (failure,) = caught.value.report.failures
    assert isinstance(failure.error, DynamoDBResponseIntegrityError)
    assert failure.may_be_done


def consumed(units: float) -> list[Any]:
    return [{"TableName": "app", "Table": {"WriteCapacityUnits": units}}]


@pytest.mark.parametrize("workers", [1, 3])
def test_the_ledger_has_the_sum_of_all_requests(db: DynamoDB, line: Line, workers: int) -> None:
    line.answers = [
        Answer({"UnprocessedItems": {}, "ConsumedCapacity": consumed(n)}) for n in (3, 4, 5.5)
    ]

    with capacity_ledger() as ledger:
        db.batch_write_item(orders(*range(60)), "app", max_workers=workers)

    assert (ledger.calls, ledger.write_units, ledger.read_units) == (3, 12.5, 0)
    assert {body["ReturnConsumedCapacity"] for body in line.bodies} == {"INDEXES"}


def test_a_budget_that_is_used_up_leaves_the_rest(db: DynamoDB, line: Line) -> None:
    line.answers = [
        Answer({"UnprocessedItems": {}, "ConsumedCapacity": consumed(25)}) for _ in range(9)
    ]
    items = iter(orders(*range(200)))

    with pytest.raises(CapacityBudgetExceededError) as caught:
        with capacity_ledger(max_write_units=40):
            db.batch_write_item(items, "app")

    report = caught.value.partial
    assert "partial" in str(caught.value.details["suggestion"])
    assert (report.done, report.taken, report.all_taken) == (50, 75, False)
    assert report.left == orders(*range(50, 75))
    assert next(items).number == 75


def test_the_log_has_a_record_of_each_request(
    db: DynamoDB, line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    line.answers = [DONE] * 2
    with caplog.at_level("DEBUG", "boto3_assist.dynamodb"):
        db.batch_write_item(orders(*range(30)), "app", source="import")

    facts = [getattr(record, "dynamodb") for record in caplog.records]  # noqa: B009  # extra
    assert [(each["operation"], each["table"], each["source"]) for each in facts] == [
        ("BatchWriteItem", "app", "import")
    ] * 2


def test_a_missing_table_is_told_as_that(db: DynamoDB, line: Line) -> None:
    line.answers = [Answer({"__type": f"{CODE}ResourceNotFoundException"}, 400)]

    with pytest.raises(TableNotFoundError):
        db.batch_write_item(orders(*range(60)), "app")

    assert len(line.requests) == 1


@pytest.mark.parametrize("workers", [1, 4])
def test_where_nothing_was_done_the_error_tells_what_was_taken(
    db: DynamoDB, line: Line, workers: int
) -> None:
    line.answers = [Answer({"__type": f"{CODE}ResourceNotFoundException"}, 400)] * 4
    items = iter(orders(*range(200)))

    with pytest.raises(TableNotFoundError) as caught:
        db.batch_write_item(items, "app", max_workers=workers)

    report = getattr(caught.value, "partial")  # noqa: B009  # no attribute of its class
    assert [*report.left, *items] == orders(*range(200))


@pytest.mark.parametrize("workers", [1, 4])
def test_chunks_that_are_refused_each_for_itself_are_reported(
    db: DynamoDB, line: Line, workers: int
) -> None:
    line.answers = [Answer({"__type": f"{CODE}ValidationException"}, 400)] * 9

    with pytest.raises(BatchWriteIncompleteError):
        db.batch_write_item(orders(*range(200)), "app", max_workers=workers)


def test_no_items_are_no_call(db: DynamoDB, line: Line) -> None:
    result = db.batch_write_item([], "app")

    assert (result.data.is_complete, result["ProcessedCount"]) == (True, 0)
    assert line.requests == []


def test_an_error_shows_no_value(db: DynamoDB, line: Line) -> None:
    line.answers = [left(put(1, note={"S": "secret"}))]
    items: list[Any] = [plain(1, note="secret"), BatchDelete(plain(2))]

    config = BatchWriteConfig(max_attempts=1, key_attributes=["pk", "sk"])
    result = db.batch_write_item(items, "app", config=config, raise_on_error=False)

    error = result.error
    assert isinstance(error, BatchWriteIncompleteError)
    shown = f"{error} {error!r} {error.details} {error.report} {error.result} {error.report.left}"
    assert error.report.left == [items[0]]
    assert "secret" not in shown.replace(str(error.report.left), "")


def test_an_error_goes_to_another_process_with_its_report(db: DynamoDB, line: Line) -> None:
    line.answers = [left(wire(1))]
    result = db.batch_write_item(
        orders(1, 2), "app", config=BatchWriteConfig(max_attempts=1), raise_on_error=False
    )

    error = pickle.loads(pickle.dumps(result.error))

    assert isinstance(error, BatchWriteIncompleteError)
    assert (error.report.left, error.report.done) == (orders(1), 1)
    assert error.result["UnprocessedCount"] == 1


class Sink:
    """Stands in for a client that takes everything and keeps nothing."""

    def batch_write_item(self, RequestItems: Any) -> Any:
        return {"UnprocessedItems": {}}


def peak_of(count: int) -> int:
    db = DynamoDB.from_client(Sink())
    config = BatchWriteConfig.keep_last()
    tracemalloc.start()
    try:
        items = (Order(number=number) for number in range(count))
        assert db.batch_write_item(items, "app", config=config, parallel=True).data.done == count
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.slow
def test_memory_does_not_grow_with_an_iterator() -> None:
    peak_of(100)

    assert peak_of(4_000) <= 1.5 * peak_of(1_000)
