"""What `merge` takes as updates, and which of it must be known to the model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from boto3_assist.dynamodb.entity_types import class_to_read
from boto3_assist.dynamodb.instance_state import copy_of, undeclared_attributes
from boto3_assist.dynamodb.mapping import (
    ItemHolder,
    ItemSource,
    attributes_of,
    is_response,
    wire_item_of,
)
from boto3_assist.dynamodb.schema import ModelMarker, schema_of_instance
from boto3_assist.dynamodb.stored_form import read_form
from boto3_assist.errors import ValidationError, describe

__all__ = ["Updates", "updates_of"]


@dataclass(frozen=True)
class Updates:
    """What an instance is to be merged with.

    Attributes:
        named: Name → value, of which every name must be known: what a caller wrote.
        item: Attribute name → value, of which unknown ones are kept and read-only ones left out:
            what was read from a table.
    """

    named: Mapping[str, Any] = field(default_factory=dict)
    item: Mapping[str, Any] = field(default_factory=dict)


def updates_of(model: type, source: ItemSource | None) -> Updates:
    """Find the updates in what a caller gives to `merge`.

    Args:
        model: The class that they are for.
        source: A dictionary, a result or response that holds one item, a model, or None.

    Returns:
        The updates; of a model what was set in it.

    Raises:
        ItemNotFoundError: When a result or response holds no item.
        ModelMappingError: When an item is of another entity type, or of a schema version that
            cannot be read.
        ValidationError: When the source is none of these.
    """
    if source is None:
        return Updates()
    if isinstance(source, ModelMarker):
        return given_in(source)
    held = source.held_item() if isinstance(source, ItemHolder) else None
    if isinstance(held, ModelMarker):
        return given_in(held)
    if not isinstance(source, Mapping):
        raise ValidationError(
            f"updates were given as {describe(source)}",
            details={
                "given": describe(source),
                "expected": "a dictionary, a DynamoDBResult, a response of boto3, a model, or None",
                "suggestion": "of another Pydantic model pass model_dump(exclude_unset=True)",
            },
        )
    if isinstance(source, ItemHolder) or is_response(source):
        is_stored = wire_item_of(source) is not None
        _, item = read_form(model, attributes_of(source), is_stored=is_stored, exact=True)
        return Updates({}, item)
    class_to_read(model, source, exact=True)
    return Updates(source)


def given_in(model: Any) -> Updates:
    """Give what was set in a model.

    Args:
        model: An instance of a class of any style.

    Returns:
        Its fields that were set, and what it was read with; copies, which the two do not share.
    """
    schema = schema_of_instance(model)
    given = schema.given_attributes(model)
    fields = [f for f in schema.fields.values() if f.writable and f.attribute in given]
    values = {field.attribute: copy_of(getattr(model, field.name, None)) for field in fields}
    return Updates(values, undeclared_attributes(model))
