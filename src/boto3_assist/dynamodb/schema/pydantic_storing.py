"""What Pydantic dumps as values that the codec takes; knows nothing of keys or wire forms."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel, RootModel, SecretBytes, SecretStr
from pydantic_core import PydanticSerializationError, to_jsonable_python

from boto3_assist.dynamodb.instance_state import unknown_attributes
from boto3_assist.dynamodb.schema.pydantic_names import attribute_of
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
    """
    if isinstance(value, _STORED_AS_IS):
        return value
    if isinstance(value, Mapping):
        entries = {_storable_name(name): storable(entry) for name, entry in value.items()}
        if len(entries) < len(value):
            raise Misfit("a map whose names are written differently")
        return entries
    if isinstance(value, (list, tuple, deque)):
        return [storable(entry) for entry in value]
    if isinstance(value, (set, frozenset)):
        members = {storable(member) for member in value}
        if len(members) < len(value):
            raise Misfit("a set whose members are written differently")
        return members
    if isinstance(value, (SecretStr, SecretBytes)):
        return value.get_secret_value()
    if isinstance(value, PurePath):
        return str(value)
    try:
        return to_jsonable_python(value)
    except (PydanticSerializationError, ValueError):
        # The codec refuses it, and names the path.
        return value


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
    """
    if isinstance(value, RootModel):
        value = value.root
    if isinstance(value, (BaseModel, Mapping)) or dataclasses.is_dataclass(value):
        return _map_with_unknown(value, dumped) if isinstance(dumped, dict) else dumped
    is_alike = isinstance(value, (list, tuple, deque)) and isinstance(dumped, (list, tuple, deque))
    if is_alike and len(value) == len(dumped):
        return [with_unknown(*pair) for pair in zip(value, dumped)]
    return dumped


def _map_with_unknown(value: Any, dumped: dict[Any, Any]) -> dict[Any, Any]:
    if isinstance(value, Mapping):
        return {name: with_unknown(value.get(name), entry) for name, entry in dumped.items()}
    unknown = unknown_attributes(value) if hasattr(value, "__dict__") else {}
    return {**unknown, **_entries_with_unknown(value, dumped)}


def _entries_with_unknown(value: Any, dumped: dict[Any, Any]) -> dict[Any, Any]:
    if isinstance(value, BaseModel):
        fields = type(value).__pydantic_fields__
        names = {attribute_of(name, info): name for name, info in fields.items()}
    else:
        names = {field.name: field.name for field in dataclasses.fields(value)}
    return {
        name: with_unknown(getattr(value, names[name]), entry) if name in names else entry
        for name, entry in dumped.items()
    }
