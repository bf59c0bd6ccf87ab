"""Placeholders of expressions that cannot clash with each other or with the caller's."""

from __future__ import annotations

import re
from typing import Final

from boto3_assist.dynamodb.conditions import Expression
from boto3_assist.dynamodb.types import AttributeValue

__all__ = ["PLACEHOLDER", "Placeholders", "placeholders_in"]

PLACEHOLDER: Final = re.compile(r"[#:]\w+")
"""Matches one placeholder of an expression, with its mark."""


def placeholders_in(expression: Expression) -> frozenset[str]:
    """Find the placeholders of an expression, defined or not.

    Args:
        expression: An expression, possibly a caller's.

    Returns:
        Placeholders such as ``#n0`` and ``:v0``. What its text names without defining it is among
        them: it must not come to mean something else.
    """
    used = PLACEHOLDER.findall(expression.text)
    return frozenset({*used, *expression.names, *expression.values})


class Placeholders:
    """Names and values of one request, each under a placeholder that nothing else has.

    Attributes:
        names: Placeholder such as ``#u0`` → attribute name.
        values: Placeholder such as ``:u0`` → Python value.
    """

    def __init__(self, beside: Expression | None = None) -> None:
        """Start without any.

        Args:
            beside: An expression of the caller's in the same request.
        """
        taken = frozenset() if beside is None else placeholders_in(beside)
        self._taken = {placeholder[1:] for placeholder in taken}
        self.names: dict[str, str] = {}
        self.values: dict[str, AttributeValue] = {}
        self._of_names: dict[str, str] = {}
        self._next = 0

    def name(self, attribute: str) -> str:
        """Give the placeholder of an attribute's name.

        Args:
            attribute: Name of a whole attribute, whatever characters it has.

        Returns:
            The placeholder, one for each name.
        """
        if attribute not in self._of_names:
            placeholder = f"#{self._fresh()}"
            self._of_names[attribute] = placeholder
            self.names[placeholder] = attribute
        return self._of_names[attribute]

    def value(self, value: AttributeValue) -> str:
        """Give a placeholder of a value.

        Args:
            value: A Python value.

        Returns:
            The placeholder, a new one each time.
        """
        placeholder = f":{self._fresh()}"
        self.values[placeholder] = value
        return placeholder

    def _fresh(self) -> str:
        while (stem := f"u{self._next}") in self._taken:
            self._next += 1
        self._next += 1
        return stem
