"""The indexes of one instance: those its class declares and those added to it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Protocol

from boto3_assist.dynamodb.index_checks import check_indexes
from boto3_assist.dynamodb.indexes import PRIMARY_INDEX, DynamoDBIndex
from boto3_assist.dynamodb.model_index import BoundIndex
from boto3_assist.errors import ConfigurationError, KeyBuildError, describe

__all__ = ["DynamoDBIndexes", "IndexConfig"]

IndexConfig = Mapping[str, Mapping[str, Any]]
"""Index name → ``{"pk": …, "sk": …}``, each a (label, attribute) pair or a list of pairs, with
``pk_attribute`` and ``sk_attribute`` where the names differ from the usual ones, and ``native``."""

_CONFIG_NAMES = frozenset({"pk", "sk", "pk_attribute", "sk_attribute", "native", "description"})


class _Indexed(Protocol):
    """What has indexes: gives the values that keys are built from, as they are when read."""

    def key_inputs(self) -> Mapping[str, Any]:
        """Give the values, by name."""


class DynamoDBIndexes:
    """The indexes of one instance, bound to its values."""

    PRIMARY_INDEX: ClassVar[str] = PRIMARY_INDEX

    def __init__(
        self,
        owner: _Indexed,
        definitions: Mapping[str, DynamoDBIndex],
        keep: Callable[[Mapping[str, DynamoDBIndex]], None],
    ) -> None:
        """Show the indexes of an instance.

        Args:
            owner: The instance.
            definitions: Index name → declaration.
            keep: Called with all declarations when one was added or removed.
        """
        self._owner = owner
        self._definitions = definitions
        self._keep = keep

    @property
    def definitions(self) -> Mapping[str, DynamoDBIndex]:
        """Index name → declaration, in the order of declaration; read-only."""
        return MappingProxyType(dict(self._definitions))

    @property
    def primary(self) -> BoundIndex[Any] | None:
        """The primary index, or None when there is none."""
        definition = self._definitions.get(PRIMARY_INDEX)
        return None if definition is None else self._bind(definition)

    @property
    def secondaries(self) -> dict[str, BoundIndex[Any]]:
        """The secondary indexes by their names."""
        return {
            name: self._bind(definition)
            for name, definition in self._definitions.items()
            if name != PRIMARY_INDEX
        }

    def values(self) -> list[BoundIndex[Any]]:
        """List the indexes.

        Returns:
            Every index, in the order of declaration.
        """
        return [self._bind(definition) for definition in self._definitions.values()]

    def get(self, name: str) -> BoundIndex[Any]:
        """Find an index by its name.

        Args:
            name: Name of the index in the table, or ``"primary"``.

        Returns:
            The index.

        Raises:
            ConfigurationError: When there is none of that name.
        """
        if name not in self._definitions:
            raise ConfigurationError(
                f"the index {name!r} is not declared on {type(self._owner).__name__}",
                details={
                    "given": name,
                    "expected": f"one of {', '.join(self._definitions) or 'none: no index yet'}",
                    "suggestion": "declare it on the class, or add it in __init__",
                },
            )
        return self._bind(self._definitions[name])

    def add_primary(self, index: DynamoDBIndex) -> None:
        """Add the primary index.

        Args:
            index: The declaration; it is named ``"primary"``.

        Raises:
            ConfigurationError: When there is one already, or its keys cannot be used.
        """
        if index.name not in (None, PRIMARY_INDEX):
            # It may be somebody's secondary index as well.
            index = copy.copy(index)
        index.name = PRIMARY_INDEX
        self._add(index)

    def add_secondary(self, index: DynamoDBIndex) -> None:
        """Add a secondary index.

        Args:
            index: The declaration, with a name.

        Raises:
            ConfigurationError: When it has no name, the name is taken or ``"primary"``, or its
                keys cannot be used.
        """
        if not index.name or index.name == PRIMARY_INDEX:
            raise ConfigurationError(
                f"a secondary index cannot be named {index.name!r}",
                details={
                    "expected": "the name of the index in the table",
                    "suggestion": "use add_primary for the primary index",
                },
            )
        self._add(index)

    def remove_primary(self) -> None:
        """Remove the primary index, if there is one."""
        rest = {n: d for n, d in self._definitions.items() if n != PRIMARY_INDEX}
        self._definitions = rest
        self._keep(rest)

    def setup_indexes_from_config(self, config: IndexConfig) -> None:
        """Add indexes described by plain data.

        Args:
            config: ``{"primary": {"pk": ("group", "id"), "sk": ("group", "id")}, "gsi1": {"pk":
                [("group", ""), ("user", "user_id")], "sk": ("name", "name")}}``: each key a
                (label, attribute) pair or a list of them, or a template's text. Lists do for
                tuples, so that the configuration can come from JSON.

        Raises:
            ConfigurationError: When an entry has an unknown name, or an index cannot be used.
            KeyBuildError: When a key is neither pairs nor a template.
        """
        for name, entry in config.items():
            if not isinstance(entry, Mapping) or entry.keys() - _CONFIG_NAMES:
                given = sorted(entry) if isinstance(entry, Mapping) else describe(entry)
                raise ConfigurationError(
                    f"the index {name!r} is configured with {given}",
                    details={
                        "index": name,
                        "expected": f"a dictionary of {', '.join(sorted(_CONFIG_NAMES))}",
                        "suggestion": "correct the names in the configuration",
                    },
                )
            settings = {
                key: _pairs(value) if key in ("pk", "sk") else value for key, value in entry.items()
            }
            self._add(DynamoDBIndex(name, **settings))

    def _add(self, index: DynamoDBIndex) -> None:
        name = index.name or ""
        if name in self._definitions:
            raise ConfigurationError(
                f"the index {name!r} is already defined on {type(self._owner).__name__}",
                details={
                    "index": name,
                    "expected": "one declaration for each index",
                    "suggestion": "remove one of them",
                },
            )
        definitions = {**self._definitions, name: index}
        check_indexes(type(self._owner).__name__, definitions)
        self._definitions = definitions
        self._keep(definitions)

    def _bind(self, definition: DynamoDBIndex) -> BoundIndex[Any]:
        return BoundIndex(definition, type(self._owner), self._owner.key_inputs())


def _pairs(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if not isinstance(value, (list, tuple)):
        raise KeyBuildError(
            f"a key cannot be declared by {describe(value)}",
            details={
                "given": describe(value),
                "expected": "a (label, attribute) pair, a list of pairs, or a template",
                "suggestion": 'write ("user", "user_id") or "user#{user_id}"',
            },
        )
    pairs = [value] if len(value) == 2 and isinstance(value[0], str) else value
    return [tuple(pair) if isinstance(pair, list) else pair for pair in pairs]
