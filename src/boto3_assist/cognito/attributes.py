"""How a field of a user model is written as an attribute of Cognito's, and read back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from uuid import UUID

from boto3_assist.errors import InvalidParameterError, describe

__all__ = [
    "AttributeInput",
    "CognitoAttribute",
    "attribute_list",
    "attribute_mapping",
    "attribute_text",
]

Scalar = str | bool | int | Decimal | date | Enum | UUID
AttributeInput = Scalar | list[Scalar] | tuple[Scalar, ...]
"""What can be written as an attribute; a list only where the attribute has a separator."""


@dataclass(frozen=True)
class CognitoAttribute:
    """Marks a field of a user model as an attribute of Cognito's.

    Attributes:
        name: The attribute's name, such as ``"custom:tenant_id"``.
        separator: Joins the entries of a list, such as ``","``; None for a single value.
        read_only: Whether only Cognito writes it, as ``sub``.

    Example:
        >>> CognitoAttribute("custom:roles", separator=",")
        CognitoAttribute(name='custom:roles', separator=',', read_only=False)
    """

    name: str
    separator: str | None = None
    read_only: bool = False


def attribute_text(name: str, value: object, separator: str | None = None) -> str:
    """Write a value as the text that Cognito stores.

    Args:
        name: The attribute's name, for the message.
        value: A text, truth value, integer, Decimal, date, time, UUID or an Enum of these; with a
            separator, also a list or tuple of them.
        separator: Joins the entries of a list.

    Returns:
        The text.

    Raises:
        InvalidParameterError: When the value is of another kind, or an entry of a list holds the
            separator or is empty, so that it could not be read back.
    """
    if separator is not None and isinstance(value, (list, tuple)):
        entries = [attribute_text(name, entry) for entry in value]
        if any(separator in entry or not entry for entry in entries):
            raise _unwritable(name, value, f"entries without {separator!r}, none of them empty")
        return separator.join(entries)
    if isinstance(value, Enum):
        return attribute_text(name, value.value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (str, int, Decimal, UUID)):
        return str(value)
    raise _unwritable(name, value, "a text, truth value, integer, Decimal, date, time or UUID")


def attribute_list(texts: Mapping[str, str]) -> list[dict[str, str]]:
    """Write attributes as requests have them.

    Args:
        texts: Name of attribute → text.

    Returns:
        One entry for each attribute.
    """
    return [{"Name": name, "Value": text} for name, text in texts.items()]


def attribute_mapping(entries: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Read attributes as responses have them.

    Args:
        entries: ``Name`` and ``Value`` of each attribute.

    Returns:
        Name of attribute → text, without those that are blank: a blank one is an absent one to
        Cognito.
    """
    texts = {entry["Name"]: entry.get("Value", "") for entry in entries}
    return {name: text for name, text in texts.items() if text}


def _unwritable(name: str, value: object, expected: str) -> InvalidParameterError:
    return InvalidParameterError(
        f"the attribute {name} was given as {describe(value)}",
        details={"given": describe(value), "expected": expected},
    )
