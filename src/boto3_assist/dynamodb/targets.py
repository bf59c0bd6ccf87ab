"""What the arguments of a verb mean: the item, key, condition or index they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from boto3_assist._warnings import warn
from boto3_assist.dynamodb.conditions import Expression
from boto3_assist.dynamodb.conditions import condition_expression as expression_of
from boto3_assist.dynamodb.config_objects import GetItemConfig
from boto3_assist.dynamodb.index_query import ModelKey
from boto3_assist.dynamodb.instance_state import is_partial
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.requests import Projection
from boto3_assist.dynamodb.schema import has_fixed_fields, schema_of_class, schema_of_instance
from boto3_assist.dynamodb.schema.scalars import is_binary_wrapper
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import (
    InvalidParameterError,
    KeyBuildError,
    MissingParameterError,
    ValidationError,
    describe,
)

__all__ = [
    "get_config",
    "key_and_model",
    "projection_of",
    "put_condition",
    "saved_item",
    "text_projection",
]

# DynamoDB limit: an expression has at most 300 operators and 4 KB.
_MAX_ABSENT: Final = 100


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
    is_model_class = isinstance(item, type) and issubclass(item, DynamoDBModelBase)
    raise ValidationError(
        f"{describe(item)} cannot be saved",
        details={
            "given": describe(item),
            "expected": "an instance of a model, or a dictionary of attributes",
            "suggestion": (
                "make an instance of it" if is_model_class else "derive it from DynamoDBModelBase"
            ),
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
        condition: Text or a condition of boto3, which must hold beside `fail_if_exists`.
        names: What the text's ``#`` placeholders stand for.
        values: What the text's ``:`` placeholders stand for.

    Returns:
        The condition, or None.

    Raises:
        InvalidParameterError: When the condition cannot be used, placeholders come without one,
            or a dictionary has nothing that can be a key.
    """
    if condition is None and (names or values):
        raise InvalidParameterError(
            "placeholders were given without a condition",
            details={
                "expected": "condition_expression with its names and values",
                "suggestion": "pass the condition, or leave the placeholders out",
            },
        )
    given = None if condition is None else expression_of(condition, names=names, values=values)
    if not fail_if_exists:
        return given
    absent = _absence_of(item)
    return absent if given is None else _both(absent, given)


def _both(first: Expression, second: Expression) -> Expression:
    if clashes := sorted(first.names.keys() & second.names.keys()):
        raise InvalidParameterError(
            f"the placeholders {', '.join(clashes)} are generated for fail_if_exists",
            details={
                "placeholders": clashes,
                "expected": "placeholders of other names",
                "suggestion": "rename them in the condition",
            },
        )
    return Expression(
        f"{first.text} AND ({second.text})",
        {**first.names, **second.names},
        {**first.values, **second.values},
    )


def _absence_of(item: object) -> Expression:
    """Write that no item has this key, whatever the key attributes of the table are."""
    if isinstance(item, DynamoDBModelBase):
        names = list(item.primary_key())[:1]
    else:
        # The key is among the attributes, and a stored item with this key has its attributes.
        entries = item.items() if isinstance(item, Mapping) else ()
        names = [name for name, value in entries if _may_be_key(value)]
    if not 1 <= len(names) <= _MAX_ABSENT:
        raise InvalidParameterError(
            f"fail_if_exists needs the key, which may be any of {len(names)} attributes",
            details={
                "expected": f"a model, or a dictionary with 1 to {_MAX_ABSENT} attributes that are "
                "text, numbers or bytes",
                "suggestion": 'pass condition_expression=Attr("<partition key>").not_exists()',
            },
        )
    placeholders = {f"#pk{position or ''}": name for position, name in enumerate(names)}
    text = " AND ".join(f"attribute_not_exists({placeholder})" for placeholder in placeholders)
    return Expression(text, placeholders)


def _may_be_key(value: object) -> bool:
    kinds = (str, int, float, Decimal, bytes, bytearray, memoryview)
    is_scalar = isinstance(value, kinds) or is_binary_wrapper(value)
    return is_scalar and not isinstance(value, bool)


def get_config(config: GetItemConfig | None, flags: Mapping[str, Any]) -> GetItemConfig:
    """Give the configuration of a read, from the object or from the old flags.

    Args:
        config: The configuration object.
        flags: The old flags by name; None where not given.

    Returns:
        The configuration.

    Raises:
        InvalidParameterError: When both were given, or the object is none.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    if config is not None and not isinstance(config, GetItemConfig):
        raise InvalidParameterError(
            f"config was given as {describe(config)}",
            details={
                "expected": "an instance of GetItemConfig",
                "suggestion": "write GetItemConfig(...), or call the preset: "
                "GetItemConfig.consistent()",
            },
        )
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
    raise _no_key(key, model)


def _no_key(key: object, model: object) -> InvalidParameterError | MissingParameterError:
    unusable = key if model is None else model
    error = MissingParameterError if unusable is None else InvalidParameterError
    suggestion = "write Order.primary.key(...), or {'pk': …, 'sk': …}"
    if isinstance(key, DynamoDBModelBase):
        suggestion = "pass the instance as model=…"
    elif isinstance(model, (ModelKey, Mapping)):
        suggestion = "pass the key as the key, not as model"
    elif isinstance(unusable, type):
        suggestion = "pass an instance, or a key made by the class: Order.primary.key(...)"
    return error(
        f"no key can be read from {describe(unusable)}",
        details={
            "given": describe(unusable),
            "expected": "a key of a model's index or a dictionary as the key, or an instance as "
            "the model",
            "suggestion": suggestion,
        },
    )


def _check_key(key: Mapping[str, AttributeValue]) -> None:
    empty = sorted(str(name) for name, value in key.items() if value is None or value == "")
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
