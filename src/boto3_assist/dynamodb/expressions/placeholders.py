"""Placeholders of expressions that cannot clash with each other or with the caller's."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Final

from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import InvalidParameterError, describe

if TYPE_CHECKING:
    from boto3_assist.dynamodb.conditions import Expression

__all__ = [
    "PLACEHOLDER",
    "Placeholders",
    "ShownPlaceholders",
    "check_meanings",
    "check_placeholders",
    "placeholders_in",
]

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


def check_meanings(names: object, values: object) -> None:
    """Check that what placeholders stand for came as dictionaries.

    Args:
        names: What the caller gave for names.
        values: What the caller gave for values.

    Raises:
        InvalidParameterError: When one of them is something else, such as a condition.
    """
    for parameter, given in (
        ("expression_attribute_names", names),
        ("expression_attribute_values", values),
    ):
        if given is not None and not isinstance(given, Mapping):
            raise InvalidParameterError(
                f"{parameter} was given as {describe(given)}",
                details={
                    "given": describe(given),
                    "expected": "a dictionary of placeholder → meaning, or None",
                    "suggestion": "name what is something else, such as condition_expression=…",
                },
            )


def check_placeholders(given: Collection[str], *texts: Expression) -> None:
    """Check what DynamoDB would refuse: what stands for nothing, and what nothing stands for.

    Args:
        given: The placeholders that the caller gave a meaning.
        *texts: The expressions of one request.

    Raises:
        InvalidParameterError: When a placeholder is in no text, or has no meaning.
    """
    used = {each for text in texts for each in PLACEHOLDER.findall(text.text)}
    meant = {each for text in texts for each in (*text.names, *text.values)}
    wrong = [(sorted(set(given) - used), "are in no text"), (sorted(used - meant), "mean nothing")]
    for placeholders, problem in wrong:
        if placeholders:
            raise InvalidParameterError(
                f"the placeholders {', '.join(placeholders)} of the call {problem}",
                details={
                    "placeholders": placeholders,
                    "expected": "a meaning in expression_attribute_names and _values for each "
                    "placeholder of a text, and no other",
                    "suggestion": "correct the placeholder; what attr(...) and boto3 make needs "
                    "none of the caller's",
                },
            )


class Placeholders:
    """Names and values of one request, each under a placeholder that nothing else has.

    Attributes:
        names: Placeholder such as ``#u0`` → attribute name.
        values: Placeholder such as ``:u0`` → Python value.
    """

    def __init__(self, *beside: Expression | None) -> None:
        """Start without any.

        Args:
            *beside: Expressions of the caller's in the same request; None is passed over.
        """
        taken = (placeholders_in(each) for each in beside if each is not None)
        self._taken = {placeholder[1:] for found in taken for placeholder in found}
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


class ShownPlaceholders(Placeholders):
    """Placeholders for a repr: they show the names of attributes, and keep no value."""

    def name(self, attribute: str) -> str:
        """Give the name itself.

        Args:
            attribute: Name of an attribute.

        Returns:
            The name after a ``#``; possibly no placeholder that DynamoDB takes.
        """
        return f"#{attribute}"

    def value(self, _value: AttributeValue) -> str:
        """Give a placeholder that stands for nothing.

        Args:
            _value: A Python value, which is not kept.

        Returns:
            The placeholder.
        """
        placeholder = f":v{len(self.values)}"
        self.values[placeholder] = None
        return placeholder
