"""What Pydantic's conversion of a value lost, found by comparing; knows nothing of a schema."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, RootModel

from boto3_assist.dynamodb.codec.numbers import is_number_text
from boto3_assist.dynamodb.schema.pydantic_names import computed_names, input_names
from boto3_assist.dynamodb.schema.scalars import Misfit, has_lost_fraction
from boto3_assist.errors import describe

__all__ = ["refuse_losses"]

Keep = Callable[[object, Mapping[str, Any]], None]
"""Keeps attributes on an instance that its class does not know."""

_NUMBERS = (int, float, Decimal)
_SEQUENCES = (list, tuple, deque)
_SETS = (set, frozenset)


def refuse_losses(given: Any, taken: Any, keep: Keep) -> None:
    """Compare what was given with what Pydantic made of it.

    Args:
        given: The value that was validated.
        taken: What the model has in its place.
        keep: Called for each nested model with the attributes that it does not know.

    Raises:
        Misfit: When the two differ by more than their type.
    """
    if isinstance(taken, RootModel):
        taken = taken.root
    if given is taken:
        return
    if isinstance(taken, (BaseModel, Mapping)) or _is_dataclass(taken):
        if isinstance(given, Mapping):
            _compare_maps(given, taken, keep)
    elif isinstance(given, (*_SEQUENCES, *_SETS)):
        _compare_many(given, taken, keep)
    elif expected := _loss(given, taken):
        raise Misfit(expected)


def _is_dataclass(value: object) -> bool:
    return dataclasses.is_dataclass(value) and not isinstance(value, type)


def _loss(given: Any, taken: Any) -> str | None:
    """Say what would have fitted, when a single value has lost something."""
    if isinstance(given, bool) != isinstance(taken, bool):
        if isinstance(given, _NUMBERS) and isinstance(taken, _NUMBERS):
            return "bool" if isinstance(taken, bool) else "a number"
    elif isinstance(taken, float) and _is_rounded(given, taken):
        return "a number that float holds exactly; Decimal holds this one"
    elif isinstance(taken, int) and isinstance(given, float):
        # A float stands for its shortest repr, which above 2**53 can be another whole number.
        if int(given) == taken and Decimal(repr(given)) != taken:
            return "a whole number; as a float it is not one exactly"
    elif isinstance(taken, (datetime, time)) and isinstance(given, str):
        if has_lost_fraction(given):
            return "a time in microseconds at the finest"
    return None


def _is_rounded(given: Any, taken: float) -> bool:
    is_exact_kind = isinstance(given, (int, Decimal)) and not isinstance(given, bool)
    if not is_exact_kind and not (isinstance(given, str) and is_number_text(given)):
        return False
    # Another number than the nearest float is the doing of the model's own validator.
    return float(given) == taken and Decimal(repr(taken)) != Decimal(given)


def _compare_many(given: Any, taken: Any, keep: Keep) -> None:
    if isinstance(taken, _SETS):
        if len(taken) < len(given):
            raise Misfit("values that stay distinct in a set")
        floats = {Decimal(repr(member)) for member in taken if isinstance(member, float)}
        for value in given:
            is_exact_kind = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
            if is_exact_kind and floats and Decimal(value) not in floats:
                raise Misfit("numbers that float holds exactly; Decimal holds these")
    elif isinstance(taken, _SEQUENCES) and isinstance(given, _SEQUENCES):
        for position, (value, made) in enumerate(zip(given, taken)):
            if value is not made:
                _step(f"[{position}]", value, made, keep)


def _compare_maps(given: Mapping[Any, Any], taken: Any, keep: Keep) -> None:
    if isinstance(taken, Mapping):
        if len(taken) < len(given):
            raise Misfit("a map whose names stay distinct")
        for (name, value), made in zip(given.items(), taken.values()):
            if value is not made:
                _step(f".{name}", value, made, keep)
        return
    if isinstance(taken, BaseModel):
        names = input_names(type(taken))
        known = names.keys() | computed_names(type(taken)) | (taken.model_extra or {}).keys()
    else:
        names = {field.name: field.name for field in dataclasses.fields(taken)}
        known = set(names)
    for name, value in given.items():
        if names.get(name) and value is not (made := getattr(taken, names[name])):
            _step(f".{name}", value, made, keep)
    keep(taken, {name: value for name, value in given.items() if name not in known})


def _step(step: str, given: Any, taken: Any, keep: Keep) -> None:
    try:
        refuse_losses(given, taken, keep)
    except Misfit as misfit:
        if misfit.given is None:
            misfit.given = describe(given)
        misfit.steps.append(step)
        raise
