"""Transactions, on moto and again on a server over HTTP: all or nothing, and why nothing."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal

import pytest

from boto3_assist.dynamodb import (
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBTable,
    ItemConfig,
    Transaction,
    Update,
    attr,
)
from boto3_assist.errors import (
    ConditionalCheckFailedError,
    ItemNotFoundError,
    TransactionCanceledError,
    VersionConflictError,
)
from boto3_assist.testing import AwsBackend, TableFactory


class Account(DynamoDBModel):
    name: str
    branch: str = "north"
    balance: Decimal = Decimal(0)
    version: int | None = None

    primary = DynamoDBIndex.primary(pk="account#{name}", sk="account")
    by_branch = DynamoDBIndex("gsi1", pk="branch#{branch}", sk="account#{name}")
    item_config = ItemConfig(version="version")


class Entry(DynamoDBModel):
    name: str
    number: int
    amount: float

    primary = DynamoDBIndex.primary(pk="account#{name}", sk="entry#{number:04d}")


class Session(DynamoDBModel):
    session_id: str
    expires_at: int

    primary = DynamoDBIndex.primary(pk="session#{session_id}", sk="session")
    item_config = ItemConfig(ttl="expires_at")


ANN, BOB = Account.primary.key(name="ann"), Account.primary.key(name="bob")


@pytest.fixture
def table(table_factory: TableFactory) -> DynamoDBTable:
    return table_factory(Account, Entry, Session)


def items_of(db: DynamoDB, table: DynamoDBTable) -> list[dict[str, object]]:
    items = list(db.scan_items(table_name=table.name))
    return sorted(items, key=lambda item: (item["pk"], item["sk"]))


def opened(db: DynamoDB, table: DynamoDBTable) -> tuple[Account, Account]:
    with db.transaction(table.name) as tx:
        ann = tx.put(Account(name="ann", balance=Decimal("10.5")), if_not_exists=True)
        bob = tx.put(Account(name="bob"), if_not_exists=True)
    return ann.data, bob.data


def test_d6_models_are_written_with_keys_versions_and_conditions(
    db: DynamoDB, table: DynamoDBTable
) -> None:
    ann, bob = opened(db, table)
    ann.branch = "south"
    ann.balance -= 1

    with db.transaction(table.name) as tx:
        tx.update(ann, condition_expression=Account.field("balance") >= 1)
        tx.update(BOB, Update().increment("balance", 1).set("branch", "west"))
        tx.put(Entry(name="ann", number=1, amount=-1.0))
        tx.check({"pk": "account#eve", "sk": "account"}, attr("pk").not_exists())

    assert ann.version == 2
    with db.transaction(table.name) as tx:
        one, other, entry = tx.get(ANN), tx.get(BOB), tx.get(Entry(name="ann", number=1, amount=0))
    assert one.data == ann
    assert other.data == Account(name="bob", branch="west", balance=Decimal(1), version=2)
    assert entry.data == Entry(name="ann", number=1, amount=-1.0)
    south = db.query(Account.by_branch.query(branch="south"), table.name)
    assert south.data == [ann]
    # What the instance remembers is what is stored.
    ann.balance += 1
    db.update_item_partial(ann, table.name)
    db.delete(model=ann, table_name=table.name)


def test_d5_floats_are_taken_in_values_and_conditions(db: DynamoDB, table: DynamoDBTable) -> None:
    key = {"pk": "a", "sk": "b"}
    db.transact_write_items(
        [{"Put": {"TableName": table.name, "Item": {**key, "rate": 0.1, "deep": [{"x": 1.5}]}}}]
    )
    db.transact_write_items(
        [
            {
                "Update": {
                    "TableName": table.name,
                    "Key": key,
                    "UpdateExpression": "SET #r = :new",
                    "ConditionExpression": "#r = :old",
                    "ExpressionAttributeNames": {"#r": "rate"},
                    "ExpressionAttributeValues": {":new": 0.2, ":old": 0.1},
                }
            },
            {
                "ConditionCheck": {
                    "TableName": table.name,
                    "Key": {"pk": "x", "sk": "y"},
                    "ConditionExpression": attr("pk").not_exists(),
                }
            },
        ]
    )

    result = db.transact_get_items([{"TableName": table.name, "Key": key}])

    assert result["Items"] == [{**key, "rate": 0.2, "deep": [{"x": 1.5}]}]


def test_one_refusal_leaves_everything_as_it_was(db: DynamoDB, table: DynamoDBTable) -> None:
    ann, bob = opened(db, table)
    stale = db.get(BOB, table.name).unwrap()
    db.update_item(table.name, BOB, Update().increment("balance", 5))
    before = items_of(db, table)
    ann.balance, stale.balance = Decimal(1), Decimal(2)
    tx = Transaction(table.name)
    tx.update(ann)
    tx.put(stale)
    tx.put(Account(name="new"))
    tx.delete(Entry(name="ann", number=1, amount=0), if_exists=True)
    tx.check(Account.primary.key(name="none"), attr("balance") > 1)

    with pytest.raises(TransactionCanceledError) as caught:
        db.transact_write_items(tx)

    assert items_of(db, table) == before
    assert (ann.version, stale.version) == (1, 1)
    assert [each.position for each in caught.value.reasons] == [0, 1, 2, 3, 4]
    version, absent, condition = (each.error for each in caught.value.failures)
    assert isinstance(version, VersionConflictError)
    assert (version.given_version, version.stored_version) == (1, 2)
    assert caught.value.failures[0].item is not None
    assert caught.value.failures[0].item["balance"] == 5
    assert isinstance(absent, ItemNotFoundError)
    assert type(condition) is ConditionalCheckFailedError
    # The same transaction may be sent once more, when what stood in the way is gone.
    tx = Transaction(table.name)
    tx.update(ann)
    tx.put(db.get(BOB, table.name).unwrap())
    db.transact_write_items(tx)
    assert ann.version == 2


def test_c11_absent_items_keep_their_places(db: DynamoDB, table: DynamoDBTable) -> None:
    ann, bob = opened(db, table)
    none = Account.primary.key(name="none")

    result = db.transact_get_items([none, BOB, none, ANN, BOB], table_name=table.name)

    assert result.data == [None, bob, None, ann, bob]
    assert [item and item["name"] for item in result["Items"]] == [None, "bob", None, "ann", "bob"]
    assert result["Count"] == 3
    assert db.transact_get_items([none], table_name=table.name).data == [None]


def test_a_hundred_items_are_one_transaction(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    entries = [Entry(name="ann", number=n, amount=n / 8) for n in range(100)]
    with db.transaction(table.name) as tx:
        for entry in entries:
            tx.put(entry)

    # moto has the limit of former years for reads.
    size = 25 if aws_backend.name == "moto" else 100
    found: list[Entry | None] = []
    for first in range(0, 100, size):
        keys = [Entry.primary.key(name="ann", number=n) for n in range(first, first + size)]
        found += db.transact_get_items(keys, table_name=table.name).data
    assert found == entries


def test_an_arn_names_the_same_table(db: DynamoDB, table: DynamoDBTable) -> None:
    arn = db.client.describe_table(TableName=table.name)["Table"]["TableArn"]

    with db.transaction(arn) as tx:
        tx.put(Account(name="ann"))

    assert db.transact_get_items([ANN], table_name=arn).data == [db.get(ANN, table.name).data]


def test_a_check_finds_no_item_that_has_expired(db: DynamoDB, table: DynamoDBTable) -> None:
    db.clock = lambda: datetime(2026, 1, 1, tzinfo=timezone.utc)
    now, key = int(db.clock().timestamp()), Session.primary.key(session_id="1")
    db.save(Session(session_id="1", expires_at=now), table.name)
    with db.transaction(table.name) as tx:
        tx.check(key)
        tx.put(Account(name="ann"))
    db.save(Session(session_id="1", expires_at=now - 1), table.name)

    with pytest.raises(TransactionCanceledError) as caught:
        with db.transaction(table.name) as tx:
            tx.check(key)
            tx.put(Account(name="bob"))

    assert isinstance(caught.value.failures[0].error, ItemNotFoundError)
    assert (db.exists(ANN, table.name), db.exists(BOB, table.name)) == (True, False)
