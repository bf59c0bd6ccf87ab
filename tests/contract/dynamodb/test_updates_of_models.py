"""Updates by the key of a model, where the model or the item is not the simplest one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, computed_field

from boto3_assist.dynamodb import (
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBModelBase,
    ItemConfig,
    Update,
    UpdateConfig,
    attr,
)
from boto3_assist.errors import (
    ConditionalCheckFailedError,
    InvalidParameterError,
    ItemNotFoundError,
    KeyBuildError,
    ModelMappingError,
    ValidationError,
    VersionConflictError,
    WriteConflictError,
)
from boto3_assist.testing import AwsBackend, TableFactory
from tests.contract.dynamodb.writers import interrupt, raw

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=timezone.utc)


@dataclass
class Animal(DynamoDBModelBase):
    animal_id: str
    name: str = ""
    meals: int = 0

    primary = DynamoDBIndex.primary(pk="animal#{animal_id}", sk="animal")
    item_config = ItemConfig(entity_type="animal")


@dataclass
class Dog(Animal):
    by_name = DynamoDBIndex("gsi1", pk="dogs", sk="{name}")
    item_config = ItemConfig(entity_type="dog")


@dataclass
class Cat(Animal):
    by_name = DynamoDBIndex("gsi1", pk="cats", sk="{name}")
    item_config = ItemConfig(entity_type="cat")


@dataclass
class Plant(DynamoDBModelBase):
    animal_id: str
    meals: int = 0

    primary = DynamoDBIndex.primary(pk="animal#{animal_id}", sk="animal")
    item_config = ItemConfig(entity_type="plant")


ANIMAL = Animal.primary.key(animal_id="7")


def test_keys_are_those_of_the_type_that_the_item_has_when_it_is_written(
    db: DynamoDB, table_factory: TableFactory, aws_backend: AwsBackend
) -> None:
    table = table_factory(Dog)
    db.save(Dog("7", "Rex"), table.name)
    interrupt(db, lambda: db.save(Cat("7", "Tom"), table.name))

    db.update_item(table.name, ANIMAL, Update().set("name", "Bo").increment("meals"))

    item = raw(table, aws_backend)
    assert (item["entity_type"], item["gsi1_pk"], item["gsi1_sk"]) == ("cat", "cats", "Bo")
    assert item["meals"] == 1


def test_an_instance_does_not_write_its_keys_into_an_item_of_another_type(
    db: DynamoDB, table_factory: TableFactory, aws_backend: AwsBackend
) -> None:
    table = table_factory(Dog)
    db.save(Dog("7", "Rex"), table.name)
    dog = db.get(ANIMAL, table.name).unwrap()
    db.save(Cat("7", "Tom"), table.name)
    stored = raw(table, aws_backend)

    dog.name = "Bo"
    with pytest.raises(ModelMappingError):
        db.update_item_partial(dog, table.name)

    assert raw(table, aws_backend) == stored


@pytest.mark.parametrize("return_values", ["NONE", "ALL_NEW"])
def test_an_item_of_another_type_is_left_alone(
    db: DynamoDB, table_factory: TableFactory, aws_backend: AwsBackend, return_values: str
) -> None:
    table = table_factory(Dog)
    db.save(Cat("7", "Tom"), table.name)
    stored = raw(table, aws_backend)
    key = Plant.primary.key(animal_id="7")

    with pytest.raises(ModelMappingError):
        db.update_item(table.name, key, Update().increment("meals"), return_values=return_values)

    assert raw(table, aws_backend) == stored
    # Older than the declaration.
    db.save({**key.to_dict(), "animal_id": "7"}, table.name)
    db.update_item(table.name, key, Update().increment("meals"))
    assert raw(table, aws_backend)["meals"] == 1


@dataclass
class Session(DynamoDBModelBase):
    session_id: str
    visits: int = 0
    topic: str = "a"
    ends_at: datetime | None = None

    primary = DynamoDBIndex.primary(pk="session#{session_id}", sk="session")
    by_topic = DynamoDBIndex("gsi1", pk="topic#{topic}", sk="{session_id}")
    item_config = ItemConfig(ttl="ends_at")


@pytest.mark.parametrize("update", [Update().increment("visits"), Update().set("topic", "b")])
def test_what_has_expired_is_not_updated_by_key(
    db: DynamoDB, table_factory: TableFactory, aws_backend: AwsBackend, update: Update
) -> None:
    table = table_factory(Session)
    db.clock = lambda: NOW
    key = Session.primary.key(session_id="7")
    db.save(Session("7", ends_at=NOW), table.name)
    db.update_item(table.name, key, update)
    stored = raw(table, aws_backend)

    db.clock = lambda: NOW + timedelta(seconds=1)
    with pytest.raises(ItemNotFoundError):
        db.update_item(table.name, key, update, condition_expression=attr("visits") < 9)
    with pytest.raises(ItemNotFoundError):
        db.update_item_partial(key, table.name, changes={"topic": "c"})

    assert raw(table, aws_backend) == stored


class Address(BaseModel):
    city: str = ""
    street: str = ""


class Shop(DynamoDBModel):
    shop_id: str
    status: str = "open"
    address: Address = Address()
    hours: dict[str, int] = {}
    primary = DynamoDBIndex.primary(pk="shop#{shop_id}", sk="shop")
    by_title = DynamoDBIndex("gsi1", pk="{status}", sk="{shop_id}")


class Titled(Shop):
    @computed_field  # type: ignore[prop-decorator]  # mypy has no decorated properties
    @property
    def title(self) -> str:
        return f"{self.status}: {self.address.city}"


class Frozen(Shop):
    model_config = ConfigDict(frozen=True)


class Posted(Shop):
    def model_post_init(self, context: object, /) -> None:
        """Stand for a constructor that does something."""


@pytest.mark.parametrize("model", [Shop, Titled, Frozen, Posted])
def test_set_puts_one_value_in_the_place_of_another_whatever_the_model(
    db: DynamoDB, table_factory: TableFactory, aws_backend: AwsBackend, model: type[Shop]
) -> None:
    table = table_factory(Shop)
    address = Address(city="Rome", street="Via X")
    db.save(model(shop_id="7", address=address, hours={"mo": 8}), table.name)

    result = db.update_item(
        table.name,
        model.primary.key(shop_id="7"),
        Update()
        .set("status", "shut")
        .set("address", {"city": "Bonn"})
        .set("hours", {"tu": 9})
        .set(attr("rank"), 1),
        return_values="ALL_NEW",
    )

    item = raw(table, aws_backend)
    assert item["address"] == {"city": "Bonn", "street": ""}
    assert (item["hours"], item["rank"], item["gsi1_pk"]) == ({"tu": 9}, 1, "shut")
    assert item.get("title") == ("shut: Bonn" if model is Titled else None)
    expected = model(shop_id="7", status="shut", address=Address(city="Bonn"), hours={"tu": 9})
    assert result.data is not None and result.data.to_dictionary() == expected.to_dictionary()


def test_a_change_by_key_of_a_frozen_class_gives_another_instance(
    db: DynamoDB, table_factory: TableFactory, aws_backend: AwsBackend
) -> None:
    table = table_factory(Shop)
    db.save(Frozen(shop_id="7"), table.name)
    key = Frozen.primary.key(shop_id="7")

    shop = db.update_item_partial(key, table.name, changes={"status": "shut"}).unwrap()

    assert shop == Frozen(shop_id="7", status="shut")
    assert raw(table, aws_backend)["gsi1_pk"] == "shut"


@dataclass
class Parcel(DynamoDBModelBase):
    parcel_id: str
    state: str = "new"
    weight: int = 0

    primary = DynamoDBIndex.primary(pk="parcel#{parcel_id}", sk="parcel")

    def __post_init__(self) -> None:
        super().__init__()
        self.indexes.add_secondary(DynamoDBIndex("gsi1", pk="state#{state}", sk="{parcel_id}"))


def test_an_index_that_a_constructor_adds_stays_true(
    db: DynamoDB, table_factory: TableFactory, aws_backend: AwsBackend
) -> None:
    table = table_factory(Session)
    key = Parcel.primary.key(parcel_id="7")
    db.save(Parcel("7"), table.name)

    db.update_item(table.name, key, Update().set("state", "sent").increment("weight", 5))

    item = raw(table, aws_backend)
    assert (item["state"], item["gsi1_pk"], item["weight"]) == ("sent", "state#sent", 5)
    with pytest.raises(KeyBuildError):
        db.update_item(table.name, key, Update().set_if_not_exists("state", "lost"))


@dataclass
class Player(DynamoDBModelBase):
    player_id: str
    game: str = "chess"
    score: int | None = None
    team: str = "x"

    primary = DynamoDBIndex.primary(pk="player#{player_id}", sk="player")
    top = DynamoDBIndex("gsi1", pk_attribute="game", sk_attribute="score")
    by_team = DynamoDBIndex("gsi2", pk="team#{team}", sk_attribute="game")


def test_an_attribute_that_is_a_key_by_itself_can_be_counted(
    db: DynamoDB, table_factory: TableFactory, aws_backend: AwsBackend
) -> None:
    table = table_factory(Player)
    key = Player.primary.key(player_id="7")
    db.save(Player("7"), table.name)
    best = Player.top.query(game="chess").gte(score=5)

    db.update_item(table.name, key, Update().add("score", 2).set("team", "y"))
    assert db.query(best, table.name).data == []
    db.update_item(table.name, key, Update().increment("score", 3))

    assert db.query(best, table.name).data == [Player("7", "chess", 5, "y")]
    assert raw(table, aws_backend)["gsi2_pk"] == "team#y"
    # Another index has keys that must be there, and must not, with this one.
    with pytest.raises(KeyBuildError):
        db.update_item(table.name, key, Update().set_if_not_exists("game", "go"))
    with pytest.raises(KeyBuildError):
        db.update_item(table.name, key, Update().remove(attr("score[0]")))
    db.update_item(table.name, key, Update().remove("score"))
    assert db.query(Player.top.query(game="chess"), table.name).data == []


@dataclass
class Doc(DynamoDBModelBase):
    doc_id: str
    words: int = 0
    topic: str = "a"
    tags: list[str] = field(default_factory=list)
    version: int = 0

    primary = DynamoDBIndex.primary(pk="doc#{doc_id}", sk="doc")
    by_topic = DynamoDBIndex("gsi1", pk="topic#{topic}", sk="{doc_id}")
    item_config = ItemConfig(version="version")


DOC = Doc.primary.key(doc_id="7")


def test_steps_are_done_once_though_the_version_moves_on(
    db: DynamoDB, table_factory: TableFactory, aws_backend: AwsBackend
) -> None:
    table = table_factory(Doc)
    db.save(Doc("7"), table.name)
    interrupt(db, lambda: db.update_item(table.name, DOC, Update().increment("words")), times=2)

    db.update_item(table.name, DOC, Update().set("topic", "b").list_append("tags", ["x"]))

    item = raw(table, aws_backend)
    assert (item["topic"], item["gsi1_pk"], item["tags"]) == ("b", "topic#b", ["x"])
    assert (item["words"], item["version"]) == (2, 4)


def test_an_update_gives_up_and_writes_nothing(
    db: DynamoDB, table_factory: TableFactory, aws_backend: AwsBackend
) -> None:
    table = table_factory(Doc)
    db.save(Doc("7"), table.name)
    interrupt(db, lambda: db.update_item(table.name, DOC, Update().increment("words")), times=2)

    with pytest.raises(WriteConflictError):
        db.update_item(
            table.name,
            DOC,
            Update().set("topic", "b").list_append("tags", ["x"]),
            config=UpdateConfig(max_attempts=2),
        )

    item = raw(table, aws_backend)
    assert (item["topic"], item["gsi1_pk"], item["tags"]) == ("a", "topic#a", [])
    assert item["words"] == 2


@pytest.mark.parametrize("update", [Update().increment("words"), Update().set("topic", "b")])
def test_the_version_of_an_instance_is_the_one_that_must_be_stored(
    db: DynamoDB, table_factory: TableFactory, aws_backend: AwsBackend, update: Update
) -> None:
    table = table_factory(Doc)
    doc = db.save(Doc("7"), table.name).unwrap()
    stale = db.get(DOC, table.name).unwrap()

    result = db.update_item(table.name, doc, update)

    assert result.data is doc
    assert doc == db.get(DOC, table.name).data
    assert doc.version == 2
    stored = raw(table, aws_backend)
    with pytest.raises(VersionConflictError) as caught:
        db.update_item(table.name, stale, update)
    assert caught.value.stored_version == 2
    assert raw(table, aws_backend) == stored
    assert stale.version == 1
    db.save(doc, table.name)


@dataclass
class Lease(DynamoDBModelBase):
    lease_id: str
    uses: int = 0
    topic: str = "a"
    ends_at: int | None = None
    version: int | None = None

    primary = DynamoDBIndex.primary(pk="lease#{lease_id}", sk="lease")
    by_topic = DynamoDBIndex("gsi1", pk="topic#{topic}", sk="{lease_id}")
    item_config = ItemConfig(ttl="ends_at", version="version")


@pytest.mark.parametrize("update", [Update().increment("uses"), Update().set("topic", "b")])
def test_what_took_the_place_of_an_instance_is_not_updated(
    db: DynamoDB, table_factory: TableFactory, aws_backend: AwsBackend, update: Update
) -> None:
    table = table_factory(Lease)
    db.clock = lambda: NOW
    key = Lease.primary.key(lease_id="7")
    unversioned = {**key.to_dict(), "lease_id": "7", "uses": 0, "topic": "a"}
    db.save(unversioned, table.name)
    old = db.get(key, table.name).unwrap()
    db.update_item(table.name, key, Update().increment("uses"))
    stored = raw(table, aws_backend)
    with pytest.raises(VersionConflictError):
        db.update_item(table.name, old, update)
    assert raw(table, aws_backend) == stored

    db.delete(key, table.name)
    lease = db.save(Lease("7", ends_at=int(NOW.timestamp()) + 10), table.name).unwrap()
    db.delete(key, table.name)
    db.save(Lease("7", ends_at=int(NOW.timestamp()) + 20), table.name)
    stored = raw(table, aws_backend)
    # The version is the same; it is another lease.
    with pytest.raises(VersionConflictError):
        db.update_item(table.name, lease, update)
    assert raw(table, aws_backend) == stored


def test_an_instance_becomes_what_is_stored(
    db: DynamoDB, table_factory: TableFactory, aws_backend: AwsBackend
) -> None:
    table = table_factory(Shop)
    db.save(Shop(shop_id="7", hours={"mo": 8}), table.name)
    shop = db.get(Shop.primary.key(shop_id="7"), table.name).unwrap()
    other = Update().set("address.city", "Rome").set(attr("rank"), 1)
    db.update_item(table.name, Shop.primary.key(shop_id="7"), other)

    db.update_item(table.name, shop, Update().set("status", "shut").remove("hours"))

    assert shop == Shop(shop_id="7", status="shut", address=Address(city="Rome"))
    assert "hours" not in shop.model_fields_set
    db.update_item_partial(shop, table.name)
    db.save(shop, table.name)
    item = raw(table, aws_backend)
    assert (item["rank"], item["gsi1_pk"], item["hours"]) == (1, "shut", {})
    db.update_item(table.name, shop, Update().remove(attr("rank")))
    db.save(shop, table.name)
    assert "rank" not in raw(table, aws_backend)


def test_a_frozen_instance_stays_and_another_one_comes_back(
    db: DynamoDB, table_factory: TableFactory, aws_backend: AwsBackend
) -> None:
    table = table_factory(Shop)
    shop = db.save(Frozen(shop_id="7"), table.name).unwrap()

    result = db.update_item(table.name, shop, Update().set("status", "shut"))

    assert (shop.status, result.data) == ("open", Frozen(shop_id="7", status="shut"))


@pytest.mark.parametrize(
    ("make", "options", "error"),
    [
        (lambda shop: shop.merge({"status": "shut"}), {}, ValidationError),
        (lambda shop: Shop(shop_id="7", status="shut"), {}, ValidationError),
        (lambda shop: shop, {"return_values": "ALL_OLD"}, InvalidParameterError),
        (lambda shop: shop, {"config": UpdateConfig.upserting()}, InvalidParameterError),
        (lambda shop: Shop(shop_id="8"), {}, ItemNotFoundError),
    ],
)
def test_an_instance_loses_nothing_by_an_update(
    db: DynamoDB,
    table_factory: TableFactory,
    aws_backend: AwsBackend,
    make: Callable[[Shop], Shop],
    options: dict[str, Any],
    error: type[Exception],
) -> None:
    table = table_factory(Shop)
    shop = make(db.save(Shop(shop_id="7"), table.name).unwrap())
    stored, before = raw(table, aws_backend), shop.to_dictionary()

    with pytest.raises(error):
        db.update_item(table.name, shop, Update().set("hours.mo", 9), **options)

    assert (raw(table, aws_backend), shop.to_dictionary()) == (stored, before)


def test_an_instance_made_by_hand_with_its_key_alone_is_filled(
    db: DynamoDB, table_factory: TableFactory
) -> None:
    table = table_factory(Doc)
    db.save(Doc("7", 5, "b"), table.name)

    doc = db.update_item(table.name, Doc("7"), Update().increment("words")).unwrap()

    assert doc == Doc("7", 6, "b", [], 2)


def test_an_index_that_an_instance_was_given_stays_true(
    db: DynamoDB, table_factory: TableFactory, aws_backend: AwsBackend
) -> None:
    table = table_factory(Session)
    session = Session("7")
    session.indexes.add_secondary(DynamoDBIndex("gsi5", pk="visits#{visits}"))
    db.save(session, table.name)

    db.update_item(table.name, session, Update().set("visits", 5))

    assert raw(table, aws_backend)["gsi5_pk"] == "visits#5"


def test_a_deletion_tells_which_of_its_conditions_failed(
    db: DynamoDB, table_factory: TableFactory
) -> None:
    table = table_factory(Doc)
    doc = db.save(Doc("7"), table.name).unwrap()
    stale = Doc("7", version=5)
    wrong = attr("words") == 5

    for given, condition, error in (
        (doc, wrong, ConditionalCheckFailedError),
        (Doc("7"), wrong, ConditionalCheckFailedError),
        (stale, None, VersionConflictError),
        (stale, wrong, VersionConflictError),
    ):
        with pytest.raises(ConditionalCheckFailedError) as caught:
            db.delete(given, table.name, condition_expression=condition)
        assert type(caught.value) is error
    db.delete(DOC, table.name)
    with pytest.raises(ConditionalCheckFailedError) as caught:
        db.delete(doc, table.name, condition_expression=wrong)
    assert type(caught.value) is ConditionalCheckFailedError
    db.delete(doc, table.name)
