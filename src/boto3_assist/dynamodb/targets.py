"""What the arguments of a verb mean: the item, key, condition or index they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from boto3_assist._warnings import warn
from boto3_assist.dynamodb.conditions import Expression, KeyCondition, SortCondition
from boto3_assist.dynamodb.conditions import condition_expression as expression_of
from boto3_assist.dynamodb.config_objects import GetItemConfig
from boto3_assist.dynamodb.index_query import IndexQuery, ModelKey
from boto3_assist.dynamodb.indexes import PRIMARY_INDEX, DynamoDBIndex
from boto3_assist.dynamodb.key_template import KeyTemplate
from boto3_assist.dynamodb.model import DynamoDBModelBase, is_partial
from boto3_assist.dynamodb.model_index import BoundIndex
from boto3_assist.dynamodb.requests import Projection
from boto3_assist.dynamodb.schema import has_fixed_fields, schema_of_class, schema_of_instance
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import (
    InvalidParameterError,
    KeyBuildError,
    MissingParameterError,
    ValidationError,
    describe,
)

__all__ = [
    "QueryTarget",
    "get_config",
    "key_and_model",
    "projection_of",
    "put_condition",
    "query_target",
    "saved_item",
    "text_projection",
]


@dataclass(frozen=True)
class QueryTarget:
    """What a query asks: a condition on an index, and the models to read the items as."""

    condition: Expression = field(repr=False)
    index_name: str | None
    models: tuple[type[Any], ...]


def saved_item(item: object) -> Mapping[str, AttributeValue]:
    """Give the attributes to write for what `save` was given.

    Args:
        item: A model or a dictionary.

    Returns:
        Attribute name → Python value.

    Raises:
        ValidationError: When it is neither, or an instance that was read by a projection.
        KeyBuildError: When the primary key of a model is incomplete.
    """
    if isinstance(item, DynamoDBModelBase):
        if is_partial(item):
            raise ValidationError(
                f"this {type(item).__name__} was read by a projection, and saving it would lose "
                "the attributes that were not read",
                details={
                    "model": type(item).__name__,
                    "expected": "an instance that was read whole, or made anew",
                    "suggestion": "read it without a projection before saving it",
                },
            )
        return item.to_resource_dictionary()
    if isinstance(item, Mapping):
        return item
    raise ValidationError(
        f"a {describe(item)} cannot be saved",
        details={
            "given": describe(item),
            "expected": "a model, or a dictionary of attributes",
            "suggestion": "derive the class from DynamoDBModelBase",
        },
    )


def put_condition(
    item: object,
    fail_if_exists: bool,
    condition: Any,
    names: Mapping[str, str] | None,
    values: Mapping[str, AttributeValue] | None,
) -> Expression | None:
    """Give the condition of a save.

    Args:
        item: What is saved, whose partition key attribute an absence is tested on.
        fail_if_exists: True to write only if no item has this key.
        condition: Text or a condition of boto3; wins over `fail_if_exists`.
        names: What the text's ``#`` placeholders stand for.
        values: What the text's ``:`` placeholders stand for.

    Returns:
        The condition, or None.

    Raises:
        InvalidParameterError: When the condition cannot be used, placeholders come without one,
            or the partition key attribute of a dictionary cannot be known.
    """
    if condition is not None:
        return expression_of(condition, names=names, values=values)
    if names or values:
        raise InvalidParameterError(
            "placeholders were given without a condition",
            details={
                "expected": "condition_expression with its names and values",
                "suggestion": "pass the condition, or leave the placeholders out",
            },
        )
    if not fail_if_exists:
        return None
    attribute = _partition_attribute(item)
    return Expression("attribute_not_exists(#pk)", {"#pk": attribute})


def _partition_attribute(item: object) -> str:
    if isinstance(item, DynamoDBModelBase):
        return next(iter(item.primary_key()))
    if isinstance(item, Mapping) and "pk" in item:
        return "pk"
    raise InvalidParameterError(
        "fail_if_exists needs the name of the partition key, which a dictionary does not tell",
        details={
            "expected": "a model, or a dictionary with the attribute 'pk'",
            "suggestion": 'pass condition_expression=Attr("<partition key>").not_exists()',
        },
    )


def get_config(config: GetItemConfig | None, flags: Mapping[str, Any]) -> GetItemConfig:
    """Give the configuration of a read, from the object or from the old flags.

    Args:
        config: The configuration object.
        flags: The old flags by name; None where not given.

    Returns:
        The configuration.

    Raises:
        InvalidParameterError: When both were given.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    if not given:
        return config or GetItemConfig()
    if config is not None:
        raise InvalidParameterError(
            f"{', '.join(given)} came together with a config",
            details={
                "given": sorted(given),
                "expected": "a GetItemConfig, or the old flags",
                "suggestion": "set the fields of the GetItemConfig",
            },
        )
    warn(
        f"{', '.join(given)} of get is deprecated: pass config=GetItemConfig(...)",
        DeprecationWarning,
    )
    return GetItemConfig(**given)


