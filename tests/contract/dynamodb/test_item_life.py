"""Times, versions and forms of items, on moto and again on a server over HTTP."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from boto3.dynamodb.conditions import Attr, Key

from boto3_assist.dynamodb import (
    DynamoDB,
    DynamoDBIndex,
    DynamoDBModel,
    DynamoDBModelBase,
    DynamoDBTable,
    GetItemConfig,
    ItemConfig,
)
from boto3_assist.errors import (
    ConditionalCheckFailedError,
    ItemNotFoundError,
    ModelMappingError,
    SchemaVersionError,
    VersionConflictError,
)
from boto3_assist.testing import AwsBackend, TableFactory

NOW = datetime(2024, 5, 1, 12, 0, 0, 5, tzinfo=timezone.utc)
DAY = timedelta(days=1)


class Counter(DynamoDBModel):
    counter_id: str
    count: int = 0
    made_at: datetime | None = None
    changed_at: datetime | None = None
    version: int = 0

    primary = DynamoDBIndex.primary(pk="counter#{counter_id}", sk="counter")
    by_change = DynamoDBIndex("gsi1", pk="counters", sk="{changed_at}")
    item_config = ItemConfig(created_at="made_at", updated_at="changed_at", version="version")


@dataclass(frozen=True)
class Coupon(DynamoDBModelBase):
    coupon_id: str
    used: bool = False
    version: int | None = None

    primary = DynamoDBIndex.primary(pk="coupon#{coupon_id}", sk="coupon")
    item_config = ItemConfig(version="version")


class Session(DynamoDBModelBase):
    """As in 0.x: a plain class with a number."""

    def __init__(self, session_id: str | None = None) -> None:
        super().__init__()
        self.session_id = session_id
        self.user = ""
        self.ttl: int | None = None

    primary = DynamoDBIndex.primary(pk="sessions", sk="session#{session_id}")
    item_config = ItemConfig(ttl="ttl")


@dataclass
class Lease(DynamoDBModelBase):
    lease_id: str
    holder: str
    ends_at: datetime | None = None
    version: int = 0

    primary = DynamoDBIndex.primary(pk="lease#{lease_id}", sk="lease")
    item_config = ItemConfig(ttl="ends_at", version="version")


@pytest.fixture
def table(db: DynamoDB, table_factory: TableFactory) -> DynamoDBTable:
    db.clock = lambda: NOW
    return table_factory(Counter, Coupon, Session, Lease, db=db)


def raw(db: DynamoDB, table: DynamoDBTable, key: dict[str, Any]) -> dict[str, Any]:
    return db.get(key, table.name, config=GetItemConfig.consistent()).unwrap()


class TestStamps:
    def test_are_written_and_read_back(self, db: DynamoDB, table: DynamoDBTable) -> None:
        counter = Counter(counter_id="7")
        db.save(counter, table.name)
        db.clock = lambda: NOW + DAY
        db.save(counter, table.name)

        read = db.get(Counter.primary.key(counter_id="7"), table.name).unwrap()

        assert read == counter
        assert (read.made_at, read.changed_at, read.version) == (NOW, NOW + DAY, 2)
        assert db.query(Counter.by_change.query().gte(changed_at=NOW + DAY), table.name).data == [
            counter
        ]
        assert db.query(Counter.by_change.query().lte(changed_at=NOW), table.name).data == []


class TestTwoWriters:
    def test_the_second_one_does_not_lose_the_firsts_update(
        self, db: DynamoDB, table: DynamoDBTable
    ) -> None:
        key = Counter.primary.key(counter_id="7")
        db.save(Counter(counter_id="7"), table.name)
        first, second = (db.get(key, table.name).unwrap() for _ in range(2))

        first.count = 10
        db.save(first, table.name)
        second.count = 99
        with pytest.raises(VersionConflictError) as caught:
            db.save(second, table.name)

        assert (caught.value.given_version, caught.value.stored_version) == (1, 2)
        assert caught.value.item is not None
        assert Counter.map(caught.value.item) == first
        assert (second.count, second.version) == (99, 1)
        assert db.get(key, table.name).data == first

    def test_a_new_one_does_not_replace_an_item(self, db: DynamoDB, table: DynamoDBTable) -> None:
        coupon = db.save(Coupon("7", used=True), table.name).unwrap()

        with pytest.raises(VersionConflictError):
            db.save(Coupon("7"), table.name)

        assert coupon == Coupon("7", True, 1)
        assert db.get(model=coupon, table_name=table.name).data == coupon

    def test_a_deleted_item_does_not_come_back(self, db: DynamoDB, table: DynamoDBTable) -> None:
        key = Counter.primary.key(counter_id="7")
        db.save(Counter(counter_id="7"), table.name)
        first, second = (db.get(key, table.name).unwrap() for _ in range(2))
        db.delete(model=first, table_name=table.name)

        with pytest.raises(VersionConflictError) as caught:
            db.save(second, table.name)

        assert caught.value.item is None
        assert db.get(key, table.name).data is None
        assert db.delete(model=second, table_name=table.name).success

    def test_a_delete_does_not_lose_an_update(self, db: DynamoDB, table: DynamoDBTable) -> None:
        key = Counter.primary.key(counter_id="7")
        db.save(Counter(counter_id="7"), table.name)
        first, second = (db.get(key, table.name).unwrap() for _ in range(2))
        db.save(first, table.name)

        with pytest.raises(VersionConflictError):
            db.delete(model=second, table_name=table.name)

        assert db.get(key, table.name).data == first
        db.delete(model=first, table_name=table.name)
        assert db.get(key, table.name).data is None

    def test_an_item_older_than_the_version_is_locked_too(
        self, db: DynamoDB, table: DynamoDBTable
    ) -> None:
        key = Counter.primary.key(counter_id="7")
        db.save({**key.to_dict(), "counter_id": "7", "count": 5}, table.name)
        first, second = (db.get(key, table.name).unwrap() for _ in range(2))

        db.save(first, table.name)
        with pytest.raises(VersionConflictError):
            db.save(second, table.name)
        with pytest.raises(VersionConflictError):
            db.delete(model=second, table_name=table.name)

        assert db.get(key, table.name).data == first
        assert first.version == 1

    def test_a_condition_of_the_callers_is_told_apart(
        self, db: DynamoDB, table: DynamoDBTable
    ) -> None:
        counter = Counter(counter_id="7", count=5)
        db.save(counter, table.name)

        with pytest.raises(ConditionalCheckFailedError) as caught:
            db.save(counter, table.name, condition_expression=Attr("count").gt(5))

        assert type(caught.value) is ConditionalCheckFailedError
        assert counter.version == 1
        db.save(counter, table.name, condition_expression=Attr("count").gt(4))
        assert counter.version == 2

    def test_many_count_without_losing_one(
        self, db: DynamoDB, table: DynamoDBTable, one_at_a_time: AbstractContextManager[Any]
    ) -> None:
        writers, each = 6, 2
        key = Counter.primary.key(counter_id="7")
        db.save(Counter(counter_id="7"), table.name)
        all_have_read = threading.Barrier(writers)

        def read() -> Counter:
            with one_at_a_time:
                return db.get(key, table.name, config=GetItemConfig.consistent()).unwrap()

        def counted_on(counter: Counter) -> bool:
            counter.count += 1
            try:
                with one_at_a_time:
                    db.save(counter, table.name)
            except VersionConflictError:
                return False
            return True

        def work(_: int) -> None:
            counter = read()
            all_have_read.wait()
            for _ in range(each):
                while not counted_on(counter):
                    counter = read()

        with ThreadPoolExecutor(writers) as pool:
            list(pool.map(work, range(writers)))

        counter = read()
        assert (counter.count, counter.version) == (writers * each, writers * each + 1)


@pytest.fixture
def one_at_a_time(aws_backend: AwsBackend) -> AbstractContextManager[Any]:
    """Make single calls atomic where moto, inside this process, tests and writes in two steps."""
    return threading.Lock() if aws_backend.endpoint_url is None else nullcontext()


class TestTimeToLive:
    def test_an_expired_item_is_gone_for_its_model_only(
        self, db: DynamoDB, table: DynamoDBTable
    ) -> None:
        session = Session("7")
        session.set_ttl_from_duration(60, now=NOW)
        db.save(session, table.name)
        key = Session.primary.key(session_id="7")
        query = Session.primary.query()

        assert db.get(key, table.name).unwrap().to_dictionary() == session.to_dictionary()
        assert [each.session_id for each in db.query(query, table.name).data] == ["7"]
        db.clock = lambda: NOW + timedelta(seconds=61)

        shown = GetItemConfig(include_expired=True)
        assert db.get(key, table.name).data is None
        assert db.query(query, table.name).data == []
        assert db.query(query, table.name).count == 0
        with pytest.raises(ItemNotFoundError):
            db.get(key, table.name, config=GetItemConfig(must_exist=True))
        assert db.get(key, table.name, config=shown).unwrap().is_expired(now=db.clock())
        assert len(db.query(query, table.name, include_expired=True).data) == 1
        assert raw(db, table, key.to_dict())["ttl"] == session.ttl
        assert len(db.query(Key("pk").eq("sessions"), table.name).data) == 1

    def test_a_new_item_takes_the_place_of_an_expired_one(
        self, db: DynamoDB, table: DynamoDBTable
    ) -> None:
        session = Session("7")
        session.set_ttl_from_duration(60, now=NOW)
        db.save(session, table.name, fail_if_exists=True)
        other = Session("7")
        other.user = "other"

        db.clock = lambda: NOW + timedelta(seconds=60)
        with pytest.raises(ConditionalCheckFailedError):
            db.save(other, table.name, fail_if_exists=True)
        db.clock = lambda: NOW + timedelta(seconds=61)
        db.save(other, table.name, fail_if_exists=True)

        found = db.get(Session.primary.key(session_id="7"), table.name).unwrap()
        assert (found.user, found.ttl) == ("other", None)
        with pytest.raises(ConditionalCheckFailedError):
            db.save(session, table.name, fail_if_exists=True)

    def test_a_lease_passes_to_one_other_holder_when_it_has_expired(
        self, db: DynamoDB, table: DynamoDBTable
    ) -> None:
        leases = [Lease("7", holder) for holder in ("ann", "bob", "cid")]
        for lease in leases:
            lease.set_ttl_from_duration(timedelta(minutes=1), now=NOW)
        ann, bob, cid = leases
        db.save(ann, table.name)
        with pytest.raises(VersionConflictError):
            db.save(bob, table.name)
        db.clock = lambda: NOW + timedelta(seconds=61)
        for lease in leases:
            lease.set_ttl_from_duration(timedelta(minutes=1), now=db.clock())

        db.save(bob, table.name)

        with pytest.raises(VersionConflictError):
            db.save(cid, table.name)
        assert db.get(Lease.primary.key(lease_id="7"), table.name).data == bob

    def test_a_datetime_is_a_number_in_the_table(self, db: DynamoDB, table: DynamoDBTable) -> None:
        ends_at = datetime(2024, 5, 1, 14, 30, tzinfo=timezone(timedelta(hours=2)))
        lease = Lease("7", "ann", ends_at)
        db.save(lease, table.name)

        read = db.get(model=lease, table_name=table.name).unwrap()

        assert raw(db, table, lease.primary_key())["ends_at"] == 1_714_566_600
        assert read.ends_at == ends_at
        assert read.ends_at is not None and read.ends_at.tzinfo is timezone.utc


class Profile(DynamoDBModel):
    user_id: str
    first: str
    last: str
    address: dict[str, str]

    primary = DynamoDBIndex.primary(pk="users", sk="user#{user_id}")
    item_config = ItemConfig(
        entity_type="profile",
        schema_version=3,
        upcasters={
            1: lambda item: {
                **{name: value for name, value in item.items() if name != "name"},
                **dict(zip(("first", "last"), item["name"].split(" "))),
            },
            2: lambda item: {"address": {"city": item.pop("city")}, **item},
        },
    )


STORED: list[dict[str, Any]] = [
    {"user_id": "1", "name": "Ann Lee", "city": "Bonn", "legacy": {"kept": 1}},
    {"user_id": "2", "first": "Bob", "last": "Ray", "city": "Ulm", "schema_version": 2},
    {
        "user_id": "3",
        "first": "Cid",
        "last": "Day",
        "address": {"city": "Ems"},
        "schema_version": 3,
        "entity_type": "profile",
    },
]


class TestSchemaVersions:
    @pytest.fixture
    def users(self, db: DynamoDB, table_factory: TableFactory) -> str:
        name: str = table_factory(Profile, db=db).name
        for item in STORED:
            db.save({"pk": "users", "sk": f"user#{item['user_id']}", **item}, name)
        return name

    def test_items_of_three_versions_are_todays_model_everywhere(
        self, db: DynamoDB, users: str
    ) -> None:
        expected = [("Ann", "Bonn"), ("Bob", "Ulm"), ("Cid", "Ems")]
        keys = [Profile.primary.key(user_id=each["user_id"]) for each in STORED]
        config = GetItemConfig.with_projections()

        for found in (
            [db.get(key, users).unwrap() for key in keys],
            [db.get(key, users, config=config).unwrap() for key in keys],
            [db.get(key.to_dict(), users).to(Profile) for key in keys],
            [Profile.map(db.get(key.to_dict(), users)) for key in keys],
            [Profile.map(db.get(key.to_dict(), users).unwrap()) for key in keys],
            db.query(Profile.primary.query(), users).data,
            db.query(Key("pk").eq("users"), users).to_list(Profile),
        ):
            shown = [(each.first, each.address["city"]) for each in found if each is not None]
            assert shown == expected

    def test_the_next_save_writes_todays_form(self, db: DynamoDB, users: str) -> None:
        profile = db.get(Profile.primary.key(user_id="1"), users).unwrap()

        db.save(profile, users)

        assert db.get({"pk": "users", "sk": "user#1"}, users).data == {
            "pk": "users",
            "sk": "user#1",
            "user_id": "1",
            "first": "Ann",
            "last": "Lee",
            "address": {"city": "Bonn"},
            "legacy": {"kept": 1},
            "entity_type": "profile",
            "schema_version": 3,
        }

    def test_a_part_of_an_older_item_is_taken_as_far_as_it_goes(
        self, db: DynamoDB, users: str
    ) -> None:
        key = Profile.primary.key(user_id="2")

        whole = GetItemConfig(projection_expression="user_id, city, #f, #l", **NAMES)
        assert db.get(key, users, config=whole).unwrap().address == {"city": "Ulm"}
        part = GetItemConfig(projection_expression="user_id")
        with pytest.raises(ModelMappingError, match="raised KeyError"):
            db.get(key, users, config=part)

    def test_a_newer_item_and_one_of_another_type_are_told(self, db: DynamoDB, users: str) -> None:
        key = Profile.primary.key(user_id="3")
        db.save({**key.to_dict(), **STORED[2], "schema_version": 4}, users)
        with pytest.raises(SchemaVersionError):
            db.get(key, users)

        db.save({**key.to_dict(), **STORED[2], "entity_type": "robot"}, users)
        with pytest.raises(ModelMappingError, match="entity type"):
            db.get(key, users)
        assert len(db.query(Profile.primary.query(), users).data) == 2


NAMES: dict[str, Any] = {"expression_attribute_names": {"#f": "first", "#l": "last"}}
