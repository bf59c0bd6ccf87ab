"""Requests for tables: built from the models that live in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from boto3_assist.dynamodb.indexes import PRIMARY_INDEX, DynamoDBIndex
from boto3_assist.dynamodb.key_types import key_type
from boto3_assist.errors import ConfigurationError

__all__ = ["CreateTable"]


@dataclass(frozen=True)
class CreateTable:
    """Create a table with the keys and indexes that models declare, billed by request.

    Attributes:
        table_name: Name of the table.
        indexes: Index name → declaration, the primary one among them.
        types: Attribute name → declared type, for keys that use an attribute as it is.
        projections: Index name → names of the attributes that it holds beside keys; an index
            that is not named holds all.
    """

    table_name: str
    indexes: Mapping[str, DynamoDBIndex]
    types: Mapping[str, Any]
    projections: Mapping[str, Iterable[str]] = field(default_factory=dict)

    def to_request(self) -> dict[str, Any]:
        """Build the parameters of ``client.create_table``.

        Returns:
            The parameters. An index that shares the table's partition key attribute becomes a
            local secondary index, any other and every native one a global one.

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
        request: dict[str, Any] = {
            "TableName": self.table_name,
            "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": _key_schema(primary),
            "AttributeDefinitions": self._attribute_definitions(),
        }
        for name, index in self.indexes.items():
            if name == PRIMARY_INDEX:
                continue
            is_local = index.is_local_to(primary)
            kind = "LocalSecondaryIndexes" if is_local else "GlobalSecondaryIndexes"
            request.setdefault(kind, []).append(
                {
                    "IndexName": name,
                    "KeySchema": _key_schema(index),
                    "Projection": self._projection(name, index),
                }
            )
        return request

    def _projection(self, name: str, index: DynamoDBIndex) -> dict[str, Any]:
        if name not in self.projections:
            return {"ProjectionType": "ALL"}
        owners = (index, self.indexes[PRIMARY_INDEX])
        keys = {key.attribute_name for each in owners for key in each.declared_keys}
        names = sorted(set(self.projections[name]) - keys)
        if not names:
            return {"ProjectionType": "KEYS_ONLY"}
        return {"ProjectionType": "INCLUDE", "NonKeyAttributes": names}

    def _attribute_definitions(self) -> list[dict[str, str]]:
        kinds: dict[str, str] = {}
        for index in self.indexes.values():
            for key in index.declared_keys:
                kinds.setdefault(key.attribute_name, key_type(key, self.types))
        return [{"AttributeName": n, "AttributeType": kind} for n, kind in sorted(kinds.items())]


def _key_schema(index: DynamoDBIndex) -> list[dict[str, str]]:
    # DynamoDB takes all attributes of the partition key first.
    return [
        {"AttributeName": key.attribute_name, "KeyType": kind}
        for kind, keys in (("HASH", index.partition_keys), ("RANGE", index.sort_keys))
        for key in keys
    ]
