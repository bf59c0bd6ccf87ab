"""What is said when a query cannot be run without S3; knows no grammar."""

from __future__ import annotations

from boto3_assist.errors import InvalidParameterError

__all__ = ["outside"]

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
