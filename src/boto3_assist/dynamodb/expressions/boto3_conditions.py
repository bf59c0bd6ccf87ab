"""Conditions of boto3 as conditions of the algebra; knows nothing of models."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from boto3_assist.dynamodb.expressions.conditions import Condition
from boto3_assist.dynamodb.expressions.limits import (
    OPERATOR_WORDS,
    check_operators,
    operators_in,
)
from boto3_assist.dynamodb.expressions.placeholders import Placeholders
from boto3_assist.errors import InvalidParameterError

if TYPE_CHECKING:
    from boto3.dynamodb.conditions import ConditionBase
    from typing_extensions import TypeIs

__all__ = ["check_boto3_text", "is_boto3_condition", "is_taken_over", "taken_over"]

_TOKEN: Final = re.compile(rf"#n\d+|:v\d+|\[\d+\]|<>|[<>]=?|[=(),. ]|(?:{OPERATOR_WORDS})(?!\w)")
_PLACEHOLDER: Final = re.compile(r"[#:][nv]\d+")


def is_boto3_condition(given: object) -> TypeIs[ConditionBase]:
    """Tell whether something is a condition of boto3, without importing boto3.

    Args:
        given: Anything.

    Returns:
        True for what `Key` and `Attr` of boto3 build.
    """
    # Who has such a condition has imported the module.
    module = sys.modules.get("boto3.dynamodb.conditions")
    return module is not None and isinstance(given, module.ConditionBase)


def check_boto3_text(text: str) -> str:
    """Check that boto3 put nothing of a caller's into the text of a condition.

    Args:
        text: What boto3 built.

    Returns:
        The text.

    Raises:
        InvalidParameterError: When it did: boto3 leaves what stands in brackets as it is.
    """
    if _TOKEN.sub("", text):
        raise InvalidParameterError(
            "the name of an attribute in a condition of boto3 has brackets that hold no position",
            details={
                "expected": "names such as lines[0].qty",
                "suggestion": "write the name in double quotes: attr('\"a[b]\"')",
            },
        )
    return text


def taken_over(condition: ConditionBase) -> Condition:
    """Make a condition of boto3 one of the algebra.

    Args:
        condition: What `Key` and `Attr` of boto3 build.

    Returns:
        The same condition, to be joined with others.

    Raises:
        InvalidParameterError: When a name in it is no path, or it has too many operators.
    """
    from boto3.dynamodb.conditions import ConditionExpressionBuilder

    built = ConditionExpressionBuilder().build_expression(condition)
    return _Boto3Condition(
        check_boto3_text(built.condition_expression),
        built.attribute_name_placeholders,
        built.attribute_value_placeholders,
    )


@dataclass(frozen=True, repr=False, eq=False)
class _Boto3Condition(Condition):
    text: str
    names: dict[str, str]
    values: dict[str, Any]

    def __post_init__(self) -> None:
        check_operators(self.operators, "condition")

    @cached_property
    def operators(self) -> int:
        return operators_in(self.text, "condition")

    def to_expression(self, placeholders: Placeholders) -> str:
        def renamed(found: re.Match[str]) -> str:
            if found[0] in self.names:
                return placeholders.name(self.names[found[0]])
            return placeholders.value(self.values[found[0]])

        return _PLACEHOLDER.sub(renamed, self.text)


def is_taken_over(condition: Condition) -> bool:
    """Tell whether a condition of the algebra was one of boto3, whose parts are not known.

    Args:
        condition: The condition.

    Returns:
        True for what `taken_over` made.
    """
    return isinstance(condition, _Boto3Condition)
