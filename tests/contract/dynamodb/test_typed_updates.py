"""Updates by steps, on moto and again on a server over HTTP: what is written, what is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timezone
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest
from boto3.dynamodb.conditions import Attr
from pydantic import BaseModel, Field, field_serializer

from boto3_assist.dynamodb import (
    AttributePath,
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBModelBase,
    DynamoDBTable,
    ItemConfig,
    Update,
    UpdateConfig,
    attr,
)
from boto3_assist.errors import (
    ConditionalCheckFailedError,
    DynamoDBRequestRejectedError,
    InvalidParameterError,
    ItemNotFoundError,
    KeyBuildError,
    PrimaryKeyChangeError,
    ValidationError,
)
from boto3_assist.testing import AwsBackend, TableFactory
from tests.contract.dynamodb.writers import interrupt, raw

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=timezone.utc)


class Status(str, Enum):
    OPEN = "open"
    PAID = "paid"


class Line(BaseModel):
    sku: str
    qty: int = 1


class Order(DynamoDBModel):
    customer_id: str
    order_id: str
    status: Status | None = None
    region: str = "eu"
    total: Decimal = Field(default=Decimal(0), alias="sum")
    visits: int = 0
    lines: list[Line] = []
    tags: set[str] | None = None
    stats: dict[str, int] = {}
    note: str | None = None

    model_config = {"populate_by_name": True}
    primary = DynamoDBIndex.primary(pk="customer#{customer_id}", sk="order#{order_id}")
    by_status = DynamoDBIndex("gsi1", pk="status#{status}", sk="region#{region}")


@dataclass
class Doc(DynamoDBModelBase):
    doc_id: str
    words: int = 0
    updated_at: datetime | None = None
    version: int = 0

    primary = DynamoDBIndex.primary(pk="doc#{doc_id}", sk="doc")
    by_update = DynamoDBIndex("gsi1", pk="docs", sk="updated#{updated_at}")
    item_config = ItemConfig(updated_at="updated_at", version="version")


class Counter(DynamoDBModelBase):
    def __init__(self, name: str | None = None) -> None:
        super().__init__()
        self.name = name
        self.count = 0
        self.color = "red"

    primary = DynamoDBIndex.primary(pk="counter#{name}", sk="counter")
    by_color = DynamoDBIndex("gsi1", pk="color#{color}", sk="{name}")


KEY = Order.primary.key(customer_id="1", order_id="2")
DICT_KEY = {"pk": "customer#1", "sk": "order#2"}


@pytest.fixture
def table(table_factory: TableFactory, aws_backend: AwsBackend) -> DynamoDBTable:
    return table_factory(Order)


def order(**values: Any) -> Order:
    return Order(customer_id="1", order_id="2", **{"status": "open", **values})


@pytest.mark.parametrize(
    ("before", "update", "after"),
    [
        ({}, Update().set("note", "x"), {"note": "x"}),
        ({}, Update().set("total", 5), {"sum": 5}),
        ({}, Update().set(Order.field("total"), Decimal("1.5")), {"sum": Decimal("1.5")}),
        ({"visits": 2}, Update().increment("visits"), {"visits": 3}),
        ({"visits": 2}, Update().increment("visits", -5), {"visits": -3}),
        ({"visits": 2}, Update().increment("visits", 5, start=None), {"visits": 7}),
        ({"visits": 2}, Update().add("visits", 4), {"visits": 6}),
        ({"stats": {"a": 1}}, Update().increment("stats.a"), {"stats": {"a": 2}}),
        (
            {"stats": {"a": 1}},
            Update().increment("stats.b", start=10),
            {"stats": {"a": 1, "b": 11}},
        ),
        ({"tags": {"a"}}, Update().add("tags", {"b"}), {"tags": {"a", "b"}}),
        ({}, Update().add("tags", {"b"}), {"tags": {"b"}}),
        ({"tags": {"a", "b"}}, Update().delete("tags", {"b"}), {"tags": {"a"}}),
        (
            {"lines": [Line(sku="a")]},
            Update().list_append("lines", [Line(sku="b")]),
            {"lines": [{"sku": "a", "qty": 1}, {"sku": "b", "qty": 1}]},
        ),
        (
            {"lines": [Line(sku="a")]},
            Update().list_prepend("lines", [Line(sku="b"), Line(sku="c")]),
            {"lines": [{"sku": s, "qty": 1} for s in "bca"]},
        ),
        (
            {"lines": [Line(sku="a")]},
            Update().set("lines[0].qty", 7),
            {"lines": [{"sku": "a", "qty": 7}]},
        ),
        ({"lines": [Line(sku="a")]}, Update().remove("lines[0]"), {"lines": []}),
        ({"note": "old"}, Update().set_if_not_exists("note", "new"), {"note": "old"}),
        ({}, Update().set_if_not_exists("note", "new"), {"note": "new"}),
        ({"visits": 3}, Update().set("total", attr("visits")), {"sum": 3}),
        (
            {"note": "x", "visits": 1, "tags": {"a"}},
            Update().remove("note").increment("visits").add("tags", {"b"}).set("total", 1),
            {"visits": 2, "tags": {"a", "b"}, "sum": 1},
        ),
        ({}, Update().set(attr("un known.x"), 1).remove("note"), None),
    ],
)
def test_steps_change_the_item_and_nothing_else(
    db: DynamoDB,
    table: DynamoDBTable,
    aws_backend: AwsBackend,
    before: dict[str, Any],
    update: Update,
    after: dict[str, Any] | None,
) -> None:
    db.save(order(**before), table.name)
    stored = raw(table, aws_backend)
    if after is None:
        with pytest.raises(DynamoDBRequestRejectedError):
            db.update_item(table.name, KEY, update)
        assert raw(table, aws_backend) == stored
        return

    result = db.update_item(table.name, KEY, update, return_values="ALL_NEW")

    found = raw(table, aws_backend)
    removed = {a.path.attribute for a in update.actions if a.clears}
    assert found == {n: v for n, v in {**stored, **after}.items() if n not in removed}
    assert result.data is not None
    assert result.data.to_resource_dictionary() == order_of(found).to_resource_dictionary()


def order_of(item: dict[str, Any]) -> Order:
    made: Order = Order.map(item)
    return made


@pytest.mark.parametrize(
    ("update", "after"),
    [
        (
            Update().set("status", "paid").increment("visits"),
            {"status": "paid", "visits": 1, "gsi1_pk": "status#paid"},
        ),
        (Update().remove("status"), {"status": None, "gsi1_pk": None, "gsi1_sk": None}),
        (
            Update().set("region", "us").set("status", Status.PAID),
            {"status": "paid", "region": "us", "gsi1_pk": "status#paid", "gsi1_sk": "region#us"},
        ),
        (Update().set("status", Status.OPEN), {}),
    ],
)
def test_what_keys_are_made_of_takes_the_keys_along(
    db: DynamoDB,
    table: DynamoDBTable,
    aws_backend: AwsBackend,
    update: Update,
    after: dict[str, Any],
) -> None:
    db.save(order(), table.name)
    expected = {**raw(table, aws_backend), **after}

    result = db.update_item(table.name, KEY, update, return_values="ALL_NEW")

    assert raw(table, aws_backend) == {n: v for n, v in expected.items() if v is not None}
    assert result.data is not None and result.data.visits == expected["visits"]


@pytest.mark.parametrize(
    ("update", "error"),
    [
        (Update().set_if_not_exists("status", "paid"), KeyBuildError),
        (Update().set("region", attr("note")), KeyBuildError),
        (Update().set("region.x", "a"), ValidationError),
        (Update().set(attr("region.x"), "a"), KeyBuildError),
        (Update().increment(attr("region")), KeyBuildError),
        (Update().list_append(attr("region"), ["x"]), KeyBuildError),
        (Update().add(attr("region"), 1), KeyBuildError),
        (Update().delete(attr("region"), {"x"}), KeyBuildError),
        (Update().remove(attr("region[0]")), KeyBuildError),
        (Update().set("order_id", "3"), PrimaryKeyChangeError),
        (Update().remove("customer_id"), PrimaryKeyChangeError),
        (Update().set(attr("gsi1_pk"), "x"), InvalidParameterError),
        (Update().set(attr("pk"), "x"), InvalidParameterError),
        (Update().set("status", "lost"), ValidationError),
        (Update().set("visits", "x"), ValidationError),
        (Update().set("lines[0].weight", 1), ValidationError),
        (Update().set("visitz", 1), ValidationError),
        (Update(), InvalidParameterError),
        ("SET visits = visits", InvalidParameterError),
        (None, InvalidParameterError),
    ],
)
def test_what_would_make_keys_untrue_is_refused(
    db: DynamoDB,
    table: DynamoDBTable,
    aws_backend: AwsBackend,
    update: Any,
    error: type[Exception],
) -> None:
    db.save(order(), table.name)
    stored = raw(table, aws_backend)

    with pytest.raises(error):
        db.update_item(table.name, KEY, update)

    assert raw(table, aws_backend) == stored


def test_keys_stay_true_beside_another_writer(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    db.save(order(), table.name)
    other = db.get(KEY, table.name).unwrap()
    other.region = "us"
    interrupt(db, lambda: db.update_item_partial(other, table.name))

    db.update_item(table.name, KEY, Update().set("status", "paid").increment("visits"))

    item = raw(table, aws_backend)
    assert (item["gsi1_pk"], item["gsi1_sk"]) == ("status#paid", "region#us")
    assert (item["visits"], item["region"]) == (1, "us")


def test_stamps_and_version_are_written(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    db.save(Doc("7"), table.name)
    db.clock = lambda: NOW

    result = db.update_item(
        table.name,
        Doc.primary.key(doc_id="7"),
        Update().increment("words", 3),
        return_values="ALL_NEW",
    )

    item = raw(table, aws_backend)
    assert (item["words"], item["version"]) == (3, 2)
    assert item["updated_at"] == NOW.isoformat()
    assert result.data == Doc("7", 3, NOW, 2)
    assert Doc.by_update.parse(item) == {"updated_at": NOW}


@pytest.mark.parametrize("name", ["updated_at", "version"])
def test_stamps_and_version_are_not_the_callers_to_set(
    db: DynamoDB, table: DynamoDBTable, name: str
) -> None:
    db.save(Doc("7"), table.name)

    with pytest.raises(InvalidParameterError, match=name):
        db.update_item(table.name, Doc.primary.key(doc_id="7"), Update().remove(attr(name)))


def test_a_plain_class_keeps_its_keys_true(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    db.save(Counter("a"), table.name)
    key = Counter.primary.key(name="a")

    db.update_item(table.name, key, Update().increment("count").set("color", "blue"))

    item = raw(table, aws_backend)
    assert (item["count"], item["color"], item["gsi1_pk"]) == (1, "blue", "color#blue")
    with pytest.raises(KeyBuildError):
        db.update_item(table.name, key, Update().increment("color"))


def test_an_item_that_is_not_there_is_not_made_by_a_key_of_a_model(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    for update in (Update().increment("visits"), Update().set("status", "paid")):
        with pytest.raises(ItemNotFoundError):
            db.update_item(table.name, KEY, update)
        with pytest.raises(InvalidParameterError):
            db.update_item(table.name, KEY, update, config=UpdateConfig.upserting())

    assert aws_backend.client("dynamodb").scan(TableName=table.name)["Items"] == []


@pytest.mark.parametrize("update", [Update().increment("n"), "ADD n :one"])
def test_by_a_dictionary_the_item_is_made(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend, update: Any
) -> None:
    values = {":one": 1} if isinstance(update, str) else None

    with pytest.raises(ItemNotFoundError):
        db.update_item(table.name, DICT_KEY, update, values, config=UpdateConfig())
    result = db.update_item(table.name, DICT_KEY, update, values, return_values="ALL_NEW")

    assert result.data == result["Attributes"] == {**DICT_KEY, "n": 1}
    assert raw(table, aws_backend) == {**DICT_KEY, "n": 1}


@pytest.mark.parametrize(
    ("return_values", "attributes"),
    [
        ("NONE", None),
        ("ALL_OLD", {**DICT_KEY, "n": 1, "a": 1}),
        ("ALL_NEW", {**DICT_KEY, "n": 2, "a": 1}),
        ("UPDATED_OLD", {"n": 1}),
        ("UPDATED_NEW", {"n": 2}),
    ],
)
def test_every_return_value(
    db: DynamoDB, table: DynamoDBTable, return_values: str, attributes: dict[str, Any] | None
) -> None:
    db.save({**DICT_KEY, "n": 1, "a": 1}, table.name)

    result = db.update_item(
        table.name, DICT_KEY, Update().increment("n"), return_values=return_values
    )

    assert result.data == attributes
    assert result.get("Attributes") == attributes


@pytest.mark.parametrize(
    "condition", [attr("visits") >= 9, Attr("visits").gte(9), "visits >= :least"]
)
@pytest.mark.parametrize("update", [Update().increment("visits"), Update().set("status", "paid")])
def test_a_condition_that_fails_shows_the_old_item(
    db: DynamoDB,
    table: DynamoDBTable,
    aws_backend: AwsBackend,
    condition: Any,
    update: Update,
) -> None:
    db.save(order(), table.name)
    stored = raw(table, aws_backend)
    values = {":least": 9} if isinstance(condition, str) else None

    with pytest.raises(ConditionalCheckFailedError) as caught:
        db.update_item(table.name, KEY, update, values, condition_expression=condition)

    assert caught.value.item is not None and caught.value.item["visits"] == 0
    assert raw(table, aws_backend) == stored


def test_a_condition_is_asked_even_when_nothing_would_change(
    db: DynamoDB, table: DynamoDBTable
) -> None:
    db.save(order(), table.name)

    with pytest.raises(ConditionalCheckFailedError):
        db.update_item(
            table.name,
            KEY,
            Update().set("status", "open"),
            condition_expression=attr("visits") == 5,
        )


@pytest.mark.parametrize("condition", [attr("n") == 1, Attr("n").eq(1), "n = :u0"])
def test_b19_a_text_and_a_condition_share_no_placeholder_by_chance(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend, condition: Any
) -> None:
    db.save({**DICT_KEY, "n": 1}, table.name)
    values = {":u1": 5} | ({":u0": 1} if isinstance(condition, str) else {})

    db.update_item(
        table.name,
        DICT_KEY,
        "SET #u0 = :u1",
        values,
        {"#u0": "m"},
        condition_expression=condition,
        config=UpdateConfig(),
    )

    assert raw(table, aws_backend) == {**DICT_KEY, "n": 1, "m": 5}


@pytest.mark.parametrize("text", ["", "  ", "SET n = :forgotten", "SET #forgotten = n"])
def test_a_text_that_cannot_work_is_refused(db: DynamoDB, table: DynamoDBTable, text: str) -> None:
    with pytest.raises(InvalidParameterError):
        db.update_item(table.name, DICT_KEY, text, condition_expression=attr("n") == 1)


def test_d5_floats_are_written_exactly(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    db.update_item(table.name, DICT_KEY, "SET n = :n", {":n": 0.1})
    db.update_item(table.name, DICT_KEY, Update().increment("n", 0.2))

    assert raw(table, aws_backend)["n"] == 0.3


def test_names_of_any_characters_work_in_steps_and_conditions(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    names = ["a.b", "c-d", "un known", "status", "size", "1st", "l[0]", 'q"q', "#u0", ":u0", "ß"]
    db.save({**DICT_KEY, **dict.fromkeys(names, 1)}, table.name)
    attributes = [attr(AttributePath.of(name)) for name in names]
    update, were_one, are_two = Update(), attr("pk").exists(), attr("pk").exists()
    for attribute in attributes:
        update = update.increment(attribute)
        were_one &= attribute == 1
        are_two &= attribute == 2

    db.update_item(table.name, DICT_KEY, update, condition_expression=were_one)

    assert raw(table, aws_backend) == {**DICT_KEY, **dict.fromkeys(names, 2)}
    with pytest.raises(ConditionalCheckFailedError):
        db.delete(DICT_KEY, table.name, condition_expression=were_one)
    db.delete(DICT_KEY, table.name, condition_expression=are_two)


def test_the_key_of_a_dictionary_is_not_changed(db: DynamoDB, table: DynamoDBTable) -> None:
    with pytest.raises(PrimaryKeyChangeError):
        db.update_item(table.name, DICT_KEY, Update().set("sk", "x"))


@dataclass
class Animal(DynamoDBModelBase):
    animal_id: str
    name: str = ""
    tags: list[str] = field(default_factory=list)

    primary = DynamoDBIndex.primary(pk="animal#{animal_id}", sk="animal")
    item_config = ItemConfig(entity_type="animal")


@dataclass
class Dog(Animal):
    by_name = DynamoDBIndex("gsi1", pk="dogs", sk="{name}")
    item_config = ItemConfig(entity_type="dog")


def test_the_keys_of_a_subclass_stay_true(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    db.save(Dog("7", "Rex"), table.name)
    key = Animal.primary.key(animal_id="7")

    db.update_item(table.name, key, Update().set("name", "Bo").list_append("tags", ["x"]))

    item = raw(table, aws_backend)
    assert (item["name"], item["gsi1_sk"], item["tags"]) == ("Bo", "Bo", ["x"])
    with pytest.raises(KeyBuildError):
        db.update_item(table.name, key, Update().set_if_not_exists("name", "x"))


class Invoice(DynamoDBModel):
    invoice_id: str
    cents: int = 0
    rate: int = 2

    primary = DynamoDBIndex.primary(pk="invoice#{invoice_id}", sk="invoice")

    @field_serializer("cents")
    def as_text(self, cents: int) -> str:
        return f"{cents:08d}"


def test_values_are_written_as_the_field_writes_them(
    db: DynamoDB, table: DynamoDBTable, aws_backend: AwsBackend
) -> None:
    db.save(Invoice(invoice_id="7", cents=5), table.name)
    key = Invoice.primary.key(invoice_id="7")

    db.update_item(
        table.name,
        key,
        Update().set("cents", 12),
        condition_expression=Invoice.field("cents") < 10,
    )

    assert raw(table, aws_backend)["cents"] == "00000012"
