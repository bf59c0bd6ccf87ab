"""What DynamoDB limits an expression to, checked before it is sent; knows no request.

The limits are those of the section "Expression parameters" of DynamoDB's page of quotas.
"""

from __future__ import annotations

from typing import Final

from boto3_assist.errors import InvalidParameterError

__all__ = [
    "MAX_EXPRESSION_BYTES",
    "MAX_IN_OPERANDS",
    "MAX_OPERATORS",
    "MAX_PATH_DEPTH",
    "check_length",
    "check_operators",
]

MAX_EXPRESSION_BYTES: Final = 4096
MAX_OPERATORS: Final = 300
MAX_IN_OPERANDS: Final = 100
MAX_PATH_DEPTH: Final = 32


def check_length(text: str, kind: str) -> str:
    """Check that the text of an expression is one that DynamoDB takes.

    Args:
        text: The expression, placeholders and all.
        kind: What it is, for the message, such as ``"condition"``.

    Returns:
        The text.

    Raises:
        InvalidParameterError: When it is longer than 4 KB.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MAX_EXPRESSION_BYTES:
        raise InvalidParameterError(
            f"the {kind} is {size} bytes long",
            details={
                "given": size,
                "expected": f"an expression of at most {MAX_EXPRESSION_BYTES} bytes",
                "suggestion": "change or test fewer attributes at once, nest some of them in a "
                "map, or save the item as a whole",
            },
        )
    return text


def check_operators(count: int, kind: str) -> int:
    """Check that an expression has no more operators than DynamoDB takes.

    Args:
        count: How many operators and functions it has.
        kind: What it is, for the message, such as ``"condition"``.

    Returns:
        The count.

    Raises:
        InvalidParameterError: When there are more than 300.
    """
    if count > MAX_OPERATORS:
        raise InvalidParameterError(
            f"the {kind} has {count} operators and functions",
            details={
                "given": count,
                "expected": f"at most {MAX_OPERATORS} operators and functions",
                "suggestion": "split the call, or use is_in([...]) in place of many equalities",
            },
        )
    return count
