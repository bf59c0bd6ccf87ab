"""What the arguments of a verb mean: the item, key, condition or index they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from boto3_assist._warnings import warn
from boto3_assist.config import get_settings
from boto3_assist.dynamodb.codec.item_view import ItemView
from boto3_assist.dynamodb.config_objects import GetItemConfig, config_of
from boto3_assist.dynamodb.instance_state import is_partial
from boto3_assist.dynamodb.item_writing import wire_item_of_instance
from boto3_assist.dynamodb.key_values import MAX_PARTITION_KEY_BYTES, check_key_value
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.model_key import ModelKey
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
    "saved_item",
]


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
        if type(item).to_resource_dictionary is DynamoDBModelBase.to_resource_dictionary:
            convert = get_settings().dynamodb_convert_decimals
            return ItemView(wire_item_of_instance(item), convert_decimals=convert)
        return item.to_resource_dictionary()
    if isinstance(item, Mapping):
        return item
    suggestion = "derive its class from DynamoDBModelBase"
    if isinstance(item, type) and issubclass(item, DynamoDBModelBase):
        suggestion = "make an instance of it"
    elif type(item).__module__ == "builtins":
        suggestion = "pass one instance, or one dictionary"
    raise ValidationError(
        f"{describe(item)} cannot be saved",
        details={
            "given": describe(item),
            "expected": "an instance of a model, or a dictionary of attributes",
            "suggestion": suggestion,
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
        InvalidParameterError: When both were given, or the object is none.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    found = config_of(config, GetItemConfig)
    if not given:
        return found
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
            f"a key came together with a model, which was given as {describe(model)}",
            details={
                "given": describe(model),
                "expected": "one of them",
                "suggestion": "leave one of them out, and name what is neither, such as config=…",
            },
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
    for name, value in key.items():
        # Which of them is the sort key is not known, so both have the length of the longer one.
        check_key_value("the table", str(name), value, MAX_PARTITION_KEY_BYTES)
