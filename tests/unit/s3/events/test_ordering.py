from __future__ import annotations

import pytest

from boto3_assist.s3.events import S3Event, S3EventRecord, in_order, latest, sequencer_rank
from tests.unit.s3.events.shapes import direct, notification


def record(key: str, sequencer: str | None, bucket: str = "b") -> S3EventRecord:
    event = S3Event(direct(notification(key, sequencer=sequencer, bucket=bucket)))
    return event.records[0]


def names(records: tuple[S3EventRecord, ...]) -> list[str]:
    return [f"{each.key}{each.sequencer or '-'}" for each in records]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("0055AED6DCD90281E5", "0055AED6DCD90281E6"),
        ("0055AED6DCD90281E5", "0055AED6DCD90281E501"),
        ("9", "A"),
        ("09", "0a"),
        # As a number, the shorter one would be less.
        ("05F", "1"),
    ],
)
def test_the_later_event_has_the_greater_rank(earlier: str, later: str) -> None:
    assert sequencer_rank(earlier) < sequencer_rank(later)


def test_zeros_at_the_end_say_nothing() -> None:
    assert sequencer_rank("00A") == sequencer_rank("00a000")


def test_events_of_a_key_share_their_places() -> None:
    given = (
        record("x", "3"),
        record("y", "9"),
        record("x", "1"),
        record("x", None),
        record("y", "8"),
        record("x", "2"),
    )

    assert names(in_order(given)) == ["x1", "y8", "x2", "x-", "y9", "x3"]


def test_the_same_key_in_two_buckets_is_two_objects() -> None:
    given = (record("x", "3"), record("x", "1", bucket="other"))

    assert in_order(given) == given
    assert latest(given) == given


def test_the_latest_of_each_key_is_kept_once() -> None:
    given = (record("x", "3"), record("y", "9"), record("x", "1"), record("x", None))

    assert names(latest(given)) == ["x3", "y9", "x-"]


def test_a_message_delivered_twice_counts_once() -> None:
    assert names(latest((record("x", "3"), record("x", "3")))) == ["x3"]
