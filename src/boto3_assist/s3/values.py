"""What the verbs of S3 take and give, as plain values; knows no client and no response."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypedDict

__all__ = [
    "BucketInfo",
    "CommonOptions",
    "DeletedObject",
    "FetchedObject",
    "ListedPage",
    "ObjectInfo",
    "ObjectVersion",
    "ReadOptions",
    "StoredObject",
    "WriteOptions",
]


class CommonOptions(TypedDict, total=False):
    """What every verb on objects takes; None stands for not given.

    Attributes:
        expected_bucket_owner: The id of the account that must own the bucket.
        request_payer: ``"requester"``, to pay for a request to a requester-pays bucket.
    """

    expected_bucket_owner: str | None
    request_payer: str | None


class WriteOptions(CommonOptions, total=False):
    """What every verb that writes an object takes, beside `CommonOptions`.

    Attributes:
        acl: A canned ACL, such as ``"bucket-owner-full-control"``.
        bucket_key_enabled: Whether to use a bucket key with KMS.
        cache_control: The header ``Cache-Control`` of readers.
        checksum_algorithm: Such as ``"SHA256"``; botocore's choice, CRC32, unless given.
        content_disposition: The header ``Content-Disposition`` of readers.
        content_encoding: The header ``Content-Encoding`` of readers, such as ``"gzip"``.
        content_language: The header ``Content-Language`` of readers.
        content_type: The media type; guessed from the key's suffix unless given.
        expires: The header ``Expires`` of readers.
        if_match: The ETag that the object must have now, with or without quotes.
        if_none_match: ``"*"``: there must be no object of this key.
        metadata: The user's own metadata, name → value; in ASCII, as HTTP's headers carry it, and
            2 KiB in all.
        object_lock_legal_hold: Whether the object is under legal hold.
        object_lock_mode: ``"GOVERNANCE"`` or ``"COMPLIANCE"``.
        object_lock_retain_until: The end of the retention, with a time zone.
        server_side_encryption: ``"AES256"``, ``"aws:kms"`` or ``"aws:kms:dsse"``.
        sse_customer_key: A key of 32 bytes of one's own (SSE-C).
        sse_kms_encryption_context: The encryption context, name → value.
        sse_kms_key_id: The id or ARN of a KMS key; means ``"aws:kms"`` unless said otherwise.
        storage_class: Such as ``"STANDARD_IA"``.
        tags: The object's tags, key → value; at most 10.
        website_redirect_location: Where a website's bucket redirects to.
    """

    acl: str | None
    bucket_key_enabled: bool | None
    cache_control: str | None
    checksum_algorithm: str | None
    content_disposition: str | None
    content_encoding: str | None
    content_language: str | None
    content_type: str | None
    expires: datetime | None
    if_match: str | None
    if_none_match: str | None
    metadata: Mapping[str, str] | None
    object_lock_legal_hold: bool | None
    object_lock_mode: str | None
    object_lock_retain_until: datetime | None
    server_side_encryption: str | None
    sse_customer_key: bytes | None
    sse_kms_encryption_context: Mapping[str, str] | None
    sse_kms_key_id: str | None
    storage_class: str | None
    tags: Mapping[str, str] | None
    website_redirect_location: str | None


class ReadOptions(CommonOptions, total=False):
    """What every verb that reads an object takes, beside `CommonOptions`.

    Attributes:
        if_match: The ETag that the object must have, with or without quotes.
        if_modified_since: The time after which the object must have been written.
        if_none_match: The ETag that the object must not have.
        if_unmodified_since: The time after which the object must not have been written.
        sse_customer_key: The key of 32 bytes that the object was written with (SSE-C).
        version_id: The version; the current one unless given.
    """

    if_match: str | None
    if_modified_since: datetime | None
    if_none_match: str | None
    if_unmodified_since: datetime | None
    sse_customer_key: bytes | None
    version_id: str | None


@dataclass(frozen=True)
class StoredObject:
    """An object as a write left it.

    Attributes:
        bucket: The name of the bucket.
        key: The key; not in the repr.
        etag: The ETag, without quotes.
        size: In bytes; None where the write did not tell.
        version_id: The new version; None in a bucket without versioning.
        checksums: S3's checksums by algorithm, such as ``{"CRC32": "base64…"}``.
        checksum_type: ``"FULL_OBJECT"`` or ``"COMPOSITE"``; None where S3 does not tell.

    Example:
        >>> StoredObject("photos", "2024/cat.jpg", etag="9b2c").uri
        's3://photos/2024/cat.jpg'
    """

    bucket: str
    key: str = field(repr=False)
    etag: str
    size: int | None = None
    version_id: str | None = None
    checksums: Mapping[str, str] = field(default_factory=dict, hash=False)
    checksum_type: str | None = None

    @property
    def uri(self) -> str:
        """The object as ``s3://bucket/key``."""
        return f"s3://{self.bucket}/{self.key}"


