"""Times of expiry in the item and on the instance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModel, DynamoDBModelBase, ItemConfig
from boto3_assist.dynamodb.item_expiry import has_expired, is_expired_item, seconds_of
from boto3_assist.errors import ConfigurationError, InvalidParameterError, ValidationError

NOW = datetime(2024, 5, 1, 12, 0, 0, 999_999, tzinfo=timezone.utc)
SECONDS = 1_714_564_800
WHOLE = NOW.replace(microsecond=0)


class TimeSession(DynamoDBModel):
    session_id: str
    ends_at: datetime | None = None

    primary = DynamoDBIndex.primary(pk="session#{session_id}", sk="session")
    item_config = ItemConfig(ttl="ends_at")


@dataclass
class TimeNote(DynamoDBModelBase):
    session_id: str
    ends_at: datetime | None = None

    primary = DynamoDBIndex.primary(pk="session#{session_id}", sk="session")
    item_config = ItemConfig(ttl="ends_at")


@dataclass
class NumberNote(DynamoDBModelBase):
    session_id: str
    ends_at: int | None = None

    primary = DynamoDBIndex.primary(pk="session#{session_id}", sk="session")
    item_config = ItemConfig(ttl="ends_at")


class Plain(DynamoDBModelBase):
    """As in 0.x: a number that `__init__` sets."""

    def __init__(self, session_id: str | None = None) -> None:
        super().__init__()
        self.session_id = session_id
        self.ttl: int | None = None

    primary = DynamoDBIndex.primary(pk="session#{session_id}", sk="session")


class PlainDeclared(Plain):
    item_config = ItemConfig(ttl="ttl")


@dataclass(frozen=True)
class Frozen(DynamoDBModelBase):
    session_id: str
    ends_at: int | None = None

    primary = DynamoDBIndex.primary(pk="session#{session_id}", sk="session")
    item_config = ItemConfig(ttl="ends_at")


@pytest.mark.parametrize(
    ("expiry", "expired"),
    [
        (SECONDS - 1, True),
        (SECONDS, False),
        (SECONDS + 1, False),
        (Decimal(SECONDS - 1), True),
        (SECONDS - 0.5, True),
        (0, True),
        (WHOLE, False),
        (WHOLE - timedelta(microseconds=1), True),
        (WHOLE.astimezone(timezone(timedelta(hours=-7))) - timedelta(seconds=1), True),
        (datetime(2000, 1, 1), False),
        (None, False),
        (True, False),
        ("1", False),
        ([1], False),
    ],
)
def test_an_item_has_expired_when_its_number_is_less_than_the_second_it_is(
    expiry: object, expired: bool
) -> None:
    assert has_expired(expiry, NOW) is expired
    assert is_expired_item(NumberNote, {"ends_at": expiry}, NOW) is expired


def test_without_a_time_or_a_declaration_nothing_expires() -> None:
    assert not is_expired_item(NumberNote, {}, NOW)
    assert not is_expired_item(Plain, {"ttl": 0}, NOW)
    assert is_expired_item(PlainDeclared, {"ttl": 0}, NOW)


@pytest.mark.parametrize("model", [TimeSession, TimeNote])
@pytest.mark.parametrize("hours", [0, 5.5, -11])
def test_a_datetime_is_stored_as_seconds_and_read_in_utc(model: Any, hours: float) -> None:
    ends_at = WHOLE.astimezone(timezone(timedelta(hours=hours)))
    instance = model(session_id="7", ends_at=ends_at)

    item = instance.to_resource_dictionary()
    read = model.map(item)

    assert item["ends_at"] == SECONDS
    assert type(item["ends_at"]) is int
    assert instance.to_client_dictionary()["ends_at"] == {"N": str(SECONDS)}
    assert read.ends_at == ends_at
    assert read.ends_at.utcoffset() == timedelta(0)
    assert model.map({**item, "ends_at": Decimal(SECONDS)}).ends_at == ends_at
    assert instance.map({"ends_at": SECONDS + 1}).ends_at == WHOLE + timedelta(seconds=1)
    assert instance.to_dictionary()["ends_at"] == WHOLE + timedelta(seconds=1)
    assert model.map(instance.to_dictionary()) == instance


@pytest.mark.parametrize("model", [TimeSession, TimeNote, NumberNote])
def test_no_time_is_stored_as_nothing(model: Any) -> None:
    item = model(session_id="7").to_resource_dictionary()

    assert "ends_at" not in item
    assert model.map(item).ends_at is None


@pytest.mark.parametrize("model", [TimeSession, TimeNote])
@pytest.mark.parametrize(
    "ends_at",
    [
        NOW,
        WHOLE.replace(tzinfo=None),
        datetime(1969, 12, 31, 23, 59, 59, tzinfo=timezone.utc),
    ],
)
def test_a_time_that_would_change_is_not_stored(model: Any, ends_at: datetime) -> None:
    instance = model(session_id="7", ends_at=ends_at)

    with pytest.raises(ValidationError, match="time of expiry") as caught:
        instance.to_resource_dictionary()

    assert caught.value.details["field"] == "ends_at"
    assert "1969" not in str(caught.value.to_dict())


@pytest.mark.parametrize("value", [SECONDS * 1000, -1, 0.5, Decimal("0.5"), "1", True])
def test_a_number_that_deletes_nothing_is_not_stored(value: Any) -> None:
    plain = PlainDeclared("7")
    plain.ttl = value

    with pytest.raises(ValidationError):
        plain.to_resource_dictionary()


@pytest.mark.parametrize("value", [float(SECONDS), Decimal(SECONDS), SECONDS])
def test_a_whole_number_of_any_kind_is_stored_as_such(value: Any) -> None:
    plain = PlainDeclared("7")
    plain.ttl = value

    assert repr(plain.to_resource_dictionary()["ttl"]) == str(SECONDS)


NO_TIMES = [
    *(SECONDS + 0.5, 10**12, -1, Decimal("1E+28"), Decimal("1.5E+40"), Decimal("1E+999999")),
    *(Decimal("Infinity"), Decimal("NaN"), Decimal("sNaN"), float("inf"), float("nan")),
]


@pytest.mark.parametrize("value", NO_TIMES)
def test_a_stored_number_that_is_no_time_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError):
        TimeNote.map({"session_id": "7", "ends_at": value})


def test_a_number_read_for_a_number_is_as_it_is_stored() -> None:
    assert NumberNote.map({"session_id": "7", "ends_at": 10**13}).ends_at == 10**13


class TestSettingADuration:
    @pytest.mark.parametrize("duration", [3600, timedelta(hours=1)])
    @pytest.mark.parametrize(
        ("instance", "field", "expected"),
        [
            (TimeSession(session_id="7"), "ends_at", WHOLE + timedelta(hours=1)),
            (TimeNote("7"), "ends_at", WHOLE + timedelta(hours=1)),
            (NumberNote("7"), "ends_at", SECONDS + 3600),
            (Plain("7"), "ttl", SECONDS + 3600),
            (PlainDeclared("7"), "ttl", SECONDS + 3600),
        ],
    )
    def test_counts_from_the_second_that_has_begun(
        self, instance: Any, field: str, expected: object, duration: Any
    ) -> None:
        instance.set_ttl_from_duration(duration, now=NOW)

        assert getattr(instance, field) == expected
        assert instance.to_resource_dictionary()[field] == SECONDS + 3600
        assert not instance.is_expired(now=NOW + timedelta(hours=1))
        assert instance.is_expired(now=NOW + timedelta(hours=1, seconds=1))

    @pytest.mark.parametrize(
        "duration",
        [
            -1,
            timedelta(seconds=-1),
            timedelta(milliseconds=1500),
            1.5,
            60.0,
            True,
            "60",
            None,
            SECONDS * 1000,
            timedelta(days=36_526),
            timedelta.max,
        ],
    )
    def test_refuses_what_is_no_duration(self, duration: Any) -> None:
        note = NumberNote("7", 5)

        with pytest.raises(InvalidParameterError):
            note.set_ttl_from_duration(duration, now=NOW)

        assert note.ends_at == 5

    def test_takes_the_time_of_the_system_when_none_is_given(self) -> None:
        note = NumberNote("7")
        before = seconds_of(datetime.now(timezone.utc))

        note.set_ttl_from_duration(60)

        assert note.ends_at is not None
        assert before + 60 <= note.ends_at <= seconds_of(datetime.now(timezone.utc)) + 60
        assert not note.is_expired()

    def test_is_refused_without_a_zone_or_a_field_and_when_frozen(self) -> None:
        class None_(DynamoDBModel):
            none_id: str
            ttl: datetime | None = None
            primary = DynamoDBIndex.primary(pk="none#{none_id}")

        with pytest.raises(InvalidParameterError, match="without a time zone"):
            NumberNote("7").set_ttl_from_duration(60, now=NOW.replace(tzinfo=None))
        with pytest.raises(InvalidParameterError):
            NumberNote("7").is_expired(now=SECONDS)  # type: ignore[arg-type]  # not a time
        with pytest.raises(ValidationError, match="frozen"):
            Frozen("7").set_ttl_from_duration(60, now=NOW)
        for call in (
            None_(none_id="7").is_expired,
            lambda: None_(none_id="7").set_ttl_from_duration(1),
        ):
            with pytest.raises(ConfigurationError, match="when it expires"):
                call()
