"""The types that key attributes are stored by, from those of fields; reads no value."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Final, Literal, NewType

from boto3_assist.dynamodb.keys import DynamoDBKey, FieldReference
from boto3_assist.errors import ConfigurationError

__all__ = ["KeyType", "arms_of", "key_type"]

KeyType = Literal["S", "N", "B"]

_NUMBERS: Final = (int, float, Decimal)
_BINARY: Final = (bytes, bytearray, memoryview)
_NO_KEYS: Final = (bool, list, tuple, dict, set, frozenset)


def arms_of(annotation: Any) -> Iterator[Any]:
    """Find what a declared type consists of, without what stands around it.

    Args:
        annotation: The declared type.

    Yields:
        The arms of a union, else the type itself.
    """
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if isinstance(annotation, NewType):
        yield from arms_of(annotation.__supertype__)
    elif origin is Annotated:
        yield from arms_of(arguments[0])
    elif hasattr(origin or annotation, "__value__"):
        # The alias of a `type` statement.
        yield from arms_of((origin or annotation).__value__)
    elif origin is typing.Union or isinstance(annotation, types.UnionType):
        for arm in arguments:
            yield from arms_of(arm)
    else:
        yield annotation


def key_type(key: DynamoDBKey, declared: Mapping[str, Any]) -> KeyType:
    """Give the type by which a key attribute is stored.

    Args:
        key: The declared key.
        declared: Attribute name → declared type, for keys that use an attribute as it is.

    Returns:
        S for a key that is built; for an attribute used as it is, what its type becomes.

    Raises:
        ConfigurationError: When values of the declared type are stored by different types, or
            as what is no key.
    """
    if not isinstance(key.source, FieldReference):
        return "S"
    attribute = key.source.attribute
    classes = list(_classes_of(declared.get(attribute, str)))
    if any(issubclass(kind, _NO_KEYS) for kind in classes):
        raise _unusable(attribute, "a type that is no key", "declare text, a number or bytes")
    kinds = {_stored_as(kind) for kind in classes}
    if len(kinds) > 1:
        raise _unusable(
            attribute,
            "types that are stored differently",
            "declare one of the types alone",
        )
    return kinds.pop() if kinds else "S"


def _unusable(attribute: str, problem: str, suggestion: str) -> ConfigurationError:
    return ConfigurationError(
        f"the key attribute {attribute!r} is declared with {problem}",
        details={
            "attribute": attribute,
            "expected": "text, numbers or binary, one of them",
            "suggestion": suggestion,
        },
    )


def _classes_of(annotation: Any) -> Iterator[type]:
    """Find the classes of the values that a type takes, None left out."""
    for arm in arms_of(annotation):
        origin = typing.get_origin(arm)
        if origin is Literal:
            yield from map(type, typing.get_args(arm))
        elif isinstance(arm, type) and issubclass(arm, Enum):
            yield from (type(member.value) for member in arm)
        elif isinstance(origin or arm, type) and arm is not type(None):
            yield origin or arm


def _stored_as(kind: type) -> KeyType:
    if issubclass(kind, _NUMBERS):
        return "N"
    return "B" if issubclass(kind, _BINARY) else "S"
