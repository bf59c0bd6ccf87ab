"""Refuses arguments of another kind than lifecycle rules are made of; knows no rule of S3's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from boto3_assist.errors import InvalidParameterError, describe

__all__ = ["checked", "checked_optional", "checked_several"]


def checked(name: str, value: Any, kind: type[Any], suggestion: str | None = None) -> Any:
    """Refuse what is not of a kind.

    Args:
        name: What the error calls it.
        value: What was given.
        kind: The class that it must be of.
        suggestion: What to do; None for nothing to say.

    Returns:
        The same.

    Raises:
        InvalidParameterError: When it is of another class.
    """
    if isinstance(value, kind):
        return value
    details = {"given": describe(value), "expected": f"a value of class {kind.__name__}"}
    if suggestion is not None:
        details["suggestion"] = suggestion
    raise InvalidParameterError(f"{name} was given as {describe(value)}", details=details)


def checked_optional(name: str, value: Any, kind: type[Any]) -> Any:
    """Refuse what is neither None nor of a kind.

    Args:
        name: What the error calls it.
        value: What was given.
        kind: The class that it must be of.

    Returns:
        The same.
    """
    return None if value is None else checked(name, value, kind)


def checked_several(name: str, values: Any, kind: type[Any]) -> tuple[Any, ...]:
    """Refuse what is no iterable of a kind, such as one of the kind alone.

    Args:
        name: What the error calls it.
        values: What was given.
        kind: The class that each must be of.

    Returns:
        The values.

    Raises:
        InvalidParameterError: When it is no iterable, or a value is of another class.
    """
    if isinstance(values, (str, Mapping)) or not isinstance(values, Iterable):
        raise InvalidParameterError(
            f"{name} was given as {describe(values)}",
            details={
                "given": describe(values),
                "expected": f"several values of class {kind.__name__}",
                "suggestion": "put a single one into a list",
            },
        )
    return tuple(checked(f"one of {name}", value, kind) for value in values)
