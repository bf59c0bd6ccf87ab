"""Stamps and versions as values on instances of every style."""

from __future__ import annotations

import copy
import pickle
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ConfigDict, Field

from boto3_assist.dynamodb import (
    DynamoDBIndex,
    DynamoDBKey,
    DynamoDBModel,
    DynamoDBModelBase,
    ItemConfig,
)
from boto3_assist.dynamodb.conditions import Expression
from boto3_assist.dynamodb.instance_state import keep_stored
from boto3_assist.dynamodb.item_life import (
    next_version,
    stamp_value,
    take_over,
    version_condition,
    with_values,
    written_values,
)
from boto3_assist.dynamodb.schema import schema_of_instance
from boto3_assist.dynamodb.version_lock import version_lock
from boto3_assist.errors import (
    ConditionalCheckFailedError,
    ConfigurationError,
    InvalidParameterError,
    KeyBuildError,
    ValidationError,
)

NOW = datetime(2024, 5, 1, 14, 0, 0, 5, tzinfo=timezone(timedelta(hours=2)))
UTC = datetime(2024, 5, 1, 12, 0, 0, 5, tzinfo=timezone.utc)
CONFIG = ItemConfig(created_at="made_at", updated_at="changed_at", version="version")


class PydanticDoc(DynamoDBModel):
    doc_id: str
    made_at: datetime | None = None
    changed_at: str | None = None
    version: int = 0

    primary = DynamoDBIndex.primary(pk="doc#{doc_id}", sk="doc")
    by_change = DynamoDBIndex("gsi1", pk="doc", sk="changed#{changed_at}#{version}")
    item_config = CONFIG


class LockedDoc(PydanticDoc):
    model_config = ConfigDict(frozen=True)


class GuardedDoc(PydanticDoc):
    model_config = ConfigDict(validate_assignment=True, extra="allow")

    made_at: datetime | None = Field(None, frozen=True)


@dataclass
class DataDoc(DynamoDBModelBase):
    doc_id: str
    made_at: datetime | None = None
    changed_at: int | None = None
    version: int | None = None

    primary = DynamoDBIndex.primary(pk="doc#{doc_id}", sk="doc")
    item_config = CONFIG


@dataclass(frozen=True)
class FrozenDoc(DynamoDBModelBase):
    doc_id: str
    made_at: datetime | None = None
    changed_at: int | None = None
    version: int | None = None

    primary = DynamoDBIndex.primary(pk="doc#{doc_id}", sk="doc")
    item_config = CONFIG


@dataclass(slots=True)
class SlotsDoc(DynamoDBModelBase):
    doc_id: str
    made_at: datetime | None = None
    changed_at: int | None = None
    version: int | None = None

    primary = DynamoDBIndex.primary(pk="doc#{doc_id}", sk="doc")
    item_config = CONFIG


class PlainDoc(DynamoDBModelBase):
    made_at: datetime | None
    changed_at: str | None

    def __init__(self, doc_id: str | None = None) -> None:
        super().__init__()
        self.doc_id = doc_id
        self.made_at = None
        self.changed_at = None
        self._version = 0

    @property
    def version(self) -> int:
        return self._version

    @version.setter
    def version(self, value: int) -> None:
        self._version = value

    primary = DynamoDBIndex.primary(pk="doc#{doc_id}", sk="doc")
    item_config = CONFIG


STYLES: list[Any] = [PydanticDoc, LockedDoc, GuardedDoc, DataDoc, FrozenDoc, SlotsDoc, PlainDoc]
styles = pytest.mark.parametrize("model", STYLES)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("datetime", UTC),
        ("int", 1_714_564_800),
        ("str", "2024-05-01T12:00:00.000005+00:00"),
    ],
)
def test_a_stamp_has_the_declared_type(kind: str, expected: object) -> None:
    annotation = {"datetime": datetime, "int": int | None, "str": str}[kind]
    plain = type("Doc", (DynamoDBModelBase,), {"__annotations__": {"at": annotation}})
    model: Any = dataclass(plain)
    schema = schema_of_instance(model(None))

    stamp = stamp_value(schema, "at", NOW)

    assert stamp == expected
    assert type(stamp) is type(expected)
    with pytest.raises(InvalidParameterError):
        stamp_value(schema, "at", NOW.replace(tzinfo=None))


