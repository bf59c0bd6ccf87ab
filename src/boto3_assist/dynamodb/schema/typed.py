"""Values to declared types for classes that do not check types themselves."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any, Final

from boto3_assist.dynamodb.schema.coercion import coerce
from boto3_assist.dynamodb.schema.field import Field
from boto3_assist.dynamodb.schema.nesting import Nesting
from boto3_assist.dynamodb.schema.scalars import Misfit
from boto3_assist.errors import ValidationError, describe

__all__ = [
    "coerce_fields",
    "frozen_error",
    "misfit_error",
    "missing_fields",
    "problem_of",
    "set_fields",
]

_ABSENT: Final = object()


def coerce_fields(
    model: type,
    fields: Mapping[str, Field],
    values: Mapping[str, Any],
    nesting: Nesting,
) -> dict[str, Any]:
    """Convert the values of an item to the declared types of their fields.

    Args:
        model: The class, for messages.
        fields: Attribute name in the item → field.
        values: Attribute name in the item → value.
        nesting: Makes instances of nested models from maps.

    Returns:
        Field name → value.

    Raises:
        ValidationError: When a value does not fit without loss; names the field.
    """
    converted: dict[str, Any] = {}
    for attribute, value in values.items():
        field = fields[attribute]
        if value is None and field.none_by_default:
            # Its own default says that it may be None, whatever its annotation says.
            converted[field.name] = None
            continue
        try:
            converted[field.name] = coerce(value, field.annotation, nesting)
        except Misfit as misfit:
            raise misfit_error(model, [problem_of(field.name, value, misfit)]) from None
    return converted


def problem_of(field: str, value: object, misfit: Misfit) -> dict[str, str]:
    """Describe what does not fit one field.

    Args:
        field: Name of the field.
        value: The value of the field as a whole.
        misfit: What does not fit, there or further down.

    Returns:
        ``field`` (its path), ``given`` (the kind only) and ``expected``.
    """
    return {
        "field": field + "".join(reversed(misfit.steps)),
        "given": misfit.given or describe(value),
        "expected": misfit.expected,
    }


def misfit_error(model: type, problems: list[dict[str, str]]) -> ValidationError:
    """Make the error that says which fields of a model do not take what was given.

    Args:
        model: The class.
        problems: For each field: ``field`` (its path), ``given`` (kind only) and ``expected``.

    Returns:
        The error, to raise.
    """
    paths = ", ".join(problem["field"] for problem in problems)
    given = "; ".join(f"{problem['field']}: {problem['given']}" for problem in problems)
    return ValidationError(
        f"{model.__name__} does not take the values given for {paths} ({given})",
        details={
            "model": model.__name__,
            "fields": problems,
            "expected": "; ".join(f"{p['field']}: {p['expected']}" for p in problems),
            "suggestion": "correct the values, or the declared types of the fields",
        },
    )


def missing_fields(model: type, names: list[str]) -> ValidationError:
    """Make the error that says which fields an instance cannot be made without.

    Args:
        model: The class.
        names: Names of the fields.

    Returns:
        The error, to raise.
    """
    return ValidationError(
        f"{model.__name__} cannot be made without {', '.join(names)}",
        details={
            "model": model.__name__,
            "missing": names,
            "expected": "a value for every field that has no default",
            "suggestion": "give the fields defaults, or store them",
        },
    )


def set_fields(instance: Any, values: Mapping[str, Any]) -> None:
    """Set fields of an instance; when a setter refuses one, every one is as before.

    Args:
        instance: An instance of a plain class or a dataclass.
        values: Field name → value.

    Raises:
        Exception: What a setter raised.
    """
    # What properties wrote, and fields in slots, which are in no dictionary.
    held: dict[str, Any] = getattr(instance, "__dict__", {})
    attributes = dict(held)
    slots = {n: getattr(instance, n, _ABSENT) for n in values if n not in attributes}
    try:
        for name, value in values.items():
            setattr(instance, name, value)
    except Exception:
        for name, value in slots.items():
            if _is_slot(type(instance), name) and value is not _ABSENT:
                object.__setattr__(instance, name, value)
        held.clear()
        held.update(attributes)
        raise


def _is_slot(model: type, name: str) -> bool:
    return inspect.ismemberdescriptor(inspect.getattr_static(model, name, None))


def frozen_error(model: type, names: Sequence[str] = ()) -> ValidationError:
    """Make the error that says that an instance cannot be changed.

    Args:
        model: The class.
        names: The fields that are frozen; none when the whole class is.

    Returns:
        The error, to raise.
    """
    what = f"{', '.join(names)} of {model.__name__}" if names else model.__name__
    return ValidationError(
        f"{what} is frozen, so an instance cannot be changed",
        details={
            "model": model.__name__,
            "expected": "an instance that can be changed",
            "suggestion": f"use {model.__name__}.map(...), which makes a new one",
        },
    )
