"""Values in expressions, and what they are to the attribute beside them; knows no model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from boto3_assist.dynamodb.types import AttributeValue

if TYPE_CHECKING:
    from boto3_assist.dynamodb.expressions.placeholders import Placeholders

__all__ = ["Converter", "Part", "Value", "unconverted"]

Part = Literal["whole", "beginning", "member", "stored"]
"""What a value is to an attribute: all of it, how it begins, one of what it holds, what is set."""

Converter = Callable[[AttributeValue, Part], AttributeValue]
"""Gives a value as the attribute stores it."""


@dataclass(frozen=True)
class Value:
    """A value in an expression.

    Attributes:
        content: The Python value.
    """

    content: AttributeValue = field(repr=False)
    operators: int = field(default=0, init=False, repr=False)

    def to_expression(self, placeholders: Placeholders) -> str:
        """Write the value's placeholder.

        Args:
            placeholders: Takes the value.

        Returns:
            The placeholder.
        """
        return placeholders.value(self.content)


def unconverted(value: AttributeValue, _part: Part) -> AttributeValue:
    """Give a value as it is: what is not known of a model is stored so.

    Args:
        value: The value.
        _part: What it is to the attribute.

    Returns:
        The value.
    """
    return value
