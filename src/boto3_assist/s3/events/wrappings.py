"""Finds what S3 said inside what SQS, SNS and Lambda put around it; reads no record."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["Unwrapped", "unwrap"]

Kind = Literal["notification", "eventbridge", "test", "foreign"]

# SQS around SNS around EventBridge is three; more is nobody's set-up.
_MAX_WRAPPINGS = 8


@dataclass(frozen=True)
class Unwrapped:
    """One thing found inside an event.

    Attributes:
        kind: ``"notification"`` for a record of S3's own format, ``"eventbridge"`` for an event
            of EventBridge, ``"test"`` for ``s3:TestEvent``, ``"foreign"`` for all else.
        content: It, parsed where it was text; of foreign content, whatever it is.
        message_id: The id of the SQS message around it, else that of the SNS message.
    """

    kind: Kind
    content: Any = field(repr=False)
    message_id: str | None = None


def unwrap(event: object) -> Iterator[Unwrapped]:
    """Take all wrappings off an event.

    Args:
        event: What a Lambda function was given, a polled SQS message or the answer with several
            of them, a list of such, or the text of any of these.

    Yields:
        What was inside, in its order.
    """
    yield from _unwrap(event, None, _MAX_WRAPPINGS)


def _unwrap(event: object, message_id: str | None, depth: int) -> Iterator[Unwrapped]:
    if isinstance(event, (str, bytes, bytearray)):
        event = _parsed(event)
    inner = _inside(event, message_id) if depth else None
    if inner is None:
        yield Unwrapped(_kind_of(event) if depth else "foreign", event, message_id)
        return
    for content, inner_id in inner:
        yield from _unwrap(content, inner_id, depth - 1)


def _inside(event: object, message_id: str | None) -> list[tuple[object, str | None]] | None:
    """Give what one wrapping holds, with the message's id; None for what is no wrapping."""
    if isinstance(event, (list, tuple)):
        return [(entry, message_id) for entry in event]
    if not isinstance(event, Mapping):
        return None
    for name in ("Records", "Messages"):
        if isinstance(event.get(name), (list, tuple)):
            return [(entry, message_id) for entry in event[name]]
    if event.get("eventSource") == "aws:sqs":
        return [(event.get("body"), message_id or _text(event.get("messageId")))]
    if event.get("EventSource") == "aws:sns" and isinstance(event.get("Sns"), Mapping):
        event = {**event["Sns"], "Type": "Notification"}
    if event.get("Type") == "Notification" and "Message" in event:
        return [(event["Message"], message_id or _text(event.get("MessageId")))]
    if "Body" in event and "MessageId" in event:
        return [(event["Body"], message_id or _text(event["MessageId"]))]
    return None


def _kind_of(event: object) -> Kind:
    if not isinstance(event, Mapping):
        return "foreign"
    # Servers that speak S3 name themselves, as in "minio:s3".
    if str(event.get("eventSource")).endswith(":s3"):
        return "notification"
    # CloudTrail's account of an API call has the same source, and other contents.
    if event.get("source") == "aws.s3" and "via CloudTrail" not in str(event.get("detail-type")):
        return "eventbridge"
    return "test" if event.get("Event") == "s3:TestEvent" else "foreign"


def _parsed(text: str | bytes | bytearray) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
