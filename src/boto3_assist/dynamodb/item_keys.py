"""The key attributes of an item, made from its values by the declared indexes; sends nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from boto3_assist.dynamodb.indexes import PRIMARY_INDEX, DynamoDBIndex
from boto3_assist.dynamodb.instance_values import InstanceValues
from boto3_assist.dynamodb.key_template import KeyTemplate
from boto3_assist.dynamodb.key_types import arms_of
from boto3_assist.dynamodb.key_values import (
    MAX_PARTITION_KEY_BYTES,
    MAX_SORT_KEY_BYTES,
    check_key_value,
    has_key_value,
    index_key,
    key_value,
)
from boto3_assist.dynamodb.keys import DynamoDBKey, FieldReference
from boto3_assist.dynamodb.schema import Field, ModelSchema
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import ConfigurationError, KeyBuildError

__all__ = [
    "check_inputs",
    "check_model_inputs",
    "key_attribute_names",
    "key_attributes",
    "primary_key",
]


def check_inputs(
    owner: str,
    indexes: Mapping[str, DynamoDBIndex],
    known: Iterable[str],
    attributes: Iterable[str],
) -> None:
    """Check that the keys use attributes that the model has, and replace none of them.

    Args:
        owner: Name of the model, for messages.
        indexes: Index name → declaration.
        known: Names of the model's fields, which templates use.
        attributes: Names of attributes in the item, which an index can use as they are.

    Raises:
        ConfigurationError: When a name is unknown, or a template writes over an attribute.
    """
    fields, stored = set(known), set(attributes)
    for name, index in indexes.items():
        for key in index.declared_keys:
            allowed = stored if isinstance(key.source, FieldReference) else fields
            unknown = [needed for needed in key.dependencies or () if needed not in allowed]
            if unknown:
                raise ConfigurationError(
                    f"the index {name!r} of {owner} names {', '.join(map(repr, unknown))}, which "
                    f"{owner} does not have",
                    details={
                        "model": owner,
                        "index": name,
                        "unknown": unknown,
                        "expected": f"one of {', '.join(sorted(allowed)) or 'no attribute'}",
                        "suggestion": "correct the template, or declare the attribute",
                    },
                )
            if isinstance(key.source, KeyTemplate) and key.attribute_name in stored:
                raise _overwritten(owner, name, key)


def check_model_inputs(
    owner: str, indexes: Mapping[str, DynamoDBIndex], schema: ModelSchema
) -> None:
    """Check that the keys use attributes that a model stores, and replace none of them.

    Args:
        owner: Name of the model, for messages.
        indexes: Index name → declaration.
        schema: The fields of the model.

    Raises:
        ConfigurationError: When a name is unknown or not stored, a template writes over an
            attribute, or an attribute that may be None could not be read back.
    """
    stored = [field.attribute for field in schema.fields.values() if field.stored]
    check_inputs(owner, indexes, schema.key_fields(), stored)
    for name, index in indexes.items():
        for key in index.declared_keys if name != PRIMARY_INDEX else ():
            if isinstance(key.source, FieldReference):
                _check_absence(owner, name, schema.by_attribute[key.source.attribute])


def _check_absence(owner: str, index: str, field: Field) -> None:
    """Check that None reads back as None: DynamoDB takes no NULL in a key, so it is not stored."""
    if type(None) in arms_of(field.annotation) and not field.none_by_default:
        raise ConfigurationError(
            f"{field.name!r} of {owner} may be None, but would not be read back as None: as a key "
            f"of the index {index!r} it is not stored then",
            details={
                "model": owner,
                "index": index,
                "field": field.name,
                "expected": "None as the default of a field that is a key as it is",
                "suggestion": f"write {field.name}: … | None = None",
            },
        )


def _overwritten(owner: str, index: str, key: DynamoDBKey) -> ConfigurationError:
    return ConfigurationError(
        f"the index {index!r} of {owner} would write its key over the attribute "
        f"{key.attribute_name!r} of {owner}",
        details={
            "model": owner,
            "index": index,
            "attribute": key.attribute_name,
            "expected": "a key attribute of its own, or the attribute as it is",
            "suggestion": "name another attribute, or leave the template out",
        },
    )


def key_attribute_names(indexes: Mapping[str, DynamoDBIndex]) -> frozenset[str]:
    """Name the attributes that exist only as keys, not as attributes of the user's own.

    Args:
        indexes: Index name → declaration.

    Returns:
        Names of attributes in the item.
    """
    return frozenset(
        key.attribute_name
        for index in indexes.values()
        for key in index.declared_keys
        if not isinstance(key.source, FieldReference)
    )


def primary_key(
    owner: str, indexes: Mapping[str, DynamoDBIndex], values: Mapping[str, object]
) -> dict[str, AttributeValue]:
    """Make the primary key of an item.

    Args:
        owner: Name of the model, for messages.
        indexes: Index name → declaration.
        values: Input name → value.

    Returns:
        Key attribute name → value, complete.

    Raises:
        KeyBuildError: When there is no primary index, or a part of its key has no value.
    """
    index = indexes.get(PRIMARY_INDEX)
    if index is None:
        raise KeyBuildError(
            f"{owner} has no primary index",
            details={
                "model": owner,
                "expected": "primary = DynamoDBIndex.primary(pk=…, sk=…) on the class",
                "suggestion": "declare it, or add it with indexes.add_primary in __init__",
            },
        )
    return index_key(owner, index, values)


def key_attributes(
    owner: str, indexes: Mapping[str, DynamoDBIndex], values: Mapping[str, object]
) -> dict[str, AttributeValue]:
    """Make every synthesised key attribute of an item.

    Args:
        owner: Name of the model, for messages.
        indexes: Index name → declaration.
        values: Input name → value.

    Returns:
        Key attribute name → value: of the primary key, and of each secondary index whose inputs
        are all there; an index that lacks one is left out (sparse). Attributes of the user's own
        are not among them.

    Raises:
        KeyBuildError: When the primary key is incomplete, or a value does not fit a key.
    """
    if isinstance(values, InstanceValues):
        values = values.snapshot()
    made = primary_key(owner, indexes, values)
    for name, index in indexes.items():
        if name == PRIMARY_INDEX:
            continue
        if all(has_key_value(key, values) for key in index.declared_keys):
            made.update(index_key(owner, index, values))
        else:
            _check_own_attributes(owner, index, values)
    synthesised = key_attribute_names(indexes)
    return {attribute: value for attribute, value in made.items() if attribute in synthesised}


def _check_own_attributes(owner: str, index: DynamoDBIndex, values: Mapping[str, object]) -> None:
    """Check attributes of an item that is not in the index: DynamoDB takes no others either."""
    sort_keys = index.sort_keys
    for key in index.declared_keys:
        if isinstance(key.source, FieldReference):
            value = key_value(key, values)
            limit = MAX_SORT_KEY_BYTES if key in sort_keys else MAX_PARTITION_KEY_BYTES
            if value is not None:
                check_key_value(owner, key.attribute_name, value, limit)
