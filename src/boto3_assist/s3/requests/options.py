"""Turns options in S3's terms into botocore's parameters; knows no operation and no client."""

from __future__ import annotations

import base64
import json
import mimetypes
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast
from urllib.parse import urlencode

from boto3_assist.errors import InvalidParameterError, describe
from boto3_assist.s3.keys import is_encodable, quoted_etag
from boto3_assist.s3.values import CommonOptions, ReadOptions, WriteOptions

__all__ = [
    "check_options",
    "check_texts",
    "common_parameters",
    "guess_content_type",
    "is_header_value",
    "read_parameters",
    "tag_set",
    "write_parameters",
]

_COMMON = {
    "expected_bucket_owner": "ExpectedBucketOwner",
    "request_payer": "RequestPayer",
}
_WRITE = {
    **_COMMON,
    "acl": "ACL",
    "bucket_key_enabled": "BucketKeyEnabled",
    "cache_control": "CacheControl",
    "checksum_algorithm": "ChecksumAlgorithm",
    "content_disposition": "ContentDisposition",
    "content_encoding": "ContentEncoding",
    "content_language": "ContentLanguage",
    "content_type": "ContentType",
    "expires": "Expires",
    "if_match": "IfMatch",
    "if_none_match": "IfNoneMatch",
    "metadata": "Metadata",
    "object_lock_legal_hold": "ObjectLockLegalHoldStatus",
    "object_lock_mode": "ObjectLockMode",
    "object_lock_retain_until": "ObjectLockRetainUntilDate",
    "server_side_encryption": "ServerSideEncryption",
    "sse_customer_key": "SSECustomerKey",
    "sse_kms_encryption_context": "SSEKMSEncryptionContext",
    "sse_kms_key_id": "SSEKMSKeyId",
    "storage_class": "StorageClass",
    "tags": "Tagging",
    "website_redirect_location": "WebsiteRedirectLocation",
}
_READ = {
    **_COMMON,
    "if_match": "IfMatch",
    "if_modified_since": "IfModifiedSince",
    "if_none_match": "IfNoneMatch",
    "if_unmodified_since": "IfUnmodifiedSince",
    "sse_customer_key": "SSECustomerKey",
    "version_id": "VersionId",
}
# https://www.rfc-editor.org/rfc/rfc9110#name-fields: what HTTP carries in a name and in a value.
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"(?:[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?)?")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_SSE_CUSTOMER_KEY_BYTES = 32
_MAX_TAGS = 10
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html#UserMetadata
_MAX_METADATA_BYTES = 2048


def write_parameters(options: WriteOptions) -> dict[str, Any]:
    """Turn the options of a write into parameters of PutObject and its kin.

    Args:
        options: The options; those that are None are left out.

    Returns:
        botocore's parameters, which are also s3transfer's ``extra_args``.

    Raises:
        InvalidParameterError: When an option is unknown or has a value that S3 cannot take.

    Example:
        >>> write_parameters({"content_type": "text/csv", "tags": {"team": "a&b"}})
        {'ContentType': 'text/csv', 'Tagging': 'team=a%26b'}
        >>> write_parameters({"sse_kms_key_id": "alias/orders"})
        {'SSEKMSKeyId': 'alias/orders', 'ServerSideEncryption': 'aws:kms'}
    """
    parameters = _renamed(cast("Mapping[str, Any]", options), _WRITE, _WRITE_CONVERTED)
    if "SSEKMSKeyId" in parameters:
        parameters.setdefault("ServerSideEncryption", "aws:kms")
    return parameters


def read_parameters(options: ReadOptions) -> dict[str, Any]:
    """Turn the options of a read into parameters of GetObject and HeadObject.

    Args:
        options: The options; those that are None are left out.

    Returns:
        botocore's parameters.

    Raises:
        InvalidParameterError: When an option is unknown or has a value that S3 cannot take.
    """
    return _renamed(cast("Mapping[str, Any]", options), _READ, _READ_CONVERTED)


def common_parameters(options: CommonOptions) -> dict[str, Any]:
    """Turn the options that every operation on objects takes into parameters.

    Args:
        options: The options; those that are None are left out.

    Returns:
        botocore's parameters.

    Raises:
        InvalidParameterError: When an option is unknown.
    """
    return _renamed(cast("Mapping[str, Any]", options), _COMMON, {})


def check_options(options: Mapping[str, Any], names: Iterable[str]) -> None:
    """Refuse options that a call does not take.

    Args:
        options: The options by name.
        names: The names that it takes.

    Raises:
        InvalidParameterError: When there is another.
    """
    known = sorted(names)
    if unknown := sorted(options.keys() - set(known)):
        raise InvalidParameterError(
            f"there is no option {', '.join(map(repr, unknown))} here",
            details={"expected": f"one of {', '.join(known)}"},
        )


def check_texts(name: str, value: object) -> None:
    """Refuse what is no dictionary of text to text.

    Args:
        name: What the error calls it.
        value: What was given.

    Raises:
        InvalidParameterError: When it is something else, or text that UTF-8 cannot hold.
    """
    entries = value.items() if isinstance(value, Mapping) else [(None, None)]
    if not all(is_encodable(text) for entry in entries for text in entry):
        raise InvalidParameterError(
            f"{name} was given as {describe(value)}",
            details={
                "given": describe(value),
                "expected": "a dictionary of text to text",
                "suggestion": "turn other values into text first",
            },
        )