def test_a_text_stamp_has_one_width() -> None:
    schema = schema_of_instance(PydanticDoc(doc_id="7"))
    times = [UTC, UTC.replace(microsecond=0), UTC + timedelta(days=400)]

    stamps = [stamp_value(schema, "changed_at", time) for time in times]

    assert len({len(str(stamp)) for stamp in stamps}) == 1
    assert sorted(stamps) == [stamps[1], stamps[0], stamps[2]]


@styles
def test_a_write_sets_stamps_and_version(model: Any) -> None:
    doc = model(doc_id="7")

    first = written_values(doc, NOW)
    second = written_values(with_values(doc, first), NOW + timedelta(days=1))

    assert first.keys() == {"made_at", "changed_at", "version"}
    assert (first["made_at"], first["version"]) == (UTC, 1)
    assert second.keys() == {"changed_at", "version"}
    assert second["version"] == 2
    assert second["changed_at"] > first["changed_at"]


@styles
def test_a_copy_has_the_values_and_the_original_stays(model: Any) -> None:
    doc = model(doc_id="7")
    keep_stored(doc, {"pk": {"S": "doc#7"}})
    before = copy.deepcopy(doc.to_dictionary())

    changed = with_values(doc, {"version": 5, "made_at": UTC})

    assert doc.to_dictionary() == before
    assert changed.to_dictionary() == {**before, "version": 5, "made_at": UTC}
    assert type(changed) is type(doc)
    assert version_lock(changed) == version_lock(with_values(doc, {"version": 5}))


@styles
def test_values_are_taken_over_by_whatever_style(model: Any) -> None:
    doc = model(doc_id="7")

    take_over(doc, {"version": 5})

    assert doc.version == 5
    assert doc.to_resource_dictionary()["version"] == 5
    assert pickle.loads(pickle.dumps(doc)).version == 5


def test_a_pydantic_model_knows_that_the_fields_were_set() -> None:
    doc = PydanticDoc(doc_id="7")

    take_over(doc, {"version": 5})

    assert doc.model_fields_set == {"doc_id", "version"}


def test_keys_are_made_of_the_new_values() -> None:
    doc = PydanticDoc(doc_id="7", changed_at="never")

    written = with_values(doc, written_values(doc, NOW))

    assert (
        written.to_resource_dictionary()["gsi1_sk"] == "changed#2024-05-01T12:00:00.000005+00:00#1"
    )


def test_keys_made_by_functions_are_made_of_the_new_values() -> None:
    class Old(DynamoDBModelBase):
        def __init__(self, old_id: str | None = None) -> None:
            super().__init__()
            self.old_id = old_id
            self.version = 0
            self.indexes.add_primary(DynamoDBIndex(pk="old#{old_id}"))
            newest = DynamoDBKey("gsi1_pk", lambda: f"version#{self.version}")
            self.indexes.add_secondary(DynamoDBIndex("gsi1", partition_key=newest))

        item_config = ItemConfig(version="version")

    old = Old("7")

    written = with_values(old, written_values(old, NOW))

    assert written.to_resource_dictionary()["gsi1_pk"] == "version#1"
    assert old.to_resource_dictionary()["gsi1_pk"] == "version#0"


STORED = {"pk": {"S": "doc#7"}, "sk": {"S": "doc"}}
NEW = Expression("attribute_not_exists(#pk)", {"#pk": "pk"})
UNVERSIONED = Expression(
    "attribute_exists(#pk) AND attribute_not_exists(#version)", {"#pk": "pk", "#version": "version"}
)


def versioned(version: int | None) -> Expression:
    return Expression("#version = :version", {"#version": "version"}, {":version": version})


@styles
@pytest.mark.parametrize(
    ("version", "stored", "expected"),
    [
        (0, None, NEW),
        (3, None, versioned(3)),
        (0, STORED, UNVERSIONED),
        (3, STORED, UNVERSIONED),
        (3, {**STORED, "version": {"N": "3"}}, versioned(3)),
        (0, {**STORED, "version": {"N": "0"}}, versioned(0)),
        (3, {**STORED, "version": {"N": "5"}}, versioned(3)),
    ],
)
def test_the_condition_is_on_the_version_that_was_read(
    model: Any, version: int, stored: Any, expected: Expression
) -> None:
    doc = model(doc_id="7")
    take_over(doc, {"version": version})
    if stored is not None:
        keep_stored(doc, stored)

    assert version_condition(doc) == expected
    assert next_version(doc) == version + 1


def test_none_is_no_version() -> None:
    doc = DataDoc("7")
    assert version_condition(doc) == NEW
    assert next_version(doc) == 1

    keep_stored(doc, {**STORED, "version": {"N": "5"}})
    assert version_condition(doc) == versioned(None)


