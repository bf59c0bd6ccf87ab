"""Checks of the indexes of a class or an instance, as they are declared; reads no values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from boto3_assist.dynamodb.indexes import DynamoDBIndex, index_attributes
from boto3_assist.dynamodb.keys import DynamoDBKey
from boto3_assist.dynamodb.schema import annotated_names
from boto3_assist.errors import ConfigurationError

__all__ = ["check_indexes", "check_not_fields"]


def check_not_fields(model: type) -> None:
    """Check that no index of a class has the name of a field.

    Args:
        model: A model class, possibly not yet finished by its decorator or metaclass.

    Raises:
        ConfigurationError: When an index, own or inherited, is annotated as a field is.
    """
    # A field that overrides an inherited index counts too: Pydantic would leave both in place.
    classes = (model, *model.__bases__)
    indexes = {name for each in classes for name in index_attributes(each)}
    if both := sorted(indexes & annotated_names(model)):
        raise ConfigurationError(
            f"{', '.join(map(repr, both))} of {model.__name__} would be an index and a field",
            details={
                "model": model.__name__,
                "names": both,
                "expected": "an index without an annotation, or annotated as ClassVar",
                "suggestion": "write name: ClassVar[DynamoDBIndex] = …, or rename the field",
            },
        )


def check_indexes(owner: str, indexes: Mapping[str, DynamoDBIndex]) -> None:
    """Check that indexes have partition keys, and agree on the attributes they share.

    Args:
        owner: Name of the model, for messages.
        indexes: Index name → declaration.

    Raises:
        ConfigurationError: When a partition key is missing, two different keys share an
            attribute, or the primary index has native keys.
    """
    sources: dict[str, tuple[str, DynamoDBKey]] = {}
    for name, index in indexes.items():
        if index.is_native and index.is_primary:
            raise _native_primary(owner)
        if not index.partition_keys:
            raise ConfigurationError(
                f"the index {name!r} of {owner} has no partition key",
                details={
                    "model": owner,
                    "index": name,
                    "expected": "a template pk=…, or pk_attribute=…",
                    "suggestion": "declare the partition key",
                },
            )
        _check_shared(owner, name, index.declared_keys, sources)


def _native_primary(owner: str) -> ConfigurationError:
    return ConfigurationError(
        f"the primary index of {owner} has native keys, which only global secondary indexes have",
        details={
            "model": owner,
            "index": "primary",
            "expected": "templates, or one attribute each as pk_attribute and sk_attribute",
            "suggestion": "leave native=True out",
        },
    )


def _check_shared(
    owner: str,
    name: str,
    keys: Iterable[DynamoDBKey],
    sources: dict[str, tuple[str, DynamoDBKey]],
) -> None:
    for key in keys:
        other, first = sources.setdefault(key.attribute_name, (name, key))
        if first is not key and (other == name or first.source != key.source):
            raise ConfigurationError(
                f"the indexes {other!r} and {name!r} of {owner} give the attribute "
                f"{key.attribute_name!r} two different keys",
                details={
                    "model": owner,
                    "attribute": key.attribute_name,
                    "expected": "one template for each attribute, shared or not",
                    "suggestion": "name another attribute with pk_attribute or sk_attribute",
                },
            )
