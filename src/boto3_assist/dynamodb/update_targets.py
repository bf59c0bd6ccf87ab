"""What the arguments of a partial update mean: which item, which changes; sends nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from boto3_assist._sentinels import CLEAR_FIELD
from boto3_assist.dynamodb.added_indexes import index_definitions
from boto3_assist.dynamodb.codec import (
    decode_item,
    decode_value,
    encode_item,
    is_same_value,
)
from boto3_assist.dynamodb.index_changes import (
    StoredItem,
    primary_inputs,
    primary_key_change,
)
from boto3_assist.dynamodb.index_query import ModelKey
from boto3_assist.dynamodb.indexes import PRIMARY_INDEX
from boto3_assist.dynamodb.instance_state import is_partial, stored_item, unknown_attributes
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
)
from boto3_assist.dynamodb.partial_update import PartialUpdate
from boto3_assist.dynamodb.schema import plain_value, schema_of_instance
from boto3_assist.dynamodb.types import AttributeValue, WireItem
from boto3_assist.dynamodb.update_config import UpdateConfig
from boto3_assist.errors import (
    InvalidParameterError,
    KeyBuildError,
    ValidationError,
    describe,
)

__all__ = ["check_arguments", "dictionary_update", "instance_update", "update_config"]


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
        ValidationError: When a name is not one of a field, or a field is both written and cleared.
        InvalidParameterError: When an instance made by hand has nothing to update.
        PrimaryKeyChangeError: When the instance has another primary key than its item.
    """
    stored = stored_item(instance)
    cleared = _attributes_named(instance, fields_to_clear, "fields_to_clear")
    if fields is not None:
        written = _attributes_named(instance, fields, "fields")
        if both := sorted(written & cleared):
            raise _both_written_and_cleared(both)
        changes = chosen_changes(instance, written - _unchanged_key_inputs(instance, stored))
    elif stored is None:
        changes = given_changes(instance)
    else:
        changes = changes_since(instance, stored)
    changes = changes.without(cleared).removing(cleared)
    if stored is None:
        return _of_unread(instance, changes, cleared, now, upsert=upsert)
    known = StoredItem(stored, is_complete=not is_partial(instance))
    return _of_read(instance, changes, cleared, known, now, locked=locked)


def dictionary_update(
    item: Mapping[str, AttributeValue],
    changes: Mapping[str, AttributeValue] | None,
    names_to_clear: Iterable[str],
    config: UpdateConfig,
) -> tuple[Mapping[str, AttributeValue], Changes]:
    """Give the key and the changes of an update without a model, which keeps no index true.

    Args:
        item: The key; or, without changes, the key among what is to change.
        changes: Attribute name → Python value; None is passed over, `CLEAR_FIELD` removes.
        names_to_clear: Names of attributes to remove.
        config: Names the key attributes of an item that holds its own key.

    Returns:
        Key attribute name → Python value, and the changes.

    Raises:
        KeyBuildError: When a key attribute has no value.
        InvalidParameterError: When nothing is to change, or the key would.
        ValidationError: When an attribute is both written and cleared.
    """
    if changes is None:
        named = [name for name in config.key_attributes if name in item]
        key = {name: item[name] for name in named}
        changes = {name: value for name, value in item.items() if name not in key}
    else:
        key = dict(item)
    if not key or any(value is None or value == "" for value in key.values()):
        raise KeyBuildError(
            "the dictionary does not hold the key of an item",
            details={
                "given": sorted(map(str, item)),
                "expected": f"a value for each of {', '.join(key or config.key_attributes)}",
                "suggestion": "pass the key alone with changes=…, or name the key attributes in "
                "UpdateConfig(key_attributes=…)",
            },
        )
    cleared = set(_names("fields_to_clear", names_to_clear))
    cleared |= {name for name, value in changes.items() if value is CLEAR_FIELD}
    values = {n: v for n, v in changes.items() if v is not None and v is not CLEAR_FIELD}
    if both := sorted(values.keys() & cleared):
        raise _both_written_and_cleared(both)
    if changed_key := sorted(key.keys() & (values.keys() | cleared)):
        raise primary_key_change("the item", changed_key)
    if not values and not cleared:
        raise _nothing("the dictionary")
    return key, Changes(values, frozenset(cleared))


def _of_read(
    instance: DynamoDBModelBase,
    changes: Changes,
    cleared: frozenset[str],
    stored: StoredItem,
    now: datetime,
    *,
    locked: bool,
) -> PartialUpdate:
    key = _stored_key(instance, stored.item)
    if not changes:
        return PartialUpdate(instance, changes, stored, key)
    fields = life_fields(type(instance))
    stamps = _stamps(instance, ("updated_at",), now)
    version = fields.get("version")
    counted = {}
    if version is None:
        pass
    elif locked and (stored.is_complete or version.attribute in stored.item):
        # The plan guards the version that was read.
        stamps[version.attribute] = _version_in(stored.item, version.attribute) + 1
    else:
        changes, counted = changes.without([version.attribute]), {version.attribute: 1}
    after = schema_of_instance(instance).changed(instance, stamps, cleared)
    stamped = changes.writing(_stored_values(after, stamps))
    return PartialUpdate(after, stamped, stored, key, counted, stamps=tuple(stamps))


