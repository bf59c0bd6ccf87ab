"""Partial updates, on moto and again on a server over HTTP: what is written, what is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import pytest

from boto3_assist.dynamodb import (
    CLEAR_FIELD,
    DynamoDB,
    DynamoDBIndex,
    DynamoDBKey,
    DynamoDBModel,
    DynamoDBModelBase,
    DynamoDBTable,
    GetItemConfig,
    ItemConfig,
    UpdateConfig,
)
from boto3_assist.errors import (
    ConditionalCheckFailedError,
    InvalidParameterError,
    ItemNotFoundError,
    KeyBuildError,
    PrimaryKeyChangeError,
    TransactionCanceledError,
    ValidationError,
    VersionConflictError,
    WriteConflictError,
)
from boto3_assist.testing import AwsBackend, TableFactory
from tests.contract.dynamodb.writers import interrupt, raw

PLACED = datetime(2026, 1, 2, tzinfo=timezone.utc)


class Order(DynamoDBModel):
    customer_id: str
    order_id: str
    placed_at: datetime | None = None
    status: str | None = "open"
    total: Decimal = Decimal(0)
    address: dict[str, Any] = {}

    primary = DynamoDBIndex.primary(pk="customer#{customer_id}", sk="order#{order_id}")
    by_status = DynamoDBIndex("gsi1", pk="status#{status}", sk="placed#{placed_at}")


@dataclass
class Person(DynamoDBModelBase):
    person_id: str
    first: str = ""
    last: str = ""
    tags: list[str] = field(default_factory=list)

    primary = DynamoDBIndex.primary(pk="person#{person_id}", sk="person")


class Badge(DynamoDBModelBase):
    """A stored property makes a key: it follows from fields that a partial update may not write."""

    def __init__(self, badge_id: str | None = None) -> None:
        super().__init__()
        self.badge_id = badge_id
        self.first = ""
        self.last = ""

    @property
    def full_name(self) -> str:
        return f"{self.first} {self.last}"

    primary = DynamoDBIndex.primary(pk="badge#{badge_id}", sk="badge")
    by_name = DynamoDBIndex("gsi1", pk="badges", sk="{full_name}")


@dataclass
class Stamped(DynamoDBModelBase):
    doc_id: str
    text: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None
    version: int = 0

    primary = DynamoDBIndex.primary(pk="doc#{doc_id}", sk="doc")
    by_update = DynamoDBIndex("gsi1", pk="docs", sk="updated#{updated_at}")
    item_config = ItemConfig(
        entity_type="doc", created_at="created_at", updated_at="updated_at", version="version"
    )


class Opaque(DynamoDBModelBase):
    """Keys by functions that do not tell what they read."""

    def __init__(self, user_id: str | None = None, name: str | None = None) -> None:
        super().__init__()
        self.user_id = user_id
        self.name = name
        self.indexes.add_primary(
            DynamoDBIndex(
                "primary",
                DynamoDBKey("pk", lambda: DynamoDBKey.build_key(("user", self.user_id))),
                DynamoDBKey("sk", lambda: DynamoDBKey.build_key(("user", self.user_id))),
            )
        )
        self.indexes.add_secondary(
            DynamoDBIndex(
                "gsi1",
                DynamoDBKey("gsi1_pk", "users"),
                DynamoDBKey("gsi1_sk", lambda: f"name#{self.name}" if self.name else None),
            )
        )


@pytest.fixture
def table(table_factory: TableFactory, aws_backend: AwsBackend) -> DynamoDBTable:
    return table_factory(Order)


def test_only_what_changed_is_written(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    db.save(
        {
            "pk": "customer#1",
            "sk": "order#2",
            "customer_id": "1",
            "order_id": "2",
            "status": "open",
            "legacy": {"a": 1},
            "address": {"city": "Rome"},
        },
        table.name,
    )
    order = db.get(Order.primary.key(customer_id="1", order_id="2"), table.name).unwrap()
    other = db.get(Order.primary.key(customer_id="1", order_id="2"), table.name).unwrap()
    other.total = Decimal("9.5")
    db.update_item_partial(other, table.name)

    order.address["city"] = "Oslo"
    assert db.update_item_partial(order, table.name).unwrap() is order

    # The defaults that the item never had are no changes, and the other writer's is kept.
    assert raw(table, aws_backend) == {
        "pk": "customer#1",
        "sk": "order#2",
        "customer_id": "1",
        "order_id": "2",
        "status": "open",
        "legacy": {"a": 1},
        "address": {"city": "Oslo"},
        "total": 9.5,
    }


def test_keys_follow_what_they_are_made_of(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    order = Order(customer_id="1", order_id="2", placed_at=PLACED)
    db.save(order, table.name)

    order.status = "paid"
    db.update_item_partial(order, table.name)
    assert raw(table, aws_backend)["gsi1_pk"] == "status#paid"
    assert len(db.query(Order.by_status.query(status="paid"), table.name).data) == 1

    order.placed_at = None
    db.update_item_partial(order, table.name)
    assert not raw(table, aws_backend).keys() & {"gsi1_pk", "gsi1_sk", "placed_at"}
    assert db.query(Order.by_status.query(status="paid"), table.name).data == []

    order.placed_at = PLACED
    db.update_item_partial(order, table.name)
    assert raw(table, aws_backend)["gsi1_sk"] == "placed#2026-01-02T00:00:00.000000Z"


def test_two_writers_of_one_key_leave_it_true(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    db.save(Order(customer_id="1", order_id="2", placed_at=PLACED), table.name)
    key = Order.primary.key(customer_id="1", order_id="2")
    one, two = (db.get(key, table.name).unwrap() for _ in range(2))

    one.status = "paid"
    two.placed_at = datetime(2027, 1, 1, tzinfo=timezone.utc)
    db.update_item_partial(one, table.name)
    db.update_item_partial(two, table.name)

    item = raw(table, aws_backend)
    assert item["gsi1_pk"] == "status#paid"
    assert item["gsi1_sk"] == "placed#2027-01-01T00:00:00.000000Z"
    assert item["status"] == "paid"


def test_a_writer_between_read_and_write_is_seen(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    order = Order(customer_id="1", order_id="2", placed_at=PLACED)
    db.save(order, table.name)
    other = DynamoDB.from_client(aws_backend.client("dynamodb"))

    def act() -> None:
        key = Order.primary.key(customer_id="1", order_id="2")
        other.update_item_partial(key, table.name, changes={"placed_at": None})

    interrupt(db, act)
    order.status = "paid"
    db.update_item_partial(order, table.name)

    item = raw(table, aws_backend)
    assert item["status"] == "paid"
    assert not item.keys() & {"placed_at", "gsi1_pk", "gsi1_sk"}


def test_a_key_that_never_stands_still_is_given_up(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    order = Order(customer_id="1", order_id="2", placed_at=PLACED)
    db.save(order, table.name)
    other = DynamoDB.from_client(aws_backend.client("dynamodb"))
    days = iter(range(1, 28))

    def act() -> None:
        key = Order.primary.key(customer_id="1", order_id="2")
        moment = datetime(2027, 1, next(days), tzinfo=timezone.utc)
        other.update_item_partial(key, table.name, changes={"placed_at": moment})

    interrupt(db, act, times=10)
    order.status = "paid"
    with pytest.raises(WriteConflictError) as caught:
        db.update_item_partial(order, table.name, config=UpdateConfig(max_attempts=3))

    assert caught.value.retryable
    assert caught.value.details["attempts"] == 3
    assert raw(table, aws_backend)["gsi1_pk"] == "status#open"


def test_a_condition_of_the_caller_is_not_taken_for_another_writer(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    order = Order(customer_id="1", order_id="2", placed_at=PLACED)
    db.save(order, table.name)
    order.status = "paid"

    with pytest.raises(ConditionalCheckFailedError) as caught:
        db.update_item_partial(
            order,
            table.name,
            condition_expression="#u0 > :u0",
            expression_attribute_names={"#u0": "total"},
            expression_attribute_values={":u0": 5},
        )

    assert caught.value.item is not None
    assert caught.value.item["status"] == "open"
    assert raw(table, aws_backend)["status"] == "open"


def test_an_absent_item_is_not_made_unless_asked_for(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    order = Order(customer_id="1", order_id="2", placed_at=PLACED, status="paid")

    with pytest.raises(ItemNotFoundError):
        db.update_item_partial(order, table.name)
    with pytest.raises(ItemNotFoundError):
        db.update_item_partial({"pk": "a", "sk": "b"}, table.name, changes={"x": 1})
    assert aws_backend.client("dynamodb").scan(TableName=table.name)["Items"] == []

    db.update_item_partial(order, table.name, config=UpdateConfig.upserting())
    assert raw(table, aws_backend) == {
        "pk": "customer#1",
        "sk": "order#2",
        "customer_id": "1",
        "order_id": "2",
        "status": "paid",
        "placed_at": "2026-01-02T00:00:00+00:00",
        "gsi1_pk": "status#paid",
        "gsi1_sk": "placed#2026-01-02T00:00:00.000000Z",
    }


def test_an_instance_made_by_hand_writes_what_was_given(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    db.save(Order(customer_id="1", order_id="2", placed_at=PLACED, total=Decimal(7)), table.name)

    with pytest.raises(KeyBuildError, match="placed_at") as caught:
        db.update_item_partial(Order(customer_id="1", order_id="2", status="paid"), table.name)
    assert caught.value.details["unknown"] == ["placed_at"]
    assert raw(table, aws_backend)["status"] == "open"

    db.update_item_partial(
        Order(customer_id="1", order_id="2", status="paid"),
        table.name,
        config=UpdateConfig.reading_first(),
    )
    item = raw(table, aws_backend)
    assert (item["status"], item["gsi1_pk"], item["total"]) == ("paid", "status#paid", 7)
    with pytest.raises(InvalidParameterError):
        db.update_item_partial(Order(customer_id="1", order_id="2"), table.name)


def test_b17_an_unset_field_leaves_the_index_true(
    db: DynamoDB, table_factory: TableFactory, aws_backend: AwsBackend
) -> None:
    table = table_factory(Order)
    opaque = Opaque("1", "Zed")
    db.save(opaque, table.name)

    with pytest.raises(KeyBuildError, match="function"):
        db.update_item_partial(Opaque("1"), table.name, fields_to_clear=["name"])
    loaded = db.get(model=Opaque("1"), table_name=table.name).unwrap()
    loaded.name = None
    with pytest.raises(KeyBuildError, match="depends_on"):
        db.update_item_partial(loaded, table.name)

    assert raw(table, aws_backend)["gsi1_sk"] == "name#Zed"


def test_b18_none_in_a_dictionary_is_passed_over(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    db.save({"pk": "a", "sk": "b", "email": "x@example.com", "n": 1}, table.name)

    db.update_item_partial({"pk": "a", "sk": "b", "email": None, "n": 2}, table.name)
    assert raw(table, aws_backend) == {"pk": "a", "sk": "b", "email": "x@example.com", "n": 2}

    changes = {"email": CLEAR_FIELD, "n": 3}
    result = db.update_item_partial(
        {"pk": "a", "sk": "b"}, table.name, changes=changes, return_values="ALL_NEW"
    )
    assert result.data == raw(table, aws_backend) == {"pk": "a", "sk": "b", "n": 3}


def test_b21_a_cleared_field_is_removed(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    order = Order(customer_id="1", order_id="2", placed_at=PLACED, status="paid")
    order.address = {"city": "Rome", "zip": "1"}
    db.save(order, table.name)

    order.merge({"status": CLEAR_FIELD, "address": {"zip": CLEAR_FIELD}})
    db.update_item_partial(order, table.name)

    item = raw(table, aws_backend)
    assert "status" not in item
    assert item["address"] == {"city": "Rome"}
    # An absent status reads as its default, so the key is the one of the default.
    assert order.status == "open"
    assert item["gsi1_pk"] == "status#open"
    assert db.get(Order.primary.key(customer_id="1", order_id="2"), table.name).data == order


def test_a5_no_name_of_a_field_reaches_an_expression(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    order = Order(customer_id="1", order_id="2")
    db.save(order, table.name)
    db.save({"pk": "a", "sk": "b", "salary": 1, "x, salary": 2}, table.name)

    for name in ("x, salary", "x SET #r = adminrole", "pk", "gsi1_pk"):
        with pytest.raises(ValidationError):
            db.update_item_partial(order, table.name, fields_to_clear=[name])
    db.update_item_partial(
        {"pk": "a", "sk": "b"}, table.name, changes={}, fields_to_clear=["x, salary"]
    )

    assert db.get({"pk": "a", "sk": "b"}, table.name).data == {"pk": "a", "sk": "b", "salary": 1}


@pytest.mark.parametrize("changed", ["customer_id", "order_id"])
def test_the_primary_key_is_not_changed_but_moved(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend, changed: str
) -> None:
    order = Order(customer_id="1", order_id="2", placed_at=PLACED)
    db.save(order, table.name)
    setattr(order, changed, "9")

    with pytest.raises(PrimaryKeyChangeError, match=changed) as caught:
        db.update_item_partial(order, table.name)
    assert "move" in caught.value.details["suggestion"]
    assert raw(table, aws_backend)["pk"] == "customer#1"

    assert db.move(order, table.name).unwrap() is order
    item = raw(table, aws_backend)
    assert {item["pk"], item["sk"]} == {f"customer#{order.customer_id}", f"order#{order.order_id}"}
    order.status = "paid"
    db.update_item_partial(order, table.name)
    assert raw(table, aws_backend)["status"] == "paid"


def test_a_move_overwrites_nothing_and_loses_nothing(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    for order_id in ("2", "3"):
        db.save(Order(customer_id="1", order_id=order_id, total=Decimal(order_id)), table.name)
    key = Order.primary.key(customer_id="1", order_id="2")
    order, other = (db.get(key, table.name).unwrap() for _ in range(2))

    order.order_id = "3"
    with pytest.raises(TransactionCanceledError) as caught:
        db.move(order, table.name)
    assert [each.code for each in caught.value.reasons][0] == "ConditionalCheckFailed"
    assert {each.model for each in caught.value.reasons} == {Order}

    other.total = Decimal(100)
    db.update_item_partial(other, table.name)
    order.order_id = "4"
    with pytest.raises(TransactionCanceledError) as caught:
        db.move(order, table.name)
    assert [each.position for each in caught.value.failures] == [1]

    items = aws_backend.client("dynamodb").scan(TableName=table.name)["Items"]
    assert sorted((i["order_id"]["S"], i["total"]["N"]) for i in items) == [
        ("2", "100"),
        ("3", "3"),
    ]


def test_what_was_deleted_is_not_moved_back_to_life(
    db: DynamoDB, table_factory: TableFactory, aws_backend: AwsBackend
) -> None:
    table = table_factory(Order)
    # From before the model had a version: it has none, as an absent item has none.
    db.save({"pk": "doc#1", "sk": "doc", "doc_id": "1", "text": "a"}, table.name)
    doc = db.get(model=Stamped("1"), table_name=table.name).unwrap()
    db.delete(primary_key={"pk": "doc#1", "sk": "doc"}, table_name=table.name)

    doc.doc_id = "2"
    with pytest.raises(TransactionCanceledError) as caught:
        db.move(doc, table.name)

    assert [each.position for each in caught.value.failures] == [1]
    assert aws_backend.client("dynamodb").scan(TableName=table.name)["Items"] == []


def test_what_cannot_be_moved_is_told(db: DynamoDB, table: DynamoDBTable) -> None:
    order = Order(customer_id="1", order_id="2")
    with pytest.raises(ValidationError, match="not read"):
        db.move(order, table.name)
    db.save(order, table.name)
    with pytest.raises(InvalidParameterError, match="primary key that it was read with"):
        db.move(order, table.name)


def test_a_stored_property_follows_its_fields(
    db: DynamoDB, table_factory: TableFactory, aws_backend: AwsBackend
) -> None:
    table = table_factory(Order)
    badge = Badge("1")
    badge.first, badge.last = "Ada", "King"
    db.save(badge, table.name)
    one, two = (db.get(model=Badge("1"), table_name=table.name).unwrap() for _ in range(2))

    one.first, two.last = "Eva", "Lee"
    db.update_item_partial(one, table.name)
    db.update_item_partial(two, table.name)

    item = raw(table, aws_backend)
    assert (item["first"], item["last"]) == ("Eva", "Lee")
    assert item["full_name"] == item["gsi1_sk"] == "Eva Lee"


def test_stamps_and_version_go_with_a_partial_update(
    db: DynamoDB, table_factory: TableFactory, aws_backend: AwsBackend
) -> None:
    table = table_factory(Order)
    first, second = (datetime(2026, 1, day, tzinfo=timezone.utc) for day in (1, 2))
    db.clock = lambda: first
    doc = Stamped("1", "a")
    db.save(doc, table.name)
    stale = db.get(model=Stamped("1"), table_name=table.name).unwrap()
    db.clock = lambda: second

    doc.text = "b"
    db.update_item_partial(doc, table.name)
    assert (doc.version, doc.created_at, doc.updated_at) == (2, first, second)
    item = raw(table, aws_backend)
    assert (item["version"], item["gsi1_sk"]) == (2, "updated#2026-01-02T00:00:00.000000Z")

    stale.text = "c"
    with pytest.raises(VersionConflictError) as caught:
        db.update_item_partial(stale, table.name)
    assert (caught.value.given_version, caught.value.stored_version) == (1, 2)
    assert (stale.version, stale.updated_at) == (1, first)
    assert raw(table, aws_backend)["text"] == "b"

    # A change by key holds nothing that could be stale: it counts on.
    key = Stamped.primary.key(doc_id="1")
    interrupt(db, lambda: None)
    assert db.update_item_partial(key, table.name, changes={"text": "d"}).unwrap().text == "d"
    assert raw(table, aws_backend)["version"] == 3


def test_an_upsert_makes_a_whole_new_item(
    db: DynamoDB, table_factory: TableFactory, aws_backend: AwsBackend
) -> None:
    table = table_factory(Order)
    now = datetime(2026, 1, 1, tzinfo=timezone.utc)
    db.clock = lambda: now

    for text in ("a", "b"):
        doc = Stamped("1", text)
        db.update_item_partial(doc, table.name, config=UpdateConfig.upserting())

    item = raw(table, aws_backend)
    loaded = Stamped.map(item)
    assert (loaded.text, loaded.version, loaded.created_at) == ("b", 2, now)
    assert item["entity_type"] == "doc"
    assert item["gsi1_sk"] == "updated#2026-01-01T00:00:00.000000Z"


def test_fields_are_written_changed_or_not(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    order = Order(customer_id="1", order_id="2", placed_at=PLACED, total=Decimal(1))
    db.save(order, table.name)
    db.update_item_partial({"pk": "customer#1", "sk": "order#2"}, table.name, changes={"total": 5})

    order.status = "paid"
    db.update_item_partial(order, table.name, fields=["total"])
    item = raw(table, aws_backend)
    assert (item["total"], item["status"]) == (1, "open")

    db.update_item_partial(order, table.name)
    assert raw(table, aws_backend)["gsi1_pk"] == "status#paid"


def test_an_upsert_is_refused_or_leaves_every_key_true(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    order = Order(customer_id="1", order_id="2", placed_at=PLACED)
    with pytest.raises(KeyBuildError, match="status"):
        db.update_item_partial(order, table.name, config=UpdateConfig.upserting())

    how = UpdateConfig(upsert=True, read_first=True)
    db.update_item_partial(order, table.name, config=how)
    assert raw(table, aws_backend)["gsi1_pk"] == "status#open"
    order.status = "paid"
    db.update_item_partial(order, table.name, fields=["status"], config=how)
    assert raw(table, aws_backend)["gsi1_pk"] == "status#paid"


def test_nothing_changed_is_nothing_sent(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    order = Order(customer_id="1", order_id="2")
    db.save(order, table.name)
    interrupt(db, lambda: pytest.fail("sent"))

    assert db.update_item_partial(order, table.name).unwrap() is order


def test_an_instance_read_in_part_changes_what_was_read(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    order = Order(customer_id="1", order_id="2", placed_at=PLACED, total=Decimal(7))
    order.address = {"city": "Rome", "zip": "1"}
    db.save(order, table.name)
    how = GetItemConfig(
        projection_expression="customer_id, order_id, #s, address.city",
        expression_attribute_names={"#s": "status"},
    )
    key = Order.primary.key(customer_id="1", order_id="2")
    part = db.get(key, table.name, config=how).unwrap()

    part.status = "paid"
    with pytest.raises(KeyBuildError, match="placed_at"):
        db.update_item_partial(part, table.name)
    part.address["city"] = "Oslo"
    with pytest.raises(ValidationError, match="address"):
        db.update_item_partial(part, table.name)
    part.address["city"] = "Rome"
    db.update_item_partial(part, table.name, config=UpdateConfig.reading_first())

    item = raw(table, aws_backend)
    assert (item["status"], item["gsi1_pk"], item["total"]) == ("paid", "status#paid", 7)
    assert item["address"] == {"city": "Rome", "zip": "1"}


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"item": 7}, InvalidParameterError),
        ({"item": Order}, InvalidParameterError),
        ({"item": {"x": 1}}, KeyBuildError),
        ({"item": {"pk": "a", "sk": ""}, "changes": {"x": 1}}, KeyBuildError),
        ({"item": {"pk": "a", "sk": "b"}}, InvalidParameterError),
        ({"item": {"pk": "a", "sk": "b"}, "changes": {"sk": "c"}}, PrimaryKeyChangeError),
        ({"item": {"pk": "a", "sk": "b"}, "changes": [("x", 1)]}, InvalidParameterError),
        ({"item": {"pk": "a"}, "fields": ["x"]}, InvalidParameterError),
        ({"item": {"pk": "a", "x": 1}, "fields_to_clear": ["x"]}, ValidationError),
        ({"item": {"pk": "a"}, "fields_to_clear": "x"}, InvalidParameterError),
        ({"item": {"pk": "a", "x": 1}, "return_values": "SOME"}, InvalidParameterError),
        ({"item": {"pk": "a", "x": 1}, "config": {"upsert": True}}, InvalidParameterError),
    ],
)
def test_what_cannot_be_meant_is_refused_before_it_is_sent(
    arguments: dict[str, Any], error: type[Exception]
) -> None:
    db: Any = DynamoDB.from_pool(aws_endpoint_url="http://127.0.0.1:1")
    with pytest.raises(error):
        db.update_item_partial(**arguments, table_name="app")