def test_a_model_without_a_version_has_no_condition() -> None:
    @dataclass
    class Note(DynamoDBModelBase):
        note_id: str

        primary = DynamoDBIndex.primary(pk="note#{note_id}")

    assert version_condition(Note("7")) is None
    assert written_values(Note("7"), NOW) == {}


@pytest.mark.parametrize("version", ["3", -1, 1.5, True, [3]])
def test_a_version_that_is_no_number_is_refused(version: Any) -> None:
    doc = DataDoc("7", version=version)

    for call in (next_version, version_condition):
        with pytest.raises(ValidationError, match="version") as caught:
            call(doc)
        assert caught.value.details["field"] == "version"


def test_a_version_of_a_whole_decimal_counts_on() -> None:
    assert next_version(DataDoc("7", version=Decimal(3))) == 4  # type: ignore[arg-type]  # a number


def test_a_model_without_a_primary_index_has_nothing_to_lock() -> None:
    @dataclass
    class Keyless(DynamoDBModelBase):
        version: int = 0
        item_config = ItemConfig(version="version")

    with pytest.raises(KeyBuildError, match="no primary index"):
        version_condition(Keyless())


def test_a_plain_instance_without_the_field_is_told() -> None:
    class Wrong(DynamoDBModelBase):
        changed_at: datetime

        def __init__(self) -> None:
            super().__init__()

        item_config = ItemConfig(updated_at="changed_at")

    with pytest.raises(ConfigurationError, match="'changed_at'"):
        written_values(Wrong(), NOW)


class Ticket(DynamoDBModel):
    ticket_id: str
    ends_at: int | None = None
    version: int = 0

    primary = DynamoDBIndex.primary(pk="ticket#{ticket_id}")
    item_config = ItemConfig(ttl="ends_at", version="version")


@pytest.mark.parametrize(
    ("version", "stored", "now", "item", "broken"),
    [
        (0, None, None, None, False),
        (0, None, None, {"version": 1}, True),
        (0, None, NOW, {"version": 1, "ends_at": 5}, False),
        (0, None, None, {"version": 1, "ends_at": 5}, True),
        (0, None, NOW, {"version": 1, "ends_at": "5"}, True),
        (3, None, NOW, None, True),
        (3, None, NOW, {"version": 3}, False),
        (3, None, NOW, {"version": Decimal(3)}, False),
        (3, None, NOW, {"version": 4}, True),
        (3, None, NOW, {}, True),
        (3, None, NOW, {"version": "3"}, True),
        (0, STORED, NOW, None, True),
        (0, STORED, NOW, {}, False),
        (0, STORED, NOW, {"version": 1}, True),
    ],
)
def test_a_lock_tells_whether_it_was_the_one_that_failed(
    version: int, stored: Any, now: datetime | None, item: Any, broken: bool
) -> None:
    ticket = Ticket(ticket_id="7", version=version)
    if stored is not None:
        keep_stored(ticket, stored)
    lock = version_lock(ticket, now)
    assert lock is not None

    assert lock.is_broken_by(item) is broken


@pytest.mark.parametrize(
    ("version", "item", "told", "stored_version"),
    [
        (0, {"version": 5}, "is new, but an item with its key is stored", 5),
        (3, {"version": 5}, "stored with version 5, and was to be written over version 3", 5),
        (3, {"version": Decimal(5)}, "stored with version 5", 5),
        (3, {"version": "secret"}, "stored with no version", None),
        (3, None, "of version 3 is not stored", None),
    ],
)
def test_a_conflict_says_which_versions_met(
    version: int, item: Any, told: str, stored_version: int | None
) -> None:
    lock = version_lock(Ticket(ticket_id="7", version=version))
    assert lock is not None
    error = ConditionalCheckFailedError(
        "no",
        item=item,
        aws_code="ConditionalCheckFailedException",
        http_status=400,
        request_id="R1",
        operation="PutItem",
        response={"Error": {}},
    )

    conflict = lock.conflict(error)

    assert told in str(conflict)
    assert "secret" not in str(conflict.to_dict())
    assert (conflict.given_version, conflict.stored_version) == (version, stored_version)
    assert conflict.item is item
    assert (conflict.aws_code, conflict.http_status) == ("ConditionalCheckFailedException", 400)
    assert (conflict.request_id, conflict.operation) == ("R1", "PutItem")
    assert conflict.response == {"Error": {}}
    assert conflict.error_code == "VERSION_CONFLICT"
    assert not conflict.retryable
