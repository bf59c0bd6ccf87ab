from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest

from boto3_assist.connections import ConnectionPool
from boto3_assist.dynamodb import Deadline, DynamoDB, QueryConfig
from boto3_assist.dynamodb.blocks import current_deadline
from boto3_assist.errors import DeadlineExceededError, InvalidParameterError
from tests.unit.dynamodb.canned import Answer, Line
from tests.unit.dynamodb.verbs.models import Order

KEY = Order.primary.key(customer_id="1", order_id="2")
ORDERS = Order.primary.query(customer_id="1")


class Clock:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


class LambdaContext:
    def get_remaining_time_in_millis(self) -> int:
        return 3000


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_it_is_some_seconds_from_now(clock: Clock) -> None:
    deadline = Deadline.after(5, clock=clock)
    clock.seconds += 4

    assert deadline.remaining == 1
    assert deadline.check("GetItem") == 1
    clock.seconds += 1
    with pytest.raises(DeadlineExceededError, match="GetItem"):
        deadline.check("GetItem")


def test_that_of_lambda_keeps_some_time_for_the_answer(clock: Clock) -> None:
    assert Deadline.of_lambda(LambdaContext(), clock=clock).remaining == 2
    assert Deadline.of_lambda(LambdaContext(), reserve_seconds=0, clock=clock).remaining == 3


@pytest.mark.parametrize("seconds", [None, "5", True, math.nan])
def test_it_takes_a_number_of_seconds(seconds: Any) -> None:
    with pytest.raises(InvalidParameterError):
        Deadline.after(seconds)


def test_of_several_the_earliest_counts(clock: Clock) -> None:
    early, late = Deadline.after(1, clock=clock), Deadline.after(9, clock=clock)

    assert current_deadline() is None
    with early:
        with late:
            assert current_deadline() is early
        with early:
            assert current_deadline() is early
        assert current_deadline() is early
    assert current_deadline() is None


def test_blocks_may_end_in_another_order(clock: Clock) -> None:
    early, late = Deadline.after(1, clock=clock), Deadline.after(9, clock=clock)

    def held(deadline: Deadline) -> Iterator[None]:
        with deadline:
            yield

    first, second = held(early), held(late)
    next(first), next(second)
    assert list(first) == []

    assert current_deadline() is late
    assert list(second) == []
    assert current_deadline() is None


def test_a_call_after_it_is_not_sent(db: DynamoDB, line: Line, clock: Clock) -> None:
    with Deadline.after(1, clock=clock):
        db.get(KEY, "app")
        clock.seconds += 2
        with pytest.raises(DeadlineExceededError):
            db.get(KEY, "app")
        assert isinstance(db.get(KEY, "app", raise_on_error=False).error, DeadlineExceededError)
    db.get(KEY, "app")

    assert len(line.requests) == 2


def test_a_loop_over_pages_stops_and_says_where(db: DynamoDB, line: Line, clock: Clock) -> None:
    last = {"pk": {"S": "customer#1"}, "sk": {"S": "order#2"}}
    line.answers = [Answer({"Items": [], "Count": 0, "LastEvaluatedKey": last})] * 5
    deadline = Deadline.after(1, clock=clock)
    pages = db.query_pages(ORDERS, "app", config=QueryConfig(deadline=deadline))

    next(pages)
    clock.seconds += 2
    with pytest.raises(DeadlineExceededError) as caught:
        next(pages)
    with pytest.raises(DeadlineExceededError):
        next(pages)

    assert caught.value.last_key == {"pk": "customer#1", "sk": "order#2"}
    assert caught.value.cursor is None
    assert "customer" not in str(caught.value.to_dict())
    assert len(line.requests) == 1
    assert current_deadline() is None


class TestTheClientThatSends:
    @pytest.fixture
    def pool(self) -> ConnectionPool:
        return ConnectionPool()

    def timeouts(self, db: DynamoDB, seconds: float) -> tuple[float, float]:
        config = db._client_within(seconds).meta.config
        return config.connect_timeout, config.read_timeout

    @pytest.mark.parametrize(
        ("seconds", "timeout", "attempts"),
        [
            (1000, 60, 3),
            (363, 60, 3),
            (362, 9.5, 3),
            (59, 2.833, 3),
            (8, 0.833, 3),
            (7.9, 0.5, 2),
            (2.9, 0.5, 1),
            (0.001, 0.25, 1),
        ],
    )
    def test_has_timeouts_that_all_attempts_fit_into(
        self, pool: ConnectionPool, seconds: float, timeout: float, attempts: int
    ) -> None:
        db = DynamoDB.from_pool(pool=pool, aws_region="us-east-1")

        assert self.timeouts(db, seconds) == pytest.approx((timeout, timeout), abs=0.001)
        retries = db._client_within(seconds).meta.config.retries
        assert retries.get("total_max_attempts", 3) == attempts
        assert retries["mode"] == "standard"

    def test_never_has_longer_ones_than_it_was_given(self, pool: ConnectionPool) -> None:
        from botocore.config import Config

        config = Config(connect_timeout=2, read_timeout=20, user_agent_extra="mine")
        db = DynamoDB.from_pool(pool=pool, aws_region="us-east-1", config=config)

        assert self.timeouts(db, 62) == (2, 9.5)
        assert db._client_within(62).meta.config.user_agent_extra == "mine"
        assert self.timeouts(db, 1000) == (2, 20)

    def test_is_one_of_few(self, pool: ConnectionPool) -> None:
        db = DynamoDB.from_pool(pool=pool, aws_region="us-east-1")

        for tenths in range(1, 4000):
            db._client_within(tenths / 10)
        assert pool.stats().size == 7

    def test_is_asked_of_the_pool_once(self, pool: ConnectionPool) -> None:
        db = DynamoDB.from_pool(pool=pool, aws_region="us-east-1")
        first = db._client_within(5)
        hits = pool.stats().hits

        assert db._client_within(5) is first is not db.client
        assert pool.stats().hits == hits
        pool.reset()
        assert db._client_within(5) is not first

    def test_has_the_hooks_of_the_library(self, pool: ConnectionPool) -> None:
        db = DynamoDB.from_pool(
            pool=pool,
            aws_region="us-east-1",
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )
        line = Line(db._client_within(5), Answer({"Item": {"b": {"B": "AP8="}}}))
        seen: list[Any] = []
        db._client_within(5).meta.events.register(
            "after-call.dynamodb", lambda parsed, **_: seen.append(parsed["Item"]["b"]["B"])
        )

        with Deadline.after(5):
            db.get({"pk": "1"}, "app")

        assert (len(line.requests), seen) == (1, ["AP8="])

    def test_is_the_callers_own_where_one_was_given(self, db: DynamoDB) -> None:
        assert db._client_within(0.1) is db.client
