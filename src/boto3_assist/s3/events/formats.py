"""Reads S3's own notification records and EventBridge's events; knows nothing of wrappings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

from boto3_assist.errors import ValidationError, describe
from boto3_assist.s3.events.record import S3EventRecord, S3TestEvent

__all__ = ["read_eventbridge", "read_notification", "read_test_event"]

# S3's "Event message structure": readers take any minor version of the major one that they know.
_NOTIFICATION_MAJOR = "2"
_EVENTBRIDGE_VERSION = "0"

# From EventBridge's detail type, and its reason or deletion type, to S3's own words.
_CREATED = {
    "PutObject": "ObjectCreated:Put",
    "POST Object": "ObjectCreated:Post",
    "CopyObject": "ObjectCreated:Copy",
    "CompleteMultipartUpload": "ObjectCreated:CompleteMultipartUpload",
}
_DELETED = {
    "Permanently Deleted": "Delete",
    "Delete Marker Created": "DeleteMarkerCreated",
}
_OTHERS = {
    "Object Restore Initiated": "ObjectRestore:Post",
    "Object Restore Completed": "ObjectRestore:Completed",
    "Object Restore Expired": "ObjectRestore:Delete",
    "Object Storage Class Changed": "LifecycleTransition",
    "Object Access Tier Changed": "IntelligentTiering",
    "Object ACL Updated": "ObjectAcl:Put",
    "Object Tags Added": "ObjectTagging:Put",
    "Object Tags Deleted": "ObjectTagging:Delete",
}


class _Malformed(Exception):
    """A part of a record is not what it is in the known versions."""


def read_notification(raw: Mapping[str, Any], message_id: str | None = None) -> S3EventRecord:
    """Read a record of S3's own notifications.

    Args:
        raw: The record.
        message_id: The id of the message that it came in.

    Returns:
        The record. One of an unknown version that cannot be read has little more than `raw`.

    Raises:
        ValidationError: When a record of a known version lacks a bucket or a key, or has a
            value of the wrong kind.
    """
    version = raw.get("eventVersion")
    known = str(version).partition(".")[0] == _NOTIFICATION_MAJOR
    name = str(raw.get("eventName", "")).removeprefix("s3:")
    common: dict[str, Any] = {"name": name, "message_id": message_id, "raw": raw}
    return _read(_notification_parts, common, version, known)


def read_eventbridge(raw: Mapping[str, Any], message_id: str | None = None) -> S3EventRecord:
    """Read an event that S3 sent to EventBridge.

    Args:
        raw: The event.
        message_id: The id of the message that it came in.

    Returns:
        The record. One of an unknown version that cannot be read has little more than `raw`.

    Raises:
        ValidationError: When an event of a known version lacks a bucket or a key, or has a
            value of the wrong kind.
    """
    detail = raw.get("detail")
    version = detail.get("version") if isinstance(detail, Mapping) else None
    known = version == _EVENTBRIDGE_VERSION
    name = _translated(str(raw.get("detail-type", "")), detail)
    common: dict[str, Any] = {"name": name, "message_id": message_id, "raw": raw}
    return _read(_eventbridge_parts, common, version, known)


def read_test_event(raw: Mapping[str, Any], message_id: str | None = None) -> S3TestEvent:
    """Read ``s3:TestEvent``.

    Args:
        raw: The message.
        message_id: The id of the message that it came in.

    Returns:
        What it says.
    """
    bucket = raw.get("Bucket")
    try:
        time = _time(raw, "Time")
    except _Malformed:
        time = None
    return S3TestEvent(
        bucket=bucket if isinstance(bucket, str) else None,
        time=time,
        message_id=message_id,
        raw=raw,
    )


def _read(parts: Any, common: dict[str, Any], version: object, known: bool) -> S3EventRecord:
    common["version"] = None if version is None else str(version)
    common["is_known_version"] = known
    try:
        return S3EventRecord(**common, **parts(common["raw"]))
    except _Malformed as problem:
        if not known:
            return S3EventRecord(**common)
        raise ValidationError(
            f"an S3 event record cannot be read: {problem}",
            "S3_EVENT_MALFORMED",
            {"given": f"a record of version {common['version']}"},
        ) from None


def _notification_parts(raw: Mapping[str, Any]) -> dict[str, Any]:
    about = _part(raw, "s3")
    bucket, item = _part(about, "bucket"), _part(about, "object")
    key = _required(item, "key")
    try:
        decoded = unquote_plus(key, errors="strict")
    except UnicodeDecodeError:
        raise _Malformed("its key is not UTF-8") from None
    return {
        "time": _time(raw, "eventTime"),
        "region": _text(raw, "awsRegion"),
        "bucket_or_none": _required(bucket, "name"),
        "key_or_none": decoded,
        **_object_parts(item, etag="eTag", version_id="versionId"),
        "principal_id": _text(_optional_part(raw, "userIdentity"), "principalId"),
        "source_ip": _text(_optional_part(raw, "requestParameters"), "sourceIPAddress"),
        "request_id": _text(_optional_part(raw, "responseElements"), "x-amz-request-id"),
        "configuration_id": _text(about, "configurationId"),
    }


def _eventbridge_parts(raw: Mapping[str, Any]) -> dict[str, Any]:
    detail = _part(raw, "detail")
    item = _part(detail, "object")
    return {
        "time": _time(raw, "time"),
        "region": _text(raw, "region"),
        "bucket_or_none": _required(_part(detail, "bucket"), "name"),
        # Not encoded here, unlike in S3's own notifications.
        "key_or_none": _required(item, "key"),
        **_object_parts(item, etag="etag", version_id="version-id"),
        "principal_id": _text(detail, "requester"),
        "source_ip": _text(detail, "source-ip-address"),
        "request_id": _text(detail, "request-id"),
    }


def _object_parts(item: Mapping[str, Any], *, etag: str, version_id: str) -> dict[str, Any]:
    size = item.get("size")
    if size is not None and (not isinstance(size, int) or isinstance(size, bool)):
        raise _Malformed(f"its size is a {describe(size)}")
    return {
        "size": size,
        "etag": _text(item, etag),
        "version_id": _text(item, version_id),
        "sequencer": _text(item, "sequencer"),
    }


def _translated(detail_type: str, detail: object) -> str:
    facts = detail if isinstance(detail, Mapping) else {}
    if detail_type == "Object Created":
        return _CREATED.get(str(facts.get("reason")), "ObjectCreated:")
    if detail_type == "Object Deleted":
        by_rule = facts.get("reason") == "Lifecycle Expiration"
        category = "LifecycleExpiration" if by_rule else "ObjectRemoved"
        return f"{category}:{_DELETED.get(str(facts.get('deletion-type')), '')}"
    return _OTHERS.get(detail_type, detail_type)


def _part(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = raw.get(name)
    if not isinstance(value, Mapping):
        raise _Malformed(f"its {name!r} is missing or no object")
    return value


def _optional_part(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return {} if raw.get(name) is None else _part(raw, name)


def _text(raw: Mapping[str, Any], name: str) -> str | None:
    value = raw.get(name)
    if value is not None and not isinstance(value, str):
        raise _Malformed(f"its {name!r} is a {describe(value)}")
    return value


def _required(raw: Mapping[str, Any], name: str) -> str:
    value = _text(raw, name)
    if not value:
        raise _Malformed(f"it has no {name!r}")
    return value


def _time(raw: Mapping[str, Any], name: str) -> datetime | None:
    text = _text(raw, name)
    if text is None:
        return None
    try:
        # Python 3.10 does not read the "Z".
        time = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise _Malformed(f"its {name!r} is no time") from None
    if time.tzinfo is None:
        raise _Malformed(f"its {name!r} has no time zone")
    return time
