"""Presigned forms as values, and the policies they carry; signs nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypedDict

from boto3_assist.errors import InvalidParameterError, describe
from boto3_assist.s3.keys import check_bucket, check_key, check_prefix
from boto3_assist.s3.presign.urls import check_media_type, checked_size

__all__ = ["PostFields", "PostPolicy", "PresignedPost", "StartsWith", "post_policy"]

# What S3's forms take in one request.
_MAX_POST_BYTES = 5 * 1024**3
_FILENAME = "${filename}"
_NAMES = {
    "acl": "acl",
    "cache_control": "Cache-Control",
    "content_disposition": "Content-Disposition",
    "content_encoding": "Content-Encoding",
    "expires": "Expires",
    "server_side_encryption": "x-amz-server-side-encryption",
    "sse_kms_key_id": "x-amz-server-side-encryption-aws-kms-key-id",
    "storage_class": "x-amz-storage-class",
    "success_action_redirect": "success_action_redirect",
    "success_action_status": "success_action_status",
}


@dataclass(frozen=True)
class StartsWith:
    """A condition of a form: the value begins like this; the empty text allows any value.

    Attributes:
        prefix: How it begins.
    """

    prefix: str


Condition = str | StartsWith
"""What a field of a form must be: exactly this text, or a text that begins so."""


class PostFields(TypedDict, total=False):
    """What `PresigningVerbs.presign_post` takes beside type and size; None stands for not given.

    Attributes:
        acl: A canned ACL.
        cache_control: The header ``Cache-Control`` of readers.
        content_disposition: The header ``Content-Disposition`` of readers.
        content_encoding: The header ``Content-Encoding`` of readers.
        expires: The header ``Expires`` of readers.
        metadata: The user's own metadata, name → value.
        server_side_encryption: ``"AES256"`` or ``"aws:kms"``.
        sse_kms_key_id: The id or ARN of a KMS key; means ``"aws:kms"`` unless said otherwise.
        storage_class: Such as ``"STANDARD_IA"``.
        success_action_redirect: Where a browser goes afterwards.
        success_action_status: ``"200"``, ``"201"`` or ``"204"``, S3's answer afterwards.
    """

    acl: Condition | None
    cache_control: Condition | None
    content_disposition: Condition | None
    content_encoding: Condition | None
    expires: Condition | None
    metadata: Mapping[str, Condition] | None
    server_side_encryption: str | None
    sse_kms_key_id: str | None
    storage_class: Condition | None
    success_action_redirect: Condition | None
    success_action_status: str | None


@dataclass(frozen=True)
class PostPolicy:
    """What a form allows, before it is signed.

    Attributes:
        bucket: The name of the bucket.
        key: The field ``key``; what ends with ``${filename}`` is a beginning.
        fields: The fields whose values are fixed.
        conditions: What the policy says beside bucket and key.
        to_fill_in: The fields whose values the client chooses, in bounds.
    """

    bucket: str
    key: str = field(repr=False)
    fields: Mapping[str, str] = field(repr=False, hash=False)
    conditions: tuple[Any, ...] = field(repr=False, hash=False)
    to_fill_in: tuple[str, ...] = ()


@dataclass(frozen=True)
class PresignedPost:
    """A form by which anybody who has it can upload, within its policy, until it expires.

    It is a secret: its fields are not in the repr. They go into the body of the request as
    ``multipart/form-data``, all of them, and the field ``file`` with the content comes last.

    Attributes:
        url: Where to post it.
        fields: The fields, name → value.
        expires_at: When it ends, in UTC; the credentials that signed it may end sooner.
        bucket: The name of the bucket.
        to_fill_in: Fields that the client has to add or may change, in the bounds of the policy.
    """

    url: str
    fields: Mapping[str, str] = field(repr=False, hash=False)
    expires_at: datetime
    bucket: str
    to_fill_in: tuple[str, ...] = ()


def post_policy(
    bucket: str,
    key: Condition,
    content_type: Condition | None,
    sizes: tuple[int, int],
    options: PostFields,
) -> PostPolicy:
    """Build what a form allows.

    Args:
        bucket: The name of the bucket.
        key: The key, or how it must begin.
        content_type: The media type, or how it must begin; None allows any.
        sizes: The least and the most bytes of the content.
        options: The other fields.

    Returns:
        The policy.

    Raises:
        InvalidParameterError: When something cannot be said in a policy.
    """
    least, most = (checked_size(size, _MAX_POST_BYTES) for size in sizes)
    if least > most:
        raise InvalidParameterError(
            f"min_size was given as {least} and max_size as {most}",
            details={"expected": "a min_size that is not greater than max_size"},
        )
    media_type = StartsWith("") if content_type is None else content_type
    check_media_type(media_type.prefix if isinstance(media_type, StartsWith) else media_type)
    wanted = {"Content-Type": media_type, **_named(options)}
    for name, value in wanted.items():
        text = value.prefix if isinstance(value, StartsWith) else value
        if not isinstance(text, str):
            raise _wrong(name, value)
    exact = {name: value for name, value in wanted.items() if isinstance(value, str)}
    begun = {name: value for name, value in wanted.items() if isinstance(value, StartsWith)}
    conditions: list[Any] = [["content-length-range", least, most]]
    conditions += [{name: value} for name, value in exact.items()]
    conditions += [["starts-with", f"${name}", value.prefix] for name, value in begun.items()]
    to_fill_in = (*(["key"] if isinstance(key, StartsWith) else []), *begun)
    return PostPolicy(check_bucket(bucket), _key_field(key), exact, tuple(conditions), to_fill_in)


def _key_field(key: Condition) -> str:
    prefix = key.prefix if isinstance(key, StartsWith) else None
    text = check_key(key) if prefix is None else check_prefix(prefix)
    if _FILENAME in text:
        raise InvalidParameterError(
            f"the key holds {_FILENAME}, in whose place S3 puts the name of the file",
            details={
                "given": describe(text),
                "expected": f"a key, or the beginning of one, without {_FILENAME}",
                "suggestion": "pass StartsWith(…) with what comes before it, and without it",
            },
        )
    return text if prefix is None else text + _FILENAME


def _named(options: PostFields) -> dict[str, object]:
    given: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
    metadata = given.pop("metadata", {})
    if unknown := sorted(given.keys() - _NAMES.keys()):
        raise InvalidParameterError(
            f"there is no option {', '.join(map(repr, unknown))}",
            details={"expected": f"one of {', '.join([*_NAMES, 'metadata'])}"},
        )
    if not isinstance(metadata, Mapping):
        raise _wrong("metadata", metadata)
    named = {_NAMES[name]: value for name, value in given.items()}
    if "sse_kms_key_id" in given:
        named.setdefault(_NAMES["server_side_encryption"], "aws:kms")
    return {**named, **{f"x-amz-meta-{name}": value for name, value in metadata.items()}}


def _wrong(name: str, value: object) -> InvalidParameterError:
    return InvalidParameterError(
        f"the field {name} was given as {describe(value)}",
        details={"given": describe(value), "expected": "a text, or StartsWith(…)"},
    )
