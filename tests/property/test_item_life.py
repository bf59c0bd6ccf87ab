"""Stamps and versions only grow; a time of expiry comes back as it went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModel, DynamoDBModelBase, ItemConfig
from boto3_assist.dynamodb.codec import decode_item
from boto3_assist.dynamodb.item_expiry import has_expired, seconds_of
from boto3_assist.dynamodb.item_life import with_values, written_values

LAST_SECOND = 253_402_300_799
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
# A day from the ends of what datetime holds, in any zone.
SECONDS = st.integers(86_400, LAST_SECOND - 86_400)
TIMES = st.datetimes(datetime(1970, 1, 2), datetime(9999, 12, 30), timezones=st.just(timezone.utc))


class Log(DynamoDBModel):
    log_id: str
    ends_at: datetime | None = None
    made_at: datetime | None = None
    changed_at: str | None = None
    version: int = 0

    primary = DynamoDBIndex.primary(pk="log#{log_id}")
    item_config = ItemConfig(
        ttl="ends_at", created_at="made_at", updated_at="changed_at", version="version"
    )


@dataclass(frozen=True)
class FrozenLog(DynamoDBModelBase):
    log_id: str
    ends_at: datetime | None = None
    made_at: int | None = None
    changed_at: datetime | None = None
    version: int | None = None

    primary = DynamoDBIndex.primary(pk="log#{log_id}")
    item_config = ItemConfig(
        ttl="ends_at", created_at="made_at", updated_at="changed_at", version="version"
    )


MODELS: Any = st.sampled_from([Log, FrozenLog])


@given(MODELS, SECONDS, ZONES, st.booleans())
def test_a_time_of_expiry_comes_back_as_it_went(
    model: Any, seconds: int, zone: timezone, convert: bool
) -> None:
    ends_at = datetime.fromtimestamp(seconds, zone)
    log = model(log_id="7", ends_at=ends_at)

    wire = log.to_client_dictionary()
    read = model.map(decode_item(wire, convert_decimals=convert))

    assert wire["ends_at"] == {"N": str(seconds)}
    assert read.ends_at == ends_at
    assert read.ends_at.tzinfo is timezone.utc
    assert read.to_client_dictionary() == wire


@given(SECONDS, TIMES)
def test_field_and_item_expire_at_one_moment(seconds: int, now: datetime) -> None:
    expired = {
        has_expired(value, now)
        for value in (seconds, Decimal(seconds), datetime.fromtimestamp(seconds, timezone.utc))
    }

    assert expired == {seconds < seconds_of(now)}


@given(MODELS, SECONDS, st.integers(0, 3_155_760_000), st.integers(0, 999_999))
def test_what_is_given_a_duration_lives_at_least_that_long(
    model: Any, start: int, duration: int, microseconds: int
) -> None:
    now = datetime.fromtimestamp(start % 10**9, timezone.utc).replace(microsecond=microseconds)
    log = Log(log_id="7")

    log.set_ttl_from_duration(duration, now=now)

    assert not log.is_expired(now=now + timedelta(seconds=duration))
    assert log.is_expired(now=now + timedelta(seconds=duration + 1))
    assert Log.map(log.to_resource_dictionary()).ends_at == log.ends_at


@settings(max_examples=50)
@given(MODELS, st.lists(TIMES, min_size=1, max_size=6).map(sorted))
def test_versions_and_stamps_grow_with_every_write(model: Any, times: list[datetime]) -> None:
    log = model(log_id="7")
    made, changes = None, []
    for number, now in enumerate(times, 1):
        log = with_values(log, written_values(log, now))
        log = model.map(decode_item(log.to_client_dictionary()))
        made = made or log.made_at
        changes.append(log.changed_at)
        assert log.version == number
        assert log.made_at == made

    assert changes == sorted(changes)
    assert len(set(changes)) == len(set(times))
