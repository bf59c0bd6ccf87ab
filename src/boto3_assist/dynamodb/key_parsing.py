"""Keys read back to the inputs they were built from, in the declared types; reads no table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, runtime_checkable

from boto3_assist.dynamodb.input_types import parsed_input
from boto3_assist.dynamodb.key_template import KeyTemplate
from boto3_assist.dynamodb.keys import DynamoDBKey, FieldReference
from boto3_assist.dynamodb.types import AttributeValue
from boto3_assist.errors import KeyBuildError, describe

if TYPE_CHECKING:
    from boto3_assist.dynamodb.indexes import DynamoDBIndex

__all__ = ["KeyHolder", "ReadableKey", "parse_key"]


@runtime_checkable
class KeyHolder(Protocol):
    """What has key attributes: what `ModelIndex.key` gives."""

    @property
    def attributes(self) -> Mapping[str, AttributeValue]:
        """Key attribute name → value."""


ReadableKey: TypeAlias = "Mapping[str, AttributeValue] | KeyHolder | str"
"""What a key is read from: attributes by name, or the text of a single one."""


def parse_key(model: type, index: DynamoDBIndex, key: ReadableKey) -> dict[str, Any]:
    """Read the inputs back from a key.

    Args:
        model: The class that the index is declared on.
        index: The declared index.
        key: Key attribute name → Python value, with other attributes or without; or the text of
            an index that has one key attribute.

    Returns:
        Input name → value of the declared type of its field.

    Raises:
        KeyBuildError: When a key attribute is missing, was not made by this index, or cannot be
            read back.
    """
    found: dict[str, Any] = {}
    for declared, value in _values_of(model, index, key):
        for name, read in _inputs(model, declared, value).items():
            if found.setdefault(name, read) != read:
                raise _unreadable(model, declared, f"it has another value for {name!r}")
    return found


def _values_of(
    model: type, index: DynamoDBIndex, key: ReadableKey
) -> list[tuple[DynamoDBKey, AttributeValue]]:
    declared = index.declared_keys
    if isinstance(key, str) and len(declared) == 1:
        return [(declared[0], key)]
    attributes = key.attributes if isinstance(key, KeyHolder) else key
    names = [each.attribute_name for each in declared]
    if not isinstance(attributes, Mapping):
        problem, lacking = f"{describe(key)} does not have", names
    else:
        problem = "the key does not have"
        lacking = [name for name in names if attributes.get(name) is None]
    if lacking or not isinstance(attributes, Mapping):
        raise KeyBuildError(
            f"{problem} {', '.join(map(repr, lacking))} of the index {index.name!r} of "
            f"{model.__name__}",
            details={
                "model": model.__name__,
                "index": index.name,
                "missing": lacking,
                "expected": f"the key attributes {', '.join(names)}",
                "suggestion": "pass them as a dictionary; an item that is not in the index has "
                "no such key",
            },
        )
    return [(each, attributes[each.attribute_name]) for each in declared]


def _inputs(model: type, key: DynamoDBKey, value: AttributeValue) -> dict[str, Any]:
    source = key.source
    if isinstance(source, FieldReference):
        return {source.attribute: parsed_input(model, source.attribute, value)}
    if not isinstance(value, str):
        raise _unreadable(model, key, f"it is {describe(value)}, not text")
    if isinstance(source, KeyTemplate):
        read = source.parse(value)
        inputs = {name: parsed_input(model, name, part) for name, part in read.items()}
        if source.build(inputs) != value:
            raise _unreadable(model, key, "the values it holds make another key")
        return inputs
    if callable(source):
        raise _unreadable(model, key, "a function made it")
    if value != source:
        raise _unreadable(model, key, "it is not the fixed text that was declared")
    return {}


def _unreadable(model: type, key: DynamoDBKey, problem: str) -> KeyBuildError:
    return KeyBuildError(
        f"the key {key.attribute_name!r} of {model.__name__} cannot be read back: {problem}",
        details={
            "model": model.__name__,
            "attribute": key.attribute_name,
            "expected": "a key that a template of this model built",
            "suggestion": "check that the item belongs to this model, or declare a template",
        },
    )
