"""Orders the events of one key by their sequencers; events of different keys have no order."""

from __future__ import annotations

from collections.abc import Iterable

from boto3_assist.s3.events.record import S3EventRecord

__all__ = ["in_order", "latest", "sequencer_rank"]


def sequencer_rank(sequencer: str) -> str:
    """Make sequencers comparable: of two, the greater rank is the later event.

    S3's "Event message structure": the shorter of two is padded with zeros on its right, then
    they are compared as text. Without the zeros at their ends they compare the same.

    Args:
        sequencer: A hexadecimal number, as in an event.

    Returns:
        A text to compare with that of another event of the same key.

    Example:
        >>> sequencer_rank("0055AED6DCD90281E5") < sequencer_rank("0055AED6DCD90281E501")
        True
    """
    return sequencer.upper().rstrip("0")


def in_order(records: Iterable[S3EventRecord]) -> tuple[S3EventRecord, ...]:
    """Put the events of each key into the order in which they happened.

    The events of a key share the places that they had, so that events of different keys, and those
    without a sequencer, stay where they were.

    Args:
        records: The events, in any order.

    Returns:
        All of them.
    """
    given = tuple(records)
    ordered = list(given)
    for places in _places(given).values():
        for place, record in zip(places, sorted((given[place] for place in places), key=_rank)):
            ordered[place] = record
    return tuple(ordered)


def latest(records: Iterable[S3EventRecord]) -> tuple[S3EventRecord, ...]:
    """Keep the last event of each key.

    Args:
        records: The events, in any order.

    Returns:
        One for each key, and all that have no sequencer, as nothing says that they are older.
    """
    given = tuple(records)
    groups = _places(given).values()
    # Of equal sequencers, which a message delivered twice has, the later copy stays.
    newest = {max(places, key=lambda place: (_rank(given[place]), place)) for places in groups}
    superseded = {place for places in groups for place in places} - newest
    return tuple(record for place, record in enumerate(given) if place not in superseded)


def _places(records: tuple[S3EventRecord, ...]) -> dict[tuple[str, str], list[int]]:
    """Say where the events with a sequencer are, by bucket and key."""
    places: dict[tuple[str, str], list[int]] = {}
    for place, record in enumerate(records):
        if record.sequencer and record.bucket_or_none and record.key_or_none:
            places.setdefault((record.bucket_or_none, record.key_or_none), []).append(place)
    return places


def _rank(record: S3EventRecord) -> str:
    return sequencer_rank(record.sequencer or "")
