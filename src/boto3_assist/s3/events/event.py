"""What S3 reports, out of every wrapping; sends nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from boto3_assist.errors import ValidationError, describe
from boto3_assist.s3.events.compatibility import EventBridgeFields
from boto3_assist.s3.events.formats import read_eventbridge, read_notification, read_test_event
from boto3_assist.s3.events.ordering import in_order, latest
from boto3_assist.s3.events.record import S3EventRecord, S3TestEvent
from boto3_assist.s3.events.wrappings import Unwrapped, unwrap

__all__ = ["S3Event"]


class S3Event(EventBridgeFields):
    """The records of S3 in an event, however they came.

    They are found in S3's own notifications, in EventBridge's events, in both of these inside of
    SQS messages, SNS messages and SNS messages inside of SQS messages, and in messages that
    were polled. Keys are decoded exactly once: S3's own notifications encode them, EventBridge
    does not.

    Attributes:
        records: What S3 says, one record for each object.
        test_events: S3's messages that a notification was set up.
        unrecognized: What is not of S3, with `keep_unrecognized`.
        raw: The event as it came.

    Example:
        >>> record = {
        ...     "eventSource": "aws:s3", "eventVersion": "2.1", "eventName": "ObjectCreated:Put",
        ...     "s3": {"bucket": {"name": "reports"}, "object": {"key": "a%2Bb+c%252B.txt"}},
        ... }
        >>> [record] = S3Event({"Records": [record]})
        >>> record.bucket, record.key, record.is_created
        ('reports', 'a+b c%2B.txt', True)
    """

    def __init__(
        self,
        event: Mapping[str, Any] | Sequence[Any] | str | bytes,
        *,
        keep_unrecognized: bool = False,
    ) -> None:
        """Read an event.

        Args:
            event: What a Lambda function was given, a polled SQS message or the answer with
                several of them, a list of such, or the text of any of these.
            keep_unrecognized: Whether what is not of S3 is kept in `unrecognized`, rather than
                raised.

        Raises:
            ValidationError: When something in it is not of S3, or a record cannot be read.
        """
        found = tuple(unwrap(event))
        self.raw = event
        self.unrecognized = tuple(each for each in found if each.kind == "foreign")
        if self.unrecognized and not keep_unrecognized:
            raise _not_of_s3(event, self.unrecognized, len(found))
        self.records = tuple(
            _READERS[each.kind](each.content, each.message_id)
            for each in found
            if each.kind in _READERS
        )
        self.test_events: tuple[S3TestEvent, ...] = tuple(
            read_test_event(each.content, each.message_id) for each in found if each.kind == "test"
        )

    @property
    def is_test(self) -> bool:
        """Whether there is nothing but S3's message that a notification was set up."""
        return bool(self.test_events) and not self.records and not self.unrecognized

    def in_order(self) -> tuple[S3EventRecord, ...]:
        """Give the records with those of each key in the order in which they happened.

        Returns:
            All records. Those of different keys have no order and keep their places.
        """
        return in_order(self.records)

    def latest(self) -> tuple[S3EventRecord, ...]:
        """Give the last record of each key.

        Returns:
            One record for each key, and all that have no sequencer.
        """
        return latest(self.records)

    def __iter__(self) -> Iterator[S3EventRecord]:
        """Go through the records in the order in which they came."""
        return iter(self.records)

    def __len__(self) -> int:
        """Count the records."""
        return len(self.records)

    def __bool__(self) -> bool:
        """Say that it is an event, also one without records, as a test event is."""
        return True

    def __repr__(self) -> str:
        """Tell the numbers and no keys."""
        return (
            f"{type(self).__name__}({len(self.records)} records, "
            f"{len(self.test_events)} test events, {len(self.unrecognized)} unrecognized)"
        )


_READERS = {"notification": read_notification, "eventbridge": read_eventbridge}


def _not_of_s3(event: object, foreign: tuple[Unwrapped, ...], total: int) -> ValidationError:
    ids = [each.message_id for each in foreign if each.message_id]
    return ValidationError(
        f"{len(foreign)} of {total} entries of the event are not of S3",
        "S3_EVENT_NOT_RECOGNIZED",
        {
            "given": describe(event),
            "message_ids": ids,
            "expected": "S3's notifications or EventBridge's events with the source aws.s3, "
            "also inside of SQS and SNS messages",
            "suggestion": "with keep_unrecognized=True they are kept in `unrecognized`",
        },
    )
