"""The ready-made combination of the model mixin and Pydantic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel

from boto3_assist.dynamodb.model import DynamoDBModelBase

__all__ = ["DynamoDBModel"]


class DynamoDBModel(DynamoDBModelBase, BaseModel, abstract=True):
    """A Pydantic model with keys.

    Example:
        >>> from boto3_assist.dynamodb import DynamoDBIndex
        >>> class Note(DynamoDBModel):
        ...     note_id: str
        ...     text: str = ""
        ...     primary = DynamoDBIndex.primary(pk="note#{note_id}", sk="note")
        >>> Note(note_id="7").primary_key()
        {'pk': 'note#7', 'sk': 'note'}
    """

    if not TYPE_CHECKING:
        # The signature of the class shows the fields only where this is Pydantic's own.
        __init__ = BaseModel.__init__
