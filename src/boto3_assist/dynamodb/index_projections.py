"""What an index holds of an item, by its declaration; knows no request."""

from __future__ import annotations

from collections.abc import Iterable

from boto3_assist.dynamodb.entity_types import typed_subclasses
from boto3_assist.dynamodb.indexes import PRIMARY_INDEX, DynamoDBIndex, declared_indexes
from boto3_assist.dynamodb.life_fields import kept_attributes, life_fields
from boto3_assist.dynamodb.schema import ModelMarker, has_fixed_fields, schema_of_class
from boto3_assist.errors import ConfigurationError

__all__ = ["held_attributes", "is_global_index", "life_attributes", "projected_attributes"]


def is_global_index(name: str | None, models: Iterable[type]) -> bool:
    """Tell whether an index is a global one, which cannot be read with strong consistency.

    Args:
        name: Name of the index; None for the table itself.
        models: Classes that may declare it.

    Returns:
        True for a secondary index that cannot be a local one, by the declarations of a model;
        False where that is not known.
    """
    for model in models if name is not None else ():
        indexes = declared_indexes(model)
        index, primary = indexes.get(name or ""), indexes.get(PRIMARY_INDEX)
        if index is not None and primary is not None:
            return not index.is_local_to(primary)
    return False


def held_attributes(name: str | None, models: Iterable[type]) -> frozenset[str] | None:
    """Name the attributes that items have in an index which holds a part of them.

    Args:
        name: Name of the index; None for the table itself.
        models: The classes that the items belong to.

    Returns:
        The key attributes of table and index, and what the models declare beside them; None
        where items are whole, by the declaration of any of the models or because none has one.

    Raises:
        ConfigurationError: When a model has no field of a name that its index is to hold.
    """
    held: set[str] = set()
    for model in models if name is not None else ():
        indexes = declared_indexes(model)
        index = indexes.get(name or "")
        if index is None:
            continue
        projected = projected_attributes(index, model)
        if projected is None:
            return None
        keys = [index, *(each for each in indexes.values() if each.is_primary)]
        held |= projected | {key.attribute_name for each in keys for key in each.declared_keys}
    return frozenset(held) if held else None


def projected_attributes(index: DynamoDBIndex, model: type) -> frozenset[str] | None:
    """Name the attributes that an index holds beside its keys.

    Args:
        index: The declared index.
        model: The class that declares it.

    Returns:
        Those that were declared, and those that an `ItemConfig` needs at each read; None for all.

    Raises:
        ConfigurationError: When the model has no field of a name.
    """
    if index.projected is None:
        return None
    names = index.projected
    if has_fixed_fields(model):
        schema = schema_of_class(model)
        known = schema.fields.keys() | schema.by_attribute.keys() | schema.extra_attributes()
        if unknown := [name for name in names if name not in known]:
            raise _unknown(index, model, unknown)
        names = tuple(schema.fields[n].attribute if n in schema.fields else n for n in names)
    return frozenset(names) | life_attributes([model]).keys()


def life_attributes(models: Iterable[type]) -> dict[str, None]:
    """Name the attributes that tell the type, form, expiry and version of items.

    Args:
        models: The classes that the items are read as; their typed subclasses count too.

    Returns:
        The names as keys, in a steady order.
    """
    found: dict[str, None] = {}
    for model in models:
        for each in (model, *typed_subclasses(model)) if issubclass(model, ModelMarker) else ():
            found.update(dict.fromkeys(kept_attributes(each)))
            fields = life_fields(each)
            found.update({fields[o].attribute: None for o in ("ttl", "version") if o in fields})
    return found


def _unknown(index: DynamoDBIndex, model: type, names: list[str]) -> ConfigurationError:
    return ConfigurationError(
        f"the index {index.name!r} of {model.__name__} is to hold {', '.join(map(repr, names))}, "
        "which the model does not have",
        details={
            "model": model.__name__,
            "index": index.name,
            "unknown": names,
            "expected": "names of fields in projection=[…]",
            "suggestion": "correct the name, or leave it out",
        },
    )
