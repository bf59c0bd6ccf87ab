"""What an item holds beside fields and keys, put in and taken out; makes no instance."""

from __future__ import annotations

from collections.abc import Mapping

from boto3_assist.dynamodb.entity_types import class_to_read
from boto3_assist.dynamodb.indexes import PRIMARY_INDEX, declared_indexes
from boto3_assist.dynamodb.item_config import item_config_of
from boto3_assist.dynamodb.item_expiry import read_expiry, stored_expiry
from boto3_assist.dynamodb.item_keys import key_attribute_names
from boto3_assist.dynamodb.life_fields import kept_attributes, life_fields
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.dynamodb.upcasting import upcast

__all__ = ["read_form", "written_form"]


def written_form(
    model: type, attributes: Mapping[str, AttributeValue]
) -> dict[str, AttributeValue]:
    """Give the attributes of an item as they are written.

    Args:
        model: A model class.
        attributes: Attribute name → Python value of its fields.

    Returns:
        The attributes, with the time of expiry in seconds, and with entity type and schema
        version where the model declares them.

    Raises:
        ValidationError: When the time of expiry cannot be written without loss.
    """
    field = life_fields(model).get("ttl")
    item = {**attributes, **kept_attributes(model)}
    if field is not None and item.get(field.attribute) is not None:
        item[field.attribute] = stored_expiry(model, item[field.attribute])
    return item


def read_form(
    model: type, item: Mapping[str, AttributeValue], *, is_stored: bool, exact: bool = False
) -> tuple[type, Mapping[str, AttributeValue]]:
    """Give an item as a model reads it today, and the class to read it as.

    Args:
        model: The class that was asked for.
        item: Attribute name → Python value.
        is_stored: True for what was read from a table, so that without a schema version it is of
            the first one. A dictionary tells it otherwise by its schema version or by the
            synthesised attributes of its primary key; without them it has today's form.
        exact: True where it cannot be read as a subclass.

    Returns:
        The class or one of its subclasses, and the item in today's form.

    Raises:
        ModelMappingError: When the item is of another entity type, or cannot be taken to
            today's form.
        ValidationError: When the time of expiry is a number that the field cannot hold.
    """
    target = class_to_read(model, item, exact=exact)
    config = item_config_of(target)
    if config.schema_version is not None:
        if is_stored or config.schema_version_attribute in item or _has_key(target, item):
            item = upcast(target, item)
    if config.ttl is None:
        return target, item
    field = life_fields(target)["ttl"]
    if (expiry := item.get(field.attribute)) is not None:
        item = {**item, field.attribute: read_expiry(target, field, expiry)}
    return target, item


def _has_key(model: type, item: Mapping[str, AttributeValue]) -> bool:
    primary = declared_indexes(model).get(PRIMARY_INDEX)
    names = frozenset() if primary is None else key_attribute_names({PRIMARY_INDEX: primary})
    return not names.isdisjoint(item)
