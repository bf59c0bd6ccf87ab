"""The partial update that an instance of a model asks for; sends nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from boto3_assist.dynamodb.added_indexes import index_definitions
from boto3_assist.dynamodb.codec import decode_item, encode_item, encode_value, is_same_value
from boto3_assist.dynamodb.expressions import Update
from boto3_assist.dynamodb.index_changes import StoredItem, primary_inputs, primary_key_change
from boto3_assist.dynamodb.indexes import PRIMARY_INDEX
from boto3_assist.dynamodb.instance_state import is_partial, stored_item, undeclared_attributes
from boto3_assist.dynamodb.item_expiry import ttl_attribute
from boto3_assist.dynamodb.item_life import stamp_value
from boto3_assist.dynamodb.item_writing import primary_key_of
from boto3_assist.dynamodb.life_fields import kept_attributes, life_fields
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.partial_changes import (
    Changes,
    changes_since,
    chosen_changes,
    given_changes,
    own_attributes,
    rebuilt,
)
from boto3_assist.dynamodb.partial_update import PartialUpdate, version_attribute, version_in
from boto3_assist.dynamodb.schema import plain_value, schema_of_instance
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.dynamodb.update_targets import (
    both_written_and_cleared,
    names_given,
    nothing_to_update,
)
from boto3_assist.dynamodb.version_lock import VersionLock, version_lock
from boto3_assist.errors import ValidationError

__all__ = ["instance_update", "stepwise_update"]


def instance_update(
    instance: DynamoDBModelBase,
    fields: Iterable[str] | None,
    fields_to_clear: Iterable[str],
    now: datetime,
    *,
    upsert: bool,
    locked: bool = True,
) -> PartialUpdate:
    """Give the partial update that an instance asks for.

    Args:
        instance: An instance of a model, read from the table or made by hand.
        fields: Names of the fields to write; None for what changed, or what was given.
        fields_to_clear: Names of fields whose attributes are removed.
        now: The time of the write.
        upsert: True when the item may have to be made.
        locked: False for an instance that nobody but the update itself has read: a version that
            has been counted on since is no conflict.

    Returns:
        The update; without changes when nothing changed.

    Raises:
        ValidationError: When a name is not one of a field, a field is both written and cleared, or
            it is cleared although each write sets it.
        InvalidParameterError: When an instance made by hand has nothing to update.
        PrimaryKeyChangeError: When the instance has another primary key than its item.
    """
    stored = stored_item(instance)
    cleared = _attributes_named(instance, fields_to_clear, "fields_to_clear")
    _check_clearable(instance, cleared)
    if fields is not None:
        written = _attributes_named(instance, fields, "fields")
        if both := sorted(written & cleared):
            raise both_written_and_cleared(both)
        written -= _unchanged_key_inputs(instance, stored)
        changes = chosen_changes(instance, written, stored)
    elif stored is None:
        changes = given_changes(instance)
    else:
        changes = changes_since(instance, stored)
    changes = changes.without(cleared).removing(cleared)
    if stored is None:
        return _of_unread(instance, changes, now, upsert=upsert)
    partial, lock = is_partial(instance), version_lock(instance) if locked else None
    if fields is not None:
        # What else was changed in the instance is not written, so no key may be made of it.
        before = own_attributes(rebuilt(instance, decode_item(stored), is_stored=True))
        instance = rebuilt(instance, changes.applied_to(before))
    known = StoredItem(stored, is_complete=not partial)
    read = PartialUpdate(instance, changes, known, _stored_key(instance, stored))
    return _of_read(instance, read, now, upsert=upsert, lock=lock)


def stepwise_update(
    instance: DynamoDBModelBase,
    changes: Changes,
    steps: Update,
    now: datetime,
    lock: VersionLock | None = None,
) -> PartialUpdate:
    """Give the update that does steps to an item that was read for it, as a whole.

    Args:
        instance: The item.
        changes: The attributes to set or to remove, as they are stored; written whether they
            differ or not, as a condition may have been asked with them.
        steps: What is done beside, to attributes that nothing follows from.
        now: The time of the write.
        lock: What guards the version, where the caller has read the item before.

    Returns:
        The update.

    Raises:
        ValidationError: When the model does not take the item as it would be.
    """
    stored = _as_locked(stored_item(instance) or {}, lock)
    after = rebuilt(instance, changes.applied_to(own_attributes(instance)))
    # As the instance writes them: an attribute that is a key as it is cannot be NULL.
    written = chosen_changes(after, changes.values, None).removing(changes.removed)
    known, key = StoredItem(stored, is_complete=True), _stored_key(instance, stored)
    update = PartialUpdate(after, written, known, key, steps=steps)
    return _of_read(after, update, now, upsert=False, lock=lock)


def _as_locked(stored: WireItem, lock: VersionLock | None) -> WireItem:
    """Give an item with the version and the expiry that it is to have, whatever it has."""
    if lock is None:
        return stored
    held = {name: wire for name, wire in stored.items() if name != lock.attribute}
    if lock.expects == "version":
        held[lock.attribute] = encode_value(lock.given)
    if lock.expiry is not None:
        held[str(ttl_attribute(lock.model))] = encode_value(lock.expiry)
    return held


def _of_read(
    instance: DynamoDBModelBase,
    update: PartialUpdate,
    now: datetime,
    *,
    upsert: bool,
    lock: VersionLock | None,
) -> PartialUpdate:
    """Let an update of what was read count the version, and set what each write sets."""
    changes, stored = update.changes, update.stored
    if not changes and not update.steps:
        return update
    version = version_attribute(type(instance))
    is_known = version is not None and (stored.is_complete or version in stored.item)
    stamps = _stamps(instance, ("updated_at",), now)
    counted = {}
    if version is not None and is_known:
        if lock is not None and lock.expects == "version":
            # The version that the instance has now: it may be one that a form brought along.
            stored = replace(stored, item={**stored.item, version: encode_value(lock.given)})
        stamps[version] = version_in(type(instance), stored.item) + 1
    elif version is not None:
        changes, counted = changes.without([version]), {version: 1}
    after, stamped = _stamped(instance, changes, stamps)
    return replace(
        update,
        after=after,
        changes=stamped,
        stored=stored,
        stamps=tuple(stamps),
        lock=lock if is_known else None,
        new_item=own_attributes(after) if upsert and stored.is_complete else None,
        counted=counted,
    )


def _of_unread(
    instance: DynamoDBModelBase, changes: Changes, now: datetime, *, upsert: bool
) -> PartialUpdate:
    """Of an instance made by hand only what was given is known: its key, and what it changes."""
    key, inputs = primary_key_of(instance), primary_inputs(instance)
    version = version_attribute(type(instance))
    lock = _lock_by_hand(instance)
    own = changes.without({*inputs, version})
    if not own:
        raise nothing_to_update(f"this {type(instance).__name__}")
    stamps = _stamps(instance, ("updated_at",), now)
    known, counted = {}, {}
    if version is not None and lock is not None:
        known = {version: encode_value(lock.given)}
        stamps[version] = version_in(type(instance), known) + 1
    elif version is not None:
        counted = {version: 1}
    created = _stamps(instance, ("created_at",), now) if upsert else {}
    created = {name: time for name, time in created.items() if name not in own.values}
    after, stamped = _stamped(instance, own.without(created), stamps, created)
    new_item: dict[str, AttributeValue] | None = None
    initial: dict[str, AttributeValue] = {}
    if upsert:
        new_item = _stored_values(after, inputs | created.keys())
        new = {name: value for name, value in new_item.items() if name not in key}
        initial = {**kept_attributes(type(instance)), **new}
    return PartialUpdate(
        after,
        stamped,
        StoredItem(known, is_complete=False),
        key,
        tuple(stamps),
        lock,
        must_exist=not upsert,
        new_item=new_item,
        counted=counted,
        initial=initial,
    )


def _stamped(
    instance: DynamoDBModelBase,
    changes: Changes,
    stamps: Mapping[str, AttributeValue],
    more: Mapping[str, AttributeValue] | None = None,
) -> tuple[DynamoDBModelBase, Changes]:
    """Give the instance as it is to be, and the changes with the stamps."""
    schema = schema_of_instance(instance)
    cleared = changes.removed & schema.by_attribute.keys()
    after = schema.changed(instance, {**stamps, **(more or {})}, cleared - stamps.keys())
    return after, changes.writing(_stored_values(after, stamps))


def _lock_by_hand(instance: DynamoDBModelBase) -> VersionLock | None:
    """Give the lock of an instance that has a version, and so stands for an item as it was read."""
    lock = version_lock(instance)
    return lock if lock is not None and lock.expects == "version" else None


def _check_clearable(instance: DynamoDBModelBase, cleared: Collection[str]) -> None:
    if inputs := sorted(primary_inputs(instance) & set(cleared)):
        raise primary_key_change(type(instance).__name__, inputs)
    fields = life_fields(type(instance))
    kept = {fields[option].attribute for option in ("updated_at", "version") if option in fields}
    if kept := kept & set(cleared):
        raise ValidationError(
            f"{', '.join(sorted(kept))} of {type(instance).__name__} is set by each write, so it "
            "cannot be cleared",
            details={
                "model": type(instance).__name__,
                "attributes": sorted(kept),
                "expected": "fields that the library does not set itself",
                "suggestion": "leave them out of fields_to_clear",
            },
        )


def _stamps(
    instance: DynamoDBModelBase, options: Iterable[str], now: datetime
) -> dict[str, AttributeValue]:
    schema, fields = schema_of_instance(instance), life_fields(type(instance))
    return {
        field.attribute: stamp_value(schema, field.name, now)
        for option in options
        if (field := fields.get(option)) is not None
    }


def _unchanged_key_inputs(instance: DynamoDBModelBase, stored: WireItem | None) -> set[str]:
    inputs = primary_inputs(instance)
    now = encode_item(_stored_values(instance, inputs), plain_value)
    return {n for n in inputs if stored is not None and is_same_value(now.get(n), stored.get(n))}


def _stored_values(
    instance: DynamoDBModelBase, attributes: Iterable[str]
) -> dict[str, AttributeValue]:
    item = own_attributes(instance)
    return {name: item[name] for name in attributes if name in item}


def _stored_key(instance: DynamoDBModelBase, stored: WireItem) -> Mapping[str, AttributeValue]:
    """Give the key of the item that was read, which the instance must still have."""
    own = primary_key_of(instance)
    if not own.keys() <= stored.keys():
        return own
    key = decode_item({name: stored[name] for name in own})
    primary = index_definitions(instance)[PRIMARY_INDEX]
    is_opaque = any(each.dependencies is None for each in primary.declared_keys)
    if is_opaque and key != own:
        raise primary_key_change(type(instance).__name__, sorted(key))
    return key


def _attributes_named(
    instance: DynamoDBModelBase, names: Iterable[str], parameter: str
) -> frozenset[str]:
    """Give the attributes of fields: no name of a caller's reaches a request unchecked."""
    schema = schema_of_instance(instance)
    known = {
        **{a: a for a in undeclared_attributes(instance)},
        **{a: a for a in schema.by_attribute},
    }
    known |= {name: each.attribute for name, each in schema.fields.items()}
    given = names_given(parameter, names)
    if unknown := [name for name in given if name not in known]:
        raise ValidationError(
            f"{', '.join(map(repr, unknown))} in {parameter} is no field of "
            f"{type(instance).__name__}",
            details={
                "model": type(instance).__name__,
                "unknown": unknown,
                "expected": f"some of {', '.join(schema.fields)}",
                "suggestion": "correct the names",
            },
        )
    return frozenset(known[name] for name in given)
