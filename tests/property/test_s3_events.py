"""Keys are decoded exactly once, and events ordered as S3 orders them, whatever they are."""

from __future__ import annotations

import json
from urllib.parse import quote, quote_plus

from hypothesis import given, settings
from hypothesis import strategies as st

from boto3_assist.s3.events import S3Event, in_order, sequencer_rank
from tests.unit.s3.events.shapes import direct, envelope, eventbridge, notification, sqs

# A key is any Unicode text of 1 to 1,024 bytes of UTF-8; those that look encoded are the hard ones.
KEYS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
    st.text("+% 2BF0a/ä", min_size=1, max_size=20),
)
SEQUENCERS = st.text("0123456789ABCDEF", min_size=1, max_size=6)


@settings(max_examples=60)
@given(KEYS)
def test_a_key_is_decoded_exactly_once_in_every_wrapping(key: str) -> None:
    inner = [
        direct(notification(encoded=quote_plus(key))),
        # Spaces as %20, and slashes left alone: both are the same encoding.
        direct(notification(encoded=quote(key, safe="/"))),
        eventbridge(key),
    ]

    for event in inner:
        for wrapped in (event, sqs(event), sqs(envelope(event)), json.dumps(event)):
            [record] = S3Event(wrapped)
            assert record.key == key


@given(SEQUENCERS, SEQUENCERS)
def test_sequencers_compare_as_padded_text(first: str, second: str) -> None:
    length = max(len(first), len(second))
    padded = first.ljust(length, "0"), second.ljust(length, "0")

    assert (sequencer_rank(first) < sequencer_rank(second)) == (padded[0] < padded[1])


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from("xyz"), st.none() | SEQUENCERS), max_size=8))
def test_ordering_loses_nothing_and_is_stable(pairs: list[tuple[str, str | None]]) -> None:
    records = S3Event(direct(*(notification(k, sequencer=s) for k, s in pairs))).records

    ordered = in_order(records)

    assert sorted(map(repr, ordered)) == sorted(map(repr, records))
    assert [record.key for record in ordered] == [record.key for record in records]
    assert in_order(ordered) == ordered
    for key in "xyz":
        ranks = [sequencer_rank(r.sequencer) for r in ordered if r.key == key and r.sequencer]
        assert ranks == sorted(ranks)
