"""Which attributes a read for a model returns, as a projection; sends nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Final

from boto3_assist.dynamodb.config_objects import GetItemConfig
from boto3_assist.dynamodb.entity_types import typed_subclasses
from boto3_assist.dynamodb.indexes import PRIMARY_INDEX, declared_indexes
from boto3_assist.dynamodb.item_config import item_config_of
from boto3_assist.dynamodb.life_fields import kept_attributes, life_fields
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.requests import Projection
from boto3_assist.dynamodb.schema import (
    ModelMarker,
    has_fixed_fields,
    schema_of_class,
    schema_of_instance,
)
from boto3_assist.errors import InvalidParameterError, describe

__all__ = ["deciding_projection", "models_projection", "projection_of", "with_life"]

_NAME: Final = re.compile(r"[^.\[\s]+")


def projection_of(
    config: GetItemConfig, model: DynamoDBModelBase | None, target: type[Any] | None
) -> Projection | None:
    """Give the attributes that a read of one item returns.

    Args:
        config: How to read; its `do_projections` wins over its expression.
        model: The instance that asks, or None.
        target: The class the item is read as, or None.

    Returns:
        The projection; None for all attributes.

    Raises:
        InvalidParameterError: When the model's attributes are asked for and cannot be known, or
            names come without an expression, or it is no text.
    """
    if config.do_projections:
        return _model_projection(model, target)
    text, names = config.projection_expression, config.expression_attribute_names
    if text is not None and not isinstance(text, str):
        raise InvalidParameterError(
            f"projection_expression was given as {describe(text)}",
            details={
                "given": describe(text),
                "expected": "text in DynamoDB's syntax, such as 'order_id, #s'",
                "suggestion": 'join the names: ", ".join(names)',
            },
        )
    if text:
        return with_life(Projection(text, names or {}), [] if target is None else [target])
    if names:
        raise InvalidParameterError(
            "expression_attribute_names came without an expression",
            details={
                "placeholders": sorted(names),
                "expected": "projection_expression together with its names",
                "suggestion": "pass the expression, or leave the names out",
            },
        )
    return None


def models_projection(models: Sequence[type[Any]]) -> Projection | None:
    """Give the attributes that several models have.

    Args:
        models: The classes that the items are read as.

    Returns:
        The projection; None for all attributes.

    Raises:
        InvalidParameterError: When the attributes of one cannot be known, or there is none.
    """
    if not models:
        return _model_projection(None, None)
    found = [_model_projection(None, model) for model in models]
    if None in found:
        return None
    attributes = [name for each in found if each is not None for name in each.names.values()]
    keys = [name for model in models for name in _key_attributes(model) or ()]
    return Projection.of(dict.fromkeys([*attributes, *keys]))


def with_life(
    projection: Projection,
    models: Sequence[type[Any]],
    taken: AbstractSet[str] = frozenset(),
    *,
    among_others: bool = False,
) -> Projection:
    """Read beside some attributes what tells the type, form, expiry and version of the items.

    Args:
        projection: The attributes that were asked for.
        models: The classes that the items are read as.
        taken: Placeholders that stand for something else.
        among_others: True where items of other models may be read, which their keys tell.

    Returns:
        The projection of all of them.
    """
    paths = [_NAME.match(path.strip()) for path in projection.text.split(",")]
    heads = [path[0] for path in paths if path is not None]
    read = {projection.names.get(head, head) for head in heads}
    keys = [name for model in models for name in _key_attributes(model) or ()]
    needed = dict.fromkeys(keys if among_others else []) | _life_attributes(models)
    added = [name for name in needed if name not in read]
    if not added:
        return projection
    return projection.joined_by(added, "#life", taken)


def deciding_projection(models: Sequence[type[Any]]) -> Projection | None:
    """Give what tells whether items belong to some models and have expired.

    Args:
        models: The classes that the items are read as.

    Returns:
        The projection of their keys, types and expiry; None for all attributes.
    """
    if any(item_config_of(model).upcasters for model in models):
        return None
    keys = [_key_attributes(model) for model in models]
    if None in keys:
        return None
    attributes = dict.fromkeys(name for each in keys for name in each or ())
    return Projection.of(attributes | _life_attributes(models))


def _key_attributes(model: type[Any]) -> list[str] | None:
    primary = declared_indexes(model).get(PRIMARY_INDEX)
    return None if primary is None else [key.attribute_name for key in primary.declared_keys]


def _life_attributes(models: Iterable[type[Any]]) -> dict[str, None]:
    found: dict[str, None] = {}
    for model in models:
        for each in (model, *typed_subclasses(model)) if issubclass(model, ModelMarker) else ():
            found.update(dict.fromkeys(kept_attributes(each)))
            fields = life_fields(each)
            found.update({fields[o].attribute: None for o in ("ttl", "version") if o in fields})
    return found


def _model_projection(
    model: DynamoDBModelBase | None, target: type[Any] | None
) -> Projection | None:
    if model is None and (target is None or not has_fixed_fields(target)):
        asked = "a key without a model" if target is None else f"a key of {target.__name__}"
        raise InvalidParameterError(
            f"do_projections was set for {asked}, which does not tell the attributes",
            details={
                "expected": "a key of a Pydantic or dataclass model, or a model instance",
                "suggestion": "pass model=…, or set projection_expression",
            },
        )
    asked_for: type[Any] = type(model) if target is None else target
    others = list(typed_subclasses(asked_for))
    if any(item_config_of(each).upcasters for each in (asked_for, *others)):
        # An older item may hold under other names what the fields of today are made of.
        return None
    if not all(map(has_fixed_fields, others)):
        return None
    schema = schema_of_class(asked_for) if model is None else schema_of_instance(model)
    attributes = dict.fromkeys(schema.by_attribute)
    for each in others:
        attributes.update(dict.fromkeys(schema_of_class(each).by_attribute))
    return Projection.of(
        [*attributes, *(n for n in _life_attributes([asked_for]) if n not in attributes)]
    )
