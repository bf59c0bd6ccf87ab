"""What DynamoDB limits an expression to, checked before it is sent; knows no request.

The limits are those of the section "Expression parameters" of DynamoDB's page of quotas.
"""

from __future__ import annotations

import re
from typing import Final

from boto3_assist.errors import InvalidParameterError

__all__ = [
    "MAX_EXPRESSION_BYTES",
    "MAX_IN_OPERANDS",
    "MAX_OPERATORS",
    "MAX_PATH_DEPTH",
    "OPERATOR_WORDS",
    "check_expression",
    "check_length",
    "check_operators",
    "operators_in",
]

MAX_EXPRESSION_BYTES: Final = 4096
MAX_OPERATORS: Final = 300
MAX_IN_OPERANDS: Final = 100
MAX_PATH_DEPTH: Final = 32

OPERATOR_WORDS: Final = (
    r"AND|OR|NOT|IN|BETWEEN|size|contains|begins_with|if_not_exists|list_append"
    r"|attribute_exists|attribute_not_exists|attribute_type"
)
# None inside a placeholder, or of a name that begins or ends like one.
_OPERATOR: Final = re.compile(
    rf"<>|[<>]=?|=|[+-]|(?<![\w#:])(?:{OPERATOR_WORDS})(?!\w)", re.IGNORECASE
)


def operators_in(text: str, kind: str) -> int:
    """Count the operators and functions of an expression, as DynamoDB counts them.

    Args:
        text: The expression.
        kind: What it is; that of an ``"update"`` gives values by ``=``, which is no operator there.

    Returns:
        How many there are.

    Example:
        >>> operators_in("#a BETWEEN :a AND :b AND size(#b) > :c", "condition")
        4
        >>> operators_in("SET #a = if_not_exists(#a, :b) + :c", "update")
        2
    """
    found = [each.upper() for each in _OPERATOR.findall(text)]
    # Of BETWEEN its AND is no operator.
    return len(found) - found.count("BETWEEN") - (found.count("=") if kind == "update" else 0)


def check_expression(text: str, kind: str) -> str:
    """Check that DynamoDB takes an expression as it is sent, whatever it was joined of.

    Args:
        text: The expression, placeholders and all.
        kind: What it is, for the message, such as ``"condition"``.

    Returns:
        The text.

    Raises:
        InvalidParameterError: When it is longer than 4 KB, or has more than 300 operators.
    """
    check_operators(operators_in(check_length(text, kind), kind), kind)
    return text


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
