"""Two writers at one table in any order, and what must hold after each of their steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from boto3_assist.dynamodb import (
    CLEAR_FIELD,
    DynamoDB,
    DynamoDBIndex,
    DynamoDBTable,
    MergeStrategy,
    UpdateConfig,
)
from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.errors import (
    ItemNotFoundError,
    KeyBuildError,
    TransactionCanceledError,
    VersionConflictError,
)
from tests.property.consistency.orders import DataclassOrder

CUSTOMER = "acme#1"
FIELDS = (
    "status",
    "placed_at",
    "region",
    "total",
    "email",
    "category",
    "score",
    "expires_at",
    "note",
)
ABSENT: dict[str, Any] = dict.fromkeys(FIELDS) | {"note": ""}
KEYS = {
    "primary": ("pk", "sk"),
    "gsi1": ("gsi1_pk", "gsi1_sk"),
    "gsi2": ("gsi2_pk", "gsi2_sk"),
    "gsi3": ("gsi3_pk",),
    "gsi4": ("category", "gsi4_sk"),
    "gsi5": ("email",),
    "gsi6": ("gsi1_pk", "gsi6_sk"),
    "gsi7": ("gsi7_pk", "gsi7_sk"),
    "gsi8": ("gsi8_pk", "gsi8_sk"),
    "lsi1": ("pk", "lsi1_sk"),
}
SYNTHESISED = {name for names in KEYS.values() for name in names} - {"category", "email"}
SHARED = {"pk", "gsi1_pk"}

_VALUES: dict[str, Any] = {
    "status": st.sampled_from(["open", "paid", "a#b", "a%23b"]),
    "placed_at": st.sampled_from(
        [datetime(2026, 1, day, tzinfo=timezone.utc) for day in (1, 2, 28)]
    ),
    "region": st.sampled_from(["eu", "us"]),
    "total": st.sampled_from([Decimal("-1.5"), Decimal(0), Decimal("1E+3")]),
    "email": st.sampled_from(["a@example.com", "b@example.com"]),
    "category": st.sampled_from(["books", "toys"]),
    "score": st.integers(0, 3),
    "expires_at": st.sampled_from([4_000_000_000, 5_000_000_000]),
    "note": st.sampled_from(["", "x", "y"]),
}
values = st.sets(st.sampled_from(FIELDS), max_size=4).flatmap(
    lambda names: st.fixed_dictionaries({name: _VALUES[name] for name in sorted(names)})
)
some_values = values.filter(bool)
names = st.sets(st.sampled_from(FIELDS[:-1]), min_size=1, max_size=3).map(sorted)
writers = st.sampled_from(["one", "two"])
ids = st.sampled_from(["1", "2"])


@dataclass
class Held:
    """What a writer holds: an instance, and what the table had when it was read or written."""

    instance: Any
    known: dict[str, Any] = field(default_factory=dict)
    version: int = 0
    cleared: set[str] = field(default_factory=set)


class TitledTable(DataclassOrder):
    """Every index that one of the models has, for the table to be made with."""

    title: ClassVar[str]
    by_title = DynamoDBIndex("gsi7", pk="titles", sk="{note}")


class TwoWriters(RuleBasedStateMachine):
    """Random saves, updates, merges, clears and deletes by two writers with copies of their own."""

    model: ClassVar[type[Any]]
    is_versioned: ClassVar[bool] = False
    # The server over HTTP keeps an item without the sort key in an index, which DynamoDB does not.
    is_sparse_by_sort_key: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self.db = DynamoDB.from_pool()
        self.table = DynamoDBTable(f"orders-{uuid4().hex}", models=[TitledTable], db=self.db)
        self.table.create()
        # What the fields of each item must be, and its version.
        self.expected: dict[str, dict[str, Any]] = {}
        self.versions: dict[str, int] = {}
        self.held: dict[tuple[str, str], Held] = {}

    def teardown(self) -> None:
        try:
            self.indexes_hold_what_has_all_inputs()
        finally:
            self.table.delete()

    @rule(writer=writers, order_id=ids, given=values)
    def create(self, writer: str, order_id: str, given: dict[str, Any]) -> None:
        order = self.make(order_id, given)
        if self.is_versioned and order_id in self.expected:
            self.refused(lambda: self.db.save(order, self.table.name))
            return
        self.db.save(order, self.table.name)
        self.written(writer, order_id, order, fields_of(order))

    @rule(writer=writers, order_id=ids)
    def read(self, writer: str, order_id: str) -> None:
        result = self.db.get(self.key(order_id), self.table.name)
        assert bool(result) == (order_id in self.expected)
        if result:
            order = self.read_as_model(result)
            assert fields_of(order) == self.expected[order_id]
            self.held[writer, order_id] = Held(
                order, fields_of(order), self.versions.get(order_id, 0)
            )

    @precondition(lambda self: self.held)
    @rule(data=st.data(), given=values)
    def change(self, data: st.DataObject, given: dict[str, Any]) -> None:
        held = self.held[data.draw(st.sampled_from(sorted(self.held)))]
        for name, value in given.items():
            setattr(held.instance, name, value)

    @precondition(lambda self: self.held)
    @rule(
        data=st.data(),
        given=values,
        cleared=names,
        strategy=st.sampled_from(MergeStrategy),
    )
    def merge(
        self, data: st.DataObject, given: dict[str, Any], cleared: list[str], strategy: Any
    ) -> None:
        held = self.held[data.draw(st.sampled_from(sorted(self.held)))]
        held.instance.merge(given | dict.fromkeys(cleared, CLEAR_FIELD), strategy)
        assert all(getattr(held.instance, name) is None for name in cleared)
        held.cleared.update(cleared)

    @precondition(lambda self: self.held)
    @rule(data=st.data())
    def save(self, data: st.DataObject) -> None:
        writer, order_id = data.draw(st.sampled_from(sorted(self.held)))
        held = self.held[writer, order_id]
        if self.is_stale(order_id, held):
            self.refused(lambda: self.db.save(held.instance, self.table.name))
            return
        self.db.save(held.instance, self.table.name)
        self.written(writer, order_id, held.instance, fields_of(held.instance))

    @precondition(lambda self: self.held)
    @rule(data=st.data(), given=values, cleared=st.just([]) | names, upsert=st.booleans())
    def update(
        self, data: st.DataObject, given: dict[str, Any], cleared: list[str], upsert: bool
    ) -> None:
        writer, order_id = data.draw(st.sampled_from(sorted(self.held)))
        held = self.held[writer, order_id]
        for name, value in given.items():
            setattr(held.instance, name, value)
        now = fields_of(held.instance) | dict.fromkeys(cleared)
        changed = {name: now[name] for name in FIELDS if now[name] != held.known[name]}
        # What was cleared is removed, though it was not there when the item was read.
        changed |= {name: None for name in held.cleared if now[name] is None}
        changed |= dict.fromkeys(cleared)

        def send() -> Any:
            return self.db.update_item_partial(
                held.instance,
                self.table.name,
                fields_to_clear=cleared,
                config=UpdateConfig(upsert=upsert),
            )

        if not changed:
            send()
            return
        if order_id not in self.expected and not upsert:
            self.missing(send)
        elif self.is_stale(order_id, held):
            self.refused(send)
        else:
            assert send().unwrap() is held.instance
            assert fields_of(held.instance) == now
            stored = self.expected.get(order_id, now)
            self.written(writer, order_id, held.instance, stored | changed)

    @precondition(lambda self: self.held)
    @rule(data=st.data(), given=values, chosen=names)
    def update_fields(self, data: st.DataObject, given: dict[str, Any], chosen: list[str]) -> None:
        writer, order_id = data.draw(st.sampled_from(sorted(self.held)))
        held = self.held[writer, order_id]
        for name, value in given.items():
            setattr(held.instance, name, value)

        def send() -> Any:
            return self.db.update_item_partial(held.instance, self.table.name, fields=chosen)

        if order_id not in self.expected:
            self.missing(send)
        elif self.is_stale(order_id, held):
            self.refused(send)
        else:
            send()
            written = {name: getattr(held.instance, name) for name in chosen}
            known, cleared = held.known | written, held.cleared.difference(chosen)
            self.written(writer, order_id, held.instance, self.expected[order_id] | written)
            again = self.held[writer, order_id]
            again.known, again.cleared = known, cleared

    @rule(writer=writers, order_id=ids, given=values)
    def move(self, writer: str, order_id: str, given: dict[str, Any]) -> None:
        result = self.db.get(self.key(order_id), self.table.name)
        if not result:
            return
        order, other = self.read_as_model(result), "2" if order_id == "1" else "1"
        for name, value in ({"order_id": other} | given).items():
            setattr(order, name, value)
        if other in self.expected:
            with pytest.raises(TransactionCanceledError):
                self.db.move(order, self.table.name)
            return
        self.db.move(order, self.table.name)
        del self.expected[order_id]
        self.versions[other] = self.versions.pop(order_id, 0)
        self.written(writer, other, order, fields_of(order))

    # An index that is added in a constructor is not on the class, to make a key by.
    @precondition(lambda self: hasattr(self.model, "primary"))
    @rule(order_id=ids, given=some_values, cleared=st.just([]) | names)
    def update_by_key(self, order_id: str, given: dict[str, Any], cleared: list[str]) -> None:
        changes = given | dict.fromkeys(cleared, CLEAR_FIELD)

        def send() -> Any:
            key = self.model_key(order_id)
            return self.db.update_item_partial(key, self.table.name, changes=changes)

        if order_id not in self.expected:
            self.missing(send)
            return
        send()
        after = self.expected[order_id] | given | dict.fromkeys(cleared)
        # What is so already is not written; what is cleared is removed, whether it is there or not.
        if cleared or after != self.expected[order_id]:
            self.count(order_id)
        self.expected[order_id] = after

    @rule(order_id=ids, given=some_values, upsert=st.booleans())
    def update_by_hand(self, order_id: str, given: dict[str, Any], upsert: bool) -> None:
        given = {name: value for name, value in given.items() if value != ""} or {"note": "z"}
        order = self.make(order_id, given)

        def send() -> Any:
            how = UpdateConfig(upsert=upsert, read_first=True)
            return self.db.update_item_partial(order, self.table.name, config=how)

        if order_id not in self.expected and not upsert:
            self.missing(send)
            return
        send()
        self.count(order_id)
        self.expected[order_id] = self.expected.get(order_id, ABSENT) | given

    @rule(order_id=ids, given=some_values)
    def upsert_unread(self, order_id: str, given: dict[str, Any]) -> None:
        """Without a read it is refused, or leaves every key true: the invariants tell."""
        given = {name: value for name, value in given.items() if value != ""} or {"note": "z"}
        order = self.make(order_id, given)
        try:
            self.db.update_item_partial(order, self.table.name, config=UpdateConfig(upsert=True))
        except KeyBuildError:
            return
        self.count(order_id)
        self.expected[order_id] = self.expected.get(order_id, ABSENT) | given

    @rule(order_id=ids)
    def delete(self, order_id: str) -> None:
        self.db.delete(primary_key=self.key(order_id), table_name=self.table.name)
        self.expected.pop(order_id, None)
        self.versions.pop(order_id, None)

    @invariant()
    def keys_are_those_of_the_attributes(self) -> None:
        items = self.scan(None)
        assert {item["order_id"] for item in items} == self.expected.keys()
        for item in items:
            order = self.model.map({n: v for n, v in item.items() if n not in SYNTHESISED})
            assert fields_of(order) == self.expected[item["order_id"]]
            made = order.to_resource_dictionary()
            assert keys_in(item) == keys_in(made)
            assert item.get("title") == made.get("title")
            for attributes in KEYS.values():
                # All of an index or nothing: half a key would be found by nobody.
                synthesised = [name for name in attributes if name in SYNTHESISED - SHARED]
                assert len({name in item for name in synthesised}) <= 1

    def indexes_hold_what_has_all_inputs(self) -> None:
        items = self.scan(None)
        for index, attributes in KEYS.items():
            if index != "primary":
                complete = {item["order_id"] for item in items if item.keys() >= set(attributes)}
                found = self.scan(index)
                if not self.is_sparse_by_sort_key:
                    found = [item for item in found if item.keys() >= set(attributes)]
                assert {item["order_id"] for item in found} == complete

    def make(self, order_id: str, given: dict[str, Any]) -> Any:
        order = self.model(customer_id=CUSTOMER, order_id=order_id)
        for name, value in given.items():
            setattr(order, name, value)
        return order

    def key(self, order_id: str) -> dict[str, Any]:
        return DataclassOrder.primary.key(customer_id=CUSTOMER, order_id=order_id).to_dict()

    def model_key(self, order_id: str) -> Any:
        return self.model.primary.key(customer_id=CUSTOMER, order_id=order_id)

    def read_as_model(self, result: Any) -> Any:
        return result.to(self.model)

    def is_stale(self, order_id: str, held: Held) -> bool:
        if not self.is_versioned or order_id not in self.expected:
            return self.is_versioned
        # An item that was deleted and made anew may have the same version, not the same end.
        expiry = held.known["expires_at"]
        is_of_other_life = expiry not in (None, self.expected[order_id]["expires_at"])
        return is_of_other_life or held.version != self.versions[order_id]

    def written(self, writer: str, order_id: str, order: Any, now: dict[str, Any]) -> None:
        self.expected[order_id] = now
        self.count(order_id)
        self.held[writer, order_id] = Held(order, fields_of(order), self.versions[order_id])

    def count(self, order_id: str) -> None:
        self.versions[order_id] = self.versions.get(order_id, 0) + 1

    def refused(self, send: Callable[[], Any]) -> None:
        try:
            send()
        except VersionConflictError:
            return
        raise AssertionError("a stale version was written")

    def missing(self, send: Callable[[], Any]) -> None:
        try:
            send()
        except ItemNotFoundError:
            return
        raise AssertionError("an absent item was updated")

    def scan(self, index: str | None) -> list[dict[str, Any]]:
        of_index: Any = {} if index is None else {"IndexName": index}
        response = self.db.client.scan(TableName=self.table.name, **of_index)
        return [decode_item(item) for item in response["Items"]]


def fields_of(order: Any) -> dict[str, Any]:
    """Read the fields that are not part of the primary key."""
    return {name: getattr(order, name) for name in FIELDS}


def keys_in(item: dict[str, Any]) -> dict[str, Any]:
    """Pick the attributes that the library made."""
    return {name: value for name, value in item.items() if name in SYNTHESISED}
