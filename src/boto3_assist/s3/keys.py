"""Names of buckets and keys, ETags and conditions, as S3 takes them; knows no client."""

from __future__ import annotations

from boto3_assist.errors import InvalidParameterError, MissingParameterError, describe

__all__ = [
    "check_bucket",
    "check_key",
    "check_prefix",
    "is_encodable",
    "quoted_etag",
    "unquoted_etag",
]

_MAX_KEY_BYTES = 1024


def check_bucket(bucket: object) -> str:
    """Refuse what cannot be the name, ARN or access point alias of a bucket.

    Args:
        bucket: What was given.

    Returns:
        The same.

    Raises:
        MissingParameterError: When it is None or empty.
        InvalidParameterError: When it is not text, or holds a slash without being an ARN.
    """
    if bucket is None or bucket == "":
        raise MissingParameterError(
            "no bucket was named", details={"expected": "the name of a bucket, as text"}
        )
    if not isinstance(bucket, str) or ("/" in bucket and not bucket.startswith("arn:")):
        raise InvalidParameterError(
            f"bucket was given as {describe(bucket)}",
            details={
                "given": describe(bucket),
                "expected": "the name, access point alias or ARN of a bucket, as text",
                "suggestion": "pass the bucket and the key apart, without s3://",
            },
        )
    return bucket


def check_key(key: object, name: str = "key") -> str:
    """Refuse what cannot be a key; every other text is taken as it is, a leading slash included.

    Args:
        key: What was given.
        name: The name of the argument.

    Returns:
        The same.

    Raises:
        MissingParameterError: When it is None or empty.
        InvalidParameterError: When it is not text, cannot be encoded in UTF-8, or is longer than
            1,024 bytes, which is S3's limit.
    """
    if key is None or key == "":
        raise MissingParameterError(
            f"{name} was not given", details={"expected": "the key of an object, as text"}
        )
    return _checked_text(key, name, "the key of an object")


def check_prefix(prefix: object, name: str = "prefix") -> str:
    """Refuse what cannot be the beginning of a key; the empty text begins every key.

    Args:
        prefix: What was given.
        name: The name of the argument.

    Returns:
        The same.
    """
    return _checked_text(prefix, name, "the beginning of keys")


def quoted_etag(etag: str) -> str:
    """Give an ETag as HTTP's conditions want it.

    Args:
        etag: An ETag with or without quotes, or ``"*"`` for any.

    Returns:
        The ETag in quotes; ``"*"`` as it is.

    Example:
        >>> quoted_etag("9b2c"), quoted_etag('"9b2c"'), quoted_etag("*")
        ('"9b2c"', '"9b2c"', '*')
    """
    return etag if etag == "*" else f'"{unquoted_etag(etag)}"'


def unquoted_etag(etag: str) -> str:
    """Give an ETag without HTTP's quotes.

    Args:
        etag: An ETag with or without quotes.

    Returns:
        What is between the quotes.
    """
    return etag.removeprefix('"').removesuffix('"')


def is_encodable(text: object) -> bool:
    """Tell whether something is text that UTF-8 can hold, which lone surrogates are not.

    Args:
        text: What was given.

    Returns:
        Whether it is.
    """
    if not isinstance(text, str):
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _checked_text(text: object, name: str, expected: str) -> str:
    if isinstance(text, str) and is_encodable(text) and len(text.encode()) <= _MAX_KEY_BYTES:
        return text
    raise InvalidParameterError(
        f"{name} was given as {describe(text)}",
        details={
            "given": describe(text),
            "expected": f"{expected}, as text of at most {_MAX_KEY_BYTES} bytes in UTF-8",
        },
    )
