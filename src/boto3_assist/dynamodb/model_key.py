"""The primary key of one item with the model it is read as; knows no index and no query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from boto3_assist.dynamodb.types import AttributeValue

__all__ = ["ModelKey"]

T = TypeVar("T")


@dataclass(frozen=True, repr=False)
class ModelKey(Generic[T]):
    """The primary key of one item and the model it is to be read as.

    Attributes:
        model: The class to read the item as.
        attributes: Key attribute name → value.
    """

    model: type[T]
    attributes: Mapping[str, AttributeValue]

    def __repr__(self) -> str:
        """Show the model and the attribute names, never a value."""
        return f"ModelKey({self.model.__name__}, {', '.join(self.attributes)})"

    def to_dict(self) -> dict[str, AttributeValue]:
        """Give the key as a dictionary.

        Returns:
            Key attribute name → value.
        """
        return dict(self.attributes)