def key_and_model(
    key: ModelKey[Any] | Mapping[str, AttributeValue] | None, model: DynamoDBModelBase | None
) -> tuple[Mapping[str, AttributeValue], type[Any] | None]:
    """Give the key attributes and the class to read the item as.

    Args:
        key: A key made by a model's index, or a dictionary.
        model: An instance with the values of its primary key.

    Returns:
        Key attribute name → Python value, and the class or None.

    Raises:
        InvalidParameterError: When both were given, or the key is neither.
        MissingParameterError: When none was given.
        KeyBuildError: When a part of the key has no value.
    """
    if key is not None and model is not None:
        raise InvalidParameterError(
            "a key came together with a model",
            details={"expected": "one of them", "suggestion": "leave one of them out"},
        )
    if isinstance(model, DynamoDBModelBase):
        return model.primary_key(), type(model)
    if isinstance(key, ModelKey):
        return key.attributes, key.model
    if isinstance(key, Mapping):
        _check_key(key)
        return key, None
    raise _no_key(key if model is None else model)


def _no_key(unusable: object) -> InvalidParameterError | MissingParameterError:
    given = describe(unusable)
    error = MissingParameterError if unusable is None else InvalidParameterError
    return error(
        f"no key can be read from {given}",
        details={
            "given": given,
            "expected": "a key of a model's index, a dictionary, or a model instance",
            "suggestion": "write Order.primary.key(...), or {'pk': …, 'sk': …}",
        },
    )


def _check_key(key: Mapping[str, AttributeValue]) -> None:
    empty = sorted(name for name, value in key.items() if value is None or value == "")
    if empty or not key:
        raise KeyBuildError(
            f"the key attributes {empty} are not set" if key else "the key is empty",
            details={
                "attributes": empty,
                "expected": "a value for every key attribute of the table",
                "suggestion": "set the missing part of the key",
            },
        )


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
            names come without an expression.
    """
    if config.do_projections:
        return _model_projection(model, target)
    return text_projection(config.projection_expression, config.expression_attribute_names)


def text_projection(text: str | None, names: Mapping[str, str] | None) -> Projection | None:
    """Give a projection that is written in DynamoDB's syntax.

    Args:
        text: The expression, or None.
        names: What its ``#`` placeholders stand for.

    Returns:
        The projection; None without an expression.

    Raises:
        InvalidParameterError: When names come without an expression.
    """
    if text:
        return Projection(text, names or {})
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


def _model_projection(model: DynamoDBModelBase | None, target: type[Any] | None) -> Projection:
    if model is not None:
        return Projection.of(schema_of_instance(model).by_attribute)
    if target is None or not has_fixed_fields(target):
        asked = "a key without a model" if target is None else f"a key of {target.__name__}"
        raise InvalidParameterError(
            f"do_projections was set for {asked}, which does not tell the attributes",
            details={
                "expected": "a key of a Pydantic or dataclass model, or a model instance",
                "suggestion": "pass model=…, or set projection_expression",
            },
        )
    return Projection.of(schema_of_class(target).by_attribute)


def query_target(
    key: Any,
    index_name: str | None,
    names: Mapping[str, str],
    values: Mapping[str, AttributeValue],
) -> QueryTarget:
    """Give what a query asks.

    Args:
        key: A query of a model's index, an index of an instance, an index with keys made by
            hand, a condition of boto3, or its text.
        index_name: The index, where the key does not tell.
        names: What the text's ``#`` placeholders stand for.
        values: What the text's ``:`` placeholders stand for.

    Returns:
        The condition, the index and the models.

    Raises:
        InvalidParameterError: When the key is none of these, or tells itself what came with it.
        KeyBuildError: When the partition key of an instance is incomplete.
        MissingParameterError: When no key was given.
    """
    if isinstance(key, IndexQuery):
        _check_alone(key, index_name, values)
        return QueryTarget(key.condition.to_expression(), key.index_name, key.models)
    if isinstance(key, DynamoDBIndex):
        key = key.unbound
    if isinstance(key, BoundIndex):
        _check_alone(key, None, values)
        name = _secondary(index_name or key.name)
        models = (key.model,) if issubclass(key.model, DynamoDBModelBase) else ()
        return QueryTarget(_bound_condition(key).to_expression(), name, models)
    if not key:
        raise MissingParameterError(
            "no key condition was given",
            details={
                "expected": "a query of a model's index, or a condition of boto3",
                "suggestion": "write Order.by_status.query(status=...)",
            },
        )
    condition = expression_of(key, is_key_condition=True, names=names, values=values)
    return QueryTarget(condition, _secondary(index_name), ())


def _secondary(index_name: str | None) -> str | None:
    return None if index_name == PRIMARY_INDEX else index_name


def _check_alone(
    key: IndexQuery[Any] | BoundIndex[Any],
    index_name: str | None,
    values: Mapping[str, AttributeValue],
) -> None:
    """Refuse what the key tells already: it would be passed over without a word."""
    contradicted = index_name and _secondary(index_name) != getattr(key, "index_name", None)
    if contradicted or values:
        given = f"index_name {index_name!r}" if contradicted else "expression_attribute_values"
        raise InvalidParameterError(
            f"{given} came together with {key!r}",
            details={
                "expected": "the index and the values that the query of a model names itself",
                "suggestion": f"leave {given.split()[0]} out, or query by a condition of boto3",
            },
        )


def _bound_condition(index: BoundIndex[Any]) -> KeyCondition:
    ((attribute, value),) = index.to_dict(include_sort_key=False).items()
    start = index.sort_start()
    if start is None:
        return KeyCondition(attribute, value)
    sort_key = index.definition.sort_key
    is_whole = isinstance(sort_key.source, KeyTemplate) and index.is_complete
    is_text = isinstance(start, str)
    operator = SortCondition("=" if is_whole or not is_text else "begins_with", (start,))
    return KeyCondition(attribute, value, sort_key.attribute_name, operator)
