"""Which key attributes depend on what changes, and what they then are; sends nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from boto3_assist.dynamodb.added_indexes import index_definitions
from boto3_assist.dynamodb.class_cache import ClassCache
from boto3_assist.dynamodb.codec import encode_value
from boto3_assist.dynamodb.indexes import PRIMARY_INDEX, DynamoDBIndex, declared_indexes
from boto3_assist.dynamodb.item_config import item_config_of
from boto3_assist.dynamodb.item_expiry import ttl_attribute
from boto3_assist.dynamodb.item_keys import key_attribute_names
from boto3_assist.dynamodb.item_writing import checked_key_inputs, item_of, primary_key_of
from boto3_assist.dynamodb.key_values import has_key_value
from boto3_assist.dynamodb.keys import FieldReference
from boto3_assist.dynamodb.life_fields import kept_attributes, life_fields
from boto3_assist.dynamodb.partial_changes import Changes, generated_defaults, is_older
from boto3_assist.dynamodb.requests.updates import Guards
from boto3_assist.dynamodb.schema import (
    ModelMarker,
    ModelSchema,
    schema_of_class,
    schema_of_instance,
)
from boto3_assist.dynamodb.types import AttributeValue, WireItem, WireValue
from boto3_assist.errors import KeyBuildError, PrimaryKeyChangeError

__all__ = [
    "KeyGraph",
    "StoredItem",
    "UpdatePlan",
    "key_graph_of_class",
    "plan_creation",
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


def plan_update(
    after: ModelMarker,
    changes: Changes,
    stored: StoredItem,
    *,
    counted: Collection[str] = (),
    may_be_new: bool = False,
) -> UpdatePlan:
    """Find every attribute that follows from changes, and every one that it follows from.

    An index of which one input changes has all its synthesised attributes made anew, or removed
    where an input is missing. What they are made of beside the changes becomes a guard, so that
    the update fails where another writer has changed that.

    Args:
        after: An instance as the item is to be.
        changes: The user's own attributes that change.
        stored: What is known of the item.
        counted: Attributes that DynamoDB counts on, so that their values are not known.
        may_be_new: True when there may be no item: what is made then needs all its index keys.

    Returns:
        What to write and what to rely on.

    Raises:
        PrimaryKeyChangeError: When an input of the primary key changes.
        KeyBuildError: When a key depends on what is not known.
    """
    graph = KeyGraph.of_instance(after)
    graph.check_primary(changes.attributes)
    affected = graph.affected_by({*changes.attributes, *counted})
    if may_be_new:
        affected = graph.joined_with(affected, graph.complete(after))
    relied_on = graph.relied_on(affected, changes.attributes)
    _check_known(graph, affected, relied_on, stored)
    relied_on |= graph.life_of(stored)
    following = graph.attributes_of(affected) | graph.derived
    item = item_of(after, include_indexes=True, include_none=False)
    if stored.is_complete and is_older(after, stored.item):
        # Whole, in today's form: half an item of each version would be of none.
        primary = primary_key_of(after).keys()
        following |= (item.keys() | stored.item.keys()) - primary
        if graph.version is None:
            relied_on |= stored.item.keys() - primary
    if stored.is_complete:
        # Else the key would be of a value that nobody reads again.
        absent = (relied_on & item.keys()) - stored.item.keys()
        following |= generated_defaults(after, stored.item, absent)
    values, removed = dict(changes.values), set(changes.removed)
    # Whatever was read of them: another writer may have changed the same input, and so the key.
    for attribute in sorted(following - changes.attributes):
        if attribute in item:
            values[attribute] = item[attribute]
        else:
            removed.add(attribute)
    guards = {attribute: stored.item.get(attribute) for attribute in sorted(relied_on)}
    return UpdatePlan(values, frozenset(removed), guards | graph.form_guards(stored))


def plan_creation(after: ModelMarker, removed: frozenset[str]) -> UpdatePlan:
    """Plan to write all of an item that there is not.

    Args:
        after: An instance as the item is to be.
        removed: What the update removes, beside all that it writes.

    Returns:
        What to write, on the condition that there is no item.
    """
    item = item_of(after, include_indexes=True, include_none=False)
    primary = list(primary_key_of(after))
    values = {name: value for name, value in item.items() if name not in primary}
    return UpdatePlan(values, removed - values.keys(), {primary[0]: None})


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
        self.owner = model.__name__
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

    @cached_property
    def depended_on(self) -> frozenset[str] | None:
        """Attributes that something else follows from; None when it may be any of them."""
        inputs = [self._inputs_of(name) for name in self._indexes]
        if self.derived or None in inputs:
            return None
        return frozenset().union(*(each for each in inputs if each is not None))

    @cached_property
    def keys_as_they_are(self) -> frozenset[str]:
        """Attributes that are keys by themselves, so that DynamoDB keeps their indexes true."""
        native, made = set[str](), set[str]()
        for name in self._indexes:
            (made if self._key_attributes(name) else native).update(self._inputs_of(name) or ())
        return frozenset(native - made)

    @cached_property
    def synthesised(self) -> frozenset[str]:
        """Every attribute that the library writes, of its own accord."""
        return self.attributes_of(self._indexes) | kept_attributes(self._model).keys()

    @cached_property
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
            raise primary_key_change(self.owner, named)

    def affected_by(self, changed: Collection[str]) -> list[str]:
        """Name the secondary indexes whose synthesised attributes may change."""
        # What is derived may follow from any of the changes.
        causes = {*changed, *self.derived}
        return self.joined_with(
            name
            for name in self._indexes
            if (inputs := self._inputs_of(name)) is None or inputs & causes
        )

    def joined_with(self, *names: Iterable[str]) -> list[str]:
        """Name indexes, and those that share an attribute with one of them."""
        found = {name for each in names for name in each} - {PRIMARY_INDEX}
        while joined := {
            name
            for name in self._indexes.keys() - found
            if not self.attributes_of([name]).isdisjoint(self.attributes_of(found))
        }:
            found |= joined
        return [name for name in self._indexes if name in found and self._key_attributes(name)]

    def complete(self, instance: ModelMarker) -> list[str]:
        """Name the indexes that a new item of an instance would be in."""
        values = checked_key_inputs(instance).snapshot()
        return [
            name
            for name, index in self._indexes.items()
            if all(has_key_value(key, values) for key in index.declared_keys)
        ]

    def is_opaque(self, indexes: Iterable[str]) -> bool:
        """Tell whether a function makes one of the keys, and does not say of what."""
        return any(self._inputs_of(name) is None for name in indexes)

    def life_of(self, stored: StoredItem) -> set[str]:
        """Name what tells that the item is the one of the version that is known."""
        if self.version is None or not (stored.is_complete or self.version in stored.item):
            return set()
        # Of what took the place of an expired item the version may be the same.
        return {self.version, ttl_attribute(self._model) or ""} & {self.version, *stored.item}

    def form_guards(self, stored: StoredItem) -> dict[str, WireValue | None]:
        """Rely on what the item is: attributes of two types, or versions, make an item of none."""
        config, guards = item_config_of(self._model), {}
        known = stored.item
        if config.schema_version is not None:
            attribute = str(config.schema_version_attribute)
            is_known = stored.is_complete or attribute in known
            guards[attribute] = (
                known.get(attribute) if is_known else encode_value(config.schema_version)
            )
        if config.entity_type is not None:
            attribute = str(config.entity_type_attribute)
            # Of an instance made by hand it is not known: the item may be older than the type.
            if stored.is_complete or attribute in known:
                guards[attribute] = known.get(attribute)
        return guards

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
            f"a partial update of {self.owner} cannot keep the index {index!r} true: a function "
            "makes its keys",
            details={
                "model": self.owner,
                "index": index,
                "expected": "keys that declare what they are made of, or a version to rely on",
                "suggestion": 'declare a template, or depends_on=(…), or ItemConfig(version="…")',
            },
        )


def _key_graph(model: type) -> KeyGraph:
    return KeyGraph(model, schema_of_class(model), declared_indexes(model))


key_graph_of_class = ClassCache(_key_graph)
"""Gives the graph of a Pydantic model or a dataclass, whose fields and indexes are its own."""


def _check_known(
    graph: KeyGraph, affected: Sequence[str], relied_on: Collection[str], stored: StoredItem
) -> None:
    if stored.is_complete:
        return
    unknown, derived = sorted(set(relied_on) - stored.item.keys()), sorted(graph.derived)
    if unknown or graph.is_opaque(affected):
        keys = ", ".join(map(repr, affected))
        what = f"the keys of {keys}" if affected else f"the attributes {', '.join(derived)}"
        raise KeyBuildError(
            f"{what} of {graph.owner} cannot be made anew without "
            f"{', '.join(unknown) or 'all fields'}, which was not read",
            details={
                "model": graph.owner,
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