def guess_content_type(key: str) -> str | None:
    """Guess the media type of an object from the suffix of its key.

    A compressed file is what it is, not what it holds: a reader would else decode it unasked.

    Args:
        key: The key.

    Returns:
        The media type; None for an unknown suffix.

    Example:
        >>> guess_content_type("a/report.json"), guess_content_type("a/report.json.gz")
        ('application/json', 'application/gzip')
    """
    # As a path: a key like "data:x" is no URL.
    content_type, encoding = mimetypes.guess_type(f"./{key.rpartition('/')[2]}")
    if encoding is None:
        return content_type
    return "application/gzip" if encoding == "gzip" else f"application/x-{encoding}"


def is_header_value(text: str) -> bool:
    """Tell whether HTTP carries a text in a header unchanged.

    Args:
        text: The text.

    Returns:
        Whether it does: spaces at the ends, control characters and what is not ASCII are lost.

    Example:
        >>> is_header_value("a b"), is_header_value("a b "), is_header_value("ü")
        (True, False, False)
    """
    return _HEADER_VALUE.fullmatch(text) is not None


def tag_set(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Give the tags of an object as S3's list.

    Args:
        tags: Key → value, at most 10.

    Returns:
        A list of ``{"Key": …, "Value": …}``.

    Raises:
        InvalidParameterError: When they are no mapping of text to text, or too many.
    """
    check_texts("tags", tags)
    if len(tags) > _MAX_TAGS:
        raise InvalidParameterError(
            f"tags was given as {describe(tags)}",
            details={"given": describe(tags), "expected": f"at most {_MAX_TAGS} tags"},
        )
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def _renamed(
    options: Mapping[str, Any],
    names: Mapping[str, str],
    converted: Mapping[str, Callable[[Any], Any]],
) -> dict[str, Any]:
    check_options(options, names)
    given = {name: value for name, value in options.items() if value is not None}
    parameters = {
        names[name]: converted[name](value) if name in converted else value
        for name, value in given.items()
    }
    for name, value in given.items():
        if isinstance(value, str) and (_CONTROL.search(value) or not is_encodable(value)):
            raise _not_a_header(
                name, value, "text without line breaks and other control characters"
            )
    if "SSECustomerKey" in parameters:
        parameters["SSECustomerAlgorithm"] = "AES256"
    return parameters


def _not_a_header(name: str, value: object, expected: str) -> InvalidParameterError:
    return InvalidParameterError(
        f"{name} was given as {describe(value)}, which no HTTP header carries unchanged",
        details={
            "given": describe(value),
            "expected": expected,
            "suggestion": "encode the text first, for example by urllib.parse.quote",
        },
    )


def _etag(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise InvalidParameterError(
            f"an ETag was given as {describe(value)}",
            details={"given": describe(value), "expected": "an ETag as text, or '*'"},
        )
    return quoted_etag(value)


def _absence(value: object) -> str:
    """Take the one condition of this kind that S3 has for writes."""
    if value != "*":
        raise InvalidParameterError(
            f"if_none_match of a write was given as {describe(value)}",
            details={
                "given": describe(value),
                "expected": "'*', that there is no object of this key",
                "suggestion": "pass if_match=… with the ETag of the object that is to be replaced",
            },
        )
    return "*"


def _metadata(value: Mapping[str, str]) -> dict[str, str]:
    check_texts("metadata", value)
    size = sum(len(text.encode()) for entry in value.items() for text in entry)
    if size > _MAX_METADATA_BYTES:
        raise InvalidParameterError(
            f"metadata was given with {size} bytes",
            details={
                "given": f"{size} bytes in {describe(value)}",
                "expected": f"at most {_MAX_METADATA_BYTES} bytes, names and values together",
                "suggestion": "store what is longer in the object itself, or in one beside it",
            },
        )
    if not all(map(_HEADER_NAME.fullmatch, value)):
        raise _not_a_header("metadata", value, "names of letters, digits and -_.!#$%&'*+^`|~")
    if len({name.lower() for name in value}) < len(value):
        raise _not_a_header(
            "metadata", value, "names that differ by more than upper and lower case"
        )
    if not all(map(is_header_value, value.values())):
        raise _not_a_header(
            "metadata", value, "values in printable ASCII that neither begin nor end with a space"
        )
    return dict(value)


def _tagging(value: Mapping[str, str]) -> str:
    return urlencode([(tag["Key"], tag["Value"]) for tag in tag_set(value)])


def _encryption_context(value: Mapping[str, str]) -> str:
    check_texts("sse_kms_encryption_context", value)
    return base64.b64encode(json.dumps(dict(value)).encode()).decode()


def _customer_key(value: object) -> bytes:
    if not isinstance(value, bytes) or len(value) != _SSE_CUSTOMER_KEY_BYTES:
        raise InvalidParameterError(
            f"sse_customer_key was given as {describe(value)}",
            details={"given": describe(value), "expected": f"{_SSE_CUSTOMER_KEY_BYTES} bytes"},
        )
    return value


def _on_or_off(value: object) -> str:
    return "ON" if value else "OFF"


_READ_CONVERTED: Mapping[str, Callable[[Any], Any]] = {
    "if_match": _etag,
    "if_none_match": _etag,
    "sse_customer_key": _customer_key,
}
_WRITE_CONVERTED: Mapping[str, Callable[[Any], Any]] = {
    "if_match": _etag,
    "if_none_match": _absence,
    "metadata": _metadata,
    "object_lock_legal_hold": _on_or_off,
    "sse_customer_key": _customer_key,
    "sse_kms_encryption_context": _encryption_context,
    "tags": _tagging,
}
