"""Inputs of keys and queries, held to the declared types of the fields they stand for."""

from __future__ import annotations

import typing
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, Final, Literal

from boto3_assist.dynamodb.class_cache import ClassCache
from boto3_assist.dynamodb.key_formats import key_format
from boto3_assist.dynamodb.key_segment import apply_key_case
from boto3_assist.dynamodb.key_types import arms_of
from boto3_assist.dynamodb.schema import declared_value, has_fixed_fields, schema_of_class
from boto3_assist.dynamodb.schema.annotations import declared_types
from boto3_assist.dynamodb.schema.scalars import Misfit
from boto3_assist.errors import KeyBuildError, describe

__all__ = ["declared_input", "declared_inputs", "input_annotations", "parsed_input"]

_WRITE_TEXT: Final = key_format("").write


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


def declared_inputs(model: type, inputs: Mapping[str, object]) -> dict[str, object]:
    """Convert inputs to the declared types of their fields; see `declared_input`.

    Args:
        model: The class whose index is asked.
        inputs: Input name → what the caller gave.

    Returns:
        Input name → the value, or an equal one of the declared type.

    Raises:
        KeyBuildError: When one cannot be of its type without loss.
    """
    return {name: declared_input(model, name, value) for name, value in inputs.items()}


def parsed_input(model: type, name: str, value: object) -> Any:
    """Convert what a key holds of an input to the declared type of its field.

    Args:
        model: The class whose index made the key.
        name: Name of the input.
        value: What was read from the key: text, or what the input's format gives back.

    Returns:
        The value; as it was read where no type is declared.

    Raises:
        KeyBuildError: When no value of the declared type is written so.
    """
    arms = list(arms_of(input_annotations(model).get(name, Any)))
    if isinstance(value, str) and str not in arms:
        # Numbers, dates and the like are recognised by their text; of these only the text is known.
        for choice in _choices(arms):
            if _is_written(choice, value):
                return choice
    return declared_input(model, name, value)


def _types_by_name(model: type) -> dict[str, Any]:
    if not has_fixed_fields(model):
        return declared_types(model)
    fields = schema_of_class(model).fields
    by_attribute = {field.attribute: field.annotation for field in fields.values()}
    return by_attribute | {name: field.annotation for name, field in fields.items()}


input_annotations = ClassCache(_types_by_name)
"""Gives the declared types of a model's inputs: of its fields, and of attributes of other names."""


def _choices(arms: list[Any]) -> Iterator[Any]:
    """List the values of those types that have a few only."""
    for arm in arms:
        if arm is bool:
            yield from (True, False)
        elif typing.get_origin(arm) is Literal:
            yield from typing.get_args(arm)
        elif isinstance(arm, type) and issubclass(arm, Enum):
            yield from arm


def _is_written(choice: object, text: str) -> bool:
    try:
        return apply_key_case(_WRITE_TEXT(choice)) == text
    except ValueError:
        # A member that no key can hold.
        return False
