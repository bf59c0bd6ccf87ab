"""The primary key of one item with the model it is read as; knows no index and no query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from boto3_assist.dynamodb.types import AttributeValue

__all__ = ["ModelKey"]

T = TypeVar("T")


# Batches hold many of them: without a dictionary each, the garbage collector has less to walk.
@dataclass(frozen=True, repr=False, init=False)
class ModelKey(Generic[T]):
    """The primary key of one item and the model it is to be read as.

    Attributes:
        model: The class to read the item as.
        attributes: Key attribute name → value.
    """

    __slots__ = ("__weakref__", "attributes", "model")

    model: type[T]
    attributes: Mapping[str, AttributeValue]

    def __init__(self, model: type[T], attributes: Mapping[str, AttributeValue]) -> None:
        """Join a model and a key.

        Args:
            model: The class to read the item as.
            attributes: Key attribute name → value.
        """
        _set_model(self, model)
        _set_attributes(self, attributes)

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle by the constructor: nothing can be set afterwards."""
        return type(self), (self.model, self.attributes)

    def __repr__(self) -> str:
        """Show the model and the attribute names, never a value."""
        return f"ModelKey({self.model.__name__}, {', '.join(self.attributes)})"

    def to_dict(self) -> dict[str, AttributeValue]:
        """Give the key as a dictionary.

        Returns:
            Key attribute name → value.
        """
        return dict(self.attributes)


# Past the setter that keeps it frozen.
_set_model: Final = vars(ModelKey)["model"].__set__
_set_attributes: Final = vars(ModelKey)["attributes"].__set__
