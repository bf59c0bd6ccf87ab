"""What of an instance differs from the item that is stored, keys aside; sends nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from boto3_assist.dynamodb.added_indexes import index_definitions
from boto3_assist.dynamodb.codec import decode_item, decode_value, encode_item, is_same_value
from boto3_assist.dynamodb.instance_state import (
    ADDED_INDEXES,
    carried,
    carry,
    cleared_attributes,
    is_partial,
    unread_fields,
)
from boto3_assist.dynamodb.item_building import build_model
from boto3_assist.dynamodb.item_config import item_config_of
from boto3_assist.dynamodb.item_keys import key_attribute_names
from boto3_assist.dynamodb.item_writing import item_of
from boto3_assist.dynamodb.life_fields import kept_attributes
from boto3_assist.dynamodb.schema import ModelMarker, plain_value, schema_of_instance
from boto3_assist.dynamodb.types import AttributeValue, WireItem, WireValue
from boto3_assist.errors import ValidationError

__all__ = [
    "Changes",
    "changes_since",
    "chosen_changes",
    "generated_defaults",
    "given_changes",
    "is_older",
    "own_attributes",
    "rebuilt",
]

M = TypeVar("M", bound=ModelMarker)


@dataclass(frozen=True)
class Changes:
    """Attributes of the user's own that a partial update writes.

    Attributes:
        values: Attribute name → Python value, as it is stored.
        removed: Names of attributes that the item is to have no more.
    """

    values: Mapping[str, AttributeValue] = field(default_factory=dict, repr=False)
    removed: frozenset[str] = frozenset()

    @property
    def attributes(self) -> frozenset[str]:
        """Names of all attributes that change."""
        return self.removed | self.values.keys()

    def __bool__(self) -> bool:
        """Tell whether anything changes."""
        return bool(self.values or self.removed)

    def applied_to(self, item: Mapping[str, AttributeValue]) -> dict[str, AttributeValue]:
        """Give an item with these changes.

        Args:
            item: Attribute name → Python value.

        Returns:
            Another item.
        """
        kept = {name: value for name, value in item.items() if name not in self.removed}
        return {**kept, **self.values}

    def writing(self, values: Mapping[str, AttributeValue]) -> Changes:
        """Add values to write.

        Args:
            values: Attribute name → Python value.

        Returns:
            These changes and those.
        """
        return Changes({**self.values, **values}, self.removed - values.keys())

    def removing(self, attributes: Iterable[str]) -> Changes:
        """Add attributes to remove.

        Args:
            attributes: Names of attributes.

        Returns:
            These changes and those.
        """
        return Changes(self.values, self.removed.union(attributes))

    def without(self, attributes: Iterable[str | None]) -> Changes:
        """Leave out the changes of some attributes.

        Args:
            attributes: Names of attributes; None is passed over.

        Returns:
            The other changes.
        """
        left_out = set(attributes)
        values = {name: value for name, value in self.values.items() if name not in left_out}
        return Changes(values, self.removed - left_out)


def changes_since(instance: ModelMarker, stored: WireItem) -> Changes:
    """Find what was changed in an instance since its item was read or written.

    Args:
        instance: An instance of a model.
        stored: The item as it was read or written last.

    Returns:
        The attributes that an instance made of the stored item would write otherwise, so that a
        default of a field that the item never had is no change.

    Raises:
        ValidationError: When a map or list changed that may have been read in part only.
    """
    changes = _changes_since(instance, stored)
    _check_read_whole(instance, stored, changes.values)
    return changes


def _changes_since(instance: ModelMarker, stored: WireItem) -> Changes:
    before, now = _written_before(instance, stored), _written(instance, stored)
    cleared = cleared_attributes(instance)
    changed = {
        name: value
        for name, value in now.items()
        if name not in cleared and not is_same_value(value, before.get(name))
    }
    for name in _generated(instance, stored, changed.keys() - stored.keys(), before):
        del changed[name]
    values = own_attributes(instance)
    removed = (before.keys() - now.keys()) & stored.keys()
    return Changes({name: values[name] for name in changed}, frozenset(removed | cleared))


def given_changes(instance: ModelMarker) -> Changes:
    """Find what was set in an instance that was neither read nor written.

    Args:
        instance: An instance of a model.

    Returns:
        The attributes that were given to it: those set in a Pydantic model; of other classes
        those that are not None and differ from the defaults.
    """
    schema = schema_of_instance(instance)
    given = schema.given_attributes(instance) - cleared_attributes(instance)
    values = {name: value for name, value in own_attributes(instance).items() if name in given}
    return Changes(values, frozenset(cleared_attributes(instance)))


def chosen_changes(
    instance: ModelMarker, attributes: Iterable[str], stored: WireItem | None
) -> Changes:
    """Take what an instance has in some attributes, changed or not.

    Args:
        instance: An instance of a model.
        attributes: Names of attributes.
        stored: The item as it was read or written last; None of an instance that was neither.

    Returns:
        Their values; those that the item would not hold are removed from it.

    Raises:
        ValidationError: When one was not read, or read in part only, by a projection.
    """
    item, cleared = own_attributes(instance), cleared_attributes(instance)
    wanted = set(attributes)
    values = {n: value for n, value in item.items() if n in wanted and n not in cleared}
    if stored is not None and is_partial(instance):
        set_since = _changes_since(instance, stored).attributes
        if unread := sorted(wanted - stored.keys() - set_since):
            raise _unread(instance, unread, "was not read, and writing its default")
        _check_read_whole(instance, stored, values)
    return Changes(values, frozenset(wanted - values.keys()))


def rebuilt(
    instance: M,
    item: Mapping[str, AttributeValue],
    *,
    is_stored: bool = False,
    read_whole: frozenset[str] | None = None,
) -> M:
    """Make another instance of the same class, with the same indexes.

    Args:
        instance: An instance of a model.
        item: Attribute name → Python value.
        is_stored: True for what was read from a table, possibly of an older schema version.
        read_whole: Names of the attributes that the item has as a whole; None for all.

    Returns:
        An instance of the item.
    """
    made = build_model(type(instance), item, is_stored=is_stored, read_whole=read_whole)
    added = carried(instance, ADDED_INDEXES)
    # Those of its own constructor refer to it; others were added to the instance afterwards.
    if added is not None and index_definitions(instance).keys() - index_definitions(made).keys():
        carry(made, ADDED_INDEXES, added)
    return made


def _as_read(instance: M, stored: WireItem) -> M:
    """Make the instance once more as it was when it was read, with the same fields unread."""
    unread, whole = unread_fields(instance), None
    if unread:
        fields = schema_of_instance(instance).fields.values()
        whole = frozenset(field.attribute for field in fields if field.name not in unread)
    return rebuilt(instance, decode_item(stored), is_stored=True, read_whole=whole)


def _written_before(instance: ModelMarker, stored: WireItem) -> dict[str, WireValue]:
    if not is_older(instance, stored):
        return _written(_as_read(instance, stored), stored)
    # What upcasters made of it is written too: half an item of each version would be of none.
    keys = key_attribute_names(index_definitions(instance))
    return {name: value for name, value in _own(instance, stored).items() if name not in keys}


def _generated(
    instance: ModelMarker,
    stored: WireItem,
    names: Collection[str],
    before: Mapping[str, WireValue],
) -> set[str]:
    """Find values that differ only because a default is another one each time it is made."""
    if not names:
        return set()
    schema = schema_of_instance(instance)
    again = _written(_as_read(instance, stored), stored)
    made = {name for name in names if name in before}
    made = {name for name in made if not is_same_value(before[name], again.get(name))}
    if schema.records_given:
        return made - schema.given_attributes(instance)
    # Whether it was set by hand is not known: rather written than lost, if all was read.
    return made if is_partial(instance) else set()


def _check_read_whole(
    instance: ModelMarker, stored: WireItem, written: Mapping[str, object]
) -> None:
    if not written or not is_partial(instance):
        return
    if nested := sorted(name for name in written if stored.get(name, {}).keys() & {"M", "L"}):
        raise _unread(
            instance, nested, "may have been read in part only, and writing what was read"
        )
    if is_older(instance, stored):
        raise _unread(instance, sorted(written), "is of an item of an older schema version, which")


def _unread(instance: ModelMarker, names: list[str], problem: str) -> ValidationError:
    model = type(instance).__name__
    return ValidationError(
        f"{', '.join(names)} of this {model} {problem} would lose what is stored",
        details={
            "model": model,
            "attributes": names,
            "expected": "attributes of an item that was read as a whole",
            "suggestion": "read the item without a projection before writing them",
        },
    )


def generated_defaults(
    instance: ModelMarker, stored: WireItem, names: Collection[str]
) -> frozenset[str]:
    """Find fields whose default is another one each time an item without them is read.

    Args:
        instance: An instance of the model.
        stored: The stored item.
        names: Attributes that it does not have.

    Returns:
        Those of the names, such as that of a time of creation that was never stored.
    """
    if not names:
        return frozenset()
    one, other = (
        _written(rebuilt(instance, decode_item(stored), is_stored=True), stored) for _ in "ab"
    )
    return frozenset(name for name in names if not is_same_value(one.get(name), other.get(name)))


def is_older(instance: ModelMarker, stored: WireItem) -> bool:
    """Tell whether a stored item is of an older schema version than the model.

    Args:
        instance: An instance of a model.
        stored: The item as it was read.

    Returns:
        True when upcasters made today's form of it.
    """
    config = item_config_of(type(instance))
    if config.schema_version is None:
        return False
    wire = stored.get(config.schema_version_attribute or "")
    return wire is None or bool(decode_value(wire) < config.schema_version)


def _written(instance: ModelMarker, stored: WireItem) -> dict[str, WireValue]:
    # DynamoDB has no empty set: what is none by its default, and not stored, is no change.
    own = {n: v for n, v in own_attributes(instance).items() if n in stored or not _is_empty_set(v)}
    return dict(encode_item(own, plain_value))


def _is_empty_set(value: object) -> bool:
    return isinstance(value, (set, frozenset)) and not value


def own_attributes(instance: ModelMarker) -> dict[str, AttributeValue]:
    """Give the attributes of an instance's item that are the user's to change.

    Args:
        instance: An instance of a model.

    Returns:
        Attribute name → Python value: without keys, without what follows from other attributes.
    """
    item = _own(instance, item_of(instance, include_indexes=False, include_none=False))
    for index in index_definitions(instance).values():
        for key in index.declared_keys:
            # An attribute that is a key as it is cannot be NULL.
            if item.get(key.attribute_name, "") is None:
                del item[key.attribute_name]
    return item


def _own(instance: ModelMarker, item: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what follows from other attributes, or is not the user's to change."""
    not_own = (
        schema_of_instance(instance).extra_attributes() | kept_attributes(type(instance)).keys()
    )
    return {name: value for name, value in item.items() if name not in not_own}
