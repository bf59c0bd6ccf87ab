"""What Pydantic dumps as values that the codec takes; knows nothing of keys or wire forms."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, PydanticUserError, RootModel, SecretBytes, SecretStr, TypeAdapter
from pydantic_core import to_jsonable_python

from boto3_assist.dynamodb.codec.refusal import MAX_DEPTH
from boto3_assist.dynamodb.instance_state import unknown_attributes
from boto3_assist.dynamodb.schema.nesting import too_deep
from boto3_assist.dynamodb.schema.pydantic_names import attribute_of, computed_names
from boto3_assist.dynamodb.schema.scalars import Misfit

__all__ = ["storable", "with_unknown"]

_STORED_AS_IS: Final = (
    *(str, int, float, type(None), Decimal, bytes, bytearray, memoryview),
    *(date, time, UUID, Enum),
)


def storable(value: Any) -> Any:
    """Turn what the codec does not take, such as a URL or a timedelta, into what JSON would have.

    Args:
        value: A value that Pydantic dumped.

    Returns:
        A value of the codec's kinds; what nothing can be made of as it is, for the codec to refuse.

    Raises:
        Misfit: When two names of a map would be written alike.
        SerializationError: When it is nested deeper than DynamoDB holds.
    """
    return _storable(value, 0)


def _storable(value: Any, depth: int) -> Any:
    if isinstance(value, _STORED_AS_IS):
        return value
    if depth > MAX_DEPTH:
        raise too_deep(value)
    if isinstance(value, Mapping):
        entries = {_storable_name(n): _storable(entry, depth + 1) for n, entry in value.items()}
        if len(entries) < len(value):
            raise Misfit("a map whose names are written differently")
        return entries
    if isinstance(value, (list, tuple, deque)):
        return [_storable(entry, depth + 1) for entry in value]
    if isinstance(value, (set, frozenset)):
        members = {_storable(member, depth + 1) for member in value}
        if len(members) < len(value):
            raise Misfit("a set whose members are written differently")
        return members
    if isinstance(value, (SecretStr, SecretBytes)):
        return value.get_secret_value()
    kind: Any = type(value)
    try:
        return _adapter(kind).dump_python(value, mode="json")
    except (PydanticUserError, ValueError):
        # What Pydantic cannot write either the codec refuses, and names the path.
        return value


@lru_cache(maxsize=256)
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _storable_name(name: Any) -> Any:
    return name if isinstance(name, str) else next(iter(to_jsonable_python({name: None})))


def with_unknown(value: Any, dumped: Any) -> Any:
    """Put back into a dump what nested models were read with and do not know.

    Args:
        value: The value of a field.
        dumped: What Pydantic made of it; where a serialiser of the model's own gave it another
            form, it stays as it is.

    Returns:
        The dump with the attributes of its nested models.

    Raises:
        SerializationError: When it is nested deeper than DynamoDB holds.
    """
    return _with_unknown(value, dumped, 0)


def _with_unknown(value: Any, dumped: Any, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise too_deep(value)
    if isinstance(value, RootModel):
        value = value.root
    if isinstance(value, (BaseModel, Mapping)) or dataclasses.is_dataclass(value):
        return _map_with_unknown(value, dumped, depth) if isinstance(dumped, dict) else dumped
    is_alike = isinstance(value, (list, tuple, deque)) and isinstance(dumped, (list, tuple, deque))
    if is_alike and len(value) == len(dumped):
        return [_with_unknown(*pair, depth + 1) for pair in zip(value, dumped)]
    return dumped


def _map_with_unknown(value: Any, dumped: dict[Any, Any], depth: int) -> dict[Any, Any]:
    if isinstance(value, Mapping):
        return {n: _with_unknown(value.get(n), entry, depth + 1) for n, entry in dumped.items()}
    unknown = unknown_attributes(value) if hasattr(value, "__dict__") else {}
    sliced = _sliced_off(value, dumped) if isinstance(value, BaseModel) else {}
    return {**unknown, **_entries_with_unknown(value, {**dumped, **sliced}, depth)}


def _sliced_off(value: BaseModel, dumped: dict[Any, Any]) -> dict[str, Any]:
    """Find what Pydantic leaves out of an instance in a field declared as its base class."""
    own = _attributes(type(value))
    if dumped.keys() == own or not dumped.keys() < own:
        return {}
    bases = (base for base in type(value).__mro__[1:] if issubclass(base, BaseModel))
    if not any(_attributes(base) == dumped.keys() for base in bases):
        # A serialiser of the model's own left it out.
        return {}
    whole = value.model_dump(by_alias=True, warnings="error")
    return {name: entry for name, entry in whole.items() if name not in dumped}


def _attributes(model: type[BaseModel]) -> set[str]:
    fields = model.__pydantic_fields__.items()
    stored = {attribute_of(name, info) for name, info in fields if not info.exclude}
    return stored | computed_names(model)


def _entries_with_unknown(value: Any, dumped: dict[Any, Any], depth: int) -> dict[Any, Any]:
    if isinstance(value, BaseModel):
        fields = type(value).__pydantic_fields__
        names = {attribute_of(name, info): name for name, info in fields.items()}
    else:
        names = {field.name: field.name for field in dataclasses.fields(value)}
    return {
        name: (
            _with_unknown(getattr(value, names[name]), entry, depth + 1) if name in names else entry
        )
        for name, entry in dumped.items()
    }
