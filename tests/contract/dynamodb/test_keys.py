"""Ranges, hierarchies, native keys and full lengths, on moto and again on a server over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from botocore.exceptions import ClientError

from boto3_assist.dynamodb import (
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBModelBase,
    DynamoDBTable,
)
from boto3_assist.dynamodb.key_values import MAX_PARTITION_KEY_BYTES, MAX_SORT_KEY_BYTES
from boto3_assist.testing import TableFactory

START = datetime(2024, 5, 1, tzinfo=timezone.utc)


def at(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


class Order(DynamoDBModel):
    order_id: str
    status: str = "open"
    placed_at: datetime = START
    total: Decimal = Decimal(0)

    primary = DynamoDBIndex.primary(pk="orders", sk="order#{order_id}")
    by_status = DynamoDBIndex("gsi1", pk="status#{status}", sk="placed#{placed_at}#{order_id}")
    by_total = DynamoDBIndex("gsi2", pk="status#{status}", sk="{total:number}")


class Line(DynamoDBModel):
    order_id: str
    number: int

    primary = DynamoDBIndex.primary(pk="orders", sk="order#{order_id}#line#{number:03d}")


# "1 a" and "1!" sort between the order "1" and what stands under it, "10" behind.
ORDERS = [
    Order(order_id=name, placed_at=at(n), total=Decimal(n) / 2 - 1)
    for n, name in enumerate(["1", "1 a", "1!", "10", "2"])
]
LINES = [Line(order_id=order, number=n) for order in ("1", "10", "1 a") for n in (1, 2)]


@pytest.fixture
def table(db: DynamoDB, table_factory: TableFactory) -> DynamoDBTable:
    table = table_factory(Order, Line, db=db)
    for model in (*ORDERS, *LINES):
        db.save(model, table.name)
    return table


def test_b3_descendants_are_those_of_the_very_key(db: DynamoDB, table: DynamoDBTable) -> None:
    under = Order.primary.query(order_id="1").descendants()

    assert db.query(under.collection(Line), table.name).data == LINES[:2]
    assert [item["sk"] for item in db.query(under, table.name).data] == [
        "order#1#line#001",
        "order#1#line#002",
    ]


def test_strays_between_a_key_and_its_descendants_are_left_out(
    db: DynamoDB, table: DynamoDBTable
) -> None:
    family = Order.primary.query(order_id="1").self_and_descendants().collection(Order, Line)

    result = db.query(family, table.name)

    assert result.data == [ORDERS[0], *LINES[:2]]
    # The strays: two orders, and the lines of one of them.
    assert (result.count, result.scanned_count) == (3, 7)


RANGES: list[tuple[Any, list[int]]] = [
    (Order.by_status.query(status="open").gt(placed_at=at(1)), [2, 3, 4]),
    (Order.by_status.query(status="open").gte(placed_at=at(1)), [1, 2, 3, 4]),
    (Order.by_status.query(status="open").lt(placed_at=at(1)), [0]),
    (Order.by_status.query(status="open").lte(placed_at=at(1)), [0, 1]),
    (Order.by_status.query(status="open").between(placed_at=(at(1), at(3))), [1, 2, 3]),
    (Order.by_status.query(status="open").eq(placed_at=at(1)), [1]),
    (Order.by_status.query(status="open", placed_at=at(3)).begins_with(order_id="1"), [3]),
    (Order.by_status.query(status="open", placed_at=at(3)).gt(order_id="10"), []),
    (Order.by_total.query(status="open").gt(total=Decimal("-0.5")), [2, 3, 4]),
    (Order.by_total.query(status="open").lt(total=0), [0, 1]),
    (Order.by_total.query(status="open").between(total=(Decimal("-1"), 0)), [0, 1, 2]),
    (Order.primary.query().gt(order_id="10"), [4]),
    (Order.primary.query().lt(order_id="10"), [0, 1, 2]),
]


def test_ranges_have_the_ends_that_were_asked_for(db: DynamoDB, table: DynamoDBTable) -> None:
    found = [db.query(query, table.name).data for query, _ in RANGES]

    assert found == [[ORDERS[n] for n in expected] for _, expected in RANGES]


def test_keys_that_were_read_are_read_back(db: DynamoDB, table: DynamoDBTable) -> None:
    page = db.query(Order.by_status.query(status="open"), table.name, limit=1)

    assert page.last_key is not None
    assert Order.primary.parse(page.last_key) == {"order_id": "1"}
    assert Order.by_status.parse(page.last_key) == {
        "status": "open",
        "placed_at": START,
        "order_id": "1",
    }


@dataclass
class Long(DynamoDBModelBase):
    name: str
    path: str

    primary = DynamoDBIndex.primary(pk="{name}", sk="{path}")
    by_path = DynamoDBIndex("by_path", pk="p#{path}", sk="{path}")


@pytest.mark.parametrize("character", ["x", "é", "\U0001f600"])
def test_keys_of_the_full_length_are_stored_and_found(
    db: DynamoDB, table_factory: TableFactory, character: str
) -> None:
    table = table_factory(Long, db=db)
    size = len(character.encode())
    long = Long(
        character * (MAX_PARTITION_KEY_BYTES // size), character * (MAX_SORT_KEY_BYTES // size)
    )
    db.save(long, table.name)

    assert db.get(model=long, table_name=table.name).unwrap() == long
    assert db.query(Long.by_path.query(path=long.path), table.name).data == [long]
    assert db.query(Long.primary.query(name=long.name).gte(path=long.path), table.name).data == [
        long
    ]


@dataclass
class Match(DynamoDBModelBase):
    match_id: str
    tournament: str
    region: str | None = None
    round: int | None = None
    bracket: str | None = None

    primary = DynamoDBIndex.primary(pk="match#{match_id}")
    by_round = DynamoDBIndex(
        "by_round",
        pk="tournament#{tournament}#region#{region}",
        sk="round#{round}#{bracket}",
        native=True,
    )


MATCHES = [
    Match("1", "winter", "na", 2, "lower"),
    Match("2", "winter", "na", 2, "upper"),
    Match("3", "winter", "na", 10, "final"),
    Match("4", "winter", "eu", 2, "upper"),
    Match("5", "winter", "na", 2),
    Match("6", "winter", None, 2, "upper"),
]
NATIVE: list[tuple[Any, list[int]]] = [
    (Match.by_round.query(tournament="winter", region="na"), [0, 1, 2]),
    (Match.by_round.query(tournament="winter", region="eu"), [3]),
    (Match.by_round.query(tournament="winter", region="na", round=2), [0, 1]),
    (Match.by_round.query(tournament="winter", region="na").gt(round=2), [2]),
    (Match.by_round.query(tournament="winter", region="na").between(round=(2, 9)), [0, 1]),
    (Match.by_round.query(tournament="winter", region="na", round=2).begins_with(bracket="u"), [1]),
    (Match.by_round.query(tournament="winter", region="na").eq(round=2, bracket="lower"), [0]),
    (MATCHES[0].by_round, [0]),
    (MATCHES[4].by_round, [0, 1]),
]


def takes_native_keys(db: DynamoDB, table: DynamoDBTable) -> bool:
    """Ask what DynamoDB takes, without the library's help, of whom not every server knows."""
    try:
        db.client.query(
            TableName=table.name,
            IndexName="by_round",
            KeyConditionExpression="tournament = :t AND #r = :r",
            ExpressionAttributeNames={"#r": "region"},
            ExpressionAttributeValues={":t": {"S": "winter"}, ":r": {"S": "na"}},
        )
    except ClientError as error:
        assert error.response["Error"]["Code"] == "ValidationException"
        return False
    return True


