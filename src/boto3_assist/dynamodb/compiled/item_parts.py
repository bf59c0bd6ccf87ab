"""What an item of a model holds beside its fields, as the generators need it; makes no item."""

from __future__ import annotations

from collections.abc import Callable, Container
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from boto3_assist.dynamodb.compiled.source import Source
from boto3_assist.dynamodb.indexes import declared_indexes
from boto3_assist.dynamodb.item_expiry import read_expiry, stored_expiry
from boto3_assist.dynamodb.item_keys import key_attribute_names
from boto3_assist.dynamodb.life_fields import kept_attributes, life_fields

__all__ = ["ItemParts", "parts_of"]


class ItemParts(NamedTuple):
    """What an item of a model holds beside its fields.

    Attributes:
        keys: Names of the key attributes that are made of fields.
        kept: Attribute name → text or whole number that every item has.
        expiry_field: Name of a field that is a datetime, and a number in the item.
        read_expiry: Number → datetime of that field.
        expiry_name: Name of the field that says when an item expires, a datetime or not.
        stored_expiry: Value of that field → number in the item.
    """

    keys: tuple[str, ...]
    kept: dict[str, str | int]
    expiry_field: str | None
    read_expiry: Callable[[Any], Any]
    expiry_name: str | None
    stored_expiry: Callable[[Any], Any]

    def write_reading(self, source: Source, fields: Container[str]) -> None:
        """Write the code that counts and checks these attributes of an item.

        Args:
            source: Where the code goes.
            fields: Names of attributes that are fields, and counted as such.
        """
        for attribute, value in self.kept.items():
            wire = {"S": value} if isinstance(value, str) else {"N": str(value)}
            source.add(f"if wire[{attribute!r}] != {wire!r}: raise Surprise", "seen += 1")
        for attribute in self.keys:
            if attribute in fields:
                continue
            source.add(f"w = get({attribute!r})")
            with source.block("if w is not None:"):
                source.add(
                    "seen += 1",
                    'if len(w) != 1 or type(w["S"]) is not str: raise Surprise',
                )


def parts_of(model: type) -> ItemParts:
    """Find what the items of a model hold beside its fields.

    Args:
        model: A model class.

    Returns:
        The parts.
    """
    expiry = life_fields(model).get("ttl")
    is_time = expiry is not None and expiry.kind is datetime
    return ItemParts(
        keys=tuple(sorted(key_attribute_names(declared_indexes(model)))),
        kept=kept_attributes(model),
        expiry_field=expiry.name if expiry is not None and is_time else None,
        read_expiry=partial(_read, model),
        expiry_name=None if expiry is None else expiry.name,
        stored_expiry=partial(stored_expiry, model),
    )


def _read(model: type, value: Any) -> Any:
    return read_expiry(model, life_fields(model)["ttl"], value)
