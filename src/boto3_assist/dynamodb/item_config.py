"""What a model declares of its items beside fields and keys; reads and writes none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from boto3_assist.dynamodb.class_cache import ClassCache, own_members
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import ConfigurationError

if TYPE_CHECKING:
    # A type checker would hold the signatures of `property` against those of a configuration.
    _Descriptor = object
else:
    _Descriptor = property

__all__ = ["ItemConfig", "Upcaster", "item_config_of", "own_configs"]

Upcaster: TypeAlias = Callable[[dict[str, AttributeValue]], dict[str, AttributeValue]]
"""Takes an item as one schema version stored it, and gives it as the next one does."""

_OPTIONS: Final = (
    "entity_type",
    "entity_type_attribute",
    "ttl",
    "created_at",
    "updated_at",
    "version",
    "schema_version",
    "schema_version_attribute",
    "upcasters",
)


class ItemConfig(_Descriptor):
    """What the library keeps of a model's items: their type, their times, their versions.

    It stands on the class of a model, usually as ``item_config``. It is a `property`, so Pydantic
    and dataclasses never take it for a field. A subclass inherits what its own leaves out.

    Example:
        >>> from datetime import datetime
        >>> from boto3_assist.dynamodb import DynamoDBIndex, DynamoDBModel
        >>> class Session(DynamoDBModel):
        ...     session_id: str
        ...     expires_at: datetime | None = None
        ...     version: int = 0
        ...     primary = DynamoDBIndex.primary(pk="session#{session_id}", sk="session")
        ...     item_config = ItemConfig(
        ...         entity_type="session", ttl="expires_at", version="version"
        ...     )
    """

    def __init__(
        self,
        *,
        entity_type: str | None = None,
        entity_type_attribute: str | None = None,
        ttl: str | None = None,
        created_at: str | None = None,
        updated_at: str | None = None,
        version: str | None = None,
        schema_version: int | None = None,
        schema_version_attribute: str | None = None,
        upcasters: Mapping[int, Upcaster] | None = None,
    ) -> None:
        """Declare what is kept; what is None is not.

        Args:
            entity_type: What kind of entity the items are; written into each, checked on read.
            entity_type_attribute: The attribute for it, ``entity_type`` unless given.
            ttl: The field that holds when an item expires: a datetime with a time zone or a number
                of seconds since 1970; stored as that number, as DynamoDB's TTL needs it.
            created_at: The field that is set to the time of the first save.
            updated_at: The field that is set to the time of every write.
            version: The field that counts the writes, and guards against lost updates.
            schema_version: The version of the model's own shape, from 1; written into each item.
            schema_version_attribute: The attribute for it, ``schema_version`` unless given.
            upcasters: Schema version → function that takes an item of it to the next version.
        """
        super().__init__()
        self.entity_type = entity_type
        self.entity_type_attribute = entity_type_attribute
        self.ttl = ttl
        self.created_at = created_at
        self.updated_at = updated_at
        self.version = version
        self.schema_version = schema_version
        self.schema_version_attribute = schema_version_attribute
        self.upcasters = upcasters

    def __get__(self, instance: object, owner: type | None = None) -> ItemConfig:
        """Read the configuration from a class or an instance."""
        return self

    def __repr__(self) -> str:
        """Show what is kept."""
        given = {name: getattr(self, name) for name in _OPTIONS}
        shown = ", ".join(f"{name}={value!r}" for name, value in given.items() if value is not None)
        return f"ItemConfig({shown})"


def _config_of(model: type) -> ItemConfig:
    options: dict[str, Any] = {}
    for base in reversed(model.__mro__):
        for member in own_configs(base).values():
            given = {name: getattr(member, name) for name in _OPTIONS}
            options.update({n: value for n, value in given.items() if value is not None})
    return ItemConfig(
        **{"entity_type_attribute": "entity_type", "schema_version_attribute": "schema_version"}
        | options
    )


def own_configs(model: type) -> dict[str, ItemConfig]:
    """Find the configuration that a class declares itself.

    Args:
        model: A class.

    Returns:
        Attribute name → configuration; at most one.

    Raises:
        ConfigurationError: When there is more than one.
    """
    found = {
        name: member
        for name, member in own_members(model).items()
        # Not the one that was joined from the bases, which is kept on the class too.
        if isinstance(member, ItemConfig) and not name.startswith("_boto3_assist")
    }
    if len(found) > 1:
        raise ConfigurationError(
            f"{model.__name__} has more than one ItemConfig: {', '.join(found)}",
            details={
                "model": model.__name__,
                "names": list(found),
                "expected": "one ItemConfig on a class",
                "suggestion": "join them",
            },
        )
    return found


item_config_of = ClassCache(_config_of)
"""Gives the configuration of a model class, with what it inherits; empty where none is declared."""