def test_an_index_with_native_keys_is_made(db: DynamoDB, table_factory: TableFactory) -> None:
    table = table_factory(Match, db=db)

    (index,) = db.client.describe_table(TableName=table.name)["Table"]["GlobalSecondaryIndexes"]
    assert index["KeySchema"] == [
        {"AttributeName": "tournament", "KeyType": "HASH"},
        {"AttributeName": "region", "KeyType": "HASH"},
        {"AttributeName": "round", "KeyType": "RANGE"},
        {"AttributeName": "bracket", "KeyType": "RANGE"},
    ]
    for match in MATCHES:
        db.save(match, table.name)
    assert db.get(model=MATCHES[5], table_name=table.name).unwrap() == MATCHES[5]


def test_an_index_with_native_keys_is_queried(db: DynamoDB, table_factory: TableFactory) -> None:
    table = table_factory(Match, db=db)
    if not takes_native_keys(db, table):
        pytest.skip("this server compares one attribute of the partition key only")
    for match in MATCHES:
        db.save(match, table.name)

    found = [db.query(query, table.name).data for query, _ in NATIVE]

    assert found == [[MATCHES[n] for n in expected] for _, expected in NATIVE]
    condition: Any = MATCHES[0].by_round.key(condition="eq")
    by_boto3 = db.query(condition, table.name, index_name="by_round")
    assert by_boto3.to_list(Match) == [MATCHES[0]]