def _of_unread(
    instance: DynamoDBModelBase,
    changes: Changes,
    cleared: frozenset[str],
    now: datetime,
    *,
    upsert: bool,
) -> PartialUpdate:
    """Of an instance made by hand only what was given is known: its key, and what it changes."""
    key, inputs = primary_key_of(instance), primary_inputs(instance)
    version = life_fields(type(instance)).get("version")
    counted = {} if version is None else {version.attribute: 1}
    own = changes.without({*inputs, *counted})
    if not own:
        raise _nothing(f"this {type(instance).__name__}")
    schema = schema_of_instance(instance)
    updated = _stamps(instance, ("updated_at",), now)
    created = _stamps(instance, ("created_at",), now) if upsert else {}
    after = schema.changed(instance, updated | created, cleared)
    initial: dict[str, AttributeValue] = {}
    if upsert:
        own = own.without(created)
        wanted = (inputs | created.keys()) - key.keys()
        initial = {**kept_attributes(type(instance)), **_stored_values(after, wanted)}
    stamped = own.writing(_stored_values(after, updated))
    known = StoredItem({}, is_complete=False)
    stamps = tuple(updated)
    return PartialUpdate(after, stamped, known, key, counted, initial, stamps)


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
    now = encode_item(own_attributes(instance), plain_value)
    return {
        name
        for name in primary_inputs(instance)
        if stored is not None and is_same_value(now.get(name), stored.get(name))
    }


def _stored_values(
    instance: DynamoDBModelBase, attributes: Iterable[str]
) -> dict[str, AttributeValue]:
    item = own_attributes(instance)
    return {name: item[name] for name in attributes if name in item}


def _version_in(item: WireItem, attribute: str) -> int:
    wire = item.get(attribute)
    return 0 if wire is None else int(decode_value(wire) or 0)


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
    known = {**{a: a for a in unknown_attributes(instance)}, **{a: a for a in schema.by_attribute}}
    known |= {name: each.attribute for name, each in schema.fields.items()}
    given = _names(parameter, names)
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


def _names(parameter: str, names: Iterable[str]) -> list[str]:
    given = [names] if isinstance(names, (str, bytes)) else list(names)
    if isinstance(names, (str, bytes)) or not all(isinstance(name, str) for name in given):
        raise InvalidParameterError(
            f"{parameter} was given as {describe(names)}",
            details={
                "given": describe(names),
                "expected": "a list, tuple or set of names",
                "suggestion": f'write {parameter}=["name"]',
            },
        )
    return given


def _both_written_and_cleared(names: list[str]) -> ValidationError:
    return ValidationError(
        f"{', '.join(names)} would be both written and cleared",
        details={
            "attributes": names,
            "expected": "a field to be written, or to be cleared",
            "suggestion": "leave one of them out",
        },
    )


def _nothing(what: str) -> InvalidParameterError:
    return InvalidParameterError(
        f"nothing of {what} was given that could be updated",
        details={
            "expected": "an attribute with a value, beside those of the primary key",
            "suggestion": "set what is to change, or name it in fields or fields_to_clear",
        },
    )


def update_config(config: object, return_values: str | None) -> UpdateConfig:
    """Give how to update, from the object and the old argument.

    Args:
        config: The configuration object, or None.
        return_values: As the field of that name, or None.

    Returns:
        The configuration.

    Raises:
        InvalidParameterError: When both tell the return values, or the object is none.
    """
    if config is None:
        return UpdateConfig(return_values=return_values or "NONE")
    if not isinstance(config, UpdateConfig) or return_values is not None:
        given = "together with return_values" if return_values else f"as {describe(config)}"
        raise InvalidParameterError(
            f"config was given {given}",
            details={
                "expected": "an instance of UpdateConfig, alone",
                "suggestion": "write config=UpdateConfig(return_values=…)",
            },
        )
    return config


def check_arguments(item: object, changes: object, fields: object) -> None:
    """Check that what is to be updated came with what tells the changes, and nothing else.

    Args:
        item: An instance, a key or a dictionary.
        changes: Field name → value, or None.
        fields: Names of fields, or None.

    Raises:
        InvalidParameterError: When the arguments do not go together, or the item is none of these.
    """
    is_instance, is_key = isinstance(item, DynamoDBModelBase), isinstance(item, ModelKey)
    if changes is not None and not isinstance(changes, Mapping):
        problem, suggestion = f"changes were given as {describe(changes)}", "pass a dictionary"
    elif is_instance and changes is not None:
        problem = "changes came together with an instance"
        suggestion = "change the instance: instance.merge({...}), or pass its key"
    elif not is_instance and fields is not None:
        problem = "fields came without an instance that has their values"
        suggestion = "pass changes={...} with the key"
    elif not (is_instance or is_key or isinstance(item, Mapping)):
        problem = f"the item to update was given as {describe(item)}"
        suggestion = "pass an instance, a key made by a model's index, or a dictionary"
    else:
        return
    raise InvalidParameterError(
        problem,
        details={
            "expected": "an instance, a key with changes, or a dictionary",
            "suggestion": suggestion,
        },
    )
