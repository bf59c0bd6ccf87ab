"""What is done with instances that were read in part, in each style: nothing unread is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from boto3_assist.dynamodb import (
    CLEAR_FIELD,
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBModelBase,
    DynamoDBTable,
    GetItemConfig,
    ItemConfig,
    MergeStrategy,
    Update,
)
from boto3_assist.errors import FieldNotReadError, KeyBuildError, ValidationError
from boto3_assist.testing import AwsBackend

CONFIG = ItemConfig(version="version")


class Pydantic(DynamoDBModel):
    customer: str
    number: int
    status: str = "open"
    total: int = 7
    note: str | None = "default"
    meta: dict[str, int] = {}
    version: int = 0

    item_config = CONFIG
    primary = DynamoDBIndex.primary(pk="pydantic#{customer}", sk="order#{number}")
    by_status = DynamoDBIndex("gsi1", pk="pydantic#{status}#{total}", sk="order#{number}")


@dataclass
class Data(DynamoDBModelBase):
    customer: str
    number: int
    status: str = "open"
    total: int = 7
    note: str | None = "default"
    meta: dict[str, int] = field(default_factory=dict)
    version: int = 0

    item_config = CONFIG
    primary = DynamoDBIndex.primary(pk="data#{customer}", sk="order#{number}")
    by_status = DynamoDBIndex("gsi1", pk="data#{status}#{total}", sk="order#{number}")


class Plain(DynamoDBModelBase):
    item_config = CONFIG
    primary = DynamoDBIndex.primary(pk="plain#{customer}", sk="order#{number}")
    by_status = DynamoDBIndex("gsi1", pk="plain#{status}#{total}", sk="order#{number}")

    def __init__(self, customer: str = "", number: int = 0, **values: Any) -> None:
        super().__init__()
        self.customer = customer
        self.number = number
        self.status = "open"
        self.total = 7
        self.note: str | None = "default"
        self.meta: dict[str, int] = {}
        self.version: int = 0
        vars(self).update(values)


STORED: dict[str, Any] = {
    "customer": "1",
    "number": 1,
    "status": "paid",
    "total": 99,
    "note": "stored",
    "meta": {"a": 1, "b": 2},
    "version": 1,
}
styles = pytest.mark.parametrize("model", [Pydantic, Data, Plain])


@pytest.fixture
def db(aws: AwsBackend) -> DynamoDB:
    db = DynamoDB.from_pool()
    DynamoDBTable("app", models=[Pydantic, Data, Plain], db=db).create()
    return db


@dataclass
class Shop:
    db: DynamoDB
    model: Any

    def stock(self) -> None:
        self.db.delete(primary_key=self.key, table_name="app")
        self.db.save(self.model(**{**STORED, "version": 0}), "app")

    def part(self, *names: str) -> Any:
        config = GetItemConfig(projection=["customer", "number", *names])
        return self.db.get(self.key, "app", config=config).unwrap()

    def whole(self) -> Any:
        return self.db.get(self.key, "app").unwrap()

    def update(self, instance: Any, **options: Any) -> dict[str, Any]:
        self.db.update_item_partial(instance, "app", **options)
        stored = self.whole()
        by_status = self.model.by_status.query(status=stored.status, total=stored.total)
        assert self.db.query(by_status, "app").data == [stored] or self.model is Plain
        assert self.db.count(by_status, "app") == 1
        found: dict[str, Any] = stored.to_dictionary()
        return found

    @property
    def key(self) -> Any:
        return self.model.primary.key(customer="1", number=1)


@pytest.fixture
def shop(db: DynamoDB, model: Any) -> Shop:
    shop = Shop(db, model)
    shop.stock()
    return shop


@styles
def test_a_merge_takes_nothing_from_what_was_not_read(shop: Shop) -> None:
    for strategy in MergeStrategy:
        assert shop.whole().merge(shop.part("total"), strategy).to_dictionary() == STORED
    assert shop.whole().map(shop.part("total")).to_dictionary() == STORED


MERGES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("non_null_wins", {"note": "new", "total": None}, {"note": "new"}),
    ("updates_win", {"note": None}, {"note": None}),
    ("updates_win", {"meta": {"c": 3}}, {"meta": {"c": 3}}),
    ("existing_wins", {"note": None}, {}),
    ("existing_wins", {"customer": "1", "number": 5}, {}),
]


@styles
def test_a_merge_into_what_was_not_read_is_one_into_what_is_stored(shop: Shop) -> None:
    for strategy, update, changes in MERGES:
        shop.stock()
        whole = shop.whole().merge(update, strategy).to_dictionary()

        stored = shop.update(shop.part().merge(update, strategy))

        assert stored == {**STORED, **changes, "version": 2 if changes else 1}
        assert {**whole, "version": stored["version"]} == stored


@styles
def test_a_merge_that_depends_on_what_was_not_read_is_refused(shop: Shop) -> None:
    # The stored map has entries that would have to stay, and what exists might be None.
    refused: list[tuple[str, dict[str, Any]]] = [
        ("non_null_wins", {"meta": {"c": 3}}),
        ("existing_wins", {"meta": {"c": 3}}),
        ("existing_wins", {"total": 5}),
    ]
    for strategy, update in refused:
        part = shop.part()
        with pytest.raises(FieldNotReadError):
            part.merge({"note": "new", **update}, strategy)
        assert part.to_dictionary() == {"customer": "1", "number": 1, "version": 1}


@styles
def test_a_field_that_was_not_read_can_be_cleared(shop: Shop) -> None:
    shop.db.update_item_partial(shop.part().merge({"note": CLEAR_FIELD}), "app")

    assert "note" not in shop.db.get(shop.key.to_dict(), "app").unwrap()
    assert shop.whole().total == 99


@styles
def test_what_was_changed_is_written_and_the_rest_kept(shop: Shop) -> None:
    part = shop.part("note")
    part.note = "new"

    assert shop.update(part) == {**STORED, "note": "new", "version": 2}


@styles
def test_a_field_that_was_not_read_can_be_set(shop: Shop) -> None:
    part = shop.part()
    part.meta = {"c": 3}
    part.note = None

    assert shop.update(part) == {**STORED, "meta": {"c": 3}, "note": None, "version": 2}


@styles
def test_a_key_is_made_anew_of_what_is_known_only(shop: Shop) -> None:
    part = shop.part()
    part.status = "late"

    with pytest.raises(KeyBuildError, match="total"):
        shop.update(part)
    part.total = 5
    assert shop.update(part) == {**STORED, "status": "late", "total": 5, "version": 2}


@styles
def test_what_was_not_read_is_not_written_by_naming_it(shop: Shop) -> None:
    with pytest.raises(ValidationError, match="total"):
        shop.update(shop.part("note"), fields=["total"])
    with pytest.raises(KeyBuildError, match="status"):
        shop.update(shop.part("note"), fields_to_clear=["total"])


@styles
def test_a_map_that_was_read_in_part_is_not_written(shop: Shop) -> None:
    part = shop.part("meta.a")
    part.note = "new"
    assert shop.update(part) == {**STORED, "note": "new", "version": 2}

    part = shop.part("meta.a")
    part.meta["c"] = 3
    with pytest.raises(ValidationError, match="meta"):
        shop.update(part)


@styles
def test_without_its_key_an_instance_can_be_written_nowhere(shop: Shop) -> None:
    steps = Update().set("note", "new")
    changed: Any = shop.db.update_item(
        "app", key=shop.key, update_expression=steps, return_values="UPDATED_NEW"
    ).to(shop.model)
    config = GetItemConfig(projection=["note"])
    without_key = shop.db.get(shop.key, "app", config=config).unwrap()

    for instance in (changed, without_key):
        instance.note = "newer"
        with pytest.raises(KeyBuildError, match="customer"):
            shop.update(instance)
        with pytest.raises(KeyBuildError, match="customer"):
            shop.db.get(instance, "app")
        with pytest.raises(ValidationError):
            shop.db.save(instance, "app")
    assert shop.whole().note == "new"


def test_a_property_that_needs_what_was_not_read_does_not_lose_a_key(
    db: DynamoDB,
) -> None:
    class Labelled(DynamoDBModelBase):
        primary = DynamoDBIndex.primary(pk="labelled#{ident}", sk="labelled")
        by_label = DynamoDBIndex("gsi1", pk="label#{label}#{kind}", sk="labelled")

        def __init__(self, ident: str = "", text: str = "", kind: str = "") -> None:
            super().__init__()
            self.ident = ident
            self._text = text
            self.text = text
            self.kind = kind

        @property
        def label(self) -> str:
            return self.text.upper()

    db.save(Labelled("1", "abc", "x"), "app")
    config = GetItemConfig(projection=["ident", "kind"])
    part = db.get(Labelled.primary.key(ident="1"), "app", config=config).unwrap()
    part.kind = "y"

    with pytest.raises((FieldNotReadError, KeyBuildError)):
        db.update_item_partial(part, "app")

    assert db.count(Labelled.by_label.query(label="ABC", kind="x"), "app") == 1
