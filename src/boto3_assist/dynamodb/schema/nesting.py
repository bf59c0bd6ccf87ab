"""What a style of class needs for the models inside its fields; knows no style itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol

from boto3_assist.dynamodb.codec.refusal import MAX_DEPTH
from boto3_assist.errors import SerializationError, describe

__all__ = ["ROOT", "Nesting", "is_root_model", "too_deep"]

ROOT: Final = "root"
"""The one field of a root model of Pydantic's, whose instances are stored as its value alone."""


def is_root_model(kind: type) -> bool:
    """Tell whether a class is a root model, without importing Pydantic.

    Args:
        kind: A class.

    Returns:
        True for subclasses of `pydantic.RootModel`.
    """
    return bool(getattr(kind, "__pydantic_root_model__", False))


def too_deep(value: object) -> SerializationError:
    """Make the error that says that a value is nested deeper than DynamoDB holds.

    Args:
        value: The value.

    Returns:
        The error, to raise.
    """
    return SerializationError(
        f"a value is nested too deep ({describe(value)}), or holds itself",
        details={
            "expected": f"at most {MAX_DEPTH} levels, DynamoDB's limit",
            "suggestion": "store what is nested as items of its own",
        },
    )


class Nesting(Protocol):
    """Makes nested models from maps, and maps from them."""

    def build(self, model: type, values: Mapping[str, Any]) -> Any:
        """Make an instance of a nested model, which keeps what its class does not know.

        Args:
            model: The class.
            values: Attribute name → value.

        Returns:
            The instance.

        Raises:
            ValidationError: When a value does not fit its field without loss.
        """

    def keep(self, instance: object, unknown: Mapping[str, Any]) -> None:
        """Keep attributes on a nested model that its class does not know.

        Args:
            instance: The nested model.
            unknown: Attribute name → value; possibly none.

        Raises:
            ValidationError: When the instance has no place for them.
        """

    def count_unknown(self, value: object) -> int:
        """Count the attributes that a value was made with and does not know.

        Args:
            value: What was made of a map.

        Returns:
            The number; 0 for what is not a model.
        """

    def plain(self, value: Any, *, keep_unknown: bool) -> Any:
        """Turn the models inside a value into maps.

        Args:
            value: The value of a field.
            keep_unknown: True to give the attributes that their classes do not know as well.

        Returns:
            The value, with dictionaries in place of models.

        Raises:
            SerializationError: When it is nested deeper than DynamoDB holds.
        """
