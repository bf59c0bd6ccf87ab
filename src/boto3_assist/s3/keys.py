"""Names of buckets and keys, ETags and conditions, as S3 takes them; knows no client."""

from __future__ import annotations

import re

from boto3_assist.errors import InvalidParameterError, MissingParameterError, describe

__all__ = [
    "check_bucket",
    "check_key",
    "check_new_bucket",
    "check_prefix",
    "is_encodable",
    "quoted_etag",
    "unquoted_etag",
]

_MAX_KEY_BYTES = 1024

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
_BUCKET_RULES = (
    (r".{3,63}", "3 to 63 characters"),
    (r"[a-z0-9.-]+", "only lower-case letters, digits, dots and hyphens"),
    (r"[^.-].*[^.-]", "a letter or a digit at both ends"),
    (r"(?!.*[.][.]).+", "no two dots side by side"),
    (r"(?!\d{1,3}([.]\d{1,3}){3}\Z).+", "a name that does not look like an IP address"),
    (
        r"(?!xn--|sthree-|amzn-s3-demo-).+",
        "a beginning other than xn--, sthree- and amzn-s3-demo-, which S3 keeps for itself",
    ),
    (
        r".+(?<!-s3alias)(?<!--ol-s3)(?<![.]mrap)(?<!--x-s3)(?<!--table-s3)",
        "an end other than -s3alias, --ol-s3, .mrap, --x-s3 and --table-s3, which S3 keeps for "
        "itself",
    ),
)


def check_bucket(bucket: object) -> str:
    """Refuse what cannot be the name, ARN or access point alias of a bucket.

    Args:
        bucket: What was given.

    Returns:
        The same.

    Raises:
        MissingParameterError: When it is None or empty.
        InvalidParameterError: When it is not text, holds a slash without being an ARN, or a
            character that cannot be printed.
    """
    if bucket is None or bucket == "":
        raise MissingParameterError(
            "no bucket was named", details={"expected": "the name of a bucket, as text"}
        )
    is_name = isinstance(bucket, str) and ("/" not in bucket or bucket.startswith("arn:"))
    if not isinstance(bucket, str) or not is_name or not bucket.isprintable():
        raise InvalidParameterError(
            f"bucket was given as {describe(bucket)}",
            details={
                "given": describe(bucket),
                "expected": "the name, access point alias or ARN of a bucket, as text",
                "suggestion": (
                    "pass the bucket and the key apart, without s3://"
                    if isinstance(bucket, str)
                    else "the bucket comes first, then the key"
                ),
            },
        )
    return bucket


def check_new_bucket(bucket: object) -> str:
    """Refuse what S3 gives no new general purpose bucket for a name; some old ones have others.

    Args:
        bucket: What was given.

    Returns:
        The same.

    Raises:
        InvalidParameterError: When it breaks one of S3's "General purpose bucket naming rules".

    Example:
        >>> check_new_bucket("reports-2024")
        'reports-2024'
        >>> check_new_bucket("Reports")
        Traceback (most recent call last):
            ...
        boto3_assist.errors.base.InvalidParameterError: [INVALID_PARAMETER] the name of a new ...
    """
    name = check_bucket(bucket)
    for pattern, expected in _BUCKET_RULES:
        if re.fullmatch(pattern, name) is None:
            raise InvalidParameterError(
                f"the name of a new bucket was given as {describe(name)}",
                details={"given": describe(name), "expected": expected},
            )
    return name


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
