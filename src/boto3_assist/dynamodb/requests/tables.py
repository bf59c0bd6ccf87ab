"""Requests for tables: built from the models that live in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Final, Literal, get_args, get_origin

from boto3_assist.dynamodb.indexes import PRIMARY_INDEX, DynamoDBIndex
from boto3_assist.dynamodb.keys import DynamoDBKey, FieldReference
from boto3_assist.errors import ConfigurationError

__all__ = ["CreateTable", "key_type"]

KeyType = Literal["S", "N", "B"]

_NUMBERS: Final = (int, float, Decimal)
_BINARY: Final = (bytes, bytearray, memoryview)


def key_type(key: DynamoDBKey, types: Mapping[str, Any]) -> KeyType:
    """Give the type by which a key attribute is stored.

    Args:
        key: The declared key.
        types: Attribute name → declared type, for keys that use an attribute as it is.

    Returns:
        S for a key that is built; for an attribute used as it is, what its type becomes.

    Raises:
        ConfigurationError: When values of the declared type are stored by different types.
    """
    if not isinstance(key.source, FieldReference):
        return "S"
    attribute = key.source.attribute
    kinds = {_stored_as(kind) for kind in _classes_of(types.get(attribute, str))}
    if len(kinds) > 1:
        raise ConfigurationError(
            f"the key attribute {attribute!r} is declared with types that are stored differently",
            details={
                "attribute": attribute,
                "expected": "text, numbers or binary, one of them",
                "suggestion": "declare one of the types alone",
            },
        )
    return kinds.pop() if kinds else "S"


def _classes_of(declared: Any) -> Iterator[type]:
    """Find the classes of the values that a type takes, None left out."""
    # NewType and ``type X = …`` stand for another type.
    declared = getattr(declared, "__supertype__", getattr(declared, "__value__", declared))
    origin = get_origin(declared)
    if origin is Annotated:
        yield from _classes_of(get_args(declared)[0])
    elif origin is Literal:
        yield from map(type, get_args(declared))
    elif isinstance(declared, type) and issubclass(declared, Enum):
        yield from (type(member.value) for member in declared)
    elif isinstance(declared, type):
        yield from () if declared is type(None) else (declared,)
    else:
        for arm in get_args(declared):
            yield from _classes_of(arm)


def _stored_as(kind: type) -> KeyType:
    if issubclass(kind, _NUMBERS):
        return "N"
    return "B" if issubclass(kind, _BINARY) else "S"


@dataclass(frozen=True)
class CreateTable:
    """Create a table with the keys and indexes that models declare, billed by request.

    Attributes:
        table_name: Name of the table.
        indexes: Index name → declaration, the primary one among them.
        types: Attribute name → declared type, for keys that use an attribute as it is.
    """

    table_name: str
    indexes: Mapping[str, DynamoDBIndex]
    types: Mapping[str, Any]

    def to_request(self) -> dict[str, Any]:
        """Build the parameters of ``client.create_table``.

        Returns:
            The parameters. An index that shares the table's partition key attribute becomes a
            local secondary index, any other a global one; both project all attributes.

        Raises:
            ConfigurationError: When no model declares a primary index, or a key's type is none
                that a key can have.
        """
        primary = self.indexes.get(PRIMARY_INDEX)
        if primary is None:
            raise ConfigurationError(
                f"no model of the table {self.table_name!r} declares a primary index",
                details={
                    "expected": "primary = DynamoDBIndex.primary(pk=…) on a model",
                    "suggestion": "declare it on each model",
                },
            )
        partition = primary.partition_key.attribute_name
        request: dict[str, Any] = {
            "TableName": self.table_name,
            "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": _key_schema(primary),
            "AttributeDefinitions": self._attribute_definitions(),
        }
        for name, index in self.indexes.items():
            if name == PRIMARY_INDEX:
                continue
            is_local = index.has_sort_key and index.partition_key.attribute_name == partition
            kind = "LocalSecondaryIndexes" if is_local else "GlobalSecondaryIndexes"
            request.setdefault(kind, []).append(
                {
                    "IndexName": name,
                    "KeySchema": _key_schema(index),
                    "Projection": {"ProjectionType": "ALL"},
                }
            )
        return request

    def _attribute_definitions(self) -> list[dict[str, str]]:
        kinds: dict[str, str] = {}
        for index in self.indexes.values():
            for key in index.declared_keys:
                kinds.setdefault(key.attribute_name, key_type(key, self.types))
        return [{"AttributeName": n, "AttributeType": kind} for n, kind in sorted(kinds.items())]


def _key_schema(index: DynamoDBIndex) -> list[dict[str, str]]:
    kinds: Iterable[str] = ("HASH", "RANGE")
    return [
        {"AttributeName": key.attribute_name, "KeyType": kind}
        for key, kind in zip(index.declared_keys, kinds)
    ]
