"""What the arguments of a partial update mean; knows no schema and sends nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from boto3_assist._sentinels import CLEAR_FIELD
from boto3_assist.dynamodb.index_changes import primary_key_change
from boto3_assist.dynamodb.model import DynamoDBModelBase
from boto3_assist.dynamodb.model_key import ModelKey
from boto3_assist.dynamodb.partial_changes import Changes
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.dynamodb.update_config import UpdateConfig
from boto3_assist.errors import (
    InvalidParameterError,
    KeyBuildError,
    ValidationError,
    describe,
)

__all__ = [
    "both_written_and_cleared",
    "check_arguments",
    "dictionary_update",
    "names_given",
    "nothing_to_update",
    "update_config",
]


def dictionary_update(
    item: Mapping[str, AttributeValue],
    changes: Mapping[str, AttributeValue] | None,
    names_to_clear: Iterable[str],
    config: UpdateConfig,
) -> tuple[Mapping[str, AttributeValue], Changes]:
    """Give the key and the changes of an update without a model, which keeps no index true.

    Args:
        item: The key; or, without changes, the key among what is to change.
        changes: Attribute name → Python value; None is passed over, `CLEAR_FIELD` removes.
        names_to_clear: Names of attributes to remove.
        config: Names the key attributes of an item that holds its own key.

    Returns:
        Key attribute name → Python value, and the changes.

    Raises:
        KeyBuildError: When a key attribute has no value.
        InvalidParameterError: When nothing is to change, or the key would.
        ValidationError: When an attribute is both written and cleared.
    """
    if changes is None:
        named = [name for name in config.key_attributes if name in item]
        key = {name: item[name] for name in named}
        changes = {name: value for name, value in item.items() if name not in key}
    else:
        key = dict(item)
    if not key or any(value is None or value == "" for value in key.values()):
        raise KeyBuildError(
            "the dictionary does not hold the key of an item",
            details={
                "given": sorted(map(str, item)),
                "expected": f"a value for each of {', '.join(key or config.key_attributes)}",
                "suggestion": "pass the key alone with changes=…, or name the key attributes in "
                "UpdateConfig(key_attributes=…)",
            },
        )
    cleared = set(names_given("fields_to_clear", names_to_clear))
    cleared |= {name for name, value in changes.items() if value is CLEAR_FIELD}
    values = {n: v for n, v in changes.items() if v is not None and v is not CLEAR_FIELD}
    if both := sorted(values.keys() & cleared):
        raise both_written_and_cleared(both)
    if changed_key := sorted(key.keys() & (values.keys() | cleared)):
        raise primary_key_change("the item", changed_key)
    if not values and not cleared:
        raise nothing_to_update("the dictionary")
    return key, Changes(values, frozenset(cleared))


def names_given(parameter: str, names: Iterable[str]) -> list[str]:
    """Check that names came in a collection, not as one text.

    Args:
        parameter: What the caller knows them as.
        names: The names.

    Returns:
        The names.

    Raises:
        InvalidParameterError: When they are something else.
    """
    is_collection = isinstance(names, Iterable) and not isinstance(names, (str, bytes))
    given = list(names) if is_collection else []
    if not is_collection or not all(isinstance(name, str) for name in given):
        raise InvalidParameterError(
            f"{parameter} was given as {describe(names)}",
            details={
                "given": describe(names),
                "expected": "a list, tuple or set of names",
                "suggestion": f'write {parameter}=["name"]',
            },
        )
    return given


def both_written_and_cleared(names: list[str]) -> ValidationError:
    """Make the error that says that an attribute cannot be both.

    Args:
        names: What would be both.

    Returns:
        The error, to raise.
    """
    return ValidationError(
        f"{', '.join(names)} would be both written and cleared",
        details={
            "attributes": names,
            "expected": "a field to be written, or to be cleared",
            "suggestion": "leave one of them out",
        },
    )


def nothing_to_update(what: str) -> InvalidParameterError:
    """Make the error that says that an update would change nothing.

    Args:
        what: What was given.

    Returns:
        The error, to raise.
    """
    return InvalidParameterError(
        f"nothing of {what} was given that could be updated",
        details={
            "expected": "an attribute with a value, beside those of the primary key",
            "suggestion": "set what is to change, or name it in fields or fields_to_clear",
        },
    )


def update_config(config: object, return_values: str | None) -> UpdateConfig:
    """Give how to update, from the object and the old argument.

    Args:
        config: The configuration object, or None.
        return_values: As the field of that name, or None.

    Returns:
        The configuration.

    Raises:
        InvalidParameterError: When both tell the return values, or the object is none.
    """
    if config is None:
        return UpdateConfig(return_values=return_values or "NONE")
    if not isinstance(config, UpdateConfig) or return_values is not None:
        is_pair = isinstance(config, UpdateConfig)
        given = "together with return_values" if is_pair else f"as {describe(config)}"
        raise InvalidParameterError(
            f"config was given {given}",
            details={
                "expected": "an instance of UpdateConfig, alone",
                "suggestion": "write config=UpdateConfig(return_values=…)",
            },
        )
    return config


def check_arguments(item: object, changes: object, fields: object) -> None:
    """Check that what is to be updated came with what tells the changes, and nothing else.

    Args:
        item: An instance, a key or a dictionary.
        changes: Field name → value, or None.
        fields: Names of fields, or None.

    Raises:
        InvalidParameterError: When the arguments do not go together, or the item is none of these.
    """
    is_instance, is_key = isinstance(item, DynamoDBModelBase), isinstance(item, ModelKey)
    if changes is not None and not isinstance(changes, Mapping):
        problem, suggestion = f"changes were given as {describe(changes)}", "pass a dictionary"
    elif is_instance and changes is not None:
        problem = "changes came together with an instance"
        suggestion = "change the instance: instance.merge({...}), or pass its key"
    elif not is_instance and fields is not None:
        problem = "fields came without an instance that has their values"
        suggestion = "pass changes={...} with the key"
    elif not (is_instance or is_key or isinstance(item, Mapping)):
        problem = f"the item to update was given as {describe(item)}"
        suggestion = "pass an instance, a key made by a model's index, or a dictionary"
    else:
        return
    raise InvalidParameterError(
        problem,
        details={
            "expected": "an instance, a key with changes, or a dictionary",
            "suggestion": suggestion,
        },
    )
