"""Which attributes a read for a model returns, as a projection; sends nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from boto3_assist.dynamodb.config_objects import GetItemConfig
from boto3_assist.dynamodb.entity_types import typed_subclasses
from boto3_assist.dynamodb.index_projections import life_attributes
from boto3_assist.dynamodb.indexes import PRIMARY_INDEX, declared_indexes
from boto3_assist.dynamodb.item_config import item_config_of
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.requests import Projection
from boto3_assist.dynamodb.schema import (
    has_fixed_fields,
    schema_of_class,
    schema_of_instance,
)
from boto3_assist.dynamodb.schema.plain_style import required_parameters
from boto3_assist.errors import InvalidParameterError, ValidationError, describe

if TYPE_CHECKING:
    from boto3_assist.dynamodb.expressions import Attribute, AttributePath, Placeholders

__all__ = [
    "attributes_in",
    "check_held",
    "deciding_projection",
    "key_projection",
    "models_projection",
    "paths_projection",
    "projection_of",
    "with_needed",
]

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
            names come without an expression, or one of them is of another kind.
    """
    from boto3_assist.dynamodb.expressions import Placeholders

    if config.do_projections:
        return _model_projection(model, target)
    text, names = config.projection_expression, config.expression_attribute_names
    models = [] if target is None else [target]
    if names:
        from boto3_assist.dynamodb.expressions.placeholders import check_meanings

        check_meanings(names, None)
    if config.projection is not None and not names:
        paths = paths_projection(config.projection, Placeholders(), models)
        return with_needed(paths, models)
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
        return with_needed(Projection(text, names or {}), models)
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


def models_projection(
    models: Sequence[type[Any]], held: AbstractSet[str] | None = None
) -> Projection | None:
    """Give the attributes that several models have.

    Args:
        models: The classes that the items are read as.
        held: Names of the attributes that are there to be read; None for all.

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
    names = dict.fromkeys([*attributes, *keys])
    return Projection.of(name for name in names if held is None or name in held)


def paths_projection(
    paths: Iterable[str | AttributePath | Attribute],
    placeholders: Placeholders,
    models: Sequence[type[Any]] = (),
) -> Projection:
    """Give the attributes, and parts of them, that paths lead to.

    Args:
        paths: The paths, by the names of attributes or of the models' fields.
        placeholders: Takes the names.
        models: The classes that the items are read as.

    Returns:
        The projection.

    Raises:
        InvalidParameterError: When there is none, one is no path, or one lies inside another.
    """
    from boto3_assist.dynamodb.expressions.limits import check_length

    distinct = list(dict.fromkeys(path for each in paths for path in _paths_in(each, models)))
    overlapping = [pair for pair in combinations(distinct, 2) if pair[0].overlaps(pair[1])]
    if overlapping or not distinct:
        problem = "has a path inside another one" if overlapping else "names no attribute"
        raise InvalidParameterError(
            f"the projection {problem}",
            details={
                "given": [str(path) for pair in overlapping for path in pair],
                "expected": "one or more paths, none of them inside another one",
                "suggestion": "leave the longer path out" if overlapping else "pass None for all",
            },
        )
    text = ", ".join(path.to_expression(placeholders) for path in distinct)
    return Projection(check_length(text, "projection"), dict(placeholders.names))


def key_projection(key: Iterable[str], model: type[Any] | None) -> Projection:
    """Give what tells whether there is an item with a key, and whether it has expired.

    Args:
        key: Names of the key attributes.
        model: The class that the item belongs to, or None.

    Returns:
        The projection.
    """
    life = {} if model is None else life_attributes([model])
    return Projection.of(dict.fromkeys(key) | life)


def with_needed(
    projection: Projection,
    models: Sequence[type[Any]],
    taken: AbstractSet[str] = frozenset(),
    *,
    among_others: bool = False,
) -> Projection:
    """Read beside some attributes what instances cannot be made or told apart without.

    That is what tells their type, form, expiry and version, and what the constructor of a plain
    class asks for.

    Args:
        projection: The attributes that were asked for.
        models: The classes that the items are read as.
        taken: Placeholders that stand for something else.
        among_others: True where items of other models may be read, which their keys tell.

    Returns:
        The projection of all of them.
    """
    read = set(attributes_in(projection))
    keys = [name for model in models for name in _key_attributes(model) or ()]
    plain = [model for model in models if not has_fixed_fields(model)]
    asked = [name for model in plain for name in required_parameters(model)]
    needed = dict.fromkeys(keys if among_others else []) | life_attributes(models)
    needed |= dict.fromkeys(asked)
    added = [name for name in needed if name not in read]
    if not added:
        return projection
    return projection.joined_by(added, "#life", taken)


def check_held(attributes: Iterable[str], held: AbstractSet[str], use: str) -> None:
    """Check that an index holds what is asked of it.

    DynamoDB refuses such a projection, and takes what a filter names for absent.

    Args:
        attributes: Names of attributes.
        held: Names of those that the index holds.
        use: What they are for, for the message.

    Raises:
        InvalidParameterError: When one is not among them.
    """
    if lost := sorted(set(attributes) - held):
        raise InvalidParameterError(
            f"the index does not hold {', '.join(map(repr, lost))}, which the {use}",
            details={
                "attributes": lost,
                "expected": "attributes that the index holds, by projection=… of its declaration",
                "suggestion": "leave them out, or read the items from the table",
            },
        )


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
    return Projection.of(attributes | life_attributes(models))


def _paths_in(
    path: str | AttributePath | Attribute, models: Sequence[type[Any]]
) -> list[AttributePath]:
    """Give the way to what is called so in the items of the models that have it."""
    from boto3_assist.dynamodb.expressions import Attribute
    from boto3_assist.dynamodb.expressions.fields import field_of
    from boto3_assist.dynamodb.expressions.paths import path_of

    if isinstance(path, Attribute):
        return [path.path]
    given, found = path_of(path), []
    for model in models:
        try:
            found.append(field_of(model, given).path)
        except ValidationError:
            # The items may have it although the model does not know it.
            continue
    return found or [given]


def attributes_in(projection: Projection) -> list[str]:
    """Name the attributes of which a projection reads something.

    Args:
        projection: The projection.

    Returns:
        Their names, in its order.
    """
    paths = [_NAME.match(path.strip()) for path in projection.text.split(",")]
    heads = [path[0] for path in paths if path is not None]
    return [projection.names.get(head, head) for head in heads]


def _key_attributes(model: type[Any]) -> list[str] | None:
    primary = declared_indexes(model).get(PRIMARY_INDEX)
    return None if primary is None else [key.attribute_name for key in primary.declared_keys]


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
        [*attributes, *(n for n in life_attributes([asked_for]) if n not in attributes)]
    )
