"""Items as older versions of a program stored them, taken to today's form; knows no instance."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from boto3_assist.dynamodb.codec.numbers import whole_number
from boto3_assist.dynamodb.item_config import ItemConfig, item_config_of
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import ModelMappingError, SchemaVersionError, describe

__all__ = ["schema_version_of", "upcast"]


def schema_version_of(model: type, item: Mapping[str, AttributeValue]) -> int:
    """Read by which version of its model an item was written.

    Args:
        model: A model class that declares a schema version.
        item: Attribute name → Python value, the item whole.

    Returns:
        The version; 1 of an item that names none.

    Raises:
        SchemaVersionError: When the version is no whole number from 1, or newer than the model's.
    """
    config = item_config_of(model)
    found: Any = item.get(str(config.schema_version_attribute), 1)
    version = whole_number(found)
    if version is None or version < 1:
        raise _unreadable(model, config, f"is {describe(found)}", describe(found))
    if version > (config.schema_version or 1):
        problem = f"is {version}, newer than {config.schema_version}"
        raise _unreadable(model, config, problem, version)
    return version


def upcast(model: type, item: Mapping[str, AttributeValue]) -> Mapping[str, AttributeValue]:
    """Take an item to the form that a model has today.

    Args:
        model: A model class.
        item: Attribute name → Python value, as it is stored; it is not changed.

    Returns:
        The item itself where it has today's form, else what the upcasters made of a copy.

    Raises:
        SchemaVersionError: When the item is newer than the model.
        ModelMappingError: When an upcaster raises, or gives something else than a dictionary.
    """
    config = item_config_of(model)
    if config.schema_version is None:
        return item
    version = schema_version_of(model, item)
    if version == config.schema_version:
        return item
    taken: Any = copy.deepcopy(dict(item))
    for step in range(version, config.schema_version):
        taken = _next(model, config, step, taken)
    return {**taken, str(config.schema_version_attribute): config.schema_version}


def _next(
    model: type, config: ItemConfig, version: int, item: dict[str, AttributeValue]
) -> dict[str, AttributeValue]:
    step = f"of {model.__name__} from version {version} to {version + 1}"
    try:
        taken: Any = (config.upcasters or {})[version](item)
    except Exception as error:
        raise ModelMappingError(
            f"the upcaster {step} raised {type(error).__name__}",
            details={
                "model": model.__name__,
                "from_version": version,
                "to_version": version + 1,
                "expected": "an upcaster that takes every item of its version",
                "suggestion": "see the cause of this error; the item is as it was",
            },
        ) from error
    if isinstance(taken, dict):
        return taken
    raise ModelMappingError(
        f"the upcaster {step} gave {describe(taken)}",
        details={
            "model": model.__name__,
            "from_version": version,
            "to_version": version + 1,
            "given": describe(taken),
            "expected": "the item as a dictionary",
            "suggestion": "return the item, changed or made anew",
        },
    )


def _unreadable(model: type, config: ItemConfig, problem: str, given: object) -> SchemaVersionError:
    return SchemaVersionError(
        f"the schema version of an item of {model.__name__} {problem}",
        details={
            "model": model.__name__,
            "attribute": config.schema_version_attribute,
            "given": given,
            "expected": f"a whole number from 1 to {config.schema_version}",
            "suggestion": "read the item with the version of the program that wrote it, or later",
        },
    )
