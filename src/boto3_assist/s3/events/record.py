"""One thing that happened to one object, whatever S3 was asked to report it to; sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from boto3_assist.errors import ValidationError

__all__ = ["S3EventRecord", "S3TestEvent"]


@dataclass(frozen=True, kw_only=True)
class S3EventRecord:
    """What S3 says of one object.

    Attributes:
        name: What happened, in the words of S3's own notifications: ``"ObjectCreated:Put"``.
            EventBridge's words are translated; words that are not known are kept.
        version: The version of the record's format.
        is_known_version: Whether records of this version are laid out as this class expects.
        time: When it happened, with its time zone.
        region: The bucket's region; of S3's own notifications and of EventBridge alike.
        size: The object's size in bytes, where S3 tells it.
        etag: The object's entity tag, without quotes.
        version_id: The object's version, in a bucket with versions.
        sequencer: Orders the events of one key; not all kinds of events have one.
        principal_id: Who did it.
        source_ip: From where.
        request_id: S3's id of the request that did it.
        configuration_id: The bucket's notification configuration that sent the record.
        message_id: The SQS message that the record came in, else the SNS message.
        raw: The record as it came.
    """

    name: str
    version: str | None = None
    is_known_version: bool = True
    time: datetime | None = None
    region: str | None = None
    bucket_or_none: str | None = None
    key_or_none: str | None = field(default=None, repr=False)
    size: int | None = None
    etag: str | None = None
    version_id: str | None = None
    sequencer: str | None = None
    principal_id: str | None = field(default=None, repr=False)
    source_ip: str | None = field(default=None, repr=False)
    request_id: str | None = None
    configuration_id: str | None = None
    message_id: str | None = None
    raw: Mapping[str, Any] = field(repr=False, hash=False)

    @property
    def bucket(self) -> str:
        """The name of the bucket.

        Raises:
            ValidationError: When the record is of an unknown version and has it nowhere that is
                known; `raw` has what came.
        """
        return self._known(self.bucket_or_none, "name of a bucket")

    @property
    def key(self) -> str:
        """The object's key, decoded exactly once.

        Raises:
            ValidationError: When the record is of an unknown version and has it nowhere that is
                known; `raw` has what came.
        """
        return self._known(self.key_or_none, "key")

    @property
    def is_created(self) -> bool:
        """Whether an object was written, by whatever operation."""
        return self.name.startswith("ObjectCreated:")

    @property
    def is_removed(self) -> bool:
        """Whether an object was deleted or hidden by a delete marker, by a user or a rule."""
        return self.name.startswith(("ObjectRemoved:", "LifecycleExpiration:"))

    def _known(self, value: str | None, what: str) -> str:
        if value is None:
            raise ValidationError(
                f"the event record has no {what} where version 2 has it",
                "S3_EVENT_VERSION_UNKNOWN",
                {
                    "given": f"a record of version {self.version or 'unknown'}",
                    "suggestion": "read `raw`, which has the record as it came",
                },
            )
        return value


@dataclass(frozen=True, kw_only=True)
class S3TestEvent:
    """S3's message that a notification was set up; it says nothing of any object.

    Attributes:
        bucket: The name of the bucket.
        time: When it was sent.
        message_id: The SQS message that it came in, else the SNS message.
        raw: The message as it came.
    """

    bucket: str | None = None
    time: datetime | None = None
    message_id: str | None = None
    raw: Mapping[str, Any] = field(repr=False, hash=False)
