"""Presigned URLs as values, and the parameters they are made from; signs nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from boto3_assist.errors import (
    InvalidParameterError,
    MissingParameterError,
    S3ResponseIntegrityError,
    describe,
)
from boto3_assist.s3.keys import is_encodable
from boto3_assist.s3.requests.objects import address, get_object
from boto3_assist.s3.requests.options import check_texts, write_parameters
from boto3_assist.s3.values import ReadOptions, WriteOptions

__all__ = [
    "PresignedUrl",
    "ResponseHeaders",
    "check_media_type",
    "checked_size",
    "creation_parameters",
    "ends_at",
    "get_parameters",
    "presigned_url",
    "put_parameters",
]

_MAX_PUT_BYTES = 5 * 1024**3
_ALGORITHM = "AWS4-HMAC-SHA256"
_RESPONSE_HEADERS = {
    "response_cache_control": "ResponseCacheControl",
    "response_content_disposition": "ResponseContentDisposition",
    "response_content_encoding": "ResponseContentEncoding",
    "response_content_language": "ResponseContentLanguage",
    "response_content_type": "ResponseContentType",
}


class ResponseHeaders(ReadOptions, total=False):
    """What `PresigningVerbs.presign_get` takes beside the options of a read.

    Attributes:
        response_cache_control: The header ``Cache-Control`` that S3 answers with.
        response_content_disposition: The header ``Content-Disposition`` that S3 answers with.
        response_content_encoding: The header ``Content-Encoding`` that S3 answers with.
        response_content_language: The header ``Content-Language`` that S3 answers with.
        response_content_type: The header ``Content-Type`` that S3 answers with.
    """

    response_cache_control: str | None
    response_content_disposition: str | None
    response_content_encoding: str | None
    response_content_language: str | None
    response_content_type: str | None


@dataclass(frozen=True)
class PresignedUrl:
    """A URL by which anybody who has it can make one request until it expires.

    It is a secret: neither the URL nor the headers are in the repr.

    Attributes:
        url: The URL.
        method: The HTTP method that it is for.
        headers: The headers that the request must have, by their names in lower case; another value
            than these, or none, makes S3 refuse it.
        expires_at: When it ends, in UTC; the credentials that signed it may end sooner.
        bucket: The name of the bucket.
        key: The key; not in the repr.
    """

    url: str = field(repr=False)
    method: str
    headers: Mapping[str, str] = field(repr=False, hash=False)
    expires_at: datetime
    bucket: str
    key: str = field(repr=False)


def get_parameters(
    bucket: str, key: str, download_as: str | None, options: ResponseHeaders
) -> dict[str, Any]:
    """Build the parameters of a GetObject to be signed.

    Args:
        bucket: The name of the bucket.
        key: The key.
        download_as: The name under which a browser is to save it.
        options: The options of the read and the headers of the answer.

    Returns:
        botocore's parameters.

    Raises:
        InvalidParameterError: When `download_as` is no name, or comes with a content disposition.
    """
    given: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
    headers = {
        parameter: given.pop(name) for name, parameter in _RESPONSE_HEADERS.items() if name in given
    }
    if download_as is not None:
        if "ResponseContentDisposition" in headers:
            raise InvalidParameterError(
                "download_as was given together with response_content_disposition",
                details={"expected": "one of the two"},
            )
        if not is_encodable(download_as):
            raise InvalidParameterError(
                f"download_as was given as {describe(download_as)}",
                details={"given": describe(download_as), "expected": "the name of a file, as text"},
            )
        headers["ResponseContentDisposition"] = _attachment(download_as)
    read: Any = given
    return {**get_object(bucket, key, read), **headers}


def put_parameters(
    bucket: str,
    key: str,
    size: int | None,
    checksums: Mapping[str, str] | None,
    options: WriteOptions,
) -> dict[str, Any]:
    """Build the parameters of a PutObject to be signed.

    Args:
        bucket: The name of the bucket.
        key: The key.
        size: The bytes that the upload must have.
        checksums: The checksums that it must have: the algorithm → Base64.
        options: The options of the write.

    Returns:
        botocore's parameters.

    Raises:
        MissingParameterError: When nothing is said of the media type.
        InvalidParameterError: When an option cannot be sent, or is no number of bytes.
    """
    if "content_type" not in options:
        raise MissingParameterError(
            "content_type was not given",
            details={
                "expected": "the media type that the upload must have, or None to allow any",
                "suggestion": "pass content_type=…",
            },
        )
    if checksums is not None:
        check_texts("checksums", checksums)
    request = creation_parameters(bucket, key, options)
    if size is not None:
        request["ContentLength"] = checked_size(size, _MAX_PUT_BYTES)
    return {
        **request,
        **{f"Checksum{name.upper()}": text for name, text in (checksums or {}).items()},
    }


def creation_parameters(bucket: str, key: str, options: WriteOptions) -> dict[str, Any]:
    """Build the parameters of a write whose content is not known yet.

    Args:
        bucket: The name of the bucket.
        key: The key.
        options: The options of the write.

    Returns:
        botocore's parameters.

    Raises:
        InvalidParameterError: When an option cannot be sent before the content is known, or the
            media type is a pattern.
    """
    if options.get("checksum_algorithm") is not None:
        raise InvalidParameterError(
            "checksum_algorithm cannot be signed before the content is known",
            details={"suggestion": "of one object, pass the checksum: checksums={'SHA256': '…'}"},
        )
    check_media_type(options.get("content_type"))
    return {**address(bucket, key), **write_parameters(options)}


def check_media_type(content_type: object) -> None:
    """Refuse a pattern where a media type is compared as it is written.

    Args:
        content_type: What was given.

    Raises:
        InvalidParameterError: When it is text with a ``*``, which no media type has.
    """
    if not isinstance(content_type, str) or "*" not in content_type:
        return
    raise InvalidParameterError(
        f"content_type was given with a wildcard, as {describe(content_type)}",
        details={
            "given": describe(content_type),
            "expected": "one media type, which S3 compares as it is, or None to allow any",
            "suggestion": "a kind of type takes a form: presign_post with "
            "content_type=StartsWith('image/')",
        },
    )


def checked_size(size: object, most: int) -> int:
    """Refuse what is no number of bytes.

    Args:
        size: What was given.
        most: The most that S3 takes.

    Returns:
        The same.

    Raises:
        InvalidParameterError: When it is no integer from 0 to `most`.
    """
    if isinstance(size, int) and not isinstance(size, bool) and 0 <= size <= most:
        return size
    given = str(size) if isinstance(size, int) else describe(size)
    raise InvalidParameterError(
        f"a size was given as {given}",
        details={"given": given, "expected": f"a number of bytes from 0 to {most}"},
    )


def presigned_url(
    url: str, method: str, headers: Mapping[str, str], params: Mapping[str, Any]
) -> PresignedUrl:
    """Read what was signed.

    Args:
        url: The signed URL.
        method: The HTTP method that it is for.
        headers: The headers of the request that was signed, by their names in lower case.
        params: The parameters that it was signed with.

    Returns:
        The URL with what it takes to use it.

    Raises:
        S3ResponseIntegrityError: When it is not signed by Signature Version 4, as by a client
            whose handlers do it their own way.
    """
    query = {name.lower(): values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    if not query.get("x-amz-algorithm", "").startswith("AWS4-"):
        raise S3ResponseIntegrityError(
            "the URL was not signed by Signature Version 4",
            details={
                "expected": _ALGORITHM,
                "suggestion": "a handler of the client's events chooses another signer",
            },
        )
    signed = query["x-amz-signedheaders"].split(";")
    return PresignedUrl(
        url,
        method,
        {name: headers[name] for name in signed if name != "host"},
        ends_at(query["x-amz-date"], int(query["x-amz-expires"])),
        str(params["Bucket"]),
        params["Key"],
    )


def ends_at(signed_at: str, seconds: int) -> datetime:
    """Tell when a signature ends.

    Args:
        signed_at: ``X-Amz-Date``, such as ``"20240131T120000Z"``.
        seconds: How long it is good for.

    Returns:
        The moment, in UTC.
    """
    start = datetime.strptime(signed_at, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
    return start + timedelta(seconds=seconds)


def _attachment(name: str) -> str:
    """Write a file's name as RFC 6266 has it, with a plain form for readers that know no other."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\' else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