@dataclass(frozen=True)
class ObjectInfo:
    """What S3 knows of an object; a listing tells only what comes before `content_type`.

    Attributes:
        bucket: The name of the bucket.
        key: The key; not in the repr.
        size: In bytes.
        etag: The ETag, without quotes.
        last_modified: When this version was written, in UTC.
        storage_class: Such as ``"STANDARD"``.
        checksum_algorithms: The algorithms of the checksums that S3 keeps, such as ``("CRC32",)``.
        checksum_type: ``"FULL_OBJECT"`` or ``"COMPOSITE"``; None where S3 does not tell.
        content_type: The media type.
        version_id: The version; None in a bucket without versioning.
        checksums: S3's checksums by algorithm, such as ``{"CRC32": "base64…"}``.
        metadata: The user's own metadata, name in lower case → value; not in the repr.
        cache_control: The header ``Cache-Control`` of readers.
        content_disposition: The header ``Content-Disposition`` of readers, which may name a file;
            not in the repr.
        content_encoding: The header ``Content-Encoding`` of readers.
        content_language: The header ``Content-Language`` of readers.
        expires: The header ``Expires`` of readers.
        server_side_encryption: ``"AES256"``, ``"aws:kms"`` or ``"aws:kms:dsse"``.
        sse_kms_key_id: The KMS key that encrypts it.
        restore: S3's text on the restoration of an archived object.
        website_redirect_location: Where a website's bucket redirects to.
        content_range: Which bytes of the object were read, such as ``"bytes 0-9/200"``; `size` is
            that of the whole object all the same.
    """

    bucket: str
    key: str = field(repr=False)
    size: int
    etag: str
    last_modified: datetime
    storage_class: str = "STANDARD"
    checksum_algorithms: tuple[str, ...] = ()
    checksum_type: str | None = None
    content_type: str | None = None
    version_id: str | None = None
    checksums: Mapping[str, str] = field(default_factory=dict, hash=False)
    metadata: Mapping[str, str] = field(default_factory=dict, hash=False, repr=False)
    cache_control: str | None = None
    content_disposition: str | None = field(default=None, repr=False)
    content_encoding: str | None = None
    content_language: str | None = None
    expires: datetime | None = None
    server_side_encryption: str | None = None
    sse_kms_key_id: str | None = None
    restore: str | None = None
    website_redirect_location: str | None = None
    content_range: str | None = None

    @property
    def uri(self) -> str:
        """The object as ``s3://bucket/key``."""
        return f"s3://{self.bucket}/{self.key}"


@dataclass(frozen=True)
class FetchedObject:
    """An object that was read into memory.

    Attributes:
        info: What S3 knows of it.
        body: Its bytes; not in the repr.
        verified_by: By what the bytes were verified: the name of a checksum, such as ``"CRC32"``,
            or ``"ETag"``; None where S3 keeps nothing that can be computed here.
    """

    info: ObjectInfo
    body: bytes = field(repr=False)
    verified_by: str | None = None

    def text(self, encoding: str = "utf-8") -> str:
        """Decode the bytes.

        Args:
            encoding: How the text was encoded.

        Returns:
            The text.
        """
        return self.body.decode(encoding)

    def json(self) -> Any:
        """Read the bytes as JSON.

        Returns:
            The value, as `json.loads` gives it.
        """
        return json.loads(self.body)


@dataclass(frozen=True)
class ObjectVersion:
    """One version of an object, or a delete marker among them.

    Attributes:
        bucket: The name of the bucket.
        key: The key; not in the repr.
        version_id: The version's id; ``"null"`` for one written without versioning.
        is_latest: Whether a read without a version gets this one.
        last_modified: When it was written, in UTC.
        is_delete_marker: Whether it only says that the object was deleted.
        size: In bytes; 0 for a delete marker.
        etag: The ETag, without quotes; None for a delete marker.
        storage_class: Such as ``"STANDARD"``; None for a delete marker.
    """

    bucket: str
    key: str = field(repr=False)
    version_id: str
    is_latest: bool
    last_modified: datetime
    is_delete_marker: bool = False
    size: int = 0
    etag: str | None = None
    storage_class: str | None = None


@dataclass(frozen=True)
class ListedPage:
    """One page of a listing.

    Attributes:
        objects: The objects, in the order of their keys.
        prefixes: What stands in for the keys that share a beginning up to the delimiter; not in the
            repr.
        next_token: Continues the listing after this page; None at its end.
    """

    objects: tuple[ObjectInfo, ...]
    prefixes: tuple[str, ...] = field(default=(), repr=False)
    next_token: str | None = None


@dataclass(frozen=True)
class DeletedObject:
    """What a delete did.

    Attributes:
        bucket: The name of the bucket.
        key: The key; not in the repr.
        version_id: The version that was deleted for good, or the id of the delete marker that was
            put on top of the versions; None in a bucket without versioning.
        is_delete_marker: Whether `version_id` is that of a delete marker.
    """

    bucket: str
    key: str = field(repr=False)
    version_id: str | None = None
    is_delete_marker: bool = False


@dataclass(frozen=True)
class BucketInfo:
    """A bucket of the account.

    Attributes:
        bucket: The name.
        region: Where it is; None where S3 does not tell.
        created_at: When it was made, in UTC; None where that is not known yet.
    """

    bucket: str
    region: str | None = None
    created_at: datetime | None = None
