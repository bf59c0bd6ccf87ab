"""The indexes of an instance: those of its class, or with those added to it, true in copies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boto3_assist.dynamodb.indexes import DynamoDBIndex, declared_indexes
from boto3_assist.dynamodb.instance_state import ADDED_INDEXES, carried, carry

__all__ = ["added_indexes", "index_definitions", "keep_added_indexes"]


class _Added:
    """The indexes with the instance that they were added to; equal to none but itself."""

    def __init__(self, owner: object, definitions: Mapping[str, DynamoDBIndex]) -> None:
        self.owner = owner
        self.definitions = definitions

    def __deepcopy__(self, memo: dict[int, Any]) -> _Added:
        # The copy is told by its owner, and made its own when it is used.
        return self


def keep_added_indexes(instance: object, definitions: Mapping[str, DynamoDBIndex]) -> None:
    """Let an instance have indexes of its own.

    Args:
        instance: An instance of a model.
        definitions: Index name → declaration, those of its class among them.
    """
    carry(instance, ADDED_INDEXES, _Added(instance, definitions))


def added_indexes(instance: object) -> Mapping[str, DynamoDBIndex] | None:
    """Give the indexes of an instance, if it has its own.

    A key made by a function that refers to the instance, as in ``lambda: f"user#{self.id}"``,
    would in a copy still be that of the original; it is made to refer to the copy, and so are the
    functions, methods and partials that it calls by variables around it.

    Args:
        instance: An instance of a model.

    Returns:
        Index name → declaration, or None when it has those of its class.
    """
    added: _Added | None = carried(instance, ADDED_INDEXES)
    if added is None:
        return None
    if added.owner is not instance:
        from boto3_assist.dynamodb.redirected_functions import Redirection

        redirection = Redirection(added.owner, instance)
        copies = {
            name: definition.with_sources(redirection)
            for name, definition in added.definitions.items()
        }
        keep_added_indexes(instance, copies)
        return copies
    return added.definitions


def index_definitions(instance: object) -> Mapping[str, DynamoDBIndex]:
    """Give the indexes that an instance has, those of its class or its own.

    Args:
        instance: An instance of a model.

    Returns:
        Index name → declaration.
    """
    added = added_indexes(instance)
    return declared_indexes(type(instance)) if added is None else added
