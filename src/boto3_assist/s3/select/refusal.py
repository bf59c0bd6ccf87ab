"""What is said when a query or an object cannot be read without S3; knows no grammar."""

from __future__ import annotations

from boto3_assist.errors import InvalidParameterError, ValidationError

__all__ = ["outside", "unreadable"]

_SUBSET = (
    "SELECT *, columns, CAST, + - * or COUNT, SUM, AVG, MIN, MAX; FROM S3Object; WHERE with "
    "comparisons, AND, OR, NOT, IN, BETWEEN, LIKE, IS NULL; LIMIT; over CSV and JSON lines, plain "
    "or gzip"
)


def outside(what: str) -> InvalidParameterError:
    """Say that something is not in the subset of S3 Select that runs without S3.

    Args:
        what: What it is, free of values.

    Returns:
        The error.
    """
    return InvalidParameterError(
        f"the query cannot be run without S3 Select: {what}",
        "S3_SELECT_OUTSIDE_SUBSET",
        {"expected": _SUBSET, "suggestion": "rewrite the query, or read the object and filter it"},
    )


def unreadable(what: str, error: Exception) -> ValidationError:
    """Say that the content of an object is not in the format that was given.

    Args:
        what: The format.
        error: What was raised; its text may quote the content and is not shown.

    Returns:
        The error.
    """
    return ValidationError(
        f"the object cannot be read as {what} ({type(error).__name__})",
        "S3_SELECT_INPUT_UNREADABLE",
        {
            "expected": f"{what} in UTF-8; of CSV, lines of at most 1 MiB and fields of at most "
            "128 KiB",
            "suggestion": "check the input format, or read the object itself",
        },
    )
