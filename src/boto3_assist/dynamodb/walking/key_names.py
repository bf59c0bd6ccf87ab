"""The names of a table's primary key attributes: of its models, or of the table itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from boto3_assist.dynamodb.client import DynamoDB
from boto3_assist.dynamodb.indexes import PRIMARY_INDEX, declared_indexes
from boto3_assist.dynamodb.walking.enduring import enduring

__all__ = ["key_names_of"]


def key_names_of(db: DynamoDB, table_name: str, models: Sequence[type[Any]] = ()) -> list[str]:
    """Name the attributes of a table's primary key.

    Args:
        db: The service; the table is asked (DescribeTable) where no model tells.
        table_name: Name or ARN of the table.
        models: Classes whose items live in it.

    Returns:
        The partition key, and the sort key if there is one.

    Raises:
        Boto3AssistError: When the table cannot be asked.
    """
    for model in models:
        primary = declared_indexes(model).get(PRIMARY_INDEX)
        if primary is not None:
            return [key.attribute_name for key in primary.declared_keys]
    return enduring(db, lambda: db._key_names(table_name, None))
