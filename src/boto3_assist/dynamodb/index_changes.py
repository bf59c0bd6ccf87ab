"""Which key attributes depend on what changes, and what they then are; sends nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from boto3_assist.dynamodb.added_indexes import index_definitions
from boto3_assist.dynamodb.codec import encode_value, is_same_value
from boto3_assist.dynamodb.indexes import PRIMARY_INDEX, DynamoDBIndex, declared_indexes
from boto3_assist.dynamodb.item_keys import key_attribute_names
from boto3_assist.dynamodb.item_writing import item_of
from boto3_assist.dynamodb.keys import FieldReference
from boto3_assist.dynamodb.life_fields import kept_attributes, life_fields
from boto3_assist.dynamodb.partial_changes import Changes, is_older
from boto3_assist.dynamodb.requests.updates import Guards
from boto3_assist.dynamodb.schema import (
    ModelMarker,
    ModelSchema,
    plain_value,
    schema_of_class,
    schema_of_instance,
)
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.errors import KeyBuildError, PrimaryKeyChangeError

__all__ = [
    "KeyGraph",
    "StoredItem",
    "UpdatePlan",
    "plan_update",
    "primary_inputs",
    "primary_key_change",
]


@dataclass(frozen=True)
class StoredItem:
    """What is known of the item in the table.

    Attributes:
        item: The item in wire form, or what of it was read.
        is_complete: True when an attribute that is not there is known to be absent.
    """

    item: WireItem = field(default_factory=dict, repr=False)
    is_complete: bool = False


@dataclass(frozen=True)
class UpdatePlan:
    """What a partial update writes, keys included, and what it relies on.

    Attributes:
        values: Attribute name → Python value to set.
        removed: Names of attributes to remove.
        guards: What the stored item must still have, because keys were built from it.
    """

    values: Mapping[str, AttributeValue] = field(repr=False)
    removed: frozenset[str]
    guards: Guards = field(repr=False)


def plan_update(after: ModelMarker, changes: Changes, stored: StoredItem) -> UpdatePlan:
    """Find every attribute that follows from changes, and every one that it follows from.

    An index of which one input changes has all its synthesised attributes made anew, or removed
    where an input is missing. What they are made of beside the changes becomes a guard, so that
    the update fails where another writer has changed that.

    Args:
        after: An instance as the item is to be.
        changes: The user's own attributes that change.
        stored: What is known of the item.

    Returns:
        What to write and what to rely on.

    Raises:
        PrimaryKeyChangeError: When an input of the primary key changes.
        KeyBuildError: When a key depends on what is not known.
    """
    graph = KeyGraph.of_instance(after)
    graph.check_primary(changes.attributes)
    affected = graph.affected_by(changes.attributes)
    relied_on = graph.relied_on(affected, changes.attributes)
    _check_known(after, affected, relied_on, graph.derived, stored)
    following = graph.attributes_of(affected) | graph.derived
    if stored.is_complete and is_older(after, stored.item):
        following |= graph.synthesised
        relied_on |= stored.item.keys() - graph.primary_attributes
    if graph.version is not None and (stored.is_complete or graph.version in stored.item):
        relied_on |= {graph.version}
    item = item_of(after, include_indexes=True, include_none=False)
    values, removed = dict(changes.values), set(changes.removed)
    for attribute in sorted(following - changes.attributes):
        was = stored.item.get(attribute)
        if attribute in item:
            if not is_same_value(encode_value(item[attribute], plain_value), was):
                values[attribute] = item[attribute]
        elif was is not None or not stored.is_complete:
            removed.add(attribute)
    guards = {attribute: stored.item.get(attribute) for attribute in sorted(relied_on)}
    return UpdatePlan(values, frozenset(removed), guards)


def primary_inputs(instance: ModelMarker) -> frozenset[str]:
    """Name the attributes that the primary key of an instance is made of.

    Args:
        instance: An instance of a model.

    Returns:
        Names of attributes; none where only a function knows.
    """
    return KeyGraph.of_instance(instance).primary_inputs


class KeyGraph:
    """Which attributes of an item follow from which others: attribute → keys."""

    def __init__(
        self, model: type, schema: ModelSchema, indexes: Mapping[str, DynamoDBIndex]
    ) -> None:
        """Keep what the attributes follow from.

        Args:
            model: The class.
            schema: The fields.
            indexes: Index name → declaration.
        """
        self._model = model
        self._owner = model.__name__
        self._schema = schema
        self._indexes = indexes
        self.derived = schema.extra_attributes()
        self.primary_attributes = self._key_attributes(PRIMARY_INDEX)
        version = life_fields(model).get("version")
        self.version = None if version is None else version.attribute

    @classmethod
    def of_instance(cls, instance: ModelMarker) -> KeyGraph:
        """Give the graph of an instance, with the indexes that were added to it.

        Args:
            instance: An instance of a model.

        Returns:
            The graph.
        """
        return cls(type(instance), schema_of_instance(instance), index_definitions(instance))

    @classmethod
    def of_class(cls, model: type) -> KeyGraph:
        """Give the graph of a class whose fields and indexes are its own.

        Args:
            model: A Pydantic model or a dataclass.

        Returns:
            The graph.
        """
        return cls(model, schema_of_class(model), declared_indexes(model))

    @property
    def depended_on(self) -> frozenset[str] | None:
        """Attributes that something else follows from; None when it may be any of them."""
        inputs = [self._inputs_of(name) for name in self._indexes]
        if self.derived or None in inputs:
            return None
        return frozenset().union(*(each for each in inputs if each is not None))

    @property
    def synthesised(self) -> frozenset[str]:
        """Every attribute that the library writes, of its own accord."""
        return self.attributes_of(self._indexes) | kept_attributes(self._model).keys()

    @property
    def primary_inputs(self) -> frozenset[str]:
        """Attributes that the primary key is made of; none where only a function knows."""
        return self._inputs_of(PRIMARY_INDEX) or frozenset()

    def check_primary(self, changed: Collection[str]) -> None:
        """Check that the primary key stays as it is.

        Args:
            changed: Names of attributes that change.

        Raises:
            PrimaryKeyChangeError: When it is made of one of them.
        """
        if named := sorted(self.primary_inputs & set(changed)):
            raise primary_key_change(self._owner, named)

    def affected_by(self, changed: Collection[str]) -> list[str]:
        """Name the secondary indexes whose synthesised attributes may change."""
        # What is derived may follow from any of the changes.
        causes = {*changed, *self.derived}
        return [
            name
            for name in self._indexes
            if name != PRIMARY_INDEX
            and self._key_attributes(name)
            and ((inputs := self._inputs_of(name)) is None or inputs & causes)
        ]

    def relied_on(self, affected: Iterable[str], changed: Collection[str]) -> set[str]:
        """Name what the affected keys, and derived attributes, are made of beside the changes."""
        found: set[str] = set()
        for name in affected:
            inputs = self._inputs_of(name)
            if inputs is None:
                found.add(self._version_for(name))
            found |= inputs or set()
        if self.derived:
            # What a property reads is not known: it may be any of the fields.
            found |= self._schema.by_attribute.keys() - self.derived
        return found - set(changed) - self.primary_inputs - self.derived

    def attributes_of(self, indexes: Iterable[str]) -> frozenset[str]:
        """Name the synthesised attributes of indexes, but for those of the primary key."""
        names = {attribute for index in indexes for attribute in self._key_attributes(index)}
        return frozenset(names - self.primary_attributes)

    def _key_attributes(self, name: str) -> frozenset[str]:
        index = self._indexes.get(name)
        return key_attribute_names({} if index is None else {name: index})

    def _inputs_of(self, name: str) -> frozenset[str] | None:
        """Name the attributes that an index is made of; None when only a function knows."""
        index = self._indexes.get(name)
        inputs: set[str] = set()
        for key in () if index is None else index.declared_keys:
            names = key.dependencies
            if names is None:
                return None
            is_attribute = isinstance(key.source, FieldReference)
            inputs.update(names if is_attribute else map(self._attribute, names))
        return frozenset(inputs)

    def _attribute(self, field_name: str) -> str:
        return self._schema.fields[field_name].attribute

    def _version_for(self, index: str) -> str:
        if self.version is not None:
            return self.version
        raise KeyBuildError(
            f"a partial update of {self._owner} cannot keep the index {index!r} true: a function "
            "makes its keys",
            details={
                "model": self._owner,
                "index": index,
                "expected": "keys that declare what they are made of, or a version to rely on",
                "suggestion": 'declare a template, or depends_on=(…), or ItemConfig(version="…")',
            },
        )


def _check_known(
    after: ModelMarker,
    affected: Sequence[str],
    relied_on: Collection[str],
    derived: Collection[str],
    stored: StoredItem,
) -> None:
    if stored.is_complete:
        return
    unknown = sorted(set(relied_on) - stored.item.keys())
    if derived or unknown:
        owner, keys = type(after).__name__, ", ".join(map(repr, affected))
        what = f"the keys of {keys}" if affected else f"the attributes {', '.join(sorted(derived))}"
        raise KeyBuildError(
            f"{what} of {owner} cannot be made anew without {', '.join(unknown) or 'all fields'}, "
            "which was not read",
            details={
                "model": owner,
                "indexes": list(affected),
                "unknown": unknown,
                "expected": "an item read as a whole, or every input of the keys that change",
                "suggestion": "get the item first and change it, or pass "
                "config=UpdateConfig(read_first=True)",
            },
        )


def primary_key_change(owner: str, attributes: Sequence[str]) -> PrimaryKeyChangeError:
    """Make the error that says that an update cannot give an item another primary key.

    Args:
        owner: Name of the model.
        attributes: What would change.

    Returns:
        The error, to raise.
    """
    return PrimaryKeyChangeError(
        f"the primary key of {owner} would change with {', '.join(attributes)}",
        details={
            "model": owner,
            "attributes": list(attributes),
            "expected": "an update that leaves the primary key as it is",
            "suggestion": "move the item: db.move(instance) writes it under its new key and "
            "deletes the old one, in one transaction",
        },
    )
