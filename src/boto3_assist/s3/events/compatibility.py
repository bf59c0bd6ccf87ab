"""What 0.x's S3Event let a caller read of an event of EventBridge; new code reads the records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boto3_assist._warnings import warn

__all__ = ["EventBridgeFields", "S3BucketData", "S3EventDetail", "S3ObjectData"]


class _Fields:
    """Reads members of a mapping; one that is not there is None."""

    def __init__(self, data: object) -> None:
        self._data: Mapping[str, Any] = data if isinstance(data, Mapping) else {}


class S3BucketData(_Fields):
    """The bucket in the detail of an event of EventBridge."""

    @property
    def name(self) -> str | None:
        """The name of the bucket."""
        return self._data.get("name")


class S3ObjectData(_Fields):
    """The object in the detail of an event of EventBridge."""

    @property
    def key(self) -> str | None:
        """The key."""
        return self._data.get("key")

    @property
    def size(self) -> int:
        """The size in bytes; 0 where the event does not tell it."""
        return int(self._data.get("size") or 0)

    @property
    def etag(self) -> str | None:
        """The entity tag."""
        return self._data.get("etag")

    @property
    def version_id(self) -> str | None:
        """The version."""
        return self._data.get("version-id")

    @property
    def sequencer(self) -> str | None:
        """The sequencer."""
        return self._data.get("sequencer")


class S3EventDetail(_Fields):
    """The detail of an event of EventBridge."""

    @property
    def version(self) -> str | None:
        """The version of the detail's format."""
        return self._data.get("version")

    @property
    def bucket(self) -> S3BucketData:
        """The bucket."""
        return S3BucketData(self._data.get("bucket"))

    @property
    def object(self) -> S3ObjectData:
        """The object."""
        return S3ObjectData(self._data.get("object"))

    @property
    def request_id(self) -> str | None:
        """S3's id of the request."""
        return self._data.get("request-id")

    @property
    def requester(self) -> str | None:
        """Who made the request."""
        return self._data.get("requester")

    @property
    def source_ip_address(self) -> str | None:
        """From where."""
        return self._data.get("source-ip-address")

    @property
    def reason(self) -> str | None:
        """The operation."""
        return self._data.get("reason")


class EventBridgeFields:
    """The attributes of 0.x's S3Event, which read an event of EventBridge."""

    raw: Any

    @property
    def version(self) -> str | None:
        """Deprecated: `S3EventRecord.version` replaces it."""
        return self._old_text("version", "version")

    @property
    def id(self) -> str | None:
        """Deprecated: the records' `raw` has it."""
        return self._old_text("id", "id")

    @property
    def detail_type(self) -> str | None:
        """Deprecated: `S3EventRecord.name` replaces it."""
        return self._old_text("detail_type", "detail-type")

    @property
    def source(self) -> str | None:
        """Deprecated: the records' `raw` has it."""
        return self._old_text("source", "source")

    @property
    def account(self) -> str | None:
        """Deprecated: the records' `raw` has it."""
        return self._old_text("account", "account")

    @property
    def time(self) -> str | None:
        """Deprecated: `S3EventRecord.time` replaces it."""
        return self._old_text("time", "time")

    @property
    def region(self) -> str | None:
        """Deprecated: `S3EventRecord.region` replaces it."""
        return self._old_text("region", "region")

    @property
    def resources(self) -> list[str]:
        """Deprecated: the records' `raw` has them."""
        return list(self._old("resources", "resources") or [])

    @property
    def detail(self) -> S3EventDetail:
        """Deprecated: the attributes of the records replace it."""
        return S3EventDetail(self._old("detail", "detail"))

    def _old_text(self, attribute: str, member: str) -> str | None:
        value = self._old(attribute, member)
        return value if isinstance(value, str) else None

    def _old(self, attribute: str, member: str) -> Any:
        warn(
            f"S3Event.{attribute} is deprecated: iterate over the event's records, "
            "which come out of every wrapping",
            DeprecationWarning,
        )
        return self.raw.get(member) if isinstance(self.raw, Mapping) else None
