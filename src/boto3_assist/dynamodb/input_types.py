"""Inputs of keys and queries, held to the declared types of the fields they stand for."""

from __future__ import annotations

from boto3_assist.dynamodb.schema import declared_value
from boto3_assist.dynamodb.schema.scalars import Misfit
from boto3_assist.errors import KeyBuildError, describe

__all__ = ["declared_input"]


def declared_input(model: type, name: str, value: object) -> object:
    """Convert an input to the declared type of its field, so that it makes the key items have.

    Args:
        model: The class whose index is asked.
        name: Name of the input.
        value: What the caller gave; None is left to the index.

    Returns:
        The value, or an equal one of the declared type.

    Raises:
        KeyBuildError: When it cannot be of that type without loss: no item would have the key.

    Example:
        >>> from dataclasses import dataclass
        >>> from boto3_assist.dynamodb import DynamoDBModelBase
        >>> @dataclass
        ... class Line(DynamoDBModelBase):
        ...     number: int
        >>> declared_input(Line, "number", "7")
        7
    """
    try:
        return declared_value(model, name, value)
    except Misfit as misfit:
        raise KeyBuildError(
            f"{name!r} of {model.__name__} cannot be {describe(value)}",
            details={
                "model": model.__name__,
                "input": name,
                "given": describe(value),
                "expected": misfit.expected,
                "suggestion": "give a value of the type that the field is declared with",
            },
        ) from None
